"""Meetings in the hall, their agendas, and their published minutes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.datasets.common import ADDRESS, CONSULTATION, PLACE
from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.scope import PLACED, Row, Scope, placed
from participation.meetings.access import named
from participation.meetings.minutes_models import MinutesEdition
from participation.meetings.models import Meeting, MeetingPoint, MeetingStage
from participation.places.models import Place

STAGES = {
    MeetingStage.ANNOUNCED: "angekündigt",
    MeetingStage.RUNNING: "läuft",
    MeetingStage.ENDED: "beendet",
    MeetingStage.CANCELLED: "abgesagt",
}
_MEETING = Column("termin", "Nummer des Termins; sie steht auch in seiner Adresse", "number of the meeting, also in its address", Kind.WHOLE)

MEETINGS = Table(
    "termine",
    Words("Alle angekündigten Veranstaltungen mit Ort und Zeit.", "All announced meetings with place and time."),
    (
        CONSULTATION,
        _MEETING,
        Column("titel", "Titel", "title"),
        Column("beschreibung", "Beschreibung (Markdown)", "description (Markdown)"),
        Column("zustand", "angekündigt, läuft, beendet oder abgesagt", "announced, running, ended or cancelled (in German)"),
        Column("grund_der_absage", "Grund; leer: nicht abgesagt", "reason of cancellation; empty: not cancelled"),
        Column("beginn", "Zeitpunkt", "beginning", Kind.MOMENT),
        Column("ende", "Zeitpunkt", "end", Kind.MOMENT),
        Column("ort", "Ort; leer: nur von zu Hause", "place; empty: only from home"),
        Column("anschrift", "Anschrift", "address"),
        Column("zugang", "was den Ort für alle zugänglich macht", "what makes the place accessible", Kind.LIST),
        Column("uebertragung", "Adresse der Übertragung; leer: keine", "address of the stream; empty: none", Kind.URL),
        *PLACE,
        ADDRESS,
    ),
    Words("Termine", "Meetings"),
)
AGENDA = Table(
    "tagesordnungen",
    Words("Die Punkte der Tagesordnung jedes Termins.", "The points of each meeting's agenda."),
    (
        CONSULTATION,
        _MEETING,
        Column("punkt", "der wievielte Punkt", "place on the agenda", Kind.WHOLE),
        Column("titel", "Titel", "title"),
        Column("wer", "wer einführt, mit Amt", "who introduces it, with office"),
        Column("minuten", "geplante Dauer", "planned length", Kind.WHOLE, "min"),
        Column("begonnen_am", "Zeitpunkt", "when it began", Kind.MOMENT),
        Column("beendet_am", "Zeitpunkt", "when it ended", Kind.MOMENT),
    ),
    Words("Tagesordnungen", "Agendas"),
)
MINUTES = Table(
    "niederschriften",
    Words("Die veröffentlichten Protokolle der Termine, jede Ausgabe.", "The published minutes of meetings, every edition."),
    (
        CONSULTATION,
        _MEETING,
        Column("ausgabe", "die wievielte Ausgabe", "edition", Kind.WHOLE),
        Column("berichtigung", "warum es diese Ausgabe gibt; leer: die erste", "why there is this edition; empty: the first"),
        Column("text", "Text (Markdown)", "text (Markdown)"),
        Column("veroeffentlicht_am", "Zeitpunkt", "when it was published", Kind.MOMENT),
        ADDRESS,
    ),
    Words("Protokolle", "Minutes"),
)


def _meetings(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Meeting, Consultation.slug, *PLACED)
        .join(Consultation, Consultation.id == Meeting.consultation_id)
        .outerjoin(Place, Place.id == Meeting.place_id)
        .where(scope.of(Meeting.consultation_id), Meeting.stage != MeetingStage.DRAFT, Meeting.id > after)
        .order_by(Meeting.id)
        .limit(most)
    )
    for it, slug, *place in session.execute(statement):
        yield (
            it.id,
            (
                *(slug, it.id, it.title, it.description, STAGES[MeetingStage(it.stage)], it.cancel_reason or None, it.starts_at, it.ends_at),
                *(it.place or None, it.address or None, tuple(map(str, named(it.access_features))), it.stream_url or None),
                *placed(*place),
                scope.below(slug, f"/sitzungen/{it.id}"),
            ),
        )


def _agenda(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = MeetingPoint
    statement = (
        select(it.id, Consultation.slug, it.meeting_id, it.position + 1, it.title, it.speaker, it.minutes, it.begun_at, it.ended_at)
        .join(Meeting, Meeting.id == it.meeting_id)
        .join(Consultation, Consultation.id == Meeting.consultation_id)
        .where(scope.of(Meeting.consultation_id), Meeting.stage != MeetingStage.DRAFT, it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for key, *line in session.execute(statement):
        yield key, tuple(line)


def _minutes(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = MinutesEdition
    statement = (
        select(it.id, Consultation.slug, it.meeting_id, it.number, it.correction, it.text, it.published_at)
        .join(Meeting, Meeting.id == it.meeting_id)
        .join(Consultation, Consultation.id == Meeting.consultation_id)
        .where(scope.of(Meeting.consultation_id), Meeting.stage != MeetingStage.DRAFT, it.published_at.is_not(None), it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for key, slug, meeting_id, number, correction, text, published_at in session.execute(statement):
        address = scope.below(slug, f"/sitzungen/{meeting_id}/protokoll?fassung={number}")
        yield key, (slug, meeting_id, number, correction or None, text, published_at, address)


DATASETS = (Dataset(MEETINGS, _meetings), Dataset(AGENDA, _agenda), Dataset(MINUTES, _minutes))
