"""The evidence pack: a stranger counts every vote again with nothing but Python, and whoever changes anything in it is found out."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.cells import write_csv
from participation.methods.counting.checker.joining import joined
from participation.methods.counting.checker.verify import main
from participation.methods.proof.checkpoints import Checkpoint, sign_checkpoint
from participation.methods.proof.merkle import tree_hash
from participation.methods.proof.notes import Signer
from participation.verify_command import verify_command
from participation.votes.evidence import evidence_files, evidence_pack, tracker_csv
from participation.votes.evidence_readme import readme
from participation.votes.models import Secrecy, Vote
from participation.votes.queries import published_ballots
from tests.budgets.builders import EURO, an_open_budget, counted, vote_on
from tests.budgets.builders import cast as cast_on_budget
from tests.builders import a_resident
from tests.votes.builders import an_open_vote, cast, closed, consultation_of, tallied

Browse = Callable[[Person | None], FlaskClient]
Files = dict[str, bytes]
Said = Callable[[Files], tuple[int, str]]

RULES: dict[str, list[tuple[int, ...]]] = {
    "yes-no": [(1,), (1,), (2,), (3,), ()],
    "plurality": [(2,), (2,), (1,), (1,), (3,), ()],
    "approval": [(2, 3), (2,), (1, 2), (1,), (4,), ()],
    "irv": [(1, 2), (1, 3), (2, 3), (3, 2), (3, 2), (2,), (2, 1), (4, 1), ()],
    "stv-scottish": [(1, 2), (1, 3), (1, 2), (2, 3), (3, 2), (4, 3), (2,), ()],
    "schulze": [(1, 2, 3), (2, 3, 1), (2, 1), (3, 2), ()],
    "score-sum": [(3, 10, 0, -1), (7, 8, -1, -1), (0, 9, 10, 2), ()],
    "score-mean": [(3, 10, 0, -1), (7, 8, -1, -1), (0, 9, 10, 2), ()],
    "majority-judgment": [(5, 4, 0, -1), (2, 4, 3, 1), (0, 5, 3, 2), ()],
    "consensing": [(10, 0, 5, 8), (3, 1, -1, 9), (0, 2, 10, 10), ()],
}
BUDGETS: dict[str, tuple[str, list[tuple[int, ...]]]] = {
    "equal-shares": ("approval", [(1, 2), (2, 3), (1, 3, 5), (4,), ()]),
    "greedy": ("knapsack", [(1, 2), (2, 3), (3, 5), (1,), ()]),
    "greedy-no-skip": ("ranked", [(4, 1), (2, 3, 1), (1, 3, 5), ()]),
    "greedy-threshold": ("points", [(0, 5, 5, 0, 0), (1, 0, 0, 2, 7), (3, 3, 3, 0, 0), ()]),
    "knapsack": ("approval", [(1, 2), (2, 3), (1, 3, 5), (4,), ()]),
}


def a_counted_vote(session: Session, rule: str = "irv", **changes: object) -> Vote:
    vote = an_open_vote(session, rule=rule, seats=2 if rule == "stv-scottish" else 1, **changes)
    for marks in RULES[rule]:
        cast(session, vote, marks)
    return tallied(session, vote)


def a_counted_budget(session: Session, rule: str) -> Vote:
    form, ballots = BUDGETS[rule]
    projects = (("Bänke am Fluss", 80), ("Trinkbrunnen", 120), ("Bücherschrank", 30), ("Fahrradstation", 200), ("Bühne im Park", 150))
    budget = an_open_budget(
        session,
        None,
        projects,
        amounts={0: 300 * EURO},
        rule=rule,
        form=form,
        points=10 if form == "points" else 0,
        threshold=3 if rule == "greedy-threshold" else 0,
    )
    for marks in ballots:
        cast_on_budget(session, vote_on(budget), marks)
    return vote_on(counted(session, budget))


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """What the check says of files, as exit code and text."""

    def told(files: Files) -> tuple[int, str]:
        pack = tmp_path / "pack.zip"
        pack.write_bytes(zipped(files))
        code = main([str(pack)])
        return code, capsys.readouterr().out

    return told


def zipped(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def rewritten(files: Files, name: str, change: Callable[[Any], None]) -> Files:
    """A JSON file with something changed in it, and all check sums made to fit, as a careful forger would."""
    content = json.loads(files[name])
    change(content)
    return resealed({**files, name: json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()})


def resealed(files: Files) -> Files:
    """Every check sum inside the pack made to fit its files again."""
    result, vote = json.loads(files["ergebnis.json"]), json.loads(files["abstimmung.json"])
    rows = sorted(line.split(",", 1) for line in files["kennungen.csv"].decode("utf-8-sig").split("\r\n")[1:] if line)
    lines = [f"{tracker[1:-1]} {marks[1:-1]}\n" for tracker, marks in rows]
    urn = sha256("".join(lines).encode())
    result |= {"frozen": sha256(files["festschreibung.json"]), "urn": urn, "cast": len(rows)}
    changed = {**files, "ergebnis.json": json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()}
    vote |= {
        "festschreibung_sha256": result["frozen"],
        "urne_sha256": urn,
        "stimmzettel": len(rows),
        "ergebnis_sha256": sha256(changed["ergebnis.json"]),
    }
    return {**changed, "abstimmung.json": json.dumps(vote).encode()}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_stranger_recounts_every_vote(session: Session, browse: Browse, tmp_path: Path, rule: str) -> None:
    vote = a_counted_vote(session, rule, turnout_quorum=1000, consent_quorum=500 if rule == "yes-no" else None)
    url = f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}"
    answer = browse(None).get(f"{url}/nachweis.zip")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.data == browse(None).get(f"{url}/nachweis.zip").data
    pack = tmp_path / "pack.zip"
    pack.write_bytes(answer.data)
    with zipfile.ZipFile(pack) as archive:
        archive.extract("verify.py", tmp_path)
        archive.extractall(tmp_path / "folder")
        assert archive.read("festschreibung.json").decode() == vote.frozen_json
        assert archive.read("LIESMICH.txt").decode().startswith("Nachweispaket: ")
    for target in (pack, tmp_path / "folder"):
        told = subprocess.run([sys.executable, "-I", "verify.py", str(target)], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert told.stdout.endswith("Alles stimmt.\n"), told.stdout
        assert told.returncode == 0
        by_command = CliRunner().invoke(verify_command, [str(target)])
        assert (by_command.exit_code, by_command.output) == (0, told.stdout)
    untold = subprocess.run([sys.executable, "-I", "verify.py"], cwd=tmp_path / "folder", capture_output=True, text=True, check=False)
    assert (untold.returncode, untold.stdout) == (0, told.stdout)
    lost = subprocess.run([sys.executable, "-I", "verify.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (lost.returncode, "PAKET.zip" in lost.stdout) == (2, True)


@pytest.mark.parametrize("rule", sorted(BUDGETS))
def test_a_stranger_recounts_every_budget(session: Session, said: Said, rule: str) -> None:
    vote = a_counted_budget(session, rule)
    code, text = said(evidence_files(session, vote))
    assert text.endswith("Alles stimmt.\n"), text
    assert code == 0
    assert f"Selbst gezählt ({rule})" in text


def test_open_votes_and_votes_without_ballots_hold(session: Session, said: Said) -> None:
    openly = an_open_vote(session, rule="plurality", secrecy=Secrecy.OPEN)
    cast(session, openly, (1,), a_resident(session, 'Zoë "=1+1", Ärger'))
    nobody = an_open_vote(session)
    for vote in (tallied(session, openly), tallied(session, nobody)):
        assert said(evidence_files(session, vote))[0] == 0


def test_secret_ballots_are_written_as_every_table_is(session: Session) -> None:
    vote = a_counted_vote(session, "approval")
    stream = io.StringIO(newline="")
    write_csv(stream, ["kennung", "stimmen"], [[one.tracker, one.marks] for one in published_ballots(session, vote)])
    assert tracker_csv(session, vote) == stream.getvalue()


def test_there_is_no_pack_before_the_count(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    cast(session, vote)
    url = f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}"
    assert [browse(None).get(url + path).status_code for path in ("/nachweis.zip", "/nachzaehlen", "/ergebnis")] == [404] * 3
    closed(session, vote)
    assert [browse(None).get(url + path).status_code for path in ("/nachweis.zip", "/nachzaehlen", "/ergebnis")] == [404] * 3


def turned(line: bytes) -> bytes:
    """A ballot's line with another choice."""
    tracker, marks = line.split(b",", 1)
    return tracker + (b',"[4]"' if marks != b'"[4]"' else b',"[3]"')


