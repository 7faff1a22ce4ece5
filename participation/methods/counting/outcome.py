"""The result of a count: a value that explains itself, round by round.

Votes are integers in units of 1/`scale` (1 for whole votes, 100000 for the Scottish rules, which count to five decimals), so
nothing is rounded on the way. Options are positions in `options`; `to_json()` gives names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

TiePurpose = Literal["winner", "exclusion", "surplus", "decision"]
TieDecision = Literal["earlier-round", "lot", "immaterial", "rule", "open"]
Status = Literal["continuing", "elected", "excluded"]
MarginKind = Literal["exact", "at-most", "at-least", "not-computed"]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Ballots that move from one option to another in a round, or to nobody (`target` None: no further preference)."""

    source: int
    target: int | None
    ballots: int
    votes: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Options that stand equal where only some of them can go on, and how that was decided.

    `decided_by`: `earlier-round` (the last round in which they differed: `earlier`), `lot` (the order of the lot), `immaterial`
    (no seed was given, and every way the lot could fall elects the same options), `rule` (the rule itself says what equality means),
    `open` (nothing decided: a lot is needed). `chosen` are those who win, are excluded, or come first; empty while open.
    """

    purpose: TiePurpose
    options: tuple[int, ...]
    decided_by: TieDecision
    chosen: tuple[int, ...] = ()
    round: int | None = None
    earlier: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round (Scottish: stage): what was done at its start, and how everything stands at its end.

    `kind` is `first` (first preferences), `surplus` or `exclusion` of `option`. `votes` and `status` have one entry an option.
    `exhausted` (ballots without a further preference) and `lost` (remainders cut off after the fifth decimal) add up over rounds;
    `sum(votes) + exhausted + lost` is always the number of valid ballots times the scale.
    """

    number: int
    kind: Literal["first", "surplus", "exclusion"]
    option: int | None
    votes: tuple[int, ...]
    status: tuple[Status, ...]
    elected: tuple[int, ...]
    transfers: tuple[Transfer, ...]
    exhausted: int
    lost: int
    ties: tuple[Tie, ...] = ()

    @property
    def excluded(self) -> tuple[int, ...]:
        """Who was excluded at the start of this round."""
        return (self.option,) if self.kind == "exclusion" and self.option is not None else ()


