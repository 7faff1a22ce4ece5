"""Who prepares budgets, checks projects, opens, counts and carries out, and when; each refusal says why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from participation.accounts.models import Person
from participation.budgets.models import Budget, Feasibility, Pot, Project, Valuation
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate, may_prepare, may_see, runs_it
from participation.followups.models import Office
from participation.followups.rules import in_service
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.votes.models import Vote

MOST_BUDGETS = 50


def may_see_budget(person: Person | None, consultation: Consultation, budget: Budget) -> Verdict:
    """Everyone sees a published budget of a visible consultation; its draft those who run it and the offices, who are asked about it."""
    if not may_see(person, consultation) or budget.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if budget.is_public or runs_it(person, consultation) or in_service(person) else conceal()


def visible(person: Person | None, consultation: Consultation, budgets: Sequence[Budget]) -> list[Budget]:
    """Those of the budgets that this person may see."""
    return [budget for budget in budgets if may_see_budget(person, consultation, budget)]


def may_draft_budget(person: Person | None, consultation: Consultation) -> Verdict:
    """A budget can be prepared as long as the consultation is not over."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Es können keine Bürgerhaushalte mehr dazukommen."))


def may_run_budget(person: Person | None, consultation: Consultation, budget: Budget) -> Verdict:
    """The consultation's moderators and the administration run its budgets."""
    seen = may_see_budget(person, consultation, budget)
    return may_moderate(person, consultation) if seen else seen


def may_change_budget(person: Person | None, consultation: Consultation, budget: Budget) -> Verdict:
    """Nothing changes once it is opened: neither its amounts and limits nor its projects."""
    verdict = may_run_budget(person, consultation, budget)
    if verdict and budget.is_open:
        return refuse(_("Der Bürgerhaushalt ist eröffnet. Beträge, Projekte, Verfahren und Fristen sind festgeschrieben."))
    return verdict


def may_publish_budget(person: Person | None, consultation: Consultation, budget: Budget) -> Verdict:
    """A draft with a pot can be shown to everyone, once."""
    verdict = may_change_budget(person, consultation, budget)
    if verdict and budget.is_public:
        return refuse(_("Dieser Bürgerhaushalt ist schon veröffentlicht."))
    return verdict


def missing(budget: Budget, projects: Sequence[Project]) -> list[str]:
    """What is missing before it can be opened, beside what its votes themselves need; empty where nothing is."""
    found = []
    if not budget.is_public:
        found.append(_("Der Bürgerhaushalt ist noch nicht veröffentlicht."))
    asked = sum(project.feasibility == Feasibility.ASKED for project in projects)
    if asked:
        found.append(_("Bei %(number)s Projekten steht noch nicht fest, ob sie machbar sind.", number=asked))
    feasible = {project.pot_id for project in projects if project.feasibility == Feasibility.FEASIBLE}
    found += [_("Im Topf „%(name)s“ gibt es kein machbares Projekt.", name=pot_name(pot)) for pot in budget.pots if pot.id not in feasible]
    if budget.opens_at is None or budget.closes_at is None:
        found.append(_("Beginn und Ende der Abstimmung fehlen."))
    return found


def pot_name(pot: Pot) -> str:
    """What a pot is called: the district, or the whole town."""
    return pot.district.name if pot.district is not None else _("Ganze Stadt")


def may_open_budget(person: Person | None, consultation: Consultation, budget: Budget, projects: Sequence[Project]) -> Verdict:
    """Opened once everything is there; what a vote needs, each vote's own rule asks."""
    verdict = may_change_budget(person, consultation, budget)
    if not verdict:
        return verdict
    found = missing(budget, projects)
    return refuse(" ".join(found)) if found else ALLOWED


def may_confirm_opening(person: Person, budget: Budget) -> Verdict:
    """An opening that takes two is confirmed by somebody else than who asked for it."""
    if budget.asked_by_id == person.id:
        return refuse(_("Sie haben diesen Schritt beantragt. Eine zweite Person muss ihn bestätigen."))
    return ALLOWED


def may_ask_offices(person: Person | None, consultation: Consultation, budget: Budget) -> Verdict:
    """Whoever runs the budget asks offices about its projects until it is opened."""
    return may_change_budget(person, consultation, budget)


def may_be_asked(office: Office) -> Verdict:
    """An office that still exists."""
    return ALLOWED if office.closed_at is None else refuse(_("Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes."))


def may_value(person: Person | None, consultation: Consultation, valuation: Valuation, budget: Budget, works_for: Collection[int]) -> Verdict:
    """The office's people say what they found while they are asked; whoever runs the consultation may enter it for them."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not may_see_budget(person, consultation, budget):
        return conceal()
    if not (runs_it(person, consultation) or (in_service(person) and valuation.office_id in works_for)):
        return refuse(_("Diese Prüfung gehört einem anderen Amt."))
    if budget.is_open:
        return refuse(_("Der Bürgerhaushalt ist eröffnet. Die Prüfung ist abgeschlossen."))
    return ALLOWED if valuation.waits else refuse(_("Diese Prüfung ist erledigt."))


def may_end_valuation(person: Person | None, consultation: Consultation, valuation: Valuation, budget: Budget) -> Verdict:
    """Whoever runs the budget takes back a question that nobody has answered."""
    verdict = may_run_budget(person, consultation, budget)
    if verdict and not valuation.waits:
        return refuse(_("Diese Prüfung ist erledigt."))
    return verdict


def may_read_valuations(person: Person | None, consultation: Consultation) -> bool:
    """What offices found is read by them, the administration and whoever runs the consultation."""
    return in_service(person) or runs_it(person, consultation)


def may_close_all(person: Person | None, consultation: Consultation, budget: Budget, votes: Sequence[Vote], now: datetime) -> Verdict:
    """Closed by hand after its time, where the platform has not yet done so."""
    verdict = may_run_budget(person, consultation, budget)
    if verdict and not any(vote.state == "open" and vote.is_over(now) for vote in votes):
        return refuse(_("Zu schließen gibt es hier gerade nichts. Vor ihrem Ende kann niemand eine Abstimmung schließen."))
    return verdict


def may_count_all(person: Person | None, consultation: Consultation, budget: Budget, votes: Sequence[Vote]) -> Verdict:
    """Counted once all its votes are closed."""
    verdict = may_run_budget(person, consultation, budget)
    if verdict and not (votes and any(vote.state == "closed" for vote in votes) and all(vote.state not in ("draft", "open") for vote in votes)):
        return refuse(_("Ausgezählt wird, sobald die Abstimmung geschlossen ist, und nur einmal."))
    return verdict


def may_track(person: Person | None, consultation: Consultation, budget: Budget, won: bool) -> Verdict:
    """Whoever runs the budget, and the offices, say how far a project is that won."""
    seen = may_see_budget(person, consultation, budget)
    if not seen:
        return seen
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not (runs_it(person, consultation) or in_service(person)):
        return refuse(_("Das tragen nur Ämter, Verwaltung und Moderation ein."))
    return ALLOWED if won else refuse(_("Umgesetzt werden Projekte, die Geld bekommen haben."))
