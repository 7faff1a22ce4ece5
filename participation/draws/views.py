"""The draw as everybody sees it: the page for the hall and the stream, and the files to check it at home."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response

from participation.councils.doorway import Here, enter_council
from participation.draws.models import Lottery
from participation.draws.queries import count_readings, document_of, draw_of, freeze_of, public_lotteries, seats_of
from participation.draws.randomness import KIND_NAMES
from participation.draws.showing import members, sides, steps, ticket_bars
from participation.draws.transcripts import transcript
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.page_cache import changes_at, kept_for_readers

blueprint = Blueprint("draws", __name__, url_prefix="/beteiligungen/<slug:slug>/buergerrat/losung")


@blueprint.get("")
@kept_for_readers
def show(slug: str) -> Response:
    """The draw for the hall, the stream and at home: what is fixed, what is awaited, what came of it."""
    here = enter_council(slug)
    found = public_lotteries(current_session(), here.council)
    return _page(here, found[0] if found else None, found)


@blueprint.get("/<id:number>")
@kept_for_readers
def earlier(slug: str, number: int) -> Response:
    """A lottery that was published earlier; it stays as it was."""
    here = enter_council(slug)
    found = public_lotteries(current_session(), here.council)
    return _page(here, _one(found, number), found)


def _one(found: Sequence[Lottery], number: int) -> Lottery:
    for lottery in found:
        if lottery.number == number:
            return lottery
    raise NotFound


def _page(here: Here, lottery: Lottery | None, found: Sequence[Lottery]) -> Response:
    session = current_session()
    freeze = freeze_of(session, here.council)
    document = document_of(session, lottery) if lottery else None
    seats = seats_of(session, here.council) if lottery else []
    drawn = draw_of(session, lottery, seats) if lottery and lottery.drawn_at else None
    panel = drawn["panel"] if drawn else None
    happened = lottery is not None and lottery.happens_at is not None and lottery.happens_at <= here.now
    changes_at(here.council.answer_until, lottery.happens_at if lottery else None)
    return here.page(
        "draws/show.html",
        _("Losung"),
        block="live",
        freeze=freeze,
        lottery=lottery,
        lotteries=found,
        newest=not found or lottery is found[0],
        drawn=drawn,
        readings=count_readings(session, lottery) if lottery and drawn is None else 0,
        steps=steps(freeze, lottery, happened),
        happened=happened,
        sides=sides(here.council, document, panel) if document else [],
        members=members(here.council, document, panel) if document and panel else [],
        bars=ticket_bars(lottery.summary) if lottery and lottery.summary else [],
        kind_names=KIND_NAMES,
    )


@blueprint.get("/<id:number>/protokoll.zip")
def download(slug: str, number: int) -> Response:
    """Everything that is needed to check the draw at home, with the program that does it."""
    here, session = enter_council(slug), current_session()
    lottery = _one(public_lotteries(session, here.council), number)
    freeze = freeze_of(session, here.council, with_document=True)
    drawn = draw_of(session, lottery, seats_of(session, here.council)) if lottery.drawn_at else None
    name = f"losung-{slug}-{number}.zip"
    pool, pool_sha256 = (freeze.document, freeze.sha256) if freeze else ("", "")
    content = transcript(document_of(session, lottery), drawn, lottery.commitment or "", pool, pool_sha256, name)
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
