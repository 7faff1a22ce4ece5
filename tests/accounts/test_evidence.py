"""One human being, written in many ways, is one keyed hash; and counts at most once, in whatever order the ways are gone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.accounts.code_actions import draw_codes, keep_codes, redeem_code
from participation.accounts.code_lists import read_people
from participation.accounts.evidence import CodeKeys, Human, cover, first_word, human_from, name_word, read_day
from participation.accounts.models import EndReason, Person, VerificationCode, VerificationEvidence
from participation.accounts.oidc import Identity
from participation.accounts.oidc_actions import verify_by_identity
from participation.accounts.verification_actions import end_verification, move_away, restore_verification, verify_at_counter
from participation.accounts.verification_queries import counts_at
from participation.kit.errors import DomainError, Invalid
from participation.settings import Settings
from tests.builders import a_person, an_administrator, post
from tests.conftest import NOON

Browse = Callable[[Person | None], FlaskClient]
KEYS = CodeKeys.of("tests-only-" + "x" * 32)
OWN = Settings(testing=True, verification_months=24)
EVA = Human("Müller", "Eva Maria", date(1980, 12, 31))


@pytest.mark.parametrize(
    ("family", "given_name", "born"),
    [
        ("Müller", "Eva", "31.12.1980"),
        ("MUELLER", "Eva-Maria", "1980-12-31"),
        ("Dr. Müller", " eva  maria ", "19801231"),
        (unicodedata.normalize("NFD", "Müller"), "EVA", "31.12.1980"),
        ("Mül-ler", "Éva", "1980-12-31"),
    ],
)
def test_one_human_being_in_many_spellings(family: str, given_name: str, born: str) -> None:
    found = human_from(family, given_name, born)
    assert found is not None
    assert found.evidence(KEYS) == EVA.evidence(KEYS)


@pytest.mark.parametrize(
    ("family", "given_name", "born"),
    [("Möller", "Eva", "31.12.1980"), ("Müller", "Maria Eva", "31.12.1980"), ("Müller", "Eva", "30.12.1980")],
)
def test_others_are_others(family: str, given_name: str, born: str) -> None:
    found = human_from(family, given_name, born)
    assert found is not None
    assert found.evidence(KEYS) != EVA.evidence(KEYS)


@pytest.mark.parametrize(
    ("family", "given_name", "born"), [("", "Eva", "31.12.1980"), ("Müller", "…", "31.12.1980"), ("Müller", "Eva", "1980-00-00")]
)
def test_who_is_told_in_part_is_nobody(family: str, given_name: str, born: str) -> None:
    assert human_from(family, given_name, born) is None


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=12))
def test_whatever_is_typed_is_somebody_or_nobody(family: str, given_name: str, born: str) -> None:
    found = human_from(family, given_name, born)
    assert (found is None) == (read_day(born) is None or not name_word(family) or not first_word(given_name))


@given(st.binary(min_size=32, max_size=32))
def test_a_code_covers_and_uncovers(evidence: bytes) -> None:
    code, other = draw_codes(2)
    assert cover(cover(evidence, code, KEYS), code, KEYS) == evidence
    assert cover(cover(evidence, code, KEYS), other, KEYS) != evidence


def test_the_table_of_codes_does_not_say_to_whom_they_went(session: Session) -> None:
    codes = draw_codes(2)
    keep_codes(session, an_administrator(session), codes, "Briefe", None, KEYS, NOON, humans=[EVA, EVA])
    first, second = session.scalars(select(VerificationCode.masked)).all()
    assert first != second, "two letters to one human being look like two human beings"
    redeem_code(session, a_person(session), codes[0], KEYS, OWN, NOON)
    assert EVA.evidence(KEYS) in [bytes(one) for one in session.scalars(select(VerificationEvidence.evidence_hash))]
    assert None in session.scalars(select(VerificationCode.masked)).all()


LETTER, PLAIN, COUNTER, LOST, PROVIDER, MOVE, END, ABUSE, RESTORE = (
    "letter",
    "plain",
    "counter",
    "lost",
    "provider",
    "move",
    "end",
    "abuse",
    "restore",
)
WAYS = (LETTER, COUNTER, LOST, PROVIDER, MOVE, END, ABUSE, RESTORE)


def go(session: Session, admin: Person, person: Person, way: str, codes: list[str]) -> None:
    """One step of one human being with one of the own accounts; what is refused changes nothing."""
    identity = Identity("bund", "https://bund.example", "s", "", "", verified=True, second_sign=False, district="", human=EVA.evidence(KEYS).hex())
    steps: dict[str, Callable[[], object]] = {
        LETTER: lambda: redeem_code(session, person, codes.pop(), KEYS, OWN, NOON),
        COUNTER: lambda: verify_at_counter(session, admin, person, EVA, KEYS, OWN, NOON),
        LOST: lambda: verify_at_counter(session, admin, person, EVA, KEYS, OWN, NOON, hand_over=True),
        PROVIDER: lambda: verify_by_identity(session, person, identity, KEYS, OWN, NOON),
        MOVE: lambda: move_away(session, person, OWN, NOON),
        END: lambda: end_verification(session, admin, person, EndReason.ERROR, "", OWN, NOON),
        ABUSE: lambda: end_verification(session, admin, person, EndReason.ABUSE, "", OWN, NOON),
        RESTORE: lambda: restore_verification(session, admin, person, OWN, NOON),
    }
    try:
        with session.begin_nested():
            steps[way]()
    except DomainError:
        session.expire_all()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(WAYS)), max_size=12))
def test_one_human_being_counts_at_most_once_whatever_the_order_of_ways(session: Session, steps: list[tuple[int, str]]) -> None:
    admin, codes = an_administrator(session), draw_codes(len(steps) + 1)
    session.execute(delete(VerificationEvidence))
    keep_codes(session, admin, codes, "Briefe", None, KEYS, NOON, humans=[EVA] * len(codes))
    accounts = [a_person(session) for _each in range(3)]
    for which, way in steps:
        go(session, admin, accounts[which], way, codes)
        counted = select(Person.id).where(Person.id.in_([one.id for one in accounts]), counts_at(NOON))
        assert len(session.scalars(counted).all()) <= 1, (way, steps)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from((PLAIN, *WAYS))), max_size=10))
def test_letters_to_nobody_in_particular_are_found_out_at_the_provider(session: Session, steps: list[tuple[int, str]]) -> None:
    """Such a letter cannot tell who redeems it. Once the human being has come by a provider with each account, one at most counts."""
    admin, codes, plain = an_administrator(session), draw_codes(len(steps) + 1), draw_codes(len(steps) + 1)
    session.execute(delete(VerificationEvidence))
    keep_codes(session, admin, codes, "Briefe", None, KEYS, NOON, humans=[EVA] * len(codes))
    keep_codes(session, admin, plain, "Briefe", None, KEYS, NOON)
    accounts = [a_person(session) for _each in range(3)]
    for which, way in steps:
        go(session, admin, accounts[which], LETTER if way == PLAIN else way, plain if way == PLAIN else codes)
    for one in accounts:
        go(session, admin, one, PROVIDER, [])
    counted = select(Person.id).where(Person.id.in_([one.id for one in accounts]), counts_at(NOON))
    assert len(session.scalars(counted).all()) <= 1, steps


def test_a_list_is_read_whole_or_not_at_all() -> None:
    people = read_people("Nr;Nachname;Vorname;Geburtsdatum;Ort\n1;Müller;Eva;31.12.1980;Auenstedt\n\n2;Möller;Jan;1.2.1990;Auenstedt\n".encode())
    assert [human.born.year for human in people.humans] == [1980, 1990]
    assert people.rows[1][4] == "Auenstedt"
    with pytest.raises(Invalid, match="Zeile 2") as error:
        read_people(b"Nachname;Vorname;Geburtsdatum\n;Eva;31.12.1980\nMueller;Eva;1.1.1990\nM\xc3\xbcller;EVA;01.01.1990\n")
    assert [one.message for one in error.value.also] == ["Zeile 4: Dieser Mensch steht schon in Zeile 3."]
    for bad in (b"", b"a;b\n1;2\n", b"Nachname;Vorname;Geburtsdatum\n"):
        with pytest.raises(Invalid):
            read_people(bad)


def test_each_faulty_row_is_named_on_the_page(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    rows = "Nachname;Vorname;Geburtsdatum\nMüller;Eva;31.02.1980\n;Jan;1.2.1990\nMay;Ute;1.2.2990\nBlum;Otto;9.7.1985\nBlum;Otto;09.07.1985\n"
    answer = post(browser, "/verwaltung/codes/liste", {"label": "Briefe", "file": (BytesIO(rows.encode()), "l.csv")})
    assert answer.status_code == 422
    places = [answer.text.index(f"Zeile {row}:") for row in (2, 3, 4, 6)]
    assert places == sorted(places)
    assert "Zeile 5:" not in answer.text
    assert "Es gibt 4 Fehler" in answer.text


def test_the_list_comes_back_with_codes_that_count(session: Session, browse: Browse) -> None:
    admin, person = an_administrator(session), a_person(session)
    session.commit()
    browser = browse(admin)
    sent = {"label": "Briefe", "file": (BytesIO("Nachname;Vorname;Geburtsdatum\nMüller;Eva;31.12.1980\n".encode()), "l.csv")}
    answer = post(browser, "/verwaltung/codes/liste", sent)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    code = answer.text.splitlines()[1].split(",")[3].strip('"')
    again = post(browser, "/verwaltung/codes/liste", {"label": "Briefe", "file": (BytesIO(b"x"), "l.csv")})
    assert again.status_code == 422
    assert post(browse(person), "/konto/nachweis", {"code": code}).status_code == 303
    with pytest.raises(DomainError, match="anderes Konto"):
        verify_at_counter(session, admin, a_person(session), EVA, CodeKeys.of(browser.application.config["SECRET_KEY"]), OWN, NOON)
