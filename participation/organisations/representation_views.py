"""Representing an organisation: invited, accepting, inviting others, leaving."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.organisations import queries, rules
from participation.organisations.actions import accept as accept_invitation
from participation.organisations.actions import end_representation
from participation.organisations.actions import invite as invite_somebody
from participation.organisations.forms import InviteForm
from participation.organisations.models import Organisation

blueprint = Blueprint("representations", __name__, url_prefix="/organisationen/<id:organisation_id>/vertretung")
blueprint.after_request(no_store)

TRIES, PERIOD = 30, timedelta(hours=1)


@blueprint.get("")
def show(organisation_id: int) -> Response:
    """For the invited: the question. For representatives and the city: who represents it, and the form for inviting."""
    return _page(queries.organisation_by_id(current_session(), organisation_id), InviteForm(formdata=None))


def _page(it: Organisation, form: InviteForm, status: int = 200) -> Response:
    session, person, now = current_session(), current_person(), clock.now()
    own = queries.representation_of(session, it.id, person)
    invited = own is not None and own.accepted_at is None
    may_invite = rules.may_invite(person, it, own, now)
    if not invited:
        demand(rules.may_see(person, it))
        if person is None or not (rules.may_check(person) or (own is not None and own.holds)):
            demand(may_invite)
    people = queries.representatives(session, it.id, invited=True) if not invited else []
    may_accept = rules.may_accept(person, it, own, now) if invited else None
    return page("organisations/people.html", it=it, own=own, people=people, form=form, may_invite=may_invite, may_accept=may_accept, status=status)


@blueprint.post("/einladen")
def invite(organisation_id: int) -> BaseResponse:
    """Invite somebody."""
    session, person, now = current_session(), signed_in_person(), clock.now()
    it, form = queries.organisation_by_id(session, organisation_id), InviteForm()
    demand(rules.may_invite(person, it, queries.representation_of(session, it.id, person), now))
    check_limit(f"representation:person:{person.id}", TRIES, PERIOD, now)
    if form.validate():
        try:
            invite_somebody(session, person, it, form.who.data or "", form.task.data or "", now)
        except Invalid as error:
            form.blame(error)
        except Conflict as error:
            form.blame(Invalid(error.message, "who"))
        else:
            return _done(it, _("Die Einladung ist unterwegs. Zu einer Adresse ohne Konto kommt keine."))
    return _page(it, form, 422)


@blueprint.post("/annehmen")
def accept(organisation_id: int) -> BaseResponse:
    """Represent it from now on."""
    it = queries.organisation_by_id(current_session(), organisation_id)
    accept_invitation(current_session(), signed_in_person(), it, clock.now())
    return _done(it, _("Sie vertreten jetzt diese Organisation."))


@blueprint.post("/<id:representation_id>/beenden")
def end(organisation_id: int, representation_id: int) -> BaseResponse:
    """End a representation, or say no to an invitation."""
    session = current_session()
    it = queries.organisation_by_id(session, organisation_id)
    which = queries.representation_by_id(session, it.id, representation_id)
    end_representation(session, signed_in_person(), it, which, clock.now())
    session.commit()
    flash(_("Beendet."), "success")
    return go_to(url_for("organisations.show", organisation_id=it.id) if it.was_checked else "/konto")


def _done(it: Organisation, sentence: str) -> BaseResponse:
    number = it.id
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("representations.show", organisation_id=number))
