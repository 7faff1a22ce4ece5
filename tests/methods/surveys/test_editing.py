"""A survey changed step by step: what is refused leaves it as it is, and nothing changes beside what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.surveys.checking import check
from participation.methods.surveys.conditions import parse, printed
from participation.methods.surveys.definition import Kind, Page, Question, Survey, missing_texts
from participation.methods.surveys.editing import (
    CannotEdit,
    add_language,
    add_question,
    change_page,
    change_question,
    duplicate_page,
    duplicate_question,
    insert_page,
    join_page,
    make_main,
    move_page,
    move_question,
    remove_language,
    remove_page,
    remove_question,
    split_page,
    text_keys,
    translate,
)
from participation.methods.surveys.editing.clauses import Clauses, as_clauses, as_tree, askable
from participation.methods.surveys.editing.codes import free_code, made_code
from participation.methods.surveys.formats.as_json import read_json, write_json
from tests.methods.surveys.samples import ask, de, every_kind, options, survey, trees

Step = Callable[[Survey], Survey]


def codes(of: Survey) -> list[str]:
    return [question.code for question in of.questions]


def refused(step: Callable[[], object]) -> str:
    with pytest.raises(CannotEdit) as error:
        step()
    return str(error.value)


def steps() -> st.SearchStrategy[Step]:
    """One step at some place; numbers beyond the end begin again."""
    number, way = st.integers(0, 30), st.sampled_from((-1, 1))

    def question(step: Callable[..., object], *more: object) -> Callable[[int], Step]:
        def of(place: int) -> Step:
            def take(found: Survey) -> Survey:
                there = codes(found)
                result = step(found, there[place % len(there)], *more)
                return result[0] if isinstance(result, tuple) else result  # type: ignore[return-value]  # a survey

            return take

        return of

    def page(step: Callable[..., object], *more: object) -> Callable[[int], Step]:
        def of(place: int) -> Step:
            def take(found: Survey) -> Survey:
                result = step(found, found.pages[place % len(found.pages)].code, *more)
                return result[0] if isinstance(result, tuple) else result  # type: ignore[return-value]  # a survey

            return take

        return of

    def renamed(found: Survey, code: str) -> Survey:
        old = found.question(code)
        assert old is not None
        new = replace(old, code=f"x{len(code)}_{code}"[:60], options=tuple(replace(one, code=f"{one.code}x"[:60]) for one in old.options))
        return change_question(found, code, new, {one.code: f"{one.code}x"[:60] for one in old.options})

    return st.one_of(
        st.builds(lambda place, step: question(move_question, step)(place), number, way),
        st.builds(lambda place, step: page(move_page, step)(place), number, way),
        *(number.map(question(step)) for step in (remove_question, duplicate_question, split_page, renamed)),
        *(number.map(page(step)) for step in (remove_page, duplicate_page, join_page)),
        st.sampled_from(("tr", "en", "de", "x y")).map(lambda language: lambda found: add_language(found, language)),
        st.sampled_from(("tr", "en", "de")).map(lambda language: lambda found: remove_language(found, language)),
        st.just(lambda found: add_question(found, ask("fresh", Kind.NUMBER, text={found.languages[0]: "Neu?"}), found.pages[0].code)),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(steps(), min_size=1, max_size=12))
def test_any_steps_leave_a_survey_without_faults(taken: list[Step]) -> None:
    found = every_kind()
    for step in taken:
        before = write_json(found)
        try:
            found = step(found)
        except CannotEdit:
            assert write_json(found) == before
        assert not check(found)
        assert read_json(write_json(found)).survey == found


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 30), st.sampled_from((-1, 1)))
def test_there_and_back_is_nothing(place: int, step: int) -> None:
    found = every_kind()
    code = codes(found)[place % len(codes(found))]
    try:
        there = move_question(found, code, step)
    except CannotEdit:
        return
    assert there != found
    assert sorted(there.questions, key=lambda one: one.code) == sorted(found.questions, key=lambda one: one.code), "only the order changed"
    assert move_question(there, code, -step) == found


def test_moving_a_page_there_and_back_is_nothing_and_joining_undoes_splitting() -> None:
    found = replace(every_kind(), pages=(*every_kind().pages, Page("free", (ask("free", Kind.SHORT_TEXT),))))
    up = move_page(found, "free", -1)
    assert [page.code for page in up.pages] == ["person", "hall", "free", "future"]
    assert move_page(up, "free", 1) == found
    parted = split_page(found, "rating", de("Noten", "Marks"))
    assert [page.code for page in parted.pages] == ["person", "hall", "noten", "future", "free"]
    assert join_page(parted, "noten") == found
    assert "verschiedenen Bedingungen" in refused(lambda: join_page(found, "hall"))
    assert "ganz oben" in refused(lambda: move_page(found, "person", -1))
    assert "beginnt schon" in refused(lambda: split_page(found, "visits"))


def test_a_question_moves_over_the_edge_of_its_page() -> None:
    found = every_kind()
    up = move_question(found, "order", -1)
    assert [question.code for question in up.pages[1].questions][-1] == "order"
    assert codes(up) == codes(found)
    assert "ganz oben" in refused(lambda: move_question(found, "welcome", -1))
    assert "steht sonst keine Frage" in refused(
        lambda: move_question(move_page(add_question(found, ask("one", Kind.DATE)), "seite_4", -1), "one", -1)
    )


def test_what_others_look_at_stays_before_them_and_is_not_removed() -> None:
    found = every_kind()
    assert "kommt erst später" in refused(lambda: move_question(found, "why", -1))
    said = refused(lambda: remove_question(found, "visits"))
    assert "Frage why?" in said
    assert "Frage uses?" in said
    said = refused(lambda: remove_page(found, "hall"))
    assert "Frage money?" in said
    assert "Frage uses?" not in said, "what goes with it need not be told"
    assert "welcome" not in codes(remove_question(found, "welcome"))
    alone = survey(ask("a", Kind.NUMBER))
    assert "mindestens eine" in refused(lambda: remove_question(alone, "a"))
    assert "gibt es hier nicht mehr" in refused(lambda: remove_question(alone, "b"))


def test_a_new_code_goes_into_every_condition() -> None:
    found = every_kind()
    visits = found.question("visits")
    assert visits is not None
    new = replace(visits, code="coming", options=tuple(replace(one, code={"never": "not_once"}.get(one.code, one.code)) for one in visits.options))
    changed = change_question(found, "visits", new, {"never": "not_once"})
    assert printed(changed.question("why").condition) == 'coming = "not_once" or coming = "rarely"'  # type: ignore[union-attr, arg-type]
    assert printed(changed.question("uses").condition) == 'coming in ["often", "other"]'  # type: ignore[union-attr, arg-type]
    back = change_question(changed, "coming", visits, {"not_once": "never"})
    assert back == found
    parts, order = found.question("parts"), found.question("order")
    assert parts is not None
    assert order is not None
    rows = change_question(
        found, "parts", replace(parts, rows=tuple(replace(one, code=f"r_{one.code}") for one in parts.rows)), rows={"roof": "r_roof"}
    )
    assert printed(rows.question("money").condition).startswith("parts.r_roof = ")  # type: ignore[union-attr, arg-type]
    ranked = change_question(
        found, "order", replace(order, options=tuple(replace(one, code=one.code.upper()) for one in order.options)), {"build": "BUILD"}
    )
    assert printed(ranked.question("where").condition) == "order.BUILD = 1"  # type: ignore[union-attr, arg-type]
    assert "gibt es schon" in refused(lambda: change_question(found, "visits", replace(visits, code="why")))
    cost = found.question("cost")
    assert cost is not None
    assert printed(change_question(found, "cost", replace(cost, code="price")).question("price").check) == "price <= 100 or age > 30"  # type: ignore[union-attr, arg-type]


def test_two_codes_change_places_at_once() -> None:
    found = survey(ask("a", Kind.SINGLE, options=options("x", "y")), ask("b", Kind.NUMBER, condition='a = "x" or a != "y"'))
    a = found.question("a")
    assert a is not None
    changed = change_question(found, "a", replace(a, options=options("y", "x")), {"x": "y", "y": "x"})
    assert printed(changed.question("b").condition) == 'a = "y" or a != "x"'  # type: ignore[union-attr, arg-type]


def test_an_answer_that_a_condition_names_is_not_removed() -> None:
    found = every_kind()
    visits = found.question("visits")
    assert visits is not None
    with pytest.raises(CannotEdit) as error:
        change_question(found, "visits", replace(visits, options=options("often", "rarely", "other", own_text="other")))
    assert [fault.element for fault in error.value.faults] == [(1, 1)]
    same = survey(
        ask("a", Kind.SINGLE, options=options("x", "y")), ask("b", Kind.SINGLE, options=options("x", "z")), ask("c", Kind.DATE, condition="a = b")
    )
    a = same.question("a")
    assert a is not None
    assert "lassen" in refused(lambda: change_question(same, "a", replace(a, options=options("w", "y")), {"x": "w"}))


def test_a_copied_page_asks_its_own_questions() -> None:
    found, code = duplicate_page(every_kind(), "hall")
    assert code == "hall_2"
    assert [page.code for page in found.pages] == ["person", "hall", "hall_2", "future"]
    assert printed(found.question("why_2").condition) == 'visits_2 = "never" or visits_2 = "rarely"'  # type: ignore[union-attr, arg-type]
    assert printed(found.pages[2].condition) == "age >= 16"  # type: ignore[arg-type]
    copied, name = duplicate_question(every_kind(), "cost")
    assert name == "cost_2"
    assert printed(copied.question("cost_2").check) == "cost_2 <= 100 or age > 30"  # type: ignore[union-attr, arg-type]
    inserted, _code = insert_page(found, Page("hall", (ask("age", Kind.NUMBER), ask("old", Kind.DATE, condition="age > 60"))))
    assert printed(inserted.question("old").condition) == "age_2 > 60"  # type: ignore[union-attr, arg-type]
    assert inserted.pages[-1].code == "hall_3"


def test_languages_come_and_go_with_their_texts() -> None:
    found = every_kind()
    three = add_language(found, "tr")
    assert {one.language for one in missing_texts(three)} == {"tr"}
    assert remove_language(three, "tr") == found
    assert "fehlen noch Texte" in refused(lambda: make_main(three, "tr"))
    assert make_main(make_main(found, "en"), "de") == found
    assert "Hauptsprache bleibt" in refused(lambda: remove_language(found, "de"))
    full = translate(three, "tr", {key: f"TR {number}" for number, (key, *_more) in enumerate(text_keys(three))})
    assert not missing_texts(full)
    assert full.question("visits").options[0].text["tr"].startswith("TR ")  # type: ignore[union-attr]
    assert remove_language(full, "tr") == found, "the other texts stay as they are"
    assert translate(full, "tr", dict.fromkeys((key for key, *_more in text_keys(full)), "")) == three
    assert "inzwischen geändert" in refused(lambda: translate(three, "tr", {"question.gone.text": "x"}))
    assert "keine Sprache" in refused(lambda: add_language(found, "deutsch!"))
    assert '"en"' not in write_json(remove_language(found, "en"))


@settings(max_examples=200)
@given(st.lists(trees(), min_size=1, max_size=3), st.sampled_from(("and", "or")))
def test_a_condition_that_a_form_shows_is_the_same_afterwards(some: list[object], join: str) -> None:
    for tree in some:
        shown = as_clauses(tree)  # type: ignore[arg-type]  # a tree
        assert shown is None or as_tree(shown) == tree


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ('visits = "never" or visits = "rarely"', 2),
        ('age >= 16 and uses contains "music" and not uses contains "none" and answered(age) and not answered(why)', 5),
        ("temperature > -3.5", 1),
        ('parts.roof = "renew"', 1),
        ('visits in ["often", "other"]', None),
        ('age >= 16 and (visits = "never" or age < 3)', None),
        ("age = 1 or (age = 2 or age = 3)", None),
        ("age + 1 > 3", None),
    ],
)
def test_what_a_form_can_show(source: str, number: int | None) -> None:
    shown = as_clauses(parse(source))
    assert (None if shown is None else len(shown.parts)) == number
    if shown is not None:
        assert printed(as_tree(shown)) == source  # type: ignore[arg-type]  # it has comparisons
    assert as_tree(Clauses()) is None


def test_conditions_look_only_at_what_was_asked_before() -> None:
    found = every_kind()
    keys = [one.key for one in askable(found, (1, 5))]
    assert "parts" not in keys
    assert keys[:2] == ["age", "name"]
    later = {one.key: one for one in askable(found, (2, 2))}
    assert later["order.build"].operators[0] == "="
    assert later["parts"].operators == ("answered", "not-answered")
    assert later["uses"].operators[0] == "contains"
    assert "welcome" not in later


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Wie alt sind Sie?", "wie_alt_sind_sie"),
        ("Größe Ihrer Straße", "groesse_ihrer_strasse"),
        ("3 Dinge", "frage_3_dinge"),
        ("?!", "frage"),
        ("عربي", "frage"),
        ("Or", "frage_or"),
        ("Welche Verkehrsmittel nutzen Sie an einem gewöhnlichen Tag?", "welche"),
    ],
)
def test_a_code_is_made_of_words(words: str, code: str) -> None:
    assert made_code(words, (), "frage").startswith(code)


@given(st.text(max_size=60), st.lists(st.text("ab_12", max_size=4), max_size=5))
def test_a_made_code_can_be_used_and_is_free(words: str, taken: list[str]) -> None:
    code = made_code(words, taken, "frage")
    assert code not in taken
    assert not check(survey(Question(code, Kind.NUMBER, de("x", "y"))))
    assert free_code(code, {code}) != code


def test_a_page_gets_another_title_and_keeps_its_questions() -> None:
    found = change_page(every_kind(), "hall", Page("halle", (), de("Neu", "New")))
    assert found.pages[1].questions == every_kind().pages[1].questions
    assert found.pages[1].condition is None
    assert "gibt es schon" in refused(lambda: change_page(every_kind(), "hall", Page("person")))
