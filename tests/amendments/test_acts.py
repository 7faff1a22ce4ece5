"""A change of somebody's proposal is suggested, accepted, rejected, taken back, promoted, hidden; and nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice
from participation.amendments.actions import (
    Acceptance,
    accept_amendment,
    promote_amendment,
    reject_amendment,
    suggest_change,
    withdraw_amendment,
)
from participation.amendments.models import Amendment, State
from participation.amendments.texts import Wording
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.models import Kind
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, NotFound, Refused
from participation.kit.pages import settings
from participation.moderation.models import Measure
from participation.proposals.actions import edit_proposal, publish_proposal, withdraw_proposal
from participation.proposals.history import current_number
from participation.proposals.models import Proposal, ProposalVersion
from participation.proposals.texts import text_of
from tests.amendments.builders import REASON, a_change, accepted_by, an_amendment, rejected_by
from tests.builders import a_consultation, a_person, a_resident
from tests.discussions.builders import a_contribution
from tests.moderation.builders import decide_about_amendment
from tests.proposals.builders import DURING_COLLECT, a_proposal

BODY = "Der große Saal bekommt eine Rampe.\n\nDie Halle bleibt am Abend offen."
LATER = DURING_COLLECT + timedelta(days=5)


@pytest.fixture
def place(session: Session) -> tuple[Consultation, Proposal, Callable[..., Amendment]]:
    """A consultation, Ada's proposal, and a way to suggest a change as Bob."""
    consultation, ada, bob = a_consultation(session), a_resident(session, "Ada"), a_resident(session, "Bob")
    proposal = a_proposal(session, consultation, ada, "Eine Rampe", BODY)
    return consultation, proposal, lambda **text: an_amendment(session, consultation, proposal, bob, **text)


def _ada(session: Session, proposal: Proposal) -> object:
    return session.get(type(proposal).author.property.mapper.class_, proposal.author_id)


def _notices(session: Session, person_id: int | None) -> list[str]:
    return [notice.url for notice in session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id))]


def test_an_accepted_change_becomes_a_version_named_after_its_suggester(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    amendment = suggest(body=BODY + "\n\nDazu ein Aufzug.")
    assert proposal.amendment_count == 1
    assert len(_notices(session, proposal.author_id)) == 1
    accepted_by(session, consultation, proposal, amendment, _ada(session, proposal), LATER)
    assert (amendment.state, amendment.result_number, amendment.adapted) == (State.ACCEPTED, 2, False)
    assert proposal.body.endswith("Dazu ein Aufzug.")
    assert "<p>Dazu ein Aufzug.</p>" in proposal.body_html
    version = session.scalars(select(ProposalVersion)).one()
    assert (version.body, version.suggestion_id, version.suggested_by) == (BODY, amendment.id, amendment.author_id)
    assert len(_notices(session, amendment.author_id)) == 1
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(3)).all()
    assert {"amendment.accepted", "proposal.text_adopted"} <= set(acts)


def test_supporters_are_told_that_the_text_is_another_one(session: Session) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, ada, supporters=3)
    amendment = an_amendment(session, consultation, proposal)
    accepted_by(session, consultation, proposal, amendment, ada)
    assert session.scalar(select(func.count(Notice.id)).where(Notice.url.like("%/fassungen"))) == 3


