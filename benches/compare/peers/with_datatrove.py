"""datatrove: with_datatrove.py CORPUS OUTPUT SIMILARITY THREADS

The four stages of its example minhash_deduplication.py up to the clusters, with a local executor. It has no threshold, but
buckets and hashes in a bucket: those whose threshold (1/buckets)^(1/hashes) is next to the similarity, of 128 hashes. The
corpus is cut into as many files as there are workers, since a file is the unit of its work. Its own words: spaCy's, with
numbers made 0.
"""

import json
import struct
import sys
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import HASHES, SEED, WIDTH, records, write
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader


def buckets(similarity):
    """(buckets, hashes in each) of at most 128 hashes whose threshold comes nearest."""
    every = ((HASHES // rows, rows) for rows in range(1, HASHES // 2 + 1))
    return min(every, key=lambda shape: abs((1 / shape[0]) ** (1 / shape[1]) - similarity))


def split(corpus, folder, parts):
    """The corpus as so many files of neighbors; the ids in each."""
    lines = [(id, text) for id, text in records(corpus)]
    size = -(-len(lines) // parts)
    rest, ids = iter(lines), []
    for part in range(parts):
        piece = list(islice(rest, size))
        ids.append([id for id, _ in piece])
        with open(folder / f"{part:05}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": id, "text": text}) + "\n" for id, text in piece)
    return ids


def clusters(corpus, similarity, workers, folder):
    source = folder / "source"
    source.mkdir()
    ids = split(corpus, source, workers)
    count, rows = buckets(similarity)
    config = MinhashConfig(n_grams=WIDTH, num_buckets=count, hashes_per_bucket=rows, seed=SEED)
    signatures, pairs, found = (str(folder / name) for name in ("signatures", "pairs", "clusters"))
    stages = [
        ([JsonlReader(str(source)), MinhashDedupSignature(output_folder=signatures, config=config)], workers),
        ([MinhashDedupBuckets(input_folder=signatures, output_folder=pairs, config=config)], count),
        ([MinhashDedupCluster(input_folder=pairs, output_folder=found, config=config, save_cluster_id=True)], 1),
    ]
    for number, (pipeline, tasks) in enumerate(stages):
        logs = str(folder / f"logs-{number}")
        # Forked, so that what its workers cost is counted as its own.
        executor = LocalPipelineExecutor(pipeline, tasks=tasks, workers=min(tasks, workers), logging_dir=logs, start_method="fork")
        executor.run()
    for path in Path(found).glob("*.clusters"):
        for document, cluster in struct.iter_unpack("<2I", path.read_bytes()):
            yield ids[int(path.stem)][document], cluster


if __name__ == "__main__":
    corpus, output, similarity, threads = sys.argv[1:]
    with TemporaryDirectory() as folder:
        write(output, clusters(corpus, float(similarity), int(threads), Path(folder)))
