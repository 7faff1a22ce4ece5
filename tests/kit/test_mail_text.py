"""A mail's words are written once: the text and the HTML say the same, and neither leads away."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from participation.kit.mail_text import Button, Entries, Exact, Part, Prose, Way, Words, write_mail
from participation.kit.prose import to_html
from participation.settings import Settings
from tests.conftest import settings_for
from tests.snapshots import HERE

BASE = "https://mitreden.town.example"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for("sqlite://", tmp_path, base_url=BASE)


class Outline(HTMLParser):
    """What a mail's HTML is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.lang = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(found)
        if tag == "html":
            self.lang = found.get("lang") or ""
        if tag == "a":
            self.links.append(found["href"] or "")
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


ALLOWED = set("html head meta title body div p br a ul ol li h2 h3 h4 pre span hr em strong blockquote".split())


def test_every_mail_is_plain_html_with_links_of_the_platform_alone() -> None:
    files = sorted(HERE.glob("*.html"))
    assert len(files) > 20
    for file in files:
        html = file.read_text()
        found = Outline(html)
        assert found.open == [], file.name
        assert found.tags <= ALLOWED, file.name
        assert found.attributes <= {"lang", "charset", "name", "content", "style", "href", "role", "aria-label", "rel"}, file.name
        assert found.lang == ("en" if file.stem.endswith("-en") else "de"), file.name
        assert "url(" not in html
        assert all(link.startswith((f"{BASE}/", "http://localhost/")) for link in found.links), file.name
        words = re.sub(r"\s+", " ", file.with_suffix(".txt").read_text())
        for link in found.links:
            assert link in words, (file.name, link)


def test_subjects_name_no_opinion() -> None:
    """What a list of mails shows on a locked screen: the kind, never the proposal or what was said."""
    for file in HERE.glob("notice-*.txt"):
        assert "Bäume" not in file.read_text().splitlines()[0]


def test_what_was_typed_is_text(settings: Settings) -> None:
    evil = "<script>alert(1)</script> & „<b>“ \x00\u202e"
    parts: list[Part] = [Words(evil), Way(evil, f"{BASE}/a"), Button(evil, f"{BASE}/b"), Entries([(evil, f"{BASE}/c")], evil), Exact(evil)]
    mail = write_mail(settings, "a@b.example", evil, parts, name=evil)
    assert "<script" not in mail.html
    assert "<b>" not in mail.html
    assert "\x00" not in mail.html + mail.text.replace(evil, "")
    assert mail.html.count("&lt;script&gt;") == 9


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "javascript:alert(1)",
        "/konto",
        "https://mitreden.town.example.evil.example/",
        "https://mitreden.town.example@evil.example/",
        "https://mitreden.town.example/a b",
        'https://mitreden.town.example/"onclick=',
        "",
    ],
)
def test_a_mail_links_to_the_platform_alone(settings: Settings, url: str) -> None:
    for part in (Way("Hier:", url), Button("Hier", url), Entries([("Hier", url)])):
        with pytest.raises(ValueError, match="links to this site alone"):
            write_mail(settings, "a@b.example", "x", [part])


def test_prose_keeps_its_links_to_the_platform_and_writes_out_the_others(settings: Settings) -> None:
    typed = "Kommen Sie **heute**: [Halle](/beteiligungen/halle?a=1&b=2), [Rat](https://rat.example/?x=1&y=2), <https://rat.example/>"
    mail = write_mail(settings, "a@b.example", "x", [Prose(to_html(typed + "\n\n* eins\n* zwei"))])
    assert f'href="{BASE}/beteiligungen/halle?a=1&amp;b=2"' in mail.html
    assert "Rat (https://rat.example/?x=1&amp;y=2)" in mail.html
    assert mail.html.count("<a ") == 1
    assert f"Halle ({BASE}/beteiligungen/halle?a=1&b=2), Rat (https://rat.example/?x=1&y=2), https://rat.example/" in mail.text
    assert "<strong>heute</strong>" in mail.html
    assert "\n\n– eins\n\n– zwei\n" in mail.text


def test_points_of_a_list_keep_their_marks_in_the_text(settings: Settings) -> None:
    typed = "1. eins\n2. zwei\n   * darin\n3. drei\n\nDanach:\n\n* lose\n\n* auch lose"
    text = write_mail(settings, "a@b.example", "x", [Prose(to_html(typed))]).text
    assert "\n\n1. eins\n\n2. zwei\n\n– darin\n\n3. drei\n\nDanach:\n\n– lose\n\n– auch lose\n" in text
