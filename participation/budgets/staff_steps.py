"""What those who run a budget can do next, as links with their words."""

from __future__ import annotations

from collections.abc import Sequence

from participation.budgets.doorway import Here
from participation.budgets.models import Project
from participation.budgets.rules import may_change_budget, may_close_all, may_count_all, may_run_budget, may_track
from participation.kit.language import gettext as _
from participation.kit.links import Link


def next_steps(here: Here, projects: Sequence[Project]) -> list[Link]:
    """The next acts of whoever runs this budget; empty for everyone else."""
    person, consultation, budget = here.person, here.consultation, here.budget
    if not may_run_budget(person, consultation, budget):
        return []
    steps = []
    if may_change_budget(person, consultation, budget):
        steps += [
            Link(_("Angaben bearbeiten"), here.url("budgets_staff.edit")),
            Link(_("Projekt von Hand eintragen"), here.url("budget_projects.add")),
            Link(_("Vorschläge als Projekte übernehmen"), here.url("budget_projects.take")),
        ]
        if projects:
            steps.append(Link(_("Ämter um Prüfung bitten"), here.url("budget_valuations.ask")))
            steps.append(Link(_("Stimmzettel ansehen"), here.url("budgets_staff.preview")))
        if not budget.is_public:
            steps.append(Link(_("Veröffentlichen"), here.url("budgets_staff.publishing")))
        else:
            steps.append(Link(_("Abstimmung eröffnen"), here.url("budgets_staff.opening")))
    if may_close_all(person, consultation, budget, here.votes, here.now):
        steps.append(Link(_("Abstimmung schließen"), here.url("budgets_staff.closing")))
    if may_count_all(person, consultation, budget, here.votes):
        steps.append(Link(_("Stimmen auszählen"), here.url("budgets_staff.counting")))
    return steps


def project_acts(here: Here, project: Project, won: bool) -> list[Link]:
    """What staff can do with a project."""
    person, consultation, budget = here.person, here.consultation, here.budget
    acts = []
    if may_change_budget(person, consultation, budget):
        acts += [
            Link(_("Projekt bearbeiten"), here.project_url(project, "budget_projects.edit")),
            Link(_("Über die Machbarkeit entscheiden"), here.project_url(project, "budget_projects.decide")),
            Link(_("Projekt entfernen"), here.project_url(project, "budget_projects.removing")),
        ]
    if may_track(person, consultation, budget, won):
        acts.append(Link(_("Umsetzung eintragen"), here.project_url(project, "budget_execution.progress")))
    return acts
