"""Where letters lie until they are printed: sealed, under random names, in a folder that only the product reads."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from participation.kit.errors import Gone
from participation.kit.language import gettext as _
from participation.kit.sealing import Seals

_NAME = re.compile(r"[0-9a-f]{32}")
KINDS = ("pdf", "csv")


def store_letters(root: Path, seals: Seals, pdf: bytes, table: bytes) -> str:
    """Store both files of a batch, sealed; returns their name."""
    name = secrets.token_hex(16)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for kind, content in (("pdf", pdf), ("csv", table)):
        draft = root / f"{name}.{kind}.part"
        draft.write_bytes(seals.seal_bytes(content))
        draft.replace(root / f"{name}.{kind}")
    return name


def read_letters(root: Path, seals: Seals, name: str | None, kind: str) -> bytes:
    """One of the files. Raises Gone where its days are over."""
    if name is None or not _NAME.fullmatch(name) or kind not in KINDS:
        raise Gone(_("Diese Datei gibt es nicht mehr. Neue Briefe bekommen neue Codes."))
    try:
        return seals.open_bytes((root / f"{name}.{kind}").read_bytes())
    except OSError as error:
        raise Gone(_("Diese Datei gibt es nicht mehr. Neue Briefe bekommen neue Codes.")) from error


def delete_letters(root: Path, name: str) -> None:
    """Delete both files of a batch."""
    if _NAME.fullmatch(name):
        for kind in KINDS:
            (root / f"{name}.{kind}").unlink(missing_ok=True)
