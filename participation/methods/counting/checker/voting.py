"""Votes on options, counted the plainest way: yes or no, single choice, approval, instant runoff, Scottish STV, Schulze."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from participation.methods.counting.checker.ground import Facts, Marks, Refuted, Urn, ceiling, lot_order

FIFTH = 100_000
"""The Scottish rules cut votes after the fifth decimal; here they are whole numbers of a hundred-thousandth."""


@dataclass(frozen=True)
class Poll:
    """What was fixed for a count. `roll` is how many were entitled; the quorums are shares of it."""

    rule: str
    options: tuple[str, ...]
    seats: int
    seed: bytes
    roll: int
    turnout: Fraction | None = None
    consent: Fraction | None = None


def count_poll(poll: Poll, urn: Urn) -> Facts:
    """Count an urn by the poll's rule: the result as it must have been published."""
    if poll.rule not in _COUNTS:
        raise Refuted(f"Das Verfahren „{poll.rule}“ kennt dieses Prüfprogramm nicht")
    return framed(poll, urn, _COUNTS[poll.rule](poll, urn, lot_order(poll.options, poll.seed)))


def framed(poll: Poll, urn: Urn, counted: Facts) -> Facts:
    """What a rule found, in the frame that all results have."""
    total, blank = sum(urn.values()), urn.get((), 0)
    order = lot_order(poll.options, poll.seed)
    facts: Facts = {
        "rule": poll.rule,
        "seats": poll.seats,
        "options": list(poll.options),
        "complete": True,
        "decided": True,
        "ballots": {"total": total, "valid": total - blank, "blank": blank, "invalid": 0},
        "quota": None,
        "base": None,
        "eligible": poll.roll,
        "checks": [],
        "rounds": [],
        "ties": [],
        "lot": {"seed": poll.seed.hex(), "order": [poll.options[place] for place in order]},
        "ranking": [],
        "pairwise": [],
        "paths": [],
    }
    facts.update(counted)
    if poll.turnout is not None and not facts["checks"]:
        facts["checks"] = [_quorum("turnout", poll.turnout, poll.roll, total)]
    return facts


def _quorum(name: str, share: Fraction, roll: int, reached: int) -> Facts:
    required = ceiling(share * roll)
    return {"name": name, "share": str(share), "required": required, "reached": reached, "met": reached >= required}


def _tie(purpose: str, options: Sequence[str], decided_by: str, chosen: Sequence[str], number: int, earlier: int | None = None) -> Facts:
    return {"purpose": purpose, "options": list(options), "decided_by": decided_by, "chosen": list(chosen), "round": number, "earlier": earlier}


def _single_round(names: Sequence[str], votes: Sequence[int], winners: Sequence[str], ties: list[Facts]) -> list[Facts]:
    return [
        {
            "number": 1,
            "kind": "first",
            "option": None,
            "votes": dict(zip(names, votes, strict=True)),
            "status": {name: "elected" if name in winners else "continuing" for name in names},
            "elected": list(winners),
            "excluded": [],
            "transfers": [],
            "exhausted": 0,
            "lost": 0,
            "ties": ties,
        }
    ]


def _yes_no(poll: Poll, urn: Urn, _order: list[int]) -> Facts:
    if len(poll.options) not in (2, 3) or poll.seats != 1:
        raise Refuted("Ja oder Nein hat zwei Möglichkeiten, oder drei mit Enthaltung, und ein Ergebnis")
    votes = [urn.get((place,), 0) for place in range(1, len(poll.options) + 1)]
    yes, no = votes[0], votes[1]
    total, behind = sum(urn.values()), max(yes, no)
    checks = []
    if poll.turnout is not None:
        checks.append(_quorum("turnout", poll.turnout, poll.roll, total))
    if poll.consent is not None:
        checks.append(_quorum("consent", poll.consent, poll.roll, behind))
    decided = yes + no > 0 and all(check["met"] for check in checks)
    winners = [poll.options[0] if yes > no else poll.options[1]] if decided else []
    ties = [_tie("decision", poll.options[:2], "rule", winners, 1)] if decided and yes == no else []
    return {
        "winners": winners,
        "decided": decided,
        "checks": checks,
        "ties": ties,
        "base": {"kind": "yes-and-no", "ballots": yes + no},
        "rounds": _single_round(poll.options, votes, winners, ties),
        "lot": None,
    }


