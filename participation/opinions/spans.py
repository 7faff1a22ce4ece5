"""How long single answers to an opinion map are kept."""

from __future__ import annotations

from sqlalchemy import select

from participation.kit.language import lazy
from participation.kit.retention import NOBODY, Span
from participation.opinions.models import Answer, OpinionMap

_OF_MAP = (OpinionMap.id.label("key"), OpinionMap.consultation_id)
_TIMES = (OpinionMap.closed_at.label("begins"), OpinionMap.opened_at.label("given"))
MAPS = select(*_OF_MAP, NOBODY.label("person_id"), *_TIMES).where(OpinionMap.forgotten_at.is_(None)).subquery("maps_kept")
"""Whole maps, as they are swept: what was promised when a map opened holds for all of its answers."""

ANSWERS = Span(
    "opinions.answers",
    lazy("Antworten auf Meinungsbilder"),
    lazy("Was Sie zu einer Aussage sagen, damit es einmal zählt, Sie es ändern können und das Ergebnis sich prüfen lässt. Das Ergebnis bleibt."),
    lazy("nach dem Ende des Meinungsbilds"),
    lazy("Mindestens ein Monat, damit jemand das Ergebnis anzweifeln kann; höchstens zwei Jahre, weil es politische Meinungen sind (Art. 9 DSGVO)."),
    usual=365,
    least=30,
    most=730,
    rows=select(*_OF_MAP, Answer.person_id, *_TIMES)
    .join(Answer, Answer.map_id == OpinionMap.id)
    .where(OpinionMap.forgotten_at.is_(None))
    .subquery("answers_kept"),
)
