"""What only the voter's browser keeps, for an hour, in its own signed cookie: the receipt, and that a voting code was entered."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session as cookie

from participation.votes.casting import Receipt
from participation.votes.trackers import is_cast_key, tracker_of
from participation.votes.voters import CodeHolder

KEPT = timedelta(hours=1)
_NAME = "receipt"
_CODE = "voting_code"


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


def keep_code(holder: CodeHolder, now: datetime) -> None:
    """Remember in the cookie whose code was entered: its keyed hash, never the code. One at a time; a receipt of somebody before goes."""
    cookie.pop(_NAME, None)
    cookie[_CODE] = [holder.vote_id, holder.code_hash.hex(), int(now.timestamp())]


def kept_code(vote_id: int, now: datetime) -> bytes | None:
    """The hash of the code that was entered for this vote in this browser within the hour, else None."""
    kept = cookie.get(_CODE)
    if not isinstance(kept, list) or len(kept) != 3:
        return None
    number, code_hash, at = kept
    if number != vote_id or not isinstance(code_hash, str) or not 0 <= now.timestamp() - at <= KEPT.total_seconds():
        return None
    return bytes.fromhex(code_hash)  # the cookie is signed


def forget_code() -> None:
    """End a code's stay in this browser, with the receipt."""
    cookie.pop(_CODE, None)
    cookie.pop(_NAME, None)
