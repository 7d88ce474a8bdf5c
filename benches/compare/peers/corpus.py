"""What every Python peer is given: the ids of a JSONL corpus, its texts as word 5-shingles, a place for pairs."""

import json
import re

WIDTH = 5
HASHES = 128
SEED = 1
WORD = re.compile(r"\w+")


def records(path):
    """(id, text) of every record that has a text."""
    with open(path, "rb") as lines:
        for line in lines:
            record = json.loads(line)
            if isinstance(record.get("text"), str) and record["text"].strip():
                yield str(record["id"]), record["text"]


def shingles(text):
    """Runs of five lower-cased words; all of them where there are fewer."""
    words = WORD.findall(text.lower())
    if len(words) < WIDTH:
        return [" ".join(words)]
    return list(map(" ".join, zip(*(words[start:] for start in range(WIDTH)))))


def write(path, rows):
    """Rows of two columns: a pair, or a document and its cluster."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{left}\t{right}\n" for left, right in rows)
