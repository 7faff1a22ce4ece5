"""Changing and deleting what one wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions.actions import delete_contribution, edit_contribution
from participation.discussions.models import Kind
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.moderation.models import Case, Reason
from tests.builders import a_consultation, a_person, post
from tests.discussions.builders import a_contribution, a_subject, discussion_of
from tests.moderation.builders import report_contribution

Browse = Callable[[Person | None], FlaskClient]


def test_a_text_is_changed_within_a_quarter_of_an_hour(session: Session) -> None:
    consultation = a_consultation(session)
    alice = a_person(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), by=alice)
    later = clock.now() + timedelta(minutes=14)
    edit_contribution(session, alice, consultation, written, Kind.AGAINST, "Doch *nicht*.", later)
    session.flush()
    session.refresh(written)
    assert (written.kind, written.body_html, written.edited_at, written.version) == ("against", "<p>Doch <em>nicht</em>.</p>", later, 2)
    with pytest.raises(Refused, match="15 Minuten"):
        edit_contribution(session, alice, consultation, written, Kind.FOR, "Zu spät", later + timedelta(minutes=1))
    with pytest.raises(Invalid):
        edit_contribution(session, alice, consultation, written, Kind.FOR, "   ", later)


def test_what_was_answered_stays_as_it_was(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice = a_person(session)
    written = a_contribution(session, consultation, subject, by=alice)
    a_contribution(session, consultation, subject, to=written)
    with pytest.raises(Refused, match="schon geantwortet"):
        edit_contribution(session, alice, consultation, written, Kind.FOR, "Ich habe das nie gesagt.", clock.now())


def test_the_form_shows_the_text_and_keeps_what_is_too_long(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    alice = a_person(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), "Erster *Wurf*", by=alice)
    browser = browse(alice)
    assert "Erster *Wurf*" in browser.get(f"/beitraege/{written.id}/bearbeiten").text
    refused = post(browser, f"/beitraege/{written.id}/bearbeiten", {"beitrag-kind": "for", "beitrag-body": "x" * 1001})
    assert refused.status_code == 422
    assert "x" * 1001 in refused.text
    assert "1001 Zeichen" in refused.text
    changed = post(browser, f"/beitraege/{written.id}/bearbeiten", {"beitrag-kind": "for", "beitrag-body": "Zweiter Wurf"})
    assert changed.location.endswith(f"#beitrag-{written.id}")
    assert "Zweiter Wurf" in browser.get(changed.location).text


def test_a_deleted_text_is_gone_and_its_answers_stay(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice = a_person(session, "Alice Sommer")
    written = a_contribution(session, consultation, subject, "Das bereue ich.", by=alice)
    a_contribution(session, consultation, subject, "Ich antworte trotzdem.", to=written)
    browser = browse(alice)
    question = browser.get(f"/beitraege/{written.id}/loeschen")
    assert "Das bereue ich." in question.text
    done = post(browser, f"/beitraege/{written.id}/loeschen")
    session.expire_all()
    assert (written.body, written.body_html) == ("", "")
    assert (discussion_of(session, subject).contribution_count, discussion_of(session, subject).top_level_count) == (1, 1)
    page = browse(None).get(done.location).text
    assert "Das bereue ich." not in page
    assert "Alice Sommer" not in page
    assert "gelöscht" in page
    assert "Ich antworte trotzdem." in page


def test_deleting_settles_the_notices_about_the_text(session: Session) -> None:
    consultation = a_consultation(session)
    alice = a_person(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), by=alice)
    report_contribution(session, a_person(session), consultation, written, Reason.INSULT, "", clock.now())
    delete_contribution(session, alice, consultation, written, clock.now())
    session.expire_all()
    report = session.query(Case).one()
    assert (report.state, report.measure) == ("final", "removed")
    with pytest.raises(Refused):
        delete_contribution(session, alice, consultation, written, clock.now())


def test_nobody_changes_or_deletes_for_others(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), by=a_person(session))
    browser = browse(a_person(session))
    for act in ("bearbeiten", "loeschen"):
        assert post(browser, f"/beitraege/{written.id}/{act}", {"beitrag-kind": "for", "beitrag-body": "Neu"}).status_code == 403
    session.expire_all()
    assert written.version == 1
