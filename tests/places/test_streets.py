"""The city's list of streets: taken in whole or not at all, searched by what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import inf
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.demo.town_map import MIDDLE
from participation.places import imports
from participation.places.imports import StreetListError, read_streets
from participation.places.models import StreetAddress
from participation.places.queries import find_address, streets_like
from tests.places.builders import TOWN, some_streets

HEAD = "strasse;hausnummer;laenge;breite\n"
HERE = f"{MIDDLE[0]};{MIDDLE[1]}"


def test_a_list_is_read_with_points_or_commas() -> None:
    found = read_streets([HEAD, f"Hauptstraße;12 A;{HERE}\n", f"Hauptstraße;;{HERE.replace('.', ',')}\n"], TOWN)
    assert [(one.street, one.number) for one in found] == [("Hauptstraße", "12a"), ("Hauptstraße", "")]


BROKEN = {
    "no header": (["Hauptstraße;1;9;51\n"], "Die erste Zeile"),
    "nothing": ([], "Die erste Zeile"),
    "no street": ([HEAD, f" ;1;{HERE}\n"], "Zeile 2: Der Name"),
    "no number": ([HEAD, f"Weg;1;{HERE}\n", "Weg;2;hier;51\n"], "Zeile 3: Länge und Breite"),
    "not a number": ([HEAD, "Weg;2;nan;51\n"], "Zeile 2: Länge und Breite"),
    "missing columns": ([HEAD, "Weg;2\n"], "Zeile 2: Länge und Breite"),
    "outside": ([HEAD, f"Weg;2;{MIDDLE[1]};{MIDDLE[0]}\n"], "Zeile 2: Der Punkt liegt nicht in der Stadt"),
    "broken quotes": ([HEAD, f'"Weg;2;{HERE}\n'], "keine gültige CSV-Datei"),
    "a giant cell": ([HEAD, "x" * 200_000 + f";2;{HERE}\n"], "keine gültige CSV-Datei"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_list_is_refused_with_the_row(case: str) -> None:
    lines, reason = BROKEN[case]
    with pytest.raises(StreetListError, match=reason):
        read_streets(lines, TOWN)


def test_a_list_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 500)  # reading as many as are allowed takes half a minute
    read = count()

    def rows(most: float = inf) -> Iterator[str]:
        yield HEAD
        while next(read) < most:
            yield f"Weg;1;{HERE}\n"

    with pytest.raises(StreetListError, match="mehr als 500"):
        read_streets(rows(), TOWN)
    assert next(read) < 510, "no more is read than is needed to know"
    read = count()
    assert len(read_streets(rows(500), TOWN)) == 1, "as many as are allowed"


def test_the_command_takes_all_rows_or_none(app: Flask, session: Session, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + f"Hauptstraße;1;{HERE}\nHauptstraße;2;{HERE}\n", encoding="utf-8-sig")
    bad.write_text(HEAD + f"Nebenstraße;1;{HERE}\nNebenstraße;2;0;0\n", encoding="utf-8")
    runner = app.test_cli_runner()
    done = runner.invoke(args=["places", "streets", str(good)])
    assert "2 Adressen übernommen" in done.output
    done = runner.invoke(args=["places", "streets", str(bad)])
    assert done.exit_code == 1
    assert "Zeile 3" in done.output
    assert set(session.scalars(select(StreetAddress.street))) == {"Hauptstraße"}


def test_streets_are_suggested_as_one_types(session: Session) -> None:
    some_streets(session)
    assert streets_like(session, "bahn") == ["Bahnhofsplatz", "Bahnhofstraße", "Eisenbahnstraße"]
    assert streets_like(session, "") == []
    assert streets_like(session, "%_") == []
    assert find_address(session, "bahnhofstr.", "3").number == "3"
    assert session.scalar(select(func.count()).select_from(StreetAddress)) is not None


def test_the_list_is_searched_without_a_script(client: FlaskClient, session: Session) -> None:
    some_streets(session)
    session.commit()
    page = client.get("/strassen?q=gasse").text
    assert "Kirchgasse" in page
    assert "Bahnhofstraße" not in page
    assert 'value="Bahnhofstraße"' in client.get("/strassen/vorschlaege?place_street=bahnhofs").text


def test_the_towns_map_is_kept_for_ever_and_only_under_its_own_address(client: FlaskClient) -> None:
    answer = client.get(f"/karte/{TOWN.version}.geojson", headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert client.get("/karte/0000.geojson").status_code == 404
