"""How this room's views enter a text under review: its consultation, the text, a paragraph of it, who asks, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.forms import Form
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand
from participation.reviews import queries
from participation.reviews.models import ReviewText
from participation.reviews.panels import subject_for
from participation.reviews.queries import Standing
from participation.reviews.rules import may_see_text

Rule = Callable[[Person | None, Consultation, ReviewText], Verdict]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Here:
    """A text as a view finds it, with `standing` one paragraph of it."""

    consultation: Consultation
    text: ReviewText
    person: Person | None
    now: datetime
    standing: Standing | None = None

    @property
    def paragraph(self) -> Standing:
        """The paragraph of this page."""
        assert self.standing is not None  # noqa: S101  # the address names one
        return self.standing

    @property
    def paragraph_name(self) -> str:
        """What the paragraph is called in this version."""
        return name_of(self.paragraph.place)

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this text's pages."""
        return url_for(endpoint, slug=self.consultation.slug, text_id=self.text.id, **values)

    def own_url(self, endpoint: str) -> str:
        """The address of one of this paragraph's pages."""
        return self.url(endpoint, paragraph_id=self.paragraph.paragraph.id)

    @property
    def text_url(self) -> str:
        """Where the whole text stands."""
        return url_for("reviews.show", slug=self.consultation.slug, text_id=self.text.id)

    @property
    def paragraph_url(self) -> str:
        """Where the paragraph stands with all that was said about it."""
        return self.own_url("reviews.paragraph")

    @property
    def subject(self) -> Subject:
        """The paragraph as the discussion knows it."""
        return subject_for(self.consultation, self.text, self.paragraph)

    def page(self, template: str, title: str = "", status: int = 200, **context: Any) -> Response:
        """One of this text's pages inside the consultation's frame; `title` names a page below the text's or the paragraph's own."""
        index = url_for("reviews.index", slug=self.consultation.slug)
        crumbs = [(_("Textentwürfe"), index), (self.text.title, self.text_url)]
        crumbs += [(self.paragraph_name, self.paragraph_url)] if self.standing is not None else []
        crumbs += [(title, "")] if title else []
        around = frame(self.consultation, self.person, self.now, index)
        return page(f"reviews/{template}", status=status, at=self, text=self.text, crumbs=crumbs, **context, **around)


def name_of(place: int | None) -> str:
    """`Absatz 3`, or what one is called that stands in the text no more."""
    return _("Absatz %(place)s", place=place) if place is not None else _("Entfallener Absatz")


def enter_text(slug: str, text_id: int, rule: Rule | None = None, *, paragraph_id: int | None = None) -> Here:
    """The text of an address, and a paragraph of it, where the rule allows it.

    Raises NotFound where it is missing or this person may not see it, Refused by the rule.
    """
    person, consultation, session = current_person(), enter(slug), current_session()
    text = queries.text_of(session, consultation, text_id)
    demand(may_see_text(person, consultation, text))
    if rule is not None:
        demand(rule(person, consultation, text))
    standing = queries.standing_of(session, text, paragraph_id) if paragraph_id is not None else None
    return Here(consultation, text, person, clock.now(), standing)


def accepted(form: Form, act: Callable[[], T]) -> T | None:
    """Do what a form asks for; what the act objects to is shown at the form's field, and nothing has happened."""
    try:
        return act()
    except Invalid as objection:
        form.blame(objection)
        return None
