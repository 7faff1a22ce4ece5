"""The VOTES section: ballots grouped by what they say, each different one read and checked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from participation.methods.counting.budgets.faults import Fault
from participation.methods.counting.budgets.meta import Meta
from participation.methods.counting.budgets.money import decimals, exact_number
from participation.methods.counting.budgets.projects_pb import header_of

Points = int | Fraction
Pairs = tuple[tuple[int, Points], ...]
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Votes:
    """Ballots as (project, points) pairs → how often, and the rows as they stand. Approvals are sorted, others in the order written.

    `decimals` is how many any of the points has.
    """

    ballots: Mapping[Pairs, int]
    decimals: int
    columns: tuple[str, ...]
    rows: tuple[list[str], ...]
    notes: tuple[str, ...]


def read_votes(rows: list[Row], meta: Meta, projects: Sequence[str], scores: list[Fraction | None], faults: list[Fault]) -> Votes | None:
    """Read the section; its faults are added to the list."""
    with_points = meta.vote_type in ("cumulative", "scoring")
    names = header_of(rows[0], ("voter_id", "vote", "points") if with_points else ("voter_id", "vote"), faults)
    if faults:
        return None
    uses_points = "points" in names and meta.vote_type not in ("approval", "choose-1")
    written, first_lines = _grouped(rows[1:], names, uses_points, faults)
    place = {identifier: position for position, identifier in enumerate(projects)}
    reader = _Reader(meta.vote_type, place, uses_points, faults)
    ballots: Counter[Pairs] = Counter()
    for (vote, points), number in written.items():
        pairs = reader.read(vote, points, first_lines[vote, points])
        if pairs is not None:
            ballots[pairs] += number
    if faults:
        return None
    notes = _outside_limits(ballots, meta)
    counted: Mapping[Pairs, int] = ballots
    if meta.vote_type == "ordinal" and not uses_points:
        counted, said = _positions(ballots, meta, scores)
        notes.append(said)
    places = max((decimals(points) for points in reader.known.values() if points is not None), default=0)
    return Votes(counted, places, tuple(names), tuple(row for _line, row in rows[1:]), tuple(notes))


def _grouped(
    rows: list[Row], names: list[str], uses_points: bool, faults: list[Fault]
) -> tuple[Counter[tuple[str, str]], dict[tuple[str, str], int]]:
    """What was written on ballots → how often, and the line where it stands first. A voter who is there twice is a fault."""
    voter_at, vote_at = names.index("voter_id"), names.index("vote")
    points_at = names.index("points") if uses_points else -1
    width = len(names)
    written: Counter[tuple[str, str]] = Counter()
    first_lines: dict[tuple[str, str], int] = {}
    voters: dict[str, int] = {}
    for line, row in rows:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            faults.append(Fault(f"Die Zeile hat {len(row)} Zellen, die Tabelle {width} Spalten.", line))
            continue
        voter = row[voter_at].strip() if len(row) > voter_at else ""
        if not voter:
            faults.append(Fault("Die Nummer des Stimmzettels fehlt.", line, "voter_id"))
        elif voters.setdefault(voter, line) != line:
            faults.append(Fault(f"„{voter[:40]}“ hat schon in Zeile {voters[voter]} abgestimmt.", line, "voter_id"))
        key = (row[vote_at] if len(row) > vote_at else "", row[points_at] if uses_points and len(row) > points_at else "")
        written[key] += 1
        if key not in first_lines:
            first_lines[key] = line
    return written, first_lines


class _Reader:
    """Reads what is written on a ballot."""

    def __init__(self, vote_type: str, place: Mapping[str, int], uses_points: bool, faults: list[Fault]) -> None:
        self.vote_type, self.place, self.uses_points, self.faults = vote_type, place, uses_points, faults
        self.known: dict[str, Points | None] = {}
        self.once = [(project, 1) for project in range(len(place))]
        self.approval = vote_type in ("approval", "choose-1")

    def read(self, vote: str, points: str, line: int) -> Pairs | None:
        """The projects and their points; None where something is wrong."""
        named = self._projects(vote, line)
        if named is None:
            return None
        if not self.uses_points:
            return tuple([self.once[project] for project in (sorted(named) if self.approval else named)])
        texts = [text.strip() for text in points.split(",")] if points.strip().lower() not in ("", "none") else []
        if len(texts) != len(named):
            self.faults.append(Fault(f"{len(named)} Projekte, aber {len(texts)} Punktzahlen.", line, "points"))
            return None
        numbers = [self.known[text] if text in self.known else self._number(text) for text in texts]
        for text, number in zip(texts, numbers, strict=True):
            if number is None or (number < 0 and self.vote_type != "scoring"):
                self.faults.append(Fault(f"„{text[:40]}“ ist keine Punktzahl.", line, "points"))
                return None
        return tuple((project, number) for project, number in zip(named, numbers, strict=True) if number is not None)

    def _number(self, text: str) -> Points | None:
        found = exact_number(text)
        self.known[text] = int(found) if found is not None and found.denominator == 1 else found
        return self.known[text]

    def _projects(self, vote: str, line: int) -> list[int] | None:
        text = vote.strip()
        if not text or (text.lower() == "none" and text not in self.place):
            return []
        try:
            plain = [self.place[part] for part in text.split(",")]
        except KeyError:
            return self._checked(text, line)
        if len(set(plain)) == len(plain) and (len(plain) < 2 or self.vote_type != "choose-1"):
            return plain
        return self._checked(text, line)

    def _checked(self, text: str, line: int) -> list[int] | None:
        """The slow way, with spaces around the commas and a reason for whatever is wrong."""
        named: list[int] = []
        for part in text.split(","):
            project = self.place.get(part.strip())
            if project is None:
                reason = f"Das Projekt „{part.strip()[:40]}“ gibt es nicht." if part.strip() else "Zwischen zwei Kommas fehlt ein Projekt."
                self.faults.append(Fault(reason, line, "vote"))
                return None
            named.append(project)
        if len(set(named)) != len(named):
            twice = next(part for part in text.split(",") if text.split(",").count(part) > 1 or named.count(self.place[part.strip()]) > 1)
            self.faults.append(Fault(f"Das Projekt „{twice.strip()[:40]}“ steht zweimal auf dem Stimmzettel.", line, "vote"))
            return None
        if self.vote_type == "choose-1" and len(named) > 1:
            self.faults.append(Fault("Hier ist nur ein Projekt erlaubt.", line, "vote"))
            return None
        return named


def _outside_limits(ballots: Mapping[Pairs, int], meta: Meta) -> list[str]:
    """Ballots outside the limits that META states are counted as they are, and noted."""
    found = []
    for key, least in (("min_length", True), ("max_length", False), ("min_sum_points", True), ("max_sum_points", False)):
        limit = exact_number(meta.values.get(key, ""))
        if limit is None or ("points" in key and meta.vote_type != "cumulative"):
            continue
        outside = 0
        for pairs, number in ballots.items():
            size = sum(points for _project, points in pairs) if "points" in key else len(pairs)
            outside += number if (size < limit if least else size > limit) and pairs else 0
        if outside:
            found.append(f"{outside} Stimmzettel halten {key} ({meta.values[key][:20]}) nicht ein; sie sind so gezählt, wie sie sind.")
    return found


def _positions(ballots: Mapping[Pairs, int], meta: Meta, scores: list[Fraction | None]) -> tuple[Mapping[Pairs, int], str]:
    """Points from places on an ordered ballot: whichever of the usual ways gives the file's own scores, else Borda's.

    Borda counts how many projects of the ballot stand below. Cities mostly give the first place as many points as there are places.
    """
    stated = exact_number(meta.values.get("max_length", ""))
    longest = int(stated) if stated else max((len(pairs) for pairs in ballots), default=0)
    ways: dict[str, Callable[[int, int], int]] = {
        "Punkte: der erste Platz so viele, wie Plätze zu vergeben sind, jeder weitere einen weniger.": lambda size, at: longest - at,
        "Punkte: der erste Platz so viele, wie Projekte auf dem Stimmzettel stehen, jeder weitere einen weniger.": lambda size, at: size - at,
        "Punkte nach Borda: so viele, wie Projekte auf dem Stimmzettel danach stehen.": lambda size, at: size - at - 1,
    }
    found: dict[str, Mapping[Pairs, int]] = {}
    for said, points in ways.items():
        counted: Counter[Pairs] = Counter()
        for pairs, number in ballots.items():
            counted[tuple((project, points(len(pairs), at)) for at, (project, _one) in enumerate(pairs))] += number
        found[said] = counted
        if any(scores) and _totals(counted, len(scores)) == [score or 0 for score in scores]:
            return counted, said
    return found[said], said


def _totals(ballots: Mapping[Pairs, int], size: int) -> list[Points]:
    totals: list[Points] = [0] * size
    for pairs, number in ballots.items():
        for project, points in pairs:
            totals[project] += points * number
    return totals
