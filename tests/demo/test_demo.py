"""The example loads through the same actions as a person's click, and is alike at every loading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, NoticeKind, Person
from participation.app import create_app
from participation.assemblies.queries import newest_report, recommendations_of, steps_of
from participation.consultations.models import Consultation, Stage
from participation.councils.models import Council, CouncilStage
from participation.councils.queries import council_of
from participation.demo.load import is_loaded, load_demo
from participation.demo.people import ACCOUNTS, AT
from participation.demo.searches import CARDS
from participation.demo.town import Town
from participation.draws.models import LotteryState, SeatState
from participation.draws.queries import latest_public, lotteries_of, seat_of, seats_of
from participation.finding.models import SavedSearch
from participation.invitations.models import Answer, Channel
from participation.invitations.queries import numbers_of, to_print
from participation.invitations.rules import may_print_letters
from participation.invitations.standing import standing_of
from participation.kit import clock
from participation.kit.audit import verify
from participation.kit.database import db
from participation.kit.sealing import Seals, seals_of
from participation.meetings.models import Meeting
from participation.meetings.queries import number_came, seats_by_state
from participation.meetings.registration_models import RegistrationState
from participation.proposals.models import Proposal, Status, Support
from participation.surveys.models import State, Survey
from participation.surveys.result_models import SurveyResult
from participation.surveys.text_queries import released_texts
from participation.transfers.models import ProposalImport
from participation.votes.models import Vote, VoteState
from tests.conftest import DatabaseMade, settings_for


def test_the_town_says_the_same_at_every_loading() -> None:
    one, other = Town(), Town()
    assert one.ideas(300) == other.ideas(300)
    assert [one.contribution() for _each in range(50)] == [other.contribution() for _each in range(50)]


def test_no_two_proposals_have_the_same_title_and_nobody_the_same_name() -> None:
    town = Town()
    assert len({idea.title for idea in town.ideas(300)}) == 300
    names = town.names()
    assert len({next(names) for _each in range(400)}) == 400


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_town(request: pytest.FixtureRequest, tmp_path: Path, database_made: DatabaseMade) -> Iterator[Flask]:
    """An application on an empty database of its own, on each kind."""
    app = create_app(settings_for(database_made(request.param, tmp_path), tmp_path / "var"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_example_is_whole(empty_town: Flask) -> None:
    assert not is_loaded(empty_town)
    load_demo(empty_town, scale=0.1)
    assert is_loaded(empty_town)
    with empty_town.app_context():
        session = db.session()
        emails = set(session.scalars(select(Person.email)))
        assert {f"{account.name}@{AT}" for account in ACCOUNTS} <= emails
        stages = {consultation.title: consultation.stage for consultation in session.scalars(select(Consultation))}
        assert stages == {
            "Stadthalle und Quartier": Stage.PUBLISHED,
            "Spielplatz Mühlenau": Stage.CLOSED,
            "Ein Haus für alle: Was muss die Stadthalle können?": Stage.CLOSED,
            "Der Platz vor der Stadthalle": Stage.PUBLISHED,
            "Auenstedt im Sommer: leben mit der Hitze": Stage.PUBLISHED,
        }
        states = {vote.title: vote.state for vote in session.scalars(select(Vote))}
        assert states == {
            "Soll ein Bürgerrat ausgelost werden?": VoteState.CERTIFIED,
            "Wie soll das Quartier heißen?": VoteState.CLOSED,
            "Welchen Weg soll die Stadt gehen?": VoteState.OPEN,
            "Welche Fassade soll die Halle bekommen?": VoteState.OPEN,
            "Welcher Entwurf soll gebaut werden?": VoteState.CERTIFIED,
            "Welche zwei Geräte sollen zuerst gebaut werden?": VoteState.CERTIFIED,
            "Bürgerhaushalt Quartier": VoteState.TALLIED,
            "Soll der Vorplatz autofrei werden?": VoteState.OPEN,
            "Soll die Halle sonntags offen sein?": VoteState.CLOSED,
            "Budget für junge Leute": VoteState.OPEN,
            "Budget für junge Leute: Mühlenau": VoteState.OPEN,
        }
        assert session.scalar(select(func.sum(Proposal.support_count))) == session.scalar(select(func.count()).select_from(Support))
        told = (
            select(Notice.url).join(Person, Person.id == Notice.person_id).where(Notice.kind == NoticeKind.SEARCH, Person.email == f"resident@{AT}")
        )
        assert session.scalars(told).all() == ["/beteiligungen/stadthalle-und-quartier/vorschlaege?q=Radweg"]
        assert [(one.name, one.tells) for one in session.scalars(select(SavedSearch))] == [("Radweg", True)]
        assert session.scalars(select(ProposalImport.rows)).all() == [len(CARDS)]
        _councils_hold(session)
        _meetings_are_told(session)
        _surveys_are_answered(session)
        _one_still_invites(session, seals_of(empty_town.extensions["settings"]))
        assert verify(session).intact


def _councils_hold(session: Session) -> None:
    """One council has handed over, one sits with the demo's resident among its members, one waits for the dice."""
    councils = {council.title: council for council in session.scalars(select(Council))}
    house, square, hall = (councils[f"Bürgerrat {name}"] for name in ("Ein Haus für alle", "Hallenplatz", "Stadthalle"))
    assert [council.stage for council in (house, square, hall)] == [CouncilStage.HANDED_OVER, CouncilStage.WORKING, CouncilStage.DRAWING]
    lottery = latest_public(lotteries_of(session, hall))
    assert lottery is not None
    assert lottery.state == LotteryState.PUBLISHED
    assert lottery.happens_at is not None
    assert lottery.happens_at <= clock.now()

    resident = session.scalars(select(Person).where(Person.email == f"resident@{AT}")).one()
    assert all(seat_of(session, council, resident) for council in (house, square))
    states = Counter(seat.state for seat in seats_of(session, house))
    assert states == {SeatState.CONFIRMED: 20, SeatState.DECLINED: 1, SeatState.LEFT: 1}

    report = newest_report(session, house.id)
    assert report is not None
    said = report.said["recommendations"]
    assert [one["vote"]["carried"] for one in said] == [True, True, True, True, False]
    assert [len(one["dissents"]) for one in said] == [1, 0, 0, 0, 0]
    steps = steps_of(session, house.id)
    now_at = [steps[one["id"]][0].status for one in said if one["id"] in steps]
    assert now_at == [Status.ACCEPTED, Status.PARTLY, Status.ACCEPTED, Status.REVIEW]
    waiting = [each.open_count is not None for each in recommendations_of(session, square)]
    assert waiting == [False, True, False]


