"""Who may keep a search."""

from __future__ import annotations

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_see
from participation.finding.models import SavedSearch
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse

MOST_SEARCHES = 30


def may_save_search(person: Person | None, consultation: Consultation, kept: int = 0) -> Verdict:
    """Whoever is signed in and may read the consultation, up to a number that nobody needs."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    if kept >= MOST_SEARCHES:
        return refuse(_("Sie haben schon %(number)s Suchen gespeichert. Bitte löschen Sie zuerst eine.", number=MOST_SEARCHES))
    return ALLOWED


def may_change_search(person: Person | None, search: SavedSearch) -> Verdict:
    """One's own only; others' do not exist."""
    return ALLOWED if person is not None and search.person_id == person.id else conceal()
