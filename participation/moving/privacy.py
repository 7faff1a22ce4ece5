"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held, rolling
from participation.moving.actions import KEPT, sweep_moves
from participation.moving.models import Move, MoveState

HELD = (
    Held(
        "move",
        ("actor_id", "file_names", "described"),
        "Umzug aus einer anderen Plattform",
        f"was der Export sagt, bis es übernommen ist, sonst einen Tag; wer umzog, {OFFICIAL}",
        rolling("move", Move.uploaded_at, KEPT, Move.state == MoveState.PENDING),
        sweep_moves,
    ),
    Held(
        "moved_thing",
        ("author_name", "url", "answer"),
        "Unter welchem öffentlichen Namen etwas auf der anderen Plattform stand, und was die Stadt dort sagte",
        "bleibt beim Text, bis die Person um das Entfernen bittet",
    ),
)

ACTIVITY = Activity(
    "Umzug aus einer anderen Plattform",
    basis=TASK_BASIS,
    people="Personen der Verwaltung; wer auf der anderen Plattform unter öffentlichem Namen geschrieben hat",
    recipients="Alle, die die Seite lesen (öffentliche Namen wie auf der anderen Plattform); die zuständigen Personen der Verwaltung und der Moderation",
    held=HELD,
)
"""For the register of processing."""
