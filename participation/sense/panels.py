"""What this room shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, select

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION, numbers_of
from participation.consultations.rules import runs_it
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import part
from participation.proposals.models import Proposal
from participation.sense.learning import model_of, suggested
from participation.sense.queries import codings_by
from participation.sense.report_models import Report


def _url(consultation: Consultation) -> str:
    return url_for("sense_public.show", slug=consultation.slug)


def numbers() -> dict[str, ScalarSelect[str]]:
    """The title of the published report."""
    newest = (
        select(Report.title)
        .where(Report.consultation_id == THIS_CONSULTATION, Report.published_at.is_not(None))
        .order_by(Report.number.desc())
        .limit(1)
    )
    return {"sense report": newest.scalar_subquery()}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The report, once it is published."""
    return [Link(_("Bericht"), _url(consultation))] if held["sense report"] else []


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The report on the page of results."""
    title = numbers_of(consultation)["sense report"]
    return [part("sense/_results.html", title=title, url=_url(consultation))] if title else []


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The desk of those who make sense of what was written."""
    return [Link(_("Texte auswerten"), url_for("sense.desk", slug=consultation.slug))] if runs_it(person, consultation) else []


def topic(consultation: Consultation, proposal: Proposal | None, person: Person | None, now: datetime) -> list[Markup]:
    """Beside the category while a proposal is written: the place for suggestions. Nothing where too little was learnt."""
    if model_of(current_session(), consultation.id) is None:
        return []
    return [part("sense/_topics_while_writing.html", look_url=url_for("sense_topics.look", slug=consultation.slug))]


def preview(consultation: Consultation, proposal: Proposal, person: Person | None, now: datetime) -> list[Markup]:
    """Before a draft is published: which categories its words fit, where its own is not among them. Works without JavaScript."""
    found = suggested(current_session(), consultation, proposal.title, proposal.body)
    if not found or proposal.category_id in {category.id for category in found}:
        return []
    edit_url = url_for("proposal_writing.edit", slug=consultation.slug, proposal_id=proposal.id)
    return [part("sense/_topics_hint.html", found=found, edit_url=edit_url, chosen=proposal.category_id is not None)]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """In which rounds a person codes, for the data download."""
    return {"coding_rounds": [dict(row._mapping) for row in codings_by(current_session(), person)]}
