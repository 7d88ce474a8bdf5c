"""The figure on gathering: articles stitched together from two to four others, and whether those are found."""

import json
import random
import re
import zlib

ARTICLES = 200
MOST_SOURCES = 4
LEAST_WORDS = 60  # of each part
MOST_WORDS = 160
EDITED = 0.12  # share of words that an editor touches, in every second article
NEAR = 0.1  # how far a share may be from the true one
SAME = 0.9  # another document that holds so much of a part is as good a source as the one it was cut from
WIDTH = 5
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def words(text):
    return re.findall(r"\w+(?:['’]\w+)*", text.lower())


def shingles(text):
    found = words(text)
    return {tuple(found[at : at + WIDTH]) for at in range(len(found) - WIDTH + 1)}


def sentences(text):
    return [part for part in SENTENCE_END.split(" ".join(text.split())) if part]


def contiguous(parts, draw):
    """Neighboring sentences with enough words; none where the text is too short."""
    start = draw.randrange(len(parts))
    size = draw.randrange(LEAST_WORDS, MOST_WORDS + 1)
    taken = []
    for part in parts[start:]:
        taken.append(part)
        if sum(len(words(one)) for one in taken) >= size:
            break
    return taken


def scattered(parts, draw):
    """Sentences from all over the text, in its order."""
    taken, size = set(), draw.randrange(LEAST_WORDS, MOST_WORDS + 1)
    places = list(range(len(parts)))
    draw.shuffle(places)
    for place in places:
        if sum(len(words(parts[at])) for at in taken) >= size:
            break
        taken.add(place)
    return [parts[at] for at in sorted(taken)]


def edited(text, draw):
    """Words dropped, exchanged with their neighbors, or put in from elsewhere in the text; no word is replaced by one that means the same."""
    tokens = text.split(" ")
    result, at = [], 0
    while at < len(tokens):
        chance = draw.random()
        if chance < EDITED / 3:
            pass
        elif chance < 2 * EDITED / 3 and at + 1 < len(tokens):
            result += [tokens[at + 1], tokens[at]]
            at += 1
        else:
            result.append(tokens[at])
            if chance > 1 - EDITED / 3:
                result.append(draw.choice(tokens))
        at += 1
    return " ".join(result)


def stitched(records, number, draw):
    """An article, its sources with their parts and shares."""
    cut = (contiguous, scattered)[number // 2 % 2]
    is_edited = number % 2 == 1
    parts, count = [], draw.randrange(2, MOST_SOURCES + 1)
    while len(parts) < count:
        record = draw.choice(records)
        taken = cut(sentences(record["text"]), draw)
        plain = " ".join(taken)
        if len(words(plain)) < LEAST_WORDS or any(record["id"] == other["id"] for other in parts):
            continue
        parts.append({"id": record["id"], "plain": plain, "text": edited(plain, draw) if is_edited else plain})
    total = sum(len(words(part["text"])) for part in parts)
    for part in parts:
        part["share"] = len(words(part["text"])) / total
    text = "\n\n".join(part["text"] for part in parts)
    kind = f"{cut.__name__}, {'edited' if is_edited else 'verbatim'}"
    return {"id": f"stitched-{number:03}", "text": text, "kind": kind, "parts": parts}


def equals(articles, records):
    """For each part the documents that hold nearly all of it: the wire story that was published twice."""
    holders = {}
    for record in records:
        for shingle in shingles(record["text"]):
            holders.setdefault(zlib.crc32(" ".join(shingle).encode()), []).append(record["id"])
    for article in articles:
        for part in article["parts"]:
            of_part, counts = shingles(part["plain"]), {}
            for shingle in of_part:
                for name in set(holders.get(zlib.crc32(" ".join(shingle).encode()), ())):
                    counts[name] = counts.get(name, 0) + 1
            part["equals"] = {name for name, count in counts.items() if count >= SAME * len(of_part)} | {part["id"]}


def judged(article, gathered):
    """Whether all sources were found with about their shares, and how many others were named."""
    sources = {source["document"]["id"]: source["share"] for source in gathered["sources"]} if gathered else {}
    used, is_right = set(), True
    for part in article["parts"]:
        free = sorted((part["equals"] & sources.keys()) - used, key=lambda name: (abs(sources[name] - part["share"]), name))
        if not free or abs(sources[free[0]] - part["share"]) > NEAR:
            is_right = False
        used.update(free[:1])
    return is_right, len(sources.keys() - used)


def gather(bench):
    """articles stitched from two to four of bbc-news: all sources found, shares within .1"""
    corpus = bench.corpus("bbc-news")
    with open(corpus, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    draw = random.Random(17)
    articles = [stitched(records, number, draw) for number in range(ARTICLES)]
    equals(articles, records)
    new = bench.folder / "stitched.jsonl"
    with open(new, "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": article["id"], "text": article["text"]}) + "\n" for article in articles)
    path = bench.folder / "gathered.json"
    bench.tool("scan", new, "--against", corpus, "--gather", "--format", "json", "--output", path, "--quiet")
    found = {entry["document"]["id"]: entry for entry in json.loads(path.read_text())["gathered"]}
    verdicts = {}
    for article in articles:
        verdicts.setdefault(article["kind"], []).append(judged(article, found.get(article["id"])))
    for kind, of_kind in sorted(verdicts.items()):
        right = sum(is_right for is_right, _ in of_kind) / len(of_kind)
        bench.row(f"{kind}: all sources found, shares within {NEAR}", f"{right:.3f}", "", None)
    everything = [verdict for of_kind in verdicts.values() for verdict in of_kind]
    right = sum(is_right for is_right, _ in everything) / len(everything)
    bench.row(f"all {len(everything)}: all sources found, shares within {NEAR}", f"{right:.3f}", ">= 0.9", right >= 0.9)
    more = sum(others > 0 for _, others in everything) / len(everything)
    bench.row("articles with a source named beside those", f"{more:.3f}", "", None)
