"""An opinion map: a resident on a phone with and without JavaScript, by the keys 1, 2, 3, and the moderation that lets a statement in."""

from __future__ import annotations

from itertools import count
from random import Random
from time import sleep

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_slug
from participation.demo.people import AT
from participation.kit import clock
from participation.kit.database import db
from participation.opinions.jobs import compute_map
from participation.opinions.map_actions import draft_map, open_map
from participation.opinions.queries import result_of
from tests.browser.conftest import HALL, Town, Visits
from tests.opinions.builders import SEEDS, a_draft, two_camps

_numbers = count(1)


def _is_computed(map_id: int) -> bool:
    with Session(db.engine) as session:
        return result_of(session, map_id).version > 0


def an_open_map(town: Town, people: int = 0) -> str:
    """A new map in the demo's consultation, answered by so many people and computed. Returns its address."""
    with town.app.app_context():
        with Session(db.engine, expire_on_commit=False) as session:
            here = consultation_by_slug(session, HALL.rpartition("/")[2])
            clerk = session.execute(select(Person).where(Person.email == f"admin@{AT}")).scalar_one()
            made = draft_map(session, clerk, here, a_draft(title=f"Der Platz vor der Halle {next(_numbers)}"), clock.now())
            open_map(session, clerk, here, made, clock.now())
            session.commit()
            if people:
                two_camps(session, made, people, Random(1))
        while people and not (compute_map(made.id) or _is_computed(made.id)):
            sleep(0.1)  # the town's worker was faster
    return f"{HALL}/meinungsbild/{made.id}"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_resident_answers_on_a_phone_and_sees_where_she_stands(town: Town, visit: Visits, javascript: bool) -> None:
    url = an_open_map(town, people=40)
    with visit("newcomer", "phone", java_script_enabled=javascript) as resident:
        page = resident.go(url)
        expect(page.get_by_role("heading", name="Es gibt 2 klare Gruppen")).to_be_visible()
        assert resident.check() == []
        page.get_by_role("link", name="Aussagen beantworten", exact=True).click()
        for number in range(len(SEEDS)):
            expect(page.get_by_text(f"{number} von {len(SEEDS)} beantwortet")).to_be_visible()
            if number == 1:
                assert resident.check() == []
                expect(page.locator("#keys")).to_be_visible(visible=javascript)
            page.get_by_role("button", name="Ablehnung" if number % 2 else "Zustimmung").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Danke für Ihre Antworten")
        expect(page.get_by_text("Ihre Antworten liegen am nächsten bei Gruppe")).to_be_visible()
        expect(page.locator("circle.opinion-me")).to_have_count(1)
        assert resident.check() == []
        with page.expect_navigation():
            page.get_by_role("link", name="Meine Antworten").click()
        assert resident.check() == []
        page.get_by_role("button", name="Weiter ohne Antwort").first.click()
        expect(page.get_by_text("Ihre Antwort ist geändert.")).to_be_visible()
        expect(page.get_by_text("Ihre Antwort: Weiter ohne Antwort")).to_have_count(1)


def test_the_keys_one_two_and_three_answer_and_can_be_switched_off(town: Town, visit: Visits) -> None:
    url = an_open_map(town)
    with visit("newcomer") as resident:
        page = resident.go(f"{url}/aussage")
        for number, key in enumerate("123", 1):
            page.keyboard.press(key)
            expect(page.get_by_text(f"{number} von {len(SEEDS)} beantwortet")).to_be_visible()
        page.get_by_role("button", name="Tasten ausschalten").click()
        text = page.locator("#statement-text").inner_text()
        page.keyboard.press("1")
        with page.expect_navigation():
            page.get_by_role("link", name="Meine Antworten ansehen und ändern").click()
        answers = [line for line in page.locator("main").inner_text().split("\n") if line.startswith("Ihre Antwort:")]
        assert sorted(answers) == ["Ihre Antwort: Ablehnung", "Ihre Antwort: Weiter ohne Antwort", "Ihre Antwort: Zustimmung"]
        assert text not in page.locator("main").inner_text()
        resident.go(f"{url}/aussage")
        resident.press("Zustimmung")
        expect(page.get_by_text(f"4 von {len(SEEDS)} beantwortet")).to_be_visible()
        assert resident.check() == []


def test_a_statement_of_a_resident_is_let_in_and_its_author_reads_so(town: Town, visit: Visits) -> None:
    url = an_open_map(town)
    text = "Vor der Halle soll es einen Brunnen geben."
    with visit("resident") as author, visit("moderator", "dark") as moderator:
        author.expect("422")
        page = author.go(url)
        page.get_by_role("link", name="Eigene Aussage schreiben").click()
        page.get_by_label("Ihre Aussage").fill("Nein.")
        page.get_by_role("button", name="Aussage einreichen").click()
        expect(page.locator("#error-summary")).to_contain_text("mindestens 10 Zeichen")
        assert author.check() == []
        page.get_by_label("Ihre Aussage").fill("Vereine sollen den großen Saal kostenlos nutzen.")
        page.get_by_role("button", name="Aussage einreichen").click()
        expect(page.get_by_text("Das gibt es so ähnlich schon")).to_be_visible()
        assert author.check() == []
        page.get_by_label("Ihre Aussage").fill(text)
        page.get_by_role("button", name="Trotzdem einreichen").click()
        expect(page.get_by_text("Wird geprüft")).to_be_visible()
        desk = moderator.go(f"{url}/moderation")
        expect(desk.get_by_text(text).first).to_be_visible()
        assert moderator.check() == []
        desk.get_by_role("button", name="Annehmen").click()
        expect(desk.get_by_text("Die Entscheidung ist gespeichert.")).to_be_visible()
        page.reload()
        expect(page.get_by_text("Angenommen")).to_be_visible()
        assert author.check() == []
