"""`participation trustee` and `participation verify`: files in, files out, exit codes, and the first fault in German."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from participation.cli import participation
from participation.methods.proof.belenios import credentials, running, trustees
from participation.methods.proof.belenios.archive import Archive, Kind
from participation.methods.proof.belenios.ballots import check_ballot, make_ballot
from participation.methods.proof.belenios.elections import Election, write_election
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048
from participation.methods.proof.belenios.questions import Question
from participation.methods.proof.belenios.trustees import Tally
from participation.methods.proof.checkpoints import sign_checkpoint
from participation.methods.proof.log import checkpoint_of
from participation.methods.proof.notes import Signer
from tests.methods.proof.elections import RANKS, YES_NO, Chance, Ran, a_vote, alter, forged, places

LOG = Signer("beteiligung.example/log", bytes(range(32)))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(participation, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def vote() -> Ran:
    return a_vote(group=BELENIOS_2048)


@pytest.fixture
def file(vote: Ran, tmp_path: Path) -> Path:
    path = tmp_path / "vote.bel"
    path.write_bytes(vote.data)
    return path


class Held:
    """A vote whose trustees use the command."""

    def __init__(self, folder: Path, question: Question) -> None:
        self.chance, self.folder = Chance("held"), folder
        group = BELENIOS_2048 if question is YES_NO else RFC_3526_2048
        for name in ("anna", "bert"):
            made = run("trustee", "keygen", "--group", group.name, "--out", folder / name)
            assert made.exit_code == 0, made.output
        keys = [(folder / f"{name}.pubkey").read_text() for name in ("anna", "bert")]
        joint = trustees.joint_key(group, [trustees.read_public_key(key, group, "key") for key in keys])
        self.election: Election = write_election(credentials.new_uuid(self.chance), "Wahl \x1b[31m", "d", group, joint, [question])
        secret = credentials.new_credential(self.chance)
        self.weights = {credentials.public_key(group, self.election.uuid, secret): 1}
        self.archive: Archive = running.open_election(1, self.election, keys, self.weights)
        ballot = make_ballot(self.election, secret, [[1, 0] if question is YES_NO else [3, 2, 1]], self.chance)
        running.cast(self.archive, ballot)
        self.ballots = [check_ballot(self.election, ballot)]

    def close(self) -> Tally:
        return running.close(self.archive, self.election, self.ballots, self.weights)

    @property
    def file(self) -> Path:
        path = self.folder / "held.bel"
        path.write_bytes(self.archive.to_bytes())
        return path


def test_a_private_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        made = run("trustee", "keygen", "--out", tmp_path / "anna")
    finally:
        os.umask(old)
    assert made.exit_code == 0
    private, public = tmp_path / "anna.privkey", tmp_path / "anna.pubkey"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert json.loads(private.read_text()) not in public.read_text()
    assert json.loads(private.read_text()) not in made.output
    before = private.read_text()
    again = run("trustee", "keygen", "--out", tmp_path / "anna")
    assert again.exit_code == 1
    assert "gibt es schon" in again.output
    assert private.read_text() == before


def test_trustees_decrypt_a_vote_of_sums(tmp_path: Path) -> None:
    held = Held(tmp_path, YES_NO)
    early = run("trustee", "decrypt", held.file, "--key", tmp_path / "anna.privkey", "--out", tmp_path / "part")
    assert early.exit_code == 1
    assert "nichts zu entschlüsseln" in early.output
    tally = held.close()
    factors = []
    for number, name in enumerate(("anna", "bert"), start=1):
        done = run("trustee", "decrypt", held.file, "--key", tmp_path / f"{name}.privkey", "--out", tmp_path / f"part-{name}")
        assert done.exit_code == 0, done.output
        assert f"Treuhänder:in {number}" in done.output
        assert "\x1b" not in done.output
        text = (tmp_path / f"part-{name}").read_text()
        key = trustees.read_public_key((tmp_path / f"{name}.pubkey").read_text(), held.election.group, "key")
        factors.append(trustees.check_decryption(held.election.group, held.election.fingerprint, tally, key, text, number, "part"))
        running.post_decryption(held.archive, number, text)
        again = run("trustee", "decrypt", held.file, "--key", tmp_path / f"{name}.privkey", "--out", tmp_path / "again")
        assert again.exit_code == 1
        assert "schon entschlüsselt" in again.output
    running.publish_result(held.archive, held.election, tally, factors, 1)
    assert run("verify", held.file).exit_code == 0


def test_trustees_shuffle_before_they_decrypt_ranks(tmp_path: Path) -> None:
    held = Held(tmp_path, RANKS)
    held.close()
    for number, name in enumerate(("anna", "bert"), start=1):
        done = run("trustee", "shuffle", held.file, "--key", tmp_path / f"{name}.privkey", "--out", tmp_path / f"shuffle-{name}")
        assert done.exit_code == 0, done.output
        running.post_shuffle(held.archive, number, (tmp_path / f"shuffle-{name}").read_text())
        again = run("trustee", "shuffle", held.file, "--key", tmp_path / f"{name}.privkey", "--out", tmp_path / "again")
        assert "schon gemischt" in again.output
    early = run("trustee", "decrypt", held.file, "--key", tmp_path / "anna.privkey", "--out", tmp_path / "part")
    assert "nichts zu entschlüsseln" in early.output
    running.end_shuffles(held.archive)
    assert run("trustee", "decrypt", held.file, "--key", tmp_path / "anna.privkey", "--out", tmp_path / "part").exit_code == 0
    assert "nichts zu mischen" in run("trustee", "shuffle", held.file, "--key", tmp_path / "anna.privkey", "--out", tmp_path / "no").output


def test_a_trustee_decrypts_nothing_that_does_not_hold(vote: Ran, tmp_path: Path) -> None:
    run("trustee", "keygen", "--out", tmp_path / "outsider")
    archive = tmp_path / "vote.bel"
    archive.write_bytes(forged(vote.archive, lambda events: events.__delitem__(slice(7, None))))
    refused = run("trustee", "decrypt", archive, "--key", tmp_path / "outsider.privkey", "--out", tmp_path / "part")
    assert refused.exit_code == 1
    assert "gehört nicht zu dieser Abstimmung" in refused.output
    (tmp_path / "first.privkey").write_text(trustees.write_private_key(vote.privates[0]) + "\n")

    def lose_a_ballot(events: list[tuple[Kind, list[str]]]) -> None:
        del events[7:]
        del events[1]

    archive.write_bytes(forged(vote.archive, lose_a_ballot))
    refused = run("trustee", "decrypt", archive, "--key", tmp_path / "first.privkey", "--out", tmp_path / "part")
    assert refused.exit_code == 1
    assert "WIDERLEGT: Gezählt wurden" in refused.output
    assert not (tmp_path / "part").exists()
    (tmp_path / "broken.privkey").write_text('"0"')
    assert run("trustee", "decrypt", archive, "--key", tmp_path / "broken.privkey", "--out", tmp_path / "part").exit_code == 1


def test_a_vote_that_holds(file: Path) -> None:
    done = run("verify", file)
    assert done.exit_code == 0, done.output
    assert "4 Stimmzettel eingeworfen; 3 zählen" in done.output
    assert "    Ja: 1\n    Nein: 2\n" in done.output
    assert "    (leer): 1\n    Markt: 1\n" in done.output
    assert done.output.endswith("Alles stimmt.\n")


def test_the_first_fault_is_named_in_german(vote: Ran, file: Path) -> None:
    file.write_bytes(forged(vote.archive, lambda events: alter(events[places(events, Kind.RESULT)[0]][1], 0, lambda one: one["result"][0].reverse())))
    done = run("verify", file)
    assert done.exit_code == 1
    assert done.output == "WIDERLEGT: Das Ergebnis der Frage 1 ist nicht das entschlüsselte.\n"


def test_a_vote_that_still_runs(vote: Ran, file: Path, tmp_path: Path) -> None:
    running_vote = tmp_path / "running.bel"
    running_vote.write_bytes(forged(vote.archive, lambda events: events.__delitem__(slice(3, None))))
    assert run("verify", running_vote).exit_code == 1
    done = run("verify", running_vote, "--running")
    assert done.exit_code == 0
    assert done.output.endswith("Bis hierher stimmt alles.\n")
    assert run("verify", file, "--earlier", running_vote).exit_code == 0
    backwards = run("verify", running_vote, "--running", "--earlier", file)
    assert backwards.exit_code == 1
    assert "setzt das frühere Archiv nicht fort" in backwards.output


def a_pack(path: Path, vote: Ran, note: str, key: str | None = str(LOG.verifier)) -> Path:
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("nachweis/abstimmung.bel", vote.data)
        pack.writestr("nachweis/checkpoint.txt", note)
        if key is not None:
            pack.writestr("nachweis/log-key.txt", key + "\n")
    return path


def test_an_evidence_pack_with_its_signed_checkpoint(vote: Ran, tmp_path: Path) -> None:
    note = sign_checkpoint(checkpoint_of(vote.archive, LOG.name), LOG)
    pack = a_pack(tmp_path / "pack.zip", vote, note)
    own = run("verify", pack)
    assert own.exit_code == 0, own.output
    assert "stammt aus dem Paket selbst" in own.output
    trusted = run("verify", pack, "--log-key", LOG.verifier)
    assert trusted.exit_code == 0
    assert "stammt aus dem Paket selbst" not in trusted.output
    assert "ist in diesem Archiv enthalten" in trusted.output
    assert "nicht geprüft" in run("verify", a_pack(tmp_path / "keyless.zip", vote, note, None)).output


def test_a_pack_whose_checkpoint_is_of_another_history(vote: Ran, tmp_path: Path) -> None:
    other = sign_checkpoint(checkpoint_of(a_vote(seed="other").archive, LOG.name), LOG)
    for pack, key in (
        (a_pack(tmp_path / "other.zip", vote, other), None),
        (a_pack(tmp_path / "key.zip", vote, other), Signer(LOG.name, bytes(32)).verifier),
        (a_pack(tmp_path / "spoilt.zip", vote, "no note"), None),
    ):
        done = run("verify", pack, *(["--log-key", key] if key else []))
        assert done.exit_code == 1
        assert "WIDERLEGT: Der unterschriebene Stand" in done.output


def test_a_kept_checkpoint_is_held_against_the_archive(vote: Ran, file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(sign_checkpoint(checkpoint_of(vote.archive, LOG.name), LOG))
    assert run("verify", file, "--checkpoint", kept, "--log-key", LOG.verifier).exit_code == 0


def test_what_is_none_of_it_is_told_apart(tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Liebe Stadt,")
    assert run("verify", text).exit_code == 2
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as pack:
        pack.writestr("nothing.txt", "")
    assert run("verify", empty).exit_code == 2
    with zipfile.ZipFile(empty, "a") as pack:
        pack.writestr("a.bel", "BELENIOS")
        pack.writestr("b.bel", "BELENIOS")
    assert "prüfen Sie jedes einzeln" in run("verify", empty).output


def test_an_archive_that_hides_a_pack_is_read_as_an_archive(vote: Ran, file: Path, tmp_path: Path) -> None:
    """Else the two verifiers would look at different votes."""
    pack = a_pack(tmp_path / "pack.zip", vote, "no note")
    file.write_bytes(vote.data + pack.read_bytes())
    done = run("verify", file)
    assert done.exit_code == 1
    assert "WIDERLEGT: Der Kopf des Eintrags" in done.output


def test_a_key_with_a_slip_refutes_nothing(file: Path) -> None:
    done = run("verify", file, "--log-key", str(LOG.verifier)[:-1])
    assert done.exit_code == 2
    assert "WIDERLEGT" not in done.output


def test_a_damaged_pack_cannot_be_read(vote: Ran, tmp_path: Path) -> None:
    pack = a_pack(tmp_path / "pack.zip", vote, "no note")
    whole = pack.read_bytes()
    for data in (whole[: len(whole) // 2], whole[:5000] + b"\0" + whole[5001:]):
        pack.write_bytes(data)
        assert run("verify", pack).exit_code == 2


def test_the_transcript_of_a_draw_is_still_checked_by_its_own_checker(tmp_path: Path) -> None:
    transcript = tmp_path / "TRANSCRIPT.zip"
    with zipfile.ZipFile(transcript, "w") as pack:
        pack.writestr("lottery.json", json.dumps({"format": "something else"}))
    done = run("verify", transcript)
    assert done.exit_code == 1
    assert "WIDERLEGT: Das ist kein Protokoll" in done.output
