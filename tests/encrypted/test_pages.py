"""The pages of encrypted votes without JavaScript: a trustee by files, a booth that says why it cannot, a board for everyone."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.encrypted.models import Election
from participation.encrypted.queries import archive_of, opened_election, trustees_of
from participation.encrypted.setup_actions import request_preparation
from participation.kit.database import db
from participation.kit.jobs import jobs_of
from participation.kit.work import WorkState
from participation.methods.proof.belenios.groups import BELENIOS_2048
from participation.methods.proof.belenios.trustees import new_private_key, write_public_key
from participation.methods.proof.belenios.verify import verify
from participation.votes.models import Vote
from tests.builders import a_resident, an_administrator, post
from tests.encrypted.builders import a_ballot, a_key, a_part, a_trustee, an_encrypted_draft, an_encrypted_vote, cast, opened, tallied, with_tally
from tests.votes.builders import OPENS, consultation_of
from tests.votes.channel_builders import a_code_draft, a_letter, holder

Browse = Callable[[Person | None], FlaskClient]


def address(session: Session, vote: Vote, path: str = "") -> str:
    return f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}{path}"


def upload(browser: FlaskClient, url: str, content: str) -> int:
    return post(browser, url, {"file": (io.BytesIO(content.encode()), "teil")}, content_type="multipart/form-data").status_code


def test_a_trustee_hands_in_files_and_needs_no_account(session: Session, browse: Browse) -> None:
    vote = an_encrypted_draft(session)
    trustee, code = a_trustee(session, vote)
    session.commit()
    browser = browse(None)
    assert browser.get("/treuhand/aufgabe").status_code == 404
    assert post(browser, "/treuhand", {"code": "7K3M-9QXR-V0TB-DH2W9"}).status_code == 422
    assert post(browser, "/treuhand", {"code": code.lower()}).status_code == 303
    page = browser.get("/treuhand/aufgabe").text
    assert "participation trustee keygen" in page
    key = write_public_key(BELENIOS_2048, new_private_key(BELENIOS_2048, secrets.token_bytes), secrets.token_bytes)
    assert upload(browser, "/treuhand/schluessel", key.replace("1", "2")) == 422
    assert upload(browser, "/treuhand/schluessel", key) == 303
    session.refresh(trustee)
    assert trustee.public_key == key
    assert str(trustee.check_value) in browser.get("/treuhand/aufgabe").text
    assert post(browser, "/treuhand/beenden").status_code == 303
    assert browser.get("/treuhand/aufgabe").status_code == 404


def test_a_trustees_old_link_is_gone(session: Session, browse: Browse) -> None:
    vote = an_encrypted_draft(session)
    trustee, code = a_trustee(session, vote)
    session.commit()
    browser = browse(None)
    post(browser, "/treuhand", {"code": code})
    url = address(session, vote, f"/schluessel/treuhand/{trustee.number}/link")
    assert post(browse(an_administrator(session)), url).status_code == 303
    assert browser.get("/treuhand/aufgabe").status_code == 410
    assert post(browser, "/treuhand", {"code": code}).status_code == 422


def test_a_part_from_the_command_is_taken_and_a_wrong_one_is_not(session: Session, browse: Browse) -> None:
    draft = an_encrypted_draft(session)
    trustee, code = a_trustee(session, draft)
    a_key(session, draft, trustee)
    vote = opened(session, draft, 0)
    cast(session, vote)
    with_tally(session, vote)
    session.commit()
    browser = browse(None)
    post(browser, "/treuhand", {"code": code})
    assert "participation trustee decrypt" in browser.get("/treuhand/aufgabe").text
    part = a_part(session, vote, trustee)
    assert upload(browser, "/treuhand/entschluesselung", part.replace("1", "3", 1)) == 422
    assert upload(browser, "/treuhand/entschluesselung", part) == 303
    assert upload(browser, "/treuhand/entschluesselung", part) == 403
    assert "schon entschlüsselt" in browser.get("/treuhand/aufgabe").text
    runs = browse(an_administrator(session))
    assert "Alle haben entschlüsselt" in runs.get(address(session, vote, "/schluessel")).text
    assert post(runs, address(session, vote, "/schluessel/auszaehlen")).status_code == 303
    result = browse(None).get(address(session, vote, "/ergebnis")).text
    assert "participation verify" in result
    assert "stimmzettel.csv" not in result


def test_the_booth_sends_no_mark_and_says_what_to_do_without_scripts(session: Session, browse: Browse) -> None:
    vote = an_encrypted_vote(session, trustees=1, at_counter=True)
    session.commit()
    browser = browse(a_resident(session))
    assert browser.get(address(session, vote, "/stimmzettel")).location.endswith("/kabine")
    page = browser.get(address(session, vote, "/kabine")).text
    assert "Hier brauchen Sie JavaScript" in page
    assert "kommen Sie an den Schalter" in page
    inside = page.partition('id="cast"')[2].partition("</form>")[0]
    assert 'name="mark"' not in inside
    for path, data in (("/stimmzettel", {"mark": "1"}), ("/stimme", {"mark": "1", "cast_key": "7K3M-9QXR-V0TB-DH2W9"})):
        assert post(browser, address(session, vote, path), data).status_code == 403
    for path in ("/stimmzettel.csv", "/stimmzettel.json", "/kennungen.csv"):
        assert browse(None).get(address(session, vote, path)).status_code == 404


def test_a_ballot_is_cast_by_a_code_from_a_letter_and_found_again(session: Session, browse: Browse) -> None:
    vote = opened(session, a_code_draft(session, 2, rule="yes-no", secrecy="encrypted"), 1)
    code = a_letter(session, vote)
    session.commit()
    browser = browse(None)
    assert post(browser, "/abstimmen", {"code": code}).location.endswith("/stimmzettel")
    got = post(browser, address(session, vote, "/kabine/stimmrecht"))
    assert got.headers["Cache-Control"] == "no-store"
    ballot = a_ballot(session, vote, holder(session, code))
    session.commit()
    assert post(browser, address(session, vote, "/kabine/einwerfen"), {"ballot": ballot + " "}).status_code == 422
    assert post(browser, address(session, vote, "/kabine/einwerfen"), {"ballot": ballot}).status_code == 303
    receipt = browser.get(address(session, vote, "/kabine/beleg")).text
    tracker = verify(archive_of(session, opened_election(session, vote)), finished=False).trackers[0]
    assert tracker in receipt.replace("&#43;", "+")
    text = post(browser, address(session, vote, "/kabine/beleg.txt"), {"tracker": tracker})
    assert tracker in text.text
    post(browser, "/abstimmen/beenden")
    assert browser.get(address(session, vote, "/kabine/beleg")).status_code == 302
    reader = browse(None)
    for typed, words, status in (
        (tracker, "Ja, dieser Stimmzettel liegt in der Urne", 200),
        (f" {tracker}= ", "Ja, dieser Stimmzettel", 200),
        ("A" * 43, "Unter dieser Kennung liegt kein Stimmzettel", 200),
        (tracker[:-1], "keine vollständige Kennung", 422),
    ):
        answer = post(reader, address(session, vote, "/kennung-suchen"), {"tracker": typed})
        assert words in answer.text
        assert answer.status_code == status


def test_a_replaced_ballot_is_shown_as_replaced(session: Session, browse: Browse) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1, replaceable=True), a_resident(session)
    first = cast(session, vote, voter=voter)
    cast(session, vote, (0, 0, 1, 0), voter)
    session.commit()
    assert browse(None).get(address(session, vote, "/verschluesselte-urne")).text.count("durch einen späteren ersetzt") == 1
    assert "Gezählt wird der spätere" in post(browse(None), address(session, vote, "/kennung-suchen"), {"tracker": first.tracker}).text


def test_anybody_fetches_the_archive_at_any_time(session: Session, browse: Browse) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    session.commit()
    answer = browse(None).get(address(session, vote, "/verschluesselte-urne.bel"))
    assert len(verify(answer.data, finished=False).ballots) == 1
    assert answer.headers["Content-Disposition"].endswith('.bel"')


def test_the_board_costs_the_same_whatever_stands_on_it(app: Flask, session: Session, browse: Browse) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    session.commit()
    url = address(session, vote, "/verschluesselte-urne")

    def statements() -> int:
        count = 0

        def note(*_arguments: object) -> None:
            nonlocal count
            count += 1

        with app.app_context():
            connection = db.engine
        event.listen(connection, "before_cursor_execute", note)
        browse(None).get(url)
        event.remove(connection, "before_cursor_execute", note)
        return count

    statements()
    before = statements()
    for _voter in range(6):
        cast(session, vote)
    session.commit()
    assert statements() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_makes_the_credentials_and_the_sum(app: Flask, session: Session) -> None:
    vote = an_encrypted_draft(session)
    a_key(session, vote, a_trustee(session, vote)[0])
    election = request_preparation(session, an_administrator(session), consultation_of(session, vote), vote, OPENS)
    session.commit()
    with app.app_context():
        jobs_of(app).run("prepare election", {"election_id": election.id})
    session.expire_all()
    made = session.get_one(Election, election.id)
    assert (made.state, made.done) == (WorkState.READY, made.total)


def test_a_counted_vote_offers_its_archive(session: Session, browse: Browse) -> None:
    vote = tallied(session, an_encrypted_vote(session, trustees=1))
    session.commit()
    reader = browse(None)
    assert reader.get(address(session, vote, "/urne")).location.endswith("/verschluesselte-urne")
    assert trustees_of(session, vote)[0].name in reader.get(address(session, vote, "/verschluesselte-urne")).text
    assert verify(reader.get(address(session, vote, "/verschluesselte-urne.bel")).data).result is not None


def test_what_only_trustees_can_open_is_not_offered_to_be_counted_like_other_urns(session: Session, browse: Browse) -> None:
    vote = with_tally(session, an_encrypted_vote(session, trustees=1))
    session.commit()
    staff, url = browse(an_administrator(session)), address(session, vote, "/auszaehlen")
    for answer in (staff.get(url), post(staff, url)):
        assert answer.status_code == 403
        assert "Zuerst müssen alle Treuhänder:innen entschlüsseln." in answer.text
