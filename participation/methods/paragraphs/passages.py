"""Passages of a paragraph: its sentences to choose from, and where words that somebody marked stand."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])[\"“”«»)]*\s+(?=[\"„“»«(]?[A-ZÄÖÜ0-9§])")
_SHORT = re.compile(
    r"(?:\b(?:z|d|u|o|i|s|v|n|Abs|Nr|Art|St|Str|Dr|Prof|bzw|ca|vgl|evtl|ggf|usw|Tel|B|h|a|ä|Ziff|Buchst|gem|inkl|max|min|mind)|\b\d{1,3})\.$"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line, as far as signs and capitals show them; abbreviations and dates ("3. Dezember") end none."""
    found: list[str] = []
    for line in text.split("\n"):
        words = " ".join(line.split())
        start = 0
        for end in _END.finditer(words):
            if not _SHORT.search(words[start : end.start()]):
                found.append(words[start : end.start()] + words[end.start() : end.end()].rstrip())
                start = end.end()
        if words[start:]:
            found.append(words[start:])
    return found


def find_passage(text: str, passage: str) -> tuple[int, int] | None:
    """Where a passage stands in a text, from and to, whatever the blanks and line ends between its words; None where it does not."""
    words = passage.split()
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return (found.start(), found.end()) if found else None
