"""What the public log says of a vote, and what it keeps to itself until the count."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.outages import Outage, OutageKind
from participation.public_log.actions import log_of
from participation.public_log.lines import FEWEST, MOST, in_parts, sha256
from participation.public_log.models import LogKind
from participation.public_log.queries import all_entries
from participation.votes.actions import certify_vote
from participation.votes.casting import replace_ballot
from participation.votes.change_actions import annul_vote, extend_vote
from participation.votes.freezing import canonical_json
from participation.votes.jobs import log_trackers
from participation.votes.models import Vote
from participation.votes.public_events import tell_trackers, tell_what_was_before, votes_with_many_waiting
from participation.votes.trackers import new_cast_key
from tests.builders import a_resident, an_administrator
from tests.conftest import NOON
from tests.votes.builders import AFTER, CLOSES, an_open_vote, cast, closed, consultation_of, tallied


def said(session: Session, vote: Vote) -> list[dict[str, Any]]:
    """All entries of a vote's log, read."""
    log = log_of(session, LogKind.VOTE, vote.id)
    assert log is not None
    return [json.loads(one) for one in all_entries(session, log, log.size)]


def events(session: Session, vote: Vote) -> list[str]:
    return [entry["event"] for entry in said(session, vote)]


def trackers_in(entries: list[dict[str, Any]]) -> list[str]:
    return [tracker for entry in entries if entry["event"] == "trackers" for tracker in entry["trackers"]]


def many(session: Session, vote: Vote, number: int) -> list[str]:
    return [cast(session, vote, (1 + place % 4,)).tracker for place in range(number)]


def test_a_whole_vote(session: Session) -> None:
    vote = an_open_vote(session)
    mine = cast(session, vote, (2, 1)).tracker
    cast(session, vote, (3,))
    tallied(session, vote)
    certify_vote(session, an_administrator(session), consultation_of(session, vote), vote, "Der Rat folgt dem.", AFTER.date(), AFTER)
    assert events(session, vote) == ["opened", "trackers", "closed", "ballots", "tallied", "certified"]
    opened, trackers, shut, ballots, counted, certified = said(session, vote)
    assert sha256(canonical_json(opened["terms"])) == opened["terms_sha256"] == vote.frozen_hash
    assert trackers["trackers"] == sorted(trackers["trackers"])
    assert shut["ballots"] == trackers["so_far"] == 2
    assert dict(ballots["ballots"])[mine] == "[2,1]"
    assert sha256(canonical_json(counted["result"])) == counted["result_sha256"] == vote.result_hash
    assert certified["note_sha256"] == sha256("Der Rat folgt dem.")


def test_whoever_has_the_log_finds_the_urn_unchanged(session: Session) -> None:
    vote = an_open_vote(session)
    many(session, vote, 5)
    tallied(session, vote)
    entries = {entry["event"]: entry for entry in said(session, vote)}
    lines = "".join(f"{tracker} {marks}\n" for tracker, marks in entries["ballots"]["ballots"])
    assert sha256(lines) == entries["tallied"]["urn_sha256"]
    seed = bytes.fromhex(entries["tallied"]["result"]["lot_seed"])
    assert hashlib.sha256(seed).hexdigest() == entries["opened"]["terms"]["lot_seed_sha256"]
    opened = hmac.new(seed, f"participation.urn.1:{sha256(lines)}".encode(), hashlib.sha256).hexdigest()
    assert opened == entries["closed"]["urn_commitment"]


def test_nothing_before_the_count_lets_anybody_guess_marks(session: Session) -> None:
    vote = an_open_vote(session)
    many(session, vote, 3)
    closed(session, vote)
    told = json.dumps(said(session, vote))
    assert vote.urn_hash
    assert vote.urn_hash not in told, "three ballots can be found by trying"
    assert "marks" not in told
    annul_vote(session, an_administrator(session), consultation_of(session, vote), vote, "Falsche Frage", AFTER)
    assert events(session, vote)[-1] == "annulled"
    assert "Falsche Frage" not in json.dumps(said(session, vote))


def test_an_annulled_vote_closes_with_its_trackers(session: Session) -> None:
    vote = an_open_vote(session)
    cast(session, vote)
    annul_vote(session, an_administrator(session), consultation_of(session, vote), vote, "Falsche Frage", NOON)
    assert events(session, vote) == ["opened", "annulled", "trackers", "closed"]


def test_the_end_that_moves_is_told(session: Session) -> None:
    vote = an_open_vote(session)
    session.add(Outage(kind=OutageKind.REPORTED, starts_at=CLOSES.replace(hour=1), ends_at=CLOSES, reason="Leitung"))
    session.flush()
    extend_vote(session, an_administrator(session), consultation_of(session, vote), vote, CLOSES)
    assert vote.extended_until
    extended = said(session, vote)[-1]
    assert (extended["event"], extended["until"]) == ("extended", vote.extended_until.strftime("%Y-%m-%dT%H:%M:%SZ"))


def test_few_ballots_wait_for_the_close(session: Session) -> None:
    vote = an_open_vote(session)
    many(session, vote, 2 * FEWEST - 1)
    assert votes_with_many_waiting(session) == []
    assert tell_trackers(session, vote.id, NOON) == 0
    assert events(session, vote) == ["opened"]


