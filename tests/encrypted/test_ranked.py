"""Ranked votes: encrypted as numbers, shuffled by one trustee after another, decrypted by all; what is no ranking counts as blank."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.encrypted.closing_actions import hand_in_decryption
from participation.encrypted.queries import archive_of, last_event, opened_election, trustees_of
from participation.encrypted.setup_actions import request_preparation
from participation.encrypted.shuffling import hand_in_shuffle
from participation.encrypted.trustee_actions import hand_in_key
from participation.kit.errors import Conflict, Invalid, Refused
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.groups import BELENIOS_2048
from participation.methods.proof.belenios.trustees import new_private_key, write_public_key
from participation.methods.proof.belenios.verify import verify
from participation.votes.actions import VoteDraft, edit_vote
from participation.votes.results import view_result
from tests.builders import an_administrator
from tests.conftest import NOON
from tests.encrypted.builders import (
    a_key,
    a_part,
    a_shuffle,
    a_trustee,
    an_encrypted_draft,
    an_encrypted_vote,
    cast,
    tallied,
    the_settings,
    with_tally,
)
from tests.encrypted.test_election import the_other_verifier_accepts
from tests.encrypted.test_pages import address
from tests.votes.builders import AFTER, OPENS, consultation_of
from tests.votes.channel_builders import the_seals

Browse = Callable[[Person | None], FlaskClient]
BLANK = (0, 0, 0, 0)


@pytest.mark.parametrize("rule", ["irv", "schulze"])
def test_ranks_are_shuffled_decrypted_and_counted(session: Session, tmp_path: Path, rule: str) -> None:
    vote = an_encrypted_vote(session, rule=rule)
    for marks in ((1, 2, 0, 0), (1, 0, 0, 2), (2, 1, 3, 4), (0, 1, 0, 0), (1, 2, 3, 4), BLANK):
        cast(session, vote, marks)
    result = view_result(tallied(session, vote))
    assert (result.cast, result.blank) == (6, 1)
    assert result.headline == "Gewonnen hat: Sanierung des Bestands."
    seen = verify(archive_of(session, opened_election(session, vote)))
    assert (seen.shuffled_by, seen.decrypted_by) == ((1, 2), (1, 2))
    assert opened_election(session, vote).spoilt == []
    the_other_verifier_accepts(session, vote, tmp_path)


def test_two_seats_by_the_scottish_rules(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1, rule="stv-scottish", seats=2)
    for marks in ((1, 2, 0, 0), (1, 2, 0, 0), (1, 2, 3, 0)):
        cast(session, vote, marks)
    tallied(session, vote)
    assert '"winners":["Sanierung des Bestands","Teilabriss und Anbau"]' in (vote.result_json or "")


def test_what_is_no_ranking_counts_as_blank_and_is_told_before_certifying(session: Session, browse: Browse) -> None:
    vote = an_encrypted_vote(session, trustees=1, rule="irv")
    for marks in ((1, 1, 0, 0), (0, 2, 0, 0), (200, 0, 0, 0), (1, 0, 0, 0)):
        cast(session, vote, marks)
    result = view_result(tallied(session, vote))
    assert (result.cast, result.blank) == (4, 3)
    assert len(opened_election(session, vote).spoilt or []) == 3
    session.commit()
    for path in ("/feststellen", "/ergebnis"):
        assert "3 Stimmzettel enthielten keine Rangfolge" in browse(an_administrator(session)).get(address(session, vote, path)).text


def test_shuffles_come_in_turn_and_nobody_decrypts_before_the_last(session: Session) -> None:
    vote = an_encrypted_vote(session, rule="irv")
    cast(session, vote, (1, 2, 0, 0))
    cast(session, vote, (2, 1, 0, 0))
    with_tally(session, vote)
    one, two = trustees_of(session, vote)
    made = a_shuffle(session, vote)
    with pytest.raises(Refused, match="Zuerst ist Nummer 1"):
        hand_in_shuffle(session, vote, two, made, the_settings(), AFTER)
    with pytest.raises(Refused, match="sobald alle gemischt haben"):
        hand_in_decryption(session, vote, one, "{}", the_seals(), AFTER)
    for wrong in ("", "{}", made[:-3], made.replace('"alpha":"', '"alpha":"1', 1), "\ud800"):
        with pytest.raises(Invalid, match="nicht bewiesen"):
            hand_in_shuffle(session, vote, one, wrong, the_settings(), AFTER)
    hand_in_shuffle(session, vote, one, made, the_settings(), AFTER)
    with pytest.raises(Refused, match="schon gemischt"):
        hand_in_shuffle(session, vote, one, made, the_settings(), AFTER)
    with pytest.raises(Invalid, match="nicht bewiesen"):
        hand_in_shuffle(session, vote, two, made, the_settings(), AFTER)
    hand_in_shuffle(session, vote, two, a_shuffle(session, vote), the_settings(), AFTER)
    last = last_event(session, vote.id)
    assert last is not None
    assert last.kind == Kind.END_SHUFFLES
    hand_in_decryption(session, vote, two, a_part(session, vote, two), the_seals(), AFTER)


def test_sums_are_not_shuffled(session: Session) -> None:
    vote = with_tally(session, an_encrypted_vote(session, trustees=1))
    (trustee,) = trustees_of(session, vote)
    with pytest.raises(Refused, match="nichts zu mischen"):
        hand_in_shuffle(session, vote, trustee, "{}", the_settings(), AFTER)


def test_a_key_for_another_kind_of_vote_is_refused(session: Session) -> None:
    vote = an_encrypted_draft(session, rule="irv")
    trustee, _code = a_trustee(session, vote)
    key = write_public_key(BELENIOS_2048, new_private_key(BELENIOS_2048, secrets.token_bytes), secrets.token_bytes)
    with pytest.raises(Invalid, match="kein öffentlicher Schlüssel"):
        hand_in_key(session, vote, trustee, key, NOON)
    a_key(session, vote, trustee)
    here, actor = consultation_of(session, vote), an_administrator(session)
    simpler = VoteDraft("Anders", "Ja oder nein?", rule="yes-no", secrecy="encrypted", opens_at=vote.opens_at, closes_at=vote.closes_at)
    edit_vote(session, actor, here, vote, simpler, NOON)
    with pytest.raises(Conflict, match="Der Schlüssel von Treuhand 1 passt nicht"):
        request_preparation(session, actor, here, vote, OPENS)
