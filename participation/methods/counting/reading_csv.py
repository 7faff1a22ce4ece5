"""Read our own CSV: a header of options, one ballot a row, what the cells mean by the rule (see docs/counting.md).

# rule: irv
count,Sanieren,Neubau,Nichts tun
12,1,2,
5,,1,2
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from participation.methods.counting.ballots import (
    ApprovalBallots,
    Ballots,
    ChoiceBallots,
    CountingError,
    ScoreBallots,
    WeakRanking,
    group_weak,
)
from participation.methods.counting.files import (
    MOST_BALLOTS,
    MOST_OPTIONS,
    BallotFile,
    BallotFileError,
    check_size,
    clean_name,
    decode,
    whole_number,
)
from participation.methods.counting.reading_scores import ScoreReader, usual_rule
from participation.methods.counting.rules import RULES, BallotKind
from participation.methods.counting.terms import Terms

COUNT_COLUMN = "count"
FORMULA_STARTS = "=+\\-@|'\\t\\r＝＋－＠﹢﹣﹦﹫−"
"""Characters, as in a regular expression, that could begin a formula at the start of a cell, or behind a `;`: a German Excel splits there."""
_INNER_GUARD = re.compile(rf"(;[\s\"]*)'([{FORMULA_STARTS}])")
_QUOTED = re.compile(r'"[^"]*"')
_MARKED = {"1", "x", "X", "ja", "Ja"}
_UNMARKED = {"", "0", "nein", "Nein"}

_RATIO = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6}|/[1-9][0-9]{0,5})?\Z")
_END = re.compile(r"-?[0-9]{1,6}\Z")

Row = tuple[int, list[str]]


def read_csv(data: bytes, rule: str | None = None) -> BallotFile:
    """Read a CSV file of ballots, comma or semicolon between cells; raises BallotFileError.

    `rule`, where given, goes before the rule that the file names in its first lines.
    """
    text = decode(data)
    facts, first = _facts(text)
    named = facts.get("rule")
    if named is not None and named not in RULES:
        raise BallotFileError(f"Die Regel muss eine von diesen sein: {', '.join(RULES)}.", 1)
    seats = whole_number(facts["seats"], "Die Zahl der Plätze", 1, MOST_OPTIONS) if "seats" in facts else None
    if seats == 0:
        raise BallotFileError("Es muss mindestens ein Platz zu vergeben sein.", 1)
    taken = rule or named or ("irv" if not {"scale", "grades"} & facts.keys() else "score-sum")
    kind = RULES[taken].ballots if taken in RULES else "ranked"
    rows = _rows(text, first)
    header = next(rows, None)
    if header is None:
        raise BallotFileError("Die Kopfzeile mit den Optionen fehlt.")
    options, count_at = _header(header)
    if kind == "scored":
        ballots: Ballots = _scored(rows, options, count_at, facts, taken)
    else:
        ballots = _ballots(rows, options, count_at, kind)
    terms = _terms(facts, seats or 1)
    title = clean_name(facts["title"], 1) if facts.get("title") else ""
    return BallotFile(ballots, usual_rule(ballots, terms), title, named, terms, seats)


def _terms(facts: dict[str, str], seats: int) -> Terms:
    """Seats, and for Debian's rule the default option, the ballots an option needs against it, and required majorities."""
    default = clean_name(facts["default_option"], 1) if facts.get("default_option") else None
    majorities = []
    for pair in filter(str.strip, facts.get("majorities", "").split("|")):
        name, _equals, ratio = pair.rpartition("=")
        majorities.append((clean_name(name, 1), _ratio(ratio)))
    quorum = _ratio(facts["support_quorum"]) if facts.get("support_quorum") else None
    try:
        return Terms(seats=seats, default_option=default, support_quorum=quorum, majorities=tuple(majorities))
    except CountingError as problem:
        raise BallotFileError(str(problem), 1) from None


def _ratio(text: str) -> Fraction:
    if not _RATIO.match(text.strip()):
        raise BallotFileError(f"„{text[:40]}“ ist keine Zahl wie „3“, „46.8“ oder „3/2“.", 1)
    return Fraction(text.strip())


