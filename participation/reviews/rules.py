"""Who puts a text up for review, comments, suggests, agrees and decides, and when.

    | act              | who                                                     | inform | collect | deliberate | review | vote | decide | closed |
    |------------------|---------------------------------------------------------|--------|---------|------------|--------|------|--------|--------|
    | set up, publish  | who runs the consultation                               |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | comment          | confirmed address (the discussion's own rule)           |   –    |   yes   |    yes     |   –    |  –   |   –    |   –    |
    | suggest          | confirmed address                                       |   –    |   yes   |    yes     |   –    |  –   |   –    |   –    |
    | agree or not     | the same with consent; verified where the text asks it  |   –    |   yes   |    yes     |   –    |  –   |   –    |   –    |
    | withdraw         | who suggested it, while it is open                      |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | accept, reject   | who runs it, not who suggested it                       |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | new version      | who runs it, while the text is open                     |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | close            | who runs it, once every suggestion is decided           |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | moderate         | who runs it, not the author                             |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |  yes   |
    | take away        | who runs it, council members, the administration        |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |  yes   |

What residents do follows the act "discuss" and needs the text open beside the phase. The city goes on working off what was suggested
when the phase is over: that is when it does so. Everyone reads a text that was published, with all its versions.
"""

from __future__ import annotations

from datetime import datetime

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.consultations.models import Stage as ConsultationStage
from participation.consultations.phases import Act
from participation.consultations.rules import may_moderate, may_prepare, may_see, may_take_part, needs_consent, needs_verification, runs_it
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.reviews.models import ReviewText, Stage, State, Suggestion

EXPORTERS = frozenset({Role.COUNCIL, Role.ADMINISTRATOR})
MOST_TEXTS = 30
"""In a consultation."""


def may_see_text(person: Person | None, consultation: Consultation, text: ReviewText) -> Verdict:
    """Everyone sees a text that was published, in a visible consultation; a draft only those who run it."""
    if not may_see(person, consultation) or text.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if text.stage != Stage.DRAFT or runs_it(person, consultation) else conceal()


def may_draft_text(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run a consultation that is not over."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Es können keine Textentwürfe mehr dazukommen."))


def may_run_text(person: Person | None, consultation: Consultation, text: ReviewText) -> Verdict:
    """The consultation's moderators and the administration."""
    seen = may_see_text(person, consultation, text)
    return may_moderate(person, consultation) if seen else seen


def may_change_text(person: Person | None, consultation: Consultation, text: ReviewText) -> Verdict:
    """Everything changes until the text is published; afterwards there are versions."""
    verdict = may_run_text(person, consultation, text)
    if verdict and text.stage != Stage.DRAFT:
        return refuse(_("Dieser Textentwurf ist veröffentlicht. Ändern können Sie ihn mit einer neuen Fassung."))
    return may_draft_text(person, consultation) if verdict else verdict


may_publish_text = may_change_text
"""Whoever may change a draft publishes it."""


def may_revise_text(person: Person | None, consultation: Consultation, text: ReviewText) -> Verdict:
    """A published text gets new versions until it is closed."""
    verdict = may_run_text(person, consultation, text)
    if not verdict:
        return verdict
    open_still = _stands_open(text)
    return may_draft_text(person, consultation) if open_still else open_still


def may_close_text(person: Person | None, consultation: Consultation, text: ReviewText, waiting: int = 0) -> Verdict:
    """An open text is closed once and for all; whoever suggested something has an answer by then. `waiting`: suggestions without one."""
    verdict = may_revise_text(person, consultation, text)
    if verdict and waiting:
        return refuse(
            _(
                "Es warten noch offene Änderungsvorschläge (%(count)s). Sobald darüber entschieden ist, können Sie den Entwurf abschließen.",
                count=waiting,
            )
        )
    return verdict


def may_suggest(person: Person | None, consultation: Consultation, text: ReviewText, now: datetime, *, gone: bool = False) -> Verdict:
    """Everyone with a confirmed address while text and phase are open. `gone`: the paragraph no longer stands in the text."""
    seen = may_see_text(person, consultation, text)
    if not seen:
        return seen
    open_still = _stands_open(text)
    if not open_still:
        return open_still
    if gone:
        return refuse(_("Dieser Absatz steht nicht mehr im Entwurf. Was dazu geschrieben wurde, bleibt lesbar."))
    return may_take_part(person, consultation, Act.DISCUSS, now)


