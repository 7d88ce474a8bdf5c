#!/usr/bin/env python3
"""Is what `twicetold scan` reports true? A slow, independent count.

    oracle.py CORPUS.jsonl PAIRS.tsv [--min-similarity .7] [--min-containment .8] [--sample N] [--json]
    oracle.py CORPUS.jsonl --brute-force [--min-similarity .7]
    oracle.py CORPUS.jsonl PAIRS.tsv --brute-force [--min-similarity .7]

The first re-reads the texts, splits words, and counts shingles of every pair that the report
(`--format tsv`) lists: relation, similarity and containments. It prints how many pairs each relation
has, how many of them are right, and the largest difference of any number; with --sample, of so many
pairs of each relation, drawn by a fixed seed. The second compares all pairs of up to 5,000 documents
and prints the identical, near-duplicate and contained ones as such a table. The third does that and
compares it with the report of `scan --exact`, digit for digit.

Exit code 0 where everything agrees, 1 where not. CORPUS may be packed (.gz, or .zst by the program
zstd). Python 3.11, standard library. Nothing here comes from the tool: words are Unicode's (UAX 29)
by a port of its rules to what `unicodedata` knows. Thai, Lao, Khmer and Burmese need a dictionary:
pairs with a text in them are counted apart, as not judged.
"""

import argparse
import gzip
import json
import random
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

WIDTH = 5
LEAST_SHINGLES = 20  # of both sides of a containment
EXACT = ("identical", "near-duplicate", "contains")  # relations that word shingles decide
MOST_BRUTE = 5000

# ------------------------------------------------------------------- words ---

PLAIN = re.compile(r"[a-z0-9_]+(?:(?:(?<=[a-z])['.:](?=[a-z])|(?<=[0-9])['.,;](?=[0-9]))[a-z0-9_]+)*")
SURE_BREAKS = re.compile("[\\x00-\\x26\\x28-\\x2b\\x2d\\x2f\\x3c-\\x40\\x5b-\\x5e\\x60\\x7b-\\x7f]+")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
APOSTROPHES = str.maketrans({c: "'" for c in "\u2018\u2019\u02bc\u201b"})
COMPLEX = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaa7f]"
)
IDEOGRAPH = re.compile(
    "[\u3006-\u3007\u3021-\u3029\u3038-\u303a\u3041-\u3096\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00016fe4\U00016ff0-\U0001b11f\U0001b150-\U0001b152\U0001b170-\U0001b2fb\U00020000-\U0003134f]"
)
KATAKANA = re.compile("[\u3031-\u3035\u309b\u309c\u30a0-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001b000\U0001b164-\U0001b167]")
LETTER_SIGNS = re.compile("[\u02c2-\u02c5\u02d2-\u02df\u02e5-\u02ff\u055a-\u055c\u055e\u058a\u05f3\ua708-\ua716\ua720\ua721\ua789\ua78a\uab5b]")
MID_LETTER = set(":\u00b7\u0387\u055f\u05f4\u2027\ufe13\ufe55\uff1a")
MID_NUMBER = set(",;\u037e\u0589\u060c\u060d\u066c\u07f8\u2044\ufe10\ufe14\ufe50\ufe54\uff0c\uff1b")
MID_BOTH = set(".'\u2018\u2019\u2024\ufe52\uff07\uff0e")

classes = {}


def word_class(c):
    """The Word_Break property, as far as it parts words: letter, number, katakana, joiner, extend, alone."""
    known = classes.get(c)
    if known is None:
        known = classes[c] = find_class(c)
    return known


def find_class(c):
    category = unicodedata.category(c)
    if "\u0600" <= c <= "\u0605" or c in "\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd":
        return "number"
    if category in ("Mn", "Mc", "Me", "Cf") or "\U0001f3fb" <= c <= "\U0001f3ff":
        return "extend"
    if KATAKANA.match(c):
        return "katakana"
    if IDEOGRAPH.match(c):
        return "alone"
    if category[0] == "L" or category == "Nl" or LETTER_SIGNS.match(c) or "\u24b6" <= c <= "\u24e9":
        return "letter"
    if category == "Nd" or c == "\u066b":
        return "number"
    if category == "Pc" or c == "\u202f":
        return "joiner"
    return "alone"


def joins(before, here, after):
    """Whether no word boundary lies between two units; before and after are their neighbors."""
    (left, left_char), (right, right_char) = here
    if left == right and left in ("letter", "number", "katakana", "joiner"):
        return True
    if {left, right} == {"letter", "number"}:
        return True
    if "joiner" in (left, right):
        return ({left, right} - {"joiner"}) <= {"letter", "number", "katakana"}
    if left == "letter" and after == "letter" and right_char in MID_LETTER | MID_BOTH:
        return True
    if right == "letter" and before == "letter" and left_char in MID_LETTER | MID_BOTH:
        return True
    if left == "number" and after == "number" and right_char in MID_NUMBER | MID_BOTH:
        return True
    return right == "number" and before == "number" and left_char in MID_NUMBER | MID_BOTH


