"""Who may propose, change, withdraw, support and answer, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import Act
from participation.consultations.rules import may_see, may_take_part, needs_verification, runs_it
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.proposals.models import Proposal

EDIT_WINDOW = timedelta(minutes=60)
"""How long after publishing an author may still change the text; afterwards people have supported what it says."""


def may_propose(person: Person | None, consultation: Consultation, now: datetime) -> Verdict:
    """People with a confirmed address while a phase opens it; the administration until the close, for the city's own proposals."""
    if person is not None and person.is_administrator and person.deleted_at is None and consultation.stage in (Stage.DRAFT, Stage.PUBLISHED):
        return ALLOWED
    return may_take_part(person, consultation, Act.PROPOSE, now)


def may_save_draft(person: Person | None, consultation: Consultation) -> Verdict:
    """A text begun in time is kept for its author, even where the phase has ended meanwhile; only publishing it is then over."""
    if not may_see(person, consultation):
        return conceal()
    return _may_write(person, consultation)


def may_see_proposal(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """What is public, everyone who may see the consultation; a draft only its author. Withdrawn ones stay to be read."""
    if not may_see(person, consultation):
        return conceal()
    return conceal() if proposal.is_draft and not _wrote(person, proposal) else ALLOWED


def may_edit(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """The author: a draft at any time, a published text for an hour."""
    refusal = _authors_only(person, proposal, consultation, _("Nur wer den Vorschlag geschrieben hat, kann ihn ändern."))
    if not refusal or proposal.is_draft:
        return refusal
    if proposal.is_merged:
        return refuse(_("Dieser Vorschlag ist in einem anderen aufgegangen und kann nicht mehr geändert werden."))
    if proposal.is_withdrawn or proposal.published_at is None:
        return refuse(_("Dieser Vorschlag ist zurückgezogen und kann nicht mehr geändert werden."))
    until = proposal.published_at + EDIT_WINDOW
    if now >= until:
        return refuse(
            _(
                "Sie konnten diesen Vorschlag bis %(when)s ändern. Andere haben ihn seitdem gelesen und unterstützt. Schreiben Sie eine Ergänzung als Beitrag.",
                when=say_moment(until),
            )
        )
    return ALLOWED


def may_publish(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """The author of a draft, while proposing is open."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if not _wrote(person, proposal):
        return refuse(_("Nur wer den Vorschlag geschrieben hat, kann ihn veröffentlichen."))
    return may_propose(person, consultation, now)


def may_discard(person: Person | None, proposal: Proposal) -> Verdict:
    """The author of a draft; what was public is withdrawn instead."""
    if not _wrote(person, proposal):
        return conceal()
    return ALLOWED if proposal.is_draft else refuse(_("Dieser Vorschlag ist veröffentlicht. Sie können ihn zurückziehen."))


def may_withdraw(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """The author, once, until the consultation is closed."""
    verdict = _authors_only(person, proposal, consultation, _("Nur wer den Vorschlag geschrieben hat, kann ihn zurückziehen."))
    if not verdict:
        return verdict
    if proposal.is_draft:
        return refuse(_("Dieser Entwurf ist nicht veröffentlicht. Sie können ihn löschen."))
    if proposal.is_merged:
        return refuse(_("Dieser Vorschlag ist in einem anderen aufgegangen. Die Moderation kann beide wieder trennen."))
    if proposal.is_withdrawn:
        return refuse(_("Dieser Vorschlag ist schon zurückgezogen."))
    return ALLOWED


def may_support(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Verified residents while a phase opens it, for other people's published proposals.

    Authors do not support their own: a count of one then means that somebody else backs it.
    """
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if proposal.is_merged:
        return refuse(_("Dieser Vorschlag ist in einem anderen aufgegangen. Unterstützen Sie bitte den anderen."))
    if not proposal.is_published:
        return refuse(_("Dieser Vorschlag ist zurückgezogen. Er kann nicht mehr unterstützt werden."))
    if _wrote(person, proposal):
        return refuse(_("Das ist Ihr eigener Vorschlag. Unterstützen können ihn die anderen."))
    return needs_verification(person, may_take_part(person, consultation, Act.SUPPORT, now))


def may_take_back(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Whoever supported, for as long as supporting is open."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    return may_take_part(person, consultation, Act.SUPPORT, now)


def may_answer(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Offices, the administration and the consultation's moderators answer for the city, also after its close."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None or person.deleted_at is not None or not (person.speaks_officially or runs_it(person, consultation)):
        return refuse(_("Für die Stadt antworten nur Ämter, Verwaltung und Moderation."))
    if not proposal.is_published:
        return refuse(_("Dieser Vorschlag ist nicht öffentlich und kann nicht beantwortet werden."))
    return ALLOWED


def _wrote(person: Person | None, proposal: Proposal) -> bool:
    return person is not None and person.deleted_at is None and proposal.author_id == person.id


def _may_write(person: Person | None, consultation: Consultation) -> Verdict:
    """What every written word needs, whatever the phase: a person in good standing, a consultation that is not closed."""
    if person is None or person.deleted_at is not None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return refuse(_("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse. Wir haben Ihnen einen Link geschickt."), "confirm")
    if consultation.stage in (Stage.CLOSED, Stage.ARCHIVED):
        if consultation.closed_at is None:
            return refuse(_("Diese Beteiligung ist abgeschlossen."))
        return refuse(_("Diese Beteiligung ist seit %(when)s abgeschlossen.", when=say_date(consultation.closed_at)))
    return ALLOWED


def _authors_only(person: Person | None, proposal: Proposal, consultation: Consultation, otherwise: str) -> Verdict:
    """The common beginning of what only an author may do."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if person is not None and not _wrote(person, proposal):
        return refuse(otherwise)
    return _may_write(person, consultation)
