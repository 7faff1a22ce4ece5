"""Single transferable vote by the Scottish rules: SSI 2007/42, schedule 1, rules 45 to 52.

Droop quota; surpluses by the weighted inclusive Gregory method, every ballot of the elected candidate going on at its value times
surplus over total, cut after five decimals; one transfer a stage, the largest surplus first; then whoever has fewest votes is
excluded; ties by the last earlier stage in which they differed, then by lot. All numbers are integers in units of 1/100000 vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from participation.methods.counting.ballots import RankedBallots, Ranking
from participation.methods.counting.lots import TieBreaker, count_with_ties, lot_order
from participation.methods.counting.outcome import Lot, Outcome, Round, Status, Tie, Transfer
from participation.methods.counting.parcels import Parcels
from participation.methods.counting.terms import Overvotes, Terms

SCALE = 100_000


def count_stv_scottish(ballots: RankedBallots, terms: Terms) -> Outcome:
    """Elect `terms.seats` candidates; those elected at the same stage are listed in the order of the ballot paper.

    A rank shared by several candidates ends the ballot there (`overvotes="exhaust"`, as the order's rule on unclear papers asks) or is
    passed over (`"skip"`). A ballot without any clear preference is invalid and does not count for the quota.
    """
    rankings, invalid = unshared(ballots, terms.overvotes)
    lot = None if terms.seed is None else lot_order(ballots.options, terms.seed)

    def count(breaker: TieBreaker) -> Outcome:
        return _Stages(ballots, rankings, invalid, terms, breaker, lot).run()

    return count_with_ties(count, lot, len(rankings) + len(ballots.options) ** 2)


def unshared(ballots: RankedBallots, overvotes: Overvotes) -> tuple[Mapping[Ranking, int], int]:
    """Rankings with shared ranks resolved as `overvotes` says, and how many ballots became invalid by that."""
    if not ballots.weak:
        return ballots.rankings, 0
    rankings = Counter(ballots.rankings)
    invalid = 0
    for ranks, number in ballots.weak.items():
        clear: list[int] = []
        for rank in ranks:
            if len(rank) == 1:
                clear.append(rank[0])
            elif overvotes == "exhaust":
                break
        if clear:
            rankings[tuple(clear)] += number
        else:
            invalid += number
    return rankings, invalid


class _Stages:
    """One count under way."""

    def __init__(
        self,
        ballots: RankedBallots,
        rankings: Mapping[Ranking, int],
        invalid: int,
        terms: Terms,
        breaker: TieBreaker,
        lot: Lot | None,
    ) -> None:
        self.ballots, self.terms, self.breaker, self.lot, self.invalid = ballots, terms, breaker, lot, invalid
        self.parcels = Parcels(len(ballots.options), rankings, SCALE)
        self.valid = sum(self.parcels.votes) // SCALE
        self.quota = (self.valid // (terms.seats + 1) + 1) * SCALE
        self.status: list[Status] = ["continuing"] * len(ballots.options)
        self.continuing = set(range(len(ballots.options)))
        self.waiting: list[int] = []  # elected with a surplus not yet transferred
        self.winners: list[int] = []
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []
        self.exhausted = self.lost = 0

    def run(self) -> Outcome:
        """Go through all stages until the seats are filled, or a tie is left open."""
        if not self.valid:
            return self._outcome(complete=True)
        self._close_round("first", None, (), ())
        while len(self.winners) < self.terms.seats and self.continuing:
            if self.waiting:
                most = max(self.parcels.votes[option] for option in self.waiting)
                tied = [option for option in self.waiting if self.parcels.votes[option] == most]
                option, tie = self._pick(tied, "surplus")
            else:
                fewest = min(self.parcels.votes[option] for option in self.continuing)
                tied = [option for option in sorted(self.continuing) if self.parcels.votes[option] == fewest]
                option, tie = self._pick(tied, "exclusion")
            ties = () if tie is None else (tie,)
            self.ties += ties
            if option is None:
                return self._outcome(complete=False)
            if self.waiting:
                self._close_round("surplus", option, self._transfer_surplus(option), ties)
            else:
                self._close_round("exclusion", option, self._exclude(option), ties)
        return self._outcome(complete=True)

    def _pick(self, tied: list[int], purpose: str) -> tuple[int | None, Tie | None]:
        history = [a_round.votes for a_round in self.rounds[:-1]]
        now = len(self.rounds) + 1
        return self.breaker.pick(tied, history, "surplus" if purpose == "surplus" else "exclusion", now)

    def _transfer_surplus(self, option: int) -> tuple[Transfer, ...]:
        total = self.parcels.votes[option]
        surplus = total - self.quota
        received, ballots, votes = self.parcels.move(option, self.continuing, lambda value: surplus * value // total)
        self.parcels.votes[option] = self.quota
        self.waiting.remove(option)
        self.exhausted += votes
        self.lost += surplus - votes - sum(moved for _, moved in received.values())
        return _transfers(option, received, ballots, votes)

    def _exclude(self, option: int) -> tuple[Transfer, ...]:
        self.continuing.discard(option)
        self.status[option] = "excluded"
        received, ballots, votes = self.parcels.move(option, self.continuing, lambda value: value)
        self.parcels.votes[option] = 0
        self.exhausted += votes
        return _transfers(option, received, ballots, votes)

    def _close_round(self, kind: str, option: int | None, transfers: tuple[Transfer, ...], ties: tuple[Tie, ...]) -> None:
        """Elect who has reached the quota (rule 47) or whom no vacancy can be denied (rule 52), and note how all stand."""
        votes = self.parcels.votes
        elected = [candidate for candidate in sorted(self.continuing) if votes[candidate] >= self.quota]
        vacancies = self.terms.seats - len(self.winners) - len(elected)
        if vacancies >= len(self.continuing) - len(elected):
            elected = sorted(self.continuing)
        for candidate in elected:
            self.continuing.discard(candidate)
            self.status[candidate] = "elected"
            if votes[candidate] > self.quota:
                self.waiting.append(candidate)
        self.winners += elected
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                kind="first" if option is None else "surplus" if kind == "surplus" else "exclusion",
                option=option,
                votes=tuple(votes),
                status=tuple(self.status),
                elected=tuple(elected),
                transfers=transfers,
                exhausted=self.exhausted,
                lost=self.lost,
                ties=ties,
            )
        )

    def _outcome(self, *, complete: bool) -> Outcome:
        return Outcome(
            rule="stv-scottish",
            options=self.ballots.options,
            winners=tuple(self.winners),
            seats=self.terms.seats,
            total=self.ballots.total,
            valid=self.valid,
            blank=self.ballots.blank,
            invalid=self.invalid,
            rounds=tuple(self.rounds),
            scale=SCALE,
            quota=self.quota,
            ties=tuple(self.ties),
            complete=complete,
            lot=self.lot,
            eligible=self.terms.eligible,
            overvotes=self.terms.overvotes,
        )


def _transfers(source: int, received: dict[int, tuple[int, int]], ballots: int, votes: int) -> tuple[Transfer, ...]:
    moved = [Transfer(source, target, *received[target]) for target in sorted(received)]
    if ballots:
        moved.append(Transfer(source, None, ballots, votes))
    return tuple(moved)
