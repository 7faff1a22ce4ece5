"""Private notes beside a proposal or matter: write one, put a colleague's name in, mend it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.entering import no_store
from participation.followups import queries, rules
from participation.followups.desks import Desk, of_each_thing, sit_down
from participation.followups.forms import NoteForm
from participation.followups.models import WorkNote
from participation.followups.note_actions import edit_note, write_note
from participation.followups.work_views import desk_page
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals.forms import accepted
from participation.proposals.sparing import spare_texts

blueprint = Blueprint("notes", __name__, url_prefix="/verwaltung")
blueprint.after_request(no_store)
NAME = "erwaehnen"


def _form(here: Desk, **values: Any) -> NoteForm:
    """The form; where a name was asked for, with it in the text."""
    colleagues = queries.colleagues_of(current_session(), here.thing, here.consultation)
    form = NoteForm.offering(colleagues, **values)
    if request.form.get("weiter") == NAME:
        form.put_name_in(colleagues)
    return form


@of_each_thing(blueprint, "/notizen", methods=["POST"])
def write(slug: str, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """Write a private note, or put a colleague's name into it."""
    here = sit_down(slug, proposal_id, matter_id)
    form = _form(here)
    if request.form.get("weiter") == NAME:
        return desk_page(here, note_form=form, status=200)
    spare_texts(here.person, clock.now())
    arguments = (current_session(), here.person, here.thing, here.consultation)
    if form.validate() and accepted(form, lambda: write_note(*arguments, form.body.data or "", clock.now())):
        return here.done(_("Die Notiz ist gespeichert."), "#notizen")
    return desk_page(here, note_form=form)


@of_each_thing(blueprint, "/notizen/<id:note_id>", methods=["GET", "POST"])
def edit(slug: str, note_id: int, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """Mend one's own note."""
    here, session, now = sit_down(slug, proposal_id, matter_id), current_session(), clock.now()
    note = queries.note_by_id(session, here.thing, note_id)
    demand(rules.may_edit_note(here.person, here.thing, here.consultation, note, now))
    form = _form(here, body=note.body)
    if request.method != "POST" or request.form.get("weiter") == NAME:
        return _page(here, note, form)
    if form.validate() and accepted(form, lambda: edit_note(session, here.person, here.thing, here.consultation, note, form.body.data or "", now)):
        return here.done(_("Die Notiz ist geändert."), f"#notiz-{note_id}")
    return _page(here, note, form, 422)


def _page(here: Desk, note: WorkNote, form: NoteForm, status: int = 200) -> Response:
    return page("followups/note.html", note=note, form=form, has_errors=status == 422, status=status, **here.around)
