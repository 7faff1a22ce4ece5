"""Where the council's staff orders recommendations, enters votes, publishes the report, hands it over and tells what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.assemblies import queries, rules
from participation.assemblies.content import report_content
from participation.assemblies.doorway import Area, enter_as_staff
from participation.assemblies.drafting_actions import drop_recommendation, move_recommendation
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.forms import CountForm, HandOverForm, PublishForm, StepForm
from participation.assemblies.handover_actions import hand_over, publish_report, tell_step
from participation.assemblies.members import sitting_members
from participation.assemblies.models import Sitting
from participation.assemblies.showing import numbers_of, shown_report
from participation.assemblies.sparing import spare_files
from participation.assemblies.voting_actions import Count, Entered, enter_count
from participation.councils.views import STAFF
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.uploads import store_document
from participation.papers.jobs import the_web
from participation.papers.queries import paper_to_show

blueprint = Blueprint("council_results", __name__)
DESK = STAFF + "/empfehlungen"
ONE = DESK + "/<id:recommendation_id>"
SAID = {
    Entered.FIRST: (lazy("Gespeichert. Jetzt gibt eine zweite Person dieselben Stimmen ein. Erst dann zählen sie."), "info"),
    Entered.COUNTED: (lazy("Beide Eingaben stimmen überein. Die Abstimmung zählt."), "success"),
    Entered.DIFFERENT: (lazy("Die beiden Eingaben sind verschieden. Keine zählt. Bitte zählen Sie nach und geben Sie beide neu ein."), "warning"),
}


def content_of(area: Area) -> dict[str, Any]:
    """What the report would say now."""
    session = current_session()
    recommendations = queries.recommendations_of(session, area.council)
    return report_content(
        area.consultation,
        area.council,
        len(sitting_members(area.members)),
        queries.how_drawn(session, area.council),
        queries.sittings_of(session, area.council),
        queries.attendance_of(session, area.council),
        recommendations,
        queries.dissents_of(session, [each.id for each in recommendations]),
    )


@blueprint.get(DESK)
def desk(slug: str) -> Response:
    """The recommendations in order with their votes, the report, the handover, and what became of each."""
    return _desk(enter_as_staff(slug))


def _desk(area: Area, publish: PublishForm | None = None, hand: HandOverForm | None = None, status: int = 200) -> Response:
    session, asking = current_session(), (area.person, area.consultation, area.council)
    recommendations = queries.recommendations_of(session, area.council)
    reports = queries.reports_of(session, area.council.id)
    return area.page(
        "assemblies/desk.html",
        _("Empfehlungen und Gutachten"),
        recommendations=recommendations,
        reports=reports,
        handover=queries.handover_of(session, area.council.id),
        steps=queries.steps_of(session, area.council.id),
        numbers=numbers_of(reports[0] if reports else None),
        publish_form=publish or PublishForm(formdata=None),
        hand_form=hand or HandOverForm(formdata=None),
        may_run=rules.may_run(*asking),
        may_publish=rules.may_publish(*asking, recommendations),
        may_hand_over=rules.may_hand_over(*asking, reports[0] if reports else None),
        may_follow_up=rules.may_follow_up(*asking),
        has_errors=status >= 400,
        status=status,
    )


@blueprint.post(ONE + "/verschieben")
def move(slug: str, recommendation_id: int) -> BaseResponse:
    """Move a recommendation up or down."""
    area, session = enter_as_staff(slug), current_session()
    recommendation = queries.the_recommendation(session, area.council, recommendation_id, lock=True)
    every = list(queries.recommendations_of(session, area.council))
    up = request.form.get("wohin") == "hinauf"
    move_recommendation(session, area.person, area.consultation, area.council, every, recommendation, up, area.now)
    session.commit()
    return go_to(area.url("council_results.desk"))


@blueprint.post(ONE + "/verfolgen")
def drop(slug: str, recommendation_id: int) -> BaseResponse:
    """Stop pursuing a recommendation, or take it up again."""
    area, session = enter_as_staff(slug), current_session()
    recommendation = queries.the_recommendation(session, area.council, recommendation_id, lock=True)
    dropped = request.form.get("verfolgen") != "1"
    drop_recommendation(session, area.person, area.consultation, area.council, recommendation, dropped, area.now)
    session.commit()
    return go_to(area.url("council_results.desk"))


@blueprint.route(ONE + "/stimmen", methods=["GET", "POST"])
def count(slug: str, recommendation_id: int) -> BaseResponse:
    """Enter the votes of a sitting; a second person enters them again without seeing the first numbers."""
    area, session = enter_as_staff(slug), current_session()
    recommendation = queries.the_recommendation(session, area.council, recommendation_id, lock=request.method == "POST")
    demand(rules.may_count(area.person, area.consultation, area.council, recommendation))
    held = [sitting for sitting in queries.sittings_of(session, area.council) if sitting.attendance_at is not None]
    form = CountForm.offering(held, queries.attendance_of(session, area.council), recommendation.version)
    if not held or not form.validate_on_submit():
        return _count_page(area, recommendation, held, form, 422 if form.is_submitted() else 200)
    try:
        text, kind = SAID[_entered(area, recommendation, held, form)]
    except Invalid as error:
        form.blame(error)
        return _count_page(area, recommendation, held, form, 422)
    except Conflict as error:
        form.form_errors.append(error.message)
        return _count_page(area, recommendation, held, form, 409)
    session.commit()
    flash(str(text), kind)
    return go_to(area.url("council_results.desk") + f"#empfehlung-{recommendation.id}")


def _entered(area: Area, recommendation: Recommendation, held: Sequence[Sitting], form: CountForm) -> Entered:
    session = current_session()
    sitting = next(each for each in held if str(each.id) == form.sitting.data)
    there = queries.attendance_of(session, area.council).get(sitting.id, set())
    asking = (session, area.person, area.consultation, area.council, recommendation, sitting, area.members, there)
    return enter_count(*asking, Count(**form.whole()), area.now)


def _count_page(area: Area, recommendation: Recommendation, held: Sequence[Sitting], form: CountForm, status: int) -> Response:
    shown = {"form": form, "recommendation": recommendation, "held": held, "has_errors": status >= 400, "status": status}
    return area.page("assemblies/count.html", _("Stimmen eingeben"), **shown)


@blueprint.get(STAFF + "/gutachten/vorschau")
def preview(slug: str) -> Response:
    """The report as it would be published now."""
    area = enter_as_staff(slug)
    demand(rules.may_preview(area.person, area.consultation, area.council))
    return area.page("assemblies/report.html", _("Vorschau des Gutachtens"), preview=True, **shown_report(content_of(area), 1, "", area.now))


@blueprint.post(STAFF + "/gutachten")
def publish(slug: str) -> BaseResponse:
    """Publish the report, or a corrected edition."""
    area, session, form = enter_as_staff(slug), current_session(), PublishForm()
    recommendations = queries.recommendations_of(session, area.council)
    demand(rules.may_publish(area.person, area.consultation, area.council, recommendations))
    if form.validate():
        spare_files(area.person, area.now)
        try:
            given = (recommendations, content_of(area), form.correction.data or "", area.members, settings().files_dir)
            publish_report(session, area.person, area.consultation, area.council, *given, area.now)
            session.commit()
            flash(_("Das Bürgergutachten ist veröffentlicht."), "success")
            return go_to(area.url("citizens_report.show"))
        except Invalid as error:
            form.blame(error)
    return _desk(area, publish=form, status=422)


@blueprint.post(STAFF + "/uebergabe")
def hand(slug: str) -> BaseResponse:
    """Hand the report over."""
    area, session, form = enter_as_staff(slug), current_session(), HandOverForm()
    demand(rules.may_hand_over(area.person, area.consultation, area.council, queries.newest_report(session, area.council.id)))
    if form.validate():
        try:
            hand_over(session, area.person, area.consultation, area.council, form.addressee.data or "", area.members, area.now)
            session.commit()
            flash(_("Das Gutachten ist übergeben. Tragen Sie hier ein, was aus jeder Empfehlung wird."), "success")
            return go_to(area.url("council_results.desk"))
        except Invalid as error:
            form.blame(error)
    return _desk(area, hand=form, status=422)


@blueprint.route(ONE + "/stand", methods=["GET", "POST"])
@takes_files
def step(slug: str, recommendation_id: int) -> BaseResponse:
    """Tell what the town made of a recommendation."""
    area, session = enter_as_staff(slug), current_session()
    demand(rules.may_follow_up(area.person, area.consultation, area.council))
    recommendation = queries.the_recommendation(session, area.council, recommendation_id)
    history = queries.steps_of(session, area.council.id).get(recommendation.id, [])
    handover, last = queries.handover_of(session, area.council.id), history[0] if history else None
    paper = paper_to_show(session, last.paper_id) if last else None
    form = StepForm.after(last, handover.addressee if handover else "", paper.url if paper else "")
    if form.validate_on_submit():
        spare_files(area.person, area.now)
        try:
            draft = form.draft(_paper(form) or (last.paper_file if last else ""))
            tell_step(session, area.person, area.consultation, area.council, recommendation, draft, area.members, area.now, web=the_web())
            session.commit()
            flash(_("Der Stand ist veröffentlicht. Die Mitglieder des Bürgerrats sind benachrichtigt."), "success")
            return go_to(area.url("council_results.desk") + f"#empfehlung-{recommendation.id}")
        except Invalid as error:
            form.blame(error)
    shown = {"form": form, "recommendation": recommendation, "history": history, "last": last, "reads_papers": bool(the_web().hosts)}
    return area.page("assemblies/step.html", _("Was daraus wurde"), status=422 if form.is_submitted() else 200, **shown)


def _paper(form: StepForm) -> str:
    if not form.paper.data:
        return ""
    try:
        return store_document(settings().files_dir, form.paper.data.stream, limit=settings().max_upload_mb * 1024 * 1024).name
    except Invalid as error:
        raise Invalid(error.message, "paper") from error
