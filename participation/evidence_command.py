"""`participation verify` on the evidence pack of a vote: the same check as the pack's own `verify.py`."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from participation.methods.counting.checker import verify

FROZEN = "festschreibung.json"
"""By this file a pack is known: draws have none, and a pack that only holds an archive has none either."""


def is_evidence(file: Path) -> bool:
    """Whether a ZIP or folder is the evidence pack of a vote."""
    if file.is_dir():
        return (file / FROZEN).is_file()
    try:
        with file.open("rb") as stream:
            if stream.read(2) != b"PK":  # asked first: a ZIP file may be hidden at the end of anything
                return False
        with zipfile.ZipFile(file) as pack:
            return FROZEN in pack.namelist()
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile):
        return False


def check(file: Path, checkpoint: Path | None, log_key: str | None, run: Callable[..., Any]) -> int:
    """Check it and say what holds; 0, 1 or 2 as the command's exit code. A kept checkpoint must be continued, a known key must have signed."""
    trusted = {"checkpoint.txt": checkpoint.read_bytes()} if checkpoint else {}
    if log_key is not None:
        trusted["log-key.txt"] = log_key.encode()
    return verify.main([str(file)], trusted, run)
