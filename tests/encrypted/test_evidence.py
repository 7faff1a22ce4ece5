"""The evidence pack of an encrypted vote: checked with Python alone, by the command, and refused where anything in it was touched."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.encrypted.evidence import library
from participation.methods.counting.checker.sealed import as_urn
from participation.methods.proof.belenios import engine, engine_plain
from participation.public_log.actions import sign_logs
from participation.verify_command import verify_command
from participation.votes.models import Vote
from tests.encrypted.builders import an_encrypted_vote, cast, tallied
from tests.votes.builders import AFTER, consultation_of

Browse = Callable[[Person | None], FlaskClient]
YES, NO, BLANK = (0, 1, 0, 0), (0, 0, 1, 0), (1, 0, 0, 0)


def a_pack(session: Session, browse: Browse, vote: Vote, settings: object) -> dict[str, bytes]:
    """The files of the pack as a reader downloads it."""
    sign_logs(session, settings, AFTER)  # type: ignore[arg-type]  # the application's own
    session.commit()
    answer = browse(None).get(f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}/nachweis.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def written(files: dict[str, bytes], folder: Path, name: str = "pack.zip") -> Path:
    """The files as a ZIP, with the checker beside it."""
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as pack:
        for inside, content in files.items():
            pack.writestr(inside, content)
    (folder / "verify.py").write_bytes(files["verify.py"])
    return folder / name


def bare(folder: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """The pack's own program in a Python that has nothing but its standard library."""
    command = [sys.executable, "-I", "-S", "verify.py", str(target)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_stranger_checks_it_with_python_alone(session: Session, browse: Browse, app: object, tmp_path: Path) -> None:
    vote = an_encrypted_vote(session)
    for marks in (YES, YES, NO, BLANK):
        cast(session, vote, marks)
    tallied(session, vote)
    files = a_pack(session, browse, vote, app.extensions["settings"])  # type: ignore[attr-defined]  # a Flask application
    assert {"urne/urne.bel", "urne/checkpoint.txt", "log/entries.jsonl", "pruefung/participation/methods/proof/belenios/engine.py"} <= set(files)
    assert "kennungen.csv" not in files
    pack = written(files, tmp_path)
    told = bare(tmp_path, pack)
    assert told.stdout.endswith("Alles stimmt.\n"), told.stdout + told.stderr
    assert "4 Stimmzettel zählen" in told.stdout
    assert "öffentlichen Protokolls" in told.stdout
    assert told.returncode == 0
    by_command = CliRunner().invoke(verify_command, [str(pack)])
    assert (by_command.exit_code, by_command.output) == (0, told.stdout)
    readme = files["LIESMICH.txt"].decode()
    assert "belenios-tool" in readme
    assert "Python 3.11" in readme


@pytest.mark.parametrize("rule", ["stv-scottish", "approval"])
def test_rankings_and_approvals_are_counted_again(session: Session, browse: Browse, app: object, tmp_path: Path, rule: str) -> None:
    vote = an_encrypted_vote(session, rule=rule, seats=2)
    ballots = (
        ((1, 2, 0, 0), (1, 0, 0, 2), (2, 1, 3, 4), (0, 1, 0, 0), (0, 0, 0, 0))
        if rule == "stv-scottish"
        else ((0, 1, 1, 0, 0), (0, 0, 1, 1, 0), (1, 0, 0, 0, 0))
    )
    for marks in ballots:
        cast(session, vote, marks)
    files = a_pack(session, browse, tallied(session, vote), app.extensions["settings"])  # type: ignore[attr-defined]  # a Flask application
    told = CliRunner().invoke(verify_command, [str(written(files, tmp_path))])
    assert (told.exit_code, told.output.splitlines()[-1]) == (0, "Alles stimmt."), told.output
    assert f"Selbst gezählt ({rule})" in told.output


def _in_archive(files: dict[str, bytes]) -> dict[str, bytes]:
    archive = bytearray(files["urne/urne.bel"])
    place = archive.index(b'"answers"') + 60
    archive[place] = ord("1") if archive[place] != ord("1") else ord("2")
    return {**files, "urne/urne.bel": bytes(archive)}


def _cut(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "urne/urne.bel": files["urne/urne.bel"][: -1024 * 4]}


def _result(files: dict[str, bytes]) -> dict[str, bytes]:
    """A result with other winners whose check sums a forger has made to fit."""
    result = json.loads(files["ergebnis.json"])
    result["outcome"]["winners"] = ["Nein"]
    text = json.dumps(result).encode()
    vote = json.loads(files["abstimmung.json"])
    vote["ergebnis_sha256"] = hashlib.sha256(text).hexdigest()
    return {**files, "ergebnis.json": text, "abstimmung.json": json.dumps(vote).encode()}


def _end(files: dict[str, bytes]) -> dict[str, bytes]:
    vote = json.loads(files["abstimmung.json"])
    vote["urne_sha256"] = "0" * 64
    return {**files, "abstimmung.json": json.dumps(vote).encode()}


@pytest.mark.parametrize("touch", [_in_archive, _cut, _result, _end])
def test_a_touched_pack_is_refused(
    session: Session, browse: Browse, app: object, tmp_path: Path, touch: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    vote = an_encrypted_vote(session)
    cast(session, vote, YES)
    files = a_pack(session, browse, tallied(session, vote), app.extensions["settings"])  # type: ignore[attr-defined]  # a Flask application
    told = CliRunner().invoke(verify_command, [str(written(touch(files), tmp_path))])
    assert told.exit_code == 1, told.output
    assert told.output.startswith("WIDERLEGT")


def test_another_votes_urn_is_refused(session: Session, browse: Browse, app: object, tmp_path: Path) -> None:
    packs = []
    for _ in range(2):
        vote = an_encrypted_vote(session)
        cast(session, vote, YES)
        packs.append(a_pack(session, browse, tallied(session, vote), app.extensions["settings"]))  # type: ignore[attr-defined]  # a Flask application
    swapped = {**packs[0], "urne/urne.bel": packs[1]["urne/urne.bel"]}
    told = CliRunner().invoke(verify_command, [str(written(swapped, tmp_path))])
    assert told.exit_code == 1
    assert "gehört nicht zu dieser Festschreibung" in told.output


def test_without_the_archive_it_cannot_be_checked(session: Session, browse: Browse, app: object, tmp_path: Path) -> None:
    vote = an_encrypted_vote(session)
    cast(session, vote, YES)
    files = a_pack(session, browse, tallied(session, vote), app.extensions["settings"])  # type: ignore[attr-defined]  # a Flask application
    del files["urne/urne.bel"]
    assert CliRunner().invoke(verify_command, [str(written(files, tmp_path))]).exit_code == 2


@pytest.mark.parametrize(
    ("rule", "filled", "blank", "sums"), [("approval", 3, 1, (3, 2, 1, 1)), ("approval", 2, 0, (2, 2, 2)), ("plurality", 4, 0, (1, 0, 3))]
)
def test_ballots_with_the_sums(rule: str, filled: int, blank: int, sums: tuple[int, ...]) -> None:
    urn = as_urn(rule, filled, blank, sums)
    assert sum(urn.values()) == filled + blank
    assert urn.get((), 0) == blank
    assert tuple(sum(number for marks, number in urn.items() if place in marks) for place in range(1, len(sums) + 1)) == sums


def test_the_plain_engine_says_what_gmpy2_says() -> None:
    prime = engine.big(2**127 - 1)
    for value in (2, 3, 5, 10**30, 2**126 + 1):
        assert engine_plain.power(value, 12345, int(prime)) == engine.power(value, 12345, prime)
        assert engine_plain.inverse(value, int(prime)) == engine.inverse(value, prime)
        assert engine_plain.is_square(value, int(prime)) == engine.is_square(value, prime)
    for number in (*range(300), 561, 1105, 2**61 - 1, 2**61 + 1, 3215031751, 2**127 - 1):
        assert engine_plain.is_prime(number) == engine.is_prime(number), number
    with pytest.raises(ZeroDivisionError):
        engine_plain.inverse(6, 9)


def test_the_packs_library_is_whole() -> None:
    names = set(library())
    assert not any("engine_plain" in name for name in names)
    assert b"gmpy2\n" not in library()["pruefung/participation/methods/proof/belenios/engine.py"]
