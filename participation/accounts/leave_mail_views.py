"""Unsubscribing by the link in a mail: the page shows a button, a POST does it, from a person or from their mail program."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.accounts.forms import NOTICE_NAMES
from participation.accounts.notices import end_mails
from participation.accounts.unsubscribing import kinds_of_link
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.leaving import is_asked_to_end, posted_by_mail_programs
from participation.kit.pages import page, settings

blueprint = Blueprint("leave_mail", __name__)


@blueprint.route("/abbestellen/<slug:names>/<id:person_id>/<token:token>", methods=["GET", "POST"])
@posted_by_mail_programs
def leave(names: str, person_id: int, token: str) -> Response:
    """Show the one button that ends mails of some kinds; its POST ends them, as often as it comes, and answers without leading on.

    A mail program posts here without session and form (RFC 8058), so the token in the address is all that counts.
    """
    kinds, done = kinds_of_link(settings(), names, person_id, token), is_asked_to_end()
    if done:
        end_mails(current_session(), person_id, kinds, clock.now())
        current_session().commit()
    response = page("accounts/leave_mail.html", kinds=[NOTICE_NAMES[kind] for kind in kinds], done=done)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
