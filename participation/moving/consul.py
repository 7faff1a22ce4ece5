"""CONSUL Democracy: proposals, debates, investments, comments, as CSV of its administration and as JSON of its exporters and its GraphQL API.

Read from source (consuldemocracy/consuldemocracy at 25e2c264, 169a61f3, 1b5c219b: `Proposal::Exporter`, `Debate::Exporter`,
`Budget::Investment::Exporter`, `app/graphql/types`) and from the exporters that German installations add (`Proposals::CsvExporter`,
`Comments::CsvExporter`, `Debates::CsvExporter`: `;`, English names). Where a column is named in the language of the administration, German, English
and Spanish are known.
"""

from __future__ import annotations

from collections.abc import Sequence

from participation.kit.language import gettext as _
from participation.moving.description import Description, Item, Kind, Ref
from participation.moving.fields import degrees, moment, note_private, public_name, whole_number, without_mail
from participation.moving.markup import to_markdown
from participation.moving.sheets import Record, Sheet

TITLE = ("title", "titel", "título", "titulo")
SUMMARY = ("summary", "zusammenfassung", "resumen")
DESCRIPTION = ("description", "beschreibung", "descripción", "descripcion")
AUTHOR = (
    "responsible_name", "author_username", "public_author/username", "publicauthor/username", "author", "autor", "autor*in", "verfasser*in", "autor/a",
    "author username", "benutzername",
)  # fmt: skip
CREATED = ("published_at", "public_created_at", "publiccreatedat", "created_at", "createdat", "created at", "erstellt am", "fecha de creación")
BODY = ("body", "content", "inhalt", "kommentar")
SUPPORTS = ("supports", "cached_votes_up", "cachedvotesup", "total_votes", "unterstützungen", "apoyos")
PRIVATE = (
    "user_id", "author_id", "email", "e-mail", "date_of_birth", "gender", "document_number", "phone_number", "moderator_id", "administrator_id", "votes_for",
    "admin", "administrator", "valuator", "visit_id", "ignored_flag_at", "flags_count", "author_date_of_birth", "author_gender", "author_geozone",
)  # fmt: skip
_ABOVE = {
    "proposal": Kind.PROPOSAL, "vorschlag": Kind.PROPOSAL, "propuesta": Kind.PROPOSAL, "bürgervorschlag": Kind.PROPOSAL,
    "debate": Kind.TOPIC, "debatte": Kind.TOPIC, "diskussion": Kind.TOPIC,
}  # fmt: skip
_INVESTMENT = ("investment", "ausgabenvorschlag", "budget::investment", "haushaltsvorschlag")


def read(sheets: Sequence[Sheet], description: Description) -> None:
    """Add what the sheets say to a description."""
    for sheet in sheets:
        note_private(description, sheet, (column for column in sheet.columns if column in PRIVATE))
        for column in AUTHOR:
            without_mail(description, sheet, column)
        if _any(sheet, "commentable_id", "commentableid"):
            _comments(sheet, description)
        elif _any(sheet, *TITLE) and (_any(sheet, *DESCRIPTION) or _any(sheet, *SUMMARY)):
            _things(sheet, description)
        elif _any(sheet, *TITLE):
            text = _("Zeilen aus „%(file)s“. Diese Datei hat Titel ohne Text; bitte exportieren Sie JSON, dort steht der Text.", file=sheet.name)
            description.pass_over(text, len(sheet.records))
        else:
            description.pass_over(
                _("Zeilen aus „%(file)s“. Diese Datei enthält nichts, das wir übernehmen können.", file=sheet.name), len(sheet.records)
            )


def _any(sheet: Sheet, *names: str) -> bool:
    return any(name in sheet.columns for name in names)


def _kind_of(sheet: Sheet) -> tuple[Kind, str]:
    """What a sheet's things are, by its name and columns, and what stands before their numbers."""
    name = sheet.name.lower()
    if "investment" in name or "ausgabenvorschl" in name or _any(sheet, "feasibility", "durchführbarkeit"):
        return Kind.PROPOSAL, "investment/"
    if any(word in name for word in ("debate", "debatte", "diskussion")) or (
        _any(sheet, "cached_votes_down", "cachedvotesdown") and not _any(sheet, *SUMMARY)
    ):
        return Kind.TOPIC, ""
    return Kind.PROPOSAL, ""


def _things(sheet: Sheet, description: Description) -> None:
    kind, before = _kind_of(sheet)
    for record in sheet.records:
        number, title, said = record.get("id"), " ".join(record.get(*TITLE).split()), record.get(*CREATED)
        at = moment(said)
        if not number or not title:
            description.blame(sheet.name, record.row, _("Die Zeile hat keine Nummer oder keinen Titel."))
        elif at is None:
            description.blame(sheet.name, record.row, _("Die Zeit „%(said)s“ ist nicht lesbar.", said=said[:40]))
        elif record.get("hidden_at", "retired_at", "hiddenat", "retiredat"):
            description.pass_over(_("Vorschläge und Debatten, die dort ausgeblendet oder zurückgezogen sind"))
        else:
            description.items.append(_thing(sheet, record, kind, before + number, title, at))


def _thing(sheet: Sheet, record: Record, kind: Kind, number: str, title: str, at: str) -> Item:
    summary, text = (to_markdown(record.get(*names)) for names in (SUMMARY, DESCRIPTION))
    body = "\n\n".join(part for part in (summary if summary != text else "", text) if part)
    return Item(
        kind,
        number,
        sheet.name,
        record.row,
        body,
        title=title,
        author=public_name(record.get(*AUTHOR)),
        at=at,
        reference=number,
        url=record.get("url"),
        category=record.get("category", "label(s)", "tags", "tag_list"),
        district=record.get("geozone/name", "geozone"),
        place=degrees(record.get("longitude"), record.get("latitude")),
        supports=whole_number(record.get(*SUPPORTS)),
    )


def _comments(sheet: Sheet, description: Description) -> None:
    for record in sheet.records:
        above, at = _above(record), moment(record.get(*CREATED))
        body = to_markdown(record.get(*BODY))
        if record.get("hidden_at", "hiddenat"):
            description.pass_over(_("Kommentare, die dort ausgeblendet sind"))
        elif above is None:
            description.pass_over(_("Kommentare zu anderem als Vorschlägen und Debatten (Abstimmungen, Themen, Projekte)"))
        elif not record.get("id") or at is None:
            description.blame(sheet.name, record.row, _("Die Zeile hat keine Nummer, oder die Zeit ist nicht lesbar."))
        elif not body:
            description.pass_over(_("Kommentare ohne Text"))
        else:
            author = public_name(record.get(*AUTHOR))
            description.items.append(Item(Kind.COMMENT, record.get("id"), sheet.name, record.row, body, author=author, at=at, above=above))


def _above(record: Record) -> Ref | None:
    """What a comment answers: the last of its ancestors, else the thing itself."""
    kind = record.get("commentable_type", "commentabletype", "type").strip().lower()
    number = record.get("commentable_id", "commentableid")
    ancestry = record.get("ancestry").strip("/")
    if kind in _INVESTMENT:
        thing: Ref | None = (Kind.PROPOSAL, "investment/" + number)
    else:
        found = _ABOVE.get(kind)
        thing = (found, number) if found is not None else None
    return (Kind.COMMENT, ancestry.rpartition("/")[2]) if thing is not None and ancestry else thing
