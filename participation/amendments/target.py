"""Suggested changes as the moderation decides about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.bylines import author_or_former, shown_name
from participation.accounts.models import Person
from participation.amendments.models import KIND, Amendment
from participation.amendments.moderation_actions import cut_amendment, cut_copies, hide_amendment, show_amendment
from participation.consultations.models import Consultation
from participation.consultations.targets import ALL_MEASURES, Written
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.proposals.models import Proposal, ProposalStage

_a = Amendment.__table__.c


class Amendments:
    """Each can be hidden, and passages can be taken out of it. It holds copies of a proposal's text."""

    kind = KIND
    hides = True
    measures = ALL_MEASURES
    acts = frozenset({"amendment.suggested"})

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (_a.id, _a.consultation_id, _a.proposal_id, _a.title, _a.body, _a.reason, _a.author_id, _a.hidden_at)
        statement = (
            select(
                *columns,
                Proposal.title.label("proposal_title"),
                Proposal.stage,
                Consultation.slug,
                shown_name(_a.consultation_id, Person, _a.created_at).label("name"),
            )
            .join(Proposal, Proposal.id == _a.proposal_id)
            .join(Consultation, Consultation.id == _a.consultation_id)
            .outerjoin(Person, Person.id == _a.author_id)
            .where(_a.id.in_(ids))
        )
        return [_made(row) for row in session.execute(statement)]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Suggested changes repeat a proposal's text by their nature."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_amendment`."""
        hide_amendment(session, moderator, *_held(session, number), reason, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_amendment`."""
        show_amendment(session, moderator, *_held(session, number), now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_amendment`."""
        return cut_amendment(session, moderator, *_held(session, number), passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Of a proposal's text."""
        return cut_copies(session, written.id, passages) if written.kind == "proposal" else 0


def _held(session: Session, number: int) -> tuple[Amendment, Consultation]:
    found = session.get(Amendment, number)
    if found is None:
        raise NotFound
    return found, session.get_one(Consultation, found.consultation_id)


def _made(row: Any) -> Written:
    title = _("Änderungsvorschlag von %(name)s", name=author_or_former(row.name))
    about = _("Zum Vorschlag „%(title)s“", title=row.proposal_title)
    url = f"/beteiligungen/{row.slug}/vorschlaege/{row.proposal_id}/aenderungen/{row.id}"
    hidden = row.hidden_at is not None
    text = "\n\n".join((row.title, row.body, row.reason))
    readable = not hidden and row.stage != ProposalStage.DRAFT
    return Written(KIND, row.id, row.consultation_id, title, text, url, row.author_id, about, readable=readable, hidden=hidden)
