"""Mail leaves by an outbox: a row written together with the act, sent after it, again and again until it went out.

A crash between sending and noting it sends a mail a second time, never a third; copies carry one Message-ID. What was sent
loses its text at once, because it may hold a sign-in link, and its recipient after 30 days. Each mail is plain text, with plain
HTML beside it where `mail_text.py` wrote it; one that can be unsubscribed says so in its head (RFC 2369, RFC 8058).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Index, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kit.codes import new_token
from participation.kit.database import Base, UtcDateTime
from participation.kit.jobs import enqueue_after_commit
from participation.kit.text import clean_line, clean_text
from participation.kit.upserts import insert_or
from participation.settings import Settings

SEND_MAIL = "mail.send"
"""The job that empties the outbox; `clockwork.py` says which function that is."""
LEASE = timedelta(minutes=5)
"""How long one worker has for a mail before another may try."""
MOST_ATTEMPTS = 14
"""With the waits between them about three days; then the mail is left with its error, for an operator to see."""
KEPT = timedelta(days=30)
BATCH = 50
LAST_WORD = "last-word:"
"""How the key of a mail begins after which the platform knows the address no longer: once it is sent, its row names nobody."""
_LONGEST_WAIT = timedelta(hours=12)


class OutboxMail(Base):
    """A mail on its way. Personal data: recipient, subject, text, HTML; the words go when it was sent, the row after 30 days."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_sent_at_send_after", "sent_at", "send_after"),)  # serves: what is due

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)  # one mail an occasion, however often it is queued
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="", server_default="")  # the same words; "" where there is only text
    leave_url: Mapped[str] = mapped_column(String(500), default="", server_default="")  # ends mails of this kind; "" where it answers an act
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    send_after: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(String(80), default="")  # the kind of failure, never the server's words


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail before it is queued. `key` names the occasion: of two mails with one key the first is sent; without one each is."""

    to: str
    subject: str
    text: str
    html: str = field(default="", repr=False)
    leave_url: str = field(default="", repr=False)
    key: str | None = None


def queue_mail(session: Session, *, to: str, subject: str, text: str, now: datetime, key: str | None = None) -> None:
    """Put a mail of text alone into the outbox, as `queue_mails` does."""
    queue_mails(session, [Mail(to, subject, text, key=key)], now)


def queue_mails(session: Session, mails: Sequence[Mail], now: datetime) -> None:
    """Put mails into the outbox, in the transaction of the act; after the commit the worker is nudged to send them.

    A mail with a key that is there already is not queued again.
    """
    if not mails:
        return
    rows = [
        {
            "key": mail.key or new_token(),
            "recipient": clean_line(mail.to)[:254],
            "subject": clean_line(mail.subject)[:200],
            "text": clean_text(mail.text) + "\n",
            "html": mail.html,
            "leave_url": mail.leave_url,
            "created_at": now,
            "send_after": now,
            "attempts": 0,
            "last_error": "",
        }
        for mail in mails
    ]
    session.execute(insert_or(session, OutboxMail).on_conflict_do_nothing(index_elements=["key"]), rows)
    enqueue_after_commit(session, SEND_MAIL)


class Transport(Protocol):
    """A way for mails to leave."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail. Raises OSError or smtplib.SMTPException where that failed."""


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Hands mails to a mail server; each by a connection of its own, so that one bad mail stops no other."""

    host: str
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    timeout: float = 15

    def send(self, message: EmailMessage) -> None:
        """Deliver one mail to the server."""
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


@dataclass(frozen=True, slots=True)
class FileTransport:
    """Writes each mail as an .eml file into a folder: for the demo and for trying things out."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write one mail; a second copy of the same replaces the first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in str(message["Message-ID"]).strip("<>"))
        for part in message.walk():
            if not part.is_multipart():
                kind = part.get_content_subtype()
                part.set_content(part.get_content(), subtype=kind, cte="8bit")  # links can be read and copied from the file
        draft = self.folder / f"{name}.part"
        draft.write_bytes(message.as_bytes(policy=_POLICY.clone(cte_type="8bit")))
        draft.replace(self.folder / f"{name}.eml")


class NullTransport:
    """Lets mails vanish."""

    def send(self, message: EmailMessage) -> None:
        """Do nothing."""


def make_transport(settings: Settings) -> Transport:
    """The transport that the settings choose."""
    if settings.mail_transport == "smtp":
        return SmtpTransport(settings.smtp_host, settings.smtp_port, settings.smtp_user, settings.smtp_password, settings.smtp_starttls)
    if settings.mail_transport == "file":
        return FileTransport(settings.var_dir / "mail")
    return NullTransport()


