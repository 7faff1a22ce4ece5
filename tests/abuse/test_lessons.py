"""Each published hole of platforms like ours that `trust.md` counts, as one test that would have found it here."""

from __future__ import annotations

import re

import pytest

from participation.accounts.mailed_links import give_link
from participation.accounts.models import Person, Purpose
from participation.kit import clock
from tests.abuse.conftest import HIDDEN, Town
from tests.accounts.builders import PASSWORD
from tests.house.pages import Page

MARK = "<img src=x onerror=alert(1)>"


def test_lesson_xss_in_the_user_name(town: Town) -> None:
    client = town.newcomer()
    client.post("/konto/name", {"public_name": f"Max {MARK}"})
    assert client.get("/konto").dangers == []


def test_lesson_xss_in_the_administrators_activity_log(town: Town) -> None:
    client = town.newcomer()
    client.post(f"/beitraege/{town.ids['contribution']}/melden", {"reason": "other", "text": MARK})
    for url in (f"{town.here}/moderation", "/verwaltung", "/verwaltung/betrieb", "/verwaltung/personen"):
        assert town.client("admin").get(url).dangers == []


def test_lesson_xss_in_a_page_of_versions(town: Town) -> None:
    client = town.newcomer()
    made = client.post(
        f"{town.here}/vorschlaege/neu", {"title": "Ein Zaun am Bach", "body": f"Anfang {MARK} und noch ein langer Text.", "weiter": "vorschau"}
    )
    url = made.location.removesuffix("/vorschau") if made.status == 303 else town.proposal()
    client.post(f"{url}/veroeffentlichen")
    client.post(f"{url}/bearbeiten", {"title": "Ein Zaun", "body": f"Danach {MARK} und noch ein langer Text.", "weiter": "speichern"})
    for part in ("/fassungen", "/fassungen/vergleich"):
        assert client.get(url + part).dangers == []


def test_lesson_xss_in_an_uploads_file_name(town: Town) -> None:
    client = town.client("bob")
    client.upload(f"{town.proposal('draft')}/dokumente", f"{MARK}.pdf", b"%PDF-1.4\ntrailer <<>>\n%%EOF\n")
    assert client.get(f"{town.proposal('draft')}/dateien").dangers == []


def test_lesson_anyone_could_accept_an_amendment(town: Town) -> None:
    suggesting = town.newcomer()
    new = suggesting.get(f"{town.proposal()}/aenderungen/neu")
    hidden = {name: value for form in Page(new.text).forms for name, value in form.fields.items() if name != "csrf_token"}
    given = {
        **hidden,
        "title": "Mehr Bänke am Fluss",
        "body": "Ein ganz anderer Text für die Bänke am Fluss.",
        "reason": "Weil das besser ist als vorher.",
    }
    suggesting.post(f"{town.proposal()}/aenderungen/neu", given | {"weiter": "absenden"})
    numbers = re.findall(r"/aenderungen/(\d+)", town.client().get(f"{town.proposal()}/aenderungen").text)
    for number in numbers or ["1"]:
        for who in ("alice", "mia"):
            assert town.client(who).post(f"{town.proposal()}/aenderungen/{number}/annehmen", {"seen": "1"}).status in (403, 404)


@pytest.mark.parametrize("part", ["/vorschau", ".csv", ".atom", ".geojson", "/karte.json"])
def test_lesson_api_embed_and_preview_showed_what_the_page_hid(town: Town, part: str) -> None:
    url = town.proposal("draft") + part if part == "/vorschau" else f"{town.here}/vorschlaege{part}"
    assert HIDDEN not in town.client("alice").get(url).text


def test_lesson_private_exports_were_reachable_by_link_and_lived_for_a_week(town: Town) -> None:
    for number in range(1, 4):
        for who in ("", "alice", "mia"):
            assert town.client(who).get(f"/rat/ausfuhren/{number}/datei").status in (303, 403, 404)
            assert town.client(who).get(f"/rat/ausfuhren/{number}").status in (303, 403, 404)


def test_lesson_private_exports_were_mixed_up_between_people(town: Town) -> None:
    town.client("bob").post("/konto/daten/kopie")
    page = town.client("alice").get("/konto/daten/kopie")
    assert "Die Datei ist fertig" not in page.text
    assert town.words["bob id"] not in town.client("alice").get("/konto/daten.json").text


def test_lesson_invitations_never_died_through_password_reset(town: Town) -> None:
    """A new password ends every open link of the account."""
    old = town.link(Purpose.SIGN_IN)
    reset = _another(town, Purpose.RESET_PASSWORD)
    assert town.client().post(f"/passwort/{reset}", {"password": PASSWORD}).status == 303
    assert town.client().post(f"/anmelden/link/{old}").status in (404, 410)


def _another(town: Town, purpose: Purpose) -> str:
    with town.app.app_context(), town.session() as session:
        person = session.get_one(Person, town.ids["paul"])
        token = give_link(session, purpose, person.email or "", clock.now(), person=person)
        session.commit()
    assert token
    return token


@pytest.mark.parametrize("query", ["sortierung=created_at%20desc;--", "q=x'%29%20UNION%20SELECT%201--", "rolle=1%20OR%201=1", "seite=1;SELECT"])
def test_lesson_sql_injection_by_an_administrators_sort_order_or_filter(town: Town, query: str) -> None:
    for url in ("/verwaltung/personen", "/verwaltung", f"{town.here}/moderation", f"{town.here}/vorschlaege.csv"):
        assert town.client("admin").get(f"{url}?{query}").status in (200, 303, 404)


def test_lesson_two_endorsements_by_a_race(town: Town) -> None:
    """In parallel: `test_races.py`. One after the other the second changes nothing either."""
    client = town.newcomer()
    pages = [client.post(f"{town.proposal()}/unterstuetzen") for _each in range(3)]
    assert {page.status for page in pages} <= {200, 303}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://localhost/",
        "file:///etc/passwd",
    ],
)
def test_lesson_ssrf_by_a_push_address(town: Town, address: str) -> None:
    """Only webhooks take an address to call: from the administration alone, and of hosts that the city named. `test_input.py` listens and looks through the code."""
    text = "".join(rule.rule for rule in town.app.url_map.iter_rules())
    assert "push" not in text
    for who in ("alice", "mia"):
        assert town.client(who).post("/verwaltung/webhooks", {"url": address, "events": "proposal.published"}).status == 403
    answer = town.client("admin").post("/verwaltung/webhooks", {"url": address, "events": "proposal.published"})
    assert answer.status == 422
    assert "Noch ist nichts" in answer.text or "Noch ist kein" in answer.text
