"""What the example's councils do at their sittings: agendas, documents, experts, attendance, groups, recommendations, votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies import queries
from participation.assemblies.drafting_actions import (
    add_note,
    back_dissent,
    change_recommendation,
    drop_recommendation,
    write_dissent,
    write_recommendation,
)
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.members import Member, all_members, member_of, sitting_members
from participation.assemblies.models import Sitting
from participation.assemblies.seating_plan import features_of
from participation.assemblies.sitting_actions import (
    GroupsWish,
    SittingDraft,
    add_expert,
    add_sitting_document,
    make_groups,
    note_attendance,
    set_sitting,
)
from participation.assemblies.voting_actions import Count, enter_count
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.demo.papers import paper
from participation.demo.people import Cast
from participation.kit import clock
from participation.kit.dates import city_zone
from participation.kit.sealing import Seals

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LIMIT = 10 * 1024 * 1024
ABSENT = (1, 0, 2, 1)
"""How many members are missing at the first, second, … sitting."""


@dataclass(frozen=True)
class Room:
    """Where the council sits, with whom: what every act below needs. `people`: the members with accounts, in the order of their seats."""

    session: Session
    cast: Cast
    consultation: Consultation
    council: Council
    people: Sequence[Person]
    words: Mapping[str, Any]
    files: Path
    seals: Seals

    @property
    def asking(self) -> tuple[Consultation, Council]:
        """What actions take after the actor."""
        return self.consultation, self.council

    def members(self) -> list[Member]:
        """Everybody who has or had a seat."""
        return all_members(self.session, self.council)


def saturday(day: datetime) -> datetime:
    """Half past nine on the Saturday on or before a day, on the city's clock."""
    found = day - timedelta(days=(day.weekday() - 5) % 7)
    return datetime.combine(found.date(), time(9, 30), city_zone())


def plan_sittings(room: Room, first: datetime, at: datetime) -> list[Sitting]:
    """All sittings with their agendas, documents and experts, planned before the first."""
    admin, made = room.cast["admin"], []
    with clock.frozen(at) as now:
        for words in room.words["sittings"]:
            starts_at = saturday(first + words["day"] * DAY)
            draft = SittingDraft(words["title"], words["place"], starts_at, starts_at + 7 * HOUR, words["agenda"])
            sitting = set_sitting(room.session, admin, *room.asking, None, draft, now)
            for document in words.get("documents", ()):
                stream = BytesIO(paper(document["title"], document["paragraphs"], now))
                add_sitting_document(room.session, admin, *room.asking, sitting, stream, document["title"], room.files, LIMIT, now)
            for expert in words.get("experts", ()):
                add_expert(room.session, admin, *room.asking, sitting, expert, now)
            made.append(sitting)
    room.session.flush()
    return made


def hold(room: Room, sitting: Sitting, number: int) -> None:
    """Note who is there, and seat them at mixed tables."""
    with clock.frozen(sitting.starts_at + HOUR / 2) as now:
        members = room.members()
        seats = [member.seat_id for member in sitting_members(members)]
        there = seats[: len(seats) - ABSENT[number]]
        note_attendance(room.session, room.cast["moderator"], *room.asking, sitting, members, there, now)
        if number < 2:
            known = features_of(room.session, room.council, members, room.seals)
            wish = GroupsWish(5, 3, ("age", "sex"), known)
            make_groups(
                room.session, room.cast["moderator"], *room.asking, sitting, there, wish, sha256(sitting.title.encode()).hexdigest()[:32], now
            )


def write_all(room: Room, begins: datetime) -> list[Recommendation]:
    """The recommendations with all their versions, and the notes beside them; `begins`: when the first is written."""
    return [_write(room, words, begins + place * HOUR / 3) for place, words in enumerate(room.words["recommendations"])]


def _write(room: Room, words: Mapping[str, Any], at: datetime) -> Recommendation:
    writer, notes = room.people[words["writer"]], list(words.get("notes", ()))
    (title, body), *later = words["texts"]
    with clock.frozen(at) as now:
        made = write_recommendation(room.session, writer, *room.asking, _member(room, writer), title, body, now)
    for step, (title, body) in enumerate(later, start=1):
        with clock.frozen(at + 3 * step * DAY) as now:
            change_recommendation(room.session, writer, *room.asking, _member(room, writer), made, title, body, made.version, now)
    for place, (who, text) in enumerate(notes):
        author = room.people[who]
        with clock.frozen(at + DAY + 2 * place * DAY) as now:
            add_note(room.session, author, *room.asking, _member(room, author), made, text, now)
    return made


def _member(room: Room, person: Person) -> Member | None:
    return member_of(room.members(), person)


def vote_on_all(room: Room, recommendations: Sequence[Recommendation], sitting: Sitting) -> None:
    """Hands are counted and entered by two people; then minorities say what they think."""
    there = queries.attendance_of(room.session, room.council)[sitting.id]
    for place, (words, recommendation) in enumerate(zip(room.words["recommendations"], recommendations, strict=True)):
        at = sitting.starts_at + 5 * HOUR + place * HOUR / 4
        if "votes" in words:
            yes, no = (round(len(there) * share / 100) for share in words["votes"])
            count = Count(recommendation.version, yes, no, len(there) - yes - no)
            for name in ("moderator",) if words.get("half_counted") else ("moderator", "admin"):
                with clock.frozen(at) as now:
                    enter_count(room.session, room.cast[name], *room.asking, recommendation, sitting, room.members(), there, count, now)
        if "dissent" in words:
            _dissent(room, recommendation, words["dissent"], [room.people[place] for place in words["dissent_by"]], at + 2 * DAY)


def _dissent(room: Room, recommendation: Recommendation, text: str, people: Sequence[Person], at: datetime) -> None:
    first, *others = people
    with clock.frozen(at) as now:
        made = write_dissent(room.session, first, *room.asking, _member(room, first), recommendation, None, text, now)
        for person in others:
            back_dissent(room.session, person, *room.asking, _member(room, person), recommendation, made, True, now)
    room.session.flush()


def drop_unvoted(room: Room, recommendations: Sequence[Recommendation], at: datetime) -> None:
    """What nobody wants to vote on is not pursued."""
    with clock.frozen(at) as now:
        for recommendation in recommendations:
            if recommendation.vote is None and recommendation.open_count is None:
                drop_recommendation(room.session, room.cast["moderator"], *room.asking, recommendation, True, now)
