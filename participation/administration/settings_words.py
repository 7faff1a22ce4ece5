"""Each setting of the installation in German: what it does, and how its value is shown without giving a secret away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from participation.kit.language import LazyText, lazy
from participation.kit.language import gettext as _
from participation.settings import PREFIX, Settings

GROUPS: Sequence[tuple[LazyText, Mapping[str, LazyText]]] = (
    (lazy("Stadt und Seite"), {
        "city_name": lazy("Name der Stadt, im Kopf jeder Seite und in E-Mails."),
        "site_name": lazy("Name der Plattform, vor dem Namen der Stadt."),
        "default_language": lazy("Sprache für alle, die nichts gewählt haben: de oder en."),
        "timezone": lazy("Zeitzone, in der Zeiten gezeigt und eingegeben werden."),
        "contact_email": lazy("Adresse für Fragen, im Fuß der Seiten und auf Fehlerseiten."),
        "imprint_file": lazy("Datei (Markdown) mit dem Impressum."),
        "privacy_file": lazy("Datei (Markdown) mit der Datenschutzerklärung."),
        "data_protection_contact": lazy("Wer den Datenschutz der Stadt vertritt. Das steht im Verzeichnis der Verarbeitungen."),
        "register_is_public": lazy("Ob alle das Verzeichnis der Verarbeitungen lesen können."),
        "accessibility_file": lazy("Datei (Markdown) mit der Erklärung zur Barrierefreiheit."),
        "easy_language_file": lazy("Datei (Markdown), die die Plattform in Leichter Sprache erklärt."),
        "sign_language_url": lazy("Adresse des Films der Stadt, der die Plattform in Gebärdensprache erklärt. Er wird verlinkt, nicht eingebettet."),
        "map_file": lazy("Karte der Stadt (GeoJSON). Ohne sie zeigt die Plattform keine Karte."),
        "tile_url": lazy("Kartenbilder unter der eigenen Karte, vom Server der Stadt."),
        "oparl_hosts": lazy("Server des Ratsinformationssystems, von denen die Plattform Vorlagen liest (OParl)."),
        "webhook_hosts": lazy("Server, denen Webhooks sagen dürfen, was geschehen ist."),
        "api_per_minute": lazy("So viele Anfragen in der Minute darf ein Netz an die Schnittstelle zum Lesen senden."),
        "tile_note": lazy("Wer die Kartenbilder gemacht hat. Das steht auf der Karte."),
    }),
    (lazy("Offene Daten"), {
        "data_licence": lazy("Lizenz der öffentlichen Daten: dl-by-de/2.0, dl-zero-de/2.0, cc-by/4.0 oder cc-zero."),
        "data_attribution": lazy("Wie die Quelle der Daten zu nennen ist."),
        "data_publisher": lazy("Wer die Daten veröffentlicht. Sonst steht dort der Name der Stadt."),
        "data_publisher_url": lazy("Internetseite dazu."),
        "data_contributor": lazy("Kennung der Stadt als Datenbereitsteller bei GovData. Ohne sie nimmt GovData den Katalog nicht an."),
        "municipality_key": lazy("Amtlicher Gemeindeschlüssel (AGS), acht Ziffern. Er sagt im Katalog, um welchen Ort es geht."),
    }),
    (lazy("Teilnahme und Abstimmungen"), {
        "verification_months": lazy("Nach so vielen Monaten läuft ein Nachweis des Wohnsitzes ab; 0 heißt: nie. 30 Tage vorher bekommt die Person eine E-Mail."),
        "votes_verified_only": lazy("In Abstimmungen der Einwohnerschaft zählt nur, wer den Wohnsitz nachgewiesen hat."),
        "votes_by_two": lazy("Jede Abstimmung wird von zwei Personen geöffnet, geschlossen, verlängert und aufgehoben."),
        "live_events": lazy("Ob Handys in einer laufenden Sitzung sofort hören, was neu ist. Dafür läuft ein eigener Prozess; sonst fragen sie alle drei Sekunden."),
        "group_commit": lazy("Stimmen, die gleichzeitig kommen, werden gemeinsam gespeichert. Bestätigt wird jede erst, wenn sie gespeichert ist."),
        "session_hours_residents": lazy("Nach so vielen Stunden ohne Aktivität werden Einwohner:innen abgemeldet."),
        "session_minutes_staff": lazy("Nach so vielen Minuten ohne Aktivität werden Verwaltung und Ämter abgemeldet."),
    }),
    (lazy("E-Mail"), {
        "mail_transport": lazy("Wie E-Mails die Plattform verlassen: smtp, file (als Dateien) oder null (gar nicht)."),
        "mail_sender": lazy("Absender der E-Mails."),
        "smtp_host": lazy("Mailserver der Stadt."),
        "smtp_port": lazy("Anschluss des Mailservers."),
        "smtp_user": lazy("Name, mit dem sich die Plattform am Mailserver anmeldet."),
        "smtp_password": lazy("Passwort dazu."),
        "smtp_starttls": lazy("Ob die Verbindung zum Mailserver mit STARTTLS verschlüsselt wird."),
    }),
    (lazy("Technik und Sicherheit"), {
        "base_url": lazy("Die Adresse der Plattform. Links in E-Mails beginnen damit."),
        "trusted_hosts": lazy("Namen, unter denen die Plattform erreichbar ist. Andere werden abgewiesen."),
        "proxies": lazy("Wie viele eigene Server vor der Plattform stehen. Nur dann zählen deren Angaben."),
        "secret_key": lazy("Schlüssel für Cookies, Links und Codes."),
        "sealing_keys": lazy("Schlüssel für personenbezogene Daten. Der erste versiegelt, alle öffnen."),
        "log_key_file": lazy("Datei mit dem Schlüssel, der das öffentliche Protokoll unterschreibt."),
        "database_url": lazy("Wo die Daten liegen."),
        "var_dir": lazy("Ordner, in den die Plattform schreibt."),
        "staff_second_factor": lazy("Ob alle, die für die Stadt arbeiten oder moderieren, einen zweiten Nachweis brauchen: required oder optional."),
        "oidc_file": lazy("Datei mit den Diensten, über die man sich anmelden kann, zum Beispiel BundID oder das Verzeichnis der Stadt."),
        "deletion_list_file": lazy("Datei, in der steht, welche Konten gelöscht sind. Nach dem Zurückspielen einer Sicherung werden sie noch einmal gelöscht."),
        "max_body_kb": lazy("So groß darf eine Eingabe ohne Datei sein, in Kilobyte."),
        "max_upload_mb": lazy("So groß dürfen Bilder und Dokumente sein, in Megabyte."),
        "demo": lazy("Ob dies die Vorführung mit der erfundenen Stadt ist. Nie im Betrieb."),
        "testing": lazy("Nur für automatische Prüfungen."),
    }),
)  # fmt: skip
"""Every setting, by what it is about."""
SECRET = frozenset({"secret_key", "sealing_keys", "smtp_password", "smtp_user", "database_url"})
"""Settings of which the page says only whether they are set."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting as the page shows it: the environment variable, what it does, its value in words, and whether it is the default."""

    variable: str
    words: str
    value: str
    usual: bool


def settings_shown(settings: Settings) -> list[tuple[str, list[Shown]]]:
    """All settings with their values, in groups; secrets only as "gesetzt"."""
    usual = {one.name: _default(one) for one in fields(Settings)}
    return [(str(title), [_shown(settings, name, str(words), usual[name]) for name, words in group.items()]) for title, group in GROUPS]


def _default(one: Any) -> object:
    return one.default if one.default is not MISSING else one.default_factory()


def _shown(settings: Settings, name: str, words: str, usual: object) -> Shown:
    value = getattr(settings, name)
    said = (_("gesetzt") if value else _("nicht gesetzt")) if name in SECRET else _in_words(value)
    return Shown(PREFIX + name.upper(), words, said, value == usual)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or _("nicht gesetzt")
    return str(value) if value not in ("", None) else _("nicht gesetzt")