def unicode_words(text):
    units = []  # (class, character, all characters)
    for c in text:
        kind = word_class(c)
        if kind == "extend" and units:
            units[-1][2] += c
        else:
            units.append(["alone" if kind == "extend" else kind, c, c])
    word = ""
    for at, (kind, c, whole) in enumerate(units):
        if at and not joins(
            units[at - 2][0] if at > 1 else None,
            (tuple(units[at - 1][:2]), (kind, c)),
            units[at + 1][0] if at + 1 < len(units) else None,
        ):
            yield word
            word = ""
        word += whole
    yield word


def fold(text):
    text = INVISIBLE.sub("", text)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(APOSTROPHES)


def words(text):
    """Words as they are compared; None where a dictionary is needed."""
    if text.isascii():
        found = PLAIN.findall(text.lower())
    elif COMPLEX.search(text):
        return None
    else:
        found = []
        for stretch in SURE_BREAKS.split(text):
            if stretch.isascii():
                found += PLAIN.findall(stretch.lower())
            else:
                found += unicode_words(fold(stretch))
    found = [word for word in found if any(c.isalpha() or c.isnumeric() or is_vowel_sign(c) for c in word)]
    return [word[:-2] if len(word) > 2 and word.endswith("'s") else word for word in found]


def is_vowel_sign(c):
    """Whether a combining character is alphabetic to Unicode (Other_Alphabetic), told by its name."""
    name = unicodedata.name(c, "") if unicodedata.category(c) in ("Mn", "Mc") else ""
    return any(sign in name for sign in ("VOWEL", "CANDRABINDU", "ANUSVARA", "VISARGA"))


def shingles(found):
    if not found:
        return frozenset()
    width = min(WIDTH, len(found))
    return frozenset(tuple(found[at : at + width]) for at in range(len(found) - width + 1))


# ------------------------------------------------------------------ corpus ---


def lines_of(path):
    if path.suffix == ".gz":
        with gzip.open(path, "rb") as file:
            yield from file
    elif path.suffix == ".zst":
        unpack = subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE)
        yield from unpack.stdout
    else:
        with open(path, "rb") as file:
            yield from file


class Document:
    def __init__(self, record):
        self.id = str(record["id"])
        self.date = str(record.get("date") or "")
        self.text = record["text"]
        self.words = words(self.text)
        self.shingles = None if self.words is None else shingles(self.words)


def read_corpus(path, wanted=None):
    documents = {}
    for line in lines_of(path):
        if line.strip():
            record = json.loads(line.decode("utf-8", "replace"))
            text = record.get("text")
            if isinstance(text, str) and text.strip() and (wanted is None or str(record["id"]) in wanted):
                documents[str(record["id"])] = Document(record)
    return documents


