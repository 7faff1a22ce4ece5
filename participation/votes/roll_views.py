"""The pages of a roll of codes: its list, read in all or nothing, or a number of codes; one entry of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
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
from participation.votes import code_actions, roll_actions, roll_queries
from participation.votes.channel_forms import ListForm, PlainCodesForm, ReasonForm
from participation.votes.channel_models import RollEntry, RollImport
from participation.votes.counter_actions import mark_on_roll
from participation.votes.doorway import Here, enter_vote, private
from participation.votes.queries import turnout_by_channel
from participation.votes.roll_reading import COLUMN_NAMES, MAX_BYTES, Column
from participation.votes.roll_rules import VOTED_BY, may_fill_roll, may_print_letters, may_revoke_code, may_see_roll
from participation.votes.words import CHANNEL_NAMES

blueprint = Blueprint("vote_roll", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>/verzeichnis")
blueprint.after_request(private)


def _enter(slug: str, vote_id: int) -> Here:
    here = enter_vote(slug, vote_id)
    demand(may_see_roll(here.person, here.consultation, here.vote))
    return here


@blueprint.get("")
def index(slug: str, vote_id: int) -> Response:
    """How many stand on the roll, how many have a letter and have voted; before the opening how to fill it."""
    return _index(_enter(slug, vote_id), ListForm(formdata=None), PlainCodesForm(formdata=None))


def _index(here: Here, list_form: ListForm, codes_form: PlainCodesForm) -> Response:
    session = current_session()
    return here.page(
        "roll.html",
        _("Verzeichnis"),
        422 if list_form.errors or codes_form.errors else 200,
        list_form=list_form,
        codes_form=codes_form,
        may_fill=may_fill_roll(here.person, here.consultation, here.vote),
        may_print=may_print_letters(here.person, here.consultation, here.vote, here.now),
        lists=roll_queries.lists_of(session, here.vote),
        numbers=roll_queries.numbers_of_roll(session, here.vote),
        channels=[(CHANNEL_NAMES[channel], number) for channel, number in turnout_by_channel(session, here.vote).items()],
    )


@blueprint.post("/liste")
@takes_large_files(MAX_BYTES // 1024 // 1024)
def upload(slug: str, vote_id: int) -> BaseResponse:
    """Take a list and go to its preview."""
    here, form, session = _enter(slug, vote_id), ListForm(), current_session()
    try:
        if not form.validate():
            return _index(here, form, PlainCodesForm(formdata=None))
        if not form.file.data or form.delete_on.data is None:
            raise Invalid(_("Bitte wählen Sie eine Datei aus."), "file")
        content, name = form.file.data.stream.read(MAX_BYTES + 1), form.file.data.filename or ""
        who, seals = signed_in_person(), seals_of(settings())
        made = roll_actions.upload_list(session, who, here.consultation, here.vote, content, name, form.delete_on.data, seals, here.now)
    except Invalid as error:
        form.blame(error)
        return _index(here, form, PlainCodesForm(formdata=None))
    session.commit()
    return go_to(here.url("vote_roll.preview", import_id=made.id))


@blueprint.get("/liste/<id:import_id>")
def preview(slug: str, vote_id: int, import_id: int) -> BaseResponse:
    """What the list says, with everything that is wrong in it, or how far it is read in."""
    here = _enter(slug, vote_id)
    return _preview(here, roll_queries.list_of(current_session(), here.vote, import_id))


def _preview(here: Here, made: RollImport, problem: str = "") -> BaseResponse:
    if made.state in (WorkState.GONE, WorkState.READY) and not problem:
        flash(_("Die Liste ist eingelesen.") if made.state == WorkState.READY else _("Diese Datei gibt es nicht mehr."), "success")
        return go_to(here.url("vote_roll.index"))
    context: dict[str, Any] = {"header": [], "first": []}
    if made.content is not None and made.state == WorkState.PENDING:
        header, first = header_of(roll_actions.content_of(made, seals_of(settings())))
        context["header"] = [(place, name or str(place + 1)) for place, name in enumerate(header)]
        context["first"] = [
            [str(number), *(row[place][:60] if place < len(row) else "" for place in range(len(header)))] for number, row in enumerate(first, 2)
        ]
    chosen = {place: str(column) for column, place in roll_actions.kept_places(made).items()}
    columns = [("", _("nicht einlesen")), *((str(column), str(name)) for column, name in COLUMN_NAMES.items())]
    status = 422 if problem else 200
    return here.page("roll_preview.html", _("Vorschau"), status, made=made, chosen=chosen, columns=columns, problem=problem, **context)


@blueprint.post("/liste/<id:import_id>/spalten")
def columns(slug: str, vote_id: int, import_id: int) -> BaseResponse:
    """Say what the columns are, and look again."""
    here, session = _enter(slug, vote_id), current_session()
    made = roll_queries.list_of(session, here.vote, import_id)
    places: dict[Column, int] = {}
    for place in range(60):
        said = request.form.get(f"spalte-{place}", "")
        if said in list(Column):
            places.setdefault(Column(said), place)
    roll_actions.choose_columns(session, signed_in_person(), here.consultation, here.vote, made, places, seals_of(settings()), here.now)
    session.commit()
    return go_to(here.url("vote_roll.preview", import_id=made.id))


@blueprint.post("/liste/<id:import_id>/einlesen")
def take(slug: str, vote_id: int, import_id: int) -> BaseResponse:
    """Read it in, all or nothing."""
    here, session = _enter(slug, vote_id), current_session()
    made = roll_queries.list_of(session, here.vote, import_id)
    try:
        roll_actions.take_list(session, signed_in_person(), here.consultation, here.vote, made, here.now)
    except Invalid as error:
        return _preview(here, made, error.message)
    session.commit()
    return go_to(here.url("vote_roll.preview", import_id=made.id))


@blueprint.post("/codes")
def plain(slug: str, vote_id: int) -> BaseResponse:
    """Fill the roll with a number of codes without names."""
    here, form, session = _enter(slug, vote_id), PlainCodesForm(), current_session()
    try:
        form.validate()
        roll_actions.make_plain_codes(session, signed_in_person(), here.consultation, here.vote, form.number.data or 0, here.now)
    except Invalid as error:
        form.blame(error)
        return _index(here, ListForm(formdata=None), form)
    session.commit()
    flash(_("Das Verzeichnis ist gefüllt. Die Codes entstehen mit den Briefen."), "success")
    return go_to(here.url("vote_roll.index"))


@blueprint.post("/leeren")
def empty(slug: str, vote_id: int) -> BaseResponse:
    """Take everything back, before the opening."""
    here, session = _enter(slug, vote_id), current_session()
    roll_actions.undo_roll(session, signed_in_person(), here.consultation, here.vote, here.now)
    session.commit()
    flash(_("Das Verzeichnis ist leer. Namen und Adressen sind gelöscht."), "success")
    return go_to(here.url("vote_roll.index"))


@blueprint.post("/suchen")
def find(slug: str, vote_id: int) -> BaseResponse:
    """Find an entry by its number; numbers stay out of addresses."""
    here = _enter(slug, vote_id)
    entry = roll_queries.entry_by_number(current_session(), here.vote, request.form.get("number", "").strip()[:20])
    if entry is None:
        flash(_("Diese Nummer steht nicht im Verzeichnis."), "warning")
        return go_to(here.url("vote_roll.index"))
    return go_to(here.url("vote_roll.entry", entry_id=entry.id))


@blueprint.get("/eintrag/<id:entry_id>")
def entry(slug: str, vote_id: int, entry_id: int) -> Response:
    """One entry: its letter, whether it has voted and by which channel; a new letter, or the end of its code."""
    here = _enter(slug, vote_id)
    return _entry(here, roll_queries.entry_of(current_session(), here.vote, entry_id), ReasonForm(formdata=None))


def _entry(here: Here, found: RollEntry, form: ReasonForm) -> Response:
    voted = mark_on_roll(current_session(), here.vote, found)
    return here.page(
        "roll_entry.html",
        _("Eintrag %(number)s", number=found.number),
        422 if form.errors else 200,
        entry=found,
        form=form,
        voted=VOTED_BY[voted] if voted else "",
        may=may_revoke_code(here.person, here.consultation, here.vote, voted, here.now),
    )


@blueprint.post("/eintrag/<id:entry_id>/brief")
def again(slug: str, vote_id: int, entry_id: int) -> BaseResponse:
    """A new letter with a new code for one entry."""
    here, session = _enter(slug, vote_id), current_session()
    found = roll_queries.entry_of(session, here.vote, entry_id)
    code_actions.send_again(session, signed_in_person(), here.consultation, here.vote, [found.id], here.now)
    session.commit()
    flash(_("Der Brief wird mit einem neuen Code hergestellt. Der alte Code gilt dann nicht mehr."), "success")
    return go_to(here.url("code_letters.index"))


@blueprint.post("/eintrag/<id:entry_id>/sperren")
def revoke(slug: str, vote_id: int, entry_id: int) -> BaseResponse:
    """End an entry's code, with a reason."""
    here, session, form = _enter(slug, vote_id), current_session(), ReasonForm()
    found = roll_queries.entry_of(session, here.vote, entry_id)
    try:
        code_actions.revoke_code(session, signed_in_person(), here.consultation, here.vote, found, form.reason.data or "", here.now)
    except Invalid as error:
        form.blame(error)
        return _entry(here, found, form)
    session.commit()
    flash(_("Der Code ist gesperrt."), "success")
    return go_to(here.url("vote_roll.entry", entry_id=found.id))
