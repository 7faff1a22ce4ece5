"""Participants-votes files as Polis exports them, read without a look at each cell: twenty million of them in a second.

Whatever is not wholly plain is left to the careful reading, which finds the words for it.
"""

from __future__ import annotations

import numpy as np

from participation.methods.opinions.votes import AGREE, DISAGREE, MOST_CELLS, PASS, UNSEEN, Marks, Votes

ABOUT = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
_DISAGREE, _COMMA = 2, ord(",")
_STRANGE = 99
_READ = np.full(256, _STRANGE, np.int8)
_READ[[ord("1"), ord("0"), _DISAGREE]] = AGREE, PASS, DISAGREE


def read_plain(text: str) -> Votes | None:
    """The votes of a plain file; None for any other, sound or not."""
    if '"' in text or "\r" in text or not text.startswith("participant,"):
        return None
    heading, *lines = text.rstrip("\n").split("\n")
    columns = heading.split(",")
    start = sum(column in ABOUT for column in columns)
    statements = columns[start:]
    names = {*statements}
    if set(columns[:start]) - set(ABOUT) or len(names) < len(statements) or not statements or len(lines) * len(statements) > MOST_CELLS:
        return None
    if any(not name or name != name.strip() or not (name.isascii() and name.isdigit()) for name in names):
        return None
    people: list[str] = []
    marks = np.empty((len(lines), len(statements)), np.int8)
    for place, line in enumerate(lines):
        cells = line.split(",", start)
        row = _row(cells[start], len(statements)) if len(cells) > start else None
        if row is None or not cells[0] or cells[0] != cells[0].strip():
            return None
        people.append(cells[0])
        marks[place] = row
    return Votes.arranged(people, statements, marks) if len(set(people)) == len(people) else None


def _row(text: str, number: int) -> Marks | None:
    """`1,,-1` as marks; None unless it is so many cells with 1, 0, −1 or nothing in them."""
    if not text.isascii() or chr(_DISAGREE) in text:
        return None
    found = np.frombuffer((text.replace("-1", chr(_DISAGREE)) + ",").encode(), np.uint8)
    ends = np.flatnonzero(found == _COMMA)
    lengths = np.diff(ends, prepend=-1)
    if len(ends) != number or lengths.max() > 2:
        return None
    marks = np.where(lengths == 2, _READ[found[ends - 1]], np.int8(UNSEEN))
    return None if (marks == _STRANGE).any() else marks
