"""Insight: for those who run a consultation, for everybody after its close, and for the administration over all."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter, enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_CONSULTATION
from participation.insight import actions, queries, rules
from participation.insight.forms import CostForm, PeopleForm, read_people
from participation.insight.showing import Sheet, controlling, who_took_part
from participation.insight.side_by_side import compared_sheet
from participation.insight.words import COST_NAMES
from participation.kit import clock
from participation.kit.cells import write_csv
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("insight", __name__)
OF_ONE = "/verwaltung/beteiligungen/<slug:slug>/einblick"


@blueprint.get(OF_ONE)
def show(slug: str) -> Response:
    """Who takes part, how the city answers, what it cost."""
    consultation = enter_to_moderate(slug)
    who, control = _sheets(consultation)
    to_people = url_for("insight.people") if rules.may_enter_people(current_person()) else ""
    return page("insight/show.html", who=who, control=control, to_people=to_people, **_around(consultation))


@blueprint.post(OF_ONE + "/zaehlen")
def count(slug: str) -> BaseResponse:
    """Count anew."""
    consultation = enter_to_moderate(slug)
    took_part = gather("outcome.people", OF_CONSULTATION, consultation.id)
    actions.count_now(current_session(), signed_in_person(), consultation, took_part, clock.now())
    current_session().commit()
    flash(_("Es ist gezählt. Zahlen, bei denen sich weniger als zehn verändert haben, bleiben, wie sie waren."), "success")
    return go_to(url_for("insight.show", slug=slug))


@blueprint.get(OF_ONE + "/<name>.csv")
def table(slug: str, name: str) -> Response:
    """One of the tables."""
    who, control = _sheets(enter_to_moderate(slug))
    return _as_csv({sheet.name: sheet for sheet in (*who.sheets, *control)}.get(name), f"{slug}-{name}")


@blueprint.route(OF_ONE + "/kosten", methods=["GET", "POST"])
def costs(slug: str) -> BaseResponse:
    """What it cost, item by item, and a further one."""
    consultation, form, now = enter_to_moderate(slug), CostForm(), clock.now()
    demand(rules.may_enter_costs(current_person(), consultation))
    if form.validate_on_submit():
        try:
            actions.enter_cost(current_session(), signed_in_person(), consultation, form.draft(), now)
            current_session().commit()
            flash(_("Der Posten ist eingetragen."), "success")
            return go_to(url_for("insight.costs", slug=slug))
        except Invalid as error:
            form.blame(error)
    items = queries.costs_of(current_session(), consultation.id)
    around = _around(consultation, _("Kosten"))
    return page("insight/costs.html", form=form, items=items, kinds=COST_NAMES, status=422 if form.is_submitted() else 200, **around)


@blueprint.post(OF_ONE + "/kosten/<id:cost_id>/entfernen")
def remove_cost(slug: str, cost_id: int) -> BaseResponse:
    """Take an item away."""
    consultation = enter_to_moderate(slug)
    cost = queries.cost_of(current_session(), consultation.id, cost_id)
    actions.remove_cost(current_session(), signed_in_person(), consultation, cost, clock.now())
    current_session().commit()
    flash(_("Der Posten ist entfernt."), "success")
    return go_to(url_for("insight.costs", slug=slug))


@blueprint.get("/beteiligungen/<slug:slug>/teilnahme")
def public(slug: str) -> Response:
    """Who took part, for everybody once it is closed."""
    consultation = enter(slug)
    demand(rules.may_read_who(current_person(), consultation))
    row = queries.count_of(current_session(), consultation.id)
    who = who_took_part(current_session(), consultation, row, public_only=True)
    to_results = url_for("consultations.results", slug=slug)
    return page(
        "insight/public.html", who=who, crumbs=[(_("Wer teilgenommen hat"), "")], **frame(consultation, current_person(), clock.now(), to_results)
    )


@blueprint.get("/beteiligungen/<slug:slug>/teilnahme/<name>.csv")
def public_table(slug: str, name: str) -> Response:
    """One of these tables."""
    consultation = enter(slug)
    demand(rules.may_read_who(current_person(), consultation))
    row = queries.count_of(current_session(), consultation.id)
    who = who_took_part(current_session(), consultation, row, public_only=True)
    return _as_csv(who.by_name.get(name), f"{slug}-{name}")


@blueprint.get("/einblick")
def compare() -> Response:
    """Consultations side by side."""
    demand(rules.may_compare(current_person()))
    to_people = url_for("insight.people") if rules.may_enter_people(current_person()) else ""
    return page("insight/compare.html", sheet=compared_sheet(current_session()), to_people=to_people)


@blueprint.get("/einblick/vergleich.csv")
def compare_table() -> Response:
    """The same as a file."""
    demand(rules.may_compare(current_person()))
    return _as_csv(compared_sheet(current_session()), "vergleich")


@blueprint.route("/einblick/einwohner", methods=["GET", "POST"])
def people() -> BaseResponse:
    """How many people live in the districts."""
    demand(rules.may_enter_people(current_person()))
    session, form = current_session(), PeopleForm()
    districts = queries.town_people(session)
    typed, faults = read_people(request.form, districts)
    if form.validate_on_submit() and not faults:
        try:
            actions.enter_people(session, signed_in_person(), typed, form.source.data or "", clock.now())
            session.commit()
            flash(_("Die Zahlen sind gespeichert. Sie gelten ab der nächsten Zählung."), "success")
            return go_to(url_for("insight.people"))
        except Invalid as error:
            form.blame(error)
    sent = form.is_submitted()
    if not sent:
        form.source.data = next((row.source for row in districts if row.people), "")
    said = {row.id: request.form.get(f"people-{row.id}", "") if sent else str(row.people or "") for row in districts}
    return page("insight/people.html", form=form, districts=districts, said=said, faults=faults if sent else {}, status=422 if sent else 200)


def _sheets(consultation: Consultation):  # type: ignore[no-untyped-def]  # who, and the sheets of controlling
    session = current_session()
    row, items = queries.count_of(session, consultation.id), queries.costs_of(session, consultation.id)
    who = who_took_part(session, consultation, row, public_only=False)
    return who, controlling(session, consultation, items, who.people)


def _around(consultation: Consultation, title: str = "") -> dict[str, Any]:
    at = url_for("insight.show", slug=consultation.slug)
    crumbs = [(_("Verwalten"), url_for("staff.manage", slug=consultation.slug)), (_("Einblick"), at if title else "")]
    crumbs += [(title, "")] if title else []
    return {"crumbs": crumbs, "at": at, **frame(consultation, current_person(), clock.now(), url_for("staff.manage", slug=consultation.slug))}


def _as_csv(sheet: Sheet | None, name: str) -> Response:
    if sheet is None:
        raise NotFound
    stream = io.StringIO(newline="")
    write_csv(stream, sheet.plain_header, sheet.plain)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"}
    return Response(stream.getvalue().encode("utf-8", "replace"), mimetype="text/csv", headers=headers)
