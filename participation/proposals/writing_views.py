"""The pages on which proposals are written, published, changed and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
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
from participation.kit.dates import city_zone
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to, is_fragment
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.organisations.choice import chosen_organisation
from participation.proposals import queries, rules
from participation.proposals.actions import discard_draft, edit_proposal, publish_proposal, save_draft, withdraw_proposal
from participation.proposals.forms import ProposalForm, WithdrawForm, accepted
from participation.proposals.locating import offer_places, text_so_far, text_with_place, where_is
from participation.proposals.models import Proposal
from participation.proposals.sparing import spare_autosaves, spare_texts
from participation.proposals.views import around, proposal_url, written
from participation.proposals.writing_queries import fields_of, kept_answers, objection_to

blueprint = Blueprint("proposal_writing", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege")


def _own(slug: str, proposal_id: int) -> tuple[Consultation, Person, Proposal]:
    """The consultation, who is signed in, and a proposal that this person may see."""
    consultation, person = enter(slug), signed_in_person()
    return consultation, person, queries.find_proposal(current_session(), consultation.id, proposal_id, person)


def _form(consultation: Consultation, proposal: Proposal | None = None) -> ProposalForm:
    session = current_session()
    answers = kept_answers(session, proposal.id) if proposal is not None else None
    questions = fields_of(session, consultation.id)
    return offer_places(ProposalForm.offering(consultation, queries.district_names(session), proposal, questions, answers), proposal)


@blueprint.get("/neu")
def new(slug: str) -> Response:
    """The form for a new proposal; drafts begun before are named above it."""
    consultation = enter(slug)
    demand(rules.may_propose(current_person(), consultation, clock.now()))
    form = _form(consultation)
    if "aus" in request.args:
        form.grow_from(_seed(consultation, form.number_said(request.args["aus"])))
    return _write_page(consultation, None, form, drafts=queries.drafts_of(current_session(), consultation.id, signed_in_person()))


@blueprint.post("/neu")
def create(slug: str) -> BaseResponse:
    """Save a new draft, and go on to its preview, its files or one's drafts."""
    person = signed_in_person()
    spare_texts(person, clock.now())
    consultation, session, now = enter(slug), current_session(), clock.now()
    form, whole = _form(consultation), _wants("vorschau")
    if _wants("textvorschau"):
        return _write_page(consultation, None, form, shown=to_html(form.body.data or ""))
    grown = _grown(consultation, form)
    draft = form.validate() and accepted(
        form, lambda: save_draft(session, person, consultation, text_with_place(form), now, whole=whole, from_contribution_id=grown, **form.sent())
    )
    if not draft:
        return _write_page(consultation, None, form, 422)
    session.commit()
    return go_to(_next_page(consultation, draft))


def _seed(consultation: Consultation, number: int | None) -> Seed:
    """The contribution that a proposal grows from. Raises NotFound where this person cannot read one of that number here."""
    seeds = gather("contribution.seeds", number, consultation, current_person()) if number else []
    if not seeds:
        raise NotFound(_("Den Beitrag, aus dem der Vorschlag entstehen soll, gibt es hier nicht mehr. Sie können den Vorschlag ohne ihn machen."))
    found: Seed = seeds[0]
    return found


def _grown(consultation: Consultation, form: ProposalForm) -> int | None:
    return _seed(consultation, form.source_number()).contribution_id if form.source.data else None


@blueprint.post("/zwischenspeichern")
def keep_new(slug: str) -> BaseResponse:
    """What the page saves by itself while somebody writes a new proposal."""
    return _keep(enter(slug), signed_in_person(), None)


@blueprint.post("/<id:proposal_id>/zwischenspeichern")
def keep(slug: str, proposal_id: int) -> BaseResponse:
    """What the page saves by itself while somebody goes on with a draft."""
    return _keep(*_own(slug, proposal_id))


def _keep(consultation: Consultation, person: Person, draft: Proposal | None) -> BaseResponse:
    now, session = clock.now(), current_session()
    spare_autosaves(person, now)
    demand(rules.may_edit(person, draft, consultation, now) if draft is not None else rules.may_save_draft(person, consultation))
    form, kept = _form(consultation, draft), draft
    text, grown = text_so_far(form, draft), None if draft is not None else _grown(consultation, form)
    if text.title or text.body:
        sent: dict[str, Any] = {"draft": draft, "rough": True, "from_contribution_id": grown, **form.sent()}
        kept = accepted(form, lambda: save_draft(session, person, consultation, text, now, **sent))
    session.commit()
    objection = next(iter([*form.form_errors, *(error for part in form for error in part.errors)]), "")
    if kept is not None and not kept.is_draft:
        objection = _("Dieser Vorschlag ist schon veröffentlicht.")
    if not is_fragment():
        return go_to(url_for("proposal_writing.drafts", slug=consultation.slug))
    saved_at = now.astimezone(city_zone()) if kept is not None else None
    return page("proposals/_autosave.html", status=422 if objection else 200, saved_at=saved_at, objection=objection)


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
    return _write_page(consultation, proposal, _form(consultation, proposal))


