"""Pages of signed-in people are made once for many, and yet everybody sees what is theirs, at once, and nobody else's; on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from participation.accounts.actions import block_person, change_name, change_role
from participation.accounts.models import Mandate, Person, Role
from participation.accounts.quick import NOBODY
from participation.consultations.models import Consultation, Phase
from participation.consultations.subjects import Subject
from participation.discussions.actions import delete_contribution, edit_contribution, rate, take_back_rating
from participation.discussions.following_actions import follow_discussion, note_visit
from participation.discussions.models import Contribution, Kind
from participation.discussions.topic_actions import close_discussion
from participation.kit import clock, own_pages
from participation.kit.database import Base
from participation.kit.kept import init_kept
from participation.kit.own_pages import OwnPages
from participation.kit.pages import settings
from participation.moderation.models import Measure
from participation.proposals.actions import ProposalText, edit_proposal, support_proposal, take_back_support, withdraw_proposal
from participation.proposals.models import Proposal
from tests.amendments.builders import an_amendment
from tests.builders import START, a_consultation, a_resident, an_administrator
from tests.discussions.builders import a_contribution, discussion_of
from tests.moderation.builders import decide_report
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


@dataclass
class Town:
    """A discussed proposal and four people: Ada proposed it, Tom wrote about it, Bea and Carl only read until a test says otherwise."""

    session: Session
    consultation: Consultation
    proposal: Proposal
    other: Proposal
    contribution: Contribution
    reply: Contribution
    subject: Subject
    ada: Person
    tom: Person
    bea: Person
    carl: Person
    office: Person

    @property
    def pages(self) -> list[str]:
        """The list in two orders, the proposal with its thread in several."""
        base = f"/beteiligungen/{self.consultation.slug}/vorschlaege"
        detail = f"{base}/{self.proposal.id}"
        asked = ("?reihenfolge=zufall", "?zeige=neue")
        return [base, f"{base}?sortierung=neu", f"{base}?q=Rampe", detail, *(detail + each for each in asked)]


@pytest.fixture
def town(session: Session) -> Town:
    """One of each."""
    consultation = a_consultation(session)
    ada, tom, bea, carl = (a_resident(session, name) for name in ("Ada", "Tom", "Bea", "Carl"))
    now = clock.now()
    proposal = a_proposal(session, consultation, ada, "Eine Rampe", at=now - timedelta(minutes=2))
    other = a_proposal(session, consultation, tom, "Ein Aufzug", at=now - timedelta(minutes=1))
    subject = Subject("proposal", proposal.id, consultation.id, proposal.title, "/", ada.id)
    contribution = a_contribution(session, consultation, subject, by=tom)
    reply = a_contribution(session, consultation, subject, "Aber wie steil?", by=ada, to=contribution)
    session.commit()
    return Town(session, consultation, proposal, other, contribution, reply, subject, ada, tom, bea, carl, an_administrator(session))


def plain(page: str) -> str:
    """A page without what is another on each answer."""
    page = re.sub(r'nonce="[\w-]+"', "", page)
    page = re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", page)
    return re.sub(r'(name="beitrag-form_key"[^>]*value=")[^"]*', r"\1", page)


@contextmanager
def nothing_shared(app: Flask) -> Iterator[None]:
    """Nobody stands in for anybody, and no part is kept: every page is made for its person alone."""
    usual, parts = app.extensions["stand_in"], app.extensions["kept_parts"]
    app.extensions["stand_in"] = lambda person, name: None
    init_kept(app)
    try:
        yield
    finally:
        app.extensions["stand_in"], app.extensions["kept_parts"] = usual, parts


def all_right(app: Flask, town: Town, browsers: dict[str, FlaskClient]) -> dict[tuple[str, str], str]:
    """Everybody's pages, looked at alternately; each is what would be made for that person alone."""
    found: dict[tuple[str, str], str] = {}
    for url in town.pages:
        for name, browser in browsers.items():
            answer = browser.get(url)
            with nothing_shared(app):
                alone = browser.get(url)
            assert answer.status_code == alone.status_code, (url, name)
            assert plain(answer.text) == plain(alone.text), (url, name)
            assert {*answer.headers.keys()} - {"Set-Cookie"} == {*alone.headers.keys()}  # the first look gives the token
            found[name, url] = plain(answer.text)
    return found


@pytest.fixture
def browsers(town: Town, browse: Browse) -> dict[str, FlaskClient]:
    """Everybody's browser."""
    return {person.public_name: browse(person) for person in (town.ada, town.tom, town.bea, town.carl)}


def _text(town: Town) -> ProposalText:
    return ProposalText("Zwei Rampen", "Eine vorn und eine hinten, für alle.", town.consultation.categories[1].id)


def _news(town: Town) -> None:
    discussion = discussion_of(town.session, town.subject)
    note_visit(town.session, town.bea, town.consultation, discussion, clock.now() + timedelta(minutes=1), all_read=True)
    note_visit(town.session, town.carl, town.consultation, discussion, clock.now() - timedelta(days=1), all_read=True)


