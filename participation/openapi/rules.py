"""Who makes tokens, who revokes them, and who sets up webhooks."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.rules import may_set_up
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.openapi.models import ApiToken


def may_have_tokens(person: Person | None) -> Verdict:
    """Whoever runs a consultation, and the administration."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None or person.deleted_at is not None or not (person.is_administrator or person.mandates):
        return refuse(_("Schlüssel bekommt nur, wer eine Beteiligung moderiert, und die Verwaltung."))
    return ALLOWED


def may_revoke(person: Person | None, token: ApiToken) -> Verdict:
    """Its owner, as long as they come in at all, and the administration."""
    allowed = may_have_tokens(person)
    if not allowed or person is None:
        return allowed
    return ALLOWED if person.is_administrator or token.person_id == person.id else conceal()


def may_manage_webhooks(person: Person | None) -> Verdict:
    """The administration."""
    return may_set_up(person)
