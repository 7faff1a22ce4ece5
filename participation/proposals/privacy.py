"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.consultations.retention import due_of
from participation.kit.privacy import NAMELESS, OFFICIAL, OPINION_BASIS, WITH_ACCOUNT, Activity, Held, rolling
from participation.proposals.author_actions import sweep_invitations
from participation.proposals.intake_actions import sweep_givers
from participation.proposals.spans import GIVERS, INVITATIONS
from participation.proposals.writing_models import Intake

HELD = (
    Held(
        "proposal",
        ("author_id", "co_author_ids", "body", "withdraw_reason", "hidden_reason"),
        "Vorschlag; Entwürfe sieht nur, wer daran schreibt",
        NAMELESS,
    ),
    Held("proposal_version", ("body", "replaced_by", "suggested_by"), "Frühere Fassungen eines Vorschlags", NAMELESS),
    Held(
        "proposal_return",
        ("body", "reason"),
        "Fassungen, die die Moderation zum Überarbeiten zurückgab; nur für die Verfassenden und die Moderation",
        "wie der Vorschlag",
    ),
    Held("custom_value", ("value",), "Antworten auf Zusatzfragen zu einem Vorschlag", "wie der Vorschlag"),
    Held("support", ("person_id",), "Ein Mensch unterstützt einmal", f"bis die Unterstützung zurückgenommen wird; sonst: {NAMELESS}"),
    Held(
        "doubted_support",
        ("person_id",),
        "Unterstützungen, die auffielen und über die die Moderation entschied, ob sie zählen",
        NAMELESS,
    ),
    Held(
        "co_author",
        ("person_id", "called"),
        "Wer gebeten wurde, mitzuschreiben",
        f"die E-Mail-Adresse bis zur Antwort, {INVITATIONS.until}; das Mitschreiben {WITH_ACCOUNT}",
        due_of(INVITATIONS, "co_author"),
        sweep_invitations,
        INVITATIONS,
    ),
    Held(
        "intake",
        ("entered_by", "giver"),
        "Wer einen Vorschlag am Schalter oder auf Papier abgab, für Rückfragen",
        f"der Name bis zu seinem Tag (`forget_on`), {GIVERS.until}",
        rolling("intake", Intake.forget_on),
        sweep_givers,
        GIVERS,
    ),
    Held("official_answer", ("author_id", "body"), "Antwort der Stadt", OFFICIAL),
)

ACTIVITY = Activity(
    "Vorschläge und Unterstützungen",
    basis=OPINION_BASIS,
    people="Personen mit Konto; wer am Schalter oder auf Papier einen Vorschlag abgab",
    recipients="Alle, die die Seite lesen (veröffentlichte Texte unter dem gewählten Namen); Moderation und Verwaltung",
    held=HELD,
)
"""For the register of processing."""
