"""Who puts up, suggests, agrees, decides and closes, in which phase: the table of `rules.py`, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.consultations.models import Stage as ConsultationStage
from participation.consultations.phases import PhaseKind
from participation.kit.rules import Verdict
from participation.reviews import rules
from participation.reviews.models import ReviewText, Stage, State, Suggestion
from tests.builders import START, a_consultation, a_person, a_resident, an_administrator

DAY = timedelta(days=1)
PHASES = {kind: START + 20 * number * DAY for number, kind in enumerate(PhaseKind)}
TALKING = {PhaseKind.COLLECT, PhaseKind.DELIBERATE}
RUN_IT = {"moderator", "administrator"}
EVERYBODY = {"suggester", "resident", "confirmed", "moderator", "moderator elsewhere", "office", "council", "administrator"}


@dataclass
class Town:
    """An open text with a suggestion, and everyone around it."""

    consultation: Consultation
    text: ReviewText
    suggestion: Suggestion
    people: dict[str, Person | None]

    def who(self, rule: Callable[[Person | None], Verdict]) -> set[str]:
        """Who may."""
        return {name for name, person in self.people.items() if rule(person)}


@pytest.fixture
def town(session: Session) -> Town:
    """Everyone that the rules tell apart."""
    consultation = a_consultation(session, phases=tuple((kind, begin, begin + 15 * DAY) for kind, begin in PHASES.items()))
    elsewhere = a_consultation(session, "Anderswo")
    blocked = a_resident(session)
    blocked.blocked_at = START
    people = {
        "reader": None,
        "suggester": a_resident(session),
        "resident": a_resident(session),
        "confirmed": a_person(session),
        "unconfirmed": a_person(session, confirmed=False),
        "blocked": blocked,
        "moderator": a_person(session, moderates=consultation),
        "moderator elsewhere": a_person(session, moderates=elsewhere),
        "office": a_person(session, role=Role.OFFICE),
        "council": a_person(session, role=Role.COUNCIL),
        "administrator": an_administrator(session),
    }
    text = ReviewText(consultation_id=consultation.id, stage=Stage.OPEN, takes_marks=True, verified_only=False, title="Satzung", number=1)
    suggestion = Suggestion(author_id=people["suggester"].id, state=State.OPEN)  # type: ignore[union-attr]  # there is one
    return Town(consultation, text, suggestion, people)


@pytest.mark.parametrize("kind", PhaseKind)
def test_residents_write_while_people_talk_and_the_city_works_on(town: Town, kind: PhaseKind) -> None:
    now = PHASES[kind] + DAY
    here, text, suggestion = town.consultation, town.text, town.suggestion
    writing = EVERYBODY if kind in TALKING else set()
    assert town.who(lambda one: rules.may_suggest(one, here, text, now)) == writing
    assert town.who(lambda one: rules.may_mark(one, here, text, now)) == writing
    text.verified_only = True
    assert town.who(lambda one: rules.may_mark(one, here, text, now)) == writing & {"suggester", "resident"}
    assert town.who(lambda one: rules.may_decide(one, here, text, suggestion)) == RUN_IT
    assert town.who(lambda one: rules.may_revise_text(one, here, text)) == RUN_IT
    assert town.who(lambda one: rules.may_close_text(one, here, text)) == RUN_IT
    assert town.who(lambda one: rules.may_draft_text(one, here)) == RUN_IT
    assert town.who(lambda one: rules.may_withdraw(one, here, suggestion)) == {"suggester"}
    assert town.who(lambda one: rules.may_take_away(one, here, text)) == RUN_IT | {"council"}
    assert town.who(lambda one: rules.may_moderate_suggestion(one, here, suggestion)) == RUN_IT


def _now(kind: PhaseKind = PhaseKind.COLLECT) -> datetime:
    return PHASES[kind] + DAY


def test_when_the_consultation_is_closed_everything_stands_still(town: Town) -> None:
    town.consultation.stage = ConsultationStage.CLOSED
    here, text, suggestion = town.consultation, town.text, town.suggestion
    for rule in (
        lambda one: rules.may_suggest(one, here, text, _now()),
        lambda one: rules.may_mark(one, here, text, _now()),
        lambda one: rules.may_decide(one, here, text, suggestion),
        lambda one: rules.may_revise_text(one, here, text),
        lambda one: rules.may_draft_text(one, here),
        lambda one: rules.may_withdraw(one, here, suggestion),
    ):
        assert town.who(rule) == set()
    assert town.who(lambda one: rules.may_take_away(one, here, text)) == RUN_IT | {"council"}
    assert town.who(lambda one: rules.may_moderate_suggestion(one, here, suggestion)) == RUN_IT


def test_a_draft_is_there_for_those_who_run_it_and_nobody_writes(town: Town) -> None:
    town.text.stage = Stage.DRAFT
    here, text = town.consultation, town.text
    assert town.who(lambda one: rules.may_see_text(one, here, text)) == RUN_IT
    assert town.who(lambda one: rules.may_change_text(one, here, text)) == RUN_IT
    assert town.who(lambda one: rules.may_suggest(one, here, text, _now())) == set()
    assert rules.may_see_text(None, here, text).hidden
    assert not rules.may_revise_text(town.people["moderator"], here, text)
    town.text.stage = Stage.OPEN
    assert "neuen Fassung" in rules.may_change_text(town.people["moderator"], here, text).reason


def test_a_closed_text_is_read_only(town: Town) -> None:
    town.text.stage = Stage.CLOSED
    here, text = town.consultation, town.text
    assert town.who(lambda one: rules.may_see_text(one, here, text)) == set(town.people)
    assert town.who(lambda one: rules.may_suggest(one, here, text, _now())) == set()
    assert town.who(lambda one: rules.may_decide(one, here, text, town.suggestion)) == set()
    assert "abgeschlossen" in rules.may_revise_text(town.people["moderator"], here, text).reason


def test_nobody_decides_about_the_own_or_twice_or_about_what_is_hidden(town: Town) -> None:
    moderator, here, text, suggestion = town.people["moderator"], town.consultation, town.text, town.suggestion
    suggestion.author_id = moderator.id  # type: ignore[union-attr]  # there is one
    assert "jemand anderes" in rules.may_decide(moderator, here, text, suggestion).reason
    assert "jemand anderes" in rules.may_moderate_suggestion(moderator, here, suggestion).reason
    assert rules.may_decide(town.people["administrator"], here, text, suggestion)
    suggestion.hidden_at = START
    assert "ausgeblendet" in rules.may_decide(town.people["administrator"], here, text, suggestion).reason
    assert rules.may_read_suggestion(moderator, here, suggestion)
    assert not rules.may_read_suggestion(town.people["resident"], here, suggestion)
    suggestion.hidden_at = None
    for state in (State.ACCEPTED, State.REJECTED, State.WITHDRAWN):
        suggestion.state = state
        assert not rules.may_decide(town.people["administrator"], here, text, suggestion)
        assert not rules.may_withdraw(moderator, here, suggestion)


def test_agreeing_needs_consent_and_a_text_that_asks_for_it(town: Town) -> None:
    resident, here, text = town.people["resident"], town.consultation, town.text
    resident.opinions_agreed_at = None  # type: ignore[union-attr]  # there is one
    assert rules.may_mark(resident, here, text, _now()).remedy == "consent"
    assert rules.may_suggest(resident, here, text, _now())
    text.takes_marks = False
    assert town.who(lambda one: rules.may_mark(one, here, text, _now())) == set()
    assert not rules.may_mark(None, here, text, _now()).remedy


def test_what_is_gone_is_not_written_about_and_what_waits_is_answered_first(town: Town) -> None:
    here, text = town.consultation, town.text
    assert town.who(lambda one: rules.may_suggest(one, here, text, _now(), gone=True)) == set()
    assert town.who(lambda one: rules.may_mark(one, here, text, _now(), gone=True)) == set()
    assert "offene Änderungsvorschläge" in rules.may_close_text(town.people["moderator"], here, text, 2).reason


def test_the_remedies_are_named(town: Town) -> None:
    here, text = town.consultation, town.text
    assert rules.may_suggest(None, here, text, _now()).remedy == "sign-in"
    assert rules.may_suggest(town.people["unconfirmed"], here, text, _now()).remedy == "confirm"
    text.verified_only = True
    assert rules.may_mark(town.people["confirmed"], here, text, _now()).remedy == "verify"
