"""Two people code the same texts, do not see each other's work before both have finished, and settle what they saw differently."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kit import audit, clock
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.sense import rules
from participation.sense.coding_actions import code_text, finish_round, join_round, settle_text, start_round
from participation.sense.comparing import compared
from participation.sense.models import SETTLED, Coding
from participation.sense.queries import coded_with, codes_of_round, codes_of_text, first_uncoded, text_at, texts_of_round, themes_of
from participation.sense.theme_actions import ThemeDraft, add_theme, change_theme, remove_theme
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.sense.builders import a_moderator, a_round, a_theme, coded, some_proposals


@pytest.fixture
def here(session: Session) -> Consultation:
    """The consultation."""
    return a_consultation(session)


def test_two_people_code_and_what_they_agree_on_counts(session: Session, here: Consultation) -> None:
    ramps, green = a_theme(session, here), a_theme(session, here, "Grün")
    texts = some_proposals(session, here)[:3]
    coding = a_round(session, here, texts)
    coded(session, here, coding, a_moderator(session, here), [{ramps.id}, {green.id}, {green.id}])
    assert not coding.is_done
    assert coded_with(session, green.id, 10) == []
    coded(session, here, coding, a_moderator(session, here), [{ramps.id}, {green.id}, {ramps.id, green.id}])
    assert coding.is_done
    assert coded_with(session, ramps.id, 10) == [texts[0]]
    assert coded_with(session, green.id, 10) == [texts[1]]
    found = compared(session, coding.id, themes_of(session, here.id))
    assert [one.position for one in found.differing] == [3]
    assert found.unsettled == 1
    assert {theme.name: one.table.share_agreed for theme, one in found.themes} == {"Barrierefreiheit": pytest.approx(2 / 3), "Grün": 1.0}


def test_settling_decides_and_keeps_what_each_said(session: Session, here: Consultation) -> None:
    theme = a_theme(session, here)
    coding = a_round(session, here, some_proposals(session, here)[:2])
    first = a_moderator(session, here)
    coded(session, here, coding, first, [{theme.id}, set()])
    coded(session, here, coding, a_moderator(session, here), [set(), set()])
    differing = text_at(session, coding.id, 1)
    settle_text(session, first, here, coding, differing, [theme.id], clock.now())
    assert codes_of_text(session, differing.id) == {0: {theme.id}, 1: {theme.id}, 2: set()}
    found = compared(session, coding.id, [theme])
    assert found.unsettled == 0
    settle_text(session, first, here, coding, differing, [], clock.now())  # somebody thinks again
    assert coded_with(session, theme.id, 10) == []
    assert compared(session, coding.id, [theme]).unsettled == 0


def test_one_coder_alone_decides(session: Session, here: Consultation) -> None:
    theme, texts = a_theme(session, here), some_proposals(session, here)[:2]
    coding = a_round(session, here, texts, coders=1)
    coded(session, here, coding, a_moderator(session, here), [{theme.id}, set()])
    assert coded_with(session, theme.id, 10) == [texts[0]]
    assert session.scalar(select(func.count()).where(Coding.slot == SETTLED)) == 2
    assert not rules.may_compare(a_moderator(session, here), here, coding)


def test_nobody_compares_before_both_have_finished(session: Session, here: Consultation) -> None:
    theme = a_theme(session, here)
    coding = a_round(session, here, some_proposals(session, here)[:1])
    first, second = a_moderator(session, here), a_moderator(session, here)
    coded(session, here, coding, first, [{theme.id}])
    join_round(session, second, here, coding, clock.now())
    for person in (first, second, an_administrator(session)):
        assert not rules.may_compare(person, here, coding)
        with pytest.raises(Refused):
            settle_text(session, person, here, coding, text_at(session, coding.id, 1), [], clock.now())
        assert not rules.may_take_away(person, here, coding)


def test_places_are_two_and_nobody_takes_both(session: Session, here: Consultation) -> None:
    a_theme(session, here)
    coding = a_round(session, here, some_proposals(session, here)[:1])
    first = a_moderator(session, here)
    join_round(session, first, here, coding, clock.now())
    with pytest.raises(Refused, match="schon mit"):
        join_round(session, first, here, coding, clock.now())
    join_round(session, a_moderator(session, here), here, coding, clock.now())
    with pytest.raises(Refused, match="besetzt"):
        join_round(session, a_moderator(session, here), here, coding, clock.now())
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE sense_round SET second_coder_id = first_coder_id"))


def test_finishing_needs_every_text_and_ends_coding(session: Session, here: Consultation) -> None:
    theme = a_theme(session, here)
    coding = a_round(session, here, some_proposals(session, here)[:2])
    coder = a_moderator(session, here)
    join_round(session, coder, here, coding, clock.now())
    code_text(session, coder, here, coding, text_at(session, coding.id, 1), [theme.id], clock.now())
    assert first_uncoded(session, coding.id, 1) == 2
    with pytest.raises(Refused, match="alle Texte"):
        finish_round(session, coder, here, coding, clock.now())
    code_text(session, coder, here, coding, text_at(session, coding.id, 2), [], clock.now())
    finish_round(session, coder, here, coding, clock.now())
    with pytest.raises(Refused, match="abgeschlossen"):
        code_text(session, coder, here, coding, text_at(session, coding.id, 1), [], clock.now())


def test_only_those_who_run_it_and_take_part_code(session: Session, here: Consultation) -> None:
    theme = a_theme(session, here)
    coding = a_round(session, here, some_proposals(session, here)[:1])
    row = text_at(session, coding.id, 1)
    elsewhere = a_person(session, moderates=a_consultation(session, "Anderswo"))
    for person in (a_resident(session), elsewhere):
        with pytest.raises(Refused):
            join_round(session, person, here, coding, clock.now())
    with pytest.raises(Refused, match="mitmachen"):
        code_text(session, a_moderator(session, here), here, coding, row, [theme.id], clock.now())
    with pytest.raises(NotFound):
        join_round(session, elsewhere, a_consultation(session, "Noch woanders"), coding, clock.now())


def test_a_theme_of_another_code_book_is_refused(session: Session, here: Consultation) -> None:
    a_theme(session, here)
    foreign = a_theme(session, a_consultation(session, "Anderswo"))
    coding, coder = a_round(session, here, some_proposals(session, here)[:1]), a_moderator(session, here)
    join_round(session, coder, here, coding, clock.now())
    with pytest.raises(Invalid):
        code_text(session, coder, here, coding, text_at(session, coding.id, 1), [foreign.id], clock.now())
    assert codes_of_round(session, coding.id) == {}


def test_a_sample_is_drawn_by_lot_and_can_be_drawn_again(session: Session, here: Consultation) -> None:
    a_theme(session, here)
    texts = some_proposals(session, here)
    coding = a_round(session, here, texts, sample=3)
    drawn = [(str(row.kind), row.ref) for row in texts_of_round(session, coding.id)]
    assert len(drawn) == 3
    assert set(drawn) <= set(texts)
    assert (coding.drawn_from, len(coding.seed)) == (6, 32)


@pytest.mark.parametrize("sample", [0, -1, 7])
def test_a_sample_that_cannot_be_is_refused(session: Session, here: Consultation, sample: int) -> None:
    a_theme(session, here)
    with pytest.raises(Invalid):
        a_round(session, here, some_proposals(session, here), sample=sample)


def test_a_round_needs_themes_and_texts(session: Session, here: Consultation) -> None:
    with pytest.raises(Invalid, match="Codebuch"):
        start_round(session, an_administrator(session), here, [("proposal", "1")], None, 2, clock.now())
    a_theme(session, here)
    with pytest.raises(Invalid, match="keine Texte"):
        start_round(session, an_administrator(session), here, [], None, 2, clock.now())


def test_the_code_book_keeps_themes_that_were_used(session: Session, here: Consultation) -> None:
    clerk, theme = an_administrator(session), a_theme(session, here)
    coding = a_round(session, here, some_proposals(session, here)[:1], coders=1)
    coded(session, here, coding, a_moderator(session, here), [{theme.id}])
    with pytest.raises(Conflict):
        remove_theme(session, clerk, here, theme, clock.now())
    change_theme(session, clerk, here, theme, ThemeDraft("Ohne Stufen", "Rampen, Aufzüge"), clock.now())
    assert [one.name for one in themes_of(session, here.id)] == ["Ohne Stufen"]
    other = a_theme(session, here, "Grün")
    remove_theme(session, clerk, here, other, clock.now())
    assert len(themes_of(session, here.id)) == 1


@pytest.mark.parametrize("name", ["", "   ", "barrierefreiheit", "x" * 81])
def test_a_theme_needs_a_name_of_its_own(session: Session, here: Consultation, name: str) -> None:
    a_theme(session, here)
    with pytest.raises(Invalid):
        add_theme(session, an_administrator(session), here, ThemeDraft(name), clock.now())


def test_the_log_says_who_did_what_and_never_a_word_of_a_text(session: Session, here: Consultation) -> None:
    theme = a_theme(session, here)
    coding = a_round(session, here, some_proposals(session, here)[:1], coders=1)
    coded(session, here, coding, a_moderator(session, here), [{theme.id}])
    entries = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action.like("sense.%"))).all()
    assert {entry.action for entry in entries} == {
        "sense.theme_added",
        "sense.round_started",
        "sense.round_joined",
        "sense.text_coded",
        "sense.round_finished",
    }
    said = " ".join(str(entry.data) for entry in entries)
    assert "Rampe" not in said
    assert [entry.data for entry in entries if entry.action == "sense.text_coded"] == ['{"text":1}']  # which one, and not what was said of it
