"""Loading the example: everything is made through the same actions as a person's click, at its own time in the weeks before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.demo import (
    answers,
    assemblies,
    budget,
    changes,
    concerns,
    hall,
    insight,
    measures,
    meetings,
    moderating,
    opinions,
    organisations,
    playground,
    reviews,
    sealed,
    searches,
    sense,
    surveys,
    threads,
    twins,
    ways,
    writing,
)
from participation.demo.events import Diary
from participation.demo.people import ACCOUNTS, AT, PASSWORD, Cast, settle
from participation.demo.places import Whereabouts
from participation.demo.talk import Talk
from participation.demo.town import Town
from participation.kit import clock
from participation.kit.database import db
from participation.kit.sealing import seals_of
from participation.opinions.jobs import compute_map
from participation.opinions.models import OpinionMap
from participation.sense.jobs import compute_groups
from participation.settings import Settings
from participation.surveys.computing import compute_result
from participation.surveys.models import Survey

__all__ = ["ACCOUNTS", "PASSWORD", "is_loaded", "load_demo"]

RESIDENTS, PROPOSALS, SUPPORTS, CONTRIBUTIONS = 400, 300, 2600, 2000


def is_loaded(app: Flask) -> bool:
    """Whether the database holds the example already."""
    with app.app_context():
        return bool(db.session.scalar(select(func.count(Person.id)).where(Person.email == f"admin@{AT}")))


def load_demo(app: Flask, *, scale: float = 1.0, tell: Callable[[str], object] = lambda line: None) -> None:
    """Make the town with its consultations. `scale` shrinks the numbers for tests; `tell` is told of each step."""
    settings: Settings = app.extensions["settings"]
    today = clock.now().replace(minute=0, second=0, microsecond=0)
    town, diary, size = Town(), Diary(), partial(_sized, scale)
    begun = today - timedelta(days=50)
    with app.app_context():
        session = db.session()
        with clock.frozen(today - timedelta(days=200)) as long_ago:
            cast = settle(session, town, size(RESIDENTS, 60), settings, app.config["SECRET_KEY"], long_ago)
        whereabouts = Whereabouts(app.extensions["town_map"])
        whereabouts.fill_streets(session, long_ago)
        offices = answers.open_offices(session, cast, today - timedelta(days=195))
        tell(f"  {len(cast.residents) + len(ACCOUNTS)} people")
        with clock.frozen(today - timedelta(days=190)):
            small = playground.set_up(session, cast, today)
        with clock.frozen(today - timedelta(days=60)):
            stadthalle = hall.set_up(session, cast, today, settings.files_dir)
        assemblies.load_councils(session, cast, Town(), stadthalle, settings, today)
        tell("  4 citizens' councils")
        session.commit()
        early = Talk(session, town, cast, small, cast.districts, today - timedelta(days=179), today - timedelta(days=141), diary)
        early.propose(playground.IDEAS, size(200), size(50))
        playground.note_votes(session, cast, small, size(180, 20), today, diary, town.random)
        talk = Talk(session, town, cast, stadthalle, cast.districts, begun, today - timedelta(minutes=20), diary, whereabouts)
        *ideas, own = town.ideas(size(PROPOSALS, 30))
        talk.propose(ideas, size(SUPPORTS), size(CONTRIBUTIONS))
        talk.propose_one(own, 12, 6, author=cast["resident"])
        talk.discuss_topic(*hall.TOPIC, 20, also=cast["resident"])
        writing.note_writing(session, cast, stadthalle, begun, settings.files_dir, diary)
        _note_changes(session, cast, stadthalle, settings, today, diary)
        searches.note_searches(session, cast, stadthalle, whereabouts, today, diary)
        talk.report(3, settings)
        moderating.note_cases(session, cast, stadthalle, settings, today, diary)
        answers.note_work(session, cast, stadthalle, offices, today, diary)
        hall.note_votes(session, cast, stadthalle, (size(320, 40), size(150, 25), size(240, 30)), today, diary, town.random)
        meetings.note_meetings(session, cast, stadthalle, app.extensions["town_map"], settings, today, diary)
        budget.note_budgets(session, cast, stadthalle, whereabouts, offices, size(380, 42), today, diary)
        ways.note_code_vote(session, cast, town, stadthalle, size(160, 40), seals_of(settings), today, diary)
        maps = opinions.note_maps(session, cast, stadthalle, size(600, 60), today, diary)
        polls = surveys.note_surveys(session, cast, stadthalle, size(1200, 60), today, diary)
        sealed.note_sealed_votes(session, cast, stadthalle, size(30, 5), settings, today, diary)
        tell(f"  {len(diary.entries)} things that people did in the weeks before …")
        diary.play(session)
        _tidy(session, cast, stadthalle, today)
        measures.tell_measures(session, cast, stadthalle, small, offices, whereabouts, settings.files_dir, today)
        concerns.tell_concerns(session, cast, offices, whereabouts, settings, today)
        session.commit()
        _compute(maps, polls)
        _make_sense(session, cast, stadthalle, small, today)


def _tidy(session: Session, cast: Cast, stadthalle: Consultation, today: datetime) -> None:
    """What moderators do with all that was written."""
    twins.tell_twins(session, cast, stadthalle, today)
    threads.sum_up(session, cast, stadthalle, today)


def _note_changes(session: Session, cast: Cast, stadthalle: Consultation, settings: Settings, today: datetime, diary: Diary) -> None:
    """Under which names people write, and what they want to read otherwise: in proposals, and in a text of the city."""
    organisations.note_names(session, cast, stadthalle, settings, today, diary)
    changes.note_changes(session, cast, stadthalle, today, diary)
    reviews.note_reviews(session, cast, stadthalle, today, diary)


def _compute(maps: Sequence[OpinionMap], polls: Sequence[Survey]) -> None:
    """What the worker would do."""
    for one in maps:
        compute_map(one.id)
    for poll in polls:
        compute_result(poll.id)


def _make_sense(session: Session, cast: Cast, stadthalle: Consultation, small: Consultation, today: datetime) -> None:
    """What people make of all that was written, once the maps are there; then reports of it all."""
    sense.make_sense(session, cast, stadthalle, today)
    session.commit()
    compute_groups(stadthalle.id)
    insight.tell_of_it(session, cast, stadthalle, small, today)


def _sized(scale: float, number: int, least: int = 1) -> int:
    return max(least, round(number * scale))
