"""Measures for everybody: all that the city does and has done, on a map, as feed and table, and each with its history."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.kit import clock
from participation.kit.cells import write_csv
from participation.kit.database import current_session
from participation.kit.dates import day_begins
from participation.kit.deliveries import FOREVER, send_document, send_picture
from participation.kit.errors import NotFound
from participation.kit.feeds import Entry, feed
from participation.kit.language import gettext as _
from participation.kit.page_cache import kept_for_readers
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.measures import listing, queries
from participation.measures.actions import today
from participation.measures.doorway import enter_to_read, whole
from participation.measures.filters import STATUS_WORDS, Filters, read_filters
from participation.measures.models import MeasureStatus, What
from participation.measures.rules import may_work_on
from participation.measures.showing import cards_of, town_picture, where_is
from participation.measures.words import badge, event_title

blueprint = Blueprint("measures", __name__)


def _asked() -> tuple[Filters, date]:
    return read_filters(request.args), today(clock.now())


def _choices() -> dict[str, Any]:
    found: dict[str, Any] = listing.choices_of(current_session())
    return {**found, "statuses": [(STATUS_WORDS[status], badge(status)[0]) for status in MeasureStatus]}


def _address(endpoint: str, filters: Filters, **more: Any) -> str:
    return url_for(endpoint, **{**filters.query(), **more})


def _addresses(filters: Filters) -> dict[str, str]:
    names = {"list": "measures.index", "map": "measures.map_page", "feed": "measures.news", "table": "measures.table"}
    return {name: _address(endpoint, filters) for name, endpoint in names.items()}


@blueprint.get("/gemacht")
@kept_for_readers
def index() -> Response:
    """All that the city does and has done about what residents said."""
    filters, day = _asked()
    found = listing.page_of(current_session(), filters, page_number(request.args.get("seite")), day)
    return page(
        "measures/index.html",
        block="found",
        found=found,
        cards=cards_of(found.items),
        filters=filters,
        choices=_choices(),
        addresses=_addresses(filters),
        url_for_page=lambda number: _address("measures.index", filters, seite=number if number > 1 else None),
    )


@blueprint.get("/gemacht/karte")
@kept_for_readers
def map_page() -> Response:
    """The same list on a map of the town."""
    filters, day = _asked()
    rows = listing.placed(current_session(), filters, day)
    shown: dict[str, Any] = {"filters": filters, "choices": _choices(), "addresses": _addresses(filters)}
    return page("measures/map.html", picture=town_picture(rows), cards=cards_of(rows), rows=rows, most=listing.ON_MAP, **shown)


@blueprint.get("/gemacht.atom")
def news() -> BaseResponse:
    """What happened with the measures of the list, for readers of feeds."""
    filters, day = _asked()
    entries = [_entry(*row) for row in listing.news_of(current_session(), filters, day)]
    title = _("Was die Stadt macht: %(city)s", city=settings().city_name)
    since = datetime(2026, 1, 1, tzinfo=UTC)
    return feed(title, _address("measures.index", filters), entries, since, self_url=request.full_path.rstrip("?"))


def _entry(event: Any, title: str, slug: str, office: str) -> Entry:
    path = f"/beteiligungen/{slug}/massnahmen/{event.measure_id}"
    said = _("Neue Maßnahme") if event.what == What.MADE else event_title(event)
    when = max(event.written_at, day_begins(event.day)) if event.what == What.MADE else event.written_at
    return Entry(f"{path}#{event.id}", path, f"{title}: {said}", office, event.written_at, when, text=event.reason)


@blueprint.get("/gemacht.csv")
def table() -> Response:
    """The list as a table."""
    filters, day = _asked()
    stream = io.StringIO(newline="")
    header = (
        _("Nummer"), _("Maßnahme"), _("Stand"), _("Stand seit"), _("Begründung"), _("Amt"), _("Ortsteil"), _("Beteiligung"), _("Geplantes Ende"),
        _("Überfällig"), _("Meilensteine"), _("Davon erreicht"), _("Geplante Kosten (Cent)"), _("Ausgegeben (Cent)"), _("Adresse"),
    )  # fmt: skip
    write_csv(stream, header, (_line(row) for row in listing.rows_of_table(current_session(), filters, day)))
    headers = {"Content-Disposition": 'attachment; filename="massnahmen.csv"'}
    return Response(stream.getvalue().encode("utf-8", "replace"), mimetype="text/csv", headers=headers)


def _line(row: Any) -> tuple[object, ...]:
    address = f"{settings().base_url.rstrip('/')}/beteiligungen/{row.slug}/massnahmen/{row.id}"
    where = (row.office, row.district, row.consultation)
    overdue = _("ja") if row.overdue else _("nein")
    return (
        row.id, row.title, badge(row.status)[0], row.status_on, row.status_reason, *where, row.until,
        overdue, row.steps, row.done, row.budget, row.spent, address,
    )  # fmt: skip


@blueprint.get("/beteiligungen/<slug:slug>/massnahmen/<id:measure_id>")
@kept_for_readers
def show(slug: str, measure_id: int) -> Response:
    """A measure: where it stands, where it came from, its milestones, its money, its pictures, its paper, and all that happened."""
    here = enter_to_read(slug, measure_id)
    where, works_here = where_is(here.measure.place), bool(may_work_on(here.asking, here.measure))
    return here.page("show.html", [(here.measure.title, "")], where=where, works_here=works_here, **whole(here))


@blueprint.get("/massnahmen/bilder/<slug:name>/<id:width>.webp")
def picture(name: str, width: int) -> Response:
    """One copy of a measure's picture, under its random name."""
    if not queries.has_picture(current_session(), name):
        raise NotFound
    return send_picture(settings().files_dir, name, width, FOREVER)


@blueprint.get("/massnahmen/dokumente/<slug:name>.pdf")
def document(name: str) -> Response:
    """A measure's document, only ever as a download under its title."""
    found = queries.document_by_name(current_session(), f"{name}.pdf")
    return send_document(settings().files_dir, found.stored_name, found.title, FOREVER)
