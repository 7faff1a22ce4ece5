"""Acts of the audit log in plain words: a thing and what was done with it, as "Vorschlag: veröffentlicht".

An act's name is `thing.deed`, as the actions write it. A house test fails for a name without words.
"""

from __future__ import annotations

from collections.abc import Mapping

from participation.kit.language import LazyText, lazy

THINGS: Mapping[str, LazyText] = {
    "account": lazy("Konto"), "api_token": lazy("Schlüssel für ein Programm"), "amendment": lazy("Änderungsvorschlag"), "answer": lazy("Antwort der Stadt"), "answer_block": lazy("Textbaustein"),
    "answer_plan": lazy("Geplante Antwort"), "answer_report": lazy("Bericht zur Antwort"), "answers": lazy("Gemeinsame Antwort"),
    "assignment": lazy("Aufgabe eines Amts"), "budget": lazy("Bürgerhaushalt"), "citizens_report": lazy("Bericht des Bürgerrats"), "codes": lazy("Codes für Briefe"),
    "concern": lazy("Anliegen"), "concern_category": lazy("Kategorie der Anliegen"), "concern_key": lazy("Schlüssel für eine andere App"),
    "consent": lazy("Einwilligung"), "consultation": lazy("Beteiligung"), "contribution": lazy("Beitrag in einer Diskussion"), "council": lazy("Bürgerrat"),
    "crowd": lazy("Auffällige Häufung"), "data": lazy("Datei mit Daten"), "discussion": lazy("Diskussion"), "dossier": lazy("Gesamtbericht"),
    "dissent": lazy("Minderheitsvotum"), "district": lazy("Ortsteil"), "draw": lazy("Losung"), "election": lazy("Verschlüsselte Abstimmung"),
    "export": lazy("Export"), "import": lazy("Eingelesene Tabelle"), "insight": lazy("Einblick in die Teilnahme"), "invitations": lazy("Einladungen zum Bürgerrat"), "guest": lazy("Gast ohne Konto"), "letters": lazy("Briefe"),
    "mandate": lazy("Moderation"), "matter": lazy("Frage oder Empfehlung"), "measure": lazy("Maßnahme"), "meeting": lazy("Sitzung"), "merge": lazy("Zusammenführung"), "milestone": lazy("Meilenstein"),
    "minutes": lazy("Protokoll einer Sitzung"), "move": lazy("Umzug"), "moderation": lazy("Fall der Moderation"), "newsletter": lazy("Newsletter"),
    "office": lazy("Amt"), "opinion_map": lazy("Meinungsbild"), "organisation": lazy("Organisation"), "paper": lazy("Vorlage im Stadtrat"),
    "opinion_statement": lazy("Aussage im Meinungsbild"), "person": lazy("Person"), "platform": lazy("Plattform"), "project": lazy("Projekt im Bürgerhaushalt"),
    "proposal": lazy("Vorschlag"), "proposal_pair": lazy("Ähnliche Vorschläge"), "proposals": lazy("Vorschläge"), "pseudonym": lazy("Name in einer Beteiligung"), "public_log": lazy("Öffentliches Protokoll"),
    "recommendation": lazy("Empfehlung des Bürgerrats"), "register": lazy("Melderegister-Auszug"), "resident": lazy("Wohnsitz"), "review_text": lazy("Textentwurf"), "search": lazy("Gespeicherte Suche"),
    "sense": lazy("Auswertung von Texten"), "sitting": lazy("Sitzung des Bürgerrats"), "staff_invitation": lazy("Einladung ins Team"), "step": lazy("Schritt des Zeitplans"),
    "streets": lazy("Straßenverzeichnis"), "summary": lazy("Zusammenfassung"), "survey": lazy("Umfrage"), "text_suggestion": lazy("Änderungsvorschlag zu einem Textentwurf"), "topic": lazy("Thema"), "trace": lazy("Zusammenhang"),
    "vote": lazy("Abstimmung"), "webhook": lazy("Webhook"),
}  # fmt: skip
"""What an act was done with, by the first part of its name."""

