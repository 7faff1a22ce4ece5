"""What proposals show on other rooms' pages, and how they follow what happens there."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Stage
from participation.discussions.signals import contributions_changed
from participation.kit import clock
from participation.proposals import panels
from participation.proposals.actions import support_proposal, withdraw_proposal
from participation.proposals.listeners import forget_author
from participation.proposals.models import Proposal, Status
from tests.builders import a_consultation, a_person, a_resident
from tests.proposals.builders import DURING_COLLECT, a_draft, a_proposal


def test_the_overview_shows_the_newest_and_the_way_to_propose(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation, title="Eine Rampe am Eingang")
    session.commit()
    text = client.get(f"/beteiligungen/{consultation.slug}").text
    assert "Eine Rampe am Eingang" in text
    assert f"/beteiligungen/{consultation.slug}/vorschlaege/neu" in text
    assert "1 bisher" in text


def test_the_results_count_statuses(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    for status in (Status.ACCEPTED, Status.ACCEPTED, Status.REJECTED):
        a_proposal(session, consultation, status=status)
    consultation.stage = Stage.CLOSED
    session.commit()
    text = client.get(f"/beteiligungen/{consultation.slug}/ergebnisse").text
    assert "Was aus den Vorschlägen wurde" in text
    assert "66,7" in text


def test_the_moderation_sees_what_waits_for_an_answer(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    moderator, resident = a_person(session, moderates=consultation), a_resident(session)
    a_proposal(session, consultation)
    a_proposal(session, consultation, status=Status.ACCEPTED)
    session.commit()
    with app.test_request_context():
        assert [(link.note, link.url.endswith("?status=new")) for link in panels.staff(consultation, moderator, clock.now())][:1] == [("1", True)]
        assert panels.staff(consultation, resident, clock.now()) == []


def test_the_discussion_knows_only_what_the_person_may_see(app: Flask, session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    public, draft = a_proposal(session, consultation, alice), a_draft(session, consultation, alice)
    gone = a_proposal(session, consultation, alice)
    withdraw_proposal(session, alice, gone, consultation, "Erledigt.", DURING_COLLECT)
    unseen = a_proposal(session, a_consultation(session), alice)
    session.get_one(type(consultation), unseen.consultation_id).stage = Stage.DRAFT
    resident = a_resident(session)
    session.commit()
    ids = [public.id, draft.id, gone.id, unseen.id]
    with app.test_request_context():
        found = {subject.id: subject.closed for subject in panels.subjects("proposal", ids, resident)}
        assert set(found) == {public.id, gone.id}
        assert "zurückgezogen" in found[gone.id]
        assert found[public.id] == ""
        assert panels.subjects("topic", ids, alice) == []


def test_the_number_of_contributions_follows_the_discussion(session: Session) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation)
    contributions_changed.send(session, subject_kind="proposal", subject_id=proposal.id, count=3)
    contributions_changed.send(session, subject_kind="topic", subject_id=proposal.id, count=9)
    session.refresh(proposal)
    assert proposal.contribution_count == 3


def test_a_deleted_account_takes_its_drafts_and_leaves_its_proposals_and_supports(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    theirs, kept = a_proposal(session, consultation), a_proposal(session, consultation, alice)
    support_proposal(session, alice, theirs, consultation, DURING_COLLECT)
    a_draft(session, consultation, alice)
    forget_author(session, person=alice)
    assert session.scalars(select(Proposal.id).where(Proposal.author_id == alice.id)).all() == [kept.id]
    session.refresh(theirs)
    assert theirs.support_count == 1


def test_ones_own_page_and_data_hold_what_one_wrote_and_supports(
    app: Flask, session: Session, browse: Callable[[Person | None], FlaskClient]
) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    theirs = a_proposal(session, consultation, title="Von jemand anderem")
    a_proposal(session, consultation, alice, title="Von mir")
    a_draft(session, consultation, alice, title="Noch ein Entwurf")
    support_proposal(session, alice, theirs, consultation, DURING_COLLECT)
    session.commit()
    with app.test_request_context():
        own = {link.label: link.note for section in panels.own_contributions(alice) for link in section.links}
        public = [link.label for section in panels.public_contributions(alice) for link in section.links]
        data = panels.own_data(alice)
    assert set(own) == {"Von mir", "Noch ein Entwurf", "Von jemand anderem"}
    assert own["Noch ein Entwurf"] == "Entwurf"
    assert public == ["Von mir"]
    assert [row["title"] for row in data["proposals"]] == ["Von mir", "Noch ein Entwurf"]
    assert [row["proposal_id"] for row in data["supports"]] == [theirs.id]
