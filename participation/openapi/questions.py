"""What a request asks, read strictly: whatever is not understood is refused with a sentence that says what would be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from participation.kit.dates import day_begins
from participation.kit.language import gettext as _
from participation.openapi.cursors import BadCursor, read_cursor
from participation.openapi.problems import Problem
from participation.openapi.reading import MOST, USUAL
from participation.openapi.resources import Resource

LONGEST_VALUE = 200
LONG_AGO = date(1900, 1, 1)
"""Nothing here happened before. A day at the beginning of the calendar has no moment in UTC."""
_WHOLE = re.compile(r"[0-9]{1,15}")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")


@dataclass(frozen=True)
class Question:
    """A list's query parameters. `asked` is what a cursor must be made for: all but the page."""

    asked: Mapping[str, str]
    limit: int
    after: int
    consultation: str
    values: Mapping[str, str | int]
    changed_since: datetime | None


def read_question(resource: Resource, said: Mapping[str, list[str]], secret: str) -> Question:
    """What a list is asked for. Raises Problem naming the parameter that cannot be read."""
    single = {name: _single(name, values) for name, values in said.items()}
    unknown = sorted(set(single) - resource.parameters)
    if unknown:
        known = ", ".join(sorted(resource.parameters))
        raise Problem(400, _("Diesen Parameter gibt es hier nicht. Möglich sind: %(names)s.", names=known), unknown[0][:80])
    asked = {name: value for name, value in single.items() if name not in ("limit", "cursor")}
    return Question(
        asked,
        _limit(single.get("limit")),
        _after(resource, asked, single.get("cursor"), secret),
        _slug(single.get("consultation")),
        {name: _value(resource, name, single[name]) for name in resource.filters if name in single},
        _since(single.get("changed_since")),
    )


def only_consultation(said: Mapping[str, list[str]]) -> str:
    """For a single thing: the consultation, which is needed with a token. Raises Problem for anything else."""
    for name in said:
        if name != "consultation":
            raise Problem(400, _("Diesen Parameter gibt es hier nicht. Möglich sind: %(names)s.", names="consultation"), name[:80])
    return _slug(_single("consultation", said["consultation"])) if "consultation" in said else ""


def _single(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise Problem(400, _("Bitte geben Sie diesen Parameter nur einmal an."), name[:80])
    value = values[0]
    if not value or len(value) > LONGEST_VALUE + 100 or "\x00" in value:
        raise Problem(400, _("Der Wert ist leer oder zu lang."), name[:80])
    return value


def _limit(value: str | None) -> int:
    if value is None:
        return USUAL
    if not (_WHOLE.fullmatch(value) and 1 <= int(value) <= MOST):
        raise Problem(400, _("Bitte geben Sie eine ganze Zahl von 1 bis %(most)s an.", most=MOST), "limit")
    return int(value)


def _after(resource: Resource, asked: Mapping[str, str], value: str | None, secret: str) -> int:
    if value is None:
        return 0
    try:
        return read_cursor(secret, resource.path, asked, value)
    except BadCursor as error:
        text = _("Diese Fortsetzung gilt nicht: Sie ist unvollständig oder gehört zu einer anderen Liste. Bitte nehmen Sie links.next, wie es ist.")
        raise Problem(400, text, "cursor") from error


def _slug(value: str | None) -> str:
    if value is None:
        return ""
    if not _SLUG.fullmatch(value):
        raise Problem(400, _("Bitte geben Sie die Beteiligung an, wie sie in Adressen heißt, zum Beispiel „stadthalle“."), "consultation")
    return value


def _value(resource: Resource, name: str, value: str) -> str | int:
    if not resource.filters[name].is_number:
        if len(value) > LONGEST_VALUE:
            raise Problem(400, _("Der Wert ist leer oder zu lang."), name)
        return value
    if not _WHOLE.fullmatch(value):
        raise Problem(400, _("Bitte geben Sie eine ganze Zahl an."), name)
    return int(value)


def _since(value: str | None) -> datetime | None:
    """A day (its beginning in the city) or a moment with its distance to UTC."""
    if value is None:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return day_begins(max(date.fromisoformat(value), LONG_AGO))
        found = datetime.fromisoformat(value.replace(" ", "+")) if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]", value) else None
        if found is not None and found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    text = _("Bitte geben Sie einen Tag (2026-10-14) oder einen Zeitpunkt mit Zeitzone (2026-10-14T12:00:00+02:00) an.")
    raise Problem(400, text, "changed_since")
