"""Many cases decided at once, after they were looked at in a preview; each by the same act as alone, with its own line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.errors import DomainError, Invalid
from participation.kit.language import gettext as _
from participation.moderation.deciding_actions import Desk, Ruling, decide
from participation.moderation.models import Measure

MOST = 50
BULK = (Measure.HIDE, Measure.KEEP, Measure.WARN)
"""What can be decided about many at once; taking personal data out needs a look at each text, and so does blocking."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were decided, and why the others were not: (kind, number, sentence)."""

    decided: int
    left: Sequence[tuple[str, int, str]]


def decide_many(session: Session, moderator: Person, chosen: Sequence[tuple[Desk, str, int]], ruling: Ruling, now: datetime) -> Outcome:
    """Decide the same about several things. One that cannot be decided is left as it was, with the reason; the others are decided.

    Raises Invalid for a measure that is not for many, without a reason, and for more than can be looked at together.
    """
    if ruling.measure not in BULK or ruling.block:
        raise Invalid(_("Diese Maßnahme gibt es hier nicht. Bitte wählen Sie eine andere."), "measure")
    if len(chosen) > MOST:
        raise Invalid(_("Bitte wählen Sie höchstens %(most)s Fälle auf einmal.", most=MOST), "measure")
    if ruling.measure != Measure.KEEP and not ruling.facts.strip():
        raise Invalid(_("Bitte begründen Sie die Entscheidung. Die verfassende Person bekommt die Begründung mitgeteilt."), "facts")
    decided, left = 0, []
    for desk, kind, number in chosen:
        try:
            with session.begin_nested():
                decide(session, moderator, desk, kind, number, ruling, now)
                session.flush()
            decided += 1
        except DomainError as error:
            left.append((kind, number, error.message))
    return Outcome(decided, left)
