"""Who reads what stands out among votes and supports, and what may be done about it: look, ask, and only then leave uncounted."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.consultations.crowds import Backed, Crowd
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.moderation.crowd_models import CrowdFinding, CrowdMember, FindingState

ASKED_FOR = timedelta(days=14)
"""How long those who are asked have for an answer."""


def may_read_report(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever moderates the consultation, in any phase."""
    return may_moderate(person, consultation)


def may_settle(person: Person | None, consultation: Consultation, subject: Backed, finding: CrowdFinding) -> Verdict:
    """The same, but nobody about supports of a proposal of their own; once."""
    allowed = may_read_report(person, consultation)
    if not allowed:
        return allowed
    if person is not None and person.id in subject.writer_ids:
        return refuse(_("Über Ihren eigenen Vorschlag muss jemand anderes entscheiden."))
    if finding.is_over:
        return refuse(_("Darüber ist schon entschieden."))
    return ALLOWED


def may_ask(person: Person | None, consultation: Consultation, subject: Backed, finding: CrowdFinding, crowd: Crowd) -> Verdict:
    """Those concerned are asked to confirm, once. Whose mark is on a roll is not asked: the mark would stay whatever they say."""
    allowed = may_settle(person, consultation, subject, finding)
    if not allowed:
        return allowed
    if not crowd.discounts:
        return refuse(_("Ein Haken im Wählerverzeichnis wird nie zurückgenommen. Halten Sie fest, was Sie geprüft haben."))
    if finding.state != FindingState.OPEN:
        return refuse(_("Die Betroffenen sind schon gefragt."))
    return ALLOWED


def may_discount(person: Person | None, consultation: Consultation, subject: Backed, finding: CrowdFinding, crowd: Crowd, now: datetime) -> Verdict:
    """Only what was asked about, when the time for answers is over, and never what was confirmed."""
    allowed = may_settle(person, consultation, subject, finding)
    if not allowed:
        return allowed
    if not crowd.discounts:
        return refuse(_("Ein Haken im Wählerverzeichnis wird nie zurückgenommen. Halten Sie fest, was Sie geprüft haben."))
    if finding.state != FindingState.ASKED or finding.asked_until is None:
        return refuse(_("Fragen Sie die Betroffenen zuerst. Nur was niemand bestätigt, kann ungezählt bleiben."))
    if now < finding.asked_until:
        return refuse(_("Die Betroffenen können bis %(when)s antworten. Bis dahin zählt alles.", when=say_moment(finding.asked_until)))
    return ALLOWED


def may_confirm(person: Person | None, finding: CrowdFinding, member: CrowdMember | None) -> Verdict:
    """Whoever was asked, until it is decided. For all others there is no such question."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if member is None or finding.state == FindingState.OPEN:
        return conceal()
    if finding.is_over:
        return refuse(_("Darüber ist schon entschieden. Wurde Ihre Unterstützung nicht gezählt, können Sie Widerspruch einlegen."))
    return ALLOWED
