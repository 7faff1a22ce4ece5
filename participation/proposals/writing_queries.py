"""Reads about what belongs to writing: additional questions and answers, files, co-authors, what was taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from participation.accounts.bylines import names_in, shown_name
from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.proposals.custom import read_answers, say_answer, type_again
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.texts import ProposalText, check_text, text_of
from participation.proposals.writing_models import Attachment, CoAuthor, CustomField, CustomValue, Intake, Invitation

_f, _v, _a, _co, _i = (table.__table__.c for table in (CustomField, CustomValue, Attachment, CoAuthor, Intake))
_p, _person = Proposal.__table__.c, Person.__table__.c


@dataclass(frozen=True, slots=True)
class Answer:
    """What a proposal answers to an additional question: `value` as it is kept, `said` in words."""

    field_id: int
    label: str
    kind: str
    public: bool
    value: str
    said: str


_FIELDS = (
    select(CustomField)
    .where(CustomField.consultation_id == bindparam("consultation"))
    .order_by(CustomField.retired_at.is_not(None), CustomField.position, CustomField.id)
)
_ASKED = _FIELDS.where(CustomField.retired_at.is_(None))


def fields_of(session: Session, consultation_id: int, *, retired: bool = False) -> Sequence[CustomField]:
    """The questions of a consultation in their order; with those no longer asked at the end where wanted."""
    return session.scalars(_FIELDS if retired else _ASKED, {"consultation": consultation_id}).all()


def field_of(session: Session, consultation_id: int, field_id: int) -> CustomField:
    """One question of a consultation. Raises NotFound."""
    field = session.get(CustomField, field_id)
    if field is None or field.consultation_id != consultation_id:
        raise NotFound
    return field


def answer_counts(session: Session, consultation_id: int) -> dict[int, int]:
    """How many proposals, drafts too, answer which question."""
    statement = (
        select(_v.field_id, func.count()).join(CustomField, CustomField.id == _v.field_id).where(_f.consultation_id == consultation_id)
    ).group_by(_v.field_id)
    return {row[0]: row[1] for row in session.execute(statement)}


_values = (
    select(_v.proposal_id, _v.field_id, _v.value, _f.label, _f.kind, _f.public)
    .join(CustomField, CustomField.id == _v.field_id)
    .where(_v.proposal_id.in_(bindparam("ids", expanding=True)))
    .order_by(_v.proposal_id, _f.position, _f.id)
)


def custom_values_of(session: Session, ids: Iterable[int], *, also_private: bool = False) -> dict[int, list[Answer]]:
    """What proposals answer, by the proposal's number, in the questions' order; answers for staff only where `also_private`."""
    found: dict[int, list[Answer]] = {}
    for row in session.connection().execute(_values, {"ids": list(ids)}):
        if row.public or also_private:
            said = say_answer(row.kind, row.value)
            found.setdefault(row.proposal_id, []).append(Answer(row.field_id, row.label, row.kind, row.public, row.value, said))
    return found


_KEPT = (
    select(_v.field_id, _v.value)
    .join(CustomField, CustomField.id == _v.field_id)
    .where(_f.retired_at.is_(None), _v.proposal_id == bindparam("proposal"))
)


def kept_answers(session: Session, proposal_id: int) -> dict[int, str]:
    """What a proposal answers to the questions that are asked, question → answer as it is kept."""
    rows = session.execute(_KEPT, {"proposal": proposal_id})
    return {row.field_id: row.value for row in rows}


def current_text(session: Session, proposal: Proposal, *, answers: bool = True) -> ProposalText:
    """What a proposal says at present, with its answers where wanted."""
    text = text_of(proposal)
    return replace(text, answers=tuple(sorted(kept_answers(session, proposal.id).items()))) if answers else text


def check_publishable(session: Session, draft: Proposal, consultation: Consultation) -> None:
    """Refuse a draft that cannot be published as it is. Raises Invalid with all that is missing."""
    faults: list[Invalid] = []
    try:
        check_text(text_of(draft), consultation, whole=True)
    except Invalid as fault:
        faults += [fault, *fault.also]
    try:
        typed = kept_answers(session, draft.id)
        fields = fields_of(session, consultation.id)
        read_answers(fields, {field.id: type_again(field.kind, typed.get(field.id, "")) for field in fields}, whole=True)
    except Invalid as fault:
        faults += [fault, *fault.also]
    if undescribed(session, draft.id):
        faults.append(Invalid(_("Ein Bild hat noch keine Beschreibung. Bitte ergänzen Sie sie, oder entfernen Sie das Bild.")))
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])


def objection_to(session: Session, draft: Proposal, consultation: Consultation) -> str:
    """What a draft still lacks before it can be published; empty where nothing."""
    try:
        check_publishable(session, draft, consultation)
    except Invalid as objection:
        return " ".join(one.message for one in (objection, *objection.also))
    return ""


def attachments_of(session: Session, proposal_id: int) -> Sequence[Attachment]:
    """A proposal's pictures and documents in their order."""
    statement = select(Attachment).where(Attachment.proposal_id == proposal_id).order_by(Attachment.position, Attachment.id)
    return session.scalars(statement).all()


