"""Groups of texts that say nearly the same: an aid for whoever reads thousands of them, never a finding.

Each text's nearest neighbours (cosine of character grams ≥ 0.35) make a graph. Beginning with the most similar pair, groups grow together
while their mean similarity stays at 0.35 or above (average linkage; a missing edge counts nothing, so no chain of neighbours makes a
group). Texts that differ in a number, a negation or an opposite verb are "similar, but not the same": they never share a group, and are
listed. Short texts do not cluster by topic without a language model; this finds repetitions.
Source: average linkage, R. R. Sokal, C. D. Michener, University of Kansas Science Bulletin 38 (1958), 1409-1438.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from participation.methods.texts.differences import Difference, ReadText, difference_of, read_text
from participation.methods.texts.similar import SIMILAR, VERY_SIMILAR, Hit, TextIndex

NEIGHBOURS = 10
TYPICAL_WORDS = 5
CENTRAL = 3
_WORD = re.compile(r"[^\W\d_]{4,}")
Edges = dict[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that say nearly the same. `members` ascending; `central`: those nearest to all others, to be quoted; `likeness`: mean cosine, 0 … 1."""

    members: tuple[int, ...]
    central: tuple[int, ...]
    words: tuple[str, ...]
    likeness: float

    @property
    def very(self) -> bool:
        """Whether they most likely ask for the same."""
        return self.likeness >= VERY_SIMILAR


@dataclass(frozen=True, slots=True)
class Apart:
    """Two texts that are similar and say something else; `first` is the smaller number."""

    first: int
    second: int
    likeness: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups of two and more, the largest first, and the pairs that were kept apart, the most similar first."""

    groups: tuple[Group, ...]
    apart: tuple[Apart, ...]


def neighbours(index: TextIndex, most: int = NEIGHBOURS) -> Edges:
    """The graph: each pair of which one is among the other's nearest, with its cosine (at least 0.35)."""
    edges: Edges = {}
    alike: dict[str, list[Hit]] = {}  # what many write word for word is looked up once
    for number, text in index.texts.items():
        if text not in alike:
            alike[text] = index.similar(text, most + 1, SIMILAR)
        for hit in [hit for hit in alike[text] if hit.id != number][:most]:
            edges[min(number, hit.id), max(number, hit.id)] = hit.score
    return edges


def group_texts(texts: Mapping[int, str], most: int = NEIGHBOURS) -> Grouping:
    """The groups of these texts. The same texts give the same groups, in whatever order they come."""
    ordered = {number: texts[number] for number in sorted(texts)}
    return grouped(ordered, neighbours(TextIndex().changed(dict(ordered)), most))


def grouped(texts: Mapping[int, str], edges: Edges) -> Grouping:
    """The groups of a graph."""
    read = {number: read_text(texts[number]) for number in {number for pair in edges for number in pair}}
    others = {pair: found for pair in sorted(edges) if (found := difference_of(read[pair[0]], read[pair[1]])) is not None}
    apart = [Apart(*pair, edges[pair], found) for pair, found in others.items()]
    said = _words_of(texts)
    holders = Counter(word for words in said.values() for word in words)
    groups = [_group(members, texts, edges, said, holders) for members in _linked(texts, edges, read, set(others))]
    groups.sort(key=lambda group: (-len(group.members), -round(group.likeness, 9), group.members))
    apart.sort(key=lambda pair: (-round(pair.likeness, 9), pair.first, pair.second))
    return Grouping(tuple(groups), tuple(apart))


