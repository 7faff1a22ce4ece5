"""From the frozen pool to the drawn panel: fixed before chance speaks, read by two, checked by anybody."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.councils.models import CouncilStage
from participation.draws.jobs import compute_lottery, sweep_draws
from participation.draws.lottery_actions import (
    cancel_lottery,
    claim_lottery,
    finish_lottery,
    freeze_pool,
    publish_lottery,
    request_lottery,
    set_quotas,
)
from participation.draws.models import ATTEMPTS, SILENCE, Lottery, LotteryState, PoolEntry, Seat
from participation.draws.panels import receipt
from participation.draws.queries import freeze_of, lotteries_of, seats_of
from participation.draws.randomness import QUICKNET, checked_value, name_randomness
from participation.draws.seat_actions import read_value
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.jobs import jobs_of
from participation.methods.sortition import verify
from participation.methods.sortition.drawing import person_hash
from participation.methods.sortition.problem import Quota
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import Statements
from tests.draws.builders import OFFICE, a_frozen_council, an_inviting_council, answers, computed, drawn, published, the_seals

Browse = Callable[[Person | None], FlaskClient]
STAFF = "/verwaltung/beteiligungen/{}/buergerrat/losung"


def test_freezing_publishes_a_hash_and_gives_everybody_a_receipt(session: Session) -> None:
    consultation = a_consultation(session)
    council = an_inviting_council(session, consultation)
    freeze = freeze_pool(session, an_administrator(session), consultation, council, the_seals(), clock.now())
    assert council.stage == CouncilStage.DRAWING
    assert hashlib.sha256(freeze.document.encode()).hexdigest() == freeze.sha256
    assert "Ada" not in freeze.document
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "draw.frozen")).one()
    assert json.loads(logged.data) == {"people": 16, "sha256": freeze.sha256}
    pool = json.loads(freeze.document)["pool"]
    for entry in session.scalars(select(PoolEntry)):
        told = the_seals().open(entry.sealed)
        assert told["identity"].startswith("Ada ")
        assert person_hash(bytes.fromhex(told["salt"]), told["identity"]) == entry.person_hash == pool[entry.place]["person"]
    assert len({person["household"] for person in pool}) == 8


def test_the_pool_is_frozen_after_the_last_day_with_quotas_that_can_be_met(session: Session) -> None:
    consultation, administrator, now = a_consultation(session), an_administrator(session), clock.now()
    council = an_inviting_council(session, consultation, quotas=False)
    with pytest.raises(Conflict, match="Quoten"):
        freeze_pool(session, administrator, consultation, council, the_seals(), now)
    council.answer_until = now + timedelta(minutes=1)
    with pytest.raises(Refused, match="antworten"):
        freeze_pool(session, administrator, consultation, council, the_seals(), now)
    other = a_consultation(session, "Noch eine")
    few = an_inviting_council(session, other, seats=8, people=3)
    with pytest.raises(Conflict, match="3 Menschen"):
        freeze_pool(session, administrator, other, few, the_seals(), now)
    third = a_consultation(session, "Und eine")
    skewed = an_inviting_council(session, third, seats=8, people=12)  # six households: nobody can fill eight seats
    with pytest.raises(Conflict, match="Keine Besetzung"):
        freeze_pool(session, administrator, third, skewed, the_seals(), now)
    assert skewed.stage == CouncilStage.INVITING


def test_a_computed_lottery_waits_for_its_staff_and_shows_its_figures(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    lottery = computed(app, session, consultation, council)
    assert lottery.state == LotteryState.READY
    assert lottery.summary is not None
    assert lottery.summary["smallest_tickets"] == 250
    assert lottery.summary["reached"]
    page = browse(an_administrator(session)).get(STAFF.format(consultation.slug) + "/1").text
    assert "250 von 1.000 Losen" in page
    assert "25,00" in page
    assert browse(None).get(f"/beteiligungen/{consultation.slug}/buergerrat/losung/1").status_code == 404


def test_who_is_in_no_legal_panel_is_told_with_the_cells(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council = an_inviting_council(session, consultation)
    wanted = [Quota("age", "jung", 4, 4), Quota("age", "alt", 0, 0), Quota("district", "Nord", 2, 2), Quota("district", "Süd", 2, 2)]
    set_quotas(session, an_administrator(session), consultation, council, wanted, clock.now())
    freeze_pool(session, an_administrator(session), consultation, council, the_seals(), clock.now())
    lottery = computed(app, session, consultation, council)
    assert lottery.summary is not None
    assert lottery.summary["shut_out"] == 8
    page = browse(an_administrator(session)).get(STAFF.format(consultation.slug) + "/1").text
    assert "in keiner möglichen Besetzung sind: 8" in page
    assert "Alter alt: 0–0" in page


def test_a_lottery_is_computed_once_and_again_after_a_crash(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    lottery = request_lottery(session, an_administrator(session), consultation, council, method="leximin", reason="", trial=False, now=clock.now())
    claim = claim_lottery(session, lottery.id, clock.now())
    assert claim is not None
    assert claim_lottery(session, lottery.id, clock.now()) is None
    session.commit()
    jobs_of(app).run("lottery", {"lottery_id": lottery.id})  # the worker died with the claim: another waits for its silence
    session.expire_all()
    assert lottery.state == LotteryState.RUNNING
    with clock.frozen(clock.now() + SILENCE + timedelta(minutes=1)):
        with app.app_context():
            sweep_draws()
        session.expire_all()
        assert lottery.state == LotteryState.READY
        assert lottery.attempts == 2
        assert not finish_lottery(session, claim, {}, {"smallest_tickets": 0}, clock.now())  # the dead one comes back: too late
        with app.app_context():
            compute_lottery(lottery.id)
    session.expire_all()
    assert lottery.attempts == 2


def test_a_lottery_whose_workers_die_again_and_again_has_failed(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    lottery = request_lottery(session, an_administrator(session), consultation, council, method="leximin", reason="", trial=False, now=clock.now())
    session.execute(update(Lottery).values(state="running", attempts=ATTEMPTS, touched_at=clock.now() - 2 * SILENCE))
    session.commit()
    with app.app_context():
        sweep_draws()
    session.expire_all()
    assert lottery.state == LotteryState.FAILED


def test_two_are_never_computed_at_once_and_one_can_be_stopped(app: Flask, session: Session) -> None:
    first, second, administrator, now = a_consultation(session), a_consultation(session), an_administrator(session), clock.now()
    councils = [a_frozen_council(session, first), a_frozen_council(session, second)]
    ask = {"method": "leximin", "reason": "", "trial": False, "now": now}
    one = request_lottery(session, administrator, first, councils[0], **ask)
    other = request_lottery(session, administrator, second, councils[1], **ask)
    with pytest.raises(Refused, match="schon gerechnet"):
        request_lottery(session, administrator, first, councils[0], **ask)
    claim = claim_lottery(session, one.id, now)
    assert claim is not None
    assert claim_lottery(session, other.id, now) is None
    session.expire_all()
    cancel_lottery(session, administrator, first, councils[0], one, now)
    assert not finish_lottery(session, claim, {}, {"smallest_tickets": 0}, now)
    assert claim_lottery(session, other.id, now) is not None
    with pytest.raises(Refused):
        cancel_lottery(session, administrator, first, councils[0], one, now)


def test_a_test_run_has_no_effect(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council = an_inviting_council(session, consultation)
    session.commit()
    browser = browse(an_administrator(session))
    base = STAFF.format(consultation.slug)
    assert post(browser, base + "/berechnen", {"trial": "1", "method": "leximin"}).status_code == 303
    jobs_of(app).run_pending()
    assert "Probelauf 1" in browser.get(base).text
    assert "250 von 1.000" in browser.get(base + "/1").text
    assert post(browser, base + "/1/veroeffentlichen", {"kind": "dice"}).status_code == 403
    session.expire_all()
    assert council.stage == CouncilStage.INVITING
    assert freeze_of(session, council) is None


def test_the_commitment_binds_lottery_and_randomness_before_it_exists(app: Flask, session: Session) -> None:
    consultation, now = a_consultation(session), clock.now()
    council = a_frozen_council(session, consultation)
    lottery = computed(app, session, consultation, council)
    with pytest.raises(Invalid, match="Zukunft"):
        name_randomness("dice", "Saal", now, None, now)
    with pytest.raises(Invalid, match="Zukunft"):
        name_randomness("drand", "", None, 1, now)
    with pytest.raises(Invalid, match="beschreiben"):
        name_randomness("official", "", now + timedelta(days=1), None, now)
    named = name_randomness("drand", "", None, 33_100_000, now)
    assert named.terms["chain"] == QUICKNET
    publish_lottery(session, an_administrator(session), consultation, council, lottery, named, now)
    session.commit()
    assert lottery.document is not None
    assert lottery.commitment == verify.commitment_of(json.loads(lottery.document))
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "draw.published")).one()
    assert lottery.commitment in logged.data
    with pytest.raises(Refused, match="schon veröffentlicht"):
        publish_lottery(session, an_administrator(session), consultation, council, lottery, named, now)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("dice", " 4-0 7", "407"),
        ("drand", "AB" * 32, "ab" * 32),
        ("official", "4, 17 23;31 38 49", "4 17 23 31 38 49"),
        ("dice", "47", None),
        ("dice", "4070", None),
        ("dice", "4x7", None),
        ("dice", "٤٠٧", None),
        ("dice", "", None),
        ("drand", "ab" * 31, None),
        ("drand", "zz" * 32, None),
        ("official", "vier fünf sechs", None),
        ("official", "1 2", None),
    ],
)
def test_what_was_drawn_has_a_form(kind: str, raw: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(Invalid):
            checked_value(kind, raw)
    else:
        assert checked_value(kind, raw) == value


def test_two_people_read_the_same_digits_and_nobody_alone_can_draw(app: Flask, session: Session) -> None:
    consultation, now = a_consultation(session), clock.now()
    council = a_frozen_council(session, consultation)
    lottery = published(app, session, consultation, council)
    one, two = an_administrator(session, "Erste"), an_administrator(session, "Zweite")

    def read(person: Person, value: str, at: Any = None) -> bool:
        return read_value(session, person, consultation, council, lottery, value, the_seals(), OFFICE, at or now + timedelta(hours=1))

    with pytest.raises(Refused, match="erst am"):
        read(one, "407", now)
    assert not read(one, "407")
    assert not read(one, "407")
    assert not read(two, "408")
    assert lottery.state == LotteryState.PUBLISHED
    assert read(two, "407")
    assert lottery.drawn_number == 407
    with pytest.raises(Refused, match="schon gezogen"):
        read(one, "111")
    seats = seats_of(session, council)
    assert lottery.draw is not None
    assert [seat.place for seat in seats] == lottery.draw["panel"]
    with pytest.raises(Refused, match="schon veröffentlicht"):
        publish_lottery(session, one, consultation, council, lottery, name_randomness("dice", "x", now + timedelta(hours=3), None, now), now)


def test_a_repeated_draw_is_another_entry_with_a_reason_and_the_first_stays(app: Flask, session: Session, browse: Browse) -> None:
    consultation, now = a_consultation(session), clock.now()
    council = a_frozen_council(session, consultation)
    first = published(app, session, consultation, council)
    drawn(session, consultation, council, first)
    ask = {"method": "leximin", "trial": False, "now": now}
    with pytest.raises(Invalid, match="begründen"):
        request_lottery(session, an_administrator(session), consultation, council, reason=" ", **ask)
    second = published(app, session, consultation, council, reason="Ein Würfel fiel vom Tisch.")
    session.commit()
    assert second.commitment != first.commitment
    base = f"/beteiligungen/{consultation.slug}/buergerrat/losung"
    assert "Ein Würfel fiel vom Tisch." in browse(None).get(base).text
    earlier = browse(None).get(base + "/1").text
    assert "Diese Losung wurde wiederholt" in earlier
    assert ">407<" in earlier
    assert list(seats_of(session, council)) == []
    drawn(session, consultation, council, second, "112")
    seat = seats_of(session, council)[0]
    session.execute(update(Seat).where(Seat.id == seat.id).values(state="confirmed"))
    with pytest.raises(Refused, match="Diese Losung gilt"):
        request_lottery(session, an_administrator(session), consultation, council, reason="Noch einmal.", **ask)
    assert len(lotteries_of(session, council)) == 2


def test_the_transcript_from_the_page_verifies_at_home_and_a_changed_one_does_not(
    app: Flask, session: Session, browse: Browse, tmp_path: Path
) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    lottery = published(app, session, consultation, council)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/buergerrat/losung/1/protokoll.zip"
    before = zipfile.ZipFile(io.BytesIO(browse(None).get(url).data))
    assert "draw.json" not in before.namelist()
    drawn(session, consultation, council, lottery)
    session.commit()
    archive = tmp_path / "losung.zip"
    archive.write_bytes(browse(None).get(url).data)
    files = zipfile.ZipFile(archive)
    assert set(files.namelist()) == {
        "LIESMICH.txt", "lottery.json", "draw.json", "commitment.txt", "pool.json", "pool-sha256.txt", "quotas.csv", "verify.py",
    }  # fmt: skip
    assert files.read("verify.py") == Path(verify.__file__).read_bytes()
    assert before.read("lottery.json") == files.read("lottery.json")
    assert json.loads(files.read("pool.json"))["pool"] == json.loads(files.read("lottery.json"))["pool"]
    assert hashlib.sha256(files.read("pool.json")).hexdigest() == files.read("pool-sha256.txt").decode().strip()
    alone = tmp_path / "verify.py"
    alone.write_bytes(files.read("verify.py"))

    def check(what: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-I", str(alone), str(what)], capture_output=True, text=True, check=False)  # our own file

    assert "Alles stimmt." in check(archive).stdout
    changed = tmp_path / "folder"
    files.extractall(changed)
    drawing = json.loads((changed / "draw.json").read_text())
    (changed / "draw.json").write_text(json.dumps({**drawing, "number": 1}))
    assert "WIDERLEGT" in check(changed).stdout


def test_the_page_for_the_hall_costs_a_constant_number_of_statements_and_answers_with_a_tag(
    app: Flask, session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    url = f"/beteiligungen/{consultation.slug}/buergerrat/losung"
    session.commit()
    reader, counts = browse(None), []
    assert "Der Lostopf ist geschlossen" in reader.get(url).text
    lottery = published(app, session, consultation, council)
    session.commit()
    person = a_person(session)
    watching = browse(person)
    for value in ("", "407"):
        if value:
            drawn(session, consultation, council, lottery, value)
            session.commit()
        with count_statements() as statements:
            page = watching.get(url)
        counts.append(statements.count)
        answer = reader.get(url, headers={"HX-Request": "true"})
        assert "<html" not in answer.text
        again = reader.get(url, headers={"HX-Request": "true", "If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert ("every 3s" in page.text) is not bool(value)
    assert counts[0] <= 16
    assert counts[1] <= 16
    assert ">407<" in reader.get(url).text
    assert "Ada" not in reader.get(url).text


def test_everybody_in_the_pool_sees_their_chance_and_can_check_it(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    entry = session.scalars(select(PoolEntry).where(PoolEntry.place == 3)).one()
    with app.test_request_context():
        assert "Ihre Chance" not in str(receipt(entry.answer_id)[0])
        assert receipt(10**6) == []
    published(app, session, consultation, council)
    session.commit()
    with app.test_request_context():
        shown = str(receipt(entry.answer_id)[0])
    assert "Ihre Chance: 250 von 1.000" in shown
    assert entry.person_hash in shown
    assert "Ihr Salz" in shown


def test_late_answers_do_not_enter_the_frozen_pool(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    council = a_frozen_council(session, consultation)
    answers(session, council, 4)
    lottery = computed(app, session, consultation, council)
    assert lottery.summary is not None
    assert lottery.summary["people"] == 16
