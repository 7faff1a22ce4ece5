"""Instant runoff: whoever has fewest votes leaves, ballots move on, until one option has more than half of the votes still counting.

Ties for the last place: the last earlier round in which they differed, then the lot (as in the Scottish rules).
"""

from __future__ import annotations

from collections.abc import Collection

from participation.methods.counting.ballots import CountingError, RankedBallots, WeakRanking
from participation.methods.counting.lots import TieBreaker, count_with_ties, lot_order
from participation.methods.counting.margin import NOT_COMPUTED, runoff_margin
from participation.methods.counting.outcome import Lot, Margin, Outcome, Round, Status, Tie, Transfer
from participation.methods.counting.parcels import Parcels
from participation.methods.counting.stv import unshared
from participation.methods.counting.terms import Terms


def count_irv(ballots: RankedBallots, terms: Terms) -> Outcome:
    """Find the one winner.

    Overvotes (a rank with several options): `exhaust` stops a ballot when that rank is reached with two or more continuing options and
    counts it for the one that is left otherwise; `skip` passes over that rank.
    """
    if terms.seats != 1:
        raise CountingError("Die integrierte Stichwahl (IRV) vergibt genau einen Platz; für mehrere gibt es stv-scottish.")
    lot = None if terms.seed is None else lot_order(ballots.options, terms.seed)
    invalid = 0
    strict = ballots
    if terms.overvotes == "skip":
        rankings, invalid = unshared(ballots, "skip")
        strict = RankedBallots(ballots.options, rankings)

    def count(breaker: TieBreaker) -> Outcome:
        return _Runoff(strict, invalid, terms, breaker, lot).run()

    return count_with_ties(count, lot, len(strict.rankings) + len(strict.weak) + len(ballots.options) ** 2)


class _Runoff:
    """One count under way."""

    def __init__(self, ballots: RankedBallots, invalid: int, terms: Terms, breaker: TieBreaker, lot: Lot | None) -> None:
        self.ballots, self.invalid, self.terms, self.breaker, self.lot = ballots, invalid, terms, breaker, lot
        self.continuing = set(range(len(ballots.options)))
        self.status: list[Status] = ["continuing"] * len(ballots.options)
        self.parcels = Parcels(len(ballots.options), ballots.rankings, 1)
        self.shared: dict[int, list[WeakRanking]] = {option: [] for option in self.continuing}
        self.exhausted = 0
        self._place(list(ballots.weak))
        self.valid = ballots.total - ballots.blank
        self.winner: int | None = None
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []

    def run(self) -> Outcome:
        """Exclude one option a round until one has more than half of what still counts, or a tie is left open."""
        if not sum(self.parcels.votes):
            return self._outcome(complete=True)
        self._close_round(None, (), ())
        while self.winner is None:
            fewest = min(self.parcels.votes[option] for option in self.continuing)
            tied = [option for option in sorted(self.continuing) if self.parcels.votes[option] == fewest]
            history = [a_round.votes for a_round in self.rounds[:-1]]
            option, tie = self.breaker.pick(tied, history, "exclusion", len(self.rounds) + 1)
            ties = () if tie is None else (tie,)
            self.ties += ties
            if option is None:
                return self._outcome(complete=False)
            self._close_round(option, self._exclude(option), ties)
        return self._outcome(complete=True)

    def _place(self, shared: list[WeakRanking]) -> dict[int | None, int]:
        """Lay ballots with shared ranks where they count now, and say how many went where."""
        placed: dict[int | None, int] = {}
        for ranks in shared:
            number = self.ballots.weak[ranks]
            option = _reached(ranks, self.continuing)
            placed[option] = placed.get(option, 0) + number
            if option is None:
                self.exhausted += number
            else:
                self.shared[option].append(ranks)
                self.parcels.votes[option] += number
        return placed

    def _exclude(self, option: int) -> tuple[Transfer, ...]:
        self.continuing.discard(option)
        self.status[option] = "excluded"
        received, spent, _ = self.parcels.move(option, self.continuing, lambda value: value)
        self.exhausted += spent
        moved: dict[int | None, int] = {target: number for target, (number, _) in received.items()}
        moved[None] = spent
        for target, number in self._place(self.shared.pop(option)).items():
            moved[target] = moved.get(target, 0) + number
        self.parcels.votes[option] = 0
        targets: list[int | None] = [*sorted(self.continuing), None]
        return tuple(Transfer(option, target, moved[target], moved[target]) for target in targets if moved.get(target))

    def _close_round(self, option: int | None, transfers: tuple[Transfer, ...], ties: tuple[Tie, ...]) -> None:
        votes = tuple(self.parcels.votes)
        leader = max(self.continuing, key=lambda candidate: votes[candidate])
        if 2 * votes[leader] > sum(votes) or len(self.continuing) == 1:
            self.winner = leader
            self.status[leader] = "elected"
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                kind="first" if option is None else "exclusion",
                option=option,
                votes=votes,
                status=tuple(self.status),
                elected=() if self.winner is None else (self.winner,),
                transfers=transfers,
                exhausted=self.exhausted,
                lost=0,
                ties=ties,
            )
        )

    def _outcome(self, *, complete: bool) -> Outcome:
        return Outcome(
            rule="irv",
            options=self.ballots.options,
            winners=() if self.winner is None else (self.winner,),
            seats=1,
            total=self.ballots.total + self.invalid,
            valid=self.valid,
            blank=self.ballots.blank,
            invalid=self.invalid,
            rounds=tuple(self.rounds),
            ties=tuple(self.ties),
            margin=self._margin(),
            complete=complete,
            lot=self.lot,
            eligible=self.terms.eligible,
            overvotes=self.terms.overvotes,
        )

    def _margin(self) -> Margin:
        """A change of half the last round's difference makes the runner-up equal, so that a smaller number may do but no larger is needed."""
        if self.winner is None or len(self.continuing) < 2:
            return NOT_COMPUTED
        votes = self.parcels.votes
        return runoff_margin(votes[self.winner], max(votes[option] for option in self.continuing - {self.winner}))


def _reached(ranks: WeakRanking, continuing: Collection[int]) -> int | None:
    """Where a ballot with shared ranks counts: its best continuing option, unless that shares its rank with another continuing one."""
    for rank in ranks:
        left = [option for option in rank if option in continuing]
        if left:
            return left[0] if len(left) == 1 else None
    return None
