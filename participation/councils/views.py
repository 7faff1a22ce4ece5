"""The pages of a council's frame: what everybody can read, and where its staff begins each step."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.councils import actions
from participation.councils.doorway import enter_council, enter_council_staff
from participation.councils.forms import BeginForm, CouncilForm, FeaturesForm, lines_of, read_features
from participation.councils.models import STAGE_NAMES, STEP_NAMES, Council, CouncilStage
from participation.councils.queries import council_of, district_labels
from participation.councils.rules import may_begin_council, may_change_council
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.page_cache import changes_at, kept_for_readers
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("councils", __name__)

STAFF = "/verwaltung/beteiligungen/<slug:slug>/buergerrat"


@blueprint.get("/beteiligungen/<slug:slug>/buergerrat")
@kept_for_readers
def show(slug: str) -> Response:
    """What the council is for, how far it is, how its people are drawn, and what came of it."""
    here = enter_council(slug)
    changes_at(here.council.answer_until)
    return here.page(
        "councils/show.html",
        stages=stage_steps(here.council),
        panels=gather("council.public", here.council, here.consultation, here.person, here.now),
    )


def stage_steps(council: Council) -> list[dict[str, str]]:
    """The public stages as `ui.steps` shows them; the last one is done once it is reached."""
    order = list(STEP_NAMES)
    reached = order.index(CouncilStage(council.stage)) if council.is_public else -1
    if council.stage == CouncilStage.HANDED_OVER:
        reached += 1
    return [
        {"label": str(STEP_NAMES[stage]), "state": "done" if place < reached else "current" if place == reached else "open"}
        for place, stage in enumerate(order)
    ]


@blueprint.route(STAFF + "/anfangen", methods=["GET", "POST"])
def begin(slug: str) -> BaseResponse:
    """Begin a council for this consultation."""
    consultation, session = enter_to_moderate(slug), current_session()
    demand(may_begin_council(current_person(), consultation, council_of(session, consultation)))
    form = BeginForm()
    if form.validate_on_submit():
        try:
            actions.begin_council(
                session, signed_in_person(), consultation, form.title.data or "", form.seats.data or 0, district_labels(session), clock.now()
            )
            session.commit()
            return go_to(url_for("councils.manage", slug=slug))
        except Invalid as error:
            form.blame(error)
    crumbs = [(_("Bürgerrat anfangen"), "")]
    return page(
        "councils/begin.html", form=form, crumbs=crumbs, status=422 if form.errors else 200, **frame(consultation, current_person(), clock.now())
    )


@blueprint.get(STAFF)
def manage(slug: str) -> Response:
    """The steps of a council for its staff: what is done, what is next."""
    here = enter_council_staff(slug)
    return here.page(
        "councils/manage.html",
        _("Verwalten"),
        stage_name=STAGE_NAMES[CouncilStage(here.council.stage)],
        stages=stage_steps(here.council),
        may_change=may_change_council(here.person, here.consultation, here.council),
        steps=gather("council.staff", here.council, here.consultation, here.person, here.now),
    )


@blueprint.route(STAFF + "/angaben", methods=["GET", "POST"])
def change(slug: str) -> BaseResponse:
    """Change what the council is for, its seats and its dates."""
    here = enter_council_staff(slug)
    demand(may_change_council(here.person, here.consultation, here.council))
    form = CouncilForm.of(here.council)
    if form.validate_on_submit():
        try:
            actions.change_council(current_session(), signed_in_person(), here.consultation, here.council, form.values(), here.now)
            current_session().commit()
            flash(_("Die Angaben sind gespeichert."), "success")
            return go_to(here.url("councils.manage"))
        except Invalid as error:
            form.blame(error)
    return here.page("councils/form.html", _("Angaben"), staff=True, form=form, status=422 if form.errors else 200)


@blueprint.route(STAFF + "/merkmale", methods=["GET", "POST"])
def features(slug: str) -> BaseResponse:
    """Set the features by which people are drawn."""
    here = enter_council_staff(slug)
    demand(may_change_council(here.person, here.consultation, here.council))
    form = FeaturesForm(data={"features": lines_of(here.council)})
    if form.validate_on_submit():
        try:
            drafts = read_features(form.features.data or "")
            actions.set_features(current_session(), signed_in_person(), here.consultation, here.council, drafts, here.now)
            current_session().commit()
            flash(_("Die Merkmale sind gespeichert."), "success")
            return go_to(here.url("councils.manage"))
        except Invalid as error:
            form.blame(Invalid(str(error), "features"))
    return here.page("councils/form.html", _("Merkmale"), staff=True, form=form, status=422 if form.errors else 200)
