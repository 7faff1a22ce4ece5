"""Making sense: two moderators code by keyboard, see how far they agree, publish a report, and a resident follows a citation."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_slug
from participation.demo.people import AT
from participation.kit import clock
from participation.kit.database import db
from participation.proposals.models import Proposal, ProposalStage
from participation.sense.coding_actions import start_round
from tests.browser.conftest import HALL, Town, Visits

DESK = f"{HALL}/auswertung"
TEXTS = 5


def a_round(town: Town) -> str:
    """Five proposals on the desk of the demo's consultation, whose code book is there. Returns the round's address."""
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here = consultation_by_slug(session, HALL.rpartition("/")[2])
        clerk = session.execute(select(Person).where(Person.email == f"admin@{AT}")).scalar_one()
        query = select(Proposal.id).where(Proposal.consultation_id == here.id, Proposal.stage == ProposalStage.PUBLISHED).limit(TEXTS)
        made = start_round(session, clerk, here, [("proposal", str(number)) for number in session.scalars(query)], None, 2, clock.now())
        session.commit()
        return f"{DESK}/kodieren/{made.id}"


def code_by_keys(page: Page, keys: str) -> None:
    """A theme's key for each text, then n; `0` gives a text no theme."""
    for number, key in enumerate(keys, 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Text {number} von {TEXTS}")
        if key != "0":
            page.keyboard.press(key)
            expect(page.locator(f"#themen-{int(key) - 1}")).to_be_checked()
        page.keyboard.press("n")


def test_two_people_code_and_a_resident_follows_a_citation(town: Town, visit: Visits) -> None:
    url = a_round(town)
    with visit("moderator") as first:
        page = first.go(url)
        page.get_by_role("button", name="Mitkodieren").click()
        with page.expect_navigation():
            page.get_by_role("link", name="Weiter kodieren").click()
        assert first.check() == []
        code_by_keys(page, "12345")
        page.get_by_role("button", name="Kodierung abschließen").click()
        expect(page.get_by_text("Ihre Kodierung ist abgeschlossen.")).to_be_visible()
        expect(page.get_by_role("link", name="Vergleich ansehen")).to_have_count(0)
        assert first.check() == []
    with visit("admin", "phone", java_script_enabled=False) as second:
        page = second.go(url)
        page.get_by_role("button", name="Mitkodieren").click()
        page.get_by_role("link", name="Weiter kodieren").click()
        for number in range(TEXTS):
            page.locator(f"#themen-{min(number, 3)}").check()
            page.get_by_role("button", name="Speichern und weiter").click()
        page.get_by_role("button", name="Kodierung abschließen").click()
        page.get_by_role("link", name="Vergleich ansehen").click()
        expect(page.get_by_role("heading", name=re.compile("Insgesamt: κ = "))).to_be_visible()
        expect(page.get_by_role("heading", name="1 Text ist verschieden kodiert")).to_be_visible()
        assert second.check() == []
    with visit("moderator") as writer:
        page = writer.go(f"{DESK}/bericht")
        page.get_by_role("button", name="Entwurf beginnen").click()
        page.get_by_label("Überschrift").fill("Was uns auffiel")
        page.get_by_role("button", name="Abschnitt hinzufügen").click()
        for words in ("Einige denken an die Halle.", "Andere an den Platz."):
            page.get_by_role("link", name="Satz schreiben").last.click()
            page.get_by_label("Texte mit diesen Worten").fill("Halle")
            page.get_by_role("button", name="Belege suchen").click()
            page.locator("#cited-0").check()
            page.get_by_label("Satz", exact=True).fill(words)
            assert writer.check() == []
            with page.expect_navigation():
                page.get_by_role("button", name="Satz speichern").click()
        assert writer.check() == []
        page.get_by_role("link", name="Veröffentlichen", exact=True).click()
        page.get_by_role("button", name="Bericht veröffentlichen").click()
        expect(page.get_by_text("Der Bericht ist veröffentlicht.")).to_be_visible()
    with visit("resident", "phone") as reader:
        page = reader.go(HALL)
        with page.expect_navigation():
            page.get_by_role("link", name="Bericht", exact=True).first.click()
        assert reader.check() == []
        said = page.locator(".report-sentence", has_text="Einige denken an die Halle.")
        expect(said).to_contain_text(re.compile(r"1 von \d+ Vorschlägen|1 Vorschlag|1 von \d+ Beiträgen"))
        cited = said.locator("xpath=following-sibling::ul[1]").get_by_role("link").first
        cited.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "/bericht" not in page.url
