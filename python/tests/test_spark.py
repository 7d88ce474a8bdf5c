"""Spark in one process finds what one machine finds; skipped where PySpark or Java are not."""

import doctest
import os
import shutil
import sys
from pathlib import Path

import pytest

import twicetold

pytest.importorskip("pyspark", reason="PySpark is not here: pip install 'pyspark>=4'")
if shutil.which("java") is None:
    pytest.skip("Java is not here: install OpenJDK 17", allow_module_level=True)

from twicetold import spark as many

STORY = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers."


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def data(spark, newsroom):
    names = ["id", "text", "source", "date", "title", "url"]
    rows = [tuple(row.get(name) for name in names) for row in newsroom]
    return spark.createDataFrame(rows, ", ".join(f"{name} string" for name in names)).repartition(4)


@pytest.mark.long
def test_it_finds_what_one_machine_finds(data, newsroom):
    report = twicetold.scan(newsroom, relations=["near-duplicate"])
    found = many.scan(data, relations=["near-duplicate"], partitions=3)
    assert [row.asDict() for row in found.matches.collect()] == list(report.matches)
    assert [row.asDict() for row in found.clusters.collect()] == list(report.clusters)
    assert found.books["documents"] == len(newsroom)
    with pytest.raises(twicetold.UsageError, match="report=True"):
        found.report()


@pytest.mark.long
def test_its_report_is_that_of_one_machine(data, newsroom, tmp_path):
    relations = ["near-duplicate", "rewritten"]
    whole = twicetold.scan(newsroom, relations=relations)
    found = many.scan(data, relations=relations, partitions=1, report=True, block=100)
    report = found.report()
    for table in ("matches", "clusters", "passages"):
        assert getattr(report, table).to_dict() == getattr(whole, table).to_dict()
    # Files, their bytes and formats are of one machine only, and so is what is counted over every document.
    other = {name for name, count in whole.summary.items() if report.summary.get(name) != count}
    assert other <= {"files", "bytes_read", "formats", "repetitive_documents", "repaired_by_reason"}
    first = found.report(top=3)
    assert (len(first.matches), first.summary["clusters"]) == (3, whole.summary["clusters"])
    assert "Only 3 of " in " ".join(str(first).split())
    found.write(str(tmp_path / "found"))
    again = twicetold.read_report(tmp_path / "found")
    assert again.to_json() == report.to_json()
    again.save(tmp_path / "report.html")
    assert newsroom[0]["id"] in (tmp_path / "report.html").read_text()


@pytest.mark.long
@pytest.mark.parametrize("keep", ["first", "newest", "source:thebrackenpost.example,coastline-today.example", "title:desc"])
def test_what_stays_is_what_stays_on_one_machine(data, newsroom, keep):
    kept, removed = twicetold.dedup(newsroom, keep=keep, with_removed=True)
    on_spark, gone = many.dedup(data, keep=keep, with_removed=True)
    assert on_spark.columns == data.columns
    assert sorted(row.id for row in on_spark.collect()) == sorted(row["id"] for row in kept)
    pairs = sorted((row["id"], row["kept"]["id"], row["relation"], row["similarity"]) for row in removed)
    assert sorted(tuple(row) for row in gone.collect()) == pairs


def test_rows_of_one_id_are_told_apart(spark):
    other = "Tarnford won the cup for the first time in forty years."
    rows = [("a", STORY, 1), ("a", STORY, 2), ("a", other, 3), ("b", STORY, 4), (None, STORY, 5), ("c", None, 6)]
    kept = many.dedup(spark.createDataFrame(rows, "id string, text string, more int"))
    assert sorted(row.more for row in kept.collect()) == [1, 3, 5, 6]
    with pytest.raises(twicetold.UsageError, match="no column 'score'"):
        many.dedup(kept, keep="score:desc")
    with pytest.raises(twicetold.UsageError, match="--keep last"):
        many.dedup(kept, keep="last")


def test_records_that_are_none_are_counted(spark):
    rows = [("a", STORY), ("b", STORY), (None, STORY), ("c", None), ("d", " ")]
    found = many.scan(spark.createDataFrame(rows, "id string, text string"), relations="near-duplicate")
    assert found.books["skipped_by_reason"] == {"empty": 1, "missing-id": 1, "missing-text": 1}
    assert [(row.left, row.right, row.relation) for row in found.matches.collect()] == [("a", "b", "identical")]


@pytest.mark.long
def test_columns_have_the_names_they_have(spark):
    rows = [(1, STORY, "x"), (2, STORY + " Repairs will take until spring.", "y")]
    data = spark.createDataFrame(rows, "`rank` int, `content` string, `a.b` string")
    found = many.scan(data, text="content", id="rank", source="a.b", min_similarity=0.5)
    assert [(row.left, row.right, row.left_source) for row in found.matches.collect()] == [("1", "2", "x")]


@pytest.mark.long
def test_jobs_in_one_folder_do_not_meet(spark, newsroom, tmp_path):
    """What a worker keeps of one corpus, and the tables of the first, are not taken for those of the second."""
    data = [spark.createDataFrame([(row["id"], row["text"]) for row in rows], "id string, text string") for rows in (newsroom[:40], newsroom)]
    found = [many.scan(rows, work=str(tmp_path)) for rows in data]
    for rows, job in zip((newsroom[:40], newsroom), found, strict=True):
        rows = [{"id": row["id"], "text": row["text"]} for row in rows]
        report = twicetold.scan(rows, relations=["near-duplicate", "rewritten"])
        assert [row.asDict() for row in job.matches.collect()] == list(report.matches)


@pytest.mark.long
def test_nothing_is_found_in_nothing(spark):
    found = many.scan(spark.createDataFrame([], "id string, text string"))
    assert (found.matches.count(), found.clusters.count(), found.books["records"]) == (0, 0, 0)


def test_signatures_are_told_by_content(spark):
    rows = many.signatures(spark.createDataFrame([("a", STORY), ("b", STORY.upper())], "id string, text string").coalesce(1)).collect()
    assert [len(row.bits) for row in rows if row.bits is not None] == [128]
    assert rows[0].content == rows[1].content


def test_what_needs_one_machine_is_refused(spark):
    with pytest.raises(twicetold.UsageError, match="contains"):
        many.scan(spark.createDataFrame([("a", "b")], "id string, text string"), relations="contains")
    with pytest.raises(twicetold.UsageError, match="give 1 or more"):
        many.scan(spark.createDataFrame([("a", "b")], "id string, text string"), block=0)
    with pytest.raises(twicetold.UsageError, match="no column 'body'"):
        many.scan(spark.createDataFrame([("a", "b")], "id string, text string"), text="body")
    with pytest.raises(twicetold.UsageError, match="holds int, not text"):
        many.scan(spark.createDataFrame([("a", 1)], "id string, text int"))


@pytest.mark.long
def test_the_examples_of_the_guide_run(spark, tmp_path):
    guide = Path(__file__).resolve().parents[2] / "docs" / "spark.md"
    failed, tried = doctest.testfile(str(guide), module_relative=False, globs={"spark": spark, "work": str(tmp_path)}, verbose=False)
    assert (failed, tried > 0) == (0, True)
