"""The administration's page of settings, and the list of what is missing in Leichte Sprache and sign language."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from participation.accounts.current import current_person
from participation.accounts.entering import no_store
from participation.accounts.rules import may_administrate
from participation.administration.queries import accessible_texts
from participation.administration.settings_words import settings_shown
from participation.kit.database import current_session
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.rules import demand

blueprint = Blueprint("administration", __name__, url_prefix="/verwaltung")
blueprint.after_request(no_store)


@blueprint.get("/einstellungen")
def platform_settings() -> Response:
    """Every setting with its meaning; they are changed where the server is run, and hold from its next start."""
    demand(may_administrate(current_person()))
    return page("administration/settings.html", groups=settings_shown(settings()))


@blueprint.get("/leichte-sprache-und-gebaerdensprache")
def missing_texts() -> Response:
    """Which consultations, and which of the platform's own pages, lack Leichte Sprache or sign language."""
    demand(may_administrate(current_person()))
    found = accessible_texts(current_session(), page_number(request.args.get("seite")))
    return page(
        "administration/missing.html",
        consultations=found,
        site_easy=settings().easy_language_file is not None,
        site_signed=bool(settings().sign_language_url),
        url_for_page=lambda number: url_for("administration.missing_texts", seite=number),
    )
