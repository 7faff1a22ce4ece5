"""Markdown becomes HTML that cannot harm a reader."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kit.prose import clean_html, excerpt, plain, to_html


def test_paragraphs_emphasis_lists_quotes_and_links_work() -> None:
    html = to_html("# Titel\n\nEin *wichtiger* **Satz** mit [Link](https://example.org/?a=1&b=2).\n\n- eins\n- zwei\n\n> Zitat")
    assert "<h3>Titel</h3>" in html
    assert "<em>wichtiger</em> <strong>Satz</strong>" in html
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow ugc noopener">Link</a>' in html
    assert html.count("<li>") == 2
    assert "<blockquote>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "[x](vbscript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        "<svg/onload=alert(1)>",
        '[x](https://a.example/"onmouseover="alert(1))',
        "[x]: javascript:alert(1)\n\n[x]",
        "<a href='javascript:alert(1)'>x</a>",
        "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    html = to_html(hostile)
    assert not re.search(r"<(script|img|svg|math|iframe)", html)
    assert not re.search(r'href="(?!https?:|mailto:)', html)
    assert not re.search(r"<[^>]+\son\w+=", html)


@given(st.text(alphabet=st.sampled_from("<>[]()!*_`#->\"'&=:/ \nabjsxsrc"), max_size=200))
def test_whatever_is_typed_only_known_tags_come_out(typed: str) -> None:
    assert set(re.findall(r"</?([a-z0-9]+)", to_html(typed))) <= {"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "h3", "h4"}


def test_stored_html_is_cleaned_again_when_shown() -> None:
    assert clean_html('<p onclick="x()">a<script>b</script></p>') == "<p>a</p>"
    assert clean_html(to_html("*a*")) == to_html("*a*")


def test_deeply_nested_text_is_no_burden() -> None:
    for monster in (">" * 5000, "[" * 5000, "*a_ " * 2000, "- " * 3000):
        assert isinstance(to_html(monster), str)


def test_plain_words_and_excerpts() -> None:
    html = to_html("Ein *Satz* & mehr.\n\nNoch einer über 3 < 4.")
    assert plain(html) == "Ein Satz & mehr.\nNoch einer über 3 < 4."
    assert excerpt(html, 100) == "Ein Satz & mehr. Noch einer über 3 < 4."
    assert excerpt(html, 12) == "Ein Satz &…"
    assert excerpt("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert excerpt("", 10) == ""


@given(st.text(max_size=300), st.integers(2, 80))
def test_an_excerpt_is_never_longer_than_asked(typed: str, length: int) -> None:
    assert len(excerpt(to_html(typed), length)) <= length
