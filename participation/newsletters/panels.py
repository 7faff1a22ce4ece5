"""What this room shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import part
from participation.newsletters.queries import followed_by


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """On a consultation's first screen: how to stay informed. The same for everybody, and it costs no statement."""
    return [part("newsletters/_stay.html", consultation=consultation)]


def staff(consultation: Consultation, person: Person, now: datetime) -> list[Link]:
    """The newsletters, for those who run the consultation."""
    return [Link(_("Newsletter"), url_for("newsletter_staff.index", slug=consultation.slug))] if runs_it(person, consultation) else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Which consultations a person follows, for the data download."""
    return {"followed_consultations": followed_by(current_session(), person)}
