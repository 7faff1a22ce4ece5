"""Class: missing checks on the object (IDOR), also by fragment, export, preview, feed, search and embed.

Every route with every role: `tests/house/test_routes.py`; swapped consultations and numbers in forms: `tests/house/test_others_things.py`.
"""

from __future__ import annotations

import re

import pytest

from tests.abuse.conftest import HIDDEN, Town

DRAFT = ("", "/vorschau", "/bearbeiten", "/dateien", "/mitschreiben", "/loeschen", "/fassungen", "/aenderungen", "/einladung", "/thema")
WHO = ("", "alice", "mia")


def _sentences(page: str) -> list[str]:
    return re.findall(r"<h1.*?</h1>|<p>.*?</p>", page, re.DOTALL)


@pytest.mark.parametrize("part", DRAFT)
def test_a_strangers_draft_looks_like_one_that_never_was(town: Town, part: str) -> None:
    for who in WHO:
        client = town.client(who)
        there, never = client.get(town.proposal("draft") + part), client.get(f"{town.here}/vorschlaege/987654{part}")
        assert there.status == never.status
        assert there.status in (303, 404)
        assert HIDDEN not in there.text
        if there.status == 404:
            assert _sentences(there.text) == _sentences(never.text)


@pytest.mark.parametrize("part", ["/zwischenspeichern", "/veroeffentlichen", "/bilder", "/loeschen", "/unterstuetzen", "/mitschreiben"])
def test_nobody_acts_on_a_strangers_draft(town: Town, part: str) -> None:
    for who in WHO[1:]:
        assert town.client(who).post(town.proposal("draft") + part, {"title": "Fremd", "body": "Fremd", "who": "Mia"}).status == 404


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx", ".geojson", ".atom", "/karte.json", f"?q={HIDDEN.split('-')[0]}"])
def test_lists_exports_feeds_and_search_know_no_draft(town: Town, ending: str) -> None:
    for who in WHO:
        answer = town.client(who).get(f"{town.here}/vorschlaege{ending}")
        assert answer.status in (200, 303, 403)
        assert HIDDEN not in answer.text


@pytest.mark.parametrize("part", ["", "/vorschlaege", "/vorschlaege.csv", "/vorschlaege.atom", "/diskussionen", "/ergebnisse", "/leichte-sprache"])
def test_an_unpublished_consultation_is_nowhere(town: Town, part: str) -> None:
    for who in WHO:
        answer = town.client(who).get(f"/beteiligungen/{town.words['unborn']}{part}")
        assert answer.status == 404
        assert HIDDEN not in answer.text
    assert HIDDEN not in town.client().get("/beteiligungen").text


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "stand"}, {"Accept": "application/json"}])
def test_a_fragment_tells_no_more_than_its_page(town: Town, headers: dict[str, str]) -> None:
    for url in (town.proposal("draft"), f"{town.proposal('draft')}/vorschau", f"/beteiligungen/{town.words['unborn']}", "/konto/daten/kopie"):
        answer = town.client().get(url, **headers)
        assert answer.status in (303, 401, 403, 404) or "HX-Redirect".lower() in answer.headers
        assert HIDDEN not in answer.text


def test_somebody_elses_session_cannot_be_ended(town: Town) -> None:
    phone, bob = town.client("bob"), town.client("bob")
    numbers = re.findall(r"/konto/sitzungen/(\d+)/beenden", bob.get("/konto/sitzungen").text)
    assert numbers
    alice = town.client("alice")
    for number in numbers:
        alice.post(f"/konto/sitzungen/{number}/beenden")
    assert [one.get("/konto").status for one in (phone, bob)] == [200, 200]


def test_a_copy_of_data_is_its_persons_alone(town: Town) -> None:
    bob = town.client("bob")
    assert bob.post("/konto/daten/kopie").status == 303
    assert town.client("alice").get("/konto/daten/kopie/datei").status == 410
    assert town.client().get("/konto/daten/kopie/datei").status == 303


@pytest.mark.parametrize(
    "url", ["/verwaltung", "/verwaltung/personen", "/verwaltung/codes", "/verwaltung/betrieb", "/datenschutz/verzeichnis", "/rat"]
)
def test_the_administrations_pages_are_closed_to_residents(town: Town, url: str) -> None:
    assert town.client().get(url).status == 303
    assert town.client("alice").get(url).status == 403
