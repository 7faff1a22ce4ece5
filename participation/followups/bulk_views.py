"""One answer for many proposals: choose, write, look at each, publish all at once; and ask offices about many."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.followups import answering, queries, rules
from participation.followups.answer_actions import MOST_AT_ONCE, answer_many
from participation.followups.forms import BulkForm
from participation.followups.panels import words
from participation.followups.texts import Answer, cleaned_answer
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals import queries as proposals
from participation.proposals.filters import ANSWER_NAMES, WITHDRAWN, Filters, read_filters, status_choices
from participation.proposals.forms import accepted
from participation.proposals.listing import list_proposals
from participation.proposals.models import Proposal
from participation.proposals.orders import Order

blueprint = Blueprint("bulk_answers", __name__, url_prefix="/verwaltung/beteiligungen")
blueprint.after_request(no_store)
A_PAGE = 50


def _enter(slug: str) -> Consultation:
    consultation = enter(slug)
    demand(rules.may_answer_many(current_person(), consultation))
    return consultation


@blueprint.get("/<slug:slug>/vorschlaege")
def choose(slug: str) -> Response:
    """All published proposals for staff, filtered, with a box at each."""
    return _list_page(_enter(slug))


def _filters(consultation: Consultation, districts: dict[int, str]) -> Filters:
    """What the address asks for, the newest first where nothing else is asked."""
    asked = read_filters(request.args, {category.id for category in consultation.categories}, districts, usual=Order.NEWEST)
    return replace(asked, statuses=tuple(status for status in asked.statuses if status != WITHDRAWN))


def _list_page(consultation: Consultation, problem: str = "") -> Response:
    session = current_session()
    districts = proposals.district_names(session)
    filters = _filters(consultation, districts)
    url = url_for("bulk_answers.choose", slug=consultation.slug)
    return page(
        "followups/choose.html",
        status=422 if problem else 200,
        has_errors=bool(problem),
        problem=problem,
        found=list_proposals(session, consultation.id, filters, A_PAGE),
        filters=filters,
        consultation=consultation,
        categories={category.id: category.name for category in consultation.categories},
        districts=districts,
        statuses=[pair for pair in status_choices() if pair[0] != WITHDRAWN],
        answered_choices=[(code, str(name)) for code, name in ANSWER_NAMES.items()],
        most=MOST_AT_ONCE,
        page_url=url,
        url_for_page=lambda number: url + filters.query(number),
    )


@blueprint.post("/<slug:slug>/sammelantwort")
def answer(slug: str) -> BaseResponse:
    """Write one answer for the chosen ones, look at each, publish them all at once."""
    consultation, session, asked = _enter(slug), current_session(), answering.asked_for()
    chosen = _chosen(consultation)
    problem = _problem(chosen)
    if problem:
        return _list_page(consultation, problem)
    form = BulkForm.offering(queries.blocks(session))
    if asked == "schreiben":
        form.process(formdata=None, data={"entry_key": secrets.token_urlsafe(16)})
        return _page(consultation, chosen, form)
    if asked == "baustein":
        answering.put_block_in(form)
        return _page(consultation, chosen, form, 422 if form.errors else 200)
    if form.validate():
        if asked == "veroeffentlichen":
            return _publish(consultation, chosen, form)
        checked = accepted(form, lambda: _checked(form, chosen))
        return _page(consultation, chosen, form, 200 if checked else 422, preview=checked)
    return _page(consultation, chosen, form, 422)


def _chosen(consultation: Consultation) -> Sequence[Proposal]:
    """What is ticked, or all that the filter finds where that was asked for; at most one more than allowed."""
    session = current_session()
    if request.form.get("alle"):
        filters = _filters(consultation, proposals.district_names(session))
        rows = list_proposals(session, consultation.id, filters, MOST_AT_ONCE + 1).items
        ids = [row.id for row in rows]
    else:
        ids = _ticked()
    return queries.chosen_proposals(session, consultation.id, ids)


def _ticked() -> list[int]:
    raw = request.form.getlist("wahl")[: MOST_AT_ONCE + 1]
    return [int(number) for number in raw if number.isascii() and number.isdigit() and len(number) <= 9]


def _problem(chosen: Sequence[Proposal]) -> str:
    if not chosen:
        return _("Bitte wählen Sie mindestens einen Vorschlag.")
    if len(chosen) > MOST_AT_ONCE:
        return _("Mehr als %(number)s Vorschläge auf einmal sind nicht möglich.", number=MOST_AT_ONCE)
    return ""


def _checked(form: BulkForm, chosen: Sequence[Proposal]) -> Answer:
    """The answer, once it fits each of the proposals."""
    said = cleaned_answer(form.answer())
    for proposal in chosen:
        cleaned_answer(said.for_proposal(proposal))
    return said


def _publish(consultation: Consultation, chosen: Sequence[Proposal], form: BulkForm) -> BaseResponse:
    session, person, ids = current_session(), signed_in_person(), _ticked()
    key = (form.entry_key.data or "")[:64]
    if not key:
        form.blame(Invalid(_("Dieses Formular ist unvollständig. Bitte laden Sie die Seite neu.")))
        return _page(consultation, chosen, form, 422)
    done = accepted(form, lambda: answer_many(session, person, consultation, ids, form.answer(), key, clock.now()))
    if done is None:
        return _page(consultation, chosen, form, 422)
    session.commit()
    number, _first = done
    if queries.wait_for_release(session, ids):
        flash(_("Die Antworten liegen zur Freigabe vor. Sie erscheinen, sobald eine zweite Person sie freigegeben hat."), "success")
    else:
        flash(ngettext("%(num)s Antwort ist veröffentlicht.", "%(num)s Antworten sind veröffentlicht.", number), "success")
    return go_to(url_for("bulk_answers.choose", slug=consultation.slug))


def _page(consultation: Consultation, chosen: Sequence[Proposal], form: BulkForm, status: int = 200, *, preview: Answer | None = None) -> Response:
    person, now = signed_in_person(), clock.now()
    previews = [(proposal, answering.shown(preview.for_proposal(proposal), person, now)) for proposal in chosen] if preview else []
    return page(
        "followups/bulk.html",
        status=status,
        has_errors=status == 422,
        form=form,
        chosen=chosen,
        previews=previews,
        consultation=consultation,
        **words(),
    )
