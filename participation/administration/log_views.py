"""The activity log for the administration: every act in plain words, narrowed by thing, person and days, and as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from participation.accounts.current import current_person
from participation.accounts.entering import no_store
from participation.accounts.levels import ROLE_NAMES
from participation.accounts.rules import may_administrate
from participation.administration import log_queries as queries
from participation.administration.log_queries import Wanted
from participation.administration.words import THINGS, act_in_words
from participation.kit.audit import canonical
from participation.kit.cells import csv_line
from participation.kit.database import current_session, snapshot
from participation.kit.dates import day_begins
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.kit.text import clean_line, name_key

blueprint = Blueprint("activity", __name__, url_prefix="/verwaltung/was-getan-wurde")
blueprint.after_request(no_store)

NOBODY = -1
"""A number that nobody has: for a name that nobody goes by."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as typed and as understood."""

    thing: str
    name: str
    since: str
    until: str
    before: int | None
    wanted: Wanted

    def args(self, **more: object) -> dict[str, Any]:
        """The same in an address."""
        return {
            key: value for key, value in {"bereich": self.thing, "person": self.name, "von": self.since, "bis": self.until, **more}.items() if value
        }


def _asked() -> Asked:
    thing = request.args.get("bereich", "")
    name, since, until = (clean_line(request.args.get(key, "")[:120]) for key in ("person", "von", "bis"))
    number = request.args.get("vor", "")
    wanted = Wanted(thing=thing if thing in THINGS else "", since=_start_of(since), until=_start_of(until, 1))
    if name:
        found = queries.person_named(current_session(), name_key(name))
        wanted = replace(wanted, actor_id=NOBODY if found is None else found)
    return Asked(wanted.thing, name, since, until, int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None, wanted)


def _start_of(typed: str, days: int = 0) -> datetime | None:
    """The moment at which a typed day of the city begins, or one after it; None for what is no day."""
    try:
        return day_begins(date.fromisoformat(typed) + timedelta(days=days))
    except (ValueError, OverflowError):
        return None


@blueprint.get("")
def index() -> Response:
    """A page of acts, the newest first."""
    demand(may_administrate(current_person()))
    session, asked = current_session(), _asked()
    entries, more = queries.entries_before(session, asked.wanted, asked.before)
    names, subjects = queries.names_of(session, entries), queries.subjects_of(session, entries)
    return page(
        "administration/log.html",
        rows=[_row(entry, names, subjects) for entry in entries],
        asked=asked,
        things=sorted(((code, str(name)) for code, name in THINGS.items()), key=lambda one: one[1]),
        older=url_for("activity.index", **asked.args(vor=entries[-1].id)) if more else "",
        newest=url_for("activity.index", **asked.args()) if asked.before is not None else "",
        table=url_for("activity.table", **asked.args()),
        head=queries.newest_hash(session),
    )


def _row(entry: Any, names: Any, subjects: Any) -> dict[str, Any]:
    title, url = subjects.get((entry.subject_kind, entry.subject_id), ("", ""))
    return {
        "number": entry.id,
        "at": entry.at,
        "act": act_in_words(entry.action),
        "who": _who(entry, names),
        "title": title,
        "url": url,
        "subject": entry.subject_id,
        "details": [(name, value if isinstance(value, str) else canonical(value)) for name, value in json.loads(entry.data).items()],
    }


def _who(entry: Any, names: Any) -> str:
    if entry.actor_role == "system":
        return _("die Plattform selbst")
    if queries.is_named(entry) and entry.actor_id in names:
        return str(names[entry.actor_id])
    return str(ROLE_NAMES.get(entry.actor_role, entry.actor_role)) if entry.actor_id is not None else _("jemand ohne Konto")


@blueprint.get("/tabelle.csv")
def table() -> Response:
    """All acts that are wanted as a table, in the order of the log, each with its hash."""
    demand(may_administrate(current_person()))
    wanted = _asked().wanted
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the lines are read when the request is over

    def pieces() -> Iterator[bytes]:
        header = (_("Nummer"), _("Zeit"), _("Wer"), _("Was"), _("Vorgang"), _("Art"), _("Kennung"), _("Einzelheiten"), _("Prüfsumme"))
        yield ("\ufeff" + csv_line(header)).encode()
        with app.app_context(), snapshot() as session:
            for some in queries.all_entries(session, wanted):
                names = queries.names_of(session, some)
                yield "".join(map(csv_line, (_line(entry, names) for entry in some))).encode("utf-8", "replace")

    response = Response(pieces(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="was-getan-wurde.csv"'
    return response


def _line(entry: Any, names: Any) -> tuple[object, ...]:
    what = (entry.id, entry.at, _who(entry, names), act_in_words(entry.action), entry.action)
    return (*what, entry.subject_kind, entry.subject_id, entry.data, bytes(entry.hash).hex())
