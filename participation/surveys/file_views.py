"""Answers as files for those who run a survey: CSV sent while it is read, others made in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.cells import csv_line
from participation.kit.database import current_session, snapshot
from participation.kit.errors import Gone, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.whole_files import open_whole
from participation.kit.work import WorkState
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.columns import CODEBOOK, LONG, codebook_lines, columns_of, long_lines, wide_header, wide_line
from participation.surveys.doorway import Here, enter_survey
from participation.surveys.export_sav import can_write_sav
from participation.surveys.file_actions import LASTS, files_of, request_file
from participation.surveys.file_jobs import files_dir
from participation.surveys.models import Survey
from participation.surveys.queries import answer_rows
from participation.surveys.rows import Row
from participation.surveys.rules import may_read_answers

blueprint = Blueprint("survey_files", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>")

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xml": "application/xml", "sav": "application/x-spss-sav"}
NAMES = {
    "xlsx": lazy("Excel (XLSX): Antworten, Spalten und freie Texte auf drei Blättern"),
    "xml": lazy("Codebuch für Archive (DDI-Codebook 2.5, XML)"),
    "sav": lazy("SPSS (SAV) mit Beschriftungen"),
}
GONE = lazy("Diese Datei gibt es nicht mehr. Sie können sie neu herstellen lassen.")

Lines = Callable[[int, list[Row]], Iterable[Sequence[object]]]


@blueprint.get("/dateien")
def index(slug: str, survey_id: int) -> Response:
    """All files, and how far those are that are being made; that part asks for itself again."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    made = files_of(current_session(), here.survey.id)
    making = any(one.is_unfinished for one in made.values())
    context: dict[str, Any] = {"kinds": NAMES, "made": made, "making": making, "days": LASTS.days, "can_sav": can_write_sav()}
    return here.page("files.html", _("Dateien"), block="progress", **context)


@blueprint.post("/dateien")
def make(slug: str, survey_id: int) -> BaseResponse:
    """Have one made."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    request_file(current_session(), signed_in_person(), here.consultation, here.survey, request.form.get("art", ""), here.now)
    current_session().commit()
    return go_to(here.url("survey_files.index"))


@blueprint.get("/dateien/<kind>")
def download(slug: str, survey_id: int, kind: str) -> Response:
    """A finished file."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    made = files_of(current_session(), here.survey.id).get(kind)
    if made is None:
        raise NotFound
    if made.state != WorkState.READY:
        raise Gone(str(GONE))
    response = send_file(
        open_whole(files_dir(), made.stored_name), mimetype=TYPES[kind], as_attachment=True, download_name=f"umfrage-{survey_id}.{kind}", etag=False
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.content_length = made.size
    return response


@blueprint.get("/antworten.csv")
def wide(slug: str, survey_id: int) -> BaseResponse:
    """One line a person."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    columns = columns_of(here.definition)
    return _csv(here, "antworten", wide_header(columns), lambda number, rows: [wide_line(number, rows, columns)])


@blueprint.get("/angaben.csv")
def long(slug: str, survey_id: int) -> BaseResponse:
    """One line a value."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    definition: Definition = here.definition
    return _csv(here, "angaben", LONG, lambda number, rows: long_lines(number, rows, definition))


@blueprint.get("/spalten.csv")
def codebook(slug: str, survey_id: int) -> BaseResponse:
    """What the columns mean."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    lines = codebook_lines(columns_of(here.definition), here.definition.languages[0])
    return _named(here, "spalten", iter(["\ufeff" + csv_line(CODEBOOK), *map(csv_line, lines)]))


def _csv(here: Here, name: str, header: Sequence[str], lines: Lines) -> Response:
    survey: Survey = here.survey
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the pieces are read when the request is over

    def pieces() -> Iterator[str]:
        yield "\ufeff" + csv_line(header)
        with app.app_context(), snapshot() as session:
            for number, (_key, rows) in enumerate(answer_rows(session, survey), 1):
                yield "".join(map(csv_line, lines(number, rows)))

    return _named(here, name, pieces())


def _named(here: Here, name: str, pieces: Iterator[str]) -> Response:
    response = Response((piece.encode("utf-8", "replace") for piece in pieces), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="umfrage-{here.survey.id}-{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
