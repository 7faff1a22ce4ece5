"""Stored files as answers: a picture as a picture, a document only ever as a download. `nosniff` stands on every answer."""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_file

from participation.kit.uploads import open_stored, picture_file

FOREVER = "public, max-age=31536000, immutable"
"""For what everybody may see as long as it exists, under a random name that never changes."""
A_DAY = "public, max-age=86400"
PRIVATE = "private, no-store"


def send_picture(root: Path, name: str, width: int, caching: str) -> Response:
    """One copy of a stored picture. Raises NotFound."""
    response = send_file(open_stored(root, picture_file(name, width)), mimetype="image/webp")
    response.headers["Cache-Control"] = caching
    return response


def send_document(root: Path, stored_name: str, title: str, caching: str) -> Response:
    """A stored PDF under its title. Raises NotFound."""
    response = send_file(open_stored(root, stored_name), mimetype="application/pdf", as_attachment=True, download_name=f"{title}.pdf")
    response.headers["Cache-Control"] = caching
    return response
