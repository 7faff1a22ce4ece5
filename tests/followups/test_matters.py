"""Recommendations and questions go through offices to answers as proposals do; the answer stands where it was asked, and who asked is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person
from participation.assemblies.asking import Recommendations
from participation.assemblies.queries import steps_of
from participation.consultations.models import Consultation
from participation.discussions.actions import delete_contribution
from participation.discussions.asking import AskedInDiscussions
from participation.discussions.models import Contribution, Kind
from participation.followups.matter_actions import open_matter, settle
from participation.followups.models import Assignment, Matter, Stand
from participation.followups.reminder_actions import remind_due
from participation.kit import clock
from participation.kit.errors import Refused
from participation.meetings import live_actions, live_floor_actions
from participation.meetings.asking import WallQuestions
from participation.meetings.live_models import WallQuestion
from participation.meetings.retention import sweep_questions
from tests.assemblies import builders as assemblies
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.followups.builders import a_statement, a_task, an_office, an_officer
from tests.meetings.live_builders import Evening, an_evening

Browse = Callable[[Person | None], FlaskClient]


def told(session: Session, person: Person) -> list[str]:
    rows = session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.id))
    return [row.message % {name: value["text"] if isinstance(value, dict) else value for name, value in row.words.items()} for row in rows]


def an_open_question(session: Session, evening: Evening, asker: Person, liker: Person, text: str = "Wer bezahlt das?") -> WallQuestion:
    """A question that was on the wall when the meeting ended."""
    here = (session, evening.consultation, evening.meeting)
    by = live_floor_actions.join_meeting(session, asker, evening.consultation, evening.meeting, None, "", clock.now())
    too = live_floor_actions.join_meeting(session, liker, evening.consultation, evening.meeting, None, "", clock.now())
    question = live_floor_actions.ask_question(session, evening.meeting, by, text, "key-of-a-form", clock.now())
    live_actions.show_question(session, evening.leader, *here[1:], question.id, clock.now())
    live_floor_actions.like_question(session, evening.meeting, too, question.id, clock.now())
    live_actions.end_meeting(session, evening.leader, *here[1:], clock.now())
    session.flush()
    return question


def a_matter(session: Session, consultation: Consultation, by: Person, source: object, number: int) -> Matter:
    found = source.find(session, consultation, number)  # type: ignore[attr-defined]  # a room's things
    assert found is not None
    matter = open_matter(session, by, consultation, found, clock.now())
    session.flush()
    return matter


def test_a_question_of_a_meeting_is_answered_on_the_meetings_page_and_outlives_its_own_row(session: Session, browse: Browse) -> None:
    evening = an_evening(session)
    town, anna, asker, liker = evening.consultation, an_officer(session, "Anna Amt"), a_resident(session), a_resident(session)
    anna.position = "Kämmerei"
    office, question = an_office(session, "Kämmerei", anna), an_open_question(session, evening, asker, liker)
    session.commit()
    base, desk = f"/verwaltung/beteiligungen/{town.slug}/vorgaenge", browse(evening.leader)
    assert "Wer bezahlt das?" in desk.get(base).text
    for _twice in range(2):
        assert post(desk, base, {"art": "question", "nummer": question.id}).status_code == 303
    matter = session.scalars(select(Matter)).one()
    due = (clock.now() + timedelta(days=9)).date().isoformat()
    assert post(desk, f"{base}/{matter.id}/zuweisen", {"offices": [office.id], "due_on": due, "question": "Aus welchem Topf?"}).status_code == 303
    task = session.scalars(select(Assignment)).one()
    assert "Wer bezahlt das?" in told(session, anna)[0]
    assert "Wer bezahlt das?" in browse(anna).get("/verwaltung/aufgaben").text
    form = {"statement": "Aus dem Haushalt 2027.", "seen": "e3b0c44298fc1c14", "weiter": "abgeben"}
    assert post(browse(anna), f"{base}/{matter.id}/aufgaben/{task.id}", form).status_code == 303
    page = f"/beteiligungen/{town.slug}/sitzungen/{evening.meeting.id}"
    public = browse(None).get(page).text
    assert "Wartet auf Antwort" in public
    assert "Haushalt 2027" not in public
    assert "Haushalt 2027" in browse(anna).get(f"{base}/{matter.id}/antwort?stellungnahme={task.id}").text
    assert post(browse(anna), f"{base}/{matter.id}/antwort", {"body": "Der *Haushalt* bezahlt."}).status_code == 303
    session.expire_all()
    assert (question.answer, task.state) == ("Der *Haushalt* bezahlt.", Stand.ANSWERED)
    assert [told(session, person) for person in (asker, liker)] == [["Die Frage „Wer bezahlt das?“ ist beantwortet."]] * 2
    again = post(browse(anna), f"{base}/{matter.id}/antwort", {"body": "Noch einmal."})
    assert again.status_code == 403, "it is answered once"
    with clock.frozen(clock.now() + timedelta(days=40)) as later:
        assert sweep_questions(session, later) == 1
        session.commit()
        text = browse(None).get(page).text
    assert "Der <em>Haushalt</em> bezahlt." in text
    assert "Kämmerei" in text
    assert asker.public_name not in text


def test_a_question_that_its_meeting_forgot_is_still_answered(session: Session, browse: Browse) -> None:
    evening = an_evening(session)
    question = an_open_question(session, evening, a_resident(session), a_resident(session))
    matter = a_matter(session, evening.consultation, evening.leader, WallQuestions(), question.id)
    with clock.frozen(clock.now() + timedelta(days=40)) as later:
        sweep_questions(session, later)
        session.commit()
        url = f"/verwaltung/beteiligungen/{evening.consultation.slug}/vorgaenge/{matter.id}/antwort"
        assert post(browse(evening.leader), url, {"body": "Die Stadt."}).status_code == 303
        assert "Die Stadt." in browse(None).get(f"/beteiligungen/{evening.consultation.slug}/sitzungen/{evening.meeting.id}").text


def test_a_question_in_a_discussion_gets_its_answer_there(session: Session, browse: Browse) -> None:
    town, anna, asker = a_consultation(session), an_officer(session, "Anna Amt"), a_resident(session)
    topic = a_topic(session, town)
    asked = a_contribution(session, town, subject_of(topic), "Wie hoch ist die Miete?", by=asker, kind=Kind.QUESTION)
    a_contribution(session, town, subject_of(topic), "Ich bin dafür.", kind=Kind.FOR)
    matter = a_matter(session, town, anna, AskedInDiscussions(), asked.id)
    task = a_task(session, matter, town, an_office(session, "", anna))
    session.commit()
    base = f"/verwaltung/beteiligungen/{town.slug}/vorgaenge"
    page = browse(anna).get(base).text
    assert "Wie hoch ist die Miete?" in page
    assert "Ich bin dafür." not in page
    assert post(browse(anna), f"{base}/{matter.id}/antwort", {"body": ""}).status_code == 422
    preview = post(browse(anna), f"{base}/{matter.id}/antwort", {"body": "40 Euro", "weiter": "vorschau"})
    assert (preview.status_code, "Noch ist nichts veröffentlicht" in preview.text) == (200, True)
    assert post(browse(anna), f"{base}/{matter.id}/antwort", {"body": "40 Euro am Abend."}).status_code == 303
    session.expire_all()
    answer = session.scalars(select(Contribution).where(Contribution.parent_id == asked.id)).one()
    assert (answer.body, answer.official, task.state) == ("40 Euro am Abend.", True, Stand.ANSWERED)
    assert len(told(session, asker)) == 1
    assert AskedInDiscussions().waiting(session, town) == []


def test_an_answer_given_in_the_thread_settles_the_matter_and_a_deleted_question_loses_its_words(session: Session) -> None:
    town, anna = a_consultation(session), an_officer(session)
    topic = a_topic(session, town)
    asker = a_resident(session)
    first, second = (a_contribution(session, town, subject_of(topic), words, by=asker, kind=Kind.QUESTION) for words in ("Wann denn?", "Wo denn?"))
    one, other = (a_matter(session, town, anna, AskedInDiscussions(), each.id) for each in (first, second))
    tasks = [a_task(session, each, town, an_office(session, "", anna)) for each in (one, other)]
    a_contribution(session, town, subject_of(topic), "Im Mai.", by=anna, to=first)
    delete_contribution(session, asker, town, second, clock.now())
    session.flush()
    assert [task.state for task in tasks] == [Stand.ANSWERED, Stand.ENDED]
    assert one.answered_at is not None
    assert (other.title, other.body) == ("–", "")


def test_a_recommendation_is_answered_by_a_step_and_the_members_are_told(session: Session, browse: Browse, tmp_path: Path) -> None:
    town, anna, moderator = a_consultation(session), an_officer(session), an_administrator(session)
    council, people = assemblies.a_working_council(session, town)
    sitting = assemblies.a_sitting(session, town, council, there=8)
    carried = assemblies.a_recommendation(session, town, council, people[0], "Halle sanieren")
    assemblies.vote_on(session, town, council, carried, sitting, 7, 1)
    assemblies.publish(session, town, council, tmp_path)
    assert Recommendations().waiting(session, town) == [], "nobody owes an answer before the handover"
    assemblies.hand(session, town, council)
    matter = a_matter(session, town, moderator, Recommendations(), carried.id)
    task = a_task(session, matter, town, an_office(session, "Hochbauamt", anna))
    a_statement(session, task, town, anna, "Das Dach zuerst.")
    session.commit()
    url = f"/verwaltung/beteiligungen/{town.slug}/vorgaenge/{matter.id}/antwort"
    page = browse(moderator).get(f"{url}?stellungnahme={task.id}").text
    assert "Das Dach zuerst." in page
    assert "Teilweise angenommen" in page
    assert post(browse(moderator), url, {"status": "rejected", "body": "Nein."}).status_code == 422, "a refusal has its reasons"
    assert post(browse(moderator), url, {"status": "review", "body": "Wir rechnen."}).status_code == 303
    session.expire_all()
    assert (matter.answered_at, task.state) == (None, Stand.GIVEN), "being looked at is no answer"
    assert post(browse(moderator), url, {"status": "accepted", "body": "Das Dach zuerst."}).status_code == 303
    session.expire_all()
    assert [str(step.status) for step in steps_of(session, council.id)[carried.id]] == ["accepted", "review"]
    assert (matter.answered_at is not None, task.state) == (True, Stand.ANSWERED)
    assert any("Halle sanieren" in sentence for sentence in told(session, people[3]))


def test_offices_are_reminded_of_matters_too(session: Session) -> None:
    evening = an_evening(session)
    anna = an_officer(session)
    question = an_open_question(session, evening, a_resident(session), a_resident(session))
    matter = a_matter(session, evening.consultation, evening.leader, WallQuestions(), question.id)
    a_task(session, matter, evening.consultation, an_office(session, "", anna), evening.leader, days=2)
    with clock.frozen(clock.now() + timedelta(days=5)) as now:
        assert remind_due(session, now) == 1
    assert "Überfällig" in told(session, anna)[-1]
    assert session.scalars(select(Notice.url).where(Notice.person_id == anna.id).order_by(Notice.id.desc())).first() == (
        f"/verwaltung/beteiligungen/{evening.consultation.slug}/vorgaenge/{matter.id}"
    )


def test_the_database_keeps_tasks_to_one_thing(session: Session) -> None:
    evening = an_evening(session)
    question = an_open_question(session, evening, a_resident(session), a_resident(session))
    matter = a_matter(session, evening.consultation, evening.leader, WallQuestions(), question.id)
    task = a_task(session, matter, evening.consultation, an_office(session), evening.leader)
    task.matter_id = None
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_strangers_take_nothing_up(session: Session, browse: Browse) -> None:
    evening = an_evening(session)
    question = an_open_question(session, evening, a_resident(session), a_resident(session))
    found = WallQuestions().find(session, evening.consultation, question.id)
    assert found is not None
    with pytest.raises(Refused):
        open_matter(session, a_resident(session), evening.consultation, found, clock.now())
    settle(session, "proposal", 1, clock.now())  # of another room: nothing to do
    elsewhere = a_person(session, moderates=a_consultation(session, "Anderswo"))
    session.commit()
    base = f"/verwaltung/beteiligungen/{evening.consultation.slug}/vorgaenge"
    assert browse(elsewhere).get(base).status_code == 403
    for wrong in ({"art": "question", "nummer": "999999"}, {"art": "nichts", "nummer": "1"}, {"art": "question", "nummer": "x" * 50}):
        assert post(browse(evening.leader), base, wrong).status_code == 404


def test_the_list_takes_a_constant_number_of_statements(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager]
) -> None:
    town, leader, numbers = a_consultation(session), an_administrator(session), []
    topic = a_topic(session, town)
    for _round in range(2):
        asked = [a_contribution(session, town, subject_of(topic), f"Frage {_round} {number}?", kind=Kind.QUESTION) for number in range(6)]
        for each in asked[:3]:
            a_matter(session, town, leader, AskedInDiscussions(), each.id)
        session.commit()
        browser, url = browse(leader), f"/verwaltung/beteiligungen/{town.slug}/vorgaenge"
        browser.get(url)
        with count_statements() as statements:
            assert browser.get(url).status_code == 200
        numbers.append(statements.count)
    assert numbers[0] == numbers[1]
