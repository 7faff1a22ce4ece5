"""The pages of concerns: sending with picture and place, the mailed link, lists, the map, the desk, moderation."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns.models import Concern, Status
from participation.kit import clock
from participation.places.actions import replace_streets
from participation.places.imports import Address
from tests.accounts.builders import mails_to
from tests.builders import a_district, a_resident, an_administrator, post
from tests.concerns.builders import TEXT, a_category, a_concern, a_point, an_answer
from tests.followups.builders import an_office, an_officer
from tests.surveys.test_places_and_files import picture as jpeg

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Browse = Callable[[Person | None], FlaskClient]
WORDS = "Eine dunkle Laterne am Zaun."


def send(browser: FlaskClient, data: dict[str, Any]) -> Any:
    return post(browser, "/anliegen/neu", data, content_type="multipart/form-data")


def look(browser: FlaskClient, url: str) -> tuple[int, str, bytes]:
    """A picture's status, kind and bytes."""
    with browser.get(url) as response:
        return response.status_code, response.mimetype, response.data


def the_one(session: Session) -> Concern:
    session.expire_all()
    return session.scalars(select(Concern)).one()


def test_it_works(app: Flask, session: Session, browse: Browse) -> None:
    officer = an_officer(session)
    category = a_category(session, an_office(session, "Tiefbauamt", officer), "Straßenlicht")
    sender = a_resident(session)
    session.commit()
    browser, desk = browse(sender), browse(officer)
    assert "Straßenlicht" in browser.get("/anliegen/neu").text
    west, south, east, north = app.extensions["town_map"].box
    point = f'{{"type":"Point","coordinates":[{(west + east) / 200_000},{(south + north) / 200_000}]}}'
    files = {"file": (BytesIO(jpeg()), "IMG_1.jpg"), "picture_words": WORDS}
    answer = send(browser, {"category_id": category.id, "text": TEXT, "place_way": "karte", "place_geometry": point, **files})
    made = the_one(session)
    assert (answer.status_code, answer.location) == (303, f"/anliegen/{made.id}")
    shown = browse(None).get(answer.location).text
    for words in (TEXT, WORDS, "Tiefbauamt", "Eingegangen", "place-sketch", "Antwort zugesagt bis"):
        assert words in shown, words
    assert sender.public_name not in shown
    status, kind, content = look(browse(None), f"/anliegen/bilder/{made.picture_name}/480.webp")
    assert (status, kind, b"Erika" in content) == (200, "image/webp", False)
    assert f"/anliegen/{made.id}" in browse(None).get("/anliegen").text
    assert "<circle" in browse(None).get("/anliegen/karte").text
    assert TEXT in desk.get("/verwaltung/anliegen").text
    assert "1 offen" in desk.get("/verwaltung").text
    assert post(desk, f"/verwaltung/anliegen/{made.id}/aufnehmen").status_code == 303
    assert post(desk, f"/verwaltung/anliegen/{made.id}/antwort", {"status": "done", "text": "Die Lampe ist neu."}).status_code == 303
    shown = browse(None).get(answer.location).text
    for words in ("Erledigt", "Die Lampe ist neu.", "Tage bis zur ersten Antwort", "In Bearbeitung"):
        assert words in shown, words
    assert officer.public_name not in shown
    assert "Kein Anliegen wartet auf eine Antwort" in browse(None).get("/anliegen").text
    assert "Straßenlicht" in browse(None).get("/anliegen/antwortzeiten").text
    assert "Meine Anliegen" in browser.get("/konto").text


def test_a_guest_confirms_by_the_mailed_link(session: Session, browse: Browse) -> None:
    category = a_category(session)
    session.commit()
    browser = browse(None)
    given = {"category_id": category.id, "text": TEXT}
    assert send(browser, given).status_code == 422
    assert send(browser, {**given, "email": "rita"}).status_code == 422
    sent = send(browser, {**given, "email": "Rita@Town.example"})
    assert (sent.status_code, "rita@town.example" in sent.text) == (200, True)
    made = the_one(session)
    assert browser.get(f"/anliegen/{made.id}").status_code == 404
    (mail,) = mails_to(session, "rita@town.example")
    link = re.search(r"http://localhost(/anliegen/mein/\S+)", mail.text)
    assert link is not None
    own = browser.get(link[1])
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "Anliegen bestätigen" in own.text
    assert the_one(session).status == Status.ASKED, "looking confirms nothing: mail programs look too"
    assert browser.get(link[1][:-3] + "abc").status_code == 404
    assert post(browser, f"{link[1]}/bestaetigen").status_code == 303
    shown = browser.get(f"/anliegen/{made.id}").text
    assert TEXT in shown
    assert "rita" not in shown
    assert post(browser, f"{link[1]}/adresse-loeschen").status_code == 303
    assert the_one(session).email is None
    assert post(browser, f"{link[1]}/zuruecknehmen").status_code == 303
    session.expire_all()
    assert session.scalars(select(Concern)).all() == []
    assert browser.get(link[1]).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"category_id": "999999"}, "worum es geht"),
        ({"category_id": ""}, "worum es geht"),
        ({"text": "Kurz."}, "mindestens 10 Zeichen"),
        ({"place_way": "strasse", "place_street": "Straße ohne Ort"}, "Diese Straße kennen wir nicht"),
        ({"place_way": "karte", "place_geometry": '{"type":"Point","coordinates":[0,0]}'}, "liegt nicht ganz in der Stadt"),
    ],
)
def test_bad_input_keeps_what_was_typed(session: Session, browse: Browse, wrong: dict[str, str], said: str) -> None:
    category = a_category(session)
    replace_streets(session, [Address("Bahnhofstraße", "1", (0, 0))], clock.now())
    session.commit()
    given = {"category_id": str(category.id), "text": TEXT, "picture_words": "Meine Worte", **wrong}
    response = send(browse(a_resident(session)), given)
    assert response.status_code == 422
    assert said in response.text
    assert "Meine Worte" in response.text
    session.expire_all()
    assert session.scalars(select(Concern)).all() == []


