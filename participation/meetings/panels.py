"""What meetings show on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, Select, select

from participation.accounts.models import Person
from participation.consultations.answering import AnswerSource
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION, how_many, numbers_of
from participation.consultations.outcomes import OF_CONSULTATION
from participation.consultations.rules import runs_it
from participation.kit.database import current_session
from participation.kit.icalendar import Event
from participation.kit.language import gettext as _
from participation.kit.links import Link, Section
from participation.kit.page_cache import changes_at
from participation.kit.pages import part, settings
from participation.meetings import queries
from participation.meetings.asking import WallQuestions
from participation.meetings.models import Attendee, Meeting, MeetingStage
from participation.meetings.registration_models import Registration
from participation.meetings.rules import may_plan_meeting
from participation.meetings.showing import badge_of, event_of, say_place, say_span
from participation.meetings.tickets import own_path

ON_START, ON_OVERVIEW, ON_OWN_PAGE = 4, 3, 20


def numbers() -> dict[str, ScalarSelect[int]]:
    """How many meetings are public."""
    return {"meetings": how_many(Meeting.id, Meeting.consultation_id == THIS_CONSULTATION, Meeting.stage != MeetingStage.DRAFT)}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The tab, where there is a meeting to see."""
    return [Link(_("Sitzungen"), url_for("meetings.index", slug=consultation.slug))] if held["meetings"] else []


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """On a consultation's first screen: which meetings come next."""
    if not numbers_of(consultation)["meetings"]:
        return []
    found = queries.coming(current_session(), now, ON_OVERVIEW, consultation.id)
    return _next(found, now, _("Kommen Sie vorbei"), url_for("meetings.index", slug=consultation.slug), with_town=False)


def start(now: datetime) -> list[Markup]:
    """On the start page: what takes place next in the whole city."""
    return _next(queries.coming(current_session(), now, ON_START), now, _("Nächste Sitzungen"), url_for("meetings.everywhere"), with_town=True)


def _next(found: Sequence[tuple[Meeting, str, str]], now: datetime, title: str, all_url: str, *, with_town: bool) -> list[Markup]:
    changes_at(*(meeting.ends_at for meeting, _title, _slug in found))
    if not found:
        return []
    words = {"say_span": say_span, "say_place": say_place, "badge_of": badge_of, "now": now}
    return [part("meetings/_next.html", meetings=found, title=title, all_url=all_url, with_town=with_town, **words)]


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """On the page of those who run the consultation: plan a meeting, and those that are not over."""
    links = []
    if may_plan_meeting(person, consultation):
        links.append(Link(_("Sitzung planen"), url_for("meeting_planning.plan", slug=consultation.slug)))
    if runs_it(person, consultation):
        for meeting in reversed(queries.meetings_of(current_session(), consultation.id, drafts=True)):
            if meeting.stage not in (MeetingStage.ENDED, MeetingStage.CANCELLED) and meeting.ends_at > now:
                url = url_for("meeting_planning.manage", slug=consultation.slug, meeting_id=meeting.id)
                links.append(Link(_("Sitzung: %(title)s", title=meeting.title), url, note=badge_of(meeting, now)[0]))
    return links


def dates(consultations: Sequence[Consultation], base: str) -> list[Event]:
    """Meetings for calendars, beside the consultations' other dates."""
    towns = {town.id: town for town in consultations}
    asked = select(Meeting).where(Meeting.consultation_id.in_(towns), Meeting.stage != MeetingStage.DRAFT).order_by(Meeting.starts_at)
    return [
        event_of(meeting, towns[meeting.consultation_id].title, f"{base}/beteiligungen/{towns[meeting.consultation_id].slug}/sitzungen/{meeting.id}")
        for meeting in current_session().scalars(asked)
    ]


def own_meetings(person: Person) -> list[Section]:
    """On the person's own page: the meetings for which they are registered."""
    statement = (
        select(Registration, Meeting)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(Registration.person_id == person.id)
        .order_by(Meeting.starts_at.desc())
        .limit(ON_OWN_PAGE)
    )
    links = [
        Link(meeting.title, own_path(settings(), registration), note=_("angemeldet") if registration.is_placed else _("Warteliste"))
        for registration, meeting in current_session().execute(statement)
    ]
    return [Section(_("Ihre Sitzungen"), links)] if links else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Registrations and meetings attended, for the data download."""
    return queries.held_about(current_session(), person)


def signed(consultation_id: int, person_id: int) -> list[Select[Any]]:
    """Registrations and visits of meetings, which keep the name."""
    there = select(Attendee.id).join(Meeting, Meeting.id == Attendee.meeting_id)
    registered = select(Registration.id).join(Meeting, Meeting.id == Registration.meeting_id)
    return [
        there.where(Meeting.consultation_id == consultation_id, Attendee.person_id == person_id),
        registered.where(Meeting.consultation_id == consultation_id, Registration.person_id == person_id),
    ]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever was at a meeting of a consultation with an account."""
    if kind != OF_CONSULTATION:
        return []
    there = (Meeting.consultation_id == number, Attendee.person_id.is_not(None), Attendee.checked_in_at.is_not(None))
    return [select(Attendee.person_id).join(Meeting, Meeting.id == Attendee.meeting_id).where(*there)]


def answer_sources() -> list[AnswerSource]:
    """What of this room waits for the city's answer."""
    return [WallQuestions()]
