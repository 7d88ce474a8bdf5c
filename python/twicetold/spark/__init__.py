"""The same on Spark, for a corpus that is larger than a machine.

Needs PySpark 4 and this package on every machine. ``work`` is a folder that all of them can read and write: each job keeps its tables in a
folder of its own there, which what it found is read from; remove it when that is written elsewhere. Without one a temporary folder is made, which
is enough for ``local[…]`` and goes when the program ends.

    from twicetold import spark as twicetold_spark

    found = twicetold_spark.scan(df, work="hdfs:///tmp/twicetold")
    found.matches.show()
    found.write("hdfs:///reports/september")
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from twicetold import _twicetold
from twicetold._jobs import _given
from twicetold.spark._job import Found, Job
from twicetold.spark._workers import Config

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Found", "scan", "signatures"]


#: The fields of a document.
_FIELDS = ("text", "id", "source", "date", "title", "url")


def _job(df: DataFrame, options: dict[str, Any], work: str = "", partitions: int | None = None) -> Job:
    columns = {field: options.pop(field, field) for field in _FIELDS}
    for field in ("text", "id"):
        if columns[field] not in df.columns:
            there = ", ".join(f"'{name}'" for name in df.columns)
            raise _twicetold.UsageError(f"the data has no column '{columns[field]}'; it has {there} (name the one to take by {field}=…)")
    kind = df.schema[columns["text"]].dataType.simpleString()
    if not kind.startswith(("string", "varchar", "char")):
        raise _twicetold.UsageError(f"column '{columns['text']}' holds {kind}, not text; name the one with the texts by text=…")
    config = Config.of({**options, "threads": 1})
    _twicetold.check_steps(config.options)
    # Whatever they are called in the data: no name of a step is the same as one of a field.
    there = [F.col(f"`{name}`").cast("string").alias(field) for field, name in columns.items() if name in df.columns]
    return Job(df.sparkSession, df.select(*there), config, work, partitions)


def _folder(spark: SparkSession, work: str | None) -> str:
    """A folder that no other job has."""
    if work is None:
        if not spark.conf.get("spark.master", "local").startswith("local"):
            raise _twicetold.UsageError("name a folder that every machine can read and write by work=…")
        work = tempfile.mkdtemp(prefix="twicetold-")
        atexit.register(shutil.rmtree, work, ignore_errors=True)
    return f"{work}/{uuid.uuid4().hex}"


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
    options = _given(locals(), ("df", "work", "partitions"))
    return _job(df, options, _folder(df.sparkSession, work), partitions).run(relations)


def signatures(df: DataFrame, text: str = "text", id: str = "id", **options: Any) -> DataFrame:
    """A row for each document with its band hashes and the lowest eight bits of each slot of its signature, to keep.

    Equal contents that stand together have them once.
    """
    given = {"text": text, "id": id, "relations": ["near-duplicate"], **options}
    return _job(df, given).sketches()
