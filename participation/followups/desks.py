"""How the staff's pages enter a proposal or another matter: who works on what, and what every page about it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.accounts.models import Person
from participation.consultations.answering import AnswerSource
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.followups import queries, rules
from participation.followups.models import STAND_NAMES, Matter
from participation.followups.reminder_actions import days_left
from participation.followups.things import KIND_NAMES, Thing, path_of_work, thing_path
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.prose import to_html
from participation.kit.rules import Verdict, demand
from participation.proposals.queries import find_proposal
from participation.proposals.rules import may_answer

OF_PROPOSAL = "/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>"
OF_MATTER = "/beteiligungen/<slug:slug>/vorgaenge/<id:matter_id>"
View = TypeVar("View", bound=Callable[..., Any])


def of_each_thing(blueprint: Blueprint, path: str, **options: Any) -> Callable[[View], View]:
    """Register a view below proposals and below matters: it gets `slug` and the number of one of them."""

    def register(view: View) -> View:
        blueprint.route(OF_PROPOSAL + path, **options)(view)
        blueprint.route(OF_MATTER + path, **options)(view)
        return view

    return register


@dataclass(frozen=True)
class Desk:
    """Who works on what."""

    person: Person
    consultation: Consultation
    thing: Thing

    @property
    def where(self) -> dict[str, Any]:
        """The values of its address."""
        return {"slug": self.consultation.slug, **({"matter_id": self.thing.id} if self.is_matter else {"proposal_id": self.thing.id})}

    @property
    def is_matter(self) -> bool:
        """Whether it is not a proposal."""
        return isinstance(self.thing, Matter)

    @cached_property
    def source(self) -> AnswerSource:
        """The room that knows a matter. Raises NotFound for a proposal."""
        return source_of(self.thing.kind) if isinstance(self.thing, Matter) else source_of("")

    @property
    def may_answer(self) -> Verdict:
        """Whether the person answers it for the city."""
        asking = (self.person, self.thing, self.consultation)
        return rules.may_answer_matter(*asking) if isinstance(self.thing, Matter) else may_answer(*asking)  # type: ignore[arg-type]  # one of two kinds

    @property
    def around(self) -> dict[str, Any]:
        """What every page about it shows."""
        now, work = clock.now(), path_of_work(self.consultation, self.thing)
        read = thing_path(self.consultation, self.thing)
        return {
            "consultation": self.consultation,
            "thing": self.thing,
            "matter": self.is_matter,
            "kind_name": KIND_NAMES[str(self.thing.kind) if isinstance(self.thing, Matter) else "proposal"],
            "read_url": read,
            "answer_url": f"{work if self.is_matter else read}/antwort",
            "desk_url": work,
            "stand_names": STAND_NAMES,
            "days_left": lambda due_on: days_left(due_on, now),
            "to_html": to_html,
        }

    def done(self, message: str, anchor: str = "") -> BaseResponse:
        """Commit what was done, say so, and go back to the desk."""
        current_session().commit()
        flash(message, "success")
        return go_to(url_for("work.desk", **self.where) + anchor)


def sit_down(slug: str, proposal_id: int = 0, matter_id: int = 0) -> Desk:
    """The desk of a proposal or matter, for those who may read its notes. Raises Refused or NotFound for others."""
    consultation, person, session = enter(slug), signed_in_person(), current_session()
    thing: Thing = (
        queries.matter_by_id(session, consultation.id, matter_id) if matter_id else find_proposal(session, consultation.id, proposal_id, person)
    )
    demand(rules.may_read_notes(person, thing, consultation))
    return Desk(person, consultation, thing)


def source_of(kind: str) -> AnswerSource:
    """The room's things of a kind. Raises NotFound."""
    for source in sources():
        if source.kind == kind:
            return source
    raise NotFound


def sources() -> list[AnswerSource]:
    """Of all rooms, what besides proposals waits for an answer."""
    return gather("answer.sources")
