"""Pictures and documents: rewritten, described, downloaded; and files that are not what they say."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Document, Picture
from tests.builders import a_consultation, an_administrator, post, token_for

Browse = Callable[[Person | None], FlaskClient]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def a_photo(width: int = 1200, height: int = 800, kind: str = "JPEG") -> bytes:
    """A picture with a place in its EXIF data."""
    exif = Image.Exif()
    exif[0x010F] = "GeheimeKamera"
    out = io.BytesIO()
    Image.new("RGB", (width, height), (180, 60, 40)).save(out, kind, exif=exif)
    return out.getvalue()


def a_bomb() -> bytes:
    """A small PNG that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.fixture
def consultation(session: Session) -> Consultation:
    return a_consultation(session)


@pytest.fixture
def clerk(session: Session, browse: Browse, consultation: Consultation) -> FlaskClient:
    return browse(an_administrator(session))


def send(browser: FlaskClient, consultation: Consultation, kind: str, content: bytes, name: str, **texts: str) -> object:
    """Submit one of the two forms with a file."""
    data = {"file": (io.BytesIO(content), name), **({"alternative_text": "Die Halle", "title": "Gutachten"} | texts)}
    return post(browser, f"/verwaltung/beteiligungen/{consultation.slug}/{kind}", data, content_type="multipart/form-data")


