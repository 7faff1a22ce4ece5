"""Read `.blt` files (Hill, Wichmann and Woodall 1987; OpenSTV, OpaVote, the Scottish councils).

4 2                 four options, two seats
-2                  option 2 has withdrawn
3 1 3=4 0           three ballots: 1 first, then 3 and 4 equal
0                   end of the ballots
"Adam"              the options' names, one a line (quotes may be missing), then the title
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from participation.methods.counting.ballots import RankedBallots, Ranking, WeakRanking, group_weak
from participation.methods.counting.files import (
    MOST_BALLOTS,
    MOST_OPTIONS,
    BallotFile,
    BallotFileError,
    check_size,
    clean_name,
    decode,
    distinct,
    whole_number,
)

_QUOTED = re.compile(r'"([^"]*)"')
_IDENTIFIER = re.compile(r"^\([^)]*\)\s*")

Line = tuple[int, str]


def read_blt(data: bytes) -> BallotFile:
    """Read a `.blt` file; raises BallotFileError. Withdrawn options are taken off all ballots and off the list."""
    lines = [(number, line) for number, line in enumerate(decode(data).split("\n"), 1) if line.strip()]
    lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    size, seats, position = _header(lines)
    withdrawn, position = _withdrawn(lines, position, size)
    strict, weak, position = _ballots(lines, position, size)
    names, title = _names(lines[position:], size)
    shared = group_weak(names, weak.items())
    for ranking, number in shared.rankings.items():
        strict[ranking] = strict.get(ranking, 0) + number
    ballots = RankedBallots(names, strict, shared.weak)
    notes: tuple[str, ...] = ()
    if withdrawn:
        notes = tuple(f"Zurückgezogen und von allen Stimmzetteln genommen: {names[option]}" for option in sorted(withdrawn))
        ballots = without(ballots, withdrawn)
    return BallotFile(ballots, "stv-scottish" if seats > 1 else "irv", title, seats=seats, notes=notes)


def _header(lines: list[Line]) -> tuple[int, int, int]:
    if not lines:
        raise BallotFileError("Die Datei ist leer.")
    number, line = lines[0]
    parts = line.split("#")[0].split()
    if len(parts) != 2:
        raise BallotFileError("Die erste Zeile nennt die Zahl der Optionen und der Plätze, zum Beispiel „8 3“.", number)
    size = whole_number(parts[0], "Die Zahl der Optionen", number, MOST_OPTIONS)
    seats = whole_number(parts[1], "Die Zahl der Plätze", number, MOST_OPTIONS)
    check_size(size, number)
    if not seats:
        raise BallotFileError("Es muss mindestens ein Platz zu vergeben sein.", number)
    return size, seats, 1


def _withdrawn(lines: list[Line], position: int, size: int) -> tuple[frozenset[int], int]:
    withdrawn: set[int] = set()
    while position < len(lines) and lines[position][1].lstrip().startswith("-"):
        number, line = lines[position]
        for part in line.split("#")[0].split():
            option = whole_number(part.removeprefix("-"), "Eine zurückgezogene Option", number, size)
            if not part.startswith("-") or not option:
                raise BallotFileError("Zurückgezogene Optionen stehen mit Minus davor, zum Beispiel „-2“.", number)
            withdrawn.add(option - 1)
        position += 1
    if len(withdrawn) == size:
        raise BallotFileError("Alle Optionen sind zurückgezogen.", lines[position - 1][0])
    return frozenset(withdrawn), position


def _ballots(lines: list[Line], position: int, size: int) -> tuple[dict[Ranking, int], Counter[WeakRanking], int]:
    """Ballot lines up to the line `0`; plain ones take the short way."""
    strict: dict[Ranking, int] = {}
    weak: Counter[WeakRanking] = Counter()
    place = {str(option + 1): option for option in range(size)}
    for index in range(position, len(lines)):
        number, line = lines[index]
        parts = line.split()
        if parts[0] == "0" and (len(parts) == 1 or parts[1].startswith("#")):
            return strict, weak, index + 1
        if "#" in line or "(" in line:
            parts = _IDENTIFIER.sub("", line.split("#")[0].strip()).split()
        if len(parts) < 2 or parts[-1] != "0":
            raise BallotFileError("Ein Stimmzettel beginnt mit seiner Anzahl und endet mit 0.", number)
        many = whole_number(parts[0], "Die Anzahl gleicher Stimmzettel", number, MOST_BALLOTS)
        try:
            ranking = tuple([place[part] for part in parts[1:-1]])
        except KeyError:
            ranks = tuple(_rank(part, size, number) for part in parts[1:-1] if part != "-")
            _check_repeated([option for rank in ranks for option in rank], number)
            weak[ranks] += many
            continue
        if len(set(ranking)) != len(ranking):
            _check_repeated(list(ranking), number)
        strict[ranking] = strict.get(ranking, 0) + many
    raise BallotFileError("Nach den Stimmzetteln fehlt die Zeile „0“.", lines[-1][0])


def _rank(part: str, size: int, line: int) -> tuple[int, ...]:
    options = []
    for piece in part.split("="):
        option = whole_number(piece, "Eine Option auf einem Stimmzettel", line, size)
        if not option:
            raise BallotFileError("Auf einem Stimmzettel steht eine 0 vor dem Ende.", line)
        options.append(option - 1)
    return tuple(options)


def _check_repeated(options: list[int], line: int) -> None:
    for option, times in Counter(options).items():
        if times > 1:
            raise BallotFileError(f"Ein Stimmzettel nennt die Option {option + 1} zweimal.", line)


def _names(lines: list[Line], size: int) -> tuple[tuple[str, ...], str]:
    """Names and title: quoted texts, several a line if so written, or plain lines."""
    found: list[Line] = []
    for number, line in lines:
        text = line.strip()
        if text.startswith('"'):
            quoted = _QUOTED.findall(text)
            if not quoted:
                raise BallotFileError("Ein Anführungszeichen ist nicht geschlossen.", number)
            found += [(number, name) for name in quoted]
        else:
            found.append((number, text))
    if len(found) < size:
        last = lines[-1][0] if lines else None
        raise BallotFileError(f"Es gibt {size} Optionen, aber nur {len(found)} Namen.", last)
    names = distinct(clean_name(name, number) for number, name in found[:size])
    title = clean_name(found[size][1], found[size][0]) if len(found) > size and found[size][1].strip() else ""
    return names, title


def without(ballots: RankedBallots, withdrawn: frozenset[int]) -> RankedBallots:
    """The same ballots without some options: lower ranks move up, numbers close ranks."""
    kept = [option for option in range(len(ballots.options)) if option not in withdrawn]
    place = {option: new for new, option in enumerate(kept)}
    strict: Counter[Ranking] = Counter()
    for ranking, number in ballots.rankings.items():
        strict[tuple(place[option] for option in ranking if option in place)] += number
    regrouped: Counter[WeakRanking] = Counter()
    for ranks, number in ballots.weak.items():
        left = [tuple(place[option] for option in rank if option in place) for rank in ranks]
        regrouped[tuple(rank for rank in left if rank)] += number
    weak = group_weak(tuple(ballots.options[option] for option in kept), regrouped.items())
    strict.update(weak.rankings)
    return replace(weak, rankings=dict(strict))
