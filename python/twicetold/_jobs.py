"""The jobs of the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any, Literal

from twicetold import _data, _twicetold
from twicetold._progress import Callback, shown
from twicetold._report import Report

Relation = Literal["identical", "near-duplicate", "contains", "rewritten", "shares-passages"]
Profile = Literal["datatrove", "paper", "fineweb", "c4", "diversity", "lexical"]


def _given(options: dict[str, Any], leave: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in leave and value is not None}


def scan(
    data: Any,
    *,
    against: Any = None,
    text: str = "text",
    id: str = "id",
    source: str = "source",
    date: str = "date",
    title: str = "title",
    url: str = "url",
    relations: Relation | Sequence[Relation] | None = None,
    min_similarity: float = 0.7,
    recall: float = 0.98,
    min_containment: float = 0.8,
    min_passage_words: int = 40,
    rewrites: Literal["likely", "possible"] = "likely",
    exact: bool = False,
    gather: bool = False,
    audit: int | None = None,
    details: bool = True,
    shingle_width: int = 5,
    shingle_unit: Literal["word", "character"] = "word",
    hashes: int = 128,
    seed: int = 1,
    language: str | None = None,
    format: str | None = None,
    html: Literal["article", "raw"] | None = None,
    max_document_bytes: int | None = None,
    memory: int | None = None,
    threads: int = 0,
    temp_dir: str | os.PathLike[str] | None = None,
    progress: bool | Callback | None = None,
) -> Report:
    """Finds identical, near-duplicate, contained and rewritten documents and shared passages across a corpus.

    ``text`` … ``url`` name columns or fields; only the texts must be there, and without ids documents are called by their row, from 0.
    ``against`` is older data that the new is compared with, and that is not compared among itself. ``relations`` are all unless
    named; ``details=False`` leaves out passages and saves time. ``progress`` is a function of stage, documents, bytes and all bytes,
    True for a bar, False for none; a bar where tqdm is there and a terminal unless given.

    >>> story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers."
    >>> rows = [{"id": "wire", "text": story}, {"id": "gazette", "text": story.replace("Monday", "Monday morning")}]
    >>> report = scan(rows, relations="near-duplicate", min_similarity=0.5)
    >>> report
    Report(scan: 2 documents, 1 matches, 1 clusters)
    >>> round(report.matches.to_dict()["similarity"][0], 2)
    0.53
    """
    options = _given(locals(), ("data", "against", "progress"))
    with shown(progress) as telling:
        old = None if against is None else _data.handed(against, text)
        return Report(_twicetold.scan(_data.handed(data, text), old, telling, options))


def inspect(
    data: Any,
    *,
    text: str = "text",
    id: str = "id",
    source: str = "source",
    date: str = "date",
    title: str = "title",
    url: str = "url",
    echo: float = 0.45,
    profile: Profile | Sequence[Profile] | None = None,
    language: str | None = None,
    format: str | None = None,
    html: Literal["article", "raw"] | None = None,
    max_document_bytes: int | None = None,
    threads: int = 0,
    temp_dir: str | os.PathLike[str] | None = None,
    progress: bool | Callback | None = None,
) -> Report:
    """Finds what each document says again: echoes, phrases, the metrics of several fields, what could be cut.

    ``data`` is a text, or what :func:`scan` takes; only the metrics of each ``profile`` are there, or all.

    >>> text = "The bridge was closed on Monday. Inspectors found cracks. On Monday the bridge was closed."
    >>> [(echo["left"], echo["right"]) for echo in inspect(text).to_dict()["documents"][0]["echoes"]]
    [(0, 2)]
    """
    options = _given(locals(), ("data", "progress"))
    handed = ("rows", [data]) if isinstance(data, str) else _data.handed(data, text)
    with shown(progress) as telling:
        return Report(_twicetold.inspect(handed, telling, options))


def compare(
    left: str,
    right: str,
    *,
    left_id: str = "left",
    right_id: str = "right",
    relations: Relation | Sequence[Relation] | None = None,
    min_similarity: float = 0.7,
    min_containment: float = 0.8,
    min_passage_words: int = 40,
    rewrites: Literal["likely", "possible"] = "likely",
    shingle_width: int = 5,
    shingle_unit: Literal["word", "character"] = "word",
    language: str | None = None,
) -> Report:
    """Compares two texts: relation, scores, shared passages, what only one of them has.

    >>> story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers"
    >>> found = compare(story, story + ", said the mayor.")
    >>> found.to_dict()["matches"][0]["right_only"][0]["text"]
    'said the mayor'
    """
    options = _given(locals(), ("left", "right", "left_id", "right_id"))
    return Report(_twicetold.compare((left_id, left), (right_id, right), options))


def dedup(
    data: Any,
    *,
    keep: str = "first",
    remove: Relation | Sequence[Relation] = "near-duplicate",
    output: str | os.PathLike[str] | None = None,
    level: Literal["document", "sentence"] = "document",
    annotate: bool = False,
    with_removed: bool = False,
    text: str = "text",
    id: str = "id",
    source: str = "source",
    date: str = "date",
    title: str = "title",
    url: str = "url",
    min_similarity: float = 0.7,
    recall: float = 0.98,
    min_containment: float = 0.8,
    exact: bool = False,
    shingle_width: int = 5,
    shingle_unit: Literal["word", "character"] = "word",
    hashes: int = 128,
    seed: int = 1,
    language: str | None = None,
    format: str | None = None,
    html: Literal["article", "raw"] | None = None,
    max_document_bytes: int | None = None,
    memory: int | None = None,
    threads: int = 0,
    temp_dir: str | os.PathLike[str] | None = None,
    progress: bool | Callback | None = None,
) -> Any:
    """The data again without its later copies, in its own kind: a list for a list, a frame for a frame, a ``Dataset`` for a ``Dataset``.

    A document goes only for a match with one that stays, verified on the texts of the two. ``keep`` says which stays: first (by date,
    then id), longest, newest, FIELD:asc, FIELD:desc, or source:A,B. With ``with_removed``, what went and for which document comes as a
    second result, a list of dicts. Paths need an ``output`` folder, where the corpus is written again byte for byte; without one
    nothing is written, and what would go is told (a dict, as ``--format json`` prints it).

    >>> wire = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers."
    >>> rows = [{"id": "b", "text": wire}, {"id": "a", "text": wire}, {"id": "c", "text": "Tarnford won the cup."}]
    >>> kept, removed = dedup(rows, with_removed=True)
    >>> [row["id"] for row in kept], removed[0]["id"], removed[0]["kept"]["id"]
    (['a', 'c'], 'b', 'a')
    """
    options = _given(locals(), ("data", "output", "annotate", "with_removed", "progress"))
    with shown(progress) as telling:
        if _data.is_paths(data):
            folder = None if output is None else os.fspath(output)
            return json.loads(_twicetold.dedup_files(_data.paths(data), (folder, annotate), telling, options))
        for given, name in ((output is not None, "output"), (annotate, "annotate"), (level != "document", "level")):
            if given:
                raise _twicetold.UsageError(f"{name} is for files: give paths, or take the result as it comes")
        held = _data.readable(data)
        rows, removed = _twicetold.removable(_data.handed(held, text), telling, options)
    kept = _data.without(held, data, rows)
    return (kept, json.loads(removed)) if with_removed else kept
