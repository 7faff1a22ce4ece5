"""Mails leave after the act, survive a broken mail server, and do not come twice."""

from __future__ import annotations

import socket
import subprocess
import sys
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
    Mail,
    NullTransport,
    OutboxMail,
    SmtpTransport,
    drain,
    make_transport,
    queue_mail,
    queue_mails,
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


def test_a_crash_between_sending_and_noting_costs_one_copy_with_the_same_name(sessions: Callable[[], Session]) -> None:
    """The server has the mail, the worker dies before it can say so: it comes once more, told apart by nothing, and never a third time."""
    queue(sessions)

    class SendsAndDies(Inbox):
        def send(self, message: EmailMessage) -> None:
            super().send(message)
            raise KeyboardInterrupt  # as SIGKILL: nothing is written any more

    inbox = SendsAndDies()
    with pytest.raises(KeyboardInterrupt):
        drain(sessions, inbox, NOW, sender=SENDER)
    again = Inbox()
    assert drain(sessions, again, NOW + LEASE, sender=SENDER) == 1
    assert drain(sessions, again, NOW + timedelta(days=2), sender=SENDER) == 0
    assert inbox.messages[0]["Message-ID"] == again.messages[0]["Message-ID"]
    assert inbox.messages[0]["Date"] == again.messages[0]["Date"]


def test_a_killed_process_loses_no_mail(own_engine: Engine, sessions: Callable[[], Session], tmp_path: Path) -> None:
    """A real process is killed in the middle of a batch: what it sent comes at most twice, what it did not send comes."""
    if own_engine.dialect.name != "sqlite":
        pytest.skip("one database is enough for a process of its own")
    queue(sessions, 6)
    sent = tmp_path / "sent"
    program = (
        "import os, sys\nfrom datetime import datetime\nfrom sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n"
        "from participation.kit.mail import drain\n"
        "class Send:\n"
        "    count = 0\n"
        "    def send(self, message):\n"
        "        with open(sys.argv[2], 'a') as file: file.write(message['Message-ID'] + chr(10))\n"
        "        self.count += 1\n"
        "        if self.count == 3: os.kill(os.getpid(), 9)\n"
        "drain(sessionmaker(create_engine(sys.argv[1])), Send(), datetime.fromisoformat(sys.argv[3]), sender='a@b.example')\n"
    )
    url = own_engine.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", program, url, str(sent), NOW.isoformat()], check=False)
    assert killed.returncode == -9
    inbox = Inbox()
    assert drain(sessions, inbox, NOW + LEASE, sender="a@b.example") == 4
    names = sent.read_text().split() + [str(message["Message-ID"]) for message in inbox.messages]
    assert len(set(names)) == 6
    assert max(names.count(name) for name in names) == 2


LEAVE = "https://mitreden.town.example/abbestellen/answer-followed-outcome-proposal-reply-search-work/123456789/" + "x" * 43


def received(message: EmailMessage) -> tuple[bytes, EmailMessage]:
    """A mail as a server gets it, and as a program reads it."""
    sent = message.as_bytes()
    return sent, message_from_bytes(sent, policy=default)  # type: ignore[return-value]  # the policy makes it an EmailMessage


def test_text_and_html_travel_together_and_can_be_unsubscribed(sessions: Callable[[], Session]) -> None:
    inbox = Inbox()
    with sessions() as session:
        html = "<!DOCTYPE html>\n<html lang='de'><body><p>Grüße " + "x" * 2000 + "</p></body></html>\n"
        queue_mails(session, [Mail("anna@town.example", "Grüße " * 20, "Grüße", html, LEAVE, "k"), Mail("b@town.example", "x", "y")], NOW)
        session.commit()
    assert drain(sessions, inbox, NOW, sender=SENDER) == 2
    sent, read = received(inbox.messages[0])
    assert f"\r\nList-Unsubscribe: <{LEAVE}>\r\n".encode() in sent
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in sent
    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    assert read.get_content_type() == "multipart/alternative"
    text, shown = read.iter_parts()
    assert (text.get_content_type(), text.get_content()) == ("text/plain", "Grüße\r\n")  # type: ignore[attr-defined]
    assert (shown.get_content_type(), shown.get_content()) == ("text/html", html.replace("\n", "\r\n"))  # type: ignore[attr-defined]
    assert read["Subject"] == ("Grüße " * 20).strip()
    _sent, plain = received(inbox.messages[1])
    assert (plain.get_content_type(), plain["List-Unsubscribe"], plain["List-Unsubscribe-Post"]) == ("text/plain", None, None)
    with sessions() as session:
        assert {(row.text, row.html, row.leave_url) for row in session.scalars(select(OutboxMail))} == {("", "", "")}


def test_one_click_is_promised_for_https_alone(sessions: Callable[[], Session]) -> None:
    inbox = Inbox()
    with sessions() as session:
        queue_mails(session, [Mail("a@town.example", "x", "y", leave_url=LEAVE.replace("https", "http"))], NOW)
        session.commit()
    drain(sessions, inbox, NOW, sender=SENDER)
    assert inbox.messages[0]["List-Unsubscribe"].startswith("<http://")
    assert inbox.messages[0]["List-Unsubscribe-Post"] is None


def test_a_file_holds_both_and_can_be_read(sessions: Callable[[], Session], tmp_path: Path) -> None:
    with sessions() as session:
        queue_mails(session, [Mail("a@town.example", "x", f"Grüße\n{LEAVE}", f"<p>Grüße <a href='{LEAVE}'>hier</a></p>\n")], NOW)
        session.commit()
    assert drain(sessions, FileTransport(tmp_path), NOW, sender=SENDER) == 1
    (file,) = tmp_path.glob("*.eml")
    assert file.read_bytes().count(LEAVE.encode()) == 2
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_many_mails_are_queued_in_one_statement_and_a_key_goes_out_once(sessions: Callable[[], Session]) -> None:
    with sessions() as session:
        queue_mails(session, [Mail(f"p{number}@town.example", "x", "y", key=f"k{number}") for number in range(20)], NOW)
        queue_mails(session, [Mail("p3@town.example", "anders", "y", key="k3"), Mail("new@town.example", "x", "y", key="k20")], NOW)
        queue_mails(session, [], NOW)
        session.commit()
        assert session.scalar(select(func.count(OutboxMail.id))) == 21
        assert session.scalars(select(OutboxMail.subject).where(OutboxMail.key == "k3")).one() == "x"


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
