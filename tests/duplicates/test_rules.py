"""Who may do what about proposals that say the same, role by role and state by state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Stage
from participation.duplicates import rules
from participation.duplicates.models import Consent, Merge, MergePart, MergeState
from participation.duplicates.rules import Standing
from participation.kit import clock
from participation.kit.rules import Verdict
from participation.proposals.models import ProposalStage
from tests.builders import a_consultation, a_person, an_administrator
from tests.duplicates.builders import Square, a_square


@pytest.fixture
def square(session: Session) -> Square:
    return a_square(session)


def people(square: Square) -> dict[str, Person | None]:
    session = square.session
    return {
        "reader": None,
        "resident": square.backers[0],
        "author": square.authors[1],
        "moderator": square.moderator,
        "moderator elsewhere": a_person(session, moderates=a_consultation(session)),
        "office": a_person(session, role=Role.OFFICE),
        "council": a_person(session, role=Role.COUNCIL),
        "administrator": an_administrator(session),
    }


def said(verdict: Verdict) -> str:
    return "yes" if verdict else "hidden" if verdict.hidden else verdict.remedy or "no"


def a_merge(square: Square, state: MergeState = MergeState.ASKED, consents: tuple[Consent, Consent] = (Consent.GIVEN, Consent.GIVEN)) -> Merge:
    parts = [
        MergePart(id=number + 1, proposal_id=proposal.id, proposal=proposal, consent=consent)
        for number, (proposal, consent) in enumerate(zip(square.proposals, consents, strict=False))
    ]
    return Merge(
        id=9,
        consultation_id=square.consultation.id,
        target_id=square.proposals[0].id,
        state=state,
        deadline=clock.now() + timedelta(days=1),
        parts=parts,
    )


ROLE_TABLE = {
    #                       link    see     answer  carry out
    "reader":              ("sign-in", "sign-in", "sign-in", "sign-in"),
    "resident":            ("no",   "no",   "no",   "no"),
    "author":              ("no",   "yes",  "yes",  "no"),
    "moderator":           ("yes",  "yes",  "no",   "yes"),
    "moderator elsewhere": ("no",   "no",   "no",   "no"),
    "office":              ("no",   "no",   "no",   "no"),
    "council":             ("no",   "no",   "no",   "no"),
    "administrator":       ("yes",  "yes",  "no",   "yes"),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLE_TABLE)
def test_roles(square: Square, role: str) -> None:
    person, merge, now, consultation = people(square)[role], a_merge(square), clock.now(), square.consultation
    answers = (
        said(rules.may_judge_pair(person, consultation, square.proposals[0], square.proposals[1])),
        said(rules.may_see_merge(person, consultation, merge)),
        said(rules.may_answer(person, consultation, merge, merge.parts[1], now)),
        said(rules.may_carry_out(person, consultation, merge, now)),
    )
    square.session.expunge_all()
    assert answers == ROLE_TABLE[role]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.PUBLISHED])
def test_nothing_is_linked_before_a_consultation_is_public_or_after_it_is_closed(square: Square, stage: Stage) -> None:
    square.consultation.stage = stage
    assert said(rules.may_work(square.moderator, square.consultation)) == "no"


STATE_TABLE = [
    # state, past the deadline, what target and source say → carry out, answer, cancel
    (MergeState.ASKED, False, (Consent.GIVEN, Consent.GIVEN), "yes yes yes"),
    (MergeState.ASKED, False, (Consent.NOT_NEEDED, Consent.GIVEN), "yes yes yes"),
    (MergeState.ASKED, False, (Consent.GIVEN, Consent.NOT_NEEDED), "yes no yes"),
    (MergeState.ASKED, False, (Consent.ASKED, Consent.GIVEN), "no yes yes"),
    (MergeState.ASKED, False, (Consent.REFUSED, Consent.GIVEN), "no yes yes"),
    (MergeState.ASKED, False, (Consent.GIVEN, Consent.ASKED), "no yes yes"),
    (MergeState.ASKED, False, (Consent.GIVEN, Consent.REFUSED), "no yes yes"),
    (MergeState.ASKED, True, (Consent.GIVEN, Consent.GIVEN), "no no no"),
    (MergeState.DONE, False, (Consent.GIVEN, Consent.GIVEN), "no no no"),
    (MergeState.CANCELLED, False, (Consent.GIVEN, Consent.GIVEN), "no no no"),
]


@pytest.mark.parametrize(("state", "late", "consents", "expected"), STATE_TABLE)
def test_states(square: Square, state: MergeState, late: bool, consents: tuple[Consent, Consent], expected: str) -> None:
    merge, now = a_merge(square, state, consents), clock.now() + timedelta(days=2 if late else 0)
    verdicts = (
        rules.may_carry_out(square.moderator, square.consultation, merge, now),
        rules.may_answer(square.authors[1], square.consultation, merge, merge.parts[1], now),
        rules.may_cancel(square.moderator, square.consultation, merge, now),
    )
    square.session.expunge_all()
    assert " ".join(map(said, verdicts)) == expected
    assert all(verdict.reason for verdict in verdicts if not verdict)


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        ({}, {}, "yes"),
        ({"holds_others": True}, {}, "yes"),
        ({}, {"holds_others": True}, "no"),
        ({"asked": True}, {}, "no"),
        ({}, {"asked": True}, "no"),
    ],
)
def test_what_stands_in_the_way_of_merging(square: Square, target: dict[str, bool], source: dict[str, bool], expected: str) -> None:
    one, other = Standing(square.proposals[0], **target), Standing(square.proposals[1], **source)
    assert said(rules.can_be_merged(square.consultation, one, [other])) == expected


@pytest.mark.parametrize(("stage", "expected"), [(ProposalStage.PUBLISHED, "yes"), (ProposalStage.WITHDRAWN, "no")])
def test_a_support_moves_to_what_stands(square: Square, stage: ProposalStage, expected: str) -> None:
    target, source = square.proposals[:2]
    source.merged_into_id, target.stage = target.id, stage
    verdict = rules.may_move_support(square.backers[0], square.consultation, source, target, supports=True)
    assert said(verdict) == expected
    assert said(rules.may_move_support(None, square.consultation, source, target, supports=True)) == "sign-in"
    assert said(rules.may_move_support(square.backers[0], square.consultation, source, target, supports=False)) == "no"
    square.session.expunge_all()
