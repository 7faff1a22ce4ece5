"""The public pages of an encrypted vote: the board with every event, its archive, the look-up, the check of a challenged ballot."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from participation.encrypted import words
from participation.encrypted.doorway import enter_encrypted
from participation.encrypted.queries import archive_of, ballot_event, board_page, opened_election, replaced_on_page, trustees_of
from participation.kit.database import current_session, snapshot
from participation.kit.language import gettext as _
from participation.kit.pagination import page_number

blueprint = Blueprint("board", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>")

PAGE_SIZE = 50
_TRACKER = re.compile(r"[A-Za-z0-9+/]{43}")


@blueprint.get("/verschluesselte-urne")
def show(slug: str, vote_id: int) -> Response:
    """Every event of the board in its order, in pages, and what can be checked with it."""
    here, session = enter_encrypted(slug, vote_id), current_session()
    found = board_page(session, here.vote, page_number(request.args.get("seite")), PAGE_SIZE)
    return here.page(
        "encrypted/board.html",
        _("Verschlüsselte Urne"),
        found=found,
        replaced=replaced_on_page(session, here.vote, found.items),
        trustees=trustees_of(session, here.vote),
        election=opened_election(session, here.vote),
        names=words.EVENT_NAMES,
    )


@blueprint.get("/verschluesselte-urne.bel")
def archive(slug: str, vote_id: int) -> Response:
    """The whole board as a file, at any time; it only ever grows, so an earlier file is the beginning of a later one."""
    here = enter_encrypted(slug, vote_id)
    election = opened_election(current_session(), here.vote)
    with snapshot() as session:
        content = archive_of(session, election)
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{election.uuid}.bel"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/kennung-suchen")
def lookup(slug: str, vote_id: int) -> Response:
    """Ask whether an encrypted ballot is on the board."""
    return enter_encrypted(slug, vote_id).page("encrypted/lookup.html", _("Ist meine Stimme dabei?"), typed="", event=None, asked=False, error="")


@blueprint.post("/kennung-suchen")
def look_up(slug: str, vote_id: int) -> Response:
    """Say whether the board holds a ballot with this tracker, and whether a later one of the same voter counts instead. Writes nothing."""
    here, session = enter_encrypted(slug, vote_id), current_session()
    typed = "".join(request.form.get("tracker", "")[:100].split()).rstrip("=")
    fits = _TRACKER.fullmatch(typed) is not None
    event = ballot_event(session, here.vote, typed) if fits else None
    error = "" if fits else _("Das ist keine vollständige Kennung. Sie hat 43 Zeichen und steht auf Ihrem Beleg. Groß und klein sind verschieden.")
    return here.page(
        "encrypted/lookup.html",
        _("Ist meine Stimme dabei?"),
        422 if error else 200,
        typed=typed,
        event=event,
        replaced=event is not None and event.height in replaced_on_page(session, here.vote, [event]),
        asked=fits,
        error=error,
        has_errors=bool(error),
    )


@blueprint.get("/probe-stimmzettel")
def challenge(slug: str, vote_id: int) -> Response:
    """Check an opened ballot in the browser of another device; the file stays there."""
    here = enter_encrypted(slug, vote_id)
    election = opened_election(current_session(), here.vote).text
    return here.page("encrypted/challenge.html", _("Probe-Stimmzettel prüfen"), election=election)
