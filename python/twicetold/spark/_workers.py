"""What runs in the workers: functions from batches to batches, as ``mapInArrow`` calls them.

Each is an object with what it needs to know and nothing else, so that it can be sent; what it gives depends on that and on its batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow
import pyarrow.compute
import pyarrow.ipc

from twicetold import _twicetold

Batches = Iterator[pyarrow.RecordBatch]

#: Rows of what must meet: where, of what kind, the numbers, a count.
PACKED = "`to` int, kind int, blob binary, count bigint"

#: What is kept of a document.
SKETCHES = (
    "id string, date string, content binary, number bigint, words bigint, term_count int, bands binary, bits binary, terms binary, "
    "skipped string, repaired int"
)

#: Bytes of texts that are scanned at a time.
PART_BYTES = 16 << 20


@dataclass(frozen=True)
class Config:
    """One configuration for all workers; they refuse one of another format."""

    format: int
    version: str
    options: dict[str, Any]

    @classmethod
    def of(cls, options: dict[str, Any]) -> Config:
        return cls(_twicetold.STEPS_FORMAT, _twicetold.__version__, options)

    def checked(self) -> dict[str, Any]:
        """The options, if this machine speaks the same format."""
        if self.format != _twicetold.STEPS_FORMAT:
            raise RuntimeError(
                f"the driver has twicetold {self.version} (format {self.format}), this worker {_twicetold.__version__} "
                f"(format {_twicetold.STEPS_FORMAT}): install the same version on all machines"
            )
        return self.options


def rows(table: Any) -> Batches:
    """What a step gives, as batches."""
    yield from pyarrow.table(table).to_batches()


@dataclass(frozen=True)
class Sketch:
    """Documents to what is kept of them."""

    config: Config

    def __call__(self, batches: Batches) -> Batches:
        from pyspark import TaskContext

        task = TaskContext.get()
        step = _twicetold.Sketching(self.config.checked(), (task.partitionId() if task else 0) << 33)
        for batch in batches:
            yield from rows(step.batch(pyarrow.Table.from_batches([batch])))


@dataclass(frozen=True)
class Gathered:
    """A step that takes all batches of a task before it gives anything."""

    make: Callable[..., Any]
    arguments: tuple[Any, ...] = ()

    def __call__(self, batches: Batches) -> Batches:
        step = self.make(*self.arguments)
        for batch in batches:
            step.batch(batch)
        yield from rows(step.finish())


@dataclass(frozen=True)
class Mapped:
    """A step from each batch to rows."""

    step: Callable[..., Any]

    def __call__(self, batches: Batches) -> Batches:
        for batch in batches:
            yield from rows(self.step(batch))


@dataclass(frozen=True)
class LinkSets:
    """Sets of documents to links."""

    config: Config

    def __call__(self, batches: Batches) -> Batches:
        return Gathered(_twicetold.Linking, (self.config.checked(),))(batches)


@dataclass(frozen=True)
class Counted:
    """In how many documents terms stand, sent to every worker once; ``corpus`` is a name that no other has."""

    corpus: str
    sent: Any
    documents: int
    terms: int

    def frequencies(self) -> Any:
        """The frequencies; kept for the tasks to come."""
        if _KEPT.get("corpus") != self.corpus:
            made = _twicetold.Frequencies(self.documents, self.terms)
            with pyarrow.ipc.open_stream(self.sent.value) as blocks:
                for block in blocks:
                    made.batch(block)
            made.seal()
            _KEPT.update(corpus=self.corpus, made=made)
        return _KEPT["made"]


#: The frequencies of the last corpus, in a worker that is used again.
_KEPT: dict[str, Any] = {}


@dataclass(frozen=True)
class Thin:
    """The terms of documents without those that no other has, rarest first."""

    counted: Counted

    def __call__(self, batches: Batches) -> Batches:
        frequencies = self.counted.frequencies()
        for batch in batches:
            yield from rows(_twicetold.thin_terms(batch, frequencies))


@dataclass(frozen=True)
class ScatterTerms:
    """Terms to every block, a block at a time: what all are sent is in memory once."""

    blocks: int
    a_block: int

    def __call__(self, batches: Batches) -> Batches:
        step = _twicetold.TermScatter(self.blocks, self.a_block)
        for batch in batches:
            step.batch(batch)
        for block in range(self.blocks):
            yield from rows(step.block(block))


@dataclass(frozen=True)
class Partners:
    """Blocks of terms, and all terms after them, to partners."""

    config: Config
    counted: Counted
    places: int

    def __call__(self, batches: Batches) -> Batches:
        step = _twicetold.BlockPartners(self.config.checked(), self.places)
        for batch in batches:
            yield from rows(step.batch(batch, self.counted.frequencies()))


@dataclass(frozen=True)
class Fetch:
    """Wanted documents out of what has their ids; of equal ones in a batch and a place only one keeps its text."""

    def __call__(self, batches: Batches) -> Batches:
        step = _twicetold.Fetching("text")
        for batch in batches:
            verdicts = pyarrow.array(step.batch(batch), pyarrow.uint8())
            at = batch.schema.get_field_index("text")
            copy = pyarrow.compute.equal(verdicts, 2)
            texts = pyarrow.compute.if_else(copy, pyarrow.scalar(None, batch.column(at).type), batch.column(at))
            batch = batch.set_column(at, batch.schema.field(at), texts)
            batch = batch.filter(pyarrow.compute.not_equal(verdicts, 0))
            yield batch.drop_columns(["content", "first"])


@dataclass(frozen=True)
class ScanParts:
    """Documents and pairs of whole components, in their order, to matches and clusters."""

    config: Config
    counted: Counted | None
    banded: bool
    #: Whether each match and cluster comes with its line of a report.
    lines: bool

    def __call__(self, batches: Batches) -> Batches:
        for part in parts(batches):
            is_pair = pyarrow.compute.is_valid(part.column("left"))
            pairs = part.filter(is_pair).select(["left", "right"]).combine_chunks().to_batches()
            pairs = pairs[0] if pairs else pyarrow.record_batch({"left": _NO_RANKS, "right": _NO_RANKS})
            documents = part.filter(pyarrow.compute.invert(is_pair)).drop_columns(["left", "right", "component"])
            frequencies = self.counted.frequencies() if self.counted else None
            options = self.config.checked()
            yield from rows(_twicetold.scan_part(documents, pairs, frequencies, (self.banded, self.lines), options))


#: Rows of what goes: its id, the hash of its row, and how many of the rows that are equal stay; the id of what stays for it, and how alike.
GONE = "id string, key bigint, stays bigint, kept string, relation string, similarity double"


@dataclass(frozen=True)
class RemoveParts:
    """Documents of whole components, in their order, to those that go."""

    config: Config
    keep: str
    remove: tuple[str, ...]

    def __call__(self, batches: Batches) -> Batches:
        options = {**self.config.checked(), "keep": self.keep, "remove": list(self.remove)}
        for part in parts(batches):
            found = pyarrow.table(_twicetold.removable_part(part.drop_columns(["component"]), options))
            rows = part.select(["id", "key"])
            of_key = rows.group_by(["id", "key"]).aggregate([([], "count_all")])
            gone = rows.take(found.column("row"))
            gone = gone.append_column("kept", part.column("id").take(found.column("kept")))
            gone = gone.append_column("relation", found.column("relation")).append_column("similarity", found.column("similarity"))
            of_gone = gone.group_by(["id", "key"]).aggregate([([], "count_all")]).rename_columns(["id", "key", "gone"])
            stays = of_gone.join(of_key, ["id", "key"])
            stays = stays.append_column("stays", pyarrow.compute.subtract(stays.column("count_all"), stays.column("gone")))
            gone = gone.join(stays.select(["id", "key", "stays"]), ["id", "key"])
            gone = gone.select(["id", "key", "stays", "kept", "relation", "similarity"]).sort_by([("id", "ascending"), ("key", "ascending")])
            yield from gone.combine_chunks().to_batches()


_NO_RANKS = pyarrow.array([], pyarrow.int64())


def parts(batches: Batches) -> Iterator[pyarrow.Table]:
    """Cuts rows that come component by component where one ends, behind some megabytes of text."""
    held: list[pyarrow.RecordBatch] = []
    size = 0
    last = None
    for batch in batches:
        if batch.num_rows == 0:
            continue
        if size >= PART_BYTES:
            # Up to where the component that was being held ends.
            same = pyarrow.compute.equal(batch.column("component"), last)
            more = pyarrow.compute.index(same, False).as_py()
            if more != -1:
                yield pyarrow.Table.from_batches([*held, batch.slice(0, more)])
                held, size, batch = [], 0, batch.slice(more)
        held.append(batch)
        size += batch.column("text").nbytes
        last = batch.column("component")[-1]
    if held:
        yield pyarrow.Table.from_batches(held)
