"""twicetold from Python: with_twicetold.py CORPUS OUTPUT SIMILARITY THREADS

The file as a path to `twicetold.scan`, as its documentation shows it for files: unlike the others it reads JSON lines itself.
"""

import sys
from pathlib import Path

import twicetold

if __name__ == "__main__":
    corpus, output, similarity, threads = sys.argv[1:]
    options = {"min_similarity": float(similarity), "threads": int(threads), "details": False, "progress": False}
    twicetold.scan(Path(corpus), relations="near-duplicate", **options).save(output, "tsv")
