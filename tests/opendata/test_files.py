"""Files of data are whole, the same in every format, made again when something changed, gone on with after a crash, and private where they must be."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.datasets.catalogue import BY_NAME, PUBLIC
from participation.discussions.actions import delete_contribution
from participation.kit import audit, clock
from participation.kit.work import WorkState
from participation.opendata import making, parts
from participation.opendata.actions import request_data
from participation.opendata.jobs import data_dir, make_data, sweep_data
from participation.opendata.models import EVERYTHING, DataFile
from participation.opendata.queries import own_file, public_file
from participation.opendata.views import kinds_of
from participation.opendata.xlsx import Workbook
from tests.builders import a_person, a_resident, an_administrator, post
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.proposals.builders import a_proposal
from tests.reports.builders import DRAFT_TEXT, HIDDEN_TEXT, a_running_consultation, everything

Browse = Callable[[Person | None], FlaskClient]


def archive(app: Flask, session: Session, scope: int = EVERYTHING) -> zipfile.ZipFile:
    """The public archive as the sweep made it."""
    session.commit()
    with app.app_context():
        for _minute in range(3):  # a sweep begins no file after some seconds
            sweep_data()
        file = public_file(session, scope)
        assert file is not None
        session.refresh(file)
        return zipfile.ZipFile(io.BytesIO((data_dir() / (file.stored_name or "")).read_bytes()))


def table(found: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    """A CSV file's rows."""
    text = found.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_table_lies_there_in_every_format_with_the_same_rows(app: Flask, session: Session) -> None:
    everything(session)
    found = archive(app, session)
    assert found.testzip() is None
    numbers = json.loads(found.read("zeilen.json"))
    for dataset in PUBLIC:
        rows, objects = table(found, dataset.name), json.loads(found.read(f"{dataset.name}.json"))
        sheet = openpyxl.load_workbook(io.BytesIO(found.read(f"{dataset.name}.xlsx"))).worksheets[0]
        assert len(rows) == len(objects) == sheet.max_row - 1 == numbers[dataset.name], dataset.name
        header = dataset.table.shown().header
        assert [cell.value for cell in sheet[1]] == header
        assert all(list(one) == header for one in objects)
        if dataset.table.place:
            features = json.loads(found.read(f"{dataset.name}.geojson"))
            assert features["type"] == "FeatureCollection"
            assert len(features["features"]) == sum(one["geometrie"] is not None for one in objects)
    assert numbers["beitraege"] > 0


