"""What a suggested change must say, and whether it still fits the proposal's text."""

from __future__ import annotations

from dataclasses import dataclass

from participation.amendments.models import Amendment
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.methods.differences import Merge, merge
from participation.proposals.models import TITLE_LENGTH, Proposal
from participation.proposals.texts import LONGEST_BODY, SHORTEST_BODY, SHORTEST_TITLE

LONGEST_REASON = 1_000
NO_SECOND_LEVEL = lazy(
    "Zu einem Änderungsvorschlag gibt es keinen eigenen Änderungsvorschlag. Schreiben Sie Ihren Wunsch in seine Diskussion, oder schlagen Sie eine Änderung des Vorschlags selbst vor."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A proposal's title and description; the description is Markdown."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class AmendmentText:
    """What somebody suggests and why. `base` is the number of the version that was changed; `contribution_id` what it grew from."""

    wording: Wording
    reason: str
    base: int
    contribution_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """How a suggested change fits the text as it is now. `moved_on`: that is another one than it was written against."""

    title: Merge
    body: Merge
    moved_on: bool

    @property
    def collides(self) -> bool:
        """Whether both changed the same words, so that somebody must say what is meant."""
        return bool(self.title.collisions or self.body.collisions)

    @property
    def wording(self) -> Wording | None:
        """The text with the change; None where it collides."""
        return None if self.title.text is None or self.body.text is None else Wording(self.title.text, self.body.text)


def fit(amendment: Amendment, proposal: Proposal) -> Fit:
    """Put a suggested change into the proposal's text of today, by words."""
    return Fit(
        merge(amendment.base_title, amendment.title, proposal.title),
        merge(amendment.base_body, amendment.body, proposal.body),
        moved_on=(amendment.base_title, amendment.base_body) != (proposal.title, proposal.body),
    )


def wording_of(thing: Proposal | Amendment) -> Wording:
    """The title and description of a proposal, or those that are suggested."""
    return Wording(thing.title, thing.body)


def check_amendment(text: AmendmentText, current: Wording) -> None:
    """Refuse a text that no proposal could have, one that changes nothing, and one without a reason. Raises Invalid with all faults."""
    faults = [fault for fault in (*_wording_faults(text.wording), _reason_fault(text.reason)) if fault]
    if not faults and text.wording == current:
        faults = [Invalid(_("Sie haben am Text noch nichts geändert. Bitte ändern Sie den Titel oder die Beschreibung."), "body")]
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])


def check_wording(wording: Wording) -> None:
    """Refuse a text that no proposal could have. Raises Invalid."""
    faults = _wording_faults(wording)
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])


def check_decision_reason(reason: str, missing: str) -> str:
    """The reason of a decision; `missing` is what is said where there is none, empty where none is needed. Raises Invalid."""
    if missing and not reason:
        raise Invalid(missing, "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_REASON), "reason")
    return reason


def _wording_faults(wording: Wording) -> list[Invalid]:
    faults = []
    if len(wording.title) < SHORTEST_TITLE:
        faults.append(Invalid(_("Der Titel ist zu kurz. Bitte sagen Sie in einigen Worten, worum es geht."), "title"))
    if len(wording.title) > TITLE_LENGTH:
        faults.append(Invalid(_("Der Titel ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=TITLE_LENGTH), "title"))
    if len(wording.body) < SHORTEST_BODY:
        faults.append(Invalid(_("Die Beschreibung braucht mindestens %(limit)s Zeichen.", limit=SHORTEST_BODY), "body"))
    if len(wording.body) > LONGEST_BODY:
        faults.append(Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_BODY), "body"))
    return faults


def _reason_fault(reason: str) -> Invalid | None:
    if not reason:
        return Invalid(_("Bitte begründen Sie Ihren Änderungsvorschlag. Wer den Vorschlag gemacht hat, will verstehen, was besser wird."), "reason")
    if len(reason) > LONGEST_REASON:
        return Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST_REASON), "reason")
    return None
