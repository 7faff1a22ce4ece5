"""How views enter a meeting: its consultation, the meeting, who asks, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.meetings.models import Meeting
from participation.meetings.queries import the_meeting
from participation.meetings.rules import may_run_meeting, may_see_meeting


@dataclass(frozen=True, slots=True)
class Here:
    """A meeting as a view finds it."""

    consultation: Consultation
    meeting: Meeting
    person: Person | None
    now: datetime

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this meeting's pages."""
        return url_for(endpoint, slug=self.consultation.slug, meeting_id=self.meeting.id, **values)

    def page(self, template: str, title: str = "", *, staff: bool = False, status: int = 200, **context: Any) -> Response:
        """One of this meeting's pages inside the consultation's frame; `title` names a page below its first one, `staff` one of its staff's.

        What staff see of people is kept by no browser.
        """
        crumbs = [(_("Sitzungen"), url_for("meetings.index", slug=self.consultation.slug)), (self.meeting.title, self.url("meetings.show"))]
        if staff:
            crumbs.append((_("Verwalten"), self.url("meeting_planning.manage")))
        if title:
            crumbs.append((title, ""))
        around = frame(self.consultation, self.person, self.now, url_for("meetings.index", slug=self.consultation.slug))
        response = page(template, status=status, at=self, meeting=self.meeting, crumbs=crumbs, **context, **around)
        if staff:
            response.headers["Cache-Control"] = "private, no-store"
        return response


def enter_meeting(slug: str, meeting_id: int) -> Here:
    """The meeting of an address. Raises NotFound where there is none, or this person may not see it."""
    consultation = enter(slug)
    meeting, person = the_meeting(current_session(), consultation, meeting_id), current_person()
    demand(may_see_meeting(person, consultation, meeting))
    return Here(consultation, meeting, person, clock.now())


def enter_meeting_staff(slug: str, meeting_id: int) -> Here:
    """The same for those who run it. Raises Refused or NotFound for others."""
    consultation = enter_to_moderate(slug)
    meeting, person = the_meeting(current_session(), consultation, meeting_id), current_person()
    demand(may_run_meeting(person, consultation, meeting))
    return Here(consultation, meeting, person, clock.now())


def staff_page(
    consultation: Consultation, template: str, title: str, *, between: Sequence[tuple[str, str]] = (), status: int = 200, **context: Any
) -> Response:
    """A page of those who plan meetings that is about no single one."""
    crumbs = [(_("Sitzungen"), url_for("meetings.index", slug=consultation.slug)), *between, (title, "")]
    around = frame(consultation, current_person(), clock.now(), url_for("meetings.index", slug=consultation.slug))
    return page(template, status=status, crumbs=crumbs, **context, **around)
