"""Figures of Spark, and of the package beside it: the same tables as the command line, and what that takes."""

import hashlib
import json
import shutil
import time

from bench import Skip
from from_python import answered, python
from large import cut, shaped

BOTH = "near-duplicate,rewritten"
NEAR = "near-duplicate"


def needed():
    python()
    if not shutil.which("java"):
        raise Skip("Java (OpenJDK 17)")


def said(way, partitions):
    return f"{way} with {partitions} partitions" if partitions else way


def same(bench, corpus, relations, ways):
    """The command line, then each way (and partitions) beside it; what each took, the command line first."""
    tables = bench.folder / f"tables-{corpus.stem}"
    start = time.monotonic()
    options = ("--relations", relations, "--tables", tables, "--tables-as", "parquet", "--output", bench.folder / "report.json")
    bench.tool("scan", corpus, *options, "--format", "json", "--quiet")
    took = [{"seconds": time.monotonic() - start}]
    whole = answered(bench, "tables_from.py", tables, corpus, relations)
    for way, partitions in ways:
        found = answered(bench, "tables_from.py", way, corpus, relations, *([partitions] if partitions else []))
        took.append(found)
        for table in ("matches", "clusters"):
            equal = found[table] == whole[table]
            bench.row(f"{corpus.stem}, {table}: {said(way, partitions)}", f"{found[table]['rows']} rows", "same bytes", equal)
        if way == "cluster-killed":
            bench.row(f"{corpus.stem}: a worker was killed before the end", str(found["killed"]), "True", found["killed"])
    return took


def spark(bench):
    """matches and clusters of the command line, the wheel, Spark on local[2] and on a cluster, as sorted lines, senate-press"""
    needed()
    ways = [("wheel", 0), ("spark", 0), ("spark", 1), ("spark", 200), ("cluster", 0), ("cluster-speculating", 0), ("cluster-killed", 0)]
    same(bench, bench.corpus("senate-press"), BOTH, ways)


def spark_dedup(bench):
    """the ids that a removal of copies leaves: command line, wheel, Spark"""
    needed()
    for name, keep in (("senate-press", "first"), ("generated-100000", "longest")):
        corpus, folder = bench.corpus(name), bench.folder / f"kept-{name}"
        bench.tool("dedup", corpus, "--keep", keep, "--output", folder, "--quiet")
        with open(folder / corpus.name, "rb") as lines:
            ids = sorted(str(json.loads(line)["id"]) for line in lines)
        whole = hashlib.sha256("".join(f"{id}\n" for id in ids).encode()).hexdigest()
        for way in ("wheel", "spark", "cluster"):
            kept = answered(bench, "tables_from.py", way, corpus, f"dedup:{keep}")["kept"]
            equal = kept == {"rows": len(ids), "sha256": whole}
            bench.row(f"{name}, --keep {keep}: {way}", f"{kept['rows']} kept", "same bytes", equal)


def spark_million(bench):
    """the same on a million generated documents, near-duplicates; time over the command line and memory"""
    over_command_line(bench, "generated-1000000", NEAR, [("wheel", 0), ("spark", 0), ("cluster", 0), ("cluster-killed", 0)])


def spark_rewrites(bench):
    """the same with rewrites, 100,000 generated documents"""
    over_command_line(bench, "generated-100000", BOTH, [("wheel", 0), ("spark", 0)])


def spark_rewrites_million(bench):
    """the same with rewrites, a million generated documents"""
    over_command_line(bench, "generated-1000000", BOTH, [("wheel", 0), ("spark", 0)])


def over_command_line(bench, name, relations, ways):
    """The same tables by each way, and what Spark on this machine, the second of them, takes over the command line."""
    needed()
    command_line, _, local, *_ = same(bench, bench.corpus(name), relations, ways)
    over = local["seconds"] / command_line["seconds"]
    seconds = f"{over:.1f} ({local['seconds']:.0f} s, {command_line['seconds']:.0f} s)"
    bench.row(f"{name}, {relations}: Spark's time over ours", seconds, "<= 10", over <= 10)
    memory(bench, f"{name}, {relations}", local)


def memory(bench, what, took):
    together, java, of_python = (took["memory"][name] / 1e9 for name in ("together", "java", "python"))
    value = f"{together:.2f} GB (Java {java:.2f}, Python {of_python:.2f})"
    bench.row(f"{what}: memory of Spark", value, "<= 6 GB", together <= 6)
    for name, count in took["bytes"].items():
        bench.row(f"{what}: bytes {name} a document", f"{count / took['documents']:.0f}", "-", None)


def spark_hurtful(bench):
    """corpora that hurt others on Spark: one bucket of 200,000 documents, a million exact copies, against a control as large"""
    needed()
    control = bench.corpus("generated-1000000")
    for shape, documents in (("one-bucket", 200_000), ("exact-copies", 1_000_000)):
        corpus = shaped(bench, shape, documents)
        same_size = cut(control, corpus.stat().st_size, bench.folder / "control.jsonl")
        scale = corpus.stat().st_size / same_size.stat().st_size
        took = [answered(bench, "tables_from.py", "spark", path, NEAR)["seconds"] for path in (corpus, same_size)]
        over = took[0] / (took[1] * scale)
        value = f"{over:.2f} ({took[0]:.0f} s, {took[1]:.0f} s)"
        bench.row(f"{shape}, {documents:,} documents: time over the control's", value, "<= 2", over <= 2)
        corpus.unlink()
        same_size.unlink()
