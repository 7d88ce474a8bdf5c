"""Figures on time and memory, by what the operating system counts for the process."""

import json
import subprocess
from statistics import median

from bench import Skip

ROUNDS = 3


NEAR = ("--relations", "near-duplicate", "--min-similarity", "0.8")
WORDING = ("--relations", "near-duplicate,contains,shares-passages", "--min-similarity", "0.8")

# What is scanned, how, and the goal in MB a second of processor time on the machine of the goals.
JOBS = (
    ("generated 100k, near-duplicate", "generated-100000", NEAR, 150),
    ("generated 100k, all relations but rewrites", "generated-100000", WORDING, 80),
    ("generated 100k, all relations", "generated-100000", ("--min-similarity", "0.8"), None),
    ("senate-press, near-duplicate", "senate-press", NEAR, 120),
    ("senate-press, all relations but rewrites", "senate-press", WORDING[:2], None),
    ("senate-press, all relations", "senate-press", (), 40),
    ("cctv-xinwenlianbo (Chinese), near-duplicate", "cctv-xinwenlianbo", NEAR, 60),
    ("bible-multi (six languages), near-duplicate", "bible-multi", NEAR, 60),
    ("generated Russian, near-duplicate", "ru", NEAR, 60),
    ("generated Chinese, near-duplicate", "zh", NEAR, 60),
    ("generated Thai, near-duplicate", "th", NEAR, 60),
)


def speed(bench):
    """JSONL to verified pairs, MB of JSONL a second of processor time (user and system, all threads)"""
    factor = scale(bench)
    bench.note(f"  this machine: {factor:.2f} times that of the goals, which are multiplied by it (figure roofline)")
    for name, corpus, options, goal in JOBS:
        try:
            path = in_language(bench, corpus) if len(corpus) == 2 else bench.corpus(corpus)
        except Skip as reason:
            bench.skip(reason)
            continue
        megabytes = path.stat().st_size / 1e6
        command = ("scan", path, *options, "--format", "tsv", "--quiet", "--threads", "1")
        bench.show([bench.program, *command])
        costs = [bench.measured(*command) for _ in range(ROUNDS)]
        rate = megabytes / median(cost.cpu for cost in costs)
        said = (f">= {goal * factor:.0f}", rate >= goal * factor) if goal else ("", None)
        bench.row(f"{name}, MB a CPU second", f"{rate:.0f} of {megabytes:.0f} MB", *said)
        each = ", ".join(f"{cost.cpu:.2f}/{cost.wall:.2f}" for cost in costs)
        bench.note(f"  seconds of processor / clock: {each}; peak {max(cost.peak for cost in costs) / 1e6:.0f} MB")
    threads(bench)


def in_language(bench, language, documents=20_000):
    """A generated corpus in another language."""
    path = bench.folder / f"generated-{language}.jsonl"
    if not path.exists():
        bench.tool("generate", "--documents", documents, "--seed", 1, "--language", language, "--output", path)
    return path


def threads(bench):
    """Clock of one thread over that of two, interleaved; says nothing on a machine that is busy."""
    command = ("scan", bench.corpus("generated-100000"), *NEAR, "--format", "tsv", "--quiet", "--threads")
    walls = {1: [], 2: []}
    for _ in range(ROUNDS):
        for count, seen in walls.items():
            seen.append(bench.measured(*command, count).wall)
    gain = min(walls[1]) / min(walls[2])
    bench.row("clock on 1 thread over 2, generated 100k", f"{gain:.2f}", ">= 1.8", gain >= 1.8)


def rows_of_roofline(bench):
    printed = bench.call(bench.example("roofline"), bench.corpus("generated-100000"))
    return [json.loads(line) for line in printed.splitlines()]


def scale(bench):
    return next(row["value"] for row in rows_of_roofline(bench) if row["kind"] == "scale")


def roofline(bench):
    """stage by stage, nanoseconds a word, beside work that uses none of our code"""
    for row in rows_of_roofline(bench):
        bench.row(f"{row['kind']}: {row['name']}", f"{row['value']:g} {row['unit']}", "", None)


SETS = ("bbc-news", "bible-multi", "cctv-xinwenlianbo", "mixset", "pil-leaflets", "reuters-21578", "senate-press", "udhr")


def tokens(bench):
    """words by masks are those of the full rules, every document of the evaluation sets"""
    for name in SETS:
        try:
            corpus = bench.corpus(name)
        except (Skip, OSError, subprocess.CalledProcessError) as reason:
            bench.skip(f"{name} ({reason})")
            continue
        found = json.loads(bench.call(bench.example("tokens"), corpus))
        said = f"{found['documents']} documents, {found['words']} words"
        bench.row(name, f"{found['differ']} differ of {said}", "0", found["differ"] == 0 and found["words"] > 0)


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
