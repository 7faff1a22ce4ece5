"""A form that is sent twice at the same moment does its work once, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.code_actions import make_codes
from participation.accounts.evidence import CodeKeys
from participation.accounts.models import MailedLink, Person, Purpose, Role
from participation.discussions.models import Contribution, Rating
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.database import db
from participation.moderation.models import CaseNotice
from participation.proposals.models import OfficialAnswer, Proposal, ProposalVersion, Support
from participation.votes.channel_models import EntryMark
from participation.votes.models import Ballot, Channel, RollMark
from participation.votes.trackers import new_cast_key
from tests.accounts.builders import link_to, mails_to
from tests.amendments.builders import an_amendment
from tests.builders import a_consultation, a_person, a_resident, an_administrator, sign_in, token_for
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.house.pages import Page
from tests.proposals.builders import BODY, a_draft, a_proposal
from tests.votes.builders import a_voting_consultation, an_open_vote, consultation_of
from tests.votes.channel_builders import a_code_vote, a_letter, entries_of

AT_ONCE = 4


@pytest.fixture
def own(own_app: Flask) -> Iterator[Session]:
    """A session on the application's own database; what it commits is there for every thread."""
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        yield session


def _browser(app: Flask, own: Session, person: Person | None) -> FlaskClient:
    browser = app.test_client()
    if person is not None:
        sign_in(browser, own, person)
    return browser


def at_once(own: Session, browser: FlaskClient, url: str, data: dict[str, object], times: int = AT_ONCE) -> list[TestResponse]:
    """The same form, sent by one browser several times in the same moment."""
    own.rollback()  # SQLite has one writer: what the test read must not hold the others up
    sent = {"csrf_token": token_for(browser), **data}
    cookies = browser.get_cookie(browser.application.config["SESSION_COOKIE_NAME"])
    start = Barrier(times)

    def send(_number: int) -> TestResponse:
        twin = browser.application.test_client()
        if cookies is not None:
            twin.set_cookie(cookies.key, cookies.value)
        with clock.frozen(NOON):
            start.wait()
            return twin.post(url, data=sent)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, range(times)))


def _fields(browser: FlaskClient, url: str, action: str) -> dict[str, object]:
    """What the form of a page sends beside what people type."""
    forms = [form for form in Page(browser.get(url).text).forms if form.method == "post" and form.action.endswith(action)]
    assert forms, url
    return {name: value for name, value in forms[0].fields.items() if name != "csrf_token"}


def _count(own: Session, what: type, *conditions: object) -> int:
    own.rollback()
    return own.scalar(select(func.count()).select_from(what).where(*conditions)) or 0  # type: ignore[arg-type]  # column comparisons


