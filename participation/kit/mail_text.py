"""The words of a mail, written once: from the same parts come its plain text and its plain HTML.

The HTML is one column of text in the reader's own colours: no picture, nothing that is fetched, no style sheet, and links
that begin with the platform's own address only.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.mail import Mail
from participation.kit.prose import clean_html, plain
from participation.kit.text import clean_line, clean_text
from participation.settings import Settings

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_LISTS = re.compile(r"<(/?(?:ul|ol)|li)>(?:\s*(?=<p>))?")
_RELATIVE = re.compile(r"/(?!/)")
_BUTTON = "display:inline-block;padding:12px 20px;border-radius:4px;background:#003d7a;color:#ffffff;font-weight:bold;text-decoration:none"
_SMALL = "font-size:14px"
_PAGE = Markup(
    "<!DOCTYPE html>\n"
    '<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n</head>\n'
    '<body style="margin:0;padding:16px;font-family:sans-serif;font-size:16px;line-height:1.5">\n'
    '<div role="article" aria-label="{title}" lang="{lang}" style="max-width:600px;margin:0 auto">\n{inside}\n</div>\n</body>\n</html>\n'
)


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; its line breaks stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """Where something is: a sentence that ends in a colon, and the address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of things with their addresses, with a title above or without."""

    items: Sequence[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Exact:
    """Characters that must stay as they are, line by line."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text that somebody wrote in Markdown, as the HTML that `kit/prose.py` made of it."""

    html: str


Part = Words | Way | Button | Entries | Exact | Prose


def sender_name(settings: Settings) -> str:
    """Who writes: the platform's name and the city's."""
    return f"{settings.site_name} {settings.city_name}".strip()


def write_mail(
    settings: Settings,
    to: str,
    subject: str,
    parts: Sequence[Part],
    *,
    foot: Sequence[Part] = (),
    name: str = "",
    leave_url: str = "",
    key: str | None = None,
) -> Mail:
    """A mail in the language spoken, from greeting to signature; `foot` stands below it, such as the way to unsubscribe.

    `leave_url` goes into the mail's head (one click, RFC 8058); the foot says it to people. Raises ValueError for a link that
    leads away from the platform.
    """
    base = settings.base_url.rstrip("/")
    hello = Words(_("Guten Tag %(name)s,", name=clean_line(name)) if name else _("Guten Tag,"))
    body = [hello, *parts, Words(_("Freundliche Grüße") + "\n" + sender_name(settings))]
    for part in (*body, *foot):
        _check(part, base)
    text = "\n\n".join(_as_text(part, base) for part in body)
    inside = Markup("\n").join(_as_html(part, base) for part in body)
    if foot:
        text += "\n\n--\n" + "\n\n".join(_as_text(part, base) for part in foot)
        inside += Markup('\n<hr>\n<div style="{}">\n{}\n</div>').format(_SMALL, Markup("\n").join(_as_html(part, base) for part in foot))
    html = _PAGE.format(lang=language(), title=clean_line(subject), inside=inside)
    return Mail(to, subject, text, str(html), leave_url, key)


def _check(part: Part, base: str) -> None:
    urls = [part.url] if isinstance(part, Way | Button) else [url for _text, url in part.items] if isinstance(part, Entries) else []
    for url in urls:
        if not _is_own(url, base):
            raise ValueError(f"a mail links to this site alone, not to {url[:80]}")


def _is_own(url: str, base: str) -> bool:
    return (url == base or url.startswith((f"{base}/", f"{base}#", f"{base}?"))) and not re.search(r"[\s\\<>\"]", url)


def _as_text(part: Part, base: str) -> str:
    match part:
        case Words(text) | Exact(text):
            return clean_text(text)
        case Way(text, url):
            return f"{clean_text(text)}\n{url}"
        case Button(_label, url):
            return url
        case Entries(items, title):
            head = [f"{clean_line(title)}\n{'-' * min(len(clean_line(title)), 60)}"] if title else []
            return "\n\n".join([*head, *(f"{clean_line(text)}\n{url}" for text, url in items)])
        case Prose(html):
            return plain(_with_marks(_with_addresses(clean_html(html), base))).replace("\n", "\n\n")


def _as_html(part: Part, base: str) -> Markup:
    match part:
        case Words(text):
            return Markup("<p>{}</p>").format(Markup("<br>\n").join(escape(line) for line in clean_text(text).split("\n")))
        case Exact(text):
            return Markup('<pre style="white-space:pre-wrap;overflow-wrap:anywhere">{}</pre>').format(clean_text(text))
        case Way(text, url):
            return Markup('<p><a href="{}">{}</a></p>').format(url, clean_line(text).rstrip(":"))
        case Button(label, url):
            return _button(clean_line(label), url)
        case Entries(items, title):
            head = Markup("<h2>{}</h2>\n").format(clean_line(title)) if title else Markup("")
            rows = Markup("\n").join(Markup('<li><a href="{}">{}</a></li>').format(url, clean_line(text)) for text, url in items)
            return head + Markup("<ul>\n{}\n</ul>").format(rows)
        case Prose(html):
            return _own_links(clean_html(html), base)


def _button(label: str, url: str) -> Markup:
    shown = Markup('<p><a href="{}" style="{}">{}</a></p>\n').format(url, _BUTTON, label)
    return shown + Markup('<p style="{}">{}<br>\n<span style="overflow-wrap:anywhere">{}</span></p>').format(
        _SMALL, _("Oder kopieren Sie diese Adresse in Ihren Browser:"), url
    )


def _with_marks(html: str) -> str:
    """Each point of a list with the mark or the number that a browser would show."""
    numbers: list[int | None] = []

    def marked(found: re.Match[str]) -> str:
        match found.group(1):
            case "ul" | "ol" as kind:
                numbers.append(None if kind == "ul" else 0)
            case "/ul" | "/ol":
                numbers.pop()
            case _ if numbers and (last := numbers[-1]) is not None:
                numbers[-1] = last + 1
                return f"<li>{last + 1}. "
            case _:
                return "<li>– "
        return found.group()

    return _LISTS.sub(marked, html)


def _absolute(href: str, base: str) -> str:
    return base + href if _RELATIVE.match(href) else href


def _own_links(html: str, base: str) -> Markup:
    """Links of the platform stay links; of others the address is written out, so that everybody sees where it leads."""

    def shown(found: re.Match[str]) -> str:
        url, words = _absolute(entities.unescape(found[1]), base), found[2]
        return f'<a href="{escape(url)}">{words}</a>' if _is_own(url, base) else f"{words} ({escape(url)})"

    return clean_html(_LINK.sub(shown, html))  # cleaned once more: what was put together here is as safe as what came in


def _with_addresses(html: str, base: str) -> str:
    def shown(found: re.Match[str]) -> str:
        url, words = _absolute(entities.unescape(found[1]), base), found[2]
        return words if words == found[1] else f"{words} ({escape(url)})"

    return _LINK.sub(shown, html)
