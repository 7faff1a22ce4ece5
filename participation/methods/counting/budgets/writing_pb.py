"""Write `.pb` files: a file read before with nothing lost, or ballots from elsewhere with numbers instead of names for the voters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from participation.methods.counting.budgets.ballots import Ballot, BudgetBallots
from participation.methods.counting.budgets.money import plain
from participation.methods.counting.budgets.reading_pb import BudgetFile

_FACTS = ("description", "country", "unit", "instance")
_ASIDE = ("project_id", "cost", "votes", "score", "name", "category", "target", "neighborhood")


def write_pb_file(file: BudgetFile) -> str:
    """The file as it was read: every key, column and row, quotes where they are needed, `\\n` at the ends of lines."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    _section(writer, "META", ["key", "value"], file.meta.items())
    _section(writer, "PROJECTS", file.project_columns, ([p.columns.get(name, "") for name in file.project_columns] for p in file.ballots.projects))
    _section(writer, "VOTES", file.vote_columns, file.vote_rows)
    return stream.getvalue()


def write_pb(ballots: BudgetBallots, *, rule: str, meta: Mapping[str, str] | None = None) -> str:
    """Ballots as a `.pb` file. Voters are numbered in the order of what they marked, so that a row says nothing about when it was cast."""
    votes, scores = ballots.support()
    with_points = ballots.kind == "points"
    facts = {key: (meta or {}).get(key, "") for key in _FACTS} | {
        "num_projects": str(len(ballots.projects)),
        "num_votes": str(ballots.voters),
        "budget": plain(ballots.budget, ballots.scale),
        "vote_type": _vote_type(ballots),
        "rule": rule,
    }
    facts |= {key: value for key, value in (meta or {}).items() if key not in facts}
    if ballots.currency:
        facts["currency"] = ballots.currency
    columns = [name for name in _ASIDE if name != "score" or with_points]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    _section(writer, "META", ["key", "value"], facts.items())
    rows = []
    for place, project in enumerate(ballots.projects):
        known = {
            "project_id": project.identifier,
            "cost": plain(project.cost, ballots.scale),
            "votes": str(votes[place]),
            "score": plain(scores[place], ballots.points_scale),
            "name": project.name,
            "category": ",".join(project.categories),
            "target": ",".join(project.targets),
            "neighborhood": project.neighbourhood,
        }
        rows.append([known[name] for name in columns])
    _section(writer, "PROJECTS", columns, rows)
    _section(writer, "VOTES", ["voter_id", "vote", *(["points"] if with_points else [])], _vote_rows(ballots))
    return stream.getvalue()


def _vote_type(ballots: BudgetBallots) -> str:
    if ballots.kind == "approval":
        return "approval"
    return "scoring" if any(weight < 0 for ballot in ballots.ballots for _project, weight in ballot) else "cumulative"


def _vote_rows(ballots: BudgetBallots) -> Iterable[list[str]]:
    number = 0
    for ballot, times in sorted(ballots.ballots.items()):
        marks = _marks(ballots, ballot)
        for _ in range(times):
            number += 1
            yield [str(number), *marks]


def _marks(ballots: BudgetBallots, ballot: Ballot) -> list[str]:
    named = ",".join(ballots.projects[project].identifier for project, _weight in ballot)
    if ballots.kind == "approval":
        return [named]
    return [named, ",".join(plain(weight, ballots.points_scale) for _project, weight in ballot)]


def _section(writer: object, name: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    write = writer.writerow  # type: ignore[attr-defined]  # csv's writer has no public type
    write([name])
    write(list(columns))
    for row in rows:
        write(list(row))
