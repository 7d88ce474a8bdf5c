"""daft: with_daft.py CORPUS OUTPUT SIMILARITY THREADS

The guide "MinHash Deduplication" of its documentation: normalize, minhash, bands, groups by band, and the connected
components of what shares a band, by igraph as in the guide (its own loop of joins says the same and takes longer).
Candidates are not verified. The guide asks for as many hashes as its bands hold, so that is how many are made.
"""

import sys

import daft
import igraph
from corpus import HASHES, SEED, WIDTH, write
from daft import col
from daft.functions import monotonically_increasing_id, normalize

# What the guide's `optimal_param` gives for 128 hashes: bands, rows.
BANDS = {0.5: (25, 5), 0.6: (18, 7), 0.7: (14, 9), 0.8: (9, 13), 0.9: (5, 25)}


@daft.func()
def band_numbers(bands: list[list[int]]) -> list[int]:
    return list(range(len(bands)))


def clusters(corpus, similarity):
    count, rows = BANDS[similarity]
    assert count * rows <= HASHES
    text = normalize(col("text"), remove_punct=True, lowercase=True, nfd_unicode=True, white_space=True)
    documents = (
        daft.read_json(corpus)
        .select("id", text.alias("text"))
        .with_column("hashes", col("text").minhash(num_hashes=count * rows, ngram_size=WIDTH, seed=SEED, hash_function="xxhash"))
        .select("id", "hashes")
        .with_column("node", monotonically_increasing_id())
        .collect()
    )
    edges = (
        documents.select("node", col("hashes").chunk(rows).alias("bands"))
        .with_column("band", band_numbers(col("bands")))
        .explode("bands", "band")
        .groupby("band", "bands")
        .agg(col("node").list_agg().alias("nodes"))
        .where(col("nodes").list_count() > 1)
        .with_column("first", col("nodes").list_min())
        .explode("nodes")
        .where(col("first") != col("nodes"))
        .select("first", "nodes")
        .distinct()
        .to_pydict()
    )
    ids = dict(zip(*documents.select("node", "id").to_pydict().values()))
    place = {node: at for at, node in enumerate(ids)}
    graph = igraph.Graph(n=len(ids), edges=[(place[a], place[b]) for a, b in zip(edges["first"], edges["nodes"])])
    names = list(ids.values())
    for number, component in enumerate(graph.connected_components(mode="weak")):
        if len(component) > 1:
            yield from ((names[at], number) for at in component)


if __name__ == "__main__":
    corpus, output, similarity, threads = sys.argv[1:]
    daft.set_runner_native(num_threads=int(threads))
    write(output, clusters(corpus, float(similarity)))
