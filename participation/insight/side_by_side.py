"""Consultations beside each other: what each took, who came, what it cost."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.insight.models import InsightCount
from participation.insight.queries import compared, cost_sums
from participation.insight.showing import Sheet
from participation.insight.words import ACT_NAMES
from participation.kit.language import gettext as _

BESIDE = ("proposals", "contributions", "surveys", "votes", "meetings")


def compared_sheet(session: Session) -> Sheet:
    """The newest consultations, a row each, in three statements."""
    found = compared(session)
    costs = cost_sums(session, [one.id for one, _row in found])
    header = [
        _("Beteiligung"),
        _("Tage"),
        _("Personen mit Konto"),
        _("davon auf mehrere Arten"),
        *(str(ACT_NAMES[act]) for act in BESIDE),
        _("Kosten"),
        _("Kosten je Person"),
    ]
    kinds = ("text", *("number" for _each in range(3 + len(BESIDE))), "euros", "euros")
    rows = [_row_of(one, row, costs.get(one.id)) for one, row in found]
    note = _("Ein Strich heißt: noch nicht gezählt, nicht eingetragen oder zu wenige für eine Zahl.")
    return Sheet("vergleich", _("Beteiligungen nebeneinander"), header, kinds, rows, note)


def _row_of(consultation: Consultation, row: InsightCount | None, cents: int | None) -> list[Any]:
    data: dict[str, Any] = row.data if row is not None else {}
    people = data["people"]["took_part"] if data else None
    sums = {act[0]: act[-1] for act in data["channels"]["rows"]} if data else {}
    phases = consultation.phases
    days = (max(one.ends_at for one in phases) - min(one.starts_at for one in phases)).days if phases else None
    each = cents // people if cents is not None and people else None
    several = data["people"]["several"] if data else None
    return [consultation.title, days, people, several, *(sums.get(act) for act in BESIDE), cents, each]
