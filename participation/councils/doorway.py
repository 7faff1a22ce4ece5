"""How the rooms of a council enter it: its consultation, the council, who asks, and when."""

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
from participation.councils.models import Council
from participation.councils.queries import the_council
from participation.councils.rules import may_see_council
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.page_cache import shows
from participation.kit.pages import page
from participation.kit.rules import demand


@dataclass(frozen=True, slots=True)
class Here:
    """A council as a view finds it."""

    consultation: Consultation
    council: Council
    person: Person | None
    now: datetime

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this council's pages."""
        return url_for(endpoint, slug=self.consultation.slug, **values)

    def page(
        self,
        template: str,
        title: str = "",
        *,
        staff: bool = False,
        between: Sequence[tuple[str, str]] = (),
        status: int = 200,
        block: str = "",
        **context: Any,
    ) -> Response:
        """One of this council's pages inside the consultation's frame; `title` names a page below its first one, `staff` one of its staff's, `between` what lies above it."""
        crumbs = [(_("Bürgerrat"), self.url("councils.show"))]
        if staff:
            crumbs.append((_("Verwalten"), self.url("councils.manage")))
        crumbs.extend(between)
        if title:
            crumbs.append((title, ""))
        around = frame(self.consultation, self.person, self.now, self.url("councils.show"))
        return page(template, block=block, status=status, at=self, council=self.council, crumbs=crumbs, **context, **around)


def enter_council(slug: str) -> Here:
    """The council of a consultation's address. Raises NotFound where there is none or this person may not see it."""
    consultation = enter(slug)
    shows(f"council:{consultation.id}")
    council = the_council(current_session(), consultation)
    person = current_person()
    demand(may_see_council(person, consultation, council))
    return Here(consultation, council, person, clock.now())


def enter_council_staff(slug: str) -> Here:
    """The same for those who run it. Raises Refused or NotFound for others."""
    consultation = enter_to_moderate(slug)
    return Here(consultation, the_council(current_session(), consultation), current_person(), clock.now())