@dataclass(frozen=True, slots=True)
class Margin:
    """The smallest number of ballots that would have to be marked differently to alter the outcome (a new tie included).

    `exact`: that number. `at-most`: a change of this size is known to alter it, a smaller one may. `at-least`: no smaller change can.
    `not-computed`: `ballots` is None.
    """

    kind: MarginKind
    ballots: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold stated before the vote: `turnout` or `consent` in ballots, whether it was reached, as a share of the roll."""

    name: Literal["turnout", "consent"]
    share: Fraction
    required: int
    reached: int

    @property
    def met(self) -> bool:
        """Whether the threshold was reached."""
        return self.reached >= self.required


@dataclass(frozen=True, slots=True)
class Lot:
    """The order that the lot gave, derived from a seed: in a tie the option further ahead is preferred. See `lots.lot_order`."""

    seed: bytes
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """What percentages refer to: `valid` (valid ballots), `yes-and-no` (without abstentions), `continuing` (each round anew)."""

    kind: Literal["valid", "yes-and-no"]
    ballots: int


@dataclass(frozen=True, slots=True)
class Grades:
    """What one option got: how often each number of the scale, from the lowest up, and on how many valid ballots nothing."""

    counts: tuple[int, ...]
    missing: int
    lowest: int

    @property
    def marks(self) -> int:
        """How many marked this option."""
        return sum(self.counts)

    @property
    def total(self) -> int:
        """The sum of all marks given."""
        return sum(number * (self.lowest + step) for step, number in enumerate(self.counts))


@dataclass(frozen=True, slots=True)
class Gauge:
    """Majority judgment's short form of an option: its majority grade, and how many marked better and worse than that."""

    grade: int
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """An option taken out before the comparison: too few prefer it to the default option (`quorum`), or not by its ratio (`majority`)."""

    option: int
    reason: Literal["quorum", "majority"]
    in_favour: int
    against: int
    required: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who won, by which rule, and everything needed to check it.

    `winners` in order of election; those elected in the same round in the order of the ballot paper. `complete` is False while a tie
    needs a lot and no seed was given: then `winners` holds only those who have won whatever the lot says, and `ties` ends with the open
    one. `decided` is False when a quorum was missed (then nobody has won). `ranking`, `pairwise` and `paths` are Schulze's; `default_option`,
    `dropped` and `cut` (the weakest wins of a circle, left out one step at a time) Debian's; `grades`, `values` (what options are compared
    by) and `gauges` of the rules with numbers.
    """

    rule: str
    options: tuple[str, ...]
    winners: tuple[int, ...]
    seats: int
    total: int
    valid: int
    blank: int
    invalid: int
    rounds: tuple[Round, ...] = ()
    scale: int = 1
    quota: int | None = None
    ties: tuple[Tie, ...] = ()
    margin: Margin = Margin("not-computed")
    base: Base | None = None
    complete: bool = True
    decided: bool = True
    lot: Lot | None = None
    checks: tuple[Check, ...] = ()
    eligible: int | None = None
    overvotes: str | None = None
    ranking: tuple[tuple[int, ...], ...] = ()
    pairwise: tuple[tuple[int, ...], ...] = ()
    paths: tuple[tuple[int, ...], ...] = ()
    default_option: int | None = None
    dropped: tuple[Dropped, ...] = ()
    cut: tuple[tuple[tuple[int, int], ...], ...] = ()
    grades: tuple[Grades, ...] = ()
    grade_names: tuple[str, ...] = ()
    values: tuple[Fraction | None, ...] = ()
    gauges: tuple[Gauge, ...] = ()

    @property
    def winner_names(self) -> tuple[str, ...]:
        """The winners' names in order of election."""
        return self.names(self.winners)

    @property
    def votes(self) -> tuple[int, ...]:
        """Votes of each option at the end, in units of 1/`scale`; empty where the rule has no rounds."""
        return self.rounds[-1].votes if self.rounds else ()

    @property
    def open_ties(self) -> tuple[Tie, ...]:
        """Ties that still need a lot."""
        return tuple(tie for tie in self.ties if tie.decided_by == "open")

    def names(self, options: Sequence[int]) -> tuple[str, ...]:
        """Names of these options, in their order."""
        return tuple(self.options[option] for option in options)

    def number(self, votes: int) -> int | float:
        """Votes as a number to show: whole, or with at most five decimals (never used to decide anything)."""
        return votes if self.scale == 1 else votes / self.scale

    def share(self, option: int) -> Fraction | None:
        """An option's final share of `base`, exact, or None where the rule has no shares."""
        if self.base is None or not self.base.ballots or not self.rounds:
            return None
        return Fraction(self.votes[option], self.base.ballots * self.scale)

    def to_json(self) -> dict[str, object]:
        """Everything as plain values with stable keys (documented in `docs/counting.md`); options by name, votes as numbers."""
        return {
            "format": "participation-result/1",
            "rule": self.rule,
            "seats": self.seats,
            "options": list(self.options),
            "winners": list(self.winner_names),
            "complete": self.complete,
            "decided": self.decided,
            "ballots": {"total": self.total, "valid": self.valid, "blank": self.blank, "invalid": self.invalid},
            "quota": None if self.quota is None else self.number(self.quota),
            "base": None if self.base is None else {"kind": self.base.kind, "ballots": self.base.ballots},
            "eligible": self.eligible,
            "checks": [_check_json(check) for check in self.checks],
            "overvotes": self.overvotes,
            "rounds": [self._round_json(a_round) for a_round in self.rounds],
            "ties": [self._tie_json(tie) for tie in self.ties],
            "lot": None if self.lot is None else {"seed": self.lot.seed.hex(), "order": list(self.names(self.lot.order))},
            "margin": {"kind": self.margin.kind, "ballots": self.margin.ballots},
            "ranking": [list(self.names(level)) for level in self.ranking],
            "pairwise": [list(row) for row in self.pairwise],
            "paths": [list(row) for row in self.paths],
            **self._grades_json(),
            **self._default_json(),
        }

    def _grades_json(self) -> dict[str, object]:
        if not self.grades:
            return {}
        lowest = self.grades[0].lowest
        found: dict[str, object] = {
            "scale": [lowest, lowest + len(self.grades[0].counts) - 1],
            "grade_names": list(self.grade_names),
            "grades": {name: list(grades.counts) for name, grades in zip(self.options, self.grades, strict=True)},
            "missing": {name: grades.missing for name, grades in zip(self.options, self.grades, strict=True)},
        }
        if self.values:
            shown = (None if value is None else str(value) for value in self.values)
            found["values"] = dict(zip(self.options, shown, strict=True))
        if self.gauges:
            pairs = zip(self.options, self.gauges, strict=True)
            found["gauges"] = {name: {"grade": gauge.grade, "better": gauge.better, "worse": gauge.worse} for name, gauge in pairs}
        return found

    def _default_json(self) -> dict[str, object]:
        if self.default_option is None:
            return {}
        return {
            "default_option": self.options[self.default_option],
            "dropped": [
                {
                    "option": self.options[one.option],
                    "reason": one.reason,
                    "in_favour": one.in_favour,
                    "against": one.against,
                    "required": str(one.required),
                }
                for one in self.dropped
            ],
            "cut": [[[self.options[winner], self.options[loser]] for winner, loser in step] for step in self.cut],
        }

    def _round_json(self, a_round: Round) -> dict[str, object]:
        return {
            "number": a_round.number,
            "kind": a_round.kind,
            "option": None if a_round.option is None else self.options[a_round.option],
            "votes": {name: self.number(votes) for name, votes in zip(self.options, a_round.votes, strict=True)},
            "status": dict(zip(self.options, a_round.status, strict=True)),
            "elected": list(self.names(a_round.elected)),
            "excluded": list(self.names(a_round.excluded)),
            "transfers": [
                {
                    "from": self.options[transfer.source],
                    "to": None if transfer.target is None else self.options[transfer.target],
                    "ballots": transfer.ballots,
                    "votes": self.number(transfer.votes),
                }
                for transfer in a_round.transfers
            ],
            "exhausted": self.number(a_round.exhausted),
            "lost": self.number(a_round.lost),
            "ties": [self._tie_json(tie) for tie in a_round.ties],
        }

    def _tie_json(self, tie: Tie) -> dict[str, object]:
        return {
            "purpose": tie.purpose,
            "options": list(self.names(tie.options)),
            "decided_by": tie.decided_by,
            "chosen": list(self.names(tie.chosen)),
            "round": tie.round,
            "earlier": tie.earlier,
        }


def _check_json(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "share": str(check.share),
        "required": check.required,
        "reached": check.reached,
        "met": check.met,
    }
