"""Where a text holds what was searched: words marked, and the passage that holds the first of them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from participation.kit.search import query_words, spellings, stem_of
from participation.kit.text import fold

_WORD = re.compile(r"[^\W_]+")
_MARK = Markup("<mark>{}</mark>")


def mark_hits(text: str, said: str) -> Markup:
    """The text, escaped, with each word marked that the search for `said` finds: by its stem, its start or its middle."""
    finds = _Finder(said)
    parts: list[Markup] = []
    end = 0
    for word in _WORD.finditer(text):
        if finds(word[0]):
            parts += [escape(text[end : word.start()]), _MARK.format(word[0])]
            end = word.end()
    return Markup("").join([*parts, escape(text[end:])])


def passage_of(text: str, said: str, length: int) -> str:
    """About `length` characters of a plain text around the first word that the search finds; empty where none is found."""
    finds = _Finder(said)
    first = next((word.start() for word in _WORD.finditer(text) if finds(word[0])), None)
    if first is None:
        return ""
    begin = max(0, min(first - length // 3, len(text) - length))
    begin = text.find(" ", begin, first) + 1 or begin if begin else 0
    end = begin + length
    end = text.rfind(" ", first + 1, end) if end < len(text) and text.rfind(" ", first + 1, end) > 0 else min(end, len(text))
    return f"{'… ' if begin else ''}{' '.join(text[begin:end].split())}{' …' if end < len(text) else ''}"


class _Finder:
    """Whether a word is one that the search for something finds."""

    def __init__(self, said: str) -> None:
        forms = [form for word in query_words(said) for form in spellings(word)]
        self.stems = {stem_of(form) for form in forms if len(form) > 2}
        self.parts = [part for part in map(fold, forms) if len(part) > 2]
        self.starts = tuple(fold(form) for form in forms if len(form) <= 2)

    def __call__(self, word: str) -> bool:
        folded = fold(word)
        if any(part in folded for part in self.parts) or (self.starts and folded.startswith(self.starts)):
            return True
        return stem_of(word.casefold()) in self.stems
