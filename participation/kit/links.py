"""A link with its words, as menus, tabs and staff pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Link:
    """Where it leads and what it says; `note` is a short addition such as a count."""

    label: str
    url: str
    current: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of links, such as a person's own proposals; `more` leads to the whole list where this is its beginning."""

    title: str
    links: Sequence[Link]
    more: Link | None = None


def is_web_address(url: str) -> bool:
    """Whether a text is the whole address of a page elsewhere: http or https, with a host, at most 500 characters and none of them blank."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= 500 and url.isprintable() and " " not in url
    except ValueError:
        return False


def safe_next(target: str | None, default: str = "/") -> str:
    """The page to return to after signing in, only where it lies on this site.

    Refuses other hosts, schemes, `//evil`, backslashes and control characters; then `default` is returned.
    """
    if not target or not target.startswith("/") or target.startswith("//") or len(target) > 500:
        return default
    if "\\" in target or any(ord(character) < 32 or ord(character) == 127 for character in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target
