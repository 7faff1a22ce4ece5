"""The drawn answer by a code; who says no is replaced in the published order, and the checker agrees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council, CouncilStage
from participation.draws.jobs import sweep_draws
from participation.draws.models import Seat, SeatState
from participation.draws.queries import document_of, draw_of, lotteries_of, members_of, seat_of, seats_of
from participation.draws.rules import may_answer_seat, may_begin_work, may_link_seat
from participation.draws.seat_actions import begin_work, confirm_seat, decline_seat, leave_seat, link_seat, seat_code
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.kit.mail import OutboxMail
from participation.methods.sortition import verify
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.draws.builders import OFFICE, a_frozen_council, drawn, published, the_seals

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def council(app: Flask, session: Session) -> Council:
    """A council whose panel is drawn."""
    consultation = a_consultation(session)
    found = a_frozen_council(session, consultation)
    lottery = published(app, session, consultation, found)
    drawn(session, consultation, found, lottery)
    session.commit()
    return found


def _consultation(session: Session, council: Council) -> Consultation:
    return session.get_one(Consultation, council.consultation_id)


def _says(session: Session, council: Council, seat: Seat, act: Callable[..., object], actor: Person | None = None) -> object:
    return act(session, actor, _consultation(session, council), council, seat, the_seals(), OFFICE, clock.now())


def _checked(session: Session, council: Council) -> list[str]:
    lottery = lotteries_of(session, council)[0]
    return verify.check(document_of(session, lottery), draw_of(session, lottery, seats_of(session, council)), lottery.commitment)


def test_a_drawn_person_says_yes_by_code_without_an_account_and_links_one_later(session: Session, browse: Browse, council: Council) -> None:
    seat = seats_of(session, council)[0]
    code, url = seat_code(seat, the_seals()), f"/beteiligungen/{_consultation(session, council).slug}/buergerrat/platz"
    reader = browse(None)
    assert reader.get(url).status_code == 200
    assert "Zusagen" in post(reader, url, {"code": code.lower().replace("-", " ")}).text
    assert "Sie haben zugesagt" in post(reader, url + "/antwort", {"code": code, "says": "yes"}).text
    assert post(reader, url + "/antwort", {"code": code, "says": "no"}).status_code == 403
    session.expire_all()
    assert [one.id for one in members_of(session, council)] == [seat.id]
    member = a_person(session)
    browser = browse(member)
    session.commit()
    assert "Mit meinem Konto verbinden" in post(browser, url, {"code": code}).text
    assert post(browser, url + "/konto", {"code": code}).status_code == 200
    session.expire_all()
    own = seat_of(session, council, member)
    assert own is not None
    assert own.id == seat.id
    assert post(browse(a_person(session)), url + "/konto", {"code": code}).status_code == 403


def test_a_code_of_no_seat_opens_nothing_and_guessing_is_slowed(session: Session, browse: Browse, council: Council) -> None:
    reader, url = browse(None), f"/beteiligungen/{_consultation(session, council).slug}/buergerrat/platz"
    for code in ("", "abc", "7K3M-9QXR-V0TB-DH2W8", "x" * 500):
        assert post(reader, url, {"code": code}).status_code == 422
    assert 429 in {post(reader, url, {"code": "abc"}).status_code for _turn in range(31)}


def test_mails_go_to_those_with_an_address_and_letters_to_all(session: Session, browse: Browse, council: Council) -> None:
    seats = seats_of(session, council)
    mails = session.scalars(select(OutboxMail).where(OutboxMail.key.like("council-seat:%"))).all()
    written = {mail.recipient for mail in mails}
    assert 0 < len(written) <= len(seats)
    assert all(any(f"/platz#{seat_code(seat, the_seals())}" in mail.text for seat in seats) for mail in mails)
    base = f"/verwaltung/beteiligungen/{_consultation(session, council).slug}/buergerrat/losung"
    table = browse(an_administrator(session)).get(base + "/briefe.csv").text
    assert all(seat_code(seat, the_seals()) in table for seat in seats)
    assert "Ada " in browse(an_administrator(session)).get(base + "/besetzung").text
    assert browse(a_person(session)).get(base + "/besetzung").status_code == 403


def test_who_says_no_is_replaced_in_the_published_order(session: Session, browse: Browse, council: Council) -> None:
    for _turn in range(3):
        seat = next(seat for seat in seats_of(session, council) if seat.state == SeatState.DRAWN)
        comes = _says(session, council, seat, decline_seat)
        assert isinstance(comes, Seat)
        assert comes.replaces_id == seat.id
    told = _checked(session, council)
    assert sum(sentence.startswith("Nachrückung") for sentence in told) == 3
    assert sum(seat.is_taken for seat in seats_of(session, council)) == council.seats
    session.commit()
    page = browse(None).get(f"/beteiligungen/{_consultation(session, council).slug}/buergerrat/losung").text
    assert "Nachgerückt in dieser Reihenfolge" in page


def test_when_nobody_is_left_to_come_in_the_seat_stays_empty(session: Session, council: Council) -> None:
    administrator = an_administrator(session)
    for _turn in range(40):
        seat = next((seat for seat in seats_of(session, council) if seat.state == SeatState.DRAWN), None)
        if seat is None:
            break
        _says(session, council, seat, decline_seat, administrator)
    assert [seat for seat in seats_of(session, council) if seat.is_taken] == []
    assert _checked(session, council)


def test_the_deadline_counts_as_a_no_and_staff_may_note_a_late_yes_before(app: Flask, session: Session, council: Council) -> None:
    seat = seats_of(session, council)[0]
    late = seat.answer_until + timedelta(seconds=1)
    assert not may_answer_seat(council, seat, late)
    assert may_answer_seat(council, seat, late, by_staff=True)
    _says(session, council, seat, confirm_seat, an_administrator(session))
    session.commit()
    with clock.frozen(late), app.app_context():
        sweep_draws()
        sweep_draws()
    session.expire_all()
    seats = seats_of(session, council)
    assert [one.state for one in seats if one.step == 0].count(SeatState.DECLINED) == council.seats - 1
    assert sum(one.step > 0 for one in seats) == council.seats - 1


def test_a_member_who_leaves_frees_account_and_seat(session: Session, council: Council) -> None:
    seat, member, administrator = seats_of(session, council)[0], a_person(session), an_administrator(session)
    with pytest.raises(Refused, match="nicht zugesagt"):
        _says(session, council, seat, leave_seat, administrator)
    _says(session, council, seat, confirm_seat)
    assert not may_link_seat(None, seat, None)
    link_seat(session, member, council, seat, clock.now())
    with pytest.raises(Refused, match="schon"):
        link_seat(session, member, council, seat, clock.now())
    comes = _says(session, council, seat, leave_seat, administrator)
    assert isinstance(comes, Seat)
    assert seat_of(session, council, member) is None
    assert _checked(session, council)


def test_the_council_begins_with_all_seats_or_with_a_reason(session: Session, browse: Browse, council: Council) -> None:
    administrator, consultation = an_administrator(session), _consultation(session, council)
    with pytest.raises(Invalid, match="begründen"):
        begin_work(session, administrator, consultation, council, "  ", clock.now())
    assert not may_begin_work(a_person(session), consultation, council, seats_of(session, council))
    for seat in seats_of(session, council):
        _says(session, council, seat, confirm_seat)
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/buergerrat").text
    assert re.search(r"Zugesagt: 4 von 4 Plätzen", page)
    begin_work(session, administrator, consultation, council, "", clock.now())
    assert council.stage == CouncilStage.WORKING


@pytest.mark.parametrize("says", ["yes", "no", "left", "", "x" * 300])
def test_staff_note_what_came_by_phone(session: Session, browse: Browse, council: Council, says: str) -> None:
    seat, slug = seats_of(session, council)[0], _consultation(session, council).slug
    browser = browse(an_administrator(session))
    session.commit()
    answer = post(browser, f"/verwaltung/beteiligungen/{slug}/buergerrat/losung/besetzung/{seat.id}", {"says": says})
    assert answer.status_code == {"yes": 303, "no": 303, "left": 403}.get(says, 422)
    session.expire_all()
    assert session.get_one(Seat, seat.id).state == {"yes": "confirmed", "no": "declined"}.get(says, "drawn")