def test_a_batch_is_a_random_part_and_some_always_stay_behind(session: Session) -> None:
    vote = an_open_vote(session)
    cast_first = many(session, vote, 2 * FEWEST)
    assert votes_with_many_waiting(session) == [vote.id]
    assert tell_trackers(session, vote.id, NOON) == FEWEST
    assert votes_with_many_waiting(session) == []
    first = trackers_in(said(session, vote))
    later = many(session, vote, FEWEST)
    assert tell_trackers(session, vote.id, NOON) == FEWEST
    second = trackers_in(said(session, vote))[FEWEST:]
    assert first == sorted(first)
    assert second == sorted(second)
    assert set(first) < set(cast_first)
    assert set(second) & set(cast_first), "those that stayed behind are mixed with those that came later"
    assert set(first) != set(cast_first[:FEWEST]), "one time in 10^11"
    closed(session, vote)
    entries = said(session, vote)
    assert sorted(trackers_in(entries)) == sorted([*cast_first, *later])
    assert [entry["so_far"] for entry in entries if entry["event"] == "trackers"] == [20, 40, 60]
    assert tell_trackers(session, vote.id, NOON) == 0


def test_entries_about_ballots_tell_no_time(session: Session) -> None:
    vote = an_open_vote(session)
    many(session, vote, 2 * FEWEST)
    tell_trackers(session, vote.id, NOON)
    assert {*said(session, vote)[1]} == {"event", "format", "so_far", "trackers"}


@pytest.mark.parametrize("secrecy", ["open", "secret"])
def test_names_are_never_in_it(session: Session, secrecy: str) -> None:
    vote = an_open_vote(session, secrecy=secrecy)
    voter: Person = a_resident(session, "Ada Lovelace")
    cast(session, vote, voter=voter)
    tallied(session, vote)
    assert "Lovelace" not in json.dumps(said(session, vote))


def test_a_ballot_that_is_changed_keeps_its_tracker_or_says_that_it_is_gone(session: Session) -> None:
    for secrecy in ("secret", "open"):
        vote = an_open_vote(session, secrecy=secrecy, replaceable=True)
        voter, key = a_resident(session), new_cast_key()
        before = cast(session, vote, (1,), voter, key).tracker
        many(session, vote, 2 * FEWEST)
        tell_trackers(session, vote.id, NOON)
        again = key if secrecy == "secret" else new_cast_key()
        after = replace_ballot(session, voter, consultation_of(session, vote), vote, (2,), again, NOON).tracker
        closed(session, vote)
        entries = said(session, vote)
        assert after in trackers_in(entries)
        gone = [before] if before != after and before in trackers_in(entries) else []
        assert entries[-1]["replaced"] == gone


@examples(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(), min_size=1, max_size=700))
def test_no_part_is_smaller_than_half_of_the_most(things: list[int]) -> None:
    parts = in_parts(things)
    assert [thing for part in parts for thing in part] == things
    assert all(len(part) <= MOST for part in parts)
    assert all(len(part) >= min(len(things), MOST // 2) for part in parts)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@examples(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 30), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_every_batch_is_sorted_large_and_complete_in_the_end(session: Session, arrivals: list[int], chance: Any) -> None:
    vote = an_open_vote(session)
    urn: list[str] = []
    for number in arrivals:
        urn += many(session, vote, number)
        if chance.random() < 0.7:
            tell_trackers(session, vote.id, NOON)
    closed(session, vote)
    batches = [entry["trackers"] for entry in said(session, vote) if entry["event"] == "trackers"]
    assert all(batch == sorted(batch) for batch in batches)
    assert all(len(batch) >= min(FEWEST, len(urn)) for batch in batches), "the rest at the close, too"
    assert sorted(tracker for batch in batches for tracker in batch) == sorted(urn)


def without_log(session: Session, vote: Vote) -> None:
    """Take a vote's log away, past the triggers, as if the vote were from before there were logs; the test's transaction takes all back."""
    on = " ON public_log" if session.get_bind().dialect.name == "postgresql" else ""
    on_entries = " ON public_log_entry" if on else ""
    session.execute(text(f"DROP TRIGGER public_log_keeps{on}"))
    if not on:
        session.execute(text("DROP TRIGGER public_log_stays"))
        session.execute(text("DROP TRIGGER public_log_entry_stays"))
    else:
        session.execute(text(f"DROP TRIGGER public_log_entry_keeps{on_entries}"))
    session.execute(text("DELETE FROM public_log_entry WHERE log_id IN (SELECT id FROM public_log WHERE subject_id = :vote)"), {"vote": vote.id})
    session.execute(text("DELETE FROM public_log WHERE subject_id = :vote"), {"vote": vote.id})
    session.expire_all()


def test_a_vote_from_before_there_were_logs_gets_its_own(session: Session) -> None:
    vote = an_open_vote(session)
    many(session, vote, 3)
    tallied(session, vote)
    before = said(session, vote)
    without_log(session, vote)
    assert log_of(session, LogKind.VOTE, vote.id) is None
    assert tell_what_was_before(session, AFTER) == 1
    assert said(session, vote) == [{**before[0], "roll": None}, *before[1:]]
    assert tell_what_was_before(session, AFTER) == 0


def test_the_platform_does_it_by_itself(app: Flask, session: Session) -> None:
    vote = an_open_vote(session)
    many(session, vote, 2 * FEWEST)
    session.commit()
    with app.app_context():
        log_trackers()
    session.expire_all()
    assert events(session, vote) == ["opened", "trackers"]