def swapped(lines: list[bytes]) -> list[bytes]:
    """Two ballots with each other's trackers."""
    (one, first), (other, second) = (line.split(b",", 1) for line in lines[1:3])
    return [lines[0], one + b"," + second, other + b"," + first, *lines[3:]]


TRACKERS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "changed": lambda lines: [lines[0], turned(lines[1]), *lines[2:]],
    "dropped": lambda lines: [lines[0], *lines[2:]],
    "added": lambda lines: [lines[0], b'"00000000000000000000","[4]"', *lines[1:]],
    "twice": lambda lines: [lines[0], lines[1], *lines[1:]],
    "swapped": swapped,
}


def test_a_touched_ballot_is_found(session: Session, said: Said) -> None:
    files = evidence_files(session, a_different_ballots_vote(session))
    lines = [line for line in files["kennungen.csv"].split(b"\r\n") if line]
    for change, touch in TRACKERS.items():
        touched = {**files, "kennungen.csv": b"\r\n".join(touch(lines)) + b"\r\n"}
        code, text = said(touched)
        assert code == 1, (change, text)
        assert text.startswith("WIDERLEGT: ")
        careful = resealed(touched)
        code, text = said(careful)
        if change == "swapped":  # fits in itself; found by the check sum written down before, which is named for that
            assert json.loads(careful["abstimmung.json"])["urne_sha256"] in text
        else:
            assert code == 1, (change, text)


