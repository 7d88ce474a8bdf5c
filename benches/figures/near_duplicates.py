"""Figures on pairs of documents: recall, precision, the exact join, the estimate behind them."""

import json
import random
from collections import defaultdict

import oracle
from bench import Skip

SETS = ("senate-press", "reuters-21578", "generated-100000")
LARGE_GROUP = 200
SAMPLE = 20_000  # pairs of each relation that the slow check re-reads
PASSAGES = 1_500  # matches whose passages it re-reads
BRUTE = 5_000  # documents that brute force compares all with all


def near_pairs(report):
    """(left, right) → similarity, of the near-duplicates of a report."""
    rows = oracle.read_pairs(report)
    return {(row["left"], row["right"]): float(row["similarity"]) for row in rows if row["relation"] == "near-duplicate"}


def large_groups(pairs):
    """The documents of groups of more than 200 that the pairs link."""
    near = defaultdict(list)
    for left, right in pairs:
        near[left].append(right)
        near[right].append(left)
    seen, large = set(), set()
    for start in near:
        if start in seen:
            continue
        group, open_ones = {start}, [start]
        while open_ones:
            for other in near[open_ones.pop()]:
                if other not in group:
                    group.add(other)
                    open_ones.append(other)
        seen |= group
        if len(group) > LARGE_GROUP:
            large |= group
    return large


def recall_of(exact, found):
    """Share of the exact pairs found; in large groups each document counts once, found with any of its partners."""
    large = large_groups(exact)
    outside = [pair for pair in exact if pair[0] not in large]
    reached = {document for pair in found if pair in exact for document in pair}
    right = sum(pair in found for pair in outside) + len(large & reached)
    total = len(outside) + len(large)
    return right, total, len(large), sum(pair in found for pair in exact)


def recall(bench):
    """near-duplicate pairs of distinct texts, against the exact answer"""
    for name in SETS:
        try:
            corpus = bench.corpus(name)
        except Skip as reason:
            bench.skip(reason)
            continue
        for similarity in (0.7, 0.8):
            options = ("--relations", "near-duplicate", "--min-similarity", similarity)
            exact = near_pairs(bench.scan(corpus, "exact", *options, "--exact"))
            for asked in (0.98, 0.99):
                found = near_pairs(bench.scan(corpus, "found", *options, "--recall", asked))
                recall_row(bench, f"{name}, similarity {similarity}, asked {asked}", exact, found, asked, similarity)


def recall_row(bench, what, exact, found, asked, similarity):
    right, total, in_groups, all_right = recall_of(exact, found)
    value = right / total if total else 1.0
    bench.row(what, f"{value:.4f} of {total}", f">= {asked}", value >= asked)
    edge = [pair for pair, value in exact.items() if value < similarity + 0.02]
    at_edge = sum(pair in found for pair in edge) / len(edge) if edge else 1.0
    extra = sum(pair not in exact for pair in found)
    bench.note(
        f"  {len(exact)} pairs, all {all_right / len(exact) if exact else 1:.4f}; within .02 of the threshold {at_edge:.4f} "
        f"of {len(edge)}; {in_groups} documents in groups over {LARGE_GROUP}; {extra} not in the exact answer"
    )


def precision(bench):
    """every reported relation, counted again by an independent slow check"""
    for name in SETS:
        try:
            corpus = bench.corpus(name)
        except Skip as reason:
            bench.skip(reason)
            continue
        report = bench.folder / "precision.tsv"
        full = bench.folder / "precision.jsonl"
        bench.tool("scan", corpus, "--quiet", "--format", "jsonl", "--output", full, "--report", f"tsv={report}")
        printed = bench.script("oracle.py", corpus, report, "--sample", SAMPLE, "--json")
        told = json.loads(printed.splitlines()[0])
        for relation, share in sorted(told["precision"].items()):
            counted, listed = told["pairs"][relation], told["listed"][relation]
            of = f"of {listed}" if counted == listed else f"of {counted} drawn from {listed}"
            bench.row(f"{name}, {relation}", f"{share:.6f} {of}", "1.0", share == 1.0)
        if told["not_judged"]:
            bench.note(f"  {told['not_judged']} pairs not judged (words need a dictionary)")
        for example in told["examples"]:
            bench.note(f"  {example}")
        passages_row(bench, name, corpus, full)
        full.unlink()


def passages_row(bench, name, corpus, full):
    printed = bench.script("passages.py", corpus, full, "--sample", PASSAGES)
    told = json.loads(printed.splitlines()[0])
    share = told["right"] / told["passages"] if told["passages"] else 1.0
    what = f"{name}, passages of {told['matches']} matches drawn"
    bench.row(what, f"{share:.6f} of {told['passages']}", "1.0", share == 1.0 and not told["examples"])
    for example in told["examples"]:
        bench.note(f"  {example}")


