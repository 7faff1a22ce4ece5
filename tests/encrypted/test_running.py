"""Who may do what with an encrypted vote, and when: trustees, keys, credentials, opening, decryption."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.retention import due_of
from participation.encrypted import closing_actions, setup_actions
from participation.encrypted.closing_actions import hand_in_decryption, tally_encrypted_vote
from participation.encrypted.models import BoardEvent, Credential, Trustee
from participation.encrypted.privacy import sweep_addresses
from participation.encrypted.queries import archive_of, election_of, events_of, last_event, opened_election, trustees_of
from participation.encrypted.results import approvals_with
from participation.encrypted.setup_actions import discard_preparation, draft_hash, open_encrypted_vote, request_preparation
from participation.encrypted.spans import ADDRESSES
from participation.encrypted.trustee_actions import drop_trustee, hand_in_key, name_trustee, send_link, trustee_code_print
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.kit.mail import OutboxMail
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.encoding import sha256_hex
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048
from participation.methods.proof.belenios.trustees import new_private_key, write_public_key
from participation.methods.proof.belenios.verify import verify
from participation.public_log.models import LogEntry, LogKind, PublicLog
from participation.votes.actions import VoteDraft, close_due_votes, draft_vote, edit_vote, open_vote, tally_vote
from participation.votes.budget import BudgetTerms
from participation.votes.casting import cast_ballot
from participation.votes.change_actions import annul_vote
from participation.votes.models import VoteState
from participation.votes.rules import may_count
from participation.votes.trackers import new_cast_key
from participation.votes.urn import DirectUrn
from tests.builders import a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.encrypted.builders import (
    a_key,
    a_part,
    a_trustee,
    an_encrypted_draft,
    an_encrypted_vote,
    cast,
    decrypted,
    opened,
    prepared,
    tallied,
    the_settings,
    with_tally,
)
from tests.votes.builders import AFTER, OPENS, a_draft, a_voting_consultation, an_open_vote, closed, consultation_of
from tests.votes.channel_builders import the_seals


def test_points_are_refused_with_the_reason(session: Session) -> None:
    with pytest.raises(Invalid, match="Verschlüsselt gehen"):
        an_encrypted_draft(session, rule="consensing")


def test_papers_and_budgets_are_refused_with_the_reason(session: Session) -> None:
    with pytest.raises(Invalid, match="Papier kann niemand verschlüsseln"):
        an_encrypted_draft(session, on_paper=True)
    draft = VoteDraft("Haushalt", rule="greedy", secrecy="encrypted", budget=BudgetTerms(amount=100, form="approval"))
    with pytest.raises(Invalid, match="Verschlüsselt gehen"):
        draft_vote(session, an_administrator(session), a_voting_consultation(session), draft, NOON)


def test_it_opens_only_with_keys_credentials_and_the_same_draft(session: Session) -> None:
    vote, actor = an_encrypted_draft(session), an_administrator(session)
    here = consultation_of(session, vote)
    with pytest.raises(Conflict, match="Schlüssel und Stimmrechte"):
        open_vote(session, actor, here, vote, OPENS)
    trustee, _code = a_trustee(session, vote)
    with pytest.raises(Refused, match="Es fehlen noch Schlüssel: Treuhand 1"):
        request_preparation(session, actor, here, vote, OPENS)
    with pytest.raises(Refused, match="noch nicht vorbereitet"):
        open_encrypted_vote(session, actor, here, vote, OPENS)
    a_key(session, vote, trustee)
    prepared(session, vote, 0)
    before = draft_hash(session, vote)
    changed = VoteDraft("Anders", vote.question, rule="yes-no", secrecy="encrypted", opens_at=vote.opens_at, closes_at=vote.closes_at)
    edit_vote(session, actor, here, vote, changed, NOON)
    assert draft_hash(session, vote) != before
    with pytest.raises(Refused, match="hat sich seit der Vorbereitung geändert"):
        open_encrypted_vote(session, actor, here, vote, OPENS)
    discard_preparation(session, actor, here, vote, NOON)
    assert session.scalar(select(func.count()).select_from(Credential).where(Credential.vote_id == vote.id)) == 0
    prepared(session, vote, 0)
    assert open_encrypted_vote(session, actor, here, vote, OPENS).state == VoteState.OPEN
    assert opened_election(session, vote).text != ""


def test_what_rests_on_keys_keeps_them(session: Session) -> None:
    vote, actor = an_encrypted_draft(session), an_administrator(session)
    here = consultation_of(session, vote)
    prepared(session, vote, 1)
    (trustee,) = trustees_of(session, vote)
    for act in (
        lambda: name_trustee(session, actor, here, vote, "Zu spät", "spaet@example.org", the_settings(), NOON),
        lambda: drop_trustee(session, actor, here, vote, trustee, NOON),
        lambda: a_key(session, vote, trustee),
        lambda: request_preparation(session, actor, here, vote, NOON),
    ):
        with pytest.raises(Refused, match=r"vorbereitet"):
            act()


def test_a_trustee_is_named_once_and_at_most_nine_are(session: Session) -> None:
    vote, actor = an_encrypted_draft(session), an_administrator(session)
    here = consultation_of(session, vote)
    first, code = a_trustee(session, vote)
    for name, email, field in (
        ("", "x@example.org", "name"),
        ("Neu", "kein Postfach", "email"),
        ("Neu", first.email, "email"),
        (first.name, "y@example.org", "email"),
    ):
        with pytest.raises(Invalid) as refused:
            name_trustee(session, actor, here, vote, name, email, the_settings(), NOON)
        assert refused.value.field == field
    for number in range(2, 10):
        a_trustee(session, vote, number)
    with pytest.raises(Refused, match="Mehr als neun"):
        a_trustee(session, vote, 10)
    mail = session.scalars(select(OutboxMail).where(OutboxMail.recipient == first.email)).one()
    assert f"/treuhand#{code}" in mail.text
    again = send_link(session, actor, here, vote, first, the_settings(), NOON)
    assert first.code_hash == trustee_code_print(the_seals(), again) != trustee_code_print(the_seals(), code), "the old link ends"


def test_whoever_stands_behind_a_dropped_trustee_moves_up(session: Session) -> None:
    vote = an_encrypted_draft(session)
    people = [a_trustee(session, vote, number)[0] for number in (1, 2, 3)]
    for trustee in people:
        a_key(session, vote, trustee)
    drop_trustee(session, an_administrator(session), consultation_of(session, vote), vote, people[0], NOON)
    assert [(one.name, one.number) for one in trustees_of(session, vote)] == [("Treuhand 2", 1), ("Treuhand 3", 2)]
    cast(session, opened(session, vote, 0))
    decrypted(session, vote)
    assert verify(archive_of(session, opened_election(session, vote))).decrypted_by == (1, 2)


def test_strangers_name_nobody(session: Session) -> None:
    vote = an_encrypted_draft(session)
    with pytest.raises(NotFound):
        name_trustee(session, a_person(session), consultation_of(session, vote), vote, "Wer", "wer@example.org", the_settings(), NOON)


def test_only_proven_keys_of_the_right_group_are_taken(session: Session) -> None:
    vote = an_encrypted_draft(session)
    (one, _code), (two, _other) = a_trustee(session, vote, 1), a_trustee(session, vote, 2)
    private = new_private_key(BELENIOS_2048, secrets.token_bytes)
    good = write_public_key(BELENIOS_2048, private, secrets.token_bytes)
    foreign = write_public_key(RFC_3526_2048, new_private_key(RFC_3526_2048, secrets.token_bytes), secrets.token_bytes)
    for bad in ("", "{}", good[:-3], good.replace('"public_key":"', '"public_key":"1'), foreign, "x" * 10_000, str(private), "\ud800"):
        with pytest.raises(Invalid, match="kein öffentlicher Schlüssel"):
            hand_in_key(session, vote, one, bad, NOON)
    hand_in_key(session, vote, one, good + "\n", NOON)
    with pytest.raises(Invalid, match="schon von jemand anderem"):
        hand_in_key(session, vote, two, good, NOON)


def test_by_two_the_second_person_opens(session: Session) -> None:
    vote = an_encrypted_draft(session, by_two=True)
    prepared(session, vote, 1)
    one, other, here = an_administrator(session), an_administrator(session), consultation_of(session, vote)
    assert open_encrypted_vote(session, one, here, vote, OPENS).state == VoteState.DRAFT
    assert last_event(session, vote.id) is None
    assert open_encrypted_vote(session, other, here, vote, OPENS).state == VoteState.OPEN
    assert last_event(session, vote.id) is not None


def test_no_plain_ballot_gets_in(session: Session) -> None:
    vote, voter = an_encrypted_vote(session, trustees=1), a_resident(session)
    with pytest.raises(Refused, match="im Browser verschlüsselt"):
        cast_ballot(session, voter, consultation_of(session, vote), vote, (1,), new_cast_key(), DirectUrn(session, lambda: NOON), NOON)
    with pytest.raises(Refused, match="alle Treuhänder"):
        tally_vote(session, an_administrator(session), consultation_of(session, vote), with_tally(session, vote), AFTER)


def test_no_other_urn_is_counted_by_what_was_decrypted(session: Session) -> None:
    vote = closed(session, an_open_vote(session))
    assert may_count(an_administrator(session), consultation_of(session, vote), vote)
    assert not may_count(an_administrator(session), consultation_of(session, vote), vote, decrypted=True)


def test_parts_stay_sealed_until_all_are_there(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=3)
    cast(session, vote)
    here, actor = consultation_of(session, vote), an_administrator(session)
    trustees = trustees_of(session, vote)
    with pytest.raises(Refused, match="erst, wenn die Abstimmung geschlossen ist"):
        hand_in_decryption(session, vote, trustees[0], "{}", the_seals(), NOON)
    closed(session, vote)
    with pytest.raises(Refused, match="noch berechnet"):
        hand_in_decryption(session, vote, trustees[0], "{}", the_seals(), AFTER)
    election = opened_election(session, vote)
    closing_actions.post_encrypted_tally(session, vote, closing_actions.checked_ballots(session, election), the_settings(), AFTER)
    parts = [a_part(session, vote, trustee) for trustee in trustees]
    for trustee, part in list(zip(trustees, parts, strict=True))[:2]:
        hand_in_decryption(session, vote, trustee, part, the_seals(), AFTER)
        assert part.encode() not in bytes(trustee.decryption or b"")
    last = last_event(session, vote.id)
    assert last is not None
    assert last.kind == Kind.ENCRYPTED_TALLY
    with pytest.raises(Refused, match="noch nicht alle"):
        tally_encrypted_vote(session, actor, here, vote, AFTER)
    with pytest.raises(Refused, match="schon entschlüsselt"):
        hand_in_decryption(session, vote, trustees[0], parts[0], the_seals(), AFTER)
    for wrong in (parts[0], "", "{}", parts[2][:-4], parts[2].replace("1", "2", 1), "\ud800"):
        with pytest.raises(Invalid, match="nicht richtig"):
            hand_in_decryption(session, vote, trustees[2], wrong, the_seals(), AFTER)
    hand_in_decryption(session, vote, trustees[2], parts[2] + "\n", the_seals(), AFTER)
    seen = verify(archive_of(session, election))
    assert seen.decrypted_by == (1, 2, 3)


def test_the_archive_only_grows(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    kept = [archive_of(session, opened_election(session, vote))]
    for step in (lambda: cast(session, vote), lambda: with_tally(session, vote)):
        step()
        kept.append(archive_of(session, opened_election(session, vote)))
    for trustee in trustees_of(session, vote):
        hand_in_decryption(session, vote, trustee, a_part(session, vote, trustee), the_seals(), AFTER)
    whole = archive_of(session, opened_election(session, vote))
    assert all(whole.startswith(earlier) for earlier in kept)
    assert verify(whole, earlier=kept[1]).head


def test_the_public_log_holds_the_events_as_the_archive_does(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    decrypted(session, vote)
    log = session.scalars(select(PublicLog).where(PublicLog.kind == LogKind.BOARD, PublicLog.subject_id == vote.id)).one()
    texts = session.scalars(select(LogEntry.text).where(LogEntry.log_id == log.id).order_by(LogEntry.position)).all()
    assert texts == events_of(session, vote) == [event.text for event in verify(archive_of(session, opened_election(session, vote))).archive.events]


def test_an_urn_without_a_ballot_is_counted(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    assert tallied(session, vote).ballots_cast == 0


def test_a_slipped_in_ballot_stops_the_tally(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    closed(session, vote)
    ballots = closing_actions.checked_ballots(session, opened_election(session, vote))
    with pytest.raises(Conflict, match="nicht die"):
        closing_actions.post_encrypted_tally(session, vote, [], the_settings(), AFTER)
    assert closing_actions.post_encrypted_tally(session, vote, ballots, the_settings(), AFTER)
    assert not closing_actions.post_encrypted_tally(session, vote, ballots, the_settings(), AFTER), "once"


def test_what_is_annulled_is_never_decrypted(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    annul_vote(session, an_administrator(session), consultation_of(session, vote), vote, "Ein Name fehlte.", NOON)
    assert vote.state == VoteState.CLOSED
    assert vote.id not in closing_actions.votes_without_tally(session)
    (trustee,) = trustees_of(session, vote)
    with pytest.raises(Refused, match="für ungültig erklärt"):
        hand_in_decryption(session, vote, trustee, "{}", the_seals(), AFTER)


def test_the_platform_closes_by_itself_and_the_sweep_finds_what_waits(session: Session) -> None:
    vote = an_encrypted_vote(session, trustees=1)
    cast(session, vote)
    assert [done.id for done in close_due_votes(session, AFTER)] == [vote.id]
    assert vote.id in closing_actions.votes_without_tally(session)
    last = last_event(session, vote.id)
    assert last is not None
    assert (last.kind, vote.urn_hash) == (Kind.END_BALLOTS, hash_of(last))


def hash_of(event: BoardEvent) -> str:
    """By which the next event would name it."""
    return sha256_hex(event.text)


def test_addresses_of_trustees_go_and_their_names_stay(session: Session) -> None:
    vote = tallied(session, an_encrypted_vote(session, trustees=1))
    assert [due.rows for due in due_of(ADDRESSES, "election_trustee")(session, AFTER)] == [1]
    assert sweep_addresses(session, AFTER + timedelta(days=ADDRESSES.usual - 1)) == 0
    assert sweep_addresses(session, AFTER + timedelta(days=ADDRESSES.usual)) == 1
    session.expire_all()
    (trustee,) = session.scalars(select(Trustee).where(Trustee.vote_id == vote.id)).all()
    assert (trustee.name, trustee.email, trustee.code_hash) == ("Treuhand 1", "", None)


def test_a_list_has_no_reserve_and_a_town_a_fifth(session: Session) -> None:
    vote = a_draft(session, a_voting_consultation(session))
    assert [setup_actions.reserve_for(vote, number) for number in (0, 100, 101, 10_000)] == [20, 20, 21, 2000]
    vote.roll_kind = "codes"  # type: ignore[assignment]  # as the form sends it
    assert setup_actions.reserve_for(vote, 100) == 0
    assert election_of(session, vote) is None


@given(
    st.integers(0, 60).flatmap(lambda filled: st.tuples(st.just(filled), st.integers(0, 9), st.lists(st.integers(0, filled), min_size=1, max_size=8)))
)
def test_approvals_have_the_sums_that_were_decrypted(made: tuple[int, int, list[int]]) -> None:
    filled, blank, sums = made
    if sum(sums) < filled:
        sums = [*sums, filled]  # every filled ballot marks something
    ballots = approvals_with(filled, blank, sums)
    assert sum(ballots.values()) == filled + blank
    assert ballots.get((), 0) == blank
    assert [sum(number for marks, number in ballots.items() if option in marks) for option in range(len(sums))] == sums
