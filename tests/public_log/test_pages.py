"""The log's pages, and the proofs that they show, checked with nothing but hashes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.methods.proof.checkpoints import continues, open_checkpoint
from participation.methods.proof.merkle import check_inclusion, leaf_hash, tree_hash
from participation.methods.proof.notes import Verifier
from participation.public_log.actions import append
from participation.votes.trackers import show
from tests.builders import a_consultation, post
from tests.conftest import NOON
from tests.draws.builders import a_frozen_council
from tests.public_log.builders import a_counted_vote, a_log, signed
from tests.votes.builders import AFTER, an_open_vote, cast


def hashes_of(proof: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(one) for one in proof["proof"]]


def holds(proof: dict[str, Any]) -> None:
    """Check an inclusion proof as a reader would."""
    stand = open_checkpoint(proof["checkpoint"], Verifier.read(proof["log_key"]))
    check_inclusion(leaf_hash(proof["entry"].encode()), proof["position"], stand.size, hashes_of(proof), stand.root)


def test_a_log_shows_its_newest_checkpoint_and_its_entries(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, _trackers = a_counted_vote(app, session)
    page = client.get(f"/protokoll/abstimmung-{vote.id}").text
    for words in (
        "Zukunft der Stadthalle",
        "Abstimmung eröffnet",
        "3 Kennungen von Stimmzetteln",
        "Urne geschlossen",
        "Ergebnis ausgezählt",
        "5 Einträge",
    ):
        assert words in page
    note = client.get(f"/protokoll/abstimmung-{vote.id}/checkpoint")
    assert note.mimetype == "text/plain"
    assert note.text.split("\n")[:2] == [f"localhost/protokoll/abstimmung-{vote.id}", "5"]
    assert client.get("/protokoll").text.count("Zukunft der Stadthalle") == 1


def test_all_entries_in_one_file_have_the_root_that_is_signed(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, _trackers = a_counted_vote(app, session)
    base = f"/protokoll/abstimmung-{vote.id}"
    lines = client.get(f"{base}/eintraege.jsonl").text.split("\n")
    assert lines.pop() == ""
    root = base64.b64decode(client.get(f"{base}/checkpoint").text.split("\n")[2])
    assert tree_hash(line.encode() for line in lines) == root
    assert all(json.loads(line)["format"] == "participation-log/1" for line in lines)


def test_each_entry_has_its_proof(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, _trackers = a_counted_vote(app, session)
    for place in range(1, 6):
        url = f"/protokoll/abstimmung-{vote.id}/eintraege/{place}"
        holds(client.get(f"{url}/nachweis.json").json)
        assert "Nachweis herunterladen" in client.get(url).text
    assert client.get(f"/protokoll/abstimmung-{vote.id}/eintraege/6").status_code == 404


def test_two_checkpoints_are_shown_to_continue_each_other(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, _trackers = a_counted_vote(app, session)
    base = f"/protokoll/abstimmung-{vote.id}"
    proof = client.get(f"{base}/vergleich.json?von=1&bis=5").json
    assert client.get(f"{base}/vergleich.json").json == proof, "from the first to the newest"
    key = Verifier.read(proof["log_key"])
    continues(open_checkpoint(proof["earlier_checkpoint"], key), open_checkpoint(proof["later_checkpoint"], key), hashes_of(proof))
    assert "setzt den früheren fort" in client.get(f"{base}/vergleich?von=1&bis=5").text
    assert "2 Stände" in client.get(f"{base}/staende").text
    assert client.get(f"{base}/staende/1.txt").text == proof["earlier_checkpoint"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("von=5&bis=1", "nicht mehr Einträge haben"),
        ("von=2&bis=5", "kein Stand unterschrieben"),
        ("von=eins&bis=5", "eine ganze Zahl"),
        ("von=%D9%A1&bis=5", "eine ganze Zahl"),
        ("von=-1&bis=5", "eine ganze Zahl"),
        ("von=99999999999999999999&bis=5", "eine ganze Zahl"),
        ("bis=5", "eine ganze Zahl"),
    ],
)
def test_a_comparison_that_cannot_be_is_refused_in_words(app: Flask, session: Session, client: FlaskClient, asked: str, says: str) -> None:
    vote, _trackers = a_counted_vote(app, session)
    for name in ("vergleich", "vergleich.json"):
        if name == "vergleich.json" and "von" not in asked:
            continue  # it then begins with the first
        answer = client.get(f"/protokoll/abstimmung-{vote.id}/{name}?{asked}")
        assert answer.status_code == 422
        assert says in answer.text


def test_a_voter_finds_the_own_ballot_and_takes_the_proof_home(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, trackers = a_counted_vote(app, session)
    base = f"/protokoll/abstimmung-{vote.id}/meine-stimme"
    answer = post(client, base, {"tracker": show(trackers[1]).lower()})
    assert "Ihr Stimmzettel steht in Eintrag 2" in answer.text
    assert "Location" not in answer.headers
    proof = post(client, f"{base}.json", {"tracker": trackers[1]}).json
    assert proof["tracker"] in json.loads(proof["entry"])["trackers"]
    holds(proof)


def test_a_tracker_that_is_not_there_is_said_to_be_missing(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, _trackers = a_counted_vote(app, session)
    base = f"/protokoll/abstimmung-{vote.id}/meine-stimme"
    assert "steht noch nicht im Protokoll" in post(client, base, {"tracker": "0" * 20}).text
    wrong = post(client, base, {"tracker": "7K3M <b>"})
    assert wrong.status_code == 422
    assert "7K3M &lt;b&gt;" in wrong.text
    assert post(client, f"{base}.json", {"tracker": "0" * 20}).status_code == 422
    assert post(client, f"{base}.json", {"tracker": ""}).status_code == 422


def test_a_part_of_a_tracker_or_a_pattern_finds_nothing(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, trackers = a_counted_vote(app, session)
    for typed in (trackers[0][:19], "%" * 20, "_" * 20, trackers[0] + "0"):
        assert post(client, f"/protokoll/abstimmung-{vote.id}/meine-stimme", {"tracker": typed}).status_code == 422


def test_while_a_vote_runs_its_tracker_waits(app: Flask, session: Session, client: FlaskClient) -> None:
    vote = an_open_vote(session)
    tracker = cast(session, vote).tracker
    session.commit()
    page = post(client, f"/protokoll/abstimmung-{vote.id}/meine-stimme", {"tracker": tracker}).text
    assert "spätestens wenn die Urne schließt" in page


def test_what_is_not_signed_yet_has_no_proof_and_no_file(app: Flask, session: Session, client: FlaskClient) -> None:
    vote = an_open_vote(session)
    session.commit()
    base = f"/protokoll/abstimmung-{vote.id}"
    assert "Noch ist kein Stand unterschrieben" in client.get(base).text
    assert client.get(f"{base}/checkpoint").status_code == 404
    assert client.get(f"{base}/eintraege.jsonl").status_code == 404
    assert "noch nicht unterschrieben" in client.get(f"{base}/eintraege/1").text
    assert client.get(f"{base}/eintraege/1/nachweis.json").status_code == 404
    signed(app, session)
    a_log(session, "zwei", subject_id=vote.id)
    session.commit()
    assert client.get(f"{base}/eintraege.jsonl").text.count("\n") == 1, "no more than is signed"


def test_a_draw_has_a_log_and_no_trackers(app: Flask, session: Session, client: FlaskClient) -> None:
    council = a_frozen_council(session, a_consultation(session))
    signed(app, session)
    session.commit()
    page = client.get(f"/protokoll/losung-{council.id}").text
    assert "Lostopf geschlossen" in page
    assert "Zur Losung" in page
    assert client.get(f"/protokoll/losung-{council.id}/meine-stimme").status_code == 404
    assert client.get(f"/protokoll/abstimmung-{council.id + 1000}").status_code == 404


def test_pages_lead_to_the_log(app: Flask, session: Session, client: FlaskClient) -> None:
    vote, _trackers = a_counted_vote(app, session)
    from_log = client.get(f"/protokoll/abstimmung-{vote.id}").text
    address = from_log.split('">Zur Abstimmung')[0].rsplit('"', 1)[1]
    with clock.frozen(AFTER):
        for path in ("", "/ergebnis"):
            assert f"/protokoll/abstimmung-{vote.id}" in client.get(address + path).text


@pytest.mark.parametrize("path", ["", "/staende", "/eintraege/2", "/vergleich?von=1&bis=5"])
def test_a_page_costs_the_same_however_long_the_log_is(
    app: Flask, session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Any]], path: str
) -> None:
    vote, _trackers = a_counted_vote(app, session)
    url = f"/protokoll/abstimmung-{vote.id}{path}"
    client.get(url)
    with count_statements() as before:
        client.get(url)
    log = a_log(session, *(f"Zeile {number}" for number in range(300)), subject_id=vote.id)
    signed(app, session)
    append(session, log, ["noch eine"], NOON)
    signed(app, session)
    session.commit()
    with count_statements() as after:
        client.get(url)
    assert after.count == before.count <= 12