def exact(bench):
    """--exact equals brute force, digit for digit, identical texts collapsed in both"""
    for name in (f"generated-{BRUTE}", "reuters-21578"):
        try:
            corpus = bench.first(name, BRUTE)
        except Skip as reason:
            bench.skip(reason)
            continue
        for similarity in (0.5, 0.7):
            options = ("--min-similarity", similarity)
            report = bench.scan(corpus, "brute", "--exact", "--relations", "near-duplicate,contains", *options)
            printed = bench.script("oracle.py", corpus, report, "--brute-force", *options).splitlines()
            bench.row(f"{BRUTE} of {name}, similarity {similarity}", "", "equal", printed[-1].endswith("missing 0  not true 0"))
            for line in printed:
                bench.note(f"  {line}")


def estimator(bench):
    """the similarity estimated from signatures: bias, and error over what theory gives"""
    for line in bench.call(bench.example("estimator"), 4000).splitlines():
        told = json.loads(line)
        bias, error = told["bias"], told["error_over_theory"]
        bench.row(f"{told['shingles']} shingles: largest bias of nine similarities", f"{bias:.5f}", "< .006", bias < 0.006)
        bench.row(f"{told['shingles']} shingles: largest error over theory", f"{error:.3f}", "<= 1.08", error <= 1.08)


WORDS_OF_BASE = 64
VERSIONS = 4_000


def place_of_edit(bench):
    """recall does not depend on where the edit is: pairs of similarity .70-.72 by words put in front, within, behind"""
    corpus, truth = bench.folder / "edits.jsonl", {}
    draw = random.Random(5)
    made_up = iter(f"{a}{b}{c}{d}" for a in "bdfgklmnprtvz" for b in "aeiou" for c in "bdfgklmnprstvz" for d in draw.sample("aeiou", 5))
    strange = [word + other for word in list(made_up) for other in ("x", "q", "xu", "qi")]
    begun = set()
    with open(bench.corpus("generated-20000"), encoding="utf-8") as lines, open(corpus, "w", encoding="utf-8") as file:
        for line in lines:
            words = json.loads(line)["text"].split()[:WORDS_OF_BASE]
            if len(truth) >= 3 * VERSIONS:
                break
            folded = tuple(oracle.words(" ".join(words)))
            if len(words) == WORDS_OF_BASE and folded not in begun:
                begun.add(folded)
                for record in versions(words, strange, draw, truth):
                    file.write(json.dumps(record) + "\n")
    found = near_pairs(bench.scan(corpus, "edits", "--relations", "near-duplicate"))
    found = {tuple(sorted(pair)) for pair in found}
    for place in ("front", "within", "behind"):
        wanted = [pair for pair, at in truth.items() if at == place]
        share = sum(pair in found for pair in wanted) / len(wanted)
        bench.row(f"words put {place}", f"{share:.4f} of {len(wanted)}", ">= .98", share >= 0.98)


def versions(words, strange, draw, truth):
    """A text and three versions of it, each with as many other words as keep the similarity just above .7."""
    base = f"{len(truth):06}-base"
    whole = oracle.shingles(oracle.words(" ".join(words)))
    made = []
    for place in ("front", "within", "behind"):
        for added in range(len(words) // 2, 0, -1):
            extra = draw.sample(strange, added)
            at = {"front": 0, "within": len(words) // 2, "behind": len(words)}[place]
            text = " ".join(words[:at] + extra + words[at:])
            other = oracle.shingles(oracle.words(text))
            similarity = len(whole & other) / len(whole | other)
            if similarity >= 0.7:
                break
        if similarity > 0.72:
            return []
        made.append((f"{base[:6]}-{place}", place, text))
    truth.update({tuple(sorted((base, name))): place for name, place, _ in made})
    return [{"id": base, "text": " ".join(words)}, *({"id": name, "text": text} for name, _, text in made)]


def evaluate(bench):
    """`evaluate` says the same as the judge of the evaluation sets, to 1e-12"""
    if not (bench.data / "evaluate.py").exists():
        raise Skip(f"evaluate.py (not in {bench.data})")
    printed = bench.script("agree.py", bench.data, bench.program)
    lines = [line.split("\t") for line in printed.splitlines()]
    equal = sum(line[1] == "equal" for line in lines)
    bench.row("made-up predictions on five sets", f"{equal} of {len(lines)} equal", "all", equal == len(lines) > 0)
    for line in lines:
        if line[1] != "equal":
            bench.note("  " + "  ".join(line))