def _linked(texts: Mapping[int, str], edges: Edges, read: Mapping[int, ReadText], others: set[tuple[int, int]]) -> list[list[int]]:
    """The members of each group. Sums of edges between groups are kept; those of two that join are added."""
    members = {number: [number] for pair in edges for number in pair}
    links: dict[int, dict[int, float]] = {number: {} for number in members}
    for (first, second), score in edges.items():
        links[first][second] = links[second][first] = score
    queue = [(-round(score, 9), first, second, 1, 1) for (first, second), score in edges.items() if (first, second) not in others]
    heapq.heapify(queue)
    while queue:
        _score, first, second, size, other_size = heapq.heappop(queue)
        if first not in members or second not in members or (len(members[first]), len(members[second])) != (size, other_size):
            continue  # an entry of before one of them grew
        if _differ(members[first], members[second], texts, read, others):
            links[first].pop(second), links[second].pop(first)
            continue
        members[first] += members.pop(second)
        links[first].pop(second)
        for other, sum_of in sorted(links.pop(second).items()):
            if other == first:
                continue
            links[other].pop(second)
            links[first][other] = links[other][first] = links[first].get(other, 0.0) + sum_of
        for other, sum_of in sorted(links[first].items()):
            mean = sum_of / (len(members[first]) * len(members[other]))
            if mean >= SIMILAR:
                low, high = min(first, other), max(first, other)
                heapq.heappush(queue, (-round(mean, 9), low, high, len(members[low]), len(members[high])))
    return [sorted(each) for each in members.values() if len(each) > 1]


def _differ(
    first: Iterable[int], second: Sequence[int], texts: Mapping[int, str], read: Mapping[int, ReadText], others: set[tuple[int, int]]
) -> bool:
    """Whether any text of one group says something else than any of the other."""
    distinct = {texts[other]: other for other in second}.values()
    for one in {texts[one]: one for one in first}.values():
        for other in distinct:
            if (min(one, other), max(one, other)) in others or (texts[one] != texts[other] and difference_of(read[one], read[other]) is not None):
                return True
    return False


def _group(
    members: Sequence[int], texts: Mapping[int, str], edges: Edges, said: Mapping[int, Mapping[str, str]], holders: Mapping[str, int]
) -> Group:
    near = {one: sum(edges.get((min(one, other), max(one, other)), 0.0) for other in members if other != one) for one in members}
    nearest = sorted(members, key=lambda one: (-round(near[one], 9), one))
    central = list({texts[one]: one for one in reversed(nearest)}.values())[::-1][:CENTRAL]  # each wording once
    likeness = min(1.0, sum(near.values()) / (len(members) * (len(members) - 1)))
    return Group(tuple(members), tuple(central), typical_words(members, said, holders), likeness)


def _words_of(texts: Mapping[int, str]) -> dict[int, dict[str, str]]:
    """Each text's words of four letters and more: lower case → as it is written there."""
    return {number: {word.lower(): word for word in reversed(_WORD.findall(text))} for number, text in texts.items()}


def typical_words(
    members: Sequence[int], said: Mapping[int, Mapping[str, str]], holders: Mapping[str, int], most: int = TYPICAL_WORDS
) -> tuple[str, ...]:
    """Words that at least half of these texts hold and the others seldom, by the log-likelihood ratio, in their most frequent spelling.

    `said`: each text's words; `holders`: how many of all texts hold a word. Source: T. Dunning, Accurate methods for the statistics of surprise and coincidence, Computational Linguistics 19 (1993), 61-74.
    """
    inside = Counter(word for number in members for word in said[number])
    common = [word for word, number in inside.items() if 2 * number >= len(members)]
    scores = {word: _surprise(inside[word], len(members), holders[word] - inside[word], len(said) - len(members)) for word in common}
    best = sorted((word for word in common if scores[word] > 0), key=lambda word: (-round(scores[word], 9), word))[:most]
    return tuple(_spelling(word, members, said) for word in best)


def _spelling(word: str, members: Sequence[int], said: Mapping[int, Mapping[str, str]]) -> str:
    written = Counter(said[number][word] for number in members if word in said[number])
    return min(written, key=lambda one: (-written[one], one))


def _surprise(inside: int, size: int, outside: int, rest: int) -> float:
    """2·Σ k·ln(k / expected) over having the word inside and outside; 0 where it is no more frequent inside."""
    if rest <= 0:
        return float(inside)
    share = (inside + outside) / (size + rest)
    if inside / size <= share:
        return 0.0
    return 2 * (inside * log(inside / (size * share)) + (outside * log(outside / (rest * share)) if outside else 0.0))
