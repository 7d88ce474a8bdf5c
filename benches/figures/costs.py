"""Figures on time and memory, by what the operating system counts for the process."""

import zlib
from statistics import median
from time import process_time

from bench import Skip

ROUNDS = 3


def speed(bench):
    """JSONL to verified pairs, MB of JSONL a second of processor time (user and system, all threads)"""
    corpus = bench.corpus("generated-100000")
    megabytes = corpus.stat().st_size / 1e6
    jobs = {
        "near-duplicate": (60, ("--relations", "near-duplicate")),
        "all relations": (30, ()),
    }
    commands = {name: ("scan", corpus, *options, "--format", "tsv", "--quiet") for name, (_, options) in jobs.items()}
    for command in commands.values():
        bench.show([bench.program, *command])
    costs = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            costs[name].append(bench.measured(*command))
    for name, (target, _) in jobs.items():
        rate = megabytes / median(cost.cpu for cost in costs[name])
        bench.row(f"{name}, MB a CPU second", f"{rate:.1f} of {megabytes:.0f} MB", f">= {target}", rate >= target)
        each = ", ".join(f"{cost.cpu:.2f}/{cost.wall:.2f}" for cost in costs[name])
        bench.note(f"  seconds of processor / clock: {each}; peak {max(cost.peak for cost in costs[name]) / 1e6:.0f} MB")
    roofline(bench, corpus)


def roofline(bench, corpus):
    """What this machine gives now to work that cannot be avoided, to hold the rows against."""
    start = process_time()
    text = corpus.read_bytes()
    read = process_time() - start
    start = process_time()
    lines = text.count(b"\n")
    counted = process_time() - start
    start = process_time()
    zlib.crc32(text)
    summed = process_time() - start
    rates = {"read": read, f"count {lines} line ends": counted, "crc32 (zlib)": summed}
    said = ", ".join(f"{name} {len(text) / 1e6 / max(seconds, 1e-6):.0f}" for name, seconds in rates.items())
    bench.note(f"  roofline here and now, MB a CPU second: {said}")


LARGE, SMALL = 1_000_000, 1_000


def memory(bench):
    """peak memory a document beside the reader's buffers, near-duplicate and contains"""
    peaks = {}
    for documents in (SMALL, LARGE):
        corpus = bench.corpus(f"generated-{documents}")
        command = ("scan", corpus, "--relations", "near-duplicate,contains", "--format", "tsv", "--quiet")
        bench.show([bench.program, *command])
        cost = bench.measured(*command)
        peaks[documents] = cost.peak
        bench.note(f"  {documents} documents: peak {cost.peak / 1e6:.1f} MB, {cost.cpu:.1f} s of processor, {cost.wall:.1f} s of clock")
        if documents == LARGE:
            corpus.unlink()
    each = (peaks[LARGE] - peaks[SMALL]) / LARGE
    bench.row("bytes a document", f"{each:.0f}", "<= 1200", each <= 1200)


STARTS = 20


def inspect(bench):
    """inspect of one article, the whole process"""
    article = bench.seed / "article.txt"
    if not article.exists():
        raise Skip(f"seed (no article.txt in {bench.seed})")
    command = ("inspect", article)
    bench.show([bench.program, *command])
    costs = [bench.measured(*command) for _ in range(STARTS)]
    wall = 1e3 * median(cost.wall for cost in costs)
    cpu = 1e3 * median(cost.cpu for cost in costs)
    bench.row(f"median of {STARTS}, ms of clock", f"{wall:.1f} ({cpu:.1f} of processor)", "<= 50", wall <= 50)
