"""One click ends the mails of a kind (RFC 8058): without a session and a form, as often as it comes; looking changes nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Mailing, NoticeKind, Person
from participation.accounts.notices import choose_mailings, mailings_of
from participation.accounts.unsubscribing import leaving_url
from participation.kit.audit import AuditEntry
from participation.settings import Settings
from tests.accounts.builders import mails_to
from tests.accounts.test_digests import tell_all
from tests.accounts.test_notices import mail_due_notices
from tests.builders import a_person, post
from tests.conftest import NOON, settings_for

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def path_for(settings: Settings, person: Person, *kinds: NoticeKind) -> str:
    return leaving_url(settings, person.id, kinds).removeprefix("http://localhost")


def chosen(session: Session, person: Person) -> dict[NoticeKind, Mailing]:
    session.expire_all()
    return mailings_of(session, person)


def lines(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "account.unsubscribed")) or 0


def test_a_mail_program_ends_the_mails_of_these_kinds_and_no_others(session: Session, client: FlaskClient, settings: Settings) -> None:
    person, other = a_person(session), a_person(session)
    session.commit()
    before = chosen(session, person)
    response = client.post(path_for(settings, person, NoticeKind.REPLY, NoticeKind.ANSWER), data=ONE_CLICK)
    assert response.status_code == 200  # no redirect: mail programs follow none
    assert "Set-Cookie" not in response.headers
    never = {NoticeKind.ANSWER: Mailing.NEVER, NoticeKind.REPLY: Mailing.NEVER}
    assert chosen(session, person) == before | never
    assert chosen(session, other) == before


def test_once_more_changes_nothing(session: Session, client: FlaskClient, settings: Settings) -> None:
    person = a_person(session)
    session.commit()
    path = path_for(settings, person, NoticeKind.ANSWER)
    for _click in range(3):
        assert client.post(path, data=ONE_CLICK).status_code == 200
    assert lines(session) == 1
    choose_mailings(session, person, {NoticeKind.ANSWER: Mailing.WEEKLY}, NOON)
    session.commit()
    assert client.post(path, data=ONE_CLICK, content_type="multipart/form-data").status_code == 200
    assert chosen(session, person)[NoticeKind.ANSWER] == Mailing.NEVER


def test_looking_shows_a_button_and_changes_nothing(session: Session, client: FlaskClient, settings: Settings) -> None:
    person = a_person(session)
    session.commit()
    path, before = path_for(settings, person, NoticeKind.SEARCH), chosen(session, person)
    for method in ("GET", "HEAD", "OPTIONS"):
        assert client.open(path, method=method).status_code == 200
    page = client.get(path)
    assert "Neues zu Ihren gespeicherten Suchen" in page.text
    assert ">Abbestellen<" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert chosen(session, person) == before
    assert "kommen nicht mehr" in post(client, path).text
    assert chosen(session, person)[NoticeKind.SEARCH] == Mailing.NEVER


def test_a_link_ends_nothing_else(session: Session, client: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    person, other = a_person(session), a_person(session)
    session.commit()
    good = path_for(settings, person, NoticeKind.ANSWER)
    _empty, word, names, number, token = good.split("/")
    elsewhere = path_for(settings_for("sqlite://", tmp_path, secret_key="another-" + "y" * 32), person, NoticeKind.ANSWER)
    for path in (
        f"/{word}/reply/{number}/{token}",
        f"/{word}/answer-reply/{number}/{token}",
        f"/{word}/{names}/{other.id}/{token}",
        f"/{word}/{names}/{number}/{token[:-1]}",
        f"/{word}/{names}/{number}/{token[::-1]}",
        f"/{word}/{names}/{number}/{'x' * 43}",
        elsewhere,
    ):
        assert client.get(path).status_code == 404, path
        assert client.post(path, data=ONE_CLICK).status_code == 404, path
    assert Mailing.NEVER not in chosen(session, person).values()
    assert Mailing.NEVER not in chosen(session, other).values()


def test_the_link_in_a_mail_is_the_one_in_its_head_and_works(session: Session, client: FlaskClient, settings: Settings) -> None:
    person = a_person(session)
    tell_all(session, person)
    session.commit()
    assert mail_due_notices(session, settings, NOON) == 1
    session.commit()
    (mail,) = mails_to(session, person.email or "")
    assert mail.leave_url in mail.text
    assert mail.leave_url in mail.html
    path = mail.leave_url.removeprefix("http://localhost")
    assert client.post(path, data=ONE_CLICK).status_code == 200
    tell_all(session, person, now=NOON + timedelta(hours=1))
    assert mail_due_notices(session, settings, NOON + timedelta(days=9)) == 0


def test_after_the_account_is_gone_the_link_still_answers(session: Session, client: FlaskClient, settings: Settings) -> None:
    person = a_person(session)
    session.commit()
    path = path_for(settings, person, NoticeKind.ANSWER)
    delete_account(session, person, settings, NOON)
    session.commit()
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert lines(session) == 0


def test_a_blocked_person_may_unsubscribe(session: Session, client: FlaskClient, settings: Settings) -> None:
    person = a_person(session)
    person.blocked_at = NOON
    session.commit()
    assert client.post(path_for(settings, person, NoticeKind.ANSWER), data=ONE_CLICK).status_code == 200
    assert chosen(session, person)[NoticeKind.ANSWER] == Mailing.NEVER
