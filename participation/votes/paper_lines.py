"""How papers are typed: one line a paper, the numbers of the options; read with every fault under its line. Pure."""

from __future__ import annotations

import re

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.votes.casting import check_ballot
from participation.votes.marks import canonical, describe, stored
from participation.votes.models import Vote
from participation.votes.paper_queries import INVALID
from participation.votes.scores import is_scored, read_paper_scores

BLANK_SIGN, INVALID_SIGN = "-", "x"
MOST_FAULTS = 20


def read_papers(vote: Vote, typed: str, papers: int) -> list[str]:
    """As many papers as were announced, each as canonical marks or `invalid`. Raises Invalid naming every line that is wrong."""
    lines = [line.strip() for line in typed.replace("\r", "").strip("\n").split("\n")]
    faults: list[Invalid] = []
    if len(lines) != papers:
        sentence = _(
            "Der Stapel hat %(papers)s Zettel, eingetragen sind %(lines)s Zeilen. Ein leerer Zettel ist ein Strich.", papers=papers, lines=len(lines)
        )
        faults.append(Invalid(sentence, "papers"))
    found: list[str] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(read_paper(vote, line))
        except Invalid as fault:
            if len(faults) < MOST_FAULTS:
                faults.append(Invalid(_("Zeile %(line)s: %(fault)s", line=number, fault=fault.message), "papers"))
    if faults:
        raise Invalid(faults[0].message, "papers", faults[1:])
    return found


def read_paper(vote: Vote, line: str) -> str:
    """One paper: `-` is blank, `x` cannot be counted, else numbers of options, for a ranking the best first. Raises Invalid."""
    kind = vote.ballot_kind
    text = line.strip().lower()
    if text == BLANK_SIGN:
        return canonical(kind, ())
    if text == INVALID_SIGN:
        return INVALID
    if is_scored(kind):
        scored = read_paper_scores(kind, text)
        check_ballot(vote, scored)
        return canonical(kind, scored)
    parts = [part for part in re.split(r"[\s,;>]+", text) if part]
    if not parts or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        raise Invalid(_("Bitte geben Sie Nummern von Möglichkeiten an, einen Strich für leer oder x für ungültig."))
    marks = tuple(int(part) for part in parts)
    check_ballot(vote, marks)
    return canonical(kind, marks)


def show_paper(marks: str, vote: Vote) -> str:
    """A paper in words."""
    if marks == INVALID:
        return _("ungültig")
    return ", ".join(describe(stored(marks), vote.titles, vote.ballot_kind)) or _("leer")
