"""Scans a corpus (JSON lines) from Python or on Spark and prints what it took and the tables' hashes: tables_from.py WAY CORPUS RELATIONS [PARTITIONS]

| WAY | what |
|---|---|
| `wheel` | the package in one process |
| `spark` | Spark on `local[2]` |
| `cluster` | a standalone cluster of two workers with one core and 3 GB each |
| `cluster-speculating` | the same with speculation on |
| `cluster-killed` | the same, one worker killed in the middle of the run |
| a folder | the tables of the command line as Parquet |

Where RELATIONS is `dedup:KEEP`, the table is `kept`, the ids that a removal of copies leaves.
The rows of each table are written as tab-separated lines and sorted before they are hashed, so that equal hashes are equal bytes. Memory is what
the processes of Spark hold together at most, seen every half second. Runs in a Python that has the package, pyarrow and PySpark.
"""

import hashlib
import json
import os
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python" / "tests"))

FIELDS = ("id", "text", "source", "date", "title", "url")

#: What Spark counts of each task, and what it is called here.
COUNTED = {
    "shuffled": ("Shuffle Write Metrics", "Shuffle Bytes Written"),
    "spilled": ("Disk Bytes Spilled",),
    "read": ("Input Metrics", "Bytes Read"),
}


class Memory:
    """What the processes below this one hold at most: the engine's and those of Python."""

    def __init__(self):
        self.peak = {"together": 0, "java": 0, "python": 0}
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        while True:
            now = {"java": 0, "python": 0}
            for process in descendants(os.getpid()):
                try:
                    name = Path(f"/proc/{process}/comm").read_text().strip()
                    rows = dict(line.split(":", 1) for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:])
                    now["java" if name == "java" else "python"] += 1024 * int(rows["Pss"].split()[0])
                except (OSError, KeyError, ValueError):
                    continue  # it has ended
            now["together"] = sum(now.values())
            self.peak = {name: max(most, now[name]) for name, most in self.peak.items()}
            time.sleep(0.5)


def descendants(root):
    below = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            below.setdefault(parent, []).append(int(folder.name))
        except (OSError, IndexError, ValueError):
            continue
    found, rest = [], list(below.get(root, []))
    while rest:
        process = rest.pop()
        found.append(process)
        rest += below.get(process, [])
    return found


@contextmanager
def session(way, folder):
    """A session of Spark, and what ends a worker of it."""
    events = Path(folder, "events")
    events.mkdir()
    settings = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": events.as_uri(), "spark.eventLog.compress": "false"}
    settings |= {"spark.eventLog.rolling.enabled": "false", "spark.sql.shuffle.partitions": "8", "spark.driver.memory": "3g"}
    if way == "spark":
        from pyspark.sql import SparkSession

        os.environ["PYSPARK_PYTHON"] = sys.executable
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.local.dir", folder)
        spark = builder.config(map=settings).getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        yield spark, None
        spark.stop()
    else:
        from standalone import standalone

        settings |= {"spark.speculation": str(way == "cluster-speculating").lower()}
        with standalone(Path(folder, "cluster"), settings, memory="3g") as (cluster, spark):
            yield spark, cluster


def moved(folder):
    """Bytes that tasks read, shuffled and spilled, and those of the tables that were kept."""
    counts = dict.fromkeys(COUNTED, 0)
    for log in Path(folder, "events").iterdir():
        for line in log.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            if event["Event"] != "SparkListenerTaskEnd" or not event.get("Task Metrics"):
                continue
            for name, path in COUNTED.items():
                value = event["Task Metrics"]
                for step in path:
                    value = value[step]
                counts[name] += value
    kept = sum(path.stat().st_size for path in Path(folder, "work").rglob("*.parquet"))
    return {**counts, "kept": kept}


def kill_in_the_middle(cluster, work):
    """As soon as links stand that the lost worker has helped to make."""
    while not list(Path(work).glob("*/links/_SUCCESS")):
        time.sleep(0.05)
    cluster.kill(1)


def on_spark(way, corpus, relations, partitions):
    from twicetold import spark as many

    with tempfile.TemporaryDirectory() as folder:
        memory = Memory()
        with session(way, folder) as (spark, cluster):
            work = f"{folder}/work"
            if way == "cluster-killed":
                threading.Thread(target=kill_in_the_middle, args=(cluster, work), daemon=True).start()
            start = time.monotonic()
            data = spark.read.schema(", ".join(f"{name} string" for name in FIELDS)).json(corpus)
            if relations[0].startswith("dedup:"):
                kept = many.dedup(data, keep=relations[0].removeprefix("dedup:"), work=work, partitions=partitions)
                tables, documents = {"kept": kept.select("id").toArrow()}, 0
            else:
                found = many.scan(data, relations=relations, work=work, partitions=partitions)
                found.write(folder)
                tables, documents = read(folder), found.books["documents"]
            seconds = time.monotonic() - start
            killed = cluster is not None and cluster.workers[1].poll() is not None
        told = {"seconds": seconds, "memory": memory.peak, "killed": killed, "bytes": moved(folder), "documents": documents}
    return told, tables


def read(folder):
    import pyarrow.parquet

    there = [(name, next(path for path in (Path(folder, name), Path(folder, f"{name}.parquet")) if path.exists())) for name in ("matches", "clusters")]
    return {name: pyarrow.parquet.read_table(path) for name, path in there}


def hashed(table):
    columns = [table.column(name).to_pylist() for name in table.column_names]
    lines = sorted("\t".join("" if value is None else str(value) for value in row) + "\n" for row in zip(*columns))
    return {"rows": len(lines), "sha256": hashlib.sha256("".join(lines).encode()).hexdigest()}


def main():
    way, corpus, relations, *partitions = sys.argv[1:]
    relations = relations.split(",")
    if way == "wheel" and relations[0].startswith("dedup:"):
        import pyarrow

        import twicetold

        start = time.monotonic()
        rows = [json.loads(line) for line in Path(corpus).read_text(encoding="utf-8").splitlines()]
        kept = twicetold.dedup(rows, keep=relations[0].removeprefix("dedup:"))
        told = {"seconds": time.monotonic() - start}
        tables = {"kept": pyarrow.table({"id": [row["id"] for row in kept]})}
    elif way == "wheel":
        import twicetold

        start = time.monotonic()
        report = twicetold.scan(Path(corpus), relations=relations)
        told = {"seconds": time.monotonic() - start}
        tables = {"matches": report.matches.to_pyarrow(), "clusters": report.clusters.to_pyarrow()}
    elif Path(way).is_dir():
        told, tables = {"seconds": 0.0}, read(way)
    else:
        told, tables = on_spark(way, corpus, relations, int(partitions[0]) if partitions else None)
    print(json.dumps({**told, **{name: hashed(table) for name, table in tables.items()}}))


main()
