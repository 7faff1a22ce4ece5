"""Pictures and documents on proposals: rewritten, described, put in order, seen by whom they should, gone when removed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.proposals.actions import discard_draft, publish_proposal
from participation.proposals.jobs import sweep_writing
from participation.proposals.models import Proposal
from participation.proposals.writing_models import Attachment
from participation.proposals.writing_queries import attachments_of
from tests.builders import a_consultation, a_resident, post, token_for
from tests.conftest import NOON, Statements
from tests.proposals.builders import a_draft, a_pdf, a_picture, a_picture_file, a_proposal

Browse = Callable[[Person | None], FlaskClient]


def upload(browser: FlaskClient, url: str, file: BytesIO, name: str, **fields: str) -> TestResponse:
    return browser.post(url, data={"csrf_token": token_for(browser), "file": (file, name), **fields}, content_type="multipart/form-data")


def fetched(browser: FlaskClient, url: str) -> TestResponse:
    """A file as a browser gets it, closed again."""
    with browser.get(url, buffered=True) as answer:
        return answer


def files_of(session: Session, proposal: Proposal) -> list[Attachment]:
    session.expire_all()
    return list(attachments_of(session, proposal.id))


def test_a_picture_without_words_is_kept_asked_about_and_shown_once_described(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    exif = Image.Exif()
    exif[0x010F] = "Kamera von Ada"
    kept = upload(mine, url + "/bilder", a_picture_file(exif=exif), "p.jpg")
    assert kept.status_code == 422
    assert "Bitte beschreiben Sie das Bild" in kept.text
    [picture] = files_of(session, proposal)
    address = f"/vorschlagsbilder/{picture.stored_name}/480.webp"
    assert fetched(browse(None), address).status_code == 404
    assert fetched(mine, address).status_code == 200
    assert picture.stored_name not in browse(None).get(url).text
    both = post(mine, f"{url}/bilder/{picture.id}/beschreiben", {f"bild{picture.id}-words": "Bank", f"bild{picture.id}-decorative": "y"})
    assert both.status_code == 422
    assert post(mine, f"{url}/bilder/{picture.id}/beschreiben", {f"bild{picture.id}-words": "Eine Bank unter Linden"}).status_code == 303
    assert 'alt="Eine Bank unter Linden"' in browse(None).get(url).text
    answer = fetched(browse(None), address)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert b"Kamera" not in answer.data
    assert "Set-Cookie" not in answer.headers


def test_a_picture_that_is_only_decoration_has_an_empty_alternative_text(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    assert upload(browse(alice), url + "/bilder", a_picture_file(), "p.jpg", decorative="y").status_code == 303
    page = browse(None).get(url).text
    assert files_of(session, proposal)[0].stored_name in page
    assert 'alt=""' in page


BAD = {
    "a script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "p.svg", "kein Bild, das wir lesen"),
    "a script in a picture's name": (b"#!/bin/sh\nrm -rf /", "p.png", "kein Bild, das wir lesen"),
    "nothing": (b"", "p.png", "Bitte wählen Sie eine Datei aus|Die Datei ist leer"),
    "half a picture": (None, "p.png", "kein Bild, das wir lesen"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_refused_with_a_sentence(session: Session, browse: Browse, name: str) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    content, file, words = BAD[name]
    content = a_picture_file().read()[:200] if content is None else content
    answer = upload(browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}/bilder", BytesIO(content), file, words="Eine Bank")
    assert answer.status_code == 422
    assert any(sentence in answer.text for sentence in words.split("|"))
    assert "Eine Bank" in answer.text
    assert files_of(session, draft) == []


def test_a_bomb_is_refused_before_it_is_unpacked(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert out.tell() < 100_000
    out.seek(0)
    answer = upload(browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}/bilder", out, "p.png", words="Schwarz")
    assert answer.status_code == 422
    assert "zu viele Bildpunkte" in answer.text


def test_at_most_five_and_the_same_form_adds_one(session: Session, browse: Browse, app: Flask) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}/bilder"
    for number in (1, 1, 2, 3, 4, 5):
        assert upload(mine, url, a_picture_file(), "p.jpg", words=f"Bild {number}", upload_key=f"key-{number}").status_code == 303
    assert len(files_of(session, draft)) == 5
    assert upload(mine, url, a_picture_file(), "p.jpg", words="Noch eins", upload_key="key-6").status_code == 422
    last = files_of(session, draft)[-1]
    post(mine, f"{url.removesuffix('/bilder')}/dateien/{last.id}/verschieben", {"richtung": "vor"})
    assert [file.words for file in files_of(session, draft)] == ["Bild 1", "Bild 2", "Bild 3", "Bild 5", "Bild 4"]


def test_a_document_is_only_ever_a_download(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    assert upload(browse(alice), url + "/dokumente", a_pdf(), "Mein Plan.pdf").status_code == 303
    [document] = files_of(session, proposal)
    assert document.words == "Mein Plan"
    answer = fetched(browse(None), f"/vorschlagsdokumente/{document.stored_name}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/pdf"
    assert upload(browse(alice), url + "/dokumente", BytesIO(b"<html>"), "x.pdf").status_code == 422


def test_a_drafts_files_are_seen_by_its_writers_only(session: Session, browse: Browse, tmp_path: Path, app: Flask) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    upload(browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}/bilder", a_picture_file(), "p.jpg", words="Eine Bank")
    address = f"/vorschlagsbilder/{files_of(session, draft)[0].stored_name}/480.webp"
    assert fetched(browse(bob), address).status_code == fetched(browse(None), address).status_code == 404
    mine = fetched(browse(alice), address)
    assert mine.status_code == 200
    assert mine.headers["Cache-Control"] == "private, no-store"


def test_an_undescribed_picture_keeps_a_draft_from_being_published(session: Session, tmp_path: Path) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    a_picture(session, consultation, draft, alice, tmp_path, words="", at=NOON)
    with pytest.raises(Invalid, match="noch keine Beschreibung"):
        publish_proposal(session, alice, draft, consultation, NOON)


def test_after_the_window_nothing_is_added(session: Session, tmp_path: Path) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON)
    with pytest.raises(Refused):
        a_picture(session, consultation, proposal, alice, tmp_path, at=NOON + timedelta(minutes=61))


def test_removed_files_leave_the_disk_also_those_of_a_discarded_draft(session: Session, browse: Browse, app: Flask) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    files = Path(app.extensions["settings"].files_dir)
    before = set(files.rglob("*.webp"))
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
    for number in (1, 2):
        upload(mine, url + "/bilder", a_picture_file(), "p.jpg", words=f"Bild {number}")
    first, second = files_of(session, draft)
    assert post(mine, f"{url}/dateien/{first.id}/entfernen").status_code == 303
    assert [path for path in set(files.rglob("*.webp")) - before if first.stored_name in path.name] == []
    session.expire_all()
    discard_draft(session, alice, session.get_one(Proposal, draft.id), clock.now())
    session.commit()
    assert mine.get(f"/vorschlagsbilder/{second.stored_name}/480.webp").status_code == 404
    with app.app_context():
        assert sweep_writing()[0] == 2
    assert set(files.rglob("*.webp")) == before
    session.expire_all()
    assert session.scalars(select(Attachment)).all() == []


def test_a_card_shows_the_first_picture_that_others_may_see_at_no_further_statement(
    session: Session, browse: Browse, tmp_path: Path, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation, alice, reader = a_consultation(session), a_resident(session), browse(None)
    proposal, bare = a_proposal(session, consultation, alice, at=NOON), a_proposal(session, consultation, alice, at=NOON)
    session.commit()
    url, counts = f"/beteiligungen/{consultation.slug}/vorschlaege?sortierung=neueste", []
    reader.get(f"{url}&seite=1")
    for words in ("", "", "Eine Bank", "Ein Baum"):
        picture = a_picture(session, consultation, proposal, alice, tmp_path, words, at=NOON)
        session.commit()
        with count_statements() as statements:
            text = reader.get(url).text
        counts.append(statements.count)
        assert text.count("/vorschlagsbilder/") == (1 if words else 0)
        if words == "Eine Bank":
            first = picture.stored_name
    assert f'<img class="card-thumb" src="/vorschlagsbilder/{first}/480.webp" alt="" width="128" height="96" loading="lazy"' in text
    assert len(set(counts[1:])) == 1  # after the first the door knows what the page shows
    assert bare.attachment_count == 0
