"""What a report is made of: blocks of plain values, the same for the page and for print, as they are kept in a published version.

What people wrote is not among them: a cell cites it by its name (`ref`), and its words are put in whenever the report is shown. So what is
hidden or deleted later is gone from every version at once (as decision 032 has it for the report on texts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from participation.consultations.texts import SourceText, Standing
from participation.insight.showing import Sheet
from participation.kit.language import gettext as _
from participation.kit.prose import excerpt, to_html

Block = dict[str, Any]
Cell = str | dict[str, str]
Key = tuple[str, str]
LONGEST = 160
"""Characters of a cited text."""


def paragraph(text: str, *, quiet: bool = False) -> Block:
    """A paragraph."""
    return {"is": "paragraph", "text": text, "quiet": quiet}


def prose(html: str) -> Block:
    """What staff wrote as Markdown, in HTML."""
    return {"is": "prose", "html": html}


def heading(text: str) -> Block:
    """A heading within a section."""
    return {"is": "heading", "text": text}


def listing(items: Sequence[Cell], below: Sequence[Sequence[Cell]] = ()) -> Block:
    """A list; `below`: for each item those that stand below it."""
    return {"is": "list", "items": list(items), "below": [list(each) for each in below] or [[] for _item in items]}


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], numeric: Sequence[int] = (), note: str = "") -> Block:
    """A table of words, already said as they are read."""
    return {"is": "table", "caption": caption, "header": list(header), "rows": [list(row) for row in rows], "numeric": list(numeric), "note": note}


def bars(caption: str, header: Sequence[str], rows: Sequence[tuple[Cell, str, float]], note: str = "") -> Block:
    """Bars in their table: what it is, the number as it is read, the bar's part of the whole width (0 to 1)."""
    told = [{"label": label, "said": said, "share": round(max(0.0, min(1.0, share)), 4)} for label, said, share in rows]
    return {"is": "bars", "caption": caption, "header": list(header), "rows": told, "note": note}


def figure(svg: str, alt: str, caption: str) -> Block:
    """A drawing of ours with the text for those who do not see it."""
    return {"is": "figure", "svg": str(svg), "alt": alt, "caption": caption}


def of_sheet(sheet: Sheet) -> list[Block]:
    """A table of insight, with its drawing before it."""
    drawn = [figure(sheet.figure, sheet.alt, sheet.title)] if sheet.figure else []
    caption = _("%(title)s (Zahlen)", title=sheet.title) if drawn else sheet.title
    return [*drawn, table(caption, sheet.header, sheet.said, sheet.numeric, sheet.note)]


def cite(kind: str, number: object, *, label: str = "", note: str = "") -> Cell:
    """A cell that shows what somebody wrote, as long as everybody can read it."""
    return {"ref": f"{kind}:{number}", "label": label, "note": note}


def link(text: str, url: str, note: str = "") -> Cell:
    """A cell that leads somewhere; `url` is a path of this site."""
    return {"text": text, "url": url, "note": note}


def cells_of(blocks: Iterable[Block]) -> Iterator[dict[str, str]]:
    """All cells that are no plain text."""
    for block in blocks:
        found: list[Any] = [*block.get("items", ()), *(cell for each in block.get("below", ()) for cell in each)]
        for row in block.get("rows", ()):
            found += [row["label"]] if block["is"] == "bars" else row
        yield from (cell for cell in found if isinstance(cell, dict))


def keys_of(sections: Iterable[Mapping[str, Any]]) -> list[Key]:
    """What a report cites, each once, in order."""
    refs = [cell["ref"] for section in sections for cell in cells_of(section["blocks"]) if "ref" in cell]
    return [tuple(ref.split(":", 1)) for ref in dict.fromkeys(refs)]  # type: ignore[misc]  # a kind and a name


def mark_of(keys: Iterable[Key], texts: Mapping[Key, SourceText]) -> str:
    """A short mark that changes when something cited can be read no longer, or again."""
    gone = sorted(":".join(key) for key in keys if not _readable(texts.get(key)))
    return hashlib.sha256("\n".join(gone).encode()).hexdigest()[:16]


def resolved(sections: Sequence[Mapping[str, Any]], texts: Mapping[Key, SourceText]) -> list[dict[str, Any]]:
    """The sections with the words of what is cited; of what cannot be read neither words nor address."""
    return [{**section, "blocks": [_resolved(block, texts) for block in section["blocks"]]} for section in sections]


def _resolved(block: Block, texts: Mapping[Key, SourceText]) -> Block:
    if block["is"] == "list":
        below = [[_shown(cell, texts) for cell in each] for each in block["below"]]
        return {**block, "items": [_shown(cell, texts) for cell in block["items"]], "below": below}
    if block["is"] == "table":
        return {**block, "rows": [[_shown(cell, texts) for cell in row] for row in block["rows"]]}
    if block["is"] == "bars":
        return {**block, "rows": [{**row, "label": _shown(row["label"], texts)} for row in block["rows"]]}
    if block["is"] == "figure":
        return {**block, "svg": Markup(block["svg"])}  # noqa: S704  # drawn by this program from numbers and escaped words
    return block


def _shown(cell: Cell, texts: Mapping[Key, SourceText]) -> dict[str, str]:
    if isinstance(cell, str):
        return {"text": cell, "url": "", "note": ""}
    if "ref" not in cell:
        return {"note": "", **cell}
    kind, ref = cell["ref"].split(":", 1)
    found, before = texts.get((kind, ref)), f"{cell['label']}: " if cell["label"] else ""
    if found is None or not _readable(found):
        return {"text": f"{before}{_('nicht mehr öffentlich')}", "url": "", "note": ""}
    words = found.title or excerpt(to_html(found.words), LONGEST)
    return {"text": f"{before}{words}", "url": found.url, "note": cell["note"]}


def _readable(text: SourceText | None) -> bool:
    return text is not None and text.standing == Standing.PUBLIC
