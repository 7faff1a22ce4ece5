"""What people do with statements: answer them, write one, and what the moderation decides about it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.consultations.pace import take_turn
from participation.consultations.retention import past
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_text
from participation.opinions import rules
from participation.opinions.map_actions import lock_map, next_number
from participation.opinions.models import Answer, OpinionMap, Result, Stage, State, Statement
from participation.opinions.queries import count_statements_of, statement_to_answer, texts_of, written_since
from participation.opinions.spans import ANSWERS, MAPS
from participation.opinions.stale import mark_stale
from participation.opinions.texts import statement_from

REASON_LENGTH = 500


class Decision(StrEnum):
    """What the moderation decides about a new statement. Hiding one later is the moderation's (`moderation_actions.py`)."""

    ACCEPT = "accept"
    REJECT = "reject"


def answer_statement(
    session: Session, person: Person | None, consultation: Consultation, opinion_map: OpinionMap, statement_id: int, mark: int, now: datetime
) -> None:
    """Keep what somebody says to a statement: 1 agrees, −1 disagrees, 0 passes. The last answer counts.

    The map is not computed here; it is only said that it has to be. An answer leaves no line in the log: what somebody thinks does not
    belong into what is never deleted. Raises Invalid for another mark, NotFound for a statement that waits, Conflict for a hidden one.
    """
    person = demand_of(person, rules.may_answer(person, consultation, opinion_map, now))
    if mark not in (-1, 0, 1):
        raise Invalid(_("Bitte wählen Sie Zustimmung, Ablehnung oder Weiter ohne Antwort."))
    statement = statement_to_answer(session, opinion_map, statement_id)
    demand(rules.may_answer_statement(person, opinion_map, statement))
    if statement.hidden_at is not None:
        raise Conflict(_("Diese Aussage ist nicht mehr zu beantworten: Die Moderation hat sie ausgeblendet. Ihre anderen Antworten bleiben."))
    _keep(session, person.id, opinion_map.id, statement.id, mark, now.astimezone(UTC).date())
    mark_stale(session, opinion_map)


_given: dict[str, Any] = {name: bindparam(f"the_{name}") for name in ("person_id", "statement_id", "map_id", "mark", "answered_on")}
_COUNT_ONE = update(Statement).where(Statement.id == bindparam("the_statement_id")).values(seen_count=Statement.seen_count + 1)
_CHANGE = (
    update(Answer)
    .where(Answer.person_id == _given["person_id"], Answer.statement_id == _given["statement_id"], Answer.mark != _given["mark"])
    .values(mark=_given["mark"], answered_on=_given["answered_on"])
)


@lru_cache(maxsize=2)
def _first(dialect: str) -> Any:
    """The statement that keeps a first answer, put into words once: an answer comes with every click."""
    insert_it: Any = (sqlite if dialect == "sqlite" else postgresql).insert(Answer.__table__)
    keys = ["person_id", "statement_id"]
    return insert_it.values(**_given).on_conflict_do_nothing(index_elements=keys).returning(Answer.__table__.c.mark)


def _keep(session: Session, person_id: int, map_id: int, statement_id: int, mark: int, day: date) -> None:
    """One answer: kept and counted where it is the first, else changed where it differs."""
    session.flush()
    connection = session.connection()
    mine = {"the_person_id": person_id, "the_statement_id": statement_id}
    told = {"the_mark": mark, "the_answered_on": day}
    if connection.execute(_first(connection.dialect.name), {**mine, "the_map_id": map_id, **told}).scalar_one_or_none() is not None:
        connection.execute(_COUNT_ONE, {"the_statement_id": statement_id})
    else:
        connection.execute(_CHANGE, {**mine, **told})


def take_in_answers(
    session: Session,
    clerk: Person | None,
    consultation: Consultation,
    opinion_map: OpinionMap,
    rows: Sequence[tuple[int, int, int]],
    now: datetime,
) -> None:
    """Keep many people's first answers at once, for example of a conversation held elsewhere. `rows`: person, statement, mark; no pair twice.

    Raises Refused unless the clerk runs the map, Conflict unless it is open.
    """
    demand(rules.may_run_map(clerk, consultation, opinion_map))
    if opinion_map.stage != Stage.OPEN:
        raise Conflict(_("Dieses Meinungsbild ist noch nicht eröffnet."))
    if not rows:
        return
    day = now.astimezone(UTC).date()
    values = [
        {"person_id": person, "statement_id": statement, "map_id": opinion_map.id, "mark": mark, "answered_on": day}
        for person, statement, mark in rows
    ]
    session.execute(insert(Answer), values)
    for statement, number in Counter(statement for _person, statement, _mark in rows).items():
        _count(session, Statement.id == statement, number)
    mark_stale(session, opinion_map)
    audit.append(session, at=now, actor=clerk, action="opinion_map.answers_taken_in", subject=opinion_map, data={"answers": len(rows)})