def attachment_of(session: Session, proposal_id: int, attachment_id: int) -> Attachment:
    """One of a proposal's files. Raises NotFound."""
    found = session.get(Attachment, attachment_id)
    if found is None or found.proposal_id != proposal_id:
        raise NotFound
    return found


_delivered = (
    select(Attachment, Proposal, Consultation)
    .join(Proposal, Proposal.id == _a.proposal_id)
    .join(Consultation, Consultation.id == _p.consultation_id)
    .where(_a.stored_name == bindparam("name"))
)


def attachment_to_deliver(session: Session, stored_name: str) -> tuple[Attachment, Proposal, Consultation]:
    """A file by its stored name, with what decides who may see it. Raises NotFound."""
    row = session.execute(_delivered, {"name": stored_name}).first()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


_UNDESCRIBED = select(func.count()).where(_a.proposal_id == bindparam("proposal"), _a.words == "", _a.decorative.is_(False))


def undescribed(session: Session, proposal_id: int) -> int:
    """How many pictures still lack their words."""
    return session.scalar(_UNDESCRIBED, {"proposal": proposal_id}) or 0


def writers_named(session: Session, consultation_id: int, ids: Iterable[int]) -> list[str]:
    """The names of co-authors as they appear in the consultation, in the order in which they accepted; no statement where there are none."""
    wanted = list(ids)
    names = names_in(session, consultation_id, wanted)
    return [names[number] for number in wanted if number in names]


def invitations_of(session: Session, proposal_id: int) -> Sequence[Any]:
    """Who was asked to write together, as the author sees it: open and accepted ones."""
    statement = (
        select(
            _co.id,
            _co.state,
            _co.called,
            _co.invited_at,
            _co.person_id,
            shown_name(_p.consultation_id, _person, _co.answered_at).label("public_name"),
        )
        .join(Proposal, _p.id == _co.proposal_id)
        .outerjoin(Person, Person.id == _co.person_id)
        .where(_co.proposal_id == proposal_id, _co.state.in_((Invitation.OPEN, Invitation.ACCEPTED)))
        .order_by(_co.id)
    )
    return session.execute(statement).all()


