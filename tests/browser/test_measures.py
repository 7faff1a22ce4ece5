"""From a proposal to the day of opening: an office answers with four eyes, the moderation makes a measure, an office works it off, the council's paper is read, the author gets mails."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.demo.people import AT
from participation.kit.database import db
from participation.kit.dates import city_zone
from participation.measures.models import Measure, MeasureOrigin, Origin
from participation.proposals.models import Proposal, ProposalStage
from tests.browser.conftest import HALL, Town, Visits
from tests.papers.ris import Ris, running_ris

AUTHOR = f"resident@{AT}"
PATIENCE = 60


@pytest.fixture
def ris(town: Town) -> Iterator[Ris]:
    """The council information system, from which the town may read."""
    before = town.app.extensions["settings"]
    with running_ris() as found:
        town.app.extensions["settings"] = replace(before, oparl_hosts=(found.host,), testing=True)
        yield found
        town.app.extensions["settings"] = before


def own_proposal(town: Town) -> tuple[str, str]:
    """A published proposal of the author's that became no measure yet: its address and title."""
    with town.app.app_context(), Session(db.engine) as session:
        author = select(Person.id).where(Person.email == AUTHOR).scalar_subquery()
        taken = select(MeasureOrigin.subject_id).where(MeasureOrigin.kind == Origin.PROPOSAL)
        asked = select(Proposal).where(Proposal.author_id == author, Proposal.stage == ProposalStage.PUBLISHED, Proposal.id.not_in(taken))
        proposal = session.scalars(asked.order_by(Proposal.id.desc()).limit(1)).one()
        return f"{HALL}/vorschlaege/{proposal.id}", proposal.title


def newest(town: Town) -> int:
    with town.app.app_context(), Session(db.engine) as session:
        return session.scalars(select(Measure.id).order_by(Measure.id.desc()).limit(1)).one()


def wait_for(page: Page, words: str) -> None:
    """Load a page again until the worker has done its part."""
    until = time.monotonic() + PATIENCE
    while not page.get_by_text(words).count():
        assert time.monotonic() < until, f"{words!r} did not come"
        time.sleep(0.3)
        page.reload()