def drain(session_factory: Callable[[], Session], transport: Transport, now: datetime, *, sender: str, most: int = BATCH) -> int:
    """Send what is due, at most `most` mails, and return how many went out; several workers may do so at once.

    A mail is claimed in one short transaction and marked in another, so no lock is held while the mail server thinks. What
    failed is tried again after a wait that doubles each time.
    """
    with session_factory() as session:
        claimed = _claim(session, now, most)
        session.commit()
    sent = 0
    for mail in claimed:
        try:
            transport.send(_message(mail, sender))
            values = {"sent_at": now, "text": "", "html": "", "leave_url": "", "last_error": ""}
            if mail.key.startswith(LAST_WORD):
                values |= {"recipient": "", "subject": ""}
            sent += 1
        except (OSError, smtplib.SMTPException, ValueError) as error:
            values = {"send_after": now + _wait(mail.attempts), "last_error": _kind(error)}
        with session_factory() as session:
            session.execute(update(OutboxMail).where(OutboxMail.id == mail.id).values(**values))
            session.commit()
    return sent


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: int
    key: str
    recipient: str
    subject: str
    text: str
    html: str
    leave_url: str
    created_at: datetime
    attempts: int


def _claim(session: Session, now: datetime, most: int) -> list[_Claimed]:
    due = (
        select(OutboxMail)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.send_after <= now, OutboxMail.attempts < MOST_ATTEMPTS)
        .order_by(OutboxMail.send_after, OutboxMail.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for mail in session.scalars(due):
        mail.attempts += 1
        mail.send_after = now + LEASE
        claimed.append(
            _Claimed(mail.id, mail.key, mail.recipient, mail.subject, mail.text, mail.html, mail.leave_url, mail.created_at, mail.attempts)
        )
    return claimed


class _Policy(EmailPolicy):
    """Lines end as SMTP wants it, bodies are ASCII for every server; addresses for unsubscribing stay whole, however long they are.

    Python would fold a long address into an encoded word, which no mail program takes for an address.
    """

    def fold(self, name: str, value: str) -> str:
        """A header as it is sent."""
        return f"{name}: {value}{self.linesep}" if name == "List-Unsubscribe" else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same in bytes."""
        return self.fold(name, value).encode("ascii") if name == "List-Unsubscribe" else super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n", cte_type="7bit")


def _message(mail: _Claimed, sender: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<mail-{mail.id}-{int(mail.created_at.timestamp())}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.leave_url:
        message["List-Unsubscribe"] = f"<{mail.leave_url}>"
        if mail.leave_url.startswith("https://"):  # RFC 8058 speaks of https alone
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


def _wait(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts - 1, 12)), _LONGEST_WAIT)


def _kind(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}"[:80] if code else type(error).__name__


def forget_mail(session: Session, address: str) -> None:
    """Delete what was mailed to an address and what waits for it; the caller commits."""
    session.execute(delete(OutboxMail).where(OutboxMail.recipient == address))


@dataclass(frozen=True, slots=True)
class Outbox:
    """What has not left: how many wait and since when the oldest does; how many of them failed before; how many were given up.

    `failures`: by kind of failure, how many mails it holds back, the commonest first.
    """

    waiting: int
    oldest: datetime | None
    tried: int
    given_up: int
    failures: Sequence[tuple[str, int]]


def outbox_now(session: Session) -> Outbox:
    """The state of the outbox, for the administration; three statements."""
    unsent, again = OutboxMail.sent_at.is_(None), OutboxMail.attempts < MOST_ATTEMPTS
    waiting, oldest = session.execute(select(func.count(), func.min(OutboxMail.created_at)).where(unsent, again)).one()
    failed = select(func.count()).where(unsent, OutboxMail.last_error != "")
    tried, given_up = (session.scalar(failed.where(which)) or 0 for which in (again, OutboxMail.attempts >= MOST_ATTEMPTS))
    kinds = select(OutboxMail.last_error, func.count()).where(unsent, OutboxMail.last_error != "").group_by(OutboxMail.last_error)
    rows = session.execute(kinds.order_by(func.count().desc(), OutboxMail.last_error).limit(5))
    return Outbox(waiting, oldest, tried, given_up, [(kind, number) for kind, number in rows])


def sweep_mail(session: Session, now: datetime) -> int:
    """Delete the rows of mails that were sent, or given up, more than 30 days ago, and return how many; the caller commits."""
    old = delete(OutboxMail).where(OutboxMail.created_at < now - KEPT, OutboxMail.send_after < now)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
