"""Places and files as answers: looked up, checked, kept to what they may say, and nobody's once they are sent."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.methods.geometry import degrees
from participation.methods.surveys.definition import Kind, Question
from participation.places.models import StreetAddress
from participation.surveys.answer_actions import sweep_drafts
from participation.surveys.attaching import delete_from_disk, endings_of, forget_files
from participation.surveys.channel_models import SurveyAttachment
from participation.surveys.models import Survey, SurveyDraft
from participation.surveys.queries import answers_of, definition_of, version_of
from tests.builders import a_person, a_resident, post
from tests.places.builders import TOWN, some_streets
from tests.surveys.builders import an_open_survey, consultation_of, question

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Browse = Callable[[Person | None], FlaskClient]
PAGES: list[dict[str, Any]] = [
    {
        "code": "one",
        "questions": [
            question("where", "place", "Wo fehlt eine Bank?", required=True),
            question("photo", "file", "Ein Bild davon?", maximum=2, endings=["jpg", "png", "pdf"]),
            question("why", "short-text", "Warum dort?", condition="answered(photo)"),
        ],
    }
]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def picture(form: str = "JPEG") -> bytes:
    """A picture that says where and with what it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "Kamera von Erika"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (640, 400), (90, 140, 60)).save(out, form, exif=exif)
    return out.getvalue()


def send(browser: FlaskClient, url: str, content: bytes | None = None, name: str = "bild.jpg", **more: Any) -> Any:
    data = {"a-where-punkt": point(), **more, **({"a-photo-datei": (io.BytesIO(content), name)} if content is not None else {})}
    return post(browser, url, data, content_type="multipart/form-data")


def point(east: float = 0.0) -> str:
    west, south, east_, north = TOWN.box
    return f"{degrees((south + north) // 2)}, {degrees((west + east_) // 2 + round(east * 100_000))}"


@pytest.fixture
def begun(session: Session, browse: Browse) -> tuple[FlaskClient, str, Survey]:
    """A browser that has begun a survey, the survey's address, and the survey."""
    survey, browser = an_open_survey(session, pages=PAGES), browse(None)
    some_streets(session)
    session.commit()
    base = f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}"
    post(browser, f"{base}/beginnen")
    return browser, base, survey


def sent_answers(session: Session, survey: Survey) -> list[dict[str, Any]]:
    session.expire_all()
    return [dict(one) for one in answers_of(session, survey, definition_of(version_of(session, survey)))]


def test_a_street_becomes_a_place_and_a_home_is_made_coarse(session: Session, begun: tuple[FlaskClient, str, Survey]) -> None:
    browser, base, survey = begun
    page = browser.get(f"{base}/seite/1").text
    assert 'enctype="multipart/form-data"' in page
    assert 'name="a-where-strasse"' in page
    house = session.scalars(select(StreetAddress).where(StreetAddress.number != "")).first()
    assert house is not None
    found = []
    for home in ({}, {"a-where-zuhause": "ja"}):
        told = {"a-where-punkt": "", "a-where-strasse": house.street, "a-where-nummer": house.number, **home}
        assert send(browser, f"{base}/seite/1", **told).location == f"{base}/pruefen"
        session.expire_all()
        found.append(session.scalars(select(SurveyDraft)).one().answers["where"])
    assert found[0] == {"longitude": degrees(house.longitude), "latitude": degrees(house.latitude)}
    assert found[1] != found[0]
    assert abs(found[1]["latitude"] - found[0]["latitude"]) < 0.001
    assert "Breite" in browser.get(f"{base}/pruefen").text
    assert f'value="{found[1]["latitude"]}, {found[1]["longitude"]}"' in browser.get(f"{base}/seite/1").text
    post(browser, f"{base}/absenden")
    assert sent_answers(session, survey) == [{"where": found[1], "photo": None}]


@pytest.mark.parametrize(
    ("told", "says", "field"),
    [
        ({"a-where-punkt": "48.1372, 11.5756"}, "nicht ganz in der Stadt", "a-where-punkt"),
        ({"a-where-punkt": "hier um die Ecke"}, "zwei Zahlen", "a-where-punkt"),
        ({"a-where-punkt": "999, 999"}, "Koordinaten gibt es nicht", "a-where-punkt"),
        ({"a-where-strasse": "Nirgendwogasse"}, "Diese Straße kennen wir nicht", "a-where-strasse"),
        ({"a-where-punkt": "", "a-where-nummer": "7"}, "geben Sie eine Straße an", "a-where-strasse"),
    ],
)
def test_a_place_that_cannot_be_taken_is_kept_with_its_reason(
    session: Session, begun: tuple[FlaskClient, str, Survey], told: dict[str, str], says: str, field: str
) -> None:
    browser, base, _survey = begun
    refused = send(browser, f"{base}/seite/1", **told)
    assert refused.status_code == 422
    assert says in refused.text
    assert f'href="#{field}"' in refused.text
    assert next(value for value in told.values() if value) in refused.text
    assert says in browser.get(f"{base}/pruefen").text, "it is said once more before the answers are sent"
    assert post(browser, f"{base}/absenden").status_code == 422


