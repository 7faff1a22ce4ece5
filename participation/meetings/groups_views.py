"""Small groups at the desk: how many rounds at tables of which size, how far their making is, and which round is told."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.meetings.groups_actions import ask_for_groups, newest_groups, show_round
from participation.meetings.live_doorway import BELOW, Live, enter_live
from participation.meetings.live_forms import GroupsForm
from participation.meetings.live_queries import present_of
from participation.meetings.rules import may_lead, may_run_meeting

blueprint = Blueprint("meeting_groups", __name__, url_prefix=f"{BELOW}/pult/gruppen")


@blueprint.get("")
def index(slug: str, meeting_id: int) -> Response:
    """The groups as they stand."""
    return _index(enter_live(slug, meeting_id, may_run_meeting))


def _index(here: Live, status: int = 200, form: GroupsForm | None = None) -> Response:
    session = current_session()
    return here.page(
        "live_groups.html",
        _("Kleine Gruppen"),
        status,
        block="stand",
        groups=newest_groups(session, here.meeting.id),
        form=form or GroupsForm(formdata=None, data={"size": 6, "rounds": 3}),
        present=present_of(session, here.meeting.id),
        may_lead=may_lead(here.person, here.consultation, here.meeting),
    )


@blueprint.post("")
def ask(slug: str, meeting_id: int) -> BaseResponse:
    """Divide those who are there."""
    here, form = enter_live(slug, meeting_id, may_run_meeting), GroupsForm()
    try:
        if form.validate():
            size, rounds = form.size.data or 0, form.rounds.data or 0
            ask_for_groups(current_session(), here.person, here.consultation, here.meeting, size, rounds, secrets.token_hex(16), here.now)
    except (Conflict, Invalid) as error:
        form.blame(error if isinstance(error, Invalid) else Invalid(error.message))
    if form.errors or form.form_errors:
        return _index(here, 422, form)
    current_session().commit()
    return redirect(here.url("meeting_groups.index"), 303)


@blueprint.post("/zeigen")
def show(slug: str, meeting_id: int) -> BaseResponse:
    """Tell everybody their table of a round."""
    here, said = enter_live(slug, meeting_id, may_run_meeting), request.form.get("round", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    try:
        show_round(current_session(), here.person, here.consultation, here.meeting, number, here.now)
    except (Conflict, Invalid) as error:
        form = GroupsForm(formdata=None, data={"size": 6, "rounds": 3})
        form.blame(Invalid(error.message))
        return _index(here, error.status, form)
    current_session().commit()
    return redirect(here.url("meeting_groups.index"), 303)
