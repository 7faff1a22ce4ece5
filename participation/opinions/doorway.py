"""How this room's views enter an opinion map: its consultation, the map, who asks, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.reading import consultation_to_read
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import is_fragment
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand
from participation.opinions.models import OpinionMap
from participation.opinions.queries import map_of, map_to_read
from participation.opinions.rules import may_see_map

Rule = Callable[[Person | None, Consultation, OpinionMap], Verdict]


@dataclass(frozen=True, slots=True)
class Here:
    """A map as a view finds it."""

    consultation: Consultation
    map: OpinionMap
    person: Person | None
    now: datetime

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this map's pages."""
        return url_for(endpoint, slug=self.consultation.slug, map_id=self.map.id, **values)

    def page(self, template: str, title: str = "", status: int = 200, *, block: str = "", **context: Any) -> Response:
        """One of this map's pages inside the consultation's frame; `title` names a page below the map's own."""
        if block and is_fragment():  # what stands around the page is not asked for
            return page(f"opinions/{template}", block=block, status=status, at=self, opinion_map=self.map, **context)
        index = url_for("opinions.index", slug=self.consultation.slug)
        crumbs = [(_("Meinungsbild"), index), (self.map.title, self.url("opinions.detail"))]
        around = frame(self.consultation, self.person, self.now, index)
        crumbs += [(title, "")] if title else []
        return page(f"opinions/{template}", block=block, status=status, at=self, opinion_map=self.map, crumbs=crumbs, **context, **around)


def enter_map(slug: str, map_id: int, rule: Rule | None = None, *, only_read: bool = False) -> Here:
    """The map of an address, where the rule allows it. `only_read`: the act asks the consultation and the map and writes neither: the one is kept in memory, the other needs no object mapper.

    Raises NotFound where it is missing or this person may not see it, Refused by the rule.
    """
    person, consultation = current_person(), consultation_to_read(slug) if only_read else enter(slug)
    opinion_map = (map_to_read if only_read else map_of)(current_session(), consultation, map_id)
    demand(may_see_map(person, consultation, opinion_map))
    if rule is not None:
        demand(rule(person, consultation, opinion_map))
    return Here(consultation, opinion_map, person, clock.now())
