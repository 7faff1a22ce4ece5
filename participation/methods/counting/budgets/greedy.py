"""Greedy rules: projects by score, each gets its money if it still fits; three ways of going on where one does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from participation.methods.counting.budgets.ballots import BudgetBallots, BudgetTerms, lot_identifiers
from participation.methods.counting.budgets.outcome import BudgetOutcome, BudgetRound, BudgetTie, Reason, TieBreak
from participation.methods.counting.lots import lot_order
from participation.methods.counting.margin import NOT_COMPUTED
from participation.methods.counting.outcome import Lot, Margin


@dataclass(frozen=True)
class TieOrder:
    """How ties between projects are broken: the cheaper first, then the one named by more, then the lot, without one the list's order."""

    costs: tuple[int, ...]
    votes: tuple[int, ...]
    places: tuple[int, ...]
    lot: Lot | None

    def key(self, project: int) -> tuple[int, int, int]:
        """Ascending: who comes first among equals."""
        return self.costs[project], -self.votes[project], self.places[project]

    def tie(self, projects: Sequence[int]) -> BudgetTie:
        """Name a tie among these and say by what its first was chosen."""
        first, second = sorted(projects, key=self.key)[:2]
        decided: TieBreak = "order" if self.lot is None else "lot"
        if self.costs[first] != self.costs[second]:
            decided = "cost"
        elif self.votes[first] != self.votes[second]:
            decided = "votes"
        return BudgetTie(tuple(sorted(projects)), first, decided)


def tie_order(ballots: BudgetBallots, votes: Sequence[int], seed: bytes | None) -> TieOrder:
    """The order among equals for these projects; the seed's lot is drawn over their identifiers."""
    costs = tuple(project.cost for project in ballots.projects)
    if seed is None:
        return TieOrder(costs, tuple(votes), tuple(range(len(costs))), None)
    lot = lot_order(lot_identifiers(ballots.projects), seed)
    places = {project: place for place, project in enumerate(lot.order)}
    return TieOrder(costs, tuple(votes), tuple(places[project] for project in range(len(costs))), lot)


def excluded(ballots: BudgetBallots, scores: Sequence[int], threshold: int | None) -> dict[int, Reason]:
    """Projects that no rule may fund, with the reason."""
    found: dict[int, Reason] = {}
    for place, project in enumerate(ballots.projects):
        if project.withdrawn:
            found[place] = "withdrawn"
        elif scores[place] <= 0:
            found[place] = "unsupported"
        elif threshold is not None and scores[place] < threshold:
            found[place] = "threshold"
    return found


def count_greedy(ballots: BudgetBallots, terms: BudgetTerms, *, rule: str = "greedy", skip: bool = True) -> BudgetOutcome:
    """Fund projects by score, most first. With `skip` one that does not fit is passed over, else everything ends at it."""
    votes, scores = ballots.support()
    order = tie_order(ballots, votes, terms.seed)
    out = excluded(ballots, scores, terms.threshold)
    reasons: list[Reason] = [out.get(place, "stopped") for place in range(len(ballots.projects))]
    ranked = sorted((place for place in range(len(scores)) if place not in out), key=lambda place: (-scores[place], order.key(place)))
    missing: list[int | None] = [None] * len(scores)
    rounds: list[BudgetRound] = []
    left = ballots.budget
    room = {limit: limit.amount for limit in terms.limits}
    for position, place in enumerate(ranked):
        cost = ballots.projects[place].cost
        short = next((limit for limit in room if place in limit.projects and room[limit] < cost), None)
        reason: Reason = "too-expensive" if cost > left else "limit" if short else "funded"
        reasons[place] = reason
        tie = _tie(ranked, position, scores, left, order)
        if reason == "funded":
            left -= cost
            room = {limit: amount - cost if place in limit.projects else amount for limit, amount in room.items()}
        else:
            missing[place] = cost - (room[short] if short and reason == "limit" else left)
        rounds.append(BudgetRound(len(rounds) + 1, place, reason == "funded", reason, cost, left, None, tie))
        if reason == "too-expensive" and not skip:
            break
    outcome = _outcome(ballots, terms, rule, reasons, rounds, votes, scores, missing, order.lot)
    return replace(outcome, margin=_margin(outcome, ballots, ranked, skip=skip) if not terms.limits else NOT_COMPUTED)


def _tie(ranked: Sequence[int], position: int, scores: Sequence[int], left: int, order: TieOrder) -> BudgetTie | None:
    """The tie that begins at this place of the ranking, if not all of the equal projects fit into what is left."""
    score = scores[ranked[position]]
    if position and scores[ranked[position - 1]] == score:
        return None
    equal = [place for place in ranked[position:] if scores[place] == score]
    if len(equal) < 2 or sum(order.costs[place] for place in equal) <= left or all(order.costs[place] > left for place in equal):
        return None
    return order.tie(equal)


def _outcome(
    ballots: BudgetBallots,
    terms: BudgetTerms,
    rule: str,
    reasons: list[Reason],
    rounds: list[BudgetRound],
    votes: list[int],
    scores: list[int],
    missing: list[int | None],
    lot: Lot | None,
) -> BudgetOutcome:
    return BudgetOutcome(
        rule=rule,
        projects=ballots.projects,
        winners=tuple(step.project for step in rounds if step.funded),
        reasons=tuple(reasons),
        budget=ballots.budget,
        scale=ballots.scale,
        currency=ballots.currency,
        voters=ballots.voters,
        blank=ballots.blank,
        votes=tuple(votes),
        scores=tuple(scores),
        points_scale=ballots.points_scale,
        rounds=tuple(rounds),
        missing=tuple(None if amount is None else Fraction(amount) for amount in missing),
        threshold=terms.threshold,
        lot=lot,
    )


def _margin(outcome: BudgetOutcome, ballots: BudgetBallots, ranked: Sequence[int], *, skip: bool) -> Margin:
    """A lower bound for approvals: a changed ballot moves two projects by at most two against each other.

    As long as every funded project stays above all unfunded ones that it stands above now, the same projects fit (without skipping also:
    as long as the one where it ended stays above the later ones). A project crosses the threshold by single votes.
    """
    if ballots.kind != "approval" or not outcome.winners:
        return NOT_COMPUTED
    scores, winners = outcome.scores, set(outcome.winners)
    left = ballots.budget - outcome.spent
    silent = [place for place, reason in enumerate(outcome.reasons) if reason == "unsupported"] if outcome.threshold is None else []
    found = [scores[place] for place in winners]
    closest = scores[outcome.winners[0]]
    for place in [*ranked, *silent]:  # from best to last: of the funded ones above, the last one seen is the closest
        if place in winners:
            closest = scores[place]
        else:
            found.append(-(-(closest - scores[place]) // 2))
    stopped = [place for place in [*ranked, *silent] if place not in winners]
    if skip:
        found += [1 for place in silent if outcome.projects[place].cost <= left]
    elif len(stopped) > 1:
        found.append(-(-(scores[stopped[0]] - scores[stopped[1]]) // 2))
    if outcome.threshold is not None:
        found += [scores[place] - outcome.threshold + 1 for place in winners]
        found += [outcome.threshold - scores[place] for place, reason in enumerate(outcome.reasons) if reason in ("threshold", "unsupported")]
    return Margin("at-least", max(1, min(found)))
