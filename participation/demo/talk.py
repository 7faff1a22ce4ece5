"""Proposals, supports, contributions and answers of a consultation, spread over its weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.demo.answers import priced
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.demo.places import Whereabouts
from participation.demo.town import Idea, Town
from participation.discussions.actions import Draft, contribute, rate
from participation.discussions.models import Contribution, Kind
from participation.discussions.target import Contributions
from participation.discussions.topic_actions import open_topic
from participation.followups.answer_actions import give_answer
from participation.moderation.actions import Told, notify
from participation.moderation.models import Reason
from participation.proposals.actions import publish_proposal, save_draft, support_proposal
from participation.proposals.models import Proposal, Status
from participation.proposals.texts import ProposalText
from participation.settings import Settings

ANSWERED = {
    Status.REVIEW: 9,
    Status.ACCEPTED: 5,
    Status.PARTLY: 4,
    Status.REJECTED: 5,
    Status.ANSWERED: 6,
    Status.COUNCIL: 2,
    Status.DONE: 1,
}
"""Of a hundred proposals, how many have which answer; the others are new."""


@dataclass
class Talk:
    """The talk in one consultation, noted in the diary."""

    session: Session
    town: Town
    cast: Cast
    consultation: Consultation
    districts: Sequence[District]
    begins: datetime
    ends: datetime
    diary: Diary
    whereabouts: Whereabouts | None = None

    def moment(self, after: datetime | None = None) -> datetime:
        """Some time in the weeks, more often in the first ones, after another."""
        start = after or self.begins
        share: float = self.town.random.random() ** 1.3
        return start + (self.ends - start) * share

    def resident(self) -> Person:
        """Somebody of the town."""
        return self.town.random.choice(self.cast.residents)

    def propose(self, ideas: Sequence[Idea], supports: int, contributions: int) -> None:
        """Note all proposals with what follows each of them."""
        weights = [1 / (rank + 12) for rank in range(len(ideas))]
        self.town.random.shuffle(weights)
        total = sum(weights)
        statuses = [status for status, share in ANSWERED.items() for _each in range(share)]
        for idea, weight in zip(ideas, weights, strict=True):
            share = weight / total
            status = self.town.random.choice(statuses) if self.town.random.random() < 0.32 else None
            self.propose_one(idea, round(supports * share), round(contributions * share), status)

    def propose_one(self, idea: Idea, supports: int, contributions: int, status: Status | None = None, author: Person | None = None) -> None:
        """Note one proposal with what follows it."""
        author, at = author or self.resident(), self.moment()
        kept: list[Proposal] = []
        subjects: list[Subject] = []
        district = next(district for district in self.districts if district.name == idea.district)
        category = next(category for category in self.consultation.categories if category.name == idea.category)

        def publish(now: datetime) -> None:
            place = self.whereabouts.place(self.session, idea.district) if self.whereabouts else None
            text = ProposalText(idea.title, idea.body, category.id, (place and place.district_id) or district.id, place.id if place else None)
            draft = save_draft(self.session, author, self.consultation, text, now)
            kept.append(publish_proposal(self.session, author, draft, self.consultation, now))
            subjects.append(subject_of(kept[0], self.consultation))

        self.diary.note(at, publish)
        backers = [
            person
            for person in self.town.random.sample(list(self.cast.residents), min(supports, len(self.cast.residents) - 1))
            if person is not author
        ]
        for backer in backers:
            self.diary.note(self.moment(at), lambda now, who=backer: support_proposal(self.session, who, kept[0], self.consultation, now))  # type: ignore[misc]  # bound in the loop
        if status is not None:
            reply = self.town.reply(status)
            self.diary.note(
                self.moment(min(at + timedelta(days=1), self.ends)),
                lambda now: give_answer(self.session, self.cast["office"], kept[0], self.consultation, priced(status, reply, kept[0].id, now), now),
            )
        self._discuss(subjects, at, contributions)

    def discuss_topic(self, title: str, introduction: str, contributions: int, also: Person) -> None:
        """Note a topic of the moderation and what is said about it, once by a certain person."""
        at = self.begins + timedelta(days=3)
        subjects: list[Subject] = []

        def open_it(now: datetime) -> None:
            topic = open_topic(self.session, self.cast["moderator"], self.consultation, title, introduction, now)
            subjects.append(Subject("topic", topic.id, self.consultation.id, title, ""))

        def say(now: datetime) -> None:
            draft = Draft(Kind.QUESTION, "Wie werden die Vereine gefragt, die den Saal heute schon nutzen?")
            contribute(self.session, also, self.consultation, subjects[0], draft, now)

        self.diary.note(at, open_it)
        self.diary.note(at + timedelta(days=2), say)
        self._discuss(subjects, at, contributions)

    def _discuss(self, subjects: list[Subject], begin: datetime, number: int) -> None:
        written: list[Contribution] = []
        begin += timedelta(minutes=30)
        for _each in range(number):
            at = self.moment(begin)
            answers = self.town.random.random() < 0.3
            official = answers and self.town.random.random() < 0.15
            kind, body = self.town.contribution()
            answer = self.town.answer(official=official)
            who = self.cast["office"] if official else self.resident()

            def write(now: datetime, who: Person = who, kind: str = kind, body: str = body, answer: str = answer, answers: bool = answers) -> None:
                first_level = [one for one in written if one.parent_id is None]
                if answers and first_level:
                    parent = self.town.random.choice(first_level)
                    draft = Draft(Kind.NOTE, answer, parent.id)
                else:
                    draft = Draft(Kind(kind), body)
                written.append(contribute(self.session, who, self.consultation, subjects[0], draft, now))

            self.diary.note(at, write)
            for _rating in range(self.town.random.choice((0, 0, 1, 1, 0, 2))):
                self.diary.note(self.moment(at), lambda now: self._rate(written, now))

    def _rate(self, written: Sequence[Contribution], now: datetime) -> None:
        contribution, person = self.town.random.choice(written), self.resident()
        if contribution.author_id != person.id:
            rate(self.session, person, self.consultation, contribution, self.town.random.choice((1, 1, 1, -1)), now)

    def report(self, number: int, settings: Settings) -> None:
        """Note some reports that wait for the moderation."""
        for _each in range(number):
            self.diary.note(self.ends, lambda now: self._report_one(settings, now))

    def _report_one(self, settings: Settings, now: datetime) -> None:
        contributions = list(
            self.session.scalars(select(Contribution).where(Contribution.official.is_(False)).order_by(Contribution.id.desc()).limit(60))
        )
        contribution, person = self.town.random.choice(contributions), self.resident()
        if contribution.author_id != person.id:
            told = Told(Reason.OFF_TOPIC, "Das gehört nicht zum Thema.")
            notify(self.session, settings, person, self.consultation, Contributions(), contribution.id, told, now)


def subject_of(proposal: Proposal, consultation: Consultation) -> Subject:
    """A published proposal as its page hands it to the discussion."""
    return Subject("proposal", proposal.id, consultation.id, proposal.title, "", proposal.author_id)
