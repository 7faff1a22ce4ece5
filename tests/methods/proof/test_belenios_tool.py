"""Two verifiers: `belenios-tool` 2.0 accepts what is made here, and what it makes is accepted here. Skipped where it is not installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from participation.methods.proof.belenios import credentials, running, trustees
from participation.methods.proof.belenios.answers import encrypt
from participation.methods.proof.belenios.archive import Archive, Kind, read_archive
from participation.methods.proof.belenios.ballots import check_ballot, make_ballot
from participation.methods.proof.belenios.encoding import compact, sha256_hex
from participation.methods.proof.belenios.faults import WRONG_RESULT, Refused
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048
from participation.methods.proof.belenios.proofs import prove_exponent
from participation.methods.proof.belenios.questions import CrossesQuestion
from participation.methods.proof.belenios.verify import verify
from tests.methods.proof.elections import (
    RANKS,
    UP_TO_TWO,
    YES_NO,
    Chance,
    Ran,
    a_ranked_vote,
    a_vote,
    alter,
    an_election,
    forged,
    places,
    signed_again,
)

TOOL = shutil.which("belenios-tool")
pytestmark = pytest.mark.skipif(TOOL is None, reason="belenios-tool is not installed")


def tool(folder: Path, *arguments: str, given: str = "") -> str:
    """What belenios-tool prints; its own word on failure."""
    environment = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
    done = subprocess.run([str(TOOL), *arguments], cwd=folder, input=given, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def accepted_by_tool(folder: Path, uuid: str, data: bytes) -> bool:
    for old in folder.glob("*.bel"):
        old.unlink()
    (folder / f"{uuid}.bel").write_bytes(data)
    done = subprocess.run([str(TOOL), "election", "verify"], cwd=folder, capture_output=True, text=True, check=False)
    assert ("all checks passed" in done.stderr) == (done.returncode == 0)
    return done.returncode == 0


@pytest.fixture(scope="module")
def sums() -> Ran:
    """Weights, a blank question, a second ballot, a question that may be left empty."""
    rest = CrossesQuestion("Was noch?", ("Bänke", "Bäume"), 0, 2, blank=False)
    votes = [(0, [[1, 0], [0, 1, 1, 0], [1, 1]]), (1, [[1, 0], [1, 0, 0, 0], [0, 0]]), (0, [[0, 0], [0, 0, 0, 1], [0, 1]])]
    return an_election([YES_NO, UP_TO_TWO, rest], votes, group=BELENIOS_2048, weights=(3, 4, 1), trustee_count=3)


@pytest.fixture(scope="module")
def ranked() -> Ran:
    return a_ranked_vote(group=RFC_3526_2048)


def test_belenios_accepts_sums_of_ours(sums: Ran, tmp_path: Path) -> None:
    assert sums.result.answers == ([4, 0], [4, 0, 0, 3], [0, 3])
    assert accepted_by_tool(tmp_path, sums.election.uuid, sums.data)
    assert verify(sums.data).result == sums.result


def test_belenios_accepts_ranks_of_ours(ranked: Ran, tmp_path: Path) -> None:
    assert accepted_by_tool(tmp_path, ranked.election.uuid, ranked.data)


def test_belenios_accepts_an_election_without_ballots(tmp_path: Path) -> None:
    ran = an_election([YES_NO], [], group=BELENIOS_2048, weights=(1,))
    assert accepted_by_tool(tmp_path, ran.election.uuid, ran.data)


def test_belenios_accepts_ranks_without_ballots(tmp_path: Path) -> None:
    """Both trustees then decrypt nothing, in the same words, which stand in the archive twice."""
    ran = an_election([RANKS], [], group=RFC_3526_2048, weights=(1,))
    assert accepted_by_tool(tmp_path, ran.election.uuid, ran.data)
    assert verify(ran.data).result == ran.result
    assert ran.result.answers == ([],)


def test_both_refuse_a_false_result(sums: Ran, tmp_path: Path) -> None:
    data = forged(sums.archive, lambda events: alter(events[places(events, Kind.RESULT)[0]][1], 0, lambda one: one["result"][0].reverse()))
    assert not accepted_by_tool(tmp_path, sums.election.uuid, data)
    with pytest.raises(Refused):
        verify(data)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Elections made by belenios-tool from the first key to the result, by group."""
    folders = {}
    for group, question, marks in (
        (BELENIOS_2048, UP_TO_TWO, ["[[1,0],[0,1,1,0]]", "[[0,1],[1,0,0,0]]"]),
        (RFC_3526_2048, RANKS, ["[[1,0],[1,2,3]]", "[[0,0],[255,0,7]]"]),
    ):
        folder = folders[group.name] = tmp_path_factory.mktemp(group.name)
        uuid = tool(folder, "setup", "generate-token").strip()
        tool(folder, "setup", "generate-credentials", "--uuid", uuid, "--group", group.name, "--count", "3")
        next(folder.glob("*.pubcreds")).rename(folder / "public_creds.json")
        next(folder.glob("*.privcreds")).rename(folder / "private_creds.txt")
        for _ in range(2):
            tool(folder, "setup", "generate-trustee-key", "--group", group.name)
        (folder / "public_keys.jsons").write_text("".join(path.read_text() for path in sorted(folder.glob("*.pubkey"))))
        tool(folder, "setup", "make-trustees")
        questions = {"description": "D\u00fc", "name": 'N "1"', "questions": [YES_NO.json, question.json]}
        (folder / "template.json").write_text(compact({**questions, "administrator": "A", "credential_authority": "C"}))
        tool(folder, "setup", "make-election", "--uuid", uuid, "--group", group.name, "--template", "template.json")
        tool(folder, "archive", "init")
        for name in ("election.json", "trustees.json", "public_creds.json"):
            (folder / name).unlink(missing_ok=True)
        _held(folder, group is RFC_3526_2048, marks)
    return folders


