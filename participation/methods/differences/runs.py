"""A difference as a sequence of runs: what stayed, what came in, what was taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened to a stretch of text."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stayed, came in or was taken out; never empty."""

    kind: Kind
    text: str


class DoesNotApply(ValueError):
    """A difference was applied to another text than the one that it was made from."""


def old_text(runs: Iterable[Run]) -> str:
    """The text before: what stayed and what was taken out."""
    return "".join(run.text for run in runs if run.kind != Kind.INSERT)


def new_text(runs: Iterable[Run]) -> str:
    """The text after: what stayed and what came in."""
    return "".join(run.text for run in runs if run.kind != Kind.DELETE)


def apply(runs: Sequence[Run], text: str) -> str:
    """The text after the difference. Raises DoesNotApply where `text` is not the one that it was made from."""
    if old_text(runs) != text:
        raise DoesNotApply
    return new_text(runs)


def inverse(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The difference that leads back."""
    turned = {Kind.EQUAL: Kind.EQUAL, Kind.DELETE: Kind.INSERT, Kind.INSERT: Kind.DELETE}
    return canonical(Run(turned[run.kind], run.text) for run in runs)


def canonical(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same difference with neighbours of one kind joined, nothing empty, and what goes standing before what comes."""
    found: list[Run] = []
    gone = come = ""

    def put(kind: Kind, text: str) -> None:
        if text and found and found[-1].kind == kind:
            found[-1] = Run(kind, found[-1].text + text)
        elif text:
            found.append(Run(kind, text))

    for run in runs:
        if run.kind == Kind.DELETE:
            gone += run.text
        elif run.kind == Kind.INSERT:
            come += run.text
        elif run.text:
            put(Kind.DELETE, gone)
            put(Kind.INSERT, come)
            put(Kind.EQUAL, run.text)
            gone = come = ""
    put(Kind.DELETE, gone)
    put(Kind.INSERT, come)
    return tuple(found)


_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")


def by_paragraph(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    """The runs cut at blank lines, one tuple a paragraph: for a page that folds away what stayed.

    A blank line that came in or was taken out ends a paragraph too. Joined again, the tuples hold every character of the runs.
    """
    paragraphs: list[list[Run]] = [[]]
    for run in runs:
        start = 0
        for end in _PARAGRAPH_END.finditer(run.text):
            paragraphs[-1].append(Run(run.kind, run.text[start : end.end()]))
            paragraphs.append([])
            start = end.end()
        if start < len(run.text):
            paragraphs[-1].append(Run(run.kind, run.text[start:]))
    return [tuple(paragraph) for paragraph in paragraphs if paragraph]
