"""A paper is named, read by the worker, read again, not readable, taken back: what is kept and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid
from participation.papers import queries
from participation.papers.actions import LONGEST_WAIT, USUAL, name_paper, wait_after
from participation.papers.fetching import Trouble, Web
from participation.papers.jobs import read_due_papers
from participation.papers.models import CouncilPaper, PaperAnswer, PaperStep
from tests.papers.ris import Ris, running_ris, says

NOW = datetime(2026, 10, 15, 10, tzinfo=UTC)


@pytest.fixture
def ris(app: Flask) -> Iterator[Ris]:
    before = app.extensions["settings"]
    with running_ris() as found:
        app.extensions["settings"] = replace(before, oparl_hosts=(found.host,))
        yield found
        app.extensions["settings"] = before


def named(session: Session, ris: Ris) -> CouncilPaper:
    paper = name_paper(session, ris.url("/paper/123"), Web((ris.host,), testing=True), clock.now())
    session.commit()
    return paper


def read(app: Flask, session: Session, at: datetime = NOW) -> CouncilPaper:
    with app.app_context(), clock.frozen(at):
        read_due_papers()
    session.expire_all()
    paper = queries.paper_to_show(session, session.scalar(select(CouncilPaper.id)))
    assert paper is not None
    return paper


def lines(session: Session) -> list[str]:
    return [one for one in session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)) if one.startswith("paper.")]


def test_it_works(app: Flask, session: Session, ris: Ris) -> None:
    with clock.frozen(NOW):
        named(session, ris)
    paper = read(app, session)
    assert (paper.name, paper.reference, paper.paper_type, str(paper.day)) == ("Bänke am Fluss", "VO/2026/0123", "Beschlussvorlage", "2026-09-10")
    assert paper.file_url == "https://ris.auenstedt.example/datei/1?download"
    assert [(step.organization, step.number, step.role, step.result) for step in paper.steps] == [
        ("Bauausschuss", "Ö 5", "Vorberatung", "einstimmig empfohlen"),
        ("Stadtrat", "Ö 11", "Beschlussfassung", ""),
    ]
    assert paper.steps[0].resolution.startswith("Der Ausschuss empfiehlt")
    assert paper.steps[0].meets_at == datetime(2026, 9, 22, 16, tzinfo=UTC)
    assert paper.read_at == NOW
    assert paper.next_at == NOW + USUAL
    assert not paper.error
    assert lines(session) == ["paper.read_anew"]


def test_read_again_only_what_changed_is_asked_for_and_a_decision_appears(app: Flask, session: Session, ris: Ris) -> None:
    with clock.frozen(NOW):
        named(session, ris)
    read(app, session)
    ris.asked.clear()
    read(app, session, NOW + timedelta(hours=1))
    assert not ris.asked  # not yet due
    paper = read(app, session, NOW + timedelta(hours=7))
    assert ris.asked
    assert all(known for _path, known in ris.asked)
    assert ris.not_modified == len(ris.asked)
    assert paper.read_at == NOW + timedelta(hours=7)
    assert lines(session) == ["paper.read_anew"]
    ris.decide()
    paper = read(app, session, NOW + timedelta(hours=14))
    assert paper.steps[1].result == "mehrheitlich beschlossen"
    assert paper.steps[1].resolution == "Der Stadtrat stellt sechs Bänke auf."
    assert lines(session) == ["paper.read_anew", "paper.read_anew"]
    assert session.scalar(select(func.count(PaperStep.id))) == 2


@pytest.mark.parametrize(
    ("path", "content", "trouble"),
    [
        ("/paper/123", b"<!DOCTYPE html><title>Anmeldung</title>", Trouble.NOT_JSON),
        ("/paper/123", b'{"type": "https://schema.oparl.org/1.1/Body"}', Trouble.WRONG_TYPE),
        ("/paper/123", b"[1, 2]", Trouble.WRONG_TYPE),
        ("/meeting/1", b'{"type": "https://schema.oparl.org/1.1/Meeting", "name": "\x00"}', Trouble.NOT_JSON),
        ("/organization/2", b"{", Trouble.NOT_JSON),
    ],
)
def test_what_was_known_stays_where_an_answer_is_bad(app: Flask, session: Session, ris: Ris, path: str, content: bytes, trouble: Trouble) -> None:
    with clock.frozen(NOW):
        named(session, ris)
    read(app, session)
    ris.decide()
    ris.bad[path] = says(content)
    paper = read(app, session, NOW + timedelta(hours=7))
    assert paper.name == "Bänke am Fluss"
    assert paper.steps[1].result == ""
    assert paper.read_at == NOW
    assert (paper.error, paper.failures) == (trouble, 1)
    assert lines(session)[-1] == "paper.unread"
    paper = read(app, session, NOW + timedelta(hours=7, minutes=20))
    assert paper.failures == 2
    assert lines(session).count("paper.unread") == 1
    ris.bad.clear()
    paper = read(app, session, NOW + timedelta(hours=9))
    assert not paper.error
    assert paper.failures == 0
    assert paper.steps[1].result == "mehrheitlich beschlossen"


def test_a_paper_that_the_council_took_back_is_told_as_it_was(app: Flask, session: Session, ris: Ris) -> None:
    with clock.frozen(NOW):
        named(session, ris)
    read(app, session)
    ris.delete("/paper/123")
    paper = read(app, session, NOW + timedelta(hours=7))
    assert paper.is_deleted
    assert paper.name == "Bänke am Fluss"
    assert len(paper.steps) == 2


def test_a_meeting_that_is_gone_or_elsewhere_costs_only_itself(app: Flask, session: Session, ris: Ris) -> None:
    del ris.objects["/meeting/1"]
    ris.delete("/organization/2")
    ris.objects["/paper/123"]["consultation"].append({"meeting": "http://169.254.169.254/latest", "organization": ["http://10.0.0.1/x"]})
    with clock.frozen(NOW):
        named(session, ris)
    paper = read(app, session)
    assert [(step.organization, step.result) for step in paper.steps] == [("Bauausschuss", ""), ("", ""), ("", "")]
    assert paper.steps[1].meeting == "Sitzung des Stadtrats"


def test_a_paper_with_endless_consultations_is_read_within_limits(app: Flask, session: Session, ris: Ris) -> None:
    ris.objects["/paper/123"]["consultation"] *= 500
    with clock.frozen(NOW):
        named(session, ris)
    paper = read(app, session)
    assert len(paper.steps) == 20
    assert len(ris.asked) < 10


def test_the_next_try_waits_longer_but_never_more_than_a_day() -> None:
    waits = [wait_after(number) for number in range(1, 40)]
    assert waits[0] == timedelta(minutes=15)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_only_allowed_addresses_are_taken(session: Session, ris: Ris) -> None:
    web = Web((ris.host,), testing=True)
    for url in ("http://elsewhere.example/paper/1", "javascript:alert(1)", f"http://{ris.host}@evil.example/", "x"):
        with pytest.raises(Invalid, match="liest die Plattform nichts") as caught:
            name_paper(session, url, web, NOW)
        assert caught.value.field == "paper_url"
    with pytest.raises(Invalid, match="liest kein Ratsinformationssystem"):
        name_paper(session, ris.url("/paper/123"), Web(()), NOW)
    assert session.scalar(select(func.count(CouncilPaper.id))) == 0


def test_named_twice_it_is_kept_once(session: Session, ris: Ris) -> None:
    assert named(session, ris).id == named(session, ris).id


def test_without_hosts_nothing_is_asked(app: Flask, session: Session, ris: Ris) -> None:
    with clock.frozen(NOW):
        named(session, ris)
    app.extensions["settings"] = replace(app.extensions["settings"], oparl_hosts=())
    paper = read(app, session)
    assert paper.read_at is None
    assert not ris.asked
    assert session.scalar(select(func.count(PaperAnswer.id))) == 0
