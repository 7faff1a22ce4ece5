"""Yes or no, single choice, approval: one round, whoever has most; equality is named and never broken silently."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from participation.methods.counting.ballots import ApprovalBallots, ChoiceBallots, CountingError
from participation.methods.counting.lots import lot_order
from participation.methods.counting.margin import approval_margin, plurality_margin, yes_no_margin
from participation.methods.counting.outcome import Base, Check, Lot, Outcome, Round, Status, Tie
from participation.methods.counting.terms import Terms

YES, NO, ABSTAIN = 0, 1, 2


def count_yes_no(ballots: ChoiceBallots, terms: Terms) -> Outcome:
    """Yes wins with more yes than no; equality means no; abstentions count for the turnout only.

    Options in this order: yes, no and, where offered, abstain. A missed quorum leaves the question undecided, so nobody wins. The
    consent quorum asks that the winning side holds that share of the whole roll (the form of the German municipal codes, e.g.
    § 21 Abs. 7 GemO Baden-Württemberg). Blank and invalid ballots count for the turnout.
    """
    if len(ballots.options) not in (2, 3):
        raise CountingError("Ja/Nein hat zwei Optionen, oder drei mit Enthaltung.")
    if terms.seats != 1:
        raise CountingError("Bei Ja/Nein gibt es nur ein Ergebnis.")
    votes = tuple(ballots.choices.get(option, 0) for option in range(len(ballots.options)))
    side = YES if votes[YES] > votes[NO] else NO
    checks = _checks(ballots.total, votes[side], terms)
    decided = all(check.met for check in checks) and votes[YES] + votes[NO] > 0
    winners = (side,) if decided else ()
    tied = votes[YES] == votes[NO] and decided
    ties = (Tie("decision", (YES, NO), "rule", (NO,), 1),) if tied else ()
    return Outcome(
        rule="yes-no",
        options=ballots.options,
        winners=winners,
        seats=1,
        total=ballots.total,
        valid=sum(votes),
        blank=ballots.blank,
        invalid=ballots.invalid,
        rounds=(_only_round(votes, winners, ties),),
        ties=ties,
        margin=yes_no_margin(votes[YES], votes[NO], sum(votes[ABSTAIN:]) + ballots.blank + ballots.invalid, checks),
        base=Base("yes-and-no", votes[YES] + votes[NO]),
        decided=decided,
        checks=checks,
        eligible=terms.eligible,
    )


def _checks(cast: int, behind_winner: int, terms: Terms) -> tuple[Check, ...]:
    checks: list[Check] = []
    eligible = terms.eligible or 0
    if terms.turnout_quorum is not None:
        checks.append(Check("turnout", terms.turnout_quorum, _ceiling(terms.turnout_quorum * eligible), cast))
    if terms.consent_quorum is not None:
        checks.append(Check("consent", terms.consent_quorum, _ceiling(terms.consent_quorum * eligible), behind_winner))
    return tuple(checks)


def _ceiling(share: Fraction) -> int:
    return -(-share.numerator // share.denominator)


def count_plurality(ballots: ChoiceBallots, terms: Terms) -> Outcome:
    """The options with most marks win the seats; an option without any mark wins none."""
    votes = tuple(ballots.choices.get(option, 0) for option in range(len(ballots.options)))
    return _most_votes("plurality", ballots, votes, sum(votes), ballots.invalid, terms)


def count_approval(ballots: ApprovalBallots, terms: Terms) -> Outcome:
    """The options that most ballots approve win the seats; an option that nobody approves wins none."""
    votes = [0] * len(ballots.options)
    for approved, number in ballots.approvals.items():
        for option in approved:
            votes[option] += number
    return _most_votes("approval", ballots, tuple(votes), ballots.total - ballots.blank, 0, terms)


def _most_votes(rule: str, ballots: ChoiceBallots | ApprovalBallots, votes: tuple[int, ...], valid: int, invalid: int, terms: Terms) -> Outcome:
    lot = None if terms.seed is None else lot_order(ballots.options, terms.seed)
    levels = sorted({number for number in votes if number}, reverse=True)
    ranking = [[option for option, number in enumerate(votes) if number == level] for level in levels]
    winners, ties = fill_seats(ranking, terms.seats, lot)
    margin = plurality_margin if rule == "plurality" else approval_margin
    return Outcome(
        rule=rule,
        options=ballots.options,
        winners=winners,
        seats=terms.seats,
        total=ballots.total,
        valid=valid,
        blank=ballots.blank,
        invalid=invalid,
        rounds=(_only_round(votes, winners, ties),),
        ties=ties,
        margin=margin(votes, terms.seats),
        base=Base("valid", valid),
        complete=not any(tie.decided_by == "open" for tie in ties),
        lot=lot,
        eligible=terms.eligible,
    )


def fill_seats(ranking: Sequence[Sequence[int]], seats: int, lot: Lot | None) -> tuple[tuple[int, ...], tuple[Tie, ...]]:
    """Give the seats from the best level down; where a level has more options than seats are left, the lot decides or it stays open."""
    winners: list[int] = []
    for level in ranking:
        left = seats - len(winners)
        if not left:
            break
        if len(level) <= left:
            winners += level
            continue
        if lot is None:
            return tuple(winners), (Tie("winner", tuple(level), "open", (), 1),)
        chosen = sorted(level, key=lot.order.index)[:left]
        return (*winners, *chosen), (Tie("winner", tuple(level), "lot", tuple(chosen), 1),)
    return tuple(winners), ()


def _only_round(votes: tuple[int, ...], winners: tuple[int, ...], ties: tuple[Tie, ...]) -> Round:
    status: list[Status] = ["elected" if option in winners else "continuing" for option in range(len(votes))]
    return Round(
        number=1,
        kind="first",
        option=None,
        votes=votes,
        status=tuple(status),
        elected=winners,
        transfers=(),
        exhausted=0,
        lost=0,
        ties=ties,
    )
