"""The door: tickets that let in once, the list, numbers and names, and lists handed in later without doubling anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import db
from participation.kit.errors import Conflict, Invalid
from participation.kit.sealing import seals_of
from participation.meetings import checkin_actions as actions
from participation.meetings.door_lists import KIND, read_typed, signature
from participation.meetings.models import Attendee, Meeting
from participation.meetings.registration_models import Registration
from participation.meetings.tickets import ticket_url
from tests.builders import a_consultation, a_person, an_administrator, post, sign_in, token_for
from tests.conftest import Statements
from tests.meetings.builders import BEGINS, OWN, a_guest, a_meeting, registered

Browse = Callable[[Person | None], FlaskClient]
OPENS = BEGINS - timedelta(minutes=30)


def numbers(session: Session, meeting: Meeting) -> list[tuple[int, str, bool]]:
    session.expire_all()
    rows = session.scalars(select(Attendee).where(Attendee.meeting_id == meeting.id).order_by(Attendee.number))
    return [(one.number, one.name, one.is_present) for one in rows]


def hall(session: Session) -> tuple[Consultation, Meeting]:
    consultation = a_consultation(session)
    return consultation, a_meeting(session, consultation, places=10)


def test_a_ticket_lets_in_once_and_says_since_when(session: Session, browse: Browse) -> None:
    consultation, meeting = hall(session)
    guest = a_guest(session, consultation, meeting, "Rita Sorglos")
    session.commit()
    url = ticket_url(OWN, guest).removeprefix("http://localhost")
    assert "Rita" not in url
    with clock.frozen(OPENS):
        stranger, staff = browse(None), browse(a_person(session, moderates=consultation))
        seen = stranger.get(url)
        assert "Zeigen Sie diese Karte" in seen.text
        assert "Rita" not in seen.text
        assert post(stranger, url).status_code == 303
        assert "/anmelden" in post(stranger, url).location
        assert post(browse(a_person(session)), url).status_code == 403
        assert "Rita Sorglos" in staff.get(url).text
        assert post(staff, url, {"people": "1"}).status_code == 303
    assert numbers(session, meeting) == [(1, "Rita Sorglos", True)]
    with clock.frozen(OPENS + timedelta(minutes=7)):
        assert "Ist schon da seit 11:30 Uhr" in staff.get(url).text
        assert post(staff, url, {"people": "1"}).status_code == 303
        assert "ist schon da seit 11:30 Uhr" in staff.get(url).text
    assert numbers(session, meeting) == [(1, "Rita Sorglos", True)]


def test_a_forged_ticket_or_one_of_another_meeting_is_none(session: Session, browse: Browse) -> None:
    consultation, meeting = hall(session)
    other = a_meeting(session, consultation)
    guest = a_guest(session, consultation, meeting)
    session.commit()
    url = ticket_url(OWN, guest).removeprefix("http://localhost")
    with clock.frozen(OPENS):
        staff = browse(a_person(session, moderates=consultation))
        for forged in (url[:-1] + ("A" if url[-1] != "A" else "B"), url.replace(f"/{meeting.id}/", f"/{other.id}/"), url[:-22] + "x" * 22):
            assert staff.get(forged).status_code == 404
            assert post(staff, forged).status_code == 404
    assert numbers(session, meeting) == []


def test_before_the_doors_open_nobody_is_let_in(session: Session, browse: Browse) -> None:
    consultation, meeting = hall(session)
    guest = a_guest(session, consultation, meeting)
    session.commit()
    staff = browse(a_person(session, moderates=consultation))
    url = ticket_url(OWN, guest).removeprefix("http://localhost")
    assert "drei Stunden vor" in staff.get(url).text
    assert post(staff, url).status_code == 403


def test_those_who_come_along_come_when_they_come(session: Session) -> None:
    consultation, meeting = hall(session)
    boss, group = an_administrator(session), registered(session, consultation, meeting, companions=2)
    (first,) = actions.let_in(session, boss, consultation, meeting, group, 1, OPENS)
    assert (first.person_id, first.seat) == (group.person_id, 1)
    others = actions.let_in(session, boss, consultation, meeting, group, 9, OPENS)
    assert [(one.seat, one.name, one.person_id) for one in others] == [(2, "", None), (3, "", None)]
    with pytest.raises(Conflict, match="ist schon da seit 11:30"):
        actions.let_in(session, boss, consultation, meeting, group, 1, OPENS)
    actions.let_out(session, boss, consultation, meeting, others[0], OPENS)
    with pytest.raises(Conflict):
        actions.let_out(session, boss, consultation, meeting, others[0], OPENS)
    (back,) = actions.let_in(session, boss, consultation, meeting, group, 1, OPENS)
    assert back is others[0]
    with pytest.raises(Invalid):
        actions.let_in(session, boss, consultation, meeting, a_guest(session, consultation, meeting), 0, OPENS)


def test_the_phone_of_somebody_with_an_account_is_the_same_person(session: Session) -> None:
    consultation, meeting = hall(session)
    person = a_person(session)
    comes = registered(session, consultation, meeting, person)
    joined = Attendee(meeting_id=meeting.id, number=1, person_id=person.id, name="Paula am Telefon", joined_at=OPENS)
    session.add(joined)
    session.flush()
    (let,) = actions.let_in(session, an_administrator(session), consultation, meeting, comes, 1, OPENS)
    assert let is joined
    assert (let.name, let.checked_in_at) == ("Paula am Telefon", OPENS)


def test_by_name_by_nothing_or_by_the_number_on_the_phone(session: Session) -> None:
    consultation, meeting = hall(session)
    boss = an_administrator(session)
    phone = Attendee(meeting_id=meeting.id, number=1, name="", joined_at=OPENS)
    session.add(phone)
    session.flush()
    assert actions.let_in_guest(session, boss, consultation, meeting, "Herr Maier", OPENS).number == 2
    assert actions.let_in_guest(session, boss, consultation, meeting, "", OPENS).number == 3
    assert actions.let_in_guest(session, boss, consultation, meeting, "1", OPENS) is phone
    assert phone.is_present
    with pytest.raises(Conflict, match="Nummer 1 ist schon da"):
        actions.let_in_guest(session, boss, consultation, meeting, "1", OPENS)
    for nobody in ("77", "99999999999999999999"):
        with pytest.raises(Invalid, match="hat hier niemand"):
            actions.let_in_guest(session, boss, consultation, meeting, nobody, OPENS)


def test_who_waits_is_not_let_in(session: Session) -> None:
    consultation = a_consultation(session)
    meeting = a_meeting(session, consultation, places=1)
    a_guest(session, consultation, meeting)
    waits = a_guest(session, consultation, meeting, "Vera")
    with pytest.raises(Conflict, match="Vera hat keinen Platz"):
        actions.let_in(session, an_administrator(session), consultation, meeting, waits, 1, OPENS)


def test_the_list_finds_counts_and_costs_the_same_for_many(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation, meeting = hall(session)
    meeting.places = 200
    names = ["Ömer Yıldız", "Anna Straße", "Anna Weg"]
    for name in names:
        a_guest(session, consultation, meeting, name)
    session.commit()
    url = f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/einlass"
    with clock.frozen(OPENS):
        staff = browse(a_person(session, moderates=consultation))
        staff.get(url)
        with count_statements() as few:
            shown = staff.get(url)
        assert "0 da" in shown.text
        assert "von 3 angemeldeten Personen" in re.sub(r"\s+", " ", shown.text)
        found = staff.get(f"{url}?suche=%C3%B6mer").text
        assert "Ömer Yıldız" in found
        assert "Anna" not in found
        assert "Anna Weg" in staff.get(f"{url}?suche=3").text
        first = session.scalars(select(Registration).where(Registration.name == "Anna Straße")).one()
        assert post(staff, f"{url}/{first.id}/einchecken", {"people": "1", "suche": "anna"}).location == f"{url}?suche=anna"
        there = session.scalars(select(Attendee)).one()
        assert "1 da" in staff.get(url).text
        assert post(staff, f"{url}/{there.id}/auschecken").status_code == 303
        assert "0 da" in staff.get(url).text
        for number in range(60):
            a_guest(session, consultation, meeting, f"Gast {number}")
        session.commit()
        with count_statements() as many:
            assert "seite=2" in staff.get(url).text
        assert many.count == few.count


def test_who_comes_without_a_registration_is_not_counted_among_those_registered(session: Session, browse: Browse) -> None:
    consultation, meeting = hall(session)
    boss, first = an_administrator(session), a_guest(session, consultation, meeting)
    a_guest(session, consultation, meeting, "Vera")
    actions.let_in(session, boss, consultation, meeting, first, 1, OPENS)
    for _number in range(3):
        actions.let_in_guest(session, boss, consultation, meeting, "", OPENS)
    session.commit()
    with clock.frozen(OPENS):
        shown = browse(boss).get(f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/einlass").text
    assert "4 da, davon 1 von 2 angemeldeten Personen" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", shown))


def test_whoever_has_no_phone_learns_the_number_that_the_hall_goes_by(session: Session, browse: Browse) -> None:
    """The list's numbers are those of registrations; groups at tables and the speaking list go by the hall's."""
    consultation, meeting = hall(session)
    meeting.most_companions = 1
    boss, gerd = an_administrator(session), a_guest(session, consultation, meeting, "Gerd", companions=1)
    actions.let_in_guest(session, boss, consultation, meeting, "Herr Maier", OPENS)
    session.commit()
    door = f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/einlass"
    with clock.frozen(OPENS):
        staff = browse(boss)
        assert post(staff, f"{door}/{gerd.id}/einchecken", {"people": "2"}).status_code == 303
        shown = staff.get(door).text
        assert "Gerd: 2 eingecheckt. Nummern im Saal: 2, 3." in shown
        assert "Nr. 1 auf der Liste" in shown
        assert shown.count("Nummern im Saal: 2, 3") == 2
        assert "Nummer im Saal: 1" in shown
        ticket = ticket_url(OWN, gerd).removeprefix("http://localhost")
        assert "Nummern im Saal: 2, 3" in staff.get(ticket).text
        assert "Nummern im Saal" not in browse(None).get(ticket).text


def test_needs_are_read_by_the_meetings_staff_alone(session: Session, browse: Browse) -> None:
    consultation, meeting = hall(session)
    a_guest(session, consultation, meeting, features=("sign_language",), words="kanariwort")
    session.commit()
    base = f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}"
    moderator = a_person(session, moderates=consultation)
    with clock.frozen(OPENS):
        staff = browse(moderator)
    assert "kanariwort" in staff.get(f"{base}/anmeldungen").text
    assert staff.get(f"{base}/anmeldungen").headers["Cache-Control"] == "private, no-store"
    assert browse(a_person(session, moderates=a_consultation(session, "Anderswo"))).get(f"{base}/anmeldungen").status_code == 403
    with clock.frozen(OPENS):
        for page in (base, f"{base}/liste.html"):
            assert "kanariwort" not in staff.get(page).text


def saved(of: Meeting, moment: str, rows: list[Any], came: list[Any], **changes: Any) -> bytes:
    told = {"kind": KIND, "meeting": of.id, "made_at": moment, "signature": signature(seals_of(OWN), of.id, moment)}
    return json.dumps({**told, "ticked": rows, "guests": came, **changes}).encode()


def test_a_list_without_a_network_is_handed_in_and_doubles_nobody(session: Session, browse: Browse) -> None:
    consultation, meeting = hall(session)
    anna, bert, clara = (a_guest(session, consultation, meeting, name) for name in ("Anna", "Bert", "Clara"))
    group = a_guest(session, consultation, meeting, "Familie Ott", companions=2)
    session.commit()
    url = f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/einlass"
    with clock.frozen(OPENS):
        staff = browse(a_person(session, moderates=consultation))
        page = staff.get(f"{url}/liste.html")
        assert page.headers["Content-Disposition"].startswith("attachment")
        assert not re.search(r'(?:src|href)="', page.text), "nothing is fetched"
        made_at = re.search(r'data-made="([^"]+)"', page.text)
        signed = re.search(r'data-signature="([^"]+)"', page.text)
        assert made_at
        assert signed
        assert signed[1] == signature(seals_of(OWN), meeting.id, made_at[1])
        assert f'data-key="{anna.public_id}"' in page.text
        assert staff.get(f"{url}/liste.pdf").data.startswith(b"%PDF")
        post(staff, f"{url}/{bert.id}/einchecken", {"people": "1"})
        post(staff, f"{url}/{group.id}/einchecken", {"people": "1"})
    at = (OPENS + timedelta(minutes=5)).isoformat()
    ticked = [{"key": one.public_id, "people": people, "at": at, "label": one.name} for one, people in ((anna, 1), (bert, 1), (group, 3))]
    ticked.append({"key": "x" * 22, "label": "Wer ist das"})
    content = saved(meeting, made_at[1], ticked, [{"key": "ab" * 16, "name": "Herr Maier", "at": at}])
    with clock.frozen(OPENS + timedelta(minutes=20)):
        answer = post(staff, f"{url}/liste-abgeben", {"file": (BytesIO(content), "einlass.json"), "typed": ""})
        assert "4 Personen sind eingetragen" in answer.text
        assert "Bert ist schon da seit 11:30 Uhr" in answer.text
        assert "Wer ist das: diese Anmeldung gibt es nicht mehr" in answer.text
        first = numbers(session, meeting)
        assert sorted(name for _number, name, _there in first) == ["", "", "Anna", "Bert", "Familie Ott", "Herr Maier"]
        again = post(staff, f"{url}/liste-abgeben", {"file": (BytesIO(content), "einlass.json"), "typed": ""})
        assert "0 Personen sind eingetragen" in again.text
        assert numbers(session, meeting) == first
    when = {one.name: one.checked_in_at for one in session.scalars(select(Attendee))}
    assert when["Anna"] == OPENS + timedelta(minutes=5)
    assert clara.name not in when


def test_a_list_that_is_not_ours_is_refused_whole(session: Session, browse: Browse) -> None:
    consultation, meeting = hall(session)
    other = a_meeting(session, consultation)
    anna = a_guest(session, consultation, meeting, "Anna")
    session.commit()
    with clock.frozen(OPENS):
        staff = browse(a_person(session, moderates=consultation))
    url = f"/verwaltung/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}/einlass/liste-abgeben"
    ticks: list[Any] = [{"key": anna.public_id}]
    wrong = {
        "no JSON": b"\x00\xff",
        "too deep": b"[" * 100_000,
        "another kind": b'{"kind": "x"}',
        "another meeting": saved(other, "2026-10-21T09:00:00+00:00", ticks, []),
        "another meeting's number": saved(other, "2026-10-21T09:00:00+00:00", ticks, [], meeting=meeting.id),
        "another moment": saved(meeting, "2026-10-21T09:00:00+00:00", ticks, [], made_at="2026-10-21T10:00:00+00:00"),
        "no signature": saved(meeting, "2026-10-21T09:00:00+00:00", ticks, [], signature=None),
        "ticks that are none": saved(meeting, "x", [1], []),
        "many people": saved(meeting, "x", [{"key": anna.public_id, "people": 10**9}], []),
        "guests that are none": saved(meeting, "x", ticks, [{"key": "zz"}]),
        "no list": saved(meeting, "x", ticks, [], ticked="alle"),
    }
    with clock.frozen(OPENS):
        for name, content in wrong.items():
            assert post(staff, url, {"file": (BytesIO(content), "a.json"), "typed": ""}).status_code == 422, name
        assert post(staff, url, {"typed": " "}).status_code == 422
    assert numbers(session, meeting) == []


def test_a_list_from_paper_is_typed(session: Session) -> None:
    consultation, meeting = hall(session)
    boss = an_administrator(session)
    anna, group = a_guest(session, consultation, meeting, "Anna"), a_guest(session, consultation, meeting, "Ott", companions=2)
    assert (anna.turn, group.turn) == (1, 2)
    text = "1 11:45\n2 x3\nHerr Maier 11:50\nHerr Maier 11:50\n9"
    result = actions.hand_in(session, boss, consultation, meeting, read_typed(text, meeting), BEGINS)
    assert result.entered == 6
    assert [sentence.split(":")[0] for sentence in result.conflicts] == ["Zeile 5 (9)"]
    assert actions.hand_in(session, boss, consultation, meeting, read_typed(text, meeting), BEGINS).entered == 0
    assert len(numbers(session, meeting)) == 6
    with pytest.raises(Invalid, match="Zeile 2"):
        read_typed("1\n12 und noch wer", meeting)


def test_a_ticket_scanned_at_two_doors_at_once_lets_in_one_person(own_app: Flask) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as own:
        consultation, meeting = hall(own)
        guest, boss = a_guest(own, consultation, meeting), an_administrator(own)
        browser = own_app.test_client()
        with clock.frozen(OPENS):
            sign_in(browser, own, boss)
        own.commit()
        url, start, token = ticket_url(OWN, guest).removeprefix("http://localhost"), Barrier(4), token_for(browser)
        cookie = browser.get_cookie(own_app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None

        def scan(_door: int) -> int:
            twin = own_app.test_client()
            twin.set_cookie(cookie.key, cookie.value)
            with clock.frozen(OPENS):
                start.wait()
                return twin.post(url, data={"csrf_token": token, "people": "1"}).status_code

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(scan, range(4))) == [303] * 4
        assert numbers(own, meeting) == [(1, "Rita", True)]
