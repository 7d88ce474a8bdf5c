"""The plan of a job, in the driver: what Spark moves between the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import pyarrow
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from twicetold import _twicetold
from twicetold.spark import _workers as workers
from twicetold.spark._found import CLUSTER, MATCH, SAME_STORY, Found
from twicetold.spark._workers import PACKED, Config, Counted, Gathered

#: Documents of a partition, where nothing else is asked for.
A_PARTITION = 50_000

#: Documents for which a further block is worth its task, as long as there are cores.
LEAST_OF_A_BLOCK = 10_000

#: Relations, as the last step numbers them.
NEAR_DUPLICATE, REWRITTEN = 1, 3

#: Rows up to which what is wanted is sent to every worker, so that no text is moved that nobody needs.
SENT_UP_TO = 4_000_000


@dataclass
class Job:
    """One corpus, and where its steps leave their tables."""

    spark: SparkSession
    #: The documents: ``text``, ``id`` and what there is of ``source``, ``date``, ``title`` and ``url``, all of them text; where copies are to
    #: go, ``key`` too, the hash of the row, and ``keep``, what is chosen by.
    data: DataFrame
    config: Config
    #: A folder that no other job has.
    work: str
    #: Partitions of everything behind the first step; by the number of documents where none are given.
    partitions: int | None
    #: Documents whose terms are indexed at a time: about 3.5 kB each in the memory of a worker. What all blocks are sent grows with their number.
    block: int = 250_000

    # ------------------------------------------------------------------ tables ---

    def keep(self, rows: DataFrame, name: str) -> DataFrame:
        """Writes a table into the work folder, and reads it from there: whatever fails later does not go back beyond it."""
        path = f"{self.work}/{name}"
        rows.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(rows.schema).parquet(path)

    def numbered(self, rows: DataFrame, order: Sequence[Any], number: str, name: str) -> DataFrame:
        """The rows with their number in an order, from 0."""
        ordered = rows.orderBy(*order)
        ordered = ordered.withColumn("_part", F.spark_partition_id()).withColumn("_row", F.monotonically_increasing_id())
        kept = self.keep(ordered, name)
        counts = kept.groupBy("_part").agg(F.count("*").alias("n"), F.min("_row").alias("first")).orderBy("_part").collect()
        starts, before = [], 0
        for part in counts:
            starts.append((part["_part"], before - part["first"]))
            before += part["n"]
        starts = self.spark.createDataFrame(starts, "_part int, _start bigint")
        joined = kept.join(F.broadcast(starts), "_part")
        return joined.withColumn(number, F.col("_row") + F.col("_start")).drop("_part", "_row", "_start")

    @property
    def cores(self) -> int:
        """Tasks that run at once."""
        return self.spark.sparkContext.defaultParallelism

    def meeting(self, rows: DataFrame, places: int) -> DataFrame:
        """Rows with the same ``to`` in one partition, and as far as Spark can, one ``to`` a partition."""
        if hasattr(rows, "repartitionById"):
            return rows.repartitionById(places, F.col("to"))
        return rows.repartition(places, F.col("to"))

    # ------------------------------------------------------------------- steps ---

    def sketches(self) -> DataFrame:
        """A row for each document."""
        needed = self.data.select(*[name for name in ("text", "id", "date") if name in self.data.columns])
        return needed.mapInArrow(workers.Sketch(self.config), workers.SKETCHES)

    def run(self, relations: Sequence[str], lines: bool = False) -> Found:
        """All of it; with ``lines``, so that a report can be made of it."""
        documents = self.keep(self.sketches(), "documents")
        books = self._books(documents)
        contents = self._contents(documents)
        features, different, places = self._features(documents, contents)
        rewritten = "rewritten" in relations
        links = self._links(features, places) if "near-duplicate" in relations else None
        components = self._components(links, places)
        counted, retold, across = None, None, None
        if rewritten:
            counted = self._counted(features, different, books["terms"], places)
            retold = self._retold(features, counted, different, places)
            inside, outside = self._by_component(retold, components)
            across = self._across(outside, contents, counted, places, lines)
            again = across.where(f"kind = {MATCH} and relation = {NEAR_DUPLICATE}").selectExpr("left_rank as `left`", "right_rank as `right`")
            if links is not None and not again.isEmpty():
                # Rewrites that prove near-duplicates bring their components together, and are found again there.
                more = again.mapInArrow(Gathered(_twicetold.LinkScatter, (1, False)), PACKED).select("blob")
                components = self._components(links.unionByName(more), places, "again")
                inside, _ = self._by_component(retold, components)
            retold = inside
        wanted = self._wanted(documents, contents, components)
        scan = workers.ScanParts(self.config, counted, True, lines)
        found = self._scanned(self._fetched(wanted, "wanted"), retold, scan, places, "found")
        if across is not None:
            across = across.where(f"kind = {SAME_STORY} or relation = {REWRITTEN}")
            found = found.unionByName(across.join(_ends(inside), ["left_rank", "right_rank"], "left_anti"))
        matches = found.where(f"kind <> {CLUSTER}")
        order = ["kind", "relation", "common", F.desc("similarity"), "match.left", "match.right", "left_rank", "right_rank"]
        matches = self.numbered(matches, order, "number", "matches-in-order")
        matches = matches.withColumn("match", F.col("match").withField("match", F.col("number") + 1))
        clusters = found.where(f"kind = {CLUSTER}")
        firsts = clusters.where("right_rank = 0").select("left_rank", "size")
        firsts = self.numbered(firsts, [F.desc("size"), "left_rank"], "number", "clusters-in-order")
        clusters = clusters.join(firsts.select("left_rank", "number"), "left_rank")
        clusters = clusters.withColumn("cluster", F.col("cluster").withField("cluster", F.col("number") + 1))
        return Found(books, matches, clusters, _twicetold.report_ends(self.config.options) if lines else None)

    def removed(self, keep: str, remove: Sequence[str]) -> DataFrame:
        """A row for each document that goes (see ``GONE``)."""
        documents = self.keep(self.sketches(), "documents")
        contents = self._contents(documents)
        features, _, places = self._features(documents, contents)
        links = self._links(features, places) if "near-duplicate" in remove else None
        wanted = self._wanted(documents, contents, self._components(links, places))
        # What is equal in all that copies are chosen by goes by what else the rows hold.
        together = self._fetched(wanted, "wanted").repartition(places, "component").sortWithinPartitions("component", "id", "key")
        return self.keep(together.mapInArrow(workers.RemoveParts(self.config, keep, tuple(remove)), workers.GONE), "removed")

    def _features(self, documents: DataFrame, contents: DataFrame) -> tuple[DataFrame, int, int]:
        """What candidates are found by, a row for each content; how many there are, and in how many partitions they go on."""
        features = documents.where("bands is not null").select("number", "bands", "bits", "terms")
        features = features.join(contents.select("number", "rank"), "number").drop("number")
        different = contents.count()
        return self.keep(features, "features"), different, self.partitions or max(self.cores, ceil(different / A_PARTITION))

    def _books(self, documents: DataFrame) -> dict[str, Any]:
        counts = documents.groupBy("skipped").agg(
            F.count("*").alias("rows"), F.sum("words").alias("words"), F.sum("term_count").alias("terms"), F.sum("repaired").alias("repaired")
        )
        counts = {row["skipped"]: row for row in counts.collect()}
        kept = counts.pop(None, None)
        return {
            "records": sum(row["rows"] for row in counts.values()) + (kept["rows"] if kept else 0),
            "documents": kept["rows"] if kept else 0,
            "words": kept["words"] if kept else 0,
            "terms": kept["terms"] if kept else 0,
            "repaired": kept["repaired"] if kept else 0,
            "skipped_by_reason": {reason: row["rows"] for reason, row in sorted(counts.items())},
        }

    def _contents(self, documents: DataFrame) -> DataFrame:
        """The different contents, ranked by (date, id, content) of their first document: undated ones last."""
        first = F.struct(F.col("date").isNull().alias("undated"), F.coalesce("date", F.lit("")).alias("date"), "id")
        contents = documents.where("content is not null").groupBy("content").agg(
            F.min(first).alias("first"),
            F.min(F.when(F.col("bands").isNotNull(), F.col("number"))).alias("number"),
            F.count("*").alias("documents"),
        )
        order = ["first.undated", "first.date", "first.id", "content"]
        return self.numbered(contents, order, "rank", "contents")

    def _links(self, features: DataFrame, places: int) -> DataFrame:
        """Links between documents that may be near-duplicates, as few as hold them together."""
        bands = features.select("rank", "bands").mapInArrow(Gathered(_twicetold.BandScatter, (places,)), PACKED)
        buckets = self.meeting(bands, places).mapInArrow(Gathered(_twicetold.Bucketing), "set bigint, members binary, blob binary")
        buckets = self.keep(buckets, "buckets")
        of_crowds = buckets.where("blob is not null").select("blob")
        sets = buckets.where("set is not null").select("set", "members").distinct()
        members = sets.mapInArrow(workers.Mapped(_twicetold.set_members), "set bigint, rank bigint")
        members = members.join(features.select("rank", "bits"), "rank")
        if of_crowds.isEmpty():
            members = members.withColumn("crowded", F.lit(False))
        else:
            ends = of_crowds.mapInArrow(workers.Mapped(_twicetold.link_ends), "rank bigint, component bigint")
            crowded = ends.select("rank").distinct().withColumn("in_one", F.lit(True))
            members = members.join(crowded, "rank", "left").withColumn("crowded", F.coalesce("in_one", F.lit(False))).drop("in_one")
        linked = members.repartition(places, "set").mapInArrow(workers.LinkSets(self.config), PACKED)
        return self.keep(linked.select("blob").unionByName(of_crowds), "links")

    def _components(self, links: DataFrame | None, places: int, name: str = "stars") -> DataFrame:
        """The first document of its component for each that is linked: large-star and small-star in turn until nothing changes."""
        if links is None:
            return self.spark.createDataFrame([], "rank bigint, component bigint")
        packed = links.mapInArrow(Gathered(_twicetold.LinkScatter, (places, True)), PACKED)
        turn = 0
        while True:
            large = self.meeting(packed, places).mapInArrow(Gathered(_twicetold.Star, (True, places)), PACKED)
            small = self.meeting(large, places).mapInArrow(Gathered(_twicetold.Star, (False, places)), PACKED)
            packed = self.keep(small, f"{name}-{turn}")
            if not packed.agg(F.sum("count")).first()[0]:
                break
            turn += 1
        ends = packed.mapInArrow(workers.Mapped(_twicetold.link_ends), "rank bigint, component bigint")
        return self.keep(ends.distinct(), f"components-{name}")

    def _counted(self, features: DataFrame, documents: int, terms: int, places: int) -> Counted:
        """In how many documents terms stand, counted in blocks of cells and sent to every worker."""
        cells = features.select("terms").mapInArrow(Gathered(_twicetold.CellScatter, (terms,)), PACKED)
        counting = Gathered(_twicetold.CellCounting, (terms,))
        blocks = cells.repartition(min(_twicetold.CELL_BLOCKS, 4 * places), "to").mapInArrow(counting, "block int, stems binary, pairs binary")
        sink = pyarrow.BufferOutputStream()
        blocks = self.keep(blocks, "cells").coalesce(8).toArrow()
        with pyarrow.ipc.new_stream(sink, blocks.schema) as writer:
            writer.write_table(blocks)
        return Counted(self.work, self.spark.sparkContext.broadcast(sink.getvalue().to_pybytes()), documents, terms)

    def _retold(self, features: DataFrame, counted: Counted, documents: int, places: int) -> DataFrame:
        """Pairs that may be rewrites, the earlier document ``left``."""
        terms = features.select("rank", "terms").mapInArrow(workers.Thin(counted), "rank bigint, rarity int, terms binary")
        blocks = max(1, ceil(documents / self.block), min(self.cores, documents // LEAST_OF_A_BLOCK))
        scatter = workers.ScatterTerms(blocks, ceil(documents / blocks))
        asked = self.meeting(terms.mapInArrow(scatter, PACKED), blocks).sortWithinPartitions("to", "kind")
        partners = asked.mapInArrow(workers.Partners(self.config, counted, places), PACKED)
        best = self.meeting(partners, places).mapInArrow(Gathered(_twicetold.BestPartners), "`left` bigint, `right` bigint")
        return self.keep(best.distinct(), "retold")

    def _by_component(self, pairs: DataFrame, components: DataFrame) -> tuple[DataFrame, DataFrame]:
        """Pairs within a component, and those across."""
        for side in ("left", "right"):
            of_side = components.select(F.col("rank").alias(side), F.col("component").alias(f"{side}_of"))
            pairs = pairs.join(of_side, side, "left")
            pairs = pairs.withColumn(f"{side}_of", F.coalesce(f"{side}_of", side))
        inside = pairs.where("left_of = right_of").select(F.col("left_of").alias("component"), "left", "right")
        return inside, pairs.where("left_of <> right_of").select("left", "right")

    def _across(self, pairs: DataFrame, contents: DataFrame, counted: Counted, places: int, lines: bool) -> DataFrame:
        """What holds of pairs across components: looked at by groups of the earlier document, so that its text is moved once."""
        pairs = pairs.withColumn("component", F.pmod(F.hash(F.floor(F.col("left") / 16)), F.lit(64 * places)).cast("bigint"))
        sides = [pairs.select("component", F.col(side).alias("rank")) for side in ("left", "right")]
        ranks = sides[0].unionByName(sides[1]).distinct()
        firsts = contents.select("rank", "content", F.col("first.id").alias("_id"), F.lit(True).alias("first"))
        rows = self._fetched(ranks.join(firsts, "rank"), "wanted-across")
        return self._scanned(rows, pairs, workers.ScanParts(self.config, counted, False, lines), places, "across")

    def _wanted(self, documents: DataFrame, contents: DataFrame, components: DataFrame) -> DataFrame:
        """Every document of a content that is linked or has copies, and the component it belongs to."""
        of_contents = contents.select("rank", "content", "documents", "first.id").join(components, "rank", "left")
        of_contents = of_contents.where("component is not null or documents > 1")
        of_contents = of_contents.select("rank", "content", "id", F.coalesce("component", "rank").alias("component"))
        ids = documents.where("content is not null").select("content", F.col("id").alias("_id")).distinct()
        return ids.join(of_contents, "content").withColumn("first", F.col("_id") == F.col("id"))

    def _fetched(self, wanted: DataFrame, name: str) -> DataFrame:
        """The texts of wanted documents: rows of the data with their rank and component."""
        wanted = self.keep(wanted.select("_id", "content", "rank", "component", "first"), name)
        if wanted.count() <= SENT_UP_TO:
            wanted = F.broadcast(wanted)
        joined = self.data.join(wanted, F.col("id") == F.col("_id")).drop("_id")
        schema = StructType([column for column in joined.schema if column.name not in ("content", "first")])
        return joined.mapInArrow(workers.Fetch(), schema)

    def _scanned(self, rows: DataFrame, pairs: DataFrame | None, scan: workers.ScanParts, places: int, name: str) -> DataFrame:
        rows = rows.withColumns({side: F.lit(None).cast("bigint") for side in ("left", "right")})
        if pairs is not None:
            rows = rows.unionByName(pairs.select("component", "left", "right"), allowMissingColumns=True)
        together = rows.repartition(places, "component").sortWithinPartitions("component")
        return self.keep(together.mapInArrow(scan, _part_rows()), name)


def _ends(pairs: DataFrame) -> DataFrame:
    return pairs.select(F.col("left").alias("left_rank"), F.col("right").alias("right_rank"))


def _part_rows() -> StructType:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(pyarrow.table(_twicetold.part_rows()).schema)
