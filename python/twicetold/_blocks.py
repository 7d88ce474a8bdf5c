"""Building blocks for pipelines of one's own."""

from __future__ import annotations

from typing import Any

from twicetold import _data, _twicetold
from twicetold._report import Table
from twicetold._twicetold import MinHasher, Plan, Signature, containment, jaccard, sentences

__all__ = ["MinHasher", "Plan", "Signature", "containment", "jaccard", "plan", "sentences", "signatures"]


def plan(min_similarity: float = 0.7, recall: float = 0.98, *, hashes: int = 128) -> Plan:
    """The bands that find a pair of ``min_similarity`` with a probability of at least ``recall``, with the fewest false candidates.

    >>> plan(0.8, 0.99)
    Plan(bands=21, rows=6, hashes=128)
    """
    return _twicetold.Plan(min_similarity, recall, hashes=hashes)


def signatures(data: Any, hasher: MinHasher | None = None, *, text: str = "text") -> Table:
    """The signatures of many texts, as a table of one column ``signature`` (bytes; none where there is no text).

    >>> table = signatures(["One story of a bridge.", "Another story."])
    >>> len(table), len(table.to_dict()["signature"][0])
    (2, 512)
    """
    hasher = hasher or MinHasher()
    return Table(hasher.column(_data.handed(data, text), text))


def _min_hasher(hashes: int, seed: int, shingle_width: int) -> MinHasher:
    """Makes a pickled hasher again."""
    return MinHasher(hashes, seed=seed, shingle_width=shingle_width)
