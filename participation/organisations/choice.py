"""The choice beside a writing form: in whose name somebody writes."""

from __future__ import annotations

from flask import request

FIELD = "im_namen"


def chosen_organisation() -> int | None:
    """The organisation that a form names, None for oneself. Whether the person may, the act asks."""
    said = request.form.get(FIELD, "")
    return int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 10 else None
