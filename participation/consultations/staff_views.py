"""The staff's pages: what one runs, and the life of each consultation."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.actions import archive_consultation, change_texts, close_consultation, copy_consultation
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.forms import ConfirmForm, CopyForm, ModeratorForm, OutcomeForm
from participation.consultations.mandate_actions import give_mandate, take_mandate
from participation.consultations.models import Consultation
from participation.consultations.queries import mandates_of, person_by_public_id, person_for_mandate, run_by
from participation.consultations.rules import Part, may_archive, may_change, may_close, may_enter_staff, may_set_up
from participation.consultations.staff_areas import OF_A_CONSULTATION, OF_THE_PLATFORM, areas_of
from participation.consultations.timeline import phase_line, running
from participation.consultations.wizard import wizard
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.rules import demand

blueprint = Blueprint("staff", __name__, url_prefix="/verwaltung")

PAGE_SIZE = 20


@blueprint.get("")
def start() -> BaseResponse:
    """The staff's start page: the consultations that one runs, and the rooms' own pages."""
    person = current_person()
    demand(may_enter_staff(person))
    mine = run_by(current_session(), signed_in_person(), page_number(request.args.get("seite")), PAGE_SIZE)
    return page("consultations/staff/start.html", mine=mine, areas=areas_of("staff", OF_THE_PLATFORM, person), can_set_up=may_set_up(person))


@blueprint.get("/beteiligungen/<slug:slug>")
def manage(slug: str) -> BaseResponse:
    """One consultation's management: what waits, what can be changed, who moderates, how it ends."""
    return _manage_page(enter_to_moderate(slug), ModeratorForm(formdata=None))


def _manage_page(consultation: Consultation, form: ModeratorForm, status: int = 200) -> BaseResponse:
    person, now = current_person(), clock.now()
    context = wizard(consultation, "", now)
    return page(
        "consultations/staff/manage.html",
        form=form,
        areas=areas_of("consultation.staff", OF_A_CONSULTATION, consultation, person, now),
        mandates=mandates_of(current_session(), consultation, now),
        phase_line=phase_line(consultation.stage, consultation.phases, now),
        can_set_up=may_set_up(person),
        can_close=may_close(person, consultation),
        can_archive=may_archive(person, consultation),
        can_tell=may_change(person, consultation, Part.OUTCOME),
        status=status,
        **context,
    )


@blueprint.post("/beteiligungen/<slug:slug>/moderation")
def appoint(slug: str) -> BaseResponse:
    """Give someone the mandate to moderate."""
    consultation, session, form = enter_to_moderate(slug), current_session(), ModeratorForm()
    demand(may_set_up(current_person()))
    if form.validate():
        person = person_for_mandate(session, form.who.data or "")
        try:
            if person is None:
                raise Invalid(_("Zu dieser Angabe gibt es kein Konto. Bitte prüfen Sie die Schreibweise."), "who")
            give_mandate(session, signed_in_person(), person, consultation.id, clock.now(), until=form.until.data)
            return _back(slug, _("%(name)s moderiert jetzt diese Beteiligung.", name=person.public_name))
        except Invalid as error:
            form.blame(error)
    return _manage_page(consultation, form, 422)


@blueprint.post("/beteiligungen/<slug:slug>/moderation/<token:public_id>/beenden")
def dismiss(slug: str, public_id: str) -> BaseResponse:
    """End someone's mandate."""
    consultation, session = enter_to_moderate(slug), current_session()
    demand(may_set_up(current_person()))
    person = person_by_public_id(session, public_id)
    take_mandate(session, signed_in_person(), person, consultation.id, clock.now())
    return _back(slug, _("%(name)s moderiert diese Beteiligung nicht mehr.", name=person.public_name))


@blueprint.route("/beteiligungen/<slug:slug>/ergebnis", methods=["GET", "POST"])
def outcome(slug: str) -> BaseResponse:
    """Tell what came of it."""
    consultation, person = enter_to_moderate(slug), current_person()
    demand(may_change(person, consultation, Part.OUTCOME))
    form = OutcomeForm(obj=consultation)
    if form.validate_on_submit():
        change_texts(current_session(), person, consultation, Part.OUTCOME, form.data, clock.now())
        return _back(slug, _("Gespeichert."))
    return page("consultations/staff/outcome.html", form=form, consultation=consultation, status=_status())


@blueprint.route("/beteiligungen/<slug:slug>/abschliessen", methods=["GET", "POST"])
def close(slug: str) -> BaseResponse:
    """Ask, then close for good."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_close(person, consultation))
    votes = gather("consultation.running", consultation, now)
    if ConfirmForm().validate_on_submit():
        close_consultation(current_session(), person, consultation, votes, now)
        return _back(slug, _("Die Beteiligung ist abgeschlossen."))
    waits = may_close(person, consultation, votes).reason
    phases = running(consultation.phases, now)
    return page("consultations/staff/close.html", consultation=consultation, still_running=phases, votes=votes, waits=waits)


@blueprint.route("/beteiligungen/<slug:slug>/archivieren", methods=["GET", "POST"])
def archive(slug: str) -> BaseResponse:
    """Ask, then archive."""
    consultation, person = enter_to_moderate(slug), current_person()
    demand(may_archive(person, consultation))
    if ConfirmForm().validate_on_submit():
        archive_consultation(current_session(), person, consultation, clock.now())
        return _back(slug, _("Die Beteiligung ist im Archiv."))
    return page("consultations/staff/archive.html", consultation=consultation)


@blueprint.route("/beteiligungen/<slug:slug>/kopieren", methods=["GET", "POST"])
def copy(slug: str) -> BaseResponse:
    """Begin a new consultation after the example of this one."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_set_up(person))
    tomorrow = now.astimezone(city_zone()).date() + timedelta(days=1)
    form = CopyForm(data={"title": _("%(title)s (Kopie)", title=consultation.title[:110]), "first_day": tomorrow})
    if form.validate_on_submit() and form.first_day.data:
        made = copy_consultation(current_session(), person, consultation, form.title.data or "", form.first_day.data, now)
        current_session().commit()
        flash(_("Die Kopie ist ein Entwurf. Bitte prüfen Sie jeden Schritt."), "success")
        return go_to(url_for("setup.title", slug=made.slug))
    return page("consultations/staff/copy.html", form=form, consultation=consultation, status=_status())


def _status() -> int:
    return 422 if request.method == "POST" else 200


def _back(slug: str, message: str) -> BaseResponse:
    current_session().commit()
    flash(message, "success")
    return go_to(url_for("staff.manage", slug=slug))
