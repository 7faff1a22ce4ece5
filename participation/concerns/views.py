"""Concerns for everybody: the list, the map, each with what became of it, and how long answers take."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.concerns import listing, queries
from participation.concerns.actions import today
from participation.concerns.doorway import asking, enter_concern
from participation.concerns.filters import STATUS_WORDS, Filters, read_filters
from participation.concerns.models import Concern
from participation.concerns.rules import Asking, may_read_text, may_send, may_take_back_own, may_work_on
from participation.concerns.showing import badge, cards_of, is_overdue, say_clock, say_median, shown_events, town_picture, where_is
from participation.kit import clock
from participation.kit.cells import write_csv
from participation.kit.database import current_session
from participation.kit.deliveries import A_DAY, PRIVATE, send_picture
from participation.kit.errors import NotFound
from participation.kit.feeds import Entry, feed
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.methods.concerns import Clock, together

blueprint = Blueprint("concerns", __name__)


def _asked() -> tuple[Filters, date]:
    return read_filters(request.args), today(clock.now())


def _choices() -> dict[str, Any]:
    found: dict[str, Any] = listing.choices_of(current_session())
    return {**found, "statuses": [(word, badge(status)[0]) for status, word in STATUS_WORDS.items()]}


def _address(endpoint: str, filters: Filters, **more: Any) -> str:
    return url_for(endpoint, **{**filters.query(), **more})


def _addresses(filters: Filters) -> dict[str, str]:
    return {
        "list": _address("concerns.index", filters),
        "map": _address("concerns.map_page", filters),
        "feed": _address("concerns.news", filters),
        "table": _address("concerns.table", filters),
    }


def _clocks(day: date) -> list[tuple[Any, Clock]]:
    return listing.clocks_of(current_session(), day, clock.now())


@blueprint.get("/anliegen")
def index() -> Response:
    """What residents told the city, and what became of it."""
    filters, day = _asked()
    found = listing.page_of(current_session(), filters, page_number(request.args.get("seite")), day)
    clocks = _clocks(day)
    return page(
        "concerns/index.html",
        block="found",
        found=found,
        cards=cards_of(found.items),
        filters=filters,
        choices=_choices(),
        addresses=_addresses(filters),
        clock=say_clock(together([one for _row, one in clocks])),
        offered=any(row.closed_at is None for row, _clock in clocks),
        may_send=may_send(asking().person),
        url_for_page=lambda number: _address("concerns.index", filters, seite=number if number > 1 else None),
    )


@blueprint.get("/anliegen.atom")
def news() -> BaseResponse:
    """What is new on the list, for readers of feeds."""
    filters, day = _asked()
    rows = listing.newest(current_session(), filters, day, listing.IN_FEED)
    entries = [_entry(row) for row in rows]
    since = datetime(2026, 1, 1, tzinfo=UTC)
    return feed(
        _("Anliegen: %(city)s", city=settings().city_name),
        _address("concerns.index", filters),
        entries,
        since,
        self_url=request.full_path.rstrip("?"),
    )


def _entry(row: Any) -> Entry:
    path = url_for("concerns.show", concern_id=row.id)
    title = _("%(category)s: %(status)s", category=row.category, status=badge(row.status)[0])
    return Entry(path, path, title, row.office, row.received_at, row.answered_at or row.received_at, text=row.text)


@blueprint.get("/anliegen.csv")
def table() -> Response:
    """The list as a table: what its pages show, no more."""
    filters, day = _asked()
    stream = io.StringIO(newline="")
    header = (
        _("Nummer"), _("Kategorie"), _("Text"), _("Stand"), _("Eingegangen am"), _("Antwort bis"), _("Beantwortet am"), _("Überfällig"), _("Amt"),
        _("Ortsteil"), _("Adresse der Seite"),
    )  # fmt: skip
    write_csv(stream, header, (_line(row) for row in listing.newest(current_session(), filters, day, listing.IN_TABLE)))
    headers = {"Content-Disposition": 'attachment; filename="anliegen.csv"'}
    return Response(stream.getvalue().encode("utf-8", "replace"), mimetype="text/csv", headers=headers)


def _line(row: Any) -> tuple[object, ...]:
    address = f"{settings().base_url.rstrip('/')}/anliegen/{row.id}"
    answered = today(row.answered_at) if row.answered_at is not None else None
    late = _("ja") if row.late else _("nein")
    status = str(badge(row.status)[0])
    return (row.id, row.category, row.text, status, today(row.received_at), row.due_on, answered, late, row.office, row.district, address)


@blueprint.get("/anliegen/karte")
def map_page() -> Response:
    """The same list on a map of the town."""
    filters, day = _asked()
    rows = listing.placed(current_session(), filters, day)
    shown: dict[str, Any] = {"filters": filters, "choices": _choices(), "addresses": _addresses(filters), "most": listing.ON_MAP}
    return page("concerns/map.html", picture=town_picture(rows), cards=cards_of(rows), **shown)


@blueprint.get("/anliegen/antwortzeiten")
def times() -> Response:
    """The answer clock: what waits how long, and how long answers took, by category and in sum."""
    clocks = _clocks(today(clock.now()))
    whole = together([one for _row, one in clocks])
    return page("concerns/times.html", clocks=clocks, clock=say_clock(whole), whole=whole, say_median=say_median)


@blueprint.get("/anliegen/<id:concern_id>")
def show(concern_id: int) -> Response:
    """A concern and what became of it."""
    who, concern, session = asking(), enter_concern(concern_id), current_session()
    return page(
        "concerns/show.html",
        concern=concern,
        badge=badge(concern.status),
        overdue=is_overdue(concern, today(clock.now())),
        where=where_is(concern),
        events=shown_events(queries.events_of(session, concern.id)),
        readable=bool(may_read_text(who, concern)),
        sees_picture=concern.shows_picture or (concern.picture_name is not None and _sees_hidden(who, concern)),
        may_work=bool(may_work_on(who, concern)),
        may_take_back=bool(may_take_back_own(who, concern)),
        manages=who.manages,
    )


def _sees_hidden(who: Asking, concern: Concern) -> bool:
    return who.manages or (who.person is not None and who.person.id == concern.person_id)


@blueprint.get("/anliegen/bilder/<slug:name>/<id:width>.webp")
def picture(name: str, width: int) -> Response:
    """One copy of a concern's picture. A hidden one only its sender and the administration see."""
    found = queries.concern_of_picture(current_session(), name)
    if found.is_public and found.shows_picture:
        return send_picture(settings().files_dir, name, width, A_DAY)
    if not found.is_public or not _sees_hidden(asking(), found):
        raise NotFound
    return send_picture(settings().files_dir, name, width, PRIVATE)
