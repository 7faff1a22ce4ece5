"""From a draft to a number that stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_id
from participation.kit.audit import AuditEntry
from participation.kit.database import db
from participation.kit.errors import Invalid, Refused
from participation.kit.search import matching
from participation.proposals.actions import ProposalText, discard_draft, publish_proposal, save_draft
from participation.proposals.models import Proposal, ProposalStage
from tests.builders import a_consultation, a_resident
from tests.proposals.builders import DURING_COLLECT, DURING_DELIBERATE, a_draft, a_proposal, a_text


def found(session: Session, words: str) -> list[int]:
    return list(session.scalars(select(matching(session, "proposal", words).subquery().c.subject_id)))


def test_a_published_proposal_has_a_number_a_date_and_can_be_found(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session, "Alice")
    draft = a_draft(session, consultation, alice, "Radwege durch die Südstadt")
    assert (draft.stage, draft.reference) == (ProposalStage.DRAFT, None)
    assert found(session, "Radweg") == []
    proposal = publish_proposal(session, alice, draft, consultation, DURING_COLLECT)
    assert proposal.reference is not None
    assert proposal.reference.startswith("2026-")
    assert proposal.published_at == DURING_COLLECT
    assert proposal.body_html.startswith("<p>Der große Saal")
    assert proposal.teaser.startswith("Der große Saal")
    assert found(session, "Radweg") == found(session, "sudstadt") == [proposal.id]
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "proposal", AuditEntry.subject_id == proposal.id)).all()
    assert list(actions) == ["proposal.draft_saved", "proposal.published"]


def test_published_twice_it_keeps_its_number(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice)
    number = proposal.reference
    publish_proposal(session, alice, proposal, consultation, DURING_COLLECT)
    assert proposal.reference == number
    other = a_proposal(session, consultation)
    assert int(str(other.reference)[5:]) == int(str(number)[5:]) + 1


def test_numbers_begin_anew_with_the_citys_year(session: Session) -> None:
    consultation = a_consultation(session)
    for phase in consultation.phases:
        phase.ends_at = datetime(2027, 3, 1, tzinfo=UTC)
    silvester = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    new_year = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # midnight in the town
    assert str(a_proposal(session, consultation, at=silvester).reference).startswith("2026-")
    assert a_proposal(session, consultation, at=new_year).reference == "2027-00001"


def test_a_publication_that_fails_leaves_no_gap(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    first = a_proposal(session, consultation, alice)
    savepoint = session.begin_nested()
    a_proposal(session, consultation, alice)
    savepoint.rollback()
    assert int(str(a_proposal(session, consultation, alice).reference)[5:]) == int(str(first.reference)[5:]) + 1


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [
        ("Park", "Mehr Bänke im Park, denn dort fehlen sie.", "title"),
        ("Mehr Bänke im Park", "Zu kurz.", "body"),
    ],
)
def test_an_unfinished_text_is_kept_and_not_published(session: Session, title: str, body: str, field: str) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = save_draft(session, alice, consultation, a_text(consultation, title, body), DURING_COLLECT)
    with pytest.raises(Invalid) as refused:
        publish_proposal(session, alice, draft, consultation, DURING_COLLECT)
    assert refused.value.field == field


def test_a_topic_is_asked_for_where_there_are_topics(session: Session) -> None:
    with_topics, without = a_consultation(session), a_consultation(session, categories=())
    alice = a_resident(session)
    text = ProposalText("Mehr Bänke im Park", "Im Park fehlen Bänke zum Ausruhen.")
    publish_proposal(session, alice, save_draft(session, alice, without, text, DURING_COLLECT), without, DURING_COLLECT)
    draft = save_draft(session, alice, with_topics, text, DURING_COLLECT)
    with pytest.raises(Invalid, match="Thema"):
        publish_proposal(session, alice, draft, with_topics, DURING_COLLECT)
    elsewhere = a_consultation(session)
    with pytest.raises(Invalid, match="Thema"):
        save_draft(session, alice, with_topics, a_text(elsewhere), DURING_COLLECT)
    with pytest.raises(Invalid, match="Ortsteil"):
        save_draft(session, alice, with_topics, a_text(with_topics, district_id=999_999), DURING_COLLECT)


def test_after_the_phase_a_draft_stays_a_draft(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    save_draft(session, alice, consultation, a_text(consultation, "Noch besser gesagt"), DURING_DELIBERATE, draft=draft)
    assert draft.title == "Noch besser gesagt"
    with pytest.raises(Refused, match="war bis"):
        publish_proposal(session, alice, draft, consultation, DURING_DELIBERATE)


def test_the_same_form_sent_twice_saves_one_draft(session: Session) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session), a_resident(session)
    first = save_draft(session, alice, consultation, a_text(consultation), DURING_COLLECT, entry_key="key")
    again = save_draft(session, alice, consultation, a_text(consultation), DURING_COLLECT, entry_key="key")
    assert again.id == first.id
    assert save_draft(session, bob, consultation, a_text(consultation), DURING_COLLECT, entry_key="key").id != first.id


def test_a_discarded_draft_is_gone(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    discard_draft(session, alice, draft, DURING_COLLECT)
    assert session.scalar(select(func.count(Proposal.id)).where(Proposal.author_id == alice.id)) == 0
    with pytest.raises(Refused, match="zurückziehen"):
        discard_draft(session, alice, a_proposal(session, consultation, alice), DURING_COLLECT)


def test_numbers_have_no_gap_when_many_publish_at_once(real_database: Flask) -> None:
    with real_database.app_context():
        consultation = a_consultation(db.session())
        people = [a_resident(db.session()) for _ in range(20)]
        drafts = [(person.id, a_draft(db.session(), consultation, person).id) for person in people]
        number = consultation.id
        db.session.commit()

    def publish(person_id: int, draft_id: int) -> None:
        with real_database.app_context():
            own = db.session()
            person, draft = own.get(Person, person_id), own.get(Proposal, draft_id)
            assert person is not None
            assert draft is not None
            publish_proposal(own, person, draft, consultation_by_id(own, number), DURING_COLLECT)
            own.commit()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(publish, *pair) for pair in drafts + drafts]:  # each is clicked twice
            done.result()
    with real_database.app_context():
        references = sorted(db.session.scalars(select(Proposal.reference)))
    assert references == [f"2026-{n:05d}" for n in range(1, 21)]
