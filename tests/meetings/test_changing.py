"""Who called is entered by the staff; who is registered changes how many come and what they need; and the staff's table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.sealing import seals_of
from participation.meetings.checkin_actions import let_in
from participation.meetings.models import Meeting
from participation.meetings.registration_actions import needs_of
from participation.meetings.registration_models import Registration
from participation.meetings.tickets import own_path
from tests.accounts.builders import mails_to
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import NOON
from tests.meetings.builders import BEGINS, OWN, a_guest, a_meeting, asked, registered

Browse = Callable[[Person | None], FlaskClient]


def line(session: Session, meeting: Meeting) -> list[tuple[str, str, int]]:
    """Names, states and seats, in the order of the line."""
    session.expire_all()
    found = session.scalars(select(Registration).where(Registration.meeting_id == meeting.id).order_by(Registration.turn, Registration.id))
    return [(one.name, str(one.state), one.seats) for one in found]


def staff(session: Session, browse: Browse, consultation: Consultation, meeting: Meeting) -> tuple[FlaskClient, str]:
    """Somebody who moderates, and where the registrations are."""
    boss = a_person(session, moderates=consultation)
    session.commit()
    return browse(boss), f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/anmeldungen"


def test_who_calls_gets_in_the_same_line(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=3)
    a_guest(session, consultation, meeting, "Rita")
    browser, url = staff(session, browse, consultation, meeting)
    called = {"name": "Frau Kaya", "email": "", "companions": "1", "features": "captions", "words": "sitzt vorn"}
    assert post(browser, f"{url}/eintragen", called).location == url
    assert post(browser, f"{url}/eintragen", {**called, "name": "Herr Bo", "email": "bo@town.example", "companions": "0"}).status_code == 303
    assert line(session, meeting) == [("Rita", "placed", 1), ("Frau Kaya", "placed", 2), ("Herr Bo", "waiting", 1)]
    assert [mail.subject for mail in mails_to(session, "bo@town.example")] == ["Sie stehen auf der Warteliste"]
    page = browser.get(url).text
    assert "Schriftdolmetschen" in page
    kaya = session.scalars(select(Registration).where(Registration.name == "Frau Kaya")).one()
    assert own_path(OWN, kaya) in page, "to print her ticket, or to change it when she calls again"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Bitte geben Sie den Namen an"),
        ({"email": "kaya"}, "Bitte geben Sie eine E-Mail-Adresse an"),
        ({"companions": "9"}, "höchstens 2 Personen"),
        ({"email": "RITA@town.example"}, "schon jemand angemeldet"),
    ],
)
def test_what_cannot_be_entered_is_told_and_kept(session: Session, browse: Browse, sent: dict[str, str], said: str) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    a_guest(session, consultation, meeting, "Rita").email = "rita@town.example"
    browser, url = staff(session, browse, consultation, meeting)
    answer = post(browser, f"{url}/eintragen", {"name": "Frau Kaya", "email": "", "companions": "0", "words": "sitzt gern vorn", **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert "sitzt gern vorn" in answer.text
    assert len(line(session, meeting)) == 1


def test_fewer_people_make_room_for_those_who_wait(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=3)
    first, second = a_guest(session, consultation, meeting, "Rita", companions=2), a_guest(session, consultation, meeting, "Bo", companions=1)
    session.commit()
    browser, own = browse(None), own_path(OWN, first)
    assert 'value="2"' in browser.get(own).text, "the form knows how it stands"
    assert post(browser, f"{own}/aendern", {"companions": "0", "features": "captions", "words": "vorn"}).location == own
    assert line(session, meeting) == [("Rita", "placed", 1), ("Bo", "placed", 2)]
    assert needs_of(session.get_one(Registration, first.id), seals_of(OWN)).words == "vorn"
    assert mails_to(session, first.email or "")[-1].subject == "Ihre Anmeldung: Auftakt im Saal"
    assert mails_to(session, second.email or "")[-1].subject == "Es ist ein Platz frei geworden"


def test_who_waits_with_fewer_may_fit_at_once(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=3)
    a_guest(session, consultation, meeting, "Rita", companions=1)
    waits = a_guest(session, consultation, meeting, "Bo", companions=1)
    session.commit()
    assert post(browse(None), f"{own_path(OWN, waits)}/aendern", {"companions": "0"}).status_code == 303
    assert line(session, meeting)[1] == ("Bo", "placed", 1)
    assert [mail.subject for mail in mails_to(session, waits.email or "")].count("Es ist ein Platz frei geworden") == 1


@pytest.mark.parametrize(
    ("places", "others", "allowed"),
    [(4, (), True), (None, (), True), (2, (), False), (3, ("placed", "placed", "waiting"), False)],
    ids=["free", "without a limit", "full", "somebody waits"],
)
def test_more_people_pass_nobody(session: Session, browse: Browse, places: int | None, others: tuple[str, ...], allowed: bool) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=places)
    first = a_guest(session, consultation, meeting, "Rita")
    a_guest(session, consultation, meeting, "Ada")
    for number, _state in enumerate(others):
        a_guest(session, consultation, meeting, f"Gast {number}", companions=2)
    session.commit()
    answer = post(browse(None), f"{own_path(OWN, first)}/aendern", {"companions": "1", "words": "mit Rollstuhl"})
    assert answer.status_code == (303 if allowed else 422)
    assert line(session, meeting)[0] == ("Rita", "placed", 2 if allowed else 1)
    if not allowed:
        assert "nicht mehr frei" in answer.text
        assert "mit Rollstuhl" in answer.text


def test_who_waits_cannot_become_more(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=1)
    a_guest(session, consultation, meeting, "Rita")
    waits = a_guest(session, consultation, meeting, "Bo")
    meeting.places = 3
    session.commit()
    answer = post(browse(None), f"{own_path(OWN, waits)}/aendern", {"companions": "1"})
    assert answer.status_code == 422
    assert "Solange Sie warten" in answer.text


def test_before_the_mailed_link_is_followed_everything_can_change(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    one = asked(session, consultation, meeting)
    session.commit()
    assert post(browse(None), f"{own_path(OWN, one)}/aendern", {"companions": "2"}).status_code == 303
    assert line(session, meeting) == [("Rita", "asked", 3)]


def test_nothing_changes_after_the_beginning_or_past_the_door(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation)
    one, other = a_guest(session, consultation, meeting), a_guest(session, consultation, meeting, "Bo")
    session.commit()
    with clock.frozen(BEGINS):
        assert post(browse(None), f"{own_path(OWN, one)}/aendern", {"companions": "1"}).status_code == 403
        let_in(session, an_administrator(session), consultation, meeting, other, 1, clock.now())
        session.commit()
    assert post(browse(None), f"{own_path(OWN, other)}/aendern", {"companions": "0"}).status_code == 403


def test_the_table_says_who_comes_and_not_what_they_need(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=2)
    a_guest(session, consultation, meeting, "=SUMME(1)", words="kanariwort")
    registered(session, consultation, meeting, a_person(session, "Paula"), companions=1)
    browser, url = staff(session, browse, consultation, meeting)
    answer = browser.get(f"{url}.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "kanariwort" not in answer.text
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["Nummer", "Name", "Stand", "Personen"]
    assert [row[2:5] for row in rows[1:]] == [["Platz", "1", "0"], ["Warteliste", "2", "0"]]
    assert rows[1][1] != "=SUMME(1)", "a cell that a program would compute"
    assert [row[-1] for row in rows[1:]] == ["E-Mail", "Konto"]
    assert browse(a_person(session, moderates=a_consultation(session, "Anderswo"))).get(f"{url}.csv").status_code == 403
    assert NOON.strftime("%Y") in rows[1][5]
