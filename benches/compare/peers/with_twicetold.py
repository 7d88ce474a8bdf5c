"""twicetold from Python: with_twicetold.py CORPUS OUTPUT SIMILARITY THREADS

The documents as a Python program has them, a list of dicts, to `twicetold.scan`.
"""

import sys

import twicetold
from corpus import records

if __name__ == "__main__":
    corpus, output, similarity, threads = sys.argv[1:]
    rows = [{"id": id, "text": text} for id, text in records(corpus)]
    options = {"min_similarity": float(similarity), "threads": int(threads), "details": False, "progress": False}
    twicetold.scan(rows, relations="near-duplicate", **options).save(output, "tsv")
