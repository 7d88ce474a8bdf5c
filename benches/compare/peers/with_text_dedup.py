"""text-dedup: with_text_dedup.py CORPUS OUTPUT SIMILARITY THREADS

Its command `python -m text_dedup.minhash`, as its README shows it; bands by its own optimizer, the hash its help calls the
faster one, its own words (split at \\W). Clusters are what its union-find holds at the end; candidates are not verified.
"""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import HASHES, WIDTH, write


def clusters(corpus, similarity, threads, folder):
    output = Path(folder) / "output"
    source = ["--path", "json", "--data_files", corpus, "--split", "train", "--cache_dir", folder, "--num_proc", threads]
    columns = ["--column", "text", "--idx_column", "id", "--output", output, "--debug"]
    sketch = ["--ngram", WIDTH, "--num_perm", HASHES, "--threshold", similarity, "--hash_func", "xxh3"]
    command = [sys.executable, "-m", "text_dedup.minhash", *source, *columns, *sketch]
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": folder, "TOKENIZERS_PARALLELISM": "false"}
    subprocess.run([str(part) for part in command], env=os.environ | offline, cwd=folder, check=True)
    with open(output / "uf.pkl", "rb") as file:  # written by the command just now
        return pickle.load(file)


if __name__ == "__main__":
    corpus, output, similarity, threads = sys.argv[1:]
    with TemporaryDirectory() as folder:
        found = clusters(corpus, similarity, threads, folder)
        write(output, ((id, found.find(id)) for id in list(found.parent)))
