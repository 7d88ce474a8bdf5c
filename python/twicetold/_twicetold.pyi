"""The native half of the package; what people call is in the Python half, or named there again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, final

__version__: str

#: The version of what the steps of several machines hand to each other.
STEPS_FORMAT: int

#: Blocks that terms are counted in over several machines.
CELL_BLOCKS: int

#: What :mod:`twicetold._data` makes of data: ``("table", …)``, ``("rows", […])`` or ``("paths", […])``.
_Handed = tuple[str, Any]
_Options = dict[str, Any]

class Error(Exception):
    """What was asked for could not be done; the message says why and what to do."""

class UsageError(Error, ValueError):
    """An option, or a combination of options, that cannot be met."""

class FileError(Error, OSError):
    """A file or folder that could not be read or written."""

class LimitError(Error):
    """A limit of memory, disk or count that was reached."""

@final
class MinHasher:
    """Draws signatures: the smallest value of each of K hash functions over the shingles of a text."""

    def __new__(cls, hashes: int = 128, *, seed: int = 1, shingle_width: int = 5) -> MinHasher: ...
    @property
    def hashes(self) -> int:
        """Number of hash functions."""
    @property
    def seed(self) -> int:
        """Seed of the hash functions."""
    @property
    def shingle_width(self) -> int:
        """Words in a shingle."""
    def signature(self, text: str) -> Signature:
        """The signature of a text."""
    def column(self, data: _Handed, text: str) -> Table:
        """The signatures of the texts in a column, as a column of bytes; see :func:`twicetold.signatures`."""

@final
class Signature:
    """A MinHash signature: 4 bytes for each hash function, lowest byte first."""

    @staticmethod
    def from_bytes(bytes: bytes) -> Signature:
        """The signature that :meth:`to_bytes` has written."""
    def to_bytes(self) -> bytes:
        """4 bytes for each hash function, lowest byte first."""
    def jaccard(self, other: Signature) -> float:
        """The Jaccard similarity that two signatures of one hasher suggest."""
    def __bytes__(self) -> bytes: ...
    def __len__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Plan:
    """How signatures are cut into bands."""

    def __new__(cls, min_similarity: float = 0.7, recall: float = 0.98, *, hashes: int = 128) -> Plan: ...
    @property
    def bands(self) -> int:
        """Number of bands."""
    @property
    def rows(self) -> int:
        """Number of rows of each."""
    def probability(self, similarity: float) -> float:
        """The probability with which a pair of this similarity is found."""
    def band_hashes(self, signature: Signature) -> list[int]:
        """One number for each band of a signature: documents with an equal one in the same band are candidates."""

def jaccard(left: str, right: str, *, shingle_width: int = 5) -> float:
    """The Jaccard similarity of two texts: shared shingles over all shingles."""

def containment(part: str, whole: str, *, shingle_width: int = 5) -> float:
    """The share of the shingles of ``part`` that ``whole`` has."""

def sentences(text: str, *, language: str | None = None) -> list[str]:
    """The sentences of a text, in order."""

# ------------------------------------------------------------------- reports ---

@final
class Report:
    """What was found: tables, the whole as a dict, and every format of the command line."""

    @property
    def command(self) -> str: ...
    @property
    def faults(self) -> list[tuple[str, str, str]]: ...
    def table(self, name: str) -> Table: ...
    def to_json(self) -> str: ...
    def to_bytes(self, format: str, *, texts: bool = True, top: int | None = None) -> bytes: ...
    def save_table(self, name: str, path: str, format: str) -> None: ...
    @staticmethod
    def formats() -> list[str]: ...
    def summary_json(self) -> str: ...

@final
class Table:
    """Named columns."""

    @property
    def columns(self) -> list[str]: ...
    def to_dict(self) -> dict[str, list[Any]]: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

_Progress = Callable[[str, int, int, int | None], object]

def scan(data: _Handed, against: _Handed | None, progress: _Progress | None, options: _Options) -> Report: ...
def inspect(data: _Handed, progress: _Progress | None, options: _Options) -> Report: ...
def compare(left: tuple[str, str], right: tuple[str, str], options: _Options) -> Report: ...
def removable(data: _Handed, progress: _Progress | None, options: _Options) -> tuple[list[int], str]: ...
def dedup_files(paths: Sequence[str], output: tuple[str | None, bool], progress: _Progress | None, options: _Options) -> str: ...
def read_report(path: str | os.PathLike[str]) -> Report: ...
def report_of(lines: str) -> Report: ...

# --------------------------------------------------- steps of several machines ---

class _Gathering:
    """A step that takes the batches of a task and gives its rows when they are over."""

    def batch(self, batch: Any) -> None: ...
    def finish(self) -> Table: ...

@final
class Sketching:
    def __new__(cls, options: _Options, first: int) -> Sketching: ...
    def batch(self, table: Any) -> Table: ...

@final
class Fetching:
    def __new__(cls, text: str) -> Fetching: ...
    def batch(self, batch: Any) -> list[int]: ...

@final
class BandScatter(_Gathering):
    def __new__(cls, places: int) -> BandScatter: ...

@final
class Bucketing(_Gathering):
    def __new__(cls) -> Bucketing: ...

@final
class Linking(_Gathering):
    def __new__(cls, options: _Options) -> Linking: ...

@final
class LinkScatter(_Gathering):
    def __new__(cls, places: int, both: bool) -> LinkScatter: ...

@final
class Star(_Gathering):
    def __new__(cls, is_large: bool, places: int) -> Star: ...

@final
class CellScatter(_Gathering):
    def __new__(cls, terms_in_all: int) -> CellScatter: ...

@final
class CellCounting(_Gathering):
    def __new__(cls, terms_in_all: int) -> CellCounting: ...

@final
class BestPartners(_Gathering):
    def __new__(cls) -> BestPartners: ...

@final
class Frequencies:
    def __new__(cls, documents: int, terms_in_all: int) -> Frequencies: ...
    def batch(self, batch: Any) -> None: ...
    def seal(self) -> None: ...

@final
class TermScatter:
    def __new__(cls, blocks: int, a_block: int) -> TermScatter: ...
    def batch(self, batch: Any) -> None: ...
    def block(self, to: int) -> Table: ...

@final
class BlockPartners:
    def __new__(cls, options: _Options, places: int) -> BlockPartners: ...
    def batch(self, batch: Any, frequencies: Frequencies) -> Table: ...

def check_steps(options: _Options) -> None: ...
def check_removing(options: _Options) -> None: ...
def set_members(batch: Any) -> Table: ...
def link_ends(batch: Any) -> Table: ...
def thin_terms(batch: Any, frequencies: Frequencies) -> Table: ...
def scan_part(table: Any, pairs: Any, frequencies: Frequencies | None, how: tuple[bool, bool], options: _Options) -> Table: ...
def part_rows() -> Table: ...
def removable_part(table: Any, options: _Options) -> Table: ...
def report_ends(options: _Options) -> tuple[str, str]: ...