Act = Callable[[Town], object]
ACTS: dict[str, Act] = {
    "nothing": lambda t: None,
    "support": lambda t: support_proposal(t.session, t.bea, t.proposal, t.consultation, clock.now()),
    "support the other": lambda t: support_proposal(t.session, t.bea, t.other, t.consultation, clock.now()),
    "rate": lambda t: rate(t.session, t.bea, t.consultation, t.contribution, -1, clock.now()),
    "rate otherwise": lambda t: [
        rate(t.session, person, t.consultation, t.contribution, value, clock.now()) for person, value in ((t.bea, 1), (t.carl, -1), (t.bea, -1))
    ],
    "contribute": lambda t: a_contribution(t.session, t.consultation, t.subject, "Wie steil wird sie?", by=t.bea),
    "answer": lambda t: a_contribution(t.session, t.consultation, t.subject, "Steiler nicht.", by=t.bea, to=t.contribution),
    "edit a contribution": lambda t: edit_contribution(t.session, t.ada, t.consultation, t.reply, Kind.NOTE, "Warum gerade dort?", clock.now()),
    "delete a contribution": lambda t: delete_contribution(t.session, t.tom, t.consultation, t.contribution, clock.now()),
    "hide a contribution": lambda t: decide_report(t.session, t.office, t.consultation, t.contribution, Measure.HIDE, "Beleidigung", clock.now()),
    "follow": lambda t: follow_discussion(t.session, t.bea, t.consultation, discussion_of(t.session, t.subject), clock.now()),
    "visit": _news,
    "close the discussion": lambda t: close_discussion(t.session, t.office, t.consultation, discussion_of(t.session, t.subject), clock.now()),
    "suggest a change": lambda t: an_amendment(t.session, t.consultation, t.proposal, t.bea, at=clock.now()),
    "edit the proposal": lambda t: edit_proposal(t.session, t.ada, t.proposal, t.consultation, _text(t), clock.now()),
    "withdraw": lambda t: withdraw_proposal(t.session, t.ada, t.proposal, t.consultation, "Es gibt schon eine.", clock.now()),
    "write together": lambda t: t.session.execute(update(Proposal).where(Proposal.id == t.proposal.id).values(co_author_ids=[t.bea.id])),
    "rename": lambda t: change_name(t.session, t.bea, "Bea & <b>Beate</b>", settings(), clock.now()),
    "be told something": lambda t: t.session.execute(update(Person).where(Person.id == t.bea.id).values(unread_notices=3)),
    "be blocked": lambda t: block_person(t.session, t.office, t.bea, "Werbung", clock.now()),
    "become staff": lambda t: change_role(t.session, t.office, t.bea, Role.OFFICE, "Bea Amt", "Amt für Bauen", clock.now()),
    "moderate": lambda t: t.session.add(Mandate(person_id=t.bea.id, consultation_id=t.consultation.id, given_at=clock.now())),
    "lose the verification": lambda t: t.session.execute(update(Person).where(Person.id == t.bea.id).values(verified_at=None)),
    "let the verification run out": lambda t: t.session.execute(update(Person).where(Person.id == t.bea.id).values(verified_until=clock.now())),
    "move away": lambda t: t.session.execute(update(Person).where(Person.id == t.bea.id).values(verified_at=None, verification_end="moved")),
    "lose the address": lambda t: t.session.execute(update(Person).where(Person.id == t.bea.id).values(email_confirmed_at=None)),
    "end the phase": lambda t: t.session.execute(update(Phase).where(Phase.kind == "collect").values(ends_at=clock.now() - timedelta(hours=2))),
}


@pytest.mark.parametrize("act", ACTS)
def test_everybody_sees_what_is_theirs_at_once_and_nobody_elses(app: Flask, town: Town, browsers: dict[str, FlaskClient], act: str) -> None:
    before = {(name, url): plain(browser.get(url).text) for url in town.pages for name, browser in browsers.items()}
    with app.app_context():
        ACTS[act](town)
    town.session.commit()
    after = all_right(app, town, browsers)
    assert (after == before) == (act == "nothing")


def test_what_one_takes_back_is_gone_for_that_one(app: Flask, town: Town, browsers: dict[str, FlaskClient]) -> None:
    before = all_right(app, town, browsers)
    now = clock.now()
    for person in (town.bea, town.carl):
        support_proposal(town.session, person, town.proposal, town.consultation, now)
        rate(town.session, person, town.consultation, town.contribution, 1, now)
    town.session.commit()
    both = all_right(app, town, browsers)
    detail = town.pages[3]
    assert "Unterstützung zurücknehmen" in both["Bea", detail]
    assert 'aria-pressed="true"' in both["Bea", detail]
    assert "Unterstützung zurücknehmen" not in both["Tom", detail]
    take_back_support(town.session, town.bea, town.proposal, town.consultation, now)
    take_back_rating(town.session, town.bea, town.consultation, town.contribution, now)
    town.session.commit()
    one = all_right(app, town, browsers)
    assert "Unterstützung zurücknehmen" not in one["Bea", detail]
    assert 'aria-pressed="true"' not in one["Bea", detail]
    assert "Unterstützung zurücknehmen" in one["Carl", detail]
    take_back_support(town.session, town.carl, town.proposal, town.consultation, now)
    take_back_rating(town.session, town.carl, town.consultation, town.contribution, now)
    town.session.commit()
    assert all_right(app, town, browsers)["Carl", detail] == before["Carl", detail]


