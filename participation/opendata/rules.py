"""Who may take the data of a consultation that is not for everyone."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.opendata.models import DataFile


def may_take_data(person: Person | None, consultation: Consultation) -> Verdict:
    """Its moderators and the administration, once it is published: a draft has no data."""
    allowed = may_moderate(person, consultation)
    if allowed and not consultation.is_public:
        return refuse(_("Diese Beteiligung ist noch nicht veröffentlicht. Daten gibt es danach."))
    return allowed


def may_fetch_data(person: Person | None, consultation: Consultation, file: DataFile | None) -> Verdict:
    """A private file is for whoever asked for it, as long as they may take the consultation's data."""
    allowed = may_take_data(person, consultation)
    if not allowed:
        return allowed
    if file is None or person is None or file.requested_by_id != person.id or file.scope != consultation.id:
        return refuse(_("Bitte lassen Sie die Datei zuerst zusammenstellen."))
    return ALLOWED
