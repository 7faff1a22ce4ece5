"""The result of a vote: its page, the published ballots, and files that anyone can count again."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.cells import write_csv as write_table
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.money import type_euros
from participation.kit.pagination import page_number
from participation.methods.counting.writing import write_blt, write_csv, write_json
from participation.votes import trackers, words
from participation.votes.budget_results import OwnPart, part_of, view_budget
from participation.votes.budget_tally import as_pabulib
from participation.votes.doorway import Here, enter_counted, enter_vote, private
from participation.votes.evidence import tracker_csv
from participation.votes.freezing import canonical_json
from participation.votes.marks import describe, stored
from participation.votes.queries import ballots_page, marks_under
from participation.votes.results import view_result
from participation.votes.scores import is_scored
from participation.votes.tally import ballots_of, read_result, terms_of

blueprint = Blueprint("vote_results", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>")

PAGE_SIZE = 50


@blueprint.get("/ergebnis")
def result(slug: str, vote_id: int) -> Response:
    """The result: first the sentence, then bars and tables, rounds, quorums, margin, files."""
    here = enter_counted(slug, vote_id)
    if here.vote.budget is not None:
        return here.page("budget_result.html", _("Ergebnis"), result=view_budget(here.vote), words=words)
    return here.page("result.html", _("Ergebnis"), result=view_result(here.vote), words=words)


@blueprint.get("/mein-teil")
def part(slug: str, vote_id: int) -> Response:
    """Ask for a tracker, to show what became of that ballot."""
    return _part_page(_budget(slug, vote_id), "", None, "")


@blueprint.post("/mein-teil")
def show_part(slug: str, vote_id: int) -> Response:
    """Show what became of a ballot's projects, and what it paid for them. Writes nothing; the tracker stays out of the address."""
    here = _budget(slug, vote_id)
    typed = request.form.get("tracker", "")[:100]
    tracker = trackers.read(typed)
    marks = marks_under(current_session(), here.vote, tracker) if tracker else None
    error = "" if tracker else _("Das ist keine vollständige Kennung. Sie hat 20 Zeichen und steht auf Ihrem Beleg.")
    if tracker and marks is None:
        error = _("Unter dieser Kennung liegt kein Stimmzettel in der Urne. Bitte prüfen Sie, ob Sie sie richtig eingegeben haben.")
    return private(_part_page(here, typed, None if marks is None else part_of(here.vote, stored(marks)), error))


def _budget(slug: str, vote_id: int) -> Here:
    here = enter_counted(slug, vote_id)
    if here.vote.budget is None:
        raise NotFound
    return here


def _part_page(here: Here, typed: str, own: OwnPart | None, error: str) -> Response:
    return here.page("part.html", _("Mein Teil"), 422 if error else 200, typed=typed, own=own, error=error, has_errors=bool(error))


@blueprint.get("/urne")
def ballots(slug: str, vote_id: int) -> BaseResponse:
    """All ballots under their trackers, sorted by tracker, in pages."""
    here = enter_counted(slug, vote_id)
    if here.vote.is_encrypted:
        return redirect(here.url("board.show"))
    last = max(1, -(-(here.vote.ballots_cast or 0) // PAGE_SIZE))
    found = ballots_page(current_session(), here.vote, page_number(request.args.get("seite"), last), PAGE_SIZE)
    titles = here.vote.titles
    kind = here.vote.ballot_kind
    separator = " › " if kind == "ranked" else ", "
    rows = [
        [trackers.show(one.tracker), separator.join(describe(stored(one.marks), titles, kind)) or _("leer")] + ([one.name] if one.name else [])
        for one in found.items
    ]
    return here.page("ballots.html", _("Stimmzettel"), found=found, rows=rows)


def _blt(here: Here) -> str:
    return write_blt(ballots_of(current_session(), here.vote), seats=here.vote.seats, title=here.vote.title)


def _csv(here: Here) -> str:
    return write_csv(ballots_of(current_session(), here.vote), rule=here.vote.rule, seats=here.vote.seats, title=here.vote.title)


def _json(here: Here) -> str:
    return write_json(ballots_of(current_session(), here.vote), rule=here.vote.rule, terms=terms_of(here.vote), title=here.vote.title)


def _pb(here: Here) -> str:
    return as_pabulib(current_session(), here.vote)


FORMATS: dict[str, tuple[Callable[[Here], str], str]] = {
    "blt": (_blt, "text/plain"),
    "csv": (_csv, "text/csv"),
    "json": (_json, "application/json"),
    "pb": (_pb, "text/plain"),
}


@blueprint.get("/stimmzettel.<any(blt,csv,json,pb):kind>")
def export(slug: str, vote_id: int, kind: str) -> Response:
    """All ballots, identical ones grouped, as a file that `participation count` and other programs read."""
    here = enter_counted(slug, vote_id)
    if (kind == "pb") != (here.vote.budget is not None) or here.vote.is_encrypted:
        raise NotFound  # a budget's ballots have their own format, encrypted ones are on the board
    if kind == "blt" and is_scored(here.vote.ballot_kind):
        raise NotFound  # that format knows ranks only
    write, mimetype = FORMATS[kind]
    return _download(write(here), mimetype, f"abstimmung-{vote_id}-stimmzettel.{kind}")


@blueprint.get("/kennungen.csv")
def tracker_table(slug: str, vote_id: int) -> Response:
    """Each ballot under its tracker as a table for spreadsheets."""
    here = enter_counted(slug, vote_id)
    if here.vote.is_encrypted:
        raise NotFound
    return _download(tracker_csv(current_session(), here.vote), "text/csv", f"abstimmung-{vote_id}-kennungen.csv")


@blueprint.get("/projekte.csv")
def project_table(slug: str, vote_id: int) -> Response:
    """A budget's projects with costs, votes and what came out, as a table for spreadsheets."""
    here = _budget(slug, vote_id)
    stream = io.StringIO(newline="")
    rows = [
        [str(one.position), one.title, type_euros(one.cost), str(one.votes), one.score, _("ja") if one.funded else _("nein"), one.why]
        for one in sorted(view_budget(here.vote).projects, key=lambda one: one.position)
    ]
    write_table(stream, ["nummer", "projekt", "kosten_euro", "stimmen", "punkte", "bekommt_geld", "grund"], rows)
    return _download(stream.getvalue(), "text/csv", f"abstimmung-{vote_id}-projekte.csv")


@blueprint.get("/ergebnis.json")
def result_file(slug: str, vote_id: int) -> Response:
    """The stored result with every round, and the hashes that tie it to the log."""
    here = enter_counted(slug, vote_id)
    content = {"result": read_result(here.vote), "result_sha256": here.vote.result_hash}
    return _download(canonical_json(content), "application/json", f"abstimmung-{vote_id}-ergebnis.json")


@blueprint.get("/festschreibung.json")
def frozen(slug: str, vote_id: int) -> Response:
    """What was frozen at the opening, byte for byte as its hash in the log says."""
    here = enter_vote(slug, vote_id)
    return _download(here.vote.frozen_json or "{}", "application/json", f"abstimmung-{vote_id}-festschreibung.json")


def _download(text: str, mimetype: str, name: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
