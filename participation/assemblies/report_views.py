"""The citizens' report for everybody: page, PDF, and the text of which the log holds the hash."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.assemblies import queries
from participation.assemblies.handover_models import CitizensReport
from participation.assemblies.showing import shown_report
from participation.councils.doorway import Here, enter_council
from participation.kit.database import current_session
from participation.kit.deliveries import A_DAY, FOREVER, send_document
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.page_cache import kept_for_readers
from participation.kit.pages import settings

blueprint = Blueprint("citizens_report", __name__)
REPORT = "/beteiligungen/<slug:slug>/buergerrat/gutachten"


@blueprint.get(REPORT)
@kept_for_readers
def show(slug: str) -> Response:
    """The edition that counts."""
    here = enter_council(slug)
    reports = queries.reports_of(current_session(), here.council.id)
    if not reports:
        raise NotFound
    return _page(here, reports[0], reports)


@blueprint.get(REPORT + "/<id:number>")
@kept_for_readers
def edition(slug: str, number: int) -> Response:
    """An earlier edition, marked as such."""
    here = enter_council(slug)
    reports = queries.reports_of(current_session(), here.council.id)
    found = next((report for report in reports if report.number == number), None)
    if found is None:
        raise NotFound
    return _page(here, found, reports)


def _page(here: Here, report: CitizensReport, reports: object) -> Response:
    said = shown_report(report.said, report.number, report.correction, report.published_at)
    return here.page("assemblies/report.html", _("Bürgergutachten"), report=report, reports=reports, preview=False, **said)


@blueprint.get(REPORT + "/<id:number>.pdf")
def pdf(slug: str, number: int) -> Response:
    """An edition as PDF."""
    here = enter_council(slug)
    report = queries.the_report(current_session(), here.council, number)
    return send_document(settings().files_dir, report.stored_name, _("Bürgergutachten %(title)s", title=here.council.title), A_DAY)


@blueprint.get(REPORT + "/<id:number>.json")
def text(slug: str, number: int) -> Response:
    """Exactly the bytes of which the log holds the SHA-256."""
    here = enter_council(slug)
    report = queries.the_report(current_session(), here.council, number)
    headers = {"Content-Disposition": f"attachment; filename=buergergutachten-{report.number}.json", "Cache-Control": A_DAY}
    return Response(report.content.encode(), mimetype="application/json", headers=headers)


@blueprint.get("/beteiligungen/<slug:slug>/buergerrat/vorlagen/<slug:name>.pdf")
def paper(slug: str, name: str) -> Response:
    """A council paper, as a download."""
    here = enter_council(slug)
    step = queries.paper_of(current_session(), here.council, f"{name}.pdf")
    return send_document(settings().files_dir, step.paper_file, (step.paper_number or _("Vorlage")).replace("/", "-"), FOREVER)
