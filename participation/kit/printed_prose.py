"""Texts with paragraphs, lists, emphasis and links for print: Markdown as a tree of plain values, and the Typst function that sets it.

A template of `pdf.py` begins with `PROSE` and calls `prose(data.text)`, or `prose(data.text, level: 2)` where the text's headings stand
below one of its own; `level: 0` where they shall be in no table of contents, as strong words. What people wrote stays data: it is never part of the template's source.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from participation.kit.prose import to_html

PROSE = """
#let spans(found) = for each in found {
  if type(each) == str { each }
  else if each.kind == "strong" { strong(spans(each.of)) }
  else if each.kind == "em" { emph(spans(each.of)) }
  else if each.kind == "a" { link(each.to, spans(each.of)) }
  else if each.kind == "br" { linebreak() }
}
#let prose(nodes, level: 1) = for node in nodes {
  if type(node) == str { node }
  else if node.kind == "p" { par(spans(node.of)) }
  else if node.kind in ("h3", "h4") and level == 0 { par(strong(spans(node.of))) }
  else if node.kind == "h3" { heading(level: level, spans(node.of)) }
  else if node.kind == "h4" { heading(level: level + 1, spans(node.of)) }
  else if node.kind == "ul" { list(..node.of.map(item => prose(item.of, level: level))) }
  else if node.kind == "ol" { enum(..node.of.map(item => prose(item.of, level: level))) }
  else if node.kind == "blockquote" { quote(block: true, prose(node.of, level: level)) }
  else { spans((node,)) }
}
"""
_HOLDS_BLOCKS = {"ul", "ol", "blockquote"}

Node = dict[str, Any]


class _Tree(HTMLParser):
    """Reads what `to_html` gives: few elements, all closed."""

    def __init__(self, site: str) -> None:
        super().__init__(convert_charrefs=True)
        self.site = site
        self.open: list[Node] = [{"kind": "", "of": []}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins; a line break has no end."""
        node: Node = {"kind": tag, "of": []}
        if tag == "a":
            url = dict(attrs).get("href") or ""
            node["to"] = f"{self.site}{url}" if url.startswith("/") else url
            node["kind"] = "a" if node["to"] else "em"
        self.open[-1]["of"].append(node)
        if tag != "br":
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """The innermost element ends."""
        if len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Words; what only separates blocks is left out."""
        if data.strip() or self.open[-1]["kind"] not in _HOLDS_BLOCKS | {""}:
            self.open[-1]["of"].append(data.replace("\n", " "))


def printed(markdown: str) -> list[Node]:
    """A person's Markdown as blocks for `prose`: kind (as in HTML), `of` (what is in it, words or further nodes), `to` of links."""
    return printed_html(to_html(markdown))


def printed_html(html: str, site: str = "") -> list[Node]:
    """The same of HTML that `to_html` made; links to pages of ours lead to `site`, because paper knows no address of its own."""
    tree = _Tree(site)
    tree.feed(html)
    tree.close()
    found: list[Node] = tree.open[0]["of"]
    return found
