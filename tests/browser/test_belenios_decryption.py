"""Trustees in the browser: an archive is read and decrypted, both verifiers accept it; what is false is refused before a key is used."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from participation.methods.proof.belenios import credentials, running, trustees
from participation.methods.proof.belenios.archive import Archive, Kind
from participation.methods.proof.belenios.ballots import check_ballot, make_ballot, tracker_of
from participation.methods.proof.belenios.elections import Election, write_election
from participation.methods.proof.belenios.encoding import compact, sha256_base64, sha256_hex
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048
from participation.methods.proof.belenios.verify import verify
from tests.browser.belenios import APPROVAL, SINGLE, Device, Refusal, a_device
from tests.methods.proof.elections import RANKS, YES_NO, Chance, Events, Ran, a_ranked_vote, a_vote, alter, an_election, forged, places

TOOL = shutil.which("belenios-tool")


@pytest.fixture(scope="module")
def device(chromium: Browser) -> Iterator[Device]:
    with a_device(chromium) as found:
        yield found


def until(archive: Ran, kind: Kind) -> bytes:
    """The archive as it was after the last event of this kind."""
    return forged(archive.archive, lambda events: events.__delitem__(slice(places(events, kind)[-1] + 1, None)))


@pytest.fixture(scope="module")
def sums() -> Ran:
    return a_vote(group=BELENIOS_2048)


@pytest.fixture(scope="module")
def ranked() -> Ran:
    return a_ranked_vote(group=RFC_3526_2048)


def test_an_archive_is_read(device: Device, sums: Ran, ranked: Ran) -> None:
    for ran in (sums, ranked):
        read = device.call("readArchive", ran.data)
        events = ran.archive.events
        assert read["electionText"] == ran.election.text
        assert [tracker_of(text) for text in read["ballots"]] == [ballot.tracker for ballot in ran.ballots]
        assert read["kinds"] == [event.kind.value for event in events]
        assert read["head"] == events[-1].hash
        assert read["resultText"] == ran.result.text
        assert json.loads(read["credentialsText"]) == [str(key) for key in ran.weights]
        assert len(json.loads(read["trusteesText"])) == len(ran.privates)
    early = device.call("readArchive", until(sums, Kind.BALLOT))
    assert (early["encryptedTally"], early["resultText"], len(early["ballots"])) == (None, None, 4)


def with_members(ran: Ran, place: int, *more: tuple[str, str], after: int = 0) -> bytes:
    """The archive with other members from a place on, and the old ones from `after` on behind them."""
    members = ran.archive.members
    return Archive(ran.archive.timestamp, [*members[:place], *more, *members[after or place :]]).to_bytes()


def cast_again(ran: Ran) -> bytes:
    """The first ballot is cast once more by an event that points to it."""
    last = max(place for place, (_name, text) in enumerate(ran.archive.members) if '"type":"Ballot"' in text)
    event = json.loads(ran.archive.members[last][1])
    again = compact(
        {"parent": sha256_hex(ran.archive.members[last][1]), "height": event["height"] + 1, "type": "Ballot", "payload": event["payload"]}
    )
    return with_members(ran, last + 1, (sha256_hex(again) + ".event.json", again))


def test_no_byte_can_change(device: Device, sums: Ran) -> None:
    chance = random.Random(11)
    for _ in range(40):
        spoilt = bytearray(sums.data)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        with pytest.raises(Refusal):
            device.call("readArchive", bytes(spoilt))


def test_an_archive_that_was_cut_or_changed(device: Device, sums: Ran) -> None:
    data = sums.data
    name = data.index(b".event.json", 5000)
    for spoilt, codes in (
        (b"", "no-archive"),
        (b"PK\3\4" + bytes(600), "no-archive"),
        (data[:600], "cut-off"),
        (data[: len(data) // 2], "cut-off|bad-member"),
        (data[:-512], "cut-off"),
        (data[:-1], "cut-off"),
        (data + bytes(1024), "bad-member"),
        (data.replace(b'"uuid":"', b'"uuid":"1', 1)[: len(data)], "wrong-name|bad-member"),
        (data[:5000] + bytes([data[5000] ^ 1]) + data[5001:], "wrong-name|bad-member|no-archive"),
        (data[: name - 64] + b"0" * 64 + data[name:], "bad-member"),
        (with_members(sums, 1, sums.archive.members[0]), "member-twice"),
        (cast_again(sums), "ballot-twice"),
        (forged(sums.archive, lambda events: events.insert(1, events.pop())), "out-of-order"),
        (forged(sums.archive, lambda events: events.__delitem__(0)), "out-of-order"),
        (forged(sums.archive, lambda events: events[2][1].insert(0, "[]")), "stray-data"),
    ):
        with pytest.raises(Refusal) as refused:
            device.call("readArchive", spoilt)
        assert refused.value.code in codes.split("|")


def test_events_that_were_moved(device: Device, sums: Ran) -> None:
    """Two ballots change places, the chain stays as it was: names fit, links do not."""
    members = sums.archive.members
    ends = [place for place, (name, _text) in enumerate(members) if name.endswith(".event.json")]
    first, second = members[ends[0] + 1 : ends[1] + 1], members[ends[1] + 1 : ends[2] + 1]
    with pytest.raises(Refusal, match="broken-chain"):
        device.call("readArchive", with_members(sums, ends[0] + 1, *second, *first, after=ends[2] + 1))


def decrypted_in(device: Device, data: bytes, private: int | str) -> Any:
    return device.call("decrypt", data, private if isinstance(private, str) else trustees.write_private_key(private))


def test_a_whole_vote_with_one_key_from_the_browser(device: Device, tmp_path: Path) -> None:
    """Two trustees, one of them in the browser; ballots from both sides, one voter again; both verifiers accept."""
    chance, group = Chance("whole"), BELENIOS_2048
    in_browser = device.call("newKeyPair", group.name)
    own = trustees.new_private_key(group, chance)
    keys = [trustees.write_public_key(group, own, chance), in_browser["publicKey"]]
    joint = trustees.joint_key(group, [trustees.read_public_key(key, group, "key") for key in keys])
    election = write_election(credentials.new_uuid(chance), "Platz", "", group, joint, [SINGLE, APPROVAL], "Stadt", "Wahlamt")
    secrets = [credentials.new_credential(chance) for _ in range(4)]
    weights = {credentials.public_key(group, election.uuid, one): 1 for one in secrets}
    archive = running.open_election(1_795_928_984, election, keys, weights)
    cast = [
        (0, [[0, 1, 0, 0], [1, 1, 0, 0]]),
        (1, [[1, 0, 0, 0], [0, 0, 0, 0]]),
        (2, [[0, 0, 0, 1], [0, 1, 0, 0]]),
        (0, [[0, 0, 1, 0], [1, 0, 0, 1]]),
    ]
    ballots = []
    for number, (voter, marks) in enumerate(cast):
        by_hand = number == 1
        text = make_ballot(election, secrets[voter], marks, chance) if by_hand else made(device, election, secrets[voter], marks)
        ballots.append(check_ballot(election, text))
        running.cast(archive, text)
    tally = running.close(archive, election, ballots, weights)
    first = running.decrypted(election, tally, own, chance)
    device.page.evaluate("ticks.length = 0")
    second = decrypted_in(device, archive.to_bytes(), in_browser["privateKey"] + "\n")
    assert second["trustee"] == 2
    assert second["checkValue"] == sha256_base64(second["text"])
    assert device.page.evaluate("ticks") == [[done, 4 + 4 + 4] for done in range(1, 13)]
    factors = []
    for number, (text, key) in enumerate(zip((first, second["text"]), keys, strict=True), start=1):
        public = trustees.read_public_key(key, group, "key")
        factors.append(trustees.check_decryption(group, election.fingerprint, tally, public, text, number, "part"))
        running.post_decryption(archive, number, text)
    result = running.publish_result(archive, election, tally, factors, 3)
    assert result.answers == ([1, 0, 1, 1], [1, 1, 0, 1])
    data = archive.to_bytes()
    assert verify(data).result == result
    accepted_by_tool(tmp_path, election, data)


def made(device: Device, election: Election, credential: str, marks: Sequence[Sequence[int]]) -> str:
    return str(device.call("makeBallot", election.text, credential, marks)["text"])


def accepted_by_tool(folder: Path, election: Election, data: bytes) -> None:
    """The independent verifier's word, where it is installed."""
    if TOOL is None:
        assert os.environ.get("PARTICIPATION_REQUIRE_ALL") != "1"
        return
    (folder / f"{election.uuid}.bel").write_bytes(data)
    done = subprocess.run([TOOL, "election", "verify"], cwd=folder, capture_output=True, text=True, check=False)
    assert "all checks passed" in done.stderr, done.stderr


