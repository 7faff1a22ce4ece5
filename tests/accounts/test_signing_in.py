"""Signing in and out, by password and by mailed link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import nacl.pwhash.argon2id
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import passwords
from participation.accounts.models import Person, Role, WebSession
from participation.kit import clock
from tests.accounts.builders import PASSWORD, a_person_with_password, link_to, mails_to, neutral
from tests.builders import a_person, post
from tests.conftest import NOON

Browse = Callable[[Person | None], FlaskClient]


def sessions_of(session: Session, person: Person) -> list[WebSession]:
    session.expire_all()
    return list(session.scalars(select(WebSession).where(WebSession.person_id == person.id)))


def test_the_right_password_signs_in_and_leads_back(client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session, "Alice")
    session.commit()
    shown = client.get("/anmelden?next=/beteiligungen/x%3Fseite%3D2")
    assert "weiter, wo Sie waren" in shown.text
    assert 'name="next" value="/beteiligungen/x?seite=2"' in shown.text
    answer = post(client, "/anmelden", {"email": alice.email.upper(), "password": PASSWORD, "next": "/beteiligungen/x?seite=2"})
    assert (answer.status_code, answer.location) == (303, "/beteiligungen/x?seite=2")
    assert len(sessions_of(session, alice)) == 1
    assert "Alice" in client.get("/post-unterwegs").text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("typed", ["falsches Passwort", "", "x" * 5000, "\x00", "\ud800"])
def test_a_wrong_password_keeps_the_address_and_never_shows_the_password(client: FlaskClient, session: Session, typed: str) -> None:
    alice = a_person_with_password(session)
    session.commit()
    data = {"email": alice.email, "password": typed.encode("utf-8", "surrogatepass")}
    answer = post(client, "/anmelden", data)
    assert answer.status_code == 422
    assert alice.email in answer.text
    assert "falsches" not in answer.text
    assert sessions_of(session, alice) == []


def test_known_and_unknown_addresses_get_the_same_answer_after_the_same_work(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = a_person_with_password(session)
    without_password = a_person(session)
    session.commit()
    weighed: list[bytes] = []
    original = nacl.pwhash.argon2id.verify
    monkeypatch.setattr(nacl.pwhash.argon2id, "verify", lambda kept, typed: (weighed.append(kept), original(kept, typed))[1])
    answers = {
        neutral(post(client, "/anmelden", {"email": email, "password": "falsches Passwort"}).text, email)
        for email in (alice.email, without_password.email, "nobody@town.example")
    }
    assert len(answers) == 1
    assert len(weighed) == 3
    assert all(kept.startswith(b"$argon2id$v=19$m=7168,t=5,p=1$") for kept in weighed)


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\tx", "\\/evil"])
def test_the_way_back_stays_on_this_site(client: FlaskClient, session: Session, target: str) -> None:
    alice = a_person_with_password(session)
    session.commit()
    assert post(client, "/anmelden", {"email": alice.email, "password": PASSWORD, "next": target}).location == "/"


def test_a_session_planted_before_signing_in_is_worth_nothing_after(client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "planted-token"
        cookie["planted"] = "yes"
    post(client, "/anmelden", {"email": alice.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != "planted-token"
        assert "planted" not in cookie


def test_signing_in_again_ends_the_session_before(browse: Browse, session: Session) -> None:
    bob, alice = a_person(session), a_person_with_password(session)
    browser = browse(bob)
    post(browser, "/anmelden", {"email": alice.email, "password": PASSWORD})
    assert sessions_of(session, bob) == []
    assert len(sessions_of(session, alice)) == 1


def test_signing_out_ends_the_session_on_the_server(browse: Browse, session: Session) -> None:
    alice = a_person(session)
    browser = browse(alice)
    assert post(browser, "/abmelden").location == "/"
    assert sessions_of(session, alice) == []
    assert browser.get("/abmelden").status_code == 405


def test_after_many_wrong_passwords_one_waits_but_a_link_still_works(client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session)
    session.commit()
    answers = [post(client, "/anmelden", {"email": alice.email, "password": "falsch"}).status_code for _attempt in range(9)]
    assert answers == [422] * 8 + [429]
    waiting = post(client, "/anmelden", {"email": alice.email, "password": PASSWORD})
    assert waiting.status_code == 429
    assert int(waiting.headers["Retry-After"]) > 0
    elsewhere = {"REMOTE_ADDR": "203.0.113.5"}  # the owner, in another network
    assert post(client, "/anmelden", {"email": alice.email, "password": PASSWORD}, environ_base=elsewhere).status_code == 303
    post(client, "/anmelden/link", {"email": alice.email})
    assert post(client, link_to(session, alice.email)).status_code == 303


def test_the_public_password_of_the_demo_is_worth_nothing_elsewhere(client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session, password=passwords.DEMO_PASSWORD)
    session.commit()
    assert post(client, "/anmelden", {"email": alice.email, "password": passwords.DEMO_PASSWORD}).status_code == 422


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(client: FlaskClient, session: Session) -> None:
    alice = a_person(session)
    alice.password_hash = old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    session.commit()
    assert post(client, "/anmelden", {"email": alice.email, "password": PASSWORD}).status_code == 303
    session.expire_all()
    assert alice.password_hash != old
    assert "m=7168,t=5,p=1" in alice.password_hash


def test_a_mailed_link_signs_in_by_its_button_only_and_once(client: FlaskClient, session: Session) -> None:
    alice = a_person(session, "Alice", confirmed=False)
    session.commit()
    asked = post(client, "/anmelden/link", {"email": alice.email, "next": "/beteiligungen"})
    assert asked.location == "/post-unterwegs"
    link = link_to(session, alice.email)
    for _prefetch in range(2):
        assert "Anmelden als Alice" in client.get(link).text
        assert client.head(link).status_code == 200
    assert sessions_of(session, alice) == []
    done = post(client, link)
    assert (done.status_code, done.location) == (303, "/beteiligungen")
    session.expire_all()
    assert alice.email_confirmed_at == NOON
    again = post(client, link)
    assert again.status_code == 410
    assert "schon benutzt" in again.text
    assert client.get(link).status_code == 410
    assert len(sessions_of(session, alice)) == 1


def test_a_mailed_link_runs_out(client: FlaskClient, session: Session) -> None:
    alice = a_person(session)
    session.commit()
    post(client, "/anmelden/link", {"email": alice.email})
    with clock.frozen(NOON + timedelta(minutes=31)):
        late = post(client, link_to(session, alice.email))
    assert late.status_code == 410
    assert "abgelaufen" in late.text


def test_asking_for_a_link_answers_the_same_for_unknown_addresses(client: FlaskClient, session: Session) -> None:
    alice = a_person(session)
    session.commit()
    answers = {}
    for email in (alice.email, "nobody@town.example"):
        answer = post(client, "/anmelden/link", {"email": email})
        answers[email] = (answer.status_code, answer.text, answer.location, neutral(client.get(answer.location).text, email))
    assert len(set(answers.values())) == 1
    assert "noch kein Konto" in mails_to(session, "nobody@town.example")[-1].text
    post(client, "/anmelden/link", {"email": "nobody@town.example"})
    assert len(mails_to(session, "nobody@town.example")) == 1, "once an hour is enough"


def test_a_mailbox_is_not_flooded(client: FlaskClient, session: Session) -> None:
    alice = a_person(session)
    session.commit()
    for number in range(7):
        answer = post(client, "/anmelden/link", {"email": alice.email}, environ_base={"REMOTE_ADDR": f"203.0.{number}.1"})
        assert answer.status_code == 303
    assert len(mails_to(session, alice.email)) == 5


def test_the_mail_speaks_the_recipients_language_and_links_to_the_configured_address(client: FlaskClient, session: Session) -> None:
    alice = a_person(session)
    session.commit()
    post(client, "/anmelden/link", {"email": alice.email}, headers={"X-Forwarded-Host": "evil.example"})
    mail = mails_to(session, alice.email)[-1]
    assert "http://localhost/anmelden/link/" in mail.text
    assert "evil" not in mail.text
    assert "30 Minuten" in mail.text


@pytest.mark.parametrize(
    ("role", "rest", "alive"), [(Role.OFFICE, 29, True), (Role.OFFICE, 31, False), (Role.RESIDENT, 31, True), (Role.RESIDENT, 721, False)]
)
def test_staff_are_signed_out_after_half_an_hour_of_rest_residents_after_twelve(
    browse: Browse, session: Session, role: Role, rest: int, alive: bool
) -> None:
    browser = browse(a_person(session, role=role))
    with clock.frozen(NOON + timedelta(minutes=rest)):
        assert (browser.get("/anmelden").status_code == 303) is alive
