"""How long name and address of whoever reports something without an account are kept."""

from __future__ import annotations

from sqlalchemy import or_, select

from participation.kit.language import lazy
from participation.kit.retention import Span
from participation.moderation.models import Case, CaseNotice

_TOLD = (CaseNotice.created_at.label("begins"), CaseNotice.created_at.label("given"))

ADDRESSES = Span(
    "moderation.addresses",
    lazy("Name und Adresse von Menschen, die ohne Konto etwas melden"),
    lazy("Damit Sie erfahren, was aus der Meldung wurde, und sich beschweren können. Die Meldung selbst bleibt, ohne Namen."),
    lazy("nach der Meldung"),
    lazy("Mindestens 183 Tage, denn so lange ist eine Beschwerde möglich (Art. 20 der Verordnung (EU) 2022/2065); höchstens ein Jahr."),
    usual=183,
    least=183,
    most=365,
    rows=select(CaseNotice.id.label("key"), Case.consultation_id, CaseNotice.person_id, *_TOLD)
    .join(Case, Case.id == CaseNotice.case_id)
    .where(or_(CaseNotice.name != "", CaseNotice.email != ""))
    .subquery("addresses_kept"),
)
