"""Say a budget's result in German sentences: what is paid for, why the rest is not, where the money came from, how close it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from participation.methods.counting.budgets.outcome import BudgetOutcome, BudgetRound, BudgetTie, Completion, Purse, Reason
from participation.methods.counting.explain import margin_sentence
from participation.methods.counting.wording import N_, Sentence, as_it_is, by_number, fill, grouped, ngettext, rounded

MOST_NAMES = 12


def explain_budget(
    outcome: BudgetOutcome,
    translate: Callable[[str], str] = as_it_is,
    translate_number: Callable[[str, str, int], str] = by_number,
) -> list[str]:
    """The whole result in sentences; `translate` and `translate_number` are gettext and ngettext of the language wanted."""
    return [fill(sentence, translate, translate_number) for sentence in budget_sentences(outcome)]


def budget_sentences(outcome: BudgetOutcome) -> list[Sentence]:
    """The sentences on the whole result, in reading order; those on single projects come from `project_sentence`."""
    found = [_result(outcome)]
    values = {"total": grouped(outcome.voters), "blank": grouped(outcome.blank)}
    found.append(Sentence(N_("Stimmzettel: %(total)s, davon leer %(blank)s."), values))
    if outcome.threshold is not None:
        values = {"threshold": rounded(Fraction(outcome.threshold, outcome.points_scale), 0)}
        found.append(Sentence(N_("Ein Projekt braucht mindestens %(threshold)s Stimmen oder Punkte."), values))
    if outcome.purse is not None:
        found += _purse(outcome, outcome.purse)
    if outcome.completion is not None:
        found += _completion(outcome, outcome.completion)
    if outcome.comparison is not None:
        found.append(_comparison(outcome))
    found += [_tie(outcome, tie) for tie in outcome.ties]
    found.append(margin_sentence(outcome.margin))
    return found


def money(outcome: BudgetOutcome, units: int | Fraction) -> str:
    """An amount as German writes it: `1.070.000 PLN`, `98.500,50 EUR`; cents only where there are any, shares rounded."""
    value = Fraction(units) / outcome.scale
    shown = grouped(value.numerator) if value.denominator == 1 and value >= 0 else rounded(value)
    return f"{shown} {outcome.currency}".rstrip()


def label(outcome: BudgetOutcome, place: int) -> str:
    """A project as people know it: name and number."""
    project = outcome.projects[place]
    return f"{project.name} ({project.identifier})" if project.name and project.name != project.identifier else project.identifier


def _list(outcome: BudgetOutcome, places: Sequence[int]) -> str:
    names = ", ".join(outcome.projects[place].identifier for place in places[:MOST_NAMES])
    return names + (f" (+{len(places) - MOST_NAMES})" if len(places) > MOST_NAMES else "")


def _result(outcome: BudgetOutcome) -> Sentence:
    values: dict[str, object] = {"budget": money(outcome, outcome.budget), "spent": money(outcome, outcome.spent)}
    values |= {"left": money(outcome, outcome.budget - outcome.spent), "number": grouped(len(outcome.winners))}
    if not outcome.winners:
        return Sentence(N_("Kein Projekt bekommt Geld. Das Budget von %(budget)s bleibt."), values)
    one, many = ngettext(
        "%(number)s Projekt bekommt Geld: %(spent)s von %(budget)s. Übrig bleiben %(left)s.",
        "%(number)s Projekte bekommen Geld: %(spent)s von %(budget)s. Übrig bleiben %(left)s.",
    )
    return Sentence(one, values, many, len(outcome.winners))


def _purse(outcome: BudgetOutcome, purse: Purse) -> list[Sentence]:
    values = {"each": money(outcome, purse.share + purse.raised), "share": money(outcome, purse.share), "left": money(outcome, purse.left)}
    values |= {"emptied": grouped(purse.emptied), "most": money(outcome, purse.most), "raised": money(outcome, purse.raised)}
    first = N_("Jeder Stimmzettel stand für %(share)s.")
    if purse.raised:
        first = N_("Jeder Stimmzettel stand für %(each)s: %(share)s aus dem Budget und %(raised)s, damit weniger übrig bleibt.")
    second = N_("Am Ende ganz ohne Geld: %(emptied)s Abstimmende. Niemand hatte mehr als %(most)s übrig.")
    return [Sentence(first, values), Sentence(second, values)]


def _completion(outcome: BudgetOutcome, done: Completion) -> list[Sentence]:
    values = {"step": money(outcome, done.step), "raises": grouped(done.raises), "runs": grouped(done.runs)}
    values |= {"raises": grouped(done.raises), "budget": money(outcome, outcome.budget)}
    if done.overspent is None:
        return [
            Sentence(N_("Das Geld wurde %(raises)s-mal um %(step)s erhöht; dann waren alle Projekte bezahlt, für die jemand gestimmt hat."), values)
        ]
    values |= {"overspent": money(outcome, done.overspent)}
    message = N_(
        "Das Geld wurde %(raises)s-mal um %(step)s erhöht. Noch eine Erhöhung hätte %(overspent)s gekostet, mehr als das Budget von %(budget)s."
    )
    found = [Sentence(message, values)]
    if not done.every_step:
        found.append(Sentence(N_("Nicht jede Erhöhung davor ist einzeln geprüft; gesucht wurde in %(runs)s Läufen durch Halbieren."), values))
    return found


def _comparison(outcome: BudgetOutcome) -> Sentence:
    both = outcome.comparison
    values = {"shares": grouped(both.shares if both else 0), "greedy": grouped(both.greedy if both else 0)}
    if both and both.took_greedy:
        return Sentence(
            N_(
                "Im Vergleich ziehen %(greedy)s Stimmzettel das Ergebnis nach meisten Stimmen vor und %(shares)s die gleichen Anteile: Es gilt das erste."
            ),
            values,
        )
    return Sentence(
        N_("Im Vergleich ziehen %(shares)s Stimmzettel die gleichen Anteile vor und %(greedy)s das Ergebnis nach meisten Stimmen: Es bleibt dabei."),
        values,
    )


def _tie(outcome: BudgetOutcome, tie: BudgetTie) -> Sentence:
    values = {"names": _list(outcome, tie.projects), "chosen": outcome.projects[tie.chosen].identifier}
    if outcome.rule == "knapsack":
        return Sentence(N_("Eine andere Auswahl hätte ebenso viele Stimmen; genommen ist die billigste, sonst die nach der Liste erste."), values)
    messages = {
        "cost": N_("Gleichstand zwischen %(names)s: Das billigere Projekt kommt zuerst, also %(chosen)s."),
        "votes": N_("Gleichstand zwischen %(names)s: Das Projekt mit mehr Unterstützer:innen kommt zuerst, also %(chosen)s."),
        "lot": N_("Gleichstand zwischen %(names)s: Das Los hat %(chosen)s bestimmt."),
        "order": N_("Gleichstand zwischen %(names)s: Das auf der Liste erste kommt zuerst, also %(chosen)s."),
    }
    return Sentence(messages[tie.decided_by], values)


_REASONS: dict[Reason, str] = {
    "funded": N_("%(name)s: bekommt %(cost)s."),
    "unsupported": N_("%(name)s: Niemand hat dafür gestimmt."),
    "withdrawn": N_("%(name)s: zurückgezogen."),
    "threshold": N_("%(name)s: %(score)s sind weniger als nötig."),
    "too-expensive": N_("%(name)s: kostet %(cost)s; als es an der Reihe war, fehlten %(missing)s."),
    "stopped": N_("%(name)s: Davor war Schluss, weil ein Projekt nicht mehr passte."),
    "limit": N_("%(name)s: kostet %(cost)s; die Obergrenze seiner Gruppe ist um %(missing)s überschritten."),
    "not-best": N_("%(name)s: gehört nicht zur Auswahl mit den meisten Stimmen."),
    "supporters-short": N_("%(name)s: kostet %(cost)s; den Unterstützer:innen fehlten am Ende %(missing)s."),
}


def project_sentence(outcome: BudgetOutcome, place: int) -> Sentence:
    """Why one project is in or out."""
    missing = outcome.missing[place] if outcome.missing else None
    values = {"name": label(outcome, place), "cost": money(outcome, outcome.projects[place].cost)}
    values |= {"score": rounded(Fraction(outcome.scores[place], outcome.points_scale), 0), "missing": money(outcome, missing or 0)}
    return Sentence(_REASONS[outcome.reasons[place]], values)


def payment_sentence(outcome: BudgetOutcome, step: BudgetRound) -> Sentence | None:
    """Where a project's money came from under equal shares; None for other rules."""
    paid = step.payment
    if paid is None:
        return None
    values = {"full": grouped(paid.full_payers), "price": money(outcome, paid.price), "last": grouped(paid.last_payers)}
    values |= {"amount": money(outcome, paid.last_amount)}
    by_points = any(outcome.votes[place] != outcome.scores[place] for place in range(len(outcome.votes)))
    if not paid.last_payers:
        if by_points:
            return Sentence(N_("%(price)s je Punkt von %(full)s Abstimmenden."), values)
        return Sentence(N_("Je %(price)s von %(full)s Abstimmenden."), values)
    if by_points:
        return Sentence(N_("%(price)s je Punkt von %(full)s Abstimmenden, dazu das letzte Geld von %(last)s weiteren, zusammen %(amount)s."), values)
    return Sentence(N_("Je %(price)s von %(full)s Abstimmenden, dazu das letzte Geld von %(last)s weiteren, zusammen %(amount)s."), values)
