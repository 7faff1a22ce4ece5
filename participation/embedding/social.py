"""Which pages have a preview picture, for the head of the page around every page."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for

from participation.consultations.models import Consultation
from participation.kit.pages import settings

PICTURES = {
    "consultations.overview": "embedding.preview",
    "proposals.detail": "embedding.preview_proposal",
    "votes.detail": "embedding.preview_vote",
    "meetings.show": "embedding.preview_meeting",
}
"""Page → picture; both take the same names from the address."""


def social_picture(consultation: Consultation | None, *things: Any) -> str:
    """The address of this page's picture; none for pages without, for drafts and what is hidden. `things`: what the page shows."""
    picture = PICTURES.get(request.endpoint or "")
    if not picture or consultation is None or not consultation.is_public:
        return ""
    if any(getattr(thing, "is_draft", False) for thing in things):
        return ""
    return settings().base_url.rstrip("/") + url_for(picture, **(request.view_args or {}))


def init_social(app: Flask) -> None:
    """Let templates ask."""
    app.jinja_env.globals["social_picture"] = social_picture