def _held(folder: Path, shuffled: bool, marks: list[str]) -> None:
    for line, mark in zip((folder / "private_creds.txt").read_text().splitlines(), marks, strict=False):
        (folder / "credential").write_text(line.split()[-1])
        (folder / "marks").write_text(mark)
        ballot = tool(folder, "election", "generate-ballot", "--privcred", "credential", "--ballot", "marks")
        tool(folder, "archive", "add-event", "--type=Ballot", given=ballot)
    tool(folder, "archive", "add-event", "--type=EndBallots")
    tool(folder, "archive", "add-event", "--type=EncryptedTally", given=tool(folder, "election", "compute-encrypted-tally"))
    if shuffled:
        for number in ("1", "2"):
            tool(folder, "archive", "add-event", "--type=Shuffle", given=tool(folder, "election", "shuffle", f"--trustee-id={number}"))
        tool(folder, "archive", "add-event", "--type=EndShuffles")
    shutil.copy(next(folder.glob("*.bel")), folder / "before-decryption")
    for number, key in enumerate(sorted(folder.glob("*.privkey")), start=1):
        part = tool(folder, "election", "decrypt", "--privkey", key.name, "--trustee-id", str(number))
        tool(folder, "archive", "add-event", "--type=PartialDecryption", given=part)
    tool(folder, "archive", "add-event", "--type=Result", given=tool(folder, "election", "compute-result"))
    tool(folder, "election", "verify")


def test_archives_of_belenios_are_accepted_and_rewritten_to_the_byte(theirs: dict[str, Path]) -> None:
    for folder in theirs.values():
        data = next(folder.glob("*.bel")).read_bytes()
        verified = verify(data, earlier=(folder / "before-decryption").read_bytes())
        assert verified.archive.to_bytes() == data
        assert verified.result is not None
        assert verified.result.answers[0] in ([1, 1], [1, 0])
    assert verified.shuffled_by == (1, 2)
    assert sorted(verified.result.answers[1]) == [[1, 2, 3], [255, 0, 7]]  # type: ignore[type-var]


