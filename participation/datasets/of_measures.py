"""What the city does: measures with milestones and money; concerns that residents told it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from participation.accounts.models import District
from participation.concerns.models import PUBLIC as PUBLIC_CONCERNS
from participation.concerns.models import STATUS_NAMES as CONCERN_STATES
from participation.concerns.models import Concern, ConcernCategory, ConcernEvent, Status, What
from participation.consultations.models import Consultation
from participation.datasets.common import ADDRESS, CONSULTATION, DISTRICT, PLACE
from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.scope import PLACED, Row, Scope, placed
from participation.followups.models import Office
from participation.measures.models import STATUS_NAMES, Measure, MeasureStatus, Milestone, Spending
from participation.places.models import Place

_MEASURE = Column("massnahme", "Nummer der Maßnahme; sie steht auch in ihrer Adresse", "number of the measure, also in its address", Kind.WHOLE)
_CONCERN = Column("anliegen", "Nummer des Anliegens; sie steht auch in seiner Adresse", "number of the concern, also in its address", Kind.WHOLE)

MEASURES = Table(
    "massnahmen",
    Words(
        "Maßnahmen der Stadt, die aus Beteiligungen entstanden, mit Stand, Zeit und Geld.",
        "Measures of the city that came from consultations, with status, time and money.",
    ),
    (
        CONSULTATION,
        _MEASURE,
        Column("titel", "Titel", "title"),
        Column("text", "Beschreibung (Markdown)", "description (Markdown)"),
        Column("stand", "Geplant, In Arbeit, Verzögert, Umgesetzt oder Eingestellt", "planned, in work, delayed, done or stopped, in German"),
        Column("stand_seit", "Tag", "since which day", Kind.DATE),
        Column("begruendung", "Grund einer Verzögerung oder Einstellung", "reason of a delay or stop"),
        Column("amt", "zuständiges Amt", "office responsible"),
        DISTRICT,
        Column("geplantes_ende", "Tag; leer: keiner genannt", "day by which it shall be done; empty: none said", Kind.DATE),
        Column("geplante_kosten_cent", "geplante Kosten; leer: nicht genannt", "planned cost; empty: not said", Kind.WHOLE, "ct"),
        Column("ort", "Ort in Worten", "place in words"),
        *PLACE,
        Column("geaendert_am", "Zeitpunkt der letzten Änderung", "when it last changed", Kind.MOMENT),
        ADDRESS,
    ),
    Words("Maßnahmen", "Measures"),
)
MILESTONES = Table(
    "meilensteine",
    Words("Die Meilensteine der Maßnahmen.", "The milestones of measures."),
    (
        CONSULTATION,
        _MEASURE,
        Column("nummer", "Nummer", "number", Kind.WHOLE),
        Column("titel", "Titel", "title"),
        Column("geplant_am", "Tag, für den er jetzt geplant ist", "day for which it is planned now", Kind.DATE),
        Column("erreicht_am", "Tag; leer: noch nicht", "day on which it was reached; empty: not yet", Kind.DATE),
        Column("aufgegeben_am", "Zeitpunkt; leer: er gilt", "when it was given up; empty: it stands", Kind.MOMENT),
    ),
    Words("Meilensteine", "Milestones"),
)
SPENDING = Table(
    "ausgaben",
    Words("Was für Maßnahmen ausgegeben wurde; was zurückkam, steht mit Minus da.", "What was spent on measures; what came back has a minus."),
    (
        CONSULTATION,
        _MEASURE,
        Column("tag", "Tag", "day", Kind.DATE),
        Column("wofuer", "Zweck", "purpose"),
        Column("betrag_cent", "Betrag", "amount", Kind.WHOLE, "ct"),
    ),
    Words("Ausgaben für Maßnahmen", "Spending on measures"),
)
CONCERNS = Table(
    "anliegen",
    Words(
        "Alle öffentlichen Anliegen aus der Einwohnerschaft. Wer sie schickte, steht nirgends.",
        "All public concerns of residents. Who sent them is said nowhere.",
    ),
    (
        _CONCERN,
        Column("kategorie", "Kategorie", "category"),
        Column("stand", "Eingegangen, In Bearbeitung, Erledigt oder Nicht zuständig", "received, in work, done or not responsible, in German"),
        Column("text", "Text", "text"),
        Column("amt", "Amt, das antwortet", "office that answers"),
        DISTRICT,
        Column("ort", "Ort in Worten", "place in words"),
        *PLACE,
        Column("eingegangen_am", "Zeitpunkt", "when it came in", Kind.MOMENT),
        Column("antwort_bis", "Tag, bis zu dem die erste Antwort zugesagt ist", "day by which the first answer is promised", Kind.DATE),
        Column("beantwortet_am", "Zeitpunkt der ersten Antwort; leer: noch keine", "when it was first answered; empty: not yet", Kind.MOMENT),
        Column("antwort_tage", "nach wie vielen Tagen", "after how many days", Kind.WHOLE, "d"),
        ADDRESS,
    ),
    Words("Anliegen", "Concerns"),
)
CONCERN_ANSWERS = Table(
    "anliegen_antworten",
    Words("Alle Antworten der Ämter auf Anliegen.", "All answers of the offices to concerns."),
    (
        _CONCERN,
        Column("stand", "Stand nach der Antwort", "status after the answer, in German"),
        Column("amt", "Amt", "office"),
        Column("text", "Antwort", "answer"),
        Column("geschrieben_am", "Zeitpunkt", "when it was written", Kind.MOMENT),
    ),
    Words("Antworten auf Anliegen", "Answers to concerns"),
)
_THERE = (Concern.status.in_(PUBLIC_CONCERNS), Concern.hidden_at.is_(None), Concern.text != "")
"""As in `concerns.listing`: confirmed, not hidden, not taken away."""


def _measures(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Measure, Consultation.slug, Office.name, District.name, Place.label, *PLACED)
        .join(Consultation, Consultation.id == Measure.consultation_id)
        .join(Office, Office.id == Measure.office_id)
        .outerjoin(District, District.id == Measure.district_id)
        .outerjoin(Place, Place.id == Measure.place_id)
        .where(scope.of(Measure.consultation_id), Measure.id > after)
        .order_by(Measure.id)
        .limit(most)
    )
    for it, slug, office, district, label, *place in session.execute(statement):
        status = str(STATUS_NAMES[MeasureStatus(it.status)][0])
        yield (
            it.id,
            (
                *(slug, it.id, it.title, it.body, status, it.status_on, it.status_reason or None, office, district, it.until, it.budget, label),
                *placed(*place),
                *(it.changed_at, scope.below(slug, f"/massnahmen/{it.id}")),
            ),
        )


def _milestones(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = Milestone
    statement = (
        select(Consultation.slug, it.measure_id, it.id, it.title, it.planned_on, it.done_on, it.dropped_at)
        .join(Measure, Measure.id == it.measure_id)
        .join(Consultation, Consultation.id == Measure.consultation_id)
        .where(scope.of(Measure.consultation_id), it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row.id, tuple(row)


def _spending(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = Spending
    statement = (
        select(it.id, Consultation.slug, it.measure_id, it.spent_on, it.purpose, it.amount)
        .join(Measure, Measure.id == it.measure_id)
        .join(Consultation, Consultation.id == Measure.consultation_id)
        .where(scope.of(Measure.consultation_id), it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for key, *line in session.execute(statement):
        yield key, tuple(line)


def _concerns(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Concern, ConcernCategory.name, Office.name, District.name, Place.label, *PLACED)
        .join(ConcernCategory, ConcernCategory.id == Concern.category_id)
        .join(Office, Office.id == Concern.office_id)
        .outerjoin(District, District.id == Concern.district_id)
        .outerjoin(Place, Place.id == Concern.place_id)
        .where(*_THERE, *scope.conditions, Concern.id > after)
        .order_by(Concern.id)
        .limit(most)
    )
    for it, category, office, district, label, *place in session.execute(statement):
        yield (
            it.id,
            (
                *(it.id, category, str(CONCERN_STATES[Status(it.status)][0]), it.text, office, district, label or it.address or None),
                *placed(*place),
                *(it.received_at, it.due_on, it.answered_at, it.answer_days, f"{scope.base_url}/anliegen/{it.id}"),
            ),
        )


def _concern_answers(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = ConcernEvent
    statement = (
        select(it.id, it.concern_id, it.status, Office.name, it.text, it.written_at)
        .join(Concern, Concern.id == it.concern_id)
        .join(Office, Office.id == it.office_id)
        .where(*_THERE, it.what == What.ANSWER, it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for key, concern_id, status, *rest in session.execute(statement):
        yield key, (concern_id, str(CONCERN_STATES[Status(status)][0]), *rest)


def _has_state(word: str) -> Any:
    return Concern.status.in_([status for status, names in CONCERN_STATES.items() if str(names[0]) == word])


DATASETS = (
    Dataset(MEASURES, _measures),
    Dataset(MILESTONES, _milestones),
    Dataset(SPENDING, _spending),
    Dataset(
        CONCERNS,
        _concerns,
        of_consultation=False,
        narrowing={"stand": _has_state, "kategorie": lambda name: ConcernCategory.name == name, "ortsteil": lambda name: District.name == name},
        since=lambda moment: or_(Concern.received_at >= moment, Concern.answered_at >= moment),
    ),
    Dataset(CONCERN_ANSWERS, _concern_answers, of_consultation=False),
)