def read_pairs(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        header = next(file).rstrip("\n").split("\t")
        for line in file:
            row = dict(zip(header, line.rstrip("\n").split("\t")))
            for side in ("left", "right"):
                if row[side].startswith('"'):
                    row[side] = json.loads(row[side])
            yield row


# ------------------------------------------------------------------- pairs ---


def drawn(rows, count):
    """So many rows of each relation, drawn by a fixed seed; all of them where there are fewer."""
    kinds = defaultdict(list)
    for row in rows:
        kinds[row["relation"]].append(row)
    draw = random.Random(1)
    return [row for kind in kinds.values() for row in (kind if len(kind) <= count else draw.sample(kind, count))]


def measures(left, right):
    shared = len(left.shingles & right.shingles)
    union = len(left.shingles) + len(right.shingles) - shared
    parts = (union, len(left.shingles), len(right.shingles))
    return tuple(shared / whole if whole else 0.0 for whole in parts)


def is_identical(left, right):
    if left.words or right.words:
        return left.words == right.words
    return fold(left.text) == fold(right.text)


def relation(left, right, values, options):
    """The strongest relation that word shingles decide; None for weaker ones."""
    similarity, *containments = values
    if is_identical(left, right):
        return "identical"
    if similarity and similarity >= options.min_similarity:
        return "near-duplicate"
    if min(len(left.shingles), len(right.shingles)) >= LEAST_SHINGLES and max(containments) >= options.min_containment:
        return "contains"
    return None


def check(documents, rows, options):
    """Judges each row; (rows right by relation, rows by relation, largest difference, not judged, examples)."""
    right, listed, largest, unjudged, examples = Counter(), Counter(), 0.0, 0, []
    for row in rows:
        pair = [documents.get(row[side]) for side in ("left", "right")]
        if None in pair:
            listed[row["relation"]] += 1
            examples.append(f"{row['left']} {row['right']}: not in the corpus")
            continue
        if pair[0].words is None or pair[1].words is None:
            unjudged += 1
            continue
        listed[row["relation"]] += 1
        values = measures(*pair)
        told = [float(row[name]) for name in ("similarity", "containment_left", "containment_right")]
        if is_identical(*pair):
            values = (1.0, 1.0, 1.0)  # texts without words have no shingles and are identical all the same
        largest = max(largest, *(abs(a - b) for a, b in zip(values, told)))
        found = relation(*pair, values, options)
        weaker = found is None and row["relation"] in ("rewritten", "shares-passages")
        shares = row["relation"] != "shares-passages" or values[0] > 0
        digits = all(f"{a:.6f}" == f"{b:.6f}" for a, b in zip(values, told))
        if digits and shares and (found == row["relation"] or weaker):
            right[row["relation"]] += 1
        else:
            examples.append(f"{row['left']} {row['right']}: reported {row['relation']} {told}, counted {found} {values}")
    return right, listed, largest, unjudged, examples


def brute_force(documents, options):
    """All pairs of a relation, identical texts collapsed: each against the first, which alone goes on."""
    order = sorted(documents.values(), key=lambda d: (d.date, d.id))
    if any(d.words is None for d in order):
        sys.exit("a text needs a dictionary for its words: brute force cannot judge this corpus")
    first, rows = {}, []
    for document in order:
        key = tuple(document.words) or fold(document.text)
        original = first.setdefault(key, document)
        if original is not document:
            rows.append((original.id, document.id, "identical", 1.0, 1.0, 1.0))
    holders = defaultdict(list)
    distinct = list(first.values())
    for at, right in enumerate(distinct):
        shared = Counter()
        for shingle in right.shingles:
            shared.update(holders[shingle])
            holders[shingle].append(at)
        for other, count in shared.items():
            left = distinct[other]
            values = (
                count / (len(left.shingles) + len(right.shingles) - count),
                count / len(left.shingles),
                count / len(right.shingles),
            )
            if found := relation(left, right, values, options):
                rows.append((left.id, right.id, found, *values))
    return sorted(f"{a}\t{b}\t{name}\t{s:.6f}\t{l:.6f}\t{r:.6f}" for a, b, name, s, l, r in rows)


def compare(exact, rows):
    columns = ("left", "right", "relation", "similarity", "containment_left", "containment_right")
    told = sorted("\t".join(row[c] for c in columns) for row in rows if row["relation"] in EXACT)
    missing, extra = Counter(exact) - Counter(told), Counter(told) - Counter(exact)
    for name, lines in (("missing", missing), ("not true", extra)):
        for line in list(lines)[:10]:
            print(f"{name}: {line}")
    print(f"exact {len(exact)}  reported {len(told)}  missing {sum(missing.values())}  not true {sum(extra.values())}")
    return not missing and not extra


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("pairs", type=Path, nargs="?")
    parser.add_argument("--min-similarity", type=float, default=0.7)
    parser.add_argument("--min-containment", type=float, default=0.8)
    parser.add_argument("--brute-force", action="store_true")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    if options.brute_force:
        documents = read_corpus(options.corpus)
        if len(documents) > MOST_BRUTE:
            sys.exit(f"{len(documents)} documents; brute force takes up to {MOST_BRUTE}")
        exact = brute_force(documents, options)
        if options.pairs is None:
            print("left\tright\trelation\tsimilarity\tcontainment_left\tcontainment_right")
            print("\n".join(exact))
            return 0
        return 0 if compare(exact, read_pairs(options.pairs)) else 1

    if options.pairs is None:
        parser.error("give a report to check, or --brute-force")
    rows = list(read_pairs(options.pairs))
    every = Counter(row["relation"] for row in rows)
    if options.sample:
        rows = drawn(rows, options.sample)
    documents = read_corpus(options.corpus, {row[side] for row in rows for side in ("left", "right")})
    right, listed, largest, unjudged, examples = check(documents, rows, options)
    if options.json:
        precision = {name: right[name] / count for name, count in listed.items()}
        told = {"listed": every, "pairs": listed, "precision": precision, "largest_difference": largest}
        print(json.dumps(told | {"not_judged": unjudged, "examples": examples[:10]}))
    else:
        for name, count in sorted(listed.items()):
            print(f"{name}\t{count} pairs\tprecision {right[name] / count:.6f}")
        print(f"largest difference {largest:.9f}  not judged {unjudged}")
        for example in examples[:10]:
            print(example)
    return 1 if examples else 0


if __name__ == "__main__":
    sys.exit(main())