@pytest.mark.parametrize("group", [BELENIOS_2048, RFC_3526_2048], ids=lambda group: group.name)
def test_belenios_accepts_ballots_and_decryptions_of_ours_in_its_own_archive(theirs: dict[str, Path], tmp_path: Path, group: object) -> None:
    """A vote that changes hands: set up and opened there, one ballot, shuffles, decryption and result from here."""
    chance, folder = Chance("mixed"), theirs[group.name]  # type: ignore[attr-defined]
    theirs_archive = read_archive((folder / "before-decryption").read_bytes())
    texts = [text for _event, text in theirs_archive.payloads(Kind.BALLOT)]
    setup = verify((folder / "before-decryption").read_bytes(), finished=False).setup
    archive, election = type(theirs_archive)(theirs_archive.timestamp), setup.election
    archive.add_event(Kind.SETUP, *(text for _name, text in theirs_archive.members[:4]))
    third = (folder / "private_creds.txt").read_text().splitlines()[2].split()[-1]
    marks = [[1, 0], [0, 0, 0, 1] if election.group is BELENIOS_2048 else [9, 9, 9]]
    texts.append(make_ballot(election, third, marks, chance))
    for text in texts:
        running.cast(archive, text)
    tally = running.close(archive, election, [check_ballot(election, text) for text in texts], setup.weights)
    if election.group is RFC_3526_2048:
        text, tally = running.shuffled(election, tally, chance)
        running.post_shuffle(archive, 2, text)
        running.end_shuffles(archive)
    factors = []
    for number, path in enumerate(sorted(folder.glob("*.privkey")), start=1):
        private = trustees.read_private_key(path.read_text(), election.group, path.name)
        text = running.decrypted(election, tally, private, chance)
        key = setup.trustees[number - 1]
        factors.append(trustees.check_decryption(election.group, election.fingerprint, tally, key, text, number, "x"))
        running.post_decryption(archive, number, text)
    running.publish_result(archive, election, tally, factors, 3)
    assert accepted_by_tool(tmp_path, election.uuid, archive.to_bytes())
    assert verify(archive.to_bytes()).weight == 3


def test_what_a_voter_encrypts_against_the_rules_is_told_and_read_as_belenios_reads_it(tmp_path: Path) -> None:
    """Nothing forces a voter to pack ranks well: an element that holds none comes out as chance numbers, and is counted as such."""
    group = RFC_3526_2048
    honest = an_election([RANKS], [(0, [[1, 2, 3]])], group=group)
    ballot = {"election_uuid": honest.election.uuid, "election_hash": honest.election.fingerprint, "credential": "", "answers": []}
    public = credentials.public_key(group, honest.election.uuid, honest.credentials[1])
    choice = encrypt(group, honest.election.public_key, group.generator_power(123456789), 4711)
    bound = f"raweg|{honest.election.fingerprint}|{public}|{honest.election.public_key},{choice.alpha},{choice.beta}|"
    ballot["answers"] = [{"choices": choice.json, "proof": prove_exponent(group, 4711, bound, honest.chance).json}]
    text = signed_again(honest, 1, ballot)
    archive = read_archive(forged(honest.archive, lambda events: events.__delitem__(slice(2, None))))
    running.cast(archive, text)
    ballots = [check_ballot(honest.election, one) for _event, one in archive.payloads(Kind.BALLOT)]
    tally = running.close(archive, honest.election, ballots, honest.weights)
    shuffled, tally = running.shuffled(honest.election, tally, honest.chance)
    running.post_shuffle(archive, 1, shuffled)
    running.end_shuffles(archive)
    factors = []
    for number, private in enumerate(honest.privates, start=1):
        part = running.decrypted(honest.election, tally, private, honest.chance)
        key = trustees.public_key(group, private)
        factors.append(trustees.check_decryption(group, honest.election.fingerprint, tally, key, part, number, "x"))
        running.post_decryption(archive, number, part)
    result = running.publish_result(archive, honest.election, tally, factors, 2)
    assert result.unpacked == (1,)
    assert Counter(map(tuple, result.answers[0]))[1, 2, 3] == 1  # type: ignore[arg-type]
    assert accepted_by_tool(tmp_path, honest.election.uuid, archive.to_bytes())