def seats_from_above(poll: Poll, levels: Sequence[Sequence[int]]) -> tuple[list[str], list[Facts]]:
    """Seats from the best level down; where a level has too many, those who are ahead in the lot."""
    winners: list[str] = []
    for level in levels:
        left = poll.seats - len(winners)
        if left and len(level) > left:
            lucky = [poll.options[place] for place in lot_order(poll.options, poll.seed) if place in level][:left]
            return winners + lucky, [_tie("winner", [poll.options[place] for place in level], "lot", lucky, 1)]
        if left:
            winners += [poll.options[place] for place in level]
    return winners, []


def _most_marks(poll: Poll, urn: Urn, _order: list[int]) -> Facts:
    votes = [sum(number for marks, number in urn.items() if place in marks) for place in range(1, len(poll.options) + 1)]
    levels = [[place for place, number in enumerate(votes) if number == much] for much in sorted(set(votes), reverse=True) if much]
    winners, ties = seats_from_above(poll, levels)
    valid = sum(urn.values()) - urn.get((), 0)
    rounds = _single_round(poll.options, votes, winners, ties)
    return {"winners": winners, "ties": ties, "base": {"kind": "valid", "ballots": valid}, "rounds": rounds}


def _schulze(poll: Poll, urn: Urn, _order: list[int]) -> Facts:
    size = len(poll.options)
    prefer = [[0] * size for _ in range(size)]
    for marks, number in urn.items():
        below = set(range(size))
        for mark in marks:
            below.discard(mark - 1)
            for other in below:
                prefer[mark - 1][other] += number
    path = [[prefer[one][other] if prefer[one][other] > prefer[other][one] else 0 for other in range(size)] for one in range(size)]
    for through in range(size):
        for one in range(size):
            for other in range(size):
                if one != other:
                    path[one][other] = max(path[one][other], min(path[one][through], path[through][other]))
    levels: list[list[int]] = []
    left = list(range(size))
    while left:
        levels.append([one for one in left if not any(path[other][one] > path[one][other] for other in left)])
        left = [one for one in left if one not in levels[-1]]
    anybody = any(marks for marks in urn)
    winners, ties = seats_from_above(poll, levels) if anybody else ([], [])
    ranking = [[poll.options[one] for one in level] for level in levels]
    return {"winners": winners, "ties": ties, "ranking": ranking, "pairwise": prefer, "paths": path}


class _Piles:
    """Ballots lying with the options for which they count, each with its value; and the story of the rounds so far."""

    def __init__(self, poll: Poll, urn: Urn, order: list[int], unit: int) -> None:
        self.poll, self.order, self.unit = poll, order, unit
        size = len(poll.options)
        self.piles: list[list[tuple[Marks, int, int]]] = [[] for _ in range(size)]
        for marks, number in urn.items():
            if marks:
                self.piles[marks[0] - 1].append((marks, number, unit))
        self.votes = [sum(number * value for _marks, number, value in pile) for pile in self.piles]
        self.status = ["continuing"] * size
        self.exhausted = self.lost = 0
        self.rounds: list[Facts] = []
        self.history: list[list[int]] = []
        self.ties: list[Facts] = []

    def still_in(self) -> list[int]:
        return [place for place, status in enumerate(self.status) if status == "continuing"]

    def names(self, places: Sequence[int]) -> list[str]:
        return [self.poll.options[place] for place in places]

    def number(self, votes: int) -> Fraction:
        return Fraction(votes, self.unit)

    def pick(self, equal: list[int], purpose: str) -> tuple[int, list[Facts]]:
        """One of several that are equal now: by the last earlier round that tells them apart, then by the lot."""
        if len(equal) == 1:
            return equal[0], []
        left, earlier, now = list(equal), None, len(self.rounds) + 1
        wanted = min if purpose == "exclusion" else max
        for number in range(len(self.history) - 1, 0, -1):
            before = self.history[number - 1]
            best = wanted(before[place] for place in left)
            if any(before[place] != best for place in left):
                left, earlier = [place for place in left if before[place] == best], number
            if len(left) == 1:
                break
        ranked = sorted(left, key=self.order.index)
        chosen = ranked[-1] if purpose == "exclusion" else ranked[0]
        tie = _tie(purpose, self.names(equal), "earlier-round" if len(left) == 1 else "lot", self.names([chosen]), now, earlier)
        self.ties.append(tie)
        return chosen, [tie]

    def move(self, source: int, surplus: int | None) -> list[Facts]:
        """Hand on a pile, at full value or (a surplus) at its share of it, cut after the fifth decimal."""
        total = self.votes[source]
        received: dict[int | None, list[int]] = {}
        for marks, number, value in self.piles[source]:
            worth = value if surplus is None else surplus * value // total
            target = next((mark - 1 for mark in marks if self.status[mark - 1] == "continuing"), None)
            got = received.setdefault(target, [0, 0])
            got[0] += number
            got[1] += number * worth
            if target is not None:
                self.piles[target].append((marks, number, worth))
                self.votes[target] += number * worth
        self.piles[source] = []
        gone = received.get(None, [0, 0])[1]
        self.exhausted += gone
        if surplus is not None:
            self.lost += surplus - sum(votes for _number, votes in received.values())
        self.votes[source] = 0 if surplus is None else total - surplus
        targets: list[int | None] = [*sorted(place for place in received if place is not None), *([None] if None in received else [])]
        return [
            {
                "from": self.poll.options[source],
                "to": None if target is None else self.poll.options[target],
                "ballots": received[target][0],
                "votes": self.number(received[target][1]),
            }
            for target in targets
        ]

    def note(self, kind: str, option: int | None, elected: Sequence[int], transfers: list[Facts], ties: list[Facts]) -> None:
        self.history.append(list(self.votes))
        self.rounds.append(
            {
                "number": len(self.rounds) + 1,
                "kind": kind,
                "option": None if option is None else self.poll.options[option],
                "votes": {name: self.number(votes) for name, votes in zip(self.poll.options, self.votes, strict=True)},
                "status": dict(zip(self.poll.options, self.status, strict=True)),
                "elected": self.names(elected),
                "excluded": self.names([option]) if option is not None and kind == "exclusion" else [],
                "transfers": transfers,
                "exhausted": self.number(self.exhausted),
                "lost": self.number(self.lost),
                "ties": ties,
            }
        )


