"""The moderation's desk: one queue over all that waits, one case of a contribution, the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.rules import may_moderate
from participation.consultations.subjects import Reported
from participation.discussions import moderation_queries, rules
from participation.discussions.articles import WORDS as POSTS
from participation.discussions.contribution_views import visit
from participation.discussions.forms import DecisionForm
from participation.discussions.models import Decision
from participation.discussions.moderation_actions import decide_report
from participation.discussions.reported import About
from participation.discussions.words import DECISION_NAMES, OUTCOME_NAMES, REASON_NAMES
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import page, settings
from participation.kit.pagination import Page, page_number
from participation.kit.rules import demand

blueprint = Blueprint("moderation", __name__)

WORDS = {"reason_names": REASON_NAMES, "decision_names": DECISION_NAMES, "outcome_names": OUTCOME_NAMES}


@blueprint.get("/beteiligungen/<slug:slug>/moderation")
def queue(slug: str) -> Response:
    """What was reported or objected to and waits, the oldest first; with `stand=entschieden` what was decided."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    session, number = current_session(), page_number(request.args.get("seite"))
    decided = request.args.get("stand") == "entschieden"
    find: Callable[[Session, int, int], Page[Any]] = moderation_queries.decided_cases if decided else moderation_queries.open_cases
    cases = find(session, consultation.id, number)
    around = {
        **WORDS,
        **POSTS,
        "states": _states(slug, decided),
        "texts": _texts(cases.items),
        **frame(consultation, person, now, url_for("staff.manage", slug=slug)),
    }
    around["crumbs"] = [(_("Meldungen und Einsprüche"), "")]
    around["url_for_page"] = lambda page: url_for("moderation.queue", slug=slug, stand="entschieden" if decided else None, seite=page)
    return page("discussions/queue.html", cases=cases, decided=decided, **around)


def _texts(cases: Iterable[Any]) -> dict[tuple[str, int], Reported]:
    """The words of what these cases are about, by kind and number, as each room tells them."""
    numbers: dict[str, list[int]] = {}
    for one in cases:
        numbers.setdefault(one.kind, []).append(one.id)
    return {(text.kind, text.id): text for kind, ids in numbers.items() for text in gather("moderation.texts", kind, ids)}


def _states(slug: str, decided: bool) -> list[Link]:
    waiting, done = url_for("moderation.queue", slug=slug), url_for("moderation.queue", slug=slug, stand="entschieden")
    return [Link(_("Offen"), waiting, not decided), Link(_("Entschieden"), done, decided)]


@blueprint.route("/beitraege/<id:contribution_id>/moderation", methods=["GET", "POST"])
def case(contribution_id: int) -> BaseResponse:
    """One contribution with its notices, and the decision about it."""
    here, session = visit(contribution_id), current_session()
    demand(may_moderate(here.person, here.consultation))
    may_decide = rules.may_decide_report(here.person, here.consultation, here.contribution)
    form = DecisionForm()
    if request.method == "POST":
        demand(may_decide)
    if not form.validate_on_submit():
        notices = moderation_queries.notices_about(session, About("contribution", contribution_id, here.consultation.id))
        context = {"form": form, "notices": notices, "may_decide": may_decide, **WORDS, **here.context(_("Moderation"))}
        return page("discussions/case.html", status=422 if form.errors else 200, **context)
    link = settings().base_url.rstrip("/") + url_for("contributions.show", contribution_id=contribution_id)
    decision = Decision(form.decision.data)
    decide_report(session, here.person, here.consultation, here.contribution, decision, form.full_reason(), here.now, link=link)
    session.commit()
    flash(_("Der Beitrag ist ausgeblendet.") if decision == Decision.HIDE else _("Der Beitrag bleibt sichtbar."), "success")
    return go_to(url_for("moderation.queue", slug=here.consultation.slug))
