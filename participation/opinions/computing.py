"""From answers to the map as pages show it: a value that JSON knows and that names nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from participation.methods.opinions.evidence import Verdict
from participation.methods.opinions.mapping import Before, OpinionMap, opinion_map
from participation.methods.opinions.outlines import LEAST_PEOPLE
from participation.methods.opinions.projection import Projection
from participation.methods.opinions.report import evidence_report
from participation.methods.opinions.statements import LEAST_ANSWERS_OF_A_GROUP, Finding, Tally
from participation.methods.opinions.votes import MOST_CELLS, UNSEEN, Votes

Data = dict[str, Any]


def votes_from(rows: Iterable[tuple[int, int, int]], statements: Collection[int]) -> Votes:
    """The matrix of all answers. `rows`: person, statement, mark; `statements`: those that were accepted, hidden ones too.

    Raises ValueError for more cells than a small server's memory holds.
    """
    known = sorted(statements)
    column_of = {statement: column for column, statement in enumerate(known)}
    row_of: dict[int, bytearray] = {}  # a byte a cell from the beginning: twenty million answers as tuples would not fit into a small server
    nothing, most = bytes([UNSEEN]) * len(known), MOST_CELLS // max(len(known), 1)
    for person, statement, mark in rows:
        column = column_of.get(statement)
        if column is None:
            continue
        row = row_of.get(person)
        if row is None:
            if len(row_of) >= most:
                raise ValueError(f"more than {most} people and {len(known)} statements are too many")
            row = row_of[person] = bytearray(nothing)
        row[column] = mark & 0xFF
    marks = np.frombuffer(b"".join(row_of.values()), np.int8).reshape(len(row_of), len(known))
    return Votes.arranged([str(person) for person in row_of], [str(statement) for statement in known], marks)


def computed(votes: Votes, seed: str, hidden: Collection[int], before: Data) -> Data:
    """The map of these answers, as pages show it. `before`: the one computed last, so that groups keep their names and the picture its sides.

    Nobody's place is in it: outlines of ten people at least, sums, and the projection with the groups' middles, by which anybody can be
    placed from their own answers. Sums of a group with fewer than ten answers are left out, and with them those of the other groups.
    """
    names = {str(number) for number in hidden}
    found = opinion_map(votes, seed, names, before=_before(votes, before))
    groups = found.verdict != Verdict.NONE
    sizes = [int(size) for size in np.bincount(found.groups, minlength=found.k)] if len(found.points) else [0]
    statements = [_statement(name, finding, groups=groups) for name, finding in zip(found.votes.statements, found.findings, strict=True)]
    return {
        "verdict": str(found.verdict),
        "k": found.k,
        "people": len(votes.people),
        "answers": int(np.count_nonzero(votes.marks != UNSEEN)),
        "on_map": len(found.points),
        "sizes": sizes,
        "outlines": found.outlines() if len(found.points) >= LEAST_PEOPLE else [[] for _size in sizes],
        "middles": [found.points[found.groups == name].mean(axis=0).tolist() for name in range(found.k)] if len(found.points) else [],
        "projection": _projection(found),
        "statements": statements,
        "common": _ordered(statements, "common", "ground"),
        "dividing": _ordered(statements, "dividing", "difference"),
        "evidence": evidence_report(found.evidence, found.found.k if found.found else None),
    }


def _statement(name: str, finding: Finding, *, groups: bool) -> Data:
    enough = finding.tally.seen >= LEAST_ANSWERS_OF_A_GROUP
    sure = groups and all(tally.seen >= LEAST_ANSWERS_OF_A_GROUP for tally in finding.by_group)
    return {
        "id": int(name),
        "all": _sums(finding.tally) if enough else None,
        "groups": [_sums(tally) for tally in finding.by_group] if enough and sure else [],
        "common": finding.common_ground,
        "ground": round(finding.ground, 6),
        "dividing": finding.divisive,
        "difference": round(finding.difference, 6),
    }


def _sums(tally: Tally) -> list[int]:
    return [tally.agree, tally.disagree, tally.passed]


def _ordered(statements: Iterable[Data], which: str, by: str) -> list[int]:
    return [each["id"] for each in sorted((one for one in statements if one[which]), key=lambda one: (-one[by], one["id"]))]


def _projection(found: OpinionMap) -> Data:
    projection = found.projection
    return {
        "statements": [int(name) for name in found.votes.statements],
        "centre": projection.centre.round(6).tolist(),
        "axes": projection.axes.round(6).tolist(),
        "hidden": projection.hidden,
    }


def _before(votes: Votes, data: Data) -> Before:
    """What the last map said: its axes, and in which of its groups each of these people would stand."""
    told = data.get("projection")
    if not told:
        return Before()
    names = [str(number) for number in told["statements"]]
    axes = np.array(told["axes"]).reshape(2, len(names))
    sides = {name: (float(x), float(y)) for name, (x, y) in zip(names, axes.T, strict=True)}
    return Before(groups_of(votes, data), sides)


def groups_of(votes: Votes, data: Data) -> dict[str, int]:
    """In which group of a computed map these people stand; nobody without groups, nor who answered too little."""
    told = data.get("projection")
    if not told or data["verdict"] == Verdict.NONE or not votes.people:
        return {}
    names = [str(number) for number in told["statements"]]
    column_of = {name: column for column, name in enumerate(votes.statements)}
    marks = np.full((len(votes.people), len(names)), UNSEEN, np.int8)
    for column, name in enumerate(names):
        if name in column_of:
            marks[:, column] = votes.marks[:, column_of[name]]
    axes = np.array(told["axes"]).reshape(2, len(names))
    points = Projection(np.array(told["centre"]), axes, (0.0, 0.0), told["hidden"]).points(marks)
    nearest = ((points[:, None, :] - np.array(data["middles"])[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    return {who: int(group) for who, group, on_map in zip(votes.people, nearest, votes.who_count(), strict=True) if on_map}


def place(data: Data, marks: Mapping[int, int]) -> tuple[float, float, int | None] | None:
    """Where somebody stands who answered like this, and in which group (None without groups); None where too little is known of them.

    A sum over one person's answers: it costs a request nothing, and no place of anybody is kept. `marks`: statement → mark.
    """
    told = data.get("projection")
    if not told or not data["on_map"]:
        return None
    statements, centre, (first, second), hidden = told["statements"], told["centre"], told["axes"], told["hidden"]
    answered = [(column, marks[statement]) for column, statement in enumerate(statements) if statement in marks]
    if len(answered) < max(1, min(7, len(statements))):
        return None
    scale = ((len(statements) + hidden) / (len(answered) + hidden)) ** 0.5
    x = scale * sum((mark - centre[column]) * first[column] for column, mark in answered)
    y = scale * sum((mark - centre[column]) * second[column] for column, mark in answered)
    if data["verdict"] == Verdict.NONE:
        return x, y, None
    distances = [(x - left) ** 2 + (y - down) ** 2 for left, down in data["middles"]]
    return x, y, distances.index(min(distances))
