"""Decidim's open data and the exports of its components: proposals, debates, comments; CSV (`;`), JSON, or the ZIP of all.

Columns as Decidim's serializers write them (decidim/decidim at 001e8d88, 034c3caf, 46ab35d4: `ProposalSerializer`, `CommentSerializer`,
`MeetingSerializer`, `OpenDataExporter`, `Exporters::CSV`): nested names joined by `/`, texts in a column for each language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from participation.kit.language import gettext as _
from participation.moving.description import Description, Item, Kind, Ref
from participation.moving.fields import degrees, in_language, moment, note_private, public_name, truth, whole_number
from participation.moving.markup import to_markdown
from participation.moving.sheets import Record, Sheet

PRIVATE = (
    "endorsements/user_endorsements", "likes/user_endorsements", "author/id", "author/url", "user_group/id", "user_group/name", "author/email", "email",
    "gender", "age", "district", "extended_data/age_slice", "extended_data/question_gender", "extended_data/group_membership",
)  # fmt: skip
"""Who supported what, and what only the platform itself knows of people."""
_ABOVE = {"proposal": Kind.PROPOSAL, "debate": Kind.TOPIC, "comment": Kind.COMMENT}


def read(sheets: Sequence[Sheet], description: Description) -> None:
    """Add what the sheets say to a description."""
    for sheet in sheets:
        note_private(description, sheet, (column for column in sheet.columns if column in PRIVATE))
        if sheet.has("commentable_type", "commentable_id"):
            _comments(sheet, description)
        elif sheet.has("title/", "body/") or sheet.has("title", "body"):
            _things(sheet, description, _proposal)
        elif sheet.has("start_time", "title/") and not sheet.has("attendees") and "address" not in sheet.columns:
            _things(sheet, description, _debate)
        elif sheet.has("start_time"):
            description.pass_over(_("Treffen. Bitte legen Sie die nächsten von Hand an; Protokolle können Sie dort anhängen."), len(sheet.records))
        else:
            description.pass_over(
                _("Zeilen aus „%(file)s“. Diese Datei enthält nichts, das wir übernehmen können.", file=sheet.name), len(sheet.records)
            )


def _things(sheet: Sheet, description: Description, make: Callable[[Sheet, Record, str, str, str], Item]) -> None:
    for record in sheet.records:
        number = record.get("id")
        title = " ".join(to_text(in_language(record, "title")).split())
        at = moment(record.get("published_at", "created_at"))
        if not number or not title:
            description.blame(sheet.name, record.row, _("Die Zeile hat keine Nummer oder keinen Titel."))
        elif at is None:
            description.blame(sheet.name, record.row, _("Die Zeit „%(said)s“ ist nicht lesbar.", said=record.get("published_at", "created_at")[:40]))
        elif truth(record.get("withdrawn")) or record.get("state") == "withdrawn":
            description.pass_over(_("Vorschläge, die dort zurückgezogen sind"))
        elif truth(record.get("is_amend")):
            description.pass_over(_("Änderungsvorschläge zu Vorschlägen (Amendments)"))
        else:
            description.items.append(make(sheet, record, number, title, at))


def to_text(html: str) -> str:
    """A title, which some versions export as HTML."""
    return to_markdown(html) if "<" in html else html


def _proposal(sheet: Sheet, record: Record, number: str, title: str, at: str) -> Item:
    return Item(
        Kind.PROPOSAL,
        number,
        sheet.name,
        record.row,
        to_markdown(in_language(record, "body")),
        title=title,
        author=public_name(record.get("author/name")),
        at=at,
        reference=record.get("reference")[:80],
        url=record.get("url"),
        category=in_language(record, "category/name") or record.get("taxonomies/name", "taxonomies"),
        district=in_language(record, "scope/name"),
        place=degrees(record.get("longitude"), record.get("latitude")),
        supports=whole_number(record.get("supports", "votes")),
        answer=_answer(record),
    )


def _answer(record: Record) -> str:
    said = to_markdown(in_language(record, "answer"))
    state = _STATES.get(record.get("state"), "")
    return "\n\n".join(part for part in (f"**{state}**" if state else "", said) if part)


_STATES = {"accepted": "Angenommen", "rejected": "Abgelehnt", "evaluating": "In Prüfung"}


def _debate(sheet: Sheet, record: Record, number: str, title: str, at: str) -> Item:
    text = "\n\n".join(part for part in (to_markdown(in_language(record, name)) for name in ("description", "instructions")) if part)
    return Item(
        Kind.TOPIC,
        number,
        sheet.name,
        record.row,
        text,
        title=title,
        author=public_name(record.get("author/name")),
        at=at or moment(record.get("start_time")) or "",
        reference=record.get("reference")[:80],
        url=record.get("url"),
    )


def _comments(sheet: Sheet, description: Description) -> None:
    for record in sheet.records:
        above = _above(record)
        at = moment(record.get("created_at"))
        body = to_markdown(in_language(record, "body"))
        if above is None:
            description.pass_over(_("Kommentare zu anderem als Vorschlägen und Debatten (Treffen, Ergebnisse, Beiträge)"))
        elif not record.get("id") or at is None:
            description.blame(sheet.name, record.row, _("Die Zeile hat keine Nummer, oder die Zeit ist nicht lesbar."))
        elif not body or truth(record.get("deleted")) or record.get("deleted_at"):
            description.pass_over(_("Kommentare ohne Text, weil sie dort gelöscht sind"))
        else:
            description.items.append(
                Item(
                    Kind.COMMENT,
                    record.get("id"),
                    sheet.name,
                    record.row,
                    body,
                    author=public_name(record.get("author/name")),
                    at=at,
                    above=above,
                    stance={"1": "for", "-1": "against"}.get(record.get("alignment"), ""),
                    url=record.get("root_commentable_url"),
                )
            )


def _above(record: Record) -> Ref | None:
    kind = _ABOVE.get(record.get("commentable_type").rpartition("::")[2].lower())
    return (kind, record.get("commentable_id")) if kind is not None and record.get("commentable_id") else None
