"""A receipt on its way from the ballot's POST to the page that shows it: in the voter's own signed cookie, nowhere on the server."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session as cookie

from participation.votes.casting import Receipt
from participation.votes.trackers import is_cast_key, tracker_of

KEPT = timedelta(hours=1)
_NAME = "receipt"


def keep_receipt(receipt: Receipt, now: datetime) -> None:
    """Put the receipt into the cookie; only the last one is kept."""
    cookie[_NAME] = [receipt.vote_id, receipt.cast_key, receipt.replaced, int(now.timestamp())]


def read_receipt(vote_id: int, now: datetime) -> Receipt | None:
    """The receipt of this vote while it is kept, else None."""
    kept = cookie.get(_NAME)
    if not isinstance(kept, list) or len(kept) != 4:
        return None
    number, cast_key, replaced, at = kept
    if number != vote_id or not is_cast_key(str(cast_key)) or not 0 <= now.timestamp() - at <= KEPT.total_seconds():
        return None
    return Receipt(vote_id, tracker_of(vote_id, cast_key), cast_key, bool(replaced))
