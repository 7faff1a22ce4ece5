"""Votes and statements as the files that Polis exports, a line at a time, so that other programs of the field can read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import numpy as np

from participation.methods.opinions.reading import Statement
from participation.methods.opinions.statements import Tally
from participation.methods.opinions.votes import AGREE, DISAGREE, UNSEEN, Votes

_CELLS = {UNSEEN: "", **{mark: str(mark) for mark in (AGREE, 0, DISAGREE)}}


def participants_votes(votes: Votes, groups: Mapping[str, object], written: Mapping[str, int] | None = None) -> Iterator[str]:
    """`participants-votes.csv`: a row a person. `groups`: person → group; `written`: person → how many statements they wrote."""
    yield _line("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *votes.statements)
    for who, marks in zip(votes.people, votes.marks, strict=True):
        counts = [np.count_nonzero(wanted) for wanted in (marks != UNSEEN, marks == AGREE, marks == DISAGREE)]
        yield _line(who, groups.get(who, ""), (written or {}).get(who, 0), *counts, *(_CELLS[mark] for mark in marks.tolist()))


def answers(rows: Iterable[tuple[datetime, str, str, int]]) -> Iterator[str]:
    """`votes.csv`: a row an answer. `rows`: when (with its zone), statement, person, mark."""
    yield _line("timestamp", "datetime", "comment-id", "voter-id", "vote")
    for when, statement, who, mark in rows:
        yield _line(_milliseconds(when), when.isoformat(), statement, who, mark)


def comments(rows: Iterable[tuple[datetime, Statement, str, Tally]]) -> Iterator[str]:
    """`comments.csv`: a row a statement. `rows`: when, the statement, who wrote it, and its answers."""
    yield _line("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
    for when, statement, author, tally in rows:
        state = -1 if statement.hidden else 1
        yield _line(_milliseconds(when), when.isoformat(), statement.id, author, tally.agree, tally.disagree, state, statement.text)


def _milliseconds(when: datetime) -> int:
    return round(when.timestamp() * 1000)


def _line(*cells: object) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
