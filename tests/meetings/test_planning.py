"""A meeting is planned, announced, changed and cancelled; who registered is told; everybody reads it, also in the own calendar."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.kit.mail import OutboxMail
from participation.meetings import jobs, telling_actions
from participation.meetings.agenda import read_agenda, type_agenda
from participation.meetings.models import Meeting, MeetingPoint, MeetingStage
from participation.meetings.planning_actions import CODE_LENGTH, CODE_LETTERS, announce_meeting, change_meeting, discard_meeting
from participation.meetings.registration_models import MeetingDocument
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import NOON, Statements
from tests.meetings.builders import BEGINS, DRAFT, OWN, a_draft, a_guest, a_meeting, asked, registered
from tests.meetings.route_table import PDF, TEXTS

Browse = Callable[[Person | None], FlaskClient]


def mails(session: Session, what: str) -> list[OutboxMail]:
    session.expire_all()
    return list(session.scalars(select(OutboxMail).where(OutboxMail.subject.startswith(what)).order_by(OutboxMail.id)))


def test_from_the_plan_to_the_public_page(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session, "Die Halle")
    moderator = a_person(session, moderates=consultation)
    session.commit()
    staff, reader = browse(moderator), browse(None)
    home = f"/beteiligungen/{consultation.slug}"
    assert "/sitzungen" not in reader.get(home).text
    made = post(staff, f"/verwaltung{home}/sitzungen/neu", TEXTS)
    meeting = session.scalars(select(Meeting)).one()
    assert made.location == f"/verwaltung{home}/sitzungen/{meeting.id}"
    assert len(meeting.room_code) == CODE_LENGTH
    assert set(meeting.room_code) <= set(CODE_LETTERS)
    page = f"{home}/sitzungen/{meeting.id}"
    assert reader.get(page).status_code == 404
    assert "Zweiter Abend" not in reader.get("/").text, "and the kept page is made anew once it is announced"
    assert post(staff, f"{made.location}/ankuendigen").status_code == 303
    shown = reader.get(page).text
    for said in (
        "Zweiter Abend",
        "10. November 2026, 18 bis 20 Uhr",
        "Rathaus, Markt 1",
        "Zugang ohne Stufen",
        "Rampe",
        "Begrüßung",
        "Noch 20 von 20",
    ):
        assert said in shown, said
    assert "Zweiter Abend" in reader.get(home).text
    assert f'href="{home}/sitzungen"' in reader.get(home).text
    assert "Zweiter Abend" in reader.get("/").text
    assert "Zweiter Abend" in reader.get("/sitzungen").text
    assert "Zweiter Abend" in reader.get(f"{home}/sitzungen").text
    for calendar in (f"{page}/termin.ics", f"{home}/sitzungen/termine.ics", f"{home}/termine.ics", "/termine.ics"):
        text = reader.get(calendar).text
        assert "SUMMARY:Zweiter Abend" in text, calendar
        assert "DTSTART:20261110T170000Z" in text, calendar
        assert "LOCATION:Rathaus\\, Markt 1" in text, calendar


def test_what_is_wrong_is_said_and_what_was_typed_stays(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    staff = browse(a_person(session, moderates=consultation))
    url = f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/neu"
    wrong: dict[str, tuple[dict[str, str], str]] = {
        "no title": ({"title": " "}, "einen Namen"),
        "ends before": ({"ends_at": "2026-11-10T17:00"}, "nach dem Beginn"),
        "ends too late": ({"ends_at": "2026-12-10T17:00"}, "höchstens drei Tage"),
        "no day": ({"starts_at": "morgen"}, "Datum und Uhrzeit"),
        "http": ({"stream_url": "http://stream.example/"}, "https://"),
        "script": ({"stream_url": "javascript:alert(1)"}, "https://"),
        "no places": ({"places": "0"}, "Plätze"),
        "words for places": ({"places": "viele"}, "ganze Zahl"),
        "a strange digit": ({"places": "٣"}, "ganze Zahl"),
        "many companions": ({"most_companions": "10"}, "Mitbringen"),
        "registration after the beginning": ({"register_until": "2026-11-10T19:00"}, "spätestens mit dem Beginn"),
        "a long point": ({"agenda": "10 min Begrüßung\n999 min Reden"}, "Zeile 2"),
    }
    for name, (changed, sentence) in wrong.items():
        answer = post(staff, url, {**TEXTS, **changed})
        assert answer.status_code == 422, name
        assert sentence in answer.text, name
        assert "Es geht weiter." in answer.text, name
    assert session.scalars(select(Meeting)).all() == []


LINES = {
    "20 min Vorstellung der Entwürfe (Frau Weber, Stadtplanung)": ("Vorstellung der Entwürfe", "Frau Weber, Stadtplanung", 20),
    "5 Min. Pause": ("Pause", "", 5),
    "10 Minuten Begrüßung": ("Begrüßung", "", 10),
    "90min Fragen": ("Fragen", "", 90),
    "Fragen": ("Fragen", "", None),
    "3 Entwürfe": ("3 Entwürfe", "", None),
    "20 Minimalziele (Entwurf) und mehr": ("20 Minimalziele (Entwurf) und mehr", "", None),
    "(nur so)": ("(nur so)", "", None),
}


@pytest.mark.parametrize("line", LINES)
def test_an_agendas_line(line: str) -> None:
    (read,) = read_agenda(line)
    assert (read.title, read.speaker, read.minutes) == LINES[line]


def test_an_agenda_is_not_endless() -> None:
    assert len(read_agenda("Punkt\n\n" * 40)) == 40
    with pytest.raises(Invalid, match="40"):
        read_agenda("Punkt\n" * 41)


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=1, max_size=12)
TITLES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@given(st.lists(st.tuples(st.none() | st.integers(1, 600), TITLES, st.just("") | TITLES), max_size=40))
def test_what_is_read_is_typed_again_the_same(points: list[tuple[int | None, str, str]]) -> None:
    given_points = [MeetingPoint(position=0, title=title, speaker=speaker, minutes=minutes) for minutes, title, speaker in points]
    assert [(one.minutes, one.title, one.speaker) for one in read_agenda(type_agenda(given_points))] == points


def test_a_changed_place_is_told_to_all_who_registered_once(app: Flask, session: Session) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    meeting = a_meeting(session, consultation, places=1)
    person = a_person(session)
    person.language = "en"
    registered(session, consultation, meeting, person)
    guest, unconfirmed = a_guest(session, consultation, meeting), asked(session, consultation, meeting)
    assert not change_meeting(session, OWN, boss, consultation, meeting, replace(DRAFT, places=1, title="Auftakt, der erste"), NOON)
    assert change_meeting(session, OWN, boss, consultation, meeting, replace(DRAFT, places=1, place="Rathaus"), NOON)
    session.commit()
    with app.app_context():
        for _again in range(3):
            jobs.tell_registered()
    told = mails(session, "Neue Zeit oder neuer Ort")
    assert [mail.recipient for mail in told] == [person.email, guest.email]
    assert unconfirmed.email not in [mail.recipient for mail in told]
    assert "Rathaus, Hallenstraße 1" in told[0].text
    assert "/sitzungen/anmeldung/" in told[0].text


def test_points_keep_their_rows_and_places_cannot_be_taken_from_people(session: Session) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    meeting = a_meeting(session, consultation)
    registered(session, consultation, meeting, companions=2)
    waits = registered(session, consultation, meeting)
    before = session.scalars(select(MeetingPoint.id).where(MeetingPoint.meeting_id == meeting.id)).all()
    with pytest.raises(Invalid, match="3 Plätze sind schon vergeben"):
        change_meeting(session, OWN, boss, consultation, meeting, replace(DRAFT, places=2), NOON)
    change_meeting(session, OWN, boss, consultation, meeting, replace(DRAFT, places=4, agenda="5 min Hallo\nSchluss"), NOON)
    assert waits.is_placed, "one more place: the first of the list has it"
    after = session.scalars(select(MeetingPoint).where(MeetingPoint.meeting_id == meeting.id).order_by(MeetingPoint.position)).all()
    assert [point.id for point in after] == list(before[:2])
    assert [(point.title, point.minutes) for point in after] == [("Hallo", 5), ("Schluss", None)]


def test_a_cancelled_meeting_says_why_everywhere(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    guest = a_guest(session, consultation, meeting)
    session.commit()
    staff = browse(a_person(session, moderates=consultation))
    home = f"/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}"
    assert post(staff, f"/verwaltung{home}/absagen", {"reason": " "}).status_code == 422
    assert post(staff, f"/verwaltung{home}/absagen", {"reason": "Der Saal ist nass."}).status_code == 303
    with app.app_context():
        jobs.tell_registered()
    (mail,) = mails(session, "Fällt aus")
    assert mail.recipient == guest.email
    assert "Der Saal ist nass." in mail.text
    reader = browse(None)
    assert "Der Saal ist nass." in reader.get(home).text
    assert "SUMMARY:Fällt aus: Auftakt im Saal" in reader.get(f"{home}/termin.ics").text
    assert "Auftakt im Saal" not in reader.get("/").text
    assert post(staff, f"/verwaltung{home}/absagen", {"reason": "Noch einmal"}).status_code == 403


def test_it_needs_a_time_to_come_and_a_place(session: Session) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    nowhere = a_draft(session, consultation, place="", address="", stream_url="")
    with pytest.raises(Invalid, match="Ort"):
        announce_meeting(session, boss, consultation, nowhere, NOON)
    past = a_draft(session, consultation, starts_at=NOON - timedelta(hours=1), ends_at=NOON)
    with pytest.raises(Invalid, match="vorbei"):
        announce_meeting(session, boss, consultation, past, NOON)
    only_home = a_draft(session, consultation, place="", address="")
    announce_meeting(session, boss, consultation, only_home, NOON)
    with pytest.raises(Refused):
        discard_meeting(session, boss, consultation, only_home, NOON)
    discard_meeting(session, boss, consultation, past, NOON)
    assert set(session.scalars(select(Meeting.stage))) == {MeetingStage.DRAFT, MeetingStage.ANNOUNCED}


def test_documents_are_for_all_who_may_read_the_meeting(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting, draft = a_meeting(session, consultation), a_draft(session, consultation)
    session.commit()
    staff, reader = browse(a_person(session, moderates=consultation)), browse(None)
    base = f"/beteiligungen/{consultation.slug}/sitzungen"
    for one in (meeting, draft):
        sent: dict[str, Any] = {"title": "Die Entwürfe", "file": (BytesIO(PDF), "a.pdf")}
        assert post(staff, f"/verwaltung{base}/{one.id}/dokumente", sent).status_code == 303
    assert post(staff, f"/verwaltung{base}/{meeting.id}/dokumente", {"title": "x", "file": (BytesIO(b"MZ"), "a.pdf")}).status_code == 422
    public, private = session.scalars(select(MeetingDocument).order_by(MeetingDocument.id)).all()
    answer = reader.get(f"{base}/{meeting.id}/dokumente/{public.id}.pdf")
    assert (answer.status_code, answer.headers["Content-Disposition"].split(";")[0]) == (200, "attachment")
    answer.close()
    assert reader.get(f"{base}/{draft.id}/dokumente/{private.id}.pdf").status_code == 404
    assert reader.get(f"{base}/{meeting.id}/dokumente/{private.id}.pdf").status_code == 404
    assert post(staff, f"/verwaltung{base}/{meeting.id}/dokumente/{public.id}/entfernen").status_code == 303
    assert reader.get(f"{base}/{meeting.id}/dokumente/{public.id}.pdf").status_code == 404


def test_reminders_come_once_the_day_before_and_once_two_hours_before(app: Flask, session: Session) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    meeting = a_meeting(session, consultation, places=1)
    comes, waits = a_guest(session, consultation, meeting), a_guest(session, consultation, meeting)
    session.commit()

    def runs(at: Any) -> tuple[int, int]:
        with clock.frozen(at), app.app_context():
            jobs.remind_registered()
            jobs.remind_registered()
        return len(mails(session, "Erinnerung:")), len(mails(session, "Gleich geht es los:"))

    assert runs(BEGINS - timedelta(days=1, minutes=1)) == (0, 0)
    assert runs(BEGINS - timedelta(days=1)) == (1, 0)
    assert runs(BEGINS - timedelta(hours=3)) == (1, 0)
    meeting.stage = MeetingStage.RUNNING  # its desk was opened early, to try things out
    session.commit()
    assert runs(BEGINS - timedelta(hours=2)) == (1, 1)
    meeting.stage = MeetingStage.ANNOUNCED
    session.commit()
    assert runs(BEGINS - timedelta(minutes=1)) == (1, 1)
    assert {mail.recipient for mail in [*mails(session, "Erinnerung:"), *mails(session, "Gleich")]} == {comes.email}
    assert waits.email not in {mail.recipient for mail in mails(session, "Erinnerung:")}
    later = replace(DRAFT, places=1, starts_at=BEGINS + timedelta(days=3), ends_at=BEGINS + timedelta(days=3, hours=1))
    change_meeting(session, OWN, boss, consultation, meeting, later, BEGINS - timedelta(hours=1))
    session.commit()
    assert runs(BEGINS + timedelta(days=2)) == (2, 1), "another day is another reminder"


def test_lists_and_a_meetings_page_need_the_same_statements_however_full(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=None)
    session.commit()
    reader, base = browse(None), f"/beteiligungen/{consultation.slug}/sitzungen"
    counts: dict[str, list[int]] = {}
    for _round in range(2):
        for url in (base, f"{base}/{meeting.id}", "/sitzungen", f"{base}/termine.ics"):
            reader.get(url)
            with count_statements() as statements:
                assert reader.get(url).status_code == 200
            counts.setdefault(url, []).append(statements.count)
        for number in range(8):
            a_meeting(session, consultation, title=f"Abend {number}")
            a_guest(session, consultation, meeting)
        session.commit()
    assert all(few == many <= 9 for few, many in counts.values()), counts


def test_whoever_registers_on_the_last_day_needs_no_reminder_of_tomorrow(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    with clock.frozen(BEGINS - timedelta(hours=5)):
        a_guest(session, consultation, meeting)
        session.commit()
        with app.app_context():
            jobs.remind_registered()
    assert mails(session, "Erinnerung:") == []


def test_nothing_is_told_twice_when_the_worker_dies_between(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=None)
    guests = [a_guest(session, consultation, meeting) for _number in range(5)]
    change_meeting(session, OWN, an_administrator(session), consultation, meeting, replace(DRAFT, places=None, place="Rathaus"), NOON)
    session.commit()
    calls = 0

    def dies(*given: Any) -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return telling_actions.tell_next(*given, most=2)

    monkeypatch.setattr(jobs, "tell_next", dies)
    with app.app_context():
        with pytest.raises(KeyboardInterrupt):
            jobs.tell_registered()
        assert len(mails(session, "Neue Zeit")) == 2
        jobs.tell_registered()
    assert [mail.recipient for mail in mails(session, "Neue Zeit")] == [guest.email for guest in guests]
