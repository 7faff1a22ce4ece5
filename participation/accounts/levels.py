"""How well the city knows somebody, what an act needs, and how to get there: said in one place, for every rule."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from participation.accounts.models import EndReason, Person, Proof, Role
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import ALLOWED, Remedy, Verdict, refuse


class Level(IntEnum):
    """From nobody to a resident; each includes those before."""

    NOBODY = 0  # not signed in
    GUEST = 1  # a confirmed address without an account: only what a consultation opens to guests
    ACCOUNT = 2  # an account whose address is not confirmed
    CONFIRMED = 3  # an account with an address at which somebody can be reached
    RESIDENT = 4  # the city knows that this is one resident


LEVEL_NAMES = {
    Level.NOBODY: lazy("nicht angemeldet"),
    Level.GUEST: lazy("Gast ohne Konto"),
    Level.ACCOUNT: lazy("E-Mail-Adresse noch nicht bestätigt"),
    Level.CONFIRMED: lazy("E-Mail-Adresse bestätigt"),
    Level.RESIDENT: lazy("Wohnsitz nachgewiesen"),
}

ROLE_NAMES = {
    Role.RESIDENT: lazy("Einwohner:in"),
    Role.OFFICE: lazy("Amt"),
    Role.COUNCIL: lazy("Ratsmitglied"),
    Role.ADMINISTRATOR: lazy("Verwaltung"),
}
PROOF_NAMES = {
    Proof.LETTER: lazy("Code aus einem Brief"),
    Proof.COUNTER: lazy("Ausweis am Schalter"),
    Proof.PROVIDER: lazy("Anmeldung bei einem Dienst"),
    Proof.EARLIER: lazy("früher, Weg nicht festgehalten"),
}
END_NAMES = {
    EndReason.MOVED: lazy("weggezogen"),
    EndReason.ERROR: lazy("Irrtum"),
    EndReason.ABUSE: lazy("Missbrauch"),
    EndReason.DOUBLE: lazy("derselbe Mensch zählt schon mit einem anderen Konto"),
    EndReason.HANDED_ON: lazy("auf ein anderes Konto übertragen"),
}


def level_of(person: Person | None, now: datetime) -> Level:
    """How well the city knows somebody at a moment."""
    if person is None:
        return Level.NOBODY
    if person.is_guest:
        return Level.GUEST
    if not person.is_confirmed:
        return Level.ACCOUNT
    return Level.RESIDENT if person.is_verified(now) else Level.CONFIRMED


def needs_level(person: Person | None, level: Level, now: datetime) -> Verdict:
    """Whether somebody is known well enough; the reason names what is needed, what is there, and the way."""
    if level == Level.NOBODY:
        return ALLOWED
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.is_guest:
        return ALLOWED if level == Level.GUEST else needs_account()
    if level == Level.RESIDENT:
        return ALLOWED if person.is_verified(now) else refuse(_no_resident(person, now), _remedy(person))
    if level == Level.CONFIRMED and not person.is_confirmed:
        return unconfirmed(person)
    return ALLOWED


def residence_in_words(person: Person, now: datetime) -> str:
    """How somebody stands as a resident, for the person's own page and the administration's."""
    if not person.is_verified(now):
        if person.verified_until is not None:
            return _("Nachweis abgelaufen am %(date)s", date=say_date(person.verified_until))
        if person.verification_end is not None:
            return _("Nachweis beendet: %(reason)s", reason=str(END_NAMES[EndReason(person.verification_end)]))
        return _("nicht nachgewiesen")
    if person.verified_until is None:
        return _("nachgewiesen am %(date)s", date=say_date(person.verified_at))
    return _("nachgewiesen am %(date)s, gilt bis %(end)s", date=say_date(person.verified_at), end=say_date(person.verified_until))


def needs_account() -> Verdict:
    """What a guest is told wherever a consultation opens nothing to guests."""
    return refuse(_("Dafür brauchen Sie ein Konto. Was Sie als Gast geschrieben haben, bleibt dabei."), "account")


def unconfirmed(person: Person) -> Verdict:
    """The refusal for whoever has no confirmed account: confirm the address, or, as a guest, open one."""
    if person.is_guest:
        return needs_account()
    return refuse(_("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse. Wir haben Ihnen einen Link geschickt."), "confirm")


def is_open_again(person: Person, now: datetime) -> bool:
    """Whether somebody without a verification may get one alone: it never was, ran out, or ended because they moved away."""
    return not person.is_verified(now) and person.verification_end in (None, EndReason.MOVED)


def _remedy(person: Person) -> Remedy:
    return "verify" if person.verification_end in (None, EndReason.MOVED) else ""


def _no_resident(person: Person, now: datetime) -> str:
    """One sentence for what is needed and what is there, one for the way."""
    levels = {"needed": str(LEVEL_NAMES[Level.RESIDENT]), "has": str(LEVEL_NAMES[level_of(person, now)])}
    if person.verified_at is not None and person.verified_until is not None:
        return _(
            "Dafür brauchen Sie die Stufe „%(needed)s“. Ihr Nachweis galt bis %(when)s, seitdem haben Sie die Stufe „%(has)s“: Geben Sie einen neuen Code aus einem Brief ein, oder kommen Sie mit Ihrem Ausweis zu uns.",
            when=say_date(person.verified_until),
            **levels,
        )
    if person.verification_end is None:
        return _(
            "Dafür brauchen Sie die Stufe „%(needed)s“, Sie haben die Stufe „%(has)s“: Geben Sie den Code aus Ihrem Brief ein, oder kommen Sie mit Ihrem Ausweis zu uns.",
            **levels,
        )
    if person.verification_end == EndReason.MOVED:
        return _(
            "Dafür brauchen Sie die Stufe „%(needed)s“. Ihr Nachweis ist beendet, weil Sie weggezogen sind, seitdem haben Sie die Stufe „%(has)s“: Wenn Sie wieder hier wohnen, geben Sie einen neuen Code aus einem Brief ein, oder kommen Sie mit Ihrem Ausweis zu uns.",
            **levels,
        )
    if person.verification_end == EndReason.HANDED_ON:
        return _(
            "Dafür brauchen Sie die Stufe „%(needed)s“. Ihr Nachweis gilt jetzt für ein anderes Konto: Bitte melden Sie sich mit diesem an.", **levels
        )
    return _(
        "Dafür brauchen Sie die Stufe „%(needed)s“. Ihr Nachweis ist beendet (Grund: %(reason)s), seitdem haben Sie die Stufe „%(has)s“: Bitte wenden Sie sich an uns.",
        reason=str(END_NAMES[EndReason(person.verification_end)]),
        **levels,
    )
