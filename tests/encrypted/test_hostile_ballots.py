"""Ballots that somebody made by hand: each is refused with a sentence, and leaves neither a mark nor an event."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from participation.encrypted.board import read
from participation.encrypted.casting import cast_encrypted, hand_out_credential
from participation.encrypted.queries import last_event, opened_election
from participation.kit.errors import Conflict, DomainError, Gone, Invalid, Refused
from participation.methods.proof.belenios.ballots import make_ballot
from participation.methods.proof.belenios.credentials import new_credential
from participation.methods.proof.belenios.groups import BELENIOS_2048
from participation.votes.counter_actions import give_code
from participation.votes.models import Vote
from participation.votes.queries import mark_of
from tests.builders import a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.encrypted.builders import a_ballot, an_encrypted_vote, cast, opened
from tests.votes.builders import AFTER, CLOSES, closed, consultation_of
from tests.votes.channel_builders import a_code_draft, a_letter, holder, the_seals

P = int(BELENIOS_2048.p)


def outside_the_group(ballot: str) -> str:
    """The first ciphertext holds p − 1, which is of order two."""
    written = json.loads(ballot)
    written["answers"][0]["choices"][1]["alpha"] = str(P - 1)
    return compact(written)


def a_huge_number(ballot: str) -> str:
    written = json.loads(ballot)
    written["answers"][0]["choices"][1]["alpha"] = "1" + "0" * 100_000
    return compact(written)


def another_mark(ballot: str) -> str:
    """Two ciphertexts change places, the proofs stay."""
    written = json.loads(ballot)
    choices = written["answers"][0]["choices"]
    choices[1], choices[2] = choices[2], choices[1]
    return compact(written)


def encrypted_again(ballot: str) -> str:
    """The same mark under fresh chance: another's ballot cannot be cast as one's own."""
    written, group = json.loads(ballot), BELENIOS_2048
    key = int(_KEY[0])
    for choice in written["answers"][0]["choices"]:
        chance = group.random_exponent(secrets.token_bytes)
        choice["alpha"] = str(int(choice["alpha"]) * pow(int(group.g), int(chance), P) % P)
        choice["beta"] = str(int(choice["beta"]) * pow(key, int(chance), P) % P)
    return compact(written)


_KEY: list[str] = []


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


HOSTILE: dict[str, Callable[[str], str]] = {
    "nothing": lambda ballot: "",
    "no JSON": lambda ballot: "Ja",
    "another spelling": lambda ballot: ballot + " ",
    "a key too many": lambda ballot: compact({**json.loads(ballot), "more": 1}),
    "a key twice": lambda ballot: ballot.replace('{"election_uuid"', '{"election_uuid":"x","election_uuid"'),
    "deeply nested": lambda ballot: "[" * 50_000 + "]" * 50_000,
    "300 KB": lambda ballot: ballot + "x" * 300_000,
    "outside the group": outside_the_group,
    "a huge number": a_huge_number,
    "another mark": another_mark,
    "encrypted again": encrypted_again,
    "no proofs": lambda ballot: compact({**json.loads(ballot), "answers": []}),
    "a lone surrogate": lambda ballot: ballot.replace("BELENIOS", "\ud800") + "\ud800",
}


def refused(session: Session, vote: Vote, voter: object, ballot: str, kind: type[DomainError] = Invalid) -> bool:
    """Whether a ballot is refused, and neither roll nor board changed."""
    before, marked = last_event(session, vote.id), mark_of(session, voter, vote)  # type: ignore[arg-type]  # a voter
    with pytest.raises(kind):
        cast_encrypted(session, voter, consultation_of(session, vote), vote, ballot, NOON)  # type: ignore[arg-type]  # a voter
    after = last_event(session, vote.id)
    return before is after and mark_of(session, voter, vote) == marked  # type: ignore[arg-type]  # a voter


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_made_by_hand_is_refused(session: Session, name: str) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1), a_resident(session)
    _KEY[:] = [str(read(opened_election(session, vote).text or "").public_key)]
    ballot = a_ballot(session, vote, voter)
    assert refused(session, vote, voter, HOSTILE[name](ballot))
    assert not cast_encrypted(session, voter, consultation_of(session, vote), vote, ballot, NOON).replaced


def test_another_voters_ballot_is_refused(session: Session) -> None:
    vote, ada, bob = an_encrypted_vote(session, trustees=1), a_resident(session), a_resident(session)
    own = a_ballot(session, vote, ada)
    a_ballot(session, vote, bob)
    assert refused(session, vote, bob, own)
    cast_encrypted(session, ada, consultation_of(session, vote), vote, own, NOON)
    assert refused(session, vote, bob, own), "a copy of what is public is not one's own ballot"


def test_a_credential_that_nobody_handed_out_is_refused(session: Session) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1), a_resident(session)
    made_up = make_ballot(read(opened_election(session, vote).text or ""), new_credential(secrets.token_bytes), [(0, 1, 0, 0)], secrets.token_bytes)
    assert refused(session, vote, voter, made_up)
    a_ballot(session, vote, voter)
    assert refused(session, vote, voter, made_up)


def test_a_ballot_of_another_vote_is_refused(session: Session) -> None:
    vote, other, voter = an_encrypted_vote(session, trustees=1), an_encrypted_vote(session, trustees=1), a_resident(session)
    a_ballot(session, vote, voter)
    assert refused(session, vote, voter, a_ballot(session, other, voter))


def test_a_ballot_counts_once_and_its_receipt_stays(session: Session) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1), a_resident(session)
    ballot, another = a_ballot(session, vote, voter), a_ballot(session, vote, voter)
    here = consultation_of(session, vote)
    first = cast_encrypted(session, voter, here, vote, ballot, NOON)
    assert cast_encrypted(session, voter, here, vote, ballot, NOON) == first
    assert refused(session, vote, voter, another, Conflict)
    closed(session, vote)
    assert cast_encrypted(session, voter, here, vote, ballot, AFTER) == first, "who sent it twice learns that it is in, also later"
    assert refused(session, vote, voter, another, DomainError)


def test_nobody_votes_outside_of_the_time_or_the_roll(session: Session) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1), a_resident(session)
    ballot, here = a_ballot(session, vote, voter), consultation_of(session, vote)
    with pytest.raises(Refused, match="beendet"):
        cast_encrypted(session, voter, here, vote, ballot, CLOSES)
    with pytest.raises(Refused, match="beendet"):
        hand_out_credential(session, voter, here, vote, the_seals(), CLOSES)
    with pytest.raises(Refused):
        hand_out_credential(session, a_person(session), here, vote, the_seals(), NOON)
    assert cast_encrypted(session, voter, here, vote, ballot, CLOSES - timedelta(seconds=1))


def test_a_voter_gets_the_same_credential_again_and_nobody_elses(session: Session) -> None:
    vote, ada, bob = an_encrypted_vote(session, trustees=1), a_resident(session), a_resident(session)
    here = consultation_of(session, vote)
    found = [hand_out_credential(session, voter, here, vote, the_seals(), NOON) for voter in (ada, bob, ada)]
    assert found[0] == found[2] != found[1]


def test_whoever_got_a_code_at_the_counter_votes_by_it_alone(session: Session) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1, at_counter=True), a_resident(session)
    here, ballot = consultation_of(session, vote), a_ballot(session, vote, voter)
    code = give_code(session, an_administrator(session), here, vote, voter, the_seals(), NOON)
    assert refused(session, vote, voter, ballot, Conflict)
    cast_encrypted(session, holder(session, code), here, vote, ballot, NOON)
    assert refused(session, vote, voter, ballot + "x", Conflict)


def test_a_code_that_counts_no_more_casts_nothing(session: Session) -> None:
    draft = a_code_draft(session, 2, rule="yes-no", secrecy="encrypted")
    vote = opened(session, draft, 1)
    voter = holder(session, a_letter(session, vote))
    ballot = a_ballot(session, vote, voter)
    a_letter(session, vote)
    assert refused(session, vote, voter, ballot, Gone)


def test_the_reserve_has_an_end(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    for _voter in range(opened_election(session, vote).total):
        hand_out_credential(session, a_resident(session), consultation_of(session, vote), vote, the_seals(), NOON)
    with pytest.raises(Conflict, match="Alle vorbereiteten Stimmrechte sind vergeben"):
        hand_out_credential(session, a_resident(session), consultation_of(session, vote), vote, the_seals(), NOON)


def test_replacing_needs_a_vote_that_allows_it(session: Session) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1), a_resident(session)
    cast(session, vote, voter=voter)
    with pytest.raises(Conflict, match="schon abgestimmt"):
        hand_out_credential(session, voter, consultation_of(session, vote), vote, the_seals(), NOON)
