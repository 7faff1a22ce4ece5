"""Class: cross-site scripting. What was typed runs in nobody's browser: names, texts, searches, file names, versions, the moderation's queue.

Every field of every form and every page of every role: `tests/house/test_hostile_input.py`; the cleaner itself: `tests/kit/test_prose.py`.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.abuse.conftest import Town

PAYLOADS = (
    "<script>alert(1)</script> und noch ein langer Text dazu.",
    '"><svg onload=alert(1)> und noch ein langer Text dazu.',
    "[klick](javascript:alert(1)) und noch ein langer Text dazu.",
    '![x](x" onerror="alert(1)) <img src=x onerror=alert(1)> und noch mehr.',
    "<a href=' javascript:alert(1)'>x</a><details open ontoggle=alert(1)> und mehr.",
    "{{7*191}} ${7*191} <%= 7*191 %> und noch ein langer Text dazu.",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_text_runs_neither_in_its_preview_nor_in_the_thread(town: Town, payload: str) -> None:
    client = town.newcomer()
    here = f"{town.here}/diskussionen/{town.ids['topic']}"
    answer = client.post(f"{town.here}/diskussion/thema/{town.ids['topic']}", {"beitrag-kind": "note", "beitrag-body": payload})
    assert answer.status in (200, 303)
    for reader in (client, town.client(), town.client("admin")):
        page = reader.get(here)
        assert page.dangers == []
        assert "1337" not in page.text
    draft = client.post(f"{town.here}/vorschlaege/neu", {"title": payload[:110], "body": payload, "weiter": "vorschau"})
    assert draft.dangers == []


@pytest.mark.parametrize("name", ["<svg onload=alert(1)>", "x' onmouseover='alert(1)", "Max</a><b>Fett</b>"])
def test_a_user_name_is_text_wherever_it_stands(town: Town, name: str) -> None:
    client = town.newcomer()
    client.post("/konto/name", {"public_name": name})
    client.post(f"{town.here}/diskussion/thema/{town.ids['topic']}", {"beitrag-kind": "note", "beitrag-body": "Ein ganz normaler Beitrag."})
    for url in ("/konto", f"{town.here}/diskussionen/{town.ids['topic']}", f"/verwaltung/personen?q={quote(name)}"):
        page = (town.client("admin") if "verwaltung" in url else client).get(url)
        assert page.status == 200
        assert page.dangers == []


@pytest.mark.parametrize("url", ["{here}/vorschlaege?q={q}", "/anmelden?next={q}", "/nichts/{q}", "{here}/vorschlaege/karte?q={q}"])
def test_what_stands_in_an_address_is_not_echoed_as_markup(town: Town, url: str) -> None:
    page = town.client().get(url.format(here=town.here, q=quote('"><svg/onload=alert(1)>')))
    assert page.dangers == []
    assert "<svg/onload" not in page.text


def test_the_moderations_queue_shows_hostile_words_as_text(town: Town) -> None:
    town.newcomer().post(f"/beitraege/{town.ids['contribution']}/melden", {"reason": "other", "text": PAYLOADS[1]})
    page = town.client("admin").get(f"{town.here}/moderation")
    assert page.status == 200
    assert page.dangers == []


def test_a_file_name_is_text(town: Town) -> None:
    client = town.client("bob")
    answer = client.upload(
        f"{town.proposal('draft')}/dokumente", "<svg onload=alert(1)>.pdf", b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
    )
    assert answer.status in (303, 422)
    page = client.get(f"{town.proposal('draft')}/dateien")
    assert page.status == 200
    assert page.dangers == []
