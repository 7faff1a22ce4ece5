"""Who may do what to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person, Role
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.kit.text import clean_line, reserved_name

NAME_SHORTEST = 3
NAME_LONGEST = 40


def may_administrate(person: Person | None) -> Verdict:
    """People, roles and codes are the administration's business."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not person.is_administrator or person.is_blocked:
        return refuse(_("Das darf nur die Verwaltung der Plattform."))
    return ALLOWED


def _may_manage(actor: Person | None, person: Person) -> Verdict:
    """Administrators manage accounts that there are."""
    allowed = may_administrate(actor)
    if allowed and person.deleted_at is not None:
        return refuse(_("Dieses Konto wurde gelöscht."))
    return allowed


def may_change_role(actor: Person | None, person: Person, role: Role, administrators: int) -> Verdict:
    """Only administrators give roles, to confirmed and unblocked people; the last administrator stays one.

    `administrators` is how many there are, the person included.
    """
    allowed = _may_manage(actor, person)
    if not allowed:
        return allowed
    if role != Role.RESIDENT and not person.is_confirmed:
        return refuse(_("Diese Person hat ihre E-Mail-Adresse noch nicht bestätigt. Erst danach kann sie eine Rolle bekommen."))
    if role != Role.RESIDENT and person.is_blocked:
        return refuse(_("Dieses Konto ist gesperrt. Heben Sie zuerst die Sperre auf."))
    if person.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR and administrators <= 1:
        return refuse(_("Das ist das letzte Konto der Verwaltung. Geben Sie zuerst einer anderen Person diese Rolle."))
    return ALLOWED


def may_block(actor: Person | None, person: Person) -> Verdict:
    """Administrators block residents; from staff the role is taken first."""
    allowed = _may_manage(actor, person)
    if not allowed:
        return allowed
    if person.role != Role.RESIDENT:
        return refuse(_("Diese Person hat eine Rolle. Nehmen Sie ihr zuerst die Rolle, dann können Sie das Konto sperren."))
    return ALLOWED


def may_replace_name(actor: Person | None, person: Person) -> Verdict:
    """Administrators replace the name that a resident chose; staff appear by their own."""
    allowed = _may_manage(actor, person)
    if not allowed:
        return allowed
    if person.role != Role.RESIDENT:
        return refuse(_("Diese Person tritt mit ihrem eigenen Namen auf."))
    return ALLOWED


def may_moderate_for(actor: Person | None, person: Person) -> Verdict:
    """Whether an administrator may make this person a moderator: a confirmed address, not blocked, not deleted."""
    allowed = may_administrate(actor)
    if not allowed:
        return allowed
    if person.deleted_at is not None or person.is_blocked or not person.is_confirmed:
        return refuse(_("Moderieren kann nur, wer eine bestätigte E-Mail-Adresse hat und nicht gesperrt ist."))
    return ALLOWED


def may_change_name(person: Person) -> Verdict:
    """Residents choose their name; staff and council members appear by their own, and a block holds here too."""
    if person.role != Role.RESIDENT:
        return refuse(_("Sie treten hier mit Ihrem eigenen Namen auf. Ändern kann ihn die Verwaltung."))
    if person.is_blocked:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    return ALLOWED


def may_delete_account(person: Person, administrators: int) -> Verdict:
    """Everybody may go, but the last administrator hands over first."""
    if person.role == Role.ADMINISTRATOR and administrators <= 1:
        return refuse(_("Ihr Konto ist das letzte der Verwaltung. Geben Sie zuerst einer anderen Person diese Rolle."))
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Signs:
    """What somebody can show beside a password or a mailed link: an app with codes, passkeys, recovery codes, linked providers."""

    app: bool = False
    passkeys: int = 0
    codes: int = 0
    links: int = 0

    @property
    def any_second(self) -> bool:
        """Whether there is a second sign at all."""
        return self.app or self.passkeys > 0


class NextStep(StrEnum):
    """What is due of somebody who has shown one sign."""

    NONE = "none"
    SHOW = "show"  # a second sign
    SET_UP = "set_up"  # there is none yet, and there must be


