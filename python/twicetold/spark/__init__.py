"""The same on Spark, for a corpus that is larger than a machine.

Needs PySpark 4 and this package on every machine. ``work`` is a folder that all of them can read and write, for the tables between the
steps; without one a temporary folder is made, which is enough for ``local[…]``.

    from twicetold import spark as twicetold_spark

    found = twicetold_spark.scan(df, work="hdfs:///tmp/twicetold")
    found.matches.show()
    found.write("hdfs:///reports/september")
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twicetold import _twicetold
from twicetold.spark._job import Found, Job
from twicetold.spark._workers import Config

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Found", "scan", "signatures"]


def _job(df: DataFrame, fields: dict[str, str], options: dict[str, Any], work: str | None, partitions: int | None) -> Job:
    for field in ("text", "id"):
        if fields[field] not in df.columns:
            raise _twicetold.UsageError(
                f"the data has no column '{fields[field]}'; it has {', '.join(df.columns)} (name the one to take by {field}=…)"
            )
    present = {field: name for field, name in fields.items() if name in df.columns}
    options = {name: value for name, value in options.items() if value is not None}
    config = Config.of({**fields, **options, "threads": 1})
    _twicetold.check_steps(config.options)
    spark = df.sparkSession
    if work is None:
        if not spark.conf.get("spark.master", "local").startswith("local"):
            raise _twicetold.UsageError("name a folder that every machine can read and write by work=…")
        work = tempfile.mkdtemp(prefix="twicetold-")
    return Job(spark, df, present, config, work, partitions)


def scan(
    df: DataFrame,
    text: str = "text",
    id: str = "id",
    *,
    source: str = "source",
    date: str = "date",
    title: str = "title",
    url: str = "url",
    relations: Sequence[str] = ("near-duplicate", "rewritten"),
    min_similarity: float = 0.7,
    recall: float = 0.98,
    rewrites: str = "likely",
    shingle_width: int = 5,
    shingle_unit: str = "word",
    hashes: int = 128,
    seed: int = 1,
    language: str | None = None,
    details: bool = True,
    work: str | None = None,
    partitions: int | None = None,
) -> Found:
    """Matches and clusters of a DataFrame, the same as ``twicetold scan --relations near-duplicate,rewritten`` finds.

    A row without an id, or without a text, is counted (``found.books``) and left out. ``partitions`` are those of everything behind the
    first step, one for 50,000 different documents unless given.
    """
    relations = [relations] if isinstance(relations, str) else list(relations)
    fields = {"text": text, "id": id, "source": source, "date": date, "title": title, "url": url}
    options = {
        "relations": relations,
        "min_similarity": min_similarity,
        "recall": recall,
        "rewrites": rewrites,
        "shingle_width": shingle_width,
        "shingle_unit": shingle_unit,
        "hashes": hashes,
        "seed": seed,
        "language": language,
        "details": details,
    }
    return _job(df, fields, options, work, partitions).run(relations, False)


def signatures(df: DataFrame, text: str = "text", id: str = "id", **options: Any) -> DataFrame:
    """A row for each document with its band hashes and the lowest eight bits of each slot of its signature, to keep.

    Equal contents that stand together have them once.
    """
    fields = {"text": text, "id": id, "source": "source", "date": "date", "title": "title", "url": "url"}
    return _job(df, fields, {"relations": ["near-duplicate"], **options}, ".", None).sketches()
