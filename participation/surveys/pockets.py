"""What only the browser keeps of who answers without an account, in its signed cookie: the token of what was begun, and what was answered."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import session as cookie

from participation.surveys.models import Survey

_TOKENS = "survey_tokens"
_ANSWERED = "surveys_answered"
_CODE = "survey_code"
MOST_TOKENS, MOST_ANSWERED = 10, 100
CODE_KEPT = timedelta(hours=3)


def token_hash(survey: Survey) -> bytes | None:
    """The hash of the token that this browser holds for a survey, else None."""
    kept = cookie.get(_TOKENS)
    token = kept.get(str(survey.id)) if isinstance(kept, dict) else None
    return _hash(token) if isinstance(token, str) else None


def give_token(survey: Survey) -> bytes:
    """Give this browser a token for a survey, or leave it the one that it has; returns its hash."""
    known = token_hash(survey)
    if known is not None:
        return known
    kept = cookie.get(_TOKENS)
    token = secrets.token_urlsafe(24)
    cookie[_TOKENS] = dict([*(kept.items() if isinstance(kept, dict) else ()), (str(survey.id), token)][-MOST_TOKENS:])
    return _hash(token)


def note_answered(survey: Survey) -> None:
    """Remember that this browser has answered."""
    kept = cookie.get(_ANSWERED)
    cookie[_ANSWERED] = [*(kept if isinstance(kept, list) else ()), survey.id][-MOST_ANSWERED:]
    forget_token(survey)


def forget_token(survey: Survey) -> None:
    """Take the token back."""
    kept = cookie.get(_TOKENS)
    if isinstance(kept, dict) and str(survey.id) in kept:
        cookie[_TOKENS] = {number: token for number, token in kept.items() if number != str(survey.id)}


def answered_here(survey: Survey) -> bool:
    """Whether this browser has answered."""
    kept = cookie.get(_ANSWERED)
    return isinstance(kept, list) and survey.id in kept


def keep_code(survey: Survey, code_hash: bytes, now: datetime) -> None:
    """Remember in the cookie which code was entered: its keyed hash, never the code. One at a time."""
    cookie[_CODE] = [survey.id, code_hash.hex(), int(now.timestamp())]


def kept_code(survey: Survey, now: datetime) -> bytes | None:
    """The hash of the code that was entered for this survey in this browser lately, else None."""
    kept = cookie.get(_CODE)
    if not isinstance(kept, list) or len(kept) != 3 or kept[0] != survey.id or not 0 <= now.timestamp() - kept[2] <= CODE_KEPT.total_seconds():
        return None
    return bytes.fromhex(kept[1])  # the cookie is signed


def forget_code() -> None:
    """End a code's stay in this browser."""
    cookie.pop(_CODE, None)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
