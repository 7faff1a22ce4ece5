"""Votes, statements and groups from CSV files as Polis exports them; all faults at once, each with row and column, in German.

Two forms of votes: *participants-votes*, a row a person and a column a statement, and *votes*, a row an answer, of which the last by time
counts. Source: Polis' export formats (compdemocracy/openData).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from participation.methods.opinions.reading_plain import read_plain
from participation.methods.opinions.votes import AGREE, DISAGREE, MOST_CELLS, PASS, UNSEEN, Votes, in_order
from participation.methods.tables import BadFiles, Fault, Table, lines, listed, meant

__all__ = ["BadFiles", "Fault", "Statement", "read_groups", "read_statements", "read_votes"]

PERSON = ("participant", "participant-id", "voter-id", "person", "pid", "id")
STATEMENT = ("comment-id", "statement-id", "statement", "tid")
GROUP = ("group-id", "group", "gruppe")
BODY = ("comment-body", "text", "statement-text", "txt")
ABOUT_PEOPLE = {*PERSON, *GROUP, "n-comments", "n-votes", "n-agree", "n-disagree", "xid"}
"""Columns of a participants-votes file that are no statements."""
WORDS: Mapping[str, int] = {
    "": UNSEEN,
    **{text: mark for mark in (AGREE, PASS, DISAGREE) for text in (str(mark), f"{mark}.0")},
    "+1": AGREE,
    "agree": AGREE,
    "pass": PASS,
    "disagree": DISAGREE,
}
_MARKS = {text: mark % 256 for text, mark in WORDS.items()}
MOST_GROUPS = 100
_ENOUGH = 2_000
"""After so many faults the rest of a file is not looked at."""
_ASKED = "1 (Zustimmung), 0 (weiß nicht) oder -1 (Ablehnung)"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a statements file says of one; `hidden`: moderation took it out; `meta`: it is about the people themselves."""

    id: str
    text: str
    hidden: bool
    meta: bool = False


def read_votes(text: str, name: str = "votes") -> Votes:
    """Either form, told apart by the heading. A heading alone is a conversation without answers. Raises BadFiles."""
    plain = read_plain(text)
    if plain is not None:
        return plain
    faults: list[Fault] = []
    rows = ((number, line) for number, line in lines(name, text, faults) if any(cell.strip() for cell in line))
    first = next(rows, None)
    if first is None:
        raise BadFiles(faults or [Fault(name, 0, "", "Die Datei ist leer.")])
    heading = [cell.strip() for cell in first[1]]
    while heading and not heading[-1]:
        heading.pop()
    known = [column.lower() for column in heading]
    person = _column(known, PERSON)
    if person is None:
        asked = "„participant“ (eine Zeile je Person) oder „voter-id“, „comment-id“ und „vote“ (eine Zeile je Antwort)"
        raise BadFiles([Fault(name, first[0], "", f"Die Kopfzeile ist nicht von Polis. Hier gehören Spalten hin wie {asked}.")])
    if "vote" in known and (statement := _column(known, STATEMENT)) is not None:
        columns = (person, statement, known.index("vote"), known.index("timestamp") if "timestamp" in known else None)
        votes = _by_answer(name, heading, columns, rows, faults)
    else:
        votes = _by_person(name, heading, person, first[0], rows, faults)
    if votes is None or faults:
        raise BadFiles(faults)
    return votes


def _column(known: Sequence[str], names: Sequence[str]) -> int | None:
    return next((known.index(name) for name in names if name in known), None)


Rows = Iterator[tuple[int, list[str]]]


