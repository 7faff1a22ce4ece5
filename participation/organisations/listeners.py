"""What this room does when something happens elsewhere; connected in `between_rooms.py`."""

from __future__ import annotations

from participation.organisations.actions import forget_person as forget_person
from participation.organisations.queries import keeps_name as keeps_name
