"""New checkpoints by mail: only to who confirmed, at once for news, else once a day, and ended by one button."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.mail import OutboxMail
from participation.methods.proof.checkpoints import open_checkpoint
from participation.methods.proof.notes import Verifier
from participation.public_log.actions import append
from participation.public_log.models import LogCheckpoint, LogSubscription
from participation.public_log.privacy import sweep_unconfirmed
from participation.public_log.subscription_actions import tell_subscribers
from tests.builders import post
from tests.conftest import NOON
from tests.public_log.builders import a_log, signed

DAY = timedelta(days=1)
ADDRESS = "redaktion@zeitung.example"


def asked(client: FlaskClient, session: Session, email: str = ADDRESS, which: str = "alle") -> str:
    """Ask for mails; the path in the mail that came, or nothing."""
    assert post(client, "/protokoll/abo", {"email": email, "which": which}).status_code in (302, 303)
    session.expire_all()
    text = session.scalars(select(OutboxMail.text).where(OutboxMail.recipient == email.lower()).order_by(OutboxMail.id.desc()).limit(1)).one()
    return re.findall(r"http://localhost(/protokoll/ab\S+)", text)[0]


def subscribed(client: FlaskClient, session: Session, email: str = ADDRESS, which: str = "alle") -> None:
    """Ask and confirm."""
    assert "bekommen jetzt neue Stände" in post(client, asked(client, session, email, which), {}).text
    session.expire_all()


def mails(session: Session, to: str = ADDRESS) -> list[OutboxMail]:
    """The mails with a checkpoint."""
    return list(session.scalars(select(OutboxMail).where(OutboxMail.recipient == to, OutboxMail.key.like("public-log:%")).order_by(OutboxMail.id)))


def tell(app: Flask, session: Session, at: object = NOON) -> int:
    return tell_subscribers(session, app.extensions["settings"], at)  # type: ignore[arg-type]  # a moment


def test_whoever_confirmed_gets_the_note_itself(app: Flask, session: Session, client: FlaskClient) -> None:
    a_log(session, "eins", "zwei")
    session.commit()
    subscribed(client, session)
    signed(app, session)
    assert tell(app, session) == 1
    (mail,) = mails(session)
    made = session.scalars(select(LogCheckpoint)).one()
    note = mail.text[mail.text.index(str(made.note).split("\n")[0]) :].split("\n\n")
    assert open_checkpoint(f"{note[0]}\n\n{note[1]}\n", Verifier.read(made.key)).size == 2
    assert tell(app, session) == 0


def test_nobody_is_mailed_before_confirming_and_looking_confirms_nothing(app: Flask, session: Session, client: FlaskClient) -> None:
    a_log(session, "eins")
    path = asked(client, session)
    assert "Ja, bitte senden" in client.get(path).text
    signed(app, session)
    assert tell(app, session) == 0
    assert session.scalars(select(LogSubscription.confirmed_at)).one() is None


def test_batches_are_told_once_a_day_and_news_at_once(app: Flask, session: Session, client: FlaskClient) -> None:
    subscribed(client, session)
    log = a_log(session, "eins")
    signed(app, session)
    assert tell(app, session) == 1
    for hours, news, mailed in ((1, False, 0), (2, False, 0), (25, False, 1), (26, False, 0), (27, True, 1), (28, False, 0)):
        append(session, log, [f"nach {hours} Stunden"], NOON, news=news)
        signed(app, session)
        assert tell(app, session, NOON + timedelta(hours=hours)) == mailed, hours


def test_who_asked_for_one_log_is_told_of_that_one_and_nobody_twice(app: Flask, session: Session, client: FlaskClient) -> None:
    a_log(session, "eins", subject_id=7)
    session.commit()
    subscribed(client, session, which="abstimmung-7")
    subscribed(client, session)
    subscribed(client, session, "rat@town.example", "abstimmung-7")
    a_log(session, "eins", subject_id=8)
    signed(app, session)
    tell(app, session)
    assert len(mails(session)) == 2
    assert len(mails(session, "rat@town.example")) == 1


def test_one_button_in_each_mail_ends_it(app: Flask, session: Session, client: FlaskClient) -> None:
    subscribed(client, session)
    a_log(session, "eins")
    signed(app, session)
    tell(app, session)
    path = re.findall(r"http://localhost(/protokoll/abbestellen/\S+)", mails(session)[0].text)[0]
    session.commit()
    assert "Abbestellen" in client.get(path).text
    assert session.scalar(select(func.count()).select_from(LogSubscription)) == 1
    assert "keine Stände mehr" in post(client, path, {}).text
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(LogSubscription)) == 0
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/protokoll/abo/" + "x" * 43, "/protokoll/abbestellen/1/" + "x" * 43])
def test_a_link_that_is_none_of_ours_opens_nothing(session: Session, client: FlaskClient, path: str) -> None:
    subscribed(client, session)
    assert client.get(path).status_code == 404
    assert post(client, path, {}).status_code == 404


def test_a_link_confirms_once_and_for_two_days(session: Session, client: FlaskClient) -> None:
    path = asked(client, session)
    with clock.frozen(NOON + 3 * DAY):
        assert post(client, path, {}).status_code == 410
    post(client, path, {})
    assert post(client, path, {}).status_code == 404


def test_asking_again_gives_a_new_link_or_says_that_mails_come_already(session: Session, client: FlaskClient) -> None:
    first = asked(client, session)
    second = asked(client, session, ADDRESS.upper())
    assert client.get(first).status_code == 404
    post(client, second, {})
    assert asked(client, session).startswith("/protokoll/abbestellen/")
    assert session.scalar(select(func.count()).select_from(LogSubscription)) == 1


def test_an_address_is_not_flooded(session: Session, client: FlaskClient) -> None:
    for _attempt in range(4):
        asked(client, session)
    assert post(client, "/protokoll/abo", {"email": ADDRESS, "which": "alle"}).status_code == 429


@pytest.mark.parametrize("typed", ["", "keine Adresse", "a@b", "x" * 300 + "@town.example", "a\nb@town.example"])
def test_what_is_no_address_is_refused_and_kept(session: Session, client: FlaskClient, typed: str) -> None:
    answer = post(client, "/protokoll/abo", {"email": typed, "which": "alle"})
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(LogSubscription)) == 0


@pytest.mark.parametrize("which", ["abstimmung-99", "abstimmung-0", "anderes", ""])
def test_a_log_that_is_not_there_cannot_be_chosen(session: Session, client: FlaskClient, which: str) -> None:
    assert post(client, "/protokoll/abo", {"email": ADDRESS, "which": which}).status_code == 422


def test_addresses_that_nobody_confirmed_are_deleted(session: Session, client: FlaskClient) -> None:
    asked(client, session)
    subscribed(client, session, "rat@town.example")
    assert sweep_unconfirmed(session, NOON + DAY) == 0
    assert sweep_unconfirmed(session, NOON + 3 * DAY) == 1
    assert session.scalars(select(LogSubscription.email)).all() == ["rat@town.example"]


def test_the_same_thing_is_subscribed_once(session: Session) -> None:
    for _time in range(2):
        session.add(LogSubscription(email=ADDRESS, log_id=None, scope=0, asked_at=NOON, confirmed_at=NOON))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()