def _statuses(answers: list[TestResponse]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_a_proposal_is_saved_and_published_once(own_app: Flask, own: Session) -> None:
    alice, consultation = a_resident(own), a_consultation(own)
    draft = a_draft(own, consultation, alice)
    own.commit()
    browser, here = _browser(own_app, own, alice), f"/beteiligungen/{consultation.slug}/vorschlaege"
    form = _fields(browser, f"{here}/neu", "/neu") | {
        "title": "Mehr Bänke",
        "body": BODY,
        "category_id": consultation.categories[0].id,
        "weiter": "entwurf",
    }
    assert set(_statuses(at_once(own, browser, f"{here}/neu", form))) == {303}
    assert _count(own, Proposal) == 2
    assert set(_statuses(at_once(own, browser, f"{here}/{draft.id}/veroeffentlichen", {}))) == {303}
    assert _count(own, AuditEntry, AuditEntry.action == "proposal.published") == 1


def test_support_counts_once(own_app: Flask, own: Session) -> None:
    alice, consultation = a_resident(own), a_consultation(own)
    proposal = a_proposal(own, consultation)
    own.commit()
    browser, here = _browser(own_app, own, alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    assert set(_statuses(at_once(own, browser, f"{here}/unterstuetzen", {}))) <= {303, 409}
    own.refresh(proposal)
    assert (_count(own, Support), proposal.support_count) == (1, 1)
    at_once(own, browser, f"{here}/unterstuetzung-zuruecknehmen", {})
    own.refresh(proposal)
    assert (_count(own, Support), proposal.support_count) == (0, 0)


def test_a_contribution_and_a_rating_are_stored_once(own_app: Flask, own: Session) -> None:
    alice, consultation = a_resident(own), a_consultation(own)
    topic = a_topic(own, consultation)
    other = a_contribution(own, consultation, subject_of(topic))
    own.commit()
    browser, here = _browser(own_app, own, alice), f"/beteiligungen/{consultation.slug}/diskussion/thema/{topic.id}"
    page = f"/beteiligungen/{consultation.slug}/diskussionen/{topic.id}"
    form = _fields(browser, page, here) | {"beitrag-kind": "for", "beitrag-body": "Das finde ich gut."}
    assert set(_statuses(at_once(own, browser, here, form))) == {303}
    assert _count(own, Contribution) == 2
    assert set(_statuses(at_once(own, browser, f"/beitraege/{other.id}/bewertung", {"wert": "zu"}))) == {303}
    own.refresh(other)
    assert (_count(own, Rating), other.up_count) == (1, 1)
    assert set(_statuses(at_once(own, browser, f"/melden/contribution/{other.id}", {"reason": "insult"}))) <= {303, 409, 403}


def test_of_answers_in_the_same_moment_one_stands_and_the_others_are_asked(own_app: Flask, own: Session) -> None:
    office, consultation = a_person(own, role=Role.OFFICE), a_consultation(own)
    proposal = a_proposal(own, consultation)
    own.commit()
    browser, here = _browser(own_app, own, office), f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/antwort"
    answers = at_once(own, browser, here, {"status": "accepted", "body": "Ja, gern.", "seen": "0"})
    assert set(_statuses(answers)) <= {303, 422}
    assert _count(own, OfficialAnswer) == 1


def test_a_change_is_accepted_and_reported_once(own_app: Flask, own: Session) -> None:
    ada, consultation = a_resident(own), a_consultation(own)
    proposal = a_proposal(own, consultation, ada)
    amendment = an_amendment(own, consultation, proposal)
    own.commit()
    browser = _browser(own_app, own, ada)
    here = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/aenderungen/{amendment.id}/annehmen"
    assert sorted(_statuses(at_once(own, browser, here, {"seen": "1"}))) == [303, 403, 403, 403]
    assert _count(own, ProposalVersion, ProposalVersion.proposal_id == proposal.id) == 1
    reporter = _browser(own_app, own, a_resident(own))
    own.refresh(proposal)
    other = an_amendment(own, consultation, proposal, title="Rampe und Aufzug")
    own.commit()
    at_once(own, reporter, f"/melden/amendment/{other.id}", {"reason": "insult"})
    assert _count(own, CaseNotice) == 1


def test_a_new_person_exists_once(own_app: Flask, own: Session) -> None:
    browser = _browser(own_app, own, None)
    browser.get("/registrieren")
    at_once(own, browser, "/registrieren", {"email": "new@town.example", "public_name": "Kastanie"})
    assert _count(own, MailedLink, MailedLink.purpose == Purpose.SIGN_UP) >= 1
    url = link_to(own, "new@town.example")
    own.commit()
    answers = at_once(own, browser, url, {})
    assert _statuses(answers).count(303) == 1, _statuses(answers)
    assert set(_statuses(answers)) <= {303, 409, 410}
    assert _count(own, Person, Person.email == "new@town.example") == 1
    assert mails_to(own, "new@town.example")


def test_one_name_goes_to_one_person(own_app: Flask, own: Session) -> None:
    people = [a_person(own) for _number in range(AT_ONCE)]
    own.commit()
    browsers = [_browser(own_app, own, person) for person in people]
    tokens = [token_for(browser) for browser in browsers]
    own.rollback()
    start = Barrier(AT_ONCE)

    def send(number: int) -> int:
        start.wait()
        with clock.frozen(NOON):
            return browsers[number].post("/konto/name", data={"csrf_token": tokens[number], "public_name": "Kastanie"}).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 422}


def test_a_code_makes_one_resident(own_app: Flask, own: Session) -> None:
    people = [a_person(own) for _number in range(AT_ONCE)]
    keys = CodeKeys.of(own_app.extensions["settings"].secret_key)
    _batch, (code,) = make_codes(own, an_administrator(own), 1, "Briefe", None, keys, clock.now())
    own.commit()
    browsers = [_browser(own_app, own, person) for person in people]
    tokens = [token_for(browser) for browser in browsers]
    own.rollback()
    start = Barrier(AT_ONCE)

    def send(number: int) -> int:
        start.wait()
        with clock.frozen(NOON):
            return browsers[number].post("/konto/nachweis", data={"csrf_token": tokens[number], "code": code}).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 422}
    assert _count(own, Person, Person.verified_at.is_not(None)) == 1


