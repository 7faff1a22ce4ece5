"""The council's pages: all consultations with what came of them, one consultation, an export and its file."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Gone
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.kit.whole_files import open_whole
from participation.reports import queries, rules
from participation.reports.actions import LASTS, request_export
from participation.reports.models import Export, ExportState
from participation.reports.tables import FILES, TABLES

blueprint = Blueprint("reports", __name__, url_prefix="/rat")

MOST_EXPORTS, PERIOD = 20, timedelta(hours=1)
"""How often one person may press the button."""


@blueprint.get("")
def overview() -> Response:
    """All consultations with their stage and the results of their votes."""
    person = current_person()
    demand(rules.may_enter(person))
    session = current_session()
    found = queries.consultations_page(session, page_number(request.args.get("seite")))
    numbers = [row.id for row in found.items]
    votes, exports = queries.votes_of(session, numbers), queries.exports_of(session, signed_in_person().id, numbers)
    return page("reports/overview.html", found=found, votes=votes, exports=exports, contents=_contents(), over=rules.OVER)


@blueprint.get("/beteiligungen/<slug:slug>")
def consultation(slug: str) -> Response:
    """One consultation: what its votes decided, what the export holds, the button, one's own exports."""
    found, person = enter(slug), current_person()
    demand(rules.may_read_report(person, found))
    session = current_session()
    return page(
        "reports/consultation.html",
        consultation=found,
        votes=queries.votes_of(session, [found.id])[found.id],
        exports=queries.exports_of(session, signed_in_person().id, [found.id]).get(found.id, [])[:10],
        may_export=rules.may_export(person, found),
        may_enter=rules.may_enter(person),
        contents=_contents(),
        days=LASTS.days,
    )


@blueprint.post("/beteiligungen/<slug:slug>/ausfuhr")
def export_consultation(slug: str) -> BaseResponse:
    """Ask for the ZIP, and go where its progress is shown."""
    person = signed_in_person()
    demand(rules.may_export(person, enter(slug)))
    check_limit(f"export:person:{person.id}", MOST_EXPORTS, PERIOD, clock.now())
    session = current_session()
    made = request_export(session, signed_in_person(), enter(slug), clock.now())
    session.commit()
    return go_to(url_for("reports.export", export_id=made.id))


@blueprint.get("/ausfuhren/<id:export_id>")
def export(export_id: int) -> Response:
    """How far an export is; the part with the progress asks for itself again until the file is there."""
    made, found = _own_export(export_id)
    may_enter = rules.may_enter(current_person())
    response = page(
        "reports/export.html", block="progress", export=made, consultation=found, may_enter=may_enter, states=ExportState, days=LASTS.days
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/ausfuhren/<id:export_id>/datei")
def download(export_id: int) -> Response:
    """The file, for whoever asked for it and nobody else."""
    made, found = _own_export(export_id)
    if not made.is_unfinished and not made.is_ready(clock.now()):
        raise Gone(_("Diese Datei gibt es nicht mehr. Sie können die Ergebnisse neu zusammenstellen lassen."))
    demand(rules.may_fetch(current_person(), made, found, clock.now()))
    stream = open_whole(settings().exports_dir, made.stored_name)
    response = send_file(stream, mimetype="application/zip", as_attachment=True, download_name=made.file_name, etag=False)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_length = made.size
    return response


def _own_export(export_id: int) -> tuple[Export, Consultation]:
    """The export and its consultation, for the person who asked for it; for others it does not exist."""
    person, session = signed_in_person(), current_session()
    made = queries.export_by_id(session, export_id)
    found = consultation_by_id(session, made.consultation_id)
    demand(rules.may_see_export(person, made, found))
    return made, found


def _contents() -> list[tuple[str, str]]:
    """What lies in an export: names of files and a sentence each."""
    tables = [(f"{table.name}.csv, {table.name}.json", str(table.about)) for table in TABLES]
    others = [(name, str(about)) for name, about in FILES.items()]
    return [*others[:1], *tables, *others[1:]]
