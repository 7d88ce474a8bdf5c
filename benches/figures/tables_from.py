"""Scans a corpus (JSON lines) from Python or on Spark and prints what it took and the tables' hashes: tables_from.py WAY CORPUS RELATIONS [PARTITIONS]

WAY is `wheel`, `spark`, or a folder with the tables of the command line as Parquet. The rows of each table are written as tab-separated lines
and sorted before they are hashed, so that equal hashes are equal bytes. Runs in a Python that has the package, pyarrow and PySpark.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

FIELDS = ("id", "text", "source", "date", "title", "url")


def on_spark(corpus, relations, partitions):
    from pyspark.sql import SparkSession

    from twicetold import spark as many

    os.environ["PYSPARK_PYTHON"] = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "3g").config("spark.ui.enabled", "false")
        spark = builder.config("spark.local.dir", folder).config("spark.sql.shuffle.partitions", "8").getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        start = time.monotonic()
        data = spark.read.schema(", ".join(f"{name} string" for name in FIELDS)).json(corpus)
        found = many.scan(data, relations=relations, work=f"{folder}/work", partitions=partitions)
        found.write(folder)
        seconds = time.monotonic() - start
        tables = read(folder)
        spark.stop()
    return seconds, tables


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
    if way == "spark":
        seconds, tables = on_spark(corpus, relations, int(partitions[0]) if partitions else None)
    elif way == "wheel":
        import twicetold

        start = time.monotonic()
        report = twicetold.scan(Path(corpus), relations=relations)
        seconds = time.monotonic() - start
        tables = {"matches": report.matches.to_pyarrow(), "clusters": report.clusters.to_pyarrow()}
    else:
        seconds, tables = 0.0, read(way)
    print(json.dumps({"seconds": seconds, **{name: hashed(table) for name, table in tables.items()}}))


main()