def _runoff(poll: Poll, urn: Urn, order: list[int]) -> Facts:
    """Whoever has fewest leaves, until one has more than half of what still counts."""
    if poll.seats != 1:
        raise Refuted("Eine Rangfolge mit Stichwahl vergibt genau einen Platz")
    table = _Piles(poll, urn, order, 1)
    winner: int | None = None
    kind, out = "first", None
    transfers: list[Facts] = []
    ties: list[Facts] = []
    while any(marks for marks in urn):
        left = table.still_in()
        ahead = max(left, key=lambda place: table.votes[place])
        if 2 * table.votes[ahead] > sum(table.votes) or len(left) == 1:
            winner = ahead
            table.status[ahead] = "elected"
        table.note(kind, out, [] if winner is None else [winner], transfers, ties)
        if winner is not None:
            break
        fewest = min(table.votes[place] for place in left)
        out, ties = table.pick([place for place in left if table.votes[place] == fewest], "exclusion")
        table.status[out] = "excluded"
        kind, transfers = "exclusion", table.move(out, None)
    winners = [] if winner is None else table.names([winner])
    return {"winners": winners, "rounds": table.rounds, "ties": table.ties, "overvotes": "exhaust"}


def _scottish(poll: Poll, urn: Urn, order: list[int]) -> Facts:
    """SSI 2007/42, rules 45 to 52: Droop quota, the largest surplus first, whole piles go on at their share."""
    table = _Piles(poll, urn, order, FIFTH)
    valid = sum(number for marks, number in urn.items() if marks)
    quota = (valid // (poll.seats + 1) + 1) * FIFTH
    winners: list[int] = []
    surpluses: list[int] = []
    kind, moved = "first", None
    transfers: list[Facts] = []
    ties: list[Facts] = []
    while valid:
        left = table.still_in()
        elected = [place for place in left if table.votes[place] >= quota]
        if poll.seats - len(winners) >= len(left):
            elected = left
        for place in elected:
            table.status[place] = "elected"
        surpluses += [place for place in elected if table.votes[place] > quota]
        winners += elected
        table.note(kind, moved, elected, transfers, ties)
        if len(winners) >= poll.seats or not table.still_in():
            break
        if surpluses:
            most = max(table.votes[place] for place in surpluses)
            moved, ties = table.pick([place for place in surpluses if table.votes[place] == most], "surplus")
            surpluses.remove(moved)
            kind, transfers = "surplus", table.move(moved, table.votes[moved] - quota)
        else:
            fewest = min(table.votes[place] for place in table.still_in())
            moved, ties = table.pick([place for place in table.still_in() if table.votes[place] == fewest], "exclusion")
            table.status[moved] = "excluded"
            kind, transfers = "exclusion", table.move(moved, None)
    return {
        "winners": table.names(winners),
        "rounds": table.rounds,
        "ties": table.ties,
        "quota": Fraction(quota, FIFTH),
        "overvotes": "exhaust",
    }


_COUNTS: dict[str, Any] = {
    "yes-no": _yes_no,
    "plurality": _most_marks,
    "approval": _most_marks,
    "irv": _runoff,
    "stv-scottish": _scottish,
    "schulze": _schulze,
}
