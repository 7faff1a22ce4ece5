"""The pages on which a suggested change is accepted, rejected, taken back, or made a proposal of its own."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.amendments import rules
from participation.amendments.actions import (
    Acceptance,
    accept_amendment,
    promote_amendment,
    reject_amendment,
    withdraw_amendment,
)
from participation.amendments.door import Visit, accepted, visit
from participation.amendments.forms import AcceptForm, RejectForm
from participation.amendments.sparing import spare_suggestions
from participation.amendments.texts import Wording, fit
from participation.kit.changes import changes
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand, demand_of
from participation.proposals.history import current_number

blueprint = Blueprint(
    "amendment_deciding", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/aenderungen/<id:amendment_id>"
)


@blueprint.route("/annehmen", methods=["GET", "POST"])
def accept(slug: str, proposal_id: int, amendment_id: int) -> BaseResponse:
    """Look once more at what will stand in the proposal, and accept it."""
    here, session = visit(slug, proposal_id, amendment_id), current_session()
    demand(rules.may_accept(here.person, here.change, here.proposal, here.consultation, here.now, author_gone=here.author_gone))
    posted = request.method == "POST"
    form = AcceptForm() if posted else AcceptForm.of(here.proposal, current_number(session, here.proposal.id))
    if posted and form.validate():
        given = Acceptance(form.seen_number(), form.wording(), form.reason.data or "")
        if accepted(form, lambda: accept_amendment(session, here.person, here.change, here.proposal, here.consultation, given, here.now)):
            session.commit()
            return go_to(here.url)
    return _accept_page(here, form, 422 if posted else 200)


def _accept_page(here: Visit, form: AcceptForm, status: int) -> Response:
    number = current_number(current_session(), here.proposal.id)
    form.look_again(number)
    fitting = fit(here.change, here.proposal)
    result = fitting.wording or Wording(here.proposal.title, here.proposal.body)
    return page(
        "amendments/accept.html",
        status=status,
        form=form,
        fitting=fitting,
        title_changes=changes(here.proposal.title, result.title),
        body_changes=changes(here.proposal.body, result.body) if result.body != here.proposal.body else (),
        wanted_title=changes(here.change.base_title, here.change.title),
        wanted_body=changes(here.change.base_body, here.change.body),
        on_behalf=rules.decides_on_behalf(here.person, here.proposal, here.consultation, author_gone=here.author_gone),
        **here.context(_("Annehmen")),
    )


@blueprint.route("/ablehnen", methods=["GET", "POST"])
def reject(slug: str, proposal_id: int, amendment_id: int) -> BaseResponse:
    """Say why the text stays as it is."""
    here, session, form = visit(slug, proposal_id, amendment_id), current_session(), RejectForm()
    demand(rules.may_reject(here.person, here.change, here.proposal, here.consultation, author_gone=here.author_gone))
    if form.validate_on_submit() and accepted(
        form, lambda: reject_amendment(session, here.person, here.change, here.proposal, here.consultation, form.reason.data or "", here.now)
    ):
        session.commit()
        return go_to(here.url)
    return page("amendments/reject.html", status=422 if request.method == "POST" else 200, form=form, **here.context(_("Ablehnen")))


@blueprint.route("/zurueckziehen", methods=["GET", "POST"])
def withdraw(slug: str, proposal_id: int, amendment_id: int) -> BaseResponse:
    """Take one's own suggestion back, asked once more."""
    here, session = visit(slug, proposal_id, amendment_id), current_session()
    demand(rules.may_withdraw(here.person, here.change, here.consultation))
    if request.method == "POST":
        withdraw_amendment(session, here.person, here.change, here.consultation, here.now)
        session.commit()
        return go_to(here.url)
    return page("amendments/withdraw.html", **here.context(_("Zurückziehen")))


@blueprint.post("/eigener-vorschlag")
def promote(slug: str, proposal_id: int, amendment_id: int) -> BaseResponse:
    """Make a draft of a rejected text and go on to it."""
    here, session = visit(slug, proposal_id, amendment_id), current_session()
    allowed = rules.may_promote(here.person, here.change, here.consultation, here.now, grew=here.change.promoted_id is not None)
    spare_suggestions(demand_of(here.person, allowed), here.now)
    draft = promote_amendment(session, here.person, here.change, here.proposal, here.consultation, here.now)
    session.commit()
    return go_to(url_for("proposal_writing.edit", slug=here.consultation.slug, proposal_id=draft.id))
