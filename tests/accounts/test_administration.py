"""The administration: people are found by exact words, get roles, are blocked; all of it is logged."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.actions import block_person, change_role
from participation.accounts.models import Mandate, Person, Role
from participation.accounts.passwords import weigh
from participation.accounts.rules import may_administrate, may_block, may_change_role, may_moderate_for
from participation.consultations.mandate_actions import give_mandate, take_mandate
from participation.consultations.queries import mandates_of
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, Refused
from tests.accounts.builders import PASSWORD, link_to
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import NOON, Statements

Browse = Callable[[Person | None], FlaskClient]


def test_people_are_found_by_exact_address_or_name_only(browse: Browse, session: Session) -> None:
    alice, _bob = a_person(session, "Kastanie"), a_person(session, "Bob Baum")
    browser = browse(an_administrator(session))
    for wanted in (alice.email, (alice.email or "").upper(), "Kastanie"):
        page = browser.get("/verwaltung/personen", query_string={"q": wanted}).text
        assert "1 Person<" in page
        assert "Kastanie" in page
    for wanted in ("Kast", "town.example", "%", "' OR 1=1 --", "\u200b", "x" * 5000):
        page = browser.get("/verwaltung/personen", query_string={"q": wanted}).text
        assert "Bob Baum" not in page
    listed = browser.get("/verwaltung/personen").text
    assert "Verwaltung" in listed
    assert "Kastanie" not in listed, "residents are not listed"


def test_the_list_takes_a_constant_number_of_statements(
    browse: Browse, session: Session, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    browser = browse(an_administrator(session))
    counts = []
    for _more in range(2):
        with count_statements() as statements:
            assert browser.get("/verwaltung/personen?seite=99").status_code == 200
            assert browser.get("/verwaltung/personen").status_code == 200
        counts.append(statements.count)
        for number in range(60):
            a_person(session, f"Amt {number}", role=Role.OFFICE)
        session.commit()
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(
    ("role", "name", "position", "words"),
    [
        (Role.OFFICE, "Clara Plan", "", "Amt oder Funktion"),
        (Role.COUNCIL, "\u200b", "Fraktion Mitte", "Namen"),
        (Role.OFFICE, "Clara Plan", "Amt für Stadtplanung", ""),
    ],
)
def test_a_role_comes_with_name_and_position(browse: Browse, session: Session, role: Role, name: str, position: str, words: str) -> None:
    clara = a_person(session, "Kastanie")
    browser = browse(an_administrator(session))
    answer = post(browser, f"/verwaltung/personen/{clara.id}/rolle", {"role": str(role), "real_name": name, "position": position})
    session.expire_all()
    if words:
        assert answer.status_code == 422
        assert words in answer.text
        assert clara.role == Role.RESIDENT
        return
    assert answer.status_code == 303
    assert (clara.role, clara.public_name, clara.position) == (role, name, position)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("person.role_changed", "person", clara.id)
    assert json.loads(entry.data) == {"from": "resident", "to": "office"}


def test_who_becomes_staff_is_signed_out_and_comes_back_under_its_rules(browse: Browse, session: Session) -> None:
    clara, actor = a_person(session), an_administrator(session)
    browser = browse(clara)
    change_role(session, actor, clara, Role.OFFICE, "Clara Plan", "Bauamt", NOON)
    session.commit()
    assert browser.get("/konto").status_code == 303


def test_two_of_the_same_name_can_both_work_for_the_city(session: Session) -> None:
    actor, first, second = an_administrator(session), a_person(session), a_person(session)
    for person in (first, second):
        change_role(session, actor, person, Role.OFFICE, "Anna Weber", "Bauamt", NOON)
    assert first.public_name == second.public_name == "Anna Weber"


@pytest.mark.parametrize(
    ("actor_role", "before", "after", "administrators", "state", "allowed"),
    [
        (Role.ADMINISTRATOR, Role.RESIDENT, Role.OFFICE, 1, "confirmed", True),
        (Role.ADMINISTRATOR, Role.RESIDENT, Role.OFFICE, 1, "unconfirmed", False),
        (Role.ADMINISTRATOR, Role.RESIDENT, Role.COUNCIL, 1, "blocked", False),
        (Role.ADMINISTRATOR, Role.RESIDENT, Role.COUNCIL, 1, "deleted", False),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.RESIDENT, 1, "confirmed", False),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.OFFICE, 1, "confirmed", False),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.ADMINISTRATOR, 1, "confirmed", True),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.RESIDENT, 2, "confirmed", True),
        (Role.OFFICE, Role.RESIDENT, Role.OFFICE, 1, "confirmed", False),
        (Role.COUNCIL, Role.RESIDENT, Role.OFFICE, 1, "confirmed", False),
        (Role.RESIDENT, Role.RESIDENT, Role.ADMINISTRATOR, 1, "confirmed", False),
    ],
)
def test_who_may_give_which_role(
    session: Session, actor_role: Role, before: Role, after: Role, administrators: int, state: str, allowed: bool
) -> None:
    actor, person = a_person(session, role=actor_role), a_person(session, role=before, confirmed=state != "unconfirmed")
    person.blocked_at = NOON if state == "blocked" else None
    if state == "deleted":
        person.deleted_at, person.email = NOON, None
    verdict = may_change_role(actor, person, after, administrators)
    assert bool(verdict) is allowed
    assert bool(verdict.reason) is not allowed


def test_a_blocked_administrator_administrates_nothing(session: Session) -> None:
    actor = an_administrator(session)
    assert may_administrate(actor)
    actor.blocked_at = NOON
    assert not may_administrate(actor)
    assert may_administrate(None).remedy == "sign-in"


@pytest.mark.parametrize(("role", "allowed"), [(Role.RESIDENT, True), (Role.OFFICE, False), (Role.COUNCIL, False), (Role.ADMINISTRATOR, False)])
def test_residents_are_blocked_staff_lose_their_role_first(session: Session, role: Role, allowed: bool) -> None:
    assert bool(may_block(an_administrator(session), a_person(session, role=role))) is allowed
    assert not may_block(a_person(session, role=Role.OFFICE), a_person(session))


def test_a_block_needs_a_reason_that_the_person_reads_and_the_log_does_not_hold(browse: Browse, session: Session) -> None:
    bob = a_person(session, "Bob")
    browser, bobs = browse(an_administrator(session)), browse(bob)
    session.add(Mandate(person_id=bob.id, consultation_id=a_consultation(session).id, given_at=NOON))
    session.commit()
    url = f"/verwaltung/personen/{bob.id}"
    assert post(browser, f"{url}/sperren", {"reason": "\u200b"}).status_code == 422
    assert post(browser, f"{url}/sperren", {"reason": "Beleidigungen <b>"}).status_code == 303
    assert "Beleidigungen &lt;b&gt;" in bobs.get("/konto").text
    session.expire_all()
    assert bob.blocked_at == NOON
    assert session.scalars(select(Mandate)).all() == []
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.blocked")).one()
    assert "Beleidigung" not in entry.data
    assert post(browser, f"{url}/entsperren").status_code == 303
    session.expire_all()
    assert (bob.blocked_at, bob.blocked_reason) == (None, "")


def test_an_administrator_does_not_remove_the_last_of_them(browse: Browse, session: Session) -> None:
    ayse = an_administrator(session, "Ayşe Demir")
    answer = post(browse(ayse), f"/verwaltung/personen/{ayse.id}/rolle", {"role": "resident"})
    assert answer.status_code == 403
    assert "letzte Konto der Verwaltung" in answer.text
    session.expire_all()
    assert ayse.role == Role.ADMINISTRATOR


def test_unknown_roles_and_people_are_refused(browse: Browse, session: Session) -> None:
    browser, bob = browse(an_administrator(session)), a_person(session)
    session.commit()
    assert post(browser, f"/verwaltung/personen/{bob.id}/rolle", {"role": "king"}).status_code == 422
    for wrong in ("999999", "٣", "9" * 20, "0", "-1"):
        assert browser.get(f"/verwaltung/personen/{wrong}").status_code == 404


def test_mandates_are_given_once_and_taken(session: Session) -> None:
    actor, bob, consultation = an_administrator(session), a_person(session, "Bob"), a_consultation(session)
    give_mandate(session, actor, bob, consultation.id, NOON)
    give_mandate(session, actor, bob, consultation.id, NOON)
    assert [mandate.person.public_name for mandate in mandates_of(session, consultation, NOON)] == ["Bob"]
    take_mandate(session, actor, bob, consultation.id, NOON)
    take_mandate(session, actor, bob, consultation.id, NOON)
    assert mandates_of(session, consultation, NOON) == []
    assert [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == ["mandate.given", "mandate.taken"]


def test_mandates_go_to_confirmed_and_unblocked_people_by_administrators(session: Session) -> None:
    actor = an_administrator(session)
    blocked = a_person(session)
    block_person(session, actor, blocked, "Grund", NOON)
    assert not may_moderate_for(actor, blocked)
    assert not may_moderate_for(actor, a_person(session, confirmed=False))
    assert may_moderate_for(actor, a_person(session, role=Role.OFFICE))
    with pytest.raises(Refused):
        give_mandate(session, a_person(session, role=Role.OFFICE), a_person(session), a_consultation(session).id, NOON)


def test_an_empty_reason_is_refused_by_the_act_itself(session: Session) -> None:
    with pytest.raises(Invalid):
        block_person(session, an_administrator(session), a_person(session), " ", NOON)


def test_the_first_administrator_is_made_on_the_command_line(app: Flask, session: Session) -> None:
    made = app.test_cli_runner().invoke(
        args=["accounts", "create-administrator", "--email", "Chef@town.example", "--name", "Ayşe Demir"],
        input=f"kurz\nkurz\n{PASSWORD}\n{PASSWORD}\n",
    )
    assert made.exit_code == 0, made.output
    assert "zu kurz" in made.output
    person = session.scalars(select(Person).where(Person.email == "chef@town.example")).one()
    assert (person.role, person.real_name) == (Role.ADMINISTRATOR, "Ayşe Demir")
    assert weigh(person.password_hash, PASSWORD).right


def test_the_first_administrator_can_get_a_link_instead(app: Flask, session: Session) -> None:
    command = ["accounts", "create-administrator", "--email", "chef@town.example", "--name", "Ayşe Demir", "--mail-link"]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert link_to(session, "chef@town.example").startswith("/passwort/")
    again = app.test_cli_runner().invoke(args=command)
    assert again.exit_code == 1
    assert "schon ein Konto" in again.output
    assert app.test_cli_runner().invoke(args=[*command[:3], "keine", *command[4:]]).exit_code == 2
