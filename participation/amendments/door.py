"""How the room's pages are entered: the consultation, the proposal, the suggested change and who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from flask import url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.amendments import queries, rules
from participation.amendments.models import Amendment
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.forms import Form
from participation.kit.language import gettext as _
from participation.proposals.models import Proposal
from participation.proposals.queries import find_proposal

T = TypeVar("T")


@dataclass(frozen=True)
class Visit:
    """Somebody at a proposal, or with `amendment` at one of its suggested changes."""

    consultation: Consultation
    person: Person | None
    now: datetime
    proposal: Proposal
    amendment: Amendment | None = None

    @cached_property
    def author_gone(self) -> bool:
        """Whether the proposal's author can decide nothing any more."""
        return queries.author_gone(current_session(), self.proposal)

    @property
    def change(self) -> Amendment:
        """The suggested change of this page."""
        assert self.amendment is not None  # noqa: S101  # the address names one
        return self.amendment

    @property
    def proposal_url(self) -> str:
        """Where the proposal stands."""
        return url_for("proposals.detail", slug=self.consultation.slug, proposal_id=self.proposal.id)

    @property
    def list_url(self) -> str:
        """Where all suggested changes of the proposal stand."""
        return f"{self.proposal_url}/aenderungen"

    @property
    def url(self) -> str:
        """Where the suggested change stands."""
        return f"{self.list_url}/{self.change.id}"

    def context(self, here: str = "") -> dict[str, Any]:
        """What every page of the room needs: the frame, the breadcrumb, and the addresses."""
        proposals_url = url_for("proposals.index", slug=self.consultation.slug)
        crumbs = [(_("Vorschläge"), proposals_url), (self.proposal.title, self.proposal_url), (_("Änderungsvorschläge"), self.list_url)]
        if self.amendment is not None:
            crumbs.append((_("Änderungsvorschlag %(number)s", number=self.amendment.id), self.url))
        if here:
            crumbs.append((here, ""))
        return {
            "proposal": self.proposal,
            "proposal_url": self.proposal_url,
            "amendments_url": self.list_url,
            "amendment": self.amendment,
            "crumbs": crumbs,
            **frame(self.consultation, self.person, self.now, proposals_url),
        }

    def verdicts(self) -> dict[str, Any]:
        """What this person may do with the suggested change, for the buttons."""
        change, gone = self.change, self.author_gone
        return {
            "may_accept": rules.may_accept(self.person, change, self.proposal, self.consultation, self.now, author_gone=gone),
            "may_reject": rules.may_reject(self.person, change, self.proposal, self.consultation, author_gone=gone),
            "may_withdraw": rules.may_withdraw(self.person, change, self.consultation),
            "may_promote": rules.may_promote(self.person, change, self.consultation, self.now, grew=change.promoted_id is not None),
            "may_moderate_text": rules.may_moderate_text(self.person, change, self.consultation),
        }


def visit(slug: str, proposal_id: int, amendment_id: int | None = None) -> Visit:
    """Enter. Raises NotFound for what is missing or not to be seen."""
    consultation, person, session = enter(slug), current_person(), current_session()
    proposal = find_proposal(session, consultation.id, proposal_id, person)
    change = queries.find_amendment(session, proposal.id, amendment_id) if amendment_id is not None else None
    return Visit(consultation, person, clock.now(), proposal, change)


def accepted(form: Form, act: Callable[[], T]) -> T | None:
    """Do what a form asks for; what the act objects to is shown at the form's field, and nothing has happened."""
    try:
        return act()
    except Invalid as objection:
        form.blame(objection)
        return None
