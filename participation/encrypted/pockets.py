"""What only the browser keeps in its own signed cookie: a voter's receipt for an hour, and whose trustee's code was entered for two."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session as cookie

from participation.encrypted.casting import EncryptedReceipt

RECEIPT_KEPT = timedelta(hours=1)
TRUSTEE_KEPT = timedelta(hours=2)
TRACKER_LENGTH = 43
_RECEIPT = "receipt"  # as of plain votes, so that whoever ends the page of a code ends this, too
_TRUSTEE = "trustee"


def keep_receipt(receipt: EncryptedReceipt, now: datetime) -> None:
    """Put the receipt into the cookie; only the last one is kept."""
    cookie[_RECEIPT] = [receipt.vote_id, receipt.tracker, receipt.replaced, int(now.timestamp())]


def read_receipt(vote_id: int, now: datetime) -> EncryptedReceipt | None:
    """The receipt of this vote while it is kept, else None."""
    kept = cookie.get(_RECEIPT)
    if not isinstance(kept, list) or len(kept) != 4:
        return None
    number, tracker, replaced, at = kept
    if number != vote_id or len(str(tracker)) != TRACKER_LENGTH or not 0 <= now.timestamp() - at <= RECEIPT_KEPT.total_seconds():
        return None
    return EncryptedReceipt(vote_id, str(tracker), bool(replaced))


def keep_trustee(code_hash: bytes, now: datetime) -> None:
    """Remember whose code was entered: its keyed hash, never the code."""
    cookie[_TRUSTEE] = [code_hash.hex(), int(now.timestamp())]


def kept_trustee(now: datetime) -> bytes | None:
    """The hash of the code that was entered in this browser, else None."""
    kept = cookie.get(_TRUSTEE)
    if not isinstance(kept, list) or len(kept) != 2 or not isinstance(kept[0], str):
        return None
    if not 0 <= now.timestamp() - kept[1] <= TRUSTEE_KEPT.total_seconds():
        return None
    return bytes.fromhex(kept[0])  # the cookie is signed


def forget_trustee() -> None:
    """End a trustee's stay in this browser."""
    cookie.pop(_TRUSTEE, None)
