"""Classes: headers of mails, injection into the log, secrets in the log.

The mail's own tests: `tests/kit/test_mail.py`; the server's log in-process: `tests/house/test_canaries.py`.
"""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from participation.kit.mail import OutboxMail
from tests.abuse.conftest import Town
from tests.accounts.builders import PASSWORD

SPLIT = (
    "a@town.example\r\nBcc: all@town.example",
    "a@town.example%0d%0aBcc:all@town.example",
    "a@town.example\nX-Evil: 1",
    "a@town.example, b@town.example",
)


@pytest.mark.parametrize("email", SPLIT)
def test_an_address_is_one_address_and_no_header(town: Town, email: str) -> None:
    town.client().post("/registrieren", {"email": email, "public_name": "Kastanienbaum"})
    town.client().post("/passwort", {"email": email})
    with town.app.app_context(), town.session() as session:
        for mail in session.scalars(select(OutboxMail)):
            assert not re.search(r"[\r\n,]", mail.recipient + mail.subject)
            assert "Bcc" not in mail.subject + mail.recipient


def test_a_name_becomes_no_header(town: Town) -> None:
    town.client().post("/registrieren", {"email": "kopf@town.example", "public_name": "Max\r\nBcc: x@town.example"})
    with town.app.app_context(), town.session() as session:
        assert all("\n" not in mail.subject for mail in session.scalars(select(OutboxMail)))


def test_every_line_of_the_log_is_one_entry_whatever_was_asked(town: Town) -> None:
    client, before = town.client(), len(town.log.read_text(encoding="utf-8").splitlines())
    for path in ("/x%0a%7B%22event%22%3A%22forged%22%7D", "/x%0d%0aforged", "/%1b%5b31m", '/"},{"a":"'):
        client.get(path, **{"User-Agent": "x forged", "Referer": "http://x/?forged"})
    lines = town.log.read_text(encoding="utf-8").splitlines()[before:]
    assert lines
    for line in lines:
        assert isinstance(json.loads(line), dict), line
    assert "forged" not in "".join(lines)


def test_the_log_holds_no_secret_and_nobody(town: Town) -> None:
    client = town.client()
    client.post("/anmelden", {"email": town.words["paul"], "password": PASSWORD, "next": "/konto?geheim=1"})
    client.get("/beteiligungen?q=Geheimsuche")
    client.get("/anmelden/link/geheimzeichen-geheimzeichen-geheimzeichen")
    client.post("/konto/nachweis", {"code": town.words["code three"]})
    told = town.log.read_text(encoding="utf-8")
    secrets = [
        PASSWORD,
        town.words["paul"],
        "geheim",
        "Geheimsuche",
        town.words["code three"],
        '127.0.0.1"',
        *client.cookies.values(),
        client.token,
        "Paul",
    ]
    assert [secret for secret in secrets if secret in told] == []
