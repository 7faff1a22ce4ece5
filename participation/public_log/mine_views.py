"""My ballot in the log: the entry that names its tracker, proved, and a file to keep. The tracker travels in forms, never in an address."""

from __future__ import annotations

import base64
import re

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import codes
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.public_log import proofs, queries
from participation.public_log.models import LogEntry, LogKind
from participation.public_log.views import ONE, At, as_text, board_of, enter_log, entry_proof

blueprint = Blueprint("public_log_mine", __name__, url_prefix="/protokoll")

LENGTHS = {LogKind.VOTE: 20, LogKind.BOARD: 43}
"""Letters of a tracker: base 32 of an ordinary ballot, base 64 of an encrypted one, where capitals count."""


def read_tracker(kind: str, typed: str) -> str:
    """A tracker as it was typed, in its one spelling; empty where it cannot be one."""
    if kind == LogKind.BOARD:
        letters = "".join(typed[:100].split()).rstrip("=")
        return letters if re.fullmatch("[A-Za-z0-9+/]{43}", letters) else ""
    letters = codes.normalise(typed[:100])
    return letters if len(letters) == LENGTHS[LogKind.VOTE] and all(letter in codes.ALPHABET for letter in letters) else ""


def _find(at: At, tracker: str) -> LogEntry | None:
    """The entry that names a ballot: by its tracker, or by the hash of which the tracker of an encrypted one is a spelling."""
    word = base64.b64decode(f"{tracker}=").hex() if at.log.kind == LogKind.BOARD else tracker
    return queries.first_entry_with(current_session(), at.log, word)


@blueprint.get(f"{ONE}/meine-stimme")
def mine(word: str, number: int) -> BaseResponse:
    """Ask for a tracker; of an encrypted vote in the log of its board, which has them."""
    at = _vote(word, number)
    board = board_of(at)
    return redirect(board.url("_mine.mine")) if board else _page(at, "", None, "", asked=False)


@blueprint.post(f"{ONE}/meine-stimme")
def look(word: str, number: int) -> Response:
    """Find the entry that names a tracker, and prove that it is in the log. Writes nothing."""
    at = _vote(word, number)
    typed = request.form.get("tracker", "")[:100]
    tracker = read_tracker(at.log.kind, typed)
    if not tracker:
        error = _("Das ist keine vollständige Kennung. Sie hat %(length)s Zeichen und steht auf Ihrem Beleg.", length=LENGTHS[LogKind(at.log.kind)])
        return _page(at, typed, None, error, asked=False)
    return _page(at, typed, _find(at, tracker), "", asked=True)


@blueprint.post(f"{ONE}/meine-stimme.json")
def mine_file(word: str, number: int) -> Response:
    """The proof as a file to keep, with the tracker that it is about. Writes nothing."""
    at = _vote(word, number)
    tracker = read_tracker(at.log.kind, request.form.get("tracker", ""))
    found = _find(at, tracker) if tracker else None
    proof = entry_proof(at, found) if found else None
    if proof is None:
        raise Invalid(
            _("Diese Kennung steht noch nicht im unterschriebenen Protokoll. Ein Stimmzettel kommt spätestens hinein, wenn die Urne schließt.")
        )
    return _private(as_text(proofs.as_file({**proof, "tracker": tracker}), "application/json", f"{at.log.name}-meine-stimme.json"))


def _vote(word: str, number: int) -> At:
    at = enter_log(word, number)
    if at.log.kind not in LENGTHS:
        raise NotFound
    return at


def _page(at: At, typed: str, found: LogEntry | None, error: str, *, asked: bool) -> Response:
    proof = entry_proof(at, found) if found else None
    title = _("Ihre Stimme im Protokoll")
    return _private(
        at.page(
            "mine.html",
            title,
            422 if error else 200,
            typed=typed,
            tracker=read_tracker(at.log.kind, typed),
            on_board=at.log.kind == LogKind.BOARD,
            found=found,
            proof=proof,
            asked=asked,
            error=error,
            has_errors=bool(error),
        )
    )


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