def test_numbers_the_other_way_round_are_understood(session: Session, begun: tuple[FlaskClient, str, Survey]) -> None:
    browser, base, _survey = begun
    right = point()
    swapped = ", ".join(reversed(right.split(", ")))
    for text in (right, swapped, right.replace(".", ","), right.replace(",", ";")):
        assert send(browser, f"{base}/seite/1", **{"a-where-punkt": text}).status_code == 303, text
        session.expire_all()
        where = session.scalars(select(SurveyDraft)).one().answers["where"]
        assert f"{where['latitude']}, {where['longitude']}" == right, text


def test_a_picture_loses_what_it_says_of_its_maker_and_goes_with_the_answer(
    app: Flask, session: Session, browse: Browse, begun: tuple[FlaskClient, str, Survey]
) -> None:
    browser, base, survey = begun
    root: Path = app.extensions["settings"].files_dir
    assert send(browser, f"{base}/seite/1", picture(), hochladen="photo").location == f"{base}/seite/1"
    page = browser.get(f"{base}/seite/1").text
    assert "Datei 1 (JPG) entfernen" in page
    assert 'id="frage-why"' in page, "the file is an answer, on which another question hangs"
    assert send(browser, f"{base}/seite/1", PDF, "plan.PDF").status_code == 303
    third = send(browser, f"{base}/seite/1", picture())
    assert third.status_code == 422
    assert "höchstens 2 Dateien" in third.text
    names = list(session.scalars(select(SurveyAttachment.name)))
    on_disk = [path for name in names for path in root.rglob(f"{name}*")]
    [image] = [path for path in on_disk if path.suffix == ".webp"]
    with Image.open(image) as stored:
        assert not stored.getexif()
    assert b"Erika" not in image.read_bytes()
    assert len({path.stat().st_mtime for path in on_disk}) == 1, "no file tells when it came"
    post(browser, f"{base}/absenden")
    [answers] = sent_answers(session, survey)
    assert [one.rpartition(".")[2] for one in answers["photo"]] == ["jpg", "pdf"]
    assert set(session.execute(select(SurveyAttachment.draft_id, SurveyAttachment.response_key.is_not(None)))) == {(None, True)}
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    listed = staff.get(f"{base}/anhaenge").text
    for told in answers["photo"]:
        assert told in listed
        with staff.get(f"{base}/anhaenge/{told}") as delivered:
            assert delivered.headers["Cache-Control"] == "private, no-store"
            assert ("attachment" in delivered.headers.get("Content-Disposition", "")) == told.endswith(".pdf")
        for other in (None, a_resident(session)):
            assert browse(other).get(f"{base}/anhaenge/{told}").status_code in (302, 303, 403)
        assert told in staff.get(f"{base}/antworten.csv").text


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (PDF, "bild.jpg", "kein Bild"),
        (picture(), "plan.pdf", "kein vollständiges PDF"),
        (b"MZ\x90\x00", "virus.exe", "Diese Art von Datei"),
        (picture("WEBP"), "bild.webp", "Erlaubt sind: jpg, png, pdf"),
        (b"", "bild.png", "leer"),
        (picture()[:500], "bild.png", "kein Bild"),
        (PDF, "../../etc/passwd", "Diese Art von Datei"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_the_rest_is_kept(
    session: Session, begun: tuple[FlaskClient, str, Survey], content: bytes, name: str, says: str
) -> None:
    browser, base, _survey = begun
    refused = send(browser, f"{base}/seite/1", content, name)
    assert refused.status_code == 422
    assert says in refused.text
    assert 'href="#a-photo-datei"' in refused.text
    assert point() in refused.text, "the place that was typed is kept"
    assert session.scalar(select(func.count()).select_from(SurveyAttachment)) == 0


def test_files_go_with_the_draft_and_only_ones_own_can_be_taken_away(
    app: Flask, session: Session, browse: Browse, begun: tuple[FlaskClient, str, Survey]
) -> None:
    browser, base, _survey = begun
    root: Path = app.extensions["settings"].files_dir
    send(browser, f"{base}/seite/1", picture())
    session.expire_all()
    [told] = session.scalars(select(SurveyDraft)).one().answers["photo"]
    other = browse(None)
    post(other, f"{base}/beginnen")
    send(other, f"{base}/seite/1", **{"a-photo-weg": told, "a-photo": told})
    session.expire_all()
    assert session.scalars(select(SurveyAttachment)).one().draft_id is not None
    assert session.scalars(select(SurveyDraft).order_by(SurveyDraft.id.desc())).first().answers.get("photo") is None  # type: ignore[union-attr]
    assert forget_files(session) == []
    assert sweep_drafts(session, clock.now() + timedelta(days=31)) == 2
    forgotten = forget_files(session)
    assert [name for name, _is_picture in forgotten] == [told.partition(".")[0]]
    name = told.partition(".")[0]
    assert list(root.rglob(f"{name}*"))
    delete_from_disk(root, forgotten)
    assert list(root.rglob(f"{name}*")) == []


def test_only_endings_that_can_be_taken_are_offered(app: Flask) -> None:
    assert endings_of(Question("f", Kind.FILE)) == ("jpg", "jpeg", "png", "webp", "pdf")
    assert endings_of(Question("f", Kind.FILE, endings=("pdf", "docx"))) == ("pdf",)
    assert endings_of(Question("f", Kind.FILE, endings=("docx",))) == ()
