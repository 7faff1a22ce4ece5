"""Pictures and documents as files: under random names that never change, so browsers keep them."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from participation.consultations.queries import document_by_name, has_picture
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.pages import settings
from participation.kit.uploads import open_stored, picture_file

blueprint = Blueprint("media", __name__)

FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/bilder/<slug:name>/<id:width>.webp")
def picture(name: str, width: int) -> Response:
    """One copy of a consultation's picture. Whoever knows its random name may see it, as the preview of a draft needs."""
    if not has_picture(current_session(), name):
        raise NotFound
    response = send_file(open_stored(settings().files_dir, picture_file(name, width)), mimetype="image/webp")
    response.headers["Cache-Control"] = FOREVER
    return response


@blueprint.get("/dokumente/<slug:name>.pdf")
def document(name: str) -> Response:
    """A consultation's document, only ever as a download under its title."""
    found = document_by_name(current_session(), f"{name}.pdf")
    response = send_file(
        open_stored(settings().files_dir, found.stored_name),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{found.title}.pdf",
    )
    response.headers["Cache-Control"] = FOREVER
    return response
