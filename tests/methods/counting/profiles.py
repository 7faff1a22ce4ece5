"""Random profiles for tests, and a slow, plain count by the Scottish order to compare with."""

from __future__ import annotations

import random
from fractions import Fraction

from participation.methods.counting import RankedBallots, group_ranked
from participation.methods.counting.ballots import Ranking

NAMES = tuple("ABCDEFGHIJ")


def a_profile(seed: int, options: int, ballots: int, *, complete: bool = False) -> RankedBallots:
    """Random rankings, some options better liked than others, cut short at random unless `complete`."""
    chance = random.Random(seed)
    liked = [chance.random() for _ in range(options)]
    rankings = []
    for _ in range(ballots):
        order = sorted(range(options), key=lambda option: chance.random() * liked[option])
        rankings.append(tuple(order[: options if complete else chance.randint(1, options)]))
    return RankedBallots(NAMES[:options], group_ranked(rankings))


def one_by_one(ballots: RankedBallots) -> list[Ranking]:
    """Every ballot for itself."""
    return [ranking for ranking, number in ballots.rankings.items() for _ in range(number)]


def naive_scottish(rankings: list[Ranking], options: int, seats: int, order: list[int]) -> list[list[Fraction]]:
    """Votes at every stage, ballot by ballot with fractions; ties by history, then by `order` (first is preferred)."""
    value = [Fraction(1)] * len(rankings)
    quota = len(rankings) // (seats + 1) + 1
    continuing, elected, done = set(range(options)), [], set()
    holder: list[int | None] = [ranking[0] for ranking in rankings]
    votes = [Fraction(sum(1 for held in holder if held == option)) for option in range(options)]
    stages: list[list[Fraction]] = []

    def close() -> None:
        stages.append(list(votes))
        reached = [option for option in sorted(continuing) if votes[option] >= quota]
        if seats - len(elected) >= len(continuing):
            reached = sorted(continuing)
        for option in reached:
            continuing.discard(option)
            elected.append(option)

    def choose(tied: list[int], *, most: bool) -> int:
        for stage in reversed(stages[:-1]):
            best = (max if most else min)(stage[option] for option in tied)
            tied = [option for option in tied if stage[option] == best]
        return sorted(tied, key=order.index)[0 if most else -1]

    def move(source: int, factor: Fraction) -> None:
        for number, held in enumerate(holder):
            if held == source:
                after = rankings[number][rankings[number].index(source) + 1 :]
                following = [option for option in after if option in continuing]
                holder[number] = following[0] if following else None
                value[number] = Fraction(int(value[number] * factor * 100_000), 100_000)
                if following:
                    votes[following[0]] += value[number]

    close()
    while len(elected) < seats:
        surplus = [option for option in elected if votes[option] > quota and option not in done]
        if surplus:
            highest = max(votes[option] for option in surplus)
            source = choose([option for option in surplus if votes[option] == highest], most=True)
            move(source, (votes[source] - quota) / votes[source])
            votes[source] = Fraction(quota)
            done.add(source)
        else:
            fewest = min(votes[option] for option in continuing)
            source = choose([option for option in sorted(continuing) if votes[option] == fewest], most=False)
            continuing.discard(source)
            move(source, Fraction(1))
            votes[source] = Fraction(0)
        close()
    return stages
