"""On the day that was promised, what links the published draw to people goes; the transcript still verifies."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.draws.lottery_actions import freeze_pool
from participation.draws.models import PoolEntry, Seat, SeatState
from participation.draws.panels import receipt
from participation.draws.queries import seat_of, seats_of
from participation.draws.seat_actions import confirm_seat, decline_seat, link_seat, seat_code
from participation.draws.sweep_actions import sweep_receipts
from participation.invitations.models import Answer
from participation.kit import clock
from tests.builders import a_consultation, a_person, an_administrator
from tests.draws.builders import OFFICE, a_frozen_council, an_inviting_council, drawn, published, the_seals
from tests.invitations.builders import invited

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def council(app: Flask, session: Session) -> Council:
    """A council whose panel is drawn, and in which one came in for another."""
    consultation = a_consultation(session)
    found = a_frozen_council(session, consultation)
    drawn(session, consultation, found, published(app, session, consultation, found))
    decline_seat(session, None, consultation, found, seats_of(session, found)[0], the_seals(), OFFICE, clock.now())
    session.commit()
    return found


def _consultation(session: Session, council: Council) -> Consultation:
    return session.get_one(Consultation, council.consultation_id)


def _verified(packed: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    archive = folder / "transcript.zip"
    archive.write_bytes(packed)
    with zipfile.ZipFile(BytesIO(packed)) as opened:
        (folder / "verify.py").write_bytes(opened.read("verify.py"))
    return subprocess.run([sys.executable, "-I", str(folder / "verify.py"), str(archive)], capture_output=True, text=True, check=False)  # our own


def test_receipts_and_codes_go_on_the_day_and_the_transcript_verifies(
    app: Flask, session: Session, browse: Browse, council: Council, tmp_path: Path
) -> None:
    slug, run = _consultation(session, council).slug, app.test_cli_runner()
    url = f"/beteiligungen/{slug}/buergerrat/losung/1/protokoll.zip"
    before = browse(None).get(url).data
    entry = session.scalars(select(PoolEntry).where(PoolEntry.place == 3)).one()
    assert f"{council.delete_on}         16 council_pool_entry, council_seat: Bürgerrat Stadthalle" in run.invoke(args=["privacy", "due"]).output
    run.invoke(args=["privacy", "sweep"])
    session.expire_all()
    assert all(session.scalars(select(PoolEntry.sealed)))
    with clock.frozen(clock.now() + timedelta(days=366)):
        assert "! " in run.invoke(args=["privacy", "due"]).output
        assert "21 council_pool_entry" in run.invoke(args=["privacy", "sweep"]).output  # sixteen receipts, five codes
        session.expire_all()
        assert set(session.scalars(select(PoolEntry.sealed))) == set(session.scalars(select(Seat.sealed))) == {b""}
        assert set(session.scalars(select(Answer.sealed))) == {b""}
        assert "council_pool_entry" not in run.invoke(args=["privacy", "due"]).output
        assert "council_pool_entry" not in run.invoke(args=["privacy", "sweep"]).output
        with app.test_request_context():
            assert "Ihr Salz" not in str(receipt(entry.answer_id)[0])
        after = browse(None).get(url).data
        assert after == before
        checked = _verified(after, tmp_path)
        assert checked.returncode == 0, checked.stdout


def test_after_the_day_nobody_comes_in_because_nobody_could_be_asked(app: Flask, session: Session, council: Council) -> None:
    consultation, administrator = _consultation(session, council), an_administrator(session)
    open_seat = next(seat for seat in seats_of(session, council) if seat.state == SeatState.DRAWN)
    with clock.frozen(clock.now() + timedelta(days=366)):
        app.test_cli_runner().invoke(args=["privacy", "sweep"])
        session.expire_all()
        assert decline_seat(session, administrator, consultation, council, open_seat, the_seals(), OFFICE, clock.now()) is None
        assert sweep_receipts(session, clock.now()) == 0


def test_letters_have_the_address_while_the_register_is_kept_and_say_when_it_is_gone(app: Flask, session: Session, browse: Browse) -> None:
    consultation, administrator = a_consultation(session), an_administrator(session)
    found = an_inviting_council(session, consultation)
    given = session.scalars(select(Answer).where(Answer.council_id == found.id).order_by(Answer.id)).all()
    for answer, invitation in zip(given[1:], invited(session, consultation, found, 15), strict=True):
        answer.invitation_id = invitation.id
    freeze_pool(session, administrator, consultation, found, the_seals(), clock.now())
    drawn(session, consultation, found, published(app, session, consultation, found))
    session.commit()
    base = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat/losung"
    rows = list(csv.DictReader(StringIO(browse(administrator).get(base + "/briefe.csv").text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == found.seats
    for row, seat in zip(rows, seats_of(session, found), strict=True):
        assert row["Code"] == seat_code(seat, the_seals())
        assert row["Internetadresse"].endswith(row["Code"])
        if seat.place:
            assert re.fullmatch(r"Kim \d+ Müller\d+", row["Name"])
            assert re.fullmatch(r"Weg 0 \d+", row["Straße"])
            assert (row["Ort"], row["Hinweis"]) == ("00000 Auenstedt", "")
        else:
            assert (row["Name"], row["Straße"], row["Hinweis"]) == ("Ada 0", "", "keine Anschrift aus dem Melderegister")
    assert "Tabelle für Briefe" in browse(administrator).get(base + "/besetzung").text
    with clock.frozen(clock.now() + timedelta(days=366)):
        app.test_cli_runner().invoke(args=["privacy", "sweep"])
        gone = browse(administrator).get(base + "/briefe.csv")
        assert (gone.status_code, gone.location) == (303, base + "/besetzung")
        page = browse(administrator).get(base + "/besetzung").text
        assert "Anschriften und Codes sind gelöscht" in page
        assert "Tabelle für Briefe" not in page


def test_a_deleted_account_leaves_its_seat_free_for_another(session: Session, council: Council) -> None:
    seat, member = next(seat for seat in seats_of(session, council) if seat.state == SeatState.DRAWN), a_person(session)
    confirm_seat(session, None, _consultation(session, council), council, seat, the_seals(), OFFICE, clock.now())
    link_seat(session, member, council, seat, clock.now())
    delete_account(session, member, OFFICE, clock.now())
    session.refresh(seat)
    assert (seat.person_id, seat.state) == (None, SeatState.CONFIRMED)
    other = a_person(session)
    link_seat(session, other, council, seat, clock.now())
    assert seat_of(session, council, other) is seat
