"""A consultation with a contribution that somebody finds ugly, its author, and two who moderate."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.models import Contribution
from participation.moderation.models import Case, Measure
from tests.builders import a_consultation, a_person, an_administrator
from tests.discussions.builders import a_contribution, a_subject
from tests.moderation.builders import report, rule

UGLY = "Ihr seid alle Dummköpfe."


@dataclass
class Scene:
    """Who and what there is."""

    session: Session
    consultation: Consultation
    subject: Subject
    author: Person
    moderator: Person
    administrator: Person
    text: Contribution
    made: list[Contribution] = field(default_factory=list)

    def another(self, body: str = UGLY) -> Contribution:
        """One more contribution, by somebody else."""
        return a_contribution(self.session, self.consultation, self.subject, body)

    def reported(self, text: Contribution | None = None, person: Person | None = None, words: str = "") -> Case:
        """Somebody reports a contribution."""
        who = person or a_person(self.session)
        return report(self.session, who, self.consultation, "contribution", (text or self.text).id, text=words)

    def ruled(self, measure: Measure, facts: str = "Beleidigung", by: Person | None = None, **more: object) -> Case:
        """Somebody decides about the contribution."""
        return rule(self.session, by or self.moderator, self.consultation, "contribution", self.text.id, measure, facts, **more)


@pytest.fixture
def scene(session: Session) -> Scene:
    """The scene."""
    consultation = a_consultation(session)
    subject, author = a_subject(session, consultation), a_person(session, "Grober Klotz")
    text = a_contribution(session, consultation, subject, UGLY, by=author)
    return Scene(
        session, consultation, subject, author, a_person(session, "Frau Moderation", moderates=consultation), an_administrator(session), text
    )
