"""The clockwork of saved searches."""

from __future__ import annotations

from participation.finding.actions import tell_of_news
from participation.kit import clock
from participation.kit.database import current_session


def look_for_news() -> None:
    """Tell people of what is new in their searches."""
    tell_of_news(current_session(), clock.now())
