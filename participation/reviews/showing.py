"""What pages of texts under review show of a difference between two versions, and which paragraphs stand beside one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from participation.kit.changes import Stretch, changes
from participation.methods.paragraphs import Block, BlockKind, Fate
from participation.reviews import queries
from participation.reviews.doorway import Here
from participation.reviews.text_actions import Outlook


@dataclass(frozen=True, slots=True)
class Step:
    """A paragraph in a difference: `fate` is same, changed, new or gone; `changes` what the words are and were."""

    fate: str
    place: int | None
    paragraph_id: int | None
    changes: tuple[Stretch, ...]
    moved: bool = False


GONE = "gone"


def block_of(line: Any) -> Block:
    """A line of a version as the methods know it."""
    return Block(BlockKind(line.kind), line.body, line.level, line.marker)


def difference_of(before: Sequence[Any], after: Sequence[Any]) -> list[Step]:
    """What became of each paragraph between two versions of a text, in the order of the new one; what is gone stands where it stood."""
    old = {line.paragraph_id: line for line in before}
    rows = [(line.paragraph_id, block_of(line).source, old.get(line.paragraph_id)) for line in after]
    pairs = [(paragraph, source, block_of(was).source if was is not None else None) for paragraph, source, was in rows]
    return _steps([(line.paragraph_id, block_of(line).source) for line in before], pairs)


def outlook_steps(outlook: Outlook) -> list[Step]:
    """The same for a new version that is only looked at."""
    before = [(one.paragraph_id, one.block.source) for one in outlook.before]
    pairs = [(one.paragraph_id if one else None, block.source, one.block.source if one else None) for one, block in outlook.plan]
    return _steps(before, pairs)


def _steps(before: Sequence[tuple[int, str]], after: Sequence[tuple[int | None, str, str | None]]) -> list[Step]:
    stays = {paragraph for paragraph, _source, was in after if was is not None}
    order = {paragraph: place for place, (paragraph, _source) in enumerate(before)}
    steps: list[Step] = []
    reach = 0
    for place, (paragraph, source, was) in enumerate(after, 1):
        stood = order.get(paragraph, -1) if paragraph is not None and was is not None else -1
        moved = 0 <= stood < reach
        if stood >= reach:
            steps += [Step(GONE, None, old, changes(text, "")) for old, text in before[reach:stood] if old not in stays]
            reach = stood + 1
        fate = Fate.NEW if was is None else Fate.SAME if was == source else Fate.CHANGED
        steps.append(Step(str(fate), place, paragraph, changes(was or "", source), moved))
    return steps + [Step(GONE, None, old, changes(text, "")) for old, text in before[reach:] if old not in stays]


def steps_from(session: Session, here: Here) -> tuple[int | None, int | None]:
    """The paragraphs before and after this one in the text, for reading on."""
    place = here.paragraph.place
    if place is None:
        return None, None
    return queries.neighbours_of(session, here.text, place)
