"""What others may react to."""

from __future__ import annotations

from blinker import Signal

measure_grew = Signal()
"""A measure came from something. The session sends it, with `consultation_id`, `path` (kind and number of each thing, the measure last), `author_id`, `now`."""

measure_parted = Signal()
"""A measure did not come from something after all. The session sends it, with `origin` (kind, number), `measure_id`."""
