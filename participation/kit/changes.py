"""What changed between two texts, cut for a page: paragraphs that stayed are folded away where they stand far from any change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from participation.kit.prose import plain
from participation.methods.differences import Kind, Run, by_paragraph, compare

Paragraph = tuple[Run, ...]
FOLDED_FROM = 3
"""So many paragraphs in a row that stayed are folded, the ones beside a change aside."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs below each other, as runs of `methods.differences`; `folded`: they stayed, and no change is near."""

    paragraphs: tuple[Paragraph, ...]
    folded: bool = False


@lru_cache(maxsize=256)
def changes(old: str, new: str) -> tuple[Stretch, ...]:
    """The difference of two texts for the macro `difference.text`."""
    return tuple(_stretches(by_paragraph(compare(old, new))))


def word_changes(old: str, new: str) -> tuple[Stretch, ...]:
    """The difference of the words of two texts that `prose.to_html` made, without their marks; empty where all words stayed."""
    before, after = (plain(html).replace("\n", "\n\n") for html in (old, new))
    return changes(before, after) if before != after else ()


def _stayed(paragraph: Paragraph) -> bool:
    return all(run.kind == Kind.EQUAL for run in paragraph)


def _stretches(paragraphs: Sequence[Paragraph]) -> list[Stretch]:
    found: list[Stretch] = []
    groups = [(stayed, tuple(group)) for stayed, group in groupby(paragraphs, _stayed)]
    for place, (stayed, group) in enumerate(groups):
        start = 1 if place > 0 else 0
        end = len(group) - (1 if place < len(groups) - 1 else 0)
        if not stayed or len(groups) == 1 or end - start < FOLDED_FROM:
            found.append(Stretch(group))
            continue
        parts = (Stretch(group[:start]), Stretch(group[start:end], folded=True), Stretch(group[end:]))
        found += [part for part in parts if part.paragraphs]
    return found
