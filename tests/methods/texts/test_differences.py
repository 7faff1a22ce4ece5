"""Similar texts that mean something else are told by the word in which they differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.texts.differences import Difference, DifferenceKind, difference

NUMBER, NEGATION, OPPOSITE = DifferenceKind.NUMBER, DifferenceKind.NEGATION, DifferenceKind.OPPOSITE


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Die Halle erhalten", "Die Halle abreißen", (OPPOSITE, "erhalten", "abreißen")),
        ("Neue Halle bauen", "Alte Halle abreißen", (OPPOSITE, "bauen", "abreißen")),
        ("Mehr Autos am Markt", "Weniger Autos am Markt", (OPPOSITE, "mehr", "weniger")),
        ("Das Bad sonntags öffnen", "Das Bad sonntags schließen", (OPPOSITE, "öffnen", "schließen")),
        ("Grillen im Park erlauben", "Grillverbot? Grillen im Park verbieten", (OPPOSITE, "erlauben", "verbieten")),
        ("Parkgebühren erhöhen", "Parkgebühren senken", (OPPOSITE, "erhöhen", "senken")),
        ("Bäume fällen", "Bäume pflanzen", (OPPOSITE, "fällen", "pflanzen")),
        ("Ein Weg für Räder", "Kein Weg für Räder", (NEGATION, "", "kein")),
        ("Der Markt mit Autos", "Der Markt ohne Autos", (NEGATION, "", "ohne")),
        ("Tempo 30 in der Altstadt", "Tempo 50 in der Altstadt", (NUMBER, "30", "50")),
        ("Drei Bänke am See", "Fünf Bänke am See", (NUMBER, "drei", "fünf")),
        ("1.000 Bäume", "1000 Bäume", None),
        ("Drei Bänke", "3 Bänke", None),
        ("3,5 Meter", "3.5 Meter", None),
        ("Tempo 30", "Tempo 30 ab 2027", None),
        ("Mehr Bänke im Park", "Mehr Bänke am See", None),
        ("Die Halle erhalten, nicht abreißen", "Die Halle abreißen", (NEGATION, "nicht", "")),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_differing_word_is_named(first: str, second: str, expected: tuple[DifferenceKind, str, str] | None) -> None:
    assert difference(first, second) == (Difference(*expected) if expected else None)


WORDS = st.lists(st.sampled_from("mehr weniger nicht kein 30 50 drei die Halle bauen abreißen erhalten öffnen schließen ohne".split()), max_size=8)


@given(WORDS, WORDS)
def test_seen_from_the_other_text_it_is_the_same_difference(first: list[str], second: list[str]) -> None:
    there, back = difference(" ".join(first), " ".join(second)), difference(" ".join(second), " ".join(first))
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there.kind == back.kind
    assert difference(" ".join(first), " ".join(first)) is None
