"""The example's meetings: one that was, one that comes with a waiting list, and one whose doors are open, all by the acts that clicks call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.demo.evening import Evening
from participation.demo.events import Diary
from participation.demo.papers import paper
from participation.demo.people import Cast
from participation.kit.dates import city_zone
from participation.meetings.checkin_actions import let_in, let_in_guest
from participation.meetings.models import Meeting
from participation.meetings.planning_actions import MeetingDraft, add_meeting_document, announce_meeting, plan_meeting
from participation.meetings.queries import line_of
from participation.meetings.registration_actions import Wanted, ask_for_place, confirm_place, register, take_back
from participation.meetings.registration_models import Registration
from participation.places.actions import Wish, keep_place
from participation.places.town import TownMap
from participation.settings import Settings

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LIMIT = 10 * 1024 * 1024
STREET = "Lindenallee"
SOME_DAY = datetime(2026, 1, 1, tzinfo=city_zone())
"""Until it is known when."""
HALL = MeetingDraft(
    title="",
    starts_at=SOME_DAY,
    ends_at=SOME_DAY,
    place="Stadthalle, Kleiner Saal",
    address="Lindenallee 2, 00000 Auenstedt",
    access_features=("step_free", "accessible_toilet", "induction_loop", "sign_language"),
    access="Der Aufzug ist am Eingang Nord. Die Gebärdensprache sehen Sie links neben der Bühne.",
    takes_registrations=True,
    most_companions=2,
)
PAST = replace(
    HALL,
    title="Auftakt: Was soll die Stadthalle können?",
    description="Die Stadt stellt vor, wie es um die Halle steht. Danach **fragen Sie**, was Sie wissen möchten.",
    agenda="10 min Begrüßung (Oberbürgermeisterin Kern)\n25 min Wie es um die Halle steht (Herr Brandt, Hochbauamt)\n60 min Ihre Fragen\n15 min Wie es weitergeht (Frau Weber, Stadtplanung)",
    places=60,
)
COMING = replace(
    HALL,
    title="Die vier Wege im Vergleich",
    description="Vier Wege liegen auf dem Tisch. An vier Tischen sprechen wir darüber, was für und was gegen jeden spricht.",
    agenda="10 min Begrüßung\n20 min Vorstellung der vier Wege (Frau Weber, Stadtplanung)\n60 min Gespräch an vier Tischen\n20 min Was die Tische sagen\nAusklang",
    stream_url="https://stream.auenstedt.example/vier-wege",
    access_features=(*HALL.access_features, "child_care", "captions"),
    places=24,
    quorum=10,
)
TODAY = replace(
    HALL,
    title="Sprechstunde im Quartiersbüro",
    description="Kommen Sie vorbei und fragen Sie, was Sie schon immer zur Halle und zum Quartier wissen wollten.",
    place="Quartiersbüro",
    address="Güterstraße 5, 00000 Auenstedt",
    access_features=("step_free",),
    access="",
    agenda="Ihre Fragen (Frau Weber, Stadtplanung)",
    places=12,
)
GUESTS = ("Rita Sommer", "Familie Ott", "Herr Öztürk", "Kim Larsen", "Frau Dr. Blum")
PAPER = (
    "Die vier Wege auf zwei Seiten",
    ("Sanieren, umbauen, neu bauen oder abwarten: Was kostet es, wie lange dauert es, wer hat etwas davon?", "Die Zahlen sind gerundet."),
)


def note_meetings(session: Session, cast: Cast, consultation: Consultation, town: TownMap, settings: Settings, today: datetime, diary: Diary) -> None:
    """Note all three, with those who registered and those who came."""
    evenings = [datetime.combine((today + days * DAY).date(), time(18), city_zone()) for days in (-20, 9)]
    people = [cast["resident"], *cast.residents[:34]]
    past = _note(session, cast, consultation, town, replace(PAST, starts_at=evenings[0], ends_at=evenings[0] + 2 * HOUR), today - 30 * DAY, diary)
    coming = _note(session, cast, consultation, town, replace(COMING, starts_at=evenings[1], ends_at=evenings[1] + 2 * HOUR), today - 6 * DAY, diary)
    open_now = _note(
        session, cast, consultation, town, replace(TODAY, starts_at=today + 2 * HOUR, ends_at=today + 4 * HOUR), today - 4 * DAY, diary, on_map=False
    )
    come = _Coming(session, cast, consultation, settings, diary)
    come.note(past, people[1:33], GUESTS[:3], today - 28 * DAY)
    come.note(coming, people[:20], GUESTS, today - 5 * DAY)
    come.note(open_now, people[2:7], GUESTS[3:], today - 3 * DAY)
    diary.note(today - DAY, lambda at: come.give_back(coming[0], at))
    diary.note(today - 5 * DAY, lambda at: _add_paper(session, cast, consultation, coming[0], settings.files_dir, at))
    for number in range(28):
        diary.note(evenings[0] - 25 * MINUTE + number * MINUTE, partial(come.let_in, past, number))
    diary.note(today - 5 * MINUTE, partial(come.let_in, open_now, 0))
    Evening(session, cast, consultation, past).note(diary, evenings[0])


def _note(
    session: Session,
    cast: Cast,
    consultation: Consultation,
    town: TownMap,
    draft: MeetingDraft,
    planned: datetime,
    diary: Diary,
    *,
    on_map: bool = True,
) -> list[Meeting]:
    """Note a meeting that is planned and announced; it is in the list once that was played."""
    made: list[Meeting] = []

    def plan(at: datetime) -> None:
        place_id = keep_place(session, town, Wish(street=STREET)).id if on_map else None
        meeting = plan_meeting(session, cast["moderator"], consultation, replace(draft, place_id=place_id), at)
        announce_meeting(session, cast["moderator"], consultation, meeting, at)
        made.append(meeting)

    diary.note(planned, plan)
    return made


def _add_paper(session: Session, cast: Cast, consultation: Consultation, meeting: Meeting, files: Path, at: datetime) -> None:
    add_meeting_document(session, cast["moderator"], consultation, meeting, BytesIO(paper(*PAPER, at)), PAPER[0], files, LIMIT, at)


class _Coming:
    """Those who come: with an account, by a mailed link, and let in at the door."""

    def __init__(self, session: Session, cast: Cast, consultation: Consultation, settings: Settings, diary: Diary) -> None:
        self.session, self.cast, self.consultation, self.settings, self.diary = session, cast, consultation, settings, diary

    def note(self, meeting: list[Meeting], people: Sequence[Person], guests: Sequence[str], begins: datetime) -> None:
        """They register one after the other; every fourth brings somebody, every seventh needs something."""
        for number, person in enumerate(people):
            self.diary.note(begins + number * 40 * MINUTE, partial(self._register, meeting, person, number))
        for number, name in enumerate(guests):
            self.diary.note(begins + number * 3 * HOUR + MINUTE, partial(self._ask, meeting, name))

    def _register(self, meeting: list[Meeting], person: Person, number: int, at: datetime) -> None:
        wanted = Wanted(number % 4 == 1, ("induction_loop",) if number % 7 == 3 else (), "Ich sitze gern nah an der Tür." if number % 7 == 3 else "")
        register(self.session, self.settings, person, self.consultation, meeting[0], wanted, "de", at)

    def _ask(self, meeting: list[Meeting], name: str, at: datetime) -> None:
        email = f"{name.split()[-1].lower().replace('ö', 'oe').replace('ü', 'ue')}@gast.example"
        wanted = Wanted(2 if name.startswith("Familie") else 0, ("child_care",) if name.startswith("Familie") else ())
        ask_for_place(self.session, self.settings, self.consultation, meeting[0], name, email, wanted, "de", at)
        asked = select(Registration).where(Registration.meeting_id == meeting[0].id, Registration.email == email)
        confirm_place(self.session, self.settings, self.consultation, meeting[0], self.session.scalars(asked).one(), at)

    def give_back(self, meeting: Meeting, at: datetime) -> None:
        """Somebody cannot come, and the first of the list moves up."""
        placed = [one for one in line_of(self.session, meeting.id) if one.is_placed]
        take_back(self.session, self.settings, self.consultation, meeting, placed[2], at)

    def let_in(self, meeting: list[Meeting], number: int, at: datetime) -> None:
        """The next of those who registered comes, and now and then somebody who did not."""
        placed = [one for one in line_of(self.session, meeting[0].id) if one.is_placed]
        if number < len(placed):
            let_in(self.session, self.cast["moderator"], self.consultation, meeting[0], placed[number], placed[number].seats, at)
        if number % 6 == 5:
            let_in_guest(self.session, self.cast["moderator"], self.consultation, meeting[0], "", at)
