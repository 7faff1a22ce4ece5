"""Answers: read as a form gives them, refused with one sentence for a question, dropped where the question is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.surveys.answers import check_answers, own_text_key
from participation.methods.surveys.definition import Kind
from tests.methods.surveys.samples import ask, every_kind, options, rows, survey

GOOD: dict[str, Any] = {
    "age": "34", "name": "  Ayşe   Kaya ", "moved": "3.5.2019", "district": "south", "visits": "other", "visits.other": " nur bei Konzerten ",
    "uses": ["sport", "music"], "rating": "4", "mood": 10, "parts": {"roof": "renew", "stage": "keep"}, "times": {"week": ["night"], "weekend": []},
    "order": {"build": "1", "repair": "2", "sell": ""}, "money": {"roof": "7", "stage": 3}, "where": {"longitude": "7,1", "latitude": 51.5},
    "plan": ["plan.PDF"], "cost": "99,95",
}  # fmt: skip


def test_answers_are_read_in_their_form() -> None:
    checked = check_answers(every_kind(), GOOD, "2026-05-31")
    assert checked.faults == ()
    assert checked.answers == {
        "welcome": None, "age": 34.0, "name": "Ayşe Kaya", "moved": "2019-05-03", "district": "south", "born": 1992.0, "visits": "other",
        own_text_key("visits", "other"): "nur bei Konzerten", "uses": ["music", "sport"], "rating": 4.0, "mood": 10.0,
        "parts": {"roof": "renew", "stage": "keep"}, "times": {"week": ["night"]}, "order": ["build", "repair"],
        "money": {"roof": 7.0, "stage": 3.0, "garden": 0.0}, "where": {"longitude": 7.1, "latitude": 51.5}, "plan": ["plan.PDF"], "cost": 99.95,
    }  # fmt: skip
    assert check_answers(every_kind(), checked.answers, "2026-05-31").answers == checked.answers


def test_answers_to_hidden_questions_are_dropped_and_what_was_shown_is_known() -> None:
    checked = check_answers(every_kind(), {**GOOD, "age": "15", "why": "weil"}, "2026-05-31")
    assert checked.faults == ()
    assert "uses" not in checked.answers
    assert "why" not in checked.answers
    assert checked.answers["where"] == {"longitude": 7.1, "latitude": 51.5}


def test_required_questions_are_asked_for_and_only_those_of_the_page() -> None:
    assert [fault.question for fault in check_answers(every_kind(), {}).faults] == ["age", "district"]
    found = check_answers(every_kind(), {"age": "20", "parts": {"roof": "keep"}}, only={"parts"}).faults
    assert [(fault.question, fault.part, fault.reason) for fault in found] == [("parts", "stage", "required")]


def test_what_belongs_to_another_version_is_named() -> None:
    found = check_answers(every_kind(), {**GOOD, "gone": "x", "visits.often": "x"}).faults
    assert [(fault.question, fault.reason) for fault in found] == [("gone", "unknown"), ("visits.often", "unknown")]


CHOICES = ask("q", Kind.MULTIPLE, options=options("a", "b", "c", "none", exclusive="none"), minimum=2.0, maximum=2.0)
RANKS = ask("q", Kind.RANKING, options=options("a", "b", "c"), minimum=2.0)
SHARES = ask("q", Kind.POINTS, options=options("a", "b"), total=10)
TABLE = ask("q", Kind.MATRIX_SINGLE, rows=rows("x"), options=options("a"))
NUMBERS = ask("q", Kind.NUMBER, minimum=0.5, maximum=9.0, decimals=1)
DAYS = ask("q", Kind.DATE, earliest="2020-01-01", latest="2020-12-31")
SCALE = ask("q", Kind.SCALE, minimum=1.0, maximum=5.0)
FILES = ask("q", Kind.FILE, maximum=1.0, endings=("pdf",))


@pytest.mark.parametrize(
    ("question", "given_", "text"),
    [
        (NUMBERS, "viel", "Bitte eine Zahl, zum Beispiel 12 oder 3,5."),
        (NUMBERS, "0,25", "Bitte höchstens 1 Nachkommastellen."),
        (NUMBERS, "0", "Bitte mindestens 0,5."),
        (NUMBERS, "10", "Bitte höchstens 9."),
        (NUMBERS, float("nan"), "Bitte eine Zahl bis"),
        (NUMBERS, float("inf"), "Bitte eine Zahl bis"),
        (NUMBERS, 10**400, "Bitte eine Zahl bis"),
        (NUMBERS, True, "Bitte eine Zahl, zum Beispiel"),
        (NUMBERS, ["1"], "Bitte eine Zahl, zum Beispiel"),
        (NUMBERS, "٣", "Bitte eine Zahl, zum Beispiel"),
        (DAYS, "31.2.2020", "Bitte einen Tag, zum Beispiel 31.5.2026."),
        (DAYS, "31.12.2019", "Bitte nicht vor dem 1.1.2020."),
        (DAYS, "2021-01-01", "Bitte nicht nach dem 31.12.2020."),
        (DAYS, 3, "Bitte einen Tag"),
        (CHOICES, ["a"], "Bitte wählen Sie mindestens 2; es sind 1."),
        (CHOICES, ["a", "b", "c"], "Bitte wählen Sie höchstens 2; es sind 3."),
        (CHOICES, ["a", "none"], "Eine der Antworten lässt sich nur allein wählen."),
        (CHOICES, ["a", "z"], "Diese Antwort steht nicht zur Wahl."),
        (CHOICES, {"a": 1}, "Hier werden Antworten aus der Liste erwartet."),
        (CHOICES, ["a"] * 1000, "Hier werden Antworten aus der Liste erwartet."),
        (RANKS, ["a", "a"], "Jede Antwort hat nur einen Platz."),
        (RANKS, ["a"], "Bitte wählen Sie mindestens 2; es sind 1."),
        (RANKS, {"a": 1, "b": 1}, "Den Platz 1 haben zwei Antworten."),
        (RANKS, {"a": 1, "b": 3}, "In der Rangfolge fehlt ein Platz."),
        (RANKS, {"a": 4}, "Plätze gehen von 1 bis 3."),
        (RANKS, 7, "Hier wird eine Rangfolge erwartet."),
        (SHARES, {"a": 3, "b": 3}, "Bitte genau 10 Punkte verteilen; es sind 6."),
        (SHARES, {"a": 11}, "Punkte sind ganze Zahlen von 0 bis 10."),
        (SHARES, {"z": 10}, "Diese Antwort steht nicht zur Wahl."),
        (SHARES, ["a"], "Hier werden Punkte je Antwort erwartet."),
        (TABLE, {"y": "a"}, "Hier werden Antworten je Zeile erwartet."),
        (TABLE, {"x": "b"}, "Diese Antwort steht nicht zur Wahl."),
        (SCALE, "6", "Bitte ein Feld von 1 bis 5."),
        (SCALE, "2,5", "Bitte ein Feld von 1 bis 5."),
        (SCALE, "dont_know", "Bitte eine Zahl"),
        (FILES, ["a.exe"], "Erlaubt sind Dateien mit diesen Endungen: pdf."),
        (FILES, ["a.pdf", "b.pdf"], "Bitte höchstens 1 Datei."),
        (ask("q", Kind.SHORT_TEXT, maximum=3.0), "abcd", "Bitte höchstens 3 Zeichen; es sind 4."),
        (ask("q", Kind.PLACE), {"longitude": 200, "latitude": 0}, "Diesen Ort gibt es nicht."),
        (ask("q", Kind.PLACE), {"longitude": 7}, "Bitte einen Ort auf der Karte wählen."),
        (ask("q", Kind.SINGLE, options=options("a")), ["a"], "Diese Antwort steht nicht zur Wahl."),
        (ask("q", Kind.NUMBER, check="q > 3"), "2", "Diese Antwort passt nicht."),
    ],
)
def test_what_does_not_fit_is_told_in_one_sentence(question: Any, given_: Any, text: str) -> None:
    found = check_answers(survey(question), {"q": given_}).faults
    assert len(found) == 1
    assert found[0].text.startswith(text)


def test_an_exclusive_answer_needs_no_second_one() -> None:
    assert check_answers(survey(CHOICES), {"q": ["none"]}).answers == {"q": ["none"]}


def test_a_text_beside_another_option_is_dropped_and_a_long_one_refused() -> None:
    question = ask("q", Kind.SINGLE, options=options("a", "other", own_text="other"))
    assert check_answers(survey(question), {"q": "a", "q.other": "x"}).answers == {"q": "a"}
    assert [fault.reason for fault in check_answers(survey(question), {"q": "other", "q.other": "x" * 501}).faults] == ["too-long"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["a", "often", "dont_know", "2026-05-31"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["roof", "week", "longitude", "latitude", "x"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(answers=st.dictionaries(st.sampled_from([question.code for question in every_kind().questions]), ANYTHING))
def test_whatever_is_sent_is_read_or_refused_and_what_is_kept_stays_as_it_is(answers: dict[str, Any]) -> None:
    checked = check_answers(every_kind(), answers, "2026-05-31")
    assert all(fault.text for fault in checked.faults)
    again = check_answers(every_kind(), checked.answers, "2026-05-31")
    assert again.answers == checked.answers
