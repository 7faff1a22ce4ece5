"""What an answer, an office's task and a note must say, and how long they may be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from participation.kit.dates import city_zone, say_date
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.money import MOST_CENTS
from participation.kit.text import clean_text
from participation.proposals.models import Proposal, Status
from participation.proposals.texts import LONGEST_ANSWER, AnswerText, check_answer

LONGEST_QUESTION = 2_000
LONGEST_NOTE = 4_000
LONGEST_STATEMENT = 20_000
LONGEST_REASONS = 4_000
LONGEST_WAIT = timedelta(days=730)
"""No deadline and no planned answer lies further ahead."""
NEEDS_REASONS = frozenset({Status.REJECTED, Status.PARTLY})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the city answers. Texts are Markdown, money is in cents, months are named by their first day."""

    status: Status | str
    body: str
    reasons: str = ""
    cost_once: int | None = None
    cost_yearly: int | None = None
    from_month: date | None = None
    to_month: date | None = None
    report_id: int | None = None

    @property
    def text(self) -> AnswerText:
        """The part that the proposal's room keeps."""
        return AnswerText(self.status, self.body)

    def for_proposal(self, proposal: Proposal) -> Answer:
        """The same answer with a proposal's number and title where the text has a place for them."""
        return replace(self, body=filled(self.body, proposal), reasons=filled(self.reasons, proposal))


def filled(text: str, proposal: Proposal) -> str:
    """A text with `{nummer}` and `{titel}` replaced; the title's own signs are no Markdown."""
    title = "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~{}" else sign for sign in proposal.title)
    return text.replace("{nummer}", proposal.reference or "").replace("{titel}", title)


def cleaned_answer(answer: Answer) -> Answer:
    """The answer as it is kept. Raises Invalid with all faults at once, each naming its field."""
    answer = replace(answer, body=clean_text(answer.body), reasons=clean_text(answer.reasons))
    faults: list[Invalid] = []
    try:
        answer = replace(answer, status=check_answer(answer.status, answer.body))
    except Invalid as fault:
        faults.append(fault)
    faults += [fault for fault in (_reasons(answer), *_costs(answer), _months(answer)) if fault]
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return answer


def _reasons(answer: Answer) -> Invalid | None:
    if answer.status in NEEDS_REASONS and not answer.reasons:
        return Invalid(_("Bitte nennen Sie die Gründe. Eine Ablehnung ohne Gründe veröffentlichen wir nicht, auch keine teilweise."), "reasons")
    if len(answer.reasons) > LONGEST_REASONS:
        return Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_REASONS), "reasons")
    return None


def _costs(answer: Answer) -> list[Invalid]:
    amounts = {"cost_once": answer.cost_once, "cost_yearly": answer.cost_yearly}
    wrong = [name for name, cents in amounts.items() if cents is not None and not 0 <= cents <= MOST_CENTS]
    return [Invalid(_("Dieser Betrag ist zu groß. Bitte prüfen Sie die Nullen."), name) for name in wrong]


def _months(answer: Answer) -> Invalid | None:
    if answer.from_month and answer.to_month and answer.to_month < answer.from_month:
        return Invalid(_("Das Ende liegt vor dem Beginn. Bitte tauschen Sie die Monate."), "to_month")
    return None


def check_length(text: str, field: str, limit: int, missing: str = "") -> str:
    """A cleaned text. Raises Invalid where it is too long, or where it is `missing`."""
    text = clean_text(text)
    if missing and not text:
        raise Invalid(missing, field)
    if len(text) > limit:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=limit), field)
    return text


def mark_of(text: str) -> str:
    """A short mark by which a form knows whether a text is still the one that it began with."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_deadline(due_on: date | None, now: datetime) -> date:
    """The last day for an office: today or later, within two years. Raises Invalid."""
    today = now.astimezone(city_zone()).date()
    if due_on is None:
        raise Invalid(_("Bitte nennen Sie einen Tag, bis zu dem die Stellungnahme da sein soll."), "due_on")
    if due_on < today:
        raise Invalid(_("Dieser Tag ist schon vorbei. Bitte nennen Sie einen ab heute."), "due_on")
    if due_on > today + LONGEST_WAIT:
        raise Invalid(_("Dieser Tag liegt zu weit entfernt. Möglich ist es bis %(day)s.", day=say_date(today + LONGEST_WAIT)), "due_on")
    return due_on


def check_moment(publish_at: datetime, now: datetime) -> datetime:
    """When a planned answer appears: later than now, within two years. Raises Invalid."""
    if publish_at <= now:
        raise Invalid(_("Dieser Zeitpunkt ist schon vorbei. Lassen Sie das Feld leer, dann erscheint die Antwort sofort."), "publish_at")
    if publish_at > now + LONGEST_WAIT:
        raise Invalid(_("Dieser Zeitpunkt liegt zu weit entfernt. Möglich sind zwei Jahre."), "publish_at")
    return publish_at


__all__ = [
    "LONGEST_ANSWER",
    "LONGEST_NOTE",
    "LONGEST_QUESTION",
    "LONGEST_REASONS",
    "LONGEST_STATEMENT",
    "NEEDS_REASONS",
    "Answer",
    "check_deadline",
    "check_length",
    "check_moment",
    "cleaned_answer",
    "filled",
    "mark_of",
]
