"""What the council at work shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import Select, select

from participation.accounts.models import Person
from participation.assemblies import queries
from participation.assemblies.asking import Recommendations
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.models import Sitting
from participation.assemblies.rules import OPEN
from participation.assemblies.showing import fates_of, next_midnight
from participation.consultations.answering import AnswerSource
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_RECOMMENDATION
from participation.councils.models import Council
from participation.councils.queries import council_of
from participation.draws.models import Seat
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.icalendar import Event
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at, shows
from participation.kit.page_versions import SITE
from participation.papers.queries import papers_to_show
from participation.proposals.cards import status_badges


def public(council: Council, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """When the council sits, its report, and what became of each recommendation."""
    if council.stage not in OPEN:
        return []
    session = current_session()
    sittings = queries.sittings_of(session, council)
    changes_at(*(sitting.ends_at for sitting in sittings))
    shown = {
        "sittings": sittings,
        "now": now,
        "area_url": url_for("assembly.area", slug=consultation.slug),
        **_fates(council, consultation, person, now),
    }
    return [Markup(render_template("assemblies/_public.html", consultation=consultation, **shown))]  # a template's own output


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """What became of the council's recommendations, among the consultation's results."""
    council = council_of(current_session(), consultation)
    if council is None or council.stage not in OPEN:
        return []
    shows(f"council:{consultation.id}")
    shown = _fates(council, consultation, person, now)
    if shown["report"] is None:
        return []
    council_url = url_for("councils.show", slug=consultation.slug)
    return [
        Markup(render_template("assemblies/_results.html", council=council, consultation=consultation, council_url=council_url, **shown))
    ]  # as above


def _fates(council: Council, consultation: Consultation, person: Person | None, now: datetime) -> dict[str, Any]:
    session = current_session()
    report, handover = queries.newest_report(session, council.id), queries.handover_of(session, council.id)
    fates = fates_of(report, handover, queries.steps_of(session, council.id), now) if report else []
    if any(fate.days is not None for fate in fates):
        changes_at(next_midnight(now))
    url = url_for("citizens_report.show", slug=consultation.slug)
    numbers = [fate.said["id"] for fate in fates]
    became = dict(gather("subject.measures", OF_RECOMMENDATION, numbers, consultation))
    acts = dict(gather("subject.acts", OF_RECOMMENDATION, numbers, consultation, person)) if person is not None else {}
    shows(SITE)  # a council paper is read anew in the background
    papers = papers_to_show(session, {fate.last.paper_id for fate in fates if fate.last is not None and fate.last.paper_id is not None})
    return {
        "report": report,
        "handover": handover,
        "fates": fates,
        "report_url": url,
        "badges": status_badges(),
        "became": became,
        "acts": acts,
        "papers": papers,
    }


def staff(council: Council, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The steps of a council at work."""
    if council.stage not in OPEN:
        return []
    slug = consultation.slug
    return [
        Link(_("Sitzungen, Anwesenheit und Kleingruppen"), url_for("sittings.index", slug=slug)),
        Link(_("Empfehlungen, Gutachten und Übergabe"), url_for("council_results.desk", slug=slug)),
        Link(_("Bereich der Mitglieder"), url_for("assembly.area", slug=slug)),
        Link(_("Aufwandsentschädigung als Tabelle (CSV)"), url_for("sittings.allowances", slug=slug)),
    ]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that a person wrote in councils, for the data download."""
    return queries.written_by(current_session(), person.id)


def dates(consultations: Sequence[Consultation], base: str) -> list[Event]:
    """When councils sit, for calendars: as their public pages say it."""
    towns = {town.id: town for town in consultations}
    asked = select(Sitting, Council).join(Council, Council.id == Sitting.council_id)
    found = current_session().execute(asked.where(Council.consultation_id.in_(towns), Council.stage.in_(OPEN)))
    return [
        Event(
            f"sitting-{sitting.id}",
            f"{sitting.title}: {council.title}",
            sitting.starts_at,
            sitting.ends_at,
            f"{base}/beteiligungen/{towns[council.consultation_id].slug}/buergerrat",
            towns[council.consultation_id].changed_at or towns[council.consultation_id].created_at,
            place=sitting.place,
        )
        for sitting, council in found
    ]


def signed(consultation_id: int, person_id: int) -> list[Select[Any]]:
    """A seat in the citizens' council: its members know each other by name."""
    seats = select(Seat.id).join(Council, Council.id == Seat.council_id)
    return [seats.where(Council.consultation_id == consultation_id, Seat.person_id == person_id)]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever has or had a seat in the council that recommends something."""
    if kind != OF_RECOMMENDATION:
        return []
    seats = select(Seat.person_id).join(Recommendation, Recommendation.council_id == Seat.council_id)
    return [seats.where(Recommendation.id == number, Seat.person_id.is_not(None))]


def answer_sources() -> list[AnswerSource]:
    """What of this room waits for the city's answer."""
    return [Recommendations()]
