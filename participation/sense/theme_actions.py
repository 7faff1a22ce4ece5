"""The code book: add a theme, change it, take away one that nobody used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand_of
from participation.kit.text import clean_line, fold
from participation.sense import rules
from participation.sense.models import DESCRIPTION_LENGTH, NAME_LENGTH, Code, Theme
from participation.sense.queries import themes_of


@dataclass(frozen=True, slots=True)
class ThemeDraft:
    """What a clerk types."""

    name: str
    description: str = ""


def add_theme(session: Session, clerk: Person | None, consultation: Consultation, draft: ThemeDraft, now: datetime) -> Theme:
    """Add a theme at the end of the code book. Raises Invalid."""
    clerk = demand_of(clerk, rules.may_work(clerk, consultation))
    there = themes_of(session, consultation.id)
    if len(there) >= rules.MOST_THEMES:
        raise Conflict(_("Mehr als %(most)s Themen sind nicht möglich. Fassen Sie einige zusammen.", most=rules.MOST_THEMES))
    draft = _checked(draft, there)
    theme = Theme(
        consultation_id=consultation.id,
        name=draft.name,
        description=draft.description,
        position=max((one.position for one in there), default=0) + 1,
        created_at=now,
    )
    session.add(theme)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.theme_added", subject=consultation, data={"theme": theme.id})
    return theme


def change_theme(session: Session, clerk: Person | None, consultation: Consultation, theme: Theme, draft: ThemeDraft, now: datetime) -> None:
    """Say more exactly what a theme means; what was coded with it stays. Raises Invalid."""
    clerk = _mine(clerk, consultation, theme)
    draft = _checked(draft, [one for one in themes_of(session, consultation.id) if one.id != theme.id])
    theme.name, theme.description = draft.name, draft.description
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.theme_changed", subject=consultation, data={"theme": theme.id})


def remove_theme(session: Session, clerk: Person | None, consultation: Consultation, theme: Theme, now: datetime) -> None:
    """Take away a theme that no text was given. Raises Conflict where one was."""
    clerk = _mine(clerk, consultation, theme)
    if session.scalar(select(exists().where(Code.theme_id == theme.id))):
        raise Conflict(_("Mit diesem Thema wurden schon Texte kodiert. Es bleibt im Codebuch."))
    number = theme.id
    session.delete(theme)
    session.flush()
    audit.append(session, at=now, actor=clerk, action="sense.theme_removed", subject=consultation, data={"theme": number})


def _mine(clerk: Person | None, consultation: Consultation, theme: Theme) -> Person:
    clerk = demand_of(clerk, rules.may_work(clerk, consultation))
    if theme.consultation_id != consultation.id:
        raise NotFound
    return clerk


def _checked(draft: ThemeDraft, others: list[Theme]) -> ThemeDraft:
    name, description = clean_line(draft.name), clean_line(draft.description)
    faults = []
    if not name:
        faults.append(Invalid(_("Bitte geben Sie dem Thema einen Namen."), "name"))
    elif fold(name) in {fold(one.name) for one in others}:
        faults.append(Invalid(_("Dieses Thema gibt es schon."), "name"))
    for field, typed, limit in (("name", name, NAME_LENGTH), ("description", description, DESCRIPTION_LENGTH)):
        if len(typed) > limit:
            said = _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", limit=limit, **{"is": len(typed)})
            faults.append(Invalid(said, field))
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return ThemeDraft(name, description)