def a_different_ballots_vote(session: Session) -> Vote:
    vote = an_open_vote(session)
    for marks in ((1, 2), (2, 1), (3, 4), (1,), (2,), (2, 3), (3,), (4,)):
        cast(session, vote, marks)
    return tallied(session, vote)


RESULTS: dict[str, Callable[[Any], None]] = {
    "winner": lambda told: told["outcome"].update(winners=["Kein Vorhaben"]),
    "round": lambda told: told["outcome"]["rounds"][0]["votes"].update({"Kein Vorhaben": 99}),
    "fewer rounds": lambda told: told["outcome"]["rounds"].pop(),
    "status": lambda told: told["outcome"]["rounds"][0]["status"].update({"Kein Vorhaben": "elected"}),
    "not decided": lambda told: told["outcome"].update(decided=False),
    "roll": lambda told: told.update(roll=told["roll"] + 1),
    "quorum": lambda told: told["outcome"]["checks"][0].update(required=0, met=True),
    "met": lambda told: told.update(quorums_met=not told["quorums_met"]),
    "no outcome": lambda told: told.pop("outcome"),
    "lot": lambda told: told["outcome"]["lot"]["order"].reverse(),
    "seed": lambda told: told.update(lot_seed="00" * 32),
    "text for a number": lambda told: told["outcome"]["ballots"].update(total="8"),
    "another urn": lambda told: told.update(urn="0" * 64),
}


def test_a_changed_result_is_found(session: Session, said: Said) -> None:
    files = evidence_files(session, a_counted_vote(session, turnout_quorum=1000))
    for change, touch in RESULTS.items():
        result = json.loads(files["ergebnis.json"])
        touch(result)
        touched = {**files, "ergebnis.json": json.dumps(result).encode()}
        assert said(touched)[0] == 1, change
        vote = json.loads(files["abstimmung.json"]) | {"ergebnis_sha256": sha256(touched["ergebnis.json"])}
        code, text = said({**touched, "abstimmung.json": json.dumps(vote).encode()})
        assert code == 1, (change, text)


TERMS: dict[str, Callable[[Any], None]] = {
    "rule": lambda terms: terms.update(rule="schulze"),
    "unknown rule": lambda terms: terms.update(rule="dice"),
    "seats": lambda terms: terms.update(seats=2),
    "quorum": lambda terms: terms["quorum"].update(turnout_hundredths_of_a_percent=9999),
    "no quorum": lambda terms: terms["quorum"].update(turnout_hundredths_of_a_percent=None),
    "an option less": lambda terms: terms["options"].pop(),
    "options in another order": lambda terms: [
        terms["options"][0].update(title="Neubau am Bahnhof"),
        terms["options"][2].update(title="Sanierung des Bestands"),
    ],
    "seed": lambda terms: terms.update(lot_seed_sha256="0" * 64),
}


