"""How this room's views come to a thing of a chain: its consultation, the thing, who asks, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, url_for

from participation.accounts.current import signed_in_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.traces import words
from participation.traces.queries import Known, Node, one_known

KIND = "<any(aussage,thema,beitrag,vorschlag):kind>"
"""Things that have a page of this room's."""
BELOW = "/beteiligungen/<slug:slug>/zusammenhang/" + KIND + "/<id:subject_id>"


@dataclass(frozen=True, slots=True)
class Here:
    """A thing as a view finds it."""

    consultation: Consultation
    thing: Known
    person: Person
    now: datetime

    @property
    def node(self) -> Node:
        """Its kind and number."""
        return self.thing.node

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of its pages here."""
        return url_for(endpoint, slug=self.consultation.slug, kind=words.KIND_WORDS[self.node[0]], subject_id=self.node[1], **values)

    def page(self, template: str, title: str, status: int = 200, **context: Any) -> Response:
        """One of its pages, in the consultation's frame."""
        crumbs = [(self.thing.title, self.thing.path), (title, "")]
        around = frame(self.consultation, self.person, self.now, self.thing.path)
        return page(f"traces/{template}", status=status, at=self, crumbs=crumbs, kind_name=words.NAMES[self.node[0]], **context, **around)


def enter_thing(slug: str, kind: str, number: int) -> Here:
    """The thing of an address, for whoever is signed in. Raises NotFound for what not everybody can read."""
    person, consultation = signed_in_person(), enter(slug)
    thing = one_known(current_session(), consultation.id, consultation.slug, (words.KINDS[kind], number))
    return Here(consultation, thing, person, clock.now())


def heading() -> str:
    """What these pages are called."""
    return _("Zusammenhang bearbeiten")
