"""Which paragraph of a new version is which of the one before, so that what was said about it stays with it.

Equal texts are matched first (patience anchors and Myers' shortest script, `differences.matching`), then equal ones that moved, then,
between those, the pairs that share most words, in their order (a dynamic program after Needleman and Wunsch, J. Mol. Biol. 48, 1970), and
last what was rewritten and moved. Nothing is guessed below half of the words in common.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.methods.differences.matching import matching_blocks

LEAST = 0.5
"""The share of words in common from which a paragraph counts as the same, rewritten."""
LEAST_MOVED = 0.7
"""The same for one that stands elsewhere now."""
MOST_PAIRS = 250_000
"""Pairs of paragraphs that are compared at most; beyond that, what was rewritten counts as new."""

_WORD = re.compile(r"\w+")


class Fate(StrEnum):
    """What became of a paragraph from one version to the next."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Kept:
    """How a new version follows from the one before: `old[n]` is where its n-th paragraph stood, None for a new one; `gone` what stands nowhere now."""

    old: tuple[int | None, ...]
    fates: tuple[Fate, ...]
    gone: tuple[int, ...]


def keep(before: Sequence[str], after: Sequence[str]) -> Kept:
    """Match the paragraphs of two versions by their texts, each with at most one of the other side."""
    found: dict[int, int] = {}
    for block in matching_blocks(before, after):
        found.update((block.new_start + step, block.old_start + step) for step in range(block.length))
    _match_moved(before, after, found)
    budget = MOST_PAIRS
    words_before, words_after = [_words(text) for text in before], [_words(text) for text in after]
    for olds, news in _gaps(len(before), len(after), found):
        budget -= len(olds) * len(news)
        if budget >= 0:
            found.update(_aligned(olds, news, words_before, words_after))
    _match_rewritten(words_before, words_after, found, budget)
    old = tuple(found.get(place) for place in range(len(after)))
    fates = tuple(_fate(before, after[place], match) for place, match in enumerate(old))
    taken = set(found.values())
    return Kept(old, fates, tuple(place for place in range(len(before)) if place not in taken))


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, each word as often as it stands in both (Dice); 1 for equal texts."""
    return 1.0 if one == other else _dice(_words(one), _words(other))


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _fate(before: Sequence[str], text: str, match: int | None) -> Fate:
    if match is None:
        return Fate.NEW
    return Fate.SAME if before[match] == text else Fate.CHANGED


def _match_moved(before: Sequence[str], after: Sequence[str], found: dict[int, int]) -> None:
    """Equal texts that stand elsewhere now, in their order."""
    taken = set(found.values())
    waiting: dict[str, list[int]] = {}
    for place, text in enumerate(before):
        if place not in taken:
            waiting.setdefault(text, []).append(place)
    for place, text in enumerate(after):
        if place not in found and waiting.get(text):
            found[place] = waiting[text].pop(0)


def _gaps(old_length: int, new_length: int, found: dict[int, int]) -> list[tuple[list[int], list[int]]]:
    """What is unmatched between neighbours that stand in the same order on both sides."""
    taken = set(found.values())
    gaps: list[tuple[list[int], list[int]]] = []
    reach, start = -1, 0
    for place in [*sorted(found), new_length]:
        old_place = found.get(place, old_length)
        if old_place <= reach:
            continue  # one that moved forward: what stands around it is one gap
        olds = [old for old in range(reach + 1, old_place) if old not in taken]
        news = [new for new in range(start, place) if new not in found]
        if olds and news:
            gaps.append((olds, news))
        reach, start = old_place, place + 1
    return gaps


def _aligned(olds: list[int], news: list[int], before: Sequence[Counter[str]], after: Sequence[Counter[str]]) -> dict[int, int]:
    """The pairs, in order, whose likeness sums up highest."""
    height, width = len(olds), len(news)
    best = [[0.0] * (width + 1) for _row in range(height + 1)]
    like = [[_dice(before[old], after[new]) for new in news] for old in olds]
    for row in range(height - 1, -1, -1):
        for column in range(width - 1, -1, -1):
            pair = like[row][column] + best[row + 1][column + 1] if like[row][column] >= LEAST else -1.0
            best[row][column] = max(pair, best[row + 1][column], best[row][column + 1])
    found: dict[int, int] = {}
    row = column = 0
    while row < height and column < width:
        if like[row][column] >= LEAST and best[row][column] == like[row][column] + best[row + 1][column + 1]:
            found[news[column]] = olds[row]
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found


def _match_rewritten(before: Sequence[Counter[str]], after: Sequence[Counter[str]], found: dict[int, int], budget: int) -> None:
    """What was rewritten and stands elsewhere, the most alike first."""
    taken = set(found.values())
    olds = [place for place in range(len(before)) if place not in taken]
    news = [place for place in range(len(after)) if place not in found]
    if not olds or not news or len(olds) * len(news) > budget:
        return
    pairs = sorted(((_dice(before[old], after[new]), -new, -old) for old in olds for new in news), reverse=True)
    for like, new, old in pairs:
        if like < LEAST_MOVED:
            return
        if -new not in found and -old not in taken:
            found[-new] = -old
            taken.add(-old)
