"""Guests: who may do what where it is open, how one comes in, what stays closed, and how a guest becomes an account or goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.guest_actions import open_account
from participation.accounts.guest_models import GuestVisit
from participation.accounts.levels import Level, level_of
from participation.accounts.models import MailedLink, Person
from participation.accounts.people import FORMER, become_account, create_guest
from participation.accounts.rules import may_change_role, may_moderate_for
from participation.accounts.verification_rules import may_be_verified
from participation.consultations.guest_actions import GuestActs, forget_due_guests, open_to_guests
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import PhaseKind
from participation.consultations.rules import may_join_as_guest
from participation.discussions.models import Contribution
from participation.discussions.rules import may_contribute, may_rate
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, Refused
from participation.opinions.rules import may_answer, may_write
from participation.proposals.actions import support_proposal
from participation.proposals.models import Support
from participation.proposals.rules import may_propose, may_support
from tests.accounts.builders import link_in, link_to, mails_to
from tests.builders import START, a_consultation, a_person, a_resident, an_administrator, post
from tests.conftest import NOON, settings_for
from tests.discussions.builders import a_topic
from tests.opinions.builders import a_map
from tests.proposals.builders import a_proposal

SETTINGS = settings_for("sqlite://", Path("var"))
Browse = Callable[[Person | None], FlaskClient]
ADDRESS = "mara@mail.example"
NONCE = re.compile(r'nonce="[^"]*"')
ALL = (PhaseKind.COLLECT, PhaseKind.DELIBERATE)


def a_town(session: Session, *, support: bool = True, write: bool = True, answer: bool = True, stage: Stage = Stage.PUBLISHED) -> Consultation:
    """A consultation in which everything runs at noon, with what it opens to guests."""
    phases = tuple((kind, START - timedelta(days=1), START + timedelta(days=60)) for kind in ALL)
    town = a_consultation(session, stage=stage, phases=phases)
    town.guests_support, town.guests_write, town.guests_answer = support, write, answer
    session.flush()
    return town


def a_guest(session: Session, town: Consultation, name: str = "Mara", email: str = ADDRESS) -> Person:
    """Somebody who confirmed an address and has agreed to the consent of opinion maps."""
    guest = create_guest(session, email, name, "de", town.id, NOON, ())
    session.add(GuestVisit(person_id=guest.id, consultation_id=town.id))
    guest.opinions_agreed_at = NOON
    session.flush()
    return guest


def come_in(session: Session, browser: FlaskClient, town: Consultation, next_url: str = "", email: str = ADDRESS, name: str = "Mara") -> str:
    """Ask, open the mail, press the button. Returns the link's path."""
    asked = post(browser, f"/beteiligungen/{town.slug}/gast", {"email": email, "public_name": name, "next": next_url})
    assert asked.location == "/post-unterwegs", asked.text
    link = link_to(session, email.strip().lower())
    assert browser.get(link).status_code == 200
    assert post(browser, link, {}).status_code == 303
    return link


ROLES = ("nobody", "unconfirmed", "account", "resident", "guest", "blocked guest")
CLOSED: dict[str, str] = dict(zip(ROLES, ("sign-in", "confirm", "verify", "yes", "account", "no"), strict=True))
OPEN: dict[str, str] = dict(zip(ROLES, ("sign-in", "confirm", "yes", "yes", "yes", "no"), strict=True))
PLAIN: dict[str, str] = dict(zip(ROLES, ("sign-in", "confirm", "yes", "yes", "account", "no"), strict=True))
"""What each role gets: allowed, or the remedy; `no` is a refusal without one."""


def someone(session: Session, role: str, town: Consultation) -> Person | None:
    if "guest" in role:
        guest = a_guest(session, town)
        guest.blocked_at = NOON if role.startswith("blocked") else None
        return guest
    if role == "nobody":
        return None
    return a_person(session, confirmed=role != "unconfirmed", verified=role == "resident")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("allowed", [True, False])
def test_who_may_do_which_act_under_which_setting(session: Session, role: str, allowed: bool) -> None:
    town = a_town(session, support=allowed, write=allowed, answer=allowed)
    proposal, opinion_map, person = a_proposal(session, town), a_map(session, town), someone(session, role, town)
    verdicts = {
        "support": may_support(person, proposal, town, NOON),
        "write": may_contribute(person, town, NOON),
        "answer": may_answer(person, town, opinion_map, NOON),
    }
    found = {act: "yes" if verdict else verdict.remedy or "no" for act, verdict in verdicts.items()}
    others = (OPEN if allowed else PLAIN)[role]
    assert found == {"support": (OPEN if allowed else CLOSED)[role], "write": others, "answer": others}


