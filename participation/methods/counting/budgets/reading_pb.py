"""Read Pabulib's `.pb` files (pabulib.org/format): META, PROJECTS and VOTES, each a table with `;` between its cells.

Liberal where files differ (byte order mark, line ends, spaces, upper case, unknown columns, `none` for nothing, counts in META that are
wrong: noted), strict where a result would depend on a guess: every such fault is named with its line and column.
"""

from __future__ import annotations

import csv
import gc
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction

from participation.methods.counting.budgets.ballots import Ballot, BudgetBallots, BudgetTerms, Project
from participation.methods.counting.budgets.faults import BudgetFileError, Fault
from participation.methods.counting.budgets.meta import KIND_OF, Meta, read_meta
from participation.methods.counting.budgets.money import decimals
from participation.methods.counting.budgets.projects_pb import read_projects
from participation.methods.counting.budgets.votes_pb import Votes, read_votes
from participation.methods.counting.files import decode

SECTIONS = ("META", "PROJECTS", "VOTES")
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class BudgetFile:
    """What a `.pb` file holds. `rule` and `terms` are what it says about counting, `selected` the official result where it names one.

    `meta` keeps every key, `vote_columns` and `vote_rows` every cell about the voters, so that nothing is lost in writing it again.
    """

    ballots: BudgetBallots
    rule: str
    terms: BudgetTerms
    title: str = ""
    rule_named: str = ""
    selected: frozenset[int] | None = None
    notes: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    project_columns: tuple[str, ...] = ()
    vote_columns: tuple[str, ...] = ()
    vote_rows: tuple[list[str], ...] = ()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Reading makes many small values that all stay; looking through them for garbage again and again would take a third of the time."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def read_pb(data: bytes) -> BudgetFile:
    """Read a `.pb` file; raises BudgetFileError (a BallotFileError) with all faults, never another error, whatever the bytes are."""
    with _collector_at_rest():
        return _read(data)


def _read(data: bytes) -> BudgetFile:
    tables = _tables(decode(data))
    faults: list[Fault] = []
    meta = read_meta(tables["META"], faults)
    listed = read_projects(tables["PROJECTS"], faults)
    if faults or meta is None or listed is None:
        raise BudgetFileError(faults)
    votes = read_votes(tables["VOTES"], meta, [project.identifier for project, _line in listed.projects], listed.scores, faults)
    if faults or votes is None:
        raise BudgetFileError(faults)
    ballots = _ballots(meta, [project for project, _line in listed.projects], listed.costs, votes)
    notes = [*meta.notes, *listed.notes, *votes.notes, *_counted_otherwise(meta, ballots, listed.votes, listed.scores)]
    terms = replace(meta.terms(ballots), limits=meta.limits(ballots, notes))
    return BudgetFile(
        ballots,
        meta.rule,
        terms,
        meta.title,
        meta.values.get("rule", ""),
        listed.selected,
        tuple(notes),
        meta.values,
        listed.columns,
        votes.columns,
        votes.rows,
    )


def _rows(text: str) -> Iterator[Row]:
    """Rows with the line each begins at. A quote that is never closed would swallow the rest, so it is a fault where it opens."""
    reader = csv.reader(io.StringIO(text), delimiter=";")
    begins = 1
    try:
        for row in reader:
            if reader.line_num > begins and any(_swallowed(cell) for cell in row):
                raise BudgetFileError([Fault("Ein Anführungszeichen ist nicht geschlossen.", begins)])
            if row and (row[0].strip() or any(cell.strip() for cell in row)):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise BudgetFileError([Fault(f"Die Zeile ist nicht lesbar ({problem}).", begins)]) from None


def _swallowed(cell: str) -> bool:
    """Whether a cell over several lines holds what looks like other rows or a new section."""
    inner = cell.split("\n")[1:]
    return any(line.count(";") >= 2 or line.strip() in SECTIONS for line in inner)


def _tables(text: str) -> dict[str, list[Row]]:
    """The rows of each section, its header first."""
    tables: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    faults: list[Fault] = []
    for line, row in _rows(text):
        name = row[0].strip().upper() if len(row[0]) < 20 else ""
        if name in SECTIONS and not any(cell.strip() for cell in row[1:]):
            if name in tables:
                faults.append(Fault(f"Den Abschnitt {name} gibt es zweimal.", line))
            elif len(tables) != SECTIONS.index(name):
                faults.append(Fault("Die Abschnitte stehen in der Reihenfolge META, PROJECTS, VOTES.", line))
            current = tables.setdefault(name, [])
        elif current is None:
            raise BudgetFileError([Fault("Die Datei beginnt mit der Zeile „META“.", line)])
        else:
            current.append((line, row))
    faults += [Fault(f"Der Abschnitt {name} fehlt.") for name in SECTIONS if name not in tables]
    faults += [Fault(f"Im Abschnitt {name} fehlt die Zeile mit den Spaltennamen.") for name, rows in tables.items() if not rows]
    if faults:
        raise BudgetFileError(faults)
    return tables


def _ballots(meta: Meta, projects: list[Project], costs: list[Fraction], votes: Votes) -> BudgetBallots:
    """Amounts and points in the smallest unit that writes all of them exactly: cents, unless the file has more decimals."""
    scale = 10 ** max(2, *(decimals(amount) for amount in (meta.budget, *costs)))
    priced = tuple(replace(project, cost=int(cost * scale)) for project, cost in zip(projects, costs, strict=True))
    kind = KIND_OF[meta.vote_type]
    points_scale = 10**votes.decimals
    grouped: Counter[Ballot] = Counter()
    if kind == "approval":
        grouped.update(votes.ballots)  # type: ignore[arg-type]  # every point is 1
    else:
        for ballot, number in votes.ballots.items():
            grouped[tuple(sorted((project, int(points * points_scale)) for project, points in ballot))] += number
    return BudgetBallots(priced, int(meta.budget * scale), dict(grouped), kind, scale, points_scale, meta.values.get("currency", ""))


def _counted_otherwise(meta: Meta, ballots: BudgetBallots, votes: list[int | None], scores: list[Fraction | None]) -> Iterable[str]:
    """Where the file's own counts differ from what its votes say, the votes count, and that is noted."""
    for key, counted in (("num_projects", len(ballots.projects)), ("num_votes", ballots.voters)):
        stated = meta.values.get(key, "").strip()
        if stated and stated != str(counted):
            yield f"META nennt {key} {stated[:20]}, in der Datei stehen {counted}."
    found_votes, found_scores = ballots.support()
    in_units = [None if score is None else score * ballots.points_scale for score in scores]
    both: tuple[tuple[str, Sequence[int | Fraction | None], list[int]], ...] = (("votes", votes, found_votes), ("score", in_units, found_scores))
    for column, stated_ones, found_ones in both:
        pairs = zip(ballots.projects, stated_ones, found_ones, strict=True)
        different = [project.identifier for project, said, found in pairs if said is not None and said != found]
        if different:
            shown = ", ".join(different[:8]) + (f" und {len(different) - 8} weiteren" if len(different) > 8 else "")
            yield f"Spalte {column}: Die Stimmen der Datei ergeben andere Zahlen bei {shown}. Gezählt sind die Stimmen."
