"""Invitations on paper: what the letters say, and the same as a table for a print shop."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from participation.kit.cells import write_csv
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.letters import LetterPage, LetterWords, address_lines, print_letters
from participation.settings import Settings


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: who, the code, and the number for card and phone."""

    personal: dict[str, str]
    code: str
    number: int


@dataclass(frozen=True, slots=True)
class LetterText:
    """What stands in all letters of a batch."""

    title: str
    contact: str
    answer_until: datetime
    delete_on: str
    seats: int
    is_reminder: bool
    at: datetime


def answer_address(settings: Settings, code: str = "") -> str:
    """Where the invited answer; with a code, what the QR code holds."""
    address = f"{settings.base_url.rstrip('/')}/buergerrat/antwort"
    return f"{address}#{code}" if code else address


def letters_pdf(letters: Sequence[Letter], text: LetterText, settings: Settings, tell: Callable[[int], object] = lambda done: None) -> bytes:
    """One PDF, a page a letter, made in a process of its own. `tell` hears how many are prepared, and then every few seconds that it goes on."""
    heading = _("Erinnerung: Ihre Einladung zum Bürgerrat") if text.is_reminder else _("Ihre Einladung zum Bürgerrat")
    words = LetterWords(
        title=f"{text.title}: {heading}",
        sender=f"{settings.city_name} · {text.contact.splitlines()[0] if text.contact else settings.site_name}",
        day=f"{settings.city_name}, {say_date(text.at)}",
        paragraphs=paragraphs(text, settings),
        how=_("QR-Code einlesen oder diese Adresse öffnen:"),
        address=answer_address(settings),
        code_label=_("Ihr persönlicher Code:"),
        closing=[
            _("Ihre Adresse kommt aus dem Melderegister. Wir löschen alle Angaben am %(day)s.", day=text.delete_on)
            if text.delete_on
            else _("Ihre Adresse kommt aus dem Melderegister."),
            _("Fragen beantwortet: %(contact)s", contact=text.contact) if text.contact else "",
        ],
        alt=_("QR-Code zur Antwortseite mit Ihrem Code"),
        at=text.at,
    )
    return print_letters((_page(letter, heading, settings) for letter in letters), words, tell)


def _page(letter: Letter, heading: str, settings: Settings) -> LetterPage:
    name = " ".join(part for part in (letter.personal.get("first", ""), letter.personal.get("family", "")) if part)
    return LetterPage(
        address=address_lines(letter.personal),
        heading=heading,
        salutation=_("Guten Tag %(name)s,", name=name),
        code=letter.code,
        qr=answer_address(settings, letter.code),
        number=_("Nummer für Antworten am Telefon: %(number)s", number=letter.number),
    )


def paragraphs(text: LetterText, settings: Settings) -> list[str]:
    """What the letter says."""
    lead = (
        _("vor einiger Zeit haben wir Sie eingeladen. Wir haben noch keine Antwort von Ihnen. Der Code in diesem Brief ersetzt den alten.")
        if text.is_reminder
        else _("Sie sind ausgelost: Sie können am „%(title)s“ in %(city)s teilnehmen.", title=text.title, city=settings.city_name)
    )
    return [
        lead,
        _(
            "Ein Bürgerrat sind %(seats)s Menschen, die gemeinsam beraten und dem Stadtrat Empfehlungen geben. Vorwissen brauchen Sie nicht.",
            seats=text.seats,
        ),
        _(
            "Bitte sagen Sie uns bis zum %(until)s, ob Sie mitmachen möchten. Aus allen Zusagen losen wir den Bürgerrat aus.",
            until=say_moment(text.answer_until),
        ),
    ]


def letters_csv(letters: Sequence[Letter], text: LetterText, settings: Settings) -> bytes:
    """One row a letter: for a print shop's own form."""
    out = io.StringIO()
    header = [_("Nummer"), _("Name"), _("Straße"), _("Ort"), _("Code"), _("Internetadresse"), _("Antwort bis")]
    rows = [
        (letter.number, *address_lines(letter.personal), letter.code, answer_address(settings, letter.code), say_moment(text.answer_until))
        for letter in letters
    ]
    write_csv(out, header, rows)
    return out.getvalue().encode()
