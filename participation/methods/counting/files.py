"""What all readers of ballot files share: the value they return, their limits, and errors that name the line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from participation.methods.counting.ballots import Ballots, CountingError
from participation.methods.counting.terms import Terms

MOST_BYTES = 64 * 1024 * 1024
MOST_OPTIONS = 250
MOST_BALLOTS = 1_000_000_000
LONGEST_NAME = 500

_NUMBER = re.compile(r"[0-9]{1,10}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class BallotFileError(CountingError):
    """A file that cannot be read as ballots; the message is a German sentence and names the line where there is one."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(reason if line is None else f"Zeile {line}: {reason}")


@dataclass(frozen=True)
class BallotFile:
    """What a file holds: the ballots, and whatever else it names (None or empty where it does not).

    `rule` is the rule the file names, `usual_rule` the one to take where nobody names one. `notes` are German sentences on what was
    done while reading, such as withdrawn candidates.
    """

    ballots: Ballots
    usual_rule: str
    title: str = ""
    rule: str | None = None
    terms: Terms = field(default_factory=Terms)
    seats: int | None = None
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> str:
    """Text of a file: UTF-8 (with or without byte order mark), else Windows-1252/Latin-1; raises BallotFileError."""
    if len(data) > MOST_BYTES:
        raise BallotFileError(f"Die Datei ist größer als {MOST_BYTES // 1024 // 1024} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\x00" in text:
        raise BallotFileError("Die Datei ist keine Textdatei.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def whole_number(text: str, what: str, line: int, most: int = MOST_BALLOTS) -> int:
    """A number written in the digits 0 to 9, at most `most`; raises BallotFileError saying `what` it should have been."""
    cleaned = text.strip()
    if not _NUMBER.match(cleaned) or int(cleaned) > most:
        raise BallotFileError(f"{what} muss eine ganze Zahl von 0 bis {most} sein, nicht „{cleaned[:40]}“.", line)
    return int(cleaned)


def clean_name(text: str, line: int | None) -> str:
    """A name on one line without control characters, not empty, not too long; raises BallotFileError."""
    name = _CONTROL.sub(" ", text).strip()
    if not name:
        raise BallotFileError("Der Name einer Option fehlt.", line)
    if len(name) > LONGEST_NAME:
        raise BallotFileError(f"Der Name einer Option ist länger als {LONGEST_NAME} Zeichen.", line)
    return name


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, a repeated one with its number behind it: `Müller`, `Müller (2)`."""
    taken: set[str] = set()
    found: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique in taken:
            number += 1
            unique = f"{name} ({number})"
        taken.add(unique)
        found.append(unique)
    return tuple(found)


def check_size(options: int, line: int | None) -> None:
    """Refuse no option at all, or more than MOST_OPTIONS."""
    if not 1 <= options <= MOST_OPTIONS:
        raise BallotFileError(f"Die Zahl der Optionen muss zwischen 1 und {MOST_OPTIONS} liegen.", line)