def step_due(signs: Signs, *, strict: bool, required: bool) -> NextStep:
    """Whoever has set up an app shows its code; whoever sees private data (`strict`) shows a passkey too, and must have one of both where the
    installation says so (`required`). A resident's passkey is a way in of its own, no duty beside the password.
    """
    if signs.app or (strict and signs.passkeys):
        return NextStep.SHOW
    return NextStep.SET_UP if strict and required else NextStep.NONE


def may_remove_sign(signs: Signs, *, required: bool) -> Verdict:
    """An app or a passkey may go, but whoever must have one keeps the last."""
    if required and int(signs.app) + signs.passkeys <= 1:
        return refuse(_("Das ist Ihr einziger zweiter Nachweis, und Sie brauchen einen. Richten Sie zuerst einen anderen ein."))
    return ALLOWED


def may_reset_signs(actor: Person | None, person: Person, *, shown_again: bool) -> Verdict:
    """Administrators end others' second signs, never their own, and have shown a moment ago who they are."""
    allowed = may_administrate(actor)
    if not allowed:
        return allowed
    if actor is not None and actor.id == person.id:
        return refuse(_("Die eigenen Nachweise setzen Sie nicht selbst zurück. Bitte fragen Sie eine andere Person der Verwaltung."))
    if person.deleted_at is not None:
        return refuse(_("Dieses Konto wurde gelöscht."))
    if not shown_again:
        return refuse(_("Bitte zeigen Sie zuerst noch einmal, dass Sie es sind."), "show-again")
    return ALLOWED


def may_unlink(person: Person, signs: Signs) -> Verdict:
    """A provider may go where another way in remains: an address for mailed links or a password, a passkey, another provider."""
    if person.email is None and not signs.passkeys and signs.links <= 1:
        return refuse(_("Das ist Ihr einziger Weg in Ihr Konto. Geben Sie zuerst eine E-Mail-Adresse an oder legen Sie einen Passkey an."))
    return ALLOWED


def may_link(person: Person | None, *, staff_only: bool, sees_private_data: bool) -> Verdict:
    """Everybody may link a residents' provider; the city's own directory only whoever works for it."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.is_blocked:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if staff_only and not sees_private_data and person.role == Role.RESIDENT:
        return refuse(_("Diese Anmeldung ist nur für Beschäftigte der Stadt."))
    return ALLOWED


def may_change_ways_in(*, shown_again: bool) -> Verdict:
    """Ways into one's own account are changed by whoever has shown a moment ago who it is."""
    if not shown_again:
        return refuse(
            _("Bitte zeigen Sie zuerst noch einmal, dass Sie es sind. So kann niemand an einem offenen Gerät Ihr Konto übernehmen."), "show-again"
        )
    return ALLOWED


def name_objection(name: str, own_words: tuple[str, ...] = ()) -> str:
    """Why a public name cannot be taken, as the sentence to show; empty where it can. Whether it is taken is for the database."""
    clean = clean_line(name)
    if len(clean) < NAME_SHORTEST:
        return _(
            "Bitte geben Sie einen Namen mit mindestens %(number)s sichtbaren Zeichen an. Es muss nicht Ihr echter Name sein.", number=NAME_SHORTEST
        )
    if len(clean) > NAME_LONGEST:
        return _("Der Name ist zu lang. Erlaubt sind %(number)s Zeichen. Bitte kürzen Sie ihn.", number=NAME_LONGEST)
    if clean.casefold().endswith("(gast)"):
        return _("„Gast“ setzen wir selbst hinter den Namen. Bitte lassen Sie es weg.")
    if "@" in clean:
        return _("Der Name ist für alle sichtbar. Bitte verwenden Sie hier keine E-Mail-Adresse.")
    if reserved_name(clean, own_words):
        return _(
            "Dieser Name klingt nach der Stadt oder nach der Plattform und ist deshalb nicht frei. Bitte wählen Sie einen anderen, zum Beispiel „Radfahrerin 71“."
        )
    return ""


def own_words(city_name: str, site_name: str) -> tuple[str, ...]:
    """The words of an installation that nobody may be called."""
    return tuple(word for word in (*city_name.split(), city_name, *site_name.split(), site_name) if len(word) > 2)


def may_open_account(person: Person | None) -> Verdict:
    """A guest whose address is confirmed makes an account of it, blocked or not: a block goes with the person."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    return ALLOWED if person.is_guest else refuse(_("Sie haben schon ein Konto."))
