"""The same on Spark, for a corpus that is larger than a machine.

Needs PySpark 4 and this package on every machine. ``work`` is a folder that all of them can read and write: each job keeps its tables in a
folder of its own there, which what it found is read from; remove it when that is written elsewhere. Without one a temporary folder is made, which
is enough for ``local[…]`` and goes when the program ends.

    from twicetold import spark as twicetold_spark

    found = twicetold_spark.scan(df, work="hdfs:///tmp/twicetold")
    found.matches.show()
    found.write("hdfs:///reports/september")

    kept = twicetold_spark.dedup(df, keep="newest", work="hdfs:///tmp/twicetold")
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyspark.sql import Window
from pyspark.sql import functions as F

from twicetold import _twicetold
from twicetold._jobs import _given
from twicetold.spark._found import Found
from twicetold.spark._job import Job
from twicetold.spark._workers import Config

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["Found", "dedup", "scan", "signatures"]


#: The fields of a document.
_FIELDS = ("text", "id", "source", "date", "title", "url")


def _asked(df: DataFrame, options: dict[str, Any], work: str = "", partitions: int | None = None, more: Sequence[Column] = ()) -> Job:
    columns = {field: options.pop(field, field) for field in _FIELDS}
    for field in ("text", "id"):
        if columns[field] not in df.columns:
            raise _twicetold.UsageError(f"the data has no column '{columns[field]}'; it has {_there(df)} (name the one to take by {field}=…)")
    kind = df.schema[columns["text"]].dataType.simpleString()
    if not kind.startswith(("string", "varchar", "char")):
        raise _twicetold.UsageError(f"column '{columns['text']}' holds {kind}, not text; name the one with the texts by text=…")
    if partitions is not None and partitions < 1:
        raise _twicetold.UsageError(f"partitions={partitions}: give 1 or more")
    config = Config.of({**options, "threads": 1})
    _twicetold.check_steps(config.options)
    # Whatever they are called in the data: no name of a step is the same as one of a field.
    there = [_text(name).alias(field) for field, name in columns.items() if name in df.columns]
    return Job(df.sparkSession, df.select(*there, *more), config, work, partitions)


def _text(name: str) -> Column:
    return F.col(f"`{name}`").cast("string")


def _there(df: DataFrame) -> str:
    return ", ".join(f"'{name}'" for name in df.columns)


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
    report: bool = False,
    work: str | None = None,
    partitions: int | None = None,
    block: int = 250_000,
) -> Found:
    """Matches and clusters of a DataFrame, the same as ``twicetold scan --relations near-duplicate,rewritten`` finds.

    A row without an id, or without a text, is counted (``found.books``) and left out. ``partitions`` are those of everything behind the
    first step, one for 50,000 different documents unless given; ``block`` documents have their terms indexed at a time, 3.5 kB each in the
    memory of a worker (docs/scale.md says when to raise it). With ``report``, some kilobytes more are kept of each match, of which
    :meth:`Found.report` makes pages.
    """
    relations = [relations] if isinstance(relations, str) else list(relations)
    options = _given(locals(), ("df", "work", "partitions", "report", "block"))
    if block < 1:
        raise _twicetold.UsageError(f"block={block}: give 1 or more")
    job = _asked(df, options, _folder(df.sparkSession, work), partitions)
    return replace(job, block=block).run(relations, report)


def dedup(
    df: DataFrame,
    text: str = "text",
    id: str = "id",
    *,
    keep: str = "first",
    remove: Sequence[str] = ("near-duplicate",),
    with_removed: bool = False,
    source: str = "source",
    date: str = "date",
    title: str = "title",
    url: str = "url",
    min_similarity: float = 0.7,
    recall: float = 0.98,
    shingle_width: int = 5,
    shingle_unit: str = "word",
    hashes: int = 128,
    seed: int = 1,
    language: str | None = None,
    work: str | None = None,
    partitions: int | None = None,
) -> DataFrame | tuple[DataFrame, DataFrame]:
    """The DataFrame without its later copies, all its columns as they were; what ``twicetold dedup`` would keep.

    A row goes only for a match with one that stays, verified on the texts of the two. ``keep`` says which stays: first (by date, then id),
    longest, newest, FIELD:asc, FIELD:desc, or source:A,B. Rows without an id or a text stay. With ``with_removed``, what went and for which
    document comes as a second DataFrame: ``id``, ``kept``, ``relation``, ``similarity``.
    """
    remove = [remove] if isinstance(remove, str) else list(remove)
    names = {"text": text, "id": id, "source": source, "date": date, "title": title, "url": url}
    options = _given(locals(), ("df", "keep", "remove", "with_removed", "work", "partitions", "names"))
    field, colon, direction = keep.rpartition(":")
    more = []
    if colon and direction in ("asc", "desc") and not keep.startswith("source:"):
        if field not in df.columns:
            raise _twicetold.UsageError(f"keep='{keep}': the data has no column '{field}'; it has {_there(df)}")
        more, keep = [_text(field).alias("keep")], f"keep:{direction}"
    _twicetold.check_removing({"keep": keep, "remove": remove})
    # What tells rows of one id apart.
    fields = [_text(name) for name in names.values() if name in df.columns]
    key = F.xxhash64(*[part for field in fields for part in (field.isNull(), field)]).alias("key")
    job = _asked(df, {**options, "relations": remove}, _folder(df.sparkSession, work), partitions, [key, *more])
    removed = job.removed(keep, remove)
    kept = _without(df.withColumns({"_twicetold_id": _text(id), "_twicetold_key": key}), removed).drop("_twicetold_id", "_twicetold_key")
    return (kept, removed.orderBy("id", "key").drop("key", "stays")) if with_removed else kept


def _without(keyed: DataFrame, removed: DataFrame) -> DataFrame:
    """Rows that are not removed; of rows that are equal as many as stay."""
    gone = removed.select(F.col("id").alias("_twicetold_id"), F.col("key").alias("_twicetold_key"), "stays").distinct()
    place = ["_twicetold_id", "_twicetold_key"]
    kept = keyed.join(gone, place, "left_anti")
    some = gone.where("stays > 0")
    if some.isEmpty():
        return kept
    # Whichever of them: what else they hold decides, so that it is the same ones each time.
    window = Window.partitionBy(*place).orderBy(F.to_json(F.struct(*[F.col(f"`{name}`") for name in keyed.columns])))
    stay = keyed.join(some, place).withColumn("_twicetold_at", F.row_number().over(window))
    return kept.unionByName(stay.where("_twicetold_at <= stays").drop("_twicetold_at", "stays"))


def signatures(df: DataFrame, text: str = "text", id: str = "id", **options: Any) -> DataFrame:
    """A row for each document with its band hashes and the lowest eight bits of each slot of its signature, to keep.

    Equal contents that stand together have them once.
    """
    given = {"text": text, "id": id, "relations": ["near-duplicate"], **options}
    return _asked(df, given).sketches()
