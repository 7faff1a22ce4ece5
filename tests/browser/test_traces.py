"""A chain: a moderator lets a statement in, makes a topic of it and links a proposal; a resident follows it back from the proposal."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.queries import consultation_by_slug
from participation.kit.database import db
from participation.opinions.models import OpinionMap
from participation.proposals.models import Proposal, ProposalStage
from tests.browser.conftest import HALL, Town, Visits
from tests.browser.test_opinions import an_open_map
from tests.opinions.builders import a_statement


def _a_waiting_statement(town: Town, url: str, text: str) -> tuple[int, str, str]:
    """A statement of a resident; its number, and the title and address of a proposal of the same consultation."""
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        here = consultation_by_slug(session, HALL.rpartition("/")[2])
        opinion_map = session.get_one(OpinionMap, int(url.rpartition("/")[2]))
        statement = a_statement(session, here, opinion_map, text=text)
        session.commit()
        public = (Proposal.consultation_id == here.id, Proposal.stage == ProposalStage.PUBLISHED)
        proposal = session.scalars(select(Proposal).where(*public).order_by(Proposal.id).limit(1)).one()
        return statement.id, proposal.title, f"{HALL}/vorschlaege/{proposal.id}"


@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_statement_to_a_topic_to_a_proposal_and_back(town: Town, visit: Visits, javascript: bool) -> None:
    text = f"Vor der Halle sollen Räder sicher stehen{', auch nachts' if javascript else ''}."
    url = an_open_map(town)
    number, title, proposal_url = _a_waiting_statement(town, url, text)
    with visit("moderator", java_script_enabled=javascript) as moderator:
        desk = moderator.go(f"{url}/moderation")
        moderator.press("Annehmen")
        expect(desk.get_by_text("Die Entscheidung ist gespeichert.")).to_be_visible()
        moderator.go(f"{url}/aussagen/{number}")
        assert moderator.check() == []
        with desk.expect_navigation():
            moderator.press("Zusammenhang bearbeiten")
        assert moderator.check() == []
        with desk.expect_navigation():
            moderator.press("Thema daraus machen")
        expect(desk.get_by_label("Titel")).to_have_value(text)
        assert moderator.check() == []
        moderator.press("Thema veröffentlichen")
        expect(desk.get_by_text("Aus dieser Aussage wurde:")).to_be_visible()
        assert moderator.check() == []
        with desk.expect_navigation():
            moderator.press("Zusammenhang bearbeiten")
        desk.get_by_label("Wörter").fill(title)
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
        desk.get_by_label(f"Vorschlag: {title}", exact=True).check()
        assert moderator.check() == []
        moderator.press("Verknüpfen")
        expect(desk.get_by_text("Die Verknüpfung ist gespeichert.")).to_be_visible()
        assert moderator.check() == []
    with visit("resident", "phone", java_script_enabled=javascript) as resident:
        page = resident.go(proposal_url)
        chain = page.locator(".trace-chain").first
        expect(chain.get_by_text("Daran knüpft an:").first).to_be_visible()
        assert resident.check() == []
        chain.get_by_role("link", name=text).last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(text)
        page.locator(".trace-chain").get_by_role("link", name=text).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"„{text}“")
        assert resident.check() == []