def _spoilt_part(ran: Ran, question: int) -> str:
    """A partial decryption by the last trustee whose first factor of a question is made up, and proved all the same.

    The hash of specification 2.0 covers key and commitments, not the factor: the factor can be chosen last, as what the proof then fits.
    """
    group, private = ran.election.group, ran.privates[-1]
    part = json.loads(running.decrypted(ran.election, ran.tally, private, ran.chance))
    one = ran.tally[question][0]
    chance, beside = group.random_exponent(ran.chance), group.generator_power(group.random_exponent(ran.chance))
    key = trustees.public_key(group, private)
    challenge = group.challenge(f"decrypt|{ran.election.fingerprint}|{key}|{group.generator_power(chance)},{beside}")
    response = (chance - private * challenge) % group.q
    factor = group.power(beside * group.inverse(group.power(one.alpha, response)) % group.p, pow(int(challenge), -1, int(group.q)))
    part["decryption_factors"][question][0] = str(factor)
    part["decryption_proofs"][question][0] = {"challenge": str(challenge), "response": str(response)}
    return compact(part)


def _with_part(ran: Ran, text: str) -> Archive:
    """The archive with another partial decryption by the last trustee, up to there."""

    def change(events: list[tuple[Kind, list[str]]]) -> None:
        place = places(events, Kind.PARTIAL_DECRYPTION)[-1]
        events[place][1][:] = [text, compact({"owner": len(ran.privates), "payload": sha256_hex(text)})]
        del events[place + 1 :]

    return read_archive(forged(ran.archive, change))


def test_a_limit_of_the_specification_a_trustee_can_spoil_a_shuffled_answer(ranked: Ran, tmp_path: Path) -> None:
    """Both verifiers accept it; what comes out has no form, and this product counts and tells it. See docs/proof.md."""
    archive = _with_part(ranked, _spoilt_part(ranked, 1))
    verified = verify(archive.to_bytes(), finished=False)
    parts = [text for _event, text in archive.payloads(Kind.PARTIAL_DECRYPTION)]
    group, election = ranked.election.group, ranked.election
    factors = []
    for number, owned in enumerate(parts, start=1):
        text = archive.data(json.loads(owned)["payload"], 0)
        factors.append(trustees.check_decryption(group, election.fingerprint, ranked.tally, verified.setup.trustees[number - 1], text, number, "x"))
    result = running.publish_result(archive, election, ranked.tally, factors, 4)
    assert result.unpacked == (0, 1)
    assert verify(archive.to_bytes()).result == result
    assert accepted_by_tool(tmp_path, election.uuid, archive.to_bytes())


def test_a_sum_cannot_be_spoilt_so(sums: Ran) -> None:
    archive = _with_part(sums, _spoilt_part(sums, 0))
    archive.add_event(Kind.RESULT, sums.result.text)
    with pytest.raises(Refused) as refused:
        verify(archive.to_bytes())
    assert refused.value.fault == WRONG_RESULT


def test_the_tool_of_this_test_is_the_one_that_counts() -> None:
    assert tool(Path.cwd(), "--version").startswith("2.0")


def test_votes_of_small_groups_are_no_belenios_votes(tmp_path: Path) -> None:
    ran = a_vote()
    assert not accepted_by_tool(tmp_path, ran.election.uuid, ran.data)
    with pytest.raises(Refused):
        verify(ran.data)
