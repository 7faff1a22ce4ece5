"""What a new survey begins with: nothing, a ready-made one, or a copy."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.actions import TITLE_LENGTH
from participation.surveys.editing_actions import empty_definition
from participation.surveys.models import Survey
from participation.surveys.queries import definition_of, version_of
from participation.surveys.ready import TEMPLATES

EMPTY, COPY = "leer", "kopie"


def beginning(session: Session, chosen: str, title: str, original: Survey | None) -> Definition:
    """The definition that was chosen: `leer`, `kopie` (of `original`), or a template's name; under another title where one is given. Raises Invalid."""
    if len(title) > TITLE_LENGTH or (chosen == EMPTY and not title):
        raise Invalid(_("Bitte geben Sie einen Titel mit höchstens %(most)s Zeichen an.", most=TITLE_LENGTH), "title")
    if chosen == EMPTY:
        return empty_definition(title)
    if chosen == COPY:
        if original is None:
            raise Invalid(_("Bitte wählen Sie die Umfrage aus, die Sie kopieren möchten."), "kopie")
        found = replace(definition_of(version_of(session, original)), version=1)
        title = title or original.title
    elif chosen in TEMPLATES:
        found = TEMPLATES[chosen].survey()
    else:
        raise Invalid(_("Bitte wählen Sie aus, womit Sie beginnen möchten."), "anfang")
    return replace(found, title={**found.title, found.languages[0]: title}) if title else found
