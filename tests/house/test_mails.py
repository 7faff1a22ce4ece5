"""Every kind of mail as it leaves: text and HTML, compared with what was looked at (tests/snapshots)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import mails
from participation.accounts.models import NoticeKind, Purpose
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.draws.mails import confirmed_mail, drawn_mail
from participation.draws.models import Seat
from participation.encrypted import mails as trustee_mails
from participation.encrypted.models import Trustee
from participation.kit import clock
from participation.kit.language import speaking
from participation.kit.mail import OutboxMail, queue_mails
from participation.methods.proof.notes import Verifier
from participation.public_log.models import LogCheckpoint
from participation.public_log.subscription_actions import tell_subscribers
from participation.settings import Settings
from participation.votes.models import Vote
from tests.builders import post
from tests.conftest import NOON, settings_for
from tests.public_log.builders import a_log, signed
from tests.public_log.test_mail import asked
from tests.snapshots import assert_as_kept

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "https://mitreden.town.example"
TO = "anna@town.example"
HALL = "Stadthalle & Quartier"
TOLD = (
    (
        HALL,
        [
            ("Die Stadt hat auf „Mehr <b>Bäume</b>“ geantwortet: Angenommen.", "/beteiligungen/stadthalle/vorschlaege/1"),
            ("Jemand hat auf Ihren Beitrag zu „Ein Café“ geantwortet.", "/beteiligungen/stadthalle/diskussion/thema/4#beitrag-7"),
        ],
    ),
    ("Sonstiges", [("Ihre Suche „Rampen“ findet Neues: 3.", "/konto/suchen")]),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for("sqlite://", tmp_path, base_url=BASE, contact_email="team@town.example")


def last(session: Session) -> OutboxMail:
    session.expire_all()
    return session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1)).one()


@pytest.mark.parametrize("purpose", Purpose)
def test_links_that_are_asked_for(session: Session, settings: Settings, purpose: Purpose) -> None:
    mails.mail_link(session, settings, TO, "de", purpose, "TOKEN", timedelta(hours=2), NOON)
    assert_as_kept(f"link-{purpose}", last(session))


def test_a_link_in_english(session: Session, settings: Settings) -> None:
    mails.mail_link(session, settings, TO, "en", Purpose.SIGN_IN, "TOKEN", timedelta(minutes=30), NOON)
    assert_as_kept("link-sign_in-en", last(session))


def test_known_and_unknown_addresses(session: Session, settings: Settings) -> None:
    mails.mail_known_address(session, settings, TO, "de", "TOKEN", timedelta(hours=1), NOON)
    assert_as_kept("known-address", last(session))
    mails.mail_unknown_address(session, settings, TO, "de", NOON)
    assert_as_kept("unknown-address", last(session))


@pytest.mark.parametrize("what", ["password", "email", "deleted"])
def test_what_happened_to_the_account(session: Session, settings: Settings, what: str) -> None:
    mails.mail_note(session, settings, TO, "de", what, NOON)
    assert_as_kept(f"note-{what}", last(session))


@pytest.mark.parametrize("kind", NoticeKind)
def test_one_notice(session: Session, settings: Settings, kind: NoticeKind) -> None:
    told = [("", [TOLD[0][1][0]])]
    queue_mails(session, [mails.notices_mail(settings, 7, TO, told, 0, [kind], "k")], NOON)
    assert_as_kept(f"notice-{kind}", last(session))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_digest(session: Session, settings: Settings, language: str) -> None:
    kinds = [NoticeKind.ANSWER, NoticeKind.REPLY, NoticeKind.SEARCH]
    with speaking(language):
        queue_mails(session, [mails.notices_mail(settings, 7, TO, TOLD, 1204, kinds, "k")], NOON)
    assert_as_kept(f"digest-{language}", last(session))


def test_mails_to_the_drawn(session: Session, settings: Settings) -> None:
    town, council, seat = Consultation(slug="stadthalle"), Council(title="Bürgerrat <Stadthalle>"), Seat(id=3, answer_until=NOON)
    person = {"email": TO, "name": "Anna Beispiel"}
    drawn_mail(session, town, council, seat, person, "7K3M-9QXR", settings, NOON)
    assert_as_kept("seat-drawn", last(session))
    confirmed_mail(session, town, council, seat, person, "7K3M-9QXR", settings, NOON)
    assert_as_kept("seat-confirmed", last(session))


def test_mails_to_trustees(session: Session, settings: Settings) -> None:
    vote, trustee = Vote(title="Wie groß wird die Halle?"), Trustee(id=3, number=2, name="Anna Beispiel", email=TO)
    trustee_mails.mail_link(session, vote, trustee, "7K3M-9QXR", settings, NOON)
    assert_as_kept("trustee-link", last(session))
    trustee_mails.mail_shuffle(session, vote, trustee, settings, NOON)
    assert_as_kept("trustee-shuffle", last(session))
    trustee_mails.mail_ready(session, vote, trustee, settings, NOON)
    assert_as_kept("trustee-ready", last(session))


def test_a_checkpoint_and_how_it_is_ordered(app: Flask, session: Session, client: FlaskClient) -> None:
    a_log(session, "eins")
    session.commit()
    path = asked(client, session)
    assert_as_kept("log-confirm", last(session), token=path.rsplit("/", 1)[1])
    post(client, path, {})
    asked(client, session)
    known = last(session)
    leave = re.findall(r"/abbestellen/(\S+)", known.text)[0]
    assert_as_kept("log-known", known, token=leave)
    signed(app, session)
    assert tell_subscribers(session, app.extensions["settings"], clock.now()) == 1
    made, mail = session.scalars(select(LogCheckpoint)).one(), last(session)
    note, key = made.note.rstrip("\n"), str(Verifier.read(made.key))
    assert mail.leave_url.endswith(leave)
    assert_as_kept("log-checkpoint", mail, token=leave, note=note, note_escaped=str(escape(note)), key=key, key_escaped=str(escape(key)))
