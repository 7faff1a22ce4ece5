"""Minutes: written and approved by those who run a meeting, read by everyone as a page and as a tagged PDF."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.meetings import minutes_actions as minutes
from participation.meetings.live_doorway import BELOW, Live, enter_live
from participation.meetings.live_forms import BeginMinutesForm, MinutesForm
from participation.meetings.minutes_models import MinutesEdition
from participation.meetings.minutes_pdf import minutes_pdf
from participation.meetings.minutes_rules import may_approve_minutes, may_begin_minutes, may_write_minutes
from participation.meetings.rules import may_run_meeting

blueprint = Blueprint("minutes", __name__, url_prefix=BELOW)


@blueprint.get("/protokoll")
def show(slug: str, meeting_id: int) -> Response:
    """The newest public edition, or an older one."""
    here = enter_live(slug, meeting_id)
    edition, editions = _public(here)
    return here.page("minutes.html", _("Protokoll"), edition=edition, editions=editions)


@blueprint.get("/protokoll.pdf")
def pdf(slug: str, meeting_id: int) -> BaseResponse:
    """The same as a tagged PDF."""
    here = enter_live(slug, meeting_id)
    edition, _editions = _public(here)
    response = make_response(minutes_pdf(here.meeting, here.consultation.title, edition))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="protokoll-{here.meeting.id}-{edition.number}.pdf"'
    return response


def _public(here: Live) -> tuple[MinutesEdition, list[MinutesEdition]]:
    editions = minutes.public_editions(current_session(), here.meeting)
    asked = request.args.get("fassung", "")
    chosen = [one for one in editions if str(one.number) == asked] if asked else editions[:1]
    if not chosen:
        raise NotFound
    return chosen[0], editions


@blueprint.get("/pult/protokoll")
def desk(slug: str, meeting_id: int) -> Response:
    """Where the minutes are begun, written and approved."""
    return _desk(enter_live(slug, meeting_id, may_run_meeting))


def _desk(here: Live, status: int = 200, **given: Any) -> Response:
    session = current_session()
    newest = minutes.newest_edition(session, here.meeting)
    draft = newest if newest is not None and newest.published_at is None else None
    return here.page(
        "minutes_desk.html",
        _("Protokoll schreiben"),
        status,
        newest=newest,
        draft=draft,
        form=given.get("form") or (MinutesForm.of(draft) if draft else None),
        other_text=given.get("other_text", ""),
        begin_form=given.get("begin_form") or BeginMinutesForm(formdata=None),
        preview=to_html(draft.text) if draft else "",
        approved=len(draft.approvals) if draft else 0,
        may_begin=may_begin_minutes(here.person, here.consultation, here.meeting, newest),
        may_approve=may_approve_minutes(here.person, here.consultation, here.meeting, draft) if draft else None,
        may_write=may_write_minutes(here.person, here.consultation, here.meeting, draft) if draft else None,
    )


@blueprint.post("/pult/protokoll/beginnen")
def begin(slug: str, meeting_id: int) -> BaseResponse:
    """Begin from what the desk did, or a correction."""
    here, form = enter_live(slug, meeting_id, may_run_meeting), BeginMinutesForm()
    try:
        form.validate()
        minutes.begin_minutes(current_session(), here.person, here.consultation, here.meeting, form.correction.data or "", here.now)
    except Invalid as error:
        form.blame(error)
        return _desk(here, 422, begin_form=form)
    current_session().commit()
    return redirect(here.url("minutes.desk"), 303)


def _draft(here: Live) -> MinutesEdition:
    newest = minutes.newest_edition(current_session(), here.meeting)
    if newest is None:
        raise NotFound
    return newest


@blueprint.post("/pult/protokoll")
def save(slug: str, meeting_id: int) -> BaseResponse:
    """Keep a changed text."""
    here = enter_live(slug, meeting_id, may_run_meeting)
    draft, form = _draft(here), MinutesForm()
    try:
        form.validate()
        minutes.save_minutes(current_session(), here.person, here.consultation, here.meeting, draft, form.text.data or "", form.seen(), here.now)
    except (Conflict, Invalid) as error:
        form.blame(error if isinstance(error, Invalid) else Invalid(error.message, "text"))
        fresh = _draft(here)
        form.revision.raw_data, form.revision.data = None, str(fresh.revision)
        return _desk(here, error.status, form=form, other_text=fresh.text if isinstance(error, Conflict) else "")
    current_session().commit()
    flash(_("Das Protokoll ist gespeichert."), "success")
    return redirect(here.url("minutes.desk"), 303)


@blueprint.post("/pult/protokoll/freigeben")
def approve(slug: str, meeting_id: int) -> BaseResponse:
    """Say that the text is right."""
    here = enter_live(slug, meeting_id, may_run_meeting)
    public = minutes.approve_minutes(current_session(), here.person, here.consultation, here.meeting, _draft(here), MinutesForm().seen(), here.now)
    current_session().commit()
    said = _("Das Protokoll ist veröffentlicht.") if public else _("Sie haben den Text freigegeben. Eine zweite Person gibt ihn noch frei.")
    flash(said, "success")
    return redirect(here.url("minutes.show" if public else "minutes.desk"), 303)


@blueprint.post("/pult/protokoll/verwerfen")
def discard(slug: str, meeting_id: int) -> BaseResponse:
    """Throw the draft away."""
    here = enter_live(slug, meeting_id, may_run_meeting)
    minutes.discard_minutes(current_session(), here.person, here.consultation, here.meeting, _draft(here), here.now)
    current_session().commit()
    flash(_("Der Entwurf ist verworfen."), "success")
    return redirect(here.url("minutes.desk"), 303)
