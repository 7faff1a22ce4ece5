"""A text that is worked on paragraph by paragraph: cut, kept apart over its versions, read from a DOCX file, and passages found in it."""

from __future__ import annotations

from participation.methods.paragraphs.cutting import Block, BlockKind, cut, joined
from participation.methods.paragraphs.docx import Imported, LeftOut, UnreadableDocx, read_docx
from participation.methods.paragraphs.keeping import Fate, Kept, keep
from participation.methods.paragraphs.passages import find_passage, sentences

__all__ = [
    "Block",
    "BlockKind",
    "Fate",
    "Imported",
    "Kept",
    "LeftOut",
    "UnreadableDocx",
    "cut",
    "find_passage",
    "joined",
    "keep",
    "read_docx",
    "sentences",
]
