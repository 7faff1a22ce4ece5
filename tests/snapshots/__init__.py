"""Mails as they were looked at and found good: `tests/snapshots/*.txt` and `*.html`, compared byte by byte.

After a change that is meant: `PARTICIPATION_SNAPSHOTS=write python -m pytest tests/house/test_mails.py`, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

from participation.kit.mail import OutboxMail

HERE = Path(__file__).parent
WRITES = os.environ.get("PARTICIPATION_SNAPSHOTS") == "write"


def assert_as_kept(name: str, mail: OutboxMail, **by_chance: str) -> None:
    """The mail is as its two files say; `by_chance` names what differs each time: its value is replaced by its name."""
    _compare(f"{name}.txt", f"Subject: {mail.subject}\n\n{mail.text}", by_chance)
    _compare(f"{name}.html", mail.html, by_chance)


def _compare(file: str, content: str, by_chance: dict[str, str]) -> None:
    for label, value in by_chance.items():
        content = content.replace(value, label.upper())
    path = HERE / file
    if WRITES:
        path.write_bytes(content.encode())
    assert path.is_file(), f"no snapshot {file}: see tests/snapshots/__init__.py"
    assert content.encode() == path.read_bytes(), f"{file} is another: see tests/snapshots/__init__.py"
