"""An encrypted vote stands in two logs: its acts, and the events of its board, which name the ballots."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.cli import participation
from participation.encrypted.queries import archive_of, opened_election
from participation.public_log.models import LogKind
from participation.public_log.queries import find_log, newest_checkpoint
from tests.builders import post
from tests.encrypted.builders import an_encrypted_vote, cast, tallied
from tests.public_log.builders import signed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def verified(*arguments: object) -> str:
    done = CliRunner().invoke(participation, ["verify", *(str(one) for one in arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def test_both_logs_hold_and_a_ballot_is_proved_in_the_boards(app: Flask, session: Session, client: FlaskClient, tmp_path: Path) -> None:
    vote = an_encrypted_vote(session)
    mine = cast(session, vote).tracker
    cast(session, vote, (1, 0, 0, 0))
    tallied(session, vote)
    signed(app, session)
    archive = archive_of(session, opened_election(session, vote))
    keys = {}
    for word, kind in (("abstimmung", LogKind.VOTE), ("urne", LogKind.BOARD)):
        stand = newest_checkpoint(session, find_log(session, kind, vote.id))
        assert stand is not None
        keys[word] = stand.key
    session.commit()
    for word, key in keys.items():
        for name, path in (("jsonl", "/eintraege.jsonl"), ("txt", "/checkpoint")):
            (tmp_path / f"{word}.{name}").write_bytes(client.get(f"/protokoll/{word}-{vote.id}{path}").data)
        verified(tmp_path / f"{word}.jsonl", "--checkpoint", tmp_path / f"{word}.txt", "--log-key", key)
    (tmp_path / "vote.bel").write_bytes(archive)
    assert "in diesem Archiv enthalten" in verified(tmp_path / "vote.bel", "--checkpoint", tmp_path / "urne.txt", "--log-key", keys["urne"])

    page = client.get(f"/protokoll/abstimmung-{vote.id}").text
    assert "Protokoll der verschlüsselten Urne" in page
    asked = client.get(f"/protokoll/abstimmung-{vote.id}/meine-stimme")
    assert asked.status_code == 302
    answer = post(client, asked.location, {"tracker": mine})
    assert "Ihr Stimmzettel steht in Eintrag 2" in answer.text
    (tmp_path / "mine.json").write_bytes(post(client, f"{asked.location}.json", {"tracker": mine}).data)
    assert mine in verified(tmp_path / "mine.json", "--log-key", keys["urne"])
    for typed, status in ((mine[:-1], 422), (mine.lower(), 200), ("ä" * 43, 422), ("", 422)):
        wrong = post(client, asked.location, {"tracker": typed})
        assert wrong.status_code == status
        assert "steht in Eintrag" not in wrong.text