def write_statement(
    session: Session,
    author: Person | None,
    consultation: Consultation,
    opinion_map: OpinionMap,
    typed: str,
    now: datetime,
    *,
    entry_key: str | None = None,
) -> Statement:
    """Hand a statement in; it waits until the moderation accepts it. The same form sent twice hands in once.

    Raises Invalid for a text that cannot be or is there already, Refused beyond so many a day, Conflict where the map is full.
    """
    author = demand_of(author, rules.may_write(author, consultation, opinion_map, now))
    text = statement_from(typed)
    key = hashlib.sha256(f"{author.id}:{opinion_map.id}:{entry_key}".encode()).hexdigest() if entry_key else None
    lock_map(session, opinion_map)
    if key is not None:
        twin = session.scalars(select(Statement).where(Statement.entry_key == key)).one_or_none()
        if twin is not None:
            return twin
    if written_since(session, opinion_map.id, author.id, now - timedelta(days=1)) >= rules.STATEMENTS_A_DAY:
        raise Refused(_("Sie haben heute schon %(most)s Aussagen geschrieben. Morgen können Sie weitere schreiben.", most=rules.STATEMENTS_A_DAY))
    _room_for_one(session, opinion_map, text)
    take_turn(session, author, consultation, now, "text")
    statement = Statement(
        map_id=opinion_map.id, number=next_number(session, opinion_map), text=text, author_id=author.id, entry_key=key, created_at=now
    )
    session.add(statement)
    audit.append(session, at=now, actor=author, action="opinion_statement.written", subject=statement, data={"map": opinion_map.id})
    return statement


def add_seed(session: Session, clerk: Person | None, consultation: Consultation, opinion_map: OpinionMap, typed: str, now: datetime) -> Statement:
    """Add a statement of the city; it is shown at once. Raises Invalid, Conflict."""
    lock_map(session, opinion_map)
    clerk = demand_of(clerk, rules.may_add_seed(clerk, consultation, opinion_map))
    text = statement_from(typed)
    _room_for_one(session, opinion_map, text)
    decided = {"state": State.ACCEPTED, "decided_by_id": clerk.id, "decided_at": now}
    statement = Statement(map_id=opinion_map.id, number=next_number(session, opinion_map), text=text, is_seed=True, created_at=now, **decided)
    session.add(statement)
    audit.append(session, at=now, actor=clerk, action="opinion_statement.added", subject=statement, data={"map": opinion_map.id})
    return statement


def decide_statement(
    session: Session,
    moderator: Person | None,
    consultation: Consultation,
    opinion_map: OpinionMap,
    statement: Statement,
    decision: Decision,
    reason: str,
    now: datetime,
) -> Statement:
    """Accept or reject a statement. Rejecting needs a reason, which its author reads.

    Raises Invalid without one, Conflict where somebody decided otherwise meanwhile.
    """
    lock_map(session, opinion_map)
    session.refresh(statement)
    moderator = demand_of(moderator, rules.may_decide_statement(moderator, consultation, opinion_map, statement))
    said = clean_text(reason)
    if decision == Decision.REJECT and not said:
        raise Invalid(_("Bitte nennen Sie den Grund. Wer die Aussage geschrieben hat, liest ihn."), "reason")
    if len(said) > REASON_LENGTH:
        too_long = _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", limit=REASON_LENGTH, **{"is": len(said)})
        raise Invalid(too_long, "reason")
    fits = {Decision.ACCEPT: statement.state != State.ACCEPTED, Decision.REJECT: statement.state == State.PENDING}
    if not fits[decision]:
        raise Conflict(_("Über diese Aussage wurde inzwischen anders entschieden. Bitte sehen Sie die Liste noch einmal an."))
    statement.state = State.ACCEPTED if decision == Decision.ACCEPT else State.REJECTED
    statement.decided_by_id, statement.decided_at = moderator.id, now
    statement.reason = said if decision == Decision.REJECT else ""
    session.flush()
    if statement.seen_count:
        mark_stale(session, opinion_map)
    audit.append(session, at=now, actor=moderator, action=f"opinion_statement.{decision}", subject=statement, data={"map": opinion_map.id})
    _tell_author(session, consultation, statement, decision, moderator, now)
    return statement


