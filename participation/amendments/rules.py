"""Who may suggest a change of a proposal's text, decide about it, take it back, and when.

    | act      | who                                                  | inform | collect | deliberate | review | vote | decide | closed |
    |----------|------------------------------------------------------|--------|---------|------------|--------|------|--------|--------|
    | suggest  | confirmed address, not who wrote the proposal        |   –    |   yes   |    yes     |   –    |  –   |   –    |   –    |
    | accept   | who wrote it; the city for its own; the moderation   |   –    |   yes   |    yes     |   –    |  –   |   –    |   –    |
    |          | where the author's account is gone                   |        |         |            |        |      |        |        |
    | reject   | the same                                             |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | withdraw | who suggested it, while it is open                   |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | promote  | who suggested it, once it was rejected               |   –    |   yes   |     –      |   –    |  –   |   –    |   –    |
    | moderate | who runs the consultation                            |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |  yes   |

Suggesting and accepting follow the act "discuss": texts are worked on together in both phases, and stand still as soon as the city
checks them or people vote on them. Rejecting and withdrawing change no text. Promoting makes a proposal and follows "propose".
"""

from __future__ import annotations

from datetime import datetime

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.amendments.models import Amendment, State
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import Act
from participation.consultations.rules import act_open, may_moderate, may_see, may_take_part, runs_it
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.proposals.models import Proposal


def may_suggest(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Everyone with a confirmed address, for other people's published proposals, while a phase opens the discussion."""
    if not may_see(person, consultation) or proposal.is_draft:
        return conceal()
    standing = _stands(proposal)
    if not standing:
        return standing
    if person is not None and writes(person, proposal):
        return refuse(_("Das ist Ihr eigener Vorschlag. Änderungen vorschlagen können die anderen, und Sie nehmen sie an oder lehnen sie ab."))
    return may_take_part(person, consultation, Act.DISCUSS, now)


def may_accept(
    person: Person | None, amendment: Amendment, proposal: Proposal, consultation: Consultation, now: datetime, *, author_gone: bool
) -> Verdict:
    """Who decides, while texts may change. The author's edit window does not matter: what comes in is named and shown."""
    verdict = _may_decide(person, amendment, proposal, consultation, author_gone=author_gone)
    return verdict if not verdict else act_open(consultation, Act.DISCUSS, now)


def may_reject(person: Person | None, amendment: Amendment, proposal: Proposal, consultation: Consultation, *, author_gone: bool) -> Verdict:
    """Who decides, until the consultation is closed: what waits gets its answer."""
    return _may_decide(person, amendment, proposal, consultation, author_gone=author_gone)


def decides_on_behalf(person: Person | None, proposal: Proposal, consultation: Consultation, *, author_gone: bool) -> bool:
    """Whether this person would decide in place of an author who is gone; then every decision needs its reason."""
    return author_gone and not proposal.official and runs_it(person, consultation)


def may_withdraw(person: Person | None, amendment: Amendment, consultation: Consultation) -> Verdict:
    """Who suggested it, as long as nobody has decided and the consultation is not closed."""
    verdict = _suggesters_only(person, amendment, consultation, _("Nur wer die Änderung vorgeschlagen hat, kann sie zurückziehen."))
    return verdict if not verdict else _is_open(amendment)


def may_promote(person: Person | None, amendment: Amendment, consultation: Consultation, now: datetime, *, grew: bool) -> Verdict:
    """Who suggested it makes a proposal of its own of a rejected change, once, while proposing is open.

    `grew`: there is one, or a draft of one, already.
    """
    verdict = _suggesters_only(
        person, amendment, consultation, _("Nur wer die Änderung vorgeschlagen hat, kann daraus einen eigenen Vorschlag machen.")
    )
    if not verdict:
        return verdict
    if amendment.state != State.REJECTED:
        return refuse(_("Ein eigener Vorschlag kann nur aus einem abgelehnten Änderungsvorschlag werden."))
    if amendment.is_hidden:
        return refuse(_("Die Moderation hat diesen Änderungsvorschlag ausgeblendet."))
    if grew:
        return refuse(_("Daraus haben Sie schon einen eigenen Vorschlag gemacht."))
    return may_take_part(person, consultation, Act.PROPOSE, now)


def may_moderate_text(person: Person | None, amendment: Amendment, consultation: Consultation) -> Verdict:
    """Those who run the consultation hide it, show it again or keep it, in any phase; nobody a text of their own."""
    verdict = may_moderate(person, consultation)
    if verdict and person is not None and person.id == amendment.author_id:
        return refuse(_("Über Ihren eigenen Text muss jemand anderes entscheiden."))
    return verdict


def may_read_text(person: Person | None, amendment: Amendment, consultation: Consultation) -> bool:
    """What the moderation hid is read only by who wrote it and by those who run the consultation."""
    if not amendment.is_hidden:
        return True
    return person is not None and (person.id == amendment.author_id or runs_it(person, consultation))


def writes(person: Person, proposal: Proposal) -> bool:
    """Whether a proposal is this person's own, alone or written together."""
    return person.deleted_at is None and person.id in proposal.writer_ids


def speaks_for_it(person: Person, proposal: Proposal, consultation: Consultation, *, author_gone: bool) -> bool:
    """Whether this person decides about changes of a proposal: its author, the city for its own, the moderation for one who is gone."""
    if writes(person, proposal):
        return True
    if proposal.official:
        return person.speaks_officially or runs_it(person, consultation)
    return decides_on_behalf(person, proposal, consultation, author_gone=author_gone)


def _may_decide(person: Person | None, amendment: Amendment, proposal: Proposal, consultation: Consultation, *, author_gone: bool) -> Verdict:
    if not may_see(person, consultation) or proposal.is_draft:
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    standing = _good_standing(person, consultation)
    if not standing:
        return standing
    if not speaks_for_it(person, proposal, consultation, author_gone=author_gone):
        return refuse(_("Über Änderungen entscheidet, wer den Vorschlag gemacht hat."))
    if person.id == amendment.author_id:
        return refuse(_("Über Ihren eigenen Änderungsvorschlag entscheidet jemand anderes."))
    if amendment.is_hidden:
        return refuse(_("Die Moderation hat diesen Änderungsvorschlag ausgeblendet."))
    return _is_open(amendment) and _stands(proposal)


def _suggesters_only(person: Person | None, amendment: Amendment, consultation: Consultation, otherwise: str) -> Verdict:
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.deleted_at is not None or person.id != amendment.author_id:
        return refuse(otherwise)
    return _good_standing(person, consultation)


def _good_standing(person: Person, consultation: Consultation) -> Verdict:
    if person.deleted_at is not None or person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Diese Beteiligung ist abgeschlossen. Sie können alles nachlesen, aber nichts mehr eintragen."))
    return ALLOWED


def _is_open(amendment: Amendment) -> Verdict:
    said = {
        State.ACCEPTED: _("Dieser Änderungsvorschlag ist schon angenommen."),
        State.REJECTED: _("Dieser Änderungsvorschlag ist schon abgelehnt."),
        State.WITHDRAWN: _("Dieser Änderungsvorschlag ist zurückgezogen."),
    }
    return ALLOWED if amendment.is_open else refuse(said[State(amendment.state)])


def _stands(proposal: Proposal) -> Verdict:
    if proposal.is_published:
        return ALLOWED
    return refuse(_("Dieser Vorschlag gilt nicht mehr. Sein Text kann nicht mehr geändert werden."))
