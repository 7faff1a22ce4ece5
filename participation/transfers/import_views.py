"""Pages on which staff read in a table of proposals: file, columns, preview with all faults, publish, undo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.cells import csv_line
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number, page
from participation.kit.rules import demand
from participation.kit.sheets import FORMULA, MAX_BYTES, Row, read_table
from participation.places.maps import town_map
from participation.places.queries import StreetBook
from participation.proposals.bulk_actions import make_ready
from participation.proposals.queries import district_names
from participation.transfers import queries, rules
from participation.transfers.actions import change_mapping, discard_import, publish_import, undo_import, upload_table
from participation.transfers.forms import TableForm
from participation.transfers.models import ImportState, ProposalImport
from participation.transfers.reading import COLUMN_NAMES, MOST_FAULTS, Column, Known, Mapped, Reading, read_lines, read_mapping

blueprint = Blueprint("imports", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/einlesen")

PREVIEW_ROWS = 10
PREVIEW_LETTERS = 120


@blueprint.get("")
def index(slug: str) -> Response:
    """The form for a file, and what was read in before."""
    return _index_page(enter_to_moderate(slug), TableForm(formdata=None))


def _index_page(consultation: Consultation, form: TableForm, status: int = 200) -> Response:
    person, now, session = current_person(), clock.now(), current_session()
    made = queries.imports_of(session, consultation.id)
    return page(
        "transfers/index.html",
        form=form,
        may_import=rules.may_import(person, consultation),
        imports=made,
        undoable={row.id for row in made if rules.may_undo(person, consultation, row, now)},
        status=status,
        **_around(consultation),
    )


def _around(consultation: Consultation, here: str = "") -> dict[str, Any]:
    url = url_for("imports.index", slug=consultation.slug)
    manage = url_for("staff.manage", slug=consultation.slug)
    crumbs = [(_("Verwalten"), manage), (_("Tabelle einlesen"), url), *([(here, "")] if here else [])]
    return {"crumbs": crumbs, "index_url": url, "states": ImportState, **frame(consultation, current_person(), clock.now(), manage)}


@blueprint.post("")
@takes_files
def upload(slug: str) -> BaseResponse:
    """Take a file and go to its preview."""
    consultation, form = enter_to_moderate(slug), TableForm()
    demand(rules.may_import(current_person(), consultation))
    try:
        sent = form.file.data
        if not sent:
            raise Invalid(_("Bitte wählen Sie eine Datei aus."), "file")
        content = sent.stream.read(MAX_BYTES + 1)
        made = upload_table(current_session(), signed_in_person(), consultation, content, sent.filename or "", clock.now())
    except Invalid as error:
        form.blame(error)
        return _index_page(consultation, form, 422)
    current_session().commit()
    return go_to(_url(consultation, made))


@blueprint.get("/vorlage.csv")
def template(slug: str) -> Response:
    """An empty table with the names of the columns and one example."""
    consultation = enter_to_moderate(slug)
    category = consultation.categories[0].name if consultation.categories else ""
    example = {
        Column.TITLE: _("Bänke am Marktplatz"),
        Column.BODY: _("Am Marktplatz fehlen Bänke mit Lehne. Ältere Menschen können sich dort nicht ausruhen."),
        Column.CATEGORY: category,
        Column.NUMBER: "A-1",
    }
    text = "\ufeff" + csv_line(str(COLUMN_NAMES[column]) for column in Column) + csv_line(example.get(column, "") for column in Column)
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": 'attachment; filename="vorlage.csv"', "Cache-Control": "no-store"})


def _url(consultation: Consultation, made: ProposalImport) -> str:
    return url_for("imports.preview", slug=consultation.slug, import_id=made.id)


@blueprint.get("/<id:import_id>")
def preview(slug: str, import_id: int) -> BaseResponse:
    """What the table says: its columns, its first rows, everything that is wrong."""
    consultation = enter_to_moderate(slug)
    made = queries.import_of(current_session(), consultation.id, import_id, with_file=True)
    if not queries.is_pending(made):
        return go_to(url_for("imports.index", slug=slug))
    rows, mapping, reading = _read(consultation, made)
    return _preview_page(consultation, made, rows, mapping, reading)


def _read(consultation: Consultation, made: ProposalImport) -> tuple[list[Row], Mapped, Reading]:
    """The table, its mapping and what it comes to; the transaction ends before, so that nobody waits for the reading."""
    session = current_session()
    names, taken = district_names(session), queries.numbers_taken(session, consultation.id)
    known = Known(consultation, names, taken, town_map(), StreetBook(session), clock.now())
    content, kept = made.content or b"", made.mapping
    session.commit()
    rows = read_table(content)
    mapping = read_mapping(kept, max(map(len, rows)))
    return rows, mapping, read_lines(rows, mapping, known)


def _preview_page(
    consultation: Consultation, made: ProposalImport, rows: list[Row], mapping: Mapped, reading: Reading, status: int = 200
) -> Response:
    width = min(max(map(len, rows)), 60)
    header = [rows[0][place] if place < len(rows[0]) and rows[0][place] else _("Spalte %(number)s", number=place + 1) for place in range(width)]
    first = [
        [str(number), *(_short(row[place] if place < len(row) else "") for place in range(width))]
        for number, row in enumerate(rows[1 : PREVIEW_ROWS + 1], 2)
    ]
    return page(
        "transfers/preview.html",
        made=made,
        header=header,
        first=first,
        chosen=[mapping.get(place, "") for place in range(width)],
        columns=[("", _("nicht übernehmen")), *((str(column), str(name)) for column, name in COLUMN_NAMES.items())],
        faults=reading.faults[:MOST_FAULTS],
        more_faults=max(0, len(reading.faults) - MOST_FAULTS),
        ready=len(reading.lines) if reading.is_clean else 0,
        samples=reading.lines[:3],
        total=sum(1 for row in rows[1:] if any(row)),
        url=_url(consultation, made),
        status=status,
        **_around(consultation, _("Vorschau")),
    )


def _short(cell: str) -> str:
    said = _("(Formel)") if cell == FORMULA else cell
    return said if len(said) <= PREVIEW_LETTERS else said[: PREVIEW_LETTERS - 1] + "…"


@blueprint.post("/<id:import_id>/spalten")
def choose_columns(slug: str, import_id: int) -> BaseResponse:
    """Say what the columns are, and look again."""
    consultation, session = enter_to_moderate(slug), current_session()
    made = queries.import_of(session, consultation.id, import_id)
    said = {place: request.form.get(f"spalte-{place}", "") for place in range(60)}
    mapping = {place: Column(value) for place, value in said.items() if value in list(Column)}
    change_mapping(session, signed_in_person(), consultation, made, mapping, clock.now())
    session.commit()
    return go_to(_url(consultation, made))


@blueprint.post("/<id:import_id>/veroeffentlichen")
def publish(slug: str, import_id: int) -> BaseResponse:
    """Publish all of it, or nothing where something is wrong."""
    consultation, session, person = enter_to_moderate(slug), current_session(), signed_in_person()
    demand(rules.may_import(person, consultation))
    made = queries.import_of(session, consultation.id, import_id, with_file=True)
    if not queries.is_pending(made):
        return go_to(url_for("imports.index", slug=slug))
    rows, mapping, reading = _read(consultation, made)
    if not reading.is_clean:
        return _preview_page(consultation, made, rows, mapping, reading, 422)
    ready = [(line, make_ready(line.text, line.arrival)) for line in reading.lines]
    number = publish_import(session, person, consultation, made, ready, clock.now())
    sentence = ngettext("%(num)s Vorschlag ist veröffentlicht.", "%(num)s Vorschläge sind veröffentlicht.", number, num=format_number(number))
    return _done(consultation, sentence)


@blueprint.post("/<id:import_id>/verwerfen")
def discard(slug: str, import_id: int) -> BaseResponse:
    """Forget a table that was not published."""
    consultation, session = enter_to_moderate(slug), current_session()
    discard_import(session, signed_in_person(), consultation, queries.import_of(session, consultation.id, import_id), clock.now())
    return _done(consultation, _("Die Tabelle ist verworfen. Es wurde nichts veröffentlicht."))


@blueprint.post("/<id:import_id>/rueckgaengig")
def undo(slug: str, import_id: int) -> BaseResponse:
    """Take back what an import published."""
    consultation, session = enter_to_moderate(slug), current_session()
    gone = undo_import(session, signed_in_person(), consultation, queries.import_of(session, consultation.id, import_id), clock.now())
    return _done(
        consultation, ngettext("%(num)s Vorschlag ist zurückgenommen.", "%(num)s Vorschläge sind zurückgenommen.", gone, num=format_number(gone))
    )


def _done(consultation: Consultation, sentence: str) -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("imports.index", slug=consultation.slug))
