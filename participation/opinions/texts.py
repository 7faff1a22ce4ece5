"""Statements as they may be: one line each, short, none twice."""

from __future__ import annotations

from collections.abc import Sequence

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.text import clean_line, fold
from participation.methods.texts.similar import TextIndex
from participation.opinions.models import STATEMENT_LENGTH

MOST_SEEDS = 100
SHORTEST = 10
MOST_SIMILAR = 3
_MOST_FAULTS = 5


def seeds_from(lines: str) -> list[str]:
    """The city's first statements, a line each. Raises Invalid, naming each line that cannot be."""
    texts, known, faults = [], dict[str, int](), []
    for number, line in enumerate(lines.split("\n"), 1):
        text = clean_line(line)
        if not text:
            continue
        if len(text) > STATEMENT_LENGTH:
            faults.append(_("Zeile %(line)s hat %(is)s Zeichen, erlaubt sind %(limit)s.", line=number, limit=STATEMENT_LENGTH, **{"is": len(text)}))
        elif fold(text) in known:
            faults.append(_("Zeile %(line)s steht schon in Zeile %(before)s.", line=number, before=known[fold(text)]))
        known.setdefault(fold(text), number)
        texts.append(text)
    if len(texts) > MOST_SEEDS:
        faults.append(_("Das sind %(is)s Aussagen. Zu Beginn sind höchstens %(limit)s möglich.", limit=MOST_SEEDS, **{"is": len(texts)}))
    if faults:
        raise Invalid(" ".join(faults[:_MOST_FAULTS]), "statements")
    return texts


def statement_from(typed: str) -> str:
    """One statement. Raises Invalid where it is missing, too short to say something, or too long."""
    text = clean_line(typed)
    if len(text) < SHORTEST:
        raise Invalid(_("Bitte schreiben Sie eine Aussage in einem Satz, mit mindestens %(least)s Zeichen.", least=SHORTEST), "text")
    if len(text) > STATEMENT_LENGTH:
        raise Invalid(
            _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", limit=STATEMENT_LENGTH, **{"is": len(text)}),
            "text",
        )
    return text


def similar_to(text: str, known: dict[int, str]) -> Sequence[str]:
    """The texts among `known` that say almost the same, the nearest first."""
    return [known[hit.id] for hit in TextIndex().changed(dict(known)).similar(text, MOST_SIMILAR)]
