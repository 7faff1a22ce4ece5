"""Who writes the report of a consultation, and who reads it.

| act                            | who                      | when                                     |
|--------------------------------|--------------------------|------------------------------------------|
| begin, write, publish          | who runs the consultation | once it is published: at any time from then on |
| change a version               | who runs it              | until that version is published          |
| read a version, fetch its PDF  | who sees the consultation | once that version is published          |
"""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate, may_see, runs_it
from participation.dossiers.models import Dossier
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse

MOST_VERSIONS = 50


def may_work(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run a consultation, once there is something to report of."""
    allowed = may_moderate(person, consultation)
    if allowed and not consultation.is_public:
        return refuse(_("Diese Beteiligung ist noch nicht veröffentlicht. Einen Bericht gibt es danach."))
    return allowed


def may_write(person: Person | None, consultation: Consultation, dossier: Dossier) -> Verdict:
    """The same, while a version is a draft."""
    allowed = may_work(person, consultation)
    if allowed and dossier.consultation_id != consultation.id:
        return conceal()
    if allowed and dossier.is_published:
        return refuse(_("Diese Fassung ist veröffentlicht. Sie bleibt, wie sie ist. Für Änderungen beginnen Sie eine neue Fassung."))
    return allowed


def may_read(person: Person | None, consultation: Consultation, dossier: Dossier) -> Verdict:
    """Everybody reads what is published; a draft those who run the consultation."""
    if not may_see(person, consultation) or dossier.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if dossier.is_published or runs_it(person, consultation) else conceal()
