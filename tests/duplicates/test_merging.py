"""Proposals are merged with consent, every text stays readable, and no support moves by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, Person
from participation.duplicates.actions import DEADLINES, answer_merge, cancel_merge, carry_out_merge, move_support, propose_merge, split_off
from participation.duplicates.models import Consent, MergeState
from participation.kit import clock
from participation.kit.errors import Invalid, NotFound, Refused
from participation.kit.pages import settings
from participation.proposals.actions import support_proposal, take_back_support, withdraw_proposal
from participation.proposals.filters import Filters
from participation.proposals.listing import list_proposals
from participation.proposals.models import Proposal, ProposalStage, Support
from participation.proposals.queries import board_of
from tests.builders import a_consultation, an_administrator
from tests.duplicates.builders import Square, a_square
from tests.proposals.builders import a_draft, a_proposal


@pytest.fixture
def square(session: Session) -> Square:
    return a_square(session)


def supporters(square: Square, which: int) -> set[int]:
    proposal = square.proposals[which]
    rows = set(square.session.scalars(select(Support.person_id).where(Support.proposal_id == proposal.id)))
    square.session.refresh(proposal)
    assert proposal.support_count == len(rows)
    return rows


def told(square: Square, person: Person) -> list[str]:
    return list(square.session.scalars(select(Notice.url).where(Notice.person_id == person.id).order_by(Notice.id)))


def test_it_works(square: Square) -> None:
    square.support(0, 1)
    merge = square.merge(0, 1)
    source, target = square.proposals[1], square.proposals[0]
    assert source.merged_into_id == target.id
    assert source.stage == ProposalStage.WITHDRAWN
    assert merge.state == MergeState.DONE
    assert board_of(square.session, square.consultation.id)[1] == 2
    assert {row.id for row in list_proposals(square.session, square.consultation.id, Filters()).items} == {target.id, square.proposals[2].id}
    assert not list_proposals(square.session, square.consultation.id, Filters(words=str(source.reference))).total


def test_nothing_is_merged_until_the_targets_author_and_another_consent(square: Square) -> None:
    merge = square.propose(0, 1, 2)
    for which, expected in ((None, "bleibenden"), (0, "Noch hat niemand")):
        if which is not None:
            square.answer(merge, which)
        with pytest.raises(Refused, match=expected):
            carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())
    square.answer(merge, 1)
    carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())
    assert square.proposals[1].merged_into_id == square.proposals[0].id
    assert square.proposals[2].is_published


def test_who_refuses_stays_apart(square: Square) -> None:
    merge = square.propose(0, 1, 2)
    for which, agrees in ((0, True), (1, True), (2, False)):
        square.answer(merge, which, agrees)
    carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())
    assert square.proposals[2].is_published


def test_an_answer_may_be_changed_until_it_is_carried_out(square: Square) -> None:
    merge = square.propose(0, 1)
    square.answer(merge, 0)
    square.answer(merge, 1)
    square.answer(merge, 1, False)
    with pytest.raises(Refused):
        carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())


def test_past_the_deadline_it_lapses_and_proposals_are_free_again(square: Square) -> None:
    merge = square.propose(0, 1)
    square.answer(merge, 0)
    square.answer(merge, 1)
    with clock.frozen(clock.now() + timedelta(days=15)):
        with pytest.raises(Refused, match="Frist"):
            carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())
        with pytest.raises(Refused, match="Frist"):
            square.answer(merge, 1, False)
        square.propose(0, 1)
    assert square.proposals[1].is_published


def test_a_cancelled_question_changes_nothing(square: Square) -> None:
    merge = square.propose(0, 1)
    cancel_merge(square.session, square.moderator, square.consultation, merge, clock.now())
    with pytest.raises(Refused, match="beendet"):
        square.answer(merge, 1)
    square.propose(1, 0)


def test_only_its_author_answers_for_a_proposal(square: Square) -> None:
    merge = square.propose(0, 1)
    part = merge.part_of(square.proposals[1].id)
    assert part is not None
    for person in (square.authors[0], square.moderator):
        with pytest.raises(Refused):
            answer_merge(square.session, person, square.consultation, merge, part, True, clock.now())
    with pytest.raises(Refused):
        answer_merge(square.session, square.backers[0], square.consultation, merge, part, True, clock.now())


def test_for_the_city_and_for_accounts_that_are_gone_nobody_is_asked(app: Flask, square: Square) -> None:
    official = a_proposal(square.session, square.consultation, an_administrator(square.session), "Die Stadt baut eine Rampe")
    with app.app_context():
        delete_account(square.session, square.authors[1], settings(), clock.now())
    merge = propose_merge(
        square.session, square.moderator, square.consultation, official, [square.proposals[1]], "Die Stadt baut sie schon.", clock.now()
    )
    assert {part.consent for part in merge.parts} == {Consent.NOT_NEEDED}
    carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())
    assert square.proposals[1].merged_into_id == official.id


def test_circles_and_chains_are_refused_with_a_sentence(square: Square) -> None:
    square.merge(0, 1)
    with pytest.raises(Refused, match="schon in einem anderen aufgegangen"):
        square.propose(1, 0)
    with pytest.raises(Refused, match="sind schon andere aufgegangen"):
        square.propose(2, 0)
    with pytest.raises(Refused, match="schon in einem anderen aufgegangen"):
        square.propose(2, 1)
    with pytest.raises(Refused, match="sich selbst"):
        square.propose(2, 2)
    square.merge(0, 2)
    assert {proposal.merged_into_id for proposal in square.proposals[1:]} == {square.proposals[0].id}


def test_two_questions_at_once_cannot_make_a_circle(square: Square) -> None:
    square.propose(0, 1)
    with pytest.raises(Refused, match="läuft schon eine Anfrage"):
        square.propose(1, 2)
    with pytest.raises(Refused, match="läuft schon eine Anfrage"):
        square.propose(2, 0)


def test_withdrawn_drafts_and_other_consultations_are_refused(square: Square) -> None:
    session, now = square.session, clock.now()
    elsewhere = a_proposal(session, a_consultation(session))
    draft = a_draft(session, square.consultation)
    withdraw_proposal(session, square.authors[2], square.proposals[2], square.consultation, "Hat sich erledigt.", now)
    with pytest.raises(Refused, match="zurückgezogen"):
        square.propose(2, 0)
    with pytest.raises(Refused, match="zurückgezogen"):
        square.propose(0, 2)
    for other, error in ((elsewhere, Refused), (draft, NotFound)):
        with pytest.raises(error):
            propose_merge(session, square.moderator, square.consultation, square.proposals[0], [other], "Gleich.", now)


def test_one_withdrawn_while_its_author_was_asked_is_not_merged(square: Square) -> None:
    merge = square.propose(0, 1)
    square.answer(merge, 0)
    square.answer(merge, 1)
    withdraw_proposal(square.session, square.authors[0], square.proposals[0], square.consultation, "Hat sich erledigt.", clock.now())
    with pytest.raises(Refused, match="zurückgezogen"):
        carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())
    assert square.proposals[1].is_published


@pytest.mark.parametrize(("reason", "days"), [("", 14), ("   ", 14), ("x" * 501, 14), ("Gleich.", 3)])
def test_a_reason_and_a_deadline_are_needed(square: Square, reason: str, days: int) -> None:
    with pytest.raises(Invalid):
        propose_merge(
            square.session, square.moderator, square.consultation, square.proposals[0], [square.proposals[1]], reason, clock.now(), days=days
        )
    assert 14 in DEADLINES


def test_no_support_moves_by_itself(square: Square) -> None:
    square.support(0, 1)
    square.support(1, 1)
    square.support(1, 0)
    square.merge(0, 1)
    assert supporters(square, 0) == {square.backers[1].id}
    assert supporters(square, 1) == {square.backers[0].id, square.backers[1].id}
    assert told(square, square.backers[0])[-1].endswith("/unterstuetzung-uebertragen")


def test_a_support_that_moves_counts_once(square: Square) -> None:
    square.support(0, 1)
    square.support(1, 1)
    square.support(1, 0)
    square.merge(0, 1)
    for who in (0, 1):
        move_support(square.session, square.backers[who], square.consultation, square.proposals[1], clock.now())
    assert supporters(square, 0) == {square.backers[0].id, square.backers[1].id}
    assert supporters(square, 1) == set()
    with pytest.raises(Refused, match="nichts zu übertragen"):
        move_support(square.session, square.backers[0], square.consultation, square.proposals[1], clock.now())


def test_nobody_moves_a_support_to_the_own_proposal_nor_one_that_is_not_there(square: Square) -> None:
    support_proposal(square.session, square.authors[0], square.proposals[1], square.consultation, clock.now())
    with pytest.raises(Refused, match="steht für sich"):
        move_support(square.session, square.authors[0], square.consultation, square.proposals[1], clock.now())
    square.merge(0, 1)
    with pytest.raises(Refused, match="Ihr eigener"):
        move_support(square.session, square.authors[0], square.consultation, square.proposals[1], clock.now())
    with pytest.raises(Refused, match="nichts zu übertragen"):
        move_support(square.session, square.backers[2], square.consultation, square.proposals[1], clock.now())
    assert square.authors[0].id in supporters(square, 1)


def test_splitting_gives_everything_back(square: Square) -> None:
    square.support(0, 1)
    square.support(1, 1)
    square.support(1, 0)
    square.support(2, 1)
    published_at, reference = square.proposals[1].published_at, square.proposals[1].reference
    merge = square.merge(0, 1)
    for who in (0, 1, 2):
        move_support(square.session, square.backers[who], square.consultation, square.proposals[1], clock.now())
    take_back_support(square.session, square.backers[2], square.proposals[0], square.consultation, clock.now())
    part = merge.part_of(square.proposals[1].id)
    assert part is not None
    with pytest.raises(Invalid):
        split_off(square.session, square.moderator, square.consultation, merge, part, " ", clock.now())
    source = split_off(square.session, square.moderator, square.consultation, merge, part, "Es ist doch etwas anderes.", clock.now())
    assert (source.published_at, source.reference, source.stage, source.merged_into_id) == (published_at, reference, ProposalStage.PUBLISHED, None)
    assert supporters(square, 1) == {square.backers[0].id, square.backers[1].id}
    assert supporters(square, 0) == {square.backers[1].id}
    assert list_proposals(square.session, square.consultation.id, Filters(words=str(reference))).total == 1
    with pytest.raises(Refused, match="nicht im anderen"):
        split_off(square.session, square.moderator, square.consultation, merge, part, "Noch einmal.", clock.now())
    square.merge(1, 0)


def test_a_support_that_moved_from_two_proposals_returns_to_both(square: Square) -> None:
    square.support(0, 1)
    square.support(0, 2)
    merge = square.merge(0, 1, 2)
    for which in (1, 2):
        move_support(square.session, square.backers[0], square.consultation, square.proposals[which], clock.now())
    for which in (1, 2):
        part = merge.part_of(square.proposals[which].id)
        assert part is not None
        split_off(square.session, square.moderator, square.consultation, merge, part, "Doch verschieden.", clock.now())
    assert [supporters(square, which) for which in (0, 1, 2)] == [set(), {square.backers[0].id}, {square.backers[0].id}]


def test_a_merged_proposal_is_neither_changed_nor_withdrawn_nor_supported(square: Square) -> None:
    square.merge(0, 1)
    with pytest.raises(Refused, match="aufgegangen"):
        withdraw_proposal(square.session, square.authors[1], square.proposals[1], square.consultation, "Weg damit.", clock.now())
    with pytest.raises(Refused, match="aufgegangen"):
        square.support(0, 1)


def test_the_author_of_the_target_may_still_withdraw_it_and_the_others_can_be_split_off(square: Square) -> None:
    merge = square.merge(0, 1)
    withdraw_proposal(square.session, square.authors[0], square.proposals[0], square.consultation, "Hat sich erledigt.", clock.now())
    part = merge.part_of(square.proposals[1].id)
    assert part is not None
    assert split_off(square.session, square.moderator, square.consultation, merge, part, "Die andere ist weg.", clock.now()).is_published
    assert square.session.scalar(select(func.count(Proposal.id)).where(Proposal.stage == ProposalStage.PUBLISHED)) == 2


def test_authors_are_asked_and_told(square: Square) -> None:
    merge = square.propose(0, 1)
    assert [told(square, author)[-1].endswith(f"/zusammenfuehrungen/{merge.id}") for author in square.authors[:2]] == [True, True]
    assert told(square, square.authors[2]) == []
    square.answer(merge, 0)
    square.answer(merge, 1)
    assert len(told(square, square.moderator)) == 2
    carry_out_merge(square.session, square.moderator, square.consultation, merge, clock.now())
    assert told(square, square.authors[1])[-1].endswith(f"/vorschlaege/{square.proposals[1].id}")
