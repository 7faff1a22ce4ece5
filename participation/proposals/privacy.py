"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import NAMELESS, OFFICIAL, OPINION_BASIS, WITH_ACCOUNT, Activity, Held, rolling
from participation.proposals.author_actions import KEPT, sweep_invitations
from participation.proposals.intake_actions import sweep_givers
from participation.proposals.writing_models import CoAuthor, Intake, Invitation

HELD = (
    Held(
        "proposal",
        ("author_id", "co_author_ids", "body", "withdraw_reason", "hidden_reason"),
        "Vorschlag; Entwürfe sieht nur, wer daran schreibt",
        NAMELESS,
    ),
    Held("proposal_version", ("body", "replaced_by", "suggested_by"), "Frühere Fassungen eines Vorschlags", NAMELESS),
    Held("custom_value", ("value",), "Antworten auf Zusatzfragen zu einem Vorschlag", "wie der Vorschlag"),
    Held("support", ("person_id",), "Ein Mensch unterstützt einmal", f"bis die Unterstützung zurückgenommen wird; sonst: {NAMELESS}"),
    Held(
        "co_author",
        ("person_id", "called"),
        "Wer gebeten wurde, mitzuschreiben",
        f"die E-Mail-Adresse bis zur Antwort, höchstens 30 Tage; das Mitschreiben {WITH_ACCOUNT}",
        rolling("co_author", CoAuthor.invited_at, KEPT, CoAuthor.state == Invitation.OPEN),
        sweep_invitations,
    ),
    Held(
        "intake",
        ("entered_by", "giver"),
        "Wer einen Vorschlag am Schalter oder auf Papier abgab, für Rückfragen",
        "der Name 180 Tage (`forget_on`)",
        rolling("intake", Intake.forget_on),
        sweep_givers,
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
