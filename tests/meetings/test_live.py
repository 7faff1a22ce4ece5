"""A meeting while it runs: desk, floor, polls and motions, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.meetings import checkin_actions, live_actions, live_floor_actions, poll_actions
from participation.meetings.live_models import LiveAnswer, PollState, SpeakingRequest, Turn, WallState
from participation.meetings.live_queries import speaking_list
from participation.meetings.models import Attendee, MeetingPoint, MeetingStage, Screen
from tests.builders import a_consultation, a_person, a_resident, post
from tests.meetings.live_builders import Evening, an_announced_meeting, an_evening

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def evening(session: Session) -> Evening:
    """A running meeting."""
    return an_evening(session)


def test_a_meeting_is_opened_shortly_before_it_begins_and_not_twice(session: Session) -> None:
    made = an_evening(session)
    early = an_announced_meeting(session, made.consultation, starts_at=clock.now() + timedelta(days=1), ends_at=clock.now() + timedelta(days=2))
    with pytest.raises(Refused):
        live_actions.begin_meeting(session, made.leader, made.consultation, early, clock.now())
    with pytest.raises(Refused):
        live_actions.begin_meeting(session, made.leader, made.consultation, made.meeting, clock.now())


def test_joining_twice_is_being_there_once_and_numbers_are_given_in_order(evening: Evening, session: Session) -> None:
    resident = a_resident(session)
    join = live_floor_actions.join_meeting
    first = join(session, resident, evening.consultation, evening.meeting, None, "", clock.now())
    first.left_at = clock.now()
    again = join(session, resident, evening.consultation, evening.meeting, None, "", clock.now())
    phone = evening.phone("Frau Kaya")
    assert again.id == first.id
    assert again.left_at is None
    assert (first.number, phone.number) == (1, 2)
    assert (first.name, phone.name) == (resident.public_name, "Frau Kaya")


def test_whoever_is_blocked_meanwhile_only_listens(evening: Evening, session: Session) -> None:
    resident, poll = a_resident(session), evening.poll()
    there = live_floor_actions.join_meeting(session, resident, evening.consultation, evening.meeting, None, "", clock.now())
    evening.answer(poll, there, 0)
    resident.blocked_at = clock.now()
    with pytest.raises(Refused, match="gesperrt"):
        evening.answer(poll, there, 1)
    with pytest.raises(Refused, match="gesperrt"):
        live_floor_actions.ask_to_speak(session, evening.meeting, there, clock.now())


def test_phones_without_account_are_let_in_only_where_the_meeting_says_so(session: Session) -> None:
    closed = an_evening(session, lets_guests_in=False)
    with pytest.raises(Refused):
        closed.phone("Gast")
    join = live_floor_actions.join_meeting
    with pytest.raises(Refused, match="bestätigen"):
        join(session, a_person(session, confirmed=False), closed.consultation, closed.meeting, None, "", clock.now())
    assert join(session, a_person(session), closed.consultation, closed.meeting, None, "", clock.now()).number == 1


def test_who_has_not_spoken_yet_is_called_before_those_who_have(evening: Evening, session: Session) -> None:
    anna, ben = evening.raised("Anna"), evening.raised("Ben")
    live_actions.call_up(session, evening.leader, evening.consultation, evening.meeting, anna.id, clock.now())
    live_actions.end_turn(session, evening.leader, evening.consultation, evening.meeting, clock.now())
    there = session.get_one(Attendee, anna.attendee_id)
    again = live_floor_actions.ask_to_speak(session, evening.meeting, there, clock.now())
    cem = evening.raised("Cem")
    assert [one.id for one in speaking_list(session, evening.meeting.id).waiting] == [ben.id, cem.id, again.id]


def test_one_speaks_at_a_time_and_asking_twice_is_being_on_the_list_once(evening: Evening, session: Session) -> None:
    anna, ben = evening.raised("Anna"), evening.raised("Ben")
    there = session.get_one(Attendee, anna.attendee_id)
    assert live_floor_actions.ask_to_speak(session, evening.meeting, there, clock.now()).id == anna.id
    for request in (anna, ben):
        live_actions.call_up(session, evening.leader, evening.consultation, evening.meeting, request.id, clock.now())
    assert (anna.state, ben.state) == (Turn.DONE, Turn.SPEAKING)
    with pytest.raises(Conflict):
        live_actions.call_up(session, evening.leader, evening.consultation, evening.meeting, anna.id, clock.now())


def test_nobody_speaks_without_a_name_to_be_called_by(evening: Evening, session: Session) -> None:
    there = evening.phone()
    with pytest.raises(Invalid):
        live_floor_actions.ask_to_speak(session, evening.meeting, there, clock.now())
    assert live_floor_actions.ask_to_speak(session, evening.meeting, there, clock.now(), name=" Herr  Vogt ").state == Turn.WAITING
    assert there.name == "Herr Vogt"


def test_going_to_a_point_ends_the_one_before_and_tells_the_phones(evening: Evening, session: Session) -> None:
    points = session.scalars(select(MeetingPoint).where(MeetingPoint.meeting_id == evening.meeting.id).order_by(MeetingPoint.position)).all()
    before = evening.meeting.version
    for point in points[:2]:
        live_actions.begin_point(session, evening.leader, evening.consultation, evening.meeting, point.id, clock.now())
    assert points[0].ended_at is not None
    assert (points[1].begun_at is None, points[1].ended_at) == (False, None)
    assert evening.meeting.version == before + 2
    with pytest.raises(NotFound):
        live_actions.begin_point(session, evening.leader, evening.consultation, evening.meeting, 10**6, clock.now())


def test_questions_wait_for_the_moderation_and_each_person_wants_one_once(evening: Evening, session: Session) -> None:
    author, other = evening.phone("Anna"), evening.phone("Ben")
    ask = live_floor_actions.ask_question
    question = ask(session, evening.meeting, author, "  Wer zahlt das? ", "key-1", clock.now())
    assert ask(session, evening.meeting, author, "Wer zahlt das?", "key-1", clock.now()).id == question.id
    with pytest.raises(NotFound):
        live_floor_actions.like_question(session, evening.meeting, other, question.id, clock.now())
    live_actions.show_question(session, evening.leader, evening.consultation, evening.meeting, question.id, clock.now())
    for _again in range(2):
        live_floor_actions.like_question(session, evening.meeting, other, question.id, clock.now())
    session.refresh(question)
    assert (question.text, question.likes) == ("Wer zahlt das?", 1)
    with pytest.raises(Conflict):
        live_floor_actions.like_question(session, evening.meeting, author, question.id, clock.now())
    live_floor_actions.like_question(session, evening.meeting, other, question.id, clock.now(), liked=False)
    live_floor_actions.like_question(session, evening.meeting, other, question.id, clock.now(), liked=False)
    session.refresh(question)
    assert question.likes == 0


def test_a_question_is_refused_with_a_reason_only_and_nobody_floods_the_wall(evening: Evening, session: Session) -> None:
    there = evening.phone("Anna")
    questions = [live_floor_actions.ask_question(session, evening.meeting, there, f"Frage {n}", f"k{n}", clock.now()) for n in range(5)]
    with pytest.raises(Conflict):
        live_floor_actions.ask_question(session, evening.meeting, there, "Noch eine", "k6", clock.now())
    with pytest.raises(Invalid):
        live_actions.refuse_question(session, evening.leader, evening.consultation, evening.meeting, questions[0].id, " ", clock.now())
    live_actions.refuse_question(
        session, evening.leader, evening.consultation, evening.meeting, questions[0].id, "Gehört nicht hierher.", clock.now()
    )
    assert questions[0].state == WallState.REFUSED
    with pytest.raises(Conflict):
        live_actions.answer_question(session, evening.leader, evening.consultation, evening.meeting, questions[0].id, "Doch", clock.now())


def test_the_last_answer_counts_and_single_answers_are_gone_after_the_close(evening: Evening, session: Session) -> None:
    poll, anna, ben = evening.poll(), evening.phone("Anna"), evening.phone("Ben")
    evening.answer(poll, anna, 0)
    evening.answer(poll, anna, 2)
    evening.answer(poll, ben, 2)
    before = evening.meeting.version
    evening.answer(poll, ben, 2)
    assert evening.meeting.version == before  # a thousand answers do not make a thousand phones look again
    evening.close(poll)
    assert (poll.tally["people"], poll.tally["counts"]) == (2, [0, 0, 2])
    assert session.scalar(select(func.count()).select_from(LiveAnswer)) == 0
    with pytest.raises(Conflict, match="danach"):
        evening.answer(poll, anna, 1)


def test_a_motion_is_decided_by_those_checked_in(evening: Evening, session: Session) -> None:
    evening.meeting.quorum = 3
    poll = evening.poll("motion", question="Der Saal wird zuerst saniert.", majority="absolute")
    hall, home = [evening.phone(checked_in=True) for _n in range(4)], evening.phone()
    with pytest.raises(Refused, match="eingecheckt"):
        evening.answer(poll, home, 0)
    for there, mark in zip(hall, (0, 0, 0, 1), strict=True):
        evening.answer(poll, there, mark)
    with pytest.raises(Refused):
        poll_actions.reveal_poll(session, evening.leader, evening.consultation, evening.meeting, poll, clock.now())
    evening.close(poll)
    assert (poll.present, poll.quorum, poll.tally["counts"], poll.tally["outcome"]) == (4, 3, [3, 1, 0], "carried")


def test_who_left_before_the_close_does_not_decide(evening: Evening, session: Session) -> None:
    poll = evening.poll("motion", question="Antrag")
    stays, leaves = evening.phone(checked_in=True), evening.phone(checked_in=True)
    evening.answer(poll, stays, 1)
    evening.answer(poll, leaves, 0)
    leaves.left_at = clock.now()
    evening.close(poll)
    assert (poll.present, poll.tally["counts"], poll.tally["outcome"]) == (1, [0, 1, 0], "rejected")


def test_one_poll_is_open_at_a_time_and_a_meeting_does_not_end_beside_it(evening: Evening, session: Session) -> None:
    evening.poll()
    second = evening.poll(opened=False)
    with pytest.raises(Conflict, match="noch offen"):
        poll_actions.open_poll(session, evening.leader, evening.consultation, evening.meeting, second, clock.now())
    with pytest.raises(Conflict, match="noch offen"):
        live_actions.end_meeting(session, evening.leader, evening.consultation, evening.meeting, clock.now())


def test_an_opened_poll_stays_as_it_was_asked(evening: Evening, session: Session) -> None:
    poll = evening.poll()
    with pytest.raises(Refused):
        poll_actions.set_poll(
            session, evening.leader, evening.consultation, evening.meeting, poll, poll_actions.PollDraft("single", "Anders?", ("a", "b")), clock.now()
        )
    with pytest.raises(Refused):
        poll_actions.discard_poll(session, evening.leader, evening.consultation, evening.meeting, poll, clock.now())
    assert poll.state == PollState.OPEN
    assert evening.meeting.screen == Screen.POLL


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "guess"}, "kind"),
        ({"question": "  "}, "question"),
        ({"options": ("nur eine",)}, "options"),
        ({"options": ("Saal", "saal")}, "options"),
        ({"options": tuple(str(n) for n in range(13))}, "options"),
        ({"kind": "multiple", "most": 4}, "most"),
        ({"kind": "scale", "low": 5, "high": 5}, "high"),
        ({"kind": "scale", "low": 0, "high": 20}, "high"),
        ({"kind": "number", "low": 0, "high": 10**12}, "high"),
        ({"kind": "words", "most": 9}, "most"),
        ({"kind": "motion", "majority": "unanimous"}, "majority"),
    ],
)
def test_what_cannot_be_asked_says_which_field_is_wrong(evening: Evening, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        evening.poll(opened=False, **{"kind": "single", **changes})  # type: ignore[arg-type]  # as above
    assert refused.value.field == field


def test_ending_a_meeting_ends_what_was_running(evening: Evening, session: Session) -> None:
    speaking, waiting = evening.raised("Anna"), evening.raised("Ben")
    live_actions.call_up(session, evening.leader, evening.consultation, evening.meeting, speaking.id, clock.now())
    point = session.scalars(select(MeetingPoint).where(MeetingPoint.meeting_id == evening.meeting.id).limit(1)).one()
    live_actions.begin_point(session, evening.leader, evening.consultation, evening.meeting, point.id, clock.now())
    live_actions.end_meeting(session, evening.leader, evening.consultation, evening.meeting, clock.now())
    session.expire_all()
    states = {request.id: request.state for request in session.scalars(select(SpeakingRequest))}
    assert states == {speaking.id: Turn.DONE, waiting.id: Turn.WITHDRAWN}
    assert session.get_one(MeetingPoint, point.id).ended_at is not None
    assert evening.meeting.stage == MeetingStage.ENDED
    with pytest.raises(Refused):
        evening.phone("Zu spät")


def test_the_log_says_what_the_desk_did_and_nothing_of_those_present(evening: Evening, session: Session) -> None:
    poll, anna = evening.poll(), evening.phone("Anna")
    evening.answer(poll, anna, 1)
    live_floor_actions.ask_to_speak(session, evening.meeting, anna, clock.now())
    evening.close(poll)
    told = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "meeting").order_by(AuditEntry.id)).all()
    assert told == ["meeting.begun", "meeting.poll_prepared", "meeting.poll_opened", "meeting.poll_closed"]


def test_a_meeting_of_another_consultation_is_not_found_here(evening: Evening, session: Session) -> None:
    elsewhere = a_consultation(session, "Anderswo")
    with pytest.raises(NotFound):
        live_floor_actions.join_meeting(session, None, elsewhere, evening.meeting, b"x" * 32, "", clock.now())


def test_while_a_motion_is_open_the_phone_at_the_door_hears_at_once_that_it_may_vote(evening: Evening, session: Session) -> None:
    def come(phone: Attendee) -> int:
        before = evening.meeting.version
        checkin_actions.let_in_guest(session, evening.leader, evening.consultation, evening.meeting, str(phone.number), clock.now())
        return evening.meeting.version - before

    assert come(evening.phone()) == 0  # a thousand phones need not ask anew for each who comes in
    motion = evening.poll("motion")
    late = evening.phone()
    assert come(late) == 1
    before = evening.meeting.version
    checkin_actions.let_out(session, evening.leader, evening.consultation, evening.meeting, late, clock.now())
    assert evening.meeting.version == before + 1
    evening.close(motion)
    assert come(evening.phone()) == 0


def test_two_options_on_one_place_are_no_order(evening: Evening, session: Session, browse: Browse) -> None:
    resident, poll = a_resident(session), evening.poll("ranking")
    session.commit()
    url = f"/beteiligungen/{evening.consultation.slug}/sitzungen/{evening.meeting.id}/dabei"
    phone = browse(resident)
    assert post(phone, url, {"name": ""}).status_code == 303
    twice = {"rank-0": "2", "rank-1": "2", "rank-2": "1"}
    refused = post(phone, f"{url}/umfrage/{poll.id}", twice)
    assert refused.status_code == 422
    assert "Zwei Möglichkeiten haben denselben Platz." in refused.text
    assert refused.text.count('<option value="2" selected>') == 2  # as it was typed
    assert session.scalars(select(LiveAnswer)).all() == []
    assert post(phone, f"{url}/umfrage/{poll.id}", {**twice, "rank-1": ""}).status_code == 303
    assert session.scalars(select(LiveAnswer)).one().marks == [2, 0]


def test_at_the_end_phones_say_that_it_is_over(evening: Evening, session: Session, browse: Browse) -> None:
    resident = a_resident(session)
    live_floor_actions.join_meeting(session, resident, evening.consultation, evening.meeting, None, "", clock.now())
    live_actions.end_meeting(session, evening.leader, evening.consultation, evening.meeting, clock.now())
    session.commit()
    shown = browse(resident).get(f"/beteiligungen/{evening.consultation.slug}/sitzungen/{evening.meeting.id}/dabei").text
    assert "Die Sitzung ist beendet. Vielen Dank!" in shown


def test_the_way_to_the_desk_and_notes_that_stay_in_reach(evening: Evening, session: Session, browse: Browse) -> None:
    evening.close(evening.poll())
    session.commit()
    staff, path = browse(evening.leader), f"/beteiligungen/{evening.consultation.slug}/sitzungen/{evening.meeting.id}"
    assert f'href="{path}/pult"' in staff.get(f"/verwaltung{path}").text
    desk = staff.get(f"{path}/pult").text
    assert desk.index("Notiz für das Protokoll") < desk.index("Umfragen und Anträge")  # however many results stand below