def _meetings_are_told(session: Session) -> None:
    """One was, with people who came; one comes and is full, with a waiting list; at one the doors are open and somebody is there."""
    past, open_now, coming = session.scalars(select(Meeting).order_by(Meeting.starts_at)).all()
    assert past.ends_at < clock.now() < open_now.ends_at < coming.ends_at
    assert seats_by_state(session, coming.id)[RegistrationState.PLACED] == coming.places
    assert seats_by_state(session, coming.id)[RegistrationState.WAITING] > 0
    assert number_came(session, past.id) > 20
    assert number_came(session, open_now.id) == 1


def _surveys_are_answered(session: Session) -> None:
    """One is closed, counted, weighted and has its comparisons and free texts; one still takes answers."""
    hall, summer = session.scalars(select(Survey).order_by(Survey.id))
    assert (hall.state, summer.state) == (State.CLOSED, State.OPEN)
    data = session.get_one(SurveyResult, hall.id).data
    assert data["people"] == 120
    assert data["weighting"]["problem"] == ""
    assert {told["groups"] for told in data["comparisons"]} <= {"age"}
    assert session.get_one(SurveyResult, summer.id).data["people"] > 0
    assert released_texts(session, hall)["idea"]


def _one_still_invites(session: Session, seals: Seals) -> None:
    """Letters are out, answers come by web, card and phone, some groups are missing, and who was silent can be reminded."""
    consultation = session.scalars(select(Consultation).where(Consultation.title.like("Auenstedt im Sommer%"))).one()
    council = council_of(session, consultation)
    assert council is not None
    numbers = numbers_of(session, council)
    assert council.stage == CouncilStage.INVITING
    assert (numbers.invited, numbers.printed) == (200, 200)
    assert numbers.yes > council.seats
    assert set(session.scalars(select(Answer.channel).where(Answer.council_id == council.id))) == set(Channel)
    _yes, _drawable, features = standing_of(session, council, seals)
    assert any(value.is_missing for feature in features for value in feature.values)
    admin = session.scalars(select(Person).where(Person.email == f"admin@{AT}")).one()
    assert may_print_letters(admin, consultation, council, clock.now())
    assert len(to_print(session, council, "reminder", 500)) == numbers.silent > 0
