"""Long work leaves the interpreter alive: other threads run, Ctrl-C stops it, exceptions come back."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import twicetold

TEXT = "The bridge over the Ellery number {0} was closed on {0} Monday after {0} inspectors found cracks {1} in two of its piers. "


def texts(documents, sentences=20):
    return ["".join(TEXT.format(number * 31 + at, at) for at in range(sentences)) for number in range(documents)]


def test_other_threads_run_meanwhile():
    counted = 0
    done = threading.Event()

    def count():
        nonlocal counted
        while not done.is_set():
            counted += 1
            time.sleep(0.001)

    data = texts(3000)
    thread = threading.Thread(target=count)
    thread.start()
    begun = time.monotonic()
    twicetold.scan(data, threads=1)
    took = time.monotonic() - begun
    seen = counted
    done.set()
    thread.join()
    assert seen > 20 * took, f"counted to {seen} in {took:.2f} s"


def test_progress_is_told_and_its_exceptions_are_raised():
    told = []
    twicetold.scan(texts(1500), progress=lambda *said: told.append(said))
    assert told and all(isinstance(stage, str) and documents >= 0 for stage, documents, _, _ in told)

    class Enough(Exception):
        pass

    def stop(*_):
        raise Enough("enough")

    with pytest.raises(Enough, match="enough"):
        twicetold.scan(texts(20_000), progress=stop)


def test_a_bar_is_shown_where_it_is_wanted(capsys):
    pytest.importorskip("tqdm", reason="pip install tqdm to test its bars")
    twicetold.scan(texts(12_000), progress=True)
    told = capsys.readouterr().err
    assert "B/s" in told and "%" in told
    twicetold.scan(texts(12_000))
    assert capsys.readouterr().err == "", "no bar where nobody looks"


SCRIPT = """
import sys, time, twicetold
TEXT = {text!r}
data = ["".join(TEXT.format(number * 31 + at, at) for at in range(20)) for number in range(60_000)]
print("begin", flush=True)
try:
    twicetold.scan(data)
    print("finished", flush=True)
except KeyboardInterrupt:
    print("stopped", time.time(), flush=True)
print(len(twicetold.scan(data[:2]).matches), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("wait", [0.05, 0.6, 1.7])
def test_ctrl_c_stops_a_scan_and_nothing_else(wait):
    script = SCRIPT.format(text=TEXT)
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "begin\n"
    time.sleep(wait)
    sent = time.time()
    run.send_signal(signal.SIGINT)
    word, *at = run.stdout.readline().split()
    if word == "stopped":
        assert float(at[0]) - sent < 1.0
    else:
        assert word == "finished", "it was done before"
    assert run.communicate()[0].strip().isdigit(), "the interpreter goes on"
    assert run.returncode == 0


def matches(data):
    return twicetold.scan(data).matches.to_dict()["left"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_may_be_forked_or_spawned(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers."
    assert matches([story, story]) == ["0"], "threads were there before the fork"
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(matches, [[story, story], [story, "Tarnford won the cup."]]) == [["0"], []]


def test_importing_takes_no_other_library_along():
    script = "import sys, twicetold; print([name for name in ('pyarrow', 'pandas', 'polars', 'numpy', 'tqdm') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
