"""Names that came along: whoever wrote elsewhere may ask that theirs goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.discussions.bulk_actions import reword_many
from participation.discussions.models import Contribution, Topic
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.moving.models import Move, MovedThing, Thing
from participation.proposals.bulk_actions import touch_many


def forget_name(session: Session, actor: Person, consultation: Consultation, move: Move, name: str, now: datetime) -> int:
    """Take a public name out of everything that a move brought, also where others answered it; returns from how many things. Raises Invalid.

    The texts stay; a name within a text is for the moderation to cut.
    """
    demand(may_moderate(actor, consultation))
    wanted = clean_line(name)
    mine = select(MovedThing.kind, MovedThing.thing_id).where(MovedThing.move_id == move.id, MovedThing.author_name == wanted)
    things = [(kind, number) for kind, number in session.execute(mine)] if wanted else []
    if not things:
        raise Invalid(_("Unter diesem Namen ist in diesem Umzug nichts. Bitte schreiben Sie ihn genau so, wie er dort stand."), "name")
    session.execute(update(MovedThing).where(MovedThing.move_id == move.id, MovedThing.author_name == wanted).values(author_name=""))
    with speaking("de"):
        nobody = _("ohne Namen")
    reword_many(session, _origins(session, move, wanted, nobody), _introductions(session, things, wanted, nobody))
    touch_many(session, consultation.id, [number for kind, number in things if kind == Thing.PROPOSAL])
    audit.append(session, at=now, actor=actor, action="move.name_forgotten", subject=("move", move.id), data={"things": len(things)})
    return len(things)


def _origins(session: Session, move: Move, name: str, nobody: str) -> dict[int, str]:
    statement = (
        select(Contribution.id, Contribution.origin)
        .join(MovedThing, MovedThing.thing_id == Contribution.id)
        .where(MovedThing.move_id == move.id, MovedThing.kind == Thing.CONTRIBUTION, Contribution.origin.contains(name, autoescape=True))
    )
    found = {}
    for number, origin in session.execute(statement):
        said = nobody + origin[len(name) :] if origin.startswith(f"{name} (") else origin
        if said.endswith(f" {name}"):
            said = said[: -len(name)] + nobody
        if said != origin:
            found[number] = said
    return found


def _introductions(session: Session, things: list[tuple[Thing, int]], name: str, nobody: str) -> dict[int, tuple[str, str]]:
    ids = [number for kind, number in things if kind == Thing.TOPIC]
    found = {}
    for number, text in session.execute(select(Topic.id, Topic.introduction).where(Topic.id.in_(ids[:1000]))):
        before, _mark, after = text.rpartition(f"*{name} (")
        changed = f"{before}*{nobody} ({after}" if _mark else text
        found[number] = (changed, to_html(changed))
    return found