@pytest.mark.parametrize("act", ["support", "write", "answer"])
def test_each_setting_opens_its_own_act_alone(session: Session, act: str) -> None:
    closed: dict[str, bool] = dict.fromkeys(("support", "write", "answer"), False)
    town = a_town(session, **{**closed, act: True})
    guest = a_guest(session, town)
    verdicts = {
        "support": may_support(guest, a_proposal(session, town), town, NOON),
        "write": may_contribute(guest, town, NOON),
        "answer": may_answer(guest, town, a_map(session, town), NOON),
    }
    assert {name for name, verdict in verdicts.items() if verdict} == {act}
    assert {verdict.remedy for verdict in verdicts.values() if not verdict} == {"account"}


def test_everything_else_stays_closed_to_guests(session: Session) -> None:
    town, boss = a_town(session), an_administrator(session)
    guest, opinion_map = a_guest(session, town), a_map(session, town, writing_open=True)
    contribution = Contribution(author_id=boss.id, created_at=NOON, answers_count=0)
    for verdict in (may_propose(guest, town, NOON), may_write(guest, town, opinion_map, NOON), may_rate(guest, town, contribution, NOON)):
        assert verdict.remedy == "account"
        assert "Dafür brauchen Sie ein Konto" in verdict.reason
    for refused in (may_be_verified(guest, NOON), may_moderate_for(boss, guest), may_change_role(boss, guest, guest.role.OFFICE, 2)):
        assert not refused
    assert level_of(guest, NOON) == Level.GUEST


def test_opinion_maps_ask_guests_for_their_consent_and_the_verified_ones_for_an_account(session: Session) -> None:
    town = a_town(session)
    guest = a_guest(session, town)
    assert may_answer(guest, town, a_map(session, town, verified_only=True), NOON).remedy == "account"
    guest.opinions_agreed_at = None
    assert may_answer(guest, town, a_map(session, town), NOON).remedy == "consent"


@pytest.mark.parametrize(
    ("who", "stage", "takes", "may"),
    [
        ("nobody", Stage.PUBLISHED, True, True),
        ("nobody", Stage.PUBLISHED, False, False),
        ("nobody", Stage.CLOSED, True, False),
        ("nobody", Stage.DRAFT, True, False),
        ("account", Stage.PUBLISHED, True, False),
        ("guest", Stage.PUBLISHED, True, False),
    ],
)
def test_who_may_come_in_as_a_guest(session: Session, who: str, stage: Stage, takes: bool, may: bool) -> None:
    town = a_town(session, support=takes, write=False, answer=False, stage=stage)
    assert bool(may_join_as_guest(someone(session, who, town), town)) == may


def test_from_the_prompt_to_a_support_and_on_to_an_account(session: Session, browse: Browse) -> None:
    town, browser = a_town(session), browse(None)
    proposal = a_proposal(session, town)
    session.commit()
    url = f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}"
    assert "Ohne Konto mitmachen" in browser.get(url).text
    come_in(session, browser, town, url)
    assert post(browser, f"{url}/unterstuetzen").status_code == 303
    guest = session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    assert guest.public_name == "Mara (Gast)"
    refused = post(browser, "/konto/sprache", {"language": "en"})
    assert refused.status_code == 403
    assert 'href="/gast"' in refused.text
    assert browser.get("/konto/sprache").status_code == 403
    assert browser.get("/konto").location == "/gast"
    assert "Mara (Gast)" in browser.get("/gast").text
    assert post(browser, "/gast", {"public_name": "Mara", "password": "vier Wörter ohne Sinn"}).location == "/konto"
    session.expire_all()
    assert guest.guest_since is None
    assert guest.public_name == "Mara"
    assert guest.is_confirmed
    assert guest.password_hash
    assert session.scalars(select(Support.person_id).where(Support.proposal_id == proposal.id)).all() == [guest.id]
    assert proposal.support_count == 1
    assert browser.get("/konto").status_code == 200


