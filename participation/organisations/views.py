"""Organisations as everybody reads them, and asking the city to check one."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.organisations import queries, rules
from participation.organisations.actions import request_organisation
from participation.organisations.forms import OrganisationForm
from participation.organisations.words import KIND_NAMES, STATE_NAMES

blueprint = Blueprint("organisations", __name__, url_prefix="/organisationen")

TRIES, PERIOD = 10, timedelta(days=1)


@blueprint.get("")
def index() -> Response:
    """All that the city has checked, by name."""
    found = queries.public_organisations(current_session(), page_number(request.args.get("seite")), clock.now())
    may_request = rules.may_request(current_person(), clock.now())
    return page("organisations/index.html", found=found, kind_names=KIND_NAMES, may_request=may_request, url_for_page=_page_url)


def _page_url(number: int) -> str:
    return url_for("organisations.index", seite=number)


@blueprint.get("/<id:organisation_id>")
def show(organisation_id: int) -> Response:
    """One organisation: what it says of itself, that it was checked, who represents it, what was written in its name."""
    session, person, now = current_session(), current_person(), clock.now()
    it = queries.organisation_by_id(session, organisation_id)
    demand(rules.may_see(person, it))
    own = queries.representation_of(session, it.id, person)
    return page(
        "organisations/show.html",
        it=it,
        speaks=it.speaks(now),
        people=queries.representatives(session, it.id) if it.speaks(now) else [],
        sections=gather("organisation.contributions", it.id) if it.was_checked else [],
        own=own,
        concerned=own is not None or (person is not None and it.requested_by_id == person.id),
        may_invite=rules.may_invite(person, it, own, now),
        may_check=rules.may_check(person),
        kind_names=KIND_NAMES,
        state_names=STATE_NAMES,
    )


@blueprint.get("/anmelden")
def ask() -> Response:
    """The form that asks the city to check one."""
    person = current_person()
    waiting = queries.waiting_requests(current_session(), person.id) if person is not None else 0
    demand(rules.may_request(person, clock.now(), waiting=waiting))
    return page("organisations/request.html", form=OrganisationForm(formdata=None))


@blueprint.post("/anmelden")
def send() -> BaseResponse:
    """Hand the request in."""
    person, now, form = current_person(), clock.now(), OrganisationForm()
    demand(rules.may_request(person, now))
    if person is not None:
        check_limit(f"organisation:person:{person.id}", TRIES, PERIOD, now)
    if form.validate():
        try:
            made = request_organisation(current_session(), person, form.details(), now)
            current_session().commit()
            flash(_("Danke. Die Stadt prüft Ihre Anfrage und meldet sich bei Ihnen."), "success")
            return go_to(url_for("organisations.show", organisation_id=made.id))
        except Invalid as error:
            form.blame(error)
    return page("organisations/request.html", form=form, status=422)
