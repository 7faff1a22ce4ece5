"""Who may read tables in, and until when that can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_prepare
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.transfers.models import ImportState, ProposalImport

UNDO_WITHIN = timedelta(days=1)


def may_import(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever runs a consultation, until it is closed."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Sie können alles nachlesen, aber nichts mehr eintragen."))


def may_undo(person: Person | None, consultation: Consultation, made: ProposalImport, now: datetime) -> Verdict:
    """The same people, within a day; whether somebody has used a proposal since is asked by the act itself."""
    allowed = may_import(person, consultation)
    if not allowed:
        return allowed
    if made.state != ImportState.DONE or made.done_at is None:
        return refuse(_("Hier ist nichts rückgängig zu machen."))
    if now >= made.done_at + UNDO_WITHIN:
        return refuse(
            _("Das ging nur bis %(when)s. Danach lassen sich Vorschläge nur noch einzeln zurückziehen.", when=say_moment(made.done_at + UNDO_WITHIN))
        )
    return ALLOWED