DEEDS: Mapping[str, LazyText] = {
    "accepted": lazy("angenommen"), "added": lazy("hinzugefügt"), "advanced": lazy("einen Schritt weiter"), "annul_asked": lazy("Aufheben beantragt"),
    "annul_withdrawn": lazy("Antrag auf Aufheben zurückgezogen"), "annulled": lazy("aufgehoben"), "answered": lazy("beantwortet"),
    "answers_taken_in": lazy("Antworten übernommen"), "archived": lazy("archiviert"), "asked": lazy("angefragt"), "asked_again": lazy("erneut angefragt"),
    "assigned": lazy("einem Amt zugewiesen"), "attendance_noted": lazy("Anwesenheit eingetragen"), "backed": lazy("unterstützt"), "begun": lazy("begonnen"),
    "blocked": lazy("gesperrt"), "braked": lazy("angehalten"), "bulk_given": lazy("für mehrere Vorschläge gegeben"), "cancelled": lazy("abgesagt"),
    "carried_out": lazy("durchgeführt"), "category_corrected": lazy("Thema berichtigt"), "certified": lazy("festgestellt"), "changed": lazy("geändert"),
    "close_asked": lazy("Schließen beantragt"), "close_withdrawn": lazy("Antrag auf Schließen zurückgezogen"), "chosen": lazy("gewählt"), "closed": lazy("geschlossen"),
    "co_author_declined": lazy("Mitschreiben abgelehnt"), "co_author_invited": lazy("zum Mitschreiben eingeladen"), "code_replaced": lazy("Code ersetzt"),
    "code_revoked": lazy("Code ungültig gemacht"), "codes_added": lazy("Codes hinzugefügt"), "codes_planned": lazy("Codes geplant"),
    "columns_chosen": lazy("Spalten gewählt"), "committed": lazy("festgelegt"), "comparisons_chosen": lazy("Vergleiche gewählt"), "computed": lazy("berechnet"),
    "confirmed": lazy("bestätigt"), "consented": lazy("zugestimmt"), "copied": lazy("kopiert"), "corrected": lazy("berichtigt"),
    "correction_begun": lazy("Neue Fassung begonnen"), "correction_discarded": lazy("Neue Fassung verworfen"), "count_entered": lazy("Zählung eingetragen"),
    "cost_entered": lazy("Kosten eingetragen"), "cost_removed": lazy("Kosten entfernt"), "counted": lazy("ausgezählt"), "counter_code": lazy("Code am Schalter ausgegeben"), "counts_differed": lazy("Zählungen weichen ab"), "created": lazy("angelegt"),
    "decided": lazy("entschieden"), "declined": lazy("abgelehnt"), "decrypted": lazy("entschlüsselt"), "deleted": lazy("gelöscht"), "discarded": lazy("verworfen"),
    "document_added": lazy("Dokument hinzugefügt"), "document_removed": lazy("Dokument entfernt"), "draft_discarded": lazy("Entwurf verworfen"),
    "draft_saved": lazy("Entwurf gespeichert"), "drafted": lazy("entworfen"), "drawn": lazy("ausgelost"), "dropped": lazy("gestrichen"), "edited": lazy("bearbeitet"),
    "email_change_requested": lazy("neue Adresse angefragt"), "email_changed": lazy("Adresse geändert"), "ended": lazy("beendet"),
    "expert_added": lazy("Fachperson hinzugefügt"), "expert_removed": lazy("Fachperson entfernt"), "extend_asked": lazy("Verlängern beantragt"),
    "extend_withdrawn": lazy("Antrag auf Verlängern zurückgezogen"), "extended": lazy("verlängert"), "features_set": lazy("Merkmale festgelegt"),
    "file_made": lazy("Datei erstellt"), "file_requested": lazy("Datei angefordert"), "finished": lazy("abgeschlossen"), "followed": lazy("gefolgt"),
    "forgotten": lazy("nach Ablauf gelöscht"), "frozen": lazy("festgeschrieben"), "given": lazy("übertragen"), "given_up": lazy("aufgegeben"), "giver_forgotten": lazy("Name nach Ablauf gelöscht"),
    "groups_asked": lazy("Gruppen angefordert"), "groups_made": lazy("Gruppen gebildet"), "handed_over": lazy("übergeben"), "hidden": lazy("ausgeblendet"),
    "imported": lazy("eingelesen"), "kept": lazy("sichtbar gelassen oder gespeichert"), "key_handed_in": lazy("Schlüssel hinterlegt"),
    "language_changed": lazy("Sprache geändert"), "left": lazy("verlassen"), "letters_made": lazy("Briefe erstellt"), "letters_requested": lazy("Briefe angefordert"),
    "link_sent": lazy("Link verschickt"), "linked": lazy("verbunden"), "list_columns_chosen": lazy("Spalten der Liste gewählt"), "list_read": lazy("Liste gelesen"),
    "list_taken": lazy("Liste übernommen"), "list_uploaded": lazy("Liste hochgeladen"), "made": lazy("erstellt"), "mailings_chosen": lazy("E-Mails gewählt"),
    "member_added": lazy("Mitglied hinzugefügt"), "member_removed": lazy("Mitglied entfernt"), "moved": lazy("verschoben"), "name_changed": lazy("Name geändert"), "name_forgotten": lazy("Name entfernt"),
    "noted": lazy("Notiz geschrieben"), "objected": lazy("Einspruch erhoben"), "objection_answered": lazy("Einspruch beantwortet"),
    "open_asked": lazy("Öffnen beantragt"), "open_withdrawn": lazy("Antrag auf Öffnen zurückgezogen"), "opened": lazy("geöffnet"),
    "outage_reported": lazy("Ausfall eingetragen"), "outcome_set": lazy("Ergebnis festgehalten"), "paper_marked": lazy("Stimme auf Papier vermerkt"),
    "papers_discarded": lazy("Papierstapel verworfen"), "papers_opened": lazy("Papierstapel begonnen"), "password_changed": lazy("Passwort geändert"),
    "planned": lazy("geplant"), "preparation_discarded": lazy("Vorbereitung verworfen"), "preparation_requested": lazy("Vorbereitung angefordert"),
    "prepared": lazy("vorbereitet"), "preview_renewed": lazy("Vorschau-Link erneuert"), "progressed": lazy("Fortschritt eingetragen"), "pseudonyms_set": lazy("Auftreten geändert"), "guests_set": lazy("Gäste ohne Konto geändert"), "became_account": lazy("wurde ein Konto"),
    "promoted": lazy("zu eigenem Vorschlag gemacht"), "proposed": lazy("vorgeschlagen"), "published": lazy("veröffentlicht"),
    "question_added": lazy("Frage hinzugefügt"), "question_changed": lazy("Frage geändert"), "question_moved": lazy("Frage verschoben"),
    "question_retired": lazy("Frage zurückgezogen"), "questions_edited": lazy("Fragen bearbeitet"), "quota_dropped": lazy("Quote entfernt"),
    "quota_set": lazy("Quote festgelegt"), "quotas_set": lazy("Quoten festgelegt"), "rated": lazy("bewertet"), "rating_taken_back": lazy("Bewertung zurückgenommen"),
    "read": lazy("gelesen"), "receipts_forgotten": lazy("Belege nach Ablauf gelöscht"), "refused": lazy("nicht zugestimmt"), "rejected": lazy("abgelehnt"),
    "released": lazy("wieder freigegeben"), "removed": lazy("entfernt"), "renamed": lazy("umbenannt"), "reopened": lazy("wieder geöffnet"),
    "replaced": lazy("ersetzt"), "report_begun": lazy("Bericht begonnen"), "report_edited": lazy("Bericht bearbeitet"), "report_published": lazy("Bericht veröffentlicht"),
    "report_withdrawn": lazy("Bericht zurückgezogen"), "reported": lazy("gemeldet"), "requested": lazy("angefordert"), "restored": lazy("wieder eingeblendet"),
    "result_posted": lazy("Ergebnis eingetragen"), "resumed": lazy("fortgesetzt"), "returned": lazy("zurückgegeben"), "revised": lazy("in neuer Fassung"), "role_changed": lazy("Rolle geändert"),
    "roll_emptied": lazy("Verzeichnis geleert"), "roll_swept": lazy("Verzeichnis nach Ablauf gelöscht"), "round_exported": lazy("Runde exportiert"),
    "round_finished": lazy("Runde abgeschlossen"), "round_joined": lazy("Runde beigetreten"), "round_started": lazy("Runde begonnen"), "saved": lazy("gespeichert"),
    "section_added": lazy("Abschnitt hinzugefügt"), "section_changed": lazy("Abschnitt geändert"), "section_removed": lazy("Abschnitt entfernt"),
    "sent": lazy("verschickt"), "sentence_changed": lazy("Satz geändert"), "sentence_removed": lazy("Satz entfernt"), "sentence_written": lazy("Satz geschrieben"),
    "set": lazy("angesetzt"), "text_published": lazy("neue Fassung veröffentlicht"), "span_set": lazy("Aufbewahrung geändert"), "shares_entered": lazy("Anteile eingetragen"), "shuffled": lazy("gemischt"), "split": lazy("wieder getrennt"),
    "step": lazy("neuer Stand der Umsetzung"), "stopped": lazy("angehalten"), "subscribed": lazy("abonniert"), "suggested": lazy("vorgeschlagen"),
    "support_moved": lazy("Unterstützung übertragen"), "support_taken_back": lazy("Unterstützung zurückgenommen"), "supported": lazy("unterstützt"),
    "swept": lazy("nach Ablauf gelöscht"), "taken": lazy("entzogen oder übernommen"), "taken_away": lazy("entfernt"), "taken_in": lazy("am Schalter aufgenommen"),
    "tallied": lazy("ausgezählt"), "tally_posted": lazy("Auszählung eingetragen"), "text_adopted": lazy("Text übernommen"), "text_coded": lazy("Text zugeordnet"),
    "text_released": lazy("Text freigegeben"), "text_settled": lazy("Zuordnung entschieden"), "text_withheld": lazy("Text nicht freigegeben"),
    "theme_added": lazy("Schlagwort hinzugefügt"), "theme_changed": lazy("Schlagwort geändert"), "theme_removed": lazy("Schlagwort entfernt"),
    "told_apart": lazy("als verschieden markiert"), "trustee_dropped": lazy("Treuhänder:in entfernt"), "trustee_named": lazy("Treuhänder:in benannt"),
    "unasked": lazy("Anfrage zurückgenommen"), "unblocked": lazy("entsperrt"), "undone": lazy("zurückgenommen"), "unfollowed": lazy("nicht mehr gefolgt"),
    "unsubscribed": lazy("abbestellt"), "uploaded": lazy("hochgeladen"), "value_read": lazy("Zufallszahl gelesen"), "valued": lazy("bewertet"),
    "verified": lazy("nachgewiesen"), "voided": lazy("ungültig gemacht"), "voted": lazy("abgestimmt"), "withdrawn": lazy("zurückgezogen"),
    "work_begun": lazy("Arbeit begonnen"), "written": lazy("geschrieben"), "app_added": lazy("App als zweiter Nachweis eingerichtet"),
    "app_removed": lazy("App als zweiter Nachweis entfernt"), "copy_made": lazy("Kopie der Daten erstellt"), "copy_requested": lazy("Kopie der Daten angefordert"),
    "identity_linked": lazy("mit einem anderen Dienst verbunden"), "identity_unlinked": lazy("Verbindung mit einem anderen Dienst gelöst"),
    "passkey_added": lazy("Passkey eingerichtet"), "passkey_removed": lazy("Passkey entfernt"), "recovery_code_used": lazy("mit Ersatzcode angemeldet"),
    "recovery_codes_made": lazy("Ersatzcodes erstellt"), "second_factors_reset": lazy("zweite Nachweise zurückgesetzt"),
    "appeal_decided": lazy("Widerspruch entschieden"), "appealed": lazy("Widerspruch eingelegt"), "called_back": lazy("zurückgerufen"),
    "cut": lazy("personenbezogene Angaben entfernt"), "file_cut": lazy("Datei entfernt"), "file_hidden": lazy("Datei ausgeblendet"),
    "file_restored": lazy("Datei wieder eingeblendet"), "name_replaced": lazy("Name ersetzt"), "reminded": lazy("an Frist erinnert"), "representative_invited": lazy("Vertretung eingeladen"), "representative_joined": lazy("Vertretung angenommen"), "representative_left": lazy("Vertretung beendet"),
    "set_up": lazy("Regeln und Textbausteine geändert"), "signs_seen": lazy("Texte auf Hinweise angesehen"), "tested": lazy("zur Probe verschickt"),
    "deputy_named": lazy("Vertretung eingetragen"), "deputy_recalled": lazy("Vertretung beendet"), "end_set": lazy("Ende festgelegt"),
    "handed_on": lazy("Nachweis auf ein anderes Konto übertragen"), "lapsed": lazy("Nachweis abgelaufen"), "moved_away": lazy("selbst als beendet angegeben"),
    "reinstated": lazy("Nachweis gilt wieder"), "verified_at_counter": lazy("am Schalter nachgewiesen"),
    "note_edited": lazy("Notiz geändert"), "release_required": lazy("Freigabe durch eine zweite Person verlangt"), "release_not_required": lazy("Freigabe durch eine zweite Person nicht mehr verlangt"),
    "picture_added": lazy("Bild hinzugefügt"), "picture_removed": lazy("Bild entfernt"),
    "paper_removed": lazy("Vorlage entfernt"), "paper_set": lazy("Vorlage angegeben"), "read_anew": lazy("aus dem Ratsinformationssystem gelesen"),
    "spent": lazy("Ausgabe eingetragen"), "status_set": lazy("Stand geändert"), "unlinked": lazy("Verbindung gelöst"), "unread": lazy("konnte nicht gelesen werden"),
    "address_confirmed": lazy("Adresse bestätigt"), "address_forgotten": lazy("Adresse gelöscht"), "received": lazy("eingegangen"), "revoked": lazy("widerrufen"),
    "taken_back": lazy("zurückgenommen"), "taken_up": lazy("in Bearbeitung genommen"),
    "text_passed_on": lazy("an Mitschreibende übergeben"), "text_removed": lazy("Text auf Wunsch entfernt"),
    "announced": lazy("angekündigt"), "checked_in": lazy("am Einlass eingelassen"), "checked_out": lazy("am Einlass ausgetragen"),
    "list_handed_in": lazy("Liste vom Einlass abgegeben"), "people_entered": lazy("Einwohnerzahlen eingetragen"), "people_told": lazy("Angemeldete benachrichtigt"), "place_asked": lazy("Anmeldung ohne Konto begonnen"),
    "approved": lazy("freigegeben"), "point_begun": lazy("Punkt aufgerufen"), "point_ended": lazy("Punkt beendet"), "poll_closed": lazy("Umfrage beendet"),
    "poll_discarded": lazy("Umfrage verworfen"), "poll_hidden": lazy("Ergebnis einer Umfrage verborgen"), "poll_opened": lazy("Umfrage eröffnet"),
    "poll_prepared": lazy("Umfrage vorbereitet"), "poll_revealed": lazy("Ergebnis einer Umfrage gezeigt"), "question_answered": lazy("Frage als beantwortet vermerkt"),
    "question_refused": lazy("Frage nicht gezeigt"), "question_shown": lazy("Frage gezeigt"), "round_shown": lazy("Runde der Gruppen gezeigt"), "screen_shown": lazy("Leinwand umgeschaltet"),
    "speaker_called": lazy("Wort erteilt"), "speaker_ended": lazy("Redebeitrag beendet"), "speaker_struck": lazy("Wortmeldung gestrichen"),
    "registered": lazy("Anmeldung"), "registration_changed": lazy("Anmeldung geändert"), "registration_entered": lazy("Anmeldung eingetragen"), "registration_struck": lazy("Anmeldung gestrichen"), "registration_taken_back": lazy("Anmeldung zurückgenommen"),
    "discounted": lazy("nicht gezählt"), "found": lazy("gefunden"), "support_counted": lazy("Unterstützung wieder gezählt"),
    "support_discounted": lazy("Unterstützung nicht gezählt"), "handed_in": lazy("überarbeitet und wieder eingereicht"), "text_cut": lazy("Angaben aus einem freien Text entfernt"), "text_hidden": lazy("freien Text ausgeblendet"), "text_restored": lazy("freien Text wieder eingeblendet"),
}  # fmt: skip
"""What was done, by the rest of an act's name."""

