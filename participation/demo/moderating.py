"""The moderation at work: a text that was hidden and came back after an appeal, one that stays, one that a stranger reported."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.discussions.models import Contribution, Discussion
from participation.discussions.target import Contributions
from participation.kit import clock
from participation.moderation.actions import Told, notify
from participation.moderation.deciding_actions import Desk, Ruling, appeal, decide, decide_appeal
from participation.moderation.models import Measure, Reason
from participation.settings import Settings

RULE = "Zur Sache"


def note_cases(session: Session, cast: Cast, consultation: Consultation, settings: Settings, today: datetime, diary: Diary) -> None:
    """Note them for the last days."""
    diary.note(today - timedelta(hours=30), lambda now: _decide_some(session, cast, consultation, settings))


def _decide_some(session: Session, cast: Cast, consultation: Consultation, settings: Settings) -> None:
    texts = _by_residents(session, consultation, cast["moderator"])
    if len(texts) < 3:
        return
    (hidden, author), (kept, _other), (open_one, _third) = texts
    now, desk, target = clock.now(), Desk(consultation, {"contribution": Contributions()}, settings), Contributions()
    reporter = next(one for one in cast.residents if one.id not in (author.id, kept.author_id))
    for text, reason in ((hidden, Reason.OFF_TOPIC), (kept, Reason.INSULT)):
        notify(session, settings, reporter, consultation, target, text.id, Told(reason, "Bitte sehen Sie sich das an."), now)
    notify(session, settings, None, consultation, target, open_one.id, Told(Reason.OTHER, "Ist das noch zum Thema?", "Rita"), now)
    decide(session, cast["moderator"], desk, "contribution", kept.id, Ruling(Measure.KEEP), now)
    case = decide(
        session, cast["moderator"], desk, "contribution", hidden.id, Ruling(Measure.HIDE, RULE, "Das gehört in eine andere Diskussion."), now
    )
    appeal(session, author, case, "Es geht doch um den Saal.", now)
    decide_appeal(session, cast["admin"], desk, case, upheld=False, reason="Der Beitrag gehört zum Thema. Wir bitten um Entschuldigung.", now=now)


def _by_residents(session: Session, consultation: Consultation, moderator: Person) -> list[tuple[Contribution, Person]]:
    """The first three readable contributions by different residents."""
    found = session.execute(
        select(Contribution, Person)
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .join(Person, Person.id == Contribution.author_id)
        .where(Discussion.consultation_id == consultation.id, Contribution.hidden_at.is_(None), Contribution.deleted_at.is_(None))
        .where(Contribution.official.is_(False), Person.role == Role.RESIDENT, Person.id != moderator.id)
        .order_by(Contribution.id)
        .limit(200)
    )
    first: dict[int, tuple[Contribution, Person]] = {}
    for text, person in found:
        first.setdefault(person.id, (text, person))
    return list(first.values())[:3]