def test_a_picture_of_what_is_refused_is_deleted_again(app: Flask, session: Session, browse: Browse) -> None:
    category = a_category(session)
    session.commit()
    browser, root = browse(a_resident(session)), app.extensions["settings"].files_dir
    before = len(list(root.rglob("*.webp")))
    wrong = {"category_id": category.id, "text": "Kurz.", "file": (BytesIO(jpeg()), "a.jpg"), "picture_words": WORDS}
    assert send(browser, wrong).status_code == 422
    no_words = {"category_id": category.id, "text": TEXT, "file": (BytesIO(jpeg()), "a.jpg")}
    assert "beschreiben Sie das Bild" in send(browser, no_words).text
    no_picture = {"category_id": category.id, "text": TEXT, "file": (BytesIO(b"hallo"), "a.jpg"), "picture_words": WORDS}
    assert send(browser, no_picture).status_code == 422
    assert len(list(root.rglob("*.webp"))) == before


def test_without_a_category_there_is_nothing_to_send(session: Session, browse: Browse) -> None:
    browser = browse(None)
    assert browser.get("/anliegen/neu").status_code == 404
    assert "Im Moment nimmt die Stadt hier keine Anliegen an" in browser.get("/anliegen").text
    a_category(session)
    session.commit()
    assert "Anliegen senden" in browse(None).get("/anliegen").text


def test_lists_are_narrowed(app: Flask, session: Session, browse: Browse) -> None:
    light, path = a_category(session, name="Licht"), a_category(session, name="Wege")
    for name in app.extensions["town_map"].districts:
        a_district(session, name)
    place = a_point(session, app.extensions["town_map"])
    assert place.district_id is not None
    a_concern(session, light, text="Die Laterne am Ufer ist dunkel.", place=place)
    done = a_concern(session, path, text="Auf dem Gehweg fehlt eine Platte.")
    an_answer(session, done)
    session.commit()
    browser = browse(None)
    for query, lamp, slab in (
        ("", True, True),
        ("q=laterne", True, False),
        ("kategorie=wege", False, True),
        ("stand=erledigt", False, True),
        ("stand=eingegangen", True, False),
        ("wartet=lange", False, False),
        (f"ortsteil={place.district_id}", True, False),
        ("amt=999999", False, False),
        ("seite=999", True, True),
    ):
        text = browser.get(f"/anliegen?{query}").text
        assert ("Die Laterne am Ufer" in text, "fehlt eine Platte" in text) == (lamp, slab), query
    on_map = browser.get("/anliegen/karte").text
    assert on_map.count("<g ") == 1


