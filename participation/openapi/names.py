"""The English names of the interface: of each dataset its path, of each German column its key. They never change within version 1."""

from __future__ import annotations

from collections.abc import Mapping

PATHS: Mapping[str, str] = {
    "beteiligungen": "consultations",
    "phasen": "phases",
    "kategorien": "categories",
    "vorschlaege": "proposals",
    "angaben": "proposal-details",
    "interne_angaben": "internal-proposal-details",
    "unterstuetzungen": "supports",
    "antworten": "answers",
    "zustaendigkeiten": "assignments",
    "aenderungsvorschlaege": "amendments",
    "textentwuerfe": "texts",
    "absaetze": "text-paragraphs",
    "textvorschlaege": "text-suggestions",
    "beitraege": "contributions",
    "themen": "topics",
    "diskussionen": "discussions",
    "abstimmungen": "votes",
    "stimmen": "vote-results",
    "buergerhaushalte": "budgets",
    "projekte": "projects",
    "umfragen": "surveys",
    "fragen": "survey-questions",
    "ergebnis": "survey-results",
    "mittelwerte": "survey-means",
    "texte": "survey-texts",
    "meinungsbilder": "opinion-maps",
    "aussagen": "opinion-statements",
    "aussagen_ergebnis": "opinion-results",
    "empfehlungen": "recommendations",
    "sitzungen": "council-sittings",
    "umsetzung": "recommendation-steps",
    "termine": "meetings",
    "tagesordnungen": "agenda-items",
    "niederschriften": "minutes",
    "massnahmen": "measures",
    "meilensteine": "milestones",
    "ausgaben": "spending",
    "anliegen": "concerns",
    "anliegen_antworten": "concern-answers",
    "moderation": "moderation-decisions",
}
"""Below `/api/v1/`, by the dataset's name."""

