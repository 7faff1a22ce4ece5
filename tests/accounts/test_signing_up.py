"""Opening an account: one mail, one button, and nothing stored of a person before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import MailedLink, Person, WebSession
from participation.accounts.passwords import objection, weigh
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.text import name_key
from tests.accounts.builders import PASSWORD, link_to, mails_to, neutral
from tests.builders import a_person, post
from tests.conftest import NOON

NEW = {"email": "Neu@Town.example ", "public_name": "Radfahrerin 71"}


def people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


def somebody(session: Session, email: str) -> Person | None:
    session.expire_all()
    return session.scalars(select(Person).where(Person.email == email)).one_or_none()


def test_the_button_behind_the_mailed_link_opens_the_account_and_leads_back(client: FlaskClient, session: Session) -> None:
    asked = post(client, "/registrieren", {**NEW, "password": PASSWORD, "next": "/beteiligungen"})
    assert (asked.status_code, asked.location) == (303, "/post-unterwegs")
    assert people(session) == 0, "nobody is stored before the address is confirmed"
    link = link_to(session, "neu@town.example")
    for _prefetch in range(2):
        assert "neu@town.example" in client.get(link).text
        assert client.head(link).status_code == 200
    assert people(session) == 0, "no GET confirms"
    done = post(client, link)
    assert (done.status_code, done.location) == (303, "/beteiligungen")
    person = somebody(session, "neu@town.example")
    assert person is not None
    assert (person.public_name, person.email_confirmed_at, person.language) == ("Radfahrerin 71", NOON, "de")
    assert weigh(person.password_hash, PASSWORD).right
    assert client.get("/konto").status_code == 200, "signed in"
    assert session.scalar(select(AuditEntry.action)) == "account.created"


def test_a_link_is_used_once(client: FlaskClient, app: Flask, session: Session) -> None:
    post(client, "/registrieren", NEW)
    link = link_to(session, "neu@town.example")
    post(client, link)
    for answer in (app.test_client().get(link), post(app.test_client(), link)):
        assert answer.status_code == 410
        assert "schon benutzt" in answer.text
    assert people(session) == 1


def test_a_link_runs_out_and_is_good_for_its_purpose_only(client: FlaskClient, session: Session) -> None:
    post(client, "/registrieren", NEW)
    link = link_to(session, "neu@town.example")
    token = link.rsplit("/", 1)[1]
    for path in ("/anmelden/link/", "/passwort/", "/konto/loeschen/"):
        assert client.get(path + token).status_code == 404
    with clock.frozen(NOON + timedelta(hours=49)):
        assert post(client, link).status_code == 410
    assert client.get("/bestaetigen/" + "x" * 43).status_code == 404


def test_known_and_unknown_addresses_cannot_be_told_apart(client: FlaskClient, session: Session, app: Flask) -> None:
    alice = a_person(session, "Alice")
    session.commit()
    answers = set()
    for email in (alice.email, "neu@town.example"):
        browser = app.test_client()
        answer = post(browser, "/registrieren", {"email": email, "public_name": "Kastanie"})
        with browser.session_transaction() as cookie:
            kept = {name: len(value) for name, value in cookie.items() if name not in ("csrf_token", "mail_sent_to")}
        answers.add((answer.status_code, answer.location, answer.text, str(kept), neutral(browser.get(answer.location).text, email)))
    assert len(answers) == 1
    assert "schon ein Konto" in mails_to(session, alice.email)[-1].text
    assert post(client, link_to(session, alice.email)).status_code == 303, "the known address gets a link to sign in"


def test_a_password_that_a_stranger_chose_is_not_taken(client: FlaskClient, app: Flask, session: Session) -> None:
    post(client, "/registrieren", {**NEW, "password": PASSWORD})
    owner = app.test_client()
    link = link_to(session, "neu@town.example")
    assert 'name="password"' in owner.get(link).text
    assert post(owner, link, {"password": "etwas anderes"}).status_code == 422
    assert post(owner, link).status_code == 303
    person = somebody(session, "neu@town.example")
    assert person is not None
    assert person.password_hash is None


def test_the_same_person_on_another_device_keeps_the_password_by_typing_it_again(client: FlaskClient, app: Flask, session: Session) -> None:
    post(client, "/registrieren", {**NEW, "password": PASSWORD})
    post(app.test_client(), link_to(session, "neu@town.example"), {"password": PASSWORD})
    person = somebody(session, "neu@town.example")
    assert person is not None
    assert weigh(person.password_hash, PASSWORD).right


def test_a_name_taken_meanwhile_can_be_changed_when_confirming(client: FlaskClient, session: Session) -> None:
    post(client, "/registrieren", NEW)
    link = link_to(session, "neu@town.example")
    taker = a_person(session, "Jemand")
    taker.public_name_key = name_key("Radfahrerin 71")
    session.commit()
    assert "inzwischen" in client.get(link).text
    again = post(client, link)
    assert again.status_code == 422
    assert "ähnlichen Namen" in again.text
    assert post(client, link, {"public_name": "Stadtverwaltung"}).status_code == 422
    assert post(client, link, {"public_name": "Fußgängerin 71"}).status_code == 303


def test_two_links_for_one_address_open_one_account(client: FlaskClient, session: Session) -> None:
    post(client, "/registrieren", NEW)
    first = link_to(session, "neu@town.example")
    post(client, "/registrieren", {**NEW, "public_name": "Anders"})
    second = link_to(session, "neu@town.example")
    assert post(client, second).status_code == 303
    answer = post(client, first)
    assert answer.status_code == 409
    assert "schon ein Konto" in answer.text


@pytest.mark.parametrize("name", ["Max", "MAX", "Мах", "M a x", "m.a.x", "Ｍａｘ", "Ma\u200bx", "M\u202eax"])
def test_a_name_that_looks_like_anothers_is_refused(client: FlaskClient, session: Session, name: str) -> None:
    taker = a_person(session, "Max")
    taker.public_name_key = name_key("Max")
    session.commit()
    answer = post(client, "/registrieren", {"email": "neu@town.example", "public_name": name})
    assert answer.status_code == 422
    assert "ähnlichen Namen" in answer.text
    assert "neu@town.example" in answer.text, "what was typed is kept"


@pytest.mark.parametrize("name", ["Stadtverwaltung", "Аdmin", "Moderation Süd", "Musterstadt", "Mitreden", "Bürgermeister", "Ehemalige Teilnehmende"])
def test_a_name_of_the_city_or_the_platform_is_refused_with_what_to_do(client: FlaskClient, session: Session, name: str) -> None:
    answer = post(client, "/registrieren", {"email": "neu@town.example", "public_name": name})
    assert answer.status_code == 422
    assert "klingt nach der Stadt" in answer.text
    assert "wählen Sie einen anderen" in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "\u200b\u200b\u200b\u200b",
        "\u2800\u2800\u2800\u2800",
        "\x00\x00\x00\x00",
        "a" * 41,
        "me@town.example",
        "x" * 200_000,
    ],
)
def test_a_name_that_cannot_be_read_is_refused(client: FlaskClient, session: Session, name: str) -> None:
    data = {"email": "neu@town.example", "public_name": name.encode("utf-8", "surrogatepass")}
    answer = post(client, "/registrieren", data)
    assert answer.status_code == 422
    assert "Fehler:" in answer.text


def test_a_name_of_300_kilobytes_is_refused_at_its_field(client: FlaskClient) -> None:
    answer = post(client, "/registrieren", {"email": "neu@town.example", "public_name": "x" * 300_000})
    assert answer.status_code == 422
    assert "Fehler:" in answer.text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Änne {{ 7*7 }}", "Łukasz 😀", "O'Neill; DROP", "\ud800\ud800"])
def test_a_strange_name_is_shown_as_it_is(client: FlaskClient, session: Session, name: str) -> None:
    assert post(client, "/registrieren", {"email": "neu@town.example", "public_name": name.encode("utf-8", "surrogatepass")}).status_code == 303
    post(client, link_to(session, "neu@town.example"))
    page = client.get("/konto").text
    assert "<script>alert" not in page
    assert "49" not in page.split("<main")[1].split("</h1>")[0]


@pytest.mark.parametrize(
    "email",
    ["", "keine", "a@b", "a b@town.example", "x" * 300 + "@town.example", "a@town.example\nBcc: b@town.example", "ü@town.example", "a@[127.0.0.1]"],
)
def test_what_is_no_address_is_refused_and_kept(client: FlaskClient, email: str) -> None:
    answer = post(client, "/registrieren", {"email": email, "public_name": "Kastanie"})
    assert answer.status_code == 422
    assert "Kastanie" in answer.text


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("kurz", "zu kurz"),
        ("passwort123456", "leicht zu erraten"),
        ("P@ssw0rt2026!", "leicht zu erraten"),
        ("1234567890", "leicht zu erraten"),
        ("qwertzuiop", "leicht zu erraten"),
        ("aaaaaaaaaaaa", "leicht zu erraten"),
        ("demo-demo-demo", "leicht zu erraten"),
        ("meine kastanie 1", "Ihren Namen"),
        ("neu.gierig@town.example", "Ihren Namen"),
        ("x9" * 150, "zu lang"),
        ("vier Wörter ohne Reim", ""),
        ("Pferd Batterie Heftklammer", ""),
    ],
)
def test_easy_passwords_are_refused_with_what_to_do(password: str, words: str) -> None:
    reason = objection(password, "neu.gierig@town.example", "Kastanie")
    assert bool(reason) is bool(words)
    assert words in reason


def test_an_easy_password_is_refused_on_the_page_and_never_shown(client: FlaskClient) -> None:
    answer = post(client, "/registrieren", {**NEW, "password": "passwort123456"})
    assert answer.status_code == 422
    assert "leicht zu erraten" in answer.text
    assert "passwort123456" not in answer.text


def test_all_that_is_wrong_is_said_at_once(client: FlaskClient) -> None:
    answer = post(client, "/registrieren", {"email": "keine", "public_name": "Bürgermeister", "password": "passwort123456"})
    for words in ("keine E-Mail-Adresse", "klingt nach der Stadt", "leicht zu erraten"):
        assert words in answer.text


def test_mails_to_one_address_are_limited(client: FlaskClient, session: Session) -> None:
    answers = [post(client, "/registrieren", NEW).status_code for _attempt in range(7)]
    assert answers == [303] * 6 + [429]
    assert len(mails_to(session, "neu@town.example")) == 5
    assert session.scalar(select(func.count()).select_from(MailedLink)) == 5


def test_the_way_back_through_the_mail_stays_on_this_site(client: FlaskClient, session: Session) -> None:
    post(client, "/registrieren", {**NEW, "next": "//evil.example"})
    assert post(client, link_to(session, "neu@town.example")).location == "/"


def test_confirming_signs_out_whoever_was_signed_in_here(client: FlaskClient, session: Session) -> None:
    post(client, "/registrieren", NEW)
    post(client, link_to(session, "neu@town.example"))
    post(client, "/registrieren", {"email": "zweite@town.example", "public_name": "Zweite Person"})
    post(client, link_to(session, "zweite@town.example"))
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(WebSession)) == 1
