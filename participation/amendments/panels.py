"""What suggested changes show on other rooms' pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import Select, select

from participation.accounts.models import Person
from participation.amendments import queries, rules
from participation.amendments.models import KIND, STATE_NAMES, Amendment, State
from participation.amendments.target import Amendments
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_CONSULTATION, OF_PROPOSAL
from participation.consultations.phases import Act
from participation.consultations.rules import may_take_part
from participation.consultations.subjects import Seed, Subject
from participation.consultations.targets import Target
from participation.kit.database import current_session
from participation.kit.kept import kept_html
from participation.kit.language import gettext as _
from participation.kit.links import Link, Section
from participation.kit.page_cache import shows
from participation.kit.page_versions import SITE
from participation.kit.pages import part
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.reading import text_scope

SHOWN = 5
"""Suggested changes on a proposal's page, the newest."""
OWN_SHOWN = 20


def on_proposal(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The newest suggested changes with what became of them, and the way to suggest one; and from which one a proposal grew."""
    may_suggest = rules.may_suggest(person, proposal, consultation, now)
    offered = bool(may_suggest or may_suggest.remedy)
    name, scopes = ("suggested changes", proposal.id, offered), (SITE, text_scope(proposal.id))
    found = kept_html(name, scopes, lambda: _newest(proposal, consultation, offered=offered))
    return [found] if found else []


def _newest(proposal: Proposal, consultation: Consultation, *, offered: bool) -> Markup:
    session = current_session()
    origin = queries.origin_of(session, proposal.id)
    if origin is not None:
        shows(text_scope(origin.proposal_id))
        origin = queries.origin_of(session, proposal.id)  # its title not before that scope's version
    rows = queries.newest_of(session, proposal.id, SHOWN)
    if not rows and not offered and origin is None:
        return Markup()
    proposal_url = url_for("proposals.detail", slug=consultation.slug, proposal_id=proposal.id)
    shown = {
        "rows": rows,
        "count": proposal.amendment_count,
        "origin": origin,
        "origin_url": _url(consultation.slug, origin) if origin is not None else "",
        "states": STATE_NAMES,
        "offered": offered,
        "amendments_url": f"{proposal_url}/aenderungen",
    }
    return part("amendments/_panel.html", **shown)


def subject_for(consultation: Consultation, proposal: Proposal, amendment: Amendment) -> Subject:
    """A suggested change as its own page hands it to the discussion."""
    url = url_for("amendments.show", slug=consultation.slug, proposal_id=proposal.id, amendment_id=amendment.id)
    return _subject(amendment, proposal.title, proposal.stage, url)


def subjects(kind: str, ids: Iterable[int], person: Person | None) -> list[Subject]:
    """Suggested changes as the discussion knows them, those that this person may see."""
    if kind != KIND:
        return []
    rows = queries.amendments_for_discussion(current_session(), ids, person)
    return [_subject(row, row.title, row.stage, _url(row.slug, row)) for row in rows]


def _subject(amendment: Any, title: str, stage: str, url: str) -> Subject:
    closed = ""
    if stage != ProposalStage.PUBLISHED:
        closed = _("Dieser Vorschlag gilt nicht mehr. Die Diskussion bleibt lesbar.")
    elif amendment.hidden_at is not None:
        closed = _("Die Moderation hat diesen Änderungsvorschlag ausgeblendet. Die Diskussion bleibt lesbar.")
    elif amendment.state == State.WITHDRAWN:
        closed = _("Dieser Änderungsvorschlag ist zurückgezogen. Die Diskussion bleibt lesbar.")
    said = _("Änderungsvorschlag zu „%(title)s“", title=title)
    return Subject(KIND, amendment.id, amendment.consultation_id, said, url, amendment.author_id, closed)


def _url(slug: str, row: Any) -> str:
    return url_for("amendments.show", slug=slug, proposal_id=row.proposal_id, amendment_id=row.id)


def contribution_acts(seed: Seed, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """From a contribution to a proposal's discussion that suggests a change, the way to the changed text itself."""
    if seed.subject.kind != "proposal" or seed.kind != "suggestion":
        return []
    if person is None or person.id == seed.subject.author_id or not may_take_part(person, consultation, Act.DISCUSS, now):
        return []
    url = url_for("amendments.new", slug=consultation.slug, proposal_id=seed.subject.id, aus=seed.contribution_id)
    return [Link(_("Änderungsvorschlag daraus machen"), url)]


def own_contributions(person: Person) -> list[Section]:
    """What a person suggested."""
    return _section(_("Meine Änderungsvorschläge"), queries.amendments_by(current_session(), person, OWN_SHOWN, hidden=True))


def public_contributions(person: Person) -> list[Section]:
    """What everybody may see of it."""
    return _section(_("Änderungsvorschläge"), queries.amendments_by(current_session(), person, OWN_SHOWN, hidden=False))


def _section(title: str, rows: Iterable[Any]) -> list[Section]:
    links = [Link(row.title, _url(row.slug, row), note=str(_("ausgeblendet") if row.hidden_at else STATE_NAMES[row.state])) for row in rows]
    return [Section(title, links)] if links else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    return {"amendments": [dict(row._mapping) for row in queries.everything_of(current_session(), person)]}


def signed(consultation_id: int, person_id: int) -> list[Select[Any]]:
    """What somebody wrote in a consultation under a name that others read."""
    return [select(Amendment.id).where(Amendment.consultation_id == consultation_id, Amendment.author_id == person_id)]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever suggested a change in a consultation, or to one proposal."""
    if kind not in (OF_CONSULTATION, OF_PROPOSAL):
        return []
    which = Amendment.proposal_id == number if kind == OF_PROPOSAL else Amendment.consultation_id == number
    return [select(Amendment.author_id).where(which, Amendment.author_id.is_not(None))]


def targets() -> list[Target]:
    """Suggested changes, as the moderation decides about them."""
    return [Amendments()]
