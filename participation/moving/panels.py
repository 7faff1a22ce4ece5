"""What this room shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.database import current_session
from participation.kit.kept import kept
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import part
from participation.moving import queries
from participation.moving.description import SYSTEM_NAMES, System
from participation.moving.models import Thing
from participation.moving.rules import may_move
from participation.proposals.models import Proposal
from participation.proposals.reading import text_scope
from participation.proposals.writing_models import Channel


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """Where those who run a consultation move things here."""
    to_move = Link(_("Aus einer anderen Plattform umziehen"), url_for("moving.index", slug=consultation.slug))
    return [to_move] if may_move(person, consultation) else []


def notes(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Above the text of a proposal that came from elsewhere: from where, who wrote it there, what was said there."""
    if proposal.channel != Channel.MOVED:
        return []
    trace = kept(("moved", proposal.id), (text_scope(proposal.id),), lambda: queries.trace_of(current_session(), Thing.PROPOSAL, proposal.id))
    return [part("moving/_trace.html", trace=trace, system=SYSTEM_NAMES[System(trace.system)])] if trace is not None else []
