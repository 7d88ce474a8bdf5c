#!/usr/bin/env python3
"""Are the passages of a report what they are said to be? A slow, independent reading.

    passages.py CORPUS.jsonl REPORT.jsonl [--sample N]

REPORT is of `scan --format jsonl`. N matches that list passages are drawn by a fixed seed, half of
them such as rest on passages alone (`shares-passages`). Right is a passage whose spans are stretches
of both texts on whole characters; with equal words on both sides if it is called verbatim, with not
more words counted as equal than the longest common subsequence has if it is called edited; with words
on both sides if it is called rewritten. Of
`shares-passages` the words together must be at least 40 (`--min-passage-words`). Prints one JSON
object. Exit code 1 where anything is wrong. Python 3.11, standard library.
"""

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path

import oracle


def matches_with_passages(path):
    with open(path, "rb") as lines:
        for line in lines:
            if line.startswith(b'{"type":"match"') and b'"passages":[{' in line:
                yield line


def drawn(path, count):
    """So many matches, half of them of the relation `shares-passages`, each alike likely (reservoirs)."""
    draw, kept, seen = random.Random(3), {True: [], False: []}, Counter()
    for line in matches_with_passages(path):
        alone = b'"relation":"shares-passages"' in line
        seen[alone] += 1
        if len(kept[alone]) < count // 2:
            kept[alone].append(line)
        elif (at := draw.randrange(seen[alone])) < count // 2:
            kept[alone][at] = line
    return [json.loads(line) for lines in kept.values() for line in lines]


def texts_of(corpus, wanted):
    records = (json.loads(line.decode("utf-8", "replace")) for line in oracle.lines_of(corpus) if line.strip())
    return {str(r["id"]): r["text"].encode() for r in records if str(r["id"]) in wanted}


def words_at(text, span):
    """The words of a span; None where it is no stretch of the text on whole characters."""
    if not 0 <= span["start"] < span["end"] <= len(text):
        return None
    try:
        return oracle.words(text[span["start"] : span["end"]].decode())
    except UnicodeDecodeError:
        return None


def longest_common(left, right):
    """Length of the longest common subsequence."""
    before = [0] * (len(right) + 1)
    for word in left:
        row = [0]
        for at, other in enumerate(right):
            row.append(before[at] + 1 if word == other else max(row[at], before[at + 1]))
        before = row
    return before[-1]


def fault(passage, left, right):
    """What is wrong with a passage, or None."""
    left, right = words_at(left, passage["left"]), words_at(right, passage["right"])
    if left is None or right is None:
        return "a span is no stretch of the text"
    if passage["kind"] == "rewritten":
        return None if left and right else "a side has no words"
    if passage["kind"] == "verbatim":
        if left != right:
            return "verbatim, but the words differ"
        return None if passage["words"] == len(left) else f"{passage['words']} words, counted {len(left)}"
    if left == right:
        return "edited, but the words are the same"
    most = longest_common(left, right)
    return None if passage["words"] <= most else f"{passage['words']} equal words, at most {most}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--sample", type=int, default=1_500)
    options = parser.parse_args()
    matches = drawn(options.report, options.sample)
    texts = texts_of(options.corpus, {match[side]["id"] for match in matches for side in ("left", "right")})
    passages = right = 0
    examples = []
    for match in matches:
        sides = [texts[match[side]["id"]] for side in ("left", "right")]
        for passage in match["passages"]:
            passages += 1
            wrong = fault(passage, *sides)
            right += wrong is None
            if wrong:
                examples.append(f"{match['left']['id']} {match['right']['id']} at {passage['left']['start']}: {wrong}")
        if match["relation"] == "shares-passages" and sum(p["words"] for p in match["passages"] if p["kind"] != "rewritten") < 40:
            examples.append(f"{match['left']['id']} {match['right']['id']}: shares-passages, fewer than 40 words together")
    print(json.dumps({"matches": len(matches), "passages": passages, "right": right, "examples": examples[:10]}))
    return 1 if examples else 0


if __name__ == "__main__":
    sys.exit(main())
