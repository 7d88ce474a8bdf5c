"""Figures on rewrites: what a scan finds of them, what it finds falsely, how many pairs it looks at, how long a comparison takes."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

from bench import ROOT, Skip

HERE = Path(__file__).resolve().parent
VERDICTS = HERE / "verdicts" / "rewrites.tsv"
REWRITTEN = ("--relations", "rewritten")
# A revision that keeps most of the wording is found as something stronger.
FOUND = ("identical", "near-duplicate", "contains", "rewritten")
KINDS = {"polish_sentence": (("polish_sentence",), 0.97), "rewrite": (("rewrite",), 0.86), "humanize": (("humanize",), 0.62),
         "polish_token": (("polish_token",), None), "complete": (("complete",), None)}
STARTS = 20


def documents(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def among(bench, names):
    """The documents of some sets in one file, their ids with the name of the set before."""
    path = bench.folder / f"among-{'-'.join(names)}.jsonl"
    if not path.exists():
        with open(path, "w", encoding="utf-8") as file:
            for name in names:
                for record in documents(bench.corpus(name)):
                    file.write(json.dumps({"id": f"{name}/{record['id']}", "text": record["text"]}) + "\n")
    return path


def rows(path):
    with open(path, encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield line.rstrip("\n").split("\t")


class Found:
    """The pairs of a report; what is found of a document holds for those identical with it, which are listed once each."""

    def __init__(self, report):
        listed = [row[:3] for row in rows(report) if row[2] in FOUND]
        self.first = {right: left for left, right, relation in listed if relation == "identical"}
        self.pairs = {self.pair(left, right) for left, right, _ in listed}

    def pair(self, left, right):
        return frozenset((self.first.get(left, left), self.first.get(right, right)))

    def __contains__(self, both):
        pair = self.pair(*both)
        return len(pair) == 1 or pair in self.pairs


def truth(bench, name):
    for left, right, label, positive in rows(bench.set(name) / "truth.tsv"):
        if positive == "1":
            yield (f"{name}/{left}", f"{name}/{right}"), label


def rewrites(bench):
    """recall of the whole scan for machine rewrites among 72,632 real documents, at possible and at likely"""
    corpus = among(bench, ("senate-press", "mixset", "llm-rewrite-news"))
    for certainty in ("possible", "likely"):
        report = bench.scan(corpus, f"rewrites-{certainty}", "--rewrites", certainty)
        found = Found(report)
        recall = defaultdict(Counter)
        for name in ("mixset", "llm-rewrite-news"):
            for pair, label in truth(bench, name):
                recall[name, label].update(all=1, found=pair in found)
        share = lambda key: recall[key]["found"] / recall[key]["all"]
        for kind, (ends, goal) in KINDS.items():
            labels = [key for key in recall if key[0] == "mixset" and key[1].endswith(ends)]
            mean = sum(map(share, labels)) / len(labels)
            goal = goal if certainty == "possible" else None
            said = ", ".join(f"{label.removesuffix('_' + kind)} {share((name, label)):.3f}" for name, label in sorted(labels))
            bench.row(f"{certainty}: mixset {kind} ({said})", f"{mean:.3f}", f">= {goal}" if goal else "", mean >= goal if goal else None)
        news = [key for key in recall if key[0] == "llm-rewrite-news"]
        value = sum(recall[key]["found"] for key in news) / sum(recall[key]["all"] for key in news)
        worst = min(news, key=share)
        goal = 0.97 if certainty == "possible" else None
        bench.row(f"{certainty}: llm-rewrite-news, all prompts (worst {share(worst):.3f})", f"{value:.3f}", f">= {goal}" if goal else "", value >= goal if goal else None)


def false_rewrites(bench):
    """likely rewrites among real documents: how many, and of those that were read how many are none"""
    read = defaultdict(Counter)
    for name, _, _, verdict in rows(VERDICTS):
        read[name][verdict] += 1
    false, everything, judged = 0.0, 0, 0
    for name in ("senate-press", "reuters-21578", "bbc-news"):
        try:
            corpus = bench.corpus(name)
        except Skip as reason:
            bench.skip(reason)
            continue
        report = bench.scan(corpus, f"likely-{name}")
        found = sum(row[2] == "rewritten" for row in rows(report))
        count = sum(1 for _ in documents(corpus))
        verdicts = read[name]
        wrong = sum(verdicts.values()) - verdicts["retold"]
        share = wrong / max(sum(verdicts.values()), 1)
        said = ", ".join(f"{verdict} {number}" for verdict, number in sorted(verdicts.items()))
        bench.row(f"{name}: findings; false per 1,000 documents ({said})", f"{found}; {1000 * found * share / count:.2f}", "", None)
        false, everything, judged = false + found * share, everything + count, judged + sum(verdicts.values())
    if everything:
        value = 1000 * false / everything
        bench.row("findings that were read", str(judged), ">= 100", judged >= 100)
        bench.row("all: false per 1,000 documents", f"{value:.2f}", "<= 2", value <= 2)


def rewrite_pairs(bench):
    """pair classification by the rewrite score: average precision against as many of the hardest negatives"""
    for name, goal in (("llm-rewrite-news", 0.95), ("mixset", 0.97)):
        folder = bench.set(name)
        printed = json.loads(bench.call(bench.example("rewrite_pairs"), bench.corpus(name), folder / "truth.tsv", folder / "clusters.tsv", folder / "ignore.tsv"))
        value = printed["average_precision"]
        bench.row(f"{name}: {printed['positives']} pairs, {printed['negatives']} hardest others", f"{value:.4f}", f">= {goal}", value >= goal)
        bench.row(f"{name}: against random others", f"{printed['average_precision_random']:.4f}", "", None)


def rewrite_candidates(bench):
    """pairs that rare terms propose, a document, among 120,000 real documents"""
    names = ("senate-press", "reuters-21578", "cctv-xinwenlianbo", "bbc-news", "mixset")
    corpus, timings = among(bench, names), bench.folder / "candidates.json"
    bench.tool("scan", corpus, *REWRITTEN, "--format", "tsv", "--output", bench.folder / "candidates.tsv", "--quiet", "--timings", timings)
    proposed = json.loads(timings.read_text())["rewrite_candidates"]
    count = sum(1 for _ in documents(corpus))
    bench.row(f"{count} documents", f"{proposed / count:.1f}", "<= 25", proposed / count <= 25)


def compare_two(bench):
    """compare of two articles, the whole process"""
    newsroom = ROOT / "corpora" / "newsroom"
    command = ("compare", f"{newsroom}/docs.jsonl#gazette-01", f"{newsroom}/rewrites.jsonl#coast-33")
    bench.show([bench.program, *command])
    costs = [bench.measured(*command) for _ in range(STARTS)]
    wall = 1e3 * median(cost.wall for cost in costs)
    bench.row(f"median of {STARTS}, ms of clock", f"{wall:.1f}", "<= 60", wall <= 60)


def rewrite_memory(bench):
    """peak memory a document that looking for rewrites adds"""
    peaks = {}
    corpus = bench.corpus("generated-100000")
    for name, relations in (("without", "near-duplicate,contains,shares-passages"), ("with", "near-duplicate,contains,rewritten,shares-passages")):
        command = ("scan", corpus, "--relations", relations, "--format", "tsv", "--quiet")
        bench.show([bench.program, *command])
        peaks[name] = bench.measured(*command).peak
    each = (peaks["with"] - peaks["without"]) / 100_000
    bench.row("bytes a document", f"{each:.0f}", "<= 700", each <= 700)


def newsroom(bench):
    """likely rewrites of corpora/newsroom by label; pairs of the half `report` were not tuned on"""
    folder = ROOT / "corpora" / "newsroom"
    path = bench.folder / "newsroom.json"
    bench.tool("scan", folder / "docs.jsonl", folder / "rewrites.jsonl", "--format", "json", "--output", path, "--quiet")
    report = json.loads(path.read_text())
    level = {frozenset((found["left"]["id"], found["right"]["id"])): found["level"] for key in ("matches", "same_story") for found in report.get(key, [])}
    told = defaultdict(Counter)
    for left, right, label, _, _, half in rows(folder / "rewrites.tsv"):
        told[half, label][level.get(frozenset((left, right)), "nothing")] += 1
    for (half, label), levels in sorted(told.items()):
        bench.row(f"{half}: {label}", ", ".join(f"{name} {count}" for name, count in levels.most_common()), "", None)
