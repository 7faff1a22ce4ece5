"""The pages of ballots on paper: batches, the two entries, what differs, and the batch sheet to print."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.accounts.models import Person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.rules import Verdict, demand, refuse
from participation.votes import paper_actions, words
from participation.votes.channel_forms import BatchForm, PapersForm
from participation.votes.channel_models import PaperBatch, PaperState
from participation.votes.doorway import Here, enter_vote, private
from participation.votes.paper_actions import LookedAgain, different
from participation.votes.paper_lines import read_papers, show_paper
from participation.votes.paper_queries import names_of, paper_batch, paper_batches, standing_of
from participation.votes.roll_rules import may_enter_papers, may_mark_paper
from participation.votes.rules import may_run_vote

blueprint = Blueprint("vote_papers", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>/papier")
blueprint.after_request(private)


def _enter(slug: str, vote_id: int) -> Here:
    here = enter_vote(slug, vote_id)
    demand(_may_see_papers(here.person, here))
    return here


def _may_see_papers(person: Person | None, here: Here) -> Verdict:
    verdict = may_run_vote(person, here.consultation, here.vote)
    if verdict and not here.vote.on_paper:
        return refuse(_("In dieser Abstimmung gibt es keine Stimmzettel auf Papier."))
    return verdict


@blueprint.get("")
def index(slug: str, vote_id: int) -> Response:
    """All batches, and whether papers and roll agree."""
    return _index(_enter(slug, vote_id), BatchForm(formdata=None))


def _index(here: Here, form: BatchForm) -> Response:
    session = current_session()
    return here.page(
        "papers.html",
        _("Papier"),
        422 if form.errors else 200,
        form=form,
        batches=paper_batches(session, here.vote),
        papers=standing_of(session, here.vote),
        may=may_mark_paper(here.person, here.consultation, here.vote),
    )


@blueprint.post("")
def begin(slug: str, vote_id: int) -> BaseResponse:
    """Begin a batch."""
    here, form, session = _enter(slug, vote_id), BatchForm(), current_session()
    try:
        form.validate()
        batch = paper_actions.open_batch(session, signed_in_person(), here.consultation, here.vote, form.papers.data or 0, here.now)
    except Invalid as error:
        form.blame(error)
        return _index(here, form)
    session.commit()
    return go_to(here.url("vote_papers.batch", number=batch.number))


@blueprint.route("/<id:number>", methods=["GET", "POST"])
def batch(slug: str, vote_id: int, number: int) -> BaseResponse:
    """One batch: enter it, once each by two people; the second never sees the first entry."""
    here, form, session = _enter(slug, vote_id), PapersForm(), current_session()
    found = paper_batch(session, here.vote, number)
    if form.validate_on_submit():
        try:
            papers = read_papers(here.vote, form.papers.data or "", found.papers)
            paper_actions.enter_papers(session, signed_in_person(), here.consultation, here.vote, found, papers, here.now)
            session.commit()
            flash(_said(found), "success")
            return go_to(here.url("vote_papers.batch", number=number))
        except Invalid as error:
            form.blame(error)
    return _batch(here, found, form)


def _said(found: PaperBatch) -> str:
    return {
        PaperState.SECOND: _("Eingetragen. Jetzt trägt eine zweite Person denselben Stapel ein."),
        PaperState.DIFFERS: _("Beide Eingaben sind da. Einige Zettel sind verschieden eingetragen."),
    }.get(PaperState(found.state), _("Beide Eingaben stimmen überein. Der Stapel kommt beim Schließen in die Urne."))


def _batch(here: Here, found: PaperBatch, form: PapersForm, problems: tuple[Invalid, ...] = ()) -> Response:
    differing = different(found) if found.state == PaperState.DIFFERS else []
    rows = [
        (number, show_paper((found.first or [])[number - 1], here.vote), show_paper((found.second or [])[number - 1], here.vote))
        for number in differing
    ]
    may = may_mark_paper(here.person, here.consultation, here.vote)
    return here.page(
        "paper_batch.html",
        _("Stapel %(number)s", number=found.number),
        422 if form.errors or problems else 200,
        batch=found,
        form=form,
        words=words,
        rows=rows,
        typed=request.form,
        problems={one.field: one.message for one in problems},
        may=may and may_enter_papers(signed_in_person(), found),
        may_settle=may,
    )


@blueprint.post("/<id:number>/klaeren")
def settle(slug: str, vote_id: int, number: int) -> BaseResponse:
    """Say what the papers show that were entered differently."""
    here, session = _enter(slug, vote_id), current_session()
    found = paper_batch(session, here.vote, number)
    seen = {one: LookedAgain(request.form.get(f"paper-{one}", ""), request.form.get(f"reason-{one}", "")) for one in different(found)}
    try:
        paper_actions.settle_papers(session, signed_in_person(), here.consultation, here.vote, found, seen, here.now)
    except Invalid as error:
        return _batch(here, found, PapersForm(formdata=None), (error, *error.also))
    session.commit()
    flash(_("Geklärt. Der Stapel kommt beim Schließen in die Urne."), "success")
    return go_to(here.url("vote_papers.batch", number=number))


@blueprint.post("/<id:number>/verwerfen")
def discard(slug: str, vote_id: int, number: int) -> BaseResponse:
    """Take a batch back that does not agree yet."""
    here, session = _enter(slug, vote_id), current_session()
    found = paper_batch(session, here.vote, number)
    paper_actions.discard_batch(session, signed_in_person(), here.consultation, here.vote, found, here.now)
    session.commit()
    flash(_("Der Stapel ist verworfen. Beginnen Sie mit den Zetteln einen neuen."), "success")
    return go_to(here.url("vote_papers.index"))


@blueprint.get("/<id:number>/blatt")
def sheet(slug: str, vote_id: int, number: int) -> Response:
    """The batch sheet, to print and keep with the papers."""
    here, session = _enter(slug, vote_id), current_session()
    found = paper_batch(session, here.vote, number)
    reasons = {one["paper"]: one["reason"] for one in found.looked_again}
    rows = [[str(paper), show_paper(marks, here.vote), reasons.get(paper, "")] for paper, marks in enumerate(found.agreed or (), 1)]
    return here.page("paper_sheet.html", _("Stapelblatt %(number)s", number=number), batch=found, rows=rows, names=names_of(session, found))
