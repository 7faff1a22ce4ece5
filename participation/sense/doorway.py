"""How this room's staff pages enter a consultation, and the frame around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import page

STEPS = ("sense.desk", "sense.themes", "sense_coding.index", "sense_groups.groups", "sense_report.index")
"""The parts of the work, in their order."""


@dataclass(frozen=True, slots=True)
class Here:
    """A consultation as those find it who make sense of what was written in it."""

    consultation: Consultation
    person: Person | None
    now: datetime

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this room's pages."""
        return url_for(endpoint, slug=self.consultation.slug, **values)

    def page(self, template: str, part: str, title: str = "", status: int = 200, **context: Any) -> Response:
        """A staff page inside the consultation's frame. `part`: which step it belongs to; `title` names a page below it."""
        names = step_names()
        crumbs = [(names[STEPS[0]], self.url(STEPS[0]))]
        crumbs += [(names[part], self.url(part))] if part != STEPS[0] else []
        crumbs += [(title, "")] if title else []
        around = frame(self.consultation, self.person, self.now, url_for("staff.manage", slug=self.consultation.slug))
        steps = [Link(names[each], self.url(each), current=each == part) for each in STEPS]
        return page(f"sense/{template}", status=status, at=self, crumbs=crumbs, steps=steps, **context, **around)


def step_names() -> dict[str, str]:
    """What the parts of the work are called."""
    return dict(zip(STEPS, (_("Auswertung"), _("Codebuch"), _("Kodieren"), _("Gleiche Texte"), _("Bericht schreiben")), strict=True))


def enter_staff(slug: str) -> Here:
    """The consultation of an address, for those who run it. Raises Refused or NotFound for others."""
    return Here(enter_to_moderate(slug), current_person(), clock.now())
