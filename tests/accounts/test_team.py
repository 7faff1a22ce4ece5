"""The city's team is invited by mail: one address, one role, once, for two weeks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person, Role
from participation.accounts.team_actions import KEPT, LASTS, sweep_invitations
from participation.accounts.team_models import StaffInvitation
from participation.kit import clock
from participation.kit.mail import OutboxMail
from participation.settings import Settings
from tests.accounts.builders import mails_to
from tests.builders import a_person, an_administrator, post

Browse = Callable[[Person | None], FlaskClient]
TEAM = "/verwaltung/team"
NELE = {"email": "Nele@Stadt.example", "real_name": "Nele Neu", "position": "Bauamt", "role": "office"}
PASSWORD = "viele bunte Steine"


def mailed_link(session: Session) -> str:
    text = session.scalars(select(OutboxMail.text).where(OutboxMail.recipient == "nele@stadt.example").order_by(OutboxMail.id.desc())).first()
    found = re.search(r"(/einladung-ins-team/[\w-]{43})", text or "")
    assert found, text
    return found[1]


def invited(session: Session, browse: Browse) -> str:
    assert post(browse(an_administrator(session)), TEAM, NELE).status_code == 303
    return mailed_link(session)


def test_somebody_is_invited_and_works_with_an_own_password(session: Session, browse: Browse) -> None:
    link, browser = invited(session, browse), browse(None)
    page = browser.get(link).text
    assert "Nele Neu" in page
    assert "Bauamt" in page
    assert session.scalar(select(Person).where(Person.email == "nele@stadt.example")) is None, "reading opens nothing"
    assert post(browser, link, {"password": PASSWORD}).location == "/verwaltung"
    person = session.scalars(select(Person).where(Person.email == "nele@stadt.example")).one()
    assert (person.role, person.real_name, person.public_name, person.position) == (Role.OFFICE, "Nele Neu", "Nele Neu", "Bauamt")
    assert person.is_confirmed
    assert browser.get("/verwaltung").status_code == 200
    assert browse(None).get(link).status_code == 410, "once"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"real_name": " "}, "Bitte geben Sie den Namen an."),
        ({"position": ""}, "Bitte geben Sie Amt oder Funktion an"),
        ({"email": "keine Adresse"}, "E-Mail-Adresse"),
        ({"role": "resident"}, "Bitte"),
        ({"role": "mayor"}, "Bitte"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(session: Session, browse: Browse, missing: dict[str, str], said: str) -> None:
    response = post(browse(an_administrator(session)), TEAM, {**NELE, **missing})
    assert response.status_code == 422
    assert said in response.text
    if "real_name" not in missing:
        assert 'value="Nele Neu"' in response.text
    assert session.scalar(select(StaffInvitation)) is None


def test_whoever_has_an_account_gets_the_role_there(session: Session, browse: Browse) -> None:
    known = a_person(session)
    response = post(browse(an_administrator(session)), TEAM, {**NELE, "email": known.email or ""})
    assert response.status_code == 422
    assert "gibt es schon ein Konto" in response.text


def test_an_address_is_invited_once_and_again_after_it_was_withdrawn_or_ran_out(session: Session, browse: Browse) -> None:
    old, browser = invited(session, browse), browse(an_administrator(session, "Zweite"))
    again = post(browser, TEAM, NELE)
    assert again.status_code == 422
    assert again.text.count("schon eingeladen") == 1
    (mail,) = mails_to(session, NELE["email"].lower())
    assert mail.text.count("Guten Tag") == 1
    first = session.scalars(select(StaffInvitation)).one()
    assert post(browser, f"{TEAM}/{first.id}/zurueckziehen").status_code == 303
    assert post(browser, f"{TEAM}/{first.id}/zurueckziehen").status_code == 409
    assert browse(None).get(old).status_code == 410
    assert post(browse(None), old, {"password": PASSWORD}).status_code == 410
    assert post(browser, TEAM, NELE).status_code == 303
    link = mailed_link(session)
    with clock.frozen(clock.now() + LASTS):
        assert browse(None).get(link).status_code == 410, "to the second"
        assert post(browse(an_administrator(session, "Dritte")), TEAM, NELE).status_code == 303


def test_easy_passwords_open_nothing(session: Session, browse: Browse) -> None:
    link = invited(session, browse)
    for weak in ("passwort123", "kurz", "nele neu nele neu", ""):
        assert post(browse(None), link, {"password": weak}).status_code == 422
    assert session.scalar(select(Person).where(Person.email == "nele@stadt.example")) is None


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.OFFICE, Role.COUNCIL])
def test_nobody_else_invites(session: Session, browse: Browse, role: Role) -> None:
    assert post(browse(a_person(session, role=role)), TEAM, NELE).status_code == 403
    assert session.scalar(select(StaffInvitation)) is None


def test_invitations_go_with_the_account(session: Session, browse: Browse) -> None:
    link = invited(session, browse)
    post(browse(None), link, {"password": PASSWORD})
    person = session.scalars(select(Person).where(Person.email == "nele@stadt.example")).one()
    delete_account(session, person, Settings(secret_key="k" * 40), clock.now())
    assert session.scalar(select(StaffInvitation)) is None


def test_invitations_go_with_their_days(session: Session, browse: Browse) -> None:
    invited(session, browse)
    over = clock.now() + LASTS + KEPT
    assert sweep_invitations(session, over - timedelta(hours=1)) == 0
    assert sweep_invitations(session, over + timedelta(hours=1)) == 1
