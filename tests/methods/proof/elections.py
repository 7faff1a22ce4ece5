"""Elections for the tests: small groups that calculate in no time, a chance that repeats itself, and a forger who rewrites archives."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import pytest

from participation.methods.proof.belenios import credentials, running, trustees
from participation.methods.proof.belenios.archive import Archive, Kind
from participation.methods.proof.belenios.arithmetic import big
from participation.methods.proof.belenios.ballots import Ballot, check_ballot, make_ballot
from participation.methods.proof.belenios.elections import Election, write_election
from participation.methods.proof.belenios.encoding import compact, sha256_base64
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.groups import GROUPS, Embedding, Group
from participation.methods.proof.belenios.proofs import prove_exponent
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion, Question
from participation.methods.proof.belenios.tally import Result, shuffled_questions
from participation.methods.proof.belenios.trustees import Tally
from participation.methods.proof.belenios.verify import Verified, verify

SMALL = Group(
    "SMALL",
    big(0x9B2CCEB8D531BDB981A4C284BA4F89F4B0567FB953A7668FF65BABF16838858F),
    big(0xD335E0896A5AC6126E2DA5F0C6AA27F64560AB0F8DC2631CFBF79DE985CD94A),
    big(0x982F8C364187F60A56815357339E9A4F),
)
"""A subgroup of 128 bits: far too small for a vote, large enough that no false proof passes by luck."""

_SAFE = 0xCE8F370FDB0F26FA52007A70C2CAAB79B7B084F67454FF3F02F9B015564DB0BF
SMALL_RANKS = Group("SMALL-RANKS", big(_SAFE), big(4), big((_SAFE - 1) // 2), Embedding(padding=8, bits_per_int=8))
Events = list[tuple[Kind, list[str]]]
ALL_GROUPS = {**GROUPS, "SMALL": SMALL, "SMALL-RANKS": SMALL_RANKS}

YES_NO = CrossesQuestion("Soll die Stadthalle saniert werden?", ("Ja", "Nein"), 0, 1)
UP_TO_TWO = CrossesQuestion("Welche Plätze zuerst?", ("Markt", "Ufer", "Bahnhof"), 1, 2, blank=True)
RANKS = NumbersQuestion("In welcher Reihenfolge?", ("Bad", "Bücherei", "Park"))


class Chance:
    """Random bytes that are the same in every run."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed, 0

    def __call__(self, count: int) -> bytes:
        blocks = []
        for _ in range(count // 32 + 1):
            blocks.append(sha256(f"{self._seed}|{self._drawn}".encode()).digest())
            self._drawn += 1
        return b"".join(blocks)[:count]


@dataclass
class Ran:
    """An election that was held, with all its secrets."""

    archive: Archive
    election: Election
    credentials: list[str]
    weights: dict[int, int]
    privates: list[int]
    ballots: list[Ballot]
    tally: Tally
    result: Result
    chance: Chance

    @property
    def data(self) -> bytes:
        """The archive's file."""
        return self.archive.to_bytes()


def an_election(
    questions: Sequence[Question],
    votes: Sequence[tuple[int, Sequence[Sequence[int]]]],
    *,
    group: Group = SMALL,
    weights: Sequence[int] = (1, 1, 1, 1),
    trustee_count: int = 2,
    seed: str = "election",
) -> Ran:
    """An election from the first key to the result. `votes`: which credential casts which marks, in the order of casting."""
    chance = Chance(seed)
    privates = [trustees.new_private_key(group, chance) for _ in range(trustee_count)]
    handed_over = [trustees.write_public_key(group, private, chance) for private in privates]
    key = trustees.joint_key(group, [trustees.read_public_key(text, group, "key") for text in handed_over])
    uuid = credentials.new_uuid(chance)
    election = write_election(uuid, "Stadthalle „und“ Quartier", "Ein \\ Versuch\nmit Zeilen", group, key, questions, "Stadt", "Wahlamt")
    secret = [credentials.new_credential(chance) for _ in weights]
    public = [credentials.public_key(group, uuid, one) for one in secret]
    listed = dict(zip(public, weights, strict=True))
    archive = running.open_election(1_795_928_984, election, handed_over, listed)
    ballots = []
    for voter, marks in votes:
        text = make_ballot(election, secret[voter], marks, chance)
        ballots.append(check_ballot(election, text))
        running.cast(archive, text)
    tally = running.close(archive, election, ballots, listed)
    if shuffled_questions(election):
        for trustee in range(trustee_count):
            text, tally = running.shuffled(election, tally, chance)
            running.post_shuffle(archive, trustee + 1, text)
        running.end_shuffles(archive)
    factors = []
    for number, private in enumerate(privates, start=1):
        text = running.decrypted(election, tally, private, chance)
        public_key = trustees.public_key(group, private)
        factors.append(trustees.check_decryption(group, election.fingerprint, tally, public_key, text, number, "decryption"))
        running.post_decryption(archive, number, text)
    counted = {ballot.credential for ballot in ballots}
    result = running.publish_result(archive, election, tally, factors, sum(listed[one] for one in counted))
    return Ran(archive, election, secret, listed, privates, ballots, tally, result, chance)


def a_vote(**options: Any) -> Ran:
    """Four residents, two questions; the second resident votes twice."""
    marks = [(0, [[1, 0], [0, 1, 1, 0]]), (1, [[1, 0], [0, 0, 0, 1]]), (2, [[0, 1], [1, 0, 0, 0]]), (1, [[0, 1], [0, 0, 1, 1]])]
    return an_election([YES_NO, UP_TO_TWO], marks, **options)


def a_ranked_vote(**options: Any) -> Ran:
    """Four residents rank."""
    marks = [(voter, [[1, 0], ranks]) for voter, ranks in enumerate(([1, 2, 3], [3, 1, 2], [1, 2, 3], [0, 0, 255]))]
    return an_election([YES_NO, RANKS], marks, **{"group": SMALL_RANKS, "seed": "ranks", **options})


def check(data: bytes, **options: Any) -> Verified:
    """The verifier, with the small groups known."""
    return verify(data, groups=ALL_GROUPS, **options)


def texts_of(archive: Archive) -> Events:
    """The archive as its events, each with the data that belong to it, in order."""
    found: Events = []
    waiting: list[str] = []
    kinds = {event.text: event.kind for event in archive.events}
    for name, text in archive.members:
        if name.endswith(".event.json"):
            found.append((kinds[text], waiting))
            waiting = []
        else:
            waiting.append(text)
    return found


def forged(archive: Archive, change: Callable[[Events], None]) -> bytes:
    """The archive rewritten by somebody who controls the server: `change` alters events and data, names and chain are made to fit again."""
    events = texts_of(archive)
    change(events)
    made = Archive(archive.timestamp)
    for kind, texts in events:
        made.add_event(kind, *texts)
    return made.to_bytes()


def places(events: Sequence[tuple[Kind, list[str]]], kind: Kind) -> list[int]:
    """Where events of this kind stand."""
    return [place for place, (found, _texts) in enumerate(events) if found is kind]


def alter(texts: list[str], place: int, change: Callable[[Any], None]) -> None:
    """Change data number `place` of an event, and let the data that point to it follow."""
    before = texts[place]
    value = json.loads(before)
    change(value)
    texts[place] = compact(value)
    old, new = sha256(before.encode()).hexdigest(), sha256(texts[place].encode()).hexdigest()
    texts[place + 1 :] = [text.replace(old, new) for text in texts[place + 1 :]]


def signed_again(ran: Ran, voter: int, ballot: dict[str, Any]) -> str:
    """A ballot signed anew by the voter whose it is: proofs must refuse what a signature cannot."""
    group, uuid = ran.election.group, ran.election.uuid
    private = credentials.private_key(group, uuid, ran.credentials[voter])
    ballot["credential"] = str(credentials.public_key(group, uuid, ran.credentials[voter]))
    ballot.pop("signature", None)
    hashed = sha256_base64(compact(ballot))
    proof = prove_exponent(group, private, f"sig|{hashed}|", ran.chance)
    return compact({**ballot, "signature": {"hash": hashed, "proof": proof.json}})


def with_rules(election: Election, *questions: Question) -> Election:
    """The same election to all hashes, for somebody who keeps other rules."""
    return replace(election, questions=questions)


def fault_of(data: bytes, **options: Any) -> str:
    """The first fault of an archive that must have one, told in words without gaps."""
    with pytest.raises(Refused) as refused:
        check(data, **options)
    assert str(refused.value)
    assert "{" not in str(refused.value)
    return refused.value.fault


def changed(ran: Ran, kind: Kind, change: Callable[[Any], None], which: int = 0, data: int = 0) -> bytes:
    """The archive with one of the data of one event changed."""
    return forged(ran.archive, lambda events: alter(events[places(events, kind)[which]][1], data, change))


def with_ballot(ran: Ran, make: Callable[[dict[str, Any]], str], which: int = 0) -> bytes:
    """The archive with one ballot replaced by what `make` makes of it."""

    def change(events: Events) -> None:
        texts = events[places(events, Kind.BALLOT)[which]][1]
        texts[0] = make(json.loads(texts[0]))

    return forged(ran.archive, change)
