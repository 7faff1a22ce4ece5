"""What a text under review, a suggestion and a commented passage may be; and a file's text with what was left out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import IO

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import grouped, lazy
from participation.kit.prose import plain, to_html
from participation.kit.text import clean_line, clean_text
from participation.methods.paragraphs import Block, BlockKind, Imported, LeftOut, UnreadableDocx, cut, find_passage, read_docx
from participation.methods.paragraphs.docx import MAX_BYTES
from participation.reviews.models import NOTE_LENGTH, PASSAGE_LENGTH, TITLE_LENGTH

LONGEST_TEXT = 200_000
LONGEST_PARAGRAPH = 5_000
MOST_PARAGRAPHS = 400
LONGEST_INTRODUCTION = 2_000
LONGEST_REASON = 1_000
LEFT_OUT_NAMES = {
    LeftOut.TABLES: lazy("Tabellen"),
    LeftOut.PICTURES: lazy("Bilder und Zeichnungen"),
    LeftOut.NOTES: lazy("Fußnoten und Endnoten"),
    LeftOut.COMMENTS: lazy("Kommentare"),
    LeftOut.BOXES: lazy("Textfelder"),
    LeftOut.DELETED: lazy("Streichungen im Änderungsmodus"),
    LeftOut.FORMULAS: lazy("Formeln"),
    LeftOut.EMPHASIS: lazy("Fett, kursiv und unterstrichen (die Wörter sind da)"),
}


@dataclass(frozen=True, slots=True)
class TextDraft:
    """What the city puts up for review: its Markdown, and whether people say to each paragraph if they agree."""

    title: str
    introduction: str
    body: str
    takes_marks: bool = False
    verified_only: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionText:
    """Another wording of a paragraph, or to strike it, and why; `base` is the number of the version that was read."""

    body: str
    reason: str
    base: int
    strike: bool = False


def cleaned(draft: TextDraft) -> TextDraft:
    """The draft as it would be kept. Raises Invalid with all that is wrong."""
    title, introduction = clean_line(draft.title), clean_text(draft.introduction)
    faults: list[Invalid] = []
    if not title:
        faults.append(Invalid(_("Bitte geben Sie dem Entwurf einen Titel."), "title"))
    if len(title) > TITLE_LENGTH:
        faults.append(_too_long(TITLE_LENGTH, "title"))
    if len(introduction) > LONGEST_INTRODUCTION:
        faults.append(_too_long(LONGEST_INTRODUCTION, "introduction"))
    try:
        blocks_of(draft.body)
    except Invalid as error:
        faults.append(error)
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return TextDraft(title, introduction, clean_text(draft.body), draft.takes_marks, draft.verified_only)


def blocks_of(markdown: str) -> list[Block]:
    """A text's paragraphs. Raises Invalid where there is none, or too much."""
    text = clean_text(markdown)
    if len(text) > LONGEST_TEXT:
        raise _too_long(LONGEST_TEXT, "body")
    blocks = [block for block in cut(text) if plain(html_of(block)).strip()]
    if not blocks:
        raise Invalid(_("Bitte geben Sie den Text ein. Absätze trennen Sie mit einer leeren Zeile."), "body")
    if len(blocks) > MOST_PARAGRAPHS:
        raise Invalid(
            _("Der Text hat %(number)s Absätze. Erlaubt sind %(most)s. Bitte teilen Sie ihn auf.", number=len(blocks), most=MOST_PARAGRAPHS), "body"
        )
    long = next((place for place, block in enumerate(blocks, 1) if len(block.text) > LONGEST_PARAGRAPH), None)
    if long is not None:
        limit = grouped(f"{LONGEST_PARAGRAPH:,}")
        raise Invalid(
            _("Absatz %(place)s hat mehr als %(limit)s Zeichen. Bitte teilen Sie ihn mit einer leeren Zeile.", place=long, limit=limit), "body"
        )
    return blocks


