"""What data may be: told by what it can do, so that no library is imported for it; and given back in its own kind."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

Handed = tuple[str, Any]


def is_paths(data: Any) -> bool:
    """Whether these are paths: a ``pathlib.Path``, or a list of them. Strings are texts."""
    if isinstance(data, os.PathLike):
        return True
    return isinstance(data, list | tuple) and len(data) > 0 and all(isinstance(path, os.PathLike) for path in data)


def paths(data: Any) -> list[str]:
    """Paths as strings."""
    return [os.fspath(path) for path in ([data] if isinstance(data, os.PathLike) else data)]


def handed(data: Any, text: str) -> Handed:
    """Data as the engine takes it: a table by the Arrow C stream, a list of rows, or paths."""
    if is_paths(data):
        return "paths", paths(data)
    if isinstance(data, str | bytes):
        raise TypeError("a string may be a text or a path: give [text, …], or pathlib.Path(…)")
    if isinstance(data, dict):
        raise TypeError("a dict is one record: give a list of them, or a table")
    if isinstance(data, list | tuple):
        return "rows", list(data)
    if _is_dataset(data):
        return "table", data.with_format("arrow")[:]
    if hasattr(data, "to_frame") and not hasattr(data, "columns"):
        return "table", data.to_frame(text)
    if hasattr(data, "__arrow_c_stream__") and not _is_column(data):
        return "table", data
    if _is_column(data):
        import pyarrow

        return "table", pyarrow.table({text: data})
    if isinstance(data, Iterable):
        return "rows", list(data)
    raise TypeError(f"{type(data).__name__} is nothing to read texts from: give texts, dicts, a table, or pathlib.Path(…)")


def readable(data: Any) -> Any:
    """Data that can be read more than once: a stream is read into a table, an iterator into a list."""
    if _module(data) == "pyarrow" and hasattr(data, "read_all"):
        return data.read_all()
    if isinstance(data, Iterable) and not hasattr(data, "__len__") and not hasattr(data, "__arrow_c_stream__"):
        return list(data)
    return data


def without(data: Any, given: Any, removed: list[int]) -> Any:
    """The rows of ``data`` but for some, as the kind of thing that was ``given``."""
    gone = set(removed)
    if isinstance(data, list | tuple):
        kept = [row for number, row in enumerate(data) if number not in gone]
        return tuple(kept) if isinstance(data, tuple) else kept
    stays = [number not in gone for number in range(len(data))]
    if _is_dataset(data):
        return data.select([number for number, stay in enumerate(stays) if stay])
    module = _module(data)
    if module == "pandas":
        return data[stays]
    if module == "polars":
        import polars

        return data.filter(polars.Series(stays, dtype=polars.Boolean))
    if module == "pyarrow":
        import pyarrow

        try:
            kept = data.filter(pyarrow.array(stays, type=pyarrow.bool_()))
        except pyarrow.ArrowNotImplementedError:
            kept = _slices(data, removed)
        return kept.to_reader() if hasattr(given, "read_all") else kept
    return [row for row, stay in zip(data, stays, strict=True) if stay]


def _slices(data: Any, removed: list[int]) -> Any:
    """Rows of an Arrow table without its filter, which does not know every type."""
    import pyarrow

    table = data if isinstance(data, pyarrow.Table) else pyarrow.Table.from_batches([data])
    ends = sorted({-1, *removed, len(data)})
    kept = pyarrow.concat_tables([table.slice(0, 0), *(table.slice(a + 1, b - a - 1) for a, b in zip(ends, ends[1:], strict=False))])
    return kept if isinstance(data, pyarrow.Table) else kept.combine_chunks().to_batches()[0]


def _module(data: Any) -> str:
    return type(data).__module__.partition(".")[0]


def _is_dataset(data: Any) -> bool:
    return _module(data) == "datasets" and hasattr(data, "with_format") and hasattr(data, "select")


def _is_column(data: Any) -> bool:
    return _module(data) == "pyarrow" and type(data).__name__.endswith("Array")
