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
    ScoreBallots,
    as_approval,
    as_choice,
    as_ranked,
    as_scored,
    check_options,
)
from participation.methods.counting.debian import count_schulze_debian
from participation.methods.counting.irv import count_irv
from participation.methods.counting.majority import count_majority_judgment
from participation.methods.counting.outcome import Outcome
from participation.methods.counting.schulze import count_schulze
from participation.methods.counting.scores import count_consensing, count_score_mean, count_score_sum
from participation.methods.counting.simple import count_approval, count_plurality, count_yes_no
from participation.methods.counting.stv import count_stv_scottish
from participation.methods.counting.terms import Overvotes, Terms
from participation.methods.counting.wording import N_ as N_

BallotKind = Literal["choice", "approval", "ranked", "scored"]


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


def _scored(tally: Callable[[ScoreBallots, Terms], Outcome]) -> Callable[[Ballots, Terms], Outcome]:
    return lambda ballots, terms: tally(as_scored(ballots), terms)


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
        Rule(
            "schulze-debian",
            N_("Rangfolge im Paarvergleich, mit Quorum und Mehrheit"),
            N_(
                "Sie ordnen die Möglichkeiten. Gewinnen kann nur, was genug Menschen besser finden als „nichts davon“ (Schulze-Methode in Debians Form)."
            ),
            "ranked",
            False,
            "Debian Constitution, A.5",
            _ranked(count_schulze_debian),
        ),
        Rule(
            "score-sum",
            N_("Punkte"),
            N_("Sie geben jeder Möglichkeit Punkte. Die mit den meisten Punkten gewinnt; ohne Angabe gilt die niedrigste Zahl."),
            "scored",
            True,
            "",
            _scored(count_score_sum),
        ),
        Rule(
            "score-mean",
            N_("Punkte im Durchschnitt"),
            N_("Sie geben Möglichkeiten Punkte. Die mit dem besten Durchschnitt gewinnt; ohne Angabe zählt Ihr Stimmzettel dort nicht."),
            "scored",
            True,
            "",
            _scored(count_score_mean),
        ),
        Rule(
            "majority-judgment",
            N_("Noten mit mittlerer Note"),
            N_("Sie geben jeder Möglichkeit eine Note. Die mit der besten mittleren Note gewinnt; ohne Angabe gilt die schlechteste Note."),
            "scored",
            True,
            "Balinski/Laraki 2011",
            _scored(count_majority_judgment),
        ),
        Rule(
            "consensing",
            N_("Systemisches Konsensieren"),
            N_(
                "Sie sagen zu jeder Möglichkeit, wie groß Ihr Widerstand ist: von 0 bis 10. Die mit dem kleinsten Widerstand gewinnt; ohne Angabe gilt 0."
            ),
            "scored",
            True,
            "Schrotta/Visotschnig 2005",
            _scored(count_consensing),
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
