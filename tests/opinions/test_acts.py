"""A map is prepared, opened and ended; statements are answered, written and decided; nothing counts twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, Person
from participation.accounts.notices import sentence
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.kit.language import speaking
from participation.kit.pages import settings
from participation.opinions.actions import Decision, add_seed, answer_statement, decide_statement, sweep_answers, write_statement
from participation.opinions.map_actions import close_map, draft_map, edit_map, open_map
from participation.opinions.models import Answer, OpinionMap, Result, Stage, State, Statement
from participation.opinions.queries import marks_of, result_of
from participation.opinions.spans import ANSWERS
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.moderation.builders import hide_statement, show_statement
from tests.opinions.builders import SEEDS, a_draft, a_draft_map, a_map, a_statement, answers, statements_of


@pytest.fixture
def here(session: Session) -> Consultation:
    """The consultation."""
    return a_consultation(session)


@pytest.fixture
def opinion_map(session: Session, here: Consultation) -> OpinionMap:
    """An open map."""
    return a_map(session, here)


def _acts(session: Session) -> list[str]:
    return [action for action in session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)) if action.startswith("opinion")]


def test_a_map_is_prepared_changed_opened_and_ended(session: Session, here: Consultation) -> None:
    clerk, now = an_administrator(session), clock.now()
    made = draft_map(session, clerk, here, a_draft(), now)
    assert [one.text for one in statements_of(session, made)] == list(SEEDS)
    edit_map(session, clerk, here, made, a_draft(title="Neu", statements="\n\n".join(SEEDS[:5])), now)
    assert [one.number for one in statements_of(session, made)] == [1, 2, 3, 4, 5]
    open_map(session, clerk, here, made, now)
    close_map(session, clerk, here, made, now)
    assert (made.stage, made.title) == (Stage.CLOSED, "Neu")
    assert result_of(session, made.id).is_stale
    assert _acts(session) == ["opinion_map.drafted", "opinion_map.edited", "opinion_map.opened", "opinion_map.closed"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("x" * 141, "Zeile 1 hat 141 Zeichen"),
        ("Mehr Bäume auf den Platz.\nmehr bäume auf den platz.", "Zeile 2 steht schon in Zeile 1"),
        ("\n".join(f"Aussage Nummer {number}" for number in range(101)), "Das sind 101 Aussagen"),
    ],
)
def test_statements_that_cannot_be_are_named_by_their_lines(session: Session, here: Consultation, lines: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        draft_map(session, an_administrator(session), here, a_draft(statements=lines), clock.now())


def test_with_too_few_statements_a_map_stays_closed(session: Session, here: Consultation) -> None:
    made = a_draft_map(session, here, statements="Eine einzige Aussage.")
    with pytest.raises(Refused, match="mindestens 5"):
        open_map(session, an_administrator(session), here, made, clock.now())


def test_the_last_answer_counts_and_counts_once(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    person, first = a_resident(session), statements_of(session, opinion_map)[0]
    for mark in (1, 1, -1, 0):
        answer_statement(session, person, here, opinion_map, first.id, mark, clock.now())
    session.expire_all()
    assert marks_of(session, opinion_map.id, person.id) == {first.id: 0}
    assert session.get_one(Statement, first.id).seen_count == 1
    assert _acts(session)[-1] == "opinion_map.opened", "what somebody thinks is not written into the log"


def test_an_answer_makes_the_map_stale_and_computes_nothing(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    assert not result_of(session, opinion_map.id).is_stale
    answers(session, here, opinion_map, a_resident(session), {1: 1})
    session.expire_all()
    assert result_of(session, opinion_map.id).is_stale
    assert result_of(session, opinion_map.id).version == 0


def test_waiting_and_hidden_statements_take_no_answer(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    person, waiting = a_resident(session), a_statement(session, here, opinion_map)
    with pytest.raises(NotFound):
        answer_statement(session, person, here, opinion_map, waiting.id, 1, clock.now())
    seed, clerk = statements_of(session, opinion_map)[0], an_administrator(session)
    hide_statement(session, clerk, here, seed.id, "Sie ist überholt.")
    with pytest.raises(Conflict, match="ausgeblendet"):
        answer_statement(session, person, here, opinion_map, seed.id, 1, clock.now())
    show_statement(session, clerk, here, seed.id)
    answer_statement(session, person, here, opinion_map, seed.id, 1, clock.now())


@pytest.mark.parametrize("mark", [2, -2, 9])
def test_another_mark_is_no_answer(session: Session, here: Consultation, opinion_map: OpinionMap, mark: int) -> None:
    with pytest.raises(Invalid):
        answer_statement(session, a_resident(session), here, opinion_map, statements_of(session, opinion_map)[0].id, mark, clock.now())


def test_a_statement_waits_until_the_moderation_accepts_it(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    author = a_resident(session)
    statement = a_statement(session, here, opinion_map, author)
    assert (statement.state, statement.number) == (State.PENDING, len(SEEDS) + 1)
    decide_statement(session, an_administrator(session), here, opinion_map, statement, Decision.ACCEPT, "", clock.now())
    answers(session, here, opinion_map, a_resident(session), {statement.number: -1})
    with pytest.raises(Refused, match="eigene"):
        answer_statement(session, author, here, opinion_map, statement.id, 1, clock.now())
    assert _acts(session)[-2:] == ["opinion_statement.written", "opinion_statement.accept"]


def test_rejecting_needs_a_reason_and_is_done_once(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    statement, clerk = a_statement(session, here, opinion_map), an_administrator(session)
    with pytest.raises(Invalid, match="Grund"):
        decide_statement(session, clerk, here, opinion_map, statement, Decision.REJECT, " ", clock.now())
    decide_statement(session, clerk, here, opinion_map, statement, Decision.REJECT, "Das ist eine Frage.", clock.now())
    assert (statement.state, statement.reason) == (State.REJECTED, "Das ist eine Frage.")
    for decision in (Decision.REJECT,):
        with pytest.raises(Conflict, match="inzwischen anders"):
            decide_statement(session, clerk, here, opinion_map, statement, decision, "x", clock.now())


def test_a_person_writes_five_statements_a_day_and_a_form_counts_once(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    author, now = a_resident(session), clock.now()
    twins = [write_statement(session, author, here, opinion_map, "Der Keller soll ein Club werden.", now, entry_key="form") for _twice in range(2)]
    assert twins[0] is twins[1]
    for number in range(4):
        write_statement(session, author, here, opinion_map, f"Vorschlag mit der Nummer {number}.", now)
    with pytest.raises(Refused, match="5 Aussagen"):
        write_statement(session, author, here, opinion_map, "Und noch ein Vorschlag.", now)
    write_statement(session, author, here, opinion_map, "Und noch ein Vorschlag.", now + timedelta(days=1, seconds=1))


@pytest.mark.parametrize(("typed", "said"), [("", "mindestens"), ("kurz", "mindestens"), ("y" * 141, "zu lang"), (SEEDS[0], "schon")])
def test_what_is_no_statement_is_refused_in_words(session: Session, here: Consultation, opinion_map: OpinionMap, typed: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        write_statement(session, a_resident(session), here, opinion_map, typed, clock.now())


def test_the_city_adds_statements_while_the_map_is_open(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    added = add_seed(session, an_administrator(session), here, opinion_map, "Die Halle soll ein Dach aus Holz bekommen.", clock.now())
    assert (added.is_shown, added.number) == (True, len(SEEDS) + 1)


def test_a_deleted_account_takes_its_answers_along(app: Flask, session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    leaving, staying = a_resident(session), a_resident(session)
    for person in (leaving, staying):
        answers(session, here, opinion_map, person, {1: 1, 2: -1})
    statement = a_statement(session, here, opinion_map, leaving)
    with app.app_context():
        delete_account(session, leaving, settings(), clock.now())
    session.expire_all()
    assert set(session.scalars(select(Answer.person_id))) == {staying.id}
    assert [one.seen_count for one in statements_of(session, opinion_map)[:3]] == [1, 1, 0]
    assert session.get_one(Statement, statement.id).text.startswith("In der Halle")


def test_answers_are_deleted_a_year_after_the_end_and_the_result_stays(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    answers(session, here, opinion_map, a_resident(session), {1: 1})
    close_map(session, an_administrator(session), here, opinion_map, clock.now())
    later = clock.now() + timedelta(days=ANSWERS.usual)
    session.expire_all()
    assert sweep_answers(session, later) == 0, "not before the last computation"
    result_of(session, opinion_map.id).is_stale = False
    session.flush()
    assert sweep_answers(session, later - timedelta(seconds=1)) == 0
    assert sweep_answers(session, later) == 1
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert session.get_one(Result, opinion_map.id)
    assert sweep_answers(session, later) == 0


def _told(session: Session, person: Person) -> list[str]:
    return [
        sentence(notice.message, notice.words) for notice in session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.id))
    ]


def test_an_author_is_told_once_what_was_decided_and_why(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    author, moderator, now = a_resident(session), an_administrator(session), clock.now()
    statement = a_statement(session, here, opinion_map, author)
    assert _told(session, author) == []
    decide_statement(session, moderator, here, opinion_map, statement, Decision.REJECT, "Das ist eine *Frage*.", now)
    with pytest.raises(Conflict):
        decide_statement(session, moderator, here, opinion_map, statement, Decision.REJECT, "Noch einmal.", now)
    rejected = "Ihre Aussage „In der Halle soll es ein Café geben.“ wurde nicht angenommen. Grund: Das ist eine *Frage*."
    assert _told(session, author) == [rejected]
    decide_statement(session, moderator, here, opinion_map, statement, Decision.ACCEPT, "", now)
    told = _told(session, author)
    assert (len(told), told[1].startswith("Ihre Aussage „In der Halle soll es ein Café geben.“ ist angenommen.")) == (2, True)
    notice = session.scalars(select(Notice).where(Notice.person_id == author.id)).all()[0]
    assert notice.url == f"/beteiligungen/{here.slug}/meinungsbild/{opinion_map.id}/meine-aussagen"
    assert notice.mail_at is not None, "a mail follows through the outbox, as the person chose"
    with speaking("en"):
        assert _told(session, author)[0].endswith("was not accepted. Reason: Das ist eine *Frage*."), "the reason stays as it was written"


def test_nobody_is_told_about_statements_of_the_city(session: Session, here: Consultation, opinion_map: OpinionMap) -> None:
    moderator, now = an_administrator(session), clock.now()
    seed = add_seed(session, moderator, here, opinion_map, "Der Saal braucht eine Klimaanlage.", now)
    session.flush()
    hide_statement(session, a_person(session, moderates=here), here, seed.id, "Doppelt.")
    assert session.scalars(select(Notice)).all() == []
