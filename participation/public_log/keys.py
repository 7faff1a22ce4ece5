"""The key that signs checkpoints: 32 random bytes in a file outside the database, made on first use."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from participation.methods.proof.notes import BadNote, from_base64
from participation.settings import Settings

FILE = "public-log.key"
"""Its name below `var_dir` where no other file is set."""


class KeyMissing(RuntimeError):
    """The file of the key is not there or unreadable, although checkpoints were signed with it."""


def key_file(settings: Settings) -> Path:
    """Where the key lies."""
    return settings.log_key_file or settings.var_dir / FILE


def signing_seed(settings: Settings, *, may_make: bool) -> bytes:
    """The secret key. Where nothing was ever signed it is made now, readable by its owner alone. Raises KeyMissing."""
    file = key_file(settings)
    if not file.exists():
        if settings.log_key_file is not None or not may_make:
            raise KeyMissing(f"{file} is missing: restore it from its backup (docs/operations.md)")
        _make(file)
    try:
        seed = from_base64(file.read_text(encoding="ascii").strip())
    except (BadNote, UnicodeDecodeError) as error:
        raise KeyMissing(f"{file} holds no key: 32 bytes in base64 are expected") from error
    if len(seed) != 32:
        raise KeyMissing(f"{file} holds no key: 32 bytes in base64 are expected")
    return seed


def _make(file: Path) -> None:
    """Write a whole file under another name and link it: of two processes at the same moment, one makes the key and both read it."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass  # the other's counts
    finally:
        draft.unlink()
