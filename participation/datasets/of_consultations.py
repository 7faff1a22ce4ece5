"""The frame: consultations, their phases, their topics to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Category, Consultation, Phase, Stage
from participation.consultations.phases import KIND_NAMES
from participation.consultations.words import lines as list_lines
from participation.consultations.words import target_group_names
from participation.datasets.common import ADDRESS, CONSULTATION
from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.scope import Row, Scope

STAGES = {Stage.PUBLISHED: "läuft oder ist angekündigt", Stage.CLOSED: "abgeschlossen", Stage.ARCHIVED: "archiviert"}

CONSULTATIONS = Table(
    "beteiligungen",
    Words(
        "Alle veröffentlichten Beteiligungen: was entschieden wird, von wem, bis wann, was offen und was fest ist, was daraus wurde.",
        "All published consultations: what is decided, by whom, until when, what is open and what is fixed, what became of it.",
    ),
    (
        Column(
            "beteiligung",
            "Name in Adressen; in allen anderen Tabellen steht er als „beteiligung“",
            "name in addresses; all other tables name it `beteiligung`",
        ),
        Column("titel", "Titel", "title"),
        Column("zustand", "läuft oder ist angekündigt; abgeschlossen; archiviert", "running or announced; closed; archived (in German)"),
        Column("zusammenfassung", "in zwei oder drei Sätzen", "in two or three sentences"),
        Column("beschreibung", "ausführlicher Text (Markdown)", "full text (Markdown)"),
        Column("entscheidung", "was entschieden wird", "what is decided"),
        Column("wer_entscheidet", "wer entscheidet", "who decides"),
        Column("bis_wann", "bis zu welchem Tag", "by which day", Kind.DATE),
        Column("offen", "was offen ist", "what is open", Kind.LIST),
        Column("fest", "was fest ist", "what is fixed", Kind.LIST),
        Column("umgang_mit_dem_ergebnis", "was mit dem Ergebnis geschieht", "what happens with the result"),
        Column(
            "was_daraus_wurde", "was daraus wurde (Markdown); leer: noch nichts eingetragen", "what became of it (Markdown); empty: nothing said yet"
        ),
        Column("zielgruppen", "für wen sie gedacht ist", "whom it is meant for", Kind.LIST),
        Column("kontakt", "Kontakt", "contact"),
        Column("veroeffentlicht_am", "Zeitpunkt der Veröffentlichung", "when it was published", Kind.MOMENT),
        Column("abgeschlossen_am", "Zeitpunkt des Abschlusses; leer: noch nicht", "when it was closed; empty: not yet", Kind.MOMENT),
        ADDRESS,
    ),
    Words("Beteiligungen", "Consultations"),
)
PHASES = Table(
    "phasen",
    Words("Die Phasen der Beteiligungen mit Beginn und Ende.", "The phases of consultations with beginning and end."),
    (
        CONSULTATION,
        Column("nummer", "Nummer der Phase", "number of the phase", Kind.WHOLE),
        Column("art", "was man in dieser Phase tun kann", "what can be done in this phase"),
        Column("titel", "Titel", "title"),
        Column("beschreibung", "Beschreibung", "description"),
        Column("beginn", "Zeitpunkt; er gehört dazu", "moment, included", Kind.MOMENT),
        Column("ende", "Zeitpunkt; er gehört nicht mehr dazu", "moment, excluded", Kind.MOMENT),
    ),
    Words("Phasen", "Phases"),
)
CATEGORIES = Table(
    "kategorien",
    Words("Die Themen, unter denen Vorschläge einer Beteiligung stehen.", "The categories of a consultation's proposals."),
    (
        CONSULTATION,
        Column("nummer", "Nummer des Themas", "number of the category", Kind.WHOLE),
        Column("thema", "Name", "name"),
        Column("reihenfolge", "Platz in der Liste", "place in the list", Kind.WHOLE),
    ),
    Words("Themen der Vorschläge", "Categories"),
)


def _consultations(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = select(Consultation).where(scope.of(Consultation.id), Consultation.id > after).order_by(Consultation.id).limit(most)
    for it in session.scalars(statement):
        yield (
            it.id,
            (
                it.slug,
                it.title,
                STAGES[Stage(it.stage)],
                it.summary,
                it.description,
                it.decision,
                it.decided_by,
                it.decided_until,
                tuple(list_lines(it.open_points)),
                tuple(list_lines(it.fixed_points)),
                it.use_of_result,
                it.outcome,
                tuple(target_group_names(it.target_groups)),
                it.contact,
                it.published_at,
                it.closed_at,
                scope.below(it.slug),
            ),
        )


def _phases(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Consultation.slug, Phase.id, Phase.kind, Phase.title, Phase.description, Phase.starts_at, Phase.ends_at)
        .join(Consultation, Consultation.id == Phase.consultation_id)
        .where(scope.of(Phase.consultation_id), Phase.id > after)
        .order_by(Phase.id)
        .limit(most)
    )
    for slug, number, kind, *rest in session.execute(statement):
        yield number, (slug, number, str(KIND_NAMES[kind]), *rest)


def _categories(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Consultation.slug, Category.id, Category.name, Category.position)
        .join(Consultation, Consultation.id == Category.consultation_id)
        .where(scope.of(Category.consultation_id), Category.id > after)
        .order_by(Category.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row.id, tuple(row)


DATASETS = (Dataset(CONSULTATIONS, _consultations), Dataset(PHASES, _phases), Dataset(CATEGORIES, _categories))