def invitation_of(session: Session, proposal_id: int, person: Person) -> CoAuthor:
    """The invitation of this person. Raises NotFound."""
    statement = select(CoAuthor).where(CoAuthor.proposal_id == proposal_id, CoAuthor.person_id == person.id)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def proposal_to_join(session: Session, consultation_id: int, proposal_id: int) -> Proposal:
    """A proposal for whoever was invited to write it; ask for the invitation first. Raises NotFound."""
    found = session.get(Proposal, proposal_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def open_invitations(session: Session, person: Person) -> Sequence[Any]:
    """What this person was asked to write together and has not answered; at most fifty."""
    statement = (
        select(_p.id, _p.title, Consultation.slug, _co.invited_at)
        .select_from(CoAuthor)
        .join(Proposal, Proposal.id == _co.proposal_id)
        .join(Consultation, Consultation.id == _p.consultation_id)
        .where(_co.person_id == person.id, _co.state == Invitation.OPEN, Consultation.stage != Stage.DRAFT)
        .order_by(_co.id.desc())
        .limit(50)
    )
    return session.execute(statement).all()


def wrote_too(person_id: Any) -> Any:
    """The condition that somebody accepted to write a proposal together."""
    return _p.id.in_(select(_co.proposal_id).where(_co.person_id == person_id, _co.state == Invitation.ACCEPTED))


def _taken_in() -> Select[Any]:
    return (
        select(_p.id, _p.reference, _p.title, _p.channel, _p.stage, _i.received_on, _i.entered_at, _i.giver, _i.forget_on, _person.public_name)
        .select_from(Intake)
        .join(Proposal, Proposal.id == _i.proposal_id)
        .join(Person, Person.id == _i.entered_by)
    )


def taken_in(session: Session, consultation_id: int, most: int, skipped: int) -> tuple[Sequence[Row[Any]], int]:
    """A page of what staff entered for others, the newest first, and how many there are."""
    here = _p.consultation_id == consultation_id
    total = session.scalar(select(func.count()).select_from(Intake).join(Proposal, Proposal.id == _i.proposal_id).where(here)) or 0
    rows = session.execute(_taken_in().where(here).order_by(_i.entered_at.desc(), _i.proposal_id.desc()).limit(most).offset(skipped)).all()
    return rows, total


def intake_of(session: Session, proposal_id: int) -> Intake:
    """How a proposal was taken in. Raises NotFound where it was not."""
    found = session.get(Intake, proposal_id)
    if found is None:
        raise NotFound
    return found


def writing_of(session: Session, person: Person) -> Mapping[str, list[dict[str, Any]]]:
    """For the data download: answers, files and co-authorships of a person's proposals."""
    mine = select(_p.id).where(_p.author_id == person.id)
    answers = select(_v.proposal_id, _f.label, _v.value).join(CustomField, CustomField.id == _v.field_id).where(_v.proposal_id.in_(mine))
    files = select(_a.proposal_id, _a.kind, _a.words, _a.added_at).where(_a.proposal_id.in_(mine))
    joined = select(_co.proposal_id, _co.state, _co.invited_at, _co.answered_at).where(_co.person_id == person.id)
    asked = select(_co.proposal_id, _co.called, _co.invited_at).where(_co.proposal_id.in_(mine), _co.called != "")
    entered = select(_i.proposal_id, _i.entered_at).where(_i.entered_by == person.id)
    named = {"proposal_answers": answers, "proposal_files": files, "co_authorships": joined, "invitations_sent": asked, "taken_in": entered}
    return {name: [dict(row._mapping) for row in session.execute(statement)] for name, statement in named.items()}


def drafts_left(session: Session, person: Person) -> Sequence[Proposal]:
    """A person's own drafts that others write with."""
    drafts = (Proposal.author_id == person.id, Proposal.stage == ProposalStage.DRAFT, Proposal.hidden_at.is_(None))
    statement = select(Proposal).where(*drafts, Proposal.co_author_ids.is_not(None))
    return session.scalars(statement).all()


def files_by(session: Session, person: Person) -> Sequence[Attachment]:
    """The pictures and documents of a person's own proposals, for the data download."""
    mine = select(_p.id).where(_p.author_id == person.id)
    return session.scalars(select(Attachment).where(_a.proposal_id.in_(mine)).order_by(_a.proposal_id, _a.position, _a.id)).all()
