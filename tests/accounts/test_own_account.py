"""A person's own page: changes, sessions, data, deletion."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import MailedLink, Mandate, Person, Role, WebSession
from participation.accounts.passwords import weigh
from participation.accounts.rules import may_change_name
from participation.accounts.signals import person_deleted
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Refused
from tests.accounts.builders import PASSWORD, a_named_district, a_person_with_password, link_to, mails_to
from tests.builders import a_consultation, a_person, an_administrator, post, sign_in
from tests.conftest import NOON, Statements, settings_for

Browse = Callable[[Person | None], FlaskClient]
OTHER_PASSWORD = "ganz andere vier Wörter"


def sessions_of(session: Session, person: Person) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(WebSession).where(WebSession.person_id == person.id)) or 0


def test_the_page_shows_status_and_settings_in_a_constant_number_of_statements(
    browse: Browse, session: Session, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    counts = []
    for person in (a_person(session, "Alice"), a_person(session, "Bea", verified=True, moderates=a_consultation(session))):
        browser = browse(person)
        with count_statements() as statements:
            page = browser.get("/konto")
        assert person.public_name in page.text
        counts.append(statements.count)
    assert counts[0] + 1 == counts[1] <= 18  # one a room that shows one's own things there; whoever holds a mandate is read once more, with it
    assert "nachgewiesen am 14. Oktober 2026" in page.text


def test_an_unconfirmed_address_gets_its_link_once_more(browse: Browse, session: Session) -> None:
    alice = a_person(session, confirmed=False)
    browser = browse(alice)
    assert "Bitte bestätigen Sie Ihre E-Mail-Adresse" in browser.get("/konto").text
    post(browser, "/konto/bestaetigung")
    link = link_to(session, alice.email or "")
    browser.get(link)
    session.expire_all()
    assert alice.email_confirmed_at is None
    assert post(browser, link).location == "/konto"
    session.expire_all()
    assert alice.email_confirmed_at == NOON


def test_a_new_password_signs_out_all_other_browsers_and_ends_links(browse: Browse, session: Session) -> None:
    alice = a_person_with_password(session)
    here, elsewhere = browse(alice), browse(alice)
    post(here, "/anmelden/link", {"email": alice.email})
    link = link_to(session, alice.email or "")
    wrong = post(here, "/konto/passwort", {"current_password": "falsch", "password": OTHER_PASSWORD})
    assert wrong.status_code == 422
    assert "stimmt nicht" in wrong.text
    assert post(here, "/konto/passwort", {"current_password": PASSWORD, "password": OTHER_PASSWORD}).location == "/konto"
    assert here.get("/konto").status_code == 200
    assert elsewhere.get("/konto").status_code == 303
    assert post(elsewhere, link).status_code == 410
    session.expire_all()
    assert weigh(alice.password_hash, OTHER_PASSWORD).right
    assert "Passwort" in mails_to(session, alice.email or "")[-1].subject


def test_a_forgotten_password_is_chosen_anew_by_a_mailed_link(browse: Browse, client: FlaskClient, session: Session) -> None:
    alice = a_person_with_password(session)
    elsewhere = browse(alice)
    assert post(client, "/passwort", {"email": alice.email}).location == "/post-unterwegs"
    link = link_to(session, alice.email or "")
    easy = post(client, link, {"password": "passwort123"})
    assert easy.status_code == 422
    assert post(client, link, {"password": OTHER_PASSWORD}).location == "/konto"
    assert client.get("/konto").status_code == 200
    assert elsewhere.get("/konto").status_code == 303
    assert post(client, link, {"password": "noch ein anderes hier"}).status_code == 410
    session.expire_all()
    assert weigh(alice.password_hash, OTHER_PASSWORD).right


def test_who_has_no_password_gets_a_link_to_choose_one(browse: Browse, session: Session) -> None:
    alice = a_person(session)
    browser = browse(alice)
    assert "Link anfordern" in browser.get("/konto/passwort").text
    post(browser, "/konto/passwort", {"password": OTHER_PASSWORD, "current_password": ""})
    session.expire_all()
    assert alice.password_hash is None, "an open browser is not enough"
    post(browser, "/konto/passwort/link")
    assert link_to(session, alice.email or "").startswith("/passwort/")


def test_guessing_the_password_of_an_open_browser_is_limited(browse: Browse, session: Session) -> None:
    browser = browse(a_person_with_password(session))
    answers = [post(browser, "/konto/loeschen", {"password": "falsch"}).status_code for _attempt in range(9)]
    assert answers == [422] * 8 + [429]


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_one_gets_a_note(browse: Browse, session: Session) -> None:
    alice = a_person_with_password(session)
    old = alice.email or ""
    browser = browse(alice)
    assert post(browser, "/konto/e-mail", {"email": "neu@town.example", "password": "falsch"}).status_code == 422
    assert post(browser, "/konto/e-mail", {"email": "Neu@town.example", "password": PASSWORD}).location == "/konto"
    link = link_to(session, "neu@town.example")
    browser.get(link)
    session.expire_all()
    assert alice.email == old
    assert post(browser, link).status_code == 303
    session.expire_all()
    assert alice.email == "neu@town.example"
    assert "andere E-Mail-Adresse" in mails_to(session, old)[-1].text
    assert "neu@town.example" not in mails_to(session, old)[-1].text


def test_an_address_of_somebody_else_is_not_betrayed(browse: Browse, session: Session) -> None:
    alice, bob = a_person(session), a_person(session)
    browser = browse(alice)
    answers = {post(browser, "/konto/e-mail", {"email": email}).text for email in (bob.email, "frei@town.example")}
    assert len(answers) == 1
    assert mails_to(session, bob.email or "") == []
    assert post(browser, "/konto/e-mail", {"email": alice.email}).status_code == 422


def test_an_address_taken_meanwhile_is_refused(browse: Browse, session: Session) -> None:
    alice = a_person(session)
    browser = browse(alice)
    post(browser, "/konto/e-mail", {"email": "neu@town.example"})
    link = link_to(session, "neu@town.example")
    a_person(session).email = "neu@town.example"
    session.commit()
    assert post(browser, link).status_code == 409


def test_a_new_name_and_its_refusals(browse: Browse, session: Session) -> None:
    alice = a_person(session, "Alice")
    browser = browse(alice)
    assert post(browser, "/konto/name", {"public_name": "Bürgermeisterin"}).status_code == 422
    assert post(browser, "/konto/name", {"public_name": "Kastanie\u202e"}).status_code == 303
    session.expire_all()
    assert alice.public_name == "Kastanie"


@pytest.mark.parametrize(
    ("who", "words"), [("office", "eigenen Namen"), ("blocked", "gesperrt"), ("unconfirmed", "bestätigen Sie"), ("resident", "")]
)
def test_who_may_change_the_name(session: Session, who: str, words: str) -> None:
    person = a_person(session, role=Role.OFFICE if who == "office" else Role.RESIDENT, confirmed=who != "unconfirmed")
    person.blocked_at = NOON if who == "blocked" else None
    verdict = may_change_name(person)
    assert bool(verdict) is not bool(words)
    assert words in verdict.reason


def test_the_language_is_kept_for_pages_and_mails(browse: Browse, session: Session) -> None:
    alice = a_person(session)
    browser = browse(alice)
    answer = post(browser, "/konto/sprache", {"language": "en"})
    assert "language=en" in answer.headers["Set-Cookie"]
    session.expire_all()
    assert alice.language == "en"
    assert post(browser, "/konto/sprache", {"language": "xx"}).status_code == 422


def test_signing_out_everywhere_ends_every_session(browse: Browse, session: Session) -> None:
    alice, bob = a_person(session), a_person(session)
    browsers = [browse(alice) for _each in range(3)]
    bobs = browse(bob)
    assert "Testbrowser" in browsers[0].get("/konto/sitzungen").text
    assert post(browsers[0], "/konto/sitzungen/beenden").location == "/"
    assert sessions_of(session, alice) == 0
    assert all(browser.get("/konto").status_code == 303 for browser in browsers)
    assert bobs.get("/konto").status_code == 200


def test_one_browser_is_signed_out_and_nobody_elses(browse: Browse, session: Session) -> None:
    alice, bob = a_person(session), a_person(session)
    here, _there, bobs = browse(alice), browse(alice), browse(bob)
    rows = session.scalars(select(WebSession).order_by(WebSession.id)).all()
    post(here, f"/konto/sitzungen/{rows[1].id}/beenden")
    post(here, f"/konto/sitzungen/{rows[2].id}/beenden")
    assert sessions_of(session, alice) == 1
    assert bobs.get("/konto").status_code == 200


def test_the_download_holds_ones_own_data_and_nobody_elses(browse: Browse, session: Session) -> None:
    alice = a_person(session, "Alice", district=a_named_district(session, "Altstadt"))
    bob = a_person(session, "Bob")
    sign_in(browse(bob), session, bob)
    answer = browse(alice).get("/konto/daten.json")
    data = json.loads(answer.text)
    assert data["account"]["email"] == alice.email
    assert data["account"]["district"] == "Altstadt"
    assert len(data["sessions"]) == 1
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "hash" not in answer.text.replace("password_hash", "hash")
    assert bob.email not in answer.text
    page = browse(alice).get("/konto/daten").text
    assert alice.email in page
    assert "Wohnsitz nachgewiesen" in page


def test_deleting_empties_the_fields_and_keeps_the_row(browse: Browse, session: Session) -> None:
    alice = a_person_with_password(session, "Alice", verified=True)
    alice.district_id = a_named_district(session, "Altstadt").id
    email, number = alice.email or "", alice.id
    session.add(Mandate(person_id=alice.id, consultation_id=a_consultation(session).id, given_at=NOON))
    told: list[int] = []

    def listener(sender: Session, person: Person, now: object) -> None:
        told.append(person.id)

    browser, elsewhere = browse(alice), browse(alice)
    post(browser, "/anmelden/link", {"email": email})
    assert "Ehemalige:r" in browser.get("/konto/loeschen").text
    with person_deleted.connected_to(listener):
        assert post(browser, "/konto/loeschen", {"password": PASSWORD}).location == "/"
    assert told == [number]
    session.expire_all()
    gone = session.get(Person, number)
    assert gone is not None
    assert (gone.email, gone.password_hash, gone.real_name, gone.district_id, gone.role) == (None, None, "", None, Role.RESIDENT)
    assert gone.public_name == "Ehemalige:r Teilnehmende:r"
    assert (gone.deleted_at, gone.verified_at) == (NOON, NOON), "tallies stay right"
    assert sessions_of(session, gone) == 0
    assert elsewhere.get("/konto").status_code == 303
    assert session.scalar(select(func.count()).select_from(MailedLink)) == 0
    assert session.scalar(select(func.count()).select_from(Mandate)) == 0
    assert session.scalars(select(AuditEntry.action)).all()[-1] == "account.deleted"
    assert browser.get(f"/personen/{gone.public_id}").status_code == 404
    assert "gelöscht" in mails_to(session, email)[-1].subject


def test_two_people_can_delete_their_accounts_and_the_addresses_are_free_again(session: Session, tmp_path: object) -> None:
    settings = settings_for("sqlite://", tmp_path)  # type: ignore[arg-type]  # pytest's path
    for person in (a_person(session), a_person(session)):
        email = person.email
        delete_account(session, person, settings, NOON)
        a_person(session).email = email
        session.flush()


def test_who_has_no_password_deletes_by_a_mailed_link(browse: Browse, client: FlaskClient, session: Session) -> None:
    alice = a_person(session, "Alice")
    browser = browse(alice)
    assert post(browser, "/konto/loeschen", {"password": ""}).status_code == 422
    post(browser, "/konto/loeschen/link")
    link = link_to(session, alice.email or "")
    assert "Alice" in client.get(link).text
    session.expire_all()
    assert alice.deleted_at is None
    assert post(client, link).status_code == 303
    session.expire_all()
    assert alice.deleted_at == NOON
    assert post(client, link).status_code == 404, "its traces are gone"


def test_the_last_administrator_stays(session: Session, tmp_path: object) -> None:
    settings = settings_for("sqlite://", tmp_path)  # type: ignore[arg-type]  # pytest's path
    first = an_administrator(session)
    with pytest.raises(Refused, match="letzte"):
        delete_account(session, first, settings, NOON)
    an_administrator(session, "Zweite")
    delete_account(session, first, settings, NOON)
    assert first.deleted_at == NOON


def test_a_public_page_says_no_more_than_it_should(client: FlaskClient, session: Session) -> None:
    alice = a_person(session, "Alice", verified=True, district=a_named_district(session, "Altstadt"))
    clara = a_person(session, "Clara Plan", role=Role.OFFICE)
    clara.position = "Amt für Stadtplanung"
    session.commit()
    page = client.get(f"/personen/{alice.public_id}")
    assert "Alice" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert all(private not in page.text for private in (alice.email or "", "Altstadt", "nachgewiesen"))
    official = client.get(f"/personen/{clara.public_id}").text
    assert "Amt für Stadtplanung" in official
    assert "Stadtverwaltung" in official
    assert client.get("/personen/nobody-here").status_code == 404


def test_a_session_that_rested_long_is_swept(browse: Browse, session: Session, app: object) -> None:
    alice = a_person(session)
    browse(alice)
    with clock.frozen(NOON + timedelta(days=1)):
        result = app.test_cli_runner().invoke(args=["accounts", "expire"])  # type: ignore[attr-defined]  # a Flask application
    assert result.exit_code == 0, result.output
    assert sessions_of(session, alice) == 0


def test_the_menu_leads_back_after_signing_in(client: FlaskClient) -> None:
    assert 'href="/anmelden?next=/beteiligungen%3Fseite%3D2"' in client.get("/beteiligungen?seite=2").text
    assert 'href="/anmelden"' in client.get("/").text


def test_a_refusal_that_can_be_helped_leads_to_the_help(browse: Browse, session: Session) -> None:
    answer = browse(a_person(session, confirmed=False)).get("/konto/name")
    assert answer.status_code == 403
    assert '<a href="/konto">E-Mail-Adresse bestätigen</a>' in answer.text