OF_RESIDENTS = frozenset({
    "account", "consent.given", "consent.withdrawn", "amendment.suggested", "amendment.withdrawn", "amendment.promoted", "contribution.written", "contribution.edited", "contribution.deleted",
    "contribution.rated", "contribution.rating_taken_back", "contribution.reported", "amendment.reported", "discussion.followed", "discussion.unfollowed",
    "merge.consented", "merge.refused", "opinion_statement.written", "proposal.published", "proposal.handed_in", "proposal.edited", "proposal.withdrawn", "proposal.draft_saved",
    "proposal.draft_discarded", "proposal.supported", "proposal.support_taken_back", "proposal.support_moved", "proposal.co_author_invited",
    "proposal.co_author_declined", "proposal.text_adopted", "public_log.subscribed", "public_log.unsubscribed", "resident.verified", "resident.moved_away", "search", "summary.objected",
    "moderation.appealed", "moderation.reported", "recommendation.backed", "recommendation.voted", "dissent.written", "amendment.text_removed", "text_suggestion.made", "text_suggestion.withdrawn", "text_suggestion.text_removed", "proposal.text_passed_on", "proposal.text_removed",
    "meeting.registered", "meeting.place_asked", "meeting.registration_taken_back",
})  # fmt: skip
"""Acts of people for themselves: who did them is not shown, because many of them are opinions (Art. 9 DSGVO) and none is an act of office.

A thing alone stands for all that is done with it.
"""


def act_in_words(action: str) -> str:
    """An act in plain words; the name itself where it has none."""
    thing, _dot, deed = action.partition(".")
    if thing not in THINGS or deed not in DEEDS:
        return action
    return f"{THINGS[thing]}: {DEEDS[deed]}"


def is_of_residents(action: str) -> bool:
    """Whether an act is one of people for themselves, so that nobody is named for it."""
    return action in OF_RESIDENTS or action.partition(".")[0] in OF_RESIDENTS
