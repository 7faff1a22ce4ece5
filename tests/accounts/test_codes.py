"""Verification by letter: codes are made once, never stored, and count one person once."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.code_actions import LASTS, draw_codes, make_codes, redeem_code, void_codes
from participation.accounts.evidence import CodeKeys
from participation.accounts.models import CodeBatch, Person, Verification, VerificationCode, VerificationEvidence
from participation.accounts.verification_rules import may_be_verified
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.codes import grouped, normalise
from participation.kit.database import db
from participation.kit.dates import city_zone, say_date
from participation.kit.errors import Conflict, DomainError, Gone, Invalid, Refused
from participation.settings import Settings
from tests.accounts.builders import a_named_district
from tests.builders import a_person, a_resident, an_administrator, post
from tests.conftest import NOON, Statements

Browse = Callable[[Person | None], FlaskClient]
OWN = Settings(testing=True)
KEYS = CodeKeys.of("tests-only-" + "x" * 32)


def codes_for(session: Session, number: int = 1, district_id: int | None = None) -> tuple[CodeBatch, list[str]]:
    return make_codes(session, an_administrator(session), number, "Briefe", district_id, KEYS, NOON)


def test_a_code_verifies_one_person_and_names_the_district(browse: Browse, session: Session) -> None:
    district = a_named_district(session, "Altstadt")
    _batch, (code,) = codes_for(session, district_id=district.id)
    alice = a_person(session)
    browser = browse(alice)
    shown = browser.get(f"/konto/nachweis?code={code}")
    assert f'value="{code}"' in shown.text
    session.expire_all()
    assert alice.verified_at is None, "the QR code's address only fills the form in"
    typed = code.lower().replace("-", " ").replace("0", "O").replace("1", "l")
    assert post(browser, "/konto/nachweis", {"code": typed, "next": "/beteiligungen"}).location == "/beteiligungen"
    session.expire_all()
    assert (alice.verified_at, alice.district_id) == (NOON, district.id)
    assert session.scalars(select(AuditEntry.action)).all() == ["codes.made", "resident.verified"]
    assert "schon nachgewiesen" in browser.get("/konto/nachweis").text


def test_a_typing_error_is_found_and_what_was_typed_is_kept(browse: Browse, session: Session) -> None:
    _batch, (code,) = codes_for(session)
    letters = normalise(code)
    wrong = grouped(letters[:3] + ("2" if letters[3] != "2" else "3") + letters[4:])
    answer = post(browse(a_person(session)), "/konto/nachweis", {"code": wrong})
    assert answer.status_code == 422
    assert "vertauscht" in answer.text
    assert wrong in answer.text


def test_each_refusal_says_what_is_wrong(session: Session) -> None:
    batch, codes = codes_for(session, 3)
    unknown = draw_codes(1)[0]
    with pytest.raises(Invalid, match="kennen wir nicht"):
        redeem_code(session, a_person(session), unknown, KEYS, OWN, NOON)
    redeem_code(session, a_person(session), codes[0], KEYS, OWN, NOON)
    with pytest.raises(Conflict, match="schon benutzt"):
        redeem_code(session, a_person(session), codes[0], KEYS, OWN, NOON)
    with pytest.raises(Gone, match="abgelaufen"):
        redeem_code(session, a_person(session), codes[1], KEYS, OWN, NOON + timedelta(days=181))
    void_codes(session, an_administrator(session), batch, NOON)
    with pytest.raises(Gone, match="gilt nicht mehr"):
        redeem_code(session, a_person(session), codes[1], KEYS, OWN, NOON)


def test_used_and_expired_codes_are_explained_on_the_page(browse: Browse, session: Session) -> None:
    batch, (code,) = codes_for(session)
    batch.voided_at = NOON
    session.flush()
    answer = post(browse(a_person(session)), "/konto/nachweis", {"code": code})
    assert answer.status_code == 422
    assert "Dieser Code gilt nicht mehr." in answer.text
    batch.voided_at, batch.expires_at = None, clock.now() - timedelta(seconds=1)
    session.commit()
    answer = post(browse(a_person(session)), "/konto/nachweis", {"code": code})
    assert answer.status_code == 422
    assert "Dieser Code ist abgelaufen." in answer.text


@pytest.mark.parametrize(
    ("who", "allowed", "words"),
    [
        ("nobody", False, "melden Sie sich an"),
        ("unconfirmed", False, "bestätigen"),
        ("confirmed", True, ""),
        ("verified", False, "schon nachgewiesen"),
        ("blocked", False, "gesperrt"),
    ],
)
def test_who_may_redeem_a_code(session: Session, who: str, allowed: bool, words: str) -> None:
    blocked = a_person(session)
    blocked.blocked_at = NOON
    people = {
        "nobody": None,
        "unconfirmed": a_person(session, confirmed=False),
        "confirmed": a_person(session),
        "verified": a_resident(session),
        "blocked": blocked,
    }
    verdict = may_be_verified(people[who], NOON)
    assert bool(verdict) is allowed
    assert words in verdict.reason


def test_a_second_code_is_not_spent_on_a_verified_person(session: Session) -> None:
    _batch, codes = codes_for(session, 2)
    alice = a_person(session)
    redeem_code(session, alice, codes[0], KEYS, OWN, NOON)
    with pytest.raises(Refused):
        redeem_code(session, alice, codes[1], KEYS, OWN, NOON)
    assert session.scalar(select(func.count()).where(VerificationCode.used_on.is_not(None))) == 1


def test_the_tables_hold_no_code_and_do_not_match_up(session: Session) -> None:
    _batch, (code,) = codes_for(session)
    redeem_code(session, a_person(session), code, KEYS, OWN, NOON)
    kept = bytes(session.scalars(select(VerificationCode.code_hash)).one())
    evidence = bytes(session.scalars(select(VerificationEvidence.evidence_hash)).one())
    assert kept != evidence
    assert normalise(code).encode() not in kept + evidence
    assert code not in "".join(session.scalars(select(AuditEntry.data)).all())


def test_trying_codes_is_limited(browse: Browse, session: Session) -> None:
    browser = browse(a_person(session))
    answers = [post(browser, "/konto/nachweis", {"code": draw_codes(1)[0]}).status_code for _attempt in range(13)]
    assert answers == [422] * 12 + [429]


def test_of_two_people_with_the_same_code_at_once_one_is_verified(real_database: Flask) -> None:
    with real_database.app_context():
        session = db.session()
        _batch, (code,) = codes_for(session)
        people = [a_person(session).id for _each in range(6)]
        session.commit()
        db.session.remove()
    outcomes: list[str] = []

    def redeem(person_id: int) -> None:
        with real_database.app_context(), clock.frozen(NOON):
            own = db.session()
            try:
                person = own.get_one(Person, person_id)
                redeem_code(own, person, code, KEYS, OWN, NOON)
                own.commit()
                outcomes.append("verified")
            except DomainError as error:
                own.rollback()
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=redeem, args=(number,)) for number in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Conflict"] * 5 + ["verified"]
    with real_database.app_context():
        assert db.session.scalar(select(func.count()).select_from(Verification)) == 1
        assert db.session.scalar(select(func.count()).where(Person.verified_at.is_not(None)).select_from(Person)) == 1


def test_a_batch_as_a_table_is_downloaded_once(browse: Browse, session: Session) -> None:
    district = a_named_district(session, "=Altstadt")
    browser = browse(an_administrator(session))
    answer = post(browser, "/verwaltung/codes", {"label": "Briefe", "number": "25", "district": str(district.id), "kind": "csv"})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len({row["Code"] for row in rows}) == 25
    assert rows[0]["Adresse"] == f"http://localhost/konto/nachweis?code={rows[0]['Code']}"
    assert rows[0]["Ortsteil"] == "'=Altstadt"
    listed = browser.get("/verwaltung/codes").text
    assert "0 von 25 benutzt" in listed
    assert rows[0]["Code"] not in listed
    assert post(browse(a_person(session)), "/konto/nachweis", {"code": rows[7]["Code"]}).status_code == 303
    assert "1 von 25 benutzt" in browser.get("/verwaltung/codes").text


def test_a_batch_as_a_sheet_to_print(browse: Browse, session: Session) -> None:
    answer = post(browse(an_administrator(session)), "/verwaltung/codes", {"label": "Schalter #[x]", "number": "3", "kind": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.get_data().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": "0"}, "1"),
        ({"number": "0"}, "Bitte geben Sie eine Anzahl zwischen 1 und 5.000 an."),
        ({"number": ""}, "Bitte geben Sie eine Anzahl zwischen 1 und 5.000 an."),
        ({"number": "5001"}, "5000"),
        ({"number": "viele"}, ""),
        ({"number": "١٢"}, ""),
        ({"number": "9" * 30}, "5000"),
        ({"label": "\u200b"}, "wofür"),
        ({"district": "999"}, ""),
        ({"kind": "exe"}, ""),
        ({"kind": "pdf", "number": "1001"}, "höchstens 1.000"),
    ],
)
def test_senseless_batches_are_refused(browse: Browse, session: Session, changed: dict[str, str], words: str) -> None:
    data = {"label": "Briefe", "number": "2", "kind": "csv", **changed}
    answer = post(browse(an_administrator(session)), "/verwaltung/codes", data)
    if changed.get("number") == "١٢":
        assert answer.status_code in (200, 422)
        return
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(select(func.count()).select_from(CodeBatch)) == 0


def test_the_last_day_on_the_letter_counts_whole(session: Session) -> None:
    batch, codes = codes_for(session, 2)
    evening = (NOON + LASTS).astimezone(city_zone()).replace(hour=23, minute=59)
    assert say_date(batch.expires_at) == say_date(evening)
    assert redeem_code(session, a_person(session), codes[0], KEYS, OWN, evening)
    with pytest.raises(Gone, match="abgelaufen"):
        redeem_code(session, a_person(session), codes[1], KEYS, OWN, evening + timedelta(minutes=1))


def test_ending_a_batch_ends_its_unused_codes(browse: Browse, session: Session) -> None:
    batch, (code,) = codes_for(session)
    browser = browse(an_administrator(session))
    assert post(browser, f"/verwaltung/codes/{batch.id}/beenden").status_code == 303
    assert "Beendet" in browser.get("/verwaltung/codes").text
    assert "gilt nicht mehr" in post(browse(a_person(session)), "/konto/nachweis", {"code": code}).text
    assert post(browser, "/verwaltung/codes/99999/beenden").status_code == 404


def test_the_list_of_batches_takes_a_constant_number_of_statements(
    browse: Browse, session: Session, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    browser = browse(an_administrator(session))
    counts = []
    for more in (1, 30):
        for _batch in range(more):
            codes_for(session)
        session.commit()
        browser.get("/verwaltung/codes")
        with count_statements() as statements:
            assert browser.get("/verwaltung/codes").status_code == 200
        counts.append(statements.count)
    assert counts[0] == counts[1] <= 8
