"""Counting a closed urn whose question is a budget, by the vote's rule and, beside it, by every other."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from participation.kit.dates import city_zone
from participation.methods.counting import CountingError
from participation.methods.counting.budgets import BudgetBallots, BudgetOutcome, BudgetTerms, Project, count_budget
from participation.methods.counting.budgets.as_json import outcome_json
from participation.methods.counting.budgets.explain import budget_sentences, payment_sentence, project_sentence
from participation.methods.counting.budgets.writing_pb import write_pb
from participation.votes.marks import Marks, stored
from participation.votes.models import Vote
from participation.votes.queries import grouped_marks

CURRENCY = "€"
COMPARED = ("equal-shares", "greedy", "greedy-no-skip", "knapsack")
"""The rules that are set beside each other, in the order of the page."""


def pairs(kind: str, marks: Marks, places: int) -> tuple[tuple[int, int], ...]:
    """A ballot as the counting library takes it. A ranking gives its first as many points as there are places, each next one less."""
    if kind == "points":
        return tuple((place, given) for place, given in enumerate(marks) if given)
    if kind == "ranked":
        return tuple(sorted((option - 1, places - rank) for rank, option in enumerate(marks)))
    return tuple((option - 1, 1) for option in sorted(marks))


def ballots_on(session: Session, vote: Vote) -> BudgetBallots:
    """The urn's ballots on a budget."""
    terms = vote.budget_terms
    if terms is None:
        raise CountingError("Diese Abstimmung hat kein Budget.")
    places = terms.most or len(vote.options)
    grouped = {pairs(terms.kind, stored(text), places): number for text, number in grouped_marks(session, vote)}
    projects = tuple(Project(str(option.position), option.cost or 0, option.title) for option in vote.options)
    return BudgetBallots(projects, terms.amount, grouped, "approval" if terms.kind == "approval" else "points", 100, 1, CURRENCY)


def as_pabulib(session: Session, vote: Vote) -> str:
    """The urn's ballots in the format of Pabulib, with the rule and what it needs, for `participation count` and other programs."""
    ballots = replace(ballots_on(session, vote), currency="EUR")
    threshold = terms_on(vote).threshold
    meta = {"description": vote.title, "date_begin": _day(vote.opens_at), "date_end": _day(vote.closes_at)}
    return write_pb(ballots, rule=vote.rule, meta=meta | ({} if threshold is None else {"min_project_score_threshold": str(threshold)}))


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(city_zone()).strftime("%d.%m.%Y")


def terms_on(vote: Vote) -> BudgetTerms:
    """What was fixed for the count: the lot's seed, the number of votes that a project needs."""
    terms = vote.budget_terms
    return BudgetTerms(threshold=(terms.threshold or None) if terms else None, seed=vote.lot_seed)


def result_of(session: Session, vote: Vote) -> dict[str, Any]:
    """The result with its sentences, why each project is in or out, and what the other rules would have given."""
    ballots, terms = ballots_on(session, vote), terms_on(vote)
    outcome = count_budget(vote.rule, ballots, terms)
    return {
        "format": "participation-budget-tally/1",
        "outcome": outcome_json(outcome),
        "sentences": [asdict(sentence) for sentence in budget_sentences(outcome)],
        "projects": _told(outcome),
        "compared": [_beside(rule, ballots, terms) for rule in COMPARED],
        "cast": outcome.voters,
        "roll": vote.roll_size or 0,
        "quorums_met": True,
        "lot_seed": (vote.lot_seed or b"").hex(),
        "urn": vote.urn_hash,
        "frozen": vote.frozen_hash,
    }


def _told(outcome: BudgetOutcome) -> list[dict[str, Any]]:
    """For each project the sentence why it is in or out, and where its money came from."""
    payments = {step.project: payment_sentence(outcome, step) for step in outcome.rounds if step.funded}
    found = []
    for place in range(len(outcome.projects)):
        paid = payments.get(place)
        found.append({"why": asdict(project_sentence(outcome, place)), "paid": None if paid is None else asdict(paid)})
    return found


def _beside(rule: str, ballots: BudgetBallots, terms: BudgetTerms) -> dict[str, Any]:
    """What a rule would have given on the same ballots; `served`: ballots of which at least one project is paid."""
    try:
        outcome = count_budget(rule, ballots, terms)
    except CountingError:
        return {"rule": rule, "winners": None, "spent": 0, "served": 0}
    won = set(outcome.winners)
    served = sum(number for ballot, number in ballots.ballots.items() if any(project in won for project, _weight in ballot))
    return {"rule": rule, "winners": list(outcome.winner_ids), "spent": outcome.spent, "served": served}


@lru_cache(maxsize=64)
def _winners(result_json: str) -> frozenset[int]:
    return frozenset(int(identifier) for identifier in json.loads(result_json)["outcome"]["winners"])


def winning_positions(vote: Vote) -> frozenset[int]:
    """The positions of the projects that a counted vote on a budget pays for."""
    return _winners(vote.result_json) if vote.result_json is not None and vote.budget is not None else frozenset()


def paid_by(outcome: dict[str, Any], ballot: tuple[tuple[int, int], ...]) -> dict[int, Fraction]:
    """What one ballot paid for each project under equal shares, in the currency and exact; empty under other rules.

    Project after project in the order of the count: the price, or what was left of the ballot's money where that was less.
    """
    purse = outcome["voters_money"]
    if purse is None:
        return {}
    weights, money = dict(ballot), Fraction(purse["share"]) + Fraction(purse["raised"])
    paid: dict[int, Fraction] = {}
    for step in outcome["rounds"]:
        place = int(step["project"]) - 1
        if place in weights and step["funded"] and "payment" in step:
            paid[place] = min(money, Fraction(step["payment"]["price"]) * weights[place])
            money -= paid[place]
    return paid
