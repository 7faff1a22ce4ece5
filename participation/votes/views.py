"""The pages of votes for everyone: the list, a vote, its ballot, the receipt, the look-up."""

from __future__ import annotations

from dataclasses import replace as replace_in
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person, signed_in_reader
from participation.accounts.queries import districts
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import casts_ballots, current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.qr import qr_svg
from participation.kit.rules import demand
from participation.votes import trackers, words
from participation.votes.budget import Standing, problems, standing
from participation.votes.casting import Receipt, cast_ballot, replace_ballot
from participation.votes.doorway import Here, enter_vote, entered_code, living_code, private, the_urn
from participation.votes.marks import Reading, as_fields, describe, read_marks
from participation.votes.models import Channel, Vote
from participation.votes.papers import open_paper
from participation.votes.pockets import keep_receipt, kept_code, read_receipt
from participation.votes.queries import got_counter_code, is_in_urn, mark_of, marks_of, turnout, turnouts, votes_of
from participation.votes.results import headline
from participation.votes.rules import already_voted, counter_code_only, in_the_clear, may_cast, may_draft_vote, may_replace, may_vote, visible
from participation.votes.staff_steps import next_steps
from participation.votes.voters import CodeHolder

blueprint = Blueprint("votes", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen")


@blueprint.get("")
def index(slug: str) -> Response:
    """All votes of a consultation, with their state, turnout and result."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    votes = visible(person, consultation, votes_of(current_session(), consultation))
    return page(
        "votes/index.html",
        votes=votes,
        turnouts=turnouts(current_session(), votes),
        voted=marks_of(current_session(), person, votes),
        headline=headline,
        words=words,
        may_draft=bool(may_draft_vote(person, consultation)),
        **frame(consultation, person, now),
    )


@blueprint.get("/<id:vote_id>")
def detail(slug: str, vote_id: int) -> Response:
    """A vote: what is asked, who may vote, how it is counted, what is promised, what one can do now."""
    here = enter_vote(slug, vote_id)
    session, vote = current_session(), here.vote
    voter = living_code(vote_id, here.now) or here.person
    voted = mark_of(session, voter, vote)
    names = [district.name for district in districts(session) if district.id in vote.district_ids]
    return here.page(
        "detail.html",
        words=words,
        headline=headline,
        district_names=names,
        turnout=turnout(session, vote),
        voted=voted,
        cast_verdict=may_cast(voter, here.consultation, vote, voted, here.now),
        replace_verdict=may_replace(voter, here.consultation, vote, voted, here.now),
        by_code=isinstance(voter, CodeHolder),
        steps=next_steps(here),
    )


@blueprint.get("/<id:vote_id>/stimmzettel")
def ballot(slug: str, vote_id: int) -> BaseResponse:
    """The ballot: the frozen question and options, nothing that an editor could format."""
    here = enter_vote(slug, vote_id)
    if here.vote.is_encrypted:
        return redirect(here.url("encrypted.booth"))
    return _ballot_page(here, _replacing(here), MultiDict(), Reading(()))


@blueprint.post("/<id:vote_id>/stimmzettel")
def check(slug: str, vote_id: int) -> Response:
    """Show the marks once more before they count. Nothing is stored; the marks travel in the form, never in an address."""
    here = enter_vote(slug, vote_id)
    replacing, fields = _replacing(here), request.form
    reading = _read(here.vote, fields)
    if fields.get("back") or fields.get("again"):
        return _ballot_page(here, replacing, fields, Reading(reading.marks))
    errors = reading.errors + _wrong_code(here, replacing, fields)
    if errors:
        return _ballot_page(
            here, replacing, fields, Reading(reading.marks, errors, flagged=reading.flagged | {place for _sentence, place in errors}), 422
        )
    return private(
        here.page(
            "check.html",
            _("Prüfen"),
            reading=reading,
            chosen=describe(reading.marks, here.vote.titles, here.vote.ballot_kind),
            stands=_stands(here.vote, reading),
            fields=as_fields(here.vote.ballot_kind, reading.marks),
            cast_key=fields["cast_key"] if replacing and here.vote.is_secret else trackers.new_cast_key(),
            replacing=replacing,
            words=words,
        )
    )


@blueprint.post("/<id:vote_id>/stimme")
@casts_ballots
def cast(slug: str, vote_id: int) -> BaseResponse:
    """Put the ballot into the urn, then show the receipt. Its code travels in the browser's own cookie: no address, no table holds it."""
    voter, session = entered_code(vote_id, clock.now()) or signed_in_reader(), current_session()
    consultation, vote = open_paper(session, slug, vote_id) or _seen(enter_vote(slug, vote_id))
    marks, cast_key = _marks_or_refuse(vote), request.form.get("cast_key", "")
    done = cast_ballot(session, voter, consultation, vote, marks, cast_key, the_urn(), clock.now())
    if session.in_transaction():  # a writer's ballot is on the disk already
        session.commit()
    return _to_receipt(slug, done)


@blueprint.post("/<id:vote_id>/stimme-aendern")
def replace(slug: str, vote_id: int) -> BaseResponse:
    """Change a ballot until the close, where the vote allows it."""
    here = enter_vote(slug, vote_id)
    voter = entered_code(vote_id, here.now) or signed_in_person()
    marks, cast_key = _marks_or_refuse(here.vote), request.form.get("cast_key", "")
    done = replace_ballot(current_session(), voter, here.consultation, here.vote, marks, cast_key, here.now)
    current_session().commit()
    return _to_receipt(slug, done)


@blueprint.get("/<id:vote_id>/beleg")
def receipt(slug: str, vote_id: int) -> BaseResponse:
    """The receipt, for an hour and only in the browser that cast the ballot; afterwards the page about the vote."""
    here = enter_vote(slug, vote_id)
    kept = read_receipt(vote_id, here.now)
    if kept is None:
        return redirect(here.url("votes.detail"))
    text = _receipt_text(here, kept)
    shown, by_code = trackers.show(kept.tracker), kept_code(vote_id, here.now) is not None
    return private(here.page("receipt.html", _("Beleg"), receipt=kept, shown=shown, by_code=by_code, qr=qr_svg(text, _("Ihr Beleg als QR-Code"))))


@blueprint.post("/<id:vote_id>/beleg.txt")
def receipt_file(slug: str, vote_id: int) -> Response:
    """The receipt as a text file; made from the code in the form, nothing is looked up by person."""
    here = enter_vote(slug, vote_id)
    cast_key = request.form.get("cast_key", "")
    tracker = trackers.tracker_of(here.vote.id, cast_key) if trackers.is_cast_key(cast_key) else ""
    if not tracker or not is_in_urn(current_session(), here.vote, tracker):
        raise Invalid(_("Zu diesem Beleg gibt es keinen Stimmzettel in der Urne."))
    response = Response(_receipt_text(here, Receipt(here.vote.id, tracker, cast_key)), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="beleg-abstimmung-{here.vote.id}.txt"'
    return private(response)


@blueprint.get("/<id:vote_id>/stimmzettel-suchen")
def lookup(slug: str, vote_id: int) -> BaseResponse:
    """Ask whether a ballot is in the urn."""
    here = enter_vote(slug, vote_id)
    if here.vote.is_encrypted:
        return redirect(here.url("board.lookup"))
    return here.page("lookup.html", _("Ist meine Stimme dabei?"), typed="", found=None, error="", trackers=trackers)


@blueprint.post("/<id:vote_id>/stimmzettel-suchen")
def look_up(slug: str, vote_id: int) -> Response:
    """Say whether the urn holds a ballot with this tracker, never what it says. Writes nothing; the tracker stays out of the address."""
    here = enter_vote(slug, vote_id)
    demand(in_the_clear(here.vote))
    typed = request.form.get("tracker", "")[:100]
    tracker = trackers.read(typed)
    found = is_in_urn(current_session(), here.vote, tracker) if tracker else None
    error = "" if tracker else _("Das ist keine vollständige Kennung. Sie hat 20 Zeichen und steht auf Ihrem Beleg.")
    title = _("Ist meine Stimme dabei?")
    return here.page("lookup.html", title, 422 if error else 200, typed=typed, found=found, error=error, trackers=trackers, has_errors=bool(error))


def _read(vote: Vote, fields: MultiDict[str, str]) -> Reading:
    reading = read_marks(vote.ballot_kind, len(vote.options), {name: fields.getlist(name) for name in fields})
    if vote.budget_terms is None or reading.errors:
        return reading
    found = problems(vote.budget_terms, vote.costs, vote.titles, reading.marks)
    return replace_in(reading, errors=found, flagged=reading.flagged | {place for _sentence, place in found})


def _stands(vote: Vote, reading: Reading) -> Standing | None:
    """What a ballot on a budget spends so far."""
    return None if vote.budget_terms is None else standing(vote.budget_terms, vote.costs, reading.marks)


def _marks_or_refuse(vote: Vote) -> tuple[int, ...]:
    reading = _read(vote, request.form)
    if reading.errors:
        raise Invalid(reading.errors[0][0])
    return reading.marks


def _replacing(here: Here) -> bool:
    """Whether the ballot that is being filled in replaces one. Raises Refused, or Conflict where the person's vote stands."""
    voter, session = here.voter, current_session()
    demand(in_the_clear(here.vote))
    demand(may_vote(voter, here.consultation, here.vote, here.now))
    voted = mark_of(session, voter, here.vote)
    if voted is not None and (voted == Channel.PAPER or not here.vote.replaceable):
        raise Conflict(
            _("Sie haben schon abgestimmt. Ihre Stimme ist gezählt. Sie kann nicht geändert werden.")
            if voted == Channel.WEB
            else already_voted(voted).reason
        )
    if voted is None and not isinstance(voter, CodeHolder) and got_counter_code(session, voter, here.vote):
        raise Conflict(counter_code_only().reason)
    return voted is not None


def _wrong_code(here: Here, replacing: bool, fields: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """What is wrong with the code to change a secret ballot."""
    if not replacing or not here.vote.is_secret:
        return ()
    code = fields.get("cast_key", "")
    if not trackers.is_cast_key(code):
        return ((_("Bitte geben Sie den Änderungscode von Ihrem Beleg ein. Er hat 17 Zeichen."), "cast_key"),)
    if not is_in_urn(current_session(), here.vote, trackers.tracker_of(here.vote.id, code)):
        return ((_("Zu diesem Änderungscode gibt es keinen Stimmzettel. Bitte prüfen Sie ihn: Er steht auf Ihrem Beleg."), "cast_key"),)
    return ()


def _ballot_page(here: Here, replacing: bool, fields: MultiDict[str, str], reading: Reading, status: int = 200) -> Response:
    context: dict[str, Any] = {
        "replacing": replacing,
        "fields": fields,
        "by_code": isinstance(here.voter, CodeHolder),
        "reading": reading,
        "has_errors": bool(reading.errors),
        "words": words,
    }
    return private(here.page("ballot.html", _("Stimmzettel"), status, preview=False, stands=_stands(here.vote, reading), **context))


def _seen(here: Here) -> tuple[Consultation, Vote]:
    return here.consultation, here.vote


def _to_receipt(slug: str, done: Receipt) -> BaseResponse:
    keep_receipt(done, clock.now())
    return go_to(url_for("votes.receipt", slug=slug, vote_id=done.vote_id))


def _receipt_text(here: Here, receipt: Receipt) -> str:
    vote = here.vote
    lines = [
        _("Beleg: %(title)s", title=vote.title),
        _("Kennung: %(tracker)s", tracker=trackers.show(receipt.tracker)),
        _("Änderungscode: %(code)s", code=receipt.cast_key) if vote.replaceable and vote.is_secret else "",
        _("Prüfen: %(url)s", url=url_for("votes.lookup", slug=here.consultation.slug, vote_id=vote.id, _external=True)),
        _("Der Beleg zeigt, dass Ihr Stimmzettel in der Urne ist. Er zeigt nicht, was darin steht."),
    ]
    return "\n".join(line for line in lines if line) + "\n"
