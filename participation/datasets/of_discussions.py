"""Contributions to discussions, the moderation's topics, and what came of each discussion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.amendments.models import Amendment
from participation.consultations.models import Consultation
from participation.datasets.common import ADDRESS, CONSULTATION, who
from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.of_proposals import READABLE
from participation.datasets.scope import Row, Scope, in_order, public_name
from participation.discussions.models import Contribution, Discussion, Topic
from participation.discussions.words import KIND_NAMES
from participation.organisations.bylines import organisation_name
from participation.proposals.models import Proposal
from participation.reviews.models import Paragraph, ReviewText
from participation.reviews.models import Stage as TextStage

SUBJECTS = {
    "proposal": "Vorschlag",
    "amendment": "Änderungsvorschlag",
    "topic": "Thema",
    "paragraph": "Absatz eines Textentwurfs",
}
_SUBJECT = (
    Column(
        "gegenstand",
        "worüber gesprochen wird: Vorschlag, Änderungsvorschlag, Thema oder Absatz eines Textentwurfs",
        "what is discussed: Vorschlag (proposal), Änderungsvorschlag (amendment), Thema (topic), Absatz eines Textentwurfs (paragraph)",
    ),
    Column("gegenstand_nummer", "dessen Nummer", "its number"),
)

CONTRIBUTIONS = Table(
    "beitraege",
    Words(
        "Alle Beiträge der Diskussionen. Gelöschte und ausgeblendete stehen als solche da, ohne Text und Namen.",
        "All contributions to discussions. Deleted and hidden ones are named as such, without text and name.",
    ),
    (
        CONSULTATION,
        Column("nummer", "Nummer des Beitrags; sie steht auch in seiner Adresse", "number of the contribution, also in its address", Kind.WHOLE),
        Column(
            "antwort_auf",
            "Nummer des Beitrags, auf den er antwortet; leer: ein eigener Beitrag",
            "number of the contribution it answers; empty: none",
            Kind.WHOLE,
        ),
        *_SUBJECT,
        Column(
            "zustand",
            "lesbar; gelöscht (von der verfassenden Person); ausgeblendet (von der Moderation)",
            "lesbar (readable); gelöscht (deleted by its author); ausgeblendet (hidden by the moderation)",
        ),
        Column(
            "art",
            "Dafür, Dagegen, Frage, Änderungsvorschlag, Hinweis; bei Antworten leer",
            "for, against, question, suggestion, note, in German; empty for answers",
        ),
        who("von", "verfassende Person", "author"),
        Column("stimme_der_stadt", "1: für die Stadt geschrieben, sonst 0", "1: written for the city, otherwise 0", Kind.FLAG),
        Column("amt", "Amt oder Funktion der verfassenden Person, wie sie damals hieß", "the author's office or function, as it was called then"),
        Column("text", "Text, wie er geschrieben wurde (Markdown)", "text as written (Markdown)"),
        Column(
            "zustimmungen", "wie viele Personen zustimmen; wer das ist, steht nirgends", "how many agree; who they are is said nowhere", Kind.WHOLE
        ),
        Column("ablehnungen", "wie viele Personen nicht zustimmen", "how many disagree", Kind.WHOLE),
        Column("geschrieben_am", "Zeitpunkt", "when it was written", Kind.MOMENT),
        Column("geaendert_am", "Zeitpunkt der letzten Änderung; leer: nie geändert", "when it was last changed; empty: never", Kind.MOMENT),
        Column(
            "organisation",
            "geprüfte Organisation, in deren Namen er geschrieben ist; leer: im eigenen Namen",
            "checked organisation in whose name it is written; empty: in the author's own",
        ),
        ADDRESS,
    ),
    Words("Beiträge", "Contributions"),
)
TOPICS = Table(
    "themen",
    Words("Fragen, die die Moderation zur Diskussion gestellt hat.", "Questions that the moderation put up for discussion."),
    (
        CONSULTATION,
        Column("nummer", "Nummer des Themas", "number of the topic", Kind.WHOLE),
        Column("titel", "Titel", "title"),
        Column("text", "Einleitung (Markdown)", "introduction (Markdown)"),
        Column("eroeffnet_am", "Zeitpunkt", "when it was opened", Kind.MOMENT),
        ADDRESS,
    ),
    Words("Themen der Diskussion", "Discussion topics"),
)
DISCUSSIONS = Table(
    "diskussionen",
    Words(
        "Zu jeder Diskussion: wie viele Beiträge sie hat und welches Ergebnis die Moderation festgehalten hat.",
        "Of each discussion: how many contributions it has and which outcome the moderation noted.",
    ),
    (
        CONSULTATION,
        *_SUBJECT,
        Column("beitraege", "Zahl der lesbaren Beiträge und Antworten", "number of readable contributions and answers", Kind.WHOLE),
        Column(
            "beendet_am",
            "Zeitpunkt, zu dem die Moderation sie beendet hat; leer: nicht vorzeitig beendet",
            "when the moderation ended it; empty: not ended early",
            Kind.MOMENT,
        ),
        Column("ergebnis", "Ergebnis der Diskussion (Markdown); leer: keines eingetragen", "outcome (Markdown); empty: none noted"),
        Column("ergebnis_am", "Zeitpunkt, zu dem das Ergebnis eingetragen wurde", "when the outcome was noted", Kind.MOMENT),
    ),
    Words("Diskussionen", "Discussions"),
)

_PROPOSAL_OF = and_(Discussion.subject_kind == "proposal", Proposal.id == Discussion.subject_id, READABLE)


def _open() -> Any:
    """The condition that everyone may read what a discussion is about; needs the outer join with its proposal."""
    amendments = select(Amendment.id).join(Proposal, Proposal.id == Amendment.proposal_id).where(READABLE)
    paragraphs = select(Paragraph.id).join(ReviewText, ReviewText.id == Paragraph.text_id).where(ReviewText.stage != TextStage.DRAFT)
    return or_(
        Discussion.subject_kind == "topic",
        and_(Discussion.subject_kind == "proposal", Proposal.id.is_not(None)),
        and_(Discussion.subject_kind == "amendment", Discussion.subject_id.in_(amendments)),
        and_(Discussion.subject_kind == "paragraph", Discussion.subject_id.in_(paragraphs)),
    )


FEW = 20_000
"""So many contributions of a consultation are found by their discussions; more are read in the order in which they lie."""


def _contributions(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    if scope.conditions:  # one subject's; see `_about`
        yield from _found(session, scope, Contribution, Contribution.id > after, most)
        return
    if scope.consultation_id is not None:
        here = select(func.sum(Discussion.contribution_count)).where(Discussion.consultation_id == scope.consultation_id)
        if (session.scalar(here) or 0) < FEW:
            yield from _found(session, scope, Contribution, Contribution.id > after, most)
            return
    given = 0
    while given < most:
        # the limit inside makes the database begin with the contributions, not with a million of them by their discussions
        lying = select(Contribution).where(Contribution.id > after).order_by(Contribution.id).limit(most).subquery()
        last, number = session.execute(select(func.max(lying.c.id), func.count()).select_from(lying)).one()
        for row in _found(session, scope, aliased(Contribution, lying), true(), most - given):
            given += 1
            yield row
        if number < most:
            return
        after = last


def _read(it: Any) -> Any:
    """What is read of contributions, in the order of their keys."""
    columns = (
        *(it.id, it.parent_id, Discussion.subject_kind, Discussion.subject_id, Proposal.reference, Consultation.slug),
        *(it.kind, it.official, it.author_position, it.body, it.up_count, it.down_count, it.created_at, it.edited_at),
        *(it.deleted_at, it.hidden_at, it.origin, shown_name(Discussion.consultation_id, Person, it.created_at).label("name")),
        *(Person.deleted_at.label("left_at"), organisation_name(it.organisation_id).label("organisation")),
    )
    return (
        select(*columns)
        .select_from(it)
        .join(Discussion, Discussion.id == in_order(it.discussion_id))
        .join(Consultation, Consultation.id == Discussion.consultation_id)
        .outerjoin(Proposal, _PROPOSAL_OF)
        .outerjoin(Person, Person.id == it.author_id)
        .where(_open())
        .order_by(it.id)
    )


_ALL = _read(Contribution)


def _found(session: Session, scope: Scope, it: Any, condition: Any, most: int) -> Iterator[Row]:
    read = _ALL if it is Contribution else _read(it)
    statement = read.where(scope.of(Discussion.consultation_id), condition).limit(most)
    kinds = {kind: str(name) for kind, name in KIND_NAMES.items()}
    for row in session.execute(statement):
        yield row.id, _contribution(scope, row, kinds)


def _contribution(scope: Scope, row: Any, kinds: dict[Any, str]) -> tuple[object, ...]:
    subject = row.reference if row.subject_kind == "proposal" else str(row.subject_id)
    head = (row.slug, row.id, row.parent_id, SUBJECTS[row.subject_kind], subject)
    address = f"{scope.base_url}/beitraege/{row.id}"
    if row.deleted_at is not None or row.hidden_at is not None:
        state = "gelöscht" if row.deleted_at is not None else "ausgeblendet"
        return (*head, state, None, None, None, None, None, None, None, row.created_at, None, None, address)
    return (
        *head,
        "lesbar",
        None if row.parent_id is not None else kinds[row.kind],
        row.origin or public_name(row.name, row.left_at),
        row.official,
        row.author_position,
        row.body,
        row.up_count,
        row.down_count,
        row.created_at,
        row.edited_at,
        row.organisation,
        address,
    )


def _topics(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Consultation.slug, Topic.id, Topic.title, Topic.introduction, Topic.opened_at)
        .join(Consultation, Consultation.id == Topic.consultation_id)
        .where(scope.of(Topic.consultation_id), Topic.id > after)
        .order_by(Topic.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row.id, (*row, scope.below(row.slug, f"/diskussionen/{row.id}"))


def _discussions(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = Discussion
    columns = (
        Consultation.slug,
        it.id,
        it.subject_kind,
        it.subject_id,
        Proposal.reference,
        it.contribution_count,
        it.closed_at,
        it.outcome,
        it.outcome_at,
    )
    statement = (
        select(*columns)
        .join(Consultation, Consultation.id == it.consultation_id)
        .outerjoin(Proposal, _PROPOSAL_OF)
        .where(scope.of(it.consultation_id), _open(), it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for slug, key, kind, subject_id, reference, *rest in session.execute(statement):
        yield key, (slug, SUBJECTS[kind], reference if kind == "proposal" else str(subject_id), *rest)


def _about(number: str) -> Any:
    """What is discussed has this number: a proposal's reference, else the id of a topic, an amendment or a paragraph."""
    proposals = and_(Discussion.subject_kind == "proposal", Discussion.subject_id.in_(select(Proposal.id).where(Proposal.reference == number)))
    others = and_(Discussion.subject_kind != "proposal", Discussion.subject_id == int(number)) if _ID.fullmatch(number) else false()
    return or_(proposals, others)


def _in_discussion_about(number: str) -> Any:
    return Contribution.discussion_id.in_(select(Discussion.id).where(_about(number)))


_ID = re.compile("[1-9][0-9]{0,8}")
DATASETS = (
    Dataset(CONTRIBUTIONS, _contributions, narrowing={"gegenstand_nummer": _in_discussion_about}),
    Dataset(TOPICS, _topics),
    Dataset(DISCUSSIONS, _discussions, narrowing={"gegenstand_nummer": _about}),
)
