"""Moving here: keep what an export says, take all of it over or nothing, take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions import bulk_actions as discussing
from participation.discussions.bulk_actions import Said
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.moving import queries, rules
from participation.moving.description import SYSTEM_NAMES, Description, Kind, Ref, System
from participation.moving.models import ID_LENGTH, NAME_LENGTH, URL_LENGTH, Move, MovedThing, MoveState, Thing
from participation.moving.planning import STANCES, Head, Known, Plan, Planned
from participation.moving.reading import describe
from participation.moving.sheets import File
from participation.moving.whole import remove_whole, take_whole, whole_numbers
from participation.proposals import bulk_actions as proposing
from participation.proposals.bulk_actions import Arrival, Ready, make_ready
from participation.proposals.texts import ProposalText
from participation.proposals.writing_models import Channel

KEPT = timedelta(days=1)
"""How long a description waits that nobody publishes."""


def upload_move(session: Session, actor: Person, consultation: Consultation, system: System, files: Sequence[File], now: datetime) -> Move:
    """Read an export and keep what it says, without what is private; the files themselves are not kept. Raises Invalid."""
    demand(rules.may_move(actor, consultation))
    description = describe(system, files)
    digest = hashlib.sha256()
    for _name, content in files:
        digest.update(content)
    names = "\n".join(clean_line(name)[:120] for name, _content in files)
    move = Move(
        consultation_id=consultation.id,
        actor_id=actor.id,
        system=system,
        file_names=names,
        sha256=digest.hexdigest(),
        described=description.dumped(),
        report={},
        uploaded_at=now,
    )
    session.add(move)
    session.flush()
    audit.append(session, at=now, actor=actor, action="move.uploaded", subject=("move", move.id), data={"system": str(system), "sha256": move.sha256})
    return move


def discard_move(session: Session, actor: Person, consultation: Consultation, move: Move, now: datetime) -> None:
    """Forget an export that was not taken over."""
    demand(rules.may_move(actor, consultation))
    _lock(session, move)
    if move.state != MoveState.PENDING:
        raise Conflict(_("Dieser Umzug ist schon übernommen."))
    audit.append(session, at=now, actor=actor, action="move.discarded", subject=("move", move.id))
    session.delete(move)
    session.flush()


def known_of(session: Session, consultation: Consultation, system: System, **around: Any) -> Known:
    """What a plan is made against; `around`: districts, town, streets, now."""
    return Known(
        consultation=consultation,
        things=queries.things_of(session, consultation.id, system),
        heads=queries.heads_of(session, consultation.id, system),
        wholes=queries.wholes_of(session, consultation.id, system),
        **around,
    )


def publish_move(session: Session, actor: Person, consultation: Consultation, move: Move, description: Description, plan: Plan, now: datetime) -> int:
    """Take a plan over in one transaction; returns how many things came. A second click takes nothing more."""
    demand(rules.may_move(actor, consultation))
    _lock(session, move)
    if move.state != MoveState.PENDING:
        return move.taken
    things, heads = queries.things_of(session, consultation.id, move.system), queries.heads_of(session, consultation.id, move.system)
    again = [each for kind in (Kind.PROPOSAL, Kind.TOPIC) for each in plan.new[kind] if each.item.ref in things]
    twice = plan.whole is not None and plan.whole["id"] in queries.wholes_of(session, consultation.id, move.system)
    if again or twice or any(each.item.id in heads for each in plan.new[Kind.COMMENT]):
        raise Conflict(_("Ein Teil davon wurde gerade von jemand anderem übernommen. Bitte prüfen Sie die Vorschau."))
    made = _proposals(session, actor, consultation, move, plan.new[Kind.PROPOSAL], now)
    made |= _topics(session, actor, consultation, plan.new[Kind.TOPIC])
    said = _comments(session, actor, consultation, plan.new[Kind.COMMENT], {**things, **made}, heads)
    _trace(session, move, plan, {**made, **{(Kind.COMMENT, number): each.id for number, each in said.items()}})
    if plan.whole is not None:
        take_whole(session, actor, consultation, move, plan.whole, now)
    move.state, move.described, move.done_at, move.taken = MoveState.DONE, None, now, plan.total
    move.report = _report(description, plan)
    session.flush()
    told = {"system": str(move.system), "sha256": move.sha256, **{str(kind): len(plan.new[kind]) for kind in Kind}}
    audit.append(session, at=now, actor=actor, action="move.published", subject=("move", move.id), data=told)
    return move.taken


def _proposals(session: Session, actor: Person, consultation: Consultation, move: Move, some: Sequence[Planned], now: datetime) -> dict[Ref, int]:
    ready: list[Ready] = []
    for each in some:
        words = " ".join(part for part in (each.item.reference, each.item.id, SYSTEM_NAMES[move.system]) if part)
        arrival = Arrival(Channel.MOVED, spot=each.spot, published_at=each.at, words=words)
        ready.append(make_ready(ProposalText(each.title, each.body, each.category_id, each.district_id), arrival))
    ids = proposing.publish_many(session, actor, consultation, ready, now) if ready else []
    return {each.item.ref: number for each, number in zip(some, ids, strict=True)}


def _topics(session: Session, actor: Person, consultation: Consultation, some: Sequence[Planned]) -> dict[Ref, int]:
    rows = [{"title": each.title, "introduction": each.body, "introduction_html": each.html, "opened_at": each.at} for each in some]
    ids = discussing.open_many(session, actor, consultation, rows)
    return {each.item.ref: number for each, number in zip(some, ids, strict=True)}


def _comments(
    session: Session, actor: Person, consultation: Consultation, some: Sequence[Planned], things: dict[Ref, int], heads: dict[str, Head]
) -> dict[str, Said]:
    """Write the threads, those on the first level before what answers them."""
    said: dict[str, Said] = {}
    for each in sorted(some, key=lambda one: (one.head is not None, one.at)):
        above: Said | int | None = None
        if each.head is not None:
            above = said[each.head] if each.head in said else heads[each.head].id
        if each.root is not None and each.root[0] == Kind.COMMENT:
            subject = heads[each.root[1]].subject
        else:
            subject = (str(each.root[0]), things[each.root]) if each.root is not None else ("", 0)
        said[each.item.id] = Said(subject, STANCES[each.item.stance], each.body, each.html, each.origin, each.at, above)
    told = discussing.contribute_many(session, actor, consultation, list(said.values())) if said else []
    of_proposals = [(one.subject[1], one.count, one.contested, one.last) for one in told if one.subject[0] == Kind.PROPOSAL]
    proposing.note_discussed(session, consultation.id, of_proposals)
    return said


def _trace(session: Session, move: Move, plan: Plan, made: dict[Ref, int]) -> None:
    kinds = {Kind.PROPOSAL: Thing.PROPOSAL, Kind.TOPIC: Thing.TOPIC, Kind.COMMENT: Thing.CONTRIBUTION}
    rows = [
        {
            "move_id": move.id,
            "consultation_id": move.consultation_id,
            "system": move.system,
            "kind": kinds[kind],
            "source_id": each.item.id,
            "thing_id": made[each.item.ref],
            "author_name": each.item.author[:NAME_LENGTH],
            "reference": each.item.reference[:ID_LENGTH],
            "url": each.item.url[:URL_LENGTH] if each.item.url.startswith(("https://", "http://")) else "",
            "supports": each.item.supports,
            "answer": each.item.answer,
            "answer_html": to_html(each.item.answer) if each.item.answer else "",
        }
        for kind in Kind
        for each in plan.new[kind]
    ]
    if rows:
        session.execute(insert(MovedThing), rows)


def _report(description: Description, plan: Plan) -> dict[str, Any]:
    return {
        "taken": {str(kind): len(plan.new[kind]) for kind in Kind},
        "already": {str(kind): plan.already[kind] for kind in Kind},
        "passed": dict(plan.passed),
        "notes": dict(plan.notes),
        "private": description.private,
        "whole": whole_numbers(plan.whole),
        "faults": [asdict(fault) for fault in description.faults],
    }


def undo_move(session: Session, actor: Person, consultation: Consultation, move: Move, now: datetime) -> int:
    """Take back all that a move made, as long as nobody used any of it. Returns how many things.

    Proposals stay to be read as withdrawn, with their numbers; topics and contributions go. All of it may come again.
    """
    _lock(session, move)
    demand(rules.may_undo(actor, consultation, move, now))
    ids = queries.ids_of(session, move.id)
    proposals, topics, contributions = ids[Thing.PROPOSAL], ids[Thing.TOPIC], ids[Thing.CONTRIBUTION]
    subjects = [*((str(Kind.PROPOSAL), number) for number in proposals), *((str(Kind.TOPIC), number) for number in topics)]
    used = proposing.used_among(session, proposals) + discussing.used_since(session, contributions, subjects)
    if used:
        sentence = ngettext(
            "%(num)s Eintrag wurde seitdem unterstützt, besprochen, beantwortet oder geändert. Deshalb bleibt alles, wie es ist.",
            "%(num)s Einträge wurden seitdem unterstützt, besprochen, beantwortet oder geändert. Deshalb bleibt alles, wie es ist.",
            used,
        )
        raise Conflict(sentence)
    discussing.remove_many(session, actor, consultation, contributions, topics, now)
    proposing.note_discussed(session, consultation.id, [(number, 0, 0, move.uploaded_at) for number in proposals])
    reason = _("Der Umzug aus %(system)s wurde zurückgenommen.", system=SYSTEM_NAMES[move.system])
    proposing.withdraw_many(session, actor, consultation, proposals, reason, now)
    session.execute(delete(MovedThing).where(MovedThing.move_id == move.id, MovedThing.kind != Thing.PROPOSAL))
    session.execute(update(MovedThing).where(MovedThing.move_id == move.id).values(source_id=None))
    for kind in (Thing.MAP, Thing.SURVEY):
        for number in ids[kind]:
            remove_whole(session, actor, consultation, kind, number)
    _lock(session, move)
    move.state, move.undone_at = MoveState.UNDONE, now
    session.flush()
    gone = sum(map(len, ids.values()))
    audit.append(session, at=now, actor=actor, action="move.undone", subject=("move", move.id), data={"things": gone})
    return gone


def sweep_moves(session: Session, now: datetime) -> int:
    """Delete what was uploaded and not taken over within a day."""
    old = delete(Move).where(Move.state == MoveState.PENDING, Move.uploaded_at < now - KEPT)
    return len(session.scalars(old.returning(Move.id)).all())


def _lock(session: Session, move: Move) -> None:
    statement = select(Move).where(Move.id == move.id).with_for_update().execution_options(populate_existing=True)
    if session.scalars(statement).one_or_none() is None:
        raise Invalid(_("Dieser Umzug wurde schon verworfen."))
