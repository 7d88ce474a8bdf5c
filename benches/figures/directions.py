"""The figure on direction: which of two texts was first, where the dates are withheld."""

import csv

from bench import ROOT


def direction(bench):
    """direction without dates: precision where it answers, and how often; tuned on one half of newsroom, reported on the other"""
    folder = ROOT / "corpora" / "newsroom"
    pairs = folder / "rewrites.tsv"
    printed = bench.call(bench.example("direction"), pairs, folder / "docs.jsonl", folder / "rewrites.jsonl")
    answers = [line.split("\t")[2] for line in printed.splitlines()]
    with open(pairs, encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for half, target in (("report", 0.9), ("tune", None)):
        judged = [judge(row, answer) for row, answer in zip(rows, answers, strict=True) if row["half"] == half]
        tell(bench, half, judged, target)


def judge(row, answer):
    """What kind of pair it is, and whether it was answered and right."""
    kind = "unrelated" if row["positive"] == "0" else "siblings" if row["first"] == "-" else "retellings"
    named = {"left": row["id_a"], "right": row["id_b"]}.get(answer)
    return kind, named is not None, named == row["first"]


def tell(bench, half, judged, target):
    """Siblings retell a third text: no answer is right of them. Unrelated pairs are for the record: no scan asks about them."""
    for kind in ("retellings", "siblings", "unrelated"):
        of_kind = [(answered, right) for which, answered, right in judged if which == kind]
        answered, right = (sum(column) for column in zip(*of_kind))
        bench.row(f"{half}: {kind}: answered, rightly", f"{answered}, {right} of {len(of_kind)}", "", None)
    answers = [(kind, right) for kind, answered, right in judged if answered and kind != "unrelated"]
    for what, kinds in (("retellings", ["retellings"]), ("retellings and siblings", ["retellings", "siblings"])):
        of_kinds = [right for kind, right in answers if kind in kinds]
        value = sum(of_kinds) / max(1, len(of_kinds))
        bench.row(f"{half}: precision, {what}", f"{value:.3f}", f">= {target}" if target else "", value >= target if target else None)
