"""Whoever looks at pages finds what is wrong with one, also after a page just like it was in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.looks import WORTH, Visit, take_mode, visiting

GOOD = "<p class=a>Ein Satz mit <a class=b href=/x>einem Verweis</a> darin.</p><button type=button class=c>Absenden</button>"
STYLE = "body { background: #fff; color: #111 } .b { color: #005 } .c { color: #fff; background: #005; font-size: 18px; padding: 8px }"


@pytest.fixture(scope="module")
def looker(chromium: Browser) -> Iterator[Visit]:
    """A browser that has looked at a page that is in order, in every mode."""
    with visiting(chromium, "") as visited:
        assert faults_of(visited, STYLE, GOOD) == {}
        yield visited


def faults_of(visited: Visit, style: str, body: str) -> dict[str, list[str]]:
    """What is wrong with a page in which mode."""
    html = (
        f"<!doctype html><html lang=de><head><title>Zur Probe</title><meta name=viewport content='width=device-width'><style>{style}</style></head>"
    )
    visited.page.set_content(f"{html}<body><main><h1>Zur Probe</h1>{body}</main></body></html>")
    found = {}
    for mode, rules in WORTH.items():
        take_mode(visited.page, mode)
        found[mode] = visited.check(rules)
    return {mode: faults for mode, faults in found.items() if faults}


UNDER = ".under { background: #222; min-height: 60px }"
LAID = "<div class=under></div>" + GOOD
MEASURED = {"wide", "dark", "narrow"}
PALE = ".pale { color: #bbb; background: #fff; padding: 8px }"
DARK_ONLY = "@media (prefers-color-scheme: dark) { .a { color: #ccc } }"
NARROW_ONLY = "@media (max-width: 330px) { .a { color: #ccc } }"
FORCED_ONLY = "@media (forced-colors: active) { .a { forced-color-adjust: none; color: #ccc } }"


@pytest.mark.parametrize(
    ("style", "body", "modes", "rule"),
    [
        ("", GOOD + "<p style='color: #ccc'>Blass.</p>", {"wide", "dark", "forced-colours", "narrow"}, "color-contrast"),
        (DARK_ONLY, GOOD, {"dark"}, "color-contrast"),
        (FORCED_ONLY, GOOD, {"forced-colours"}, "color-contrast"),
        (NARROW_ONLY, GOOD, {"narrow"}, "color-contrast"),
        ("main { background: #222 } h1, .c { color: #fff }", GOOD, MEASURED, "color-contrast"),
        (".a { opacity: .4 }", GOOD, {"wide", "dark", "forced-colours", "narrow"}, "color-contrast"),
        (
            f"main {{ position: relative }} .under {{ position: absolute; inset: 0; z-index: -1 }} {UNDER}",
            LAID,
            MEASURED,
            "color-contrast",
        ),
        (f"{UNDER} .a {{ margin-top: -50px }}", LAID, MEASURED, "color-contrast"),
        (f"{UNDER} .a {{ position: relative; top: -40px }}", LAID, MEASURED, "color-contrast"),
        (f"{UNDER} .a {{ position: absolute; margin-top: -50px }}", LAID, MEASURED, "color-contrast"),
        (f"{UNDER} main {{ display: grid }} .under, .a {{ grid-area: 2 / 1 }}", LAID, MEASURED, "color-contrast"),
        ("@media (prefers-color-scheme: dark) { .b { color: #151520; text-decoration: none; font: inherit } }", GOOD, {"dark"}, "link-in-text-block"),
        ("", GOOD + "<input type=text>", {"wide"}, "label"),
        (
            ".t { width: 12px; height: 12px; padding: 0 }",
            GOOD + "<button class=t aria-label=a></button>" * 2,
            {"wide", "phone", "narrow"},
            "target-size",
        ),
        (
            "@media (max-width: 330px) { .t { width: 12px; height: 12px; padding: 0; overflow: hidden } }",
            GOOD + "<button class=t>Eine Taste</button>" * 2,
            {"narrow"},
            "target-size",
        ),
        ("@media (max-width: 330px) { .c span { display: none } }", "<button class=c><span>Absenden</span></button>", {"narrow"}, "button-name"),
        (
            ".n { display: none } @media (max-width: 400px) { .n { display: block } }",
            GOOD + "<div class=n><input type=text></div>",
            {"phone"},
            "label",
        ),
        (".n { display: none } @media (max-width: 330px) { .n { display: block } }", GOOD + "<img class=n src=data:,>", {"narrow"}, "image-alt"),
        ("@media (max-width: 330px) { h2 { display: none } }", GOOD + "<h2>Mehr</h2><h3>Noch mehr</h3>", {"narrow"}, "heading-order"),
        (".w { width: 340px }", GOOD + "<div class=w>Breit</div>", {"narrow"}, "wider than the window"),
        (".h { display: block }", GOOD + "<p class=h hidden>Da</p>", {"wide", "dark", "forced-colours", "phone", "narrow"}, "shown though hidden"),
    ],
)
def test_a_fault_is_found_where_it_is(style: str, body: str, modes: set[str], rule: str, looker: Visit) -> None:
    found = faults_of(looker, f"{STYLE} {style}", body)
    assert {mode for mode, faults in found.items() if any(fault.startswith(rule) for fault in faults)} == modes, found


def test_what_was_passed_over_is_measured_once_it_counts(looker: Visit) -> None:
    """Words in closed details and on a button that cannot be pressed may be pale; opened, and to be pressed, they may not."""
    closed = "<details><summary>Mehr</summary><p class=pale>Blass.</p></details><button class=pale disabled>Absenden</button>"
    assert faults_of(looker, STYLE + PALE, closed) == {}
    opened = faults_of(looker, STYLE + PALE, closed.replace("<details>", "<details open>"))
    assert [fault.split(":")[0] for fault in opened["wide"]] == ["color-contrast"], opened
    able = faults_of(looker, STYLE + PALE, closed.replace(" disabled", ""))
    assert [fault.split(":")[0] for fault in able["wide"]] == ["color-contrast"], able
    assert "color-contrast" in "".join(faults_of(looker, STYLE + PALE, closed.replace(" disabled", ""))["wide"]), "also the second time"