def _tell_author(session: Session, consultation: Consultation, statement: Statement, decision: Decision, moderator: Person, now: datetime) -> None:
    """Whoever wrote a statement is told what was decided about it: in their own language, the reason as the moderation wrote it."""
    if statement.author_id is None or statement.is_seed:
        return
    said = {"text": statement.text, "reason": statement.reason}
    told = {
        Decision.ACCEPT: lazy("Ihre Aussage „%(text)s“ ist angenommen. Andere können jetzt sagen, was sie davon halten.", **said),
        Decision.REJECT: lazy("Ihre Aussage „%(text)s“ wurde nicht angenommen. Grund: %(reason)s", **said),
    }
    url = f"/beteiligungen/{consultation.slug}/meinungsbild/{statement.map_id}/meine-aussagen"
    tell(session, [statement.author_id], kind=NoticeKind.PROPOSAL, title=told[decision], url=url, now=now, except_for=moderator)


def forget_answers_of(session: Session, person: Person) -> None:
    """Delete a person's answers. Open maps are computed anew; the result of an ended one stays as it was."""
    numbers = select(Answer.map_id).where(Answer.person_id == person.id).distinct()
    answered = select(Answer.statement_id).where(Answer.person_id == person.id)
    concerned = session.scalars(select(OpinionMap).where(OpinionMap.id.in_(numbers), OpinionMap.stage == Stage.OPEN)).all()
    _count(session, Statement.id.in_(answered), -1)
    session.execute(delete(Answer).where(Answer.person_id == person.id))
    for opinion_map in concerned:
        mark_stale(session, opinion_map)


def hand_answers_on(session: Session, giver: Person, taker: Person) -> None:
    """One human being counts with another account: in maps that count residents the answers go with it; where both answered, the new one's stay."""
    maps = select(OpinionMap.id).where(OpinionMap.verified_only.is_(True), OpinionMap.stage == Stage.OPEN)
    given = (Answer.person_id == giver.id, Answer.map_id.in_(maps))
    both = select(Answer.statement_id).where(Answer.person_id == taker.id)
    concerned = session.scalars(select(OpinionMap).where(OpinionMap.id.in_(select(Answer.map_id).where(*given)))).all()
    twice = session.scalars(delete(Answer).where(*given, Answer.statement_id.in_(both)).returning(Answer.statement_id)).all()
    if twice:
        _count(session, Statement.id.in_(twice), -1)
    session.execute(update(Answer).where(*given).values(person_id=taker.id).execution_options(synchronize_session=False))
    for opinion_map in concerned:
        mark_stale(session, opinion_map)


def forget_statements_of(session: Session, person: Person, now: datetime) -> None:
    """Delete a person's statements that nobody could answer: those that wait, and those that were not accepted.

    An accepted one is what others answered, and part of the map; it stays under the emptied name.
    """
    own = (Statement.author_id == person.id, Statement.state != State.ACCEPTED)
    for statement in session.scalars(select(Statement).where(*own).order_by(Statement.id)).all():
        audit.append(session, at=now, actor=person, action="opinion_statement.removed", subject=statement)
        session.delete(statement)
    session.flush()


def sweep_answers(session: Session, now: datetime) -> int:
    """Delete the single answers of maps whose span is over and return how many; their results stay. The caller commits."""
    computed = select(Result.map_id).where(Result.is_stale.is_(False), Result.is_running.is_(False))
    over = past(session, ANSWERS, now, MAPS)
    count = 0
    for opinion_map in session.scalars(select(OpinionMap).where(OpinionMap.id.in_(over), OpinionMap.id.in_(computed))).all():
        count += session.execute(delete(Answer).where(Answer.map_id == opinion_map.id)).rowcount  # type: ignore[attr-defined]  # a DELETE has it
        opinion_map.forgotten_at = now
        audit.append(session, at=now, actor=None, action="opinion_map.forgotten", subject=opinion_map)
    return count


def _count(session: Session, which: object, by: int) -> None:
    statement = update(Statement).where(which).values(seen_count=Statement.seen_count + by)  # type: ignore[arg-type]  # a condition
    session.execute(statement.execution_options(synchronize_session=False))


def _room_for_one(session: Session, opinion_map: OpinionMap, text: str) -> None:
    if text in texts_of(session, opinion_map.id).values():
        raise Invalid(_("Diese Aussage gibt es hier schon."), "text")
    if count_statements_of(session, opinion_map.id) >= rules.MOST_STATEMENTS:
        raise Conflict(_("Hier gibt es schon %(most)s Aussagen. Mehr kann niemand beantworten.", most=rules.MOST_STATEMENTS))
