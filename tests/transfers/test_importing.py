"""A table is read in whole or not at all, with every fault under its row's number, and can be taken back for a day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.cells import restored, safe_cell
from participation.kit.errors import Invalid
from participation.kit.sheets import FORMULA, MAX_BYTES, MAX_ROWS, read_table
from participation.places.queries import StreetBook, StreetList
from participation.proposals.actions import support_proposal
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.writing_models import Channel, Intake
from participation.transfers.actions import sweep_tables
from participation.transfers.models import ImportState, ProposalImport
from participation.transfers.reading import Column, guess, keep_mapping, read_lines, read_mapping
from tests.builders import a_consultation, a_district, a_person, a_resident, an_administrator, post
from tests.places.builders import ALTSTADT, MARKET, some_streets
from tests.transfers.builders import BODY, a_table, what_is_known

Browse = Callable[[Person | None], FlaskClient]


def a_workbook(*rows: tuple[object, ...]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def upload(browser: FlaskClient, consultation: Any, content: bytes, name: str = "vorschlaege.csv") -> Any:
    url = f"/verwaltung/beteiligungen/{consultation.slug}/einlesen"
    return post(browser, url, {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def published(session: Session) -> list[str]:
    return list(session.scalars(select(Proposal.title).where(Proposal.stage == ProposalStage.PUBLISHED).order_by(Proposal.id)))


def test_from_the_file_to_the_list_and_back(session: Session, browse: Browse, client: FlaskClient) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    session.commit()
    browser = browse(staff)
    url = upload(browser, consultation, a_table(("Bänke am Markt", "", "A-1"), ("Schatten am Markt", "", "A-2"))).headers["Location"]
    text = browser.get(url).text
    assert "2 Vorschläge veröffentlichen" in text
    assert "Bänke am Markt" in text
    assert published(session) == []
    for _twice in range(2):
        assert post(browser, url + "/veroeffentlichen").status_code == 303
    assert published(session) == ["Bänke am Markt", "Schatten am Markt"]
    listed = client.get(f"/beteiligungen/{consultation.slug}/vorschlaege?q=schatten").text
    assert "1 Vorschlag<" in listed
    made = session.scalars(select(ProposalImport)).one()
    assert (made.state, made.rows, made.actor_id, len(made.sha256)) == (ImportState.DONE, 2, staff.id, 64)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "proposals.imported")).one()
    assert made.sha256 in entry.data
    again = browser.get(upload(browser, consultation, a_table(("Noch einmal Bänke", "", "A-1"))).headers["Location"]).text
    assert "Zeile 2:</li>" in again.replace(" Die Nummer A-1 wurde schon früher eingelesen.", "")
    assert post(browser, url + "/rueckgaengig").status_code == 303
    session.expire_all()
    assert published(session) == []
    assert "noch keine Vorschläge" in client.get(f"/beteiligungen/{consultation.slug}/vorschlaege").text
    third = browser.get(upload(browser, consultation, a_table(("Noch einmal Bänke", "", "A-1"))).headers["Location"]).text
    assert "1 Vorschlag veröffentlichen" in third


def test_one_wrong_row_and_nothing_is_published(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    table = a_table(("Bänke am Markt", "", "A-1"), ("Kurz", "zu kurz", "A-1"), ("", "", ""))
    url = upload(browser, consultation, table).headers["Location"]
    response = post(browser, url + "/veroeffentlichen")
    assert response.status_code == 422
    for sentence in (
        "Zeile 3: Die Nummer A-1 steht schon in Zeile 2.",
        "Zeile 3: Der Titel ist zu kurz.",
        "Zeile 3: Bitte beschreiben Sie",
        "Zeile 4: Bitte geben Sie Ihrem Vorschlag einen Titel.",
    ):
        assert sentence in response.text
    assert published(session) == []


def test_columns_can_be_chosen(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    url = upload(browser, consultation, a_table(("Bänke am Markt", "", "A-1"), header="Was;Warum;Wo;Zeichen")).headers["Location"]
    assert "In welcher Spalte" in browser.get(url).text or "in welcher Spalte „Titel“ steht" in browser.get(url).text
    post(browser, url + "/spalten", {"spalte-0": "title", "spalte-1": "body", "spalte-2": "category", "spalte-9": "title", "spalte-x": "no"})
    assert "1 Vorschlag veröffentlichen" in browser.get(url).text


def test_what_somebody_supports_is_not_taken_back(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    url = upload(browser, consultation, a_table(("Bänke am Markt", "", "A-1"), ("Schatten am Markt", "", "A-2"))).headers["Location"]
    post(browser, url + "/veroeffentlichen")
    support_proposal(session, a_resident(session), session.scalars(select(Proposal).limit(1)).one(), consultation, clock.now())
    session.commit()
    response = post(browser, url + "/rueckgaengig")
    assert response.status_code == 409
    assert "bleibt alles, wie es ist" in response.text
    assert len(published(session)) == 2


def test_after_a_day_it_stays(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    url = upload(browser, consultation, a_table(("Bänke am Markt", "", "A-1"))).headers["Location"]
    post(browser, url + "/veroeffentlichen")
    made = session.scalars(select(ProposalImport)).one()
    made.done_at = clock.now() - timedelta(days=1, minutes=1)
    session.commit()
    assert post(browser, url + "/rueckgaengig").status_code == 403
    assert len(published(session)) == 1


def test_tables_that_nobody_published_are_deleted(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    upload(browse(an_administrator(session)), consultation, a_table(("Bänke am Markt", "", "A-1")))
    assert sweep_tables(session, clock.now() + timedelta(hours=23)) == 0
    assert sweep_tables(session, clock.now() + timedelta(hours=25)) == 1
    assert session.scalar(select(func.count(ProposalImport.id))) == 0


TITLE = "Bänke für Müde"


@pytest.mark.parametrize(
    "content",
    [
        f"Titel;Text\r\n{TITLE};{BODY}".encode(),
        f'\ufeffTitel,Text\n{TITLE},"{BODY}"\n\n\n'.encode(),
        f"Titel\tText\n{TITLE}\t{BODY}".encode("cp1252"),
        f"Titel;Text\n{TITLE};{BODY}".encode("utf-16"),
        a_workbook(("Titel", "Text"), (TITLE, BODY), (None, None)),
    ],
    ids=["semicolons", "commas with a mark", "tabs in cp1252", "UTF-16", "workbook"],
)
def test_tables_come_as_programs_write_them(content: bytes) -> None:
    assert read_table(content) == [("Titel", "Text"), (TITLE, BODY)]


def a_bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (90 * 1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leer"),
        (b"  \r\n \n", "leer"),
        (b";;\n;;\n", "leer"),
        (b"a" * (MAX_BYTES + 1), "zu groß"),
        (b"a;b\n" * (MAX_ROWS + 2), "mehr als 10.000 Zeilen"),
        (b'Titel;Text\n"offen;Text\n', "Anführungszeichen"),
        (b'Titel;Text\nA;"b"c"\n', "Anführungszeichen"),
        (b";" * 80, "Spalten"),
        (b"Titel;" + b"x" * 30_000, "länger als"),
        (b"\x00\x01\x02", "Format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "Format"),
        (b"PK\x03\x04 no archive", "beschädigt"),
        (a_bomb(), "ausgepackt zu groß"),
        (a_workbook(("Titel",))[:900], "beschädigt"),
        ("Titel\x81\n".encode("latin-1"), "nicht lesbar"),
    ],
)
def test_bad_files_end_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(content)
    assert sentence in refused.value.message


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Titel;Text\n" + b"A;B\n" * 100_000, "mehr als 10.000 Zeilen"),
        (b'Titel;Text\n"offen;Text\n', "Anführungszeichen"),
    ],
    ids=["a hundred thousand rows", "an open quotation mark"],
)
def test_a_bad_table_is_refused_on_the_page_and_nothing_is_kept(session: Session, browse: Browse, content: bytes, sentence: str) -> None:
    consultation = a_consultation(session)
    moderator = a_person(session, moderates=consultation)
    session.commit()
    answer = upload(browse(moderator), consultation, content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalar(select(func.count()).select_from(ProposalImport)) == 0


def test_a_million_empty_rows_are_not_waited_for() -> None:
    assert read_table(b"Titel;Text\nA;B\n" + b";\n" * 1_000_000) == [("Titel", "Text"), ("A", "B")]


def test_formulas_are_named_not_worked_out(session: Session) -> None:
    rows = read_table(a_workbook(("Titel", "Text"), ("=1+1", BODY)))
    assert rows[1][0] == FORMULA
    reading = read_lines(rows, guess(rows[0]), what_is_known(session, a_consultation(session, categories=())))
    assert reading.faults == [(2, "In „Titel“ steht eine Formel. Bitte ersetzen Sie sie durch ihren Wert.")]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"category": "Raumfahrt"}, "Das Thema „Raumfahrt“ gibt es in dieser Beteiligung nicht."),
        ({"district": "Nirgendwo"}, "Den Ortsteil „Nirgendwo“ gibt es nicht."),
        ({"received": "31.02.2026"}, "Das Datum „31.02.2026“ ist nicht lesbar. So geht es: 30.11.2026."),
        ({"received": "2027-01-01"}, "Das Datum liegt in der Zukunft."),
        ({"number": "x" * 61}, "Die Nummer ist länger als 60 Zeichen."),
    ],
)
def test_each_fault_is_said(session: Session, said: dict[str, str], fault: str) -> None:
    row = {"title": TITLE, "body": BODY, "category": "gebaude", "district": "", "number": "", "received": ""} | said
    rows = [tuple(row), tuple(row.values())]
    mapping = {place: Column(name) for place, name in enumerate(row)}
    reading = read_lines(rows, mapping, what_is_known(session, a_consultation(session)))
    assert reading.faults == [(2, fault)]


def test_what_columns_are_is_kept_and_survives_nonsense() -> None:
    mapping = guess(("Überschrift", "Beschreibung", "Stadtteil", "Lfd.", "Nr."))
    assert mapping == {0: Column.TITLE, 1: Column.BODY, 2: Column.DISTRICT, 4: Column.NUMBER}
    assert read_mapping(keep_mapping(mapping), 5) == mapping
    for nonsense in ("", "{", "[]", '{"x": "title"}', '{"0": "no"}', "null"):
        assert read_mapping(nonsense, 5) == {}


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="a=+-@'\"; \n|", max_size=30))
def test_a_guarded_cell_reads_as_it_was(text: str) -> None:
    assert restored(str(safe_cell(text))) == text


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=400))
def test_no_file_is_more_than_a_sentence(content: bytes) -> None:
    try:
        rows = read_table(content)
    except Invalid:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)


WHOLE = "Titel;Text;Thema;Nummer;Eingegangen am;Eingangsweg;Name;Straße;Hausnummer;Länge;Breite"


def a_whole_table(*rows: str) -> bytes:
    """A table with every column; each row says what stands behind title and text."""
    said = [f'"Bänke am Markt {number}";"{BODY}";Gebäude;A-{number};{row}' for number, row in enumerate(rows, 1)]
    return "\r\n".join([WHOLE, *said]).encode("utf-8-sig")


def test_what_came_over_the_counter_is_shown_as_if_it_were_typed_there(session: Session, browse: Browse, client: FlaskClient) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    district = a_district(session, ALTSTADT)
    some_streets(session)
    session.commit()
    east, north = MARKET
    table = a_whole_table(
        "02.10.2026;Schalter;Ada Beispiel;Kirchgasse;5;;",
        f"2026-10-03;auf Papier;;;;{str(east).replace('.', ',')};{north}",
        "01.02.2020;;;;;;",
    )
    browser = browse(staff)
    url = upload(browser, consultation, table).headers["Location"]
    assert "3 Vorschläge veröffentlichen" in browser.get(url).text
    post(browser, url + "/veroeffentlichen")
    session.expire_all()
    counter, paper, other = session.scalars(select(Proposal).order_by(Proposal.id))
    assert (counter.channel, counter.place_label, counter.district_id) == (Channel.COUNTER, "Kirchgasse 5", district.id)
    assert (paper.channel, paper.district_id, paper.place_id is not None) == (Channel.PAPER, district.id, True)
    assert (other.channel, other.place_id) == (Channel.OTHER, None)
    arrived = session.get_one(Intake, counter.id)
    assert (arrived.received_on, arrived.giver, arrived.entered_by) == (date(2026, 10, 2), "Ada Beispiel", staff.id)
    assert session.get_one(Intake, other.id).received_on == date(2020, 2, 1)
    public = client.get(f"/beteiligungen/{consultation.slug}/vorschlaege/{counter.id}").text
    assert "am Schalter aufgenommen" in public
    assert "Kirchgasse 5" in public
    assert "Ada Beispiel" not in public
    assert "Ada Beispiel" in browser.get(f"/verwaltung/beteiligungen/{consultation.slug}/aufnahme").text
    assert post(browser, url + "/rueckgaengig").status_code == 303
    session.expire_all()
    assert session.get_one(Intake, counter.id).giver == ""
    assert published(session) == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("02.10.2026;Brieftaube;;;;;", "Den Eingangsweg „Brieftaube“ kennen wir nicht."),
        (";Schalter;;;;;", "Zum Eingangsweg gehört der Tag"),
        ("02.10.2020;Schalter;;;;;", "An diesem Tag wurden in dieser Beteiligung keine Vorschläge angenommen."),
        (";;Ada Beispiel;;;;", "Zum Namen gehört der Tag"),
        (f"02.10.2026;;{'A' * 121};;;;", "Der Name ist zu lang."),
        (";;;Nirgendgasse;5;;", "Diese Straße kennen wir nicht."),
        (";;;Kirchgasse;999;;", "Diese Hausnummer kennen wir in der Straße nicht."),
        (";;;;5;;", "Zur Hausnummer fehlt die Straße."),
        (";;;;;9,9;", "sind nicht lesbar"),
        (";;;;;neun;51", "sind nicht lesbar"),
        (";;;;;999;51", "Diese Koordinaten gibt es nicht."),
        (";;;;;8.5;51.4", "liegt nicht ganz in der Stadt"),
        (f";;;;;{MARKET[1]};{MARKET[0]}", "vertauscht"),
    ],
)
def test_each_fault_of_how_and_where_is_said(session: Session, said: str, fault: str) -> None:
    some_streets(session)
    rows = read_table(a_whole_table(said))
    reading = read_lines(rows, guess(rows[0]), what_is_known(session, a_consultation(session)))
    [(row, sentence)] = reading.faults
    assert row == 2
    assert fault in sentence


def test_a_column_that_needs_another_says_so(session: Session) -> None:
    rows = read_table(f"Titel;Text;Hausnummer;Länge\n{TITLE};{BODY};5;9,9".encode())
    reading = read_lines(rows, guess(rows[0]), what_is_known(session, a_consultation(session)))
    assert [sentence for _row, sentence in reading.faults] == ["Zu „Hausnummer“ gehört auch „Straße“.", "Zu „Länge“ gehört auch „Breite“."]


def test_the_list_of_streets_in_memory_answers_as_the_database_does(session: Session) -> None:
    some_streets(session)
    asked, book = StreetList(session), StreetBook(session)
    for street in ("Kirchgasse", "kirchg.", "Bahnhofstr.", "Bahnhofstraße", "nirgends", ""):
        assert (asked.knows(street), asked.like(street)) == (book.knows(street), book.like(street)), street
        for number in ("", "1", "5 a", "999"):
            one, other = asked.find(street, number), book.find(street, number)
            assert (one and tuple(one)) == (other and (other.street, other.number, other.longitude, other.latitude)), (street, number)
