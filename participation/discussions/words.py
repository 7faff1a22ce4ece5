"""The room's words on the page: kinds of contributions, reasons of reports, text blocks for decisions."""

from __future__ import annotations

from participation.discussions.models import Decision, Kind, Reason
from participation.kit.language import lazy

KIND_NAMES = {
    Kind.FOR: lazy("Dafür"),
    Kind.AGAINST: lazy("Dagegen"),
    Kind.QUESTION: lazy("Frage"),
    Kind.SUGGESTION: lazy("Änderungsvorschlag"),
    Kind.NOTE: lazy("Hinweis"),
}

REASON_NAMES = {
    Reason.INSULT: lazy("Beleidigung oder Drohung"),
    Reason.UNLAWFUL: lazy("Hetze oder anderer verbotener Inhalt"),
    Reason.PERSONAL_DATA: lazy("Persönliche Daten von jemandem"),
    Reason.ADVERTISING: lazy("Werbung oder Spam"),
    Reason.OFF_TOPIC: lazy("Gehört nicht zum Thema"),
    Reason.OTHER: lazy("Etwas anderes"),
}

DECISION_NAMES = {
    Decision.KEEP: lazy("Bleibt sichtbar"),
    Decision.HIDE: lazy("Ausgeblendet"),
    Decision.REMOVED: lazy("Von der verfassenden Person gelöscht"),
}

OUTCOME_NAMES = {
    **{str(decision): name for decision, name in DECISION_NAMES.items()},
    "answered": lazy("Beantwortet"),
    "answered_hidden": lazy("Beantwortet, Begründung ausgeblendet"),
}
"""What became of anything that stood in the moderation's queue."""

REASON_BLOCKS = (
    lazy("Der Beitrag beleidigt oder bedroht andere. Bitte schreiben Sie zur Sache und achten Sie andere Teilnehmende."),
    lazy("Der Beitrag enthält Inhalte, die verboten sind."),
    lazy("Der Beitrag enthält persönliche Daten, zum Beispiel einen Namen, eine Adresse oder eine Telefonnummer."),
    lazy("Der Beitrag ist Werbung."),
    lazy("Der Beitrag hat mit dem Thema nichts zu tun."),
)
"""Ready-made reasons that a moderator can take over and change."""
