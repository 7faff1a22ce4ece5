"""Ballots with a number for each option: points and resistances from 0 to 10, grades from 1 (very good) to 6 as German schools give them. Pure.

A mark is stored on a scale from 0 upwards, where more is more of what the rule asks for; a grade of 6 is 0, a grade of 1 is 5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.methods.counting.wording import N_

NO_MARK = -1
"""An option without a number: `null` where marks are written down."""


@dataclass(frozen=True)
class Scale:
    """The numbers that can be given, 0 to `highest`; `names` from 0 upwards where they have names (msgids)."""

    highest: int
    names: tuple[str, ...] = ()


SCALES = {
    "scored": Scale(10),
    "graded": Scale(5, (N_("ungenügend"), N_("mangelhaft"), N_("ausreichend"), N_("befriedigend"), N_("gut"), N_("sehr gut"))),
}
"""By the kind of ballot."""


def grade_names() -> list[str]:
    """The grades in words, from the worst."""
    return [_(name) for name in SCALES["graded"].names]


def is_scored(kind: str) -> bool:
    """Whether ballots of this kind give numbers."""
    return kind in SCALES


def say_mark(kind: str, mark: int) -> str:
    """A mark in words: `7`, `gut`."""
    names = SCALES[kind].names
    return _(names[mark]) if names else str(mark)


def choices(kind: str) -> list[tuple[str, str]]:
    """What can be chosen for an option: (value, words), the best grade first, points from 0 upwards."""
    scale = SCALES[kind]
    if not scale.names:
        return [("", _("Keine Angabe")), *((str(mark), str(mark)) for mark in range(scale.highest + 1))]
    best_first = range(scale.highest, -1, -1)
    return [("", _("Keine Angabe")), *((str(mark), f"{scale.highest + 1 - mark} – {_(scale.names[mark])}") for mark in best_first)]


def read_scores(kind: str, size: int, fields: Mapping[str, Sequence[str]]) -> tuple[tuple[int, ...], tuple[tuple[str, str], ...]]:
    """Read the fields `score-1` … of a form: the marks, `()` where nothing is marked, and what is wrong (sentence, field)."""
    marks: list[int] = []
    errors: list[tuple[str, str]] = []
    for position in range(1, size + 1):
        values = [value for value in fields.get(f"score-{position}", ()) if value]
        mark = _number(values[0], SCALES[kind].highest) if len(values) == 1 else None
        if values and mark is None:
            errors.append((_("Diesen Wert gibt es nicht. Bitte wählen Sie neu."), f"score-{position}"))
        marks.append(NO_MARK if mark is None else mark)
    known = {f"score-{position}" for position in range(1, size + 1)}
    if any(name.startswith("score-") and name not in known for name in fields):
        errors.append((_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."), "score-1"))
    return (tuple(marks) if any(mark != NO_MARK for mark in marks) else ()), tuple(errors)


def check_scores(kind: str, size: int, marks: Sequence[int]) -> None:
    """Refuse marks that no such ballot can have. Raises Invalid with the sentence to show."""
    possible = all(isinstance(mark, int) and NO_MARK <= mark <= SCALES[kind].highest for mark in marks)
    if marks and (len(marks) != size or not possible or all(mark == NO_MARK for mark in marks)):
        raise Invalid(_("Diese Antwort gibt es nicht. Bitte wählen Sie neu."))


def read_paper_scores(kind: str, line: str) -> tuple[int, ...]:
    """A paper as it is typed: a number for each option in the order of the paper, `/` where there is none; grades as 1 to 6. Raises Invalid."""
    highest, named = SCALES[kind].highest, bool(SCALES[kind].names)
    least, most = (1, highest + 1) if named else (0, highest)
    marks = []
    for part in re.split(r"[\s,;]+", line.strip()):
        number = NO_MARK if part == "/" else _number(part, most)
        if number is None or (number != NO_MARK and number < least):
            sentence = _("Bitte geben Sie für jede Möglichkeit eine Zahl von %(least)s bis %(most)s an, oder / ohne Angabe.", least=least, most=most)
            raise Invalid(sentence)
        marks.append(highest + 1 - number if named and number != NO_MARK else number)
    return () if all(mark == NO_MARK for mark in marks) else tuple(marks)


def _number(text: str, most: int) -> int | None:
    """A number from 0 to `most` in ASCII digits; None for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > 2:
        return None
    return int(text) if int(text) <= most else None
