"""Markdown cut into the blocks that people comment on: headings, paragraphs, items of lists; and put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_HEADING = re.compile(r"\s*(#{1,6})[ \t]+(\S.*)")
_CLOSING = re.compile(r"(?:[ \t]+#+)+$")
_ITEM = re.compile(r"(\s*)([-*+]|[0-9]{1,3}[.)])[ \t]+(\S.*)")
DEEPEST = 3
"""How far items can be set in."""


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text that stands for itself.

    `text` is Markdown without the signs around it: a heading has no `#`, an item no marker. `level` is a heading's from 1 to 6, an item's
    depth from 0; `marker` an item's `-` or number.
    """

    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""

    @property
    def source(self) -> str:
        """The block as one would type it."""
        if self.kind == BlockKind.HEADING:
            return f"{'#' * self.level} {self.text}"
        if self.kind == BlockKind.ITEM:
            return f"{'  ' * self.level}{self.marker} {self.text}"
        return self.text


def cut(markdown: str) -> list[Block]:
    """The blocks of a text in order: a heading is its line, an item reaches to the next one or to a blank line, all else is cut at blank lines.

    Every word stays, in its order. A number begins an item within a paragraph only where it is 1, as in CommonMark: a line that happens to
    begin with "3. Dezember" stays where it is.
    """
    blocks: list[Block] = []
    lines: list[str] = []
    begun: Block | None = None

    def end() -> None:
        nonlocal begun, lines
        text = "\n".join(lines)
        if text and begun is not None:
            blocks.append(Block(begun.kind, text, begun.level, begun.marker))
        elif text:
            blocks.append(Block(BlockKind.TEXT, text))
        begun, lines = None, []

    for raw in markdown.split("\n"):
        line = raw.rstrip()
        heading = _HEADING.fullmatch(line)
        item = _ITEM.fullmatch(line)
        if not line.strip():
            end()
        elif heading:
            end()
            blocks.append(Block(BlockKind.HEADING, _CLOSING.sub("", heading[2]) or heading[2], len(heading[1])))
        elif item and (begun is not None or not lines or item[2] in ("-", "*", "+", "1.", "1)")):
            end()
            begun, lines = Block(BlockKind.ITEM, "", min(DEEPEST, len(item[1].expandtabs(4)) // 2), item[2]), [item[3]]
        else:
            lines.append(line.strip())
    end()
    return blocks


def joined(blocks: Iterable[Block]) -> str:
    """The text that cuts into these blocks again."""
    return "\n\n".join(block.source for block in blocks)
