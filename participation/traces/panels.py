"""What chains show on other rooms' pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.kit.kept import kept_for_nobody
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_versions import SITE
from participation.kit.pages import part
from participation.proposals.models import Proposal
from participation.traces import rules, words
from participation.traces.models import Thing
from participation.traces.showing import Line, chain_around


def chain(kind: str, number: int, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The chain of a thing, and to those who may the ways to go on with it; nothing where there is neither."""
    thing = Thing(kind)
    shown = {
        "lines": _lines(consultation, thing, number),
        "draft_url": _url("traces_making.draft", consultation, thing, number) if rules.may_make_draft(person, consultation, thing, now) else "",
        "work_url": _url("traces.work", consultation, thing, number)
        if rules.offers_removal(person, consultation) and thing in words.WITH_PAGE
        else "",
    }
    return [part("traces/_chain.html", **shown)] if any(shown.values()) else []


def on_proposal(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The chain above a proposal's text."""
    lines = _lines(consultation, Thing.PROPOSAL, proposal.id)
    return [part("traces/_chain.html", lines=lines, draft_url="", work_url="")] if lines else []


def acts(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """For those who run the consultation, and who wrote it: link a proposal with what it came from."""
    if person is None or proposal.is_draft or not (runs_it(person, consultation) or person.id in proposal.writer_ids):
        return []
    if not rules.may_work(person, consultation, proposal.writer_ids):
        return []
    return [Link(_("Zusammenhang bearbeiten"), _url("traces.work", consultation, Thing.PROPOSAL, proposal.id))]


def _lines(consultation: Consultation, thing: Thing, number: int) -> Sequence[Line]:
    """The chain as everybody reads it, kept in memory: whatever changes in one gives the site another version."""
    return kept_for_nobody(("chain", thing, number), (SITE,), lambda: chain_around(consultation, (thing, number)).lines)


def _url(endpoint: str, consultation: Consultation, kind: Thing, number: int) -> str:
    return url_for(endpoint, slug=consultation.slug, kind=words.KIND_WORDS[kind], subject_id=number)
