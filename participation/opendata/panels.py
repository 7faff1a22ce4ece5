"""What this room shows elsewhere: the data of a consultation, for those who run it."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.opendata.rules import may_take_data


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The consultation's data with the columns for staff."""
    if not may_take_data(person, consultation):
        return []
    return [Link(_("Alle Daten herunterladen"), url_for("data_files.show", slug=consultation.slug), note=_("CSV, JSON, Excel, GeoJSON"))]
