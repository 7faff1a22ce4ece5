"""Who is mailed new checkpoints: asked for, confirmed, ended; and the mails themselves. Anybody may, with or without an account."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit import audit
from participation.kit.codes import hash_token, new_token
from participation.kit.errors import Gone, NotFound
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.limits import Limit, network_prefix
from participation.kit.mail import queue_mails
from participation.kit.mail_text import Button, Exact, Part, Way, Words, write_mail
from participation.kit.sealing import Seals, seals_of
from participation.kit.upserts import insert_or
from participation.methods.proof.notes import Verifier
from participation.public_log.models import PREFIX, LogCheckpoint, LogSubscription, PublicLog
from participation.public_log.privacy import UNCONFIRMED
from participation.public_log.queries import checkpoint_at, logs_to_tell, subscribers_after
from participation.settings import Settings

EVERY = timedelta(days=1)
"""How often a log is mailed at most, besides what is news."""
AT_ONCE = 500
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def limits_of(email: str, remote_address: str | None) -> list[Limit]:
    """How often somebody may ask: for one address few times a day, so that nobody is flooded."""
    network, whose = network_prefix(remote_address), hashlib.sha256(email.encode()).hexdigest()[:24]
    return [
        Limit(f"log-mail:to:{whose}", 4, DAY),
        Limit(f"log-mail:prefix:{network}", 60, HOUR),
        Limit("log-mail:overall", 2_000, HOUR),
    ]


def ask_to_subscribe(session: Session, settings: Settings, email: str, log: PublicLog | None, language: str, now: datetime) -> None:
    """Mail a link that confirms the wish; what is mailed is the same whether the address is known or not, but for the words in it."""
    log_id, token = log.id if log else None, new_token()
    values = {"email": email, "log_id": log_id, "scope": log_id or 0, "language": language, "asked_at": now, "token_hash": hash_token(token)}
    session.execute(insert_or(session, LogSubscription).values(**values).on_conflict_do_nothing(index_elements=["email", "scope"]))
    found = _of(session, email, log_id or 0)
    what = log.title if log else _("alle Protokolle")
    with speaking(language):
        if found.confirmed_at is not None:
            _mail_known(session, settings, found, what, now)
            return
        found.token_hash, found.asked_at, found.language = hash_token(token), now, language
        session.flush()
        parts: list[Part] = [
            Words(_("Sie möchten neue Stände des öffentlichen Protokolls per E-Mail bekommen: %(what)s.", what=what)),
            Words(_("Bitte bestätigen Sie das hier:")),
            Button(_("Bestätigen"), _address(settings, f"/abo/{token}")),
            Words(_("Der Link gilt zwei Tage. Waren Sie das nicht? Dann müssen Sie nichts tun.")),
        ]
        _queue(session, settings, email, _("Bitte bestätigen Sie: Stände des öffentlichen Protokolls"), parts, now)


def _mail_known(session: Session, settings: Settings, found: LogSubscription, what: str, now: datetime) -> None:
    parts: list[Part] = [
        Words(_("Sie bekommen die Stände des öffentlichen Protokolls schon: %(what)s.", what=what)),
        Way(_("Hier bestellen Sie sie ab:"), _address(settings, leaving_path(found, seals_of(settings)))),
    ]
    _queue(session, settings, found.email, _("Sie bekommen die Stände des öffentlichen Protokolls schon"), parts, now)


def _of(session: Session, email: str, scope: int) -> LogSubscription:
    statement = select(LogSubscription).where(LogSubscription.email == email, LogSubscription.scope == scope).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def by_token(session: Session, token: str, now: datetime) -> LogSubscription:
    """The wish that a mailed link confirms. Raises NotFound where it was never given or was used, Gone where it ran out."""
    sentence = _("Dieser Link gilt nicht mehr. Bitte tragen Sie Ihre Adresse noch einmal ein.")
    found = session.scalars(select(LogSubscription).where(LogSubscription.token_hash == hash_token(token))).one_or_none()
    if found is None:
        raise NotFound(sentence)
    if found.asked_at < now - UNCONFIRMED:
        raise Gone(sentence)
    return found


def confirm_subscription(session: Session, token: str, now: datetime) -> LogSubscription:
    """From now on this address is mailed."""
    found = by_token(session, token, now)
    found.confirmed_at, found.token_hash = now, None
    session.flush()
    audit.append(session, at=now, actor=None, action="public_log.subscribed", subject=found)
    return found


def by_leaving_token(session: Session, number: int, token: str, seals: Seals) -> LogSubscription:
    """The subscription that a link in a mail ends. Raises NotFound where it is ended already, or the link is none of ours."""
    found = session.get(LogSubscription, number)
    if found is None or not hmac.compare_digest(_leaving_token(found, seals), token):
        raise NotFound(_("An diese Adresse gehen keine Stände mehr, oder der Link ist unvollständig."))
    return found


def leave(session: Session, number: int, token: str, seals: Seals, now: datetime) -> None:
    """Delete a subscription, by the link that is in each of its mails."""
    found = by_leaving_token(session, number, token, seals)
    audit.append(session, at=now, actor=None, action="public_log.unsubscribed", subject=found)
    session.delete(found)
    session.flush()


def leaving_path(found: LogSubscription, seals: Seals) -> str:
    """The way to end it, below the log's own address; the same in all its mails, and kept nowhere."""
    return f"/abbestellen/{found.id}/{_leaving_token(found, seals)}"


