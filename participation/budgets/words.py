"""What pages say about budgets and projects: how far they are, in words with a colour."""

from __future__ import annotations

from datetime import datetime

from participation.budgets.models import FEASIBILITY_NAMES, PROGRESS_NAMES, Budget, Progress, Project
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.votes.models import Vote, VoteState

Badge = tuple[str, str]


def budget_badge(budget: Budget, votes: list[Vote], now: datetime) -> Badge:
    """How far a budget is."""
    if not budget.is_public:
        return _("Entwurf"), "neutral"
    if not budget.is_open:
        return _("Projekte werden geprüft"), "info"
    if all(vote.is_counted for vote in votes):
        return _("Ausgezählt"), "success"
    if any(vote.state == VoteState.OPEN and not vote.is_over(now) for vote in votes):
        if budget.opens_at is not None and now < budget.opens_at:
            return _("Abstimmung ab %(when)s", when=say_date(budget.opens_at)), "neutral"
        return _("Abstimmung bis %(when)s", when=say_moment(budget.closes_at)), "info"
    return _("Beendet, wird ausgezählt"), "warning"


def project_badge(project: Project, won: bool | None) -> Badge:
    """How far a project is; `won`: None while nothing is counted."""
    if won and project.progress is not None:
        name, kind = PROGRESS_NAMES[Progress(project.progress)]
        return str(name), kind
    if won is not None and project.position is not None:
        return (_("Bekommt Geld"), "success") if won else (_("Bekommt kein Geld"), "neutral")
    name, kind = FEASIBILITY_NAMES[project.feasibility]
    return str(name), kind
