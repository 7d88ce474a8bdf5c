"""What a scan found, as tables and as a report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from twicetold import _twicetold
from twicetold._report import Report

#: Kinds of rows, as the last step numbers them.
MATCH, SAME_STORY, CLUSTER = 0, 1, 2

#: The number of a cluster in its line.
_CLUSTER_ID = r'(?<=^\{"type":"cluster",)"id":\d+'


@dataclass
class Found:
    """What a scan found: ``matches`` and ``clusters``, DataFrames with the columns of the tables of the command line."""

    #: Records, documents, words, and what was skipped, by reason.
    books: dict[str, Any]
    _matches: DataFrame
    _clusters: DataFrame
    #: First and last line of a report, nothing counted in them yet; where one was asked for.
    _ends: tuple[str, str] | None

    @property
    def matches(self) -> DataFrame:
        """Pairs of documents, in the order of a report."""
        return self._matches.orderBy("number").select("match.*")

    @property
    def clusters(self) -> DataFrame:
        """Documents by story, in the order of a report."""
        return self._clusters.orderBy("number", "right_rank").select("cluster.*")

    def report(self, top: int | None = None) -> Report:
        """The report that one machine would give, of the first ``top`` matches and clusters, or all: pages, JSON, tables with passages.

        Its counts are those of everything. It is gathered in the driver. What is counted over all documents one by one is left out: who
        retells whom among the sources, repetition, obfuscated characters, and to which other cluster a cluster is chained.
        """
        lines = self._lines(top).orderBy("part", "number").select("line").toLocalIterator()
        return Report(_twicetold.report_of("\n".join(row.line for row in lines)))

    def write(self, folder: str) -> None:
        """Writes ``matches`` and ``clusters`` as Parquet into a folder, and where one was asked for the ``report``, a line a row.

        ``twicetold evaluate`` reads the folder or its matches, ``twicetold report`` and :func:`twicetold.read_report` the report.
        """
        self.matches.write.mode("overwrite").parquet(f"{folder}/matches")
        self.clusters.write.mode("overwrite").parquet(f"{folder}/clusters")
        if self._ends is not None:
            lines = self._lines(None).orderBy("part", "number").select("line")
            lines.write.mode("overwrite").parquet(f"{folder}/report")

    def _lines(self, top: int | None) -> DataFrame:
        """The lines of a report (``--format jsonl``), with their order: ``part``, ``number``."""
        if self._ends is None:
            raise _twicetold.UsageError("no report was asked for: scan(…, report=True) keeps what one is made of")
        first, last = self._ends
        ends = [(0, 0, first), (3, 0, json.dumps(self._summary(json.loads(last))))]
        ends = self._matches.sparkSession.createDataFrame(ends, "part int, number bigint, line string")
        matches = self._matches.select(F.lit(1).alias("part"), "number", "line")
        clusters = self._clusters.where("line is not null")
        number = F.concat(F.lit('"id":'), (F.col("number") + 1).cast("string"))
        clusters = clusters.select(F.lit(2).alias("part"), "number", F.regexp_replace("line", _CLUSTER_ID, number).alias("line"))
        lines = matches.unionByName(clusters)
        if top is not None:
            lines = lines.where(F.col("number") < top)
        return lines.unionByName(ends)

    def _summary(self, summary: dict[str, Any]) -> dict[str, Any]:
        """The counts of everything."""
        counts = self._matches.groupBy("kind", "common", "match.relation").count().collect()
        for row in counts:
            if row.kind == SAME_STORY:
                summary["same_story"] += row["count"]
            elif row.common:
                summary["matches_on_common_text"] += row["count"]
            else:
                summary["matches_by_relation"][row.relation] = row["count"]
        later = self._matches.where(f"kind = {MATCH} and not common").select("match.right").distinct().count()
        in_clusters = self._clusters.agg(F.count("*").alias("documents"), F.count_if(F.col("right_rank") == 0).alias("clusters")).first()
        books = {name: count for name, count in self.books.items() if name in summary}
        return {
            **summary,
            **books,
            "skipped": sum(self.books["skipped_by_reason"].values()),
            "retelling_documents": later,
            "clusters": in_clusters.clusters,
            "documents_in_clusters": in_clusters.documents,
            "redundant_documents": in_clusters.documents - in_clusters.clusters,
        }
