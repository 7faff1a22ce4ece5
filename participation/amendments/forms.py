"""The forms for suggesting a change and for deciding about it."""

from __future__ import annotations

import secrets

from wtforms import HiddenField

from participation.amendments.texts import LONGEST_REASON, AmendmentText, Wording
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, lazy
from participation.proposals.models import TITLE_LENGTH, Proposal
from participation.proposals.texts import LONGEST_BODY


def _number(raw: object) -> int | None:
    said = str(raw or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


class SuggestForm(Form):
    """Another text for a proposal, and why."""

    title = LineField(lazy("Titel"), [AtMost(TITLE_LENGTH)])
    body = ParagraphsField(
        lazy("Beschreibung"),
        [AtMost(LONGEST_BODY)],
        description=lazy("Ändern Sie direkt im Text: streichen, ergänzen, umschreiben. Was gleich bleibt, lassen Sie stehen."),
    )
    reason = ParagraphsField(
        lazy("Warum soll der Text geändert werden?"),
        [AtMost(LONGEST_REASON)],
        description=lazy("Diese Begründung steht öffentlich bei Ihrem Änderungsvorschlag."),
    )
    base = HiddenField()
    source = HiddenField(name="aus")
    entry_key = HiddenField()

    @classmethod
    def of(cls, proposal: Proposal, number: int, reason: str = "", source: int | None = None) -> SuggestForm:
        """The form filled with the text as it is, in the version `number`."""
        start = {"title": proposal.title, "body": proposal.body, "reason": reason}
        form = cls(**start, base=str(number), source=str(source or ""), entry_key=secrets.token_urlsafe(16))
        form.title.flags.required = form.body.flags.required = form.reason.flags.required = True
        return form

    def text(self) -> AmendmentText:
        """What was typed."""
        wording = Wording(self.title.data or "", self.body.data or "")
        return AmendmentText(wording, self.reason.data or "", _number(self.base.data) or 0, _number(self.source.data))

    def key(self) -> str | None:
        """The form's own key, by which the same sending is known."""
        return (self.entry_key.data or "")[:64] or None

    def rebase(self, number: int) -> None:
        """Go on from the version `number`: the next sending is compared with that one."""
        self.base.data = str(number)
        self.base.raw_data = None


class AcceptForm(Form):
    """How a change is accepted: as it is, or with a wording by hand where it collides."""

    title = LineField(lazy("Titel"), [AtMost(TITLE_LENGTH)])
    body = ParagraphsField(lazy("Beschreibung"), [AtMost(LONGEST_BODY)], description=lazy("Schreiben Sie, wie der Text jetzt lauten soll."))
    reason = ParagraphsField(lazy("Begründung"), [AtMost(LONGEST_REASON)], description=lazy("Sie steht öffentlich bei der Entscheidung."))
    seen = HiddenField()

    @classmethod
    def of(cls, proposal: Proposal, number: int) -> AcceptForm:
        """The form for the version that is looked at."""
        return cls(title=proposal.title, body=proposal.body, seen=str(number))

    def seen_number(self) -> int:
        """The version that was looked at."""
        return _number(self.seen.data) or 0

    def wording(self) -> Wording | None:
        """The text by hand; None where none was asked for."""
        return Wording(self.title.data or "", self.body.data or "") if self.body.raw_data or self.title.raw_data else None

    def look_again(self, number: int) -> None:
        """Go on with the version that is shown now."""
        self.seen.data = str(number)
        self.seen.raw_data = None


class RejectForm(Form):
    """Why a change is not taken over."""

    reason = ParagraphsField(
        lazy("Warum lehnen Sie die Änderung ab?"),
        [
            Needed(lazy("Bitte begründen Sie die Ablehnung. Wer die Änderung vorgeschlagen hat, will die Gründe verstehen.")),
            AtMost(LONGEST_REASON),
        ],
        description=lazy("Diese Begründung steht öffentlich beim Änderungsvorschlag."),
    )
