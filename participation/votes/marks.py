"""What a person marked on a ballot: read from a form, checked, written in one canonical way.

Marks are positions of options, from 1: `(2,)` one choice, `(1, 3)` approvals in the order of the paper, `(3, 1)` a ranking from best
to worst, `(0, 5, 2)` points of a budget, one number for each option, `(7, -1, 0)` numbers on a scale (`scores.py`), -1 for none.
`()` is a blank ballot, which is always possible.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.methods.counting import ApprovalBallots, Ballots, ChoiceBallots, RankedBallots, ScoreBallots
from participation.votes.budget import MOST_POINTS
from participation.votes.scores import NO_MARK, SCALES, check_scores, is_scored, read_scores, say_mark

Marks = tuple[int, ...]
BLANK = "blank"
"""The value of the choice „leerer Stimmzettel“ where one of several must be chosen."""


@dataclass(frozen=True)
class Reading:
    """A form as it was read: the marks, what is wrong (sentence, id of the field), and whether gaps between ranks were closed up.

    `flagged` are the ids of all fields that take part in an error.
    """

    marks: Marks
    errors: tuple[tuple[str, str], ...] = ()
    closed_up: bool = False
    flagged: frozenset[str] = frozenset()


Fields = Mapping[str, Sequence[str]]


def _number(text: str, most: int) -> int | None:
    """A number from 1 to `most` in ASCII digits; None for anything else, `٣` and twenty digits included."""
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        return None
    return int(text) if 1 <= int(text) <= most else None


def read_marks(kind: str, size: int, fields: Fields) -> Reading:
    """Read a ballot's form. `kind` is choice, approval, ranked, points, scored or graded, `size` the number of options, `fields` the form's values by name."""
    if is_scored(kind):
        marks, errors = read_scores(kind, size, fields)
        return Reading(marks, errors, flagged=frozenset(place for _sentence, place in errors))
    return _READERS[kind](size, fields)


def _read_choice(size: int, fields: Fields) -> Reading:
    values = fields.get("mark", ())
    if not values:
        return Reading((), ((_("Bitte wählen Sie eine Antwort. Sie können auch einen leeren Stimmzettel abgeben."), "mark-0"),))
    if len(values) > 1:
        return Reading((), ((_("Sie haben nur eine Stimme. Bitte wählen Sie eine Antwort."), "mark-0"),))
    if values[0] == BLANK:
        return Reading(())
    option = _number(values[0], size)
    if option is None:
        return Reading((), ((_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."), "mark-0"),))
    return Reading((option,))


def _read_approval(size: int, fields: Fields) -> Reading:
    options = [_number(value, size) for value in fields.get("mark", ())]
    if any(option is None for option in options):
        return Reading((), ((_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."), "mark-0"),))
    return Reading(tuple(sorted({option for option in options if option is not None})))


def _read_ranked(size: int, fields: Fields) -> Reading:
    ranks: dict[int, int] = {}
    errors: list[tuple[str, str]] = []
    flagged: set[str] = set()
    for position in range(1, size + 1):
        values = [value for value in fields.get(f"rank-{position}", ()) if value]
        if not values:
            continue
        rank = _number(values[0], size) if len(values) == 1 else None
        if rank is None:
            errors.append((_("Diesen Rang gibt es nicht. Bitte wählen Sie neu."), f"rank-{position}"))
        else:
            ranks[position] = rank
    for rank, times in sorted(Counter(ranks.values()).items()):
        if times > 1:
            equal = sorted(position for position, given in ranks.items() if given == rank)
            first = equal[0]
            flagged |= {f"rank-{position}" for position in equal}
            errors.append(
                (_("Rang %(rank)s ist %(times)s Mal vergeben. Bitte vergeben Sie jeden Rang nur einmal.", rank=rank, times=times), f"rank-{first}")
            )
    order = tuple(sorted(ranks, key=lambda position: (ranks[position], position)))
    if any(name.startswith("rank-") and _number(name[5:], size) is None for name in fields):
        errors.append((_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."), "rank-1"))
    closed_up = not errors and sorted(ranks.values()) != list(range(1, len(ranks) + 1))
    return Reading(order, tuple(errors), closed_up, frozenset(flagged | {place for _sentence, place in errors}))


def _read_points(size: int, fields: Fields) -> Reading:
    given: list[int] = []
    errors: list[tuple[str, str]] = []
    for position in range(1, size + 1):
        values = [value.strip() for value in fields.get(f"points-{position}", ()) if value.strip()]
        number = _number(values[0], MOST_POINTS) if values and values[0] != "0" else 0
        if number is None or len(values) > 1:
            errors.append((_("Bitte geben Sie eine ganze Zahl zwischen 0 und %(most)s an.", most=MOST_POINTS), f"points-{position}"))
        given.append(number or 0)
    if any(name.startswith("points-") and _number(name[7:], size) is None for name in fields):
        errors.append((_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."), "points-1"))
    marks = tuple(given) if any(given) else ()
    return Reading(marks, tuple(errors), flagged=frozenset(place for _sentence, place in errors))


_READERS: dict[str, Callable[[int, Fields], Reading]] = {
    "choice": _read_choice,
    "approval": _read_approval,
    "ranked": _read_ranked,
    "points": _read_points,
}


def as_fields(kind: str, marks: Marks) -> list[tuple[str, str]]:
    """The form's fields that read as these marks; what the check page sends on."""
    if kind == "ranked":
        return [(f"rank-{option}", str(rank)) for rank, option in enumerate(marks, 1)]
    if kind == "points":
        return [(f"points-{option}", str(number)) for option, number in enumerate(marks, 1) if number]
    if is_scored(kind):
        return [(f"score-{option}", str(mark)) for option, mark in enumerate(marks, 1) if mark != NO_MARK]
    if kind == "choice" and not marks:
        return [("mark", BLANK)]
    return [("mark", str(option)) for option in marks]


