"""What became of it is told to all who took part, whatever the way, once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Mailing, Notice, NoticeKind, Person
from participation.accounts.notices import USUAL
from participation.consultations import jobs, outcomes
from participation.consultations.actions import change_texts
from participation.consultations.models import Consultation, OutcomeNews, Stage
from participation.consultations.outcomes import OF_CONSULTATION, announce_outcome
from participation.consultations.rules import Part
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import lazy
from participation.proposals.actions import AnswerText, answer_proposal
from participation.proposals.models import Proposal, Status, Support
from participation.votes.actions import certify_vote
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.proposals.builders import a_draft, a_proposal
from tests.votes.builders import an_open_vote, cast, consultation_of, tallied


def publish(session: Session, consultation: Consultation, text: str = "Die Halle wird **saniert**.") -> None:
    change_texts(session, an_administrator(session), consultation, Part.OUTCOME, {"outcome": text}, NOON)
    session.commit()


def told(session: Session) -> dict[int, list[tuple[str, str]]]:
    session.expire_all()
    found: dict[int, list[tuple[str, str]]] = {}
    for row in session.scalars(select(Notice).where(Notice.kind == NoticeKind.OUTCOME).order_by(Notice.id)):
        found.setdefault(row.person_id, []).append((str(row.words["title"]), row.url))
    return found


def run(app: Flask) -> None:
    with app.app_context():
        jobs.tell_outcomes()


def test_all_who_took_part_are_told_once(app: Flask, session: Session) -> None:
    here, elsewhere = a_consultation(session, "Die Halle"), a_consultation(session, "Der Park")
    author, backer, writer, drafter, other, idle = (a_resident(session) for _number in range(6))
    proposal = a_proposal(session, here, author)
    session.add(Support(proposal_id=proposal.id, person_id=backer.id, given_at=NOON))
    session.add(Support(proposal_id=proposal.id, person_id=writer.id, given_at=NOON))
    a_contribution(session, here, subject_of(a_topic(session, here)), by=writer)
    a_draft(session, here, drafter)
    a_proposal(session, elsewhere, other)
    session.commit()
    publish(session, here)
    run(app)
    run(app)
    assert idle.id not in told(session)
    expected = ("Die Halle", f"/beteiligungen/{here.slug}/ergebnisse")
    assert told(session) == {one.id: [expected] for one in (author, backer, writer)}
    news = session.scalars(select(OutcomeNews)).one()
    assert (news.told, news.done_at) == (3, NOON)


def test_who_voted_is_told_of_the_result_and_of_what_became_of_the_whole(app: Flask, session: Session) -> None:
    """The mark on the roll is enough: it says that somebody voted, and nothing about the ballot."""
    vote = an_open_vote(session)
    town, voter, idle = consultation_of(session, vote), a_resident(session), a_resident(session)
    cast(session, vote, voter=voter)
    tallied(session, vote)
    certify_vote(session, an_administrator(session), town, vote, "Der Rat **folgt** dem Ergebnis.", None, clock.now())
    session.commit()
    run(app)
    result = (vote.title, f"/beteiligungen/{town.slug}/abstimmungen/{vote.id}")
    assert told(session) == {voter.id: [result]}
    publish(session, town)
    run(app)
    assert told(session) == {voter.id: [result, (town.title, f"/beteiligungen/{town.slug}/ergebnisse")]}
    assert idle.id not in told(session)


def test_a_text_that_is_changed_or_taken_away_and_written_again_is_not_told_again(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    author = a_resident(session)
    a_proposal(session, consultation, author)
    session.commit()
    for text in ("Erst so.", "Dann so.", "", "Wieder so."):
        publish(session, consultation, text)
        run(app)
    assert len(told(session)[author.id]) == 1


def test_an_empty_text_tells_nobody(app: Flask, session: Session) -> None:
    consultation = a_consultation(session, stage=Stage.CLOSED)
    publish(session, consultation, "")
    assert session.scalars(select(OutcomeNews)).all() == []


@pytest.mark.parametrize("dies_after", [1, 2])
def test_after_a_crash_the_rest_is_told_and_nobody_twice(own_app: Flask, monkeypatch: pytest.MonkeyPatch, dies_after: int) -> None:
    with own_app.app_context():
        session = current_session()
        people = [a_person(session) for _number in range(7)]
        consultation = a_consultation(session)
        announce_outcome(
            session, OF_CONSULTATION, consultation.id, lazy("Was aus „%(title)s“ wurde, können Sie jetzt lesen.", title="Halle"), "/x", NOON
        )
        monkeypatch.setattr(jobs, "gather", lambda *_asked: [select(Person.id).where(Person.id.in_([one.id for one in people]))])
        calls = 0

        def dies(*args: object) -> object:
            nonlocal calls
            calls += 1
            made = outcomes.tell_next(*args, most=2)  # type: ignore[arg-type]  # as they were
            if calls == dies_after:
                raise KeyboardInterrupt
            return made

        monkeypatch.setattr(jobs, "tell_next", dies)
        session.commit()
        with pytest.raises(KeyboardInterrupt):
            jobs.tell_outcomes()
        current_session().rollback()
        jobs.tell_outcomes()
        assert sorted(told(current_session())) == sorted(one.id for one in people)
        assert all(len(news) == 1 for news in told(current_session()).values())


def test_two_workers_tell_nobody_twice(session: Session) -> None:
    person, consultation = a_person(session), a_consultation(session)
    announce_outcome(session, OF_CONSULTATION, consultation.id, lazy("„%(title)s“", title="x"), "/x", NOON)
    number = outcomes.unfinished(session)[0]
    statement = [select(Person.id).where(Person.id == person.id)]

    def meanwhile(kind: str, subject: int) -> list[object]:
        session.query(OutcomeNews).update({"after_id": person.id}, synchronize_session=False)  # the other was faster
        return statement  # type: ignore[return-value]

    session.commit()
    assert outcomes.tell_next(session, number, meanwhile, NOON) is None  # type: ignore[arg-type]
    assert told(session) == {}


def test_it_is_mailed_at_once_unless_chosen_otherwise() -> None:
    assert USUAL[NoticeKind.OUTCOME] == Mailing.AT_ONCE


def test_an_answer_is_told_by_itself(session: Session) -> None:
    """The city's answer to one proposal goes to its authors and supporters as before; it is no outcome of the whole."""
    author = a_resident(session)
    consultation = a_consultation(session)
    proposal: Proposal = a_proposal(session, consultation, author)
    answer_proposal(session, an_administrator(session), proposal, consultation, AnswerText(Status.ACCEPTED, "Das machen wir."), clock.now())
    assert told(session) == {}
