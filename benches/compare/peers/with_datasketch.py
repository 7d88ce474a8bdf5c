"""datasketch: with_datasketch.py CORPUS OUTPUT SIMILARITY THREADS

MinHash.generator and MinHashLSH with the bands its own optimizer picks for the threshold; candidates are
filtered by MinHash.jaccard, as the documentation of `query` says for more accurate results. One thread: it has no more.
"""

import sys

from corpus import HASHES, SEED, records, shingles, write
from datasketch import MinHash, MinHashLSH


def pairs(corpus, similarity):
    ids, minhashes = [], []
    index = MinHashLSH(threshold=similarity, num_perm=HASHES)
    texts = records(corpus)

    def sets():
        for id, text in texts:
            ids.append(id)
            yield [shingle.encode() for shingle in shingles(text)]

    for at, minhash in enumerate(MinHash.generator(sets(), num_perm=HASHES, seed=SEED)):
        for other in index.query(minhash):
            if minhash.jaccard(minhashes[other]) >= similarity:
                yield ids[other], ids[at]
        index.insert(at, minhash, check_duplication=False)
        minhashes.append(minhash)


if __name__ == "__main__":
    corpus, output, similarity, _ = sys.argv[1:]
    write(output, pairs(corpus, float(similarity)))