KEYS: Mapping[str, str] = {
    "abgeschlossen_am": "closed_at", "abgestimmt_am": "voted_at", "ablehnung": "disagree", "ablehnungen": "disagreements", "absatz": "paragraph",
    "abstimmung": "vote", "adresse": "page_url", "amt": "office", "angabe": "option", "angenommen": "carried", "angepasst": "adapted",
    "anlass": "occasion", "anliegen": "concern", "anschrift": "street_address", "anteil": "share", "antwort": "answer", "antwort_auf": "reply_to",
    "antwort_bis": "answer_due_on", "antwort_tage": "answer_days", "antworten": "answers", "anwesend": "present", "anzahl": "count", "art": "kind",
    "aufgegangen_in": "merged_into", "aufgegeben_am": "dropped_at", "ausgabe": "edition", "ausgegeben_cent": "spent_cents",
    "ausgezaehlt_am": "counted_at", "aussage": "statement", "beantwortet": "answered", "beantwortet_am": "answered_at", "bearbeitet_am": "edited_at",
    "beendet_am": "ended_at", "beginn": "starts_at", "begonnen_am": "begun_at", "begruendung": "reasons", "beim_amt_seit": "assigned_at",
    "beitraege": "contribution_count", "bericht": "report", "berichtigung": "correction", "beschlossen_am": "resolved_on", "beschluss": "resolution",
    "beschreibung": "description", "beteiligung": "consultation", "betrag_cent": "amount_cents", "bis": "high", "bis_wann": "decided_until",
    "breite": "latitude", "eigener_vorschlag": "own_proposal", "eingangsweg": "channel", "eingegangen_am": "received_at",
    "eingetragen_am": "entered_at", "einleitung": "introduction", "empfehlung": "recommendation", "ende": "ends_at", "enthaltungen": "abstentions",
    "entscheidung": "decision", "entschieden": "decided", "entschieden_am": "decided_at", "entschieden_von": "decided_by", "ergebnis": "outcome",
    "ergebnis_am": "outcome_at", "ergebnis_oeffentlich": "result_is_public", "erledigt_am": "done_at", "eroeffnet_am": "opened_at",
    "erreicht_am": "reached_on", "externe_nummer": "external_number", "fachleute": "experts", "fassung": "version", "fassung_danach": "version_after",
    "fassung_vorher": "version_before", "fest": "fixed_points", "frage": "question", "fuer_andere": "for_others",
    "fuer_ungueltig_erklaert": "annulment_reason", "geaendert_am": "changed_at", "gegenstand": "subject_kind", "gegenstand_nummer": "subject_number",
    "geheimhaltung": "secrecy", "gemeinsam_mit": "co_authors", "geometrie": "geometry", "geplant_am": "planned_on",
    "geplante_kosten_cent": "planned_cost_cents", "geplantes_ende": "planned_end_on", "geschlossen_am": "closed_at", "geschrieben_am": "written_at",
    "gesehen": "asked", "gewichtet": "weighted", "gewichtet_bis": "weighted_high", "gewichtet_von": "weighted_low", "gewonnen": "won",
    "gruende": "reasons", "grund": "reason", "grund_der_absage": "cancellation_reason", "grund_des_rueckzugs": "withdrawal_reason", "gruppe": "group",
    "gruppen": "groups", "gueltig": "valid", "haushalt": "budget", "ja": "yes", "kategorie": "category", "kontakt": "contact",
    "kosten_cent": "cost_cents", "kosten_einmalig_cent": "cost_once_cents", "kosten_jaehrlich_cent": "cost_yearly_cents", "kurz": "summary",
    "laenge": "longitude", "leer": "blank", "massnahme": "measure", "median": "median", "meinungsbild": "opinion_map", "menschen": "people",
    "minuten": "minutes", "mitglieder": "members", "mittelwert": "mean", "moeglichkeit": "option", "monat": "month", "nein": "no",
    "nummer": "number", "offen": "open_points", "ohne_antwort": "unanswered", "organisation": "organisation", "ort": "place", "ortsteil": "district", "plaetze": "seats",
    "pruefung": "feasibility", "pruefung_grund": "feasibility_reason", "punkt": "position", "rang": "rank", "regel": "rule",
    "reihenfolge": "position", "runde": "round", "sondervoten": "dissents", "sondervoten_text": "dissent_texts", "stadt": "from_city",
    "stand": "status", "stand_hinweis": "status_note", "stand_seit": "status_since", "stelle": "position", "stimmberechtigt": "roll_size",
    "stimme_der_stadt": "speaks_for_city", "stimmen": "votes", "stimmzettel": "ballots", "tag": "day", "tagesordnung": "agenda",
    "termin": "meeting", "text": "text", "text_vorher": "text_before", "textentwurf": "review_text", "thema": "category", "titel": "title",
    "titel_vorher": "title_before", "topf": "pot", "trennt": "dividing", "uebertragung": "stream_url", "umfrage": "survey",
    "umgang_mit_dem_ergebnis": "use_of_result", "umsetzung_ab": "from_month", "umsetzung_bis": "to_month", "ungueltig": "invalid",
    "unterlagen": "documents", "unterstuetzungen": "support_count", "verbindet": "common", "verdeckt": "hidden", "verfahren": "counting_rule",
    "verfahren_name": "counting_rule_name", "veroeffentlicht_am": "published_at", "von": "author", "von_der_stadt": "from_city",
    "vorgeschlagen_am": "suggested_at", "vorlage": "paper", "vorlage_adresse": "paper_url", "vorlage_vom": "paper_on", "vorschlag": "proposal",
    "was": "subject", "was_daraus_wurde": "outcome", "weiter": "pass", "wer": "speaker", "wer_antwortet": "addressee",
    "wer_entscheidet": "decided_by", "wert": "value", "widerspruch": "appeal", "wofuer": "purpose", "wortlaut": "question_text", "zeile": "row",
    "zielgruppen": "target_groups", "zugang": "accessibility", "zurueckgezogen_am": "withdrawn_at", "zusammenfassung": "summary",
    "zustand": "state", "zustimmung": "agree", "zustimmungen": "agreements",
}  # fmt: skip
"""By the column's name."""

SPECIAL: Mapping[tuple[str, str], str] = {
    ("abstimmungen", "gewonnen"): "winners",
    ("ergebnis", "von"): "low",
    ("kategorien", "thema"): "name",
    ("mittelwerte", "von"): "low",
    ("moderation", "massnahme"): "decision",
}
"""Where a dataset means something else by a column's name."""

PARENTS = (
    "abstimmung",
    "umfrage",
    "meinungsbild",
    "massnahme",
    "termin",
    "vorschlag",
    "anliegen",
    "haushalt",
    "textentwurf",
    "gegenstand",
    "gegenstand_nummer",
)
"""Columns with the number of what a row belongs to: rows can be asked for by them."""
STATES = ("zustand", "stand")
TOPICS = ("thema", "kategorie")


def key_of(dataset: str, column: str) -> str:
    """The English key of a column. Raises KeyError for one that has no name yet."""
    return SPECIAL.get((dataset, column)) or KEYS[column]
