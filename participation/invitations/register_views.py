"""Staff's pages of the register: the file, its columns and faults, reading it in, taking it back; and the draw of the invited."""

from __future__ import annotations

import secrets
from fractions import Fraction
from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.councils.doorway import Here, enter_council_staff
from participation.councils.rules import may_run_council
from participation.invitations import draw_actions, queries, register_actions, rules
from participation.invitations.forms import DrawForm, PlanForm, RegisterForm
from participation.invitations.models import RegisterImport
from participation.invitations.reading import COLUMN_NAMES, MAX_BYTES, Column
from participation.kit.bodies import takes_large_files
from participation.kit.columns import header_of
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.kit.work import WorkState
from participation.methods.sortition.first_stage import FirstDraw, Stratum

Shares = list[tuple[Stratum, int, Fraction]]

blueprint = Blueprint("register", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/buergerrat")


@blueprint.after_request
def private(response: Response) -> Response:
    """Nothing of these pages stays in a cache."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


@blueprint.get("/register")
def index(slug: str) -> Response:
    """The file's form, and what was read in."""
    return _index(enter_council_staff(slug), RegisterForm(formdata=None))


def _index(here: Here, form: RegisterForm, status: int = 200) -> Response:
    session = current_session()
    demand(may_run_council(here.person, here.consultation, here.council))
    drawn = register_actions.was_drawn(session, here.council)
    made = queries.imports_of(session, here.council)
    return here.page(
        "invitations/register.html",
        _("Melderegister"),
        staff=True,
        status=status,
        form=form,
        may_read=rules.may_read_register(here.person, here.consultation, here.council, drawn),
        imports=made,
        undoable={one.id for one in made if rules.may_undo_register(here.person, here.consultation, here.council, one, drawn)},
        numbers=queries.register_numbers(session, here.council),
    )


@blueprint.post("/register")
@takes_large_files(MAX_BYTES // 1024 // 1024)
def upload(slug: str) -> BaseResponse:
    """Take a file and go to its preview."""
    here, form, session = enter_council_staff(slug), RegisterForm(), current_session()
    try:
        if not form.file.data:
            raise Invalid(_("Bitte wählen Sie eine Datei aus."), "file")
        content = form.file.data.stream.read(MAX_BYTES + 1)
        name, seals = form.file.data.filename or "", seals_of(settings())
        made = register_actions.upload_register(session, signed_in_person(), here.consultation, here.council, content, name, seals, here.now)
    except Invalid as error:
        form.blame(error)
        return _index(here, form, 422)
    session.commit()
    return go_to(here.url("register.preview", import_id=made.id))


@blueprint.get("/register/<id:import_id>")
def preview(slug: str, import_id: int) -> BaseResponse:
    """What the extract says, or how far it is read in."""
    here = enter_council_staff(slug)
    return _preview(here, queries.import_of(current_session(), here.council, import_id))


def _preview(here: Here, made: RegisterImport, status: int = 200, problem: str = "") -> BaseResponse:
    demand(may_run_council(here.person, here.consultation, here.council))
    if made.state in (WorkState.GONE, WorkState.READY) and not problem:
        flash(_("Das Register ist eingelesen.") if made.state == WorkState.READY else _("Diese Datei gibt es nicht mehr."), "success")
        return go_to(here.url("register.index"))
    context: dict[str, Any] = {"header": [], "first": []}
    if made.content is not None and made.state == WorkState.PENDING:
        header, first = header_of(register_actions.content_of(made, seals_of(settings())))
        context["header"] = [(place, name or str(place + 1)) for place, name in enumerate(header)]
        context["first"] = [
            [str(number), *(row[place][:60] if place < len(row) else "" for place in range(len(header)))] for number, row in enumerate(first, 2)
        ]
    chosen = {place: str(column) for column, place in register_actions.kept_mapping(made).items()}
    columns = [("", _("nicht einlesen")), *((str(column), str(name)) for column, name in COLUMN_NAMES.items())]
    return here.page(
        "invitations/preview.html", _("Vorschau"), staff=True, status=status, made=made, chosen=chosen, columns=columns, problem=problem, **context
    )


@blueprint.post("/register/<id:import_id>/spalten")
def columns(slug: str, import_id: int) -> BaseResponse:
    """Say what the columns are, and look again."""
    here, session = enter_council_staff(slug), current_session()
    made = queries.import_of(session, here.council, import_id)
    mapping: dict[Column, int] = {}
    for place in range(60):
        said = request.form.get(f"spalte-{place}", "")
        if said in list(Column):
            mapping.setdefault(Column(said), place)
    register_actions.choose_columns(session, signed_in_person(), here.consultation, here.council, made, mapping, seals_of(settings()), here.now)
    session.commit()
    return go_to(here.url("register.preview", import_id=made.id))


@blueprint.post("/register/<id:import_id>/einlesen")
def take(slug: str, import_id: int) -> BaseResponse:
    """Read it in, all or nothing."""
    here, session = enter_council_staff(slug), current_session()
    made = queries.import_of(session, here.council, import_id)
    try:
        register_actions.take_register(session, signed_in_person(), here.consultation, here.council, made, here.now)
    except Invalid as error:
        return _preview(here, made, 422, error.message)
    session.commit()
    return go_to(here.url("register.preview", import_id=made.id))


@blueprint.post("/register/<id:import_id>/zuruecknehmen")
def undo(slug: str, import_id: int) -> BaseResponse:
    """Take it back, before anybody is drawn."""
    here, session = enter_council_staff(slug), current_session()
    made = queries.import_of(session, here.council, import_id)
    register_actions.undo_register(session, signed_in_person(), here.consultation, here.council, made, here.now)
    session.commit()
    flash(_("Das Register ist zurückgenommen. Die Daten sind gelöscht."), "success")
    return go_to(here.url("register.index"))


@blueprint.route("/einladungen/auslosen", methods=["GET", "POST"])
def plan(slug: str) -> BaseResponse:
    """Plan the draw of the invited: look at the shares, try it without effect, then fix it."""
    here, session, form = enter_council_staff(slug), current_session(), PlanForm()
    draws, people = queries.draws_of(session, here.council), queries.register_numbers(session, here.council).people
    may = rules.may_commit_draw(here.person, here.consultation, here.council, people, any(draw.drawn_at is None for draw in draws))
    shares: Shares = []
    tried, act = None, request.form.get("act")
    if not form.is_submitted():
        form.size.data, form.spares_invited.data = here.council.seats * 20, True
    elif form.validate():
        demand(may)
        try:
            meant = form.plan(here.council)
            shares = draw_actions.shares_shown(session, here.council, meant)
            if act == "commit":
                return _commit(here, meant)
            tried = draw_actions.try_draw(session, here.council, meant, secrets.token_bytes(32)) if act == "try" else None
        except Invalid as error:
            form.blame(error)
    shown: dict[str, Any] = {"form": form, "may": may, "draws": draws, "rows": _rows(here, shares, tried), "tried": tried, "people": people}
    return here.page("invitations/plan.html", _("Einladungen auslosen"), staff=True, status=422 if form.errors else 200, **shown)


def _commit(here: Here, meant: draw_actions.DrawPlan) -> BaseResponse:
    made = draw_actions.commit_draw(current_session(), signed_in_person(), here.consultation, here.council, meant, here.now)
    current_session().commit()
    return go_to(here.url("register.draw", number=made.number))


def _rows(here: Here, shares: Shares, tried: FirstDraw | None) -> list[tuple[Any, ...]]:
    """Each stratum in words, its people, its share, and how many of it a trial drew."""
    labels = {feature.code: feature.label_of for feature in here.council.features}
    rows = []
    for stratum, size, share in shares:
        words = [labels[code](value) if code in labels else value for code, value in zip(draw_actions.PLACES, stratum, strict=True)]
        rows.append((*words, size, share, len(tried.chosen.get(stratum, ())) if tried else None))
    return rows


@blueprint.route("/einladungen/auslosen/<id:number>", methods=["GET", "POST"])
def draw(slug: str, number: int) -> BaseResponse:
    """One draw: what was fixed, and its random value once it is known."""
    here, session, form = enter_council_staff(slug), current_session(), DrawForm()
    made = queries.draw_of(session, here.council, number)
    may = rules.may_draw_invited(here.person, here.consultation, here.council, made)
    if form.validate_on_submit():
        demand(may)
        try:
            draw_actions.draw_the_invited(session, signed_in_person(), here.consultation, here.council, made, form.value.data or "", here.now)
            session.commit()
            flash(_("Die Eingeladenen sind ausgelost."), "success")
            return go_to(here.url("register.draw", number=number))
        except Invalid as error:
            form.blame(error)
    status = 422 if form.errors else 200
    return here.page(
        "invitations/draw.html", _("Auslosung"), staff=True, status=status, form=form, may=may, draw=made, commitment=draw_actions.commitment(made)
    )
