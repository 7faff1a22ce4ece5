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
from participation.accounts.models import EndReason, NoticeKind, Person, Purpose
from participation.consultations.models import Consultation
from participation.consultations.targets import Written
from participation.councils.models import Council
from participation.draws.mails import confirmed_mail, drawn_mail
from participation.draws.models import Seat
from participation.encrypted import mails as trustee_mails
from participation.encrypted.models import Trustee
from participation.kit import clock
from participation.kit.language import speaking
from participation.kit.mail import OutboxMail, queue_mails
from participation.methods.proof.notes import Verifier
from participation.moderation import mails as moderation_mails
from participation.moderation.models import Case, CaseNotice, Measure
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


def test_a_guests_link_in_english(session: Session, settings: Settings) -> None:
    mails.mail_link(session, settings, TO, "en", Purpose.GUEST, "TOKEN", timedelta(hours=24), NOON)
    assert_as_kept("link-guest-en", last(session))


def test_known_and_unknown_addresses(session: Session, settings: Settings) -> None:
    mails.mail_known_address(session, settings, TO, "de", "TOKEN", timedelta(hours=1), NOON)
    assert_as_kept("known-address", last(session))
    mails.mail_unknown_address(session, settings, TO, "de", NOON)
    assert_as_kept("unknown-address", last(session))


@pytest.mark.parametrize("what", ["password", "email", "deleted"])
def test_what_happened_to_the_account(session: Session, settings: Settings, what: str) -> None:
    mails.mail_note(session, settings, TO, "de", what, NOON)
    assert_as_kept(f"note-{what}", last(session))


def test_a_proof_of_residence_runs_out_and_ends(session: Session, settings: Settings) -> None:
    person = Person(email=TO, language="de", verified_at=NOON, verified_until=NOON + timedelta(days=30))
    mails.mail_verification_ends(session, settings, person, NOON)
    assert_as_kept("verification-ends", last(session))
    person.verification_end = EndReason.ABUSE
    mails.mail_verification_ended(session, settings, person, NOON, "Zwei Ausweise <b>vorgezeigt</b>")
    assert_as_kept("verification-ended", last(session))
    mails.mail_verification_restored(session, settings, person, NOON)
    assert_as_kept("verification-restored", last(session))


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


def a_case(**more: object) -> Case:
    """A case of the moderation about a contribution that was hidden at noon."""
    facts = {"measure": Measure.HIDE, "clause": "Zur Sache", "facts": "Das gehört <nicht> hierher.\nBitte lesen Sie die Regeln.", "decided_at": NOON}
    return Case(**{"id": 12, "blocked": False, "automated": False, "due_at": NOON, **facts, **more})


def somebody(language: str = "de") -> Person:
    return Person(id=7, email=TO, language=language, email_confirmed_at=NOON)


def test_what_the_moderation_tells_authors(session: Session, settings: Settings) -> None:
    moderation_mails.mail_statement(session, settings, somebody(), a_case(), NOON)
    assert_as_kept("moderation-statement", last(session))
    blocked = a_case(blocked=True, blocked_until=NOON + timedelta(days=7), automated=True)
    moderation_mails.mail_statement(session, settings, somebody("en"), blocked, NOON)
    assert_as_kept("moderation-statement-en", last(session))
    moderation_mails.mail_statement(session, settings, somebody(), a_case(measure=Measure.KEEP), NOON, restored=True)
    assert_as_kept("moderation-restored", last(session))


def test_what_the_moderation_tells_those_who_report(session: Session, settings: Settings) -> None:
    written = Written("contribution", 5, 1, "Beitrag zu „Ein <Café>“", "Text", "/beitraege/5", 7, about="Stadthalle & Quartier")
    moderation_mails.mail_receipt(session, settings, TO, "de", written, a_case(), NOON)
    assert_as_kept("moderation-receipt", last(session))
    notice = CaseNotice(email=TO, language="de")
    moderation_mails.mail_results(session, settings, [(notice, None)], a_case(), NOON)
    assert_as_kept("moderation-result", last(session))
    moderation_mails.mail_results(session, settings, [(notice, somebody())], a_case(measure=Measure.KEEP), NOON)
    assert_as_kept("moderation-result-kept", last(session))


def test_what_the_moderation_tells_of_an_appeal_and_to_itself(session: Session, settings: Settings) -> None:
    case = a_case(measure=Measure.CUT, upheld=False, appeal_reason="Der Text gehört zum Thema.\nWir bitten um Entschuldigung.")
    moderation_mails.mail_appeal_result(session, settings, [somebody(), None], case, NOON)
    assert_as_kept("moderation-appeal", last(session))
    moderation_mails.mail_reminder(session, settings, somebody(), 3, "/beteiligungen/stadthalle/moderation", NOON)
    assert_as_kept("moderation-reminder", last(session))


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
