"""The figure on containment: excerpts planted beside the long texts they are from."""

import json
import math
import random
import re
from collections import Counter, defaultdict

import oracle

EXCERPTS = 2_000
SHORTEST, LONGEST = 54, 120  # words of an excerpt
LEAST_SHINGLES = 50
LEAST_RATIO, MOST_RATIO = 10, 100  # words of the text over words of the excerpt
FRAME = 0.1  # words of its own, as a share, that a framed excerpt has
REPEATED = 0.1  # share of its shingles that may stand in the text twice: else it has no one place
TOKEN = re.compile(r"\S+")


def plant(corpus, planted, count):
    """Copies the corpus and adds excerpts, half alone, half between words of their own; what is where."""
    draw = random.Random(11)
    hosts = {}
    with open(corpus, encoding="utf-8") as lines, open(planted, "w", encoding="utf-8") as file:
        for line in lines:
            file.write(line)
            record = json.loads(line)
            text = record["text"]
            if len(text) > 6 * SHORTEST * LEAST_RATIO:
                hosts[str(record["id"])] = text
        names = sorted(hosts)
        draw.shuffle(names)
        truth = []
        for name in names:
            if len(truth) < count and (found := excerpt(hosts[name], draw)):
                start, end = found
                kind = ("alone", "framed")[len(truth) % 2]
                entry = {"id": f"excerpt-{len(truth):04}", "host": name, "start": start, "end": end, "kind": kind}
                truth.append(entry)
                text = hosts[name].encode()[start:end].decode()
                file.write(json.dumps({"id": entry["id"], "text": framed(text, draw) if kind == "framed" else text}) + "\n")
    return truth


def excerpt(text, draw):
    """Bytes of a stretch of whole words with enough shingles, the text so many times as long; None if there is none."""
    tokens = list(TOKEN.finditer(text))
    total = len(oracle.words(text) or ())  # none where words need a dictionary
    low, high = max(LEAST_RATIO, total / LONGEST), min(MOST_RATIO, total / SHORTEST)
    if low > high:
        return None
    everywhere = oracle.words(text)
    times = Counter(tuple(everywhere[at : at + oracle.WIDTH]) for at in range(len(everywhere)))
    for _ in range(20):
        size = round(total / math.exp(draw.uniform(math.log(low), math.log(high))))
        at = draw.randrange(max(1, len(tokens) - size))
        stretch = tokens[at : at + size]
        start, end = stretch[0].start(), stretch[-1].end()
        words = oracle.words(text[start:end])
        shingles = oracle.shingles(words)
        ratio = total / len(words) if words else 0
        if SHORTEST <= len(words) <= LONGEST and LEAST_RATIO <= ratio <= MOST_RATIO:
            elsewhere = sum(times[shingle] > 1 for shingle in shingles)
            if len(shingles) >= LEAST_SHINGLES and shingles <= times.keys() and elsewhere <= REPEATED * len(shingles):
                return len(text[:start].encode()), len(text[:end].encode())
    return None


def framed(text, draw):
    """The excerpt between words that no other text has, a tenth of its length."""
    own = max(2, round(FRAME * len(text.split())))
    made = ["".join(draw.choice("bdfgklmnprtvz") + draw.choice("aeiou") for _ in range(3)) for _ in range(own)]
    return " ".join([*made[: own // 2], text, *made[own // 2 :]])


def containment(bench):
    """excerpts of 50 shingles and more inside texts 10 to 100 times as long, found with their place"""
    planted = bench.folder / "planted.jsonl"
    truth = plant(bench.corpus("senate-press"), planted, EXCERPTS)
    bench.note(f"{len(truth)} excerpts planted (plant.py), half alone, half between words of their own, a tenth of the excerpt")
    report = bench.scan(planted, "contained", "--relations", "near-duplicate,contains", format="jsonl")
    found, first = read(report)
    for kind in ("alone", "framed"):
        wanted = [entry for entry in truth if entry["kind"] == kind]
        held = [entry for entry in wanted if passages(entry, found, first) is not None]
        placed = [entry for entry in held if is_placed(entry, passages(entry, found, first))]
        for what, those in (("found", held), ("found with its place", placed)):
            share = len(those) / len(wanted)
            bench.row(f"{kind}: {what}", f"{share:.4f} of {len(wanted)}", ">= .98", share >= 0.98)
        show_missed(bench, wanted, held, placed)
    planted.unlink()
    natural(bench)


def natural(bench):
    """For the record: containments that are there already, against the exact answer."""
    corpus, options = bench.corpus("senate-press"), ("--relations", "near-duplicate,contains")
    exact, found = (pairs(bench.scan(corpus, "natural", *options, *more)) for more in (("--exact",), ()))
    share = len(exact & found) / len(exact) if exact else 1.0
    bench.row("natural containments of the set, pairs", f"{share:.4f} of {len(exact)}", "", None)


def pairs(report):
    return {(row["left"], row["right"]) for row in oracle.read_pairs(report) if row["relation"] == "contains"}


def read(report):
    """Passages of each pair that contains; the first text of each identical one."""
    found, first = {}, {}
    with open(report, encoding="utf-8") as lines:
        for line in lines:
            match = json.loads(line)
            if match["type"] != "match":
                continue
            left, right = match["left"]["id"], match["right"]["id"]
            if match["relation"] == "identical":
                first[right] = left
            elif match["relation"] == "contains":
                found[left, right] = [(passage["left"], passage["right"]) for passage in match["passages"]]
    return found, first


def passages(entry, found, first):
    """Spans in the host of the passages that its pair with the excerpt lists; None if it is not listed."""
    host = first.get(entry["host"], entry["host"])
    name = first.get(entry["id"], entry["id"])
    if (host, name) in found:
        return [left for left, _ in found[host, name]]
    if (name, host) in found:
        return [right for _, right in found[name, host]]
    return None


def is_placed(entry, spans):
    """Whether one passage covers nine tenths of the planted bytes."""
    overlap = (min(s["end"], entry["end"]) - max(s["start"], entry["start"]) for s in spans)
    return max(overlap, default=0) >= 0.9 * (entry["end"] - entry["start"])


def show_missed(bench, wanted, held, placed):
    held, placed = {e["id"] for e in held}, {e["id"] for e in placed}
    kinds = defaultdict(list)
    for entry in wanted:
        if entry["id"] not in held:
            kinds["not found"].append(entry)
        elif entry["id"] not in placed:
            kinds["found elsewhere in the text"].append(entry)
    for kind, entries in kinds.items():
        by_source = Counter(entry["host"].split("/")[0] for entry in entries).most_common(3)
        some = ", ".join(f"{e['host']} {e['start']}..{e['end']}" for e in entries[:4])
        bench.note(f"  {kind}: {len(entries)} (most: {by_source}): {some}")
