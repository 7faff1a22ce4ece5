"""Which items two sequences have in common, in order: patience anchors first, Myers' shortest edit script between them.

Sources: E. W. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1 (1986); B. Cohen's patience diff (items that
stand exactly once on either side are anchors; the longest increasing sequence of them is kept).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

STEPS = 400_000
"""How much work one comparison may cost; what is left over then counts as changed."""

Items = Sequence[Hashable]


@dataclass(slots=True)
class Budget:
    """The work that is left."""

    steps: int = STEPS

    def spend(self, steps: int) -> bool:
        """Whether there was enough left."""
        self.steps -= steps
        return self.steps >= 0


@dataclass(frozen=True, slots=True)
class Block:
    """`old[old_start : old_start + length]` equals `new[new_start : new_start + length]`."""

    old_start: int
    new_start: int
    length: int


def matching_blocks(old: Items, new: Items, budget: Budget | None = None) -> list[Block]:
    """The common stretches of two sequences in order, none touching the next on both sides.

    With an exhausted budget fewer are found, never wrong ones.
    """
    budget = budget if budget is not None else Budget()
    pairs: list[tuple[int, int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:  # no recursion: anchors can be many
        old_from, old_to, new_from, new_to = waiting.pop()
        head = _common_head(old, new, old_from, old_to, new_from, new_to)
        if head:
            pairs.append((old_from, new_from, head))
            old_from, new_from = old_from + head, new_from + head
        tail = _common_tail(old, new, old_from, old_to, new_from, new_to)
        if tail:
            old_to, new_to = old_to - tail, new_to - tail
            pairs.append((old_to, new_to, tail))
        if old_from == old_to or new_from == new_to or not budget.spend(old_to - old_from + new_to - new_from):
            continue
        anchors = _anchors(old, new, old_from, old_to, new_from, new_to)
        if not anchors:
            pairs += [(x, y, 1) for x, y in _myers(old, new, old_from, old_to, new_from, new_to, budget)]
            continue
        ends = [*anchors, (old_to, new_to)]
        for (x, y), (next_x, next_y) in zip([(old_from - 1, new_from - 1), *anchors], ends, strict=True):
            if x >= old_from:
                pairs.append((x, y, 1))
            waiting.append((x + 1, next_x, y + 1, next_y))
    return _joined(sorted(pairs))


def _joined(pairs: list[tuple[int, int, int]]) -> list[Block]:
    blocks: list[Block] = []
    for x, y, length in pairs:
        last = blocks[-1] if blocks else None
        if last is not None and (last.old_start + last.length, last.new_start + last.length) == (x, y):
            blocks[-1] = Block(last.old_start, last.new_start, last.length + length)
        else:
            blocks.append(Block(x, y, length))
    return blocks


def _common_head(old: Items, new: Items, old_from: int, old_to: int, new_from: int, new_to: int) -> int:
    length, most = 0, min(old_to - old_from, new_to - new_from)
    while length < most and old[old_from + length] == new[new_from + length]:
        length += 1
    return length


def _common_tail(old: Items, new: Items, old_from: int, old_to: int, new_from: int, new_to: int) -> int:
    length, most = 0, min(old_to - old_from, new_to - new_from)
    while length < most and old[old_to - 1 - length] == new[new_to - 1 - length]:
        length += 1
    return length


def _anchors(old: Items, new: Items, old_from: int, old_to: int, new_from: int, new_to: int) -> list[tuple[int, int]]:
    """The longest increasing sequence of items that stand exactly once on either side."""
    in_old, in_new = Counter(old[old_from:old_to]), Counter(new[new_from:new_to])
    places = {new[y]: y for y in range(new_from, new_to) if in_new[new[y]] == 1}
    unique = [(x, places[old[x]]) for x in range(old_from, old_to) if in_old[old[x]] == 1 and old[x] in places]
    ends: list[int] = []  # the smallest place in `new` that ends an increasing sequence of each length
    holders: list[int] = []
    before: list[int] = []
    for index, (_x, y) in enumerate(unique):
        length = bisect_left(ends, y)
        before.append(holders[length - 1] if length else -1)
        if length == len(ends):
            ends.append(y)
            holders.append(index)
        else:
            ends[length], holders[length] = y, index
    chain: list[tuple[int, int]] = []
    index = holders[-1] if holders else -1
    while index >= 0:
        chain.append(unique[index])
        index = before[index]
    return chain[::-1]


def _myers(old: Items, new: Items, old_from: int, old_to: int, new_from: int, new_to: int, budget: Budget) -> list[tuple[int, int]]:
    """The pairs of a shortest edit script; none where the budget does not reach to find one."""
    height, width = old_to - old_from, new_to - new_from
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(height + width + 1):
        trace.append(dict(furthest))
        if not budget.spend(len(furthest)):
            return []
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y, start = x - diagonal, x
            while x < height and y < width and old[old_from + x] == new[new_from + y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if not budget.spend(1 + x - start):
                return []
            if x >= height and y >= width:
                return _way_back(trace, height, width, old_from, new_from)
    return []


def _way_back(trace: list[dict[int, int]], x: int, y: int, old_from: int, new_from: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[edits], x - y
        down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
        earlier = diagonal + 1 if down else diagonal - 1
        start_x = furthest[earlier]
        start_y = start_x - earlier
        while x > start_x and y > start_y and x > 0 and y > 0:
            x, y = x - 1, y - 1
            pairs.append((old_from + x, new_from + y))
        x, y = start_x, start_y
    return pairs[::-1]