def test_a_page_takes_the_same_statements_for_one_and_for_many(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    category, officer = a_category(session), an_officer(session)
    first = a_concern(session, category)
    session.commit()
    urls = (
        "/anliegen",
        "/anliegen/karte",
        "/anliegen/antwortzeiten",
        f"/anliegen/{first.id}",
        "/open311/v2/requests.json",
        "/verwaltung/anliegen?alle=ja",
    )

    def counted() -> list[int]:
        found = []
        for url in urls:
            browser = browse(an_administrator(session) if "verwaltung" in url else None)
            browser.get(url)
            with count_statements() as statements:
                assert browser.get(url).status_code == 200
            found.append(statements.count)
        return found

    before = counted()
    for number in range(5):
        more = a_concern(session, a_category(session, an_office(session, "", officer)))
        an_answer(session, more, text=f"Antwort {number}.")
        an_answer(session, first, Status.WORK, f"Noch eine {number}.")
    session.commit()
    assert counted() == before


def test_an_office_sees_its_own_queue_alone(session: Session, browse: Browse) -> None:
    one, other = an_officer(session), an_officer(session)
    mine = a_concern(session, a_category(session, an_office(session, "", one)), text="Das gehört dem ersten Amt.")
    a_concern(session, a_category(session, an_office(session, "", other)), text="Das gehört dem zweiten Amt.")
    session.commit()
    shown = browse(one).get("/verwaltung/anliegen").text
    assert ("ersten Amt" in shown, "zweiten Amt" in shown) == (True, False)
    shown = browse(an_administrator(session)).get("/verwaltung/anliegen").text
    assert ("ersten Amt" in shown, "zweiten Amt" in shown) == (True, True)
    browser = browse(one)
    response = post(browser, f"/verwaltung/anliegen/{mine.id}/antwort", {"status": "received", "text": "Meine Worte"})
    assert (response.status_code, "Meine Worte" in response.text) == (422, True)
    assert post(browser, f"/verwaltung/anliegen/{mine.id}/weitergeben", {"office_id": "999999"}).status_code == 422


def test_what_is_reported_can_be_hidden_and_shown_again(app: Flask, session: Session, browse: Browse) -> None:
    sender, admin = a_resident(session), an_administrator(session)
    category = a_category(session)
    session.commit()
    send(browse(sender), {"category_id": category.id, "text": TEXT, "file": (BytesIO(jpeg()), "a.jpg"), "picture_words": WORDS})
    made = the_one(session)
    url, image = f"/anliegen/{made.id}", f"/anliegen/bilder/{made.picture_name}/480.webp"
    reader, moderator = browse(None), browse(admin)
    assert post(reader, f"/melden/concern/{made.id}", {"reason": "personal_data", "text": "Da steht ein Name."}).status_code == 303
    assert post(moderator, f"/moderation/concern/{made.id}", {"measure": "hide", "facts": "Ein Name steht darin.", "clause": ""}).status_code == 303
    hidden = reader.get(url).text
    assert (TEXT in hidden, WORDS in hidden, "Ein Name steht darin." in hidden) == (False, False, True)
    assert look(reader, image)[0] == 404
    assert TEXT not in reader.get("/anliegen").text
    assert TEXT not in reader.get(f"/open311/v2/requests.json?service_request_id={made.id}").text
    assert reader.get(f"/open311/v2/requests/{made.id}.json").status_code == 404
    assert TEXT in browse(sender).get(url).text
    assert look(moderator, image)[0] == 200
    assert post(moderator, f"/moderation/concern/{made.id}", {"measure": "keep", "facts": "", "clause": ""}).status_code == 303
    assert TEXT in reader.get(url).text
    assert post(moderator, f"/moderation/concern_picture/{made.id}", {"measure": "hide", "facts": "Ein Gesicht.", "clause": ""}).status_code == 303
    shown = reader.get(url).text
    assert (TEXT in shown, WORDS in shown) == (True, False)
    assert look(reader, image)[0] == 404
    cut = {"measure": "cut", "facts": "Ein Name.", "passages": "Laterne", "clause": ""}
    assert post(moderator, f"/moderation/concern/{made.id}", cut).status_code == 303
    assert "Laterne" not in reader.get(url).text


def test_a_key_is_shown_once(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    shown = post(browser, "/verwaltung/anliegen/schluessel", {"name": "Klar! App"}).text
    token = re.search(r"<code>([A-Za-z0-9_-]{43})</code>", shown)
    assert token is not None
    again = browser.get("/verwaltung/anliegen/schluessel").text
    assert (token[1] in again, "Klar! App" in again) == (False, True)


def test_overdue_appears_without_anybodys_doing(session: Session, browse: Browse) -> None:
    made = a_concern(session, a_category(session, days=1))
    session.commit()
    browser = browse(None)
    assert "Wartet länger als zugesagt</" not in browser.get(f"/anliegen/{made.id}").text
    from_then = clock.now().replace(day=16)
    with clock.frozen(from_then):
        assert "Wartet länger als zugesagt" in browser.get(f"/anliegen/{made.id}").text
        assert "davon 1 länger als zugesagt" in browser.get("/anliegen").text


def test_the_public_list_as_feed_and_table_says_no_more_than_its_pages(session: Session, browse: Browse) -> None:
    officer = an_officer(session)
    lights, paths = (
        a_category(session, an_office(session, name, officer), kind) for name, kind in (("Tiefbauamt", "Straßenlicht"), ("Gartenamt", "Wege"))
    )
    sender = a_resident(session, "Rita Rat")
    shown, hidden, other = (
        a_concern(session, lights, sender),
        a_concern(session, lights, sender, "Ganz verborgen."),
        a_concern(session, paths, sender, "=1+1 ist ein Weg"),
    )
    hidden.hidden_at, hidden.hidden_reason = clock.now(), "Beleidigung"
    an_answer(session, shown)
    session.commit()
    reader = browse(None)
    feed = reader.get("/anliegen.atom")
    assert feed.mimetype == "application/atom+xml"
    assert feed.text.count("<entry>") == 2
    assert TEXT in feed.text
    assert reader.get("/anliegen.atom?kategorie=wege").text.count("<entry>") == 1
    table = reader.get("/anliegen.csv")
    assert "attachment" in table.headers["Content-Disposition"]
    lines = table.text.lstrip("\ufeff").splitlines()
    assert len(lines) == 3
    assert f"/anliegen/{other.id}" in lines[1] + lines[2]
    assert "'=1+1 ist" in table.text, "no cell is a formula"
    for text in (feed.text, table.text):
        assert "verborgen" not in text
        assert "Rita" not in text
    assert 'href="/anliegen.csv?kategorie=wege"' in reader.get("/anliegen?kategorie=wege").text