def test_a_change_still_fits_where_the_text_moved_on_elsewhere(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    amendment = suggest(body=BODY.replace("eine Rampe", "zwei Rampen"))
    other = suggest(body=BODY.replace("am Abend", "bis 22 Uhr"))
    accepted_by(session, consultation, proposal, other, _ada(session, proposal))
    accepted_by(session, consultation, proposal, amendment, _ada(session, proposal))
    assert proposal.body == "Der große Saal bekommt zwei Rampen.\n\nDie Halle bleibt bis 22 Uhr offen."
    assert current_number(session, proposal.id) == 3


def test_a_collision_asks_for_a_wording_and_overwrites_nothing(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    amendment = suggest(body=BODY.replace("eine Rampe", "zwei Rampen"))
    ada = _ada(session, proposal)
    changed = replace(text_of(proposal), body=BODY.replace("eine Rampe", "einen Aufzug"))
    edit_proposal(session, ada, proposal, consultation, changed, DURING_COLLECT + timedelta(minutes=9))
    with pytest.raises(Invalid, match="anders geändert"):
        accept_amendment(session, ada, amendment, proposal, consultation, Acceptance(2), LATER)
    assert "einen Aufzug" in proposal.body
    assert amendment.is_open
    by_hand = Wording("Rampen und Aufzug", BODY.replace("eine Rampe", "zwei Rampen und einen Aufzug"))
    accept_amendment(session, ada, amendment, proposal, consultation, Acceptance(2, by_hand), LATER)
    assert proposal.title == "Rampen und Aufzug"
    assert amendment.adapted


def test_a_text_that_was_not_looked_at_is_not_changed(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    first, second = suggest(body=BODY.replace("eine Rampe", "zwei Rampen")), suggest(body=BODY.replace("am Abend", "bis 22 Uhr"))
    ada = _ada(session, proposal)
    accept_amendment(session, ada, first, proposal, consultation, Acceptance(1), LATER)
    with pytest.raises(Invalid, match="gerade geändert"):
        accept_amendment(session, ada, second, proposal, consultation, Acceptance(1), LATER)
    with pytest.raises(Refused, match="schon angenommen"):
        accept_amendment(session, ada, first, proposal, consultation, Acceptance(2), LATER)
    assert current_number(session, proposal.id) == 2


def test_what_cannot_be_suggested_is_said_with_all_that_is_missing(session: Session, place: tuple) -> None:
    consultation, proposal, _suggest = place
    carol = a_resident(session)
    for text, said in (
        (a_change(proposal, body=proposal.body), "noch nichts geändert"),
        (replace(a_change(proposal), reason=" "), "begründen"),
        (a_change(proposal, title="Kurz"), "zu kurz"),
        (a_change(proposal, body="x" * 9_000), "zu lang"),
        (a_change(proposal, number=7), "inzwischen geändert"),
    ):
        with pytest.raises(Invalid, match=said):
            suggest_change(session, carol, proposal, consultation, text, LATER)
    assert proposal.amendment_count == 0


def test_the_same_form_sent_twice_suggests_once(session: Session, place: tuple) -> None:
    consultation, proposal, _suggest = place
    carol, text = a_resident(session), a_change(proposal)
    one = suggest_change(session, carol, proposal, consultation, text, LATER, entry_key="a" * 20)
    assert suggest_change(session, carol, proposal, consultation, text, LATER, entry_key="a" * 20) is one
    assert suggest_change(session, a_resident(session), proposal, consultation, text, LATER, entry_key="a" * 20) is not one


def test_a_contribution_grows_into_a_suggestion_but_not_one_about_a_suggestion(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    here = Subject("proposal", proposal.id, consultation.id, proposal.title, "/", proposal.author_id)
    source = a_contribution(session, consultation, here, kind=Kind.SUGGESTION)
    amendment = suggest(source=source.id)
    assert amendment.contribution_id == source.id
    below = Subject("amendment", amendment.id, consultation.id, "Änderung", "/", amendment.author_id)
    second = a_contribution(session, consultation, below, kind=Kind.SUGGESTION)
    session.refresh(amendment)
    assert amendment.contribution_count == 1
    with pytest.raises(Invalid, match="keinen eigenen Änderungsvorschlag"):
        suggest(source=second.id, body=BODY + "\n\nUnd noch etwas.")
    other = a_proposal(session, consultation)
    with pytest.raises(NotFound):
        an_amendment(session, consultation, other, source=source.id)


def test_a_rejected_change_can_become_a_proposal_of_its_own_once(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    amendment = suggest(title="Ein Aufzug")
    with pytest.raises(Invalid, match="begründen"):
        reject_amendment(session, _ada(session, proposal), amendment, proposal, consultation, "  ", LATER)
    rejected_by(session, consultation, proposal, amendment, _ada(session, proposal))
    bob = session.get(type(_ada(session, proposal)), amendment.author_id)
    draft = promote_amendment(session, bob, amendment, proposal, consultation, LATER)
    assert draft.is_draft
    assert (draft.title, draft.author_id, amendment.promoted_id) == ("Ein Aufzug", amendment.author_id, draft.id)
    with pytest.raises(Refused, match="schon einen eigenen Vorschlag"):
        promote_amendment(session, bob, amendment, proposal, consultation, LATER)
    assert publish_proposal(session, bob, draft, consultation, LATER).reference


def test_a_withdrawn_suggestion_is_over_and_so_are_those_of_a_withdrawn_proposal(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    one, two = suggest(), suggest()
    ada, bob = _ada(session, proposal), session.get(type(_ada(session, proposal)), one.author_id)
    withdraw_amendment(session, bob, one, consultation, LATER)
    with pytest.raises(Refused, match="zurückgezogen"):
        accepted_by(session, consultation, proposal, one, ada)
    withdraw_proposal(session, ada, proposal, consultation, "Es gibt schon eine.", LATER)
    with pytest.raises(Refused, match="gilt nicht mehr"):
        accepted_by(session, consultation, proposal, two, ada)


def test_the_moderation_decides_for_who_is_gone_with_a_reason(session: Session, place: tuple, app: object) -> None:
    consultation, proposal, suggest = place
    moderator = a_person(session, moderates=consultation)
    first = suggest()
    with pytest.raises(Refused):
        accepted_by(session, consultation, proposal, first, moderator)
    with app.app_context():  # type: ignore[attr-defined]  # the application
        delete_account(session, _ada(session, proposal), settings(), LATER)
    with pytest.raises(Invalid, match="ohne Konto"):
        accepted_by(session, consultation, proposal, first, moderator)
    accept_amendment(session, moderator, first, proposal, consultation, Acceptance(1, reason="Alle in der Diskussion sind dafür."), LATER)
    assert first.on_behalf
    suggest()
    assert len(_notices(session, moderator.id)) == 1


def test_hidden_texts_are_counted_no_more_and_cannot_be_accepted(session: Session, place: tuple) -> None:
    consultation, proposal, suggest = place
    moderator, amendment = a_person(session, moderates=consultation), suggest()
    with pytest.raises(Invalid, match="begründen"):
        decide_about_amendment(session, moderator, amendment, consultation, Measure.HIDE, "", LATER)
    decide_about_amendment(session, moderator, amendment, consultation, Measure.HIDE, "Beleidigung", LATER)
    assert proposal.amendment_count == 0
    with pytest.raises(Refused, match="ausgeblendet"):
        accepted_by(session, consultation, proposal, amendment, _ada(session, proposal))
    decide_about_amendment(session, moderator, amendment, consultation, Measure.KEEP, "", LATER)
    assert proposal.amendment_count == 1
    assert REASON in amendment.reason
