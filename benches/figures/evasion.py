"""The figure on evasion: copies with look-alike letters, invisible characters or other wording, and who is flagged."""

import json
import random
import re

# Letters and what they are replaced by: Cyrillic, Greek and Armenian for Latin, and the other way round.
LATIN = {
    "a": "а", "c": "с", "e": "е", "i": "і", "j": "ј", "o": "оοօ", "p": "р", "s": "ѕ", "x": "х", "y": "у", "h": "һ",
    "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "J": "Ј", "K": "КΚ", "M": "МΜ", "N": "Ν",
    "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ",
}  # fmt: skip
CYRILLIC = dict(zip("асеорхуіАВСЕНКМОРТХУ", "aceopxyiABCEHKMOPTXY"))
GREEK = dict(zip("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oABEZHIKMNOPTYX"))
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
SHARE_OF_LETTERS, SHARE_OF_PLACES = 0.2, 0.1


def look_alike(text, draw, table):
    """A fifth of all letters replaced, or as many as have look-alikes."""
    letters = sum(c.isalpha() for c in text)
    places = [at for at, c in enumerate(text) if c in table]
    chosen = set(draw.sample(places, min(len(places), round(SHARE_OF_LETTERS * letters))))
    return "".join(draw.choice(table[c]) if at in chosen else c for at, c in enumerate(text))


def inserted(text, draw, characters):
    """A character of some put in at a tenth of the places."""
    return "".join(draw.choice(characters) + c if draw.random() < SHARE_OF_PLACES else c for c in text)


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


DISGUISES = (
    ("look-alike letters, 20 %", lambda text, draw, table: look_alike(text, draw, table)),
    ("invisible characters, 10 %", lambda text, draw, table: inserted(text, draw, INVISIBLE)),
    ("both", lambda text, draw, table: inserted(look_alike(text, draw, table), draw, INVISIBLE)),
    ("soft hyphens, 10 %", lambda text, draw, table: inserted(text, draw, "\u00ad")),
    ("full-width forms", lambda text, draw, table: full_width(text)),
)


def sentences(text):
    return re.split(r"(?<=[.!?])\s+", text)


def shuffled(text, draw, _words):
    parts = sentences(text)
    return " ".join(draw.sample(parts, len(parts)))


def fifth_words(text, draw, words):
    """Every fifth word another one of the corpus, as often as it stands there; harsher than a synonym, since it may say anything."""
    at = iter(range(1_000_000))
    return re.sub(r"\w+", lambda found: draw.choice(words) if next(at) % 5 == 4 else found[0], text)


def with_filler(text, draw, words):
    """After each sentence one of ten words that is not of the text."""
    return " ".join(f"{part} {' '.join(draw.choices(words, k=10)).capitalize()}." for part in sentences(text))


def cut_and_joined(text, _draw, _words):
    """Sentences split at commas, and every second one joined to the one before."""
    parts = [part[0].upper() + part[1:] for part in re.split(r", |(?<=[.!?])\s+", text) if part]
    parts = [part if part[-1] in ".!?" else part + "." for part in parts]
    return " ".join(" and ".join((a[:-1], b[0].lower() + b[1:])) for a, b in zip(parts[::2], parts[1::2] + ["."]))


REWORDINGS = (
    ("sentences in another order", shuffled),
    ("every fifth word another", fifth_words),
    ("a sentence of filler after each", with_filler),
    ("sentences split and joined", cut_and_joined),
)


def texts(bench):
    """Originals by name: every second article of bbc-news; newsroom; a Russian Bible; what is Greek in udhr."""
    read = lambda name: [json.loads(line) for line in open(bench.corpus(name), encoding="utf-8")]
    yield "bbc-news", read("bbc-news")[1::2], LATIN
    yield "newsroom", read("newsroom"), LATIN
    mostly = lambda text, first, last: 2 * sum(first <= c <= last for c in text) > len(text)
    yield "bible-multi, Russian", [r for r in read("bible-multi")[1::2] if mostly(r["text"], "Ѐ", "ӿ")][:1000], CYRILLIC
    yield "udhr, Greek", [r for r in read("udhr") if mostly(r["text"], "Ͱ", "Ͽ")], GREEK


