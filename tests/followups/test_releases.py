"""Four eyes: one writes, another releases; the database, the rules and the pages all keep them two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person
from participation.discussions.asking import AskedInDiscussions
from participation.discussions.models import Contribution, Kind
from participation.followups.answer_actions import answer_many, give_answer
from participation.followups.matter_actions import answer_matter, open_matter
from participation.followups.models import AnswerPlan, BulkAnswer, PlanState
from participation.followups.plan_actions import cancel_plan, plan_answer, plan_matter, publish_due_plans
from participation.followups.release_actions import release, require_release, require_release_of, send_back
from participation.followups.texts import Answer
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.proposals.models import OfficialAnswer, Status
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.followups.builders import a_task, an_answer, an_office, an_officer
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]
SAID = Answer(Status.ACCEPTED, "Das machen wir.")


def answers(session: Session) -> list[str]:
    return list(session.scalars(select(OfficialAnswer.body).order_by(OfficialAnswer.id)))


def test_one_writes_and_another_releases(session: Session, browse: Browse) -> None:
    town, author = a_consultation(session), a_resident(session)
    proposal, moderator = a_proposal(session, town, author, title="Mehr Bänke"), a_person(session, "Mira Mod", moderates=town)
    anna, ben = an_officer(session, "Anna Amt"), an_officer(session, "Ben Bau")
    a_task(session, proposal, town, an_office(session, "", anna, ben), moderator)
    session.commit()
    rule = f"/verwaltung/beteiligungen/{town.slug}/freigaben"
    assert post(browse(anna), f"{rule}/regel", {"vier_augen": "1"}).status_code == 403
    assert post(browse(moderator), f"{rule}/regel", {"vier_augen": "1"}).status_code == 303
    url = f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}"
    assert "Zur Freigabe vorlegen" in browse(anna).get(f"{url}/antwort").text
    sent = post(browse(anna), f"{url}/antwort", {"status": "accepted", "body": "Wir stellen zehn Bänke auf.", "seen": "0"})
    assert sent.status_code == 303
    assert "zehn Bänke" not in browse(None).get(url).text
    plan = session.scalars(select(AnswerPlan)).one()
    assert plan.state == PlanState.RELEASE
    one = f"{rule}/{plan.id}"
    assert "Mehr Bänke" in browse(ben).get(rule).text
    assert "geschrieben" in browse(anna).get(one).text
    assert post(browse(anna), f"{one}/freigeben").status_code == 403, "not the one who wrote it"
    assert post(browse(ben), f"{one}/zurueck", {"reason": ""}).status_code == 422
    assert post(browse(ben), f"{one}/zurueck", {"reason": "Wo stehen sie?"}).status_code == 303
    assert "Wo stehen sie?" in browse(anna).get(f"/verwaltung{url}").text
    better = {"status": "accepted", "body": "Wir stellen zehn Bänke am Fluss auf.", "seen": "0"}
    assert "Wir stellen zehn Bänke auf." in browse(anna).get(f"{url}/antwort").text, "what went back is where one goes on"
    assert post(browse(anna), f"{url}/antwort", better).status_code == 303
    newest = session.scalars(select(AnswerPlan).order_by(AnswerPlan.id.desc())).first()
    assert newest is not None
    assert "am Fluss" in browse(ben).get(f"{rule}/{newest.id}").text
    assert post(browse(ben), f"{rule}/{newest.id}/freigeben").status_code == 303
    public = browse(None).get(url).text
    assert "am Fluss" in public
    assert "Anna Amt" in public, "who wrote it speaks"
    assert post(browse(ben), f"{rule}/{newest.id}/freigeben").status_code == 404
    session.expire_all()
    acts = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("answer_plan.%")).order_by(AuditEntry.id)))
    assert acts == ["answer_plan.made", "answer_plan.returned", "answer_plan.made", "answer_plan.approved", "answer_plan.published"]
    said = session.scalars(select(Notice.message).where(Notice.person_id == anna.id)).all()
    assert len([message for message in said if "freigegeben" in message]) == 2
    assert any("geantwortet" in message for message in session.scalars(select(Notice.message).where(Notice.person_id == author.id)))


def test_without_a_release_nothing_appears(session: Session) -> None:
    town, anna = a_consultation(session), an_officer(session)
    proposal, office = a_proposal(session, town), an_office(session, "", anna)
    a_task(session, proposal, town, office)
    give_answer(session, anna, a_proposal(session, town), town, SAID, clock.now())  # another proposal, which nobody is asked about
    require_release_of(session, an_administrator(session), office, True, clock.now())
    with pytest.raises(Refused, match="zweite Person"):
        give_answer(session, anna, proposal, town, SAID, clock.now())
    later = clock.now() + timedelta(days=1)
    plan = plan_answer(session, anna, proposal, town, SAID, later, clock.now())
    assert publish_due_plans(session, later + timedelta(hours=1)) == 0
    release(session, an_officer(session), plan, town, None, clock.now())
    assert plan.state == PlanState.WAITING
    assert len(answers(session)) == 1
    assert publish_due_plans(session, later + timedelta(hours=1)) == 1
    assert len(answers(session)) == 2


def test_a_released_answer_that_is_changed_waits_again(session: Session) -> None:
    town, anna, ben = a_consultation(session), an_officer(session), an_officer(session)
    proposal = a_proposal(session, town)
    require_release(session, an_administrator(session), town, True, clock.now())
    later = clock.now() + timedelta(days=1)
    plan = plan_answer(session, anna, proposal, town, SAID, later, clock.now())
    release(session, ben, plan, town, None, clock.now())
    changed = plan_answer(session, ben, proposal, town, Answer(Status.ACCEPTED, "Doch anders."), later, clock.now())
    assert (changed.id, changed.state, changed.released_by_id) == (plan.id, PlanState.RELEASE, None)
    with pytest.raises(Refused):
        release(session, ben, plan, town, None, clock.now())
    release(session, anna, plan, town, None, clock.now())
    assert plan.state == PlanState.WAITING


def test_the_database_keeps_the_second_person_distinct(session: Session) -> None:
    town, anna, ben = a_consultation(session), an_officer(session), an_officer(session)
    require_release(session, an_administrator(session), town, True, clock.now())
    plan = plan_answer(session, anna, a_proposal(session, town), town, SAID, None, clock.now())
    session.flush()
    for released_by, state in ((anna.id, PlanState.WAITING), (None, PlanState.PUBLISHED), (None, PlanState.WAITING)):
        change = update(AnswerPlan).where(AnswerPlan.id == plan.id).values(released_by_id=released_by, state=state)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(change)
    plan.released_by_id, plan.state = ben.id, PlanState.WAITING
    session.flush()


def test_many_answers_are_released_together_or_not_at_all(session: Session, browse: Browse) -> None:
    town, anna, ben = a_consultation(session), an_officer(session, "Anna Amt"), an_officer(session)
    proposals = [a_proposal(session, town) for _each in range(3)]
    require_release(session, an_administrator(session), town, True, clock.now())
    session.commit()
    form = {
        "wahl": [proposal.id for proposal in proposals],
        "status": "answered",
        "body": "Danke für {nummer}.",
        "entry_key": "key-of-a-form",
        "weiter": "veroeffentlichen",
    }
    url = f"/verwaltung/beteiligungen/{town.slug}/sammelantwort"
    for _twice in range(2):
        assert post(browse(anna), url, form).status_code == 303
    assert answers(session) == []
    assert len(session.scalars(select(BulkAnswer)).all()) == 1
    plans = session.scalars(select(AnswerPlan).order_by(AnswerPlan.id)).all()
    assert [plan.state for plan in plans] == [PlanState.RELEASE] * 3
    listed = browse(ben).get(f"/verwaltung/beteiligungen/{town.slug}/freigaben").text
    assert "3 Antworten zusammen" in listed
    page = browse(ben).get(f"/verwaltung/beteiligungen/{town.slug}/freigaben/{plans[1].id}").text
    assert all(f"Danke für {proposal.reference}." in page for proposal in proposals)
    session.expire_all()
    an_answer_meanwhile = proposals[2]
    require_release(session, an_administrator(session), town, False, clock.now())
    an_answer(session, an_answer_meanwhile, town)
    require_release(session, an_administrator(session), town, True, clock.now())
    with pytest.raises(Invalid, match="Inzwischen"):
        release(session, ben, plans[0], town, None, clock.now())
    assert len(answers(session)) == 1
    cancel_plan(session, anna, plans[2], an_answer_meanwhile, town, clock.now())
    release(session, ben, plans[0], town, None, clock.now())
    session.flush()
    assert answers(session)[1:] == [f"Danke für {proposal.reference}." for proposal in proposals[:2]]
    with pytest.raises(Conflict):
        release(session, ben, plans[0], town, None, clock.now())


def test_answer_many_says_nothing_at_once_where_one_needs_a_release(session: Session) -> None:
    town, anna = a_consultation(session), an_officer(session)
    office, first, second = an_office(session, "", anna), a_proposal(session, town), a_proposal(session, town)
    require_release_of(session, an_administrator(session), office, True, clock.now())
    a_task(session, second, town, office)
    assert answer_many(session, anna, town, [first.id, second.id], SAID, "key", clock.now()) == (2, True)
    assert answers(session) == []


def test_an_office_answers_a_question_with_four_eyes_and_sends_back(session: Session) -> None:
    town, anna, ben = a_consultation(session), an_officer(session), an_officer(session)
    topic = a_topic(session, town)
    asked = a_contribution(session, town, subject_of(topic), "Wie hoch ist die Miete?", kind=Kind.QUESTION)
    source = AskedInDiscussions()
    found = source.find(session, town, asked.id)
    assert found is not None
    matter = open_matter(session, anna, town, found, clock.now())
    require_release(session, an_administrator(session), town, True, clock.now())
    with pytest.raises(Refused):
        answer_matter(session, anna, matter, town, source, Answer(Status.ANSWERED, "40 Euro."), clock.now())
    plan = plan_matter(session, anna, matter, town, source, Answer(Status.ANSWERED, "40 Euro."), clock.now())
    with pytest.raises(Refused):
        send_back(session, anna, plan, town, "Ich selbst", clock.now())
    send_back(session, ben, plan, town, "Am Abend?", clock.now())
    again = plan_matter(session, anna, matter, town, source, Answer(Status.ANSWERED, "40 Euro am Abend."), clock.now())
    assert again.id != plan.id
    assert session.scalars(select(Contribution).where(Contribution.parent_id == asked.id)).all() == []
