"""Which columns of accounts, mail and counters hold personal data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.mailed_links import sweep_links
from participation.accounts.web_sessions import sweep_sessions
from participation.kit.limits import sweep_limits
from participation.kit.mail import sweep_mail
from participation.kit.pages import settings
from participation.kit.privacy import Held


def _sweep_links(session: Session, now: datetime) -> int:
    return sweep_links(session, now)


def _sweep_sessions(session: Session, now: datetime) -> int:
    return sweep_sessions(session, settings(), now)


HELD = (
    Held("person", ("email", "public_name", "real_name", "password_hash"), "Konto", "bis die Person es löscht"),
    Held("web_session", ("person_id", "token_hash"), "Anmeldung", "Ende der Sitzung", None, _sweep_sessions),
    Held("mailed_link", ("person_id", "email"), "Anmelde- und Bestätigungslinks", "Ablauf des Links", None, _sweep_links),
    Held("verification", ("evidence_hash",), "ein Konto je Einwohner:in (nur Schlüsselhash)", "mit dem Konto"),
    Held("outbox_mail", ("recipient", "subject", "text"), "Versand von E-Mails", "Text bis zum Versand, Zeile 30 Tage", None, sweep_mail),
    Held("rate_count", ("bucket",), "Schutz vor zu vielen Versuchen (Netz statt Adresse)", "zwei Tage", None, sweep_limits),
)
