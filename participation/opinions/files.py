"""A map's answers as the files that Polis exports, without names: for council members and staff who check the result."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import groupby, islice
from random import SystemRandom
from typing import Any, BinaryIO

import numpy as np

from participation.kit.cells import safe_cell
from participation.kit.database import snapshot
from participation.methods.opinions.reading import Statement
from participation.methods.opinions.statements import tallies
from participation.methods.opinions.votes import UNSEEN, Votes
from participation.methods.opinions.writing import answers, comments, participants_votes
from participation.opinions.computing import groups_of, votes_from
from participation.opinions.queries import all_answers, all_statements, answers_in_order, result_of

ALL = ("participants-votes.csv", "votes.csv", "comments.csv")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a statement."""

    id: int
    number: int
    text: str
    hidden: bool
    created_at: datetime


def write_files(map_id: int, stream: BinaryIO, tell: Callable[[int, int], None]) -> None:
    """Write the ZIP of the three files, a line at a time: memory holds a byte a cell, and one statement's answers of one day.

    People have numbers that are drawn anew for each file made: neither their order nor anything else leads to an account, and two
    exports cannot be laid side by side. Statements are numbered as on the pages; who wrote one is left out. Answers carry their day.
    `tell` is called now and then with how many lines are written and how many there will be.
    """
    with snapshot() as session:
        statements = [Told(one.id, one.number, one.text, one.hidden_at is not None, one.created_at) for one in all_statements(session, map_id)]
        numbers = {one.id: one.number for one in statements}
        found = votes_from(((row.person_id, row.statement_id, row.mark) for row in all_answers(session, map_id)), numbers)
        names = list(range(len(found.people)))
        SystemRandom().shuffle(names)
        pseudonyms = dict(zip(found.people, map(str, names), strict=True))
        groups = {pseudonyms[person]: group for person, group in groups_of(found, result_of(session, map_id).data).items()}
        renamed = Votes.arranged([pseudonyms[person] for person in found.people], [str(numbers[int(one)]) for one in found.statements], found.marks)
        lines = _Lines(tell, len(found.people) + int(np.count_nonzero(found.marks != UNSEEN)))
        by_person = {int(person): int(name) for person, name in pseudonyms.items()}
        del found, pseudonyms
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, written in (
                (ALL[0], lines.counted(participants_votes(renamed, groups))),
                (ALL[1], lines.counted(_by_row(answers_in_order(session, map_id), by_person))),
                (ALL[2], comments(_comments(statements, renamed))),
            ):
                with archive.open(name, "w", force_zip64=True) as file:
                    for some in batched(written):
                        file.write("".join(some).encode())


class _Lines:
    """Counts lines as they are written, and tells of it every so many."""

    EVERY = 50_000

    def __init__(self, tell: Callable[[int, int], None], total: int) -> None:
        self._tell, self._total, self._done = tell, total, 0

    def counted(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            if self._done % self.EVERY == 0:
                self._tell(min(self._done, self._total), self._total)
            self._done += 1
            yield line


def batched(lines: Iterable[str], size: int = 2_000) -> Iterator[list[str]]:
    """The lines in lists of so many."""
    iterator = iter(lines)
    while some := list(islice(iterator, size)):
        yield some


def _by_row(rows: Iterable[Any], names: Mapping[int, int]) -> Iterator[str]:
    """`votes.csv` by day, statement and drawn number; nothing in a line needs quotes."""
    yield from answers(())
    for (day, statement), some in groupby(rows, key=lambda row: (row.answered_on, row.number)):
        (head,) = islice(answers([(_midnight(day), str(statement), "", 0)]), 1, None)
        start = head.removesuffix(",0\n")
        yield from (f"{start}{who},{mark}\n" for who, mark in sorted((names[row.person_id], row.mark) for row in some))


def _comments(statements: Iterable[Told], votes: Votes) -> Iterator[Any]:
    sums = dict(zip(votes.statements, tallies(votes.marks), strict=True))
    for one in statements:
        told = Statement(str(one.number), str(safe_cell(one.text)), hidden=one.hidden)
        yield one.created_at.replace(hour=0, minute=0, second=0, microsecond=0), told, "", sums[str(one.number)]


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), UTC)
