"""Filling a roll of codes: a list all or nothing with every fault named, letters whose codes count, sent again, revoked; names go on their day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.columns import guess, header_of
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.jobs import jobs_of
from participation.votes.actions import VoteDraft, edit_vote, open_vote
from participation.votes.channel_models import RollEntry, RollImport
from participation.votes.models import Vote
from participation.votes.roll_actions import make_plain_codes, upload_list
from participation.votes.roll_reading import KNOWN_AS, Column, check_list
from tests.builders import an_administrator, post, token_for
from tests.conftest import NOON
from tests.votes.builders import OPENS, consultation_of
from tests.votes.channel_builders import HEADER, a_code_draft, a_code_vote, a_list, a_voter_row, entries_of, the_seals

Browse = Callable[[Person | None], FlaskClient]
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}")


def base_of(session: Session, vote: Vote) -> str:
    return f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}"


def send_file(browser: FlaskClient, url: str, content: bytes, fields: dict[str, str]) -> TestResponse:
    """Sent as one text: the test browser would leave the temporary file of a large form open."""
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    said = "".join(head.format(name, "") + value + "\r\n" for name, value in {"csrf_token": token_for(browser), **fields}.items())
    body = said.encode() + head.format("file", '; filename="liste.csv"').encode() + content + b"\r\n--x--\r\n"
    return browser.post(url, data=body, content_type="multipart/form-data; boundary=x")


def test_from_the_list_to_the_letters_and_the_ballot(app: Flask, session: Session, browse: Browse) -> None:
    vote = a_code_draft(session, 0)
    clerk, base = browse(an_administrator(session)), base_of(session, vote)
    sent = send_file(clerk, f"{base}/verzeichnis/liste", a_list([a_voter_row(number) for number in range(3)]), {"delete_on": "2027-01-31"})
    assert sent.status_code == 303, sent.text[-1500:]
    preview = clerk.get(sent.location).text
    assert "Alles in Ordnung" in preview
    assert "Müller-0" in preview
    assert session.scalar(select(func.count(RollEntry.id))) == 0, "nothing counts before the button"
    assert post(clerk, f"{sent.location}/einlesen").status_code == 303
    jobs_of(app).run_pending()
    session.expire_all()
    assert [entry.number for entry in entries_of(session, vote)] == ["1000", "1001", "1002"]
    stored = b"".join(bytes(sealed) for sealed in session.scalars(select(RollEntry.sealed)))
    assert b"Lindenstra" not in stored
    assert session.scalars(select(RollImport.content)).one() is None, "the file is gone once it is read in"
    open_vote(session, an_administrator(session), consultation_of(session, vote), vote, OPENS)
    assert vote.frozen_json is not None
    assert '"entries":3' in vote.frozen_json
    session.commit()
    assert post(clerk, f"{base}/verzeichnis/briefe").status_code == 303
    jobs_of(app).run_pending()
    pdf = clerk.get(f"{base}/verzeichnis/briefe/1.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert b"/MarkInfo" in pdf.data, "tagged, for screen readers"
    table = clerk.get(f"{base}/verzeichnis/briefe/1.csv").data.decode("utf-8-sig")
    assert table.count("Kim Müller-") == 3
    code = CODE.findall(table.split("\n")[2])[0]
    assert f"/abstimmen#{code}" in table, "the QR code's address never sends the code to a server"
    assert "?" not in table.split("\n")[1]
    guest = browse(None)
    assert post(guest, "/abstimmen", {"code": code.lower()}).location == f"{base}/stimmzettel"
    assert "Was soll aus der Stadthalle werden?" in guest.get(f"{base}/stimmzettel").text
    entry = entries_of(session, vote)[1]
    assert code not in str([getattr(entry, column.name) for column in RollEntry.__table__.columns])
    assert not any(code in data or "Müller" in data for data in session.scalars(select(AuditEntry.data)))


def test_every_fault_is_named_by_row_and_column_and_nothing_is_read_in(session: Session, browse: Browse) -> None:
    vote = a_code_draft(session, 0)
    clerk, base = browse(an_administrator(session)), base_of(session, vote)
    rows = [a_voter_row(1), ("", "Ohne", "Nummer", "Weg", "1", "12345", "Ort"), a_voter_row(1), ("7", "Zu", "Kurz", "Weg", "2", "123", ""), ()]
    sent = send_file(clerk, f"{base}/verzeichnis/liste", a_list(rows), {"delete_on": "2027-01-31"})
    preview = clerk.get(sent.location)
    plain = re.sub(r"<[^>]+>", " ", preview.text)
    assert "So kann die Datei nicht eingelesen werden" in plain
    for row, column, words in (
        ("3", "Nummer im Verzeichnis", "Hier steht nichts"),
        ("4", "Nummer im Verzeichnis", "steht schon in Zeile 2"),
        ("5", "Postleitzahl", "keine fünf Ziffern"),
        ("5", "Ort", "Hier steht nichts"),
    ):
        assert re.search(rf"\b{row}\s+{column}\s+[^A-Z]*{words}|\b{row}\s+{column}\s+.*?{words}", plain), (row, column, plain)
    assert post(clerk, f"{sent.location}/einlesen").status_code == 422
    assert session.scalar(select(func.count(RollEntry.id))) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 no zip",
        b"nur eine Spalte\r\nx",
        b'a;b;"offen\r\n1;2',
        ";".join(f"s{number}" for number in range(61)).encode(),
    ],
)
def test_what_is_no_list_is_refused_in_words(session: Session, content: bytes) -> None:
    vote = a_code_draft(session, 0)
    consultation = consultation_of(session, vote)
    with pytest.raises(Invalid):
        upload_list(session, an_administrator(session), consultation, vote, content, "x.csv", date(2027, 1, 31), the_seals(), NOON)
    assert session.scalar(select(func.count(RollEntry.id))) == 0


def test_hostile_cells_stay_text() -> None:
    rows = [
        ("=1+1", "=cmd|' /C calc'!A0", "x", "x", "1", "12345", "x"),
        ("12\u202e3", "<script>", "x", "x", "1", "12345", "x"),
        ("9" * 21, "x", "x", "x" * 121, "1", "١٢٣٤٥", "x"),
        ("a/1", "O’Neill", "', DROP TABLE person, --", "Straße", "1a", "01067", "Dresden"),
    ]
    content = ";".join(HEADER).encode() + b"\r\n" + "\r\n".join(";".join(row) for row in rows).encode()
    found = check_list(content, guess(header_of(content)[0], KNOWN_AS))
    assert {(row, column) for row, column, _sentence in found.faults} == {
        (2, "Nummer im Verzeichnis"),
        (4, "Nummer im Verzeichnis"),
        (4, "Straße"),
        (4, "Postleitzahl"),
    }
    assert found.voters == 2
    assert guess(("Nr", "Nr", "Ort"), KNOWN_AS) == {Column.NUMBER: 0, Column.TOWN: 2}


def test_a_roll_is_filled_once_and_frozen_by_the_opening(session: Session) -> None:
    vote = a_code_draft(session, 3)
    consultation, actor = consultation_of(session, vote), an_administrator(session)
    with pytest.raises(Conflict, match="schon gefüllt"):
        make_plain_codes(session, actor, consultation, vote, 5, NOON)
    open_vote(session, actor, consultation, vote, OPENS)
    with pytest.raises(Refused, match="festgeschrieben"):
        make_plain_codes(session, actor, consultation, vote, 5, NOON)
    for statement in (
        "INSERT INTO roll_entry (vote_id, number, code_kind, is_revoked) VALUES (:id, '99', 'letter', :no)",
        "UPDATE roll_entry SET number = 'x' || number WHERE vote_id = :id",
        "DELETE FROM roll_entry WHERE vote_id = :id",
    ):
        with pytest.raises(IntegrityError, match="roll is frozen"), session.begin_nested():
            session.execute(text(statement), {"id": vote.id, "no": False} if ":no" in statement else {"id": vote.id})


def test_a_vote_by_codes_needs_a_roll_and_secrecy(session: Session) -> None:
    vote = a_code_draft(session, 0)
    consultation, actor = consultation_of(session, vote), an_administrator(session)
    with pytest.raises(Refused, match="Verzeichnis ist leer"):
        open_vote(session, actor, consultation, vote, OPENS)
    with pytest.raises(Invalid, match="veröffentlicht Namen"):
        edit_vote(session, actor, consultation, vote, VoteDraft("Neu", secrecy="open", roll_kind="codes"), NOON)
    make_plain_codes(session, actor, consultation, vote, 5, NOON)
    edit_vote(session, actor, consultation, vote, VoteDraft("Neu"), NOON)
    assert entries_of(session, vote) == [], "a roll by rule keeps no list"


@pytest.mark.parametrize("number", [0, -1, 100_001])
def test_a_number_of_codes_has_bounds(session: Session, number: int) -> None:
    vote = a_code_draft(session, 0)
    with pytest.raises(Invalid, match=r"100\.000"):
        make_plain_codes(session, an_administrator(session), consultation_of(session, vote), vote, number, NOON)


def test_a_letter_again_ends_the_old_code_and_a_revoked_one_gets_none(app: Flask, session: Session, browse: Browse) -> None:
    vote = a_code_vote(session, 2)
    clerk, guest, base = browse(an_administrator(session)), browse(None), base_of(session, vote)
    session.commit()
    post(clerk, f"{base}/verzeichnis/briefe")
    jobs_of(app).run_pending()
    old = CODE.findall(clerk.get(f"{base}/verzeichnis/briefe/1.csv").text)[0]
    first, second = entries_of(session, vote)
    assert post(clerk, f"{base}/verzeichnis/suchen", {"number": "1"}).location.endswith(f"/eintrag/{first.id}")
    assert post(clerk, f"{base}/verzeichnis/eintrag/{first.id}/brief").status_code == 303
    jobs_of(app).run_pending()
    new = CODE.findall(clerk.get(f"{base}/verzeichnis/briefe/2.csv").text)
    assert post(guest, "/abstimmen", {"code": old}).status_code == 422
    assert post(guest, "/abstimmen", {"code": new[0]}).status_code == 303
    assert post(clerk, f"{base}/verzeichnis/eintrag/{second.id}/sperren", {"reason": ""}).status_code == 422
    assert post(clerk, f"{base}/verzeichnis/eintrag/{second.id}/sperren", {"reason": "verzogen"}).status_code == 303
    assert "gesperrt" in clerk.get(f"{base}/verzeichnis/eintrag/{second.id}").text
    assert post(clerk, f"{base}/verzeichnis/briefe/1/neu").status_code == 303
    jobs_of(app).run_pending()
    assert len(CODE.findall(clerk.get(f"{base}/verzeichnis/briefe/3.csv").text.split("Ende")[1])) == 2, "one letter: code and address"


def test_names_and_addresses_go_on_their_day(app: Flask, session: Session, browse: Browse) -> None:
    vote = a_code_draft(session, 0)
    clerk, base = browse(an_administrator(session)), base_of(session, vote)
    sent = send_file(clerk, f"{base}/verzeichnis/liste", a_list([a_voter_row(number) for number in range(3)]), {"delete_on": "2027-01-31"})
    post(clerk, f"{sent.location}/einlesen")
    jobs_of(app).run_pending()
    early = send_file(clerk, f"{base}/verzeichnis/liste", a_list([a_voter_row(1)]), {"delete_on": "2026-10-20"})
    assert early.status_code == 422
    assert "Löschtag muss nach dem Ende" in early.text
    run = app.test_cli_runner()
    assert "2027-01-31" in run.invoke(args=["privacy", "due"]).output
    run.invoke(args=["privacy", "sweep"])
    session.expire_all()
    assert session.scalar(select(func.count(RollEntry.sealed))) == 3
    with clock.frozen(NOON + timedelta(days=120)):
        assert "3 roll_entry" in run.invoke(args=["privacy", "sweep"]).output
        session.expire_all()
        assert session.scalar(select(func.count(RollEntry.sealed))) == 0
        assert len(entries_of(session, vote)) == 3, "numbers stay, so that the roll stays right"
