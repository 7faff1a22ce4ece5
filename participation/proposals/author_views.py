"""The pages on which people invite each other to write a proposal together, and answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals import queries, rules
from participation.proposals.author_actions import accept_invitation, decline_invitation, invite, leave, take_off
from participation.proposals.forms import InviteForm, accepted
from participation.proposals.models import Proposal
from participation.proposals.spans import INVITATIONS
from participation.proposals.sparing import spare_invitations
from participation.proposals.views import around, proposal_url
from participation.proposals.writing_queries import invitation_of, invitations_of, proposal_to_join

blueprint = Blueprint("proposal_authors", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>")


def _own(slug: str, proposal_id: int) -> tuple[Consultation, Person, Proposal]:
    consultation, person = enter(slug), signed_in_person()
    return consultation, person, queries.find_proposal(current_session(), consultation.id, proposal_id, person)


def _invited(slug: str, proposal_id: int) -> tuple[Consultation, Person, Proposal]:
    """As `_own`, for whoever has an invitation, whatever became of it. Raises NotFound for everybody else."""
    consultation, person = enter(slug), signed_in_person()
    invitation_of(current_session(), proposal_id, person)
    return consultation, person, proposal_to_join(current_session(), consultation.id, proposal_id)


def _ask(proposal: Proposal, act: Callable[[], None]) -> Proposal:
    act()
    return proposal


@blueprint.route("/mitschreiben", methods=["GET", "POST"])
def authors(slug: str, proposal_id: int) -> BaseResponse:
    """Who was asked and who writes; a form to ask one more."""
    consultation, person, proposal = _own(slug, proposal_id)
    now, session, form = clock.now(), current_session(), InviteForm()
    demand(rules.may_invite(person, proposal, consultation, now))
    if form.validate_on_submit():
        spare_invitations(person, now)
        url, who = url_for(".invitation", slug=slug, proposal_id=proposal_id), form.who.data or ""
        if accepted(form, lambda: _ask(proposal, lambda: invite(session, person, proposal, consultation, who, url, now))):
            session.commit()
            flash(_("Die Einladung ist unterwegs, wenn es dazu hier ein Konto gibt. Die Person kann annehmen oder ablehnen."), "success")
            return go_to(url_for(".authors", slug=slug, proposal_id=proposal_id))
    return page(
        "proposals/authors.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        proposal=proposal,
        asked=invitations_of(session, proposal.id),
        most=rules.MOST_CO_AUTHORS,
        days=consultation.days_kept(INVITATIONS),
        **around(consultation, None if proposal.is_draft else proposal, _("Mitschreibende")),
    )


@blueprint.post("/mitschreiben/<id:invitation_id>/entfernen")
def remove(slug: str, proposal_id: int, invitation_id: int) -> BaseResponse:
    """Take an invitation back, or somebody off."""
    consultation, person, proposal = _own(slug, proposal_id)
    take_off(current_session(), person, proposal, consultation, invitation_id, proposal_url(consultation, proposal.id), clock.now())
    current_session().commit()
    flash(_("Das ist gespeichert."), "success")
    return go_to(url_for(".authors", slug=slug, proposal_id=proposal_id))


@blueprint.get("/einladung")
def invitation(slug: str, proposal_id: int) -> Response:
    """What somebody is asked to write together, and the two answers."""
    consultation, person, proposal = _invited(slug, proposal_id)
    asked = invitation_of(current_session(), proposal.id, person)
    return page(
        "proposals/invitation.html",
        proposal=proposal,
        names=queries.names_of(current_session(), proposal.id),
        may_accept=rules.may_answer_invitation(person, asked, proposal, consultation, clock.now()),
        may_decline=rules.may_decline(person, asked, consultation),
        joined=person.id in proposal.writer_ids,
        **around(consultation, here=_("Einladung")),
    )


@blueprint.post("/einladung/annehmen")
def accept(slug: str, proposal_id: int) -> BaseResponse:
    """Write together."""
    consultation, person, proposal = _invited(slug, proposal_id)
    accept_invitation(current_session(), person, proposal, consultation, proposal_url(consultation, proposal.id), clock.now())
    current_session().commit()
    flash(_("Sie schreiben jetzt mit. Ihr öffentlicher Name steht beim Vorschlag."), "success")
    return go_to(proposal_url(consultation, proposal.id))


@blueprint.post("/einladung/ablehnen")
def decline(slug: str, proposal_id: int) -> BaseResponse:
    """Say no."""
    consultation, person, proposal = _invited(slug, proposal_id)
    decline_invitation(current_session(), person, proposal, consultation, clock.now())
    current_session().commit()
    flash(_("Sie haben die Einladung abgelehnt."), "success")
    return go_to(url_for("proposals.index", slug=slug))


@blueprint.route("/mitschreiben/beenden", methods=["GET", "POST"])
def stop(slug: str, proposal_id: int) -> BaseResponse:
    """Ask, then stop writing together."""
    consultation, person, proposal = _own(slug, proposal_id)
    demand(rules.may_leave(person, proposal, consultation))
    if request.method == "POST":
        leave(current_session(), person, proposal, consultation, proposal_url(consultation, proposal.id), clock.now())
        current_session().commit()
        flash(_("Sie schreiben nicht mehr mit."), "success")
        return go_to(url_for("proposals.index", slug=slug))
    return page("proposals/leave.html", proposal=proposal, **around(consultation, here=_("Mitschreiben beenden")))
