"""Builders for chains: one thing of each kind, linked as a click does it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions.models import Contribution, Topic
from participation.kit import clock
from participation.opinions.models import OpinionMap, Statement
from participation.proposals.models import Proposal
from participation.surveys.models import Survey
from participation.traces.actions import link_things
from participation.traces.models import Thing, TraceLink
from participation.traces.queries import Node
from tests.builders import a_consultation, a_person, a_resident
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.opinions.builders import a_map, statements_of
from tests.proposals.builders import a_proposal
from tests.surveys.builders import an_open_survey


@dataclass
class Path:
    """A consultation in which one of each kind can be linked."""

    session: Session
    consultation: Consultation
    moderator: Person
    opinion_map: OpinionMap
    statement: Statement
    topic: Topic
    contribution: Contribution
    proposal: Proposal
    author: Person
    survey: Survey

    @property
    def nodes(self) -> dict[Thing, Node]:
        """Each thing by kind and number."""
        return {
            Thing.STATEMENT: (Thing.STATEMENT, self.statement.id),
            Thing.TOPIC: (Thing.TOPIC, self.topic.id),
            Thing.CONTRIBUTION: (Thing.CONTRIBUTION, self.contribution.id),
            Thing.PROPOSAL: (Thing.PROPOSAL, self.proposal.id),
            Thing.SURVEY: (Thing.SURVEY, self.survey.id),
        }

    def link(self, earlier: Thing, later: Thing, by: Person | None = None, **part: str) -> TraceLink:
        """One thing followed from another."""
        part = part or ({"part": "frage_1", "part_text": "Kommen Sie mit dem Rad?"} if later == Thing.SURVEY else {})
        return link_things(self.session, by or self.moderator, self.consultation, self.nodes[earlier], self.nodes[later], clock.now(), **part)

    def whole(self) -> None:
        """Statement → topic → proposal → survey."""
        self.link(Thing.STATEMENT, Thing.TOPIC)
        self.link(Thing.TOPIC, Thing.PROPOSAL)
        self.link(Thing.PROPOSAL, Thing.SURVEY)
        self.session.commit()

    def url(self, thing: Thing) -> str:
        """Where a thing stands."""
        below = f"/beteiligungen/{self.consultation.slug}"
        return {
            Thing.STATEMENT: f"{below}/meinungsbild/{self.opinion_map.id}/aussagen/{self.statement.id}",
            Thing.TOPIC: f"{below}/diskussionen/{self.topic.id}",
            Thing.CONTRIBUTION: f"/beitraege/{self.contribution.id}/antworten",
            Thing.PROPOSAL: f"{below}/vorschlaege/{self.proposal.id}",
            Thing.SURVEY: f"{below}/umfragen/{self.survey.id}",
        }[thing]

    def work_url(self, word: str, number: int, after: str = "") -> str:
        """The page on which a thing is linked."""
        return f"/beteiligungen/{self.consultation.slug}/zusammenhang/{word}/{number}{after}"


def a_path(session: Session) -> Path:
    """One thing of each kind, nothing linked yet."""
    consultation, author = a_consultation(session), a_resident(session)
    opinion_map, topic = a_map(session, consultation), a_topic(session, consultation, "Wie kommt man zur Halle?")
    return Path(
        session=session,
        consultation=consultation,
        moderator=a_person(session, moderates=consultation),
        opinion_map=opinion_map,
        statement=statements_of(session, opinion_map)[3],
        topic=topic,
        contribution=a_contribution(session, consultation, subject_of(topic), "Mit dem Rad kommt man nicht hin."),
        proposal=a_proposal(session, consultation, author, "Ein Radweg zur Halle"),
        author=author,
        survey=an_open_survey(session, consultation, title="Ihr Weg zur Halle"),
    )
