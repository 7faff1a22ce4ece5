"""The pages of those who run votes: prepare, look at the ballot, open, close, count, certify. Each step asks once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.accounts.queries import districts
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import Verdict, demand
from participation.votes import words
from participation.votes.actions import certify_vote, close_vote, draft_vote, edit_vote, open_vote, tally_vote
from participation.votes.channel_models import Step
from participation.votes.doorway import Here, enter_vote
from participation.votes.forms import CertificateForm, VoteForm
from participation.votes.marks import Reading
from participation.votes.models import Vote
from participation.votes.paper_queries import standing_of
from participation.votes.roll_queries import roll_numbers
from participation.votes.rules import may_certify, may_close, may_count, may_draft_vote, may_edit_vote, may_run_vote, missing, papers_agree
from participation.votes.step_actions import requests_of

blueprint = Blueprint("votes_staff", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen")

StepAct = Callable[[Session, Person, Consultation, Vote, datetime], Vote]


def _form(vote: Vote | None = None) -> VoteForm:
    form = VoteForm(districts(current_session()), settings().votes_verified_only, settings().votes_by_two)
    if vote is not None and request.method != "POST":
        form.fill(vote)
    return form


@blueprint.route("/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Prepare a vote."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    demand(may_draft_vote(person, consultation))
    form = _form()
    if form.validate_on_submit():
        try:
            vote = draft_vote(current_session(), signed_in_person(), consultation, form.draft(), now)
            current_session().commit()
            return go_to(url_for("votes.detail", slug=slug, vote_id=vote.id))
        except Invalid as error:
            form.blame(error)
    crumbs = [(_("Abstimmungen"), url_for("votes.index", slug=slug)), (_("Neue Abstimmung"), "")]
    status = 422 if form.is_submitted() else 200
    return page("votes/edit.html", form=form, status=status, crumbs=crumbs, back=crumbs[0][1], **frame(consultation, person, now))


@blueprint.route("/<id:vote_id>/bearbeiten", methods=["GET", "POST"])
def edit(slug: str, vote_id: int) -> BaseResponse:
    """Change a draft."""
    here = _enter(slug, vote_id, may_edit_vote)
    form = _form(here.vote)
    if form.validate_on_submit():
        try:
            edit_vote(current_session(), signed_in_person(), here.consultation, here.vote, form.draft(), here.now)
            current_session().commit()
            return go_to(here.url("votes.detail"))
        except Invalid as error:
            form.blame(error)
    return here.page("edit.html", _("Bearbeiten"), 422 if form.is_submitted() else 200, form=form, back=here.url("votes.detail"))


@blueprint.get("/<id:vote_id>/vorschau")
def preview(slug: str, vote_id: int) -> Response:
    """The ballot as residents will see it; it cannot be sent."""
    here = _enter(slug, vote_id, may_run_vote)
    context: dict[str, Any] = {"replacing": False, "by_code": False, "fields": MultiDict(), "reading": Reading(()), "stands": None, "words": words}
    return here.page("ballot.html", _("Vorschau"), preview=True, **context)


@blueprint.get("/<id:vote_id>/eroeffnen")
def opening(slug: str, vote_id: int) -> Response:
    """What will be frozen, and what is missing."""
    here = _enter(slug, vote_id, may_edit_vote)
    session = current_session()
    found = missing(here.consultation, here.vote, len(roll_numbers(session, here.vote)), here.now)
    asked = requests_of(session, here.vote).get(Step.OPEN)
    return here.page("opening.html", _("Eröffnen"), missing=found, words=words, district_names=_district_names(here.vote), asked=asked)


@blueprint.post("/<id:vote_id>/eroeffnen")
def open_now(slug: str, vote_id: int) -> BaseResponse:
    """Freeze and open the vote."""
    return _step(slug, vote_id, open_vote)


@blueprint.get("/<id:vote_id>/schliessen")
def closing(slug: str, vote_id: int) -> Response:
    """Ask once more before the urn is closed."""
    here = _enter(slug, vote_id, lambda person, consultation, vote: may_close(person, consultation, vote, clock.now()))
    text = _("Alle Stimmzettel werden gemischt und versiegelt. Danach kann keine Stimme mehr dazukommen.")
    session = current_session()
    return _confirm(
        here,
        _("Abstimmung schließen"),
        text,
        "votes_staff.close_now",
        asked=requests_of(session, here.vote).get(Step.CLOSE),
        papers=papers_agree(standing_of(session, here.vote)),
    )


@blueprint.post("/<id:vote_id>/schliessen")
def close_now(slug: str, vote_id: int) -> BaseResponse:
    """Close the urn after its time."""
    return _step(slug, vote_id, close_vote)


@blueprint.get("/<id:vote_id>/auszaehlen")
def counting(slug: str, vote_id: int) -> Response:
    """Ask once more before the count."""
    here = _enter(slug, vote_id, may_count)
    text = _("Die Stimmen werden jetzt gezählt. Das Ergebnis und alle Stimmzettel unter ihren Kennungen sind danach sofort öffentlich.")
    return _confirm(here, _("Stimmen auszählen"), text, "votes_staff.count_now")


@blueprint.post("/<id:vote_id>/auszaehlen")
def count_now(slug: str, vote_id: int) -> BaseResponse:
    """Count the closed urn."""
    return _step(slug, vote_id, tally_vote)


@blueprint.route("/<id:vote_id>/feststellen", methods=["GET", "POST"])
def certifying(slug: str, vote_id: int) -> BaseResponse:
    """Certify the result, with what the council made of it."""
    here = _enter(slug, vote_id, may_certify)
    form = CertificateForm()
    if form.validate_on_submit():
        note, decided_on = form.council_note.data or "", form.council_decided_on.data
        certify_vote(current_session(), signed_in_person(), here.consultation, here.vote, note, decided_on, here.now)
        current_session().commit()
        return go_to(here.url("vote_results.result"))
    return here.page("certify.html", _("Ergebnis feststellen"), 422 if form.is_submitted() else 200, form=form)


def _enter(slug: str, vote_id: int, rule: Callable[[Person | None, Consultation, Vote], Verdict]) -> Here:
    here = enter_vote(slug, vote_id)
    demand(rule(here.person, here.consultation, here.vote))
    return here


def _step(slug: str, vote_id: int, act: StepAct) -> BaseResponse:
    here = enter_vote(slug, vote_id)
    before = here.vote.state
    vote = act(current_session(), signed_in_person(), here.consultation, here.vote, here.now)
    current_session().commit()
    if vote.state == before:
        flash(words.asked_sentence(), "success")
    return go_to(here.url("votes.detail"))


def _confirm(here: Here, title: str, text: str, endpoint: str, **context: Any) -> Response:
    return here.page("confirm.html", title, heading=title, text=text, target=here.url(endpoint), **context)


def _district_names(vote: Vote) -> list[str]:
    return [district.name for district in districts(current_session()) if district.id in vote.district_ids]
