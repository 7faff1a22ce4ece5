"""What the site shows on other pages."""

from __future__ import annotations

from flask import request, url_for

from participation.accounts.models import Person
from participation.accounts.rules import may_administrate
from participation.kit.language import gettext as _
from participation.kit.links import Link


def staff_links(person: Person) -> list[Link]:
    """The platform's operation and the register of processing, for administrators."""
    if not may_administrate(person):
        return []
    pages = ((_("Betrieb"), url_for("operation.show")), (_("Verarbeitungsverzeichnis"), url_for("register_of_processing.show")))
    return [Link(label, url, current=request.path.startswith(url)) for label, url in pages]
