"""rensa: with_rensa.py CORPUS OUTPUT SIMILARITY THREADS

RMinHash.from_token_sets in batches, RMinHashLSH with the bands that RMinHashDeduplicator takes for the threshold
(8 from .8, 16 from .7, 32 from .5), candidates filtered by is_similar, which is what the deduplicator does. The
deduplicator itself says which documents to keep, not which pairs are alike. Threads: RAYON_NUM_THREADS.
"""

import os
import sys
from itertools import islice

from corpus import HASHES, SEED, records, shingles, write

BATCH = 1_000  # documents whose shingles are in memory at once


def bands(similarity):
    return next(count for least, count in ((0.9, 4), (0.8, 8), (0.7, 16), (0.0, 32)) if similarity >= least)


def pairs(corpus, similarity):
    ids, minhashes = [], []
    texts = records(corpus)
    while batch := list(islice(texts, BATCH)):
        ids += [id for id, _ in batch]
        minhashes += RMinHash.from_token_sets([shingles(text) for _, text in batch], num_perm=HASHES, seed=SEED)
    index = RMinHashLSH(threshold=similarity, num_perm=HASHES, num_bands=bands(similarity))
    index.insert_many(minhashes)
    for right, candidates in enumerate(index.query_all(minhashes)):
        for left in candidates:
            if left < right and index.is_similar(minhashes[left], minhashes[right]):
                yield ids[left], ids[right]


if __name__ == "__main__":
    corpus, output, similarity, threads = sys.argv[1:]
    os.environ["RAYON_NUM_THREADS"] = threads  # before the library starts its threads
    from rensa import RMinHash, RMinHashLSH

    write(output, pairs(corpus, float(similarity)))