def evasion(bench):
    """copies with a fifth of their letters look-alike, invisible characters at a tenth of the places, or other wording; false flags"""
    for name, records, table in texts(bench):
        for number, (disguise, change) in enumerate(DISGUISES):
            if disguise == "full-width forms" and table is not LATIN:
                continue
            draw = random.Random(number)
            corpus = bench.folder / "evasion.jsonl"
            with open(corpus, "w", encoding="utf-8") as file:
                for at, record in enumerate(records):
                    text = record["text"]
                    for kind, shown in (("original", text), ("copy", change(text, draw, table))):
                        file.write(json.dumps({"id": f"{kind}-{at}", "text": shown}) + "\n")
            near, same, flagged = found(bench.scan(corpus, "evasion", "--relations", "near-duplicate", format="jsonl"), len(records))
            what = f"{name}, {disguise}"
            held = near / len(records)
            bench.row(f"{what}: found", f"{held:.4f} of {len(records)}", ">= .99", held >= 0.99)
            bench.note(f"  word for word the same {same / len(records):.4f}, flagged {flagged / len(records):.4f}")
    for name in ("bbc-news", "newsroom"):
        reworded(bench, name)
    honest(bench)


def reworded(bench, name):
    """Copies in other words, found under any relation."""
    records = [json.loads(line) for line in open(bench.corpus(name), encoding="utf-8")]
    records = [record for record in records if len(record["text"].split()) >= 100][:: 2 if len(records) > 1000 else 1]
    words = [word for record in records for word in re.findall(r"[a-z]{3,}", record["text"])]
    for number, (what, change) in enumerate(REWORDINGS):
        draw = random.Random(number)
        corpus = bench.folder / "reworded.jsonl"
        with open(corpus, "w", encoding="utf-8") as file:
            for at, record in enumerate(records):
                for kind, text in (("original", record["text"]), ("copy", change(record["text"], draw, words))):
                    file.write(json.dumps({"id": f"{kind}-{at}", "text": text}) + "\n")
        near, _, _ = found(bench.scan(corpus, "reworded", format="jsonl"), len(records))
        held = near / len(records)
        bench.row(f"{name}, {what}: found", f"{held:.4f} of {len(records)}", ">= .99", held >= 0.99)


def found(report, count):
    """How many copies are found with their original, how many word for word, how many documents are flagged."""
    first, near, flagged = {}, set(), 0
    with open(report, encoding="utf-8") as lines:
        for line in lines:
            part = json.loads(line)
            if part["type"] == "match":
                left, right = part["left"]["id"], part["right"]["id"]
                near.add(frozenset((left, right)))
                if part["relation"] == "identical":
                    first[right] = left
            elif part["type"] == "summary":
                flagged = part["obfuscated_documents"]
    pairs = [(f"original-{at}", f"copy-{at}") for at in range(count)]
    root = lambda name: first.get(name, name)
    same = [root(left) == root(right) for left, right in pairs]
    held = [is_same or frozenset((root(left), root(right))) in near for is_same, (left, right) in zip(same, pairs)]
    return sum(held), sum(same), flagged


HONEST = ("udhr", "bible-multi", "languages", "cctv-xinwenlianbo", "bbc-news", "reuters-21578", "senate-press")
NEVER = HONEST[:3]


def honest(bench):
    for name in HONEST:
        report = bench.scan(bench.corpus(name), f"honest-{name}", "--relations", "identical", format="jsonl")
        flagged = [json.loads(line) for line in open(report, encoding="utf-8")]
        flagged = [part for part in flagged if part["type"] == "obfuscated"]
        bench.row(f"{name}: flagged", f"{len(flagged)}", "0" if name in NEVER else "", not flagged if name in NEVER else None)
        for part in flagged[:20]:
            bench.note(f"  {part['id']}: {part['obfuscation']}")
