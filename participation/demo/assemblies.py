"""The example's four councils: one has handed over, one sits, one waits for the dice, one still invites."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.actions import begin_consultation, change_texts, close_consultation, publish_consultation
from participation.consultations.mandate_actions import give_mandate
from participation.consultations.models import Consultation
from participation.consultations.phases import PhaseKind
from participation.consultations.rules import Part
from participation.consultations.schedule import PlannedPhase
from participation.consultations.setup_actions import add_phase
from participation.consultations.subjects import Subject
from participation.demo.ceremony import publish, replace_one, seat_panel, throw_dice
from participation.demo.council import Outline, hall_outline, invite
from participation.demo.handover import publish_and_hand_over, tell_steps
from participation.demo.people import Cast
from participation.demo.sittings import Room, drop_unvoted, hold, plan_sittings, saturday, vote_on_all, write_all
from participation.demo.town import Town
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Kind
from participation.discussions.topic_actions import open_topic
from participation.kit import clock
from participation.kit.dates import city_zone
from participation.kit.sealing import Seals, seals_of
from participation.settings import Settings

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WORDS: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "councils.toml").read_text(encoding="utf-8"))
OUTCOME = (
    "Das Bürgergutachten wurde dem Stadtrat übergeben. Was aus jeder Empfehlung wird, steht auf der Seite des Bürgerrats. "
    "Über den Bau selbst geht es jetzt in der Beteiligung „Stadthalle und Quartier“."
)


@dataclass(frozen=True, slots=True)
class Story:
    """A council: where its words are, its numbers, and when what happens, in days before today; `thrown`, `seated`, `dice` once it is drawn."""

    words: str
    seats: int
    register: int
    invited: int
    yes: int
    begins: int
    answered: int
    first_sitting: int
    ends: int
    thrown: int = 0
    seated: int = 0
    dice: str = ""

    def deliberates(self, today: datetime) -> datetime:
        """When the council, and everybody beside it, begins to talk."""
        return today - (self.first_sitting + 5) * DAY


HOUSE = Story("house", 20, 800, 250, 120, begins=190, answered=160, thrown=150, seated=140, first_sitting=127, ends=60, dice="417")
SQUARE = Story("square", 12, 500, 140, 60, begins=75, answered=48, thrown=40, seated=31, first_sitting=21, ends=-9, dice="058")
HEAT = Story("heat", 24, 700, 200, 52, begins=16, answered=-12, first_sitting=-45, ends=-110)


@dataclass(frozen=True, slots=True)
class Place:
    """What all of them need."""

    session: Session
    cast: Cast
    town: Town
    settings: Settings
    today: datetime

    @property
    def seals(self) -> Seals:
        """Under which names are sealed."""
        return seals_of(self.settings)


def load_councils(session: Session, cast: Cast, town: Town, stadthalle: Consultation, settings: Settings, today: datetime) -> None:
    """All of them, with everything that people did in them until today."""
    place = Place(session, cast, town, settings, today)
    _house(place)
    _square(place)
    council = invite(session, cast, town, stadthalle, hall_outline(today), place.seals)
    publish(session, cast, stadthalle, council, place.seals, slack=0, at=today - 2 * DAY, happens_at=today)
    _heat(place)


def _house(place: Place) -> None:
    """From the register to what the town council made of the recommendations."""
    room, today = _drawn(place, HOUSE), place.today
    first = today - HOUSE.first_sitting * DAY
    sittings = plan_sittings(room, first, first - 10 * DAY)
    hold(room, sittings[0], 0)
    replace_one(place.session, place.cast, *room.asking, place.seals, place.settings, sittings[0].starts_at + 2 * DAY)
    for number, sitting in enumerate(sittings[1:], start=1):
        hold(room, sitting, number)
    recommendations = write_all(room, sittings[2].starts_at + 4 * HOUR)
    vote_on_all(room, recommendations, sittings[3])
    drop_unvoted(room, recommendations, sittings[3].starts_at + 6 * HOUR)
    handed = today - 75 * DAY
    publish_and_hand_over(room, handed - 4 * DAY, handed)
    tell_steps(room, recommendations, handed)
    with clock.frozen(today - 35 * DAY) as now:
        change_texts(place.session, place.cast["admin"], room.consultation, Part.OUTCOME, {"outcome": OUTCOME}, now)
        close_consultation(place.session, place.cast["moderator"], room.consultation, [], now)


def _square(place: Place) -> None:
    """Two sittings are over, the last one is to come: one vote counts, one was entered once, one text is still written."""
    room, first = _drawn(place, SQUARE), place.today - SQUARE.first_sitting * DAY
    sittings = plan_sittings(room, first, saturday(first) - 3 * DAY)
    for number, sitting in enumerate(sittings[:2]):
        hold(room, sitting, number)
    recommendations = write_all(room, sittings[0].starts_at + 4 * HOUR)
    vote_on_all(room, recommendations, sittings[1])


def _heat(place: Place) -> None:
    """Letters are out, a quarter of the invited said yes, more answers may come: some groups are still missing."""
    words, today = WORDS[HEAT.words], place.today
    consultation = _frame(place, words, HEAT)
    begins, until = today - HEAT.begins * DAY, datetime.combine((today - HEAT.answered * DAY).date(), time(18), city_zone())
    numbers = (HEAT.seats, HEAT.register, HEAT.invited, HEAT.yes, begins, until, words["allowance_cents"])
    invite(place.session, place.cast, place.town, consultation, Outline(words["title"], words["task"], *numbers, last_answer=today), place.seals)


def _drawn(place: Place, story: Story) -> Room:
    """A council whose panel is drawn and seated; the demo's two residents are among its members with accounts."""
    session, cast, today, words = place.session, place.cast, place.today, WORDS[story.words]
    consultation = _frame(place, words, story)
    _let_others_talk(place, words, consultation, story.deliberates(today))
    begins, answered = today - story.begins * DAY, today - story.answered * DAY
    numbers = (story.seats, story.register, story.invited, story.yes, begins, answered, words["allowance_cents"])
    council = invite(session, cast, place.town, consultation, Outline(words["title"], words["task"], *numbers), place.seals)
    thrown = datetime.combine((today - story.thrown * DAY).date(), time(18), city_zone())
    lottery = publish(session, cast, consultation, council, place.seals, slack=1, at=answered + DAY, happens_at=thrown)
    throw_dice(session, cast, consultation, council, lottery, story.dice, place.seals, place.settings)
    people = [cast["resident"], cast["resident2"], *cast.residents[: story.seats // 2]]
    seat_panel(session, cast, consultation, council, people, place.seals, place.settings, (thrown + DAY, today - story.seated * DAY))
    return Room(session, cast, consultation, council, people, words, place.settings.files_dir, place.seals)


def _frame(place: Place, words: Mapping[str, Any], story: Story) -> Consultation:
    """The consultation in which a council sits, and what others want it to know."""
    session, admin, today = place.session, place.cast["admin"], place.today
    begin, end = today - (story.begins + 2) * DAY, today - story.ends * DAY
    with clock.frozen(begin):
        texts = {"title": words["consultation"], "summary": words["summary"], "description": words["description"]}
        consultation = begin_consultation(session, admin, texts, begin)
        decision = {
            "decision": words["decision"],
            "decided_by": "Der Stadtrat von Auenstedt, in öffentlicher Sitzung",
            "decided_until": (end + 25 * DAY).date(),
            "open_points": words["open_points"],
            "fixed_points": words["fixed_points"],
            "use_of_result": "Der Bürgerrat übergibt dem Stadtrat ein Bürgergutachten. Der Stadtrat antwortet auf jede Empfehlung, und das steht hier.",
        }
        change_texts(session, admin, consultation, Part.DECISION, decision, begin)
        audience = {"contact": "Büro für Beteiligung, Rathausplatz 1, 00000 Auenstedt", "target_groups": ["residents"], "easy_language": ""}
        change_texts(session, admin, consultation, Part.AUDIENCE, audience, begin)
        middle = story.deliberates(today)
        for kind, title, starts_at, ends_at in (
            (PhaseKind.INFORM, "Einladen und auslosen", begin, middle),
            (PhaseKind.DELIBERATE, "Der Bürgerrat berät, alle reden mit", middle, end),
            (PhaseKind.DECIDE, "Der Stadtrat antwortet", end, end + 25 * DAY),
        ):
            add_phase(session, admin, consultation, PlannedPhase(kind, title, "", starts_at, ends_at), begin)
        give_mandate(session, admin, place.cast["moderator"], consultation.id, begin)
        session.refresh(place.cast["moderator"], ["mandates"])
        publish_consultation(session, admin, consultation, [], begin)
        session.flush()
    return consultation


def _let_others_talk(place: Place, words: Mapping[str, Any], consultation: Consultation, begin: datetime) -> None:
    """A topic in which the council reads what others say; members keep out of it."""
    with clock.frozen(begin + HOUR) as now:
        topic = open_topic(place.session, place.cast["moderator"], consultation, words["topic"], words["introduction"], now)
    subject = Subject("topic", topic.id, consultation.id, words["topic"], "")
    for number, text in enumerate(words["said"], start=1):
        with clock.frozen(begin + number * 17 * HOUR) as now:
            contribute(place.session, place.cast.residents[-number], consultation, subject, Draft(Kind.NOTE, text), now)
