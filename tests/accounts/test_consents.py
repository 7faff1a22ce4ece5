"""Consent: the very words are kept with the act, it can be taken back in the same place, and a new version changes nothing of the old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.consent_actions import agree, publish_text, withdraw
from participation.accounts.consent_models import Consent, ConsentText
from participation.accounts.consents import NEWSLETTER, OPINIONS, newest_text
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person, Role
from participation.consultations.queries import consultation_by_id
from participation.consultations.rules import needs_consent
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.rules import ALLOWED, refuse
from participation.newsletters.actions import follow, unfollow
from participation.opinions.models import Answer, Statement
from participation.opinions.rules import may_answer
from participation.surveys.answer_actions import begin_answering
from participation.surveys.models import Survey, SurveyDraft
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.conftest import NOON
from tests.opinions.builders import a_map, answers
from tests.surveys.builders import an_open_survey, consultation_of, somebody

Browse = Callable[[Person | None], FlaskClient]
OWN = "/konto/einwilligung"


def not_asked_yet(session: Session) -> Person:
    person = a_resident(session)
    person.opinions_agreed_at = None
    session.flush()
    return person


def begin(session: Session, person: Person, survey: Survey) -> None:
    begin_answering(session, somebody(person), consultation_of(session, survey), survey, clock.now())


def version(session: Session, key: str = OPINIONS, *, ask_again: bool = False) -> ConsentText:
    before = newest_text(session, key)
    words = (f"Wortlaut {before.number + 1}", f"Words {before.number + 1}", "Kürzer")
    return publish_text(session, an_administrator(session), key, *words, NOON, after=before.number, ask_again=ask_again)


def test_who_has_not_agreed_is_led_to_the_words(session: Session) -> None:
    asked, agreed = not_asked_yet(session), a_resident(session)
    assert needs_consent(asked, ALLOWED).remedy == "consent"
    assert needs_consent(agreed, ALLOWED)
    assert needs_consent(None, ALLOWED), "whoever is not signed in is led there first"
    assert needs_consent(asked, refuse("Nein.")).reason == "Nein.", "another reason comes first"


def test_opinion_maps_and_surveys_ask_by_role(session: Session) -> None:
    consultation = a_consultation(session)
    opinion_map = a_map(session, consultation, verified_only=True)
    for person, remedy in (
        (None, "sign-in"),
        (a_person(session, confirmed=False), "confirm"),
        (a_person(session), "verify"),
        (not_asked_yet(session), "consent"),
    ):
        assert may_answer(person, consultation, opinion_map, clock.now()).remedy == remedy
    assert may_answer(a_resident(session), consultation, opinion_map, clock.now())
    survey = an_open_survey(session, consultation, mode="account")
    with pytest.raises(Refused) as refused:
        begin(session, not_asked_yet(session), survey)
    assert refused.value.remedy == "consent"
    begin(session, a_resident(session), survey)


def test_the_words_are_kept_with_the_act(session: Session) -> None:
    person, text = not_asked_yet(session), newest_text(session, OPINIONS)
    agree(session, person, OPINIONS, text.id, "de", OWN, NOON)
    agree(session, person, OPINIONS, text.id, "de", OWN, NOON + timedelta(hours=1))
    kept = session.scalars(select(Consent).where(Consent.person_id == person.id)).one()
    assert (kept.text_id, kept.given_at, kept.place, kept.withdrawn_at) == (text.id, NOON, OWN, None)
    version(session)
    with pytest.raises(Conflict):
        agree(session, not_asked_yet(session), OPINIONS, text.id, "de", OWN, NOON)
    assert person.opinions_agreed_at == NOON, "new words change nothing for whoever agreed to the old ones"
    assert session.get_one(ConsentText, text.id).text_de.startswith("Ich willige ausdrücklich ein"), "which stay as they were"


def test_new_words_can_be_asked_of_everybody(session: Session) -> None:
    person = not_asked_yet(session)
    agree(session, person, OPINIONS, newest_text(session, OPINIONS).id, "de", OWN, NOON)
    newer = version(session, ask_again=True)
    session.expire_all()
    assert person.opinions_agreed_at is None
    agree(session, person, OPINIONS, newer.id, "en", OWN, NOON)
    assert session.scalar(select(func.count()).select_from(Consent).where(Consent.person_id == person.id)) == 2


def test_taking_it_back_deletes_what_rested_on_it(app: Flask, session: Session) -> None:
    consultation, person, other = a_consultation(session), not_asked_yet(session), a_resident(session)
    agree(session, person, OPINIONS, newest_text(session, OPINIONS).id, "de", OWN, NOON)
    opinion_map, survey = a_map(session, consultation), an_open_survey(session, consultation, mode="account")
    for one in (person, other):
        answers(session, consultation, opinion_map, one, {1: 1, 2: -1})
        begin(session, one, survey)
    with app.app_context():
        assert withdraw(session, person, OPINIONS, NOON)
        assert not withdraw(session, person, OPINIONS, NOON), "once"
    session.expire_all()
    assert person.opinions_agreed_at is None
    assert set(session.scalars(select(Answer.person_id))) == {other.id}
    assert set(session.scalars(select(SurveyDraft.person_id))) == {other.id}
    assert set(session.scalars(select(Statement.seen_count).where(Statement.number <= 2))) == {1}
    assert session.scalars(select(Consent.withdrawn_at).where(Consent.person_id == person.id)).one() == NOON
    assert may_answer(person, consultation_by_id(session, consultation.id), opinion_map, clock.now()).remedy == "consent"


def test_a_newsletter_is_agreed_to_where_it_is_ordered(app: Flask, session: Session) -> None:
    here, there, person = a_consultation(session), a_consultation(session, "Anderswo"), a_person(session)
    for consultation in (here, there):
        follow(session, person, consultation, NOON)
    version(session, NEWSLETTER)
    with app.app_context():
        unfollow(session, person.id, here.id, NOON + timedelta(days=1))
    rows = session.execute(select(Consent.place, Consent.withdrawn_at).where(Consent.person_id == person.id).order_by(Consent.id)).all()
    assert [tuple(row) for row in rows] == [
        (f"/beteiligungen/{here.slug}/newsletter", NOON + timedelta(days=1)),
        (f"/beteiligungen/{there.slug}/newsletter", None),
    ]
    old = session.scalars(select(ConsentText.id).where(ConsentText.key == NEWSLETTER, ConsentText.number == 1)).one()
    with pytest.raises(Conflict):
        follow(session, person, here, NOON, text_id=old)


def test_who_publishes_words_and_which(session: Session) -> None:
    words, first = ("Neu.", "New.", "Kürzer"), newest_text(session, OPINIONS)
    for person in (None, a_resident(session), a_person(session, moderates=a_consultation(session)), a_person(session, role=Role.OFFICE)):
        with pytest.raises(Refused):
            publish_text(session, person, OPINIONS, *words, NOON, after=first.number, ask_again=False)
    staff = an_administrator(session)
    for faulty, field in (
        (("", "New.", "x"), "text_de"),
        (("Neu.", " ", "x"), "text_en"),
        (("Neu.", "New.", ""), "note"),
        (("x" * 2001, "New.", "x"), "text_de"),
    ):
        with pytest.raises(Invalid) as refused:
            publish_text(session, staff, OPINIONS, *faulty, NOON, after=first.number, ask_again=False)
        assert refused.value.field == field
    with pytest.raises(Invalid):
        publish_text(session, staff, OPINIONS, first.text_de, first.text_en, "x", NOON, after=first.number, ask_again=False)
    assert publish_text(session, staff, OPINIONS, *words, NOON, after=first.number, ask_again=False).number == first.number + 1
    with pytest.raises(Conflict):
        publish_text(session, staff, OPINIONS, "Anders.", "Other.", "x", NOON, after=first.number, ask_again=False)
    logged = session.scalars(select(AuditEntry.data).where(AuditEntry.action == "consent.text_published")).one()
    assert f'"version":{first.number + 1}' in logged
    assert "Neu." not in logged


def test_an_account_takes_its_consents_along(app: Flask, session: Session) -> None:
    person = not_asked_yet(session)
    agree(session, person, OPINIONS, newest_text(session, OPINIONS).id, "de", OWN, NOON)
    with app.app_context():
        delete_account(session, person, app.extensions["settings"], NOON)
    assert session.scalars(select(Consent)).all() == []
    assert person.opinions_agreed_at is None


def test_from_the_refusal_to_the_consent_and_back(session: Session, browse: Browse) -> None:
    consultation, person = a_consultation(session), not_asked_yet(session)
    opinion_map = a_map(session, consultation)
    session.commit()
    browser, asks = browse(person), f"/beteiligungen/{consultation.slug}/meinungsbild/{opinion_map.id}/aussage"
    refused = browser.get(asks, follow_redirects=True)
    assert refused.status_code == 403
    assert "Einwilligung lesen" in refused.text
    assert f"{OWN}?next={asks}" in refused.text, "and back"
    assert "Ich willige ausdrücklich ein" in browser.get(OWN).text
    text = str(newest_text(session, OPINIONS).id)
    without = post(browser, OWN, {"text": text})
    assert without.status_code == 422
    assert "Bitte kreuzen Sie an" in without.text
    assert post(browser, OWN, {"text": "0", "agrees": "y"}).status_code == 409
    done = post(browser, OWN, {"text": text, "agrees": "y", "next": asks})
    assert (done.status_code, done.headers["Location"]) == (303, asks)
    assert browser.get(asks, follow_redirects=True).status_code == 200
    told = browser.get("/konto/daten.json").json
    assert told is not None
    (consent,) = told["consents"]
    assert (consent["version"], consent["place"]) == (2, OWN)
    assert consent["text"].startswith("Ich willige ausdrücklich ein")
    assert post(browser, f"{OWN}/widerrufen").status_code == 303
    assert "widerrufen am" in browser.get(OWN).text
    assert browser.get(asks, follow_redirects=True).status_code == 403


def test_a_new_version_is_previewed_and_the_old_stays_readable(session: Session, browse: Browse, client: FlaskClient) -> None:
    staff, after = browse(an_administrator(session)), str(newest_text(session, OPINIONS).number)
    session.commit()
    url, typed = "/verwaltung/einwilligungen/opinions", {"text_de": "Neuer Wortlaut.", "text_en": "New words.", "note": "Kürzer", "after": after}
    shown = post(staff, url, {**typed, "vorschau": "1"})
    assert shown.status_code == 200
    assert "Vorschau: So wird gefragt" in shown.text
    assert "Neuer Wortlaut." not in client.get("/einwilligungen").text, "a preview publishes nothing"
    assert post(staff, url, {**typed, "note": ""}).status_code == 422
    assert post(staff, url, {**typed, "after": "x"}).status_code == 409
    assert post(staff, url, typed).status_code == 303
    everyone = client.get("/einwilligungen").text
    for words in ("Neuer Wortlaut.", "Ich willige ausdrücklich ein", "Kürzer"):
        assert words in everyone
    assert staff.get("/verwaltung/einwilligungen/unbekannt").status_code == 404
    assert "/verwaltung/einwilligungen" in staff.get("/verwaltung").text
