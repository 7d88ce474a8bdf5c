"""Figures beside other tools: what the same work costs them, and what they find of it."""

import json

from bench import ROOT

TARGETS = {"gaoya": 4, "rensa": 15, "datasketch": 70}
SIMILARITY = 0.8


def compare(bench):
    """processor seconds of gaoya, rensa, datasketch over ours, 10,000 generated documents, at better recall and precision"""
    beside(bench, TARGETS)


def beside(bench, targets, *more):
    """Runs the peers with targets beside twicetold; `more` are further options of the comparison."""
    told = bench.folder / "compare.json"
    options = ("--peers", ",".join(targets), "--similarity", SIMILARITY, "--program", bench.program, "--json", told)
    printed = bench.call(ROOT / "benches" / "compare" / "run", *options, *more)
    for line in printed.splitlines():
        if line.startswith("|"):
            bench.note(f"  {line}")
    told = json.loads(told.read_text())
    for reason in told["skipped"]:
        bench.skip(reason)
    rows = {row["tool"]: row for row in told["tables"][0]["rows"]}
    ours = rows.pop("twicetold")
    for name, row in rows.items():
        over, least = row["over"], targets[name]
        bench.row(f"{name} {row['version']}: its seconds over ours", f"{over:.1f}", f">= {least}", over >= least)
        better = all(ours[what] > row[what] for what in ("recall", "precision"))
        theirs = f"{row['recall']:.3f}, {row['precision']:.3f}"
        bench.row(f"{name} {row['version']}: its recall, precision", theirs, f"< {ours['recall']:.3f}, {ours['precision']:.3f}", better)
