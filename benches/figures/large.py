"""Figures on large corpora and on corpora that hurt: memory as told, time that grows no faster than the corpus."""

import filecmp
import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench import Skip

NEAR = ("--relations", "near-duplicate", "--min-similarity", "0.8", "--format", "tsv", "--quiet")
GIGABYTE = 1 << 30


def room(bench, gigabytes):
    free = shutil.disk_usage(bench.folder).free / 1e9
    if free < gigabytes:
        raise Skip(f"{gigabytes} GB of disk in the temporary folder (TMPDIR; {free:.0f} GB are free)")


def scanned(bench, corpus, output, *options):
    """What a scan cost, its report at `output`."""
    command = ("scan", corpus, *options, "--output", output)
    bench.show([bench.program, *command])
    return bench.measured(*command)


def forget(path):
    """Has the system give up what it holds of a file, so that one that fits into memory gains nothing by it."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def said(cost):
    return f"{cost.wall:.0f} s of clock, {cost.cpu:.0f} s of processor, peak {cost.peak / 1e6:.0f} MB"


def large(bench):
    """a million and ten million documents, read from disk: memory, time, --memory 2G, the same bytes"""
    room(bench, 32)
    million = bench.corpus("generated-1000000")
    forget(million)
    one = scanned(bench, million, bench.folder / "one.tsv", *NEAR)
    bench.note(f"  1 M, {million.stat().st_size / 1e9:.2f} GB: {said(one)}")
    most = 700 * 1_000_000 + 200e6
    bench.row("1 M: peak memory, MB", f"{one.peak / 1e6:.0f}", f"<= {most / 1e6:.0f}", one.peak <= most)
    million.unlink()
    ten_million = bench.corpus("generated-10000000")
    forget(ten_million)
    ten = scanned(bench, ten_million, bench.folder / "ten.tsv", *NEAR)
    bench.note(f"  10 M, {ten_million.stat().st_size / 1e9:.1f} GB, default budget: {said(ten)}")
    bench.row("10 M: minutes", f"{ten.wall / 60:.1f}", "<= 6", ten.wall <= 360)
    bench.row("time(10 M) / time(1 M)", f"{ten.wall / one.wall:.1f}", "<= 11", ten.wall / one.wall <= 11)
    bench.row("the same in processor time", f"{ten.cpu / one.cpu:.1f}", "<= 11", None)
    forget(ten_million)
    tight = scanned(bench, ten_million, bench.folder / "tight.tsv", *NEAR, "--memory", "2G")
    bench.note(f"  10 M, --memory 2G: {said(tight)}")
    limit = 1.1 * 2 * GIGABYTE + 64e6
    bench.row("10 M, 2G: peak memory, MB", f"{tight.peak / 1e6:.0f}", f"<= {limit / 1e6:.0f}", tight.peak <= limit)
    bench.row("10 M, 2G: time over the default's", f"{tight.wall / ten.wall:.2f}", "<= 2", tight.wall <= 2 * ten.wall)
    same = filecmp.cmp(bench.folder / "ten.tsv", bench.folder / "tight.tsv", shallow=False)
    bench.row("10 M, 2G: the same bytes", "yes" if same else "no", "yes", same)
    ten_million.unlink()


# ---------------------------------------------------------------------- plan ---

NUMBER = r"about ([\d.]+)"


def plan(bench):
    """--plan: memory, temporary space and time as it turns out"""
    corpus = bench.corpus("generated-1000000")
    timings = bench.folder / "timings.json"
    jobs = {
        "near-duplicate": ("--relations", "near-duplicate"),
        "all relations": (),
        "near-duplicate, 300M": ("--relations", "near-duplicate", "--memory", "300M"),
    }
    for name, options in jobs.items():
        told = bench.tool("scan", corpus, *options, "--plan")
        forecast = {
            "memory, MB": float(re.search(rf"memory +{NUMBER} MB", told)[1]),
            "temporary, MB": float((re.search(rf"disk +{NUMBER} MB", told) or (0, 0))[1]),
            "seconds": seconds(re.search(rf"time +{NUMBER} (seconds|minutes)", told)),
        }
        cost = scanned(bench, corpus, bench.folder / "plan.tsv", *options, "--format", "tsv", "--quiet", "--timings", timings)
        real = {
            "memory, MB": cost.peak / 1e6,
            "temporary, MB": json.loads(timings.read_text())["temporary_bytes"] / 1e6,
            "seconds": cost.wall,
        }
        for what, value in forecast.items():
            off = value / real[what] - 1 if real[what] else value
            bench.row(f"{name}: {what}", f"{value:.1f} for {real[what]:.1f} ({off:+.0%})", "within 25%", abs(off) <= 0.25)


def seconds(found):
    return float(found[1]) * (60 if found[2] == "minutes" else 1)


# ------------------------------------------------------------------- hurtful ---

SHAPES = ("one-bucket", "exact-copies", "footer", "chain", "one-line")


def shaped(bench, shape, documents):
    path = bench.folder / f"{shape}-{documents}.jsonl"
    bench.tool("generate", "--documents", documents, "--seed", "1", "--shape", shape, "--output", path)
    return path


def cut(source, size, path):
    """So many bytes of the beginning of a corpus, whole lines."""
    with open(source, "rb") as lines, open(path, "wb") as file:
        held = 0
        for line in lines:
            if held >= size:
                break
            held += len(line)
            file.write(line)
    return path


def hurtful(bench):
    """corpora that hurt others: time against a control of the same size, time(2n)/time(n), linear output"""
    room(bench, 8)
    count = int(os.environ.get("HURTFUL_DOCUMENTS", 1_000_000))
    control = bench.corpus("generated-1000000")
    for shape in SHAPES:
        costs, sizes, bytes_out = [], [], []
        for documents in (count // 2, count):
            corpus = shaped(bench, shape, documents)
            output = bench.folder / "hurtful.tsv"
            costs.append(scanned(bench, corpus, output, *NEAR))
            sizes.append(corpus.stat().st_size)
            bytes_out.append(output.stat().st_size)
            corpus.unlink()
        same_size = cut(control, sizes[1], bench.folder / "control.jsonl")
        plain = scanned(bench, same_size, bench.folder / "control.tsv", *NEAR)
        scale = sizes[1] / same_size.stat().st_size
        bench.note(f"  {shape}: {said(costs[1])}; control, {same_size.stat().st_size / 1e6:.0f} MB: {said(plain)}")
        against = costs[1].cpu / (plain.cpu * scale)
        asked = shape in ("one-bucket", "exact-copies", "footer")
        bench.row(f"{shape}: time over the control's", f"{against:.2f}", "<= 2" if asked else "-", against <= 2 if asked else None)
        growth = costs[1].cpu / costs[0].cpu
        bench.row(f"{shape}: time(2n)/time(n)", f"{growth:.2f}", "<= 2.3", growth <= 2.3)
        output = bytes_out[1] / max(bytes_out[0], 1)
        bench.row(f"{shape}: output(2n)/output(n)", f"{output:.2f}", "<= 2.3", output <= 2.3)
        same_size.unlink()
    giant(bench, control)
    many_files(bench)


def giant(bench, control):
    """One document of 64 MB and its half."""
    text = "".join(json.loads(line)["text"] + "\n\n" for line, _ in zip(open(control, encoding="utf-8"), range(40_000)))
    costs = []
    for size in (32_000_000, 64_000_000):
        path = bench.folder / "giant.jsonl"
        path.write_text("".join(json.dumps({"id": name, "text": text[:size] + name}) + "\n" for name in "ab"))
        costs.append(scanned(bench, path, bench.folder / "giant.tsv", *NEAR))
    bench.note(f"  two documents of 64 MB: {said(costs[1])}")
    growth = costs[1].cpu / costs[0].cpu
    bench.row("two documents of 64 MB: time(2n)/time(n)", f"{growth:.2f}", "<= 2.3", growth <= 2.3)


def many_files(bench):
    """A folder of small files."""
    count = int(os.environ.get("HURTFUL_DOCUMENTS", 1_000_000)) // 4
    costs = []
    for files in (count // 2, count):
        folder = bench.folder / "files"
        for number in range(files):
            if number % 1000 == 0:
                (folder / f"{number // 1000:04}").mkdir(parents=True)
            (folder / f"{number // 1000:04}" / f"{number % 1000:03}.txt").write_text(f"File {number} says nothing that file {number + 1} says.")
        costs.append(scanned(bench, folder, bench.folder / "files.tsv", *NEAR))
        shutil.rmtree(folder)
    bench.note(f"  {count} files: {said(costs[1])}")
    growth = costs[1].cpu / costs[0].cpu
    bench.row(f"folder of {count} files: time(2n)/time(n)", f"{growth:.2f}", "<= 2.3", growth <= 2.3)


# ----------------------------------------------------------------- interrupts ---

MOMENTS = 30


def interrupt(bench):
    """Ctrl-C at 30 random moments: how long it takes, and what is left"""
    corpus = bench.corpus("generated-100000")
    draw = random.Random(5)
    slowest, left, wrong = 0.0, 0, 0
    whole = bench.measured("scan", corpus, "--format", "json", "--quiet", "--memory", "140M").wall
    bench.show([bench.program, "scan", corpus, "--format", "json", "--output", "out/report.json", "--memory", "140M", "--temp-dir", "temp"])
    for _ in range(MOMENTS):
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            temp, out = Path(folder) / "temp", Path(folder) / "out"
            temp.mkdir()
            out.mkdir()
            command = [bench.program, "scan", corpus, "--format", "json", "--output", out / "report.json", "--memory", "140M", "--temp-dir", temp]
            run = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.uniform(0.0, whole))
            begun = time.monotonic()
            run.send_signal(signal.SIGINT)
            code = run.wait()
            slowest = max(slowest, time.monotonic() - begun)
            left += len(list(temp.iterdir())) + len([path for path in out.iterdir() if path.name != "report.json"])
            report = out / "report.json"
            if report.exists():
                json.loads(report.read_text())
            wrong += code not in (0, 130)
    bench.row("slowest end after Ctrl-C, seconds", f"{slowest:.2f} of {MOMENTS}", "<= 2", slowest <= 2)
    bench.row("files left in --temp-dir and beside the report", str(left), "0", left == 0)
    bench.row("reports half written, exit codes other than 130", str(wrong), "0", wrong == 0)


# ------------------------------------------------------------------ full disk ---

FULL = """
set -e
mount -t tmpfs -o size={size}k tmpfs "$1"
set +e
"$2" scan "$3" --quiet --memory 140M --temp-dir "$1" --format json --output {output} 2>"$4"
echo "$? $(ls -A "$1" | wc -l)"
"""


def full_disk(bench):
    """a disk that is full, at several sizes: exit code 4, the mount by its name, nothing left"""
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        raise Skip("unshare -m (a mount namespace of its own)")
    corpus = bench.corpus("generated-100000")
    mount, errors = bench.folder / "small", bench.folder / "errors"
    mount.mkdir()
    good, tried = 0, 0
    for where, output in (("temporary files", "/dev/null"), ("the report", f'"$1"/report.json --memory 2G')):
        for size in (16, 256, 1024, 4096):
            script = FULL.format(size=size, output=output)
            command = ["unshare", "-m", "bash", "-c", script, "bash", str(mount), bench.program, str(corpus), str(errors)]
            code, files = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-2:]
            told = errors.read_text()
            tried += 1
            good += (code, files) == ("4", "0") and f"on {mount}" in told
            bench.note(f"  {where}, {size} kB: exit code {code}, {files} files left: {told.strip()[:160]}")
    bench.row("clean ends", f"{good} of {tried}", "all", good == tried)
