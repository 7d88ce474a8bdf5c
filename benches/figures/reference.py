#!/usr/bin/env python3
"""Makes the table of `src/repetition/reference.rs` and says how well it holds on articles it has not seen.

    python3 benches/figures/reference.py --data FOLDER [--check]

FOLDER holds the sets bbc-news, reuters-21578 and textreuse-r (docs.jsonl.zst and, where there are copies,
exact_clusters.tsv). Prints the rows as Rust; with --check compares them with the file instead (exit 1
where they differ). A missing set is named and the script stops. Needs cargo and zstd.

Left out of the reference: copies but for the first; articles of fewer than 50 words or more than 1,200; articles with
more than one numeral in twenty words (tables, prices, earnings, fixtures, which repeat by form); articles in which a run
of twenty stems stands twice (agency takes sent again). What that leaves is news prose.

Rows beyond 1,200 words: no news there to measure. The last measured row is carried on by the growth of the odds of the
index with length inside long books (median of eight).
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
LEVELS = [1, 5, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9]
BINS = [50, 75, 100, 150, 200, 300, 400, 600, 1201]
BEYOND = [2000, 5000, 10_000, 20_000, 50_000, 100_000]
NUMERALS = 0.05


def documents_of(folder: Path) -> str:
    path = folder / "docs.jsonl.zst"
    if not path.exists():
        sys.exit(f"skipped: {folder.name} (no {path})")
    return subprocess.run(["zstd", "-dc", path], capture_output=True, text=True, check=True).stdout


def copies_of(folder: Path) -> set[str]:
    """Ids of all but the first of each group of equal articles."""
    path = folder / "exact_clusters.tsv"
    seen, copies = set(), set()
    for line in path.read_text().splitlines()[1:] if path.exists() else []:
        identifier, cluster = line.split("\t")
        if cluster in seen:
            copies.add(identifier)
        seen.add(cluster)
    return copies


def measured(folder: Path, lengths: list[int] = []) -> list[dict]:
    command = ["cargo", "run", "--quiet", "--release", "--example", "reference", "--", *map(str, lengths)]
    run = subprocess.run(command, input=documents_of(folder), capture_output=True, text=True, cwd=ROOT, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def articles_of(folder: Path) -> list[dict]:
    copies = copies_of(folder)
    return [article for article in measured(folder) if article["id"] not in copies and article["words"] >= BINS[0]]


def is_prose(article: dict) -> bool:
    return article["numerals"] <= NUMERALS and not article["told_twice"] and article["words"] < BINS[-1]


def quantile(ordered: list[float], level: float) -> float:
    place = (len(ordered) - 1) * level / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def rows_of(articles: list[dict]) -> list[tuple[int, int, list[float]]]:
    """Median length, number of articles and quantiles of each bin."""
    rows = []
    for low, high in zip(BINS, BINS[1:]):
        inside = [article for article in articles if low <= article["words"] < high]
        values = sorted(article["index"] for article in inside)
        words = round(median(article["words"] for article in inside))
        rows.append((words, len(inside), [round(quantile(values, level), 4) for level in LEVELS]))
    return rows


def carried_on(row: tuple[int, int, list[float]], books: Path) -> list[tuple[int, int, list[float]]]:
    """The rows beyond the last measured one."""
    lengths = [row[0], *BEYOND]
    growths = [book["growth"] for book in measured(books, lengths) if book["growth"]]
    odds = lambda share: share / (1 - share)
    rows = []
    for place, words in enumerate(BEYOND, start=1):
        factor = median(odds(growth[place]) / odds(growth[0]) for growth in growths if growth[place] is not None)
        values = [odds(value) * factor for value in row[2]]
        rows.append((words, 0, [round(value / (1 + value), 4) for value in values]))
    return rows


def as_rust(words: int, articles: int, quantiles: list[float]) -> str:
    origin = f"{articles} articles" if articles else "carried on"
    return f"    Row {{ words: {words}, quantiles: {quantiles} }}, // {origin}"


def percentile(rows: list[tuple[int, int, list[float]]], index: float, words: int) -> float:
    """The twin of `reference::percentile`."""
    words = min(max(words, rows[0][0]), rows[-1][0])
    right = next(place for place, row in enumerate(rows) if row[0] >= words)
    left = max(right - 1, 0)
    span = rows[right][0] - rows[left][0]
    part = (words - rows[left][0]) / span if span else 0.0
    values = [a + (b - a) * part for a, b in zip(rows[left][2], rows[right][2])]
    low, low_level = 0.0, 0.0
    for value, level in zip([*values, 1.0], [*LEVELS, 100.0]):
        if index <= value:
            return low_level + (level - low_level) * ((index - low) / (value - low) if value > low else 0.0)
        low, low_level = value, level
    return 100.0


def calibration(articles: list[dict]) -> None:
    """Fits on every other article and counts the rest above each level."""
    rows = rows_of(articles[::2])
    held_out = articles[1::2]
    print(f"held out: {len(held_out)} articles; share above the percentile, in percent")
    print(f"{'words':>10} {'n':>5} {'> p50':>6} {'> p90':>6} {'> p95':>6} {'> p99':>6} {'> p99.5':>7}")
    for low, high in [*zip(BINS, BINS[1:]), (BINS[0], BINS[-1])]:
        inside = [percentile(rows, a["index"], a["words"]) for a in held_out if low <= a["words"] < high]
        above = [100 * sum(p > level for p in inside) / len(inside) for level in (50, 90, 95, 99, 99.5)]
        print(f"{low:>4}–{high - 1:<5} {len(inside):>5} " + " ".join(f"{share:6.2f}" for share in above))


def left_out(articles: list[dict], rows: list[tuple[int, int, list[float]]]) -> None:
    """What the table says of the articles that were kept out of it."""
    inside = [article for article in articles if article["words"] < BINS[-1]]
    kinds = {
        "told twice": [a for a in inside if a["told_twice"]],
        "many numerals": [a for a in inside if a["numerals"] > NUMERALS and not a["told_twice"]],
        "over 1,200 words": [a for a in articles if a["words"] >= BINS[-1] and a["numerals"] <= NUMERALS],
    }
    for kind, found in kinds.items():
        places = [percentile(rows, a["index"], a["words"]) for a in found]
        shares = [100 * sum(p > level for p in places) / max(1, len(places)) for level in (50, 90, 99)]
        print(f"left out, {kind}: {len(found)} articles, above p50/p90/p99: " + " ".join(f"{s:.1f}" for s in shares))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    everything = [a for name in ("bbc-news", "reuters-21578") for a in articles_of(options.data / name)]
    articles = [article for article in everything if is_prose(article)]
    rows = rows_of(articles)
    rows += carried_on(rows[-1], options.data / "textreuse-r")
    text = "\n".join(as_rust(*row) for row in rows)
    if options.check:
        same = text in (ROOT / "src/repetition/reference.rs").read_text(encoding="utf-8")
        print("reference.rs holds this table" if same else f"reference.rs does not hold this table:\n{text}")
    else:
        same = True
        print(text)
    calibration(articles)
    left_out(everything, rows)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
