"""What this room shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.proposals.filters import Filters
from participation.transfers.rules import may_import


def tools(consultation: Consultation, filters: Filters, person: Person | None) -> list[Link]:
    """The list as a file to take away; for those who run the consultation with more columns."""
    which = ("transfers.staff_csv", "transfers.staff_xlsx") if runs_it(person, consultation) else ("transfers.csv_file", "transfers.xlsx_file")
    labels = (_("Als Tabelle herunterladen (CSV)"), _("Als Tabelle herunterladen (Excel)"))
    return [Link(label, url_for(endpoint, slug=consultation.slug) + filters.narrowed) for label, endpoint in zip(labels, which, strict=True)]


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """Where those who run a consultation read tables in."""
    to_import = Link(_("Vorschläge aus einer Tabelle einlesen"), url_for("imports.index", slug=consultation.slug))
    return [to_import] if may_import(person, consultation) else []
