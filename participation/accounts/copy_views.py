"""The copy of one's data: asked for, made in the background with its progress, fetched by the signed-in person and nobody else."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.copy_actions import LASTS, newest_copy, request_copy
from participation.accounts.copy_jobs import copies_dir
from participation.accounts.current import signed_in_only, signed_in_person
from participation.accounts.entering import no_store
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Gone
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import page
from participation.kit.whole_files import open_whole
from participation.kit.work import WorkState

blueprint = Blueprint("copies", __name__, url_prefix="/konto/daten/kopie")
blueprint.after_request(no_store)

MOST, PERIOD = 10, timedelta(days=1)
"""How often one person may press the button."""


@blueprint.post("")
@signed_in_only
def ask() -> BaseResponse:
    """Ask for the copy, and go where its progress is shown."""
    check_limit(f"own copy:person:{signed_in_person().id}", MOST, PERIOD, clock.now())
    request_copy(current_session(), signed_in_person(), clock.now())
    current_session().commit()
    return go_to(url_for("copies.show"))


@blueprint.get("")
@signed_in_only
def show() -> Response:
    """How far the copy is; the part with the progress asks for itself again until it is there."""
    copy, now = newest_copy(current_session(), signed_in_person().id), clock.now()
    ready, failed = copy is not None and copy.is_ready(now), copy is not None and copy.state == WorkState.FAILED
    return page("accounts/copy.html", block="progress", copy=copy, ready=ready, failed=failed, days=LASTS.days)


@blueprint.get("/datei")
@signed_in_only
def download() -> Response:
    """The file, as long as it is there."""
    copy = newest_copy(current_session(), signed_in_person().id)
    if copy is None or not copy.is_ready(clock.now()):
        raise Gone(_("Diese Datei ist noch nicht fertig, oder ihre Tage sind vorbei. Sie können Ihre Daten neu zusammenstellen lassen."))
    stream = open_whole(copies_dir(), copy.stored_name)
    response = send_file(stream, mimetype="application/zip", as_attachment=True, download_name="meine-daten.zip", etag=False)
    response.content_length = copy.size
    return response