def mailed(town: Town, words: str) -> bool:
    """Whether the author got a mail with these words."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for mail in town.mails_to(AUTHOR):
            body = message_from_bytes(mail.encode(), policy=policy.default).get_body(("plain",))
            if body is not None and words in " ".join(body.get_content().split()):
                return True
        time.sleep(0.3)
    return False


def answered_with_four_eyes(town: Town, visit: Visits, url: str, title: str, javascript: bool) -> None:
    """An office is asked and gives its statement; one of its people writes the answer, the moderator releases it."""
    day = (datetime.now(city_zone()) + timedelta(days=5)).date().isoformat()
    with visit("moderator", java_script_enabled=javascript) as moderator:
        desk = moderator.go(f"/verwaltung{url}")
        desk.get_by_label("Amt für Soziales").check()
        desk.get_by_label("Stellungnahme bis").fill(day)
        desk.get_by_role("button", name="Vorschlag zuweisen").click()
        expect(desk.get_by_text("Zugewiesen. Die Ämter sind benachrichtigt.")).to_be_visible()
        assert moderator.check() == []
    with visit("office", java_script_enabled=javascript) as office:
        page = office.go("/verwaltung")
        page.get_by_role("link", name="Heute: Amt für Soziales").click()
        expect(page.get_by_role("heading", name="Neu: noch nicht begonnen")).to_be_visible()
        assert office.check() == []
        page.get_by_role("link", name=title, exact=True).first.click()
        page.locator("#statement").fill("Machbar, 12.500 Euro.")
        page.get_by_role("button", name="Stellungnahme abgeben").click()
        page.get_by_role("link", name="Als Antwort übernehmen").first.click()
        expect(page.get_by_text("Eine zweite Person liest die Antwort")).to_be_visible()
        page.locator("#status").select_option(label="Angenommen")
        expect(page.locator("#body")).to_have_value("Machbar, 12.500 Euro.")
        assert office.check() == []
        page.get_by_role("button", name="Zur Freigabe vorlegen").click()
        expect(page.get_by_text("Die Antwort liegt zur Freigabe vor.").first).to_be_visible()
        page.get_by_role("link", name="Antwort lesen und freigeben").click()
        expect(page.get_by_text("Freigeben muss sie eine andere Person.")).to_be_visible()
        assert office.check() == []
    with visit("moderator", java_script_enabled=javascript) as moderator:
        page = moderator.go(f"/verwaltung{HALL}/freigaben")
        assert moderator.check() == []
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_text("Machbar, 12.500 Euro.")).to_be_visible()
        page.get_by_role("button", name="Freigeben", exact=True).click()
        expect(page.get_by_text("1 Antwort ist freigegeben.")).to_be_visible()
    assert mailed(town, f"Die Stadt hat auf „{title}“ geantwortet")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_proposal_to_the_day_of_opening(town: Town, visit: Visits, ris: Ris, javascript: bool) -> None:
    url, title = own_proposal(town)
    name = f"{title} ({'gebaut' if javascript else 'aufgestellt'})"[:150]
    answered_with_four_eyes(town, visit, url, title, javascript)
    with visit("moderator", java_script_enabled=javascript) as moderator:
        desk = moderator.go(url)
        with desk.expect_navigation():
            desk.get_by_role("link", name="Maßnahme daraus machen").click()
        expect(desk.get_by_label("Name der Maßnahme")).to_have_value(title)
        assert moderator.check() == []
        desk.get_by_label("Name der Maßnahme").fill(name)
        desk.get_by_label("Zuständiges Amt").select_option(label="Amt für Stadtplanung")
        desk.get_by_label("Geplante Kosten in Euro (freiwillig)").fill("12.500")
        desk.get_by_role("button", name="Maßnahme anlegen").click()
        expect(desk.get_by_text("Die Maßnahme ist angelegt.")).to_be_visible()
        assert moderator.check() == []
        desk.get_by_role("link", name="Vorlage im Stadtrat angeben").click()
        desk.get_by_label("Adresse der Vorlage (OParl)").fill("https://anderswo.example/paper/1")
        moderator.expect("422")
        desk.get_by_role("button", name="Vorlage speichern").click()
        expect(desk.get_by_text("Von dieser Adresse liest die Plattform nichts").first).to_be_visible()
        expect(desk.get_by_label("Adresse der Vorlage (OParl)")).to_have_value("https://anderswo.example/paper/1")
        desk.get_by_label("Adresse der Vorlage (OParl)").fill(ris.url("/paper/123"))
        desk.get_by_role("button", name="Vorlage speichern").click()
        wait_for(desk, "VO/2026/0123")
        expect(desk.get_by_text("einstimmig empfohlen")).to_be_visible()
        assert moderator.check() == []
    measure = f"{HALL}/massnahmen/{newest(town)}"
    with visit("office", java_script_enabled=javascript) as office:
        page = office.go("/verwaltung/massnahmen")
        page.get_by_role("link", name=name).click()
        page.get_by_role("link", name="Meilenstein planen").click()
        page.get_by_label("Was soll geschehen?").fill("Eröffnet")
        page.get_by_label("Geplant für").fill("2026-10-01")
        page.get_by_role("button", name="Meilenstein speichern").click()
        expect(page.get_by_text("überfällig").first).to_be_visible()  # by the clock alone
        assert office.check() == []
        page.get_by_role("link", name="Erreicht", exact=True).click()
        assert office.check() == []
        page.get_by_role("button", name="Als erreicht eintragen").click()
        expect(page.get_by_text("100 %: 1 von 1 Meilensteinen erreicht")).to_be_visible()
        page.get_by_role("link", name="Ausgabe eintragen").click()
        page.get_by_label("Wofür?").fill("Bänke")
        page.get_by_label("Betrag in Euro").fill("12.499,50")
        page.get_by_role("button", name="Ausgabe speichern").click()
        expect(page.get_by_text("Ausgegeben: 12.499,50 € von geplanten 12.500 €.")).to_be_visible()
        page.get_by_role("link", name="Stand ändern").click()
        page.get_by_label("Umgesetzt").check()
        page.get_by_role("button", name="Stand speichern").click()
        expect(page.get_by_text("Der neue Stand ist gespeichert.")).to_be_visible()
    assert mailed(town, f"Die Maßnahme „{name}“ ist umgesetzt.")
    with visit("", "phone", java_script_enabled=javascript) as reader:
        page = reader.go(url)
        became = page.locator(".became")
        expect(became.get_by_text("Umgesetzt")).to_be_visible()
        assert reader.check() == []
        became.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.locator(".trace-chain").get_by_role("link", name=title).last).to_be_visible()
        expect(page.get_by_text("abgerufen am")).to_be_visible()
        assert reader.check() == []
        page = reader.go("/gemacht?stand=umgesetzt")
        expect(page.get_by_role("link", name=name)).to_have_attribute("href", measure)
        assert reader.check() == []
        reader.go("/gemacht/karte")
        assert reader.check() == []
