"""Outcomes in German sentences, and the same in another language where a translation is handed in."""

from __future__ import annotations

from fractions import Fraction

from participation.methods.counting import ChoiceBallots, RankedBallots, count
from participation.methods.counting.explain import decimal, explain, grouped, percent, round_sentences
from participation.methods.counting.rules import RULES
from participation.methods.counting.text import as_text


def test_a_vote_is_told_in_sentences() -> None:
    outcome = count("yes-no", ChoiceBallots(("Ja", "Nein"), {0: 1200, 1: 800}), eligible=5000, consent_quorum=Fraction(1, 5))
    assert explain(outcome) == [
        "Angenommen: 1.200 × Ja, 800 × Nein.",
        "Das Zustimmungsquorum von 20 % ist erreicht: 1.200 von nötigen 1.000 Stimmen.",
        "Stimmzettel: 2.000, davon gültig 2.000, leer 0, ungültig 0.",
        "Prozente beziehen sich auf die Ja- und Nein-Stimmen; Enthaltungen zählen dabei nicht.",
        "Erst 200 anders ausgefüllte Stimmzettel hätten das Ergebnis geändert.",
    ]


def test_a_missed_quorum_is_said_first() -> None:
    outcome = count("yes-no", ChoiceBallots(("Ja", "Nein"), {0: 12}), eligible=5000, consent_quorum=Fraction(1, 5))
    assert explain(outcome)[:2] == [
        "Die Frage ist nicht entschieden.",
        "Das Zustimmungsquorum von 20 % ist verfehlt: 12 von nötigen 1.000 Stimmen.",
    ]


def test_an_open_tie_is_said_with_its_names() -> None:
    sentences = explain(count("plurality", ChoiceBallots(("Halle", "Platz", "Nichts"), {0: 4, 1: 4})))
    assert sentences[0] == "Noch ist nichts entschieden: Ein Gleichstand braucht das Los."
    assert "Gleichstand, den nur das Los lösen kann (Runde 1): Halle, Platz." in sentences


def test_a_translation_takes_the_place_of_each_template() -> None:
    outcome = count("plurality", ChoiceBallots(("Hall 100 %", "Square"), {0: 3, 1: 2}))
    english = {"Gewonnen hat: %(names)s.": "The winner is: %(names)s."}
    told = explain(outcome, lambda text: english.get(text, text), lambda one, many, number: "%(ballots)s ballot(s) would change it.")
    assert told[0] == "The winner is: Hall 100 %."
    assert told[-1] == "1 ballot(s) would change it."


def test_rounds_are_told() -> None:
    outcome = count("stv-scottish", RankedBallots(("A", "B", "C"), {(0, 1): 7, (1,): 1, (2,): 3}), seats=2)
    told = [sentence.message % sentence.values for sentence in round_sentences(outcome, outcome.rounds[1])]
    assert told[0] == "Überschuss von A: 2,99999 Stimmen gehen weiter."


def test_numbers_are_exact_and_german() -> None:
    outcome = count("stv-scottish", RankedBallots(("A",), {(0,): 1}))
    assert decimal(outcome, 123_456_700_000) == "1.234.567"
    assert decimal(outcome, 23_335_966) == "233,35966"
    assert decimal(outcome, 5) == "0,00005"
    assert grouped(1234567) == "1.234.567"
    assert percent(Fraction(49999, 100000)) == "49,9 %"
    assert percent(Fraction(1, 2)) == "50 %"


def test_columns_stand_under_one_another() -> None:
    text = as_text(count("irv", RankedBallots(("Ännchen von Tharau", "B", "C"), {(0,): 4, (1,): 3, (2, 1): 2})), "Wahl")
    lines = [line for line in text.splitlines() if line.startswith(("Ännchen", "B ", "C "))]
    assert len({line.rstrip(" *–")[:19].rstrip() for line in lines[:3]}) == 3
    assert "* gewählt" in text


def test_every_rule_says_in_german_what_it_is() -> None:
    for rule in RULES.values():
        assert rule.title
        assert rule.sentence.endswith((".", "."))


def test_a_win_is_never_told_without_a_winner() -> None:
    outcome = count("irv", RankedBallots(("A", "B"), {}, {((0, 1),): 3}))
    assert explain(outcome)[0] == "Keine Möglichkeit hat eine Stimme, die zählt."
