"""Suggested changes of proposals; texts under review with their paragraphs and suggested changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.amendments.models import STATE_NAMES as AMENDMENT_STATES
from participation.amendments.models import Amendment, State
from participation.consultations.models import Consultation
from participation.datasets.common import ADDRESS, CONSULTATION, who
from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.of_proposals import READABLE
from participation.datasets.scope import Row, Scope, public_name
from participation.proposals.models import Proposal, ProposalStage
from participation.reviews.models import Paragraph, ReviewText, Stage, Suggestion, Version, Wording, WordingPlace
from participation.reviews.models import State as SuggestionState
from participation.reviews.words import STATE_NAMES as SUGGESTION_STATES

_grown, _decider = aliased(Proposal), aliased(Person)
_BY = who("entschieden_von", "wer angenommen oder abgelehnt hat", "who accepted or rejected it")
_DECIDED = Column("entschieden_am", "Zeitpunkt; leer: noch offen", "when it was decided; empty: still open", Kind.MOMENT)

AMENDMENTS = Table(
    "aenderungsvorschlaege",
    Words(
        "Alle Änderungsvorschläge zu Vorschlägen und was daraus wurde. Ausgeblendete stehen als solche da, ohne Text und Namen.",
        "All suggested changes of proposals and what became of them. Hidden ones are named as such, without text and name.",
    ),
    (
        CONSULTATION,
        Column(
            "nummer", "Nummer des Änderungsvorschlags; sie steht auch in seiner Adresse", "number of the suggestion, also in its address", Kind.WHOLE
        ),
        Column("vorschlag", "Nummer des Vorschlags, dessen Text geändert werden soll", "number of the proposal to be changed"),
        Column(
            "stand",
            "Offen, Angenommen, Abgelehnt, Zurückgezogen; Ausgeblendet (von der Moderation)",
            "open, accepted, rejected, withdrawn; hidden, in German",
        ),
        who("von", "verfassende Person", "author"),
        Column("fassung_vorher", "Fassung des Vorschlags, zu der er geschrieben wurde", "version of the proposal it was written for", Kind.WHOLE),
        Column("titel_vorher", "Titel in dieser Fassung", "title in that version"),
        Column("text_vorher", "Text in dieser Fassung (Markdown)", "text in that version (Markdown)"),
        Column("titel", "vorgeschlagener Titel", "suggested title"),
        Column("text", "vorgeschlagener Text (Markdown)", "suggested text (Markdown)"),
        Column("begruendung", "Begründung (Markdown)", "reasons (Markdown)"),
        Column("vorgeschlagen_am", "Zeitpunkt", "when it was suggested", Kind.MOMENT),
        _BY,
        Column(
            "fuer_andere",
            "1: die Moderation hat entschieden, weil die verfassende Person kein Konto hat, sonst 0",
            "1: the moderation decided because the author has no account, otherwise 0",
            Kind.FLAG,
        ),
        _DECIDED,
        Column("grund", "Grund der Entscheidung", "reason of the decision"),
        Column(
            "fassung_danach",
            "Fassung des Vorschlags, die daraus wurde; leer: keine",
            "version of the proposal that it became; empty: none",
            Kind.WHOLE,
        ),
        Column(
            "angepasst",
            "1: mit anderem Wortlaut angenommen, weil der Vorschlag inzwischen anders lautete, sonst 0",
            "1: accepted in other words because the proposal had changed, otherwise 0",
            Kind.FLAG,
        ),
        Column(
            "eigener_vorschlag",
            "Nummer des Vorschlags, der aus einem abgelehnten entstanden ist; leer: keiner",
            "number of the proposal that a rejected one became; empty: none",
        ),
        Column("beitraege", "wie viele lesbare Beiträge die Diskussion dazu hat", "number of readable contributions to its discussion", Kind.WHOLE),
        ADDRESS,
    ),
    Words("Änderungsvorschläge", "Amendments"),
)
TEXTS = Table(
    "textentwuerfe",
    Words("Texte der Stadt, die absatzweise besprochen werden oder wurden.", "Texts of the city that are or were reviewed by paragraphs."),
    (
        CONSULTATION,
        Column("nummer", "Nummer des Textentwurfs", "number of the text", Kind.WHOLE),
        Column("titel", "Titel", "title"),
        Column("einleitung", "Einleitung (Markdown)", "introduction (Markdown)"),
        Column("fassung", "Nummer der geltenden Fassung", "number of the version that holds", Kind.WHOLE),
        Column("veroeffentlicht_am", "Zeitpunkt", "when it was published", Kind.MOMENT),
        Column("abgeschlossen_am", "Zeitpunkt; leer: noch offen", "when it was closed; empty: still open", Kind.MOMENT),
        Column("ergebnis", "was aus dem Text wird (Markdown)", "what becomes of the text (Markdown)"),
        ADDRESS,
    ),
    Words("Textentwürfe", "Texts under review"),
)
PARAGRAPHS = Table(
    "absaetze",
    Words("Die Absätze der geltenden Fassung jedes Textentwurfs.", "The paragraphs of each text in the version that holds."),
    (
        CONSULTATION,
        Column("textentwurf", "Nummer des Textentwurfs", "number of the text", Kind.WHOLE),
        Column("nummer", "Nummer des Absatzes über alle Fassungen", "number of the paragraph over all versions", Kind.WHOLE),
        Column("stelle", "der wievielte Absatz er ist", "its place in the text", Kind.WHOLE),
        Column("art", "heading, text oder item: Überschrift, Text oder Punkt einer Liste", "heading, text or item of a list"),
        Column("text", "Wortlaut (Markdown)", "wording (Markdown)"),
        Column("zustimmungen", "wie viele Personen diesem Wortlaut zustimmen", "how many agree to this wording", Kind.WHOLE),
        Column("ablehnungen", "wie viele Personen nicht zustimmen", "how many disagree", Kind.WHOLE),
        Column("beitraege", "wie viele lesbare Beiträge es dazu gibt", "number of readable contributions about it", Kind.WHOLE),
        ADDRESS,
    ),
    Words("Absätze der Textentwürfe", "Paragraphs"),
)
SUGGESTIONS = Table(
    "textvorschlaege",
    Words(
        "Vorschläge, Absätze eines Textentwurfs anders zu fassen oder zu streichen, und was daraus wurde. Ausgeblendete fehlen.",
        "Suggestions to word or strike paragraphs of a text, and what became of them. Hidden ones are left out.",
    ),
    (
        CONSULTATION,
        Column("nummer", "Nummer", "number", Kind.WHOLE),
        Column("textentwurf", "Nummer des Textentwurfs", "number of the text", Kind.WHOLE),
        Column("absatz", "Nummer des Absatzes", "number of the paragraph", Kind.WHOLE),
        who("von", "verfassende Person", "author"),
        Column("fassung_vorher", "Fassung, zu der er geschrieben wurde", "version it was written for", Kind.WHOLE),
        Column("text_vorher", "Wortlaut in dieser Fassung", "wording in that version"),
        Column("text", "vorgeschlagener Wortlaut; leer: streichen", "suggested wording; empty: strike it"),
        Column("begruendung", "Begründung (Markdown)", "reasons (Markdown)"),
        Column("vorgeschlagen_am", "Zeitpunkt", "when it was suggested", Kind.MOMENT),
        Column("stand", "Stand in Worten", "state in German words"),
        _DECIDED,
        Column("grund", "Grund der Entscheidung", "reason of the decision"),
        Column("angepasst", "1: mit anderem Wortlaut übernommen, sonst 0", "1: taken over in other words, otherwise 0", Kind.FLAG),
        Column("fassung_danach", "Fassung, die daraus wurde; leer: keine", "version that it made; empty: none", Kind.WHOLE),
    ),
    Words("Änderungsvorschläge zu Textentwürfen", "Suggested changes of texts"),
)


def _amendments(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    here, it = Amendment.consultation_id, Amendment
    names = (shown_name(here, Person, it.created_at), Person.deleted_at, shown_name(here, _decider, it.decided_at), _decider.deleted_at)
    statement = (
        select(Amendment, Consultation.slug, Proposal.reference, _grown.reference, *names)
        .join(Proposal, Proposal.id == Amendment.proposal_id)
        .join(Consultation, Consultation.id == Amendment.consultation_id)
        .outerjoin(_grown, (_grown.id == Amendment.promoted_id) & (_grown.stage != ProposalStage.DRAFT))
        .outerjoin(Person, Person.id == Amendment.author_id)
        .outerjoin(_decider, _decider.id == Amendment.decided_by_id)
        .where(scope.of(Amendment.consultation_id), READABLE, Amendment.id > after)
        .order_by(Amendment.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row[0].id, _amendment(scope, row)


def _amendment(scope: Scope, row: Any) -> tuple[object, ...]:
    it, slug, reference, grown, name, left_at, decider, decider_left_at = row
    address = scope.below(slug, f"/vorschlaege/{it.proposal_id}/aenderungen/{it.id}")
    if it.is_hidden:
        return (slug, it.id, reference, "Ausgeblendet", *[None] * 7, it.created_at, *[None] * 8, address)
    decided = it.state in (State.ACCEPTED, State.REJECTED)
    return (
        *(slug, it.id, reference, str(AMENDMENT_STATES[State(it.state)]), public_name(name, left_at)),
        *(it.base_number, it.base_title, it.base_body, it.title, it.body, it.reason, it.created_at),
        public_name(decider, decider_left_at) if decided else None,
        *(it.on_behalf, it.decided_at, it.decision_reason, it.result_number, it.adapted, grown, it.contribution_count, address),
    )


def _texts(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = ReviewText
    columns = (Consultation.slug, it.id, it.title, it.introduction, it.number, it.opened_at, it.closed_at, it.outcome)
    statement = (
        select(*columns)
        .join(Consultation, Consultation.id == it.consultation_id)
        .where(scope.of(it.consultation_id), it.stage != Stage.DRAFT, it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row.id, (*row, scope.below(row.slug, f"/entwuerfe/{row.id}"))


def _paragraphs(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    said = (WordingPlace.place, Wording.kind, Wording.body, Wording.agree_count, Wording.against_count, Paragraph.contribution_count)
    statement = (
        select(Consultation.slug, Paragraph.text_id, Paragraph.id, *said)
        .join(ReviewText, ReviewText.id == Paragraph.text_id)
        .join(Consultation, Consultation.id == ReviewText.consultation_id)
        .join(Version, and_(Version.text_id == ReviewText.id, Version.number == ReviewText.number))
        .join(Wording, Wording.paragraph_id == Paragraph.id)
        .join(WordingPlace, and_(WordingPlace.version_id == Version.id, WordingPlace.wording_id == Wording.id))
        .where(scope.of(ReviewText.consultation_id), ReviewText.stage != Stage.DRAFT, Paragraph.id > after)
        .order_by(Paragraph.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row.id, (*row, scope.below(row.slug, f"/entwuerfe/{row.text_id}/absatz/{row.id}"))


def _suggestions(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Suggestion, Consultation.slug, shown_name(Suggestion.consultation_id, Person, Suggestion.created_at), Person.deleted_at)
        .join(ReviewText, ReviewText.id == Suggestion.text_id)
        .join(Consultation, Consultation.id == Suggestion.consultation_id)
        .outerjoin(Person, Person.id == Suggestion.author_id)
        .where(scope.of(Suggestion.consultation_id), ReviewText.stage != Stage.DRAFT, Suggestion.hidden_at.is_(None), Suggestion.id > after)
        .order_by(Suggestion.id)
        .limit(most)
    )
    for it, slug, name, left_at in session.execute(statement):
        yield (
            it.id,
            (
                *(
                    slug,
                    it.id,
                    it.text_id,
                    it.paragraph_id,
                    public_name(name, left_at),
                    it.base_number,
                    it.base_body,
                    it.body,
                    it.reason,
                    it.created_at,
                ),
                *(str(SUGGESTION_STATES[SuggestionState(it.state)]), it.decided_at, it.decision_reason, it.adapted, it.result_number),
            ),
        )


DATASETS = (
    Dataset(AMENDMENTS, _amendments, narrowing={"vorschlag": lambda reference: Proposal.reference == reference}),
    Dataset(TEXTS, _texts),
    Dataset(PARAGRAPHS, _paragraphs),
    Dataset(SUGGESTIONS, _suggestions),
)
