"""How far a job is: a bar where one is wanted and tqdm is there, or a function of the caller's."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

#: Called with the stage, documents done, bytes done, and bytes in all (or None).
Callback = Callable[[str, int, int, "int | None"], object]

#: Jobs that end before show nothing.
_PATIENCE = 1.0


class _Bar:
    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.bar: Any = None
        self.stage = ""

    def __call__(self, stage: str, documents: int, done: int, all_bytes: int | None) -> None:
        if time.monotonic() - self.begun < _PATIENCE:
            return
        if stage != self.stage:
            from tqdm.auto import tqdm

            self.close()
            self.stage = stage
            self.bar = tqdm(total=all_bytes, desc=stage, unit="B", unit_scale=True, leave=False)
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


@contextmanager
def shown(progress: bool | Callback | None):
    """The function to be called while a job goes on, or None."""
    if callable(progress):
        yield progress
        return
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty() and _has_tqdm()
    if not progress:
        yield None
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()


def _has_tqdm() -> bool:
    from importlib.util import find_spec

    return find_spec("tqdm") is not None
