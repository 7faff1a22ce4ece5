"""The tables that council members and staff take away: whole, in Polis' formats, without names, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.whole_files import new_name
from participation.methods.opinions.reading import read_votes
from participation.methods.opinions.votes import UNSEEN
from participation.opinions import files
from participation.opinions.actions import Decision
from participation.opinions.file_actions import LASTS
from participation.opinions.files import ALL, write_files
from participation.opinions.jobs import sweep_files
from participation.opinions.models import OpinionFile
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.moderation.builders import hide_statement
from tests.opinions.builders import a_map, a_statement, compute, two_camps

Browse = Callable[[Person | None], FlaskClient]


def _packed(app: Flask, map_id: int) -> bytes:
    out = io.BytesIO()
    with app.app_context():
        write_files(map_id, out, lambda done, total: None)
    return out.getvalue()


def _unpacked(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_tables_are_whole_and_their_numbers_drawn_anew(app: Flask, session: Session) -> None:
    here = a_consultation(session)
    opinion_map = a_map(session, here)
    two_camps(session, opinion_map, 40, Random(2))
    compute(app, opinion_map)
    one, other = _unpacked(_packed(app, opinion_map.id)), _unpacked(_packed(app, opinion_map.id))
    assert tuple(one) == ALL
    assert one["participants-votes.csv"] != other["participants-votes.csv"], "the same person has another number in each file"
    matrix, rows = read_votes(one["participants-votes.csv"]), read_votes(one["votes.csv"])
    assert matrix.people == rows.people == tuple(map(str, range(40)))
    assert (matrix.marks == rows.marks).all()
    assert (matrix.marks != UNSEEN).all()
    groups = [row["group-id"] for row in csv.DictReader(io.StringIO(one["participants-votes.csv"]))]
    assert sorted(groups) == ["0"] * 20 + ["1"] * 20
    assert {row["datetime"][11:] for row in csv.DictReader(io.StringIO(one["votes.csv"]))} == {"00:00:00+00:00"}, "days, no times"


def test_it_tells_how_far_it_is(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files._Lines, "EVERY", 100)
    here = a_consultation(session)
    opinion_map, told = a_map(session, here), []
    two_camps(session, opinion_map, 40, Random(2))
    with app.app_context():
        write_files(opinion_map.id, io.BytesIO(), lambda done, total: told.append((done, total)))
    assert told == [(0, 360), (100, 360), (200, 360), (300, 360)], "forty people and their answers to eight statements"


def test_no_text_becomes_a_formula_and_no_author_is_named(app: Flask, session: Session) -> None:
    here = a_consultation(session)
    opinion_map, writer = a_map(session, here), a_resident(session)
    statement = a_statement(session, here, opinion_map, writer, '=HYPERLINK("https://x.example","Saal")', decision=Decision.ACCEPT)
    hide_statement(session, an_administrator(session), here, statement.id, "Kein Satz.")
    session.commit()
    rows = list(csv.DictReader(io.StringIO(_unpacked(_packed(app, opinion_map.id))["comments.csv"])))
    assert rows[-1]["comment-body"].startswith("'=HYPERLINK")
    assert rows[-1]["moderated"] == "-1"
    assert {row["author-id"] for row in rows} == {""}


def test_they_are_made_in_the_background_for_whoever_asked_and_the_log_says_who(app: Flask, session: Session, browse: Browse) -> None:
    here = a_consultation(session)
    opinion_map, councillor, other = a_map(session, here), a_person(session, role=Role.COUNCIL), a_person(session, role=Role.COUNCIL)
    two_camps(session, opinion_map, 40, Random(2))
    session.commit()
    url, browser = f"/beteiligungen/{here.slug}/meinungsbild/{opinion_map.id}/daten", browse(councillor)
    asked = post(browser, url)
    assert asked.status_code == 303
    assert post(browser, url).location == asked.location, "asked twice, it is one file"
    assert [entry for entry in session.scalars(select(AuditEntry.action)) if entry == "opinion_map.taken_away"] == ["opinion_map.taken_away"]
    assert "gleich zusammengestellt" in browser.get(asked.location).text
    assert browser.get(f"{asked.location}/datei").status_code == 410
    with app.app_context():
        sweep_files()
    session.expire(session.scalars(select(OpinionFile)).one())
    assert "Die Datei ist fertig" in browser.get(asked.location).text
    got = browser.get(f"{asked.location}/datei")
    assert set(_unpacked(got.data)) == set(ALL)
    assert got.headers["Cache-Control"] == "private, no-store"
    got.close()
    assert browse(other).get(f"{asked.location}/datei").status_code == 404
    with clock.frozen(clock.now() + LASTS), app.app_context():
        sweep_files()
    assert browser.get(f"{asked.location}/datei").status_code == 410
    assert not list((app.extensions["settings"].var_dir / "opinion-files").iterdir())


def test_what_a_crash_left_goes_a_day_later_and_what_is_to_be_fetched_stays(app: Flask, session: Session, browse: Browse) -> None:
    here = a_consultation(session)
    opinion_map, councillor = a_map(session, here), a_person(session, role=Role.COUNCIL)
    session.commit()
    browser = browse(councillor)
    asked = post(browser, f"/beteiligungen/{here.slug}/meinungsbild/{opinion_map.id}/daten")
    folder = app.extensions["settings"].var_dir / "opinion-files"
    with app.app_context():
        sweep_files()
    [ready] = folder.iterdir()
    left = [folder / new_name(), folder / f"{new_name()}.part", folder / "from-somebody-else.txt"]
    fresh = folder / f"{new_name()}.part"
    for path in (*left, fresh):
        path.write_bytes(b"half of it")
    noon = clock.now().timestamp()
    for path, age in ((ready, 2), (left[0], 2), (left[1], 2), (left[2], 2), (fresh, 0)):
        os.utime(path, (noon - age * 86_400, noon - age * 86_400))
    with app.app_context():
        sweep_files()
    assert set(folder.iterdir()) == {ready, left[2], fresh}, "what is no file of ours is left alone"
    got = browser.get(f"{asked.location}/datei")
    assert got.status_code == 200
    got.close()
    for path in (left[2], fresh):
        path.unlink()
