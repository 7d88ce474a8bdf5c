"""The figure on `dedup`: nobody goes but for a direct match, nothing is lost, and what it costs over a scan."""

import gzip
import json
import shutil
import subprocess
from statistics import median
from types import SimpleNamespace

from bench import Skip

import oracle

ROUNDS = 5
ORDERS = ("first", "longest")
PACKED = 5_000


def dedup(bench):
    """a corpus without its copies: direct matches, books, bytes, time over scan"""
    corpus = bench.corpus("senate-press")
    cost(bench, corpus)
    lines = corpus.read_bytes().splitlines(keepends=True)
    for order in ORDERS:
        check(bench, corpus, lines, order)
    packed(bench, bench.first("senate-press", PACKED))


def cost(bench, corpus):
    """Processor time in turns with a scan for the same relation, tables written by both."""
    out = bench.folder / "dedup"
    scan = ("scan", corpus, "--relations", "near-duplicate", "--format", "tsv", "--quiet")
    write = ("dedup", corpus, "--output", out, "--quiet")
    costs = {scan: [], write: []}
    for command in costs:
        bench.show([bench.program, *command])
    for _ in range(ROUNDS):
        for command in costs:
            shutil.rmtree(out, ignore_errors=True)
            costs[command].append(bench.measured(*command))
    seconds = {command: median(cost.cpu for cost in costs[command]) for command in costs}
    ratio = median(b.cpu / a.cpu for a, b in zip(costs[scan], costs[write]))
    bench.row("processor time of dedup over scan (tsv)", f"{ratio:.3f} ({seconds[write]:.2f} / {seconds[scan]:.2f} s)", "<= 1.2", ratio <= 1.2)
    peaks = [max(cost.peak for cost in costs[command]) / 1e6 for command in (write, scan)]
    bench.row("peak memory, dedup and scan", f"{peaks[0]:.0f} and {peaks[1]:.0f} MB", "-", None)


def check(bench, corpus, lines, order):
    """Reads what was written as anybody would, and compares words and shingles by the oracle's own code."""
    out = bench.folder / f"dedup-{order}"
    said = json.loads(bench.tool("dedup", corpus, "--keep", order, "--output", out, "--format", "json", "--quiet"))["summary"]
    removed = [json.loads(line) for line in open(out / "removed.jsonl", encoding="utf-8")]
    gone = {line["record"] for line in removed}
    texts = {}

    def document(number):
        if number not in texts:
            texts[number] = oracle.Document(json.loads(lines[number - 1]))
        return texts[number]

    options = SimpleNamespace(min_similarity=0.7, min_containment=0.8)
    wrong, unjudged = [], 0
    for line in removed:
        left, right = document(line["record"]), document(line["kept"]["record"])
        if left.words is None or right.words is None:
            unjudged += 1
            continue
        values = oracle.measures(left, right)
        holds = oracle.relation(left, right, values, options) == line["relation"]
        if line["kept"]["record"] in gone or not holds or abs(values[0] - line["similarity"]) > 1e-9:
            wrong.append(line)
    bench.row(f"{order}: removed without a direct match to a kept one", f"{len(wrong)} of {len(removed)}", "0", not wrong)
    if unjudged:
        bench.note(f"  not judged (a script that needs a dictionary): {unjudged}")
    for line in wrong[:3]:
        bench.note(f"  {line['id']} for {line['kept']['id']}, {line['relation']} {line['similarity']}")
    books = said["kept"] + said["removed"] + said["skipped"] == said["records"] and said["removed"] == len(removed)
    bench.row(f"{order}: kept + removed = read", f"{said['kept']} + {said['removed']} = {said['documents']}", "=", books)
    written = (out / corpus.name).read_bytes()
    same = written == b"".join(line for number, line in enumerate(lines, 1) if number not in gone)
    bench.row(f"{order}: what stays is the same bytes", "yes" if same else "no", "yes", same)
    shutil.rmtree(out)


def packed(bench, corpus):
    """Compressed as they came, with the records of the plain file."""
    plain = bench.folder / "dedup-plain"
    bench.tool("dedup", corpus, "--output", plain, "--quiet")
    wanted = (plain / corpus.name).read_bytes()
    kinds = {"gz": (b"\x1f\x8b", gzip.compress, gzip.decompress), "zst": (b"\x28\xb5\x2f\xfd", zstd("-cq"), zstd("-dcq"))}
    for ending, (magic, pack, unpack) in kinds.items():
        try:
            path = corpus.with_name(f"{corpus.name}.{ending}")
            path.write_bytes(pack(corpus.read_bytes()))
        except FileNotFoundError:
            bench.skip(Skip("zstd (a program)"))
            continue
        out = bench.folder / f"dedup-{ending}"
        bench.tool("dedup", path, "--output", out, "--quiet")
        written = (out / path.name).read_bytes()
        same = written.startswith(magic) and unpack(written) == wanted
        bench.row(f"{ending} in, {ending} out, the same records", "yes" if same else "no", "yes", same)


def zstd(options):
    return lambda data: subprocess.run(["zstd", options], input=data, capture_output=True, check=True).stdout
