"""How the views of a council at work enter it: as a member, or as its staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response

from participation.accounts.current import signed_in_person
from participation.accounts.models import Person
from participation.assemblies.members import Member, all_members, member_of
from participation.assemblies.rules import may_enter_area
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.councils.doorway import Here, enter_council, enter_council_staff
from participation.councils.models import Council
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.rules import demand


@dataclass(frozen=True, slots=True)
class Area:
    """The members' area as one of them, or its staff, finds it."""

    here: Here
    person: Person
    member: Member | None
    members: list[Member]
    runs: bool
    staff: bool = False

    @property
    def consultation(self) -> Consultation:
        """The council's consultation."""
        return self.here.consultation

    @property
    def council(self) -> Council:
        """The council."""
        return self.here.council

    @property
    def now(self) -> datetime:
        """When this was asked."""
        return self.here.now

    def names(self) -> dict[int, str]:
        """Seat → how members read it."""
        return {member.seat_id: member.name for member in self.members}

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of its pages."""
        return self.here.url(endpoint, **values)

    def page(self, template: str, title: str = "", **context: Any) -> Response:
        """One of its pages; never kept by anybody."""
        shown = {"area": self, "names": self.names(), **context}
        own = _("Bereich der Mitglieder")
        between = [(own, self.url("assembly.area"))] if title and not self.staff else []
        response = self.here.page(template, title or own, staff=self.staff, between=between, **shown)
        response.headers["Cache-Control"] = "private, no-store"
        return response


def enter_area(slug: str) -> Area:
    """The members' area of a consultation's council. Raises Refused or NotFound for others."""
    here = enter_council(slug)
    members = all_members(current_session(), here.council)
    member = member_of(members, here.person)
    demand(may_enter_area(here.person, here.consultation, here.council, member))
    return Area(here, signed_in_person(), member, members, runs_it(here.person, here.consultation))


def enter_as_staff(slug: str) -> Area:
    """The same for those who run the council, in its staff's pages."""
    here = enter_council_staff(slug)
    members = all_members(current_session(), here.council)
    return Area(here, signed_in_person(), member_of(members, here.person), members, True, staff=True)
