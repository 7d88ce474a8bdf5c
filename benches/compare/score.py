"""How much of the exact answer was found, and how much of what was reported is in it.

Identical texts are collapsed for everybody: a pair of copies of one text counts neither for nor against,
and a pair with a copy counts as the pair with its original, once.
"""

import random
from collections import defaultdict
from itertools import combinations

import near_duplicates
import oracle
from bench import Skip

MOST = 20_000_000  # pairs within clusters that are looked at
DRAWN = 20_000  # pairs within large groups that are counted again where the exact answer does not list them


class Exact:
    """The exact answer: `scan --exact --relations near-duplicate` of a corpus at one similarity."""

    def __init__(self, corpus, report, similarity):
        self.corpus, self.similarity = corpus, similarity
        self.original = {row["right"]: row["left"] for row in oracle.read_pairs(report) if row["relation"] == "identical"}
        self.pairs = {tuple(sorted(pair)) for pair in near_duplicates.near_pairs(report)}
        self.large = near_duplicates.large_groups(self.pairs)

    def pair(self, left, right):
        """The pair of originals; None for two copies of one text."""
        left, right = self.original.get(left, left), self.original.get(right, right)
        return None if left == right else (min(left, right), max(left, right))

    def score(self, found):
        """(recall, precision, pairs reported) of pairs: recall as in the figures, with groups over 200 by member."""
        right, total, *_ = near_duplicates.recall_of(self.pairs, found & self.pairs)
        wrong = found - self.pairs
        unlisted = [pair for pair in wrong if pair[0] in self.large and pair[1] in self.large]
        true = len(found) - len(wrong) + self.share_true(unlisted) * len(unlisted)
        return right / total if total else 1.0, true / len(found) if found else 1.0, len(found)

    def share_true(self, pairs):
        """Of pairs in large groups, which the exact answer lists by representative only: the share similar enough."""
        if not pairs:
            return 0.0
        pairs = random.Random(1).sample(sorted(pairs), min(len(pairs), DRAWN))
        documents = oracle.read_corpus(self.corpus, {id for pair in pairs for id in pair})
        similar = [oracle.measures(documents[left], documents[right])[0] >= self.similarity for left, right in pairs]
        return sum(similar) / len(pairs)


def read(path, reports, exact):
    """The pairs of a file of pairs, or of documents and their clusters: then any two of a cluster."""
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    if reports == "clusters":
        clusters = defaultdict(set)
        for document, cluster in rows:
            clusters[cluster].add(exact.original.get(document, document))
        pairs = sum(len(cluster) * (len(cluster) - 1) // 2 for cluster in clusters.values())
        if pairs > MOST:
            raise Skip(f"clusters of {pairs:,} pairs: not scored")
        rows = (pair for cluster in clusters.values() for pair in combinations(sorted(cluster), 2))
    return {pair for left, right in rows if (pair := exact.pair(left, right))}
