"""Figures of the Python package: what it costs beside the command line and beside other libraries, and how it stops."""

import json
import os

from bench import HERE, ROOT, Skip
from side_by_side import beside

#: Processor seconds of the libraries over ours, at least.
TARGETS = {"rensa": 12, "datasketch": 50}
ROUNDS = 5
MOMENTS = 20


def python():
    """The Python that TWICETOLD_PYTHON names: with the package, pyarrow and, for Spark, PySpark."""
    named = os.environ.get("TWICETOLD_PYTHON")
    if not named:
        raise Skip("a Python with the package, pyarrow and pyspark (TWICETOLD_PYTHON)")
    return named


def answered(bench, script, *arguments):
    """The last line that a script of this folder prints, in that Python."""
    return json.loads(bench.call(python(), "-B", HERE / script, *arguments).splitlines()[-1])


def wheel(bench):
    """the wheel: its size as pip builds it from the checkout, and the time of the import"""
    program = "import time; start = time.perf_counter(); import twicetold; print(1000 * (time.perf_counter() - start))"
    least = min(float(bench.call(python(), "-c", program)) for _ in range(5))
    bench.row("import of twicetold, fastest of 5", f"{least:.0f} ms", "<= 100 ms", least <= 100)
    bench.call(python(), "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", bench.folder, ROOT / "python")
    size = next(bench.folder.glob("*.whl")).stat().st_size / 1e6
    bench.row("size of the wheel", f"{size:.1f} MB", "<= 15 MB", size <= 15)


def from_arrow(bench):
    """processor seconds of a scan of an Arrow table in Python over those of the command line, 100,000 documents as JSONL"""
    corpus, table = bench.corpus("generated-100000"), bench.folder / "generated-100000.arrow"
    program = "import sys, pyarrow.json, pyarrow.feather as f; f.write_feather(pyarrow.json.read_json(sys.argv[1]), sys.argv[2], 'uncompressed')"
    bench.call(python(), "-c", program, corpus, table)
    for relations in ("near-duplicate", "near-duplicate,rewritten"):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            out = bench.folder / "pairs.tsv"
            theirs.append(bench.measured("scan", corpus, "--relations", relations, "--format", "tsv", "--output", out, "--quiet").cpu)
            ours.append(bench.cost(python(), "-B", HERE / "scan_arrow.py", table, relations, bench.folder / "python.tsv").cpu)
        equal = (bench.folder / "python.tsv").read_bytes() == out.read_bytes()
        bench.row(f"{relations}: same bytes", str(equal), "True", equal)
        over = min(ours) / min(theirs)
        said = f"{over:.2f} ({min(ours):.2f} s, {min(theirs):.2f} s)"
        bench.row(f"{relations}: processor seconds over the command line", said, "<= 1.1", over <= 1.1)


def peers_from_python(bench):
    """processor seconds of rensa and datasketch over ours, all from Python, 10,000 generated documents, at better recall and precision"""
    beside(bench, TARGETS, "--wheel", python())


def interrupt_python(bench):
    """Ctrl-C at 20 random moments of a scan in Python: how long until it is raised, and whether the interpreter goes on"""
    told = answered(bench, "interrupted_scan.py", bench.corpus("generated-30000"), str(MOMENTS))
    slowest = told["slowest"]
    bench.row("slowest KeyboardInterrupt, seconds", f"{slowest:.2f} of {told['raised']}", "<= 1", slowest <= 1 and told["raised"] > 0)
    bench.row("moments after which the interpreter scans again", f"{told['alive']} of {MOMENTS}", f"{MOMENTS}", told["alive"] == MOMENTS)
