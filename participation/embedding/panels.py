"""What this room shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.links import Link


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """Where the city finds cards, posters and preview pictures."""
    return [Link(_("Einbetten, Plakate und Vorschaubilder"), url_for("embedding.explain", slug=consultation.slug))] if consultation.is_public else []
