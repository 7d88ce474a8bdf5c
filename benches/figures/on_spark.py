"""Figures of the Python package and of Spark: the same tables as the command line, and what that takes."""

import json
import os
import shutil
import time

from bench import HERE, ROOT, Skip

BOTH = "near-duplicate,rewritten"


def python():
    """The Python that TWICETOLD_PYTHON names: with the package, pyarrow and, for Spark, PySpark."""
    named = os.environ.get("TWICETOLD_PYTHON")
    if not named:
        raise Skip("a Python with the package, pyarrow and pyspark (TWICETOLD_PYTHON)")
    return named


def asked(bench, *arguments):
    return json.loads(bench.call(python(), "-B", HERE / "tables_from.py", *arguments).splitlines()[-1])


def same(bench, corpus, relations, ways):
    """The command line, then each way beside it; seconds of the command line and of the ways."""
    tables = bench.folder / f"tables-{corpus.stem}"
    start = time.monotonic()
    options = ("--relations", relations, "--tables", tables, "--tables-as", "parquet", "--output", bench.folder / "report.json")
    bench.tool("scan", corpus, *options, "--format", "json", "--quiet")
    seconds = [time.monotonic() - start]
    whole = asked(bench, tables, corpus, relations)
    for way in ways:
        found = asked(bench, way[0], corpus, relations, *way[1:])
        seconds.append(found["seconds"])
        for table in ("matches", "clusters"):
            equal = found[table] == whole[table]
            said = " ".join(["with", way[1], "partitions"]) if way[1:] else ""
            bench.row(f"{corpus.stem}, {table}: {way[0]} {said}".rstrip(), f"{found[table]['rows']} rows", "same bytes", equal)
    return seconds


def spark(bench):
    """matches and clusters of the command line, the wheel and Spark on local[2], as sorted lines; Spark's time on a million"""
    python()
    if not shutil.which("java"):
        raise Skip("Java (OpenJDK 17)")
    ways = [("wheel",), ("spark",), ("spark", "1"), ("spark", "200")]
    same(bench, bench.corpus("senate-press"), BOTH, ways)
    command_line, on_spark = same(bench, bench.corpus("generated-1000000"), "near-duplicate", [("spark",)])
    over = on_spark / command_line
    bench.row("generated-1000000, near-duplicate: Spark's time over ours", f"{over:.1f} ({on_spark:.0f} s, {command_line:.0f} s)", "<= 10", over <= 10)


def wheel(bench):
    """the wheel: its size as pip builds it from the checkout, and the time of the import"""
    program = "import time; start = time.perf_counter(); import twicetold; print(1000 * (time.perf_counter() - start))"
    least = min(float(bench.call(python(), "-c", program)) for _ in range(5))
    bench.row("import of twicetold, fastest of 5", f"{least:.0f} ms", "<= 100 ms", least <= 100)
    bench.call(python(), "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", bench.folder, ROOT / "python")
    size = next(bench.folder.glob("*.whl")).stat().st_size / 1e6
    bench.row("size of the wheel", f"{size:.1f} MB", "<= 15 MB", size <= 15)
