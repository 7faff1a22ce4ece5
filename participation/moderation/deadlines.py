"""Until when something is to be decided, in working days, and in which month something was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from participation.kit.dates import city_zone
from participation.methods.moderation.signs import Sign, urgency

A_POINT = 6 * 3600
"""By how many seconds of waiting one point of urgency moves a case forward: whatever waits long enough stands first."""
FIXED = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
EASTER_AND = (-2, 1, 39, 50)
"""Days after Easter Sunday that are holidays in every German state: Good Friday, Easter Monday, Ascension, Whit Monday."""


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday (Gauss, in the form of Lichtenberg 1997)."""
    century = year // 100
    shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    moon = (19 * (year % 19) + shift) % 30
    moon -= (moon + (year % 19) // 11) // 29
    sundays = 2 - (3 * century + 3) // 4
    march = 21 + moon + 7 - (21 + moon - (7 - (year + year // 4 + sundays) % 7)) % 7
    return date(year, 3, 1) + timedelta(days=march - 1)


def is_working_day(day: date) -> bool:
    """Monday to Friday, without the holidays that all German states share."""
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and (day - easter(day.year)).days not in EASTER_AND


def after_working_days(now: datetime, days: int) -> datetime:
    """The same time of the day, so many working days later, in the city's zone."""
    local = now.astimezone(city_zone())
    while days > 0:
        local += timedelta(days=1)
        days -= is_working_day(local.date())
    return local


def queue_place(opened_at: datetime, signs: list[str], notices: int) -> int:
    """Where a case stands in the queue: lower is earlier."""
    return int(opened_at.timestamp()) - A_POINT * urgency((Sign(sign) for sign in signs), notices)


def month_of(moment: datetime) -> str:
    """The month, as the public log names it."""
    return moment.astimezone(city_zone()).strftime("%Y-%m")
