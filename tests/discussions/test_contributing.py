"""Contributing: what is taken, what is refused, and that two levels stay two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Role
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Contribution, Discussion, Kind
from participation.discussions.signals import contributions_changed
from participation.discussions.topic_actions import close_discussion, reopen_discussion
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, NotFound, Refused
from tests.builders import START, a_consultation, a_person, an_administrator
from tests.discussions.builders import TEXT, a_contribution, a_subject, discussion_of


def test_a_contribution_stands_in_the_discussion(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice = a_person(session, "Alice")
    written = contribute(session, alice, consultation, subject, Draft(Kind.FOR, "Das ist  **gut**. \r\n"), clock.now())
    session.expire_all()
    assert written.body == "Das ist **gut**."
    assert written.body_html == "<p>Das ist <strong>gut</strong>.</p>"
    assert (written.kind, written.author_id, written.parent_id, written.official) == ("for", alice.id, None, False)
    discussion = discussion_of(session, subject)
    assert (discussion.contribution_count, discussion.top_level_count) == (1, 1)


def test_the_log_tells_the_act_and_not_the_text(session: Session) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), "Geheimes Wort: Rhabarber")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("contribution.written", "contribution", written.id)
    assert "Rhabarber" not in entry.data


def test_an_answer_stands_below_its_contribution(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    first = a_contribution(session, consultation, subject)
    answers = [a_contribution(session, consultation, subject, to=first) for _ in range(3)]
    session.expire_all()
    assert [answer.position for answer in answers] == [1, 2, 3]
    assert first.answers_count == 3
    discussion = discussion_of(session, subject)
    assert (discussion.contribution_count, discussion.top_level_count) == (4, 1)


def test_there_is_no_third_level(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    answer = a_contribution(session, consultation, subject, to=a_contribution(session, consultation, subject))
    with pytest.raises(Invalid, match="Auf eine Antwort"):
        a_contribution(session, consultation, subject, to=answer)


def test_an_answer_cannot_cross_into_another_discussion(session: Session) -> None:
    consultation = a_consultation(session)
    elsewhere = a_contribution(session, consultation, a_subject(session, consultation))
    with pytest.raises(NotFound):
        a_contribution(session, consultation, a_subject(session, consultation), to=elsewhere)


def test_a_subject_of_another_consultation_is_not_found(session: Session) -> None:
    consultation, other = a_consultation(session), a_consultation(session)
    with pytest.raises(NotFound):
        a_contribution(session, consultation, a_subject(session, other))


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b\u2060", "> ", "\u2800", "# "])
def test_a_text_that_is_empty_to_the_eye_is_not_taken(session: Session, body: str) -> None:
    consultation = a_consultation(session)
    with pytest.raises(Invalid) as refusal:
        a_contribution(session, consultation, a_subject(session, consultation), body)
    assert refusal.value.field == "body"


def test_a_thousand_characters_are_taken_and_one_more_is_not(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    assert len(a_contribution(session, consultation, subject, "ä" * 1000).body) == 1000
    with pytest.raises(Invalid, match="1001 Zeichen"):
        a_contribution(session, consultation, subject, "ä" * 1001)


def test_the_same_sending_of_a_form_counts_once(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, bob = a_person(session), a_person(session)
    draft = Draft(Kind.NOTE, TEXT, form_key="k" * 32)
    first = contribute(session, alice, consultation, subject, draft, clock.now())
    assert contribute(session, alice, consultation, subject, draft, clock.now()).id == first.id
    assert discussion_of(session, subject).contribution_count == 1
    with pytest.raises(Exception, match="nicht gespeichert"):
        contribute(session, bob, consultation, subject, draft, clock.now())


def test_the_city_speaks_with_its_office(session: Session) -> None:
    consultation = a_consultation(session)
    office = a_person(session, "Herr Amt", role=Role.OFFICE)
    office.position = "Amt für Stadtplanung"
    council = a_person(session, "Frau Rat", role=Role.COUNCIL)
    council.position = "Stadträtin"
    subject = a_subject(session, consultation)
    spoken = a_contribution(session, consultation, subject, by=office)
    office.position = "Hauptamt"
    assert (spoken.official, spoken.author_position) == (True, "Amt für Stadtplanung")
    member = a_contribution(session, consultation, subject, by=council)
    assert (member.official, member.author_position) == (False, "Stadträtin")


def test_a_discussion_of_a_proposal_begins_with_its_first_contribution(session: Session) -> None:
    consultation = a_consultation(session)
    topic = a_subject(session, consultation)
    subject = type(topic)("proposal", 990_001, consultation.id, "Rampe", "/x")
    a_contribution(session, consultation, subject)
    a_contribution(session, consultation, subject)
    assert session.scalar(select(func.count()).select_from(Discussion).where(Discussion.subject_kind == "proposal")) == 1
    assert discussion_of(session, subject).contribution_count == 2


def test_the_subjects_room_hears_the_new_number(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    heard: list[tuple[str, int, int]] = []

    def listen(sender: Session, *, subject_kind: str, subject_id: int, count: int, contested: int) -> None:
        heard.append((subject_kind, subject_id, count))

    with contributions_changed.connected_to(listen):
        a_contribution(session, consultation, subject)
        a_contribution(session, consultation, subject)
    assert heard == [("topic", subject.id, 1), ("topic", subject.id, 2)]


def test_a_closed_discussion_takes_nothing_more_until_it_is_opened_again(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    mayor = an_administrator(session)
    close_discussion(session, mayor, consultation, discussion_of(session, subject), clock.now())
    with pytest.raises(Refused, match="beendet"):
        a_contribution(session, consultation, subject)
    reopen_discussion(session, mayor, consultation, discussion_of(session, subject), clock.now())
    assert a_contribution(session, consultation, subject).id


def test_the_deadline_is_the_servers(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    end = START + timedelta(days=60)
    assert a_contribution(session, consultation, subject, at=end - timedelta(seconds=1)).id
    for late in (end, end + timedelta(seconds=1), datetime(2030, 1, 1, tzinfo=UTC)):
        with pytest.raises(Refused, match="möglich"):
            a_contribution(session, consultation, subject, at=late)
    assert session.scalar(select(func.count()).select_from(Contribution).where(Contribution.author_id.is_not(None))) == 1
