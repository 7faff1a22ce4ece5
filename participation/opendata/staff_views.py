"""A consultation's data with the columns for staff: made in the background for whoever asks, and for nobody else."""

from __future__ import annotations

from flask import Blueprint, Response, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter
from participation.datasets.catalogue import DATASETS
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Gone
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.kit.whole_files import open_whole
from participation.kit.work import WorkState
from participation.opendata import queries
from participation.opendata.actions import LASTS, request_data
from participation.opendata.jobs import data_dir
from participation.opendata.rules import may_fetch_data, may_take_data

blueprint = Blueprint("data_files", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/daten")


@blueprint.get("")
def show(slug: str) -> Response:
    """What lies in the file, and how far it is; that part asks for itself again."""
    found, person = enter(slug), current_person()
    demand(may_take_data(person, found))
    file = queries.own_file(current_session(), found.id, signed_in_person().id)
    datasets = [one.table for one in DATASETS if one.of_consultation]
    response = page("opendata/files.html", block="progress", consultation=found, file=file, states=WorkState, days=LASTS.days, datasets=datasets)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("")
def ask(slug: str) -> BaseResponse:
    """Have it made."""
    session = current_session()
    request_data(session, signed_in_person(), enter(slug), clock.now())
    session.commit()
    return go_to(url_for("data_files.show", slug=slug))


@blueprint.get("/datei")
def download(slug: str) -> Response:
    """The file, for whoever asked for it, while they run the consultation."""
    found, person = enter(slug), current_person()
    demand(may_take_data(person, found))
    file = queries.own_file(current_session(), found.id, signed_in_person().id)
    demand(may_fetch_data(person, found, file))
    if file is None or not file.is_there:
        raise Gone(_("Diese Datei gibt es nicht mehr. Sie können sie neu zusammenstellen lassen."))
    stream = open_whole(data_dir(), file.stored_name)
    response = send_file(stream, mimetype="application/zip", as_attachment=True, download_name=f"{slug}-daten-intern.zip", etag=False)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_length = file.size
    return response
