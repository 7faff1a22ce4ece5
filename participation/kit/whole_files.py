"""Large files that lie until they are fetched: under random names, in a folder that only the product reads, whole or not there at all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from participation.kit.errors import Gone
from participation.kit.language import gettext as _

_NAME = re.compile(r"[0-9a-f]{32}\.(zip|xlsx|xml|sav|pdf)")
_PART = ".part"
_ORPHANED = timedelta(days=1)


def new_name(ending: str = "zip") -> str:
    """A random name for a file."""
    return f"{secrets.token_hex(16)}.{ending}"


def path_of(root: Path, name: str | None) -> Path:
    """Where a file of this name lies. Raises Gone for what cannot be one of ours."""
    if name is None or not _NAME.fullmatch(name):
        raise Gone(_("Diese Datei gibt es nicht mehr."))
    return root / name


def open_whole(root: Path, name: str | None) -> BinaryIO:
    """Open a finished file for reading. Raises Gone where it was deleted."""
    try:
        return path_of(root, name).open("rb")
    except OSError as error:
        raise Gone(_("Diese Datei gibt es nicht mehr.")) from error


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when it is whole and on the disk; after a failure nothing of it stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(path.name + _PART)
    try:
        with part.open("w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sum_and_size(path: Path) -> tuple[str, int]:
    """A file's SHA-256 in hexadecimal digits and its size in bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size


def delete_whole(root: Path, name: str) -> None:
    """Delete a file; one that is gone already does not matter."""
    path_of(root, name).unlink(missing_ok=True)


def delete_orphans(root: Path, known: Callable[[], Collection[str]], now: datetime) -> None:
    """Delete what a crash left: files that no row knows, a day after they were last written."""
    before = (now - _ORPHANED).timestamp()
    with suppress(OSError):
        old = [path for path in root.iterdir() if path.stat().st_mtime < before]
        kept = known() if old else ()
        for path in old:
            if path.name not in kept and _NAME.fullmatch(path.name.removesuffix(_PART)):
                path.unlink(missing_ok=True)
