"""Invented conversations, and the public ones of Polis as files."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from participation.methods.opinions import UNSEEN, Votes
from participation.methods.opinions.reading import Statement, read_statements, read_votes
from participation.methods.opinions.votes import Ints

PUBLIC = ("canadian-electoral-reform", "brexit-consensus", "football-concussions", "scoop-hivemind.biodiversity")


def conversation(people: int, statements: int, camps: int, seed: int = 1, density: float = 0.7) -> tuple[Votes, Ints]:
    """People of some camps, which answer alike; one camp: everybody answers for themselves. With everybody's camp."""
    chance = np.random.default_rng(seed)
    camp = np.arange(people) % camps
    leaning = chance.normal(0, 1, statements) + chance.normal(0, 2.0 if camps > 1 else 0.0, (camps, statements))
    felt = leaning[camp] + chance.normal(0, 1, (people, statements))
    marks = np.where(felt > 0.4, 1, np.where(felt < -0.4, -1, 0)).astype(np.int8)
    marks[chance.random(marks.shape) > density] = UNSEEN
    return Votes.arranged([str(number) for number in range(people)], [str(number) for number in range(statements)], marks), camp


@dataclass(frozen=True)
class Public:
    """A public conversation: votes, statements, Polis' groups, and what must come out."""

    votes: Votes
    statements: dict[str, Statement]
    groups: dict[str, str]
    expected: dict[str, Any]

    @property
    def hidden(self) -> list[str]:
        return [statement.id for statement in self.statements.values() if statement.hidden]


def public(folder: Path, name: str) -> Public:
    place = folder / "polis" / name
    matrix = (place / "participants-votes.csv").read_text(encoding="utf-8")
    votes = read_votes(matrix)
    statements = read_statements((place / "comments.csv").read_text(encoding="utf-8"), votes)
    groups = {row["participant"]: row["group-id"] for row in csv.DictReader(matrix.splitlines()) if row["group-id"]}
    return Public(votes, statements, groups, json.loads((place / "expected.json").read_text(encoding="utf-8")))


def matrix_csv(votes: Votes) -> str:
    """A participants-votes file."""
    rows = [["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *votes.statements]]
    for who, marks in zip(votes.people, votes.marks, strict=True):
        seen = marks[marks != UNSEEN]
        rows.append(
            [who, "", "0", str(len(seen)), str((seen == 1).sum()), str((seen == -1).sum()), *("" if mark == UNSEEN else str(mark) for mark in marks)]
        )
    return "\n".join(",".join(row) for row in rows) + "\n"


def answers_csv(votes: Votes) -> str:
    """A votes file: a row an answer."""
    rows = ["timestamp,datetime,comment-id,voter-id,vote"]
    for row, column in np.argwhere(votes.seen):
        rows.append(f"{len(rows)},,{votes.statements[column]},{votes.people[row]},{votes.marks[row, column]}")
    return "\n".join(rows) + "\n"
