"""Who may report, decide, appeal and decide an appeal, and when.

    | act                  | who                                                                    | state of the case     |
    |----------------------|------------------------------------------------------------------------|-----------------------|
    | report               | everyone, also without an account, what everyone can read; not one's   | none, or any          |
    |                      | own; with an account once                                              |                       |
    | read the queue       | who runs the consultation; what belongs to none: the administration    | all                   |
    | decide               | the same, but nobody about an own thing                                | none, open, or to     |
    |                      |                                                                        | show what is hidden   |
    | appeal               | the author against a restriction; who reported it, against keeping;    | decided, for half a   |
    |                      | also whoever is blocked                                                | year, once            |
    | decide an appeal     | who may decide, but not who decided first and not who appealed         | appealed              |
    | block an account     | the administration, together with a restriction                        | with the decision     |
    | read the statement   | its author, who reported it (the result), who may decide               | not open              |

Archived consultations are moderated, too: a text can hurt for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate, may_see
from participation.consultations.targets import Written
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.moderation.models import Case, Measure, State

APPEAL_WITHIN = timedelta(days=183)
"""How long a decision can be appealed (Digital Services Act, Article 20: at least six months)."""
NOTICE_DAYS, APPEAL_DAYS = 2, 7
"""Working days within which notices and appeals are to be decided."""


def may_notify(person: Person | None, consultation: Consultation | None, written: Written) -> Verdict:
    """What everyone can read, in any phase; whoever has an account that is blocked may still say that something is wrong."""
    if consultation is not None and not may_see(person, consultation):
        return conceal()
    if written.gone or not written.readable:
        return refuse(_("Das ist schon nicht mehr zu lesen. Sie müssen nichts weiter tun."))
    if person is not None and person.id == written.author_id:
        return refuse(_("Eigene Texte können Sie nicht melden, aber zurückziehen oder löschen."))
    return ALLOWED


def may_work(person: Person | None, consultation: Consultation | None) -> Verdict:
    """Who reads the queue and its cases: whoever runs the consultation; without one the administration."""
    if consultation is not None:
        return may_moderate(person, consultation)
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.is_administrator and not person.is_blocked and person.deleted_at is None:
        return ALLOWED
    return refuse(_("Das darf nur die Verwaltung."))


def may_work_over_all(person: Person | None) -> Verdict:
    """The queue over all consultations: the administration, and whoever moderates one, for those."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not person.is_blocked and person.deleted_at is None and (person.is_administrator or person.mandates):
        return ALLOWED
    return refuse(_("Das dürfen nur die Moderation und die Verwaltung."))


def may_decide(person: Person | None, consultation: Consultation | None, written: Written, case: Case | None) -> Verdict:
    """Whoever may work on it, but nobody about an own thing; an appeal has its own rule. `case`: the living one, if there is one."""
    allowed = may_work(person, consultation)
    if not allowed:
        return allowed
    if written.gone:
        return refuse(_("Die verfassende Person hat das gelöscht. Es gibt nichts mehr zu entscheiden."))
    if person is not None and person.id == written.author_id and not written.official:
        return refuse(_("Über Ihren eigenen Text muss jemand anderes entscheiden."))
    if case is not None and case.state == State.APPEALED:
        return refuse(_("Gegen die Entscheidung läuft ein Widerspruch. Zuerst ist über ihn zu entscheiden."))
    return ALLOWED


def may_appeal(person: Person | None, case: Case, now: datetime, *, reported: bool, waiting: bool = False) -> Verdict:
    """The author against what restricts, who reported it against keeping; once, within half a year.

    `reported`: this person told of it; `waiting`: another case of the same thing waits for a decision.
    """
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    concerned = person.id == case.author_id if case.restricts else case.measure == Measure.KEEP and reported
    if person.deleted_at is not None or case.state == State.OPEN or not concerned:
        return conceal()
    if case.appealed_at is not None:
        return refuse(_("Gegen diese Entscheidung wurde schon Widerspruch eingelegt."))
    if case.decided_at is None or case.state != State.DECIDED or now >= case.decided_at + APPEAL_WITHIN:
        ended = say_date((case.decided_at or now) + APPEAL_WITHIN)
        return refuse(_("Widerspruch war bis %(when)s möglich.", when=ended))
    if waiting:
        return refuse(_("Die Moderation prüft das gerade noch einmal. Warten Sie bitte deren Entscheidung ab."))
    return ALLOWED


def may_decide_appeal(person: Person | None, consultation: Consultation | None, written: Written, case: Case) -> Verdict:
    """A second person: neither who decided first, nor who appealed, nor whose text it is."""
    allowed = may_work(person, consultation)
    if not allowed or person is None:
        return allowed
    if case.state != State.APPEALED:
        return refuse(_("Über diesen Widerspruch ist schon entschieden."))
    if person.id == case.decided_by_id:
        return refuse(_("Sie haben die erste Entscheidung getroffen. Über den Widerspruch entscheidet eine zweite Person."))
    if case.blocked and not person.is_administrator:
        return refuse(_("Mit der Entscheidung wurde ein Konto gesperrt. Über den Widerspruch entscheidet jemand aus der Verwaltung."))
    if person.id in (written.author_id, case.appealed_by_id):
        return refuse(_("Über Ihren eigenen Text muss jemand anderes entscheiden."))
    return ALLOWED


def may_read_statement(person: Person | None, consultation: Consultation | None, case: Case, *, reported: bool) -> Verdict:
    """Whom a decision concerns: its author, who reported it, and who may decide. For all others there is none."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if case.state == State.OPEN:
        return conceal()
    if person.id == case.author_id or reported:
        return ALLOWED
    return ALLOWED if may_work(person, consultation) else conceal()


def may_set_up(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run a consultation set its house rules, text blocks and word list."""
    return may_moderate(person, consultation)
