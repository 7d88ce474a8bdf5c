"""Reports and their tables."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from twicetold import _twicetold

#: Endings of files, by the format they stand for.
_ENDINGS = {
    ".html": "html",
    ".md": "markdown",
    ".txt": "terminal",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".sarif": "sarif",
    ".xml": "junit",
}

#: The largest page that a notebook carries.
_LARGEST_PAGE = 8 << 20

#: Rows that a table shows of itself.
_SHOWN = 10


class Table:
    """Named columns, handed to other libraries without a copy (``__arrow_c_stream__``).

    ``polars.DataFrame(table)`` and ``pyarrow.table(table)`` work as they stand, and so does iterating over its rows as dicts.
    """

    __slots__ = ("_native",)

    def __init__(self, native: Any) -> None:
        self._native = native

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._native.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self._native.__arrow_c_schema__()

    def __len__(self) -> int:
        return len(self._native)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        columns = self.to_dict()
        for row in zip(*columns.values(), strict=True):
            yield dict(zip(columns, row, strict=True))

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return self._native.columns

    def to_dict(self) -> dict[str, list[Any]]:
        """The values of each column."""
        return self._native.to_dict()

    def to_polars(self) -> Any:
        """As a polars ``DataFrame``."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> Any:
        """As a pandas ``DataFrame``; needs pyarrow too."""
        return self.to_pyarrow().to_pandas()

    def to_pyarrow(self) -> Any:
        """As a ``pyarrow.Table``."""
        import pyarrow

        return pyarrow.table(self)

    def __repr__(self) -> str:
        return f"Table({len(self):,} rows: {', '.join(self.columns)})"

    def _repr_html_(self) -> str:
        columns = self.to_dict()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
        rows = list(zip(*columns.values(), strict=True))
        body = "".join("<tr>" + "".join(f"<td>{_shown(value)}</td>" for value in row) + "</tr>" for row in rows[:_SHOWN])
        more = f"<p>… and {len(rows) - _SHOWN:,} more rows</p>" if len(rows) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _shown(value: Any) -> str:
    """A value as a cell of a page."""
    if value is None:
        return ""
    return html.escape(f"{value:.3f}" if isinstance(value, float) else str(value))


class Report:
    """What was found.

    Its tables are ``matches``, ``clusters``, ``documents`` and ``passages``; :meth:`to_dict` has everything, :meth:`save` writes any
    format of the command line. In a notebook it shows itself as a page.
    """

    __slots__ = ("_native",)

    def __init__(self, native: Any) -> None:
        self._native = native

    @property
    def matches(self) -> Table:
        """Pairs of documents, strongest relation first, then by similarity, then by ids."""
        return Table(self._native.table("matches"))

    @property
    def clusters(self) -> Table:
        """Documents by story: those that tell the same, each verified against the representative."""
        return Table(self._native.table("clusters"))

    @property
    def documents(self) -> Table:
        """Documents that the report names."""
        return Table(self._native.table("documents"))

    @property
    def passages(self) -> Table:
        """Passages that both documents of a match have, with their places in bytes."""
        return Table(self._native.table("passages"))

    @property
    def summary(self) -> dict[str, Any]:
        """Counts: ``records == documents + skipped``, always."""
        return json.loads(self._native.summary_json())

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Every record that was skipped or repaired: where it stands, why, and what to do."""
        return self._native.faults

    def to_dict(self) -> dict[str, Any]:
        """The whole report, in the shape of ``--format json``."""
        return json.loads(self._native.to_json())

    def to_json(self) -> str:
        """The whole report, as ``--format json`` writes it."""
        return self._native.to_json()

    def save(self, path: str | os.PathLike[str], format: str | None = None) -> None:
        """Writes the report: ``format`` is one of the command line, told by the ending of ``path`` unless given."""
        path = Path(path)
        format = format or _ENDINGS.get(path.suffix.lower())
        if format is None:
            known = ", ".join(self._native.formats())
            raise _twicetold.UsageError(f"{path}: the ending says no format; choose one by format=: {known}")
        path.write_bytes(self._native.to_bytes(format))

    def save_tables(self, folder: str | os.PathLike[str], format: str = "parquet") -> None:
        """Writes the four tables into a folder, a file each: parquet, csv or tsv."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("matches", "clusters", "documents", "passages"):
            self._native.save_table(name, str(folder / f"{name}.{format}"), format)

    def __repr__(self) -> str:
        summary = self.summary
        said = [f"{summary['documents']:,} documents"]
        if self._native.command != "inspect":
            said += [f"{len(self.matches):,} matches", f"{summary.get('clusters', 0):,} clusters"]
        if summary["skipped"]:
            said.append(f"{summary['skipped']:,} skipped")
        return f"Report({self._native.command}: {', '.join(said)})"

    def __str__(self) -> str:
        return self._native.to_bytes("terminal").decode()

    def _repr_html_(self) -> str:
        page = self._native.to_bytes("html")
        if len(page) > _LARGEST_PAGE:
            matches = self.matches._repr_html_() if self._native.command != "inspect" else ""
            return f"<p>{html.escape(repr(self))}; report.save('report.html') writes the page</p>{matches}"
        source = html.escape(page.decode(), quote=True)
        # A place of its own: what texts say cannot reach the notebook.
        return f'<iframe sandbox="allow-scripts" style="width:100%;height:640px;border:0" srcdoc="{source}"></iframe>'


def read_report(path: str | os.PathLike[str]) -> Report:
    """A report read back: JSON, JSON lines or a page of the command line, or the folder that a scan on Spark has written with its report."""
    return Report(_twicetold.read_report(os.fspath(path)))
