"""HTML of other platforms as the Markdown that is typed here: what a text may have here stays, everything else becomes its words. Pure.

The result is a text like any other: `kit.prose.to_html` cleans it when it is shown.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|b|em|i|u|ul|ol|li|a|h[1-6]|blockquote|img|table|tr|td|script|style|iframe|figure)\b[^>]*>", re.IGNORECASE
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_LINE_START = re.compile(r"^(\s*)(\d*)([#>+-]|(?<=\d)[.)])")
_SILENT = frozenset({"script", "style", "template", "iframe", "object", "noscript", "svg", "title", "head"})
_BLOCKS = frozenset({"p", "div", "section", "article", "figure", "tr", "table", "tbody", "pre", "figcaption"})
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>()\"\\]+", re.IGNORECASE)
MOST_TAGS = 20_000


def to_markdown(text: str) -> str:
    """The text as Markdown where it is HTML; a text without tags stays as it was typed."""
    if not _TAG.search(text):
        return _plain(text)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.result()


def _plain(text: str) -> str:
    """Plain text with entities, as exports that strip tags leave them."""
    for entity, sign in (("&nbsp;", " "), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'")):
        text = text.replace(entity, sign)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Reader(HTMLParser):
    """Writes Markdown while tags are read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._lists: list[tuple[str, int]] = []
        self._links: list[str] = []
        self._quotes: list[int] = []
        self._silent = self._tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tags += 1
        if tag in _SILENT:
            self._silent += 1
        if self._silent or self._tags > MOST_TAGS:
            return
        if tag in _BLOCKS:
            self._break(0 if self._lists else 2)
        elif tag == "br":
            self._out.append("\\\n" if "".join(self._out[-1:]).strip() else "\n")
        elif tag in ("strong", "b"):
            self._out.append("**")
        elif tag in ("em", "i"):
            self._out.append("*")
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._break(2)
            self._out.append("### " if tag in ("h1", "h2", "h3") else "#### ")
        elif tag in ("ul", "ol"):
            self._break(0 if self._lists else 2)
            self._lists.append((tag, 0))
        elif tag == "li":
            self._item()
        elif tag == "blockquote":
            self._break(2)
            self._quotes.append(len(self._out))
        elif tag == "a":
            href = next((value or "" for name, value in attrs if name == "href"), "").strip()
            self._links.append(href if _LINK.fullmatch(href) else "")
            self._out.append("[" if self._links[-1] else "")
        elif tag == "img":
            self._out.append(next((_escaped(value) for name, value in attrs if name == "alt" and value), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if self._silent or self._tags > MOST_TAGS:
            return
        if tag in _BLOCKS or tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._break(0 if self._lists else 2)
        elif tag == "blockquote" and self._quotes:
            self._quote(self._quotes.pop())
        elif tag in ("strong", "b"):
            self._close("**")
        elif tag in ("em", "i"):
            self._close("*")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._break(0 if self._lists else 2)
        elif tag == "a" and self._links:
            href = self._links.pop()
            self._out.append(f"]({href})" if href else "")
        elif tag == "td":
            self._out.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._out.append(_escaped(re.sub(r"\s+", " ", data)))

    def _item(self) -> None:
        kind, number = self._lists.pop() if self._lists else ("ul", 0)
        self._lists.append((kind, number + 1))
        self._break(1)
        self._out.append("  " * min(len(self._lists) - 1, 4) + (f"{number + 1}. " if kind == "ol" else "- "))

    def _quote(self, start: int) -> None:
        inside = re.sub(r"\n{3,}", "\n\n", "".join(self._out[start:])).strip()
        self._out[start:] = ["\n".join(f"> {line}".rstrip() for line in inside.split("\n")), "\n\n"] if inside else []

    def _break(self, lines: int) -> None:
        self._out.append("\n" * lines)

    def _close(self, mark: str) -> None:
        """End an emphasis; blanks before its end go behind it, or it would be none."""
        last = self._out[-1] if self._out else ""
        bare = last.rstrip(" ")
        if last != bare and bare:
            self._out[-1] = bare
            self._out.append(mark + " ")
        else:
            self._out.append(mark)

    def result(self) -> str:
        """The Markdown."""
        lines = [line.rstrip() if not line.strip() else _tidy(line) for line in "".join(self._out).split("\n")]
        text = re.sub(r"\*\*\*\*|\*\*\s*\*\*", "", "\n".join(lines))
        return re.sub(r"\n{3,}", "\n\n", text).strip()


def _tidy(line: str) -> str:
    """A line without blanks at its ends, but with a list's indent."""
    found = re.match(r"(?: {2}){1,4}(?=- |\d+\. )", line)
    return (found.group() if found else "") + line.strip()


def _escaped(text: str) -> str:
    """Words that are no Markdown."""
    return _LINE_START.sub(r"\1\2\\\3", _SPECIAL.sub(r"\\\1", text)) if text.strip() else text
