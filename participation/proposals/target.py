"""Proposals, and their pictures and documents, as the moderation decides about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.bylines import shown_name
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import ALL_MEASURES, Written
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.uploads import copies_of
from participation.organisations.bylines import organisation_name, signed
from participation.proposals import moderation_actions as acts
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.return_actions import give_back
from participation.proposals.writing_models import Attachment, AttachmentKind

_p, _a = Proposal.__table__.c, Attachment.__table__.c
NEAR = 60
"""With how many of a consultation's latest proposals one is compared."""


class Proposals:
    """Each can be hidden, and passages can be taken out of it and its earlier versions. What was never public is nobody's affair."""

    kind = "proposal"
    hides = True
    measures = ALL_MEASURES | {"back"}
    acts = frozenset({"proposal.published", "proposal.handed_in", "proposal.edited", "proposal.text_adopted"})

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (_p.id, _p.consultation_id, _p.title, _p.body, _p.author_id, _p.stage, _p.hidden_at, _p.official, _p.reference)
        statement = (
            select(
                *columns,
                Consultation.slug,
                shown_name(_p.consultation_id, Person, _p.published_at).label("name"),
                organisation_name(_p.organisation_id).label("organisation"),
            )
            .join(Consultation, Consultation.id == _p.consultation_id)
            .outerjoin(Person, Person.id == _p.author_id)
            .where(_p.id.in_(ids), _p.reference.is_not(None))
        )
        return [_made(row) for row in session.execute(statement)]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Those of its consultation that came before it, the latest ones."""
        others = (_p.consultation_id == written.consultation_id, _p.stage == ProposalStage.PUBLISHED, _p.id < written.id)
        latest = select(_p.id, _p.title, _p.body).where(*others).order_by(_p.published_at.desc(), _p.id.desc()).limit(NEAR)
        return {row.id: f"{row.title}\n\n{row.body}" for row in session.execute(latest)}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_proposal`."""
        acts.hide_proposal(session, moderator, *_held(session, number), reason, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_proposal`."""
        acts.show_proposal(session, moderator, *_held(session, number), now)

    def give_back(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `return_actions.give_back`."""
        give_back(session, moderator, *_held(session, number), reason, now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_proposal`."""
        return acts.cut_proposal(session, moderator, *_held(session, number), passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0


class Files:
    """Pictures and documents of public proposals. Hiding one leaves the proposal as it is."""

    kind = "attachment"
    hides = True
    measures = ALL_MEASURES
    acts: frozenset[str] = frozenset()

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (_a.id, _a.kind, _a.words, _a.stored_name, _a.width, _a.hidden_at, _a.proposal_id, _p.consultation_id, _p.author_id, _p.stage)
        statement = (
            select(*columns, _p.title, _p.official, Consultation.slug)
            .join_from(Attachment.__table__, Proposal.__table__, _p.id == _a.proposal_id)
            .join(Consultation, Consultation.id == _p.consultation_id)
            .where(_a.id.in_(ids), _p.reference.is_not(None))
        )
        return [_file(row) for row in session.execute(statement)]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Pictures are not compared."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_file`."""
        acts.hide_file(session, moderator, *_held_file(session, number), reason, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_file`."""
        acts.show_file(session, moderator, *_held_file(session, number), now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_file`."""
        return acts.cut_file(session, moderator, *_held_file(session, number), passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0


def _held(session: Session, number: int) -> tuple[Proposal, Consultation]:
    found = session.get(Proposal, number)
    if found is None:
        raise NotFound
    return found, session.get_one(Consultation, found.consultation_id)


def _held_file(session: Session, number: int) -> tuple[Attachment, Consultation]:
    found = session.get(Attachment, number)
    if found is None or found.proposal_id is None:
        raise NotFound
    proposal = session.get_one(Proposal, found.proposal_id)
    return found, session.get_one(Consultation, proposal.consultation_id)


def _made(row: Any) -> Written:
    title = _("Vorschlag von %(name)s", name=signed(row.name, row.organisation))
    hidden = row.hidden_at is not None
    return Written(
        "proposal",
        row.id,
        row.consultation_id,
        title,
        f"{row.title}\n\n{row.body}",
        f"/beteiligungen/{row.slug}/vorschlaege/{row.id}",
        row.author_id,
        _("Nummer %(number)s", number=row.reference),
        readable=not hidden and row.stage != ProposalStage.DRAFT,
        hidden=hidden,
        official=row.official,
    )


def _file(row: Any) -> Written:
    pictured, hidden = row.kind == AttachmentKind.PICTURE, row.hidden_at is not None
    return Written(
        "attachment",
        row.id,
        row.consultation_id,
        _("Bild") if pictured else _("Dokument"),
        row.words,
        f"/beteiligungen/{row.slug}/vorschlaege/{row.proposal_id}",
        row.author_id,
        _("Zum Vorschlag „%(title)s“", title=row.title),
        picture=f"/vorschlagsbilder/{row.stored_name}/{copies_of(row.width)[0]}.webp" if pictured else "",
        readable=not hidden and row.stage != ProposalStage.DRAFT,
        hidden=hidden,
        official=row.official,
    )
