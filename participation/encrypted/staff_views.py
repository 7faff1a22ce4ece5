"""The page of those who run an encrypted vote: trustees, keys, credentials, the opening, and after the close how far decryption is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.accounts.models import Person
from participation.accounts.queries import districts
from participation.consultations.models import Consultation
from participation.encrypted import rules, setup_actions
from participation.encrypted.closing_actions import tally_encrypted_vote
from participation.encrypted.doorway import enter_ceremony
from participation.encrypted.forms import TrusteeForm
from participation.encrypted.queries import election_of, last_event, trustee_of, trustees_of
from participation.encrypted.trustee_actions import drop_trustee, name_trustee, send_link
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.rules import Verdict
from participation.methods.proof.belenios.archive import Kind
from participation.votes import words
from participation.votes.channel_models import Step
from participation.votes.doorway import Here
from participation.votes.models import Vote
from participation.votes.queries import roll_size
from participation.votes.roll_queries import roll_numbers
from participation.votes.step_actions import requests_of

blueprint = Blueprint("encrypted_staff", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>/schluessel")


@blueprint.get("")
def ceremony(slug: str, vote_id: int) -> Response:
    """How far the keys, the credentials, the opening and the decryption are, and the next step."""
    return _page(enter_ceremony(slug, vote_id), TrusteeForm())


def _page(here: Here, form: TrusteeForm) -> Response:
    session, person, vote = current_session(), here.person, here.vote
    election, trustees, last = election_of(session, vote), trustees_of(session, vote), last_event(session, vote.id)
    numbers, kind = roll_numbers(session, vote), None if last is None else Kind(last.kind)
    return here.page(
        "encrypted/ceremony.html",
        _("Schlüssel und Stimmrechte"),
        422 if form.errors else 200,
        form=form,
        election=election,
        trustees=trustees,
        last=kind,
        may_name=rules.may_name_trustee(person, here.consultation, vote, election, len(trustees)),
        may_change=rules.may_change_trustees(person, here.consultation, vote, election),
        may_link=rules.may_send_link(person, here.consultation, vote),
        may_prepare=rules.may_prepare(person, here.consultation, vote, election, trustees, len(numbers), here.now),
        may_discard=rules.may_discard(person, here.consultation, vote, election),
        may_count=rules.may_count_decrypted(person, here.consultation, vote, kind),
        reserve=setup_actions.reserve_for(vote, roll_size(session, vote, here.now)),
    )


@blueprint.post("/treuhand")
def name(slug: str, vote_id: int) -> BaseResponse:
    """Name a trustee and send the personal link."""
    here, form = enter_ceremony(slug, vote_id), TrusteeForm()
    if form.validate_on_submit():
        try:
            found = name_trustee(
                current_session(), signed_in_person(), here.consultation, here.vote, form.name.data or "", form.email.data or "", settings(), here.now
            )
            current_session().commit()
            flash(_("%(name)s ist benannt. Der persönliche Link ist unterwegs.", name=found[0].name), "success")
            return go_to(here.url("encrypted_staff.ceremony"))
        except Invalid as error:
            form.blame(error)
    return _page(here, form)


@blueprint.post("/treuhand/<id:number>/link")
def link(slug: str, vote_id: int, number: int) -> BaseResponse:
    """Send a trustee a new link; the old one ends."""
    here, session = enter_ceremony(slug, vote_id), current_session()
    send_link(session, signed_in_person(), here.consultation, here.vote, trustee_of(session, here.vote, number), settings(), here.now)
    session.commit()
    flash(_("Ein neuer Link ist unterwegs. Der alte gilt nicht mehr."), "success")
    return go_to(here.url("encrypted_staff.ceremony"))


@blueprint.post("/treuhand/<id:number>/entfernen")
def drop(slug: str, vote_id: int, number: int) -> BaseResponse:
    """Take a trustee out again."""
    here, session = enter_ceremony(slug, vote_id), current_session()
    drop_trustee(session, signed_in_person(), here.consultation, here.vote, trustee_of(session, here.vote, number), here.now)
    session.commit()
    return go_to(here.url("encrypted_staff.ceremony"))


Act = Callable[[Session, Person, Consultation, Vote, datetime], object]


def _step(slug: str, vote_id: int, act: Act, then: str = "encrypted_staff.ceremony") -> BaseResponse:
    here = enter_ceremony(slug, vote_id)
    act(current_session(), signed_in_person(), here.consultation, here.vote, here.now)
    current_session().commit()
    return go_to(here.url(then))


@blueprint.post("/vorbereiten")
def prepare(slug: str, vote_id: int) -> BaseResponse:
    """Fix the draft and the keys, and have the credentials made."""
    return _step(slug, vote_id, setup_actions.request_preparation)


@blueprint.post("/verwerfen")
def discard(slug: str, vote_id: int) -> BaseResponse:
    """Throw the preparation away."""
    return _step(slug, vote_id, setup_actions.discard_preparation)


@blueprint.get("/eroeffnen")
def opening(slug: str, vote_id: int) -> Response:
    """What will be frozen, and what is missing."""
    here, session = enter_ceremony(slug, vote_id), current_session()
    verdict = _may_open(here)
    return here.page(
        "votes/opening.html",
        _("Eröffnen"),
        missing=[] if verdict else [verdict.reason],
        words=words,
        district_names=[district.name for district in districts(session) if district.id in here.vote.district_ids],
        asked=requests_of(session, here.vote).get(Step.OPEN),
        target=here.url("encrypted_staff.open_now"),
    )


def _may_open(here: Here) -> Verdict:
    session, vote = current_session(), here.vote
    fixed, on_roll = setup_actions.draft_hash(session, vote), roll_size(session, vote, here.now)
    return rules.may_open_encrypted(here.person, here.consultation, vote, election_of(session, vote), fixed, on_roll, here.now)


@blueprint.post("/eroeffnen")
def open_now(slug: str, vote_id: int) -> BaseResponse:
    """Freeze and open the vote."""
    here = enter_ceremony(slug, vote_id)
    vote = setup_actions.open_encrypted_vote(current_session(), signed_in_person(), here.consultation, here.vote, here.now)
    current_session().commit()
    if not vote.is_public:
        flash(words.asked_sentence(), "success")
    return go_to(here.url("votes.detail"))


@blueprint.post("/auszaehlen")
def count(slug: str, vote_id: int) -> BaseResponse:
    """Count what was decrypted."""
    return _step(slug, vote_id, tally_encrypted_vote, "vote_results.result")
