"""Registering with an account and without, places and the waiting list, taking it back, and what is forgotten when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.database import db
from participation.kit.errors import Conflict, Invalid
from participation.kit.mail import OutboxMail
from participation.kit.sealing import seals_of
from participation.meetings.checkin_actions import let_in, let_in_guest
from participation.meetings.models import Attendee, Meeting
from participation.meetings.panels import own_data
from participation.meetings.registration_actions import Wanted, ask_for_place, needs_of, register
from participation.meetings.registration_models import Registration, RegistrationState
from participation.meetings.retention import attendees_due, registrations_due, sweep_attendees, sweep_registrations
from participation.meetings.tickets import own_path, ticket_url
from tests.accounts.builders import mails_to
from tests.builders import a_consultation, a_person, an_administrator, post, sign_in, token_for
from tests.conftest import NOON
from tests.meetings.builders import BEGINS, OWN, a_guest, a_meeting, asked, registered

Browse = Callable[[Person | None], FlaskClient]


def states(session: Session, meeting: Meeting) -> str:
    session.expire_all()
    line = session.scalars(select(Registration).where(Registration.meeting_id == meeting.id).order_by(Registration.id))
    return " ".join(str(one.state) for one in line)


def test_with_an_account_one_click_is_enough(session: Session, browse: Browse) -> None:
    consultation, person = a_consultation(session), a_person(session, "Paula")
    meeting = a_meeting(session, consultation, most_companions=0)
    session.commit()
    browser, url = browse(person), f"/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}"
    assert f'action="{url}/anmelden"' in browser.get(url).text
    answer = post(browser, f"{url}/anmelden")
    made = session.scalars(select(Registration)).one()
    assert (answer.status_code, answer.location) == (303, own_path(OWN, made))
    own = browser.get(answer.location)
    assert "Ihre Eintrittskarte" in own.text
    assert "<svg" in own.text
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "Sie sind angemeldet" in browser.get(url).text
    assert browser.get(f"{url}/anmelden").location == answer.location
    assert post(browser, f"{url}/anmelden").status_code == 409
    assert "Auftakt im Saal" in browser.get("/konto").text
    (mail,) = mails_to(session, person.email or "")
    assert mail.subject == "Ihre Anmeldung: Auftakt im Saal"
    assert f"http://localhost{answer.location}" in mail.text


def test_without_an_account_the_mailed_link_counts(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    session.commit()
    browser, url = browse(None), f"/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/anmelden"
    sent = {"name": "Rita", "email": "Rita@Town.example", "companions": "1", "features": ["captions", "nonsense"], "words": "vorn"}
    assert post(browser, url, {**sent, "features": "nonsense"}).status_code == 422
    assert post(browser, url, {**sent, "features": "captions", "companions": "3"}).status_code == 422
    assert post(browser, url, {**sent, "features": "captions", "email": "rita"}).status_code == 422
    answer = post(browser, url, {**sent, "features": "captions"})
    assert "rita@town.example" in answer.text
    assert states(session, meeting) == "asked"
    (mail,) = mails_to(session, "rita@town.example")
    link = re.search(r"http://localhost(/sitzungen/anmeldung/\S+)", mail.text)
    assert link is not None
    assert "Anmeldung bestätigen" in browser.get(link[1]).text
    assert states(session, meeting) == "asked", "looking confirms nothing: mail programs look too"
    for _click in range(2):
        assert post(browser, f"{link[1]}/bestaetigen").status_code == 303
    assert states(session, meeting) == "placed"
    assert [one.subject for one in mails_to(session, "rita@town.example")] == [
        "Bitte bestätigen Sie Ihre Anmeldung",
        "Ihre Anmeldung: Auftakt im Saal",
    ]
    shown = browser.get(link[1]).text
    assert "Schriftdolmetschen" in shown
    assert "vorn" in shown
    pdf = browser.get(f"{link[1]}/karte.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert post(browser, url, {**sent, "features": "captions"}).status_code == 200
    assert states(session, meeting) == "placed", "an address registers once, and the page does not say so"
    assert mails_to(session, "rita@town.example")[-1].subject == "Sie sind schon angemeldet"


def test_a_link_opens_its_own_registration_only_and_no_ticket_takes_back(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    one, other = a_guest(session, consultation, meeting), a_guest(session, consultation, meeting)
    session.commit()
    browser = browse(None)
    right = own_path(OWN, one)
    assert browser.get(right).status_code == 200
    proof = right.rsplit("/", 1)[1]
    assert browser.get(own_path(OWN, other).rsplit("/", 1)[0] + "/" + proof).status_code == 404
    ticket = ticket_url(OWN, one).rsplit("/", 1)[1]
    assert browser.get(right.rsplit("/", 1)[0] + "/" + ticket).status_code == 404
    assert post(browser, right.rsplit("/", 1)[0] + "/" + ticket + "/zuruecknehmen").status_code == 404
    assert states(session, meeting) == "placed placed"


def test_who_takes_back_lets_the_first_of_the_list_up(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    first, second = registered(session, consultation, meeting, companions=1), a_guest(session, consultation, meeting)
    third, fourth = registered(session, consultation, meeting, companions=1), a_guest(session, consultation, meeting)
    session.commit()
    assert states(session, meeting) == "placed placed waiting waiting"
    browser = browse(None)
    assert "Vor Ihnen ist 1 Anmeldung" in browser.get(own_path(OWN, fourth)).text
    assert "Warteliste: 3" not in browser.get(f"/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}").text
    taken_back = own_path(OWN, second)
    assert post(browser, taken_back + "/zuruecknehmen").status_code == 303
    assert states(session, meeting) == "placed waiting waiting", "two who come together do not fit on one place, and nobody passes them"
    assert browser.get(taken_back).status_code == 404
    assert post(browser, own_path(OWN, first) + "/zuruecknehmen").status_code == 303
    assert states(session, meeting) == "placed placed"
    person = session.get_one(Person, third.person_id)
    assert mails_to(session, person.email or "")[-1].subject == "Es ist ein Platz frei geworden"
    assert mails_to(session, fourth.email or "")[-1].subject == "Es ist ein Platz frei geworden"
    assert session.scalars(select(Registration.turn).order_by(Registration.turn)).all() == [3, 4]


def test_nobody_moves_up_after_the_beginning(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=1)
    first = a_guest(session, consultation, meeting)
    a_guest(session, consultation, meeting)
    session.commit()
    with clock.frozen(BEGINS + timedelta(minutes=1)):
        assert post(browse(None), own_path(OWN, first) + "/zuruecknehmen").status_code == 303
    assert states(session, meeting) == "waiting"


def test_a_number_on_the_list_is_never_given_twice(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    gone = a_guest(session, consultation, meeting)
    session.commit()
    assert gone.turn == 1
    post(browse(None), own_path(OWN, gone) + "/zuruecknehmen")
    session.expire_all()
    assert a_guest(session, consultation, meeting).turn == 2


def test_more_than_the_hall_holds_is_refused(session: Session) -> None:
    consultation, person = a_consultation(session), a_person(session)
    meeting = a_meeting(session, consultation, places=2, most_companions=5)
    for companions, sentence in ((2, "So viele Plätze"), (6, "höchstens 5"), (-1, "höchstens 5")):
        with pytest.raises(Invalid, match=sentence):
            register(session, OWN, person, consultation, meeting, Wanted(companions), "de", NOON)
    register(session, OWN, person, consultation, meeting, Wanted(1), "de", NOON)
    with pytest.raises(Conflict):
        register(session, OWN, person, consultation, meeting, Wanted(), "de", NOON)


def test_how_many_one_may_bring_is_said_in_the_right_number(session: Session) -> None:
    consultation, person = a_consultation(session), a_person(session)
    for most, sentence in ((0, "können Sie niemanden mitbringen"), (1, "höchstens 1 Person mitbringen"), (2, "höchstens 2 Personen mitbringen")):
        meeting = a_meeting(session, consultation, places=20, most_companions=most)
        with pytest.raises(Invalid, match=sentence):
            register(session, OWN, person, consultation, meeting, Wanted(most + 1), "de", NOON)


def test_a_mail_is_in_the_language_in_which_one_registered(session: Session) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    ask_for_place(session, OWN, consultation, meeting, "Kim", "kim@town.example", Wanted(), "en", NOON)
    (mail,) = mails_to(session, "kim@town.example")
    assert mail.text.startswith("Hello Kim,")


def test_an_account_that_is_deleted_makes_room(app: Flask, session: Session) -> None:
    consultation, person = a_consultation(session), a_person(session)
    meeting = a_meeting(session, consultation, places=1)
    registered(session, consultation, meeting, person)
    a_guest(session, consultation, meeting)
    there = Attendee(meeting_id=meeting.id, number=1, person_id=person.id, name="Paula", joined_at=NOON, checked_in_at=NOON)
    session.add(there)
    session.commit()
    with app.app_context():
        delete_account(session, person, OWN, NOON)
    session.commit()
    assert states(session, meeting) == "placed"
    assert (there.person_id, there.name, there.checked_in_at) == (None, "", NOON)


def test_needs_go_on_the_day_after_and_names_after_thirty_days(session: Session) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    meeting = a_meeting(session, consultation)
    guest = a_guest(session, consultation, meeting, features=("induction_loop",), words="vorn")
    assert needs_of(guest, seals_of(OWN)).words == "vorn"
    assert b"vorn" not in (guest.needs or b"")
    opens = BEGINS - timedelta(hours=1)
    let_in(session, boss, consultation, meeting, guest, 1, opens)
    let_in_guest(session, boss, consultation, meeting, "Herr Maier", opens)
    ends = meeting.ends_at
    assert [(due.rows, due.on) for due in registrations_due(session, NOON)] == [
        (1, (ends + timedelta(days=1)).date()),
        (1, (ends + timedelta(days=30)).date()),
    ]
    assert [due.rows for due in attendees_due(session, NOON)] == [2]

    def left(now_after: timedelta) -> tuple[int, int, list[str], int]:
        sweep_registrations(session, ends + now_after)
        sweep_attendees(session, ends + now_after)
        session.expire_all()
        told = session.scalar(select(func.count(Registration.needs))) or 0
        rows = session.scalar(select(func.count(Registration.id))) or 0
        names = list(session.scalars(select(Attendee.name).order_by(Attendee.number)))
        return told, rows, names, session.scalar(select(func.count(Attendee.checked_in_at))) or 0

    assert left(timedelta(hours=23)) == (1, 1, ["Rita", "Herr Maier"], 2)
    assert left(timedelta(days=1)) == (0, 1, ["Rita", "Herr Maier"], 2)
    assert left(timedelta(days=29, hours=23)) == (0, 1, ["Rita", "Herr Maier"], 2)
    assert left(timedelta(days=30)) == (0, 0, ["", ""], 2), "how many came stays"
    assert list(attendees_due(session, NOON)) == []


def test_what_nobody_confirmed_goes_after_two_days(session: Session) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    asked(session, consultation, meeting)
    a_guest(session, consultation, meeting)
    sweep_registrations(session, NOON + timedelta(days=2) - timedelta(seconds=1))
    assert states(session, meeting) == "asked placed"
    sweep_registrations(session, NOON + timedelta(days=2))
    assert states(session, meeting) == "placed"


def test_the_copy_of_the_own_data_names_meetings(app: Flask, session: Session, browse: Browse) -> None:
    consultation, person = a_consultation(session), a_person(session)
    meeting = a_meeting(session, consultation)
    registered(session, consultation, meeting, person, companions=1)
    session.commit()
    with app.app_context():
        (told,) = own_data(person)["meeting_registrations"]
    assert (told["title"], told["seats"], told["state"]) == ("Auftakt im Saal", 2, RegistrationState.PLACED)


@pytest.fixture
def own(own_app: Flask) -> Iterator[Session]:
    """A session on the application's own database; what it commits is there for every thread."""
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        yield session


