"""A conversation of Polis as an opinion map, a survey of LimeSurvey as a survey: each one thing, made by its room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.methods.opinions.votes import AGREE, DISAGREE, PASS, UNSEEN, Marks
from participation.moving.description import SYSTEM_NAMES, System
from participation.moving.models import URL_LENGTH, Move, MovedThing, Thing
from participation.opinions.moving_actions import Held, remove_map, take_in_map
from participation.surveys.moving_actions import empty_survey, take_in_survey
from participation.surveys.uploading import Uploaded

_SIGNS = {ord("+"): AGREE, ord("0"): PASS, ord("-"): DISAGREE, ord("."): UNSEEN}


def take_whole(session: Session, actor: Person, consultation: Consultation, move: Move, said: dict[str, Any], now: datetime) -> None:
    """Make the thing and note where it came from."""
    make = _map if said["kind"] == Thing.MAP else _survey
    number = make(session, actor, consultation, said, now)
    session.add(
        MovedThing(
            move_id=move.id,
            consultation_id=consultation.id,
            system=move.system,
            kind=Thing(said["kind"]),
            source_id=said["id"],
            thing_id=number,
            reference=said["id"],
            url=said["url"][:URL_LENGTH],
        )
    )
    session.flush()


def whole_numbers(said: dict[str, Any] | None) -> dict[str, Any]:
    """What the preview and the report say of it: kind, title, how much it holds; nothing where there is none."""
    if said is None:
        return {}
    of_map = said["kind"] == Thing.MAP
    numbers = {"statements": len(said["statements"]), "people": len(said["marks"])} if of_map else {"responses": len(said["responses"])}
    return {"kind": said["kind"], "title": said["title"], **numbers}


def remove_whole(session: Session, actor: Person, consultation: Consultation, kind: Thing, number: int) -> None:
    """Take it away again, of a survey its responses. Raises Conflict where somebody went on with it."""
    if kind == Thing.MAP:
        remove_map(session, actor, consultation, number)
        return
    with speaking("de"):
        said = _("Der Umzug dieser Umfrage aus LimeSurvey wurde zurückgenommen. Ihre Antworten sind gelöscht.")
    empty_survey(session, actor, consultation, number, said)


def _map(session: Session, actor: Person, consultation: Consultation, said: dict[str, Any], now: datetime) -> int:
    with speaking("de"):
        origin = _(
            "Aus %(system)s übernommen: Dort haben %(people)s Menschen geantwortet. Die Gruppen sind hier neu gerechnet, einzelne Antworten sind nicht gespeichert.",
            system=SYSTEM_NAMES[System.POLIS],
            people=len(said["marks"]),
        )
    introduction = "\n\n".join(part for part in (said["about"][:4_000], origin) if part)
    held = Held(said["title"], said["title"], introduction, said["statements"], _marks(said["marks"], len(said["statements"])))
    return take_in_map(session, actor, consultation, held, now).id


def _marks(rows: list[str], width: int) -> Marks:
    return np.array([[_SIGNS[sign] for sign in row.encode()] for row in rows], np.int8).reshape(len(rows), width)


def _survey(session: Session, actor: Person, consultation: Consultation, said: dict[str, Any], now: datetime) -> int:
    with speaking("de"):
        number = len(said["responses"])
        introduction = _("Aus LimeSurvey übernommen, mit %(number)s abgeschickten Antworten. Die Umfrage ist geschlossen.", number=number)
    uploaded = Uploaded(said["definition"], said["sha256"], said["title"], tuple(said["notes"]))
    return take_in_survey(session, actor, consultation, uploaded, introduction, said["responses"], now).id
