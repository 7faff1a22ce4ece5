"""Files that lie sealed until they are fetched: under random names, in a folder that only the product reads."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from participation.kit.errors import Gone
from participation.kit.sealing import Seals

_NAME = re.compile(r"[0-9a-f]{32}")


def store_files(root: Path, seals: Seals, contents: Mapping[str, bytes]) -> str:
    """Store the files of one thing, by their kinds, sealed; returns their common name."""
    name = secrets.token_hex(16)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for kind, content in contents.items():
        draft = root / f"{name}.{kind}.part"
        draft.write_bytes(seals.seal_bytes(content))
        draft.replace(root / f"{name}.{kind}")
    return name


def read_file(root: Path, seals: Seals, name: str | None, kind: str, gone: str) -> bytes:
    """One of the files. Raises Gone with the sentence given where its days are over."""
    if name is None or not _NAME.fullmatch(name) or not kind.isalnum():
        raise Gone(gone)
    try:
        return seals.open_bytes((root / f"{name}.{kind}").read_bytes())
    except OSError as error:
        raise Gone(gone) from error


def delete_files(root: Path, name: str, kinds: Iterable[str]) -> None:
    """Delete them."""
    if _NAME.fullmatch(name):
        for kind in kinds:
            (root / f"{name}.{kind}").unlink(missing_ok=True)
