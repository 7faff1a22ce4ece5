"""From the register to the answers, on the pages: a clerk reads in, draws and prints; the invited answer without an account."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.councils.models import CouncilStage
from participation.invitations.draw_actions import DrawPlan, commit_draw
from participation.invitations.models import Answer, Invitation, RegisterImport, RegisterPerson
from participation.kit import clock
from participation.kit.jobs import jobs_of
from participation.methods.sortition.first_stage import FirstDraw, Listed, check_draw, pool_hashes, seed_of
from tests.builders import a_consultation, an_administrator, post, token_for
from tests.councils.builders import a_council
from tests.invitations.builders import HEADER, a_csv, a_register, an_answer, invited, register_rows, yes

Browse = Callable[[Person | None], FlaskClient]


def _upload(browser: FlaskClient, base: str, content: bytes) -> str:
    """Sent as one text: the test browser would leave the temporary file of a large form open."""
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    token = head.format("csrf_token", "") + token_for(browser) + "\r\n" + head.format("file", '; filename="register.csv"')
    answer = browser.post(f"{base}/register", data=token.encode() + content + b"\r\n--x--\r\n", content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 303, answer.text[-1500:]
    return answer.location


def test_a_register_is_read_in_drawn_from_and_printed_and_an_invited_person_answers(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_council(session, consultation)
    clerk = browse(an_administrator(session))
    base = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat"
    preview = _upload(clerk, base, a_csv(register_rows(90), encoding="cp1252"))
    assert "Alles in Ordnung" in clerk.get(preview).text
    assert post(clerk, f"{preview}/einlesen").status_code == 303
    jobs_of(app).run_pending()
    assert "<strong>90</strong> Personen im Register" in clerk.get(f"{base}/register").text
    plan = {"size": "20", "weights": "Alter: 16 bis 29; 200 %", "source": "Lotto am Samstag"}
    tried = post(clerk, f"{base}/einladungen/auslosen", {**plan, "act": "try"}).text
    assert "Probe ohne Wirkung" in tried
    assert session.scalar(select(func.count(Invitation.id))) == 0
    drawn = post(clerk, f"{base}/einladungen/auslosen", {**plan, "act": "commit"})
    assert post(clerk, drawn.location, {"value": "3 9 17 22 31 48"}).status_code == 303
    assert post(clerk, f"{base}/ankuendigen").status_code == 303
    assert post(clerk, f"{base}/briefe", {"kind": "first"}).status_code == 303
    jobs_of(app).run_pending()
    assert clerk.get(f"{base}/briefe/1.pdf").data.startswith(b"%PDF")
    table = clerk.get(f"{base}/briefe/1.csv").data.decode("utf-8-sig")
    assert table.count("\n") == 21
    code = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}", table)[0]

    guest = browse(None)
    assert guest.get("/buergerrat/antwort").status_code == 200
    assert f"/buergerrat/antwort#{code}" in table
    assert post(guest, "/buergerrat/antwort", {"code": code.lower()}).status_code == 303
    answer_url = "/buergerrat/antwort/angaben"
    missing = post(guest, answer_url, {"said": "yes", "feature-education": "degree"})
    assert missing.status_code == 422
    assert "Ihren Namen" in missing.text
    assert "Ohne Ihre Einwilligung" in missing.text
    told = {
        "said": "yes",
        "name": "Kim Müller",
        "phone": "0123 456",
        "feature-education": "degree",
        "consent-education": "1",
        "feature-background": "-",
    }
    assert post(guest, answer_url, told).status_code == 303
    page = guest.get(answer_url).text
    assert "Es fehlt: Einwanderung" in page
    assert "0123 456" in page
    assert post(guest, answer_url, {"said": "no"}).status_code == 303
    assert "Sie haben abgesagt" in guest.get(answer_url).text
    assert session.scalar(select(func.count(Answer.id))) == 1
    said = session.execute(text("SELECT data FROM audit_entry WHERE action = 'council.answered'")).scalars().all()
    assert len(said) == 2
    assert not any("Kim" in data or "0123" in data for data in said)
    with clock.frozen(clock.now() + timedelta(days=30)):
        late = post(guest, answer_url, {"said": "yes", **told})
        assert late.status_code == 403
        assert "Antworten waren bis" in late.text
    public = guest.get(f"/beteiligungen/{consultation.slug}/buergerrat").text
    assert "<strong>20</strong> eingeladen" in public
    assert "unter 5" in public


def test_a_published_draw_can_be_repeated_by_anyone(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council = a_council(session, consultation, CouncilStage.INVITING)
    invited(session, consultation, council)
    session.commit()
    answer = browse(None).get(f"/beteiligungen/{consultation.slug}/buergerrat/auslosung-1.json")
    said = json.loads(answer.text)
    assert "Müller" not in answer.text
    pool = [Listed(ticket, tuple(one["stratum"])) for one in said["strata"] for ticket in one["people"]]
    chosen = {tuple(one["stratum"]): tuple(one["chosen"]) for one in said["strata"] if one["chosen"]}
    commitment = json.dumps(said["commitment"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert pool_hashes(pool)[0] == said["commitment"]["pool"]
    drawn = FirstDraw(chosen, {}, tuple(said["spared"]), said["moved"])
    assert check_draw(pool, drawn, said["commitment"]["invitations"], seed_of(commitment, said["random"]))


def test_without_a_day_of_deletion_the_page_leads_to_where_it_is_set(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_council(session, consultation).delete_on = None
    session.commit()
    base = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat"
    page = browse(an_administrator(session)).get(f"{base}/register").text
    assert "Legen Sie zuerst fest, an welchem Tag die Daten gelöscht werden." in page
    assert f'href="{base}/angaben"' in page


def test_faults_are_named_by_their_rows_and_nothing_is_read_in(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_council(session, consultation)
    clerk = browse(an_administrator(session))
    base = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat"
    rows = register_rows(30_000)
    rows[9] = rows[9].replace(rows[9].split(";")[3], "31.02.1990")
    rows[99] = rows[99].replace(rows[99].split(";")[3], "01.01.2020")
    rows[999] = rows[999].replace(";00000;", ";;")
    rows[9999] = rows[5]
    rows[19999] = rows[19999].replace(rows[19999].split(";")[9], "Atlantis")
    preview = _upload(clerk, base, a_csv(rows))
    page = clerk.get(preview).text
    for row, column, words in (
        (11, "Geburtsdatum", "kein Datum"),
        (101, "Geburtsdatum", "jünger als 16"),
        (1001, "PLZ", "Diese Zelle ist leer"),
        (10_001, "", "schon in Zeile 7"),
        (20_001, "Ortsteil", "Ortsteil gibt es nicht"),
    ):
        where = f"{row:,}".replace(",", ".") + (f", Spalte „{column}“" if column else "")
        assert re.search(f"Zeile {where}: [^<]*{words}", page), (row, words)
    assert len(re.findall("<li>Zeile [0-9.]+", page)) == 5
    answer = post(clerk, f"{preview}/einlesen")
    assert answer.status_code == 422
    assert session.scalar(select(func.count(RegisterPerson.id))) == 0


def test_all_faults_of_a_row_are_named_at_once(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_council(session, consultation)
    clerk = browse(an_administrator(session))
    rows = [*register_rows(3), ";Kim;;;ja;" + "W" * 201 + ";1;123;Auenstedt;Atlantis"]
    page = clerk.get(_upload(clerk, f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat", a_csv(rows))).text
    found = re.findall("<li>Zeile 5, Spalte „([^“]+)“: ", page)
    assert found == ["Familienname", "Straße", "PLZ", "Geburtsdatum", "Geschlecht", "Ortsteil"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b"PK\x03\x04abc", "als CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "als CSV."),
        (b"%PDF-1.7\x00\x01", "als CSV."),
        (b"nur eine Spalte\nx", "keine Spalten"),
        (b'a;b\n"x;y', "Anführungszeichen"),
        (b"\x00\x01", "kennen wir nicht"),
    ],
)
def test_what_is_no_register_is_refused_in_a_sentence(session: Session, browse: Browse, content: bytes, words: str) -> None:
    consultation = a_consultation(session)
    a_council(session, consultation)
    clerk = browse(an_administrator(session))
    url = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat/register"
    answer = post(clerk, url, {"file": (BytesIO(content), "x.csv")}, content_type="multipart/form-data")
    if answer.status_code == 303:
        answer = clerk.get(answer.location)
        assert "Es fehlt die Spalte" in answer.text
        return
    assert answer.status_code == 422
    assert words in answer.text


def test_codes_that_are_wrong_are_refused_and_limited(session: Session, browse: Browse) -> None:
    guest = browse(None)
    assert "Zeichen vertauscht" in post(guest, "/buergerrat/antwort", {"code": "7K3M"}).text
    answers = [post(guest, "/buergerrat/antwort", {"code": "0000-0000-0000-00000"}).status_code for _each in range(62)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_letter_printed_again_ends_the_old_code(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council = a_council(session, consultation, CouncilStage.INVITING)
    found = invited(session, consultation, council)
    clerk, guest = browse(an_administrator(session)), browse(None)
    base = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat/briefe"
    post(clerk, base, {"kind": "first"})
    jobs_of(app).run_pending()
    an_answer(session, consultation, council, found[0], yes())
    session.commit()
    code = re.findall(r'"([0-9A-Z-]{20})"', clerk.get(f"{base}/1.csv").text)[1]
    assert post(guest, "/buergerrat/antwort", {"code": code}).status_code == 303
    assert post(clerk, f"{base}/1/neu").status_code == 303
    jobs_of(app).run_pending()
    assert clerk.get(f"{base}/2.csv").text.count("\n") == 12  # who answered gets no other code
    assert post(guest, "/buergerrat/antwort", {"code": code}).status_code == 422
    assert guest.get("/buergerrat/antwort/angaben").status_code == 410
    with clock.frozen(clock.now() + timedelta(days=4)):
        jobs_of(app).sweep()
        assert clerk.get(f"{base}/2.csv").status_code in (303, 410)


def test_people_invited_to_an_earlier_council_are_marked_and_spared_if_wanted(session: Session) -> None:
    before, now = a_consultation(session, "Früher"), clock.now()
    first = a_council(session, before, CouncilStage.INVITING)
    invited(session, before, first, 10)
    consultation = a_consultation(session)
    council = a_council(session, consultation)
    a_register(session, consultation, council)
    assert session.scalar(select(func.count()).where(RegisterPerson.council_id == council.id, RegisterPerson.was_invited)) == 10
    sparing = commit_draw(session, an_administrator(session), consultation, council, DrawPlan(5, source="Lotto"), now)
    assert sparing.pool_size == 50


def test_the_file_lies_sealed_and_goes_once_it_is_read(session: Session) -> None:
    consultation = a_consultation(session)
    made = a_register(session, consultation, a_council(session, consultation))
    assert made.content is None
    sealed = session.scalars(select(RegisterPerson.sealed)).first()
    assert sealed is not None
    assert b"Kim" not in sealed
    assert session.scalar(select(func.count(RegisterImport.id))) == 1
    assert HEADER
