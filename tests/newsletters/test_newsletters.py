"""Following and newsletters: written, tried out, sent once to each follower, read by all, ended by one click."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.database import current_session
from participation.kit.errors import Invalid, Refused
from participation.kit.mail import OutboxMail
from participation.newsletters import actions, jobs
from participation.newsletters.models import Follow, Newsletter, State
from participation.newsletters.panels import own_data
from tests.accounts.builders import mails_to
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import NOON, Statements
from tests.newsletters.builders import BODY, a_follower, a_newsletter, a_planned_newsletter
from tests.snapshots import assert_as_kept

Browse = Callable[[Person | None], FlaskClient]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def run(app: Flask) -> None:
    with app.app_context():
        jobs.send_newsletters()


def letters(session: Session) -> list[Newsletter]:
    session.expire_all()
    return list(session.scalars(select(Newsletter).order_by(Newsletter.id)))


def mails(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(OutboxMail.recipient).where(OutboxMail.key.like("newsletter:%")).order_by(OutboxMail.id)))


def lines(session: Session, action: str) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)) or 0


def test_from_following_to_the_mail_and_the_archive(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session, "Die Halle")
    person, moderator = a_person(session), a_person(session, moderates=consultation)
    session.commit()
    reader, staff = browse(person), browse(moderator)
    home = f"/beteiligungen/{consultation.slug}"
    assert f"{home}/newsletter" in reader.get(home).text
    assert "Einwilligen und folgen" in reader.get(f"{home}/newsletter").text
    assert post(reader, f"{home}/folgen").status_code == 303
    assert "Nicht mehr folgen" in reader.get(f"{home}/newsletter").text
    base = f"/verwaltung{home}/newsletter"
    assert "Eine Person folgt" in staff.get(base).text
    sent = post(staff, f"{base}/neu", {"subject": "Der Rat hat entschieden", "body": BODY})
    (letter,) = letters(session)
    assert sent.location == f"{base}/{letter.id}"
    shown = staff.get(sent.location).text
    assert "<strong>entschieden</strong>" in shown
    assert "Eine Person bekommt diesen Newsletter." in shown
    assert reader.get(f"{home}/newsletter/{letter.id}").status_code == 404
    assert post(staff, f"{base}/{letter.id}/test").status_code == 303
    (tried,) = mails_to(session, moderator.email or "")
    assert (tried.subject, tried.leave_url) == ("Test: Der Rat hat entschieden", "")
    assert post(staff, f"{base}/{letter.id}/senden", {"when": "now"}).status_code == 303
    run(app)
    (mail,) = mails_to(session, person.email or "")
    assert mail.subject == "Der Rat hat entschieden"
    assert "Zum Rat (https://rat.example/)" in mail.text
    assert f"http://localhost/newsletter/abbestellen/{consultation.id}/{person.id}/" in mail.leave_url
    assert mail.leave_url in mail.text
    assert "Der Rat hat entschieden" in browse(None).get(f"{home}/newsletter").text
    assert "<strong>entschieden</strong>" in browse(None).get(f"{home}/newsletter/{letter.id}").text
    token = mail.leave_url.rsplit("/", 3)
    assert_as_kept("newsletter", mail, slug=consultation.slug, link="/".join(token[1:]))
    for action in ("consultation.followed", "newsletter.written", "newsletter.tested", "newsletter.planned", "newsletter.sent"):
        assert lines(session, action) == 1, action


def test_everybody_gets_it_once_in_the_own_language(app: Flask, session: Session) -> None:
    consultation, other = a_consultation(session), a_consultation(session, "Anderswo")
    followers = [a_follower(session, consultation, language="en" if number == 0 else "de") for number in range(4)]
    followers[3].email_confirmed_at = None
    a_follower(session, other)
    a_planned_newsletter(session, consultation)
    session.commit()
    for _again in range(3):
        run(app)
    assert mails(session) == [one.email for one in followers[:3]]
    texts = [mails_to(session, one.email or "")[0].text for one in followers[:2]]
    assert texts[0].startswith("Hello,")
    assert texts[1].startswith("Guten Tag,")
    (letter,) = letters(session)
    assert (letter.state, letter.mailed, letter.total, letter.sent_at) == (State.SENT, 3, 3, NOON)


@pytest.mark.parametrize("dies_after", [1, 2])
def test_after_a_crash_the_rest_is_sent_and_nobody_gets_two(own_app: Flask, monkeypatch: pytest.MonkeyPatch, dies_after: int) -> None:
    with own_app.app_context():
        session = current_session()
        consultation = a_consultation(session)
        for _number in range(7):
            a_follower(session, consultation)
        a_planned_newsletter(session, consultation)
        session.commit()
        calls = 0

        def dies(*args: object) -> object:
            nonlocal calls
            calls += 1
            made = actions.mail_next(*args, most=2)  # type: ignore[arg-type]  # as they were
            if calls == dies_after:
                raise KeyboardInterrupt
            return made

        monkeypatch.setattr(jobs, "mail_next", dies)
        with pytest.raises(KeyboardInterrupt):
            jobs.send_newsletters()
        current_session().rollback()
        assert len(mails(current_session())) == (dies_after - 1) * 2
        current_session().rollback()
        jobs.send_newsletters()
        got = mails(current_session())
        assert len(got) == len(set(got)) == 7
        assert letters(current_session())[0].state == State.SENT


def test_it_waits_for_its_time_and_can_be_called_back(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_follower(session, consultation)
    letter = a_planned_newsletter(session, consultation, NOON + timedelta(hours=2))
    session.commit()
    run(app)
    assert mails(session) == []
    staff = browse(a_person(session, moderates=consultation))
    base = f"/verwaltung/beteiligungen/{consultation.slug}/newsletter/{letter.id}"
    assert post(staff, f"{base}/bearbeiten", {"subject": "Anders", "body": "Anders"}).status_code == 403
    assert post(staff, f"{base}/zurueckholen").status_code == 303
    with clock.frozen(NOON + timedelta(hours=3)):
        run(app)
    assert mails(session) == []
    past = post(staff, f"{base}/senden", {"when": "later", "send_at": "2026-10-14T11:00"})
    assert past.status_code == 422
    assert "schon vorbei" in past.text
    assert post(staff, f"{base}/senden", {"when": "later", "send_at": ""}).status_code == 422
    assert post(staff, f"{base}/senden", {"when": "later", "send_at": "2026-10-14T14:00"}).status_code == 303
    with clock.frozen(NOON + timedelta(hours=2)):
        run(app)
    assert len(mails(session)) == 1


def test_what_is_sent_stays_as_it_is(app: Flask, session: Session) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    letter = a_planned_newsletter(session, consultation)
    session.commit()
    run(app)
    session.expire_all()
    for act in (
        lambda: actions.change_newsletter(session, boss, consultation, letter.id, "Anders", "Anders", NOON),
        lambda: actions.discard_newsletter(session, boss, consultation, letter.id, NOON),
        lambda: actions.plan_newsletter(session, boss, consultation, letter.id, None, NOON),
        lambda: actions.call_back(session, boss, consultation, letter.id, NOON),
    ):
        with pytest.raises(Refused):
            act()


def test_a_mail_program_unsubscribes_without_a_session(app: Flask, session: Session, client: FlaskClient) -> None:
    consultation, other = a_consultation(session), a_consultation(session, "Anderswo")
    person = a_follower(session, consultation)
    actions.follow(session, person, other, NOON)
    a_planned_newsletter(session, consultation)
    session.commit()
    run(app)
    path = mails_to(session, person.email or "")[0].leave_url.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    assert len(session.scalars(select(Follow)).all()) == 2
    for _click in range(2):
        response = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
    session.expire_all()
    assert session.scalars(select(Follow.consultation_id)).all() == [other.id]
    assert lines(session, "consultation.unfollowed") == 1
    swapped = path.replace(f"/{consultation.id}/{person.id}/", f"/{other.id}/{person.id}/")
    assert client.post(swapped, data={"List-Unsubscribe": "One-Click"}).status_code == 404


def test_only_four_views_go_without_the_forms_token(app: Flask) -> None:
    freed = {view.__module__ for view in app.view_functions.values() if getattr(view, "posted_by_mail_programs", False)}
    assert freed == {"participation.accounts.leave_mail_views", "participation.public_log.mail_views", "participation.newsletters.views"}
    keyed = {view.__module__ for view in app.view_functions.values() if getattr(view, "posted_by_programs", False)}
    assert keyed == {"participation.concerns.open311_views"}
    assert len(app.extensions["csrf"]._exempt_views) == 4


def test_following_twice_is_following_and_goes_with_the_account(app: Flask, session: Session) -> None:
    consultation, person = a_consultation(session, "Die Halle"), a_person(session)
    for _twice in range(2):
        actions.follow(session, person, consultation, NOON)
    assert lines(session, "consultation.followed") == 1
    session.commit()
    with app.app_context():
        assert own_data(person) == {"followed_consultations": [{"title": "Die Halle", "followed_at": NOON}]}
    delete_account(session, person, app.extensions["settings"], NOON)
    assert session.scalars(select(Follow)).all() == []


def test_empty_texts_are_refused(session: Session, browse: Browse) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    with pytest.raises(Invalid):
        actions.write_newsletter(session, boss, consultation, "\u200b ", "x", NOON)
    session.commit()
    answer = post(browse(boss), f"/verwaltung/beteiligungen/{consultation.slug}/newsletter/neu", {"subject": "", "body": "Mein Text"})
    assert answer.status_code == 422
    assert "Mein Text" in answer.text


def test_the_archive_and_its_feed_cost_a_constant_number_of_statements(
    app: Flask, session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation, counts = a_consultation(session), []
    for number in (1, 22):
        for _letter in range(number):
            a_planned_newsletter(session, consultation)
        session.commit()
        run(app)
        for url in ("newsletter", "newsletter.atom"):
            path = f"/beteiligungen/{consultation.slug}/{url}"
            client.get(path)
            with count_statements() as statements:
                assert client.get(path).status_code == 200
            counts.append(statements.count)
    assert counts[:2] == counts[2:]
    assert max(counts) <= 6, counts
    a_newsletter(session, consultation, "Nur ein Entwurf")
    session.commit()
    response = client.get(f"/beteiligungen/{consultation.slug}/newsletter.atom")
    root: Any = ElementTree.fromstring(response.data)  # noqa: S314  # our own answer
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == 23
    assert "Nur ein Entwurf" not in response.text
    assert "<strong>entschieden</strong>" in entries[0].findtext("a:content", None, ATOM)
    assert client.get(response.request.path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
