"""`participation verify` on what the log's pages give out, and on what somebody changed in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.cli import participation
from participation.methods.proof.checkpoints import Checkpoint, sign_checkpoint
from participation.methods.proof.merkle import tree_hash
from participation.methods.proof.notes import Signer
from participation.public_log.queries import find_log, newest_checkpoint
from tests.builders import post
from tests.public_log.builders import a_counted_vote

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LOG = Signer("localhost/protokoll/abstimmung-1", bytes(range(32)))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(participation, ["verify", *(str(one) for one in arguments)])


@pytest.fixture
def taken(app: Flask, session: Session, client: FlaskClient, tmp_path: Path) -> tuple[Path, str]:
    """Everything that the pages of a counted vote's log give out, in a folder, and the log's key."""
    vote, trackers = a_counted_vote(app, session)
    base = f"/protokoll/abstimmung-{vote.id}"
    for name, path in {
        "log.jsonl": "/eintraege.jsonl",
        "new.txt": "/checkpoint",
        "old.txt": "/staende/1.txt",
        "entry.json": "/eintraege/1/nachweis.json",
        "grown.json": "/vergleich.json?von=1&bis=5",
    }.items():
        (tmp_path / name).write_bytes(client.get(base + path).data)
    (tmp_path / "mine.json").write_bytes(post(client, f"{base}/meine-stimme.json", {"tracker": trackers[0]}).data)
    found = newest_checkpoint(session, find_log(session, "vote", vote.id))  # type: ignore[arg-type]  # a word of the enumeration
    assert found is not None
    return tmp_path, found.key


def test_a_whole_log_holds(taken: tuple[Path, str]) -> None:
    folder, key = taken
    done = run(folder / "log.jsonl", "--checkpoint", folder / "new.txt", "--earlier", folder / "old.txt", "--log-key", key)
    assert done.exit_code == 0, done.output
    assert "Die ersten 5 von 5" in done.output
    assert "Die ersten 1 von 5" in done.output
    assert "Die 3 veröffentlichten Stimmzettel sind die aus der Urne" in done.output


@pytest.mark.parametrize("name", ["entry.json", "mine.json", "grown.json"])
def test_the_proofs_hold_by_the_logs_key_the_platforms_and_their_own(taken: tuple[Path, str], name: str) -> None:
    folder, key = taken
    platform = Signer("localhost/protokoll", bytes(32)).verifier
    assert run(folder / name, "--log-key", key).exit_code == 0
    own = run(folder / name)
    assert own.exit_code == 0
    assert "aus der Datei selbst" in own.output
    other = run(folder / name, "--log-key", str(platform))
    assert other.exit_code == 1, "the right name, another key"
    assert "WIDERLEGT" in other.output


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [lines[0].replace("Stadthalle", "Schwimmhalle"), *lines[1:]],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [*lines[:2], lines[1], *lines[2:]],
    ],
)
def test_a_changed_log_is_refuted(taken: tuple[Path, str], change: Callable[[list[str]], list[str]]) -> None:
    folder, key = taken
    lines = (folder / "log.jsonl").read_text().splitlines()
    (folder / "log.jsonl").write_text("".join(f"{line}\n" for line in change(lines)))
    done = run(folder / "log.jsonl", "--checkpoint", folder / "new.txt", "--log-key", key)
    assert done.exit_code == 1
    assert "WIDERLEGT" in done.output


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("mine.json", "tracker", "0" * 20),
        ("mine.json", "entry", "anders"),
        ("mine.json", "position", 0),
        ("mine.json", "position", "x"),
        ("mine.json", "proof", ["x"]),
        ("mine.json", "proof", None),
        ("mine.json", "checkpoint", "kein Stand"),
        ("grown.json", "proof", []),
        ("grown.json", "earlier_checkpoint", None),
        ("mine.json", "log_key", "kein Schlüssel"),
    ],
)
def test_a_changed_proof_is_refuted(taken: tuple[Path, str], name: str, field: str, value: object) -> None:
    folder, _key = taken
    proof = json.loads((folder / name).read_text())
    (folder / name).write_text(json.dumps({**proof, field: value}))
    done = run(folder / name)
    assert done.exit_code == 1, done.output
    assert "WIDERLEGT" in done.output


def forged(folder: Path, lines: list[str]) -> Result:
    """Verify a log that its own operator wrote and signed like this."""
    (folder / "log.jsonl").write_text("".join(f"{line}\n" for line in lines))
    stand = Checkpoint(LOG.name, len(lines), tree_hash(line.encode() for line in lines))
    (folder / "forged.txt").write_text(sign_checkpoint(stand, LOG))
    return run(folder / "log.jsonl", "--checkpoint", folder / "forged.txt", "--log-key", str(LOG.verifier))


@pytest.mark.parametrize(
    ("event", "change"),
    [
        ("opened", lambda entry: entry["terms"].update(title="Anders")),
        ("closed", lambda entry: entry.update(ballots=4)),
        ("ballots", lambda entry: entry["ballots"][0].__setitem__(1, "[9]")),
        ("ballots", lambda entry: entry["ballots"].pop()),
        ("trackers", lambda entry: entry["trackers"].pop()),
        ("tallied", lambda entry: entry["result"].update(cast=9)),
        ("tallied", lambda entry: entry.update(urn_sha256="0" * 64)),
        ("tallied", lambda entry: entry.pop("result")),
    ],
)
def test_a_log_that_contradicts_itself_is_refuted_although_it_is_signed(
    taken: tuple[Path, str], event: str, change: Callable[[dict[str, object]], object]
) -> None:
    folder, _key = taken
    lines = (folder / "log.jsonl").read_text().splitlines()
    assert forged(folder, lines).exit_code == 0
    entries = [json.loads(line) for line in lines]
    change(next(entry for entry in entries if entry["event"] == event))
    done = forged(folder, [json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for entry in entries])
    assert done.exit_code == 1, done.output


def test_without_a_checkpoint_or_a_key_nothing_is_claimed(taken: tuple[Path, str]) -> None:
    folder, key = taken
    assert run(folder / "log.jsonl").exit_code == 2
    assert run(folder / "log.jsonl", "--log-key", key).exit_code == 2
    assert run(folder / "log.jsonl", "--checkpoint", folder / "new.txt").exit_code == 2


def test_what_is_no_text_is_said_to_be_none(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(b"{\xff\xfe")
    assert run(tmp_path / "log.jsonl").exit_code == 2
