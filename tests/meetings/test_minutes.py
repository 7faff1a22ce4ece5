"""Minutes: they begin by themselves, two people approve the same text, and what others wrote cannot act as markup."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.prose import plain, to_html
from participation.meetings import live_actions, live_floor_actions, poll_actions
from participation.meetings.minutes_actions import approve_minutes, begin_minutes, discard_minutes, newest_edition, public_editions, save_minutes
from participation.meetings.minutes_models import MinutesEdition
from participation.meetings.minutes_pdf import minutes_pdf
from participation.meetings.minutes_text import as_text
from participation.meetings.models import MeetingPoint
from tests.builders import a_person
from tests.meetings.live_builders import Evening, an_evening


@pytest.fixture
def evening(session: Session) -> Evening:
    """An evening with everything that minutes hold, which is over."""
    made = an_evening(session)
    desk = (session, made.leader, made.consultation, made.meeting)
    point = session.scalars(select(MeetingPoint).where(MeetingPoint.meeting_id == made.meeting.id).order_by(MeetingPoint.position)).first()
    assert point is not None
    live_actions.begin_point(*desk, point.id, clock.now())
    live_actions.add_note(*desk, "Frau Weber stellt *drei* Entwürfe vor.", clock.now())
    speaker = made.raised("Anna Geheim")
    live_actions.call_up(*desk, speaker.id, clock.now())
    live_actions.end_turn(*desk, clock.now())
    hall = [made.phone(checked_in=True) for _n in range(3)]
    motion = made.poll("motion", question="Der Saal wird zuerst saniert.")
    for there, mark in zip(hall, (0, 0, 1), strict=True):
        made.answer(motion, there, mark)
    made.close(motion)
    question = live_floor_actions.ask_question(session, made.meeting, hall[0], "# Wer <b>zahlt</b> das?", "k", clock.now())
    live_actions.show_question(*desk, question.id, clock.now())
    live_actions.answer_question(*desk, question.id, "Die Stadt.", clock.now())
    live_actions.end_meeting(*desk, clock.now())
    return made


def _begin(evening: Evening, correction: str = "") -> MinutesEdition:
    return begin_minutes(evening.session, evening.leader, evening.consultation, evening.meeting, correction, clock.now())


def _approve(evening: Evening, person: Person, edition: MinutesEdition) -> bool:
    return approve_minutes(evening.session, person, evening.consultation, evening.meeting, edition, edition.revision, clock.now())


def _published(evening: Evening) -> MinutesEdition:
    edition = _begin(evening)
    _approve(evening, evening.leader, edition)
    assert _approve(evening, a_person(evening.session, moderates=evening.consultation), edition)
    return edition


def test_minutes_begin_with_what_the_desk_did_and_without_the_names_of_those_who_spoke(evening: Evening) -> None:
    said = plain(to_html(_begin(evening).text))
    for words in (
        "1. Begrüßung",
        "Frau Weber stellt *drei* Entwürfe vor.",
        "1 Wortmeldung.",
        "Antrag: Der Saal wird zuerst saniert.",
        "Ja: 2",
        "Der Antrag ist angenommen.",
        "# Wer <b>zahlt</b> das?",
        "Die Stadt.",
        "Nicht aufgerufen.",
        "Teilgenommen haben 4 Personen, davon waren 3 eingecheckt.",
    ):
        assert words in said
    assert "Anna" not in said


def test_numbers_in_minutes_say_what_they_count(session: Session) -> None:
    evening = an_evening(session)
    scale, ranking = evening.poll("scale", low=1, high=3, opened=False), evening.poll("ranking", opened=False)
    for poll, marks in ((scale, (2,)), (ranking, (1, 0))):
        poll_actions.open_poll(evening.session, evening.leader, evening.consultation, evening.meeting, poll, clock.now())
        evening.answer(poll, evening.phone(), *marks)
        evening.close(poll)
    live_actions.end_meeting(session, evening.leader, evening.consultation, evening.meeting, clock.now())
    text = _begin(evening).text
    assert "- 2: 1 Antwort\n" in text
    assert "- 3: 0 Antworten" in text
    assert "- Bühne: 1 erster Platz\n" in text
    assert "- Saal: 0 erste Plätze\n" in text


def test_a_hyphen_inside_a_word_stays_as_it_was_written() -> None:
    assert as_text("4 Ja-Stimmen") == "4 Ja-Stimmen"
    assert as_text("- kein Punkt -") == "\\- kein Punkt \\-"


@given(st.text(alphabet=st.sampled_from("ab *_`#[]()<>!-+1.2)\\|~\n{}"), min_size=1, max_size=40))
def test_what_others_wrote_is_shown_sign_by_sign(typed: str) -> None:
    words = " ".join(typed.split())
    if words:
        assert " ".join(plain(to_html(as_text(typed))).split()) == words


def test_two_different_people_approve_the_same_text_before_anybody_reads_it(evening: Evening) -> None:
    edition, second = _begin(evening), a_person(evening.session, moderates=evening.consultation)
    assert not _approve(evening, evening.leader, edition)
    with pytest.raises(Refused, match="schon freigegeben"):
        _approve(evening, evening.leader, edition)
    assert public_editions(evening.session, evening.meeting) == []
    assert _approve(evening, second, edition)
    assert [one.number for one in public_editions(evening.session, evening.meeting)] == [1]
    with pytest.raises(Refused, match="veröffentlicht"):
        save_minutes(evening.session, second, evening.consultation, evening.meeting, edition, "Anders", 1, clock.now())


def test_a_change_takes_approvals_away_and_an_old_text_is_not_approved(evening: Evening) -> None:
    edition, second = _begin(evening), a_person(evening.session, moderates=evening.consultation)
    _approve(evening, evening.leader, edition)
    save_minutes(evening.session, second, evening.consultation, evening.meeting, edition, "Neuer Text", 1, clock.now())
    assert (edition.revision, edition.approvals) == (2, [])
    with pytest.raises(Conflict, match="noch einmal"):
        approve_minutes(evening.session, second, evening.consultation, evening.meeting, edition, 1, clock.now())


def test_who_saves_over_somebody_elses_change_is_told(evening: Evening) -> None:
    edition, second = _begin(evening), a_person(evening.session, moderates=evening.consultation)
    save_minutes(evening.session, second, evening.consultation, evening.meeting, edition, "Zuerst", 1, clock.now())
    with pytest.raises(Conflict, match="jemand anderes"):
        save_minutes(evening.session, evening.leader, evening.consultation, evening.meeting, edition, "Danach", 1, clock.now())
    assert edition.text == "Zuerst"


def test_a_correction_is_another_edition_with_a_reason_and_the_first_stays(evening: Evening) -> None:
    _published(evening)
    with pytest.raises(Invalid) as refused:
        _begin(evening, " ")
    assert refused.value.field == "correction"
    second = _begin(evening, "Das Ergebnis des Antrags war verschrieben.")
    with pytest.raises(Refused):
        _begin(evening, "Noch eine")
    assert second.number == 2
    discard_minutes(evening.session, evening.leader, evening.consultation, evening.meeting, second, clock.now())
    evening.session.flush()
    newest = newest_edition(evening.session, evening.meeting)
    assert newest is not None
    assert newest.number == 1


def test_minutes_are_begun_when_the_meeting_is_over_by_those_who_run_it(session: Session) -> None:
    running = an_evening(session)
    with pytest.raises(Refused, match="beendet"):
        _begin(running)
    with pytest.raises(Refused):
        begin_minutes(session, a_person(session), running.consultation, running.meeting, "", clock.now())


def test_the_pdf_is_tagged_and_the_same_each_time(evening: Evening) -> None:
    edition = _published(evening)
    first = minutes_pdf(evening.meeting, evening.consultation.title, edition)
    assert first == minutes_pdf(evening.meeting, evening.consultation.title, edition)
    assert b"/StructTreeRoot" in first
    assert b"/MarkInfo" in first


def test_a_meeting_that_lasted_past_midnight_says_its_days(session: Session) -> None:
    evening = an_evening(session)
    evening.meeting.begun_at = clock.now() - timedelta(hours=30)
    live_actions.end_meeting(session, evening.leader, evening.consultation, evening.meeting, clock.now())
    said = _begin(evening).text
    assert said.count("Uhr") >= 2