def test_changed_terms_are_found_even_with_all_check_sums_made_to_fit(session: Session, said: Said) -> None:
    files = evidence_files(session, a_counted_vote(session, turnout_quorum=1000))
    for change, touch in TERMS.items():
        code, text = said(rewritten(files, "festschreibung.json", touch))
        assert code == 1, (change, text)
    # what does not touch the count is found by its check sum
    assert said({**files, "festschreibung.json": files["festschreibung.json"].replace(b"Stadthalle", b"Schwimmhalle")})[0] == 1


def test_files_for_count_programs_are_those_ballots(session: Session, said: Said) -> None:
    files = evidence_files(session, a_different_ballots_vote(session))
    one, two = (b'{"ranking": [0, 1], "count": %d}' % number for number in (1, 2))
    for name, old, new in (("stimmzettel.json", one, two), ("stimmzettel.blt", b"1 1 2 0", b"2 1 2 0")):
        assert old in files[name]
        code, text = said({**files, name: files[name].replace(old, new)})
        assert code == 1
        assert name in text


def test_a_changed_budget_is_found(session: Session, said: Said) -> None:
    files = evidence_files(session, a_counted_budget(session, "equal-shares"))
    for old, new in (
        (b";80;", b";81;"),
        (b";1,3,5", b";1,3"),
        (b"budget;300", b"budget;301"),
        (b"rule;equal-shares", b"rule;greedy"),
    ):
        touched = {**files, "stimmzettel.pb": files["stimmzettel.pb"].replace(old, new)}
        assert touched != files, old
        assert said(touched)[0] == 1, old

    def cheaper(terms: Any) -> None:
        terms["costs"][3] = 10 * EURO

    assert said(rewritten(files, "festschreibung.json", cheaper))[0] == 1
    for change in (
        lambda told: told["outcome"]["completion"].update(raises=told["outcome"]["completion"]["raises"] + 1),
        lambda told: told["outcome"]["projects"][3].update(funded=True, reason="funded"),
        lambda told: told["outcome"]["rounds"][0]["payment"].update(price="1/7"),
        lambda told: told["compared"][1].update(winners=[]),
        lambda told: told["outcome"].update(completion=None),
    ):
        assert said(rewritten(files, "ergebnis.json", change))[0] == 1


def test_ballots_that_break_the_rules_are_found(session: Session, said: Said) -> None:
    files = evidence_files(session, a_different_ballots_vote(session))
    for marks in (b"[1,1]", b"[5]", b"[0]", b"[01]", b"[ 1]", b"1", b"[" + b"1," * 2000 + b"1]"):
        code, text = said(resealed({**files, "kennungen.csv": files["kennungen.csv"].replace(b'"[3,4]"', b'"' + marks + b'"')}))
        assert code == 1, text


