"""What the commands of the methods share: files to read, and a seed."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def read_text(path: Path) -> str:
    """A file's text: UTF-8, with or without a mark at its beginning, or what a German office program writes."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_seed(given: str | None, size: int) -> str:
    """The hexadecimal seed given, or a random one of `size` bytes. Raises click.BadParameter for anything else."""
    if given is None:
        return secrets.token_hex(size)
    if not given or len(given) > 256 or any(character not in "0123456789abcdefABCDEF" for character in given):
        raise click.BadParameter("a seed consists of hexadecimal digits.", param_hint="--seed")
    return given.lower()
