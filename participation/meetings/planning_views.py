"""Where those who run a consultation plan its meetings."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.uploads import delete_document
from participation.meetings import planning_actions as actions
from participation.meetings import planning_rules as rules
from participation.meetings import queries
from participation.meetings.doorway import Here, enter_meeting_staff, staff_page
from participation.meetings.models import Meeting
from participation.meetings.planning_forms import CancelForm, DocumentForm, MeetingForm
from participation.meetings.registration_models import RegistrationState
from participation.meetings.rules import may_plan_meeting
from participation.meetings.showing import badge_of, planned_points, say_place, say_span
from participation.places.actions import keep_place
from participation.places.maps import town_map
from participation.places.queries import has_streets, place_by_id

blueprint = Blueprint("meeting_planning", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/sitzungen")

FILES_AN_HOUR = 60


@blueprint.route("/neu", methods=["GET", "POST"])
def plan(slug: str) -> BaseResponse:
    """Plan a meeting."""
    consultation = enter_to_moderate(slug)
    demand(may_plan_meeting(current_person(), consultation))
    return _form(consultation, None)


@blueprint.route("/<id:meeting_id>/bearbeiten", methods=["GET", "POST"])
def change(slug: str, meeting_id: int) -> BaseResponse:
    """Change what was planned; who registered is told of another time or place."""
    here = enter_meeting_staff(slug, meeting_id)
    demand(rules.may_change_meeting(here.person, here.consultation, here.meeting))
    return _form(here.consultation, here.meeting)


def _form(consultation: Consultation, meeting: Meeting | None) -> BaseResponse:
    form, session = MeetingForm.of(meeting), current_session()
    form.offer_places(town_map(), place_by_id(session, meeting.place_id if meeting else None), streets=has_streets(session))
    if form.validate_on_submit():
        try:
            saved, told = _save(consultation, meeting, form)
            session.commit()
            flash(_("Die Sitzung ist gespeichert. Alle Angemeldeten bekommen eine E-Mail.") if told else _("Die Sitzung ist gespeichert."), "success")
            return go_to(url_for("meeting_planning.manage", slug=consultation.slug, meeting_id=saved.id))
        except Invalid as error:
            form.blame(error)
    title = _("Sitzung planen") if meeting is None else _("Sitzung bearbeiten")
    back = (
        url_for("meetings.index", slug=consultation.slug)
        if meeting is None
        else url_for("meeting_planning.manage", slug=consultation.slug, meeting_id=meeting.id)
    )
    between = [] if meeting is None else [(meeting.title, back)]
    status = 422 if form.is_submitted() else 200
    return staff_page(consultation, "meetings/form.html", title, between=between, status=status, form=form, back=back)


def _save(consultation: Consultation, meeting: Meeting | None, form: MeetingForm) -> tuple[Meeting, bool]:
    session, person, now = current_session(), signed_in_person(), clock.now()
    if form.starts_at.data is None or form.ends_at.data is None:
        raise Invalid(_("Bitte geben Sie an, wann die Sitzung beginnt."), "starts_at")
    present = meeting.place_id if meeting is not None else None
    if form.asks_for_places:
        wish = form.wish()
        present = None if wish is None else keep_place(session, town_map(), wish, place_by_id(session, present)).id
    draft = form.draft(form.starts_at.data, form.ends_at.data, present)
    if meeting is None:
        return actions.plan_meeting(session, person, consultation, draft, now), False
    return meeting, actions.change_meeting(session, settings(), person, consultation, meeting, draft, now)


@blueprint.get("/<id:meeting_id>")
def manage(slug: str, meeting_id: int) -> Response:
    """All that can be done with a meeting before it begins."""
    return _manage(enter_meeting_staff(slug, meeting_id))


def _manage(here: Here, cancel: CancelForm | None = None, document: DocumentForm | None = None, status: int = 200) -> Response:
    session, meeting = current_session(), here.meeting
    asking = (here.person, here.consultation, meeting)
    seats = queries.seats_by_state(session, meeting.id)
    return here.page(
        "meetings/manage.html",
        staff=True,
        status=status,
        badge=badge_of(meeting, here.now),
        when=say_span(meeting),
        where=say_place(meeting),
        planned=planned_points(meeting),
        documents=queries.documents_of(session, meeting.id),
        taken=seats.get(RegistrationState.PLACED, 0),
        waiting=seats.get(RegistrationState.WAITING, 0),
        came=queries.number_came(session, meeting.id),
        may_change=rules.may_change_meeting(*asking),
        may_announce=rules.may_announce(*asking),
        may_cancel=rules.may_cancel(*asking, here.now),
        may_discard=rules.may_discard(*asking),
        may_add_document=rules.may_add_document(*asking),
        cancel_form=cancel or CancelForm(formdata=None),
        document_form=document or DocumentForm(formdata=None),
        has_errors=status >= 400,
    )


@blueprint.post("/<id:meeting_id>/ankuendigen")
def announce(slug: str, meeting_id: int) -> BaseResponse:
    """Make it public."""
    here = enter_meeting_staff(slug, meeting_id)
    try:
        actions.announce_meeting(current_session(), signed_in_person(), here.consultation, here.meeting, here.now)
    except Invalid as error:
        current_session().rollback()
        flash(error.message, "danger")
        return go_to(here.url("meeting_planning.manage"))
    current_session().commit()
    flash(_("Die Sitzung ist angekündigt. Alle können sie jetzt sehen."), "success")
    return go_to(here.url("meeting_planning.manage"))


@blueprint.post("/<id:meeting_id>/absagen")
def cancel(slug: str, meeting_id: int) -> BaseResponse:
    """Call it off; everybody who registered is told why."""
    here, form = enter_meeting_staff(slug, meeting_id), CancelForm()
    if form.validate():
        try:
            actions.cancel_meeting(current_session(), signed_in_person(), here.consultation, here.meeting, form.reason.data or "", here.now)
            current_session().commit()
            flash(_("Die Sitzung ist abgesagt. Alle Angemeldeten bekommen eine E-Mail."), "success")
            return go_to(here.url("meeting_planning.manage"))
        except Invalid as error:
            form.blame(error)
    return _manage(here, cancel=form, status=422)


@blueprint.post("/<id:meeting_id>/verwerfen")
def discard(slug: str, meeting_id: int) -> BaseResponse:
    """Throw a draft away, its files after the commit."""
    here = enter_meeting_staff(slug, meeting_id)
    names = actions.discard_meeting(current_session(), signed_in_person(), here.consultation, here.meeting, here.now)
    current_session().commit()
    for name in names:
        delete_document(settings().files_dir, name)
    flash(_("Der Entwurf ist gelöscht."), "success")
    return go_to(url_for("meetings.index", slug=slug))


@blueprint.post("/<id:meeting_id>/dokumente")
@takes_files
def add_document(slug: str, meeting_id: int) -> BaseResponse:
    """Add a PDF that everybody may read."""
    here, form = enter_meeting_staff(slug, meeting_id), DocumentForm()
    person = signed_in_person()
    check_limit(f"meetings:files:{person.id}", FILES_AN_HOUR, timedelta(hours=1), here.now)
    if form.validate() and form.file.data:
        try:
            given = (form.file.data.stream, form.title.data or "", settings().files_dir, settings().max_upload_mb * 1024 * 1024)
            actions.add_meeting_document(current_session(), person, here.consultation, here.meeting, *given, here.now)
            current_session().commit()
            return go_to(here.url("meeting_planning.manage") + "#dokumente")
        except Invalid as error:
            form.blame(error)
    elif not form.file.data:
        form.blame(Invalid(_("Bitte wählen Sie eine Datei aus."), "file"))
    return _manage(here, document=form, status=422)


@blueprint.post("/<id:meeting_id>/dokumente/<id:document_id>/entfernen")
def remove_document(slug: str, meeting_id: int, document_id: int) -> BaseResponse:
    """Take a document away, its file after the commit."""
    here = enter_meeting_staff(slug, meeting_id)
    document = queries.the_document(current_session(), here.meeting, document_id)
    name = actions.remove_meeting_document(current_session(), signed_in_person(), here.consultation, here.meeting, document, here.now)
    current_session().commit()
    delete_document(settings().files_dir, name)
    return go_to(here.url("meeting_planning.manage") + "#dokumente")
