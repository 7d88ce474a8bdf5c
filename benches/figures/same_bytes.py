"""The figure on determinism: the same bytes for any number of threads and any order of records."""

import random

from bench import Skip

SETS = ("newsroom", "reuters-21578")
RUNS = 20


def same_bytes(bench):
    """the same report for 1, 2, 8 threads; the same pairs for shuffled records"""
    for name in SETS:
        try:
            corpus = bench.corpus(name)
        except Skip as reason:
            bench.skip(reason)
            continue
        threads = [(1, 2, 8)[run % 3] for run in range(RUNS)]
        reports = [report(bench, corpus, "json", count) for count in threads]
        row(bench, f"{name}: json, threads 1, 2, 8", reports, reports[0])
        lines = corpus.read_bytes().splitlines(keepends=True)
        shuffled = bench.folder / "shuffled.jsonl"
        wanted, pairs = report(bench, corpus, "tsv", 2), []
        for run, count in enumerate(threads):
            random.Random(run).shuffle(lines)
            shuffled.write_bytes(b"".join(lines))
            pairs.append(report(bench, shuffled, "tsv", count))
        row(bench, f"{name}: tsv, records shuffled, threads 1, 2, 8", pairs, wanted)


def report(bench, corpus, format, threads):
    return bench.scan(corpus, "same", "--threads", threads, format=format).read_bytes()


def row(bench, what, reports, wanted):
    equal = sum(report == wanted for report in reports)
    bench.row(what, f"{equal} of {len(reports)}, {len(wanted)} bytes", "all", equal == len(reports))
    for report in [report for report in reports if report != wanted][:1]:
        pairs = zip(wanted.splitlines(), report.splitlines())
        first = next(((a, b) for a, b in pairs if a != b), (b"", b"(one is longer)"))
        bench.note("  first difference: " + " / ".join(line.decode("utf-8", "replace")[:120] for line in first))
