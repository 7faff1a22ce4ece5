"""The rules by name, and the one way to count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from participation.methods.counting.ballots import (
    ApprovalBallots,
    Ballots,
    ChoiceBallots,
    CountingError,
    RankedBallots,
    as_approval,
    as_choice,
    as_ranked,
    check_options,
)
from participation.methods.counting.irv import count_irv
from participation.methods.counting.outcome import Outcome
from participation.methods.counting.schulze import count_schulze
from participation.methods.counting.simple import count_approval, count_plurality, count_yes_no
from participation.methods.counting.stv import count_stv_scottish
from participation.methods.counting.terms import Overvotes, Terms

BallotKind = Literal["choice", "approval", "ranked"]


def N_(message: str) -> str:
    """Mark a German text for translation where it is written; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Rule:
    """A rule as a person meets it: its German name and one sentence (msgids), what ballots it reads, how many seats it can fill."""

    identifier: str
    title: str
    sentence: str
    ballots: BallotKind
    several_seats: bool
    source: str
    tally: Callable[[Ballots, Terms], Outcome]


def _choice(tally: Callable[[ChoiceBallots, Terms], Outcome]) -> Callable[[Ballots, Terms], Outcome]:
    return lambda ballots, terms: tally(as_choice(ballots), terms)


def _approval(tally: Callable[[ApprovalBallots, Terms], Outcome]) -> Callable[[Ballots, Terms], Outcome]:
    return lambda ballots, terms: tally(as_approval(ballots), terms)


def _ranked(tally: Callable[[RankedBallots, Terms], Outcome]) -> Callable[[Ballots, Terms], Outcome]:
    return lambda ballots, terms: tally(as_ranked(ballots), terms)


RULES: dict[str, Rule] = {
    rule.identifier: rule
    for rule in (
        Rule(
            "yes-no",
            N_("Ja oder Nein"),
            N_("Angenommen ist die Frage, wenn mehr Menschen mit Ja als mit Nein stimmen."),
            "choice",
            False,
            "§ 21 Abs. 7 GemO Baden-Württemberg",
            _choice(count_yes_no),
        ),
        Rule(
            "plurality",
            N_("Eine Stimme"),
            N_("Sie wählen eine Möglichkeit. Die mit den meisten Stimmen gewinnt."),
            "choice",
            True,
            "",
            _choice(count_plurality),
        ),
        Rule(
            "approval",
            N_("Zustimmung"),
            N_("Sie wählen alle Möglichkeiten, die Ihnen recht sind. Die mit den meisten Stimmen gewinnt."),
            "approval",
            True,
            "Brams/Fishburn 1978",
            _approval(count_approval),
        ),
        Rule(
            "irv",
            N_("Rangfolge mit Stichwahl"),
            N_(
                "Sie ordnen die Möglichkeiten. Die schwächste scheidet aus, ihre Stimmen gehen an die nächste Wahl, bis eine mehr als die Hälfte hat."
            ),
            "ranked",
            False,
            "Burlington City Charter 2005, § 5",
            _ranked(count_irv),
        ),
        Rule(
            "stv-scottish",
            N_("Rangfolge für mehrere Plätze"),
            N_("Sie ordnen die Möglichkeiten. Mehrere Plätze werden im Verhältnis der Stimmen vergeben (schottische Regeln)."),
            "ranked",
            True,
            "SSI 2007/42, Schedule 1, rules 45–52",
            _ranked(count_stv_scottish),
        ),
        Rule(
            "schulze",
            N_("Rangfolge im Paarvergleich"),
            N_("Sie ordnen die Möglichkeiten. Jede wird mit jeder anderen verglichen (Schulze-Methode)."),
            "ranked",
            True,
            "Schulze, Social Choice and Welfare 36 (2011)",
            _ranked(count_schulze),
        ),
    )
}


def count(
    rule: str,
    ballots: Ballots,
    *,
    seats: int = 1,
    seed: bytes | None = None,
    overvotes: Overvotes = "exhaust",
    eligible: int | None = None,
    turnout_quorum: Fraction | None = None,
    consent_quorum: Fraction | None = None,
) -> Outcome:
    """Count `ballots` by `rule` (a key of RULES); every argument but the first two is explained in `Terms`.

    Ballots of another kind are read as the rule needs them (`as_choice`, `as_approval`, `as_ranked`). Raises CountingError.
    """
    return count_on_terms(rule, ballots, Terms(seats, seed, overvotes, eligible, turnout_quorum, consent_quorum))


def count_on_terms(rule: str, ballots: Ballots, terms: Terms) -> Outcome:
    """Like `count`, with the terms as one value."""
    if rule not in RULES:
        raise CountingError(f"Die Regel „{rule}“ gibt es nicht. Es gibt: {', '.join(RULES)}.")
    check_options(ballots.options)
    return replace(RULES[rule].tally(ballots, terms), total=ballots.total, eligible=terms.eligible)
