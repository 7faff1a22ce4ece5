"""A token opens what its person may read at that moment, in the lists and the consultation it was made for, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Mandate, Person, Role
from participation.consultations.models import Consultation, Stage
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, NotFound, Refused
from participation.openapi.access import day_of
from participation.openapi.actions import MOST_TOKENS, Wish, make_token, revoke_token
from participation.openapi.listeners import forget_person
from participation.openapi.models import ApiToken
from participation.proposals.writing_models import CustomValue
from tests.builders import a_person, a_resident, an_administrator, post
from tests.openapi.builders import a_token
from tests.proposals.builders import a_proposal, a_question
from tests.reports.builders import a_running_consultation

Browse = Callable[[Person | None], FlaskClient]


def _a_private_answer(session: Session, title: str = "Beteiligung") -> Consultation:
    consultation = a_running_consultation(session, title)
    proposal = a_proposal(session, consultation, a_resident(session))
    question = a_question(session, consultation, an_administrator(session), "Telefon?", public=False)
    session.add(CustomValue(proposal_id=proposal.id, field_id=question.id, value="0291 4711"))
    session.flush()
    return consultation


def _read(client: FlaskClient, word: str, path: str = "internal-proposal-details", consultation: Consultation | None = None) -> tuple[int, str]:
    query = f"?consultation={consultation.slug}" if consultation else ""
    response = client.get(f"/api/v1/{path}{query}", headers={"Authorization": f"Bearer {word}", "Origin": "https://other.example"})
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in response.headers
    return response.status_code, response.text


def test_a_token_opens_private_columns_of_its_consultation_alone(session: Session, browse: Browse) -> None:
    consultation, other = _a_private_answer(session), _a_private_answer(session, "Andere Beteiligung")
    moderator = a_person(session, moderates=consultation)
    _token, word = a_token(session, moderator, consultation)
    session.commit()
    client = browse(None)
    status, text = _read(client, word, consultation=consultation)
    assert (status, "0291 4711" in text) == (200, True)
    assert _read(client, word, consultation=other)[0] == 403
    assert _read(client, word)[0] == 400
    status, text = _read(client, word, "proposals", consultation)
    assert (status, '"version":' in text) == (200, True)
    assert '"version":' not in client.get(f"/api/v1/proposals?consultation={consultation.slug}").text


def test_a_token_opens_only_the_lists_it_was_made_for(session: Session, browse: Browse) -> None:
    consultation = _a_private_answer(session)
    _token, word = a_token(session, an_administrator(session), None, ["proposals"])
    session.commit()
    assert _read(browse(None), word, "proposals", consultation)[0] == 200
    assert _read(browse(None), word, consultation=consultation)[0] == 403
    assert _read(browse(None), word, "votes", consultation)[0] == 200


def _block(session: Session, person: Person, token: ApiToken) -> None:
    session.execute(update(Person).where(Person.id == person.id).values(blocked_at=clock.now(), blocked_reason="x"))


def _lose_mandate(session: Session, person: Person, token: ApiToken) -> None:
    session.execute(delete(Mandate).where(Mandate.person_id == person.id))


def _end(session: Session, person: Person, token: ApiToken) -> None:
    session.execute(update(ApiToken).values(ends_on=day_of(clock.now()) - timedelta(days=1)))


def _revoke(session: Session, person: Person, token: ApiToken) -> None:
    revoke_token(session, person, token, clock.now())


def _hide(session: Session, person: Person, token: ApiToken) -> None:
    session.execute(update(Consultation).values(stage=Stage.DRAFT))


@pytest.mark.parametrize(("change", "status"), [(_block, 401), (_lose_mandate, 401), (_end, 401), (_revoke, 401), (_hide, 404)])
def test_a_token_ends_with_what_its_person_may(
    change: Callable[[Session, Person, ApiToken], None], status: int, session: Session, browse: Browse
) -> None:
    consultation = _a_private_answer(session)
    moderator = a_person(session, moderates=consultation)
    token, word = a_token(session, moderator)
    session.commit()
    assert _read(browse(None), word, consultation=consultation)[0] == 200
    change(session, moderator, token)
    session.commit()
    session.expire_all()
    answered, text = _read(browse(None), word, consultation=consultation)
    assert (answered, "0291 4711" in text) == (status, False)


@pytest.mark.parametrize("said", ["Bearer x", "Bearer ", "Basic eA==", "Bearer mitreden_" + "x" * 43, "Bearer \x00"])
def test_what_is_no_token_is_refused(client_less: FlaskClient, said: str) -> None:
    response = client_less.get("/api/v1/votes", headers={"Authorization": said})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


@pytest.fixture
def client_less(browse: Browse) -> FlaskClient:
    return browse(None)


def test_a_token_counts_in_the_header_alone(session: Session, browse: Browse) -> None:
    consultation = _a_private_answer(session)
    _token, word = a_token(session, an_administrator(session))
    session.commit()
    for name in ("token", "access_token", "api_key"):
        assert browse(None).get(f"/api/v1/internal-proposal-details?consultation={consultation.slug}&{name}={word}").status_code == 400
    session_alone = browse(an_administrator(session)).get(f"/api/v1/internal-proposal-details?consultation={consultation.slug}")
    assert session_alone.status_code == 401


def test_only_a_hash_is_kept_and_the_day_of_use_is_noted_once(session: Session, browse: Browse) -> None:
    consultation = _a_private_answer(session)
    token, word = a_token(session, an_administrator(session))
    session.commit()
    assert word.encode() not in token.token_hash
    assert token.last_used_on is None
    _read(browse(None), word, consultation=consultation)
    session.expire_all()
    assert session.get_one(ApiToken, token.id).last_used_on == date(2026, 10, 14)


@pytest.mark.parametrize(
    ("name", "datasets", "days", "field"),
    [
        ("", ["proposals"], 30, "name"),
        ("x" * 81, ["proposals"], 30, "name"),
        ("Programm", [], 30, "datasets"),
        ("Programm", ["votes"], 30, "datasets"),
        ("Programm", ["proposals"], 366, "ends_on"),
        ("Programm", ["proposals"], -1, "ends_on"),
    ],
)
def test_what_makes_no_token(session: Session, name: str, datasets: list[str], days: int, field: str) -> None:
    wish = Wish(name, datasets, None, day_of(clock.now()) + timedelta(days=days))
    with pytest.raises(Invalid) as refused:
        make_token(session, an_administrator(session), wish, clock.now())
    assert refused.value.field == field


def test_who_makes_tokens(session: Session) -> None:
    consultation, other = a_running_consultation(session), a_running_consultation(session, "Andere Beteiligung")
    for person in (None, a_resident(session), a_person(session, role=Role.OFFICE), a_person(session, role=Role.COUNCIL)):
        with pytest.raises(Refused):
            a_token(session, person)  # type: ignore[arg-type]  # nobody
    moderator = a_person(session, moderates=consultation)
    with pytest.raises(Invalid):
        a_token(session, moderator, other)
    tokens = [a_token(session, moderator, consultation)[0] for _one in range(MOST_TOKENS)]
    with pytest.raises(Invalid):
        a_token(session, moderator, consultation)
    with pytest.raises(NotFound):
        revoke_token(session, a_person(session, moderates=consultation), tokens[0], clock.now())
    revoke_token(session, an_administrator(session), tokens[0], clock.now())
    revoke_token(session, moderator, tokens[0], clock.now())
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "api_token")).all()
    assert (acts.count("api_token.made"), acts.count("api_token.revoked")) == (MOST_TOKENS, 1)


def test_the_page_shows_a_new_token_once(session: Session, browse: Browse) -> None:
    consultation = a_running_consultation(session)
    moderator = a_person(session, moderates=consultation)
    session.commit()
    client = browse(moderator)
    data = {"name": "Auswertung", "datasets": ["proposals"], "consultation_id": str(consultation.id), "ends_on": "2026-12-31"}
    made = post(client, "/verwaltung/api-schluessel", data)
    assert "mitreden_" in made.text
    later = client.get("/verwaltung/api-schluessel").text
    assert ("mitreden_" in later, "Auswertung" in later, "noch nie benutzt" in later) == (False, True, True)
    wrong = post(client, "/verwaltung/api-schluessel", data | {"consultation_id": "999", "name": "Anderes Programm"})
    assert (wrong.status_code, "Anderes Programm" in wrong.text) == (422, True)


def test_tokens_leave_with_their_person(session: Session) -> None:
    moderator = a_person(session, moderates=a_running_consultation(session))
    a_token(session, moderator)
    forget_person(session, person=moderator)
    assert session.scalars(select(ApiToken)).all() == []
