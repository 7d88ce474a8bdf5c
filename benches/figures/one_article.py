"""Figures on single articles: echoes, the index, metrics, sentences."""

import json
import os
import re

from bench import Skip

TUNED, REPORTED = "a1,a2,a3,a4", "a5,a6,a7,a8"


def inspected(bench, folder):
    path = bench.folder / "inspected.json"
    bench.tool("inspect", folder / "docs.jsonl", "--echo", "0", "--format", "json", "--output", path, "--quiet")
    return path


def scored(bench, folder, *options):
    """What score_echoes.py prints, and its three means."""
    report = inspected(bench, folder)
    if not (bench.data / "score_echoes.py").exists():
        raise Skip(f"score_echoes.py (not in {bench.data})")
    printed = bench.script(bench.data / "score_echoes.py", folder, report, *options)
    means = dict(re.findall(r"(ap_strong|ap_all|precision_at_10)=([.\d]+)", printed.splitlines()[-1]))
    for line in printed.splitlines():
        bench.note(f"  {line}")
    return {name: float(value) for name, value in means.items()}


def at_least(bench, what, value, target):
    bench.row(what, f"{value:.3f}", f">= {target}", value >= target)


def seed_folder(bench):
    if not (bench.seed / "docs.jsonl").exists():
        raise Skip(f"seed (no docs.jsonl in {bench.seed})")
    return bench.seed


def seed_echoes(bench):
    """echoes of the seed: average precision, and where three pairs rank"""
    folder = seed_folder(bench)
    means = scored(bench, folder, "--strong", "4")
    at_least(bench, "average precision, strong pairs", means["ap_strong"], 0.80)
    at_least(bench, "average precision, all graded", means["ap_all"], 0.75)
    ranks = ranks_of(json.loads((bench.folder / "inspected.json").read_text()), folder)
    for pair, most in (((6, 22), 3), ((16, 18), 10), ((18, 25), 10)):
        rank = ranks.get(pair)
        bench.row(f"rank of sentences {pair[0]} and {pair[1]}", str(rank), f"<= {most}", rank is not None and rank <= most)


def ranks_of(report, folder):
    """Rank of each pair of numbered sentences; the dateline is sentence 0, so the body is numbered from 1."""
    record = json.loads((folder / "docs.jsonl").read_text(encoding="utf-8").splitlines()[0])
    document = report["documents"][0]
    number = {span["start"]: at for span in document["sentences"] for at, (start, end) in enumerate(record["sentences"])
              if start <= span["start"] < end}
    ranked = sorted(document["echoes"], key=lambda echo: -echo["score"])
    pairs = [tuple(sorted(number.get(start_of(document, echo[side])) or 0 for side in ("left", "right"))) for echo in ranked]
    return {pair: rank for rank, pair in reversed(list(enumerate(pairs, 1)))}


def start_of(document, end):
    return document["sentences"][end]["start"] if isinstance(end, int) else end["start"]


def news_echoes(bench):
    """echoes of eight other articles: tuned on a1-a4, reported on a5-a8"""
    folder = bench.set("echoes")
    means = scored(bench, folder, "--only", REPORTED)
    at_least(bench, "a5-a8: average precision, strong pairs", means["ap_strong"], 0.75)
    at_least(bench, "a5-a8: average precision, all", means["ap_all"], 0.68)
    at_least(bench, "a5-a8: precision at 10", means["precision_at_10"], 0.65)
    for name, value in scored(bench, folder, "--only", TUNED).items():
        bench.row(f"a1-a4, tuned on: {name}", f"{value:.3f}", "", None)


def index(bench):
    """the index of the seed among human news of its length"""
    report = json.loads(inspected(bench, seed_folder(bench)).read_text())
    told = report["documents"][0]["index"]
    value = f"{told['percentile']:.2f} ({told['value']:.4f})"
    bench.row("percentile of the seed", value, "> 99", told["percentile"] > 99)
    bench.note(f"  {told['verdict']}; reference: {told['reference']}")


def gopher(bench):
    """Gopher and FineWeb numbers against datatrove's, given its tokens"""
    options = ["--seed", bench.seed] if (bench.seed / "article.txt").exists() else []
    options += ["--data", bench.set("bbc-news"), "--documents", "20", "--example", bench.example("gopher_tokens")]
    if venv := os.environ.get("TWICETOLD_VENV"):
        options += ["--venv", venv]
    printed = bench.script("gopher.py", *options).splitlines()
    if skips := [line for line in printed if line.startswith("skipped: datatrove")]:
        raise Skip(skips[0].removeprefix("skipped: "))
    for line in printed:
        bench.note(f"  {line}")
    found = re.match(r"(\d+) documents, (\d+) values, .*: (\d+) differ", printed[-1])
    documents, values, differ = map(int, found.groups())
    bench.row(f"{documents} documents, equal to 6 digits", f"{values - differ} of {values} values", "all", differ == 0)


def sentences(bench):
    """sentence splitting: `pure` cases given exactly"""
    folder = bench.set("segmentation")
    printed = bench.script("segmentation.py", bench.data, bench.example("segmentation"))
    for line in printed.splitlines():
        bench.note(f"  {line}")
    shares = dict(re.findall(r"^(pragmatic, [\w ]+?)\s+\d+ of \d+\s+([.\d]+) %", printed, re.MULTILINE))
    for what, target in (("pragmatic, English golden", 90.0), ("pragmatic, all languages", 78.0)):
        value = float(shares[what])
        bench.row(what, f"{value:.1f} %", f">= {target:.0f} %", value >= target)
