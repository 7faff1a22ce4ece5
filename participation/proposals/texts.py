"""What a proposal, an answer and a reason must say, and how long they may be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from participation.consultations.models import Consultation
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.proposals.models import TITLE_LENGTH, Proposal, Status

SHORTEST_TITLE = 5
SHORTEST_BODY = 20
LONGEST_BODY = 8_000
LONGEST_ANSWER = 8_000
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class ProposalText:
    """What an author writes; the body is Markdown."""

    title: str
    body: str
    category_id: int | None = None
    district_id: int | None = None
    place_id: int | None = None
    answers: tuple[tuple[int, str], ...] | None = None  # to additional questions, by their numbers; None leaves them as they are


@dataclass(frozen=True, slots=True)
class AnswerText:
    """What the city answers; the body is Markdown."""

    status: Status | str
    body: str


class WrittenElsewhere(Invalid):
    """Another window, or a co-author, saved `saved` meanwhile, whose text has this `stamp`; nothing is written over it unasked."""

    def __init__(self, message: str, saved: Proposal, stamp: str) -> None:
        super().__init__(message)
        self.saved, self.stamp = saved, stamp


def stamp_of(text: ProposalText) -> str:
    """A short mark that differs for different texts: what a form was begun with."""
    return hashlib.sha256(repr((text.title, text.body, text.category_id, text.district_id, text.answers or ())).encode()).hexdigest()[:20]


def check_text(text: ProposalText, consultation: Consultation, *, whole: bool, titled: bool = True) -> None:
    """Refuse what cannot be kept, and with `whole` also what cannot be published; `titled`: it must have a title.

    Raises Invalid with all faults at once.
    """
    faults = [
        fault
        for fault in (
            _title(text.title, whole) if titled or text.title else None,
            _body(text.body, whole),
            _category(text.category_id, consultation, whole),
        )
        if fault
    ]
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])


def _title(title: str, whole: bool) -> Invalid | None:
    if not title:
        return Invalid(_("Bitte geben Sie Ihrem Vorschlag einen Titel."), "title")
    if len(title) > TITLE_LENGTH:
        return Invalid(_("Der Titel ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=TITLE_LENGTH), "title")
    if whole and len(title) < SHORTEST_TITLE:
        return Invalid(_("Der Titel ist zu kurz. Bitte sagen Sie in einigen Worten, worum es geht."), "title")
    return None


def _body(body: str, whole: bool) -> Invalid | None:
    if len(body) > LONGEST_BODY:
        return Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_BODY), "body")
    if whole and len(body) < SHORTEST_BODY:
        return Invalid(_("Bitte beschreiben Sie Ihren Vorschlag in mindestens %(limit)s Zeichen.", limit=SHORTEST_BODY), "body")
    return None


def _category(category_id: int | None, consultation: Consultation, whole: bool) -> Invalid | None:
    categories = {category.id for category in consultation.categories}
    if category_id is not None and category_id not in categories:
        return Invalid(_("Dieses Thema gibt es in dieser Beteiligung nicht. Bitte wählen Sie eines aus der Liste."), "category_id")
    if whole and categories and category_id is None:
        return Invalid(_("Bitte wählen Sie ein Thema."), "category_id")
    return None


def check_reason(reason: str) -> str:
    """The reason for withdrawing, at least something. Raises Invalid."""
    if not reason:
        raise Invalid(_("Bitte sagen Sie, warum Sie den Vorschlag zurückziehen."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_REASON), "reason")
    return reason


def check_answer(status: Status | str, body: str) -> Status:
    """The status of an answer; every one needs its reasons. Raises Invalid."""
    try:
        known = Status(status)
    except ValueError:
        raise Invalid(_("Bitte wählen Sie einen Status aus der Liste."), "status") from None
    if known is Status.NEW:
        raise Invalid(_("„Neu“ ist keine Antwort. Bitte wählen Sie einen anderen Status."), "status")
    if not body:
        raise Invalid(_("Bitte begründen Sie die Antwort. Wer den Vorschlag gemacht hat, will die Gründe verstehen."), "body")
    if len(body) > LONGEST_ANSWER:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_ANSWER), "body")
    return known


def text_of(proposal: Proposal) -> ProposalText:
    """What an author wrote."""
    return ProposalText(proposal.title, proposal.body, proposal.category_id, proposal.district_id, proposal.place_id)
