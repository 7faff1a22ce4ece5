"""What measures show on other rooms' pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy import Select, select

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_MEASURE
from participation.consultations.rules import may_enter_staff, runs_it
from participation.followups.course import Step
from participation.followups.current import own_offices
from participation.followups.rules import in_service
from participation.kit import clock
from participation.kit.database import current_session, snapshot
from participation.kit.gathering import gather
from participation.kit.kept import kept_for_nobody
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_versions import SITE
from participation.kit.pages import format_number, part
from participation.measures import listing, queries
from participation.measures.actions import today
from participation.measures.models import STATUS_NAMES, Measure, MeasureEvent, MeasureStatus, Origin
from participation.measures.origins import sources_of
from participation.measures.rules import Asking, may_make
from participation.measures.showing import cards_of
from participation.measures.telling import nodes_to_tell
from participation.measures.words import badge, say_node
from participation.newsletters.models import Follow
from participation.proposals.models import Proposal
from participation.votes.models import Vote


def navigation(person: Person | None) -> list[Link]:
    """What the city has done, for everybody."""
    url = url_for("measures.index")
    return [Link(_("#Gemacht"), url, current=request.path.startswith(url))]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The consultation's measures on its first page."""
    return _part(consultation, now)


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The same among its results."""
    return _part(consultation, now)


def _part(consultation: Consultation, now: datetime) -> list[Markup]:
    def made() -> Markup:
        found = listing.part_of(current_session(), consultation.id, today(now))
        if not found.items:
            return Markup()
        more = url_for("measures.index", beteiligung=consultation.slug) if found.total > len(found.items) else ""
        return part("measures/_part.html", cards=cards_of(found.items), total=found.total, more=more)

    shown = kept_for_nobody(("measures of", consultation.id, today(now)), (SITE,), made)
    return [shown] if shown else []


def of_subjects(kind: str, numbers: Collection[int], consultation: Consultation) -> dict[int, Markup]:
    """What became of some things of a kind, by their numbers; one statement, kept for all."""
    asked = tuple(sorted(numbers))
    if not asked:
        return {}
    return kept_for_nobody(("became", kind, asked), (SITE,), lambda: _became(Origin(kind), asked, consultation.slug))


def _became(kind: Origin, numbers: Collection[int], slug: str) -> dict[int, Markup]:
    found: dict[int, list[Any]] = {}
    for row in queries.became_of(current_session(), kind, numbers):
        found.setdefault(row.subject_id, []).append((row, badge(row.status), f"/beteiligungen/{slug}/massnahmen/{row.id}"))
    return {number: part("measures/_became.html", rows=rows) for number, rows in found.items()}


def on_proposal(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """On a proposal's page: what became of it."""
    return list(of_subjects(Origin.PROPOSAL, [proposal.id], consultation).values())


def proposal_steps(proposal: Proposal) -> list[Step]:
    """Among the steps of a proposal: how far the measures are that were made of it."""
    return [_step(row, proposal) for row in queries.became_of(current_session(), Origin.PROPOSAL, [proposal.id])]


def _step(row: Any, proposal: Proposal) -> Step:
    named = str(STATUS_NAMES[row.status][0])
    title = named if row.status == MeasureStatus.DONE else _("Umsetzung: %(stand)s", stand=named)
    state = "done" if row.status in (MeasureStatus.DONE, MeasureStatus.STOPPED) else "running"
    return Step(title, state, row.status_on, "" if row.title == proposal.title else row.title)


def on_vote(vote: Vote, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Below a vote's result: what became of it, and for staff the way to a measure."""
    if vote.budget is not None:
        return []  # its projects say what becomes of them
    shown = list(of_subjects(Origin.VOTE, [vote.id], consultation).values())
    if runs_it(person, consultation) and may_make(Asking(person, consultation)):
        shown.append(Markup('<p><a href="{}">{}</a></p>').format(_new_url(consultation, Origin.VOTE, vote.id), _("Maßnahme daraus machen")))
    return shown


def proposal_acts(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """For staff below a proposal's text: make a measure of it."""
    if person is None or not proposal.is_published or not (in_service(person) or runs_it(person, consultation)):
        return []
    if not may_make(Asking(person, consultation, own_offices(person))):
        return []
    return [Link(_("Maßnahme daraus machen"), _new_url(consultation, Origin.PROPOSAL, proposal.id))]


def subject_acts(kind: str, numbers: Collection[int], consultation: Consultation, person: Person | None) -> dict[int, Link]:
    """For staff beside a recommendation or a project that won: make a measure of it."""
    if person is None or not (in_service(person) or runs_it(person, consultation)):
        return {}
    if not may_make(Asking(person, consultation, own_offices(person))):
        return {}
    found = sources_of(current_session(), consultation, [(Origin(kind), number) for number in numbers])
    return {source.node[1]: Link(_("Maßnahme daraus machen"), _new_url(consultation, *source.node)) for source in found}


def _new_url(consultation: Consultation, kind: Origin, number: int) -> str:
    return url_for("measure_desk.new", slug=consultation.slug, aus=say_node((kind, number)))


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """For those who run a consultation: its measures."""
    return [Link(_("Maßnahmen"), url_for("measure_desk.index", slug=consultation.slug))] if runs_it(person, consultation) else []


def staff_links(person: Person) -> list[Link]:
    """The staff's start page: the measures of one's offices, with how many are overdue."""
    if not may_enter_staff(person) or not in_service(person):
        return []
    session, url = current_session(), url_for("measure_desk.mine")
    late = listing.number_late(session, own_offices(person), today(clock.now()))
    note = _("%(number)s überfällig", number=format_number(late)) if late else ""
    return [Link(_("Maßnahmen meiner Ämter"), url, current=request.path == url, note=note)]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever took part in what a measure came from; `number` is that of the event that is told."""
    if kind != OF_MEASURE:
        return []
    with snapshot() as session:  # whoever tells holds the one transaction that writes
        nodes = nodes_to_tell(session, number)
    if not nodes:  # made freely: whoever follows its consultation is told
        followers = select(Follow.person_id).join(Measure, Measure.consultation_id == Follow.consultation_id)
        return [followers.join(MeasureEvent, MeasureEvent.measure_id == Measure.id).where(MeasureEvent.id == number)]
    return [statement for origin, subject in nodes for statement in gather("outcome.people", str(origin), subject)]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What a person of the staff entered here, for the data download."""
    return queries.written_by(current_session(), person)