def check_marks(kind: str, size: int, marks: Marks) -> None:
    """Refuse marks that no ballot of this kind can have. Raises Invalid with the sentence to show."""
    if is_scored(kind):
        check_scores(kind, size, marks)
        return
    if kind == "points":
        if marks and (len(marks) != size or not any(marks) or not all(isinstance(given, int) and 0 <= given <= MOST_POINTS for given in marks)):
            raise Invalid(_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."))
        return
    if any(not isinstance(option, int) or not 1 <= option <= size for option in marks):
        raise Invalid(_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."))
    if len(set(marks)) != len(marks):
        raise Invalid(_("Eine Möglichkeit ist doppelt angegeben. Bitte wählen Sie neu."))
    if kind == "choice" and len(marks) > 1:
        raise Invalid(_("Sie haben nur eine Stimme. Bitte wählen Sie eine Antwort."))


def canonical(kind: str, marks: Marks) -> str:
    """The one way in which these marks are stored and published: `[3,1]`; approvals in the order of the paper; no number is `null`."""
    written = sorted(marks) if kind == "approval" else [None if is_scored(kind) and mark == NO_MARK else mark for mark in marks]
    return json.dumps(written, separators=(",", ":"))


def stored(text: str) -> Marks:
    """Marks as they were stored."""
    return tuple(NO_MARK if mark is None else mark for mark in json.loads(text))


def describe(marks: Marks, titles: Sequence[str], kind: str = "") -> list[str]:
    """The marked options by name, in order, with their points where `kind` says so; an empty list for a blank ballot."""
    if kind == "points":
        return [_("%(title)s (Punkte: %(number)s)", title=title, number=given) for title, given in zip(titles, marks, strict=False) if given]
    if is_scored(kind):
        return [f"{title}: {say_mark(kind, mark)}" for title, mark in zip(titles, marks, strict=False) if mark != NO_MARK]
    return [titles[option - 1] for option in marks]


def group(kind: str, titles: Iterable[str], counted: Iterable[tuple[str, int]]) -> Ballots:
    """Ballots for the count, from stored marks and how often each was cast."""
    options = tuple(titles)
    if is_scored(kind):
        return _group_scored(kind, options, counted)
    grouped = {tuple(option - 1 for option in stored(text)): number for text, number in counted}
    if kind == "ranked":
        return RankedBallots(options, grouped)
    if kind == "approval":
        return ApprovalBallots(options, grouped)
    blank = grouped.pop((), 0)
    return ChoiceBallots(options, {marks[0]: number for marks, number in grouped.items()}, blank)


def _group_scored(kind: str, options: tuple[str, ...], counted: Iterable[tuple[str, int]]) -> ScoreBallots:
    nothing = (None,) * len(options)
    grouped = {tuple(json.loads(text)) or nothing: number for text, number in counted}
    scale = SCALES[kind]
    return ScoreBallots(options, grouped, 0, scale.highest, scale.names)
