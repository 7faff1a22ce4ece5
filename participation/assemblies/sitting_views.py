"""Where the council's staff prepares sittings and notes what happened at them."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.assemblies import queries
from participation.assemblies import sitting_actions as actions
from participation.assemblies.doorway import Area, enter_as_staff
from participation.assemblies.forms import ExpertForm, GroupsForm, SittingDocumentForm, SittingForm, chosen_features
from participation.assemblies.members import Member, sitting_members
from participation.assemblies.models import Sitting
from participation.assemblies.rules import may_note_attendance, may_pay, may_run
from participation.assemblies.seating_plan import features_of, plan_of
from participation.assemblies.sparing import spare_files
from participation.councils.views import STAFF
from participation.kit.bodies import takes_files
from participation.kit.cells import csv_line
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.kit.uploads import delete_document

blueprint = Blueprint("sittings", __name__)
SITTINGS = STAFF + "/sitzungen"
ONE = SITTINGS + "/<id:sitting_id>"


def _enter(slug: str) -> Area:
    area = enter_as_staff(slug)
    demand(may_run(area.person, area.consultation, area.council))
    return area


def _one(slug: str, sitting_id: int) -> tuple[Area, Sitting]:
    area = _enter(slug)
    return area, queries.the_sitting(current_session(), area.council, sitting_id)


def _url(area: Area, sitting: Sitting, anchor: str = "") -> str:
    return area.url("sittings.show", sitting_id=sitting.id) + (f"#{anchor}" if anchor else "")


@blueprint.get(SITTINGS)
def index(slug: str) -> Response:
    """All sittings, with how many were there."""
    area, session = enter_as_staff(slug), current_session()
    return area.page(
        "assemblies/sittings.html",
        _("Sitzungen"),
        sittings=queries.sittings_of(session, area.council),
        attendance=queries.attendance_of(session, area.council),
        may_run=may_run(area.person, area.consultation, area.council),
    )


@blueprint.route(SITTINGS + "/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Plan a sitting."""
    return _form(_enter(slug), None)


@blueprint.route(ONE + "/bearbeiten", methods=["GET", "POST"])
def change(slug: str, sitting_id: int) -> BaseResponse:
    """Change when, where and about what."""
    return _form(*_one(slug, sitting_id))


def _form(area: Area, sitting: Sitting | None) -> BaseResponse:
    form, session = SittingForm.of(sitting), current_session()
    if form.validate_on_submit():
        try:
            draft = form.draft()
            if draft is not None:
                saved = actions.set_sitting(session, area.person, area.consultation, area.council, sitting, draft, area.now)
                session.commit()
                flash(_("Die Sitzung ist gespeichert."), "success")
                return go_to(_url(area, saved))
        except Invalid as error:
            form.blame(error)
    title = _("Sitzung planen") if sitting is None else _("Sitzung bearbeiten")
    back = area.url("sittings.index") if sitting is None else _url(area, sitting)
    return area.page("assemblies/form.html", title, form=form, back=back, status=422 if form.is_submitted() else 200)


@blueprint.get(ONE)
def show(slug: str, sitting_id: int) -> Response:
    """All that is prepared and noted for one sitting."""
    return _show(*_one(slug, sitting_id))


def _show(
    area: Area,
    sitting: Sitting,
    *,
    expert: ExpertForm | None = None,
    document: SittingDocumentForm | None = None,
    groups: GroupsForm | None = None,
    status: int = 200,
) -> Response:
    session = current_session()
    there = queries.attendance_of(session, area.council).get(sitting.id, set())
    noted = sitting.attendance_at is not None
    forms = (expert, document, groups)
    return area.page(
        "assemblies/sitting_desk.html",
        sitting.title,
        sitting=sitting,
        attendance_options=[(member.seat_id, _seat_and_name(member)) for member in area.members if member.sits or member.seat_id in there],
        attendance_chosen=sorted(there),
        coming_chosen=sorted(there if noted else {member.seat_id for member in sitting_members(area.members)}),
        feature_options=[(feature.code, feature.label) for feature in area.council.features],
        plan=plan_of(queries.groups_of(session, sitting), area.names(), area.council),
        expert_form=expert or ExpertForm(formdata=None),
        document_form=document or SittingDocumentForm(formdata=None),
        groups_form=groups or GroupsForm(formdata=None, data={"size": 6, "rounds": 3}),
        may_note=may_note_attendance(area.person, area.consultation, area.council, sitting, area.now),
        has_errors=status >= 400 or any(form is not None and form.errors for form in forms),
        status=status,
    )


def _seat_and_name(member: Member) -> str:
    return f"{member.label}: {member.public_name}" if member.public_name else member.label


@blueprint.post(ONE + "/entfernen")
def remove(slug: str, sitting_id: int) -> BaseResponse:
    """Take a sitting away that did not take place, its files after the commit."""
    area, sitting = _one(slug, sitting_id)
    names = actions.remove_sitting(current_session(), area.person, area.consultation, area.council, sitting, area.now)
    current_session().commit()
    for name in names:
        delete_document(settings().files_dir, name)
    flash(_("Die Sitzung ist entfernt."), "success")
    return go_to(area.url("sittings.index"))


@blueprint.post(ONE + "/fachleute")
def new_expert(slug: str, sitting_id: int) -> BaseResponse:
    """Note whom the council hears."""
    (area, sitting), form, session = _one(slug, sitting_id), ExpertForm(), current_session()
    if form.validate():
        try:
            values = {name: str(form[name].data or "") for name in ("name", "role", "statement", "interests")}
            actions.add_expert(session, area.person, area.consultation, area.council, sitting, values, area.now)
            session.commit()
            return go_to(_url(area, sitting, "fachleute"))
        except Invalid as error:
            form.blame(error)
    return _show(area, sitting, expert=form, status=422)


