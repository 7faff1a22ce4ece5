"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.consultations.retention import due_of
from participation.kit.privacy import ANSWER_BASIS, Activity, Held
from participation.surveys.answer_actions import sweep_drafts
from participation.surveys.spans import DRAFTS

HELD = (
    Held(
        "survey_draft",
        ("person_id", "token_hash", "answers"),
        "Angefangene Antworten auf eine Umfrage, damit man später weitermachen kann",
        f"bis zum Absenden oder Verwerfen, höchstens bis die Umfrage schließt; {DRAFTS.until}",
        due_of(DRAFTS, "survey_draft"),
        sweep_drafts,
        DRAFTS,
    ),
    Held("survey_mark", ("person_id",), "Dass ein Konto eine Umfrage beantwortet hat, ohne Zeit und ohne Antworten", "bis die Umfrage schließt"),
    Held(
        "survey_paper",
        ("first", "second"),
        "Antworten von Papierbögen, wie sie eingetragen wurden, ohne Namen",
        "bis der Stapel gezählt oder verworfen ist; vorher lässt sich die Umfrage nicht schließen",
    ),
    Held(
        "survey_paper_batch",
        ("opened_by_id", "second_by_id"),
        "Wer einen Stapel Papierbögen eingetragen hat",
        "bleibt beim Stapel, damit sich nachvollziehen lässt, wie Antworten auf Papier gezählt wurden",
    ),
    Held(
        "survey_code",
        ("code_hash", "sealed"),
        "Persönliche Codes einer Umfrage als verschlüsselte Prüfsumme; Name und Anschrift für den Brief, verschlüsselt",
        "Name und Anschrift, bis der Brief hergestellt ist; die Prüfsumme, bis die Umfrage schließt",
    ),
    Held("survey_code_mark", ("code_id",), "Dass mit einem Code geantwortet wurde, ohne Zeit und ohne Antworten", "bis die Umfrage schließt"),
    Held(
        "survey_letter_batch",
        ("requested_by_id", "code_ids", "stored_name"),
        "Stapel von Briefen mit Codes, und wer sie hergestellt hat; die Dateien mit Namen und Codes liegen verschlüsselt",
        "die Dateien 3 Tage, der Stapel bleibt ohne sie",
    ),
    Held(
        "survey_attachment",
        ("name", "draft_id"),
        "Dateien, die jemand an Antworten angehängt hat, ohne Namen und Uhrzeit; Bilder ohne Angaben zu Ort und Kamera",
        "mit dem Entwurf, wenn er verworfen wird oder verfällt; abgesendet ohne Weg zum Konto, als Antwort der Umfrage",
    ),
    Held(
        "survey_answer",
        ("value",),
        "Antworten auf Umfragen, ohne Namen, ohne Zeit, ohne Weg zum Konto; freie Texte können etwas über Menschen sagen",
        "bleibt als Ergebnis der Umfrage; freie Texte liest nur die Moderation, bis sie einen freigibt",
    ),
    Held(
        "survey_text",
        ("response_key", "hidden_reason"),
        "Freigegebene freie Texte, damit sie gemeldet und ausgeblendet werden können; führt zu niemandem",
        "wie die Antwort",
    ),
    Held(
        "survey_result",
        ("columns",),
        "Dieselben Antworten als Zahlen, ohne freie Texte, damit Ergebnisse schnell gezählt sind",
        "bleibt als Ergebnis der Umfrage",
    ),
)

ACTIVITY = Activity(
    "Umfragen",
    basis=ANSWER_BASIS,
    people="Wer an einer Umfrage teilnimmt",
    recipients="Alle, die die Seite lesen (Ergebnisse, kleine Gruppen nicht); freie Texte nur die Moderation; die Druckerei der Briefe, wenn die Stadt eine beauftragt",
    held=HELD,
)
"""For the register of processing."""
