"""The figure on facts: what became of them in a rewrite, against two graders."""

from bench import ROOT, Skip

NEWSROOM = ROOT / "corpora" / "newsroom"


def facts(bench):
    """facts ledger of graded newsroom pairs: F1 of kept, changed, dropped, added; half the pairs were tuned on"""
    graded, pairs = NEWSROOM / "facts.tsv", NEWSROOM / "facts-pairs.tsv"
    for path in (graded, pairs):
        if not path.exists():
            raise Skip(f"{path.name} (not in corpora/newsroom)")
    printed = bench.call(bench.example("facts"), graded, pairs, *sorted(NEWSROOM.glob("*.jsonl")))
    for line in printed.splitlines():
        half, what, f1, *counts = line.split("\t")
        target = half == "report" and what == "all"
        value = float(f1.removeprefix("F1 "))
        bench.row(f"{half}: {what} ({', '.join(counts)})", f"{value:.3f}", ">= 0.85" if target else "", value >= 0.85 if target else None)
