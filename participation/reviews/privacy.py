"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import NAMELESS, OFFICIAL, OPINION_BASIS, Activity, Held

HELD = (
    Held(
        "review_suggestion",
        ("author_id", "decided_by_id", "body", "reason", "decision_reason", "hidden_reason"),
        "Änderungsvorschlag zu einem Textentwurf: wer ihn schrieb und wer entschied",
        NAMELESS,
    ),
    Held(
        "review_mark",
        ("person_id", "mark", "marked_on"),
        "Ob jemand einem Absatz zustimmt: einmal je Mensch, änderbar",
        "bis der Absatz anders lautet, der Entwurf oder die Beteiligung abgeschlossen ist, das Konto gelöscht oder die Einwilligung widerrufen wird",
    ),
    Held("review_text", ("made_by_id",), "Wer einen Textentwurf eingestellt hat", OFFICIAL),
    Held("review_version", ("made_by_id",), "Wer eine Fassung erstellt hat", OFFICIAL),
)

ACTIVITY = Activity(
    "Textentwürfe: Kommentare, Änderungsvorschläge, Zustimmung",
    basis=OPINION_BASIS,
    people="Personen mit Konto",
    recipients="Alle, die die Seite lesen (veröffentlichte Texte unter dem gewählten Namen, Zustimmung nur als Zahl); Moderation und Verwaltung",
    held=HELD,
)
"""For the register of processing."""
