"""How long it is kept when somebody read a discussion."""

from __future__ import annotations

from sqlalchemy import select

from participation.discussions.models import Discussion, Visit
from participation.kit.language import lazy
from participation.kit.retention import Span

_LAST = (Visit.last_at.label("begins"), Visit.last_at.label("given"))

VISITS = Span(
    "discussions.visits",
    lazy("Wann Sie eine Diskussion zuletzt gelesen haben"),
    lazy("Damit wir Ihnen zeigen können, was seitdem neu ist. Niemand sonst sieht es."),
    lazy("nach dem letzten Besuch"),
    lazy("Mindestens ein Monat, sonst zeigt es nichts; höchstens ein Jahr."),
    usual=180,
    least=30,
    most=365,
    rows=select(Visit.id.label("key"), Discussion.consultation_id, Visit.person_id, *_LAST)
    .join(Discussion, Discussion.id == Visit.discussion_id)
    .subquery("visits_kept"),
)
