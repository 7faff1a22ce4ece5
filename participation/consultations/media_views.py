"""Pictures and documents as files: under random names that never change, so browsers keep them."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.consultations.queries import document_by_name, has_picture
from participation.kit.database import current_session
from participation.kit.deliveries import FOREVER, send_document, send_picture
from participation.kit.errors import NotFound
from participation.kit.pages import settings

blueprint = Blueprint("media", __name__)


@blueprint.get("/bilder/<slug:name>/<id:width>.webp")
def picture(name: str, width: int) -> Response:
    """One copy of a consultation's picture. Whoever knows its random name may see it, as the preview of a draft needs."""
    if not has_picture(current_session(), name):
        raise NotFound
    return send_picture(settings().files_dir, name, width, FOREVER)


@blueprint.get("/dokumente/<slug:name>.pdf")
def document(name: str) -> Response:
    """A consultation's document, only ever as a download under its title."""
    found = document_by_name(current_session(), f"{name}.pdf")
    return send_document(settings().files_dir, found.stored_name, found.title, FOREVER)
