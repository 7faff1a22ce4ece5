"""Writing the report of a consultation: begin, choose and write sections, look at it, publish it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.dossiers import actions, queries, rules
from participation.dossiers.forms import DossierForm
from participation.dossiers.models import Dossier
from participation.dossiers.sections.contents import SECTIONS, collect
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.kit.work import WorkState

blueprint = Blueprint("dossiers", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/gesamtbericht")
MOST_FILES, PERIOD = 60, timedelta(hours=1)
"""How often one person may have a file made."""


@dataclass(frozen=True, slots=True)
class Here:
    """A consultation as those find it who write its report."""

    consultation: Consultation
    person: Person | None
    now: datetime

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this room's pages."""
        return url_for(endpoint, slug=self.consultation.slug, **values)

    def page(self, template: str, title: str = "", status: int = 200, block: str = "", **context: Any) -> Response:
        """A staff page inside the consultation's frame."""
        manage = url_for("staff.manage", slug=self.consultation.slug)
        crumbs = [(_("Verwalten"), manage), (_("Gesamtbericht"), self.url("dossiers.index") if title else "")]
        crumbs += [(title, "")] if title else []
        around = frame(self.consultation, self.person, self.now, manage)
        return page(f"dossiers/{template}", status=status, block=block, at=self, crumbs=crumbs, **context, **around)


def _enter(slug: str) -> Here:
    consultation = enter_to_moderate(slug)
    demand(rules.may_work(current_person(), consultation))
    return Here(consultation, current_person(), clock.now())


def _enter_draft(slug: str) -> tuple[Here, Dossier]:
    here = _enter(slug)
    found = queries.draft_of(current_session(), here.consultation.id)
    if found is None:
        raise NotFound(_("Es gibt gerade keinen Entwurf. Beginnen Sie unter „Gesamtbericht“ eine neue Fassung."))
    return here, found


@blueprint.get("")
def index(slug: str) -> Response:
    """All versions, and the button that makes a report."""
    here = _enter(slug)
    found = queries.versions_of(current_session(), here.consultation.id)
    draft = next((one for one in found if one.published_at is None), None)
    return here.page("index.html", versions=[one for one in found if one.published_at is not None], draft=draft)


@blueprint.post("")
def begin(slug: str) -> BaseResponse:
    """Make a version; its PDF is on its way at once."""
    here = _enter(slug)
    check_limit(f"dossier file:person:{signed_in_person().id}", MOST_FILES, PERIOD, here.now)
    title = _("Bericht: %(title)s", title=here.consultation.title)
    actions.begin_dossier(current_session(), signed_in_person(), here.consultation, title, here.now)
    current_session().commit()
    flash(_("Der Bericht ist zusammengestellt. Sie können ihn ansehen, ergänzen und veröffentlichen."), "success")
    return go_to(here.url("dossiers.draft"))


@blueprint.get("/entwurf")
def draft(slug: str) -> Response:
    """The draft: its sections, its file, what can be done; the part with the file asks for itself again until it is there."""
    here, found = _enter_draft(slug)
    file = queries.file_of(current_session(), found.id)
    chosen = [(section.title, section.name in found.sections, bool(found.texts.get(section.name))) for section in SECTIONS]
    failed = file is not None and file.state == WorkState.FAILED
    response = here.page("draft.html", _("Entwurf"), block="progress", dossier=found, file=file, failed=failed, chosen=chosen)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/entwurf/bearbeiten", methods=["GET", "POST"])
def edit(slug: str) -> BaseResponse:
    """Choose sections and write texts."""
    here, found = _enter_draft(slug)
    form = DossierForm.of(found)
    if form.validate_on_submit():
        try:
            actions.write_dossier(current_session(), signed_in_person(), here.consultation, found, form.draft(), here.now)
            current_session().commit()
            return go_to(here.url("dossiers.draft"))
        except Invalid as error:
            form.blame(error)
    return here.page("edit.html", _("Abschnitte und Texte"), 422 if form.is_submitted() else 200, form=form)


@blueprint.post("/entwurf/pdf")
def make(slug: str) -> BaseResponse:
    """Have the PDF made anew."""
    here, found = _enter_draft(slug)
    check_limit(f"dossier file:person:{signed_in_person().id}", MOST_FILES, PERIOD, here.now)
    actions.request_file(current_session(), signed_in_person(), here.consultation, found, here.now)
    current_session().commit()
    return go_to(here.url("dossiers.draft"))


@blueprint.route("/entwurf/veroeffentlichen", methods=["GET", "POST"])
def publish(slug: str) -> BaseResponse:
    """Ask once more, then let everybody read it."""
    here, found = _enter_draft(slug)
    problem = ""
    if request.method == "POST":
        try:
            said = collect(current_session(), here.consultation, found.sections, found.texts, here.now)
            actions.publish_dossier(current_session(), signed_in_person(), here.consultation, found, said, here.now)
            current_session().commit()
            flash(_("Der Gesamtbericht ist veröffentlicht. Sein PDF wird gerade erstellt."), "success")
            return go_to(here.url("dossier_public.show"))
        except Invalid as error:
            problem = str(error)
    return here.page("publish.html", _("Veröffentlichen"), 422 if problem else 200, dossier=found, problem=problem)


@blueprint.post("/entwurf/verwerfen")
def discard(slug: str) -> BaseResponse:
    """Throw the draft away."""
    here, found = _enter_draft(slug)
    actions.discard_dossier(current_session(), signed_in_person(), here.consultation, found, here.now)
    current_session().commit()
    flash(_("Der Entwurf ist verworfen. Veröffentlichte Fassungen bleiben."), "success")
    return go_to(here.url("dossiers.index"))
