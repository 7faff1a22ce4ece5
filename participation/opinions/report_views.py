"""The moderator's report of an opinion map: a page, a PDF, and the step that publishes it."""

from __future__ import annotations

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.opinions import reporting, rules
from participation.opinions.doorway import Here, enter_map
from participation.opinions.map_actions import publish_report, withdraw_report
from participation.opinions.models import Result
from participation.opinions.queries import moderation_numbers, result_of, texts_of
from participation.opinions.report_pdf import report_pdf

blueprint = Blueprint("opinion_report", __name__, url_prefix="/beteiligungen/<slug:slug>/meinungsbild/<id:map_id>/bericht")


@blueprint.get("")
def show(slug: str, map_id: int) -> Response:
    """The report as a page."""
    here = enter_map(slug, map_id, rules.may_read_report)
    result, texts, numbers = _read(here)
    done = bool(result.version) and not result.is_stale and not result.is_running
    return here.page(
        "report.html",
        _("Bericht"),
        report=reporting.report_of(here.map, result, texts, numbers),
        edition=reporting.edition_of(here.map, here.now),
        count_words=reporting.count_words,
        runs=bool(rules.may_run_map(here.person, here.consultation, here.map)),
        may_publish=rules.may_publish_report(here.person, here.consultation, here.map, computed=done),
        may_withdraw=rules.may_withdraw_report(here.person, here.consultation, here.map),
    )


@blueprint.get("/bericht.pdf")
def pdf(slug: str, map_id: int) -> Response:
    """The same as a PDF."""
    here = enter_map(slug, map_id, rules.may_read_report)
    result, texts, numbers = _read(here)
    response = Response(report_pdf(here.map, result, texts, numbers, here.now), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="meinungsbild-{map_id}-bericht.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/veroeffentlichen")
def publish(slug: str, map_id: int) -> BaseResponse:
    """Let everybody read it."""
    here = enter_map(slug, map_id)
    publish_report(current_session(), signed_in_person(), here.consultation, here.map, here.now)
    current_session().commit()
    flash(_("Der Bericht ist veröffentlicht."), "success")
    return go_to(here.url("opinion_report.show"))


@blueprint.post("/zuruecknehmen")
def withdraw(slug: str, map_id: int) -> BaseResponse:
    """Take it back."""
    here = enter_map(slug, map_id)
    withdraw_report(current_session(), signed_in_person(), here.consultation, here.map, here.now)
    current_session().commit()
    flash(_("Der Bericht ist nicht mehr öffentlich."), "success")
    return go_to(here.url("opinion_report.show"))


def _read(here: Here) -> tuple[Result, dict[int, str], reporting.Numbers]:
    session = current_session()
    numbers = reporting.numbers_from(moderation_numbers(session, here.map.id))
    return result_of(session, here.map.id), texts_of(session, here.map.id), numbers