def _leaving_token(found: LogSubscription, seals: Seals) -> str:
    return base64.urlsafe_b64encode(seals.fingerprint("public log leave", f"{found.id}:{found.email}")).decode().rstrip("=")


def tell_subscribers(session: Session, settings: Settings, now: datetime) -> int:
    """Mail the newest checkpoints of logs in which there is news, and of others at most once a day; returns how many mails. The caller commits."""
    told = 0
    for log, size in logs_to_tell(session, now - EVERY):
        made, after = checkpoint_at(session, log, size), 0
        while found := subscribers_after(session, log, after, AT_ONCE):
            for one in found:
                _mail_checkpoint(session, settings, log, made, one, now)
            told, after = told + len(found), found[-1].id
        log.told_size, log.told_at = size, now
        session.flush()
    return told


def _mail_checkpoint(session: Session, settings: Settings, log: PublicLog, made: LogCheckpoint, to: LogSubscription, now: datetime) -> None:
    with speaking(to.language):
        leave = _address(settings, leaving_path(to, seals_of(settings)))
        parts: list[Part] = [
            Words(
                _("Das öffentliche Protokoll „%(title)s“ ist neu unterschrieben. Es hat jetzt %(size)s Einträge.", title=log.title, size=made.size)
            ),
            Words(
                _("Bitte bewahren Sie diese E-Mail auf. Mit dem Stand darin lässt sich später prüfen, ob das Protokoll seitdem nur gewachsen ist.")
            ),
            Exact(made.note.rstrip("\n")),
            Way(_("Das Protokoll:"), _address(settings, f"/{log.name}")),
            Words(_("Öffentlicher Schlüssel:")),
            Exact(str(Verifier.read(made.key))),
        ]
        subject = _("Öffentliches Protokoll: %(title)s (%(size)s)", title=log.title, size=made.size)
        # the address, not the subscription: who has two of them is told once
        key = f"public-log:{log.id}:{made.size}:{hashlib.sha256(to.email.encode()).hexdigest()[:40]}"
        queue_mails(session, [write_mail(settings, to.email, subject, parts, foot=[Way(_("Abbestellen:"), leave)], leave_url=leave, key=key)], now)


def _address(settings: Settings, path: str) -> str:
    return f"{settings.base_url.rstrip('/')}/{PREFIX}{path}"


def _queue(session: Session, settings: Settings, to: str, subject: str, parts: Sequence[Part], now: datetime) -> None:
    queue_mails(session, [write_mail(settings, to, subject, parts)], now)
