"""Two changes of the same text put together, and the words at which they collide.

Source: S. Khanna, K. Kunal, B. C. Pierce, A Formal Investigation of Diff3, FSTTCS 2007. Here by words, and more careful: changes that
touch each other collide as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.methods.differences.comparing import compare
from participation.methods.differences.runs import Kind


@dataclass(frozen=True, slots=True)
class Collision:
    """A stretch that both sides changed, each otherwise: as it was, as one wants it, as the other has it."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The parts of a text with both changes, in order: text where all is clear, collisions where not."""

    parts: tuple[str | Collision, ...]

    @property
    def collisions(self) -> tuple[Collision, ...]:
        """Where both changed the same words."""
        return tuple(part for part in self.parts if isinstance(part, Collision))

    @property
    def text(self) -> str | None:
        """The text with both changes; None where they collide."""
        return None if self.collisions else "".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class _Edit:
    """`base[start:end]` becomes `text`."""

    start: int
    end: int
    text: str


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Put two changes of `base` together. The same change on both sides counts once; changes that overlap or touch collide."""
    both = [(edit.start, edit.end, edit.text, side) for side, changed in enumerate((mine, theirs)) for edit in _edits(base, changed)]
    parts: list[str | Collision] = []
    place = 0
    for group in _groups(sorted(both)):
        start, end = min(edit[0] for edit in group), max(edit[1] for edit in group)
        parts.append(base[place:start])
        sides = [_side(base, start, end, [_Edit(*edit[:3]) for edit in group if edit[3] == side]) for side in (0, 1)]
        changed = {edit[3] for edit in group}
        if len(changed) == 1:
            parts.append(sides[changed.pop()])
        else:
            parts.append(sides[0] if sides[0] == sides[1] else Collision(base[start:end], sides[0], sides[1]))
        place = end
    parts.append(base[place:])
    return Merge(_joined(parts))


def _groups(edits: Sequence[tuple[int, int, str, int]]) -> list[list[tuple[int, int, str, int]]]:
    """Edits that overlap or touch, together; those of one side never touch each other."""
    groups: list[list[tuple[int, int, str, int]]] = []
    reach = -1
    for edit in edits:
        if groups and edit[0] <= reach:
            groups[-1].append(edit)
        else:
            groups.append([edit])
        reach = max(reach, edit[1])
    return groups


def _side(base: str, start: int, end: int, edits: Sequence[_Edit]) -> str:
    """The stretch as one side has it."""
    parts: list[str] = []
    place = start
    for edit in edits:
        parts += [base[place : edit.start], edit.text]
        place = edit.end
    return "".join([*parts, base[place:end]])


def _edits(base: str, changed: str) -> list[_Edit]:
    edits: list[_Edit] = []
    place = 0
    for run in compare(base, changed):
        if run.kind == Kind.DELETE:
            edits.append(_Edit(place, place + len(run.text), ""))
        elif run.kind == Kind.INSERT and edits and edits[-1].end == place and not edits[-1].text:
            edits[-1] = _Edit(edits[-1].start, place, run.text)  # what comes in where something was just taken out belongs to it
        elif run.kind == Kind.INSERT:
            edits.append(_Edit(place, place, run.text))
        if run.kind != Kind.INSERT:
            place += len(run.text)
    return edits


def _joined(parts: Sequence[str | Collision]) -> tuple[str | Collision, ...]:
    found: list[str | Collision] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)
