"""Pages on which staff move things here: files, preview, take over, report, take back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.bodies import takes_large_files
from participation.kit.cells import csv_line
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number, page, settings
from participation.kit.rules import demand
from participation.kit.sheets import MAX_BYTES
from participation.moving import queries, rules
from participation.moving.actions import discard_move, known_of, publish_move, undo_move, upload_move
from participation.moving.description import SYSTEM_NAMES, Description, Kind, System, loaded
from participation.moving.forms import MEGABYTES, ExportForm
from participation.moving.models import Move, MoveState
from participation.moving.naming_actions import forget_name
from participation.moving.planning import KIND_NAMES, Plan, counted, plan_of
from participation.moving.sheets import MOST_FILES, File
from participation.moving.whole import whole_numbers
from participation.places.maps import town_map
from participation.places.queries import StreetBook
from participation.proposals.queries import district_names

blueprint = Blueprint("moving", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/umzug")

SHOWN_FAULTS = 100
SAMPLES = 5


@blueprint.get("")
def index(slug: str) -> Response:
    """The form for an export, and what was moved before."""
    return _index_page(enter_to_moderate(slug), ExportForm(formdata=None))


def _index_page(consultation: Consultation, form: ExportForm, status: int = 200) -> Response:
    session, person = current_session(), current_person()
    shown: dict[str, Any] = {"moves": queries.moves_of(session, consultation.id), "may_move": rules.may_move(person, consultation), "form": form}
    return page("moving/index.html", status=status, **shown, **_around(consultation))


def _around(consultation: Consultation, here: str = "") -> dict[str, Any]:
    url, manage = url_for("moving.index", slug=consultation.slug), url_for("staff.manage", slug=consultation.slug)
    crumbs = [(_("Verwalten"), manage), (_("Aus einer anderen Plattform umziehen"), url), *([(here, "")] if here else [])]
    return {"crumbs": crumbs, "index_url": url, "system_names": SYSTEM_NAMES, **frame(consultation, current_person(), clock.now(), manage)}


@blueprint.post("")
@takes_large_files(MEGABYTES)
def upload(slug: str) -> BaseResponse:
    """Take the files and go to the preview."""
    consultation, form = enter_to_moderate(slug), ExportForm()
    demand(rules.may_move(current_person(), consultation))
    if not form.validate():
        return _index_page(consultation, form, 422)
    try:
        move = upload_move(current_session(), signed_in_person(), consultation, System(form.system.data), _sent(), clock.now())
    except Invalid as error:
        form.blame(error)
        return _index_page(consultation, form, 422)
    current_session().commit()
    return go_to(_url(consultation, move))


def _sent() -> list[File]:
    files = [sent for sent in request.files.getlist("files") if sent.filename][: MOST_FILES + 1]
    return [(sent.filename or "", sent.stream.read(MEGABYTES * MAX_BYTES)) for sent in files]


def _url(consultation: Consultation, move: Move) -> str:
    return url_for("moving.show", slug=consultation.slug, move_id=move.id)


@blueprint.get("/<id:move_id>")
def show(slug: str, move_id: int) -> Response:
    """What an export comes to; after it was taken over, the report."""
    consultation = enter_to_moderate(slug)
    move = queries.move_of(current_session(), consultation.id, move_id, described=True)
    return _preview(consultation, move) if move.state == MoveState.PENDING else _report(consultation, move)


def _planned(consultation: Consultation, move: Move) -> tuple[Description, Plan]:
    session, description = current_session(), loaded(move.described or "")
    around = {"districts": district_names(session), "town": town_map(), "streets": StreetBook(session), "now": clock.now()}
    return description, plan_of(description, known_of(session, consultation, description.system, **around))


def _preview(consultation: Consultation, move: Move, status: int = 200) -> Response:
    description, plan = _planned(consultation, move)
    return page(
        "moving/preview.html",
        move=move,
        plan=plan,
        counts=counted(Kind, plan),
        whole=whole_numbers(plan.whole),
        faults=description.faults[:SHOWN_FAULTS],
        more_faults=max(0, len(description.faults) - SHOWN_FAULTS),
        private=description.private,
        samples=[(str(KIND_NAMES[kind]), plan.new[kind][:SAMPLES]) for kind in Kind if plan.new[kind]],
        url=_url(consultation, move),
        status=status,
        **_around(consultation, _("Vorschau")),
    )


def _report(consultation: Consultation, move: Move, name: str = "", wrong: str = "", status: int = 200) -> Response:
    report: dict[str, Any] = move.report
    rows = [(str(KIND_NAMES[kind]), report["taken"][kind], report["already"][kind]) for kind in Kind if kind in report.get("taken", {})]
    return page(
        "moving/report.html",
        move=move,
        report=report,
        counts=rows,
        whole=report.get("whole"),
        typed=name,
        wrong=wrong,
        status=status,
        may_undo=rules.may_undo(current_person(), consultation, move, clock.now()),
        url=_url(consultation, move),
        **_around(consultation, _("Bericht")),
    )


@blueprint.post("/<id:move_id>/uebernehmen")
def publish(slug: str, move_id: int) -> BaseResponse:
    """Take over what the preview shows; where rows are wrong only if it is said that they are left out."""
    consultation, session, person = enter_to_moderate(slug), current_session(), signed_in_person()
    demand(rules.may_move(person, consultation))
    move = queries.move_of(session, consultation.id, move_id, described=True)
    if move.state == MoveState.PENDING:
        description, plan = _planned(consultation, move)
        if not plan.total or (description.faults and request.form.get("ohne") != "fehler"):
            return _preview(consultation, move, 422)
        number = publish_move(session, person, consultation, move, description, plan, clock.now())
        session.commit()
        flash(ngettext("%(num)s Eintrag ist übernommen.", "%(num)s Einträge sind übernommen.", number, num=format_number(number)), "success")
    return go_to(url_for("moving.show", slug=slug, move_id=move_id))


@blueprint.post("/<id:move_id>/verwerfen")
def discard(slug: str, move_id: int) -> BaseResponse:
    """Forget an export that was not taken over."""
    consultation, session = enter_to_moderate(slug), current_session()
    discard_move(session, signed_in_person(), consultation, queries.move_of(session, consultation.id, move_id), clock.now())
    session.commit()
    flash(_("Der Export ist verworfen. Es wurde nichts übernommen."), "success")
    return go_to(url_for("moving.index", slug=slug))


@blueprint.post("/<id:move_id>/zuruecknehmen")
def undo(slug: str, move_id: int) -> BaseResponse:
    """Take back what a move made here."""
    consultation, session = enter_to_moderate(slug), current_session()
    gone = undo_move(session, signed_in_person(), consultation, queries.move_of(session, consultation.id, move_id), clock.now())
    session.commit()
    flash(ngettext("%(num)s Eintrag ist zurückgenommen.", "%(num)s Einträge sind zurückgenommen.", gone, num=format_number(gone)), "success")
    return go_to(url_for("moving.show", slug=slug, move_id=move_id))


@blueprint.post("/<id:move_id>/name")
def remove_name(slug: str, move_id: int) -> BaseResponse:
    """Take the name of somebody who asks for it out of what came."""
    consultation, session = enter_to_moderate(slug), current_session()
    move = queries.move_of(session, consultation.id, move_id)
    name = request.form.get("name", "")
    try:
        number = forget_name(session, signed_in_person(), consultation, move, name, clock.now())
    except Invalid as error:
        return _report(consultation, move, name, error.message, 422)
    session.commit()
    flash(
        ngettext("Der Name ist aus %(num)s Eintrag entfernt.", "Der Name ist aus %(num)s Einträgen entfernt.", number, num=format_number(number)),
        "success",
    )
    return go_to(_url(consultation, move))


@blueprint.get("/<id:move_id>/bericht.csv")
def report_csv(slug: str, move_id: int) -> Response:
    """A line for each thing that came, then what did not and why."""
    consultation, session = enter_to_moderate(slug), current_session()
    move = queries.move_of(session, consultation.id, move_id)
    base = settings().base_url.rstrip("/")
    lines = [csv_line([_("Art"), _("Nummer dort"), _("Nummer hier"), _("Titel"), _("Verfasst von"), _("Adresse dort"), _("Adresse hier")])]
    names = {
        "proposal": _("Vorschlag"),
        "contribution": ngettext("Beitrag", "Beiträge", 1),
        "topic": _("Thema"),
        "map": _("Meinungsbild"),
        "survey": _("Umfrage"),
    }
    pages = {"proposal": f"/beteiligungen/{slug}/vorschlaege/", "contribution": "/beitraege/", "topic": f"/beteiligungen/{slug}/diskussionen/"}
    for kind, source, reference, title, author, address, number in queries.report_lines(session, move.id):
        here = f"{base}{pages[kind]}{number}" if source and kind in pages else ""
        lines.append(csv_line([names.get(kind, kind), source, reference, title, author, address, here]))
    report: dict[str, Any] = move.report
    for part, name in (("passed", _("nicht übernommen")), ("notes", _("geändert"))):
        lines += [csv_line([name, "", "", sentence, "", "", number]) for sentence, number in report.get(part, {}).items()]
    lines += [csv_line([_("Fehler"), fault["row"], "", fault["sentence"], "", fault["file"], ""]) for fault in report.get("faults", [])]
    headers = {"Content-Disposition": f'attachment; filename="umzug-{move.id}.csv"', "Cache-Control": "no-store"}
    return Response("\ufeff" + "".join(lines), mimetype="text/csv", headers=headers)
