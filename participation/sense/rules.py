"""Who makes sense of what was written, and when.

| act                                            | who                                     | when                                        |
|------------------------------------------------|-----------------------------------------|---------------------------------------------|
| code book, rounds, groups, report, categories  | who runs the consultation               | at any time: it is mostly read after the end |
| code a text                                    | one of the round's coders               | until they say that they have finished       |
| see another's coding, compare, settle          | who runs the consultation               | when all coders have finished                |
| read the report                                | who sees the consultation               | once it is published                         |
| see suggested categories                       | who could write something here          | while a proposal is written                  |
"""

from __future__ import annotations

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate, may_see
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.sense.models import FIRST, SECOND, CodingRound
from participation.sense.report_models import Report

MOST_THEMES = 40
MOST_ROUNDS = 100
MOST_TEXTS = 5_000
"""Of a round."""
MOST_SECTIONS = 40
MOST_SENTENCES = 60
"""Of a section."""
MOST_CITED = 5_000
"""By a sentence."""
MOST_REPORTS = 50


def may_work(person: Person | None, consultation: Consultation) -> Verdict:
    """The consultation's moderators and the administration."""
    return may_moderate(person, consultation)


def _in_round(person: Person | None, consultation: Consultation, coding: CodingRound) -> Verdict:
    return may_work(person, consultation) if coding.consultation_id == consultation.id else conceal()


def may_join(person: Person | None, consultation: Consultation, coding: CodingRound) -> Verdict:
    """Whoever runs the consultation, while a place is free; nobody takes both."""
    allowed = _in_round(person, consultation, coding)
    if not allowed or person is None:
        return allowed
    if coding.slot_of(person.id) is not None:
        return refuse(_("Sie kodieren in dieser Runde schon mit."))
    if coding.first_coder_id is not None and (coding.coders == 1 or coding.second_coder_id is not None):
        return refuse(_("In dieser Runde sind alle Plätze besetzt."))
    return ALLOWED


def may_code(person: Person | None, consultation: Consultation, coding: CodingRound) -> Verdict:
    """A coder, until they have finished."""
    allowed = _in_round(person, consultation, coding)
    if not allowed or person is None:
        return allowed
    slot = coding.slot_of(person.id)
    if slot is None:
        return refuse(_("Kodieren können die, die in dieser Runde mitmachen."))
    if coding.done_at(slot) is not None:
        return refuse(_("Sie haben Ihre Kodierung abgeschlossen. Jetzt können nur noch die Unterschiede geklärt werden."))
    return ALLOWED


def may_finish(person: Person | None, consultation: Consultation, coding: CodingRound, left: int) -> Verdict:
    """A coder who has coded every text. `left`: how many they have not."""
    allowed = may_code(person, consultation, coding)
    if allowed and left:
        return refuse(_("Bitte kodieren Sie zuerst alle Texte."))
    return allowed


def may_compare(person: Person | None, consultation: Consultation, coding: CodingRound) -> Verdict:
    """Whoever runs the consultation, once both have finished: until then neither sees what the other thinks."""
    allowed = _in_round(person, consultation, coding)
    if not allowed:
        return allowed
    if coding.coders < SECOND:
        return refuse(_("In dieser Runde kodiert eine Person allein. Es gibt nichts zu vergleichen."))
    if not coding.is_done:
        return refuse(_("Der Vergleich öffnet sich, wenn beide ihre Kodierung abgeschlossen haben. So beeinflusst niemand die andere Person."))
    return ALLOWED


def may_take_away(person: Person | None, consultation: Consultation, coding: CodingRound) -> Verdict:
    """The coding as a table, once all have finished."""
    allowed = _in_round(person, consultation, coding)
    if allowed and not coding.is_done:
        return refuse(_("Die Tabelle gibt es, wenn alle ihre Kodierung abgeschlossen haben."))
    return allowed


def is_free(coding: CodingRound) -> int | None:
    """The next free coder's place."""
    if coding.first_coder_id is None:
        return FIRST
    return SECOND if coding.coders == SECOND and coding.second_coder_id is None else None


def may_read_report(person: Person | None, consultation: Consultation, report: Report) -> Verdict:
    """Everybody who sees the consultation, once it is published; a draft those who write it."""
    seen = may_see(person, consultation)
    if not seen or report.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if report.published_at is not None or may_work(person, consultation) else conceal()


def may_write_report(person: Person | None, consultation: Consultation, report: Report) -> Verdict:
    """Those who run the consultation, while it is a draft."""
    allowed = may_work(person, consultation)
    if allowed and report.consultation_id != consultation.id:
        return conceal()
    if allowed and report.published_at is not None:
        return refuse(_("Diese Fassung ist veröffentlicht. Sie bleibt, wie sie ist. Für Änderungen beginnen Sie eine neue Fassung."))
    return allowed


def may_have_suggestions(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever could write something here."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    return ALLOWED
