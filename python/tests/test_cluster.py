"""A real cluster of two workers, one of which is lost in the middle of the work; skipped where PySpark or Java are not."""

import shutil
import threading
import time

import pytest

import twicetold

pytest.importorskip("pyspark", reason="PySpark is not here: pip install 'pyspark>=4'")
if shutil.which("java") is None:
    pytest.skip("Java is not here: install OpenJDK 17", allow_module_level=True)

from standalone import standalone

from twicetold import spark as many

pytestmark = pytest.mark.long

RELATIONS = ["near-duplicate", "rewritten"]


def test_a_worker_is_lost_and_nothing_else(newsroom, tmp_path):
    names = ["id", "text", "source", "date", "title", "url"]
    rows = [tuple(row.get(name) for name in names) for row in newsroom]
    work = tmp_path / "work"
    killed = []

    def kill(cluster):
        """As soon as something stands that the lost worker has helped to make."""
        while not list(work.glob("*/links/_SUCCESS")):
            time.sleep(0.05)
        cluster.kill(1)
        killed.append(True)

    with standalone(tmp_path / "cluster", {"spark.speculation": "true"}, memory="1g") as (cluster, session):
        session.createDataFrame(rows, ", ".join(f"{name} string" for name in names)).write.parquet(str(tmp_path / "data"))
        data = session.read.parquet(str(tmp_path / "data"))
        threading.Thread(target=kill, args=(cluster,), daemon=True).start()
        found = many.scan(data, relations=RELATIONS, work=str(work), partitions=3)
        matches, clusters = [[row.asDict() for row in table.collect()] for table in (found.matches, found.clusters)]
    assert killed
    report = twicetold.scan(newsroom, relations=RELATIONS)
    assert matches == list(report.matches)
    assert clusters == list(report.clusters)


def test_a_cluster_needs_a_folder_that_all_can_see(newsroom, tmp_path):
    with standalone(tmp_path / "cluster", {}, workers=1, memory="1g") as (_, session):
        data = session.createDataFrame([("a", "b")], "id string, text string")
        with pytest.raises(twicetold.UsageError, match="every machine"):
            many.scan(data)
