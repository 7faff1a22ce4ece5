"""Read our own JSON, format `participation-ballots/1` (see docs/counting.md)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from participation.methods.counting.ballots import ApprovalBallots, Ballots, ChoiceBallots, WeakRanking, group_weak
from participation.methods.counting.files import (
    MOST_BALLOTS,
    MOST_OPTIONS,
    BallotFile,
    BallotFileError,
    check_size,
    clean_name,
    decode,
)
from participation.methods.counting.reading_scores import read_scores, usual_rule
from participation.methods.counting.rules import RULES, BallotKind
from participation.methods.counting.terms import Terms

FORMAT = "participation-ballots/1"
_KEY: dict[BallotKind, str] = {"ranked": "ranking", "approval": "approved", "choice": "choice", "scored": "scores"}


def read_json(data: bytes) -> BallotFile:
    """Read a JSON file of ballots; raises BallotFileError."""
    try:
        content = json.loads(decode(data))
    except json.JSONDecodeError as problem:
        raise BallotFileError(f"Das ist kein gültiges JSON (Spalte {problem.colno}).", problem.lineno) from None
    except (RecursionError, ValueError):
        raise BallotFileError("Das JSON ist zu tief geschachtelt oder enthält zu große Zahlen.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BallotFileError(f'Es fehlt die Angabe "format": "{FORMAT}".')
    options = _options(content)
    rule = content.get("rule")
    if rule is not None and (not isinstance(rule, str) or rule not in RULES):
        raise BallotFileError(f"Die Regel muss eine von diesen sein: {', '.join(RULES)}.")
    terms = _terms(content)
    title = content.get("title", "")
    if not isinstance(title, str):
        raise BallotFileError("Der Titel muss ein Text sein.")
    ballots = _ballots(content, options, RULES[rule].ballots if rule else None)
    usual = usual_rule(ballots, terms)
    seats = terms.seats if content.get("seats") is not None else None
    return BallotFile(ballots, usual, clean_name(title, None) if title.strip() else "", rule, terms, seats)


def _options(content: Mapping[str, Any]) -> tuple[str, ...]:
    options = content.get("options")
    if not isinstance(options, list) or not all(isinstance(name, str) for name in options):
        raise BallotFileError('"options" muss eine Liste von Namen sein.')
    check_size(len(options), None)
    names = tuple(clean_name(name, None) for name in options)
    if len(set(names)) != len(names):
        raise BallotFileError("Zwei Optionen haben denselben Namen.")
    return names


def _terms(content: Mapping[str, Any]) -> Terms:
    seats = _whole(content, "seats", MOST_OPTIONS, 1)
    eligible = _whole(content, "eligible", MOST_BALLOTS, -1)
    overvotes = content.get("overvotes", "exhaust")
    seed = content.get("seed")
    if seed is not None and not isinstance(seed, str):
        raise BallotFileError('"seed" muss hexadezimal geschrieben sein.')
    try:
        return Terms(
            seats,
            None if seed is None else bytes.fromhex(seed),
            overvotes,
            None if eligible < 0 else eligible,
            _share(content, "turnout_quorum"),
            _share(content, "consent_quorum"),
            _text(content, "default_option"),
            _share(content, "support_quorum"),
            _majorities(content),
        )
    except (ValueError, TypeError) as problem:
        raise BallotFileError(f"Die Angaben zur Zählung passen nicht: {problem}") from None


def _whole(content: Mapping[str, Any], key: str, most: int, otherwise: int) -> int:
    value = content.get(key)
    if value is None:
        return otherwise
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BallotFileError(f'"{key}" muss eine ganze Zahl von 0 bis {most} sein.')
    return value


def _share(content: Mapping[str, Any], key: str) -> Fraction | None:
    """A share as text, `1/5` or `0.2`: a binary number would not be exact."""
    value = content.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 30 or "e" in value.lower():
        raise BallotFileError(f'"{key}" muss ein Text wie "1/5" oder "0.2" sein.')
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise BallotFileError(f'"{key}" muss ein Text wie "1/5" oder "0.2" sein.') from None


def _text(content: Mapping[str, Any], key: str) -> str | None:
    value = content.get(key)
    if value is not None and not isinstance(value, str):
        raise BallotFileError(f'"{key}" muss ein Text sein.')
    return None if value is None else clean_name(value, None)


def _majorities(content: Mapping[str, Any]) -> tuple[tuple[str, Fraction], ...]:
    value = content.get("majorities")
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise BallotFileError('"majorities" nennt zu Optionen ihre Mehrheit, zum Beispiel {"Neubau": "3"}.')
    return tuple((clean_name(name, None), _share(value, name) or Fraction(1)) for name in value)


def _ballots(content: Mapping[str, Any], options: tuple[str, ...], expected: BallotKind | None) -> Ballots:
    entries = content.get("ballots")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BallotFileError('"ballots" muss eine Liste von Stimmzetteln sein.')
    found = [kind for kind, key in _KEY.items() if any(key in entry for entry in entries)]
    if len(found) > 1:
        raise BallotFileError("Alle Stimmzettel müssen von derselben Art sein: ranking, approved, choice oder scores.")
    kind = found[0] if found else expected or "ranked"
    place = {name: option for option, name in enumerate(options)}
    if kind == "scored":
        return read_scores(content, options, [(_count(entry, number), entry.get("scores")) for number, entry in enumerate(entries, 1)])
    ranked: Counter[WeakRanking] = Counter()
    choices: Counter[int] = Counter()
    invalid = 0
    for number, entry in enumerate(entries, 1):
        many = _count(entry, number)
        if kind == "choice" and entry.get("invalid") is True:
            invalid += many
        elif kind == "choice":
            choice = entry.get("choice")
            choices[-1 if choice is None else _option(choice, place, number)] += many
        else:
            ranked[_ranks(entry.get(_KEY[kind]), place, number)] += many
    if kind == "choice":
        blank = choices.pop(-1, 0)
        return ChoiceBallots(options, dict(choices), blank, invalid)
    if kind == "ranked":
        return group_weak(options, ranked.items())
    approvals: Counter[tuple[int, ...]] = Counter()
    for ranks, many in ranked.items():
        approvals[tuple(sorted(option for rank in ranks for option in rank))] += many
    return ApprovalBallots(options, dict(approvals))


def _count(entry: Mapping[str, Any], number: int) -> int:
    many = entry.get("count", 1)
    if not isinstance(many, int) or isinstance(many, bool) or not 0 <= many <= MOST_BALLOTS:
        raise BallotFileError(f'Stimmzettel {number}: "count" muss eine ganze Zahl von 0 bis {MOST_BALLOTS} sein.')
    return many


def _ranks(value: object, place: Mapping[str, int], number: int) -> WeakRanking:
    """A list of options (names, or positions from 0); a list inside the list is a shared rank. None is blank."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BallotFileError(f"Stimmzettel {number}: erwartet wird eine Liste von Optionen.")
    ranks = [tuple(_option(option, place, number) for option in (rank if isinstance(rank, list) else [rank])) for rank in value]
    named = [option for rank in ranks for option in rank]
    if len(set(named)) != len(named):
        raise BallotFileError(f"Stimmzettel {number} nennt eine Option zweimal.")
    return tuple(rank for rank in ranks if rank)


def _option(value: object, place: Mapping[str, int], number: int) -> int:
    if isinstance(value, str) and value.strip() in place:
        return place[value.strip()]
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(place):
        return value
    raise BallotFileError(f"Stimmzettel {number}: die Option „{str(value)[:40]}“ gibt es nicht.")
