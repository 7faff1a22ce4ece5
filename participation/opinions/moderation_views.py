"""The moderation's pages: which statements wait, and what is decided about each."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import format_number
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.opinions import rules, words
from participation.opinions.actions import Decision, add_seed, decide_statement
from participation.opinions.doorway import Here, enter_map
from participation.opinions.forms import DecisionForm, SeedForm
from participation.opinions.models import State, Statement
from participation.opinions.queries import QUEUES, queue_counts, queue_page, statement_of

blueprint = Blueprint("opinion_moderation", __name__, url_prefix="/beteiligungen/<slug:slug>/meinungsbild/<id:map_id>/moderation")


@blueprint.get("")
def queue(slug: str, map_id: int) -> Response:
    """A map's statements by what was decided; first those that wait."""
    return _queue_page(enter_map(slug, map_id, rules.may_run_map), SeedForm())


@blueprint.post("")
def add(slug: str, map_id: int) -> BaseResponse:
    """Add a statement of the city."""
    here, form = enter_map(slug, map_id, rules.may_add_seed), SeedForm()
    if form.validate():
        try:
            add_seed(current_session(), signed_in_person(), here.consultation, here.map, form.text.data or "", here.now)
            current_session().commit()
            flash(_("Die Aussage ist dazugekommen."), "success")
            return go_to(here.url("opinion_moderation.queue", stand="accepted"))
        except Invalid as error:
            form.blame(error)
    return _queue_page(here, form, 422)


@blueprint.get("/<id:statement_id>")
def case(slug: str, map_id: int, statement_id: int) -> Response:
    """One statement, and what can be decided about it."""
    here, statement = _case(slug, map_id, statement_id)
    return _case_page(here, statement, _offered(statement, DecisionForm()))


@blueprint.post("/<id:statement_id>")
def decide(slug: str, map_id: int, statement_id: int) -> BaseResponse:
    """Accept or reject it."""
    here, statement = _case(slug, map_id, statement_id)
    form = DecisionForm()
    if not form.validate():
        return _case_page(here, statement, form, 422)
    try:
        decision = Decision(form.decision.data)
        decide_statement(current_session(), signed_in_person(), here.consultation, here.map, statement, decision, form.reason.data or "", here.now)
    except Invalid as error:
        form.blame(error)
        return _case_page(here, statement, form, 422)
    current_session().commit()
    flash(_("Die Entscheidung ist gespeichert."), "success")
    return go_to(here.url("opinion_moderation.queue"))


def _case(slug: str, map_id: int, statement_id: int) -> tuple[Here, Statement]:
    here = enter_map(slug, map_id, rules.may_run_map)
    statement = statement_of(current_session(), here.map, statement_id)
    demand(rules.may_decide_statement(here.person, here.consultation, here.map, statement))
    return here, statement


def _offered(statement: Statement, form: DecisionForm) -> DecisionForm:
    form.offer(*{State.PENDING: (Decision.ACCEPT, Decision.REJECT), State.ACCEPTED: (), State.REJECTED: (Decision.ACCEPT,)}[State(statement.state)])
    return form


def _case_page(here: Here, statement: Statement, form: DecisionForm, status: int = 200) -> Response:
    badge = words.statement_badge(statement)
    return here.page("case.html", _("Aussage prüfen"), status, statement=statement, form=form, badge=badge)


def _queue_page(here: Here, form: SeedForm, status: int = 200) -> Response:
    counts = queue_counts(current_session(), here.map.id)
    asked = request.args.get("stand", "")
    name = asked if asked in QUEUES else QUEUES[0]
    titles = {"pending": _("Zu prüfen"), "accepted": _("Angenommen"), "hidden": _("Ausgeblendet"), "rejected": _("Abgelehnt")}
    return here.page(
        "queue.html",
        _("Aussagen prüfen"),
        status,
        form=form,
        may_add=rules.may_add_seed(here.person, here.consultation, here.map),
        tabs=[
            Link(titles[each], here.url("opinion_moderation.queue", stand=each), note=format_number(counts[each]), current=each == name)
            for each in QUEUES
        ],
        found=queue_page(current_session(), here.map.id, name, page_number(request.args.get("seite")), counts[name]),
        queue=name,
        url_for_page=lambda number: here.url("opinion_moderation.queue", stand=name, seite=number if number > 1 else None),
    )
