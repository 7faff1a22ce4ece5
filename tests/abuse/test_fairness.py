"""Class: sock puppets, and silencing by whoever looks for them. Over the running server.

The statistics and their false alarms: `tests/methods/moderation/test_crowds.py`; what is kept, asked and decided: `tests/moderation/test_crowds.py`;
texts that go back: `tests/moderation/test_back_to_draft.py`; free texts of surveys: `tests/surveys/test_hidden_texts.py`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.accounts.models import Mandate
from participation.accounts.network_models import NetworkTrace
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.moderation.crowd_models import CrowdCheck, CrowdFinding, CrowdMember, FindingState
from participation.proposals.models import Proposal
from tests.abuse.conftest import Town
from tests.builders import a_consultation

MARKUP = '"><svg onload=alert(1)>'


@pytest.fixture
def finding(town: Town) -> int:
    """Something that stands out of a proposal, of which Alice is part and was asked about."""
    now = clock.now()
    with town.app.app_context(), town.session() as session:
        proposal = session.get_one(Proposal, town.ids["proposal"])
        session.query(CrowdCheck).filter_by(kind="proposal", subject_id=proposal.id).delete()
        here, row = proposal.consultation_id, {"kind": "proposal", "subject_id": proposal.id}
        made = CrowdFinding(consultation_id=here, sign="burst", mark=str(now.timestamp()), people=12, usual=1, chance=1e-7, found_at=now, **row)
        made.state, made.note, made.settled_at, made.asked_until = FindingState.ASKED, MARKUP, now, now + timedelta(days=14)
        session.add_all([made, CrowdCheck(consultation_id=here, looked_at=now, people=12, networked=0, **row)])
        session.flush()
        session.add(CrowdMember(finding_id=made.id, person_id=town.ids["alice"]))
        session.commit()
        return made.id


def test_no_address_of_a_supporter_is_in_the_database(town: Town) -> None:
    """Of a network a keyed hash is kept; the address is nowhere, in no file of the database and not in the log."""
    assert town.newcomer().post(f"{town.proposal()}/unterstuetzen").status in (200, 303)
    with town.app.app_context(), town.session() as session:
        traces = session.scalars(select(NetworkTrace).where(NetworkTrace.subject_id == town.ids["proposal"])).all()
    assert traces
    assert {len(trace.network) for trace in traces} == {16}
    for file in (*town.folder.glob("town.sqlite*"), town.log):
        assert b"127.0.0.1" not in file.read_bytes().replace(b"http://127.0.0.1", b""), file.name


def test_taking_it_back_takes_the_trace_along(town: Town) -> None:
    browser = town.newcomer()
    browser.post(f"{town.proposal()}/unterstuetzen")
    with town.app.app_context(), town.session() as session:
        before = session.query(NetworkTrace).count()
    browser.post(f"{town.proposal()}/unterstuetzung-zuruecknehmen")
    with town.app.app_context(), town.session() as session:
        assert session.query(NetworkTrace).count() == before - 1


def test_a_forged_address_makes_nobody_another_network(town: Town) -> None:
    """Without a proxy in the settings, X-Forwarded-For counts for nothing."""
    first, second = town.newcomer(), town.newcomer()
    first.post(f"{town.proposal()}/unterstuetzen", {}, {"X-Forwarded-For": "203.0.113.9"})
    second.post(f"{town.proposal()}/unterstuetzen", {}, {"X-Forwarded-For": "198.51.100.9", "Forwarded": "for=192.0.2.1"})
    with town.app.app_context(), town.session() as session:
        found = session.scalars(select(NetworkTrace.network).where(NetworkTrace.subject_id == town.ids["proposal"])).all()
    assert len(set(found)) == 1


@pytest.mark.parametrize("who", ["", "bob", "mia", "unverified"])
def test_the_report_is_nobodys_but_the_moderations(town: Town, finding: int, who: str) -> None:
    client, desk = town.client(who), f"{town.here}/moderation/auffaelligkeiten"
    for path in (desk, f"{desk}/proposal/{town.ids['proposal']}"):
        assert client.get(path).status in (303, 403)
    for path in (f"{desk}/proposal/{town.ids['proposal']}", f"{desk}/befund/{finding}"):
        assert client.post(path, {"step": "discounted", "note": "Weg damit."}).status in (303, 400, 403)
    with town.app.app_context(), town.session() as session:
        assert session.get_one(CrowdFinding, finding).state == FindingState.ASKED


@pytest.mark.parametrize("who", ["bob", "mia", "admin"])
def test_a_question_is_only_for_whom_it_asks(town: Town, finding: int, who: str) -> None:
    client = town.client(who)
    assert client.get(f"/unterstuetzung/{finding}/bestaetigen").status == 404
    assert client.post(f"/unterstuetzung/{finding}/bestaetigen").status == 404
    assert town.client("alice").get(f"/unterstuetzung/{finding}/bestaetigen").status == 200


def test_a_confirmation_without_its_token_is_refused(town: Town, finding: int) -> None:
    assert town.client("alice").send(f"/unterstuetzung/{finding}/bestaetigen", b"").status == 400
    with town.app.app_context(), town.session() as session:
        assert session.get_one(CrowdMember, (finding, town.ids["alice"])).confirmed_at is None


def test_nothing_is_left_uncounted_before_the_time_for_answers_is_over(town: Town, finding: int) -> None:
    answer = town.client("admin").post(f"{town.here}/moderation/auffaelligkeiten/befund/{finding}", {"step": "discounted", "note": "Weg damit."})
    assert answer.status == 403
    with town.app.app_context(), town.session() as session:
        assert session.get_one(CrowdFinding, finding).state == FindingState.ASKED


def test_a_finding_is_found_under_its_own_consultation_only(town: Town, finding: int) -> None:
    with town.app.app_context(), town.session() as session:
        other = a_consultation(session, "Noch eine")
        session.add(Mandate(person_id=town.ids["mia"], consultation_id=other.id, given_at=clock.now()))
        session.commit()
        slug = session.get_one(Consultation, other.id).slug
    desk = f"/beteiligungen/{slug}/moderation/auffaelligkeiten"
    assert town.client("mia").post(f"{desk}/befund/{finding}", {"step": "left", "note": "Nichts."}).status == 404
    assert town.client("mia").get(f"{desk}/proposal/{town.ids['proposal']}").status == 404
    assert town.client().get(f"/beteiligungen/{slug}/geprueft/proposal/{town.ids['proposal']}").status == 404


def test_reasons_are_text_on_the_public_page(town: Town, finding: int) -> None:
    page = town.client().get(f"{town.here}/geprueft/proposal/{town.ids['proposal']}")
    assert page.status == 200
    assert page.dangers == []
    assert "svg onload" in page.text
    assert "<svg onload" not in page.text
    assert "Alice" not in page.text


@pytest.mark.parametrize("kind", ["proposal", "vote", "support", "nothing", "..", "%00"])
def test_what_is_not_there_is_missing(town: Town, kind: str) -> None:
    assert town.client().get(f"{town.here}/geprueft/{kind}/999999").status == 404


@pytest.mark.parametrize("kind", ["support", "answer"])
def test_numbers_of_supports_and_answers_tell_nobody_anything(town: Town, kind: str) -> None:
    assert town.client().get(f"/melden/{kind}/1").status == 404
    assert town.client("bob").get(f"/moderation/{kind}/1").status in (403, 404)


def test_nobody_sends_a_proposal_back_or_hands_in_anothers(town: Town) -> None:
    for who in ("", "alice", "bob", "mia"):
        answer = town.client(who).post(f"/moderation/proposal/{town.ids['proposal']}", {"measure": "back", "facts": "Weil."})
        assert answer.status in (303, 403)
    with town.app.app_context(), town.session() as session:
        assert session.get_one(Proposal, town.ids["proposal"]).is_published
    sent = town.client("admin").post(f"/moderation/proposal/{town.ids['proposal']}", {"measure": "back", "facts": "Bitte ohne Namen."})
    assert sent.status == 303
    for who in ("alice", "mia"):
        assert town.client(who).post(f"{town.proposal()}/veroeffentlichen").status in (403, 404)
    for path in ("", "/fassungen", "/bearbeiten", "/vorschau"):
        assert town.client("alice").get(f"{town.proposal()}{path}").status in (403, 404, 410)
    assert town.client("bob").post(f"{town.proposal()}/loeschen").status == 403  # its supports would go with it
    assert town.client("admin").post(f"/moderation/proposal/{town.ids['proposal']}", {"measure": "keep"}).status == 303
    with town.app.app_context(), town.session() as session:
        assert session.get_one(Proposal, town.ids["proposal"]).is_published
