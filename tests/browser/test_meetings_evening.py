"""A whole evening: a moderator, a projector and twenty phones, twenty seconds without a network in the middle, and the minutes of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Town, Visits
from tests.browser.looks import Visit
from tests.browser.test_meetings_live import SOON, an_evening, answers, checked_in, join, new_poll

PHONES = 20
CUT = 20_000
"""Milliseconds without a network: longer than a phone waits for one answer of the server."""
ARRIVED = "Ihre Antwort ist angekommen."
OPTIONS = ("Saal", "Bühne", "Foyer")


def _answer(page: Page, option: str) -> None:
    page.locator("label", has_text=option).click(timeout=SOON)
    page.get_by_role("button", name="Antworten").click()


def _all_hear(phones: Sequence[Visit], text: str) -> None:
    for phone in phones:
        expect(phone.page.get_by_text(text)).to_be_visible(timeout=5 * SOON)


def _a_poll_over_a_cut(town: Town, desk: Visit, url: str, wall: Visit, phones: Sequence[Visit]) -> None:
    """Eight answer before, twelve while nothing gets through."""
    new_poll(desk, url, "Eine Möglichkeit wählen", "Was zuerst?", "\n".join(OPTIONS))
    desk.page.get_by_role("button", name="Öffnen Was zuerst?").click()
    for number, phone in enumerate(phones[:8]):
        _answer(phone.page, OPTIONS[number % 3])
    _all_hear(phones[:8], ARRIVED)
    for phone in phones[8:]:
        expect(phone.page.locator("label", has_text="Bühne")).to_be_visible(timeout=SOON)
    for cut in (wall, *phones):
        cut.expect("ERR_INTERNET_DISCONNECTED")
        cut.context.set_offline(True)
    for number, phone in enumerate(phones[8:]):
        _answer(phone.page, OPTIONS[number % 3])
        expect(phone.page.get_by_text("Kein Netz. Ihre Antwort ist auf diesem Gerät aufgehoben")).to_be_visible()
    desk.page.wait_for_timeout(CUT)
    assert answers(town) == 8
    for cut in (wall, *phones):
        cut.context.set_offline(False)
    _all_hear(phones, ARRIVED)
    assert answers(town) == PHONES
    expect(wall.page.get_by_text(f"{PHONES} Antworten")).to_be_visible(timeout=SOON)
    desk.page.get_by_role("button", name="Beenden Was zuerst?").click()
    desk.page.get_by_role("button", name="Ergebnis zeigen Was zuerst?").click()
    for sees in (wall, *phones):  # eight by turns, and twelve by turns
        expect(sees.page.get_by_role("row", name="Saal").get_by_text("7")).to_be_visible(timeout=SOON)


def _a_motion(desk: Visit, url: str, phones: Sequence[Visit]) -> None:
    new_poll(desk, url, "Antrag: Ja, Nein, Enthaltung", "Der Saal wird zuerst saniert.")
    desk.page.get_by_role("button", name="Öffnen Der Saal wird zuerst saniert.").click()
    for number, phone in enumerate(phones):
        said = "Ja" if number < 13 else "Nein" if number < 18 else "Enthaltung"
        phone.page.get_by_text(said, exact=True).click(timeout=SOON)
        phone.page.get_by_role("button", name="Antworten").click()
    _all_hear(phones, ARRIVED)
    desk.page.get_by_role("button", name="Beenden Der Saal wird zuerst saniert.").click()
    expect(desk.page.get_by_text("Der Antrag ist angenommen.")).to_be_visible()


def _minutes(desk: Visit, second: Visit, reader: Visit, url: str, file: Path) -> None:
    """Begun by themselves, approved by two, read by everybody."""
    page = desk.go(f"{url}/pult/protokoll")
    page.get_by_role("button", name="Protokoll beginnen").click()
    expect(page.get_by_text("Der Saal wird zuerst saniert.").first).to_be_visible()
    page.get_by_role("button", name="Diesen Text freigeben").click()
    expect(page.get_by_text("Eine zweite Person gibt ihn noch frei.")).to_be_visible()
    second.go(f"{url}/pult/protokoll").get_by_role("button", name="Diesen Text freigeben").click()
    page = reader.go(f"{url}/protokoll")
    expect(page.get_by_text("Der Saal wird zuerst saniert.").first).to_be_visible()
    assert reader.check() == []
    with page.expect_download() as loading:
        page.get_by_role("link", name="PDF").first.click()
    loading.value.save_as(file)
    assert b"/StructTreeRoot" in file.read_bytes(), "tagged, for screen readers"


def test_an_evening_with_twenty_phones_and_twenty_seconds_without_a_network(town: Town, visit: Visits, tmp_path: Path) -> None:
    url, meeting_id, code = an_evening(town)
    with ExitStack() as hall:
        desk, second, wall = (hall.enter_context(visit(who)) for who in ("admin", "moderator", ""))
        phones = [hall.enter_context(visit(mode="phone")) for _number in range(PHONES)]
        pult = desk.go(f"{url}/pult")
        wall.go(f"{url}/leinwand")
        pult.get_by_role("button", name="Sitzung eröffnen").click()
        expect(wall.page.get_by_text(code)).to_be_visible(timeout=SOON)
        for number, phone in enumerate(phones):
            join(phone, code, f"Gast {number + 1}" if number % 2 else "", look=number == 0)
        checked_in(town, meeting_id)
        phones[3].page.get_by_role("button", name="Zu Wort melden").click()
        pult.get_by_role("button", name="Aufrufen Gast 4").click(timeout=SOON)
        expect(phones[3].page.get_by_role("heading", name="Sie haben das Wort.")).to_be_visible(timeout=SOON)
        _a_poll_over_a_cut(town, desk, url, wall, phones)
        _a_motion(desk, url, phones)
        assert wall.check() == []
        pult.get_by_role("button", name="Sitzung beenden").click()
        expect(pult.get_by_text("Diese Sitzung ist beendet.")).to_be_visible()
        assert answers(town) == 0  # single answers are gone, the tally stays
        _minutes(desk, second, phones[0], url, tmp_path / "minutes.pdf")