def _scored(rows: Iterator[Row], options: tuple[str, ...], count_at: int | None, facts: dict[str, str], rule: str) -> ScoreBallots:
    scale = None
    if facts.get("scale"):
        ends = facts["scale"].replace("–", " ").split()
        if len(ends) != 2 or not all(_END.match(end) for end in ends):
            raise BallotFileError("Die Skala nennt die kleinste und die größte Zahl, zum Beispiel „# scale: 0 10“.", 1)
        scale = (int(ends[0]), int(ends[1]))
    grades = tuple(clean_name(name, 1) for name in facts["grades"].split("|")) if facts.get("grades") else ()
    reader = ScoreReader(options, grades, scale)
    for line, many, cells in _counted(rows, options, count_at):
        reader.add(many, cells, "Eine Zelle", line)
    return reader.ballots(rule)


def _counted(rows: Iterator[Row], options: tuple[str, ...], count_at: int | None) -> Iterator[tuple[int, int, list[str]]]:
    """Each row's line, how many ballots it stands for, and its cells without that number."""
    width = len(options) + (count_at is not None)
    for line, cells in rows:
        if len(cells) != width:
            raise BallotFileError(f"Die Zeile hat {len(cells)} Zellen statt {width}.", line)
        many = 1
        if count_at is not None:
            many = whole_number(cells.pop(count_at), "Die Anzahl gleicher Stimmzettel", line, MOST_BALLOTS)
        yield line, many, cells


def _facts(text: str) -> tuple[dict[str, str], int]:
    """The `# key: value` lines at the top, and how many lines they are."""
    facts: dict[str, str] = {}
    lines = 0
    for line in io.StringIO(text):
        if not line.startswith("#"):
            break
        lines += 1
        key, colon, value = line.lstrip("# ").partition(":")
        if colon:
            facts[key.strip().lower()] = value.strip()
    return facts, lines


def _rows(text: str, skipped: int) -> Iterator[Row]:
    stream = io.StringIO(text)
    for _ in range(skipped):
        stream.readline()
    start = stream.tell()
    header = _QUOTED.sub("", stream.readline())
    stream.seek(start)
    reader = csv.reader(stream, delimiter=";" if header.count(";") > header.count(",") else ",", strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row) or len(row) > 1:
                yield skipped + reader.line_num, row
    except csv.Error as problem:
        raise BallotFileError(f"Die Zeile ist kein gültiges CSV ({problem}).", skipped + reader.line_num) from None


def _header(header: Row) -> tuple[tuple[str, ...], int | None]:
    line, cells = header
    names = [clean_name(_INNER_GUARD.sub(r"\1\2", cell.strip().removeprefix("'")), line) for cell in cells]
    count_at = names.index(COUNT_COLUMN) if COUNT_COLUMN in names and cells[names.index(COUNT_COLUMN)] == COUNT_COLUMN else None
    options = tuple(name for position, name in enumerate(names) if position != count_at)
    check_size(len(options), line)
    if len(set(options)) != len(options):
        raise BallotFileError("Zwei Optionen haben denselben Namen.", line)
    return options, count_at


def _ballots(rows: Iterator[Row], options: tuple[str, ...], count_at: int | None, kind: BallotKind) -> Ballots:
    ranked: Counter[WeakRanking] = Counter()
    marked: Counter[tuple[int, ...]] = Counter()
    for line, many, cells in _counted(rows, options, count_at):
        if kind == "ranked":
            ranked[_ranks(cells, line)] += many
        else:
            marked[_marks(cells, line)] += many
    if kind == "ranked":
        return group_weak(options, ranked.items())
    if kind == "approval":
        return ApprovalBallots(options, dict(marked))
    choices = {marks[0]: many for marks, many in marked.items() if len(marks) == 1}
    invalid = sum(many for marks, many in marked.items() if len(marks) > 1)
    return ChoiceBallots(options, choices, marked.get((), 0), invalid)


def _ranks(cells: list[str], line: int) -> WeakRanking:
    """Ranks written in the cells, 1 best; equal numbers share a rank, gaps between numbers mean nothing."""
    ranks: dict[int, list[int]] = {}
    for option, cell in enumerate(cells):
        if cell.strip():
            rank = whole_number(cell, "Ein Rang", line, MOST_OPTIONS)
            if not rank:
                raise BallotFileError("Ränge sind ab 1 gezählt; ohne Rang bleibt die Zelle leer.", line)
            ranks.setdefault(rank, []).append(option)
    return tuple(tuple(ranks[rank]) for rank in sorted(ranks))


def _marks(cells: list[str], line: int) -> tuple[int, ...]:
    marks = []
    for option, cell in enumerate(cells):
        mark = cell.strip()
        if mark in _MARKED:
            marks.append(option)
        elif mark not in _UNMARKED:
            raise BallotFileError(f"Eine Zelle ist „1“ oder „x“ oder leer, nicht „{mark[:40]}“.", line)
    return tuple(marks)
