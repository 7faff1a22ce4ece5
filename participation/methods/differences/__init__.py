"""What changed between two texts, word by word, and whether a change still fits a text that moved on."""

from __future__ import annotations

from participation.methods.differences.comparing import compare
from participation.methods.differences.merging import Collision, Merge, merge
from participation.methods.differences.runs import DoesNotApply, Kind, Run, apply, by_paragraph, inverse, new_text, old_text

__all__ = ["Collision", "DoesNotApply", "Kind", "Merge", "Run", "apply", "by_paragraph", "compare", "inverse", "merge", "new_text", "old_text"]