def test_a_contribution_carries_the_mark_until_there_is_an_account(session: Session, browse: Browse) -> None:
    town, browser = a_town(session), browse(None)
    topic = a_topic(session, town)
    session.commit()
    url = f"/beteiligungen/{town.slug}/diskussionen/{topic.id}"
    assert "Ohne Konto mitmachen" in browser.get(url).text
    come_in(session, browser, town, url)
    written = post(
        browser, f"/beteiligungen/{town.slug}/diskussion/thema/{topic.id}", {"beitrag-kind": "note", "beitrag-body": "Der Saal soll größer werden."}
    )
    assert written.status_code == 303, written.text
    assert "Mara (Gast)" in browse(None).get(url).text
    guest = session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    become_account(session, guest, "", None, NOON)
    session.commit()
    shown = browse(None).get(url).text
    assert "Mara" in shown
    assert "(Gast)" not in shown


def test_registering_with_the_same_address_makes_the_guest_the_account(session: Session, browse: Browse) -> None:
    town = a_town(session)
    guest = a_guest(session, town)
    session.commit()
    browser = browse(None)
    post(browser, "/registrieren", {"email": "MARA@mail.example", "public_name": "Mara"})
    assert post(browser, link_to(session, ADDRESS), {}).status_code == 303
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Person).where(Person.email == ADDRESS)) == 1
    assert guest.guest_since is None
    assert guest.public_name == "Mara"
    assert session.scalar(select(func.count()).select_from(GuestVisit)) == 0


def test_an_address_with_an_account_gets_the_ordinary_mail_and_the_page_says_the_same(session: Session, browse: Browse) -> None:
    town, ada = a_town(session), a_resident(session)
    session.commit()
    pages = []
    for email in (ada.email or "", "new@mail.example"):
        browser = browse(None)
        asked = post(browser, f"/beteiligungen/{town.slug}/gast", {"email": email, "public_name": ada.public_name})
        pages.append((asked.status_code, asked.location, NONCE.sub("", browser.get(asked.location).text).replace(email, "…")))
    assert pages[0] == pages[1], "not even that the name is taken tells them apart"
    assert link_in(mails_to(session, ada.email or "")[-1]).startswith("/anmelden/link/")
    assert link_to(session, "new@mail.example").startswith("/gast/bestaetigen/")


def test_one_address_is_one_guest_however_it_is_spelt(session: Session, browse: Browse) -> None:
    town = a_town(session)
    session.commit()
    come_in(session, browse(None), town)
    come_in(session, browse(None), town, email="  MARA@Mail.Example ", name="Jemand anders")
    assert session.scalars(select(Person.public_name).where(Person.guest_since.is_not(None))).all() == ["Mara (Gast)"]


def test_a_taken_name_is_told_to_the_owner_of_the_address_alone(session: Session, browse: Browse) -> None:
    town, browser = a_town(session), browse(None)
    a_guest(session, town, "Mara", "other@mail.example")
    session.commit()
    post(browser, f"/beteiligungen/{town.slug}/gast", {"email": ADDRESS, "public_name": "Mara"})
    link = link_to(session, ADDRESS)
    assert post(browser, link, {}).status_code == 422
    assert post(browser, link, {"public_name": "Kastanie"}).status_code == 303
    assert session.scalars(select(Person.public_name).where(Person.email == ADDRESS)).one() == "Kastanie (Gast)"


def test_links_that_ran_out_or_were_used_let_nobody_in(session: Session, browse: Browse) -> None:
    town = a_town(session)
    session.commit()
    link = come_in(session, browse(None), town)
    assert post(browse(None), link, {}).status_code == 410
    post(browse(None), f"/beteiligungen/{town.slug}/gast", {"email": "late@mail.example", "public_name": "Kastanie"})
    session.scalars(select(MailedLink).where(MailedLink.email == "late@mail.example")).one().expires_at = NOON - timedelta(seconds=1)
    session.commit()
    assert post(browse(None), link_to(session, "late@mail.example"), {}).status_code == 410
    assert session.scalar(select(Person.id).where(Person.email == "late@mail.example")) is None


def test_opening_the_link_alone_does_nothing(session: Session, browse: Browse) -> None:
    town = a_town(session)
    session.commit()
    post(browse(None), f"/beteiligungen/{town.slug}/gast", {"email": ADDRESS, "public_name": "Mara"})
    assert browse(None).get(link_to(session, ADDRESS)).status_code == 200
    assert session.scalar(select(Person.id).where(Person.email == ADDRESS)) is None