def test_readers_who_did_nothing_share_one_page_and_tokens_are_their_own(app: Flask, town: Town, browsers: dict[str, FlaskClient]) -> None:
    app.extensions["own_pages"] = OwnPages()
    url = town.pages[3]
    first, second, again = browsers["Bea"].get(url), browsers["Carl"].get(url), browsers["Bea"].get(url)
    assert len([*app.extensions["own_pages"]]) == 1
    tokens = [{*re.findall(r'name="csrf_token"[^>]*value="([^"]+)', page.text)} for page in (first, second, again)]
    keys = [re.findall(r'name="beitrag-form_key"[^>]*value="([^"]+)', page.text) for page in (first, second, again)]
    nonces = [{*re.findall(r'nonce="([\w-]+)"', page.text)} for page in (first, second, again)]
    assert [len(each) for each in tokens] == [1, 1, 1]
    assert not tokens[0] & tokens[1]
    assert len({key for each in keys for key in each}) == 3
    assert len(set.union(*nonces)) == 3
    for page, nonce in zip((first, second, again), nonces, strict=True):
        assert nonce.pop() in page.headers["Content-Security-Policy"]
        assert "no-store" in page.headers.get("Cache-Control", "no-store")
    assert not re.search(r"\bCarl\b", first.text)
    assert not re.search(r"\bBea\b", second.text)  # tokens may hold these letters by chance


def test_a_form_from_a_shared_page_can_be_sent(app: Flask, town: Town, browsers: dict[str, FlaskClient]) -> None:
    for name in ("Bea", "Carl"):
        page = browsers[name].get(town.pages[3]).text
        token, key = (re.search(rf'name="{field}"[^>]*value="([^"]+)', page) for field in ("csrf_token", "beitrag-form_key"))
        assert token
        assert key
        sent = {"csrf_token": token[1], "beitrag-form_key": key[1], "beitrag-kind": "question", "beitrag-body": f"Das fragt {name}."}
        url = f"/beteiligungen/{town.consultation.slug}/diskussion/vorschlag/{town.proposal.id}"
        assert browsers[name].post(url, data=sent).status_code == 303
    found = all_right(app, town, browsers)
    assert all(f"Das fragt {name}." in found["Tom", town.pages[3]] for name in ("Bea", "Carl"))


def test_no_page_shows_that_somebody_stood_in(app: Flask, town: Town, browsers: dict[str, FlaskClient]) -> None:
    for page in all_right(app, town, browsers).values():
        assert own_pages._WORD not in page
    assert NOBODY < 1  # numbers of rows begin with one


def test_a_page_changes_the_moment_a_phase_ends(app: Flask, town: Town, browsers: dict[str, FlaskClient]) -> None:
    end = START + timedelta(days=31)
    for moment in (end - timedelta(microseconds=1), end):
        town.session.execute(text("UPDATE web_session SET last_seen_at = :at"), {"at": moment.replace(tzinfo=None)})
        town.session.commit()
        with clock.frozen(moment):
            all_right(app, town, browsers)


def test_what_a_message_says_is_shown_once(town: Town, browsers: dict[str, FlaskClient]) -> None:
    browser, url = browsers["Bea"], town.pages[3]
    browser.get(url)
    with browser.session_transaction() as said:
        said["_flashes"] = [("success", "Das hat geklappt.")]
    assert "Das hat geklappt." in browser.get(url).text
    assert "Das hat geklappt." not in browser.get(url).text


def test_asking_a_stand_in_for_more_than_many_share_makes_the_page_anew(app: Flask, town: Town, browse: Browse) -> None:
    with app.app_context():
        found: Any = app.extensions["stand_in"](town.bea, "x")
    person = found[1]
    told = {
        "id",
        "role",
        "public_name",
        "email_confirmed_at",
        "verified_at",
        "blocked_at",
        "deleted_at",
        "unread_notices",
        "represents",
        "mandates",
        "opinions_agreed_at",
    }
    told |= {"verified_until", "verification_end", "roll_from", "guest_since"}  # empty: whoever has one of them gets a page of their own
    assert {*person.__dict__} - {"_sa_instance_state"} == told
    for column in Base.metadata.tables["person"].columns:
        if column.key not in told:
            with pytest.raises(Exception, match="not bound to a Session"):
                getattr(person, column.key)
