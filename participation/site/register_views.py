"""The register of processing as a page and as a PDF."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from participation.accounts.current import current_person
from participation.kit import clock
from participation.kit.gathering import gather
from participation.kit.pages import page, settings
from participation.kit.privacy import activities_of
from participation.kit.rules import demand
from participation.site import register
from participation.site.rules import may_read_register

blueprint = Blueprint("register_of_processing", __name__, url_prefix="/datenschutz/verzeichnis")


@blueprint.get("")
def show() -> Response:
    """Which personal data is processed, what for, on which basis, for how long."""
    demand(may_read_register(current_person(), public=settings().register_is_public))
    found = register.entries(activities_of(current_app), dict(gather("register.spans")))
    facts, edition = register.about(settings()), register.edition(clock.now())
    return page(
        "site/register.html",
        entries=found,
        facts=facts,
        edition=edition,
        columns=register.COLUMNS,
        measures=register.MEASURES,
        heading=register.TITLE,
    )


@blueprint.get("/verzeichnis.pdf")
def pdf() -> Response:
    """The same to print."""
    demand(may_read_register(current_person(), public=settings().register_is_public))
    made = register.register_pdf(activities_of(current_app), dict(gather("register.spans")), settings(), clock.now())
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="verarbeitungsverzeichnis.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
