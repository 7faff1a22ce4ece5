"""The pages on which changes of a proposal's text are suggested and read."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.amendments import queries, rules
from participation.amendments.actions import checked, path_of, suggest_change
from participation.amendments.door import Visit, accepted, visit
from participation.amendments.forms import SuggestForm
from participation.amendments.models import STATE_NAMES
from participation.amendments.panels import subject_for
from participation.amendments.sparing import spare_suggestions
from participation.amendments.texts import NO_SECOND_LEVEL, AmendmentText
from participation.kit import clock
from participation.kit.changes import changes
from participation.kit.database import current_session
from participation.kit.errors import NotFound, Refused
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.proposals.history import current_number

blueprint = Blueprint("amendments", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/aenderungen")


@blueprint.get("")
def index(slug: str, proposal_id: int) -> Response:
    """All suggested changes of a proposal."""
    here = visit(slug, proposal_id)
    return page(
        "amendments/list.html",
        found=queries.amendments_of(current_session(), here.proposal.id, page_number(request.args.get("seite"))),
        states=STATE_NAMES,
        may_suggest=rules.may_suggest(here.person, here.proposal, here.consultation, here.now),
        url_for_page=lambda number: url_for("amendments.index", slug=slug, proposal_id=proposal_id, seite=number if number > 1 else None),
        **here.context(),
    )


@blueprint.get("/neu")
def new(slug: str, proposal_id: int) -> Response:
    """The form with the text to change, filled from a contribution where one is to grow into a suggestion."""
    here = visit(slug, proposal_id)
    demand(rules.may_suggest(here.person, here.proposal, here.consultation, here.now))
    asked = request.args.get("aus", "")
    source = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else None
    reason = _words_of(here, source) if source is not None else ""
    form = SuggestForm.of(here.proposal, current_number(current_session(), here.proposal.id), reason, source)
    return _form_page(here, form)


@blueprint.post("/neu")
def create(slug: str, proposal_id: int) -> BaseResponse:
    """Show the preview, go back to the form, or publish; which, the button says."""
    person = signed_in_person()
    spare_suggestions(person, clock.now())
    here, session = visit(slug, proposal_id), current_session()
    demand(rules.may_suggest(here.person, here.proposal, here.consultation, here.now))
    form, step = SuggestForm(), request.form.get("weiter")
    if step == "bearbeiten":
        return _form_page(here, form)
    if not form.validate():
        return _form_page(here, form, 422)
    if step != "veroeffentlichen":
        text = accepted(form, lambda: checked(session, here.proposal, form.text()))
        return _preview_page(here, form, text) if text else _form_page(here, form, 422)
    key = form.key()
    made = accepted(form, lambda: suggest_change(session, person, here.proposal, here.consultation, form.text(), here.now, entry_key=key))
    if made is None:
        return _form_page(here, form, 422)
    session.commit()
    return go_to(path_of(here.consultation, made))


@blueprint.get("/<id:amendment_id>")
def show(slug: str, proposal_id: int, amendment_id: int) -> Response:
    """A suggested change with what it changes, its reason, what became of it, and its discussion."""
    here = visit(slug, proposal_id, amendment_id)
    change = here.change
    readable = rules.may_read_text(here.person, change, here.consultation)
    subject = subject_for(here.consultation, here.proposal, change)
    return page(
        "amendments/show.html",
        names=queries.names_around(current_session(), change),
        state_name=STATE_NAMES[change.state],
        readable=readable,
        title_changes=changes(change.base_title, change.title) if readable else (),
        body_changes=changes(change.base_body, change.body) if readable and change.base_body != change.body else (),
        threads=gather("subject.thread", subject, here.consultation, here.person, here.now),
        **here.verdicts(),
        **here.context(),
    )


def _words_of(here: Visit, contribution_id: int) -> str:
    """The contribution as the beginning of the reason. Raises Refused for one about another suggestion, NotFound for one from elsewhere."""
    source = queries.contribution_to_grow(current_session(), contribution_id)
    if source.subject_kind == "amendment":
        raise Refused(str(NO_SECOND_LEVEL))
    if (source.subject_kind, source.subject_id) != ("proposal", here.proposal.id):
        raise NotFound
    return str(source.body)


def _form_page(here: Visit, form: SuggestForm, status: int = 200) -> Response:
    """The form, going on from the text as it is now."""
    form.rebase(current_number(current_session(), here.proposal.id))
    return page("amendments/suggest.html", status=status, form=form, **here.context(_("Änderung vorschlagen")))


def _preview_page(here: Visit, form: SuggestForm, text: AmendmentText) -> Response:
    body = changes(here.proposal.body, text.wording.body) if text.wording.body != here.proposal.body else ()
    title = changes(here.proposal.title, text.wording.title)
    return page(
        "amendments/preview.html", form=form, text=text, title_changes=title, body_changes=body, **here.context(_("Änderungsvorschlag prüfen"))
    )
