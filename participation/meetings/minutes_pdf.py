"""Minutes as a tagged PDF."""

from __future__ import annotations

from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.pdf import REPORT_HEAD, compile_pdf
from participation.kit.printed_prose import PROSE, printed
from participation.meetings.minutes_models import MinutesEdition
from participation.meetings.models import Meeting

_MINUTES = (
    PROSE
    + REPORT_HEAD
    + """
#prose(data.text)
"""
)


def minutes_pdf(meeting: Meeting, consultation: str, edition: MinutesEdition) -> bytes:
    """The PDF of a public edition, in German; the same edition gives the same bytes."""
    with speaking("de"):
        data = {
            "title": _("Protokoll: %(title)s", title=meeting.title),
            "subtitle": consultation,
            "edition": edition_words(edition),
            "text": printed(edition.text),
        }
    return compile_pdf(_MINUTES, data, at=edition.published_at)


def edition_words(edition: MinutesEdition) -> str:
    """Which edition it is and since when it is public."""
    said = _(
        "Fassung %(number)s, freigegeben von zwei Personen, veröffentlicht am %(when)s.", number=edition.number, when=say_moment(edition.published_at)
    )
    return f"{said} {_('Berichtigt: %(what)s', what=edition.correction)}" if edition.correction else said
