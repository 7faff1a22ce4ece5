"""How a proposal's text is checked and written, whoever sends it: a form, a page that saves by itself, the city's people."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person
from participation.consultations.models import Consultation
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.prose import excerpt, to_html
from participation.kit.text import clean_line, clean_text
from participation.places.actions import forget_place
from participation.places.queries import place_by_id
from participation.proposals.custom_actions import checked_answers, keep_answers
from participation.proposals.models import TEASER_LENGTH, Proposal, ProposalVersion
from participation.proposals.numbers import random_place
from participation.proposals.texts import ProposalText, WrittenElsewhere, check_text, stamp_of
from participation.proposals.writing_queries import current_text


def own_key(author: Person, consultation: Consultation, entry_key: str) -> str:
    """The form's key bound to its author and place, so that nobody meets another person's."""
    return hashlib.sha256(f"{author.id}:{consultation.id}:{entry_key}".encode()).hexdigest()


def checked_text(session: Session, consultation: Consultation, text: ProposalText, *, whole: bool, rough: bool = False) -> ProposalText:
    """The text as it is kept. Raises Invalid naming the fields."""
    cleaned = ProposalText(clean_line(text.title), clean_text(text.body), text.category_id, text.district_id, text.place_id)
    faults: list[Invalid] = []
    try:
        check_text(cleaned, consultation, whole=whole, titled=not rough)
    except Invalid as fault:
        faults += [fault, *fault.also]
    if cleaned.district_id is not None and session.get(District, cleaned.district_id) is None:
        faults.append(Invalid(_("Diesen Ortsteil gibt es nicht. Bitte wählen Sie einen aus der Liste."), "district_id"))
    try:
        if text.answers is not None:
            cleaned = replace(cleaned, answers=checked_answers(session, consultation, dict(text.answers), whole=whole, rough=rough))
    except Invalid as fault:
        faults += [fault, *fault.also]
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return cleaned


def check_base(session: Session, proposal: Proposal, text: ProposalText, key: str | None, base: str) -> None:
    """Whether the form's text may follow the one that is kept. Raises WrittenElsewhere."""
    if not base or (key is not None and proposal.form_key == key):
        return
    kept = stamp_of(current_text(session, proposal, answers=text.answers is not None))
    if kept not in (base, stamp_of(text)):
        raise WrittenElsewhere(
            _(
                "Dieser Text wurde inzwischen in einem anderen Fenster oder von jemand anderem gespeichert. Ihrer ist noch nicht gespeichert. "
                "Vergleichen Sie beide unten. Wenn Sie jetzt speichern, gilt Ihr Text."
            ),
            proposal,
            kept,
        )


def write_text(session: Session, proposal: Proposal, text: ProposalText, key: str | None = None, step: int = 0) -> Proposal:
    """Put a text into its row, and say which form sent it."""
    proposal.title, proposal.body = text.title, text.body
    proposal.category_id, proposal.district_id = text.category_id, text.district_id
    before, place = proposal.place_id, place_by_id(session, text.place_id)
    proposal.place_id, proposal.place_label = (place.id, place.label) if place else (None, "")
    proposal.body_html = to_html(text.body)
    proposal.teaser = excerpt(proposal.body_html, TEASER_LENGTH)
    if key is not None:
        proposal.form_key, proposal.form_step = key, step
    session.flush()
    if proposal.is_draft and before != proposal.place_id:
        forget_place(session, before)  # nobody else has ever seen it
    if text.answers is not None:
        keep_answers(session, proposal, dict(text.answers))
    return proposal


def earlier(session: Session, author: Person, entry_key: str) -> Proposal | None:
    """What the same form saved before; one form of a person after the other."""
    session.execute(select(Person.id).where(Person.id == author.id).with_for_update())
    return session.scalars(select(Proposal).where(Proposal.entry_key == entry_key)).one_or_none()


def may_be_told(session: Session, new_place_id: int | None) -> bool:
    """Whether the place before may stay on record: not where the new one says that it is somebody's home."""
    place = place_by_id(session, new_place_id)
    return place is None or not place.coarse


def forget_told_places(session: Session, proposal: Proposal) -> None:
    """Take a proposal's place off all its earlier versions: it has turned out to be somebody's home."""
    kept = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id, ProposalVersion.place_id.is_not(None))
    for version in session.scalars(kept):
        before, version.place_id = version.place_id, None
        session.flush()
        forget_place(session, before)


def begin_draft(
    session: Session, author: Person, consultation: Consultation, entry_key: str | None, from_contribution_id: int | None, now: datetime
) -> Proposal:
    """An empty draft, at its random places in the fair order."""
    draft = Proposal(
        consultation_id=consultation.id,
        author_id=author.id,
        entry_key=entry_key,
        official=author.speaks_officially,
        from_contribution_id=from_contribution_id,
        created_at=now,
        shuffle_a=random_place(),
        shuffle_b=random_place(),
    )
    session.add(draft)
    return draft
