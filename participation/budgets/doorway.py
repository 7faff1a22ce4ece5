"""How this room's views enter a budget: its consultation, the budget, who asks, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.budgets.models import Budget, Project
from participation.budgets.queries import budget_of, project_of, votes_of
from participation.budgets.rules import may_see_budget
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_slug
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand
from participation.votes.models import Vote

Rule = Callable[[Person | None, Consultation, Budget], Verdict]


@dataclass(frozen=True, slots=True)
class Here:
    """A budget as a view finds it, and the project where the address names one."""

    consultation: Consultation
    budget: Budget
    person: Person | None
    now: datetime
    project: Project | None = None

    @property
    def votes(self) -> list[Vote]:
        """The votes on its pots, once it is opened."""
        return votes_of(self.budget)

    @property
    def the_project(self) -> Project:
        """The project of an address that names one."""
        if self.project is None:
            raise NotFound
        return self.project

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this budget's pages."""
        return url_for(endpoint, slug=self.consultation.slug, budget_id=self.budget.id, **values)

    def project_url(self, project: Project, endpoint: str = "budgets.project", **values: Any) -> str:
        """The address of one of a project's pages."""
        return self.url(endpoint, project_id=project.id, **values)

    def page(self, template: str, title: str = "", status: int = 200, **context: Any) -> Response:
        """One of this budget's pages inside the consultation's frame; `title` names a page below the budget's own."""
        crumbs = [(_("Bürgerhaushalt"), url_for("budgets.index", slug=self.consultation.slug)), (self.budget.title, self.url("budgets.detail"))]
        if self.project is not None:
            crumbs.append((self.project.title, self.project_url(self.project)))
        return page(
            f"budgets/{template}",
            status=status,
            at=self,
            budget=self.budget,
            project=self.project,
            crumbs=crumbs + ([(title, "")] if title else []),
            **context,
            **frame(self.consultation, self.person, self.now, url_for("budgets.index", slug=self.consultation.slug)),
        )


def enter_budget(slug: str, budget_id: int, project_id: int = 0, *, rule: Rule | None = None) -> Here:
    """The budget of an address, where the rule allows it. Raises NotFound where it is missing or this person may not see it."""
    session, person = current_session(), current_person()
    consultation = enter(slug)
    if rule is not None:
        consultation = consultation_by_slug(session, slug)
    budget = budget_of(session, consultation, budget_id)
    demand(may_see_budget(person, consultation, budget))
    if rule is not None:
        demand(rule(person, consultation, budget))
    return Here(consultation, budget, person, clock.now(), project_of(session, budget, project_id) if project_id else None)
