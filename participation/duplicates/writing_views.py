"""Similar proposals while somebody writes; nothing of what is typed is kept."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request

from participation.accounts.current import signed_in_person
from participation.consultations.doorway import enter
from participation.duplicates import rules
from participation.duplicates.similar import similar_to
from participation.duplicates.words import say_difference_from_mine
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.limits import check_limit
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("similar", __name__, url_prefix="/beteiligungen/<slug:slug>")

LOOKS_AN_HOUR = 600


@blueprint.post("/vorschlaege/aehnliche")
def look(slug: str) -> Response:
    """The list below the title, for what stands in the form now. By POST, so that no address and no log holds the text."""
    person, now = signed_in_person(), clock.now()
    check_limit(f"duplicates:similar:{person.id}", LOOKS_AN_HOUR, timedelta(hours=1), now)
    consultation = enter(slug)
    demand(rules.may_look_for_similar(person, consultation))
    own = request.args.get("ohne", "")
    without = {int(own)} if own.isascii() and own.isdigit() and len(own) < 10 else set[int]()
    found = similar_to(current_session(), consultation.id, request.form.get("title", ""), request.form.get("body", ""), without)
    return page(
        "duplicates/_similar.html", found=found, saying=say_difference_from_mine, list_url=f"/beteiligungen/{slug}/vorschlaege", draft_id=None
    )
