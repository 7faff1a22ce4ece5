"""A list of proposals as a table: for everyone what the pages show, for those who run the consultation a little more."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, enter_to_moderate
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.cells import csv_line, write_xlsx
from participation.kit.database import current_session, snapshot
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit, network_prefix
from participation.kit.pages import settings
from participation.proposals.filters import Filters, read_filters
from participation.proposals.listing import hits_of
from participation.proposals.queries import district_names
from participation.proposals.views import category_names
from participation.transfers.columns import CHUNK, header, lines, questions_shown

blueprint = Blueprint("transfers", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHEET_ROWS = 100_000
"""A workbook costs some ten times what a CSV file does; beyond this only the latter is made."""
FILES_AN_HOUR, SHEETS_AN_HOUR = 120, 30
"""From one network, or for a person who is signed in."""
PIECE = 1 << 16


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege.csv")
def csv_file(slug: str) -> BaseResponse:
    """The filtered list as CSV, sent while it is read."""
    return _csv(enter(slug), staff=False)


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege.xlsx")
def xlsx_file(slug: str) -> BaseResponse:
    """The filtered list as a workbook."""
    return _xlsx(enter(slug), staff=False)


@blueprint.get("/verwaltung/beteiligungen/<slug:slug>/vorschlaege.csv")
def staff_csv(slug: str) -> BaseResponse:
    """The same with the columns for those who run the consultation."""
    return _csv(enter_to_moderate(slug), staff=True)


@blueprint.get("/verwaltung/beteiligungen/<slug:slug>/vorschlaege.xlsx")
def staff_xlsx(slug: str) -> BaseResponse:
    """The same as a workbook."""
    return _xlsx(enter_to_moderate(slug), staff=True)


def _asked(consultation: Consultation) -> tuple[Filters, str]:
    """What the address asks for, and where the list stands."""
    filters = read_filters(request.args, category_names(consultation), district_names(current_session()))
    return filters, settings().base_url.rstrip("/") + url_for("proposals.index", slug=consultation.slug)


def _csv(consultation: Consultation, *, staff: bool) -> BaseResponse:
    _spare(FILES_AN_HOUR, "csv")
    filters, url = _asked(consultation)
    consultation_id = consultation.id
    questions = questions_shown(current_session(), consultation_id, staff=staff)
    names = header(questions, staff=staff)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the pieces are read when the request is over

    def pieces() -> Iterator[str]:
        yield "\ufeff" + csv_line(names)
        after: str | None = ""
        while after is not None:
            with app.app_context(), snapshot() as session:  # one look for each piece: a slow reader keeps nothing open
                read = list(lines(session, consultation_id, filters, url, questions, staff=staff, after=after, most=CHUNK))
            yield "".join(map(csv_line, read))
            after = str(read[-1][0]) if len(read) == CHUNK else None

    response = Response((piece.encode("utf-8", "replace") for piece in pieces()), mimetype="text/csv")
    return _named(response, consultation, "csv")


def _xlsx(consultation: Consultation, *, staff: bool) -> BaseResponse:
    _spare(SHEETS_AN_HOUR, "xlsx")
    filters, url = _asked(consultation)
    consultation_id = consultation.id
    [number] = hits_of(current_session(), consultation_id, [filters])
    if number > MOST_SHEET_ROWS:
        raise Invalid(_("Diese Liste ist zu lang für eine Excel-Datei. Bitte nehmen Sie die CSV-Datei oder filtern Sie die Liste."))
    questions = questions_shown(current_session(), consultation_id, staff=staff)
    names, title = header(questions, staff=staff), _("Vorschläge")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the file is made when the request is over

    def pieces() -> Iterator[bytes]:
        with tempfile.TemporaryFile() as stream:
            with app.app_context(), snapshot() as session:
                write_xlsx(stream, names, lines(session, consultation_id, filters, url, questions, staff=staff), title)
            stream.seek(0)
            yield from iter(partial(stream.read, PIECE), b"")

    return _named(Response(pieces(), mimetype=XLSX), consultation, "xlsx")


def _spare(most: int, kind: str) -> None:
    """Before a file is made. Raises TooMany."""
    person = current_person()
    who = f"person:{person.id}" if person else f"prefix:{network_prefix(request.remote_addr)}"
    check_limit(f"transfers:{kind}:{who}", most, timedelta(hours=1), clock.now())


def _named(response: Response, consultation: Consultation, kind: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="vorschlaege-{consultation.slug}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
