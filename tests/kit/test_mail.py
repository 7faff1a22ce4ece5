"""Mails leave after the act, survive a broken mail server, and do not come twice."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from participation.kit.mail import (
    LEASE,
    MOST_ATTEMPTS,
    FileTransport,
    NullTransport,
    OutboxMail,
    SmtpTransport,
    drain,
    make_transport,
    queue_mail,
    sweep_mail,
)
from participation.settings import Settings

NOW = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
SENDER = "Mitreden <mitreden@town.example>"


@pytest.fixture
def sessions(own_engine: Engine) -> Callable[[], Session]:
    return sessionmaker(own_engine, expire_on_commit=False)


def queue(sessions: Callable[[], Session], count: int = 1, **changes: Any) -> None:
    with sessions() as session:
        for _number in range(count):
            queue_mail(
                session,
                **{"to": "anna@town.example", "subject": "Grüße aus der Stadt", "text": "Guten Tag,\n\nschöne Grüße.\n", "now": NOW} | changes,
            )
        session.commit()


class Inbox:
    """Keeps what is sent, or fails as told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.messages: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        if self.error:
            raise self.error
        self.messages.append(message)


def test_a_mail_goes_out_once_and_its_text_is_forgotten(sessions: Callable[[], Session]) -> None:
    inbox = Inbox()
    queue(sessions, key="confirm:7:abc")
    queue(sessions, key="confirm:7:abc")
    assert drain(sessions, inbox, NOW, sender=SENDER) == 1
    assert drain(sessions, inbox, NOW + timedelta(days=1), sender=SENDER) == 0
    (message,) = inbox.messages
    assert (message["To"], message["Subject"]) == ("anna@town.example", "Grüße aus der Stadt")
    assert "schöne Grüße" in message.get_content()
    with sessions() as session:
        mail = session.scalars(select(OutboxMail)).one()
        assert (mail.sent_at, mail.text, mail.attempts) == (NOW, "", 1)


def test_an_undone_act_sends_nothing(sessions: Callable[[], Session]) -> None:
    with sessions() as session:
        queue_mail(session, to="a@b.example", subject="x", text="y", now=NOW)
        session.rollback()
    assert drain(sessions, Inbox(), NOW, sender=SENDER) == 0


def test_a_broken_mail_server_delays_and_loses_nothing(sessions: Callable[[], Session]) -> None:
    queue(sessions, 2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert drain(sessions, SmtpTransport("127.0.0.1", port), NOW, sender=SENDER) == 0
    with sessions() as session:
        mail = session.scalars(select(OutboxMail)).first()
        assert (mail.last_error, mail.send_after) == ("ConnectionRefusedError", NOW + timedelta(minutes=1))
    assert drain(sessions, Inbox(), NOW + timedelta(seconds=30), sender=SENDER) == 0
    assert drain(sessions, Inbox(), NOW + timedelta(minutes=2), sender=SENDER) == 2


def test_a_mail_that_never_arrives_is_left_for_the_operator(sessions: Callable[[], Session]) -> None:
    queue(sessions)
    at = NOW
    for _attempt in range(MOST_ATTEMPTS + 3):
        drain(sessions, Inbox(TimeoutError()), at, sender=SENDER)
        at += timedelta(hours=13)
    with sessions() as session:
        mail = session.scalars(select(OutboxMail)).one()
        assert (mail.attempts, mail.sent_at, mail.last_error) == (MOST_ATTEMPTS, None, "TimeoutError")


def test_a_worker_that_died_is_replaced(sessions: Callable[[], Session]) -> None:
    queue(sessions)

    class Dies:
        def send(self, message: EmailMessage) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(sessions, Dies(), NOW, sender=SENDER)
    assert drain(sessions, Inbox(), NOW, sender=SENDER) == 0
    assert drain(sessions, Inbox(), NOW + LEASE, sender=SENDER) == 1


def test_workers_side_by_side_do_not_send_twice(sessions: Callable[[], Session]) -> None:
    queue(sessions, 20)
    inbox = Inbox()
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _worker: drain(sessions, inbox, NOW, sender=SENDER, most=10), range(4)))
    while drain(sessions, inbox, NOW, sender=SENDER):
        sent.append(0)
    assert len(inbox.messages) == 20
    assert len({message["Message-ID"] for message in inbox.messages}) == 20


@pytest.mark.parametrize("subject", ["a\r\nBcc: evil@evil.example", "a\nTo: b", "\x00", "\ud800x"])
def test_nothing_typed_becomes_a_header(sessions: Callable[[], Session], subject: str) -> None:
    inbox = Inbox()
    queue(sessions, subject=subject)
    assert drain(sessions, inbox, NOW, sender=SENDER) == 1
    assert inbox.messages[0]["Bcc"] is None
    assert inbox.messages[0]["To"] == "anna@town.example"


def test_mails_are_written_as_files_in_the_demo(sessions: Callable[[], Session], tmp_path: Path) -> None:
    link = "https://mitreden.example/anmelden/" + "x=" * 40
    queue(sessions, text=f"Grüße\x00 \ud800\n\n{link}\n")
    assert drain(sessions, FileTransport(tmp_path / "mail"), NOW, sender=SENDER) == 1
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert link.encode() in file.read_bytes()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert (message["Subject"], message["From"]) == ("Grüße aus der Stadt", SENDER)


def test_mails_reach_a_mail_server(sessions: Callable[[], Session]) -> None:
    received: list[Any] = []

    class Keep(Message):
        def handle_message(self, message: Any) -> None:
            received.append(message)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(Keep(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        queue(sessions)
        assert drain(sessions, SmtpTransport("127.0.0.1", port), NOW, sender=SENDER) == 1
    finally:
        server.stop()
    assert received[0]["To"] == "anna@town.example"


def test_old_mails_are_swept(sessions: Callable[[], Session]) -> None:
    queue(sessions)
    drain(sessions, NullTransport(), NOW, sender=SENDER)
    queue(sessions, now=NOW + timedelta(days=20))
    with sessions() as session:
        assert sweep_mail(session, NOW + timedelta(days=31)) == 1
        session.commit()
        assert session.scalar(select(func.count(OutboxMail.id))) == 1


def test_settings_choose_the_transport(tmp_path: Path) -> None:
    assert isinstance(make_transport(Settings(mail_transport="null")), NullTransport)
    assert make_transport(Settings(mail_transport="file", var_dir=tmp_path)) == FileTransport(tmp_path / "mail")
    assert make_transport(Settings(mail_transport="smtp", smtp_host="mail.example", smtp_port=587, smtp_starttls=True)) == SmtpTransport(
        "mail.example", 587, starttls=True
    )
