"""Suggested changes and objections come into the one queue that moderators work off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person
from participation.amendments.models import Amendment
from participation.amendments.moderation_actions import decide_about_amendment, report_amendment
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.models import Decision, Discussion, Reason, Report
from participation.discussions.moderation_actions import report_contribution
from participation.discussions.moderation_queries import open_count
from participation.discussions.summary_actions import object_to, publish_summary
from participation.discussions.summary_models import Objection, Sentence
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.proposals.models import Proposal
from tests.amendments.builders import an_amendment
from tests.builders import a_consultation, a_person, a_resident, post
from tests.conftest import Statements
from tests.discussions.builders import a_contribution
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]
UGLY = "Diese Dummköpfe im Amt"


def _place(session: Session, by: Person | None = None) -> tuple[Consultation, Proposal, Amendment, str]:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation, a_resident(session), "Eine Rampe", at=clock.now())
    amendment = an_amendment(session, consultation, proposal, by, title=UGLY, at=clock.now())
    session.commit()
    return consultation, proposal, amendment, f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/aenderungen/{amendment.id}"


def _an_objection(session: Session, consultation: Consultation, proposal: Proposal, reason: str) -> Objection:
    subject = Subject("proposal", proposal.id, consultation.id, proposal.title, "", proposal.author_id)
    written = a_contribution(session, consultation, subject)
    discussion = session.get_one(Discussion, written.discussion_id)
    moderator = a_person(session, moderates=consultation)
    publish_summary(session, moderator, consultation, discussion, f"Alle sind dafür. #{written.id}", clock.now())
    sentence = session.scalars(select(Sentence).where(Sentence.discussion_id == discussion.id)).one()
    return object_to(session, a_person(session), consultation, sentence, reason, clock.now())


def test_a_suggested_change_is_reported_once_a_person(session: Session) -> None:
    consultation, _proposal, amendment, _url = _place(session)
    bob = a_person(session)
    report_amendment(session, bob, amendment, consultation, Reason.INSULT, "Das geht zu weit.", clock.now())
    with pytest.raises(Conflict, match="schon gemeldet"):
        report_amendment(session, bob, amendment, consultation, Reason.INSULT, "", clock.now())
    with pytest.raises(Invalid, match="was nicht in Ordnung ist"):
        report_amendment(session, a_person(session), amendment, consultation, Reason.OTHER, " ", clock.now())
    report_amendment(session, a_person(session), amendment, consultation, Reason.INSULT, "", clock.now())
    assert not amendment.is_hidden, "nothing is hidden by a notice"
    assert open_count(session, consultation.id) == 1, "one text, one case"
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action == "amendment.reported")).all() == ["amendment.reported"] * 2


def test_nobody_reports_the_own_text_nor_one_that_is_hidden(session: Session, browse: Browse) -> None:
    suggester = a_resident(session)
    consultation, proposal, amendment, url = _place(session, suggester)
    with pytest.raises(Refused, match="zurückziehen"):
        report_amendment(session, suggester, amendment, consultation, Reason.INSULT, "", clock.now())
    assert f"{url}/melden" not in browse(suggester).get(url).text
    assert f"{url}/melden" in browse(None).get(url).text
    moderator = a_person(session, moderates=consultation)
    decide_about_amendment(session, moderator, amendment, proposal, consultation, Decision.HIDE, "Beleidigung", clock.now())
    with pytest.raises(Refused, match="nicht mehr zu lesen"):
        report_amendment(session, a_person(session), amendment, consultation, Reason.INSULT, "", clock.now())


def test_from_the_report_over_the_queue_to_the_decision(session: Session, browse: Browse) -> None:
    suggester = a_resident(session, "Grober Klotz")
    consultation, _proposal, _amendment, url = _place(session, suggester)
    moderator = a_person(session, moderates=consultation)
    queue = f"/beteiligungen/{consultation.slug}/moderation"
    asked = post(browse(a_person(session)), f"{url}/melden", {"reason": "other", "text": ""})
    assert asked.status_code == 422
    assert "was nicht in Ordnung ist" in asked.text
    assert post(browse(a_person(session)), f"{url}/melden", {"reason": "insult", "text": "Bitte <b>prüfen</b>"}).status_code == 303
    waiting = browse(moderator).get(queue).text
    assert "Änderungsvorschlag von Grober Klotz" in waiting
    assert "Bitte &lt;b&gt;prüfen&lt;/b&gt;" in waiting
    case = browse(moderator).get(f"{url}/moderation").text
    assert UGLY in case
    assert "Bitte &lt;b&gt;prüfen&lt;/b&gt;" in case
    refused = post(browse(moderator), f"{url}/moderation", {"decision": "hide", "block": "", "reason": ""})
    assert refused.status_code == 422
    assert 'value="hide" checked' in refused.text
    done = post(browse(moderator), f"{url}/moderation", {"decision": "hide", "block": "1", "reason": "Bitte sachlich."})
    assert done.location == queue
    assert "Grober Klotz" not in browse(moderator).get(queue).text
    decided = browse(moderator).get(f"{queue}?stand=entschieden").text
    assert "Änderungsvorschlag von Grober Klotz: Ausgeblendet" in decided
    assert "Bitte sachlich." in decided
    assert UGLY not in browse(None).get(url).text
    assert session.scalars(select(Notice.person_id).where(Notice.person_id == suggester.id)).all()


def test_keeping_settles_the_notices_and_shows_a_hidden_text_again(session: Session) -> None:
    consultation, proposal, amendment, _url = _place(session)
    moderator = a_person(session, moderates=consultation)

    def decide(decision: Decision, reason: str = "") -> None:
        decide_about_amendment(session, moderator, amendment, proposal, consultation, decision, reason, clock.now())

    report_amendment(session, a_person(session), amendment, consultation, Reason.OFF_TOPIC, "", clock.now())
    decide(Decision.KEEP, "Das ist eine Meinung.")
    assert [(report.state, report.decision, report.note) for report in session.scalars(select(Report))] == [
        ("decided", "keep", "Das ist eine Meinung.")
    ]
    decide(Decision.HIDE, "Beleidigung")
    assert amendment.is_hidden
    with pytest.raises(Conflict, match="schon ausgeblendet"):
        decide(Decision.HIDE, "Beleidigung")
    decide(Decision.KEEP)
    assert not amendment.is_hidden
    assert proposal.amendment_count == 1
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "amendment").order_by(AuditEntry.id)).all()
    assert acts[-3:] == ["amendment.kept", "amendment.hidden", "amendment.restored"]


def test_a_moderator_does_not_decide_about_the_own_suggestion(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    moderator = a_person(session, moderates=consultation)
    proposal = a_proposal(session, consultation, a_resident(session), at=clock.now())
    amendment = an_amendment(session, consultation, proposal, moderator, at=clock.now())
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/aenderungen/{amendment.id}/moderation"
    page = browse(moderator).get(url)
    assert "jemand anderes entscheiden" in page.text
    assert post(browse(moderator), url, {"decision": "keep", "block": "", "reason": ""}).status_code == 403


def test_an_objection_waits_in_the_queue_until_it_is_answered(session: Session, browse: Browse) -> None:
    consultation, proposal, _amendment, _url = _place(session)
    objection = _an_objection(session, consultation, proposal, "Ich war <i>nicht</i> dafür.")
    session.commit()
    moderator, url = browse(a_person(session, moderates=consultation)), f"/zusammenfassungen/einsprueche/{objection.id}/antwort"
    queue = f"/beteiligungen/{consultation.slug}/moderation"
    waiting = moderator.get(queue).text
    assert "Ich war &lt;i&gt;nicht&lt;/i&gt; dafür." in waiting
    assert "Alle sind dafür." in waiting
    assert url in waiting
    assert "1 offener Fall" in moderator.get(f"/verwaltung/beteiligungen/{consultation.slug}").text
    asked = post(moderator, url, {"reply": ""})
    assert asked.status_code == 422
    assert "Bitte schreiben Sie eine Antwort." in asked.text
    assert "Alle sind dafür." in asked.text
    assert post(moderator, url, {"reply": "Sie haben recht, wir ändern den Satz."}).location == queue
    assert "Ich war" not in moderator.get(queue).text
    decided = moderator.get(f"{queue}?stand=entschieden").text
    assert "Beantwortet" in decided
    assert "wir ändern den Satz" in decided
    assert "wir ändern den Satz" in moderator.get(url).text, "an answer can be changed"


def test_an_objection_to_a_sentence_that_is_gone_still_waits(session: Session, browse: Browse) -> None:
    consultation, proposal, _amendment, _url = _place(session)
    objection = _an_objection(session, consultation, proposal, "So war das nicht.")
    discussion = session.get_one(Discussion, session.get_one(Sentence, objection.sentence_id).discussion_id)
    moderator = a_person(session, moderates=consultation)
    written = a_contribution(session, consultation, Subject("proposal", proposal.id, consultation.id, proposal.title, "", proposal.author_id))
    publish_summary(session, moderator, consultation, discussion, f"Einige sind dafür. #{written.id}", clock.now())
    session.commit()
    assert open_count(session, consultation.id) == 1
    page = browse(moderator).get(f"/zusammenfassungen/einsprueche/{objection.id}/antwort").text
    assert "steht nicht mehr in der Zusammenfassung" in page
    assert "Alle sind dafür." in page


def test_all_kinds_stand_in_one_order_and_cost_the_same_however_many(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation, proposal, amendment, _url = _place(session)
    start = clock.now()
    objection = _an_objection(session, consultation, proposal, "Zuerst der Einspruch.")
    objection.made_at = start - timedelta(hours=3)
    report_amendment(session, a_person(session), amendment, consultation, Reason.INSULT, "Dann die Änderung.", start - timedelta(hours=2))
    subject = Subject("proposal", proposal.id, consultation.id, proposal.title, "", proposal.author_id)
    written = a_contribution(session, consultation, subject)
    report_contribution(session, a_person(session), consultation, written, Reason.INSULT, "Zuletzt der Beitrag.", start - timedelta(hours=1))
    other = a_consultation(session)
    session.commit()
    moderator, queue = browse(a_person(session, moderates=consultation)), f"/beteiligungen/{consultation.slug}/moderation"
    shown = moderator.get(queue).text
    assert shown.index("Zuerst der Einspruch.") < shown.index("Dann die Änderung.") < shown.index("Zuletzt der Beitrag.")
    assert open_count(session, other.id) == 0
    counts = set()
    for more in (0, 12):
        for _each in range(more):
            another = a_contribution(session, consultation, subject)
            report_contribution(session, a_person(session), consultation, another, Reason.INSULT, "", clock.now())
        session.commit()
        moderator.get(queue)
        with count_statements() as statements:
            moderator.get(queue)
        counts.add(statements.count)
    assert len(counts) == 1, counts
