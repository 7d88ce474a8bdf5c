"""Finds what has been told twice: copies, near-duplicates, rewrites and shared passages across a corpus, and sentences that one
text says again.

| to ask | call |
|---|---|
| who tells what again | :func:`scan` |
| the corpus again, without its later copies | :func:`dedup` |
| what does one text say twice | :func:`inspect` |
| what have two texts in common | :func:`compare` |
| what did a run find | :func:`read_report` |

Data are a list of texts or dicts, a pandas or polars frame, an Arrow table or reader, a Hugging Face ``Dataset``, or paths
(``pathlib.Path``). Texts of Arrow data are read where they stand. Options are named as on the command line, with ``_`` for ``-``.

>>> import twicetold
>>> wire = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers."
>>> report = twicetold.scan([wire, "Tarnford won the cup for the first time in forty years.", wire.upper()])
>>> [(match["left"], match["right"], match["relation"]) for match in report.matches]
[('0', '2', 'identical')]
>>> len(twicetold.dedup([wire, wire.upper()]))
1

Building blocks for pipelines of one's own are :class:`MinHasher`, :class:`Signature`, :class:`Plan`, :func:`signatures`,
:func:`jaccard`, :func:`containment` and :func:`sentences`.
"""

from twicetold._blocks import MinHasher, Plan, Signature, containment, jaccard, plan, sentences, signatures
from twicetold._blocks import _min_hasher as _min_hasher
from twicetold._jobs import compare, dedup, inspect, scan
from twicetold._report import Report, Table, read_report
from twicetold._twicetold import Error, FileError, LimitError, UsageError, __version__

__all__ = [
    "Error",
    "FileError",
    "LimitError",
    "MinHasher",
    "Plan",
    "Report",
    "Signature",
    "Table",
    "UsageError",
    "__version__",
    "compare",
    "containment",
    "dedup",
    "inspect",
    "jaccard",
    "plan",
    "read_report",
    "scan",
    "sentences",
    "signatures",
]
