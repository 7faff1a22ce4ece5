"""Organisations: asked for, checked, represented, written for; and that they never count."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.actions import change_name
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, Person, Role
from participation.accounts.pseudonym_models import Pseudonym
from participation.consultations.name_actions import choose_pseudonym
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Kind as Sort
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.database import Base
from participation.kit.dates import say_date
from participation.kit.errors import Invalid, NotFound, Refused
from participation.kit.text import name_key
from participation.organisations import actions, queries, rules
from participation.organisations.bylines import signed
from participation.organisations.models import Kind, Organisation, Representation, State
from participation.proposals.actions import publish_proposal
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.conftest import NOON, Statements, settings_for
from tests.discussions.builders import a_topic, subject_of
from tests.organisations.builders import BASIS, a_request, an_organisation, details, invited
from tests.proposals.builders import a_draft
from tests.reports.builders import packed, unpacked

Browse = Callable[[Person | None], FlaskClient]
SETTINGS = settings_for("sqlite://", Path("var"))
DAY = timedelta(days=1)


def test_from_the_request_to_the_first_text(session: Session) -> None:
    ada, town = a_resident(session, "Ada Amsel"), a_consultation(session)
    it = a_request(session, ada)
    assert it.state == State.REQUESTED
    with pytest.raises(Refused):
        actions.writes_for(session, ada, it.id, town.id, NOON)
    clerk = a_person(session, role=Role.OFFICE)
    actions.decide(session, clerk, it, State.CONFIRMED, BASIS, NOON)
    session.refresh(ada)
    assert ada.represents
    assert (it.decided_by_id, it.basis, it.valid_until) == (clerk.id, BASIS, None)
    proposal = publish_proposal(session, ada, a_draft(session, town, ada), town, NOON, organisation_id=it.id)
    assert proposal.organisation_id == it.id
    written = contribute(session, ada, town, subject_of(a_topic(session, town)), Draft(Sort.NOTE, "Wir sind dafür.", organisation_id=it.id), NOON)
    assert (written.organisation_id, written.author_id) == (it.id, ada.id)
    lines = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("organisation.%"))).all()
    assert lines == ["organisation.requested", "organisation.confirmed"]


@pytest.mark.parametrize(("name", "said"), [("Ada", "Radverein (vertreten durch Ada)"), (None, "Radverein")])
def test_how_a_text_is_signed(name: str | None, said: str) -> None:
    assert signed(name, "Radverein") == said
    assert signed(name, None) == (name or "Ehemals teilnehmend")


@pytest.mark.parametrize(
    ("who", "state", "accepted", "ended", "lapsed", "pseudonym", "may"),
    [
        ("resident", State.CONFIRMED, True, False, False, False, True),
        ("resident", State.CONFIRMED, False, False, False, False, False),
        ("resident", State.CONFIRMED, True, True, False, False, False),
        ("resident", State.CONFIRMED, True, False, True, False, False),
        ("resident", State.CONFIRMED, True, False, False, True, False),
        ("resident", State.REVOKED, True, False, False, False, False),
        ("resident", State.REQUESTED, True, False, False, False, False),
        ("office", State.CONFIRMED, True, False, False, False, False),
        ("council", State.CONFIRMED, True, False, False, False, False),
    ],
)
def test_who_writes_in_its_name(
    session: Session, who: str, state: State, accepted: bool, ended: bool, lapsed: bool, pseudonym: bool, may: bool
) -> None:
    it = Organisation(state=state, valid_until=NOON if lapsed else None)
    own = Representation(accepted_at=NOON if accepted else None, ended_at=NOON if ended else None)
    verdict = rules.may_write_for(a_person(session, role=Role(who)), it, own, NOON, pseudonym=pseudonym)
    assert bool(verdict) is may
    assert may or verdict.reason


def test_a_pseudonym_is_not_uncovered_by_an_organisation(session: Session) -> None:
    ada, town = a_resident(session), a_consultation(session)
    it = an_organisation(session, ada)
    session.add(Pseudonym(person_id=ada.id, consultation_id=town.id, name="Brombeere", name_key="brombeere", chosen_at=NOON))
    session.flush()
    with pytest.raises(Refused):
        publish_proposal(session, ada, a_draft(session, town, ada), town, NOON, organisation_id=it.id)
    assert publish_proposal(session, ada, a_draft(session, town, ada), town, NOON).organisation_id is None


def test_representatives_are_invited_and_accept_and_leave(session: Session) -> None:
    ada, bea, cem, town = a_resident(session), a_resident(session, "Bea Blum"), a_resident(session), a_consultation(session)
    it = an_organisation(session, ada)
    one = invited(session, it, ada, bea)
    with pytest.raises(Refused):
        actions.writes_for(session, bea, it.id, town.id, NOON)
    with pytest.raises(NotFound):
        actions.accept(session, cem, it, NOON)
    actions.accept(session, bea, it, NOON)
    actions.accept(session, bea, it, NOON)
    assert actions.writes_for(session, bea, it.id, town.id, NOON) == it.id
    with pytest.raises(Refused):
        actions.end_representation(session, cem, it, one, NOON)
    actions.end_representation(session, bea, it, one, NOON)
    session.expire_all()
    assert (bea.represents, ada.represents) == (False, True)
    with pytest.raises(Refused):
        actions.writes_for(session, bea, it.id, town.id, NOON)
    with pytest.raises(Refused):
        actions.invite(session, bea, it, cem.email or "", "", NOON)
    again = invited(session, it, ada, bea)
    assert again.accepted_at is None, "who left accepts anew"
    actions.end_representation(session, bea, it, again, NOON)
    assert session.scalars(select(Representation).where(Representation.person_id == bea.id)).all() == []


def test_nobody_learns_which_addresses_have_accounts(session: Session) -> None:
    ada = a_resident(session)
    it = an_organisation(session, ada)
    actions.invite(session, ada, it, "nobody@town.example", "", NOON)
    with pytest.raises(Invalid) as error:
        actions.invite(session, ada, it, "Gibt Es Nicht", "", NOON)
    assert error.value.field == "who"


def test_ending_and_lapsing_leave_what_is_written(session: Session, browse: Browse) -> None:
    ada, town = a_resident(session, "Ada Amsel"), a_consultation(session)
    boss = an_administrator(session)
    it = an_organisation(session, ada)
    proposal = publish_proposal(session, ada, a_draft(session, town, ada), town, NOON, organisation_id=it.id)
    with pytest.raises(Invalid):
        actions.decide(session, boss, it, State.REVOKED, " ", NOON)
    actions.decide(session, boss, it, State.REVOKED, "Der Verein ist aufgelöst", NOON)
    session.commit()
    shown = browse(None).get(f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}").text
    assert "Radverein Musterstadt (vertreten durch Ada Amsel)" in shown
    page = browse(None).get(f"/organisationen/{it.id}").text
    assert "kann niemand mehr schreiben" in page
    assert "Ada Amsel" not in page, "whoever represents it no longer is not listed"
    assert proposal.title in page
    delete_account(session, ada, SETTINGS, NOON)
    session.commit()
    shown = browse(None).get(f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}").text
    assert "Radverein Musterstadt" in shown
    assert "Ada Amsel" not in shown


def test_the_last_day_belongs_to_it(session: Session) -> None:
    ada, boss = a_resident(session), an_administrator(session)
    it = a_request(session, ada)
    with pytest.raises(Invalid) as error:
        actions.decide(session, boss, it, State.CONFIRMED, BASIS, NOON, until=date(2026, 10, 13))
    assert error.value.field == "until"
    actions.decide(session, boss, it, State.CONFIRMED, BASIS, NOON, until=date(2026, 10, 14))
    assert it.speaks(NOON)
    assert not it.speaks(NOON + DAY)
    assert queries.public_organisations(session, 1, NOON).total == 1
    assert queries.public_organisations(session, 1, NOON + DAY).total == 0


@pytest.mark.parametrize(
    ("name", "kind", "field"),
    [
        ("", Kind.ASSOCIATION, "name"),
        ("x" * 121, Kind.COMPANY, "name"),
        ("Stadtverwaltung", Kind.INITIATIVE, "name"),
        ("Sparkasse", Kind.COMPANY, ""),
    ],
)
def test_what_cannot_be_taken(session: Session, name: str, kind: Kind, field: str) -> None:
    ada = a_resident(session)
    if not field:
        assert actions.request_organisation(session, ada, details(name, kind), NOON).id
        return
    with pytest.raises(Invalid) as error:
        actions.request_organisation(session, ada, details(name, kind), NOON)
    assert error.value.field == field


def test_a_checked_name_is_nobody_elses(session: Session) -> None:
    an_organisation(session, a_resident(session))
    with pytest.raises(Invalid):
        a_request(session, a_resident(session), "RADVEREIN  Musterstadt")
    two = [a_request(session, a_resident(session), "Neuer Verein") for _number in range(2)]
    boss = an_administrator(session)
    actions.decide(session, boss, two[0], State.CONFIRMED, BASIS, NOON)
    with pytest.raises(Invalid):
        actions.decide(session, boss, two[1], State.CONFIRMED, BASIS, NOON)
    actions.decide(session, boss, two[1], State.DECLINED, "Doppelt", NOON)
    assert actions.sweep_declined(session, NOON + 181 * DAY) == 1


def test_no_person_goes_by_a_checked_name(session: Session) -> None:
    an_organisation(session, a_resident(session), "Ruderverein Aue")
    request = a_request(session, a_resident(session), "Neuer Verein")
    ada, consultation = a_resident(session, "Ada"), a_consultation(session)
    consultation.allows_pseudonyms = True
    session.commit()
    for name in ("Ruderverein Aue", "RUDERVEREIN  aue"):
        with pytest.raises(Invalid, match="gibt es schon"):
            choose_pseudonym(session, ada, consultation, name, SETTINGS, NOON, wrote=False)
        with pytest.raises(Invalid, match="gibt es schon"):
            change_name(session, ada, name, SETTINGS, NOON)
    choose_pseudonym(session, ada, consultation, request.name, SETTINGS, NOON, wrote=False)  # asked for only: nobody else's yet


def test_so_many_requests_wait_of_one_person(session: Session) -> None:
    ada = a_resident(session)
    for number in range(rules.MOST_REQUESTS):
        a_request(session, ada, f"Verein Nummer {'abc'[number] * 3}")
    with pytest.raises(Refused):
        a_request(session, ada, "Noch ein Verein")


def test_an_organisation_counts_nowhere() -> None:
    holders = {name for name, table in Base.metadata.tables.items() if "organisation_id" in table.columns}
    assert holders == {"representation", "proposal", "contribution"}, "neither supports, nor ballots, nor draws know organisations"


def test_the_pages_from_request_to_answer(session: Session, browse: Browse) -> None:
    ada, boss, town = a_resident(session, "Ada Amsel"), an_administrator(session), a_consultation(session)
    topic = a_topic(session, town)
    session.commit()
    mine, office = browse(ada), browse(boss)
    assert "Im Namen von" not in mine.get(f"/beteiligungen/{town.slug}/diskussionen/{topic.id}").text
    wrong = post(mine, "/organisationen/anmelden", {"name": "Radverein", "kind": "association", "homepage": "radverein"})
    assert wrong.status_code == 422
    assert 'value="Radverein"' in wrong.text
    made = post(mine, "/organisationen/anmelden", {"name": "Radverein", "kind": "association", "homepage": "https://rad.example"})
    number = made.headers["Location"].rsplit("/", 1)[1]
    assert browse(None).get(f"/organisationen/{number}").status_code == 404
    assert "Radverein" in office.get("/verwaltung/organisationen").text
    assert post(office, f"/verwaltung/organisationen/{number}", {"basis": "", "weiter": "bestaetigen"}).status_code == 422
    assert post(office, f"/verwaltung/organisationen/{number}", {"basis": BASIS}).status_code == 422
    assert post(office, f"/verwaltung/organisationen/{number}", {"basis": BASIS, "weiter": "bestaetigen"}).status_code == 303
    url = f"/beteiligungen/{town.slug}/diskussionen/{topic.id}"
    assert "Im Namen von" in mine.get(url).text
    form = {"beitrag-kind": "note", "beitrag-body": "Wir sind dafür.", "im_namen": number}
    assert post(mine, f"/beteiligungen/{town.slug}/diskussion/thema/{topic.id}", form).status_code == 303
    read = browse(None).get(url).text
    assert "Radverein (vertreten durch Ada Amsel)" in read
    assert "Geprüfte Organisation" in read
    stranger = browse(a_resident(session))
    session.commit()
    refused = post(stranger, f"/beteiligungen/{town.slug}/diskussion/thema/{topic.id}", form)
    assert refused.status_code == 422
    assert "Sie vertreten diese Organisation nicht" in refused.text
    assert "Wir sind dafür.</textarea>" in refused.text
    page = browse(None).get(f"/organisationen/{number}").text
    assert 'href="https://rad.example" rel="nofollow ugc noopener"' in page
    assert "Wir sind dafür." in page
    files = unpacked(packed(session, town))
    assert any("Radverein" in text and name.startswith("beitraege") for name, text in files.items())
    assert session.scalars(select(Notice).where(Notice.person_id == ada.id)).first() is not None


def test_whoever_checks_reads_who_asks_and_the_last_day(session: Session, browse: Browse) -> None:
    ada, boss = a_resident(session, "Ada Amsel"), an_administrator(session)
    it, clerk = a_request(session, ada), a_person(session, role=Role.OFFICE)
    session.commit()
    url = f"/verwaltung/organisationen/{it.id}"
    for who, link in ((boss, f"/verwaltung/personen/{ada.id}"), (clerk, f"/personen/{ada.public_id}")):
        assert f'<a href="{link}">Ada Amsel</a>' in browse(who).get(url).text
    until = clock.now().date() + 60 * DAY
    assert post(browse(boss), url, {"basis": BASIS, "until": until.isoformat(), "weiter": "bestaetigen"}).status_code == 303
    for page in (browse(boss).get(url).text, browse(None).get(f"/organisationen/{it.id}").text):
        assert f"Gilt bis zum {say_date(until)}." in page
        assert say_date(until + DAY) not in page


def test_nobody_asks_twice_for_the_same(session: Session) -> None:
    ada = a_resident(session)
    a_request(session, ada, "Ruderverein e. V.")
    with pytest.raises(Invalid, match="wartet schon") as error:
        a_request(session, ada, "Ruderverein e.V.")
    assert error.value.field == "name"
    a_request(session, a_resident(session), "Ruderverein e. V.")


def test_an_end_tells_its_reason_to_those_concerned_alone(session: Session, browse: Browse) -> None:
    ada, boss = a_resident(session), an_administrator(session)
    it = an_organisation(session, ada, checker=boss)
    actions.decide(session, boss, it, State.REVOKED, "Der Verein ist aufgelöst.", clock.now())
    session.commit()
    assert "Der Verein ist aufgelöst." in browse(ada).get(f"/organisationen/{it.id}").text
    assert "Der Verein ist aufgelöst." not in browse(None).get(f"/organisationen/{it.id}").text


def test_a_name_that_is_in_already_is_not_invited_again(session: Session) -> None:
    ada = a_resident(session, "Ada Amsel")
    it = an_organisation(session, ada)
    ada.public_name_key = name_key(ada.public_name)
    session.flush()
    with pytest.raises(Invalid, match="schon") as error:
        actions.invite(session, ada, it, "Ada Amsel", "", clock.now())
    assert error.value.field == "who"
    actions.invite(session, ada, it, ada.email or "", "", clock.now())


def test_lists_cost_the_same_however_long(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    browser = browse(None)
    costs = []
    for number in range(2):
        for each in range(3):
            an_organisation(session, a_resident(session), f"Verein {'abcdef'[number * 3 + each] * 4}")
        session.commit()
        browser.get("/organisationen")
        with count_statements() as counted:
            browser.get("/organisationen")
        costs.append(counted.count)
    assert costs[0] == costs[1]
