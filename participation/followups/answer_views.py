"""Answering a proposal for the city, its report, and how the city answers in a consultation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.followups import answering, balance, queries
from participation.followups.answer_actions import give_answer, newest_answer
from participation.followups.clock_views import numbers
from participation.followups.forms import AnswerForm
from participation.followups.handing_in import held_plan, release_needed
from participation.followups.models import AnswerPlan, Stand
from participation.followups.panels import words
from participation.followups.plan_actions import cancel_plan, plan_answer
from participation.followups.texts import Answer, check_moment, cleaned_answer
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.dates import say_moment
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.page_cache import kept_for_readers, shows
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.kit.uploads import open_stored
from participation.proposals.forms import accepted
from participation.proposals.models import STATUS_NAMES, Proposal, Status
from participation.proposals.queries import find_proposal
from participation.proposals.rules import may_answer
from participation.proposals.views import around, proposal_url

blueprint = Blueprint("answers", __name__)
OF_PROPOSAL = "/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>"


def _enter(slug: str, proposal_id: int) -> tuple[Consultation, Person, Proposal]:
    consultation, person = enter(slug), signed_in_person()
    proposal = find_proposal(current_session(), consultation.id, proposal_id, person)
    demand(may_answer(person, proposal, consultation))
    return consultation, person, proposal


@blueprint.get(OF_PROPOSAL + "/antwort")
def write(slug: str, proposal_id: int) -> Response:
    """The form for an answer; with `stellungnahme` it begins with what an office wrote, with a planned answer it is that one."""
    consultation, person, proposal = _enter(slug, proposal_id)
    session = current_session()
    plan, newest = queries.plan_of(session, proposal), newest_answer(session, proposal.id)
    values = answering.values_of(plan) or {"body": _statement(proposal, request.args.get("stellungnahme", ""))}
    form = AnswerForm.offering(queries.blocks(session), seen=str(newest.id if newest else 0), **values)
    return _page(consultation, person, proposal, form, plan)


def _statement(proposal: Proposal, raw: str) -> str:
    """What an office gave, as the beginning of the answer."""
    wanted = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else 0
    given = (Stand.GIVEN, Stand.ANSWERED)
    return next((task.statement for task in queries.assignments_of(current_session(), proposal) if task.id == wanted and task.state in given), "")


@blueprint.post(OF_PROPOSAL + "/antwort")
@takes_files
def answer(slug: str, proposal_id: int) -> BaseResponse:
    """Put a text block in, show a preview, or answer: at once or at a time."""
    consultation, person, proposal = _enter(slug, proposal_id)
    session, now, asked = current_session(), clock.now(), answering.asked_for()
    plan = queries.plan_of(session, proposal)
    form = AnswerForm.offering(queries.blocks(session))
    kept = answering.keep_report(form, person, consultation, now)
    if asked == "baustein":
        answering.put_block_in(form)
        return _page(consultation, person, proposal, form, plan, 422 if form.errors else 200)
    valid = form.validate() and kept
    if valid and asked == "vorschau":
        checked = accepted(form, lambda: _checked(form))
        return _page(consultation, person, proposal, form, plan, 200 if checked else 422, preview=checked)
    if valid and (done := accepted(form, lambda: _answer(form, person, proposal, consultation))):
        session.commit()
        if isinstance(done, AnswerPlan):
            return go_to(url_for("work.desk", slug=slug, proposal_id=proposal_id))
        return go_to(proposal_url(consultation, proposal.id) + "#antwort")
    return _page(consultation, person, proposal, form, plan, 422)


def _checked(form: AnswerForm) -> Answer:
    if form.publish_at.data is not None:
        check_moment(form.publish_at.data, clock.now())
    return cleaned_answer(form.answer())


def _answer(form: AnswerForm, person: Person, proposal: Proposal, consultation: Consultation) -> object:
    session, now, said = current_session(), clock.now(), form.answer().for_proposal(proposal)
    publish_at = form.publish_at.data
    if release_needed(session, proposal, consultation):
        plan = plan_answer(session, person, proposal, consultation, said, publish_at, now, seen=form.seen_answer())
        flash(_("Die Antwort liegt zur Freigabe vor. Sie erscheint, sobald eine zweite Person sie freigegeben hat."), "success")
        return plan
    if publish_at is not None:
        plan = plan_answer(session, person, proposal, consultation, said, publish_at, now, seen=form.seen_answer())
        flash(_("Die Antwort erscheint am %(when)s.", when=say_moment(publish_at)), "success")
        return plan
    given = give_answer(session, person, proposal, consultation, said, now, seen=form.seen_answer())
    waiting = held_plan(session, proposal)
    if waiting is not None:  # what was planned has just been said
        cancel_plan(session, person, waiting, proposal, consultation, now)
    flash(_("Die Antwort ist veröffentlicht. Wer den Vorschlag gemacht hat oder unterstützt, ist benachrichtigt."), "success")
    return given


def _page(
    consultation: Consultation,
    person: Person,
    proposal: Proposal,
    form: AnswerForm,
    plan: AnswerPlan | None,
    status: int = 200,
    *,
    preview: Answer | None = None,
) -> Response:
    session = current_session()
    if form.form_errors:  # the other answer is shown from now on
        newest = newest_answer(session, proposal.id)
        form.seen.data = str(newest.id if newest else 0)
    report_title = queries.report_title(session, form.answer().report_id)
    shown = answering.shown(preview.for_proposal(proposal), person, form.publish_at.data or clock.now(), report_title) if preview else None
    return page(
        "followups/answer.html",
        status=status,
        form=form,
        has_errors=status == 422,
        proposal=proposal,
        plan=plan,
        preview=shown,
        report_title=report_title,
        needs_release=release_needed(session, proposal, consultation),
        answers=queries.answers_of(session, proposal.id),
        **words(),
        **around(consultation, proposal, _("Antworten")),
    )


@blueprint.post(OF_PROPOSAL + "/antwort/absagen")
def cancel(slug: str, proposal_id: int) -> BaseResponse:
    """Take a planned answer back before it appears."""
    consultation, person, proposal = _enter(slug, proposal_id)
    session = current_session()
    plan = queries.plan_of(session, proposal)
    if plan is None:
        raise NotFound
    cancel_plan(session, person, plan, proposal, consultation, clock.now())
    session.commit()
    flash(_("Die geplante Antwort erscheint nicht."), "success")
    return go_to(url_for("work.desk", slug=slug, proposal_id=proposal_id))


@blueprint.get("/antworten/<slug:name>.pdf")
def report(name: str) -> Response:
    """An answer's report, only ever as a download under its title."""
    found = queries.public_report(current_session(), f"{name}.pdf")
    file = open_stored(settings().files_dir, found.stored_name)
    return send_file(file, mimetype="application/pdf", as_attachment=True, download_name=f"{found.title}.pdf")


@blueprint.get("/beteiligungen/<slug:slug>/antworten")
@kept_for_readers
def overview(slug: str) -> Response:
    """How the city answers here: numbers by status, how long it took, what waits longest."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    shows(f"proposals:{consultation.id}")
    session = current_session()
    found = balance.balance_of(session, consultation.id)
    url = url_for("answers.overview", slug=slug)
    context: dict[str, Any] = frame(consultation, person, now, url_for("proposals.index", slug=slug))
    return page(
        "followups/overview.html",
        balance=found,
        rows=[{"label": str(STATUS_NAMES[status]), "value": found.by_status[status]} for status in Status if status in found.by_status],
        waiting=balance.unanswered(session, consultation.id, page_number(request.args.get("seite"))),
        waiting_days=lambda since: balance.waiting_days(since, now),
        clock=numbers(now, consultation),
        list_url=url_for("proposals.index", slug=slug),
        url_for_page=lambda number: f"{url}?seite={number}",
        crumbs=[(_("Vorschläge"), url_for("proposals.index", slug=slug)), (_("Antworten der Stadt"), "")],
        **context,
    )
