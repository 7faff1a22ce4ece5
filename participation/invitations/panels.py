"""What invitations show on the council's pages."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.invitations.queries import draws_of, numbers_of
from participation.invitations.standing import shielded
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link


def public(council: Council, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """How many are invited and answered, how they were drawn, and where the invited answer."""
    session = current_session()
    draws = draws_of(session, council)
    if not any(draw.drawn_at for draw in draws):
        return []
    kept = next((draw.outcome for draw in draws if draw.outcome), None)
    if kept is None:
        numbers = numbers_of(session, council)
        kept = {"invited": numbers.invited, **shielded({"yes": numbers.yes, "no": numbers.no + numbers.undeliverable, "silent": numbers.silent})}
    shown = render_template("invitations/_public.html", council=council, consultation=consultation, draws=draws, numbers=kept)
    return [Markup(shown)]


def staff(council: Council, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The steps of inviting, in order."""
    steps = (
        (_("Melderegister einlesen"), "register.index"),
        (_("Einladungen auslosen"), "register.plan"),
        (_("Bürgerrat ankündigen und Briefe herstellen"), "letters.index"),
        (_("Antworten ansehen und eintragen"), "letters.standing"),
    )
    return [Link(step[0], url_for(step[1], slug=consultation.slug)) for step in steps]
