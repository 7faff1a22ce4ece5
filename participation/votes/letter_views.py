"""The pages of voting letters: batches, made in the background, fetched for three days, made again with new codes."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number, settings
from participation.kit.rules import demand
from participation.kit.sealed_files import read_file
from participation.kit.sealing import seals_of
from participation.votes import code_actions, roll_queries
from participation.votes.doorway import Here, enter_vote, private
from participation.votes.jobs import KINDS, LETTERS_GONE, letters_dir
from participation.votes.roll_rules import may_print_letters, may_see_roll

blueprint = Blueprint("code_letters", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>/verzeichnis/briefe")
blueprint.after_request(private)


def _enter(slug: str, vote_id: int) -> Here:
    here = enter_vote(slug, vote_id)
    demand(may_see_roll(here.person, here.consultation, here.vote))
    return here


@blueprint.get("")
def index(slug: str, vote_id: int) -> Response:
    """The batches of letters, and how far those are that are being made."""
    here, session = _enter(slug, vote_id), current_session()
    batches = roll_queries.batches_of(session, here.vote)
    return here.page(
        "code_letters.html",
        _("Briefe"),
        batches=batches,
        making=any(batch.is_unfinished for batch in batches),
        may_print=may_print_letters(here.person, here.consultation, here.vote, here.now),
        waiting=len(roll_queries.to_print(session, here.vote, code_actions.MOST_AT_ONCE)),
        a_batch=code_actions.A_BATCH,
    )


@blueprint.post("")
def make(slug: str, vote_id: int) -> BaseResponse:
    """Make the letters of all who have none yet."""
    here, session = _enter(slug, vote_id), current_session()
    made = code_actions.request_code_letters(session, signed_in_person(), here.consultation, here.vote, here.now)
    session.commit()
    number = sum(len(batch.entry_ids) for batch in made)
    flash(ngettext("%(num)s Brief wird hergestellt.", "%(num)s Briefe werden hergestellt.", number, num=format_number(number)), "success")
    return go_to(here.url("code_letters.index"))


@blueprint.post("/<id:number>/neu")
def again(slug: str, vote_id: int, number: int) -> BaseResponse:
    """Make a batch once more, with new codes."""
    here, session = _enter(slug, vote_id), current_session()
    batch = roll_queries.batch_of(session, here.vote, number)
    code_actions.send_again(session, signed_in_person(), here.consultation, here.vote, batch.entry_ids, here.now)
    session.commit()
    flash(_("Die Briefe werden mit neuen Codes hergestellt. Die alten Codes gelten dann nicht mehr."), "success")
    return go_to(here.url("code_letters.index"))


@blueprint.get("/<id:number>.<kind>")
def download(slug: str, vote_id: int, number: int, kind: str) -> BaseResponse:
    """The letters as a PDF, or as a table for a print shop."""
    here, session = _enter(slug, vote_id), current_session()
    if kind not in KINDS:
        raise NotFound
    batch = roll_queries.batch_of(session, here.vote, number)
    if batch.stored_name is None:
        flash(str(LETTERS_GONE), "info")
        return go_to(here.url("code_letters.index"))
    response = make_response(read_file(letters_dir(), seals_of(settings()), batch.stored_name, kind, str(LETTERS_GONE)))
    response.headers["Content-Type"] = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="abstimmung-{vote_id}-briefe-{number}.{kind}"'
    return response
