"""What the tests share: the newsroom of the project, as every kind of data."""

import json
import os
import shutil
from pathlib import Path

import pytest

import twicetold

ROOT = Path(__file__).resolve().parents[2]
NEWSROOM = ROOT / "corpora" / "newsroom" / "docs.jsonl"


@pytest.fixture(scope="session")
def newsroom():
    return [json.loads(line) for line in NEWSROOM.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def found(newsroom):
    """What is told again in the newsroom."""
    return twicetold.scan(newsroom).matches.to_dict()


@pytest.fixture(scope="session")
def binary():
    """The command, as cargo or TWICETOLD has it."""
    targets = [Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / profile / "twicetold" for profile in ("release", "debug")]
    there = [os.environ.get("TWICETOLD"), *map(str, targets)]
    path = next((path for path in there if path and shutil.which(path)), None)
    if path is None:
        pytest.skip("the command is not built: cargo build, or set TWICETOLD")
    return path
