"""Ending mails by a link in them, without signing in: the link names what ends, and a keyed hash says that it is ours.

The hash is made for one purpose and one set of numbers, so a link that ends the mails of one kind to one person does nothing
else; it can be found in that person's mails only. It does not run out: whoever finds an old mail may still end its kind.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from typing import Any, TypeVar

from flask import request

from participation.kit.program_posts import BY_MAIL_PROGRAMS
from participation.kit.sealing import Seals

View = TypeVar("View", bound=Callable[..., Any])


def leaving_token(seals: Seals, purpose: str, *names: object) -> str:
    """The token for a link that ends mails: 32 bytes in URL-safe base64."""
    made = seals.fingerprint(f"leave {purpose}", "\0".join(str(name) for name in names))
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def is_leaving_token(token: str, seals: Seals, purpose: str, *names: object) -> bool:
    """Whether the token was made for just this; takes the same time whatever is wrong with it."""
    return hmac.compare_digest(leaving_token(seals, purpose, *names).encode(), token.encode("utf-8", "replace"))


def posted_by_mail_programs(view: View) -> View:
    """Mark a view that takes a POST without the token against forged requests, because a mail program sends it (RFC 8058).

    It has no session and saw no page before. The token in the address is the authority, and it is in no other site's hands: a
    forged request without it does nothing, and with it does what its holder may do anyway.
    """
    view.__dict__[BY_MAIL_PROGRAMS] = True
    return view


def is_asked_to_end() -> bool:
    """Whether a request ends mails: every POST does. Its body is read, and refused where it is too large, though nothing in it counts."""
    if request.method != "POST":
        return False
    request.get_data(parse_form_data=True)
    return True
