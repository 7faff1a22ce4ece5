"""Two people's coding beside each other: κ, the texts on which they differ, and all of it as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kit.cells import write_csv
from participation.methods.sense.agreement import Agreement, agreement_about, agreement_in_sum, table_of
from participation.sense.gathered import texts_by
from participation.sense.models import FIRST, SECOND, SETTLED, CodingRound, Theme
from participation.sense.queries import codes_of_round, texts_of_round


@dataclass(frozen=True, slots=True)
class Differing:
    """A text that two people coded differently; `settled`: None while nobody decided."""

    position: int
    key: tuple[str, str]
    first: frozenset[int]
    second: frozenset[int]
    settled: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """κ of each theme and in sum, and where they differ, what is not settled first."""

    themes: Sequence[tuple[Theme, Agreement]]
    in_sum: Agreement
    differing: Sequence[Differing]
    texts: int

    @property
    def unsettled(self) -> int:
        """On how many texts nobody decided yet."""
        return sum(one.settled is None for one in self.differing)


def compared(session: Session, round_id: int, themes: Sequence[Theme]) -> Comparison:
    """Compare a finished round; two statements."""
    rows, said = texts_of_round(session, round_id), codes_of_round(session, round_id)
    first = [said.get(row.id, {}).get(FIRST, set()) for row in rows]
    second = [said.get(row.id, {}).get(SECOND, set()) for row in rows]
    differing = [
        Differing(row.position, (str(row.kind), row.ref), frozenset(one), frozenset(other), _settled(said.get(row.id, {})))
        for row, one, other in zip(rows, first, second, strict=True)
        if one != other
    ]
    each = [(theme, agreement_about(table_of(first, second, theme.id))) for theme in themes]
    differing.sort(key=lambda one: (one.settled is not None, one.position))
    return Comparison(each, agreement_in_sum(first, second, [theme.id for theme in themes]), differing, len(rows))


def _settled(slots: dict[int, set[int]]) -> frozenset[int] | None:
    return frozenset(slots[SETTLED]) if SETTLED in slots else None


def table_of_round(session: Session, consultation: Consultation, coding: CodingRound, themes: Sequence[Theme]) -> str:
    """A round as CSV: a line a text, a column for what each coder and both together said of each theme. Nobody's name is in it."""
    rows, said = texts_of_round(session, coding.id), codes_of_round(session, coding.id)
    texts = texts_by(session, consultation, [(str(row.kind), row.ref) for row in rows])
    slots = [(FIRST, "kodierung_1"), *([(SECOND, "kodierung_2")] if coding.coders == SECOND else []), (SETTLED, "geklaert")]
    header = ["nummer", "art", "kennung", "text", *(f"{name}: {theme.name}" for _slot, name in slots for theme in themes)]
    lines = []
    for row in rows:
        text, codes = texts.get((str(row.kind), row.ref)), said.get(row.id, {})
        marks = [("1" if theme.id in codes[slot] else "0") if slot in codes else "" for slot, _name in slots for theme in themes]
        lines.append([row.position, str(row.kind), row.ref, text.whole if text else "", *marks])
    out = StringIO()
    write_csv(out, header, lines)
    return out.getvalue()
