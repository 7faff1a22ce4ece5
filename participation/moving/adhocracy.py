"""adhocracy+: the XLSX exports of ideas, ideas on a map, proposals of a budget, and of their comments.

Columns as `adhocracy4/exports/mixins` and `apps/*/exports.py` name them (liqd/adhocracy-plus at 084b4940, 172e6390; liqd/adhocracy4 at 178c5d23,
47110a65, 09d89b17), in German or English, as the person who exports has set her language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from participation.kit.language import gettext as _
from participation.moving.description import Description, Item, Kind, Ref
from participation.moving.fields import degrees, moment, note_private, public_name, whole_number, without_mail
from participation.moving.markup import to_markdown
from participation.moving.sheets import Record, Sheet

LINK = ("link",)
REFERENCE = ("reference no.", "reference number", "referenznr.", "referenz-nr.", "referenznummer", "reference_number")
TITLE = ("name", "title", "titel", "idea title", "titel der idee")
DESCRIPTION = ("description", "beschreibung")
CATEGORY = ("category", "kategorie")
LABELS = ("labels", "merkmale", "stichwörter")
LONGITUDE = ("location (longitude)", "ort (längengrad)", "standort (längengrad)", "location_lon")
LATITUDE = ("location (latitude)", "ort (breitengrad)", "standort (breitengrad)", "location_lat")
CREATOR = ("creator", "ersteller", "ersteller*in", "ersteller/in", "erstellt von", "verfasst von", "autor*in")
CREATED = ("created", "erstellt", "erstellt am", "created at", "datum")
POSITIVE = ("positive ratings", "positive bewertungen", "ratings_positive")
STATUS = ("moderator feedback", "moderationsrückmeldung", "rückmeldung der moderation", "moderationsfeedback", "status")
STATEMENT = ("official statement", "offizielle stellungnahme", "stellungnahme", "feedback", "rückmeldung")
ID = ("id",)
COMMENT = ("comment", "kommentar")
REPLY = ("reply to comment", "antwort auf kommentar", "antwort auf den kommentar", "replies_to", "replies_to_comment")
OF = ("reply to reference", "antwort auf referenz", "antwort auf referenznummer", "replies_to_reference")
FOLDED = ("comments", "kommentare")
PRIVATE = (
    "creator email", "creator phone", "contact consent", "e-mail", "email", "remark", "anmerkung", "bemerkung", "telefonnummer", "kontaktzustimmung",
    "e-mail der erstellenden person", "telefon der erstellenden person",
)  # fmt: skip
"""How to reach people, and what the moderation noted for itself."""


def read(sheets: Sequence[Sheet], description: Description) -> None:
    """Add what the sheets say to a description; ideas first, since comments name them by their links."""
    links: dict[str, str] = {}
    comments = []
    for sheet in sheets:
        note_private(description, sheet, (column for column in sheet.columns if column in PRIVATE))
        for column in CREATOR:
            without_mail(description, sheet, column)
        if _any(sheet, *COMMENT) and not _any(sheet, *DESCRIPTION):
            comments.append(sheet)
        elif _any(sheet, *TITLE) and _any(sheet, *DESCRIPTION):
            _ideas(sheet, description, links)
        else:
            description.pass_over(
                _("Zeilen aus „%(file)s“. Diese Datei enthält nichts, das wir übernehmen können.", file=sheet.name), len(sheet.records)
            )
    for sheet in comments:
        _comments(sheet, description, links)


def _any(sheet: Sheet, *names: str) -> bool:
    return any(name in sheet.columns for name in names)


def _page(link: str) -> str:
    """A page's address without what leads to a place on it."""
    return urlsplit(link.strip()).path.rstrip("/")


def _ideas(sheet: Sheet, description: Description, links: dict[str, str]) -> None:
    if _any(sheet, *FOLDED):
        description.pass_over(_("Kommentare in derselben Zelle wie ihre Idee. Bitte exportieren Sie die Kommentare als eigene Datei."))
    for record in sheet.records:
        link, title, said = record.get(*LINK), " ".join(record.get(*TITLE).split()), record.get(*CREATED)
        number, at = record.get(*REFERENCE) or _page(link), moment(said)
        if not number or not title:
            description.blame(sheet.name, record.row, _("Die Zeile hat keine Nummer oder keinen Titel."))
            continue
        if at is None:
            description.blame(sheet.name, record.row, _("Die Zeit „%(said)s“ ist nicht lesbar.", said=said[:40]))
            continue
        number = number[-80:]
        links[_page(link)] = number
        description.items.append(
            Item(
                Kind.PROPOSAL,
                number,
                sheet.name,
                record.row,
                to_markdown(record.get(*DESCRIPTION)),
                title=title,
                author=public_name(record.get(*CREATOR)),
                at=at,
                reference=record.get(*REFERENCE)[:80],
                url=link,
                category=record.get(*CATEGORY) or record.get(*LABELS),
                place=degrees(record.get(*LONGITUDE), record.get(*LATITUDE)),
                supports=whole_number(record.get(*POSITIVE)),
                answer=_answer(record),
            )
        )


def _answer(record: Record) -> str:
    status, said = record.get(*STATUS), to_markdown(record.get(*STATEMENT))
    return "\n\n".join(part for part in (f"**{status}**" if status else "", said) if part)


def _comments(sheet: Sheet, description: Description, links: dict[str, str]) -> None:
    for record in sheet.records:
        number = record.get(*ID) or next(iter(re.findall(r"comment[_=-](\d+)", record.get(*LINK))), "")
        at, body = moment(record.get(*CREATED)), to_markdown(record.get(*COMMENT))
        above = _above(record, links)
        if not number or at is None:
            description.blame(sheet.name, record.row, _("Die Zeile hat keine Nummer, oder die Zeit ist nicht lesbar."))
        elif above is None:
            sentence = _("Wozu dieser Kommentar gehört, steht nicht darin. Bitte laden Sie die Ideen und ihre Kommentare zusammen hoch.")
            description.blame(sheet.name, record.row, sentence)
        elif not body:
            description.pass_over(_("Kommentare ohne Text"))
        else:
            author = public_name(record.get(*CREATOR))
            description.items.append(Item(Kind.COMMENT, number, sheet.name, record.row, body, author=author, at=at, above=above))


def _above(record: Record, links: dict[str, str]) -> Ref | None:
    reply = record.get(*REPLY)
    if reply:
        return Kind.COMMENT, reply
    idea = record.get(*OF) or links.get(_page(record.get(*LINK)), "")
    return (Kind.PROPOSAL, idea) if idea else None
