"""Mails that gather notices: daily, weekly, by consultation; many people, a crash in between, and nobody twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts import notice_jobs
from participation.accounts.digests import BEGINNING, MOST_IN_A_MAIL, mail_batch
from participation.accounts.mail_runs import KEPT_RUNS, MailRun, begin_run, end_run
from participation.accounts.models import Mailing, Notice, NoticeKind, Person
from participation.accounts.notices import choose_mailings, tell
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import lazy
from participation.kit.mail import MOST_ATTEMPTS, Mail, Outbox, OutboxMail, outbox_now, queue_mails
from participation.settings import Settings
from tests.accounts.builders import mails_to
from tests.builders import a_consultation, a_person, an_administrator, sign_in
from tests.conftest import NOON, Statements, settings_for

MONDAY = datetime(2026, 10, 19, 5, 0, tzinfo=UTC)  # 7 o'clock in the town, in summer time


def settings(tmp_path: Path) -> Settings:
    return settings_for("sqlite://", tmp_path)


def tell_all(session: Session, *people: Person, title: str = "Mehr Bäume", url: str = "/beteiligungen", now: datetime = NOON) -> None:
    text = lazy("Die Stadt hat auf „%(title)s“ geantwortet.", title=title)
    tell(session, [one.id for one in people], kind=NoticeKind.ANSWER, title=text, url=url, now=now)


def weekly(session: Session, person: Person, now: datetime = NOON) -> Person:
    choose_mailings(session, person, {NoticeKind.ANSWER: Mailing.WEEKLY}, now)
    return person


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (NOON, MONDAY),
        (MONDAY - timedelta(seconds=1), MONDAY),
        (MONDAY, datetime(2026, 10, 26, 6, 0, tzinfo=UTC)),  # the next, in winter time
        (datetime(2026, 10, 18, 23, 0, tzinfo=UTC), MONDAY),  # Monday already in the town
    ],
)
def test_the_weekly_mail_comes_on_monday_at_seven(session: Session, tmp_path: Path, told: datetime, due: datetime) -> None:
    person = weekly(session, a_person(session))
    tell_all(session, person, now=told)
    assert session.scalars(select(Notice.mail_at)).one() == due
    assert mail_batch(session, settings(tmp_path), due - timedelta(seconds=1)) is None
    assert mail_batch(session, settings(tmp_path), due) is not None
    assert len(mails_to(session, person.email or "")) == 1


def test_a_digest_is_grouped_by_consultation_and_bounded(app: Flask, session: Session, tmp_path: Path) -> None:
    person = weekly(session, a_person(session))
    hall, park = a_consultation(session, "Die Halle"), a_consultation(session, "Der Park")
    for number in range(30):
        tell_all(session, person, title=f"Halle {number}", url=f"/beteiligungen/{hall.slug}/vorschlaege/{number}")
        tell_all(session, person, title=f"Park {number}", url=f"/verwaltung/beteiligungen/{park.slug}/vorschlaege/{number}")
    tell_all(session, person, title="Suche", url="/konto/suchen")
    session.commit()
    with clock.frozen(MONDAY), app.app_context():
        notice_jobs.send_notices()
    (mail,) = mails_to(session, person.email or "")
    text = mail.text
    assert "61 Mitteilungen" in mail.subject
    assert text.count("http://localhost/beteiligungen/") + text.count("http://localhost/verwaltung/") + text.count("/konto/suchen") == MOST_IN_A_MAIL
    assert "Dazu kommen 11 weitere Mitteilungen:" in text
    assert text.index("\nDie Halle\n-----") < text.index("„Halle 29“") < text.index("\nSonstiges\n") < text.index("„Suche“")
    assert text.index("\nDer Park\n-----") < text.index("„Park 29“") < text.index("\nSonstiges\n")
    assert "<h2>Der Park</h2>" in mail.html
    assert mail.leave_url == text[text.index("http://localhost/abbestellen/") :].split()[0]


def test_a_batch_costs_a_constant_number_of_statements(
    session: Session, tmp_path: Path, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    counts = []
    for number in (1, 40):
        people = [a_person(session) for _number in range(number)]
        for title in range(number):
            tell_all(session, *people, title=str(title))
        session.flush()
        with count_statements() as statements:
            batch = mail_batch(session, settings(tmp_path), NOON)
        assert batch
        assert (batch.people, batch.mails) == (number, number)
        counts.append(statements.count)
    assert counts == [4, 4]


def test_how_far_a_run_is_stands_on_the_page_of_operation(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_app.app_context():
        session = current_session()
        people = [weekly(session, a_person(session)) for _number in range(10)]
        boss = an_administrator(session)
        tell_all(session, *people)
        session.commit()
        steps = iter([False, False, True] + [False] * 20)

        def dies(*args: object, **options: object) -> object:
            made = mail_batch(*args, **options, most=4)  # type: ignore[arg-type, misc]  # as they were
            if next(steps):
                raise KeyboardInterrupt
            return made

        monkeypatch.setattr(notice_jobs, "mail_batch", dies)
        browser = own_app.test_client()
        with clock.frozen(MONDAY):
            with pytest.raises(KeyboardInterrupt):
                notice_jobs.send_notices()
            current_session().rollback()
            sign_in(browser, current_session(), boss)
            running = browser.get("/verwaltung/betrieb").text
        for words in ("8 von 10", "läuft", "Für 2 Personen ist gerade etwas fällig", "8 E-Mails warten"):
            assert words in running
        with clock.frozen(MONDAY + timedelta(minutes=6)):
            assert "unterbrochen; der nächste Lauf macht weiter" in browser.get("/verwaltung/betrieb").text
            notice_jobs.send_notices()
            notice_jobs.send_notices()
            done = browser.get("/verwaltung/betrieb").text
        runs = current_session().execute(select(MailRun.due, MailRun.people, MailRun.mails, MailRun.done_at.is_not(None)).order_by(MailRun.id)).all()
        assert [tuple(run) for run in runs] == [(10, 8, 8, False), (2, 2, 2, True)], "a run that finds nothing leaves no row"
        for words in ("2 von 2", "fertig um", "Für 0 Personen", "10 E-Mails warten"):
            assert words in done


def test_old_runs_go(session: Session, tmp_path: Path) -> None:
    for number in range(KEPT_RUNS + 3):
        now = NOON + timedelta(minutes=number)
        tell_all(session, a_person(session), now=now)
        run = begin_run(session, now)
        assert run is not None
        assert mail_batch(session, settings(tmp_path), now) is not None
        end_run(session, run, now)
    assert session.scalar(select(func.count(MailRun.id))) == KEPT_RUNS
    assert begin_run(session, NOON + timedelta(days=1)) is None


def test_what_the_outbox_holds_back(session: Session) -> None:
    assert outbox_now(session) == Outbox(0, None, 0, 0, [])
    queue_mails(session, [Mail(f"person{number}@town.example", "Gruß", "Text") for number in range(6)], NOON)
    sent, first, second, third = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()[:4]
    sent.sent_at = NOON
    first.attempts, first.last_error = 2, "SMTPConnectError 421"
    second.attempts, second.last_error = 3, "SMTPConnectError 421"
    third.attempts, third.last_error = MOST_ATTEMPTS, "TimeoutError"
    session.flush()
    assert outbox_now(session) == Outbox(4, NOON, 2, 1, [("SMTPConnectError 421", 2), ("TimeoutError", 1)])


def test_after_a_crash_the_rest_is_mailed_and_nobody_twice(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies in the middle of a batch, twice: each person has one mail in the end."""
    monkeypatch.setattr(notice_jobs, "mail_batch", lambda *args, **options: mail_batch(*args, **options, most=4))
    with own_app.app_context():
        session = current_session()
        people = [weekly(session, a_person(session)) for _number in range(18)]
        tell_all(session, *people)
        session.commit()
        steps = iter([False, False, True, False, True] + [False] * 20)

        def dies(*args: object, **options: object) -> object:
            made = mail_batch(*args, **options, most=4)  # type: ignore[arg-type, misc]  # as they were
            if next(steps):
                raise KeyboardInterrupt
            return made

        monkeypatch.setattr(notice_jobs, "mail_batch", dies)
        with clock.frozen(MONDAY):
            for mailed in (8, 12):
                with pytest.raises(KeyboardInterrupt):
                    notice_jobs.send_notices()
                assert current_session().scalar(select(func.count(OutboxMail.id))) == mailed
                current_session().rollback()
            notice_jobs.send_notices()
            notice_jobs.send_notices()
        got = current_session().scalars(select(OutboxMail.recipient).order_by(OutboxMail.recipient)).all()
        assert len(got) == len(set(got)) == 18
        assert current_session().scalar(select(func.count(Notice.id)).where(Notice.mail_at.is_not(None))) == 0


def test_the_steps_follow_each_other_by_moment_and_person(session: Session, tmp_path: Path) -> None:
    people = [a_person(session) for _number in range(5)]
    tell_all(session, *people)
    after, seen = BEGINNING, 0
    while batch := mail_batch(session, settings(tmp_path), NOON, after, most=2):
        assert (batch.after.mail_at, batch.after.person_id) > (after.mail_at, after.person_id)
        after, seen = batch.after, seen + batch.people
    assert seen == 5


def test_without_a_confirmed_address_nothing_is_sent_and_nothing_waits(session: Session, tmp_path: Path) -> None:
    person = a_person(session, confirmed=False)
    tell_all(session, person)
    batch = mail_batch(session, settings(tmp_path), NOON)
    assert batch
    assert (batch.people, batch.mails) == (1, 0)
    assert mail_batch(session, settings(tmp_path), NOON) is None