def test_ranks_are_decrypted_after_the_shuffles(device: Device, ranked: Ran, tmp_path: Path) -> None:
    """A voter in the browser ranks, Python shuffles, the browser decrypts for one trustee."""
    chance, group = Chance("ranks in the browser"), RFC_3526_2048
    privates = [trustees.new_private_key(group, chance) for _ in range(2)]
    keys = [trustees.write_public_key(group, private, chance) for private in privates]
    joint = trustees.joint_key(group, [trustees.read_public_key(key, group, "key") for key in keys])
    election = write_election(credentials.new_uuid(chance), "Reihenfolge", "", group, joint, [RANKS], "Stadt", "Wahlamt")
    secrets = [credentials.new_credential(chance) for _ in range(3)]
    weights = {credentials.public_key(group, election.uuid, one): 1 for one in secrets}
    archive = running.open_election(1, election, keys, weights)
    ballots = []
    for secret, ranks in zip(secrets, ([1, 2, 3], [3, 2, 1], [0, 0, 1]), strict=True):
        text = made(device, election, secret, [ranks])
        ballots.append(check_ballot(election, text))
        running.cast(archive, text)
    tally = running.close(archive, election, ballots, weights)
    with pytest.raises(Refusal, match="nothing-to-decrypt"):
        decrypted_in(device, archive.to_bytes(), privates[1])
    for number in (1, 2):
        text, tally = running.shuffled(election, tally, chance)
        running.post_shuffle(archive, number, text)
    running.end_shuffles(archive)
    factors = []
    for number, private in enumerate(privates, start=1):
        part = decrypted_in(device, archive.to_bytes(), private)["text"] if number == 2 else running.decrypted(election, tally, private, chance)
        public = trustees.public_key(group, private)
        factors.append(trustees.check_decryption(group, election.fingerprint, tally, public, part, number, "part"))
        running.post_decryption(archive, number, part)
    result = running.publish_result(archive, election, tally, factors, 3)
    assert sorted(result.answers[0]) == [[0, 0, 1], [1, 2, 3], [3, 2, 1]]
    assert verify(archive.to_bytes()).result == result
    accepted_by_tool(tmp_path, election, archive.to_bytes())


