"""What people are told: on their page, by mail at once, once a day, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.digests import mail_batch
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Mailing, Notice, NoticeKind, Person
from participation.accounts.notices import KEPT, choose_mailings, sweep_notices, tell
from participation.kit.language import lazy
from participation.settings import Settings
from tests.accounts.builders import mails_to
from tests.builders import a_person, post
from tests.conftest import NOON, Statements, settings_for

Browse = Callable[[Person | None], FlaskClient]
ANSWERED = "Die Stadt hat auf „%(title)s“ geantwortet."


def tell_of_an_answer(session: Session, *people: Person, title: str = "Mehr Bäume", now: datetime = NOON, by: Person | None = None) -> int:
    text = lazy(ANSWERED, title=title)
    return tell(session, [one.id for one in people], kind=NoticeKind.ANSWER, title=text, url="/beteiligungen", now=now, except_for=by)


def number_of(session: Session, person: Person) -> int:
    return session.scalar(select(func.count(Notice.id)).where(Notice.person_id == person.id)) or 0


def mail_due_notices(session: Session, given: Settings, now: datetime) -> int:
    """Put what is due into the outbox; returns how many mails."""
    batch = mail_batch(session, given, now)
    return batch.mails if batch else 0


def settings(tmp_path: Path) -> Settings:
    return settings_for("sqlite://", tmp_path)


def test_a_notice_is_new_until_it_was_seen(browse: Browse, session: Session) -> None:
    person = a_person(session)
    tell_of_an_answer(session, person)
    session.commit()
    browser = browse(person)
    assert "1 neue" in browser.get("/konto").text
    first = browser.get("/konto/mitteilungen").text
    assert "Die Stadt hat auf „Mehr Bäume“ geantwortet." in first
    assert ">neu<" in first
    assert ">neu<" in browser.get("/konto/mitteilungen").text
    assert post(browser, "/konto/mitteilungen", {}).status_code == 303
    again = browser.get("/konto/mitteilungen").text
    assert "Mehr Bäume" in again
    assert ">neu<" not in again


def test_who_did_it_and_who_left_are_not_told_and_nobody_twice(session: Session, tmp_path: Path) -> None:
    doer, told, gone = a_person(session), a_person(session), a_person(session)
    delete_account(session, gone, settings(tmp_path), NOON)
    assert tell_of_an_answer(session, told, told, doer, gone, by=doer) == 1
    assert [number_of(session, person) for person in (doer, told, gone)] == [0, 1, 0]


def test_a_percent_sign_in_a_title_stays_what_it_is(browse: Browse, session: Session) -> None:
    person = a_person(session)
    tell_of_an_answer(session, person, title="50 % mehr %(x)s <b>")
    tell(session, [person.id], kind=NoticeKind.WORK, title="100 % fertig", url="/", now=NOON)
    session.commit()
    text = browse(person).get("/konto/mitteilungen").text
    assert "50 % mehr %(x)s &lt;b&gt;" in text
    assert "100 % fertig" in text


def test_a_mail_goes_out_once_with_all_that_is_due(session: Session, tmp_path: Path) -> None:
    person = a_person(session)
    tell_of_an_answer(session, person, title="Mehr Bäume")
    tell_of_an_answer(session, person, title="Mehr Bänke")
    session.commit()
    assert mail_due_notices(session, settings(tmp_path), NOON) == 1
    assert mail_due_notices(session, settings(tmp_path), NOON) == 0
    (mail,) = mails_to(session, person.email or "")
    assert "2 Mitteilungen" in mail.subject
    assert "Mehr Bäume" in mail.text
    assert "Mehr Bänke" in mail.text
    assert "/konto/mitteilungen/einstellungen" in mail.text


def test_the_daily_mail_comes_at_seven_and_never_means_never(session: Session, tmp_path: Path) -> None:
    daily, never = a_person(session), a_person(session)
    choose_mailings(session, daily, {NoticeKind.ANSWER: Mailing.DAILY}, NOON)
    choose_mailings(session, never, {NoticeKind.ANSWER: Mailing.NEVER}, NOON)
    tell_of_an_answer(session, daily, never)
    session.commit()
    seven = datetime(2026, 10, 15, 5, 0, tzinfo=UTC)  # summer time
    assert mail_due_notices(session, settings(tmp_path), seven - timedelta(minutes=1)) == 0
    assert mail_due_notices(session, settings(tmp_path), seven) == 1
    assert len(mails_to(session, daily.email or "")) == 1
    assert not mails_to(session, never.email or "")
    assert number_of(session, never) == 1


def test_what_waits_follows_a_new_choice(session: Session, tmp_path: Path) -> None:
    person = a_person(session)
    tell_of_an_answer(session, person)
    choose_mailings(session, person, {NoticeKind.ANSWER: Mailing.NEVER}, NOON)
    session.commit()
    assert mail_due_notices(session, settings(tmp_path), NOON + timedelta(days=2)) == 0


def test_everybody_reads_in_the_own_language(session: Session, tmp_path: Path) -> None:
    person = a_person(session)
    person.language = "en"
    tell_of_an_answer(session, person)
    session.commit()
    mail_due_notices(session, settings(tmp_path), NOON)
    (mail,) = mails_to(session, person.email or "")
    assert "Guten Tag" not in mail.text


def test_the_choice_is_kept_and_shown(browse: Browse, session: Session) -> None:
    person = a_person(session)
    session.commit()
    browser = browse(person)
    kinds = {str(kind): "daily" for kind in NoticeKind} | {"work": "never"}
    assert post(browser, "/konto/mitteilungen/einstellungen", kinds).status_code == 303
    page = browser.get("/konto/mitteilungen/einstellungen").text
    assert page.count("checked") == len(kinds)
    assert post(browser, "/konto/mitteilungen/einstellungen", kinds | {"reply": "hourly"}).status_code == 422


def test_a_thousand_people_and_a_thousand_notices_cost_a_constant_number_of_statements(
    browse: Browse, session: Session, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    people = [a_person(session) for _number in range(3)]
    for number in range(130):
        tell_of_an_answer(session, people[0], title=f"Vorschlag {number}")
    session.commit()
    counts = []
    for person in people[:2]:
        browser = browse(person)
        browser.get("/konto/mitteilungen")
        with count_statements() as statements:
            browser.get("/konto/mitteilungen")
        counts.append(statements.count)
    assert counts[0] - counts[1] <= 1  # none to read
    assert "Vorschlag 129" in browse(people[0]).get("/konto/mitteilungen").text
    assert "Vorschlag 29<" not in browse(people[0]).get("/konto/mitteilungen").text
    assert "Vorschlag 29" in browse(people[0]).get("/konto/mitteilungen?seite=3").text


def test_old_notices_are_deleted_and_a_deleted_account_keeps_none(session: Session, tmp_path: Path) -> None:
    person = a_person(session)
    tell_of_an_answer(session, person)
    tell_of_an_answer(session, person, now=NOON + KEPT)
    assert sweep_notices(session, NOON + KEPT + timedelta(hours=1)) == 1
    delete_account(session, person, settings(tmp_path), NOON)
    assert number_of(session, person) == 0
