"""Which published proposals are like a text: an index of each consultation in the process' memory, kept in step by the log.

The log names every proposal that was published, edited or taken back since the index was made: only those are read and compared anew.
Nothing that somebody types is kept. Texts are compared by their titles, and by titles with first words; the better of both counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from participation.duplicates.queries import Mark, judged_among, newest_mark, published_texts, rows_of, texts_changed
from participation.kit.pagination import Page
from participation.kit.recent import Recent
from participation.kit.text import clean_line
from participation.methods.texts.differences import Difference, difference
from participation.methods.texts.pairs import Pair, most_similar_pairs
from participation.methods.texts.similar import VERY_SIMILAR, TextIndex
from participation.proposals.models import TEASER_LENGTH, TITLE_LENGTH, ProposalStage

MOST_TEXTS = 50_000
"""How many of a consultation's newest proposals are compared."""
MOST_KEPT = 100_000
"""How many texts a process keeps about at most, of all consultations."""
MOST_PAIRS = 300
SHOWN = 5
SHORTEST = 5
"""Fewer characters say nothing yet."""


@dataclass(slots=True)
class _Known:
    mark: Mark | None  # the log's newest entry when it was made
    titles: TextIndex = field(default_factory=TextIndex)
    texts: TextIndex = field(default_factory=TextIndex)
    pairs: list[Pair] | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """A proposal that is like a text. `row`: what a list shows of it; `score` 0 … 1; `difference`: in which word it says something else."""

    row: Any
    score: float
    difference: Difference | None

    @property
    def very(self) -> bool:
        """Whether it most likely asks for the same."""
        return self.score >= VERY_SIMILAR


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two published proposals that are alike."""

    first: Any
    second: Any
    score: float
    difference: Difference | None


_known: Recent[_Known] = Recent(MOST_KEPT, lambda known: max(1, len(known.texts.texts)))
_locks: dict[int, Lock] = {}


def _in_step(session: Session, consultation_id: int) -> _Known:
    """The consultation's index as its proposals are now. Only what changed is compared anew; one thread of the process does that."""
    mark = newest_mark(session)
    known = _known.get(consultation_id)
    if known is not None and mark is not None and known.mark == mark:
        return known
    with _locks.setdefault(consultation_id, Lock()):
        known = _known.get(consultation_id) or _Known(None)
        if mark is None or known.mark != mark:
            known = _refreshed(known, mark, session, consultation_id)
            _known.keep(consultation_id, known)
    return known


def _refreshed(known: _Known, mark: Mark | None, session: Session, consultation_id: int) -> _Known:
    """The index with what the log names; or with whatever differs, where the log cannot say it."""
    told = texts_changed(session, consultation_id, known.mark, mark) if known.mark and mark else None
    changed: dict[int, tuple[str, str] | None] = dict.fromkeys(known.texts.texts) if told is None else {}
    for row in published_texts(session, consultation_id, MOST_TEXTS) if told is None else told:
        said = None if row.stage != ProposalStage.PUBLISHED else (row.title, f"{row.title} {row.teaser}")
        if said is not None and known.titles.texts.get(row.id) == said[0] and known.texts.texts.get(row.id) == said[1]:
            changed.pop(row.id, None)  # most have not changed; what stays here unmentioned is gone
        else:
            changed[row.id] = said
    if not changed:
        return _Known(mark, known.titles, known.texts, known.pairs)
    titles = known.titles.changed({number: said and said[0] for number, said in changed.items()})
    texts = known.texts.changed({number: said and said[1] for number, said in changed.items()})
    return _Known(mark, titles, texts, known.pairs if texts is known.texts else None)


def similar_to(session: Session, consultation_id: int, title: str, body: str = "", without: Collection[int] = (), most: int = SHOWN) -> list[Similar]:
    """Up to five published proposals like a text, the most similar first; nothing while there is too little to compare."""
    title, beginning = clean_line(title[: 2 * TITLE_LENGTH]), clean_line(body[: 2 * TEASER_LENGTH])[:TEASER_LENGTH]
    if len(title) < SHORTEST:
        return []
    known = _in_step(session, consultation_id)
    hits = known.titles.similar(title, most, without=without)
    if beginning:
        hits += known.texts.similar(f"{title} {beginning}", most, without=without)
    scores: dict[int, float] = {}
    for hit in hits:
        scores[hit.id] = max(hit.score, scores.get(hit.id, 0.0))
    best = sorted(scores, key=lambda number: (-round(scores[number], 9), number))[:most]
    rows = rows_of(session, best)
    return [
        Similar(rows[number], scores[number], _differs(title, beginning, rows[number]))
        for number in best
        if number in rows and rows[number].stage == ProposalStage.PUBLISHED
    ]


def _differs(title: str, beginning: str, row: Any) -> Difference | None:
    """Titles say best what is wanted; what differs further down counts where titles do not differ."""
    return difference(title, row.title) or (difference(f"{title} {beginning}", f"{row.title} {row.teaser}") if beginning else None)


def likeness(session: Session, consultation_id: int, first: Any, second: Any) -> SimilarPair:
    """How alike two proposals are, whatever is said of them."""
    known = _in_step(session, consultation_id)
    titles = known.titles.cosine(first.title, second.title)
    texts = known.texts.cosine(f"{first.title} {first.teaser}", f"{second.title} {second.teaser}")
    return SimilarPair(first, second, max(titles, texts), _differs(first.title, first.teaser, second))


def similar_pairs(session: Session, consultation_id: int, number: int, size: int) -> Page[SimilarPair]:
    """A page of a consultation's most similar pairs about which nothing was said yet; found once for each state of the texts."""
    known = _in_step(session, consultation_id)
    if known.pairs is None:
        known.pairs = most_similar_pairs(known.texts, MOST_PAIRS)
    judged = judged_among(session, ((pair.first, pair.second) for pair in known.pairs))
    left = [pair for pair in known.pairs if (pair.first, pair.second) not in judged]
    number = min(number, max(1, -(-len(left) // size)))
    shown = left[(number - 1) * size : number * size]
    rows = rows_of(session, {one for pair in shown for one in (pair.first, pair.second)})
    found = [
        SimilarPair(rows[pair.first], rows[pair.second], pair.score, _differs(rows[pair.first].title, rows[pair.first].teaser, rows[pair.second]))
        for pair in shown
        if pair.first in rows and pair.second in rows
    ]
    return Page(found, number, size, len(left))