def test_a_picture_is_written_anew_and_shown_in_the_widths_that_exist(
    session: Session, browse: Browse, clerk: FlaskClient, consultation: Consultation
) -> None:
    assert send(clerk, consultation, "bilder", a_photo(), "halle.jpg", credit="Stadtarchiv").status_code == 303
    picture = session.scalars(select(Picture)).one()
    text = browse(None).get(f"/beteiligungen/{consultation.slug}").text
    assert f"/bilder/{picture.stored_name}/480.webp 480w, /bilder/{picture.stored_name}/960.webp 960w" in text
    assert 'alt="Die Halle"' in text
    assert "Bild: Stadtarchiv" in text
    served = browse(None).get(f"/bilder/{picture.stored_name}/960.webp", buffered=True)
    assert served.mimetype == "image/webp"
    assert "immutable" in served.headers["Cache-Control"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert b"GeheimeKamera" not in served.data
    assert "Set-Cookie" not in served.headers
    assert browse(None).get(f"/bilder/{picture.stored_name}/1600.webp").status_code == 404
    assert browse(None).get(f"/bilder/{picture.stored_name}/7.webp").status_code == 404


def test_a_document_is_only_ever_a_download(session: Session, browse: Browse, clerk: FlaskClient, consultation: Consultation) -> None:
    assert send(clerk, consultation, "dokumente", PDF, "x.pdf", title='Gutachten "2026"; filename=evil.html').status_code == 303
    document = session.scalars(select(Document)).one()
    assert document.title in browse(None).get(f"/beteiligungen/{consultation.slug}").text.replace("&#34;", '"')
    served = browse(None).get(f"/dokumente/{document.stored_name}", buffered=True)
    assert served.data == PDF
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.mimetype == "application/pdf"


@pytest.mark.parametrize(
    ("kind", "content", "name", "words"),
    [
        ("dokumente", a_photo(kind="PNG"), "gutachten.pdf", "kein vollständiges PDF"),
        ("dokumente", PDF[:20], "halb.pdf", "kein vollständiges PDF"),
        ("dokumente", b"<html><script>alert(1)</script>", "seite.pdf", "kein vollständiges PDF"),
        ("bilder", SVG, "bild.svg", "kein Bild, das wir lesen können"),
        ("bilder", SVG, "bild.png", "kein Bild, das wir lesen können"),
        ("bilder", PDF, "bild.jpg", "kein Bild, das wir lesen können"),
        ("bilder", b"GIF89a" + b"\0" * 40, "bild.gif", "kein Bild, das wir lesen können"),
        ("bilder", a_photo()[:500], "halb.jpg", "kein Bild, das wir lesen können"),
        ("bilder", a_bomb(), "bombe.png", "Bild"),
        ("bilder", b"", "leer.png", "Datei"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(
    session: Session, clerk: FlaskClient, consultation: Consultation, kind: str, content: bytes, name: str, words: str
) -> None:
    response = send(clerk, consultation, kind, content, name, alternative_text="Meine lange Beschreibung", title="Mein langer Titel")
    assert response.status_code == 422
    assert words in response.text.split("Es gibt einen Fehler")[1][:600]
    assert ("Meine lange Beschreibung" if kind == "bilder" else "Mein langer Titel") in response.text
    assert session.scalars(select(Picture)).all() == []
    assert session.scalars(select(Document)).all() == []


def test_a_picture_needs_words_for_those_who_do_not_see_it(session: Session, clerk: FlaskClient, consultation: Consultation) -> None:
    response = send(clerk, consultation, "bilder", a_photo(), "halle.jpg", alternative_text=" \u200b ")
    assert response.status_code == 422
    assert "beschreiben Sie das Bild" in response.text


def test_a_file_larger_than_allowed_is_refused(clerk: FlaskClient, consultation: Consultation) -> None:
    limit = 10 * 1024 * 1024
    for size, status in ((limit + 1, 422), (limit + 200_000, 413)):
        head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token_for(clerk)}\r\n'
        head += '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nGutachten\r\n'
        head += '--x\r\nContent-Disposition: form-data; name="file"; filename="gross.pdf"\r\n\r\n'
        body = head.encode() + PDF.ljust(size) + b"\r\n--x--\r\n"
        url = f"/verwaltung/beteiligungen/{consultation.slug}/dokumente"
        response = clerk.post(url, data=body, content_type="multipart/form-data; boundary=x")
        assert (response.status_code, "zu groß" in response.text) == (status, True)


def test_the_form_says_how_large_a_file_may_be_here(
    app: Flask, clerk: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], max_upload_mb=25))
    page = clerk.get(f"/verwaltung/beteiligungen/{consultation.slug}/bilder-und-dokumente").text
    assert "JPEG, PNG oder WebP, höchstens 25 MB." in page
    table = clerk.get(f"/verwaltung/beteiligungen/{consultation.slug}/einlesen").text
    assert "Höchstens 10 MB und 10.000 Zeilen." in table


def test_a_removed_file_is_gone_from_page_and_disk(session: Session, app: Flask, clerk: FlaskClient, consultation: Consultation) -> None:
    send(clerk, consultation, "bilder", a_photo(), "halle.jpg")
    send(clerk, consultation, "dokumente", PDF, "gutachten.pdf")
    picture, document = session.scalars(select(Picture)).one(), session.scalars(select(Document)).one()
    files = app.extensions["settings"].files_dir
    assert len(list(files.rglob(f"{picture.stored_name}*"))) == 2
    base = f"/verwaltung/beteiligungen/{consultation.slug}"
    elsewhere = a_consultation(session, "Anderswo")
    assert post(clerk, f"/verwaltung/beteiligungen/{elsewhere.slug}/bilder/{picture.id}/entfernen").status_code == 404
    assert post(clerk, f"{base}/bilder/{picture.id}/entfernen").status_code == 303
    assert post(clerk, f"{base}/dokumente/{document.id}/entfernen").status_code == 303
    assert list(files.rglob(f"{picture.stored_name}*")) == []
    assert clerk.get(f"/dokumente/{document.stored_name}").status_code == 404


def test_names_that_nobody_gave_lead_nowhere(browse: Browse) -> None:
    for path in ("/bilder/../480.webp", "/bilder/..%2f..%2fetc/480.webp", "/dokumente/passwd.pdf", "/dokumente/%00.pdf", "/bilder/a/٣.webp"):
        assert browse(None).get(path).status_code == 404
