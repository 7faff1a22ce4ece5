"""A proposal's page: what everybody reads, and what only some may."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.kit import clock
from participation.kit.page_cache import init_page_cache
from participation.proposals.actions import AnswerText, ProposalText, answer_proposal, edit_proposal, withdraw_proposal
from participation.proposals.models import Proposal, Status
from tests.builders import a_consultation, a_person, a_resident, post, post_by_htmx
from tests.proposals.builders import BODY, DURING_COLLECT, a_draft, a_proposal

Browse = Callable[[Person | None], FlaskClient]


def url(consultation: Any, proposal: Proposal, path: str = "") -> str:
    return f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}{path}"


def test_everybody_reads_a_proposal_with_its_number_author_and_text(session: Session, client: FlaskClient) -> None:
    consultation, alice = a_consultation(session), a_resident(session, "Radfahrerin 71")
    proposal = a_proposal(session, consultation, alice, "Eine Rampe am Eingang")
    session.commit()
    text = client.get(url(consultation, proposal)).text
    for words in ("Eine Rampe am Eingang", str(proposal.reference), "von Radfahrerin 71", "Der große Saal bekommt eine Rampe", "Gebäude"):
        assert words in text
    assert client.get_cookie("session") is None
    assert "csrf_token" not in text.split('id="unterstuetzung"')[1].split("</section>")[0]


def test_somebody_elses_draft_is_as_missing_as_a_missing_number(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    moderator = browse(a_person(session, moderates=consultation))
    missing = moderator.get(url(consultation, draft).rsplit("/", 1)[0] + "/999999999")
    hidden = moderator.get(url(consultation, draft))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    without_nonce = [part.split('nonce="')[0] for part in (hidden.text, missing.text)]
    assert without_nonce[0] == without_nonce[1]
    assert browse(alice).get(url(consultation, draft)).location.endswith("/vorschau")


def test_a_proposal_stands_in_its_own_consultation_only(session: Session, client: FlaskClient) -> None:
    consultation, other = a_consultation(session), a_consultation(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    assert client.get(url(other, proposal)).status_code == 404
    for number in ("٣", "0", "007", "99999999999999999999", "-1", "1e3"):
        assert client.get(f"/beteiligungen/{consultation.slug}/vorschlaege/{number}").status_code == 404


def test_the_citys_answer_stands_above_and_earlier_ones_stay(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    office = a_person(session, "Sabine Krüger", role=Role.OFFICE)
    office.position = "Amt für Stadtplanung"
    proposal = a_proposal(session, consultation)
    answer_proposal(session, office, proposal, consultation, AnswerText(Status.REVIEW, "Wir prüfen das bis Dezember."), DURING_COLLECT)
    answer_proposal(session, office, proposal, consultation, AnswerText(Status.ACCEPTED, "Die Rampe **kommt**."), DURING_COLLECT)
    session.commit()
    text = client.get(url(consultation, proposal)).text
    assert (
        text.index("Die Rampe <strong>kommt</strong>.") < text.index("Wir prüfen das bis Dezember.") < text.index("Der große Saal bekommt eine Rampe")
    )
    assert "Sabine Krüger, Amt für Stadtplanung" in text
    assert "Angenommen" in text


def test_a_withdrawn_proposal_keeps_its_number_and_says_why(session: Session, client: FlaskClient) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice)
    withdraw_proposal(session, alice, proposal, consultation, "Es gibt schon einen <besseren>.", DURING_COLLECT)
    session.commit()
    response = client.get(url(consultation, proposal))
    assert response.status_code == 200
    assert "Es gibt schon einen &lt;besseren&gt;." in response.text
    assert str(proposal.reference) in response.text
    assert "Vorschlag unterstützen" not in response.text


def test_the_text_before_an_edit_stays_readable(session: Session, client: FlaskClient) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, "Eine Rampe")
    later = DURING_COLLECT + timedelta(minutes=5)
    edit_proposal(session, alice, proposal, consultation, ProposalText("Zwei Rampen", BODY, proposal.category_id), later)
    session.commit()
    assert "Zwei Rampen" in client.get(url(consultation, proposal)).text
    assert "Fassung 1: Eine Rampe" in client.get(url(consultation, proposal, "/fassungen")).text


def test_hostile_text_stays_text(session: Session, client: FlaskClient) -> None:
    consultation, mallory = a_consultation(session), a_resident(session, "<img src=x onerror=alert(1)>")
    body = "<script>alert(1)</script> [klick](javascript:alert(1)) ![x](https://evil.example/x.png) und noch viel mehr Text."
    proposal = a_proposal(session, consultation, mallory, "<b>fett</b>\"'><script>alert(2)</script>", body)
    session.commit()
    for address in (url(consultation, proposal), url(consultation, proposal).rsplit("/", 1)[0]):
        text = client.get(address).text
        for bad in ("<script>alert", "<img src", 'href="javascript', "<b>fett"):
            assert bad not in text, address


def test_the_page_costs_the_same_statements_whatever_is_on_it(
    session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    consultation = a_consultation(session)
    plain, busy = a_proposal(session, consultation), a_proposal(session, consultation, supporters=5, status=Status.ACCEPTED)
    session.commit()
    numbers = []
    for proposal in (plain, busy):
        client.get(url(consultation, proposal))
        with count_statements() as kept:
            client.get(url(consultation, proposal))
        assert kept.count == 1
        init_page_cache(client.application)
        with count_statements() as statements:
            client.get(url(consultation, proposal))
        numbers.append(statements.count)
        client.application.extensions["kept_pages"].clear()
        with count_statements() as again:
            client.get(url(consultation, proposal))
        assert again.count == 1, again.texts  # what the page showed before is asked for at once
    assert numbers[0] == numbers[1]
    assert numbers[0] == 3, statements.texts


def test_support_is_a_form_that_works_without_javascript(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    mine = browse(alice)
    assert "Vorschlag unterstützen" in mine.get(url(consultation, proposal)).text
    answer = post(mine, url(consultation, proposal, "/unterstuetzen"))
    assert (answer.status_code, answer.location) == (303, url(consultation, proposal) + "#unterstuetzung")
    assert "Unterstützung zurücknehmen" in mine.get(url(consultation, proposal)).text
    post(mine, url(consultation, proposal, "/unterstuetzung-zuruecknehmen"))
    assert "Noch unterstützt niemand" in mine.get(url(consultation, proposal)).text


def test_with_htmx_only_the_support_box_comes_back_with_the_same_button(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    answer = post_by_htmx(browse(alice), url(consultation, proposal, "/unterstuetzen"))
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section id="unterstuetzung"')
    assert 'id="support-button"' in answer.text
    assert 'data-announce="Sie unterstützen diesen Vorschlag."' in answer.text


def test_a_reader_signs_in_and_comes_back_to_one_button(session: Session, client: FlaskClient, browse: Browse) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    led = client.get(url(consultation, proposal, "/unterstuetzen"))
    assert led.status_code == 303
    assert led.location.startswith("/anmelden?next=")
    assert "unterstuetzen" in led.location
    assert "Diesen Vorschlag unterstützen?" in browse(a_resident(session)).get(url(consultation, proposal, "/unterstuetzen")).text
    unverified = browse(a_person(session)).get(url(consultation, proposal, "/unterstuetzen")).text
    assert "Code eingeben" in unverified
    assert "Code aus Ihrem Brief" in unverified


def test_after_the_phase_the_click_is_refused_with_the_date(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    with clock.frozen(DURING_COLLECT + timedelta(days=70)):
        answer = post(browse(alice), url(consultation, proposal, "/unterstuetzen"))
    assert answer.status_code == 403
    assert "war bis" in answer.text
