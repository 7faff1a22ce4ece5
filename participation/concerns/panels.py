"""What concerns show on other rooms' pages."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from participation.accounts.models import Person
from participation.accounts.own_data import OwnFile
from participation.concerns import queries
from participation.concerns.links import public_path
from participation.concerns.rules import Asking, may_manage, may_see_queue
from participation.concerns.showing import badge, excerpt_of
from participation.concerns.target import Concerns, Pictures
from participation.consultations.targets import Target
from participation.followups.current import own_offices
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link, Section
from participation.kit.pages import format_number, settings
from participation.kit.uploads import picture_file, stored_path

OWN_SHOWN = 20


def navigation(person: Person | None) -> list[Link]:
    """What residents told the city, for everybody; the page says where it takes nothing."""
    url = url_for("concerns.index")
    return [Link(_("Anliegen"), url, current=request.path.startswith(url))]


def staff_links(person: Person) -> list[Link]:
    """The staff's start page: what waits for one's offices; for the administration the rule table and the keys."""
    session, links = current_session(), []
    who = Asking(person, own_offices(person))
    if may_see_queue(who):
        waiting = queries.number_waiting(session, None if who.manages else who.works_for)
        note = _("%(number)s offen", number=format_number(waiting)) if waiting else _("nichts offen")
        url = url_for("concern_desk.index")
        links.append(Link(_("Anliegen von Einwohner:innen"), url, current=request.path == url, note=note))
    if may_manage(person):
        links.append(_entry(_("Kategorien der Anliegen"), url_for("concern_setup.categories")))
        links.append(_entry(_("Schlüssel für andere Apps (Open311)"), url_for("concern_setup.keys")))
    return links


def _entry(label: str, url: str) -> Link:
    return Link(label, url, current=request.path.startswith(url))


def targets() -> list[Target]:
    """Concerns and their pictures, as the moderation decides about them."""
    return [Concerns(), Pictures()]


def own_contributions(person: Person) -> list[Section]:
    """On the person's own page: what they sent."""
    rows = queries.sent_by(current_session(), person, OWN_SHOWN)
    links = [Link(f"{row.category}: {excerpt_of(row.text)}"[:160], public_path(row.id), note=badge(row.status)[0]) for row in rows]
    return [Section(_("Meine Anliegen"), links)] if links else []


def own_files(person: Person) -> list[OwnFile]:
    """Pictures of a person's own concerns, for the copy of the own data; each in its largest copy."""
    root = settings().files_dir
    return [
        OwnFile(stored_path(root, picture_file(one.picture_name or "", one.picture_widths[-1])), one.picture_words)
        for one in queries.pictures_by(current_session(), person)
    ]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    return queries.everything_of(current_session(), person)
