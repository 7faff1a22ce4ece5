"""The door: who is expected, who is there, letting in by list, number or ticket, and lists for a hall without a network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.rules import may_see
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language, ngettext
from participation.kit.pages import page, settings
from participation.kit.pagination import Page, page_number
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.kit.text import fold
from participation.meetings import checkin_actions as actions
from participation.meetings import door_lists, queries
from participation.meetings.doorway import Here, enter_meeting_staff
from participation.meetings.models import Attendee
from participation.meetings.registration_forms import HandInForm, WalkInForm
from participation.meetings.registration_models import Registration
from participation.meetings.registration_rules import may_hand_in, may_let_in
from participation.meetings.rules import may_run_meeting
from participation.meetings.showing import say_place, say_span
from participation.meetings.tickets import TICKET, is_proof

blueprint = Blueprint("meeting_door", __name__)

DOOR = "/verwaltung/beteiligungen/<slug:slug>/sitzungen/<id:meeting_id>/einlass"
TICKET_PAGE = "/einlass/<id:meeting_id>/<token:public_id>/<token:proof>"
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the door's list: a registration, or somebody who came without; how many are there, and since when."""

    name: str
    number: str
    seats: int
    present: tuple[Attendee, ...]
    since: str
    registration: Registration | None = None

    @property
    def missing(self) -> int:
        """How many are still to come."""
        return self.seats - len(self.present)

    @property
    def choices(self) -> list[tuple[int, int]]:
        """How many may come now, all of them first."""
        return [(number, number) for number in range(self.missing, 0, -1)]


@blueprint.get(DOOR)
def door(slug: str, meeting_id: int) -> Response:
    """Who is expected and who is there, to search and to let in."""
    return _door(enter_meeting_staff(slug, meeting_id))


