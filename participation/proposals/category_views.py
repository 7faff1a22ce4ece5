"""The page on which staff correct a proposal's topic."""

from __future__ import annotations

from flask import Blueprint, flash
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.forms import choice
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals import queries, rules
from participation.proposals.category_actions import correct_category
from participation.proposals.forms import CategoryForm
from participation.proposals.views import around, proposal_url

blueprint = Blueprint("proposal_category", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/thema")


@blueprint.route("", methods=["GET", "POST"])
def correct(slug: str, proposal_id: int) -> BaseResponse:
    """Put the proposal under another topic."""
    consultation, session = enter(slug), current_session()
    proposal = queries.find_proposal(session, consultation.id, proposal_id, current_person())
    demand(rules.may_correct_category(current_person(), proposal, consultation))
    form = CategoryForm()
    form.category_id.choices = [choice(str(one.id), one.name) for one in consultation.categories]
    if not form.is_submitted():
        form.category_id.data = str(proposal.category_id or "")
    elif form.validate():
        typed = str(form.category_id.data or "")
        wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
        try:
            correct_category(session, signed_in_person(), proposal, consultation, wanted, clock.now())
            session.commit()
            flash(_("Das Thema ist geändert. Das frühere steht in den Fassungen."), "success")
            return go_to(proposal_url(consultation, proposal.id))
        except Invalid as error:
            form.blame(error)
    status = 422 if form.is_submitted() else 200
    return page("proposals/category.html", status=status, form=form, proposal=proposal, **around(consultation, proposal, _("Thema ändern")))
