"""Texts with paragraphs, lists and links: Markdown in, clean HTML out."""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "h3", "h4"}
_DROPPED_WITH_CONTENT = {"script", "style"}
_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|blockquote)>|<br>")

_reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).disable(
    ["code", "fence", "backticks", "html_block", "html_inline", "image", "hr", "lheading", "reference"]
)


def to_html(markdown: str) -> str:
    """Turn a person's Markdown into HTML that is safe to store: paragraphs, emphasis, lists, quotes, links, two levels of headings.

    HTML that was typed appears as typed. Headings start at the third level, because the page and its sections have the first two:
    whichever level was typed highest becomes the third, all others the fourth.
    """
    tokens = _reader.parse(markdown)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((token.tag for token in headings), default="")
    for token in headings:
        token.tag = "h3" if token.tag == highest else "h4"
    return _clean(_reader.renderer.render(tokens, _reader.options, {}))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    ).strip()


@lru_cache(maxsize=4096)
def clean_html(html: str) -> Markup:
    """Stored HTML for a page, cleaned once more in case something else wrote it; repeated texts cost nothing."""
    return Markup(_clean(html))  # the one place where stored text becomes HTML


def plain(html: str) -> str:
    """The words of HTML made by `to_html`, a line for each paragraph."""
    spaced = _BLOCK_END.sub(lambda end: end.group() + "\n", html)
    text = entities.unescape(nh3.clean(spaced, tags=set()))
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def excerpt(html: str, length: int = 200) -> str:
    """The first words of HTML as one plain line of at most `length` characters, cut between words and marked with `…`."""
    text = " ".join(plain(html).split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    if not text[length - 1].isspace():
        cut = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return cut.rstrip(" ,;:–-") + "…"