def _door(here: Here, form: WalkInForm | None = None, status: int = 200) -> Response:
    rows, asked = _rows(here), request.args.get("suche", "")[:80]
    wanted = fold(asked)
    found = [row for row in rows if wanted in fold(row.name) or asked.strip() == row.number] if wanted else rows
    number = min(page_number(request.args.get("seite")), max(1, -(-len(found) // A_PAGE)))
    shown = Page(found[(number - 1) * A_PAGE : number * A_PAGE], number, A_PAGE, len(found))
    return here.page(
        "meetings/door.html",
        _("Einlass"),
        staff=True,
        status=status,
        rows=shown,
        asked=asked,
        present=sum(len(row.present) for row in rows),
        registered=sum(len(row.present) for row in rows if row.registration is not None),
        expected=sum(row.seats for row in rows if row.registration is not None),
        form=form or WalkInForm(formdata=None),
        may_let_in=may_let_in(here.person, here.consultation, here.meeting, here.now),
        say_numbers=_say_numbers,
        url_for_page=lambda page: here.url("meeting_door.door", seite=page, **({"suche": asked} if asked else {})),
        has_errors=status >= 400,
    )


def _rows(here: Here) -> list[Row]:
    """Registrations with a place in their order, then everybody else who is there or joined by phone; three statements."""
    session, meeting_id = current_session(), here.meeting.id
    came: dict[int, list[Attendee]] = {}
    others = []
    for one in queries.attendees_of(session, meeting_id):
        if one.registration_id is None:
            others.append(one)
        elif one.checked_in_at is not None:
            came.setdefault(one.registration_id, []).append(one)
    rows = []
    for registered in queries.line_of(session, meeting_id):
        if registered.is_placed:
            there = tuple(each for each in came.get(registered.id, ()) if each.is_present)
            rows.append(Row(registered.name, str(registered.turn), registered.seats, there, _since(there), registered))
    for guest in others:
        here_now = (guest,) if guest.is_present else ()
        rows.append(Row(guest.name or _("Nummer %(number)s", number=guest.number), str(guest.number), 1, here_now, _since(here_now)))
    return rows


def _since(there: tuple[Attendee, ...]) -> str:
    return actions.said_since(min((one.checked_in_at for one in there if one.checked_in_at), default=None))


@blueprint.post(DOOR + "/<id:registration_id>/einchecken")
def check_in(slug: str, meeting_id: int, registration_id: int) -> BaseResponse:
    """Let in people of a registration."""
    here = enter_meeting_staff(slug, meeting_id)
    registration = _registration(here, registration_id)
    _let_in(here, registration)
    return go_to(_back(here))


def _registration(here: Here, registration_id: int) -> Registration:
    found = current_session().get(Registration, registration_id)
    if found is None or found.meeting_id != here.meeting.id:
        raise NotFound(_("Diese Anmeldung gibt es nicht mehr."))
    return found


def _let_in(here: Here, registration: Registration) -> None:
    """Let in as many as the form says, and say so; somebody who is there already is no error but an answer."""
    typed = request.form.get("people", "1")
    people = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 2 else 0
    session = current_session()
    try:
        made = actions.let_in(session, signed_in_person(), here.consultation, here.meeting, registration, people, here.now)
        session.commit()
        came = _("%(name)s: %(number)s eingecheckt.", name=registration.name, number=len(made))
        flash(f"{came} {_say_numbers(made)}.", "success")
    except (Conflict, Invalid) as found:
        session.rollback()
        flash(found.message, "warning")


def _say_numbers(there: Iterable[Attendee]) -> str:
    """The numbers by which the hall knows some people: groups and the speaking list go by them, not by the list of registrations."""
    numbers = [str(one.number) for one in there]
    return ngettext("Nummer im Saal: %(numbers)s", "Nummern im Saal: %(numbers)s", len(numbers), numbers=", ".join(numbers))


def _back(here: Here) -> str:
    asked = request.form.get("suche", "")[:80]
    return here.url("meeting_door.door", **({"suche": asked} if asked else {}))


@blueprint.post(DOOR + "/ohne-anmeldung")
def walk_in(slug: str, meeting_id: int) -> BaseResponse:
    """Let in somebody who did not register, by name or by number."""
    here, form = enter_meeting_staff(slug, meeting_id), WalkInForm()
    if form.validate():
        try:
            who = form.who.data or ""
            made = actions.let_in_guest(current_session(), signed_in_person(), here.consultation, here.meeting, who, here.now)
            current_session().commit()
            flash(_("Eingecheckt mit der Nummer %(number)s.", number=made.number), "success")
            return go_to(here.url("meeting_door.door"))
        except (Conflict, Invalid) as error:
            form.blame(Invalid(error.message, "who"))
    return _door(here, form, 422)


@blueprint.post(DOOR + "/<id:attendee_id>/auschecken")
def check_out(slug: str, meeting_id: int, attendee_id: int) -> BaseResponse:
    """Somebody leaves."""
    here = enter_meeting_staff(slug, meeting_id)
    attendee = current_session().get(Attendee, attendee_id)
    if attendee is None or attendee.meeting_id != here.meeting.id:
        raise NotFound
    actions.let_out(current_session(), signed_in_person(), here.consultation, here.meeting, attendee, here.now)
    current_session().commit()
    return go_to(_back(here))


@blueprint.get(DOOR + "/liste.html")
def list_file(slug: str, meeting_id: int) -> Response:
    """The door's list as a page that works without a network, to be saved before."""
    here = enter_meeting_staff(slug, meeting_id)
    made_at = here.now.isoformat(timespec="seconds")
    text = render_template(
        "meetings/door_file.html",
        meeting=here.meeting,
        when=say_span(here.meeting),
        rows=[row for row in _rows(here) if row.registration is not None],
        kind=door_lists.KIND,
        made_at=made_at,
        made=here.now,
        signature=door_lists.signature(seals_of(settings()), meeting_id, made_at),
        language=language(),
    )
    return _file(Response(text, mimetype="text/html"), "einlass.html")


@blueprint.get(DOOR + "/liste.pdf")
def list_sheet(slug: str, meeting_id: int) -> Response:
    """The same to print."""
    here = enter_meeting_staff(slug, meeting_id)
    made = door_lists.sheet_pdf(here.meeting, queries.line_of(current_session(), meeting_id), say_span(here.meeting), here.now)
    return _file(Response(made, mimetype="application/pdf"), "einlass.pdf")


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route(DOOR + "/liste-abgeben", methods=["GET", "POST"])
@takes_files
def hand_in(slug: str, meeting_id: int) -> BaseResponse:
    """Enter what was ticked off without a network, and see what did not fit."""
    here, form = enter_meeting_staff(slug, meeting_id), HandInForm()
    demand(may_hand_in(here.person, here.consultation, here.meeting, here.now))
    result, failed = None, False
    if form.validate_on_submit():
        try:
            result = actions.hand_in(current_session(), signed_in_person(), here.consultation, here.meeting, _ticks(here, form), here.now)
            current_session().commit()
        except Invalid as error:
            form.blame(error)
            failed = True
    status = 422 if form.errors or failed else 200
    return here.page("meetings/hand_in.html", _("Liste abgeben"), staff=True, status=status, form=form, result=result)


def _ticks(here: Here, form: HandInForm) -> list[door_lists.Tick]:
    if form.file.data:
        content = form.file.data.stream.read(door_lists.MOST_BYTES + 1)
        if len(content) > door_lists.MOST_BYTES:
            raise Invalid(_("Diese Datei ist keine Liste vom Einlass."), "file")
        return door_lists.read_file(content, seals_of(settings()), here.meeting)
    ticks = door_lists.read_typed(form.typed.data or "", here.meeting)
    if not ticks:
        raise Invalid(_("Bitte wählen Sie eine Datei, oder tippen Sie die Liste ab."), "typed")
    return ticks


@blueprint.get(TICKET_PAGE)
def ticket(meeting_id: int, public_id: str, proof: str) -> Response:
    """A ticket's code, opened: the door's staff lets in with one button; everybody else learns only what it is for."""
    here, registration = _scanned(meeting_id, public_id, proof)
    runs = bool(may_run_meeting(here.person, here.consultation, here.meeting))
    there = [one for one in queries.attendees_of(current_session(), meeting_id) if one.registration_id == registration.id and one.is_present]
    response = page(
        "meetings/ticket.html",
        at=here,
        meeting=here.meeting,
        consultation=here.consultation,
        registration=registration if runs else None,
        present=len(there),
        options=[(number, number) for number in range(registration.seats - len(there), 0, -1)],
        since=_since(tuple(there)) if runs else "",
        numbers=_say_numbers(there) if runs and there else "",
        may_let_in=may_let_in(here.person, here.consultation, here.meeting, here.now),
        say_span=say_span,
        say_place=say_place,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.post(TICKET_PAGE)
def scan(meeting_id: int, public_id: str, proof: str) -> BaseResponse:
    """Let in by ticket; the next one is scanned with the phone's camera."""
    here, registration = _scanned(meeting_id, public_id, proof)
    demand(may_let_in(here.person, here.consultation, here.meeting, here.now))
    _let_in(here, registration)
    return go_to(url_for("meeting_door.ticket", meeting_id=meeting_id, public_id=public_id, proof=proof))


def _scanned(meeting_id: int, public_id: str, proof: str) -> tuple[Here, Registration]:
    registration, meeting, consultation = queries.registration_named(current_session(), public_id)
    person = current_person()
    right = meeting.id == meeting_id and is_proof(proof, seals_of(settings()), TICKET, meeting_id, public_id)
    if not right or not may_see(person, consultation):
        raise NotFound(_("Diese Karte ist nicht von uns, oder sie gilt nicht mehr."))
    return Here(consultation, meeting, person, clock.now()), registration
