"""Small builders for the moderation: every room's things, a notice, a decision."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments.models import Amendment
from participation.amendments.target import Amendments
from participation.consultations.models import Consultation
from participation.consultations.targets import Target
from participation.discussions.models import Contribution
from participation.discussions.target import Contributions
from participation.kit import clock
from participation.moderation.actions import Told, notify
from participation.moderation.deciding_actions import Desk, Ruling, decide
from participation.moderation.models import Case, Measure, Reason
from participation.moderation.names import Names
from participation.opinions.target import Statements
from participation.proposals.doubts import Supports
from participation.proposals.target import Files, Proposals
from participation.reviews.target import Suggestions
from participation.surveys.target import Answers
from tests.conftest import settings_for

TARGETS: dict[str, Target] = {
    each.kind: each for each in (Proposals(), Files(), Contributions(), Amendments(), Statements(), Names(), Supports(), Answers(), Suggestions())
}
SETTINGS = settings_for("sqlite://", Path("var"), base_url="https://stadt.example")


def desk(consultation: Consultation | None) -> Desk:
    """Where things of a consultation are decided about."""
    return Desk(consultation, TARGETS, SETTINGS)


def report(
    session: Session,
    person: Person | None,
    consultation: Consultation | None,
    kind: str,
    number: int,
    reason: Reason = Reason.INSULT,
    text: str = "",
    at: datetime | None = None,
    **who: str,
) -> Case:
    """A notice about a thing."""
    return notify(session, SETTINGS, person, consultation, TARGETS[kind], number, Told(reason, text, **who), at or clock.now())


def rule(
    session: Session,
    moderator: Person | None,
    consultation: Consultation | None,
    kind: str,
    number: int,
    measure: Measure,
    facts: str = "",
    at: datetime | None = None,
    **more: object,
) -> Case:
    """A decision about a thing."""
    return decide(session, moderator, desk(consultation), kind, number, Ruling(measure, facts=facts, **more), at or clock.now())  # type: ignore[arg-type]  # of a ruling


def report_contribution(
    session: Session, reporter: Person | None, consultation: Consultation, contribution: Contribution, reason: Reason, text: str, now: datetime
) -> Case:
    """A notice about a contribution."""
    return report(session, reporter, consultation, "contribution", contribution.id, reason, text, now)


def decide_report(
    session: Session, moderator: Person | None, consultation: Consultation, contribution: Contribution, measure: Measure, facts: str, now: datetime
) -> Case:
    """A decision about a contribution."""
    return rule(session, moderator, consultation, "contribution", contribution.id, measure, facts, now)


def decide_about_amendment(
    session: Session, moderator: Person | None, amendment: Amendment, consultation: Consultation, measure: Measure, facts: str, now: datetime
) -> Case:
    """A decision about a suggested change."""
    return rule(session, moderator, consultation, "amendment", amendment.id, measure, facts, now)


def hide_statement(session: Session, moderator: Person, consultation: Consultation, number: int, facts: str = "Beleidigung") -> Case:
    """A statement of an opinion map is hidden."""
    return rule(session, moderator, consultation, "statement", number, Measure.HIDE, facts)


def show_statement(session: Session, moderator: Person, consultation: Consultation, number: int) -> Case:
    """It is shown again."""
    return rule(session, moderator, consultation, "statement", number, Measure.KEEP)