def test_damaged_and_huge_files_cannot_be_read(session: Session, said: Said, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = evidence_files(session, a_counted_vote(session))
    whole = zipped(files)
    for name, content in {
        "half": whole[: len(whole) // 2],
        "flipped": whole[:1000] + bytes([whole[1000] ^ 255]) + whole[1001:],
        "nothing": b"",
        "no zip": b"PK nothing",
    }.items():
        (tmp_path / name).write_bytes(content)
        assert main([str(tmp_path / name)]) in (1, 2), name
        assert "Traceback" not in capsys.readouterr().out
    for missing in ("abstimmung.json", "festschreibung.json", "kennungen.csv", "ergebnis.json", "stimmzettel.json"):
        assert said({name: content for name, content in files.items() if name != missing})[0] == 2, missing
    for wild in (b'{"a":' + b"9" * 5000 + b"}", b"[" * 50_000, b'{"outcome": 1e99999}', b"\xff", b"null"):
        assert said({**files, "ergebnis.json": wild})[0] == 2
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            with archive.open(name, "w") as stream:
                stream.write(content)
                for _ in range(250 if name == "kennungen.csv" else 0):
                    stream.write(bytes(1_000_000))
    assert bomb.stat().st_size < 1_000_000
    assert main([str(bomb)]) == 2
    double = tmp_path / "double.zip"
    with zipfile.ZipFile(double, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ergebnis.json", b"{}")
    assert main([str(double)]) == 2


def test_numbers_that_cannot_be_are_refused(session: Session, said: Said) -> None:
    files = evidence_files(session, a_counted_vote(session))
    for change in (
        lambda terms: terms.update(seats=0),
        lambda terms: terms.update(seats=-1),
        lambda terms: terms.update(seats="1"),
        lambda terms: terms.update(options=[]),
        lambda terms: terms.update(options=5),
        lambda terms: terms.update(options=[{"position": 1, "title": "x"}] * 600),
        lambda terms: terms.pop("quorum"),
        lambda terms: terms.update(budget={"amount": -5, "form": "approval"}, costs=[1, 2, 3, 4]),
        lambda terms: terms.update(budget={"amount": 5, "form": "approval"}, costs=[1]),
        lambda terms: terms.update(budget=7),
    ):
        code, text = said(rewritten(files, "festschreibung.json", change))
        assert code in (1, 2), text


def test_a_public_log_in_the_pack_is_checked(session: Session, said: Said, tmp_path: Path) -> None:
    vote = a_counted_vote(session)
    entries = [json.dumps({"frozen": vote.frozen_hash}).encode(), json.dumps({"urn": vote.urn_hash, "result": vote.result_hash}).encode()]
    signer = Signer("stadt.example/protokoll/abstimmung-1", bytes(range(32)))
    note = sign_checkpoint(Checkpoint(signer.name, 2, tree_hash(entries)), signer).encode()
    log = {"log/entries.jsonl": b"\n".join(entries) + b"\n", "log/checkpoint.txt": note, "log/log-key.txt": str(signer.verifier).encode() + b"\n"}
    pack = evidence_pack(session, vote, log)
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    code, text = said(files)
    assert (code, text.endswith("Alles stimmt.\n")) == (0, True), text
    assert "Die 2 Einträge des öffentlichen Protokolls" in text
    (tmp_path / "logged.zip").write_bytes(pack)
    (tmp_path / "kept.txt").write_text(sign_checkpoint(Checkpoint(signer.name, 1, tree_hash(entries[:1])), signer), encoding="utf-8")
    (tmp_path / "other.txt").write_text(sign_checkpoint(Checkpoint(signer.name, 1, tree_hash(entries[1:])), signer), encoding="utf-8")
    forger = str(Signer(signer.name, bytes(32)).verifier)
    for code, *options in (
        (0, "--log-key", str(signer.verifier), "--checkpoint", str(tmp_path / "kept.txt")),
        (1, "--checkpoint", str(tmp_path / "other.txt")),
        (1, "--log-key", forger),
        (2, "--running"),
    ):
        assert CliRunner().invoke(verify_command, [str(tmp_path / "logged.zip"), *options]).exit_code == code, options
    for name, content in {
        "log/entries.jsonl": log["log/entries.jsonl"].replace(b"urn", b"run"),
        "log/checkpoint.txt": note.replace(b"\n2\n", b"\n1\n"),
        "log/log-key.txt": str(Signer(signer.name, bytes(32)).verifier).encode(),
    }.items():
        assert said({**files, name: content})[0] == 1, name
    assert said({name: content for name, content in files.items() if name != "log/checkpoint.txt"})[0] == 2
    other = [b'{"frozen":"something else"}']
    signed = sign_checkpoint(Checkpoint(signer.name, 1, tree_hash(other)), signer).encode()
    assert said({**files, "log/entries.jsonl": other[0] + b"\n", "log/checkpoint.txt": signed})[0] == 1


def test_the_readme_explains_every_file(session: Session) -> None:
    vote = a_counted_vote(session)
    files = evidence_files(session, vote)
    text = readme(vote, "x.zip", files)
    assert "weitere Datei" not in text
    assert all(name in text for name in files)
    assert files["verify.py"].decode() == joined()
    assert max(map(len, text.splitlines())) <= 100
