"""What a council shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, select

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION
from participation.consultations.rules import runs_it
from participation.councils.models import STAGE_NAMES, Council, CouncilStage
from participation.councils.queries import council_of, council_stage
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at


def numbers() -> dict[str, ScalarSelect[str]]:
    """The stage of the council."""
    return {"council": select(Council.stage).where(Council.consultation_id == THIS_CONSULTATION).scalar_subquery()}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The council's page, once it is announced; to those who run it, before."""
    stage = held["council"]
    if stage is None or (stage == CouncilStage.PREPARING and not runs_it(person, consultation)):
        return []
    return [Link(_("Bürgerrat"), url_for("councils.show", slug=consultation.slug))]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """What the council is at, on the consultation's first screen."""
    council = council_of(current_session(), consultation)
    if council is None or not council.is_public:
        return []
    changes_at(council.answer_until)
    url = url_for("councils.show", slug=consultation.slug)
    return [
        Markup(render_template("councils/_overview.html", council=council, stage_name=STAGE_NAMES[CouncilStage(council.stage)], url=url))
    ]  # a template's own output


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """Run the council, or begin one."""
    stage = council_stage(current_session(), consultation.id)
    if stage is None:
        return [Link(_("Bürgerrat anfangen"), url_for("councils.begin", slug=consultation.slug))]
    return [Link(_("Bürgerrat"), url_for("councils.manage", slug=consultation.slug), note=str(STAGE_NAMES[CouncilStage(stage)]))]