def may_mark(person: Person | None, consultation: Consultation, text: ReviewText, now: datetime, *, gone: bool = False) -> Verdict:
    """The same, where the text asks for it; verified where it counts residents, and with consent: it is a political opinion."""
    verdict = may_suggest(person, consultation, text, now, gone=gone)
    if (verdict or verdict.remedy) and not text.takes_marks:
        return refuse(_("Zu diesem Entwurf wird nicht nach Zustimmung gefragt. Sie können ihn kommentieren und Änderungen vorschlagen."))
    return needs_consent(person, needs_verification(person, verdict, now) if text.verified_only else verdict)


def may_withdraw(person: Person | None, consultation: Consultation, suggestion: Suggestion) -> Verdict:
    """Who suggested it, as long as nobody has decided and the consultation is not over."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.deleted_at is not None or person.id != suggestion.author_id:
        return refuse(_("Nur wer die Änderung vorgeschlagen hat, kann sie zurückziehen."))
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    if consultation.stage != ConsultationStage.PUBLISHED:
        return refuse(_("Diese Beteiligung ist abgeschlossen. Sie können alles nachlesen, aber nichts mehr eintragen."))
    return _undecided(suggestion)


def may_decide(person: Person | None, consultation: Consultation, text: ReviewText, suggestion: Suggestion) -> Verdict:
    """Those who run the consultation, until it or the text is closed; nobody about a suggestion of their own, and not about a hidden one."""
    verdict = may_revise_text(person, consultation, text)
    if not verdict:
        return verdict
    if person is not None and person.id == suggestion.author_id:
        return refuse(_("Über Ihren eigenen Änderungsvorschlag entscheidet jemand anderes."))
    if suggestion.is_hidden and suggestion.is_open:
        return refuse(_("Die Moderation hat diesen Änderungsvorschlag ausgeblendet."))
    return _undecided(suggestion)


def may_moderate_suggestion(person: Person | None, consultation: Consultation, suggestion: Suggestion) -> Verdict:
    """Those who run the consultation hide it, show it again or cut it, in any phase; nobody a text of their own."""
    verdict = may_moderate(person, consultation)
    if verdict and person is not None and person.id == suggestion.author_id:
        return refuse(_("Über Ihren eigenen Text muss jemand anderes entscheiden."))
    return verdict


def may_read_suggestion(person: Person | None, consultation: Consultation, suggestion: Suggestion) -> bool:
    """What the moderation hid is read only by who wrote it and by those who run the consultation."""
    if not suggestion.is_hidden:
        return True
    return person is not None and (person.id == suggestion.author_id or runs_it(person, consultation))


def may_take_away(person: Person | None, consultation: Consultation, text: ReviewText) -> Verdict:
    """All comments and suggestions as a table: those who evaluate them."""
    seen = may_see_text(person, consultation, text)
    if not seen:
        return seen
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    blocked = person.blocked_at is not None or person.deleted_at is not None
    if blocked or not (person.role in EXPORTERS or person.moderates(consultation.id)):
        return refuse(_("Das dürfen nur Ratsmitglieder, die Verwaltung und die Moderation dieser Beteiligung."))
    return ALLOWED


def _stands_open(text: ReviewText) -> Verdict:
    if text.stage == Stage.DRAFT:
        return refuse(_("Dieser Textentwurf ist noch nicht veröffentlicht."))
    if text.stage == Stage.CLOSED:
        return refuse(_("Dieser Textentwurf ist abgeschlossen. Sie können alles nachlesen."))
    return ALLOWED


def _undecided(suggestion: Suggestion) -> Verdict:
    said = {
        State.ACCEPTED: _("Dieser Änderungsvorschlag ist schon angenommen."),
        State.REJECTED: _("Dieser Änderungsvorschlag ist schon abgelehnt."),
        State.WITHDRAWN: _("Dieser Änderungsvorschlag ist zurückgezogen."),
    }
    return ALLOWED if suggestion.is_open else refuse(said[State(suggestion.state)])