def test_weights_count(device: Device) -> None:
    votes = [(0, [[1, 0]]), (1, [[0, 1]])]
    ran = an_election([YES_NO], votes, group=BELENIOS_2048, weights=(3, 4, 1))
    part = decrypted_in(device, until(ran, Kind.ENCRYPTED_TALLY), ran.privates[0])
    group = ran.election.group
    public = trustees.public_key(group, ran.privates[0])
    trustees.check_decryption(group, ran.election.fingerprint, ran.tally, public, part["text"], 1, "part")


def test_nothing_is_decrypted_with_another_key_or_at_another_time(device: Device, sums: Ran) -> None:
    closed = until(sums, Kind.ENCRYPTED_TALLY)
    stranger = a_vote(group=BELENIOS_2048, seed="another vote").privates[0]
    begun = forged(sums.archive, lambda events: events.__delitem__(slice(places(events, Kind.PARTIAL_DECRYPTION)[0] + 1, None)))
    for data, key, code in (
        (closed, stranger, "foreign-key"),
        (closed, "", "bad-key"),
        (closed, '"0"', "bad-key"),
        (closed, str(sums.privates[0]), "bad-key"),
        (closed, f'"{BELENIOS_2048.q}"', "bad-key"),
        (until(sums, Kind.BALLOT), sums.privates[0], "nothing-to-decrypt"),
        (sums.data, sums.privates[0], "nothing-to-decrypt"),
        (begun, sums.privates[0], "already-decrypted"),
        (closed[:-512], sums.privates[0], "cut-off"),
    ):
        with pytest.raises(Refusal, match=code):
            decrypted_in(device, data, key)
    assert decrypted_in(device, begun, sums.privates[1])["trustee"] == 2


def swapped(events: Events) -> None:
    """Yes and no change places in the encrypted tally."""
    alter(events[places(events, Kind.ENCRYPTED_TALLY)[0]][1], 0, lambda tally: tally[0].reverse())


def one_less(events: Events) -> None:
    del events[places(events, Kind.BALLOT)[0]]


def one_alone(events: Events) -> None:
    """All ballots but one are gone, and the tally is that of the one: whoever decrypts it learns how somebody voted."""
    ballots = places(events, Kind.BALLOT)
    answers = json.loads(events[ballots[0]][1][0])["answers"]
    texts = events[places(events, Kind.ENCRYPTED_TALLY)[0]][1]
    alter(texts, 0, lambda tally: tally.__setitem__(slice(None), [answer["choices"] for answer in answers]))


def a_multiple(events: Events) -> None:
    """A ballot becomes another's a thousand times over: the sum would tell how they voted."""
    group = BELENIOS_2048

    def multiplied(ballot: dict[str, Any]) -> None:
        for choice in ballot["answers"][0]["choices"]:
            for half in ("alpha", "beta"):
                choice[half] = str(group.power(int(choice[half]), 1000))

    alter(events[places(events, Kind.BALLOT)[0]][1], 0, multiplied)


