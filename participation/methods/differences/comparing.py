"""The difference of two texts for readers: paragraphs are aligned first, then words inside those that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from participation.methods.differences.matching import Budget, matching_blocks
from participation.methods.differences.runs import Kind, Run, canonical

_PARAGRAPH = re.compile(r".+?(?:\n[^\S\n]*\n\s*|\Z)", re.DOTALL)
_TOKEN = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
LEAST_COMMON = 0.2
"""Where less than this share of the letters stayed, a reader sees the old stretch and the new one, not a puzzle of both."""


def compare(old: str, new: str) -> tuple[Run, ...]:
    """What changed between two texts, to the word.

    What stayed and what was taken out is the old text, what stayed and what came in the new one, character by character. The work
    is bounded: where texts are large and differ everywhere, whole paragraphs count as changed.
    """
    before, after = paragraphs(old), paragraphs(new)
    budget = Budget()
    runs: list[Run] = []
    for gone, come, stayed in _gaps(before, after, budget):
        runs += _words("".join(gone), "".join(come), budget)
        runs.append(Run(Kind.EQUAL, "".join(stayed)))
    return canonical(runs)


def paragraphs(text: str) -> list[str]:
    """The text cut after blank lines; joined again it is the same."""
    return _PARAGRAPH.findall(text)


def tokens(text: str) -> list[str]:
    """Words, single line breaks, stretches of blanks and single signs; joined again it is the same text."""
    return _TOKEN.findall(text)


def _gaps(old: list[str], new: list[str], budget: Budget) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """What is only in the old, what is only in the new, and what follows in both."""
    x = y = 0
    for block in matching_blocks(old, new, budget):
        yield old[x : block.old_start], new[y : block.new_start], old[block.old_start : block.old_start + block.length]
        x, y = block.old_start + block.length, block.new_start + block.length
    yield old[x:], new[y:], []


def word_runs(old: str, new: str, budget: Budget) -> list[Run]:
    """The bare difference by tokens, nothing smoothed."""
    runs: list[Run] = []
    for gone, come, stayed in _gaps(tokens(old), tokens(new), budget):
        runs += [Run(Kind.DELETE, "".join(gone)), Run(Kind.INSERT, "".join(come)), Run(Kind.EQUAL, "".join(stayed))]
    return [run for run in runs if run.text]


def _words(old: str, new: str, budget: Budget) -> tuple[Run, ...]:
    if not old or not new:
        return canonical((Run(Kind.DELETE, old), Run(Kind.INSERT, new)))
    runs = _smoothed(word_runs(old, new, budget))
    stayed = sum(_letters(run.text) for run in runs if run.kind == Kind.EQUAL)
    if stayed < LEAST_COMMON * max(_letters(old), _letters(new), 1):
        return canonical((Run(Kind.DELETE, old), Run(Kind.INSERT, new)))
    return runs


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _smoothed(runs: list[Run]) -> tuple[Run, ...]:
    """Blanks and signs that stayed alone between two replaced stretches join them: one change instead of many small ones."""
    smooth: list[Run] = []
    for place, run in enumerate(runs):
        lonely = run.kind == Kind.EQUAL and not _letters(run.text) and "\n" not in run.text and 0 < place < len(runs) - 1
        if lonely and _replaced(runs[max(place - 2, 0) : place]) and _replaced(runs[place + 1 : place + 3]):
            smooth += [Run(Kind.DELETE, run.text), Run(Kind.INSERT, run.text)]
        else:
            smooth.append(run)
    return canonical(smooth)


def _replaced(runs: list[Run]) -> bool:
    return {run.kind for run in runs} == {Kind.DELETE, Kind.INSERT}
