"""Inviting into the city's team, and accepting: the administration's page, and the one behind the mailed link."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import passwords, team_actions
from participation.accounts.current import current_person
from participation.accounts.entering import enter, no_store
from participation.accounts.forms import InviteForm, NewPasswordForm
from participation.accounts.levels import ROLE_NAMES
from participation.accounts.models import Role
from participation.accounts.rules import may_administrate
from participation.accounts.team_queries import invitation_by_id, invitation_by_token, invitations
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.pages import page, settings
from participation.kit.rules import demand

blueprint = Blueprint("team", __name__)
blueprint.after_request(no_store)


@blueprint.route("/verwaltung/team", methods=["GET", "POST"])
def index() -> BaseResponse:
    """Who is invited, and the form to invite somebody."""
    demand(may_administrate(current_person()))
    form = InviteForm()
    if form.validate_on_submit():
        try:
            told = (form.email.folded(), Role(form.role.data), form.real_name.data or "", form.position.data or "")
            team_actions.invite_staff(current_session(), current_person(), *told, settings(), clock.now())
            current_session().commit()
            flash(_("Die Einladung ist unterwegs."), "success")
            return go_to(url_for("team.index"))
        except Invalid as error:
            form.blame(error)
        except Conflict as error:
            form.form_errors.append(str(error))
    session, now = current_session(), clock.now()
    return page(
        "accounts/team.html",
        form=form,
        invitations=invitations(session),
        tasks=gather("team.tasks", session, now),
        role_names=ROLE_NAMES,
        moment=now,
        status=422 if form.errors else 200,
    )


@blueprint.post("/verwaltung/team/<id:invitation_id>/zurueckziehen")
def withdraw(invitation_id: int) -> BaseResponse:
    """Take an invitation back."""
    demand(may_administrate(current_person()))
    team_actions.withdraw_invitation(current_session(), current_person(), invitation_by_id(current_session(), invitation_id), clock.now())
    current_session().commit()
    flash(_("Die Einladung ist zurückgezogen."), "success")
    return go_to(url_for("team.index"))


@blueprint.route("/einladung-ins-team/<token:token>", methods=["GET", "POST"])
def accept(token: str) -> Response | BaseResponse:
    """Choose a password and open the account."""
    session, now, form = current_session(), clock.now(), NewPasswordForm()
    invitation = invitation_by_token(session, token, now)
    form.personal = (invitation.email, invitation.real_name)
    if form.validate_on_submit():
        person = team_actions.accept_invitation(session, invitation, passwords.hash_password(form.password.data or ""), language(), now)
        return enter(session, person, "/verwaltung" if person.is_staff else "/")
    role_name, status = ROLE_NAMES[Role(invitation.role)], 422 if form.errors else 200
    return page("accounts/team_accept.html", form=form, invitation=invitation, role_name=role_name, status=status)
