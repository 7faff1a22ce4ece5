"""The result of a vote: its page, the published ballots, and files that anyone can count again."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Blueprint, Response, request

from participation.kit.cells import write_csv as write_table
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.methods.counting.writing import write_blt, write_csv, write_json
from participation.votes import trackers, words
from participation.votes.doorway import Here, enter_vote
from participation.votes.freezing import canonical_json
from participation.votes.marks import describe, stored
from participation.votes.queries import ballots_page, published_ballots
from participation.votes.results import view_result
from participation.votes.rules import may_see_result
from participation.votes.tally import ballots_of, read_result, terms_of

blueprint = Blueprint("vote_results", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>")

PAGE_SIZE = 50


def _counted(slug: str, vote_id: int) -> Here:
    here = enter_vote(slug, vote_id)
    demand(may_see_result(here.person, here.consultation, here.vote))
    return here


@blueprint.get("/ergebnis")
def result(slug: str, vote_id: int) -> Response:
    """The result: first the sentence, then bars and tables, rounds, quorums, margin, files."""
    here = _counted(slug, vote_id)
    return here.page("result.html", _("Ergebnis"), result=view_result(here.vote), words=words)


@blueprint.get("/urne")
def ballots(slug: str, vote_id: int) -> Response:
    """All ballots under their trackers, sorted by tracker, in pages."""
    here = _counted(slug, vote_id)
    last = max(1, -(-(here.vote.ballots_cast or 0) // PAGE_SIZE))
    found = ballots_page(current_session(), here.vote, page_number(request.args.get("seite"), last), PAGE_SIZE)
    titles = [option.title for option in here.vote.options]
    separator = " › " if here.vote.counting_rule.ballots == "ranked" else ", "
    rows = [
        [trackers.show(one.tracker), separator.join(describe(stored(one.marks), titles)) or _("leer")] + ([one.name] if one.name else [])
        for one in found.items
    ]
    return here.page("ballots.html", _("Stimmzettel"), found=found, rows=rows)


def _blt(here: Here) -> str:
    return write_blt(ballots_of(current_session(), here.vote), seats=here.vote.seats, title=here.vote.title)


def _csv(here: Here) -> str:
    return write_csv(ballots_of(current_session(), here.vote), rule=here.vote.rule, seats=here.vote.seats, title=here.vote.title)


def _json(here: Here) -> str:
    return write_json(ballots_of(current_session(), here.vote), rule=here.vote.rule, terms=terms_of(here.vote), title=here.vote.title)


FORMATS: dict[str, tuple[Callable[[Here], str], str]] = {
    "blt": (_blt, "text/plain"),
    "csv": (_csv, "text/csv"),
    "json": (_json, "application/json"),
}


@blueprint.get("/stimmzettel.<any(blt,csv,json):kind>")
def export(slug: str, vote_id: int, kind: str) -> Response:
    """All ballots, identical ones grouped, as a file that `participation count` and other programs read."""
    here = _counted(slug, vote_id)
    write, mimetype = FORMATS[kind]
    return _download(write(here), mimetype, f"abstimmung-{vote_id}-stimmzettel.{kind}")


@blueprint.get("/kennungen.csv")
def tracker_table(slug: str, vote_id: int) -> Response:
    """Each ballot under its tracker as a table for spreadsheets."""
    here = _counted(slug, vote_id)
    stream = io.StringIO(newline="")
    rows = [
        [one.tracker, one.marks, one.channel] + ([] if here.vote.is_secret else [one.name]) for one in published_ballots(current_session(), here.vote)
    ]
    write_table(stream, ["kennung", "stimmen", "weg"] + ([] if here.vote.is_secret else ["name"]), rows)
    return _download(stream.getvalue(), "text/csv", f"abstimmung-{vote_id}-kennungen.csv")


@blueprint.get("/ergebnis.json")
def result_file(slug: str, vote_id: int) -> Response:
    """The stored result with every round, and the hashes that tie it to the log."""
    here = _counted(slug, vote_id)
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
