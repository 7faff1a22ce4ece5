"""A council's frame: who may prepare it, what stands once it is announced, and its features with shares that add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.councils.actions import advance_council, begin_council, set_features
from participation.councils.features import usual_features
from participation.councils.forms import lines_of, read_features
from participation.councils.models import CouncilStage, FeatureSource
from participation.councils.queries import council_of
from participation.councils.rules import may_advance, may_change_council, may_run_council
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.kit.language import speaking
from participation.kit.sealing import Seals, Unsealable, seals_of
from participation.settings import Settings, SettingsError
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.councils.builders import a_council

Browse = Callable[[Person | None], FlaskClient]


def test_a_council_is_public_once_it_is_announced(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    moderator = a_person(session, moderates=consultation)
    council = a_council(session, consultation)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/buergerrat"
    assert browse(None).get(url).status_code == 404
    assert "Noch nicht öffentlich" in browse(moderator).get(url).text
    assert "Bürgerrat" not in browse(None).get(f"/beteiligungen/{consultation.slug}").text
    advance_council(session, an_administrator(session), consultation, council, CouncilStage.INVITING, clock.now())
    session.commit()
    page = browse(None).get(url).text
    assert "Rat zur <strong>Stadthalle</strong>" in page
    assert "freiwillige Angabe" in page
    assert "Bürgerrat" in browse(None).get(f"/beteiligungen/{consultation.slug}").text


@pytest.mark.parametrize("stage", list(CouncilStage))
@pytest.mark.parametrize("who", ["resident", "moderator", "administrator"])
def test_who_may_change_it_when(session: Session, stage: CouncilStage, who: str) -> None:
    consultation = a_consultation(session)
    council = a_council(session, consultation, stage)
    person = {
        "resident": lambda: a_person(session),
        "moderator": lambda: a_person(session, moderates=consultation),
        "administrator": lambda: an_administrator(session),
    }[who]()
    session.refresh(person, ["mandates"])
    assert bool(may_change_council(person, consultation, council)) == (who != "resident" and stage == CouncilStage.PREPARING)
    assert bool(may_run_council(person, consultation, council)) == (who != "resident")
    following = [other for other in CouncilStage if may_advance(person, consultation, council, other)]
    after = list(CouncilStage)[list(CouncilStage).index(stage) + 1 :]
    assert following == ([] if who == "resident" else after[:1])


def test_a_step_cannot_be_left_out_or_taken_back(session: Session) -> None:
    consultation = a_consultation(session)
    council = a_council(session, consultation, CouncilStage.INVITING)
    for stage in (CouncilStage.PREPARING, CouncilStage.INVITING, CouncilStage.WORKING):
        with pytest.raises(Refused):
            advance_council(session, an_administrator(session), consultation, council, stage, clock.now())


def test_one_council_for_a_consultation_and_sensible_seats(session: Session) -> None:
    consultation, administrator = a_consultation(session), an_administrator(session)
    for title, seats in (("", 10), ("Rat", 1), ("Rat", 501)):
        with pytest.raises(Invalid):
            begin_council(session, administrator, consultation, title, seats, [], clock.now())
    begin_council(session, administrator, consultation, "Rat", 10, [], clock.now())
    with pytest.raises(Refused):
        begin_council(session, administrator, consultation, "Noch einer", 10, [], clock.now())


def test_features_survive_being_edited_as_text(session: Session) -> None:
    consultation = a_consultation(session)
    council = a_council(session, consultation)
    drafts = read_features("# Alter (Register) [age]\njung [16-29]; 40,5\nalt [30+]; 59,5\nQuelle: Zensus 2022\n# Abschluss (gefragt)\nhoch\nniedrig")
    set_features(session, an_administrator(session), consultation, council, drafts, clock.now())
    session.commit()
    session.expire_all()
    again = council_of(session, consultation)
    assert again is not None
    assert [(feature.code, feature.source) for feature in again.features] == [("age", FeatureSource.REGISTER), ("abschluss", FeatureSource.ASKED)]
    assert [value["share"] for value in again.features[0].values] == [4050, 5950]
    assert again.features[0].share_source == "Zensus 2022"
    assert read_features(lines_of(again)) == drafts or lines_of(again).count("#") == 2


def test_what_is_stored_does_not_depend_on_the_language_of_the_page(session: Session, browse: Browse) -> None:
    german = "# Alter (in Jahren) (Register) [age]\njung [16-29]; 40\nalt [30+]; 60\nQuelle: Zensus 2022\n# Beruf (gefragt) [work]\nja\nnein"
    english = german.replace("(Register)", "(register)").replace("(gefragt)", "(asked)").replace("Quelle:", "Source:")
    wanted = read_features(german)
    assert [(draft.label, draft.source) for draft in wanted] == [("Alter (in Jahren)", FeatureSource.REGISTER), ("Beruf", FeatureSource.ASKED)]
    with speaking("en"):
        assert read_features(german) == wanted
        assert read_features(english) == wanted
        assert [draft.label for draft in usual_features([])] == ["Ortsteil", "Alter", "Geschlecht", "Höchster Abschluss", "Einwanderung"]
        assert usual_features([])[0].values[0].label == "ganze Stadt"
    assert read_features(english) == wanted
    consultation = a_consultation(session)
    council = a_council(session, consultation)
    set_features(session, an_administrator(session), consultation, council, wanted, clock.now())
    with speaking("en"):
        shown = lines_of(council)
    assert "(asked) [work]" in shown
    browser, url = browse(an_administrator(session)), f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat/merkmale"
    session.commit()
    assert post(browser, url, {"features": shown}).status_code == 303  # filled in in English, sent in German
    session.expire_all()
    again = council_of(session, consultation)
    assert again is not None
    assert read_features(lines_of(again)) == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jung; 40", "Zeile 1"),
        ("# Alter (Register)\njung; 40\nalt; 50", "100 Prozent"),
        ("# Alter (Register)\njung; viel\nalt; 50", "Zeile 2"),
        ("# Alter (Register)\njung; 40\njung; 60", "zweimal"),
        ("# Alter (Register)", "benannte Werte"),
        ("# A (gefragt)\nx\n# A (gefragt)\ny", "nur einmal"),
        ("# Alter\njung; 40\nalt; 60", "Zeile 1: Hinter dem Namen"),
        ("# Alter (in Jahren)\njung\nalt", "Zeile 1: Hinter dem Namen"),
    ],
)
def test_features_that_make_no_sense_are_refused_and_kept(session: Session, browse: Browse, text: str, words: str) -> None:
    consultation = a_consultation(session)
    a_council(session, consultation)
    browser = browse(an_administrator(session))
    session.commit()
    answer = post(browser, f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat/merkmale", {"features": text})
    assert answer.status_code == 422
    assert words in answer.text
    assert text.splitlines()[0] in answer.text


def test_dates_in_the_wrong_order_are_refused(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_council(session, consultation)
    browser = browse(an_administrator(session))
    session.commit()
    day = clock.now() + timedelta(days=5)
    url = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat/angaben"
    data = {"title": "Rat", "seats": "12", "answer_until": f"{day:%Y-%m-%dT%H:%M}", "delete_on": f"{clock.now():%Y-%m-%d}"}
    assert "frühestens nach dem letzten Tag" in post(browser, url, data).text
    assert post(browser, url, data | {"delete_on": f"{day + timedelta(days=9):%Y-%m-%d}"}).status_code == 303


def test_what_is_sealed_opens_with_any_of_the_keys_and_looks_different_each_time() -> None:
    old, new = "A" * 43 + "=", "B" * 43 + "="
    before = Seals([old.encode()], b"x" * 32)
    sealed = before.seal({"name": "Ada"})
    assert sealed != before.seal({"name": "Ada"})
    assert Seals([new.encode(), old.encode()], b"x" * 32).open(sealed) == {"name": "Ada"}
    with pytest.raises(Unsealable):
        Seals([new.encode()], b"x" * 32).open(sealed)
    assert before.fingerprint("home", "x") == before.fingerprint("home", "x") != before.fingerprint("person", "x")
    assert seals_of(Settings(testing=True)).open(seals_of(Settings(testing=True)).seal({"a": 1})) == {"a": 1}
    with pytest.raises(SettingsError):
        Settings(testing=True, sealing_keys=("short",)).check()
