"""Ballots as values: options named once, identical ballots grouped with how often they were cast.

Grouping is what makes counting fast and exact: a million ballots are usually a few thousand different ones. An option is its
position in `options` (0, 1, 2, …) everywhere; names are only for people. Nobody's ballot can be told from these values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

Ranking = tuple[int, ...]
"""Options from most to least preferred; options left out are below all named ones; `()` is a blank ballot."""

WeakRanking = tuple[tuple[int, ...], ...]
"""Ranks from best to worst, each with one or more options: a ballot on which two options share a rank."""


def clean(text: str) -> str:
    """The text without signs that cannot be seen, on one line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


class CountingError(ValueError):
    """Ballots, seats or rule do not fit together; the message is a German sentence of signs that can be seen, whatever a file held."""

    def __init__(self, reason: str) -> None:
        super().__init__(clean(reason))


@dataclass(frozen=True)
class RankedBallots:
    """Ranked ballots, grouped: `rankings` without shared ranks, `weak` those (few) with shared ranks."""

    options: tuple[str, ...]
    rankings: Mapping[Ranking, int]
    weak: Mapping[WeakRanking, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All ballots cast, blank ones included."""
        return sum(self.rankings.values()) + sum(self.weak.values())

    @property
    def blank(self) -> int:
        """Ballots that rank nothing."""
        return self.rankings.get((), 0)


@dataclass(frozen=True)
class ApprovalBallots:
    """Approval ballots, grouped: the sorted tuple of approved options → how often; `()` is blank."""

    options: tuple[str, ...]
    approvals: Mapping[tuple[int, ...], int]

    @property
    def total(self) -> int:
        """All ballots cast, blank ones included."""
        return sum(self.approvals.values())

    @property
    def blank(self) -> int:
        """Ballots that approve nothing."""
        return self.approvals.get((), 0)


@dataclass(frozen=True)
class ChoiceBallots:
    """Ballots with one mark: option → how often; `blank` without a mark, `invalid` with more than one."""

    options: tuple[str, ...]
    choices: Mapping[int, int]
    blank: int = 0
    invalid: int = 0

    @property
    def total(self) -> int:
        """All ballots cast, blank and invalid ones included."""
        return sum(self.choices.values()) + self.blank + self.invalid


Marks = tuple[int | None, ...]
"""One mark an option, in the order of the ballot paper; None where nothing was marked."""


@dataclass(frozen=True)
class ScoreBallots:
    """Ballots with a number for each option, grouped; every number lies on the scale from `lowest` to `highest`.

    `grades` are the names of the numbers from `lowest` upwards, where they have names.
    """

    options: tuple[str, ...]
    scores: Mapping[Marks, int]
    lowest: int = 0
    highest: int = 10
    grades: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All ballots cast, blank ones included."""
        return sum(self.scores.values())

    @property
    def blank(self) -> int:
        """Ballots that mark nothing."""
        return self.scores.get((None,) * len(self.options), 0)


Ballots = RankedBallots | ApprovalBallots | ChoiceBallots | ScoreBallots


def group_ranked(rankings: Iterable[Ranking]) -> dict[Ranking, int]:
    """Count identical rankings; about a third of a second for a million."""
    return dict(Counter(rankings))


def group_approved(approvals: Iterable[Iterable[int]]) -> dict[tuple[int, ...], int]:
    """Count identical approval ballots, whatever the order in which options were ticked."""
    return dict(Counter(tuple(sorted(set(approved))) for approved in approvals))


def group_choices(options: tuple[str, ...], choices: Iterable[int | None]) -> ChoiceBallots:
    """Count single marks; `None` is a blank ballot."""
    counted = Counter(choices)
    blank = counted.pop(None, 0)
    return ChoiceBallots(options, {option: number for option, number in counted.items() if option is not None}, blank)


def group_scores(scores: Iterable[Marks]) -> dict[Marks, int]:
    """Count identical ballots with numbers."""
    return dict(Counter(scores))


def group_weak(options: tuple[str, ...], ballots: Iterable[tuple[WeakRanking, int]]) -> RankedBallots:
    """Sort ballots given as ranks into those with and without shared ranks, and group them."""
    strict: Counter[Ranking] = Counter()
    weak: Counter[WeakRanking] = Counter()
    for ranks, number in ballots:
        if all(len(rank) == 1 for rank in ranks):
            strict[tuple(rank[0] for rank in ranks)] += number
        else:
            weak[tuple(tuple(sorted(rank)) for rank in ranks)] += number
    return RankedBallots(options, dict(strict), dict(weak))


def as_ranked(ballots: Ballots) -> RankedBallots:
    """Read any ballots as rankings: a single mark is a first preference, approved options share the first rank, equal numbers a rank."""
    if isinstance(ballots, RankedBallots):
        return ballots
    if isinstance(ballots, ApprovalBallots):
        grouped = ((((approved,) if approved else ()), number) for approved, number in ballots.approvals.items())
        return group_weak(ballots.options, grouped)
    if isinstance(ballots, ScoreBallots):
        return group_weak(ballots.options, ((_levels(marks), number) for marks, number in ballots.scores.items()))
    rankings: dict[Ranking, int] = {(option,): number for option, number in ballots.choices.items()}
    if ballots.blank + ballots.invalid:
        rankings[()] = ballots.blank + ballots.invalid
    return RankedBallots(ballots.options, rankings)


def _levels(marks: Marks) -> WeakRanking:
    levels = sorted({mark for mark in marks if mark is not None}, reverse=True)
    return tuple(tuple(option for option, mark in enumerate(marks) if mark == level) for level in levels)


def as_scored(ballots: Ballots) -> ScoreBallots:
    """Read ballots as numbers: a mark or an approval is 1, everything else 0; raises CountingError for rankings, which hold no numbers."""
    if isinstance(ballots, ScoreBallots):
        return ballots
    if isinstance(ballots, RankedBallots):
        raise CountingError("Diese Regel braucht Punkte oder Noten; eine Rangfolge enthält keine.")
    size = range(len(ballots.options))
    grouped: Counter[Marks] = Counter()
    for approved, number in as_approval(ballots).approvals.items():
        grouped[tuple((1 if option in approved else 0) if approved else None for option in size)] += number
    return ScoreBallots(ballots.options, dict(grouped), 0, 1)


def as_approval(ballots: Ballots) -> ApprovalBallots:
    """Read any ballots as approvals: whatever is marked or ranked is approved, of numbers those above the lowest."""
    if isinstance(ballots, ApprovalBallots):
        return ballots
    if isinstance(ballots, ScoreBallots):
        liked: Counter[tuple[int, ...]] = Counter()
        for marks, number in ballots.scores.items():
            liked[tuple(option for option, mark in enumerate(marks) if mark is not None and mark > ballots.lowest)] += number
        return ApprovalBallots(ballots.options, dict(liked))
    ranked = as_ranked(ballots)
    approvals: Counter[tuple[int, ...]] = Counter()
    for ranking, number in ranked.rankings.items():
        approvals[tuple(sorted(ranking))] += number
    for ranks, number in ranked.weak.items():
        approvals[tuple(sorted(option for rank in ranks for option in rank))] += number
    return ApprovalBallots(ranked.options, dict(approvals))


def as_choice(ballots: Ballots) -> ChoiceBallots:
    """Read any ballots as single marks: the first preference counts; two options at the first rank make a ballot invalid."""
    if isinstance(ballots, ChoiceBallots):
        return ballots
    ranked = as_ranked(ballots)
    choices: Counter[int] = Counter()
    invalid = 0
    for ranking, number in ranked.rankings.items():
        if ranking:
            choices[ranking[0]] += number
    for ranks, number in ranked.weak.items():
        if len(ranks[0]) == 1:
            choices[ranks[0][0]] += number
        else:
            invalid += number
    return ChoiceBallots(ranked.options, dict(choices), ranked.blank, invalid)


def check_options(options: tuple[str, ...]) -> None:
    """Refuse an empty list of options, and two of the same name; raises CountingError."""
    if not options:
        raise CountingError("Es gibt keine Optionen.")
    if len(set(options)) != len(options):
        raise CountingError("Zwei Optionen haben denselben Namen.")


def check_marks(ballots: Ballots) -> None:
    """Refuse marks that point at no option, repeated marks and negative numbers; raises CountingError.

    Counting trusts the ballots it is given; the readers of files have checked theirs. Call this for ballots from elsewhere.
    """
    if isinstance(ballots, ScoreBallots):
        _check_scores(ballots)
        numbers, marked = list(ballots.scores.values()), []
    elif isinstance(ballots, RankedBallots):
        numbers = [*ballots.rankings.values(), *ballots.weak.values()]
        marked = [*ballots.rankings, *(tuple(chain.from_iterable(ranks)) for ranks in ballots.weak)]
    elif isinstance(ballots, ApprovalBallots):
        numbers, marked = list(ballots.approvals.values()), list(ballots.approvals)
    else:
        numbers, marked = [*ballots.choices.values(), ballots.blank, ballots.invalid], [tuple(ballots.choices)]
    if numbers and min(numbers) < 0:
        raise CountingError("Eine Anzahl von Stimmzetteln ist negativ.")
    known = set(range(len(ballots.options)))
    for marks in marked:
        if not known.issuperset(marks):
            raise CountingError("Ein Stimmzettel nennt eine Option, die es nicht gibt.")
        if len(set(marks)) != len(marks):
            raise CountingError("Ein Stimmzettel nennt eine Option zweimal.")


def _check_scores(ballots: ScoreBallots) -> None:
    if ballots.lowest >= ballots.highest:
        raise CountingError("Die Skala muss mindestens zwei Stufen haben.")
    for marks in ballots.scores:
        if len(marks) != len(ballots.options):
            raise CountingError("Ein Stimmzettel hat mehr oder weniger Felder, als es Optionen gibt.")
        if any(mark is not None and not ballots.lowest <= mark <= ballots.highest for mark in marks):
            raise CountingError("Eine Zahl auf einem Stimmzettel liegt nicht auf der Skala.")
