"""The pages of what may still happen to an opened vote: a later end after an outage, annulment, and taking back what one asked for."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.votes import words
from participation.votes.change_actions import annul_vote, extend_vote, known_outages
from participation.votes.channel_forms import ReasonForm
from participation.votes.channel_models import Step, StepRequest
from participation.votes.doorway import Here, enter_vote
from participation.votes.extension import later_end
from participation.votes.rules import may_annul, may_run_vote
from participation.votes.step_actions import requests_of, withdraw_step

blueprint = Blueprint("vote_changes", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>")


@blueprint.get("/verlaengern")
def extending(slug: str, vote_id: int) -> Response:
    """The rule, the outages that are known, and the end that follows from them."""
    here, session = enter_vote(slug, vote_id), current_session()
    demand(may_run_vote(here.person, here.consultation, here.vote))
    outages = known_outages(session, here.vote, here.now)
    later = later_end(here.vote, outages)
    return here.page("extend.html", _("Verlängern"), words=words, outages=outages, later=later, asked=_asked(here, Step.EXTEND))


@blueprint.post("/verlaengern")
def extend(slug: str, vote_id: int) -> BaseResponse:
    """Move the end as the rule says."""
    here = enter_vote(slug, vote_id)
    vote = extend_vote(current_session(), signed_in_person(), here.consultation, here.vote, here.now)
    current_session().commit()
    flash(_("Das Ende ist verschoben.") if vote.extended_until else words.asked_sentence(), "success")
    return go_to(here.url("votes.detail"))


@blueprint.route("/ungueltig", methods=["GET", "POST"])
def annulling(slug: str, vote_id: int) -> BaseResponse:
    """Declare a vote void, with the reason that everyone reads."""
    here, form = enter_vote(slug, vote_id), ReasonForm()
    demand(may_annul(here.person, here.consultation, here.vote))
    asked = _asked(here, Step.ANNUL)
    if form.validate_on_submit():
        try:
            vote = annul_vote(current_session(), signed_in_person(), here.consultation, here.vote, form.reason.data or "", here.now)
            current_session().commit()
            flash(_("Die Abstimmung ist für ungültig erklärt.") if vote.is_annulled else words.asked_sentence(), "success")
            return go_to(here.url("votes.detail"))
        except Invalid as error:
            form.blame(error)
    elif asked is not None:
        form.reason.data = asked[0].terms["reason"]
    return here.page("annul.html", _("Für ungültig erklären"), 422 if form.errors else 200, form=form, asked=asked)


@blueprint.post("/antrag-zuruecknehmen")
def withdraw(slug: str, vote_id: int) -> BaseResponse:
    """Take back a step that waits for a second person."""
    here = enter_vote(slug, vote_id)
    demand(may_run_vote(here.person, here.consultation, here.vote))
    step = request.form.get("step", "")
    if step not in list(Step):
        raise NotFound
    withdraw_step(current_session(), signed_in_person(), here.consultation, here.vote, Step(step), here.now)
    current_session().commit()
    flash(_("Der Antrag ist zurückgenommen."), "success")
    return go_to(here.url("votes.detail"))


def _asked(here: Here, step: Step) -> tuple[StepRequest, str] | None:
    return requests_of(current_session(), here.vote).get(step)
