"""What strangers recount a vote with: the evidence pack, and a page that counts in the reader's own browser."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.votes.doorway import enter_counted
from participation.votes.evidence import evidence_pack, pack_name
from participation.votes.scores import grade_names

blueprint = Blueprint("vote_evidence", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>")


@blueprint.get("/nachweis.zip")
def pack(slug: str, vote_id: int) -> Response:
    """The evidence pack, with what other rooms add to it."""
    here = enter_counted(slug, vote_id)
    content = evidence_pack(current_session(), here.vote, dict(gather("vote.evidence", here.vote)))
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{pack_name(here.vote)}"'
    return response


@blueprint.get("/nachzaehlen")
def recount(slug: str, vote_id: int) -> Response:
    """Count the published ballots in the reader's own browser; for budgets and without JavaScript the pack and the command."""
    here = enter_counted(slug, vote_id)
    return here.page("recount.html", _("Selbst nachzählen"), pack_name=pack_name(here.vote), grades=grade_names())
