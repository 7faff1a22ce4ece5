"""Which columns can stand in a table, be a division into groups, or narrow the people down: by their keys, `question` or `question.row`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.methods.surveys.definition import MATRIX, ONE_OF, Kind, Question, Survey
from participation.methods.surveys.results.cells import LEAST
from participation.methods.surveys.results.columns import ANSWERED, Column, Mask, labels_of
from participation.surveys.results import IN_BANDS, in_bands

GROUPS = ONE_OF | {Kind.SCALE} | IN_BANDS
"""Kinds by which people can be divided: each belongs to one group."""
ANSWERS = GROUPS | {Kind.MULTIPLE} | MATRIX
"""Kinds whose answers can be compared."""
NARROWING = ONE_OF | {Kind.SCALE, Kind.MULTIPLE}
"""Kinds whose answers can narrow the people down."""


def keys_of(definition: Survey, kinds: frozenset[Kind]) -> dict[str, tuple[Question, str]]:
    """Key → the question, and the row of a matrix that it means, in the order of the survey."""
    found: dict[str, tuple[Question, str]] = {}
    for question in definition.questions:
        if question.kind not in kinds:
            continue
        if question.kind in MATRIX:
            found |= {f"{question.code}.{row.code}": (question, row.code) for row in question.rows}
        else:
            found[question.code] = (question, "")
    return found


def column_for(columns: Mapping[str, Column], key: str) -> Column | None:
    """The column under a key, numbers in bands; None where numbers are too few for bands."""
    code, _point, row = key.partition(".")
    column = columns[code]
    if row:
        return column.row(row)
    return in_bands(column) if column.kind in IN_BANDS else column


def narrowed(definition: Survey, columns: Mapping[str, Column], code: str, answer: str) -> Mask:
    """Who gave an answer (n). Raises Invalid for what cannot be chosen, and where that part or the rest of the people is too small to be shown."""
    question = definition.question(code)
    if question is None or question.kind not in NARROWING or answer not in labels_of(question):
        raise Invalid(_("Bitte wählen Sie eine Frage und eine ihrer Antworten."))
    column = columns[code]
    assert column.values is not None  # noqa: S101  # these kinds have values
    place = column.labels.index(answer)
    chosen = column.values[:, place] if column.kind == Kind.MULTIPLE else column.values == place
    mask = np.asarray((column.state == ANSWERED) & chosen, dtype=np.bool_)
    part = int(mask.sum())
    if part < LEAST or 0 < len(mask) - part < LEAST:
        raise Invalid(
            _(
                "Diese Auswahl trifft weniger als %(least)s Menschen, oder fast alle. Damit niemand erkennbar ist, wird sie nicht gezeigt.",
                least=LEAST,
            )
        )
    return mask
