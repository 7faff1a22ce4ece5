"""The pages on which proposals are written, published, changed and withdrawn."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.consultations.subjects import Seed
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals import queries, rules
from participation.proposals.actions import discard_draft, edit_proposal, publish_proposal, save_draft, withdraw_proposal
from participation.proposals.forms import ProposalForm, WithdrawForm, accepted
from participation.proposals.locating import offer_places, text_with_place
from participation.proposals.models import Proposal
from participation.proposals.sparing import spare_texts
from participation.proposals.texts import objection_to
from participation.proposals.views import around, proposal_url

blueprint = Blueprint("proposal_writing", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege")


def _own(slug: str, proposal_id: int) -> tuple[Consultation, Person, Proposal]:
    """The consultation, who is signed in, and a proposal that this person may see."""
    consultation, person = enter(slug), signed_in_person()
    return consultation, person, queries.find_proposal(current_session(), consultation.id, proposal_id, person)


@blueprint.get("/neu")
def new(slug: str) -> Response:
    """The form for a new proposal; drafts begun before are named above it."""
    consultation = enter(slug)
    demand(rules.may_propose(current_person(), consultation, clock.now()))
    session = current_session()
    form = _form(consultation)
    if "aus" in request.args:
        form.grow_from(_seed(consultation, form.number_said(request.args["aus"])))
    drafts = queries.drafts_of(session, consultation.id, signed_in_person())
    return page(
        "proposals/write.html",
        form=form,
        drafts=drafts,
        proposal=None,
        **_beside_title(consultation, None),
        **around(consultation, here=_("Vorschlag machen")),
    )


@blueprint.post("/neu")
def create(slug: str) -> BaseResponse:
    """Save a new draft, and go on to its preview or to one's drafts."""
    person = signed_in_person()
    spare_texts(person, clock.now())
    consultation, session, now = enter(slug), current_session(), clock.now()
    form = _form(consultation)
    whole = _wants_preview()
    grown = _seed(consultation, form.source_number()).contribution_id if form.source.data else None
    draft = form.validate() and accepted(
        form,
        lambda: save_draft(session, person, consultation, text_with_place(form), now, entry_key=form.key(), whole=whole, from_contribution_id=grown),
    )
    if not draft:
        return page(
            "proposals/write.html",
            status=422,
            form=form,
            drafts=[],
            proposal=None,
            **_beside_title(consultation, None),
            **around(consultation, here=_("Vorschlag machen")),
        )
    session.commit()
    return go_to(_next_page(consultation, draft))


def _seed(consultation: Consultation, number: int | None) -> Seed:
    """The contribution that a proposal grows from. Raises NotFound where this person cannot read one of that number here."""
    seeds = gather("contribution.seeds", number, consultation, current_person()) if number else []
    if not seeds:
        raise NotFound(_("Den Beitrag, aus dem der Vorschlag entstehen soll, gibt es hier nicht mehr. Sie können den Vorschlag ohne ihn machen."))
    found: Seed = seeds[0]
    return found


@blueprint.get("/entwuerfe")
def drafts(slug: str) -> Response:
    """One's own drafts in this consultation."""
    consultation, person = enter(slug), signed_in_person()
    return page(
        "proposals/drafts.html",
        drafts=queries.drafts_of(current_session(), consultation.id, person),
        may_propose=rules.may_propose(person, consultation, clock.now()),
        **around(consultation, here=_("Meine Entwürfe")),
    )


@blueprint.get("/<id:proposal_id>/bearbeiten")
def edit(slug: str, proposal_id: int) -> Response:
    """The form for changing a draft, or a published text within the hour."""
    consultation, person, proposal = _own(slug, proposal_id)
    demand(rules.may_edit(person, proposal, consultation, clock.now()))
    form = _form(consultation, proposal)
    return _write_page(consultation, proposal, form)


@blueprint.post("/<id:proposal_id>/bearbeiten")
def change(slug: str, proposal_id: int) -> BaseResponse:
    """Save a draft's or a published proposal's new wording."""
    spare_texts(signed_in_person(), clock.now())
    consultation, person, proposal = _own(slug, proposal_id)
    session, now = current_session(), clock.now()
    demand(rules.may_edit(person, proposal, consultation, now))
    form = _form(consultation, proposal)
    whole = _wants_preview()

    def save() -> Proposal:
        if proposal.is_draft:
            return save_draft(session, person, consultation, text_with_place(form, proposal), now, draft=proposal, whole=whole)
        return edit_proposal(session, person, proposal, consultation, text_with_place(form, proposal), now)

    if not (form.validate() and accepted(form, save)):
        return _write_page(consultation, proposal, form, 422)
    session.commit()
    return go_to(_next_page(consultation, proposal))


