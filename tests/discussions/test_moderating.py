"""Notices and decisions: once a person, only for those who run the consultation, with a reason to the author."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions.models import Contribution, Decision, Reason, Report
from participation.discussions.moderation_actions import decide_report, report_contribution
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.mail import OutboxMail
from tests.builders import a_consultation, a_person, post
from tests.discussions.builders import a_contribution, a_subject, discussion_of

Browse = Callable[[Person | None], FlaskClient]
UGLY = "Ihr seid alle Dummköpfe."
WHY = "Der Beitrag beleidigt andere."


def test_a_person_reports_a_contribution_once(session: Session) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    bob = a_person(session)
    report_contribution(session, bob, consultation, written, Reason.INSULT, "Das geht zu weit.", clock.now())
    with pytest.raises(Conflict, match="schon gemeldet"):
        report_contribution(session, bob, consultation, written, Reason.OTHER, "Noch einmal", clock.now())
    report_contribution(session, a_person(session), consultation, written, Reason.INSULT, "", clock.now())
    assert session.query(Report).count() == 2
    assert written.hidden_at is None, "nothing is hidden by a notice"


def test_something_else_must_be_said(session: Session) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    with pytest.raises(Invalid, match="was nicht in Ordnung ist"):
        report_contribution(session, a_person(session), consultation, written, Reason.OTHER, " \u200b", clock.now())
    with pytest.raises(Invalid, match="zu lang"):
        report_contribution(session, a_person(session), consultation, written, Reason.INSULT, "x" * 1001, clock.now())


def test_a_report_by_the_page_comes_to_the_queue_of_its_moderators_only(session: Session, browse: Browse) -> None:
    consultation, other = a_consultation(session), a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), UGLY)
    answer = post(browse(a_person(session)), f"/beitraege/{written.id}/melden", {"reason": "insult", "text": "Bitte <b>prüfen</b>"})
    assert answer.status_code == 303
    queue = f"/beteiligungen/{consultation.slug}/moderation"
    page = browse(a_person(session, moderates=consultation)).get(queue)
    assert UGLY in page.text
    assert "Bitte &lt;b&gt;prüfen&lt;/b&gt;" in page.text
    assert browse(a_person(session, moderates=other)).get(queue).status_code == 403
    assert UGLY not in browse(a_person(session, moderates=other)).get(f"/beteiligungen/{other.slug}/moderation").text


def test_a_report_without_a_reason_is_asked_again_with_what_was_typed(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    answer = post(browse(a_person(session)), f"/beitraege/{written.id}/melden", {"reason": "gibt es nicht", "text": "Mein langer Grund"})
    assert answer.status_code == 422
    assert "Bitte wählen Sie einen Grund." in answer.text
    assert "Mein langer Grund" in answer.text


def test_what_is_hidden_is_read_by_author_and_moderation_only(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    author = a_person(session, "Grober Klotz")
    written = a_contribution(session, consultation, subject, UGLY, by=author)
    moderator = a_person(session, moderates=consultation)
    report_contribution(session, a_person(session), consultation, written, Reason.INSULT, "", clock.now())
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}"
    assert UGLY in browse(None).get(url).text
    done = post(browse(moderator), f"/beitraege/{written.id}/moderation", {"decision": "hide", "block": "1", "reason": "Bitte sachlich."})
    assert done.status_code == 303
    for stranger in (None, a_person(session), a_person(session, moderates=a_consultation(session))):
        page = browse(stranger).get(url).text
        assert UGLY not in page
        assert "Grober Klotz" not in page
        assert "ausgeblendet" in page
        answers = browse(stranger).get(f"/beitraege/{written.id}/antworten").text
        assert UGLY not in answers
    for knowing in (author, moderator):
        page = browse(knowing).get(url).text
        assert UGLY in page
        assert "Bitte sachlich." in page
    assert discussion_of(session, subject).contribution_count == 0


def test_the_author_is_told_the_reason_in_a_mail(session: Session) -> None:
    consultation = a_consultation(session)
    author = a_person(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), by=author)
    moderator = a_person(session, moderates=consultation)
    decide_report(session, moderator, consultation, written, Decision.HIDE, WHY, clock.now(), link="https://stadt.example/beitraege/1")
    decide_report(session, moderator, consultation, written, Decision.KEEP, "Doch in Ordnung.", clock.now())
    first, second = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert (first.recipient, second.recipient) == (author.email, author.email)
    assert WHY in first.text
    assert "https://stadt.example/beitraege/1" in first.text
    assert "wieder" in second.subject


def test_a_decision_settles_all_notices_and_can_be_turned_back(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    written = a_contribution(session, consultation, subject)
    moderator = a_person(session, moderates=consultation)
    for _ in range(3):
        report_contribution(session, a_person(session), consultation, written, Reason.INSULT, "", clock.now())
    decide_report(session, moderator, consultation, written, Decision.HIDE, WHY, clock.now())
    assert {(report.state, report.decision, report.note) for report in _reports(session)} == {("decided", "hide", WHY)}
    assert discussion_of(session, subject).contribution_count == 0
    with pytest.raises(Conflict):
        decide_report(session, moderator, consultation, written, Decision.HIDE, WHY, clock.now())
    decide_report(session, moderator, consultation, written, Decision.KEEP, "", clock.now())
    session.refresh(written)
    assert (written.hidden_at, written.hidden_reason) == (None, "")
    assert discussion_of(session, subject).contribution_count == 1
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "contribution").order_by(AuditEntry.id)).all()
    assert acts[-2:] == ["contribution.hidden", "contribution.restored"]


def test_hiding_needs_a_reason_and_keeping_does_not(session: Session) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    moderator = a_person(session, moderates=consultation)
    report_contribution(session, a_person(session), consultation, written, Reason.OFF_TOPIC, "", clock.now())
    with pytest.raises(Invalid, match="Grund"):
        decide_report(session, moderator, consultation, written, Decision.HIDE, "", clock.now())
    decide_report(session, moderator, consultation, written, Decision.KEEP, "", clock.now())
    assert _reports(session)[0].decision == "keep"
    assert session.query(OutboxMail).count() == 0


def test_the_page_asks_for_the_reason_and_keeps_the_choice(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    browser = browse(a_person(session, moderates=consultation))
    answer = post(browser, f"/beitraege/{written.id}/moderation", {"decision": "hide", "block": "", "reason": ""})
    assert answer.status_code == 422
    assert "Bitte nennen Sie den Grund" in answer.text
    assert 'value="hide" checked' in answer.text


def test_hiding_by_own_sight_leaves_a_trace(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    moderator = a_person(session, "Frau Moderation", moderates=consultation)
    decide_report(session, moderator, consultation, written, Decision.HIDE, WHY, clock.now())
    session.commit()
    page = browse(moderator).get(f"/beteiligungen/{consultation.slug}/moderation?stand=entschieden").text
    assert WHY in page
    assert "Frau Moderation" in page


def test_the_longest_waiting_comes_first_in_pages(session: Session, browse: Browse, count_statements: Callable) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    bob = a_person(session)
    posts = [a_contribution(session, consultation, subject, f"Beitrag Nummer {n:03d}.") for n in range(25)]
    for written in reversed(posts):
        report_contribution(session, bob, consultation, written, Reason.ADVERTISING, "", clock.now())
    _spread(session, posts)
    session.commit()
    browser = browse(a_person(session, moderates=consultation))
    url = f"/beteiligungen/{consultation.slug}/moderation"
    with count_statements() as statements:
        page = browser.get(url).text
    assert statements.count <= 16  # six of them for tabs: topics, opinion maps, surveys, budgets, council, report
    assert page.index("Nummer 000.") < page.index("Nummer 019.")
    assert "Nummer 020." not in page
    assert "Nummer 024." in browser.get(f"{url}?seite=2").text


def test_a_moderator_reads_no_draft_of_another_consultation_by_its_contributions(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), UGLY)
    stranger = browse(a_person(session, moderates=a_consultation(session)))
    assert stranger.get(f"/beitraege/{written.id}/moderation").status_code == 403
    assert post(stranger, f"/beitraege/{written.id}/moderation", {"decision": "hide", "reason": "x"}).status_code == 403
    session.expire_all()
    assert session.get_one(Contribution, written.id).hidden_at is None


def test_a_moderator_does_not_decide_about_an_own_text(session: Session) -> None:
    consultation = a_consultation(session)
    moderator = a_person(session, moderates=consultation)
    written = a_contribution(session, consultation, a_subject(session, consultation), by=moderator)
    with pytest.raises(Refused, match="jemand anderes"):
        decide_report(session, moderator, consultation, written, Decision.KEEP, "", clock.now())


def _reports(session: Session) -> list[Report]:
    return list(session.scalars(select(Report).execution_options(populate_existing=True)))


def _spread(session: Session, posts: list[Contribution]) -> None:
    """Notices a minute apart, in the order of the contributions."""
    for minute, written in enumerate(posts):
        report = session.query(Report).filter_by(contribution_id=written.id).one()
        report.created_at = clock.now().replace(minute=minute)
