"""The set-up of a consultation, one thing a page; each step is saved on its own and can be reached again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.actions import begin_consultation, change_texts, publish_consultation, renew_preview
from participation.consultations.completeness import advised, missing
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.forms import AudienceForm, DecisionForm, FirstDayForm, PhaseForm, TitleForm, TopicsForm
from participation.consultations.models import Consultation, Phase, Stage
from participation.consultations.phases import KIND_NAMES, PhaseKind
from participation.consultations.queries import documents_of, pictures_of
from participation.consultations.rules import Part, may_change, may_change_phase, may_remove_phase, may_set_up
from participation.consultations.schedule import order_problems
from participation.consultations.setup_actions import add_phase, change_phase, remove_phase, set_topics, take_standard_phases
from participation.consultations.wizard import after, wizard
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.errors import Invalid, NotFound
from participation.kit.forms import Form
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand

blueprint = Blueprint("setup", __name__, url_prefix="/verwaltung/beteiligungen")


@blueprint.route("/neu", methods=["GET", "POST"])
def begin() -> BaseResponse:
    """Begin a consultation with its title and summary."""
    person, now = current_person(), clock.now()
    demand(may_set_up(person))
    form = TitleForm()
    if form.validate_on_submit():
        consultation = begin_consultation(current_session(), person, form.data, now)
        current_session().commit()
        return go_to(after(consultation, "title"))
    return _step_page("texts", None, "title", form)


@blueprint.route("/<slug:slug>/titel", methods=["GET", "POST"])
def title(slug: str) -> BaseResponse:
    """Step 1: title, summary, description."""
    return _texts(slug, Part.TITLE, TitleForm)


@blueprint.route("/<slug:slug>/entscheidung", methods=["GET", "POST"])
def decision(slug: str) -> BaseResponse:
    """Step 2: what is decided, by whom, until when, what is open and fixed, what happens with the result."""
    return _texts(slug, Part.DECISION, DecisionForm)


@blueprint.route("/<slug:slug>/zielgruppen", methods=["GET", "POST"])
def audience(slug: str) -> BaseResponse:
    """Step 5: target groups, contact, Leichte Sprache."""
    return _texts(slug, Part.AUDIENCE, AudienceForm)


def _texts(slug: str, part: Part, kind: type[Form]) -> BaseResponse:
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_change(person, consultation, part))
    form = kind(obj=consultation)
    if form.validate_on_submit():
        change_texts(current_session(), person, consultation, part, form.data, now)
        return _saved(consultation, part.value)
    return _step_page("texts", consultation, part.value, form)


@blueprint.route("/<slug:slug>/themen", methods=["GET", "POST"])
def topics(slug: str) -> BaseResponse:
    """Step 4: topics, a line each."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_change(person, consultation, Part.TOPICS))
    form = TopicsForm(data={"topics": "\n".join(category.name for category in consultation.categories)})
    if form.validate_on_submit():
        try:
            set_topics(current_session(), person, consultation, (form.topics.data or "").splitlines(), now)
            return _saved(consultation, "topics")
        except Invalid as error:
            form.blame(error)
    return _step_page("texts", consultation, "topics", form)


def _saved(consultation: Consultation, step: str) -> BaseResponse:
    current_session().commit()
    flash(_("Gespeichert."), "success")
    return go_to(after(consultation, step))


def _step_page(template: str, consultation: Consultation | None, step: str, form: Form, **context: Any) -> BaseResponse:
    status = 422 if request.method == "POST" else 200
    return page(f"consultations/setup/{template}.html", form=form, status=status, **wizard(consultation, step, clock.now()), **context)


@blueprint.get("/<slug:slug>/phasen")
def phases(slug: str) -> BaseResponse:
    """Step 3: the phases, and the usual five where there are none yet."""
    consultation, person = enter_to_moderate(slug), current_person()
    demand(may_change(person, consultation, Part.PHASES))
    tomorrow = clock.now().astimezone(city_zone()).date() + timedelta(days=1)
    return _phases_page(consultation, FirstDayForm(formdata=None, data={"first_day": tomorrow}), 200)


