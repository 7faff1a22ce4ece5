"""Who registered for a meeting, for those who run it: the list, the list as a file, entering somebody who called, striking off."""

from __future__ import annotations

import io

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.cells import write_csv
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.pagination import Page, page_number
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.meetings import queries
from participation.meetings import registration_actions as actions
from participation.meetings.access import named
from participation.meetings.doorway import Here, enter_meeting_staff
from participation.meetings.registration_forms import EnterForm
from participation.meetings.registration_models import Registration
from participation.meetings.registration_rules import may_enter_registration, may_see_registered
from participation.meetings.tickets import own_path

blueprint = Blueprint("meeting_registered", __name__)

LIST = "/verwaltung/beteiligungen/<slug:slug>/sitzungen/<id:meeting_id>/anmeldungen"
A_PAGE = 50


@blueprint.get(LIST)
def index(slug: str, meeting_id: int) -> Response:
    """Who registered, in the order of the line, and what they need; for those who run the meeting alone."""
    here = _enter(slug, meeting_id)
    line, seals = queries.line_of(current_session(), meeting_id), seals_of(settings())
    number = min(page_number(request.args.get("seite")), max(1, -(-len(line) // A_PAGE)))
    shown = [(one, actions.needs_of(one, seals)) for one in line[(number - 1) * A_PAGE : number * A_PAGE]]
    rows = [(one, needs, named(needs.features), own_path(settings(), one)) for one, needs in shown]
    return here.page(
        "meetings/registered.html",
        _("Anmeldungen"),
        staff=True,
        rows=Page(rows, number, A_PAGE, len(line)),
        may_enter=may_enter_registration(here.person, here.consultation, here.meeting, here.now),
        url_for_page=lambda page: here.url("meeting_registered.index", seite=page),
    )


def _enter(slug: str, meeting_id: int) -> Here:
    here = enter_meeting_staff(slug, meeting_id)
    demand(may_see_registered(here.person, here.consultation, here.meeting))
    return here


@blueprint.get(LIST + ".csv")
def table(slug: str, meeting_id: int) -> Response:
    """The same as a table, without what people need: that stays on the page."""
    _enter(slug, meeting_id)
    came = queries.seats_present(current_session(), meeting_id)
    header = (_("Nummer"), _("Name"), _("Stand"), _("Personen"), _("Davon da"), _("Angemeldet am"), _("Anmeldung mit"))
    stream = io.StringIO(newline="")
    write_csv(stream, header, ((*_line(one), came.get(one.id, 0), one.asked_at, _way(one)) for one in queries.line_of(current_session(), meeting_id)))
    response = Response(stream.getvalue().encode("utf-8", "replace"), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="anmeldungen-{meeting_id}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _line(one: Registration) -> tuple[object, ...]:
    return one.turn, one.name, _("Platz") if one.is_placed else _("Warteliste"), one.seats


def _way(one: Registration) -> str:
    if one.person_id is not None:
        return _("Konto")
    return _("E-Mail") if one.email else _("eingetragen")


@blueprint.route(LIST + "/eintragen", methods=["GET", "POST"])
def enter(slug: str, meeting_id: int) -> BaseResponse:
    """Register somebody who called or stands at the counter."""
    here, form = _enter(slug, meeting_id), EnterForm()
    demand(may_enter_registration(here.person, here.consultation, here.meeting, here.now))
    if not here.meeting.most_companions:
        del form.companions
    if form.validate_on_submit():
        try:
            given = (here.consultation, here.meeting, form.name.data or "", form.email.data or "", form.wanted(), here.now)
            made = actions.enter(current_session(), settings(), signed_in_person(), *given)
            current_session().commit()
            said = (
                _("%(name)s ist angemeldet, mit der Nummer %(number)s.")
                if made.is_placed
                else _("%(name)s steht auf der Warteliste, mit der Nummer %(number)s.")
            )
            flash(said % {"name": made.name, "number": made.turn}, "success")
            return go_to(here.url("meeting_registered.index"))
        except Invalid as error:
            form.blame(error)
    return here.page("meetings/enter.html", _("Jemanden eintragen"), staff=True, status=422 if form.errors or form.form_errors else 200, form=form)


@blueprint.post(LIST + "/<id:registration_id>/streichen")
def strike_off(slug: str, meeting_id: int, registration_id: int) -> BaseResponse:
    """Take a registration off the list, because somebody called."""
    here = _enter(slug, meeting_id)
    found = current_session().get(Registration, registration_id)
    if found is None or found.meeting_id != here.meeting.id:
        raise NotFound(_("Diese Anmeldung gibt es nicht mehr."))
    actions.strike(current_session(), settings(), signed_in_person(), here.consultation, here.meeting, found, here.now)
    current_session().commit()
    flash(_("Die Anmeldung ist gestrichen."), "success")
    return go_to(here.url("meeting_registered.index"))