def test_the_dictionary_and_the_package_name_every_column(app: Flask, session: Session) -> None:
    everything(session)
    found = archive(app, session)
    package = json.loads(found.read("datapackage.json"))
    explained = {(row["tabelle"], row["spalte"]) for row in table(found, "verzeichnis")}
    for resource in package["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == list(table(found, resource["name"])[0]) if table(found, resource["name"]) else True
        assert {(resource["name"], name) for name in names} <= explained
    assert {one["path"] for one in package["resources"]} == {f"{dataset.name}.csv" for dataset in PUBLIC}
    assert package["licenses"][0]["path"].startswith("https://www.govdata.de/")


def test_what_is_private_is_in_no_public_file(app: Flask, session: Session) -> None:
    story = everything(session)
    found = archive(app, session)
    content = "".join(found.read(name).decode("utf-8", "replace") for name in found.namelist() if not name.endswith("xlsx"))
    canaries = [DRAFT_TEXT, HIDDEN_TEXT, "@town.example", "argon2", "externe_nummer", *(person.public_id for person in story.people)]
    assert [canary for canary in canaries if canary in content] == []


def test_no_cell_of_a_table_can_become_a_formula(app: Flask, session: Session) -> None:
    consultation = a_running_consultation(session)
    a_proposal(session, consultation, a_resident(session), "=1+1 <b>&amp; _x", "@SUM(A1)\n=2+2 und noch ein paar Wörter mehr.")
    found = archive(app, session)
    [row] = table(found, "vorschlaege")
    sheet = openpyxl.load_workbook(io.BytesIO(found.read("vorschlaege.xlsx"))).worksheets[0]
    place = [cell.value for cell in sheet[1]].index("titel") + 1
    assert row["titel"] == sheet.cell(2, place).value == "'=1+1 <b>&amp; _x"
    assert sheet.cell(2, place).data_type != "f"
    assert json.loads(found.read("vorschlaege.json"))[0]["titel"] == "=1+1 <b>&amp; _x"


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    with (tmp_path / "long.xlsx").open("wb") as stream, Workbook(stream, "lang", ["a", "b"], most_rows=1000) as book:
        for start in range(0, 2500, 700):
            book.write([[number, "x"] for number in range(start, min(start + 700, 2500))])
    sheets = openpyxl.load_workbook(tmp_path / "long.xlsx").worksheets
    assert [sheet.max_row for sheet in sheets] == [1001, 1001, 501]
    assert [row[0].value for sheet in sheets for row in sheet.iter_rows(min_row=2)] == list(range(2500))


def test_after_a_crash_finished_parts_are_not_made_again(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    everything(session)
    session.commit()
    made: list[str] = []
    write = parts.write_parts

    def dies(folder: Path, one: object, *more: object) -> int:
        made.append(one.name)  # type: ignore[attr-defined]  # a table
        if one.name == "beitraege" and made.count("beitraege") == 1:  # type: ignore[attr-defined]  # as above
            raise MemoryError
        return write(folder, one, *more)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(making, "write_parts", dies)
    with app.app_context():
        with pytest.raises(MemoryError):
            sweep_data()
        file = public_file(session, EVERYTHING)
        assert file is not None
        session.refresh(file)
        assert file.state == WorkState.REQUESTED
        first = list(made)
        make_data(file.id)
        session.refresh(file)
        assert file.state == WorkState.READY
        assert not list(data_dir().glob("parts-*"))
    assert made[len(first) :][0] == "beitraege"
    assert not {*first[:-1]} & {*made[len(first) :]}


def test_files_are_made_anew_at_most_every_hour_and_at_once_where_something_was_taken(app: Flask, session: Session) -> None:
    consultation, person = a_running_consultation(session), a_resident(session)
    subject = subject_of(a_topic(session, consultation))
    contribution = a_contribution(session, consultation, subject, "Vergänglich", by=person)
    first = archive(app, session)
    assert "Vergänglich" in first.read("beitraege.csv").decode()
    a_contribution(session, consultation, subject, "Noch einer")
    audit.append(session, at=clock.now(), actor=person, action="contribution.written", subject=contribution, data={})
    assert "Noch einer" not in archive(app, session).read("beitraege.csv").decode()
    delete_contribution(session, person, consultation, contribution, clock.now())
    after = archive(app, session).read("beitraege.csv").decode()
    assert "Vergänglich" not in after
    assert "Noch einer" in after


def test_the_same_content_keeps_its_date(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    everything(session)
    archive(app, session)
    file = public_file(session, EVERYTHING)
    assert file is not None
    before, sha256 = file.changed_at, file.sha256
    audit.append(session, at=clock.now(), actor=None, action="mail.sent", subject=("consultation", 1), data={})
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    archive(app, session)
    session.refresh(file)
    assert (file.made_at, file.changed_at, file.sha256) == (later, before, sha256)


def test_addresses_that_stay_and_answers_that_are_not_sent_twice(app: Flask, session: Session, browse: Browse) -> None:
    story = everything(session)
    browser = browse(None)
    slug = story.consultation.slug
    waiting = browser.get("/daten/vorschlaege.csv")
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "120")
    found = archive(app, session)
    for path, member in (
        ("/daten/vorschlaege.csv", "vorschlaege.csv"),
        ("/daten/beitraege.xlsx", "beitraege.xlsx"),
        ("/daten/termine.geojson", "termine.geojson"),
    ):
        response = browser.get(path)
        assert response.status_code == 200
        assert response.data == found.read(member)
        assert response.content_length == len(response.data)
        assert "attachment" in response.headers["Content-Disposition"]
        assert browser.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
        assert browser.get(path, headers={"If-Modified-Since": response.headers["Last-Modified"]}).status_code == 304
    objects = json.loads(browser.get("/daten/beitraege.json").data)
    assert [json.loads(line) for line in browser.get("/daten/beitraege.jsonl").text.splitlines()] == objects
    assert zipfile.ZipFile(io.BytesIO(browser.get("/daten/alles.zip").data)).namelist() == found.namelist()
    own = zipfile.ZipFile(io.BytesIO(browser.get(f"/daten/beteiligungen/{slug}.zip").data))
    assert f"{slug}" in own.read("vorschlaege.csv").decode()
    assert "anliegen.csv" not in own.namelist()
    assert browser.get(f"/daten/beteiligungen/{slug}/vorschlaege.csv").data == own.read("vorschlaege.csv")
    for wrong in (
        "/daten/nichts.csv",
        "/daten/beitraege.geojson",
        "/daten/interne_angaben.csv",
        f"/daten/beteiligungen/{slug}/anliegen.csv",
        "/daten/beitraege.sqlite",
    ):
        assert browser.get(wrong).status_code == 404, wrong


def test_every_address_that_the_page_and_the_catalogue_name_gives_its_file(app: Flask, session: Session, browse: Browse) -> None:
    story = everything(session)
    archive(app, session)
    browser, told = browse(None), browse(None).get("/daten").text
    for dataset in PUBLIC:
        for kind in kinds_of(dataset):
            address = f"/daten/{dataset.name}.{kind}"
            assert f'href="{address}"' in told, address
            assert browser.get(address).status_code == 200, address
            if dataset.of_consultation:
                assert browser.get(f"/daten/beteiligungen/{story.consultation.slug}/{dataset.name}.{kind}").status_code == 200, dataset.name


def test_private_columns_are_for_whoever_runs_it_and_asked(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_running_consultation(session)
    moderator, other = a_person(session, moderates=consultation), an_administrator(session)
    a_proposal(session, consultation, a_resident(session))
    session.commit()
    url = f"/verwaltung/beteiligungen/{consultation.slug}/daten"
    browser = browse(moderator)
    assert post(browser, url).status_code == 303
    assert "Stand neu laden" in browser.get(url).text
    with app.app_context():
        file = own_file(session, consultation.id, moderator.id)
        assert file is not None
        make_data(file.id)
    assert "Datei herunterladen" in browser.get(url).text
    response = browser.get(f"{url}/datei")
    assert response.headers["Cache-Control"] == "private, no-store"
    content = response.data
    response.close()
    header = zipfile.ZipFile(io.BytesIO(content)).read("vorschlaege.csv").decode("utf-8-sig").splitlines()[0]
    assert '"externe_nummer"' in header
    assert browse(other).get(f"{url}/datei").status_code == 403
    moderator = session.get_one(Person, moderator.id)
    moderator.blocked_at = clock.now()
    session.commit()
    assert browse(moderator).get(f"{url}/datei").status_code in (302, 303, 401, 403)


def test_a_private_file_is_deleted_after_its_days(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = a_running_consultation(session)
    moderator = a_person(session, moderates=consultation)
    file = request_data(session, moderator, consultation, clock.now())
    assert request_data(session, moderator, consultation, clock.now()).id == file.id
    session.commit()
    with app.app_context():
        make_data(file.id)
        session.refresh(file)
        path = data_dir() / (file.stored_name or "")
        assert path.is_file()
        later = clock.now() + timedelta(days=3)
        monkeypatch.setattr(clock, "now", lambda: later)
        sweep_data()
        assert not path.is_file()
    session.refresh(file)
    assert (file.state, file.stored_name) == (WorkState.GONE, None)


def test_a_draft_has_no_file(app: Flask, session: Session, browse: Browse) -> None:
    everything(session)
    draft = a_running_consultation(session, "Noch nicht")
    draft.stage = "draft"  # type: ignore[assignment]  # as the database has it
    archive(app, session)
    assert session.scalars(select(DataFile.scope)).all().count(draft.id) == 0
    assert browse(None).get(f"/daten/beteiligungen/{draft.slug}.zip").status_code == 404


def numbers() -> Iterator[str]:
    """The datasets with places."""
    return (name for name, dataset in BY_NAME.items() if dataset.table.place)


def test_datasets_with_places() -> None:
    assert set(numbers()) == {"vorschlaege", "projekte", "termine", "massnahmen", "anliegen"}