def _by_person(name: str, heading: list[str], person: int, row: int, rows: Rows, faults: list[Fault]) -> Votes | None:
    places = [place for place, column in enumerate(heading) if column.lower() not in ABOUT_PEOPLE]
    statements = [heading[place] for place in places]
    faults += [Fault(name, row, str(place + 1), "Diese Spalte hat keinen Namen.") for place in places if not heading[place]]
    twice = sorted(name for name, count in Counter(statements).items() if name and count > 1)
    faults += [Fault(name, row, statement, "Diese Aussage gibt es zweimal.") for statement in twice]
    seen: dict[str, int] = {}
    marks = bytearray()
    start = places[0] if places else len(heading)
    tail = places == list(range(start, len(heading)))
    for number, line in rows:
        if len(faults) > _ENOUGH or len(marks) > MOST_CELLS:
            break
        if len(line) < len(heading) or any(cell.strip() for cell in line[len(heading) :]):
            faults.append(Fault(name, number, "", f"Hier sind es {len(line)} Zellen, in der Kopfzeile {len(heading)}."))
            continue
        who = line[person].strip()
        if not who:
            faults.append(Fault(name, number, heading[person], "Die Kennung ist leer."))
        elif who in seen:
            faults.append(Fault(name, number, heading[person], f"Die Kennung „{who[:40]}“ steht schon in Zeile {seen[who]}."))
        seen.setdefault(who, number)
        cells = line[start : len(heading)] if tail else [line[place] for place in places]
        try:
            marks += bytes(map(_MARKS.__getitem__, cells))
        except KeyError:
            marks += bytes(_slowly(name, number, statements, cells, faults))
    if len(marks) > MOST_CELLS:
        faults.append(_too_many(name))
    if faults:
        return None
    return Votes.arranged(list(seen), statements, np.frombuffer(bytes(marks), np.int8).reshape(len(seen), len(statements)))


def _slowly(name: str, number: int, statements: list[str], cells: list[str], faults: list[Fault]) -> list[int]:
    found = []
    for statement, cell in zip(statements, cells, strict=True):
        mark = _MARKS.get(cell.strip().lower())
        if mark is None:
            faults.append(Fault(name, number, statement, f"„{cell.strip()[:40]}“ ist keine Antwort. Möglich sind {_ASKED} oder nichts."))
        found.append(mark or 0)
    return found


def _too_many(name: str) -> Fault:
    return Fault(name, 0, "", f"Die Tabelle ist zu groß: Personen mal Aussagen dürfen höchstens {MOST_CELLS // 1_000_000} Millionen sein.")


Columns = tuple[int, int, int, int | None]


def _by_answer(name: str, heading: list[str], columns: Columns, rows: Rows, faults: list[Fault]) -> Votes | None:
    people: dict[str, int] = {}
    statements: dict[str, int] = {}
    who, what, marks, when = array("l"), array("l"), array("b"), array("d")
    person, statement, vote, time = columns
    for number, line in rows:
        if len(faults) > _ENOUGH:
            break
        if len(line) != len(heading) and (len(line) < len(heading) or any(cell.strip() for cell in line[len(heading) :])):
            faults.append(Fault(name, number, "", f"Hier sind es {len(line)} Zellen, in der Kopfzeile {len(heading)}."))
            continue
        mark, moment = WORDS.get(line[vote].strip().lower(), UNSEEN), _moment(line[time]) if time is not None else 0.0
        one, other = line[person].strip(), line[statement].strip()
        if mark == UNSEEN or moment is None or not one or not other:
            faults += _faults_of_answer(name, number, heading, line, columns)
            continue
        who.append(people.setdefault(one, len(people)))
        what.append(statements.setdefault(other, len(statements)))
        marks.append(mark)
        when.append(moment)
    if len(people) * len(statements) > MOST_CELLS:
        faults.append(_too_many(name))
    if faults:
        return None
    found = np.full((len(people), len(statements)), UNSEEN, np.int8)
    order = np.argsort(np.array(when), kind="stable")
    found[np.array(who, np.int64)[order], np.array(what, np.int64)[order]] = np.array(marks, np.int8)[order]
    return Votes.arranged(list(people), list(statements), found)


def _moment(text: str) -> float | None:
    """Seconds or milliseconds as they stand, or those of a date with a time; None for anything else."""
    try:
        found = float(text)
    except ValueError:
        try:
            date = datetime.fromisoformat(text.strip())
        except ValueError:
            return None
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    return found if np.isfinite(found) else None


def _faults_of_answer(name: str, number: int, heading: list[str], line: list[str], columns: Columns) -> list[Fault]:
    person, statement, vote, time = columns
    found = [Fault(name, number, heading[place], "Die Kennung ist leer.") for place in (person, statement) if not line[place].strip()]
    if WORDS.get(line[vote].strip().lower(), UNSEEN) == UNSEEN:
        found.append(Fault(name, number, heading[vote], f"„{line[vote].strip()[:40]}“ ist keine Antwort. Möglich sind {_ASKED}."))
    if time is not None and _moment(line[time]) is None:
        found.append(
            Fault(name, number, heading[time], f"„{line[time].strip()[:40]}“ ist keine Zeit. Möglich sind eine Zahl oder 2026-03-01T12:00:00.")
        )
    return found