@blueprint.post(ONE + "/fachleute/<id:expert_id>/entfernen")
def drop_expert(slug: str, sitting_id: int, expert_id: int) -> BaseResponse:
    """Take somebody off the list."""
    area, sitting = _one(slug, sitting_id)
    expert = next((each for each in sitting.experts if each.id == expert_id), None)
    if expert is None:
        raise NotFound
    actions.remove_expert(current_session(), area.person, area.consultation, area.council, sitting, expert, area.now)
    current_session().commit()
    return go_to(_url(area, sitting, "fachleute"))


@blueprint.post(ONE + "/dokumente")
@takes_files
def new_document(slug: str, sitting_id: int) -> BaseResponse:
    """Add a PDF for the members."""
    (area, sitting), form, session = _one(slug, sitting_id), SittingDocumentForm(), current_session()
    spare_files(area.person, area.now)
    if form.validate() and form.file.data:
        try:
            limit = settings().max_upload_mb * 1024 * 1024
            given = (form.file.data.stream, form.title.data or "", settings().files_dir, limit)
            actions.add_sitting_document(session, area.person, area.consultation, area.council, sitting, *given, area.now)
            session.commit()
            return go_to(_url(area, sitting, "dokumente"))
        except Invalid as error:
            form.blame(error)
    elif not form.file.data:
        form.blame(Invalid(_("Bitte wählen Sie eine Datei aus."), "file"))
    return _show(area, sitting, document=form, status=422)


@blueprint.post(ONE + "/dokumente/<id:document_id>/entfernen")
def drop_document(slug: str, sitting_id: int, document_id: int) -> BaseResponse:
    """Take a document away, its file after the commit."""
    area, sitting = _one(slug, sitting_id)
    document = next((each for each in sitting.documents if each.id == document_id), None)
    if document is None:
        raise NotFound
    name = actions.remove_sitting_document(current_session(), area.person, area.consultation, area.council, sitting, document, area.now)
    current_session().commit()
    delete_document(settings().files_dir, name)
    return go_to(_url(area, sitting, "dokumente"))


def _seats_sent() -> list[int]:
    return [int(value) for value in request.form.getlist("seat") if value.isascii() and value.isdigit() and len(value) < 10]


@blueprint.post(ONE + "/anwesenheit")
def attendance(slug: str, sitting_id: int) -> BaseResponse:
    """Note who is there."""
    area, sitting = _one(slug, sitting_id)
    there = _seats_sent()
    actions.note_attendance(current_session(), area.person, area.consultation, area.council, sitting, area.members, there, area.now)
    current_session().commit()
    flash(_("Die Anwesenheit ist gespeichert."), "success")
    return go_to(_url(area, sitting, "anwesenheit"))


@blueprint.post(ONE + "/gruppen")
def groups(slug: str, sitting_id: int) -> BaseResponse:
    """Make small groups of those who come."""
    (area, sitting), form, session = _one(slug, sitting_id), GroupsForm(), current_session()
    if form.validate():
        spare_files(area.person, area.now)
        try:
            seats, wish = _wish(area, form)
            actions.make_groups(session, area.person, area.consultation, area.council, sitting, seats, wish, secrets.token_hex(16), area.now)
            session.commit()
            return go_to(_url(area, sitting, "gruppen"))
        except Invalid as error:
            form.blame(error)
    return _show(area, sitting, groups=form, status=422)


def _wish(area: Area, form: GroupsForm) -> tuple[list[int], actions.GroupsWish]:
    sent = set(_seats_sent())
    seats = [member.seat_id for member in sitting_members(area.members) if member.seat_id in sent]
    by_number = {member.number: member.seat_id for member in area.members}

    def seat(number: int, field: str) -> int:
        if number not in by_number:
            raise Invalid(_("Einen Platz mit der Nummer %(number)s gibt es nicht.", number=number), field)
        return by_number[number]

    features = chosen_features(area.council.features, request.form.getlist("feature"))
    known = features_of(current_session(), area.council, area.members, seals_of(settings())) if features else {}
    apart = tuple((seat(one, "apart"), seat(other, "apart")) for one, other in form.pairs("apart"))
    fixed = tuple((seat(number, "fixed"), table) for number, table in form.pairs("fixed"))
    return seats, actions.GroupsWish(form.size.data or 0, form.rounds.data or 0, features, known, apart, fixed)


@blueprint.get(STAFF + "/aufwandsentschaedigung.csv")
def allowances(slug: str) -> Response:
    """For the cashier: each seat, at how many sittings its member was, and what that makes."""
    area = enter_as_staff(slug)
    demand(may_pay(area.person, area.consultation, area.council))
    attendance = queries.attendance_of(current_session(), area.council)
    lines = ["\ufeff" + csv_line([_("Platz"), _("Sitzungen"), _("Betrag in Cent"), _("Betrag in Euro")])]
    lines += [csv_line(row) for row in allowance_rows(area.members, attendance, area.council.allowance_cents)]
    headers = {"Content-Disposition": "attachment; filename=aufwandsentschaedigung.csv", "Cache-Control": "private, no-store"}
    return Response("".join(lines), mimetype="text/csv", headers=headers)


def allowance_rows(members: list[Member], attendance: dict[int, set[int]], cents: int) -> list[tuple[str, int, int, str]]:
    """Seat, sittings attended, amount in cents and in euros; everybody who was at one, and everybody who sits."""
    rows = []
    for member in members:
        number = sum(member.seat_id in there for there in attendance.values())
        if number or member.sits:
            rows.append((member.label, number, number * cents, f"{number * cents // 100},{number * cents % 100:02}"))
    return rows
