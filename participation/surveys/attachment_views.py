"""What people attached to their answers, for those who run the survey: a list by question, each file to open."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, Response, request

from participation.kit.database import current_session
from participation.kit.deliveries import PRIVATE, send_document, send_picture
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.pagination import page_number
from participation.kit.uploads import WIDTHS, stored_path
from participation.methods.surveys.definition import Kind
from participation.surveys.asking import words as in_words
from participation.surveys.channel_queries import attached_file, attached_files
from participation.surveys.doorway import enter_survey
from participation.surveys.rules import may_read_answers

blueprint = Blueprint("survey_attachments", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen/<id:survey_id>/anhaenge")


@blueprint.get("")
def index(slug: str, survey_id: int) -> Response:
    """All files, question by question, in an order that means nothing."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    main = here.definition.languages[0]
    labels = {question.code: in_words(question.text, main) or question.code for question in here.definition.questions if question.kind == Kind.FILE}
    files = attached_files(current_session(), here.survey, page_number(request.args.get("seite")))
    return here.page(
        "attachments.html", _("Dateien"), files=files, labels=labels, turn=lambda number: here.url("survey_attachments.index", seite=number)
    )


@blueprint.get("/<name>")
def deliver(slug: str, survey_id: int, name: str) -> Response:
    """One file: a picture as a picture, a document as a download. Raises NotFound for one that was not sent with an answer."""
    here = enter_survey(slug, survey_id, rule=may_read_answers)
    file = attached_file(current_session(), here.survey, PurePath(name).stem)
    if not file.is_picture:
        return send_document(settings().files_dir, f"{file.name}.pdf", file.name, PRIVATE)
    there = [width for width in WIDTHS if stored_path(settings().files_dir, f"{file.name}-{width}.webp").exists()]
    if not there:
        raise NotFound
    return send_picture(settings().files_dir, file.name, there[-1], PRIVATE)
