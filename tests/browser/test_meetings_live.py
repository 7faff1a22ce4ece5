"""An evening: the desk, the projector and phones without an account, on a network that fails for a while; and a phone without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.queries import consultation_by_slug
from participation.kit import clock
from participation.kit.database import db
from participation.meetings.live_models import LiveAnswer
from participation.meetings.models import Attendee
from tests.browser.conftest import HALL, Town, Visits
from tests.browser.looks import Visit
from tests.meetings.live_builders import an_announced_meeting

_numbers = count(1)
SOON = 12_000
"""Milliseconds within which phones hear of something new: they ask every three seconds."""


def an_evening(town: Town) -> tuple[str, int, str]:
    """A meeting that can begin: its address, number and code."""
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here = consultation_by_slug(session, HALL.rpartition("/")[2])
        made = an_announced_meeting(session, here, title=f"Abend im Saal {next(_numbers)}", starts_at=clock.now() + timedelta(minutes=10))
        session.commit()
        return f"{HALL}/sitzungen/{made.id}", made.id, made.room_code


def checked_in(town: Town, meeting_id: int) -> None:
    """Everybody who joined goes past the door."""
    with town.app.app_context(), Session(db.engine) as session:
        for one in session.scalars(select(Attendee).where(Attendee.meeting_id == meeting_id)):
            one.checked_in_at = clock.now()
        session.commit()


def answers(town: Town) -> int:
    """How many answers to open polls are kept."""
    with town.app.app_context(), Session(db.engine) as session:
        return session.scalar(select(func.count()).select_from(LiveAnswer)) or 0


def new_poll(desk: Visit, url: str, kind: str, question: str, options: str = "") -> None:
    """Written at the desk, not yet opened."""
    page = desk.go(f"{url}/pult/umfragen/neu")
    page.get_by_text(kind, exact=True).click()
    page.get_by_label("Frage oder Antrag").fill(question)
    page.get_by_label("Möglichkeiten (freiwillig)").fill(options)
    assert desk.check() == []
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url(f"**{url}/pult**")


def join(phone: Visit, code: str, name: str = "", *, look: bool = True) -> None:
    """By the code on the screen, with a name or by number; `look` at the form for barriers."""
    page = phone.go("/saal")
    page.get_by_label("Code der Sitzung").fill(code.lower())
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Wie sollen wir Sie aufrufen?").fill(name)
    assert not look or phone.check() == []
    page.get_by_role("button", name="Teilnehmen").click()
    expect(page.get_by_text("Ihre Nummer")).to_be_visible()


def test_an_evening_with_desk_projector_and_phones_and_a_network_that_fails(town: Town, visit: Visits) -> None:
    url, _number, code = an_evening(town)
    with visit("admin") as desk, visit() as wall, visit(mode="phone") as anna, visit(mode="phone") as ben:
        wall.go(f"{url}/leinwand")
        pult = desk.go(f"{url}/pult")
        pult.get_by_role("button", name="Sitzung eröffnen").click()
        expect(pult.get_by_role("button", name="Sitzung beenden")).to_be_visible()
        assert desk.check() == []
        expect(wall.page.get_by_text(code)).to_be_visible(timeout=SOON)
        assert wall.check() == []
        join(anna, code, "Anna")
        join(ben, code)

        anna.page.get_by_role("button", name="Zu Wort melden").click()
        expect(anna.page.get_by_text("Sie stehen auf Platz 1 der Redeliste.")).to_be_visible()
        expect(pult.get_by_role("button", name="Aufrufen Anna")).to_be_visible(timeout=SOON)
        pult.get_by_role("button", name="Aufrufen Anna").click()
        expect(anna.page.get_by_role("heading", name="Sie haben das Wort.")).to_be_visible(timeout=SOON)
        assert anna.check() == []

        ben.page.get_by_label("Ihre Frage").fill("Wer zahlt die Sanierung?")
        ben.page.get_by_role("button", name="Frage stellen").click()
        expect(ben.page.get_by_text("Die Moderation liest Ihre Frage gerade.")).to_be_visible()
        pult.get_by_role("button", name="Zeigen Wer zahlt die Sanierung?").click(timeout=SOON)
        anna.page.get_by_role("button", name="Will ich auch wissen").click(timeout=SOON)
        expect(anna.page.get_by_text("1 Person will das auch wissen.")).to_be_visible()

        new_poll(desk, url, "Eine Möglichkeit wählen", "Was zuerst?", "Saal\nBühne\nFoyer")
        pult.get_by_role("button", name="Öffnen Was zuerst?").click()
        anna.page.locator("label", has_text="Bühne").click(timeout=SOON)
        ben.page.locator("label", has_text="Saal").click(timeout=SOON)
        assert ben.check() == []
        ben.expect("ERR_INTERNET_DISCONNECTED")
        ben.context.set_offline(True)
        ben.page.get_by_role("button", name="Antworten").click()
        expect(ben.page.get_by_text("Kein Netz. Ihre Antwort ist auf diesem Gerät aufgehoben")).to_be_visible()
        anna.page.get_by_role("button", name="Antworten").click()
        expect(anna.page.get_by_text("Ihre Antwort ist angekommen.")).to_be_visible()
        assert answers(town) == 1
        ben.context.set_offline(False)
        expect(ben.page.get_by_text("Ihre Antwort ist angekommen.")).to_be_visible(timeout=5 * SOON)
        assert answers(town) == 2
        expect(wall.page.get_by_text("2 Antworten")).to_be_visible(timeout=SOON)
        expect(anna.page.get_by_text("Zusammen")).to_have_count(0)  # hidden until it is revealed
        pult.get_by_role("button", name="Beenden Was zuerst?").click()
        pult.get_by_role("button", name="Ergebnis zeigen Was zuerst?").click()
        expect(wall.page.get_by_role("row", name="Bühne")).to_be_visible(timeout=SOON)
        expect(anna.page.get_by_role("row", name="Bühne")).to_be_visible(timeout=SOON)
        assert anna.check() == []
        assert wall.check() == []
        assert answers(town) == 0


def test_a_motion_by_those_checked_in_and_the_end_of_the_evening(town: Town, visit: Visits) -> None:
    url, number, code = an_evening(town)
    with visit("admin") as desk, visit(mode="phone", java_script_enabled=False) as anna:
        desk.expect("422")
        pult = desk.go(f"{url}/pult")
        pult.get_by_role("button", name="Sitzung eröffnen").click()
        expect(pult.get_by_role("button", name="Sitzung beenden")).to_be_visible()
        join(anna, code, "Anna")
        new_poll(desk, url, "Antrag: Ja, Nein, Enthaltung", "Der Saal wird zuerst saniert.")
        pult.get_by_role("button", name="Öffnen Der Saal wird zuerst saniert.").click()
        expect(pult.get_by_role("button", name="Beenden Der Saal wird zuerst saniert.")).to_be_visible()
        page = anna.go(f"{url}/dabei")
        expect(page.get_by_text("eingecheckt ist")).to_be_visible()
        checked_in(town, number)
        page = anna.go(f"{url}/dabei")
        page.get_by_text("Ja", exact=True).click()
        page.get_by_role("button", name="Antworten").click()
        expect(page.get_by_text("Ihre Antwort ist angekommen. Bis die Umfrage endet")).to_be_visible()
        assert anna.check() == []
        pult.get_by_role("button", name="Sitzung beenden").click()
        expect(pult.get_by_text("Eine Umfrage ist noch offen.")).to_be_visible()
        pult.get_by_role("button", name="Beenden Der Saal wird zuerst saniert.").click()
        expect(pult.get_by_text("Der Antrag ist angenommen.")).to_be_visible()
        assert desk.check() == []
        pult.get_by_role("button", name="Sitzung beenden").click()
        expect(pult.get_by_text("Diese Sitzung ist beendet.")).to_be_visible()
        expect(anna.go(f"{url}/dabei").get_by_text("Das geht nur, solange die Sitzung läuft.")).to_be_visible()


def test_an_answer_that_comes_after_the_close_is_said_not_to_count(town: Town, visit: Visits) -> None:
    url, _number, code = an_evening(town)
    with visit("admin") as desk, visit(mode="phone") as anna:
        for complaint in ("ERR_INTERNET_DISCONNECTED", "409"):
            anna.expect(complaint)
        pult = desk.go(f"{url}/pult")
        pult.get_by_role("button", name="Sitzung eröffnen").click()
        join(anna, code)
        anna.page.get_by_label("Zu Wort melden: Wie sollen wir Sie aufrufen?").fill("Anna")
        anna.page.get_by_role("button", name="Zu Wort melden").click()
        expect(anna.page.get_by_text("Sie stehen auf der Redeliste.")).to_be_visible()
        new_poll(desk, url, "Eine Möglichkeit wählen", "Was zuerst?", "Saal\nBühne")
        pult.get_by_role("button", name="Öffnen Was zuerst?").click()
        anna.page.locator("label", has_text="Bühne").click(timeout=SOON)
        anna.context.set_offline(True)
        anna.page.get_by_role("button", name="Antworten").click()
        expect(anna.page.get_by_text("Kein Netz. Ihre Antwort ist auf diesem Gerät aufgehoben")).to_be_visible()
        pult.get_by_role("button", name="Beenden Was zuerst?").click()
        expect(pult.get_by_role("button", name="Ergebnis zeigen Was zuerst?")).to_be_visible()
        anna.context.set_offline(False)
        expect(anna.page.get_by_text("Was zuerst? – Diese Umfrage ist beendet. Ihre Antwort kam danach an und zählt nicht mit.")).to_be_visible(
            timeout=SOON
        )
        assert anna.check() == []
        pult.wait_for_timeout(10_000)
        pult.get_by_role("button", name="Aufrufen Anna").click()
        expect(anna.page.get_by_role("heading", name="Sie haben das Wort.")).to_be_visible(timeout=SOON)
        expect(anna.page.get_by_text("Sie stehen auf der Redeliste.")).to_have_count(0)  # it was true once
        expect(anna.page.get_by_text("kam danach an und zählt nicht mit")).to_be_visible()


@pytest.mark.parametrize("code", ["XXXXXX", "", "../../etc"])
def test_a_wrong_code_is_told(visit: Visits, code: str) -> None:
    with visit(mode="phone") as anna:
        anna.expect("422")
        page = anna.go("/saal")
        page.get_by_label("Code der Sitzung").fill(code)
        page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_text("Diesen Code gibt es nicht.").first).to_be_visible()
