"""What only the browser keeps of who answers without an account, in its signed cookie: the token of what was begun, and what was answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session as cookie

from participation.kit.browser_tokens import BrowserTokens
from participation.surveys.models import Survey

_ANSWERED = "surveys_answered"
_CODE = "survey_code"
MOST_ANSWERED = 100
_TOKENS = BrowserTokens("survey_tokens", 10)
CODE_KEPT = timedelta(hours=3)


def token_hash(survey: Survey) -> bytes | None:
    """The hash of the token that this browser holds for a survey, else None."""
    return _TOKENS.hash_of(survey.id)


def give_token(survey: Survey) -> bytes:
    """Give this browser a token for a survey, or leave it the one that it has; returns its hash."""
    return _TOKENS.give(survey.id)


def note_answered(survey: Survey) -> None:
    """Remember that this browser has answered."""
    kept = cookie.get(_ANSWERED)
    cookie[_ANSWERED] = [*(kept if isinstance(kept, list) else ()), survey.id][-MOST_ANSWERED:]
    forget_token(survey)


def forget_token(survey: Survey) -> None:
    """Take the token back."""
    _TOKENS.forget(survey.id)


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
