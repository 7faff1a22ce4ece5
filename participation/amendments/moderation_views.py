"""The pages on which a suggested change is reported, and on which the moderation decides about it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.amendments import queries, rules
from participation.amendments.door import Visit, accepted, visit
from participation.amendments.moderation_actions import about, decide_about_amendment, report_amendment
from participation.consultations.rules import may_moderate
from participation.discussions.forms import DecisionForm, ReportForm
from participation.discussions.models import Decision
from participation.discussions.moderation_queries import notices_about
from participation.discussions.words import DECISION_NAMES, REASON_NAMES
from participation.kit.changes import changes
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand

blueprint = Blueprint(
    "amendment_moderation", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/aenderungen/<id:amendment_id>"
)


@blueprint.route("/melden", methods=["GET", "POST"])
def report(slug: str, proposal_id: int, amendment_id: int) -> BaseResponse:
    """Tell the moderation about a suggested change."""
    here, session = visit(slug, proposal_id, amendment_id), current_session()
    demand(rules.may_report(here.person, here.change, here.consultation))
    form = ReportForm()
    if form.validate_on_submit() and accepted(
        form, lambda: report_amendment(session, here.person, here.change, here.consultation, form.chosen_reason, form.text.data or "", here.now)
    ):
        session.commit()
        flash(_("Danke. Die Moderation prüft den Änderungsvorschlag."), "success")
        return go_to(here.url)
    return page("amendments/report.html", status=422 if request.method == "POST" else 200, form=form, **here.context(_("Melden")))


@blueprint.route("/moderation", methods=["GET", "POST"])
def case(slug: str, proposal_id: int, amendment_id: int) -> BaseResponse:
    """A suggested change with its notices, and the decision about it."""
    here, session = visit(slug, proposal_id, amendment_id), current_session()
    demand(may_moderate(here.person, here.consultation))
    may_decide, form = rules.may_moderate_text(here.person, here.change, here.consultation), DecisionForm()
    if request.method == "POST":
        demand(may_decide)
    if not form.validate_on_submit():
        return _case_page(here, form, may_decide)
    decision = Decision(form.decision.data)
    decide_about_amendment(session, here.person, here.change, here.proposal, here.consultation, decision, form.full_reason(), here.now)
    session.commit()
    flash(_("Der Änderungsvorschlag ist ausgeblendet.") if decision == Decision.HIDE else _("Der Änderungsvorschlag bleibt sichtbar."), "success")
    return go_to(url_for("moderation.queue", slug=slug))


def _case_page(here: Visit, form: DecisionForm, may_decide: Verdict) -> Response:
    session, change = current_session(), here.change
    return page(
        "amendments/case.html",
        status=422 if form.errors else 200,
        form=form,
        names=queries.names_around(session, change),
        notices=notices_about(session, about(change)),
        may_decide=may_decide,
        reason_names=REASON_NAMES,
        decision_names=DECISION_NAMES,
        title_changes=changes(change.base_title, change.title),
        body_changes=changes(change.base_body, change.body) if change.base_body != change.body else (),
        **here.context(_("Moderation")),
    )