def enter_code(browser: FlaskClient, code: str) -> None:
    """Type a voting code in; in a thread of its own, because a request inside the test's context would keep its transaction."""
    data = {"csrf_token": token_for(browser), "code": code}

    def send() -> int:
        with clock.frozen(NOON):
            return browser.post("/abstimmen", data=data).status_code

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(send).result() == 303


def test_twenty_equal_ballots_by_one_code_are_one(own_app: Flask, own: Session) -> None:
    vote = a_code_vote(own)
    slug, code = consultation_of(own, vote).slug, a_letter(own, vote)
    own.commit()
    browser = _browser(own_app, own, None)
    enter_code(browser, code)
    address, key = f"/beteiligungen/{slug}/abstimmungen/{vote.id}/stimme", new_cast_key()
    answers = at_once(own, browser, address, {"rank-1": "1", "cast_key": key}, 20)
    assert set(_statuses(answers)) == {303}
    assert (_count(own, Ballot), _count(own, EntryMark)) == (1, 1)
    other = at_once(own, browser, address, {"rank-2": "1", "cast_key": new_cast_key()}, 2)
    assert set(_statuses(other)) == {409}
    assert (_count(own, Ballot), _count(own, EntryMark)) == (1, 1)


def test_one_voter_by_four_ways_at_once_has_one_mark(own_app: Flask, own: Session) -> None:
    """The letter in two browsers, a paper at the counter, and a new code from there, all in the same moment."""
    vote = a_code_vote(own, rule="plurality", at_counter=True, on_paper=True)
    slug, code, entry = consultation_of(own, vote).slug, a_letter(own, vote), entries_of(own, vote)[0]
    clerk = an_administrator(own)
    own.commit()
    base = f"/beteiligungen/{slug}/abstimmungen/{vote.id}"
    voters = [_browser(own_app, own, None) for _browser_number in range(2)]
    for voter in voters:
        enter_code(voter, code)
    staff = [_browser(own_app, own, clerk) for _desk in range(2)]
    sent = [
        *((voter, f"{base}/stimme", {"mark": "1", "cast_key": new_cast_key()}) for voter in voters),
        (staff[0], f"{base}/schalter/papier", {"who": entry.number}),
        (staff[1], f"{base}/schalter/code", {"who": entry.number}),
    ]
    forms = [(browser, url, {"csrf_token": token_for(browser), **data}) for browser, url, data in sent]
    own.rollback()
    start = Barrier(len(forms))

    def send(number: int) -> tuple[int, str]:
        browser, url, data = forms[number]
        start.wait()
        with clock.frozen(NOON):
            answer = browser.post(url, data=data)
        return answer.status_code, answer.location or ""

    with ThreadPoolExecutor(len(forms)) as pool:
        answers = list(pool.map(send, range(len(forms))))
    assert {status for status, _location in answers} <= {200, 303, 403, 409, 410}, answers
    assert not any(location.startswith("/anmelden") for _status, location in answers)
    assert _count(own, EntryMark) == 1
    on_paper = _count(own, EntryMark, EntryMark.channel == Channel.PAPER)
    assert _count(own, Ballot) == 1 - on_paper, "a mark on paper has its ballot at the close"


def test_twenty_equal_ballots_are_one(own_app: Flask, own: Session) -> None:
    alice, vote = a_resident(own), an_open_vote(own, a_voting_consultation(own))
    slug = consultation_of(own, vote).slug
    own.commit()
    browser = _browser(own_app, own, alice)
    key = new_cast_key()
    answers = at_once(own, browser, f"/beteiligungen/{slug}/abstimmungen/{vote.id}/stimme", {"rank-1": "1", "cast_key": key}, 20)
    assert set(_statuses(answers)) == {303}
    assert (_count(own, Ballot), _count(own, RollMark)) == (1, 1)
    other = at_once(own, browser, f"/beteiligungen/{slug}/abstimmungen/{vote.id}/stimme", {"rank-2": "1", "cast_key": new_cast_key()}, 2)
    assert set(_statuses(other)) <= {403, 409}
    assert (_count(own, Ballot), _count(own, RollMark)) == (1, 1)
