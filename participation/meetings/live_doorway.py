"""How views enter a running meeting: its consultation, the meeting, who asks, and as whom they are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Response, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.browser_tokens import BrowserTokens
from participation.kit.database import current_session
from participation.kit.fragments import is_fragment
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand
from participation.meetings.live_floor_actions import attendee_of
from participation.meetings.models import Attendee, Meeting
from participation.meetings.queries import the_meeting
from participation.meetings.rules import may_see_meeting

BELOW = "/beteiligungen/<slug:slug>/sitzungen/<id:meeting_id>"
PHONES = BrowserTokens("meeting_tokens", 5)
"""Who takes part without an account is known by a token in the cookie."""
Rule = Callable[[Person | None, Consultation, Meeting], Verdict]


@dataclass(frozen=True)
class Live:
    """A meeting as a view finds it."""

    consultation: Consultation
    meeting: Meeting
    person: Person | None
    now: datetime

    @cached_property
    def there(self) -> Attendee | None:
        """As whom this browser takes part; None for whoever has not joined, or has left."""
        token = None if self.person else PHONES.hash_of(self.meeting.id)
        found = attendee_of(current_session(), self.meeting, self.person.id if self.person else None, token)
        return found if found is not None and found.left_at is None else None

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this meeting's pages."""
        return url_for(endpoint, slug=self.consultation.slug, meeting_id=self.meeting.id, **values)

    def page(self, template: str, title: str = "", status: int = 200, *, block: str = "", **context: Any) -> Response:
        """One of this meeting's pages inside the consultation's frame; `title` names a page below the meeting's own."""
        told = {"at": self, "meeting": self.meeting, **context}
        if block and is_fragment():  # what stands around the page is not asked for
            return page(f"meetings/{template}", block=block, status=status, **told)
        index = url_for("meetings.index", slug=self.consultation.slug)
        crumbs = [(_("Sitzungen"), index), (self.meeting.title, self.url("meetings.show")), *([(title, "")] if title else [])]
        return page(
            f"meetings/{template}", block=block, status=status, crumbs=crumbs, **told, **frame(self.consultation, self.person, self.now, index)
        )


def enter_live(slug: str, meeting_id: int, rule: Rule | None = None) -> Live:
    """The meeting of an address, where the rule allows it. Raises NotFound where it is missing or this person may not see it, Refused by the rule."""
    person, consultation = current_person(), enter(slug)
    meeting = the_meeting(current_session(), consultation, meeting_id, with_agenda=False)
    demand(may_see_meeting(person, consultation, meeting))
    if rule is not None:
        demand(rule(person, consultation, meeting))
    return Live(consultation, meeting, person, clock.now())


def poll_title(number: int) -> str:
    """What a poll is called."""
    return _("Umfrage %(number)s", number=number)
