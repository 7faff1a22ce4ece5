"""The report in print: made by the worker, tagged, and never with what was hidden since."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.dossiers.jobs import files_dir, look_at_cited, make_file, sweep_dossier_files
from participation.dossiers.models import DossierFile
from participation.dossiers.paper import _printed
from participation.dossiers.queries import file_of
from participation.kit import clock
from participation.kit.work import WorkState
from participation.proposals.models import Proposal
from tests.builders import a_consultation
from tests.dossiers.builders import a_dossier, a_draft_dossier
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]
TEXT = """Die Halle hat **zu viele Stufen**.

- erstens [die Rampe](https://stadt.example/rampe)
- zweitens der Aufzug

> So sagt es der Rat."""


def folder(app: Flask) -> Path:
    """Where the files lie."""
    with app.app_context():
        return files_dir()


def fetched(browse: Browse, url: str) -> int:
    """What fetching the file answers."""
    answer = browse(None).get(url)
    answer.close()
    return answer.status_code


def made(app: Flask, session: Session, dossier_id: int) -> DossierFile:
    """The file as the worker makes it."""
    file = file_of(session, dossier_id)
    assert file is not None
    session.commit()
    with app.app_context():
        make_file(file.id)
    session.expire_all()
    return session.get_one(DossierFile, file.id)


def test_the_worker_makes_a_tagged_pdf_with_contents_and_page_numbers(app: Flask, session: Session, browse: Browse, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    for number in range(25):
        a_proposal(session, consultation, title=f"Vorschlag Nummer {number}", supporters=number % 3)
    dossier = a_dossier(session, consultation, app=app, texts={"summary": TEXT})
    file = made(app, session, dossier.id)
    assert file.state == WorkState.READY
    answer = browse(None).get(f"/beteiligungen/{consultation.slug}/gesamtbericht/1/gesamtbericht.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    content = answer.data
    answer.close()
    assert b"pdfuaid" in content or b"UA" in content
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", errors="replace", check=True).stdout
    assert "Inhalt" in text
    assert re.search(r"Seite 2 von \d+", text)
    assert "zu viele Stufen" in text
    tags = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, encoding="utf-8", errors="replace", check=True).stdout
    for tag in ("H1", "H2", "TH", "TD", "TOC", "Link", "LI"):
        assert re.search(rf"^\s*{tag}\b", tags, re.M), tag


def test_a_pdf_that_cites_what_was_hidden_is_given_to_nobody_and_made_anew(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation, title="Ein Brunnen für den Platz", supporters=2)
    dossier = a_dossier(session, consultation, app=app)
    url = f"/beteiligungen/{consultation.slug}/gesamtbericht/1/gesamtbericht.pdf"
    before = made(app, session, dossier.id).stored_name
    assert fetched(browse, url) == 200
    found = session.get_one(Proposal, proposal.id)
    found.stage, found.hidden_at, found.hidden_reason, found.hidden_from = "draft", clock.now(), "Grund", "published"
    session.commit()
    assert fetched(browse, url) == 409
    with app.app_context():
        look_at_cited()
    session.expire_all()
    file = file_of(session, dossier.id)
    assert file is not None
    assert file.state == WorkState.REQUESTED
    session.commit()
    with app.app_context():
        sweep_dossier_files()
    session.expire_all()
    assert fetched(browse, url) == 200
    assert before is not None
    assert not (folder(app) / before).exists(), "the one with the words is deleted"


def test_what_nothing_changed_for_is_not_made_anew(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation)
    file = made(app, session, a_dossier(session, consultation, app=app).id)
    with app.app_context():
        look_at_cited()
    session.expire_all()
    assert session.get_one(DossierFile, file.id).state == WorkState.READY


def test_a_drafts_pdf_says_so(app: Flask, session: Session, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    file = made(app, session, a_draft_dossier(session, consultation).id)
    assert file.stored_name is not None
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")
    text = subprocess.run(
        ["pdftotext", folder(app) / file.stored_name, "-"], capture_output=True, encoding="utf-8", errors="replace", check=True
    ).stdout
    assert "Entwurf der Fassung 1" in text


def test_no_text_acts_as_markup(app: Flask, session: Session) -> None:
    """Typst gets words as data: what would be code in its source is printed as it is."""
    consultation = a_consultation(session)
    a_proposal(session, consultation, title="#panic(sys.inputs) $x$ *fett* @ref", supporters=1)
    file = made(app, session, a_dossier(session, consultation, app=app, texts={"summary": '#eval("1") \\ ~'}).id)
    assert file.state == WorkState.READY


def test_addresses_are_whole_in_print() -> None:
    block = {"is": "list", "items": [{"text": "da", "url": "/beteiligungen/x", "note": ""}], "below": [[]]}
    assert _printed(block, "https://stadt.example")["items"][0]["url"] == "https://stadt.example/beteiligungen/x"
    written = _printed({"is": "prose", "html": '<p>Der <a href="/x">Plan</a></p>'}, "https://stadt.example")
    assert written["parts"][0]["of"][1]["to"] == "https://stadt.example/x"
