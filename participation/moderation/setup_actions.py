"""A consultation's house rules, ready-made reasons, word list and slow mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text
from participation.methods.moderation.signs import word_list
from participation.moderation import rules
from participation.moderation.models import HouseRule, TextBlock, Watch

MOST_RULES, MOST_BLOCKS, MOST_WORDS = 20, 40, 500


@dataclass(frozen=True, slots=True)
class Setup:
    """As it is typed: a clause a line ("Überschrift: Text"), a reason a line, a word a line; texts an hour, None for any number."""

    rules: str = ""
    blocks: str = ""
    words: str = ""
    texts_an_hour: int | None = None


def set_up(session: Session, moderator: Person | None, consultation: Consultation, setup: Setup, now: datetime) -> None:
    """Keep how a consultation is moderated. Without clauses or reasons of its own, those hold that come with the platform.

    Raises Invalid for a line that is too long, too many of them, or two clauses of one name.
    """
    demand(rules.may_set_up(moderator, consultation))
    clauses, blocks, words = clauses_from(setup.rules), _lines(setup.blocks, MOST_BLOCKS, "blocks"), word_list(clean_text(setup.words))
    if len(words) > MOST_WORDS or any(len(word) > 80 for word in words):
        raise Invalid(_("Höchstens %(most)s Wörter, jedes mit höchstens 80 Zeichen.", most=MOST_WORDS), "words")
    if setup.texts_an_hour is not None and not 1 <= setup.texts_an_hour <= 100:
        raise Invalid(_("Bitte geben Sie eine Zahl von 1 bis 100 an, oder lassen Sie das Feld leer."), "texts_an_hour")
    for table in (HouseRule, TextBlock, Watch):
        session.execute(delete(table).where(table.consultation_id == consultation.id))
    session.add_all(HouseRule(consultation_id=consultation.id, position=place, title=title, text=text) for place, (title, text) in enumerate(clauses))
    session.add_all(TextBlock(consultation_id=consultation.id, position=place, text=text) for place, text in enumerate(blocks))
    if words:
        session.add(Watch(consultation_id=consultation.id, words="\n".join(words)))
    consultation.texts_an_hour = setup.texts_an_hour
    data = {"rules": len(clauses), "blocks": len(blocks), "words": len(words), "texts_an_hour": setup.texts_an_hour}
    audit.append(session, at=now, actor=moderator, action="moderation.set_up", subject=consultation, data=data)


def clauses_from(typed: str) -> list[tuple[str, str]]:
    """Clauses, one a line: title and text. Raises Invalid."""
    clauses = []
    for line in _lines(typed, MOST_RULES, "rules", 620):
        title, _colon, text = line.partition(":")
        if not title.strip() or len(title) > 120 or len(text.strip()) > 500:
            raise Invalid(
                _("Eine Regel hat vor dem Doppelpunkt eine Überschrift mit höchstens 120 Zeichen und danach höchstens 500 Zeichen."), "rules"
            )
        clauses.append((title.strip(), text.strip()))
    if len({title for title, _text in clauses}) < len(clauses):
        raise Invalid(_("Zwei Regeln haben dieselbe Überschrift. Entscheidungen nennen die Überschrift, deshalb muss sie eindeutig sein."), "rules")
    return clauses


def _lines(typed: str, most: int, field: str, longest: int = 500) -> list[str]:
    lines = [clean_line(line) for line in clean_text(typed).splitlines() if line.strip()]
    if len(lines) > most or any(len(line) > longest for line in lines):
        raise Invalid(_("Höchstens %(most)s Zeilen, jede mit höchstens %(longest)s Zeichen.", most=most, longest=longest), field)
    return lines
