"""A whole encrypted vote through its actions: keys, credentials, ballots, the sum, the result; two verifiers accept it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.encrypted.models import Credential
from participation.encrypted.queries import archive_of, opened_election, trustees_of
from participation.kit import audit
from participation.methods.proof.belenios.verify import verify
from participation.votes.models import Vote
from participation.votes.queries import turnout
from participation.votes.results import view_result
from tests.builders import a_resident
from tests.encrypted.builders import an_encrypted_vote, cast, opened, tallied
from tests.votes.channel_builders import a_code_draft, a_letter, holder

YES, NO, ABSTAIN, BLANK = (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 0, 0)


def test_it_works(session: Session, tmp_path: Path) -> None:
    vote = an_encrypted_vote(session, turnout_quorum=500)
    trackers = [cast(session, vote, marks).tracker for marks in (YES, YES, NO, ABSTAIN, BLANK)]
    assert turnout(session, vote) == 5
    tallied(session, vote)
    result = view_result(vote)
    assert [(bar.label, bar.value) for bar in result.bars] == [("Ja", 2), ("Nein", 1), ("Enthaltung", 1)]
    assert (result.cast, result.blank, result.base) == (5, 1, 3)
    seen = verify(archive_of(session, opened_election(session, vote)))
    assert seen.trackers == sorted(trackers)
    assert seen.result is not None
    assert seen.result.answers == ([1, 2, 1, 1],)
    the_other_verifier_accepts(session, vote, tmp_path)


def the_other_verifier_accepts(session: Session, vote: Vote, folder: Path) -> None:
    """Debian's belenios-tool 2.0, where it is installed."""
    tool = shutil.which("belenios-tool")
    if tool is None:
        pytest.skip("belenios-tool is not installed")
    election = opened_election(session, vote)
    (folder / f"{election.uuid}.bel").write_bytes(archive_of(session, election))
    done = subprocess.run([tool, "election", "verify", "--dir", str(folder)], capture_output=True, text=True, check=False)  # the tests' own files
    assert done.returncode == 0, done.stderr


def test_an_approval_counts_what_was_approved(session: Session) -> None:
    vote = an_encrypted_vote(session, rule="approval")
    for marks in ((0, 1, 1, 0, 0), (0, 1, 0, 0, 0), (0, 1, 1, 1, 1), (1, 0, 0, 0, 0)):
        cast(session, vote, marks)
    result = view_result(tallied(session, vote))
    assert [bar.value for bar in result.bars] == [3, 2, 1, 1]
    assert (result.cast, result.blank, result.base) == (4, 1, 3)


def test_a_single_choice_with_codes_from_letters(session: Session) -> None:
    draft = a_code_draft(session, 3, rule="plurality", secrecy="encrypted")
    vote = opened(session, draft, 1)
    assert opened_election(session, vote).total == 3
    for place, marks in enumerate(((0, 0, 1, 0, 0), (0, 0, 1, 0, 0), (0, 1, 0, 0, 0))):
        cast(session, vote, marks, holder(session, a_letter(session, vote, place)))
    result = view_result(tallied(session, vote))
    assert [bar.value for bar in result.bars] == [1, 2, 0, 0]


def test_the_last_ballot_of_a_voter_counts(session: Session) -> None:
    vote, voter = an_encrypted_vote(session, replaceable=True), a_resident(session)
    first = cast(session, vote, YES, voter)
    second = cast(session, vote, NO, voter)
    cast(session, vote, YES)
    assert (first.replaced, second.replaced) == (False, True)
    result = view_result(tallied(session, vote))
    assert [bar.value for bar in result.bars] == [1, 1, 0]
    assert vote.ballots_cast == 2


def test_the_close_forgets_who_had_which_credential(session: Session) -> None:
    vote = an_encrypted_vote(session)
    cast(session, vote)
    tallied(session, vote)
    session.expire_all()
    assert not [one for one in session.scalars(select(Credential)) if one.sealed or one.person_id or one.entry_id]
    assert all(one.decryption is None for one in trustees_of(session, vote))


def test_what_is_frozen_names_the_election_and_its_keys(session: Session) -> None:
    vote = an_encrypted_vote(session)
    frozen, election = json.loads(vote.frozen_json or "{}")["encryption"], opened_election(session, vote)
    assert frozen["election_sha256_base64"] == election.fingerprint
    assert [one["key_sha256_base64"] for one in frozen["trustees"]] == [one.check_value for one in trustees_of(session, vote)]
    assert frozen["credentials"] == election.total
    assert audit.verify(session) is not None
