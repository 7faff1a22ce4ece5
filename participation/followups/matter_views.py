"""Recommendations and questions that wait for an answer: what there is, taking one up, answering it."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.accounts.entering import no_store
from participation.consultations.doorway import enter
from participation.followups import answering, queries, rules
from participation.followups.desks import OF_MATTER, Desk, sit_down, source_of, sources
from participation.followups.forms import MatterAnswerForm
from participation.followups.handing_in import release_needed
from participation.followups.matter_actions import answer_matter, checked_answer, open_matter
from participation.followups.models import Matter, Stand
from participation.followups.panels import words
from participation.followups.plan_actions import cancel_plan, plan_matter
from participation.followups.texts import Answer
from participation.followups.things import KIND_NAMES
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals.forms import accepted

blueprint = Blueprint("matters", __name__, url_prefix="/verwaltung")
blueprint.after_request(no_store)
IN_CONSULTATION = "/beteiligungen/<slug:slug>/vorgaenge"


@blueprint.get(IN_CONSULTATION)
def index(slug: str) -> Response:
    """What besides proposals waits for an answer in a consultation: what is taken up, and what nobody has."""
    consultation, person, session = enter(slug), signed_in_person(), current_session()
    demand(rules.may_take_up(person, consultation))
    taken = queries.matters_of(session, consultation.id)
    known = {(row.kind, row.subject_id, row.since) for row in taken}
    waiting = [
        (source.kind, source.name, [each for each in source.waiting(session, consultation) if (each.kind, each.id, each.since) not in known])
        for source in sources()
    ]
    return page(
        "followups/matters.html",
        consultation=consultation,
        taken=taken,
        waiting=[(kind, name, rows) for kind, name, rows in waiting if rows],
        kind_names=KIND_NAMES,
    )


@blueprint.post(IN_CONSULTATION)
def take_up(slug: str) -> BaseResponse:
    """Take one up: from now on it has a desk, and offices can be asked."""
    consultation, person, session = enter(slug), signed_in_person(), current_session()
    demand(rules.may_take_up(person, consultation))
    raw = request.form.get("nummer", "")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else 0
    found = source_of(request.form.get("art", "")).find(session, consultation, number)
    if found is None:
        raise NotFound
    matter = open_matter(session, person, consultation, found, clock.now())
    session.commit()
    return go_to(url_for("work.desk", slug=slug, matter_id=matter.id))


def _matter(here: Desk) -> Matter:
    if not isinstance(here.thing, Matter):
        raise NotFound
    return here.thing


@blueprint.route(OF_MATTER + "/antwort", methods=["GET", "POST"])
def answer(slug: str, matter_id: int) -> BaseResponse:
    """Answer it where it stands, or hand the answer in for a second person's release."""
    here, session = sit_down(slug, matter_id=matter_id), current_session()
    matter, source = _matter(here), here.source
    demand(rules.may_answer_matter(here.person, matter, here.consultation))
    plan = queries.plan_of(session, matter)
    values = {"status": plan.status, "body": plan.body, "reasons": plan.reasons} if plan else {"body": _statement(here)}
    form = MatterAnswerForm.offering(source.statuses, **values)
    if request.method != "POST":
        return _page(here, form)
    if not form.validate():
        return _page(here, form, 422)
    said = form.answer(source.statuses)
    if request.form.get("weiter") == "vorschau":
        checked = accepted(form, lambda: checked_answer(source, said))
        return _page(here, form, 200 if checked else 422, preview=checked)
    alone = _alone(here)
    act = answer_matter if alone else plan_matter
    if accepted(form, lambda: act(session, here.person, matter, here.consultation, source, said, clock.now())):
        return here.done(_("Die Antwort ist veröffentlicht.") if alone else _("Die Antwort liegt zur Freigabe vor."))
    return _page(here, form, 422)


def _alone(here: Desk) -> bool:
    """Whether the answer appears at once: no second person has to release it, and the writer may publish it where it stands."""
    session, matter = current_session(), _matter(here)
    if release_needed(session, matter, here.consultation):
        return False
    return bool(here.source.may_publish(session, here.person, here.consultation, matter.subject_id))


def _statement(here: Desk) -> str:
    """What an office gave, as the beginning of the answer."""
    raw = request.args.get("stellungnahme", "")
    wanted = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else 0
    given = (Stand.GIVEN, Stand.ANSWERED)
    tasks = queries.assignments_of(current_session(), here.thing)
    return next((task.statement for task in tasks if task.id == wanted and task.state in given), "")


def _page(here: Desk, form: MatterAnswerForm, status: int = 200, *, preview: Answer | None = None) -> Response:
    matter = _matter(here)
    verdict = here.source.may_publish(current_session(), here.person, here.consultation, matter.subject_id)
    return page(
        "followups/matter_answer.html",
        form=form,
        plan=queries.plan_of(current_session(), matter),
        alone=_alone(here),
        why_not="" if verdict else verdict.reason,
        preview=answering.shown(preview, here.person, clock.now()) if preview else None,
        has_errors=status == 422,
        status=status,
        **words(),
        **here.around,
    )


@blueprint.post(OF_MATTER + "/antwort/absagen")
def cancel(slug: str, matter_id: int) -> BaseResponse:
    """Take an answer back that waits for its release."""
    here = sit_down(slug, matter_id=matter_id)
    plan = queries.plan_of(current_session(), here.thing)
    if plan is None:
        raise NotFound
    cancel_plan(current_session(), here.person, plan, here.thing, here.consultation, clock.now())
    return here.done(_("Die vorbereitete Antwort ist zurückgezogen."))
