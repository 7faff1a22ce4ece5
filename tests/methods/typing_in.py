"""Commands as somebody types them: files written, the command run in this process, what it said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from participation.cli import run

Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    error: str

    @property
    def report(self) -> dict[str, Any]:
        """Its JSON, in which nothing is infinite or no number."""
        read: dict[str, Any] = json.loads(self.out, parse_constant=lambda word: pytest.fail(word))
        return read


Type = Callable[..., Said]


def type_in(folder: Path, capsys: pytest.CaptureFixture[str], files: Files, arguments: Sequence[str]) -> Said:
    """Write the files into the folder and run the command with these arguments; it never answers with a traceback."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    code = run([*arguments])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return Said(code, told.out, told.err)


def type_tables(folder: Path, capsys: pytest.CaptureFixture[str], command: str, first: str, files: Files, options: Sequence[str]) -> Said:
    """A command whose table `first` is its argument and whose other tables are options by their names."""
    others = [word for name in files if name != first for word in (f"--{name}", str(folder / f"{name}.csv"))]
    written = {f"{name}.csv": content for name, content in files.items()}
    return type_in(folder, capsys, written, [command, str(folder / f"{first}.csv"), *others, *options])
