"""Spark in one process finds what one machine finds; skipped where PySpark or Java are not."""

import shutil
import sys

import pytest

import twicetold

pytest.importorskip("pyspark", reason="PySpark is not here: pip install 'pyspark>=4'")
if shutil.which("java") is None:
    pytest.skip("Java is not here: install OpenJDK 17", allow_module_level=True)


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    import os

    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize(("relations", "partitions"), [(["near-duplicate"], 3), (["near-duplicate", "rewritten"], 1)])
def test_it_finds_what_one_machine_finds(spark, newsroom, relations, partitions):
    from twicetold import spark as many

    report = twicetold.scan(newsroom, relations=relations)
    names = ["id", "text", "source", "date", "title", "url"]
    rows = [tuple(row.get(name) for name in names) for row in newsroom]
    data = spark.createDataFrame(rows, ", ".join(f"{name} string" for name in names)).repartition(4)
    found = many.scan(data, relations=relations, partitions=partitions)
    assert [row.asDict() for row in found.matches.collect()] == list(report.matches)
    assert [row.asDict() for row in found.clusters.collect()] == list(report.clusters)
    assert found.books["documents"] == len(newsroom)


def test_records_that_are_none_are_counted(spark):
    from twicetold import spark as many

    story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers."
    rows = [("a", story), ("b", story), (None, story), ("c", None), ("d", " ")]
    found = many.scan(spark.createDataFrame(rows, "id string, text string"), relations="near-duplicate")
    assert found.books["skipped_by_reason"] == {"empty": 1, "missing-id": 1, "missing-text": 1}
    assert [(row.left, row.right, row.relation) for row in found.matches.collect()] == [("a", "b", "identical")]


def test_what_needs_one_machine_is_refused(spark):
    from twicetold import spark as many

    with pytest.raises(twicetold.UsageError, match="contains"):
        many.scan(spark.createDataFrame([("a", "b")], "id string, text string"), relations="contains")
    with pytest.raises(twicetold.UsageError, match="no column 'body'"):
        many.scan(spark.createDataFrame([("a", "b")], "id string, text string"), text="body")
