"""What a council shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.councils.models import STAGE_NAMES, CouncilStage
from participation.councils.queries import council_of, council_stage
from participation.kit.database import current_session
from participation.kit.kept import kept
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at
from participation.kit.page_versions import SITE


def tabs(consultation: Consultation, person: Person | None) -> list[Link]:
    """The council's page, once it is announced; to those who run it, before."""
    stage = kept(("council's stage", consultation.id), (SITE,), lambda: council_stage(current_session(), consultation.id))
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
