"""Which columns of accounts, mail and counters hold personal data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.copy_actions import expire_copies
from participation.accounts.copy_jobs import copies_dir
from participation.accounts.copy_models import OwnCopy
from participation.accounts.factor_models import SignInTicket
from participation.accounts.mailed_links import KEPT as LINKS_KEPT
from participation.accounts.mailed_links import sweep_links
from participation.accounts.models import MailedLink, Notice, WebSession
from participation.accounts.network_actions import KEPT as NETWORKS_KEPT
from participation.accounts.network_actions import sweep_networks
from participation.accounts.network_models import NetworkKey, NetworkTrace
from participation.accounts.notices import KEPT as NOTICES_KEPT
from participation.accounts.notices import sweep_notices
from participation.accounts.team_actions import KEPT as INVITATIONS_KEPT
from participation.accounts.team_actions import sweep_invitations
from participation.accounts.team_models import StaffInvitation
from participation.accounts.tickets import sweep_tickets
from participation.accounts.web_sessions import longest_rest, sweep_sessions
from participation.kit.dates import city_zone
from participation.kit.limits import KEPT as COUNTS_KEPT
from participation.kit.limits import RateCount, sweep_limits
from participation.kit.mail import KEPT as MAIL_KEPT
from participation.kit.mail import OutboxMail, sweep_mail
from participation.kit.pages import settings
from participation.kit.privacy import ACCOUNT_BASIS, NAMELESS, WITH_ACCOUNT, Activity, Due, Held, rolling
from participation.kit.whole_files import delete_whole
from participation.kit.work import WorkState


def _sweep_links(session: Session, now: datetime) -> int:
    return sweep_links(session, now)


def _sessions_due(session: Session, now: datetime) -> Iterable[Due]:
    return rolling("web_session", WebSession.last_seen_at, longest_rest(settings()))(session, now)


def _sweep_sessions(session: Session, now: datetime) -> int:
    return sweep_sessions(session, settings(), now)


def _sweep_copies(session: Session, now: datetime) -> int:
    names = expire_copies(session, now)
    for name in names:
        delete_whole(copies_dir(), name)
    return len(names)


def _networks_due(session: Session, now: datetime) -> Iterable[Due]:
    made = NetworkKey.made_at
    rows, oldest = session.execute(select(func.count(), func.min(made)).select_from(NetworkTrace).join(NetworkKey)).one()
    return [Due("network_trace (the oldest)", rows, (oldest + 2 * NETWORKS_KEPT).astimezone(city_zone()).date())] if oldest is not None else []


HELD = (
    Held(
        "person",
        ("email", "public_name", "public_name_key", "real_name", "position", "password_hash", "blocked_reason"),
        "Konto",
        "bis die Person es löscht",
    ),
    Held("pseudonym", ("person_id", "name", "name_key"), "Name für eine einzelne Beteiligung", WITH_ACCOUNT),
    Held(
        "guest_visit",
        ("person_id",),
        "In welcher Beteiligung ein Gast ohne Konto mitmacht",
        f"30 Tage nach dem Ende der letzten davon (dann gehen auch Adresse und Name), bis ein Konto daraus wird, oder {WITH_ACCOUNT}",
    ),
    Held("mandate", ("person_id",), "Wer eine Beteiligung moderiert, auch in Vertretung", f"bis der Auftrag endet, oder {WITH_ACCOUNT}"),
    Held(
        "web_session",
        ("person_id", "token_hash", "browser"),
        "Anmeldung",
        "Ende der Sitzung",
        _sessions_due,
        _sweep_sessions,
    ),
    Held(
        "mailed_link",
        ("person_id", "email", "public_name", "password_hash", "token_hash"),
        "Anmelde- und Bestätigungslinks",
        "eine Woche nach dem Ablauf des Links",
        rolling("mailed_link", MailedLink.expires_at, LINKS_KEPT),
        _sweep_links,
    ),
    Held(
        "staff_invitation",
        ("email", "real_name", "position", "token_hash", "invited_by_id"),
        "Einladungen in das Team der Stadt",
        "30 Tage, nachdem sie angenommen, zurückgezogen oder abgelaufen sind",
        rolling("staff_invitation", StaffInvitation.expires_at, INVITATIONS_KEPT),
        sweep_invitations,
    ),
    Held(
        "passkey",
        ("person_id", "credential_id", "public_key", "name"),
        "Anmeldung mit Passkey (öffentlicher Schlüssel und der eigene Name dafür)",
        f"bis die Person ihn entfernt, oder {WITH_ACCOUNT}",
    ),
    Held(
        "authenticator_app",
        ("person_id", "sealed"),
        "Zweiter Nachweis per App (Geheimnis verschlüsselt)",
        f"bis die Person sie entfernt, oder {WITH_ACCOUNT}",
    ),
    Held(
        "recovery_code",
        ("person_id", "code_hash"),
        "Ersatzcodes (nur Schlüsselhash)",
        f"bis neue kommen oder der letzte Nachweis geht, oder {WITH_ACCOUNT}",
    ),
    Held(
        "linked_identity",
        ("person_id", "provider", "subject_hash"),
        "Anmeldung über einen anderen Dienst (nur Schlüsselhash)",
        f"bis die Person die Verbindung löst, oder {WITH_ACCOUNT}",
    ),
    Held(
        "sign_in_ticket",
        ("person_id", "token_hash", "sealed"),
        "Halb fertige Anmeldung (was ein Dienst gesagt hat, verschlüsselt)",
        "höchstens 20 Minuten, dann mit der nächsten stündlichen Löschung",
        rolling("sign_in_ticket", SignInTicket.expires_at),
        sweep_tickets,
    ),
    Held(
        "verification",
        ("person_id", "end_reason", "ended_by_id", "end_note"),
        "Nachweis des Wohnsitzes: auf welchem Weg, wie lange, und warum er endete",
        "bleibt ohne die Bemerkung, auch ohne Konto: niemand zählt zweimal",
    ),
    Held(
        "verification_evidence",
        ("evidence_hash",),
        "ein Konto je Einwohner:in (nur Schlüsselhash, kein Name, kein Geburtsdatum)",
        "bleibt, auch ohne Konto: niemand zählt zweimal",
    ),
    Held(
        "verification_code",
        ("masked",),
        "an wen ein Code ging (Schlüsselhash, nur mit dem Code selbst zu lesen)",
        "bis der Code benutzt wird; ohne Code sagt die Spalte nichts",
    ),
    Held(
        "notice",
        ("person_id", "message", "words"),
        "Mitteilungen an die Person",
        f"180 Tage, oder {WITH_ACCOUNT}",
        rolling("notice", Notice.created_at, NOTICES_KEPT),
        sweep_notices,
    ),
    Held(
        "consent",
        ("person_id",),
        "Welchem Wortlaut jemand wann und auf welcher Seite zugestimmt hat, und ob es widerrufen ist",
        f"als Nachweis der Einwilligung, {WITH_ACCOUNT}",
    ),
    Held(
        "network_trace",
        ("person_id", "network"),
        "Auffällige Häufungen bei Unterstützungen und Abstimmungen erkennen: Schlüsselhash des Netzes (IPv4 /24, IPv6 /56), nie die Adresse",
        "höchstens 14 Tage; der Schlüssel wird nach höchstens 7 Tagen vernichtet",
        _networks_due,
        sweep_networks,
    ),
    Held("network_key", ("sealed",), "Der Schlüssel dazu (verschlüsselt)", "höchstens 7 Tage"),
    Held("notice_choice", ("person_id",), "Welche Mitteilungen auch per E-Mail kommen", WITH_ACCOUNT),
    Held(
        "own_copy",
        ("person_id",),
        "Kopie der eigenen Daten, die jemand angefordert hat",
        "die Datei sieben Tage, die Zeile 30 Tage",
        rolling("own_copy", OwnCopy.expires_at, timedelta(0), OwnCopy.state == WorkState.READY),
        _sweep_copies,
    ),
    Held(
        "outbox_mail",
        ("recipient", "subject", "text", "html", "leave_url"),
        "Versand von E-Mails",
        "Text bis zum Versand, Zeile 30 Tage",
        rolling("outbox_mail", OutboxMail.created_at, MAIL_KEPT),
        sweep_mail,
    ),
    Held(
        "rate_count",
        ("bucket",),
        "Schutz vor zu vielen Versuchen (Netz statt Adresse)",
        "zwei Tage",
        rolling("rate_count", RateCount.window, COUNTS_KEPT),
        sweep_limits,
    ),
    Held("audit_entry", ("actor_id", "actor_role"), "Protokoll: wer was wann getan hat", f"das Protokoll wächst nur; {NAMELESS}"),
)

ACTIVITY = Activity(
    "Konten und Anmeldung",
    basis=ACCOUNT_BASIS,
    people="Personen mit Konto",
    recipients="Mailserver der Stadt (Adresse und Text einer E-Mail); sonst niemand",
    held=HELD,
)
"""For the register of processing."""
