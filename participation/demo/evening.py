"""How the example's past meeting went: agenda, speakers, questions, a poll, a motion, and minutes that two people approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.meetings import live_actions as desk
from participation.meetings import live_floor_actions as floor
from participation.meetings import poll_actions as polls
from participation.meetings.live_queries import points_of
from participation.meetings.minutes_actions import approve_minutes, begin_minutes, newest_edition
from participation.meetings.models import Attendee, Meeting
from participation.meetings.poll_actions import PollDraft

MINUTE = timedelta(minutes=1)
NOTES = (
    "Oberbürgermeisterin Kern begrüßt die Anwesenden und sagt, was an diesem Abend zu erfahren und was noch offen ist.",
    "Herr Brandt zeigt Bilder aus dem Gutachten: Dach und Lüftung sind am Ende ihrer Zeit, das Tragwerk ist gut.",
    "Gewünscht werden ein Saal für Vereine, kürzere Wege zum Bus und ein Café, das auch tagsüber offen ist.",
    "Die Verwaltung stellt alle Unterlagen bis zum nächsten Abend ins Netz.",
)
QUESTIONS = (
    (
        "Wie lange wäre die Halle bei einer Sanierung geschlossen?",
        "Nach heutigem Stand zwei Jahre. Die Vereine bekommen so lange Räume in der Schule am Fluss.",
    ),
    ("Wer entscheidet am Ende?", "Der Stadtrat, nach der Abstimmung der Einwohnerinnen und Einwohner."),
)
POLL = PollDraft(
    "single",
    "Was ist Ihnen an der Halle am wichtigsten?",
    ("Großer Saal für Feste", "Räume für Vereine", "Bühne und Konzerte", "Café und Treffpunkt"),
)
MOTION = PollDraft("motion", "Der nächste Abend soll die Kosten aller Wege nebeneinander zeigen.")


class Evening:
    """The past meeting, played by the acts that clicks call."""

    def __init__(self, session: Session, cast: Cast, consultation: Consultation, meeting: list[Meeting]) -> None:
        self.session, self.cast, self.consultation, self._meeting = session, cast, consultation, meeting

    @property
    def meeting(self) -> Meeting:
        """It is in the list once its planning was played."""
        return self._meeting[0]

    def note(self, diary: Diary, begins: datetime) -> None:
        """Note the evening from its beginning on, and its minutes a week later."""
        steps: list[tuple[int, Callable[[datetime], None]]] = [
            (-30, self._begin),
            (1, lambda at: self._go_to(0, at)),
            (11, lambda at: self._go_to(1, at)),
            (38, lambda at: self._go_to(2, at)),
            (40, self._talk),
            (70, self._ask),
            (85, self._poll),
            (96, lambda at: self._go_to(3, at)),
            (100, self._decide),
            (112, self._end),
            (7 * 24 * 60, self._write),
        ]
        for minutes, act in steps:
            diary.note(begins + minutes * MINUTE, act)

    def _desk(self) -> tuple[Session, Person, Consultation, Meeting]:
        return self.session, self.cast["moderator"], self.consultation, self.meeting

    def _there(self) -> list[Attendee]:
        present = Attendee.meeting_id == self.meeting.id, Attendee.checked_in_at.is_not(None), Attendee.left_at.is_(None)
        return list(self.session.scalars(select(Attendee).where(*present).order_by(Attendee.number)))

    def _begin(self, at: datetime) -> None:
        desk.begin_meeting(*self._desk(), at)

    def _go_to(self, number: int, at: datetime) -> None:
        desk.begin_point(*self._desk(), points_of(self.session, self.meeting.id)[number].id, at)
        desk.add_note(*self._desk(), NOTES[number], at)

    def _talk(self, at: datetime) -> None:
        named = [one for one in self._there() if one.name][:6]
        requests = [floor.ask_to_speak(self.session, self.meeting, one, at) for one in named]
        for number, request in enumerate(requests):
            desk.call_up(*self._desk(), request.id, at + 3 * number * MINUTE)
            desk.end_turn(*self._desk(), at + (3 * number + 2) * MINUTE)

    def _ask(self, at: datetime) -> None:
        there = self._there()
        for number, (text, answer) in enumerate(QUESTIONS):
            question = floor.ask_question(self.session, self.meeting, there[number], text, f"example-{number}", at)
            desk.show_question(*self._desk(), question.id, at)
            for other in there[number + 1 : number + 9 - 3 * number]:
                floor.like_question(self.session, self.meeting, other, question.id, at)
            desk.answer_question(*self._desk(), question.id, answer, at + 4 * MINUTE)

    def _poll(self, at: datetime) -> None:
        self._vote(POLL, at, lambda number: (0, 1, 1, 2, 3, 1, 0, 3)[number % 8])

    def _decide(self, at: datetime) -> None:
        self._vote(MOTION, at, lambda number: 1 if number % 7 == 6 else 2 if number % 9 == 8 else 0)

    def _vote(self, draft: PollDraft, at: datetime, mark: Callable[[int], int]) -> None:
        poll = polls.set_poll(*self._desk(), None, draft, at)
        polls.open_poll(*self._desk(), poll, at)
        for number, there in enumerate(self._there()):
            polls.answer_poll(self.session, self.meeting, there, poll.id, [str(mark(number))], at)
        polls.close_poll(*self._desk(), poll, at + 3 * MINUTE)
        polls.reveal_poll(*self._desk(), poll, at + 3 * MINUTE)

    def _end(self, at: datetime) -> None:
        desk.end_meeting(*self._desk(), at)

    def _write(self, at: datetime) -> None:
        begin_minutes(*self._desk(), "", at)
        for who in ("moderator", "admin"):
            edition = newest_edition(self.session, self.meeting)
            if edition is not None:
                approve_minutes(self.session, self.cast[who], self.consultation, self.meeting, edition, edition.revision, at)
