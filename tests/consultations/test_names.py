"""Going by another name in one consultation: who may, until when, what nobody may be called, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.actions import change_name, change_role
from participation.accounts.bylines import name_in, names_in, person_named
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, NoticeKind, Person, Role
from participation.accounts.notices import tell
from participation.accounts.people import FORMER
from participation.accounts.pseudonym_models import Pseudonym
from participation.consultations.mandate_actions import give_mandate
from participation.consultations.models import Consultation, Stage
from participation.consultations.name_actions import allow_pseudonyms, choose_pseudonym, replace_pseudonym
from participation.consultations.name_rules import may_choose_name, may_set_appearance
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, Refused
from participation.kit.language import lazy
from participation.kit.text import name_key
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.conftest import NOON, settings_for
from tests.proposals.builders import a_proposal

SETTINGS = settings_for("sqlite://", Path("var"))
Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def town(session: Session) -> Consultation:
    """A consultation that allows pseudonyms."""
    town = a_consultation(session)
    town.allows_pseudonyms = True
    session.flush()
    return town


def choose(session: Session, person: Person, town: Consultation, name: str, *, wrote: bool = False) -> None:
    choose_pseudonym(session, person, town, name, SETTINGS, clock.now(), wrote=wrote)


@pytest.mark.parametrize(
    ("who", "stage", "allowed", "wrote", "may"),
    [
        ("resident", Stage.PUBLISHED, True, False, True),
        ("resident", Stage.PUBLISHED, True, True, False),
        ("resident", Stage.PUBLISHED, False, False, False),
        ("resident", Stage.CLOSED, True, False, False),
        ("resident", Stage.ARCHIVED, True, False, False),
        ("unconfirmed", Stage.PUBLISHED, True, False, False),
        ("blocked", Stage.PUBLISHED, True, False, False),
        ("moderator", Stage.PUBLISHED, True, False, False),
        ("elsewhere", Stage.PUBLISHED, True, False, True),
        ("office", Stage.PUBLISHED, True, False, False),
        ("council", Stage.PUBLISHED, True, False, False),
        ("administrator", Stage.PUBLISHED, True, False, False),
        ("nobody", Stage.PUBLISHED, True, False, False),
    ],
)
def test_who_may_choose(session: Session, who: str, stage: Stage, allowed: bool, wrote: bool, may: bool) -> None:
    town = a_consultation(session, stage=stage)
    town.allows_pseudonyms = allowed
    people = {
        "nobody": lambda: None,
        "resident": lambda: a_person(session),
        "unconfirmed": lambda: a_person(session, confirmed=False),
        "moderator": lambda: a_person(session, moderates=town),
        "elsewhere": lambda: a_person(session, moderates=a_consultation(session)),
        "blocked": lambda: a_person(session),
    }
    person = people[who]() if who in people else a_person(session, role=Role(who))
    if who == "blocked":
        assert person is not None
        person.blocked_at = NOON
    verdict = may_choose_name(person, town, wrote=wrote)
    assert bool(verdict) is may
    assert may or verdict.reason


def test_a_pseudonym_holds_for_one_consultation_alone(session: Session, town: Consultation) -> None:
    ada, other = a_resident(session, "Ada Amsel"), a_consultation(session)
    choose(session, ada, town, "  Brombeere  ")
    assert name_in(session, ada, town.id) == "Brombeere"
    assert name_in(session, ada, other.id) == name_in(session, ada, None) == "Ada Amsel"
    assert names_in(session, town.id, [ada.id]) == {ada.id: "Brombeere"}
    assert person_named(session, town.id, name_key("BROMBEERE")) is ada
    assert person_named(session, other.id, name_key("Brombeere")) is None
    found = person_named(session, town.id, ada.public_name_key)
    assert found is None, "the account's name does not lead to a pseudonym"
    assert person_named(session, other.id, ada.public_name_key) is ada


@pytest.mark.parametrize(
    "name",
    ["ab", "x" * 41, "Bürgermeisterin", "Stadtverwaltung", "M0deration", "Die Verwaltung", "ada@town.example", "\u200b\u200b\u200b", "Amt für Bäume"],
)
def test_what_nobody_may_be_called(session: Session, town: Consultation, name: str) -> None:
    ada = a_resident(session)
    if name.strip("\u200b"):
        with pytest.raises(Invalid) as error:
            choose(session, ada, town, name)
        assert error.value.field == "name"
    else:
        choose(session, ada, town, name)  # nothing that can be seen is nothing
    assert session.scalar(select(Pseudonym.id)) is None


def test_nobody_poses_as_another(session: Session, town: Consultation) -> None:
    ada, bea, clerk = a_resident(session), a_resident(session), a_person(session, "Petra Klein", role=Role.OFFICE)
    clerk.public_name_key = name_key(clerk.public_name)
    cem = a_resident(session, "Zaunkönig")
    cem.public_name_key = name_key(cem.public_name)
    choose(session, ada, town, "Brombeere")
    for taken in ("Brombeere", "BR0MBEERE", "Brоmbeere", "Zaunkönig", "Petra Klein", "Petra Klein privat"):
        with pytest.raises(Invalid):
            choose(session, bea, town, taken)
    other = a_consultation(session)
    other.allows_pseudonyms = True
    choose(session, bea, other, "Brombeere")  # unique inside a consultation; elsewhere it may be anybody
    with pytest.raises(Invalid):
        change_name(session, ada, "Brombeere", SETTINGS, NOON)  # an account's name is nobody's pseudonym, not even the own


def test_it_can_be_changed_and_given_up_until_something_is_written(session: Session, town: Consultation) -> None:
    ada = a_resident(session, "Ada Amsel")
    choose(session, ada, town, "Brombeere")
    choose(session, ada, town, "Schlehe")
    assert name_in(session, ada, town.id) == "Schlehe"
    choose(session, ada, town, "")
    assert name_in(session, ada, town.id) == "Ada Amsel"
    with pytest.raises(Refused):
        choose(session, ada, town, "Brombeere", wrote=True)
    lines = session.scalars(select(AuditEntry).where(AuditEntry.action.like("pseudonym.%")).order_by(AuditEntry.id)).all()
    assert [line.action for line in lines] == ["pseudonym.chosen", "pseudonym.chosen", "pseudonym.given_up"]
    assert {line.actor_id for line in lines} == {None}, "the log does not say whose it is"


def test_who_speaks_for_the_city_or_moderates_goes_by_name_from_then_on(session: Session, town: Consultation) -> None:
    ada, bea = a_resident(session, "Ada Amsel"), a_resident(session, "Bea Blum")
    boss, later = an_administrator(session), NOON + timedelta(days=1)
    choose(session, ada, town, "Brombeere")
    choose(session, bea, town, "Schlehe")
    change_role(session, boss, ada, Role.COUNCIL, "Ada Amsel", "Stadtrat", later)
    give_mandate(session, boss, bea, town.id, later)
    for person, pseudonym, name in ((ada, "Brombeere", "Ada Amsel"), (bea, "Schlehe", "Bea Blum")):
        assert name_in(session, person, town.id, NOON) == pseudonym, "what was written before keeps it"
        assert name_in(session, person, town.id, later + timedelta(seconds=1)) == name


def test_after_the_account_nothing_of_it_is_left(session: Session, town: Consultation) -> None:
    ada, bea = a_resident(session, "Ada Amsel"), a_resident(session)
    choose(session, ada, town, "Brombeere")
    tell(session, [bea.id], kind=NoticeKind.PROPOSAL, title=lazy("%(name)s schreibt mit", name="Brombeere"), url="/", now=NOON)
    delete_account(session, ada, SETTINGS, NOON)
    session.expire_all()
    assert name_in(session, ada, town.id) == FORMER
    assert session.scalar(select(Pseudonym.id)) is None
    assert "Brombeere" not in str(session.scalars(select(Notice)).one().words)


def test_the_moderation_puts_a_neutral_name_in_its_place(session: Session, town: Consultation) -> None:
    ada, moderator = a_resident(session), a_person(session, moderates=town)
    choose(session, ada, town, "Brombeere")
    replace_pseudonym(session, moderator, town, session.scalars(select(Pseudonym)).one(), NOON)
    assert name_in(session, ada, town.id).startswith("Teilnehmende Person ")
    with pytest.raises(Refused):
        replace_pseudonym(session, ada, town, session.scalars(select(Pseudonym)).one(), NOON)


def test_the_setting_belongs_to_whoever_runs_it_until_it_is_closed(session: Session) -> None:
    town, done = a_consultation(session), a_consultation(session, stage=Stage.CLOSED)
    moderator, boss = a_person(session, moderates=town), an_administrator(session)
    allow_pseudonyms(session, moderator, town, True, NOON)
    allow_pseudonyms(session, moderator, town, True, NOON)
    assert town.allows_pseudonyms
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "consultation.pseudonyms_set")).all()) == 1
    assert not may_set_appearance(boss, done)
    assert not may_set_appearance(a_resident(session), town)


def test_the_page_from_the_first_name_to_the_first_proposal(session: Session, browse: Browse, town: Consultation) -> None:
    ada = a_resident(session, "Ada Amsel")
    url = f"/beteiligungen/{town.slug}/name"
    session.commit()
    browser = browse(ada)
    assert url in browser.get(f"/beteiligungen/{town.slug}").text
    page = browser.get(url).text
    assert "Ada Amsel" in page
    wrong = post(browser, url, {"name": "Bürgermeister"})
    assert wrong.status_code == 422
    assert 'value="Bürgermeister"' in wrong.text
    assert post(browser, url, {"name": "Brombeere"}).status_code == 303
    assert "Sie treten hier als „Brombeere“ auf" in browser.get(url).text
    proposal = a_proposal(session, town, ada)
    session.commit()
    shown = browse(None).get(f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}").text
    assert "Brombeere" in shown
    assert "Ada Amsel" not in shown
    assert post(browser, url, {"name": "Schlehe"}).status_code == 403
    assert "Sie haben hier schon geschrieben" in browser.get(url).text
    public = browse(None).get(f"/personen/{ada.public_id}").text
    assert "Ada Amsel" in public
    assert proposal.title not in public


def test_without_the_setting_nothing_of_it_is_seen(session: Session, browse: Browse) -> None:
    town, ada = a_consultation(session), a_resident(session)
    session.commit()
    browser = browse(ada)
    assert f"/beteiligungen/{town.slug}/name" not in browser.get(f"/beteiligungen/{town.slug}").text
    assert "unter dem Namen ihres Kontos auf" in browser.get(f"/beteiligungen/{town.slug}/name").text
    assert browse(None).get(f"/beteiligungen/{town.slug}/name").headers["Location"].startswith("/anmelden")
