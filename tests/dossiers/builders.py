"""Builders for reports of consultations; all through the same actions as a click."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.dossiers.actions import Draft, begin_dossier, publish_dossier, write_dossier
from participation.dossiers.blocks import keys_of, mark_of, resolved
from participation.dossiers.models import Dossier
from participation.dossiers.sections.contents import NAMES, collect
from participation.kit import clock
from participation.sense.gathered import texts_by
from tests.builders import an_administrator


def a_draft_dossier(session: Session, consultation: Consultation, by: Person | None = None, **written: Any) -> Dossier:
    """A draft with all sections."""
    clerk = by or an_administrator(session)
    dossier = begin_dossier(session, clerk, consultation, "Bericht: Stadthalle", clock.now())
    if written:
        draft = Draft(dossier.title, written.get("changes", ""), written.get("sections", NAMES), written.get("texts", {}))
        write_dossier(session, clerk, consultation, dossier, draft, clock.now())
    return dossier


SHORT = [{"name": "limits", "title": "Was dieser Bericht nicht sagt", "blocks": [{"is": "paragraph", "text": "Vieles.", "quiet": False}]}]
"""A report that says little, for whoever needs none of the numbers."""


def said_now(app: Flask, session: Session, consultation: Consultation, sections: Any = NAMES) -> list[dict[str, Any]]:
    """What a report would say."""
    with app.app_context():
        return collect(session, consultation_by_id(session, consultation.id), sections, {}, clock.now())


def shown(app: Flask, session: Session, consultation: Consultation, said: Any) -> list[dict[str, Any]]:
    """The same with the words of what is cited."""
    with app.app_context():
        return resolved(said, texts_by(session, consultation, keys_of(said)))


def marked(app: Flask, session: Session, consultation: Consultation, said: Any) -> str:
    """The mark of what is cited."""
    with app.app_context():
        return mark_of(keys_of(said), texts_by(session, consultation, keys_of(said)))


def a_dossier(session: Session, consultation: Consultation, by: Person | None = None, app: Flask | None = None, **written: Any) -> Dossier:
    """A published version; with `app` it says all that there is."""
    clerk = by or an_administrator(session)
    dossier = a_draft_dossier(session, consultation, clerk, **written)
    said: Any = SHORT
    if app is not None:
        with app.app_context():
            said = collect(session, consultation_by_id(session, consultation.id), dossier.sections, dossier.texts, clock.now())
    publish_dossier(session, clerk, consultation, dossier, said, clock.now())
    return dossier