def test_a_guests_day_has_24_hours(session: Session, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    town, browser = a_town(session), browse(None)
    session.commit()
    come_in(session, browser, town)
    for hours, inside in ((11, True), (22, True), (23.9, True), (24, False)):
        at(monkeypatch, NOON + timedelta(hours=hours))
        assert (browser.get("/gast").status_code == 200) is inside, hours


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Set the clock."""
    monkeypatch.setattr("participation.kit.clock.now", lambda: moment)


def test_a_guest_who_sets_no_password_gets_no_mail_to_choose_one(session: Session, browse: Browse) -> None:
    a_guest(session, a_town(session))
    session.commit()
    post(browse(None), "/passwort", {"email": ADDRESS})
    assert "/passwort/" not in mails_to(session, ADDRESS)[-1].text


def test_nobody_else_is_called_a_guest(session: Session) -> None:
    town = a_town(session)
    with pytest.raises(Invalid):
        create_guest(session, ADDRESS, "Mara (Gast)", "de", town.id, NOON, ())
    with pytest.raises(Refused):
        open_account(session, a_resident(session), "Mara", None, SETTINGS, NOON)


def test_guests_go_a_month_after_the_close_and_their_texts_stay(session: Session, browse: Browse) -> None:
    town, other = a_town(session), a_town(session)
    proposal = a_proposal(session, town)
    mara, both = a_guest(session, town), a_guest(session, town, "Ben", "ben@mail.example")
    session.add(GuestVisit(person_id=both.id, consultation_id=other.id))
    support_proposal(session, mara, proposal, town, NOON)
    town.closed_at, town.stage = NOON, Stage.CLOSED
    session.flush()
    assert forget_due_guests(session, NOON + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert forget_due_guests(session, NOON + timedelta(days=30)) == 1
    assert forget_due_guests(session, NOON + timedelta(days=30)) == 0
    session.expire_all()
    assert (mara.email, mara.public_name, mara.guest_since) == (None, FORMER, None)
    assert both.email is not None
    assert proposal.support_count == 1


def test_a_guest_leaves_by_a_mailed_link_and_reads_the_own_data(session: Session, browse: Browse) -> None:
    town, browser = a_town(session), browse(None)
    session.commit()
    come_in(session, browser, town)
    assert ADDRESS in browser.get("/konto/daten").text
    assert post(browser, "/konto/loeschen/link").status_code == 303
    assert post(browser, link_to(session, ADDRESS), {"texts": "keep"}).status_code == 303
    assert session.scalar(select(Person.id).where(Person.email == ADDRESS)) is None


def test_the_setting_belongs_to_whoever_runs_it_until_it_is_closed(session: Session, browse: Browse) -> None:
    town, done = a_town(session, support=False, write=False, answer=False), a_town(session, stage=Stage.CLOSED)
    moderator = a_person(session, moderates=town)
    session.commit()
    browser = browse(moderator)
    url = f"/verwaltung/beteiligungen/{town.slug}/gaeste"
    assert post(browser, url, {"write": "y"}).status_code == 303
    assert post(browser, url, {"write": "y"}).status_code == 303
    session.expire_all()
    assert (town.guests_support, town.guests_write, town.guests_answer) == (False, True, False)
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "consultation.guests_set")).all()) == 1
    with pytest.raises(Refused):
        open_to_guests(session, an_administrator(session), done, GuestActs(), NOON)
    with pytest.raises(Refused):
        open_to_guests(session, a_resident(session), town, GuestActs(), NOON)


def test_without_the_setting_nothing_of_it_is_seen(session: Session, browse: Browse, app: Flask) -> None:
    town = a_town(session, support=False, write=False, answer=False)
    proposal, topic, opinion_map = a_proposal(session, town), a_topic(session, town), a_map(session, town)
    session.commit()
    for path in (f"vorschlaege/{proposal.id}", f"diskussionen/{topic.id}", f"meinungsbild/{opinion_map.id}"):
        page = browse(None).get(f"/beteiligungen/{town.slug}/{path}")
        assert page.status_code == 200
        assert "Ohne Konto" not in page.text
    assert browse(None).get(f"/beteiligungen/{town.slug}/gast").status_code == 403
