"""A list as a file: what the list holds, no formula, and the same texts when it is read in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.sheets import read_table
from participation.proposals.actions import withdraw_proposal
from participation.proposals.writing_models import CustomValue
from participation.transfers.export_views import SHEETS_AN_HOUR
from participation.transfers.reading import guess, read_lines
from tests.builders import a_consultation, a_resident, an_administrator
from tests.proposals.builders import DURING_COLLECT, a_draft, a_proposal, a_question, taken_in_at_the_counter
from tests.transfers.builders import what_is_known

Browse = Callable[[Person | None], FlaskClient]
EVIL = '=HYPERLINK(1) & "Zitat"; -1'
MARKDOWN = "Erste Zeile mit genug Text.\n\n- ein Punkt\n- noch einer; =1+1\n\n+ Plus und 'Anführung'"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_list_is_taken_away_as_it_is_filtered(session: Session, client: FlaskClient) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    a_proposal(session, consultation, author, "Eine Rampe", supporters=2)
    a_proposal(session, consultation, author, "Ein Aufzug", body="Damit alle nach oben kommen können.")
    a_draft(session, consultation, author, "Nur ein Entwurf")
    gone = a_proposal(session, consultation, author, "Schon weg")
    withdraw_proposal(session, author, gone, consultation, "Erledigt.", DURING_COLLECT)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege.csv"
    response = client.get(url)
    assert response.text.startswith("\ufeff")
    assert "attachment" in response.headers["Content-Disposition"]
    table = rows(response.text)
    assert [row[1] for row in table[1:]] == ["Eine Rampe", "Ein Aufzug"]
    assert dict(zip(table[0], table[1], strict=True))["Unterstützungen"] == "2"
    assert [row[1] for row in rows(client.get(url + "?q=rampe&von=einwohner").text)[1:]] == ["Eine Rampe"]


def test_staff_get_more_columns_and_nobody_else(session: Session, client: FlaskClient, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation)
    session.commit()
    public = rows(client.get(f"/beteiligungen/{consultation.slug}/vorschlaege.csv").text)
    staff = rows(browse(an_administrator(session)).get(f"/verwaltung/beteiligungen/{consultation.slug}/vorschlaege.csv").text)
    assert set(public[0]) < set(staff[0])
    assert "Interne Nummer" not in public[0]


def test_no_cell_is_a_formula_and_texts_read_the_same_again(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation, title=EVIL, body=MARKDOWN)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege"
    for kind in ("csv", "xlsx"):
        content = client.get(f"{url}.{kind}").data
        if kind == "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert not content.decode("utf-8", "replace").count('"=HYPERLINK')
        table = read_table(content)
        assert table[1][1] == EVIL, kind
        assert table[1][2] == MARKDOWN, kind


def test_a_file_costs_the_same_statements_however_long(
    session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    numbers = []
    for _more in range(2):
        for _number in range(12):
            a_proposal(session, consultation, author)
        session.commit()
        client.get(f"/beteiligungen/{consultation.slug}/vorschlaege.csv")
        with count_statements() as statements:
            assert client.get(f"/beteiligungen/{consultation.slug}/vorschlaege.csv").text.count("2026-") >= 12
        numbers.append(statements.count)
    assert numbers[0] == numbers[1]


def test_a_long_list_becomes_a_workbook_and_so_many_an_hour(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation, title="Eine Rampe")
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege.xlsx"
    assert read_table(client.get(url).data)[1][1] == "Eine Rampe"
    for _more in range(SHEETS_AN_HOUR - 1):
        assert client.get(url).status_code == 200
    refused = client.get(url)
    assert refused.status_code == 429
    assert "Bitte warten Sie" in refused.text
    assert client.get(url.replace("xlsx", "csv")).status_code == 200


def test_answers_stand_in_columns_of_their_own_those_for_the_city_in_its_own_table(session: Session, client: FlaskClient, browse: Browse) -> None:
    consultation, staff, anna = a_consultation(session), an_administrator(session), a_resident(session, "Anna")
    cost = a_question(session, consultation, staff, "Was kostet es?", kind="money")
    phone = a_question(session, consultation, staff, "Text", public=False)
    proposal = a_proposal(session, consultation, anna, "Eine Rampe")
    target = a_proposal(session, consultation, anna, "Ein Aufzug")
    session.add_all(CustomValue(proposal_id=proposal.id, field_id=field.id, value=value) for field, value in ((cost, "500"), (phone, "0291 1")))
    proposal.co_author_ids, proposal.place_label = (a_resident(session, "Bert").id,), "Marktplatz"
    taken_in_at_the_counter(session, consultation, staff)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege.csv"
    public, own = rows(client.get(url).text), rows(browse(staff).get(f"/verwaltung{url}").text)
    first = dict(zip(public[0], public[1], strict=True))
    assert (first["Angabe: Was kostet es?"], first["Ort"], first["Gemeinsam mit"], first["Eingangsweg"]) == ("5,00 Euro", "Marktplatz", "Bert", "")
    assert dict(zip(public[0], public[3], strict=True))["Eingangsweg"] == "Am Schalter"
    assert "Angabe: Text" not in public[0]
    assert "0291 1" not in client.get(url).text
    assert dict(zip(own[0], own[1], strict=True))["Angabe: Text"] == "0291 1"
    proposal.stage, proposal.merged_into_id, proposal.withdraw_reason, proposal.withdrawn_at = "withdrawn", target.id, "→", DURING_COLLECT
    session.commit()
    [merged] = rows(client.get(url + "?status=withdrawn").text)[1:]
    assert merged[public[0].index("Aufgegangen in")] == target.reference


def test_a_table_that_was_taken_away_comes_in_again_as_it_was(session: Session, client: FlaskClient) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    a_question(session, consultation, staff, "Datum")
    proposal = a_proposal(session, consultation, title="Eine Rampe", body=MARKDOWN)
    taken_in_at_the_counter(session, consultation, staff)
    session.commit()
    table = read_table(client.get(f"/beteiligungen/{consultation.slug}/vorschlaege.csv").data)
    reading = read_lines(table, guess(table[0]), what_is_known(session, consultation))
    assert reading.faults == []
    first, counter = reading.lines
    assert (first.text.title, first.text.body, first.number) == ("Eine Rampe", MARKDOWN, proposal.reference)
    assert counter.arrival.channel == "counter"
