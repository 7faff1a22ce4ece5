"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import NAMELESS, OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held("proposal_pair", ("decided_by_id", "reason"), "Wer zwei Vorschläge verglichen hat", OFFICIAL),
    Held("proposal_merge", ("proposed_by_id", "reason"), "Wer eine Zusammenlegung vorschlug", OFFICIAL),
    Held("merge_part", ("split_reason",), "Warum eine Zusammenlegung gelöst wurde", OFFICIAL),
    Held("moved_support", ("person_id",), "Übertragene Unterstützung, die zurückgegeben werden kann", f"bis zur Trennung; sonst: {NAMELESS}"),
)

ACTIVITY = Activity(
    "Zusammenlegen ähnlicher Vorschläge",
    basis=TASK_BASIS,
    people="Moderation; Unterstützer:innen zusammengelegter Vorschläge",
    recipients="Alle, die die Seite lesen (was zusammengelegt wurde, ohne Namen); die Moderation",
    held=HELD,
)
"""For the register of processing."""
