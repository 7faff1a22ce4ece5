"""The house rules and ready-made reasons that hold in a consultation: its own, else those that come with the platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.kit.language import gettext
from participation.moderation import queries
from participation.moderation.words import HOUSE_RULES, TEXT_BLOCKS


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule: `name` is how decisions keep it, `title` and `text` in the language spoken."""

    name: str
    title: str
    text: str


def clauses_of(session: Session, consultation_id: int | None) -> Sequence[Clause]:
    """The clauses that hold; one statement."""
    own = queries.house_rules_of(session, consultation_id) if consultation_id is not None else ()
    if own:
        return [Clause(rule.title, rule.title, rule.text) for rule in own]
    return [Clause(title.parts[0], str(title), str(text)) for title, text in HOUSE_RULES]


def blocks_of(session: Session, consultation_id: int | None) -> Sequence[str]:
    """The ready-made reasons; one statement."""
    own = queries.text_blocks_of(session, consultation_id) if consultation_id is not None else ()
    return list(own) or [str(block) for block in TEXT_BLOCKS]


def clause_title(name: str) -> str:
    """A clause as the reader's language says it; one that a consultation wrote itself as it was written."""
    return gettext(name) if name else ""