@blueprint.post("/<slug:slug>/phasen/vorlage")
def standard(slug: str) -> BaseResponse:
    """Take the usual five phases."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_change(person, consultation, Part.PHASES))
    form = FirstDayForm()
    if not form.validate() or form.first_day.data is None:
        return _phases_page(consultation, form, 422)
    take_standard_phases(current_session(), person, consultation, form.first_day.data, now)
    return _back_to_phases(consultation)


def _phases_page(consultation: Consultation, form: FirstDayForm, status: int) -> BaseResponse:
    person, now = current_person(), clock.now()
    rows = [(phase, KIND_NAMES[PhaseKind(phase.kind)], _changeable(consultation, phase, now)) for phase in consultation.phases]
    context = wizard(consultation, "phases", now)
    problems = order_problems(consultation.phases)
    can_change = may_change(person, consultation, Part.PHASES)
    return page("consultations/setup/phases.html", form=form, rows=rows, problems=problems, can_change=can_change, status=status, **context)


def _changeable(consultation: Consultation, phase: Phase, now: datetime) -> Mapping[str, bool]:
    person = current_person()
    return {
        "change": bool(may_change_phase(person, consultation, phase, now)),
        "remove": bool(may_remove_phase(person, consultation, phase, now)),
    }


@blueprint.route("/<slug:slug>/phasen/neu", methods=["GET", "POST"])
def new_phase(slug: str) -> BaseResponse:
    """Add a phase; its dates follow the last one's."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(may_change(person, consultation, Part.PHASES))
    form = PhaseForm(data=_proposed(consultation, now))
    if form.validate_on_submit():
        try:
            add_phase(current_session(), person, consultation, form.plan(), now)
            return _back_to_phases(consultation)
        except Invalid as error:
            form.blame(error)
    return _step_page("phase", consultation, "phases", form, phase=None)


@blueprint.route("/<slug:slug>/phasen/<id:phase_id>", methods=["GET", "POST"])
def phase(slug: str, phase_id: int) -> BaseResponse:
    """Change a phase."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    found = _phase_of(consultation, phase_id)
    demand(may_change_phase(person, consultation, found, now))
    form = PhaseForm(obj=found)
    if form.validate_on_submit():
        try:
            change_phase(current_session(), person, consultation, found, form.plan(), now)
            return _back_to_phases(consultation)
        except Invalid as error:
            form.blame(error)
    return _step_page("phase", consultation, "phases", form, phase=found)


@blueprint.post("/<slug:slug>/phasen/<id:phase_id>/entfernen")
def drop_phase(slug: str, phase_id: int) -> BaseResponse:
    """Take a phase away."""
    consultation = enter_to_moderate(slug)
    remove_phase(current_session(), current_person(), consultation, _phase_of(consultation, phase_id), clock.now())
    return _back_to_phases(consultation)


def _phase_of(consultation: Consultation, phase_id: int) -> Phase:
    for found in consultation.phases:
        if found.id == phase_id:
            return found
    raise NotFound


def _proposed(consultation: Consultation, now: datetime) -> dict[str, object]:
    zone = city_zone()
    last = max([now, *(known.ends_at for known in consultation.phases)]).astimezone(zone).date()
    begin_day, used = last + timedelta(days=1), {known.kind for known in consultation.phases}
    kind = next((kind for kind in PhaseKind if kind not in used), PhaseKind.COLLECT)
    return {
        "kind": kind.value,
        "title": str(KIND_NAMES[kind]),
        "starts_at": datetime.combine(begin_day, time(8), tzinfo=zone),
        "ends_at": datetime.combine(begin_day + timedelta(days=13), time(18), tzinfo=zone),
    }


def _back_to_phases(consultation: Consultation) -> BaseResponse:
    current_session().commit()
    flash(_("Gespeichert."), "success")
    return go_to(url_for("setup.phases", slug=consultation.slug))


@blueprint.get("/<slug:slug>/pruefen")
def check(slug: str) -> BaseResponse:
    """Step 7: what is missing, the preview link, publish."""
    consultation, now, session = enter_to_moderate(slug), clock.now(), current_session()
    if consultation.stage != Stage.DRAFT:
        return go_to(url_for("staff.manage", slug=slug))
    preview_url = settings().base_url.rstrip("/") + url_for("consultations.preview", preview_token=consultation.preview_token)
    return page(
        "consultations/setup/check.html",
        gaps=missing(consultation, now),
        also_missing=gather("consultation.missing", consultation),
        advice=advised(consultation, pictures=pictures_of(session, consultation), documents=documents_of(session, consultation)),
        preview_url=preview_url,
        **wizard(consultation, "check", now),
    )


@blueprint.post("/<slug:slug>/vorschau-link")
def renew_link(slug: str) -> BaseResponse:
    """Make a new preview link."""
    renew_preview(current_session(), current_person(), enter_to_moderate(slug), clock.now())
    current_session().commit()
    flash(_("Der neue Link gilt ab jetzt. Der alte zeigt nichts mehr."), "success")
    return go_to(url_for("setup.check", slug=slug))


@blueprint.post("/<slug:slug>/veroeffentlichen")
def publish(slug: str) -> BaseResponse:
    """Show the consultation to everyone."""
    consultation = enter_to_moderate(slug)
    also_missing = [link.label for link in gather("consultation.missing", consultation)]
    publish_consultation(current_session(), current_person(), consultation, also_missing, clock.now())
    current_session().commit()
    flash(_("Die Beteiligung ist veröffentlicht. Alle können sie jetzt sehen."), "success")
    return go_to(url_for("staff.manage", slug=slug))
