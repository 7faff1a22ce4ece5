"""Voting letters: what they say, as a tagged PDF and as a table for a print shop. The QR code holds the code behind a `#`, so no server ever logs it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from participation.kit.cells import write_csv
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.letters import LetterPage, LetterWords, code_page, code_row, print_letters
from participation.settings import Settings
from participation.votes.models import Vote

PAGE = "/abstimmen"
"""Where a code is entered."""


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """One letter: who (empty for a code without a name), the number on the roll, and the code."""

    personal: dict[str, str]
    number: str
    code: str


@dataclass(frozen=True, slots=True)
class CodeLetterText:
    """What stands in all letters of a batch. `delete_on` is empty where the roll holds no addresses."""

    vote: Vote
    contact: str
    delete_on: str
    is_again: bool
    at: datetime


def code_address(settings: Settings, code: str = "") -> str:
    """Where codes are entered; with a code, what the QR code holds: browsers keep what stands behind the `#` to themselves."""
    address = f"{settings.base_url.rstrip('/')}{PAGE}"
    return f"{address}#{code}" if code else address


def code_letters_pdf(letters: Sequence[CodeLetter], text: CodeLetterText, settings: Settings, tell: Callable[[int], object]) -> bytes:
    """One PDF, a page a letter."""
    heading = _("Ihr Code zur Abstimmung: %(title)s", title=text.vote.title)
    deleted = _("Namen und Adressen für diese Abstimmung löschen wir am %(day)s.", day=text.delete_on) if text.delete_on else ""
    words = LetterWords(
        title=heading,
        sender=f"{settings.city_name} · {text.contact.splitlines()[0] if text.contact else settings.site_name}",
        day=f"{settings.city_name}, {say_date(text.at)}",
        paragraphs=letter_paragraphs(text),
        how=_("QR-Code einlesen oder diese Adresse öffnen:"),
        address=code_address(settings),
        code_label=_("Ihr Code:"),
        closing=[one for one in (deleted, _("Fragen beantwortet: %(contact)s", contact=text.contact) if text.contact else "") if one],
        alt=_("QR-Code zum Stimmzettel mit Ihrem Code"),
        at=text.at,
    )
    return print_letters((_page(letter, heading, settings) for letter in letters), words, tell)


def _page(letter: CodeLetter, heading: str, settings: Settings) -> LetterPage:
    number = _("Nummer im Verzeichnis: %(number)s", number=letter.number)
    return code_page(letter.personal, heading, letter.code, code_address(settings, letter.code), number)


def letter_paragraphs(text: CodeLetterText) -> list[str]:
    """What the letter says; it promises only what is built."""
    vote = text.vote
    found = [
        _("„%(question)s“ Dazu können Sie vom %(from)s bis zum %(to)s abstimmen.", question=vote.question, **_dates(vote)),
        _("Ein Konto ist nicht nötig. Der Code gilt für eine Stimme. Geben Sie ihn niemandem."),
        _("Die Abstimmung ist geheim: Das Verzeichnis hält fest, dass Sie abgestimmt haben, nicht wie."),
    ]
    if vote.at_counter or vote.on_paper:
        found.append(_("Sie können auch am Schalter oder auf Papier abstimmen, wo die Stadt das anbietet. Gezählt wird nur eine Stimme."))
    return [_("Dieser Code ersetzt einen früheren. Der frühere gilt nicht mehr."), *found] if text.is_again else found


def _dates(vote: Vote) -> dict[str, str]:
    return {"from": say_moment(vote.opens_at), "to": say_moment(vote.ends_at)}


def code_letters_csv(letters: Sequence[CodeLetter], text: CodeLetterText, settings: Settings) -> bytes:
    """One row a letter: for a print shop's own form."""
    out = io.StringIO()
    header = [_("Nummer"), _("Name"), _("Straße"), _("Ort"), _("Code"), _("Internetadresse"), _("Ende")]
    ends = say_moment(text.vote.ends_at)
    rows = [(*code_row(letter.personal, letter.number, letter.code, code_address(settings, letter.code)), ends) for letter in letters]
    write_csv(out, header, rows)
    return out.getvalue().encode()