def test_the_last_place_goes_to_exactly_one_of_those_who_come_at_once(own_app: Flask, own: Session) -> None:
    consultation = a_consultation(own)
    meeting = a_meeting(own, consultation, places=1, most_companions=0)
    people = [a_person(own) for _number in range(6)]
    own.commit()
    browsers = []
    for person in people:
        browser = own_app.test_client()
        sign_in(browser, own, person)
        browsers.append((browser, token_for(browser)))
    own.commit()
    url, start = f"/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/anmelden", Barrier(len(people))

    def send(one: tuple[FlaskClient, str]) -> int:
        with clock.frozen(NOON):
            start.wait()
            return one[0].post(url, data={"csrf_token": one[1]}).status_code

    with ThreadPoolExecutor(len(people)) as pool:
        assert list(pool.map(send, browsers)) == [303] * len(people)
    assert sorted(states(own, meeting).split()) == ["placed"] + ["waiting"] * 5
    assert sorted(own.scalars(select(Registration.turn))) == [1, 2, 3, 4, 5, 6]
    placed = own.scalars(select(Registration).where(Registration.state == RegistrationState.PLACED)).one()
    assert placed.turn == 1
    subjects = sorted(own.scalars(select(OutboxMail.subject)))
    assert subjects == ["Ihre Anmeldung: Auftakt im Saal"] + ["Sie stehen auf der Warteliste"] * 5
