"""Letters with a personal code: what they say, as a tagged PDF and as a table for a print shop. The QR code holds the code behind a `#`."""

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
from participation.surveys.models import Survey

PAGE = "/umfrage"
"""Where a code is entered."""


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """One letter: who (empty for a code without a name), the code's number, and the code."""

    personal: dict[str, str]
    number: int
    code: str


def code_address(settings: Settings, code: str = "") -> str:
    """Where codes are entered; with a code, what the QR code holds: browsers keep what stands behind the `#` to themselves."""
    address = f"{settings.base_url.rstrip('/')}{PAGE}"
    return f"{address}#{code}" if code else address


def letters_pdf(
    letters: Sequence[CodeLetter], survey: Survey, contact: str, settings: Settings, at: datetime, tell: Callable[[int], object]
) -> bytes:
    """One PDF, a page a letter."""
    heading = _("Umfrage: %(title)s", title=survey.title)
    words = LetterWords(
        title=heading,
        sender=f"{settings.city_name} · {contact.splitlines()[0] if contact else settings.site_name}",
        day=f"{settings.city_name}, {say_date(at)}",
        paragraphs=[
            _("die Stadt fragt nach Ihrer Meinung. Bitte antworten Sie bis zum %(when)s.", when=say_moment(survey.closes_at)),
            _(
                "Sie brauchen kein Konto. Der Code gilt für eine Antwort. Sie können unterbrechen und mit dem Code auch an einem anderen Gerät weitermachen."
            ),
            _("Wir merken uns nur, dass mit dem Code geantwortet wurde. Ihre Antworten liegen davon getrennt, ohne Namen und ohne Uhrzeit."),
        ],
        how=_("QR-Code einlesen oder diese Adresse öffnen:"),
        address=code_address(settings),
        code_label=_("Ihr persönlicher Code:"),
        closing=[_("Fragen beantwortet: %(contact)s", contact=contact)] if contact else [],
        alt=_("QR-Code zur Umfrage mit Ihrem Code"),
        at=at,
    )
    return print_letters((_page(letter, heading, settings) for letter in letters), words, tell)


def _page(letter: CodeLetter, heading: str, settings: Settings) -> LetterPage:
    number = _("Nummer: %(number)s", number=letter.number)
    return code_page(letter.personal, heading, letter.code, code_address(settings, letter.code), number)


def letters_csv(letters: Sequence[CodeLetter], settings: Settings) -> bytes:
    """One row a letter: for a print shop's own form."""
    out = io.StringIO()
    rows = [code_row(letter.personal, letter.number, letter.code, code_address(settings, letter.code)) for letter in letters]
    write_csv(out, [_("Nummer"), _("Name"), _("Straße"), _("Ort"), _("Code"), _("Internetadresse")], rows)
    return out.getvalue().encode()
