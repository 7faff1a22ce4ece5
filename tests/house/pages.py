"""What a browser would make of an answer: its forms, and whatever could run in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

SCHEMES = ("", "http", "https", "mailto", "tel")
LEADING = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcdoc"}
NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "math", "foreignobject", "animate", "set"}


@dataclass
class FormOnPage:
    """One form: where it leads, how, and the names and present values of its fields."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A parsed page: `forms`, and in `dangers` every construct that could run text as a program."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[FormOnPage] = []
        self.dangers: list[str] = []
        self.links: list[str] = []
        self._inside: FormOnPage | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._look(tag, found)
        if tag == "form":
            self._inside = FormOnPage(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._inside)
        elif tag in ("input", "textarea", "select", "button") and self._inside is not None and found.get("name"):
            if found.get("type") not in ("radio", "checkbox") or "checked" in found or found["name"] not in self._inside.fields:
                self._inside.fields[found["name"]] = found.get("value", "")
        elif tag == "a" and found.get("href"):
            self.links.append(found["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None

    def _look(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in NEVER:
            self.dangers.append(f"<{tag}>")
        if tag == "script" and not attributes.get("nonce"):
            self.dangers.append("a script without the answer's nonce")
        for name, value in attributes.items():
            if name.startswith("on") or name in ("style", "srcdoc") or name.startswith("hx-on"):
                self.dangers.append(f"<{tag} {name}={value[:40]!r}>")
            if name in LEADING and urlsplit(value.strip()).scheme.lower() not in SCHEMES and not value.startswith("data:image/"):
                self.dangers.append(f"<{tag} {name}={value[:40]!r}>")
