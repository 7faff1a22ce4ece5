"""The moderation: a stranger reports, a moderator hides with reasons, the author appeals, a second person decides, the log tells it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL, Visits
from tests.browser.looks import Visit

TEXT = "Dieser Satz wird gemeldet, ausgeblendet und kommt wieder."
SHOTS = os.environ.get("PARTICIPATION_SHOTS")


def _look(visited: Visit, page: Page, name: str) -> None:
    """No barrier; where somebody wants pictures, one."""
    assert visited.check() == []
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def _write(author: Visit) -> str:
    """The author writes; returns the thread's address."""
    page = author.go(f"{HALL}/diskussionen")
    page.locator(".card-title a").first.click()
    thread = urlsplit(page.url).path
    page.get_by_label("Hinweis").check()
    page.get_by_label("Ihr Beitrag").fill(TEXT)
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.get_by_text(TEXT)).to_be_visible()
    return thread


def test_from_a_notice_to_the_log(visit: Visits) -> None:
    with (
        visit("newcomer") as author,
        visit("", "phone", java_script_enabled=False) as stranger,
        visit("moderator") as moderator,
        visit("admin", "dark") as second,
    ):
        thread = _write(author)
        article = author.page.locator("article", has_text=TEXT).first
        number = (article.get_attribute("id") or "").rpartition("-")[2]
        page = stranger.go(f"/melden/contribution/{number}")
        _look(stranger, page, "melden-390")
        page.get_by_label("Beleidigung oder Drohung").check()
        page.get_by_label("Ihre E-Mail-Adresse").fill("rita@example.org")
        page.get_by_role("button", name="Meldung abschicken").click()
        expect(page.get_by_text("Danke. Die Moderation prüft Ihre Meldung.")).to_be_visible()

        page = moderator.go(f"{HALL}/moderation")
        _look(moderator, page, "liste-1280")
        page = moderator.go(f"/moderation/contribution/{number}")
        page.get_by_label("Ausblenden").check()
        page.get_by_label("Regel, gegen die verstoßen wurde").select_option(index=1)
        page.locator("#facts").fill("Das ist eine Beleidigung.")
        _look(moderator, page, "fall-1280")
        page.get_by_role("button", name="Entscheidung speichern").click()
        expect(page.get_by_text("Die Entscheidung ist gespeichert.")).to_be_visible()
        expect(stranger.go(thread).get_by_text(TEXT)).to_have_count(0)

        page = author.go("/konto")
        page.get_by_role("link", name="Diskussionsbeitrag: Ausgeblendet").click()
        _look(author, page, "begruendung-1280")
        page.get_by_label("Warum sind Sie nicht einverstanden?").fill("Das war keine.")
        page.get_by_role("button", name="Widerspruch einlegen").click()
        expect(page.get_by_text("Ihr Widerspruch ist eingegangen.")).to_be_visible()

        expect(moderator.go(f"/moderation/contribution/{number}").get_by_text("entscheidet eine zweite Person")).to_be_visible()
        page = second.go("/verwaltung/moderation?stand=widerspruch")
        _look(second, page, "widersprueche-dunkel")
        page = second.go(f"/moderation/contribution/{number}")
        page.get_by_label("Die Entscheidung wird aufgehoben").check()
        page.locator("#reason").fill("Der Satz beleidigt niemanden.")
        _look(second, page, "widerspruch-dunkel")
        page.get_by_role("button", name="Über den Widerspruch entscheiden").click()
        expect(page.get_by_text("Über den Widerspruch ist entschieden.")).to_be_visible()

        page = stranger.go("/moderation/protokoll")
        expect(page.get_by_role("cell", name="Entscheidung aufgehoben").first).to_be_visible()
        _look(stranger, page, "protokoll-390")
        _look(stranger, stranger.go(f"{HALL}/regeln"), "regeln-390")
        _look(moderator, moderator.go(f"{HALL}/moderation/einstellungen"), "einstellungen-1280")