def one_paragraph(typed: str, like: Block) -> Block:
    """Other words for a paragraph, which stays what it is: a heading, a paragraph, an item. Raises Invalid for none, several, or too many."""
    text = clean_text(typed)
    if like.kind == BlockKind.HEADING:
        text = " ".join(text.split())
    block = replace(like, text="\n".join(line.strip() for line in text.split("\n")))
    if not plain(html_of(block)).strip():
        raise Invalid(_("Bitte schreiben Sie, wie der Absatz lauten soll."), "body")
    if cut(block.source) != [block]:
        raise Invalid(_("Bitte schreiben Sie einen einzigen Absatz: ohne leere Zeile, ohne Überschrift oder Liste darin."), "body")
    if len(text) > LONGEST_PARAGRAPH:
        raise _too_long(LONGEST_PARAGRAPH, "body")
    return block


def checked_suggestion(text: SuggestionText, standing: Block) -> SuggestionText:
    """A suggestion as it would be kept. Raises Invalid with all that is wrong."""
    reason = clean_text(text.reason)
    faults: list[Invalid] = []
    body = ""
    if not text.strike:
        try:
            body = one_paragraph(text.body, standing).text
        except Invalid as error:
            faults.append(error)
        if not faults and body == standing.text:
            faults.append(Invalid(_("Sie haben am Absatz noch nichts geändert."), "body"))
    if not reason:
        faults.append(Invalid(_("Bitte begründen Sie Ihren Änderungsvorschlag."), "reason"))
    if len(reason) > LONGEST_REASON:
        faults.append(_too_long(LONGEST_REASON, "reason"))
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return SuggestionText(body, reason, text.base, text.strike)


def checked_reason(typed: str, missing: str) -> str:
    """The reason of a decision. Raises Invalid at `reason`."""
    reason = clean_text(typed)
    if not reason:
        raise Invalid(missing, "reason")
    if len(reason) > LONGEST_REASON:
        raise _too_long(LONGEST_REASON, "reason")
    return reason


def checked_note(typed: str) -> str:
    """What a new version changes, in a sentence. Raises Invalid at `note`."""
    note = clean_line(typed)
    if not note:
        raise Invalid(_("Bitte schreiben Sie in einem Satz, was sich ändert."), "note")
    if len(note) > NOTE_LENGTH:
        raise _too_long(NOTE_LENGTH, "note")
    return note


def checked_passage(typed: str, body_html: str) -> str:
    """The passage as it stands in the paragraph. Raises Invalid where it does not, or is too long."""
    words = plain(body_html)
    found = find_passage(words, clean_text(typed))
    if not clean_text(typed):
        raise Invalid(_("Bitte wählen Sie eine Stelle, oder schreiben Sie die Wörter ab, um die es geht."), "passage")
    if found is None:
        raise Invalid(_("Diese Wörter stehen so nicht im Absatz. Bitte schreiben Sie die Stelle genau ab, oder wählen Sie einen Satz."), "passage")
    passage = " ".join(words[found[0] : found[1]].split())
    if len(passage) > PASSAGE_LENGTH:
        raise Invalid(_("Die Stelle ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=PASSAGE_LENGTH), "passage")
    return passage


def read_file(stream: IO[bytes]) -> Imported:
    """The text of a Word file. Raises Invalid at `file`."""
    content = stream.read(MAX_BYTES + 1)
    if not content:
        raise Invalid(_("Bitte wählen Sie eine Word-Datei (DOCX), bevor Sie sie einlesen."), "file")
    try:
        found = read_docx(content)
    except UnreadableDocx as error:
        if error.too_large:
            limit = MAX_BYTES // 1024 // 1024
            raise Invalid(_("Die Datei ist zu groß. Erlaubt sind %(limit)s MB.", limit=limit), "file") from error
        said = _("Diese Datei können wir nicht lesen. Erlaubt sind Word-Dateien mit der Endung .docx, ohne Passwort.")
        raise Invalid(said, "file") from error
    if not found.markdown:
        raise Invalid(_("In der Datei steht kein Text, den wir übernehmen können."), "file")
    return found


def html_of(block: Block) -> str:
    """A paragraph's words as HTML; of a heading and an item without what stands around them."""
    if block.kind == BlockKind.HEADING:
        return to_html(f"# {block.text}").removeprefix("<h3>").removesuffix("</h3>")
    html = to_html(block.text)
    if block.kind == BlockKind.ITEM and html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        return html[3:-4]
    return html


def _too_long(limit: int, field: str) -> Invalid:
    return Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=grouped(f"{limit:,}")), field)