@blueprint.get("/<id:proposal_id>/vorschau")
def preview(slug: str, proposal_id: int) -> BaseResponse:
    """A draft as everybody would see it, with the button that publishes it."""
    consultation, person, proposal = _own(slug, proposal_id)
    if not proposal.is_draft:
        return go_to(proposal_url(consultation, proposal.id))
    return page(
        "proposals/preview.html",
        proposal=proposal,
        names=queries.names_of(current_session(), proposal.id),
        may_publish=rules.may_publish(person, proposal, consultation, clock.now()),
        objection=objection_to(proposal, consultation),
        similar=gather("proposal.preview", consultation, proposal, person, clock.now()),
        edit_minutes=int(rules.EDIT_WINDOW.total_seconds()) // 60,
        **around(consultation, here=_("Vorschau")),
    )


@blueprint.post("/<id:proposal_id>/veroeffentlichen")
def publish(slug: str, proposal_id: int) -> BaseResponse:
    """Make a draft public."""
    consultation, person, proposal = _own(slug, proposal_id)
    publish_proposal(current_session(), person, proposal, consultation, clock.now())
    current_session().commit()
    return go_to(proposal_url(consultation, proposal.id))


@blueprint.get("/<id:proposal_id>/loeschen")
def confirm_discard(slug: str, proposal_id: int) -> Response:
    """Ask once more before a draft is forgotten."""
    consultation, person, proposal = _own(slug, proposal_id)
    demand(rules.may_discard(person, proposal))
    return page("proposals/discard.html", proposal=proposal, **around(consultation, here=_("Entwurf löschen")))


@blueprint.post("/<id:proposal_id>/loeschen")
def discard(slug: str, proposal_id: int) -> BaseResponse:
    """Forget a draft."""
    consultation, person, proposal = _own(slug, proposal_id)
    discard_draft(current_session(), person, proposal, clock.now())
    current_session().commit()
    return go_to(url_for("proposal_writing.drafts", slug=consultation.slug))


@blueprint.route("/<id:proposal_id>/zurueckziehen", methods=["GET", "POST"])
def withdraw(slug: str, proposal_id: int) -> BaseResponse:
    """Take a proposal back, with a reason."""
    consultation, person, proposal = _own(slug, proposal_id)
    demand(rules.may_withdraw(person, proposal, consultation))
    session, form = current_session(), WithdrawForm()
    if form.validate_on_submit() and accepted(
        form, lambda: withdraw_proposal(session, person, proposal, consultation, form.reason.data or "", clock.now())
    ):
        session.commit()
        return go_to(proposal_url(consultation, proposal.id))
    status = 422 if request.method == "POST" else 200
    return page("proposals/withdraw.html", status=status, form=form, proposal=proposal, **around(consultation, proposal, _("Zurückziehen")))


def _form(consultation: Consultation, proposal: Proposal | None = None) -> ProposalForm:
    return offer_places(ProposalForm.offering(consultation, queries.district_names(current_session()), proposal), proposal)


def _wants_preview() -> bool:
    return request.form.get("weiter") == "vorschau"


def _supported_instead() -> int | None:
    """The other proposal that the author would rather support; the draft is kept."""
    name, _dash, number = request.form.get("weiter", "").partition("-")
    return int(number) if name == "unterstuetzen" and number.isascii() and number.isdigit() and 0 < len(number) < 10 else None


def _beside_title(consultation: Consultation, proposal: Proposal | None) -> dict[str, Any]:
    """What other rooms say below the title of a draft, such as similar proposals."""
    published = proposal is not None and not proposal.is_draft
    return {"beside_title": [] if published else gather("proposal.writing", consultation, proposal, current_person(), clock.now())}


def _next_page(consultation: Consultation, proposal: Proposal) -> str:
    if not proposal.is_draft:
        return proposal_url(consultation, proposal.id)
    other = _supported_instead()
    if other:
        return url_for("proposals.confirm_support", slug=consultation.slug, proposal_id=other, entwurf=proposal.id)
    if _wants_preview():
        return url_for("proposal_writing.preview", slug=consultation.slug, proposal_id=proposal.id)
    return url_for("proposal_writing.drafts", slug=consultation.slug)


def _write_page(consultation: Consultation, proposal: Proposal, form: ProposalForm, status: int = 200) -> Response:
    here = around(consultation, None if proposal.is_draft else proposal, _("Entwurf bearbeiten") if proposal.is_draft else _("Bearbeiten"))
    return page("proposals/write.html", status=status, form=form, drafts=[], proposal=proposal, **_beside_title(consultation, proposal), **here)