def read_statements(text: str, votes: Votes | None = None, name: str = "statements") -> dict[str, Statement]:
    """Statements by their ids, from Polis' `comments.csv`: `comment-id`, `comment-body`, `moderated` (−1 taken out, 0, 1). Raises BadFiles.

    Only the id is needed. `votes`: with them, a file that knows none of their statements is a fault.
    """
    faults: list[Fault] = []
    table = Table.read(name, text, faults)
    known = [column.lower() for column in table.columns] if table else []
    place = _column(known, STATEMENT)
    if table is None or place is None:
        raise BadFiles(faults if table is None else [*faults, _no_column(name, "comment-id", table.columns)])
    body, moderated, meta = _column(known, BODY), _column(known, ("moderated", "mod")), _column(known, ("is-meta", "is_meta"))
    found: dict[str, Statement] = {}
    rows: dict[str, int] = {}
    for number, cells in table.rows:
        one = cells[place]
        if not one or one in found:
            why = f"Die Kennung „{one[:40]}“ steht schon in Zeile {rows[one]}." if one else "Die Kennung ist leer."
            faults.append(Fault(name, number, table.columns[place], why))
            continue
        state = cells[moderated] if moderated is not None else "0"
        if state not in ("-1", "0", "1", ""):
            faults.append(Fault(name, number, table.columns[moderated or 0], f"„{state[:40]}“ gibt es nicht. Möglich sind -1, 0 und 1."))
        rows[one] = number
        found[one] = Statement(
            one, cells[body] if body is not None else "", state == "-1", meta is not None and cells[meta].lower() in ("1", "true", "t")
        )
    if votes is not None and votes.statements and not set(found) & set(votes.statements) and not faults:
        faults.append(Fault(name, 0, "", f"Keine dieser Aussagen kommt in den Antworten vor. Dort stehen {listed(votes.statements)}."))
    if faults:
        raise BadFiles(faults)
    return found


def _no_column(name: str, wanted: str, columns: Sequence[str]) -> Fault:
    return Fault(name, 1, "", f"Es fehlt die Spalte „{wanted}“. {meant(wanted, columns) or f'Es gibt: {listed(columns)}.'}")


def read_groups(text: str, votes: Votes, name: str = "groups") -> dict[str, str]:
    """Person → group of those who are in one, from two columns such as `participant` and `group-id`; other columns are passed over.

    Who has no group need not have answered. Raises BadFiles.
    """
    faults: list[Fault] = []
    table = Table.read(name, text, faults)
    if table is None:
        raise BadFiles(faults)
    known = [column.lower() for column in table.columns]
    person, group = _column(known, PERSON), _column(known, GROUP)
    if person is None or group is None:
        missing = [wanted for wanted, place in (("participant", person), ("group-id", group)) if place is None]
        raise BadFiles([*faults, *(_no_column(name, wanted, table.columns) for wanted in missing)])
    everybody, found, rows = set(votes.people), dict[str, str](), dict[str, int]()
    for number, cells in table.rows:
        who = cells[person]
        if who not in everybody and not cells[group]:
            continue
        if who not in everybody:
            hint = meant(who, votes.people) if len(faults) < _ENOUGH // 100 else ""
            why = f"Niemand mit der Kennung „{who[:40]}“ hat geantwortet. {hint}".strip() if who else "Die Kennung ist leer."
            faults.append(Fault(name, number, table.columns[person], why))
        elif who in rows:
            faults.append(Fault(name, number, table.columns[person], f"Die Kennung „{who[:40]}“ steht schon in Zeile {rows[who]}."))
        elif cells[group]:
            found[who] = cells[group]
        rows.setdefault(who, number)
    if (many := len(set(found.values()))) > MOST_GROUPS:
        faults.append(Fault(name, 0, table.columns[group], f"Hier stehen {many} verschiedene Gruppen; möglich sind höchstens {MOST_GROUPS}."))
    if faults:
        raise BadFiles(faults)
    return {who: found[who] for who in in_order(found)}
