"""What this room shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.followups import balance, queries, today, waiting
from participation.followups.amounts import say_cost, say_period
from participation.followups.course import course_of
from participation.followups.rules import in_service, may_keep_blocks, may_manage_offices, may_see_day, may_see_work
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.kept import kept_html
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_versions import SITE
from participation.kit.pages import format_number, part
from participation.kit.prose import excerpt
from participation.proposals.cards import status_badges
from participation.proposals.models import Proposal
from participation.proposals.reading import text_scope

EXCERPT = 280


def words() -> dict[str, Any]:
    """How templates say money and months."""
    return {"say_cost": say_cost, "say_period": say_period}


def answers(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Above a proposal's text: what the city answered, and what it costs."""
    return [found] if (found := kept_html(("city's answers", proposal.id), _scopes(proposal), lambda: _answers(proposal))) else []


def _answers(proposal: Proposal) -> Markup:
    found = queries.answers_of(current_session(), proposal.id)
    return part("followups/_answers.html", answers=found, **words()) if found else Markup()


def _scopes(proposal: Proposal) -> tuple[str, ...]:
    return SITE, text_scope(proposal.id)


def course(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Below a proposal's text: what becomes of it step by step."""
    return [kept_html(("course", proposal.id), _scopes(proposal), lambda: _course(proposal, consultation))]


def _course(proposal: Proposal, consultation: Consultation) -> Markup:
    session = current_session()
    asked, given = queries.asked_offices(session, proposal.id), queries.answers_of(session, proposal.id)
    steps = course_of(proposal, asked, given, gather("proposal.steps", proposal))
    return part("followups/_course.html", steps=steps, overview_url=url_for("answers.overview", slug=consultation.slug))


def acts(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """Buttons of staff below a proposal's text."""
    if not (in_service(person) or runs_it(person, consultation)):
        return []
    return [Link(_("Aufgaben und Notizen"), url_for("work.desk", slug=consultation.slug, proposal_id=proposal.id))]


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """What residents said and what the city did about it."""
    rows = balance.said_and_done(current_session(), consultation.id)
    if not rows:
        return []
    shown = {
        "rows": [(row, excerpt(row.body_html, EXCERPT)) for row in rows],
        "badges": status_badges(),
        "list_url": url_for("proposals.index", slug=consultation.slug),
        "overview_url": url_for("answers.overview", slug=consultation.slug),
        **words(),
    }
    return [Markup(render_template("followups/_said_and_done.html", **shown))]  # a template's own output


def meeting_answers(meeting: Any, consultation: Consultation) -> list[Markup]:
    """On a meeting's page: its questions that stayed open and went to offices, with the answers."""
    found = queries.questions_within(current_session(), meeting.id)
    return [part("followups/_meeting_answers.html", questions=found)] if found else []


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """What one can work on in a consultation: answer many, see what waits."""
    if person is None or not (in_service(person) or runs_it(person, consultation)):
        return []
    number = waiting.number_waiting(current_session(), person, consultation.id)
    return [
        Link(_("Vorschläge beantworten und zuweisen"), url_for("bulk_answers.choose", slug=consultation.slug)),
        Link(_("Fragen und Empfehlungen beantworten und zuweisen"), url_for("matters.index", slug=consultation.slug)),
        Link(_("Freigaben"), url_for("releases.index", slug=consultation.slug)),
        Link(_("Was wartet auf wen"), url_for("work.index"), note=format_number(number)),
    ]


def staff_links(person: Person) -> list[Link]:
    """The staff's start page: what waits, text blocks, offices."""
    links = []
    if may_see_day(person):
        for office in today.days_of(current_session(), person, clock.now()):
            note = format_number(office.urgent) if office.urgent else ""
            links.append(_entry(_("Heute: %(office)s", office=office.name), url_for("office_day.show", office_id=office.id), note))
    if may_see_work(person):
        number = waiting.number_waiting(current_session(), person)
        links.append(_entry(_("Was wartet auf wen"), url_for("work.index"), format_number(number)))
    if may_keep_blocks(person):
        links.append(_entry(_("Textbausteine"), url_for("offices.blocks")))
    if may_manage_offices(person):
        links.append(_entry(_("Ämter"), url_for("offices.index")))
    return links


def _entry(label: str, url: str, note: str = "") -> Link:
    return Link(label, url, current=request.path.startswith(url), note=note)


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    return queries.written_by(current_session(), person)