def other_weight(events: Events) -> None:
    alter(events[places(events, Kind.ENCRYPTED_TALLY)[0]][1], 1, lambda sized: sized.update(total_weight=4))


def a_stranger(events: Events) -> None:
    """A ballot's credential is taken off the list."""
    key = json.loads(events[places(events, Kind.BALLOT)[0]][1][0])["credential"]
    alter(events[0][1], 2, lambda listed: listed.remove(key))


def no_proof(events: Events) -> None:
    alter(events[0][1], 1, lambda listed: listed[1][1]["pok"].update(response="5"))


def other_key(events: Events) -> None:
    """The election's key is one trustee's alone."""
    alone = json.loads(events[0][1][1])[0][1]["public_key"]
    alter(events[0][1], 0, lambda election: election.update(public_key=alone))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (swapped, "wrong-tally"), (one_less, "wrong-tally"), (one_alone, "wrong-tally"), (a_multiple, "bad-ballot"), (other_weight, "wrong-tally"),
        (a_stranger, "foreign-credential"), (no_proof, "bad-trustees"), (other_key, "wrong-election-key"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)  # fmt: skip
def test_no_key_is_used_for_what_does_not_hold(device: Device, sums: Ran, change: Callable[[Events], None], code: str) -> None:
    """Whoever controls the server rewrites the archive, names and chain fit: the trustee's browser refuses."""

    def rewritten(events: Events) -> None:
        del events[places(events, Kind.ENCRYPTED_TALLY)[0] + 1 :]
        change(events)

    with pytest.raises(Refusal, match=code):
        decrypted_in(device, forged(sums.archive, rewritten), sums.privates[0])


def beyond(shuffle: dict[str, Any]) -> None:
    """An element of small order would draw bits of the private key out."""
    shuffle["ciphertexts"][0][0]["alpha"] = str(int(RFC_3526_2048.p) - 1)


def twice_the_same(shuffle: dict[str, Any]) -> None:
    """One ballot goes, another comes twice."""
    shuffle["ciphertexts"][0][0] = shuffle["ciphertexts"][0][1]


def multiplied(shuffle: dict[str, Any]) -> None:
    """A ballot is changed by whoever shuffles."""
    one = shuffle["ciphertexts"][0][0]
    one["beta"] = str(int(one["beta"]) * 4 % int(RFC_3526_2048.p))


def in_another_order(shuffle: dict[str, Any]) -> None:
    shuffle["ciphertexts"][0].reverse()


def shorter(shuffle: dict[str, Any]) -> None:
    shuffle["ciphertexts"][0].pop()


def unproven(shuffle: dict[str, Any]) -> None:
    shuffle["proofs"] = []


def another_response(shuffle: dict[str, Any]) -> None:
    shuffle["proofs"][0][1][4][2] = "5"


def another_link(shuffle: dict[str, Any]) -> None:
    links = shuffle["proofs"][0][0][4]
    links[0] = links[1]


@pytest.mark.parametrize("change", [beyond, twice_the_same, multiplied, in_another_order, shorter, unproven, another_response, another_link])
def test_no_key_is_used_after_a_false_shuffle(device: Device, ranked: Ran, change: Callable[[dict[str, Any]], None]) -> None:
    def rewritten(events: Events) -> None:
        del events[places(events, Kind.END_SHUFFLES)[0] + 1 :]
        alter(events[places(events, Kind.SHUFFLE)[-1]][1], 0, change)

    with pytest.raises(Refusal, match="bad-shuffle"):
        decrypted_in(device, forged(ranked.archive, rewritten), ranked.privates[0])


def test_nobody_shuffles_twice(device: Device, ranked: Ran) -> None:
    def rewritten(events: Events) -> None:
        del events[places(events, Kind.END_SHUFFLES)[0] + 1 :]
        alter(events[places(events, Kind.SHUFFLE)[-1]][1], 1, lambda said: said.update(owner=1))

    with pytest.raises(Refusal, match="unknown-trustee"):
        decrypted_in(device, forged(ranked.archive, rewritten), ranked.privates[0])


def test_a_vote_without_ballots(device: Device) -> None:
    ranked = an_election([RANKS], [], group=RFC_3526_2048)
    assert device.call("readArchive", ranked.data)["kinds"][-1] == "Result"
    assert decrypted_in(device, until(ranked, Kind.END_SHUFFLES), ranked.privates[1])["trustee"] == 2
    ran = an_election([YES_NO], [], group=BELENIOS_2048, trustee_count=1)
    part = decrypted_in(device, until(ran, Kind.ENCRYPTED_TALLY), ran.privates[0])["text"]
    group = ran.election.group
    trustees.check_decryption(group, ran.election.fingerprint, ran.tally, trustees.public_key(group, ran.privates[0]), part, 1, "part")
