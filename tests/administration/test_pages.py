"""The settings with their meaning and without their secrets; what lacks Leichte Sprache and sign language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.administration.settings_words import GROUPS, SECRET, settings_shown
from participation.settings import Settings, SettingsError
from tests.builders import a_consultation, an_administrator, post

Browse = Callable[[Person | None], FlaskClient]
MISSING = "/verwaltung/leichte-sprache-und-gebaerdensprache"


def test_every_setting_has_its_meaning_once() -> None:
    explained = [name for _title, group in GROUPS for name in group]
    assert sorted(explained) == sorted(one.name for one in fields(Settings))


def test_secrets_are_only_said_to_be_set() -> None:
    settings = Settings(secret_key="k" * 40, smtp_password="hush-hush", database_url="postgresql+psycopg://me:word@host/db")
    shown = {row.variable: row.value for _title, rows in settings_shown(settings) for row in rows}
    assert {shown[f"PARTICIPATION_{name.upper()}"] for name in SECRET} == {"gesetzt", "nicht gesetzt"}
    assert not any(secret in value for value in shown.values() for secret in ("k" * 40, "hush", "word@"))
    assert shown["PARTICIPATION_VOTES_VERIFIED_ONLY"] == "ja"
    hidden = [one.name for one in fields(Settings) if not one.repr]
    assert set(hidden) <= SECRET, "what is kept out of repr() is a secret here too"


def test_the_page_shows_them(session: Session, browse: Browse) -> None:
    page = browse(an_administrator(session)).get("/verwaltung/einstellungen").text
    assert "PARTICIPATION_CITY_NAME" in page
    assert "Name der Stadt, im Kopf jeder Seite und in E-Mails." in page


def test_what_lacks_most_comes_first_and_leads_to_where_it_is_written(session: Session, browse: Browse) -> None:
    done, half, bare = (a_consultation(session, title) for title in ("Alles da", "Halb da", "Nichts da"))
    done.easy_language = half.easy_language = "Das Bad ist alt."
    done.sign_language_url = "https://stadt.example/film"
    session.commit()
    page = browse(an_administrator(session)).get(MISSING).text
    assert page.index("Nichts da") < page.index("Halb da") < page.index("Alles da")
    assert f'href="/verwaltung/beteiligungen/{bare.slug}/zielgruppen"' in page
    assert f'href="/verwaltung/beteiligungen/{done.slug}/zielgruppen"' not in page


def test_a_film_in_sign_language_is_linked_from_the_first_screen(session: Session, browse: Browse) -> None:
    consultation, browser = a_consultation(session, "Freibad"), browse(an_administrator(session))
    url, told = f"/verwaltung/beteiligungen/{consultation.slug}/zielgruppen", {"contact": "Bäderamt", "target_groups": ["young"]}
    for wrong in ("javascript:alert(1)", "stadt.example/film", "https://", "//evil.example"):
        refused = post(browser, url, {**told, "sign_language_url": wrong})
        assert refused.status_code == 422
        assert "Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt." in refused.text
    assert post(browser, url, {**told, "sign_language_url": "https://stadt.example/film?a=1&b=2"}).status_code == 303
    page = browser.get(f"/beteiligungen/{consultation.slug}").text
    assert '<a href="https://stadt.example/film?a=1&amp;b=2" rel="noopener">In Gebärdensprache ansehen</a>' in page


@pytest.mark.parametrize("url", ["http://stadt.example/film", "stadt.example", "https:///film"])
def test_a_wrong_address_of_the_sites_film_stops_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SIGN_LANGUAGE_URL"):
        Settings.from_environment(
            {"PARTICIPATION_SIGN_LANGUAGE_URL": url, "PARTICIPATION_SECRET_KEY": "k" * 40, "PARTICIPATION_VAR_DIR": str(tmp_path)}
        )