@blueprint.post("/<id:proposal_id>/bearbeiten")
def change(slug: str, proposal_id: int) -> BaseResponse:
    """Save a draft's or a published proposal's new wording."""
    spare_texts(signed_in_person(), clock.now())
    consultation, person, proposal = _own(slug, proposal_id)
    session, now = current_session(), clock.now()
    demand(rules.may_edit(person, proposal, consultation, now))
    form, whole = _form(consultation, proposal), _wants("vorschau")
    if _wants("textvorschau"):
        return _write_page(consultation, proposal, form, shown=to_html(form.body.data or ""))

    def save() -> Proposal:
        if proposal.is_draft:
            return save_draft(session, person, consultation, text_with_place(form, proposal), now, draft=proposal, whole=whole, **form.sent())
        return edit_proposal(session, person, proposal, consultation, text_with_place(form, proposal), now, **form.sent())

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
        where=where_is(proposal),
        proposal=proposal,
        may_publish=rules.may_publish(person, proposal, consultation, clock.now()),
        objection=objection_to(current_session(), proposal, consultation),
        similar=gather("proposal.preview", consultation, proposal, person, clock.now()),
        edit_minutes=int(rules.EDIT_WINDOW.total_seconds()) // 60,
        may_leave=rules.may_leave(person, proposal, consultation),
        **written(consultation, proposal, person),
        **around(consultation, here=_("Vorschau")),
    )


@blueprint.post("/<id:proposal_id>/veroeffentlichen")
def publish(slug: str, proposal_id: int) -> BaseResponse:
    """Make a draft public."""
    consultation, person, proposal = _own(slug, proposal_id)
    publish_proposal(current_session(), person, proposal, consultation, clock.now(), organisation_id=chosen_organisation())
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


def _wants(what: str) -> bool:
    return request.form.get("weiter") == what


def _supported_instead() -> int | None:
    """The other proposal that the author would rather support; the draft is kept."""
    name, _dash, number = request.form.get("weiter", "").partition("-")
    return int(number) if name == "unterstuetzen" and number.isascii() and number.isdigit() and 0 < len(number) < 10 else None


def _beside_title(consultation: Consultation, proposal: Proposal | None) -> dict[str, Any]:
    """What other rooms say below the title of a draft, such as similar proposals, and beside its topic."""
    published = proposal is not None and not proposal.is_draft
    about = (consultation, proposal, current_person(), clock.now())
    return {"beside_title": [] if published else gather("proposal.writing", *about), "beside_topic": gather("proposal.topic", *about)}


def _next_page(consultation: Consultation, proposal: Proposal) -> str:
    here: dict[str, Any] = {"slug": consultation.slug, "proposal_id": proposal.id}
    if _wants("dateien"):
        return url_for("proposal_files.files", **here)
    if _wants("mitschreiben"):
        return url_for("proposal_authors.authors", **here)
    if not proposal.is_draft:
        return proposal_url(consultation, proposal.id)
    other = _supported_instead()
    if other:
        return url_for("proposals.confirm_support", slug=consultation.slug, proposal_id=other, entwurf=proposal.id)
    if _wants("vorschau"):
        return url_for("proposal_writing.preview", **here)
    return url_for("proposal_writing.drafts", slug=consultation.slug)


def _write_page(
    consultation: Consultation,
    proposal: Proposal | None,
    form: ProposalForm,
    status: int = 200,
    *,
    drafts: Sequence[Any] = (),
    shown: str | None = None,
) -> Response:
    """The form; `shown` is the text as HTML where it was asked how it will look."""
    here = _("Vorschlag machen") if proposal is None else _("Entwurf bearbeiten") if proposal.is_draft else _("Bearbeiten")
    return page(
        "proposals/write.html",
        block="text_preview" if shown is not None else "",
        status=status,
        form=form,
        drafts=drafts,
        proposal=proposal,
        shown=shown,
        writer=rules.writes_as(current_person(), proposal, consultation) if proposal is not None else rules.Writer.AUTHOR,
        **_beside_title(consultation, proposal),
        **around(consultation, proposal if proposal is not None and not proposal.is_draft else None, here),
    )
