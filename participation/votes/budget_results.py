"""The stored result of a vote on a budget made ready for its page, and one ballot's part in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.language import grouped, language
from participation.kit.money import say_euros
from participation.methods.counting.budgets import BUDGET_RULES
from participation.votes.budget_tally import paid_by, pairs, winning_positions
from participation.votes.marks import Marks
from participation.votes.models import Vote
from participation.votes.results import Bar, headline_of, say
from participation.votes.tally import read_result


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """One project in the result: why it is in or out, where its money came from."""

    position: int
    title: str
    cost: int
    votes: int
    score: str
    funded: bool
    why: str
    paid: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule gives on the same ballots; `positions` is None where it could not be counted."""

    title: str
    positions: frozenset[int] | None
    spent: int
    served: int
    is_the_rule: bool


@dataclass(frozen=True, slots=True)
class BudgetView:
    """All that the result page of a budget shows."""

    headline: str
    sentences: list[str]
    projects: list[ProjectResult]
    bars: list[Bar]
    compared: list[RuleResult]
    amount: int
    spent: int
    cast: int
    roll: int
    blank: int
    seed: str
    by_lot: bool
    by_points: bool

    @property
    def paid_somewhere(self) -> frozenset[int]:
        """The projects that at least one of the rules pays for."""
        return frozenset(position for one in self.compared for position in one.positions or ())

    @property
    def turnout(self) -> Fraction | None:
        """The share of the roll that has voted."""
        return Fraction(self.cast, self.roll) if self.roll else None


def view_budget(vote: Vote) -> BudgetView:
    """The stored result of a counted vote on a budget, for its page: first what is paid for, in the order of the count."""
    kept = read_result(vote)
    outcome, won = kept["outcome"], winning_positions(vote)
    order = {int(identifier): place for place, identifier in enumerate(outcome["winners"])}
    projects = [_project(vote, place, said, outcome) for place, said in enumerate(kept["projects"])]
    projects.sort(
        key=lambda one: (one.position not in won, order.get(one.position, 0), -outcome["projects"][one.position - 1]["score"], one.position)
    )
    return BudgetView(
        headline=headline_of(kept),
        sentences=[say(sentence) for sentence in kept["sentences"]][1:],
        projects=projects,
        bars=[
            Bar(one.title, outcome["projects"][one.position - 1]["score"], one.funded, _("bekommt Geld") if one.funded else "") for one in projects
        ],
        compared=[_compared(vote, one) for one in kept["compared"]],
        amount=vote.budget_terms.amount if vote.budget_terms else 0,
        spent=sum(one.cost for one in projects if one.funded),
        cast=kept["cast"],
        roll=kept["roll"],
        blank=outcome["ballots"]["blank"],
        seed=kept["lot_seed"],
        by_lot=any(tie["decided_by"] == "lot" for tie in outcome["ties"]),
        by_points=vote.counting_rule.ballots != "approval",
    )


def _project(vote: Vote, place: int, said: dict[str, Any], outcome: dict[str, Any]) -> ProjectResult:
    option, found = vote.options[place], outcome["projects"][place]
    why = say(said["why"]).removeprefix(f"{option.title} ({option.position}): ")
    return ProjectResult(
        option.position,
        option.title,
        option.cost or 0,
        found["votes"],
        grouped(f"{found['score']:,}"),
        found["funded"],
        why[:1].upper() + why[1:],
        say(said["paid"]) if said["paid"] else "",
    )


def _compared(vote: Vote, one: dict[str, Any]) -> RuleResult:
    positions = None if one["winners"] is None else frozenset(int(identifier) for identifier in one["winners"])
    return RuleResult(rule_title(one["rule"]), positions, one["spent"], one["served"], one["rule"] == vote.rule)


def rule_title(rule: str) -> str:
    """What a rule is called."""
    return _(BUDGET_RULES[rule].title)


@dataclass(frozen=True, slots=True)
class Part:
    """One project of a ballot: whether it is paid, and what this ballot paid for it (in words, empty where the rule says nothing)."""

    title: str
    cost: int
    funded: bool
    paid: str


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What became of one ballot: its projects, how much of its money they took."""

    parts: list[Part]
    funded: int
    share: str
    paid: str


def part_of(vote: Vote, marks: Marks) -> OwnPart:
    """What became of a ballot's projects, and what it paid for them under equal shares."""
    outcome, won, terms = read_result(vote)["outcome"], winning_positions(vote), vote.budget_terms
    ballot = pairs(vote.counting_rule.ballots, marks, (terms.most if terms else 0) or len(vote.options))
    paid = paid_by(outcome, ballot)
    parts = [
        Part(option.title, option.cost or 0, option.position in won, say_money(paid[place]) if place in paid else "")
        for place, _weight in ballot
        for option in (vote.options[place],)
    ]
    purse = outcome["voters_money"]
    share = "" if purse is None else say_money(Fraction(purse["share"]) + Fraction(purse["raised"]))
    return OwnPart(parts, sum(part.funded for part in parts), share, say_money(sum(paid.values(), Fraction(0))) if paid else "")


def say_money(euros: Fraction) -> str:
    """An exact share of money, rounded to cents for reading: `125,33 €`."""
    cents = round(euros * 100)
    if cents % 100 == 0:
        return say_euros(cents)
    text = grouped(f"{cents // 100:,}.{cents % 100:02d}")
    return f"{text}\u00a0€" if language() == "de" else f"€{text}"
