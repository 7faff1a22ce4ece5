"""Taking the answers away as tables: asked for, made in the background with its progress, fetched by whoever asked."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, send_file
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Gone
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.rules import demand
from participation.kit.whole_files import path_of
from participation.kit.work import WorkState
from participation.opinions import rules
from participation.opinions.doorway import Here, enter_map
from participation.opinions.file_actions import LASTS, request_file
from participation.opinions.jobs import files_dir
from participation.opinions.models import OpinionFile
from participation.opinions.queries import file_of

blueprint = Blueprint("opinion_files", __name__, url_prefix="/beteiligungen/<slug:slug>/meinungsbild/<id:map_id>/daten")

MOST, PERIOD = 20, timedelta(hours=1)
"""How often one person may press the button."""


@blueprint.post("")
def take_away(slug: str, map_id: int) -> BaseResponse:
    """Ask for all answers without names, as Polis writes them, and go where the progress is shown."""
    here, person = enter_map(slug, map_id, rules.may_take_away), signed_in_person()
    check_limit(f"opinion file:person:{person.id}", MOST, PERIOD, here.now)
    file = request_file(current_session(), signed_in_person(), here.consultation, here.map, here.now)
    current_session().commit()
    return go_to(here.url("opinion_files.show", file_id=file.id))


@blueprint.get("/<id:file_id>")
def show(slug: str, map_id: int, file_id: int) -> Response:
    """How far the file is; the part with the progress asks for itself again until it is there."""
    here, file = _own(slug, map_id, file_id)
    ready = file.is_ready(here.now)
    failed = file.state == WorkState.FAILED
    response = here.page("file.html", _("Antworten als Tabellen"), block="progress", file=file, ready=ready, failed=failed, days=LASTS.days)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/<id:file_id>/datei")
def download(slug: str, map_id: int, file_id: int) -> Response:
    """The file."""
    here, file = _own(slug, map_id, file_id)
    if not file.is_ready(here.now):
        raise Gone(_("Diese Datei ist noch nicht fertig, oder ihre Tage sind vorbei. Sie können die Tabellen neu zusammenstellen lassen."))
    try:
        stream = path_of(files_dir(), file.stored_name).open("rb")
    except OSError as error:
        raise Gone(_("Diese Datei gibt es nicht mehr. Sie können die Tabellen neu zusammenstellen lassen.")) from error
    response = send_file(stream, mimetype="application/zip", as_attachment=True, download_name=f"meinungsbild-{map_id}.zip", etag=False)
    response.headers["Cache-Control"] = "private, no-store"
    response.content_length = file.size
    return response


def _own(slug: str, map_id: int, file_id: int) -> tuple[Here, OpinionFile]:
    here = enter_map(slug, map_id, rules.may_take_away)
    file = file_of(current_session(), here.map, file_id)
    demand(rules.may_fetch(here.person, here.consultation, here.map, file))
    return here, file
