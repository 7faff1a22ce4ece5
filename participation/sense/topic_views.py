"""Two categories that may fit, while somebody writes a proposal; nothing of what is typed is kept."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request

from participation.accounts.current import signed_in_person
from participation.consultations.doorway import enter
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.limits import check_limit
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.sense import rules
from participation.sense.learning import suggested

blueprint = Blueprint("sense_topics", __name__, url_prefix="/beteiligungen/<slug:slug>")
LOOKS_AN_HOUR = 600


@blueprint.post("/vorschlaege/themen")
def look(slug: str) -> Response:
    """The suggestions beside the field, for what stands in the form now. By POST, so that no address and no log holds the text."""
    person, now = signed_in_person(), clock.now()
    check_limit(f"sense:topics:{person.id}", LOOKS_AN_HOUR, timedelta(hours=1), now)
    consultation = enter(slug)
    demand(rules.may_have_suggestions(person, consultation))
    found = suggested(current_session(), consultation, request.form.get("title", ""), request.form.get("body", ""))
    return page("sense/_topics.html", found=found)
