"""An office's day for its people, and the answer clock for everybody: as a page, for one consultation, and as a table."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, url_for

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.followups import clock_numbers, queries, rules, today
from participation.followups.clock_numbers import Row
from participation.followups.models import STAND_NAMES
from participation.followups.reminder_actions import days_left
from participation.followups.things import KIND_NAMES, work_path
from participation.kit import clock
from participation.kit.cells import write_csv
from participation.kit.database import current_session
from participation.kit.dates import city_zone, day_begins
from participation.kit.language import gettext as _
from participation.kit.page_cache import changes_at, kept_for_readers, shows
from participation.kit.page_versions import SITE
from participation.kit.pages import page
from participation.kit.rules import demand

staff = Blueprint("office_day", __name__, url_prefix="/verwaltung")
staff.after_request(no_store)
blueprint = Blueprint("answer_clock", __name__)
ANSWERS = "answers"
"""The scope of all that the clock shows; tasks, answers and matters change it (migration 0061)."""


@staff.get("/aemter/<id:office_id>/heute")
def show(office_id: int) -> Response:
    """What an office has to do today."""
    session, person, now = current_session(), current_person(), clock.now()
    demand(rules.may_see_day(person))
    office = queries.office_by_id(session, office_id)
    return page(
        "followups/today.html",
        office=office,
        mine=office_id in queries.offices_of(session, person),
        parts=today.day_of(session, office_id, now),
        section_names=today.SECTION_NAMES,
        releases=today.releases_of(session, office_id),
        mentions=today.mentions_of(session, signed_in_person(), now),
        kind_names=KIND_NAMES,
        stand_names=STAND_NAMES,
        path_of=lambda row: work_path(row.slug, row.proposal_id, row.matter_id),
        days_left=lambda due_on: days_left(due_on, now),
        now=now,
    )


def numbers(now: datetime, consultation: Consultation | None = None) -> dict[str, Any]:
    """What the clock shows, of a consultation or of the whole city; part of a page that is kept until something changes, or midnight."""
    shows(ANSWERS, SITE)
    changes_at(day_begins(_tomorrow(now)))
    session, number = current_session(), consultation.id if consultation is not None else None
    return {
        "offices": clock_numbers.by_office(session, now, number),
        "kinds": clock_numbers.by_kind(session, now, number),
        "kind_names": KIND_NAMES,
        "csv_url": url_for("answer_clock.table", slug=consultation.slug) if consultation is not None else url_for("answer_clock.whole_table"),
    }


@blueprint.get("/antwortuhr")
@kept_for_readers
def whole() -> Response:
    """How many wait for which office, in the whole city."""
    return page("followups/clock.html", **numbers(clock.now()))


@blueprint.get("/antwortuhr.csv")
def whole_table() -> Response:
    """The same as a table."""
    return _table(None)


@blueprint.get("/beteiligungen/<slug:slug>/antwortuhr.csv")
def table(slug: str) -> Response:
    """The clock of one consultation as a table; its page is that of the city's answers there."""
    return _table(enter(slug))


def _tomorrow(now: datetime) -> date:
    return now.astimezone(city_zone()).date() + timedelta(days=1)


def _table(consultation: Consultation | None) -> Response:
    session, now, number = current_session(), clock.now(), consultation.id if consultation is not None else None
    stream = io.StringIO(newline="")
    header = (
        _("Was"), _("Name"), _("Wartet"), _("Davon überfällig"), _("Am längsten, in Tagen"), _("Erledigt in einem Jahr"), _("Tage im mittleren Fall"),
        _("Tage in neun von zehn Fällen"),
    )  # fmt: skip
    kinds = [Row(str(KIND_NAMES[row.name]), row.waiting, row.late, row.longest, row.days) for row in clock_numbers.by_kind(session, now, number)]
    lines = [(_("Amt"), *line) for line in clock_numbers.lines_of(clock_numbers.by_office(session, now, number))]
    write_csv(stream, header, [*lines, *((_("Art"), *line) for line in clock_numbers.lines_of(kinds))])
    headers = {"Content-Disposition": 'attachment; filename="antwortuhr.csv"'}
    return Response(stream.getvalue().encode("utf-8", "replace"), mimetype="text/csv", headers=headers)
