"""What is wrong with a survey's definition: all faults at once, in German, each at its element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields

from participation.methods.surveys.conditions import Tree, references
from participation.methods.surveys.conditions.tree import MOST_HEIGHT, height
from participation.methods.surveys.definition import (
    FITTING,
    GERMAN,
    LONGEST_TEXT,
    MATRIX,
    MOST_LANGUAGES,
    MOST_OPTIONS,
    MOST_PAGES,
    MOST_QUESTIONS,
    MOST_ROWS,
    WITH_OPTIONS,
    Element,
    Kind,
    Question,
    Survey,
    texts_of,
)
from participation.methods.surveys.faults import Fault
from participation.methods.surveys.limits import limits
from participation.methods.surveys.meaning import DAY, NUMBER, TEXT, TRUTH, Meaning
from participation.methods.tables import listed

QUESTION_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
PART_CODE = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
RESERVED = frozenset({"and", "or", "not", "in", "contains"})


def check(survey: Survey) -> list[Fault]:
    """All faults. Where something is far too large, only that is told."""
    too_much = list(_sizes(survey))
    if too_much:
        return too_much
    found = [*_languages(survey), *_codes(survey)]
    for element, _page, question in survey.placed():
        found += [Fault(element, part, text) for part, text in _shape(question)]
    found += _conditions(survey)
    return found


def _sizes(survey: Survey) -> Iterator[Fault]:
    if not 1 <= len(survey.languages) <= MOST_LANGUAGES:
        yield Fault((), "languages", f"Eine Umfrage hat 1 bis {MOST_LANGUAGES} Sprachen, hier sind es {len(survey.languages)}.")
    if not 1 <= len(survey.pages) <= MOST_PAGES:
        yield Fault((), "pages", f"Eine Umfrage hat 1 bis {MOST_PAGES} Seiten, hier sind es {len(survey.pages)}.")
    questions = sum(len(page.questions) for page in survey.pages)
    if survey.pages and not 1 <= questions <= MOST_QUESTIONS:
        yield Fault((), "pages", f"Eine Umfrage hat 1 bis {MOST_QUESTIONS} Fragen, hier sind es {questions}.")
    for number, page in enumerate(survey.pages[:MOST_PAGES] if questions else ()):
        if not page.questions:
            yield Fault((number,), "questions", f"Die Seite „{page.code[:64]}“ hat keine Fragen.")
    for element, _page, question in survey.placed():
        if len(question.options) > MOST_OPTIONS:
            yield Fault(element, "options", f"„{question.code[:64]}“ hat {len(question.options)} Antworten; erlaubt sind {MOST_OPTIONS}.")
        if len(question.rows) > MOST_ROWS:
            yield Fault(element, "rows", f"„{question.code[:64]}“ hat {len(question.rows)} Zeilen; erlaubt sind {MOST_ROWS}.")


def _languages(survey: Survey) -> Iterator[Fault]:
    for language in survey.languages:
        if not LANGUAGE.fullmatch(language):
            yield Fault((), "languages", f"„{language[:20]}“ ist keine Sprache; gemeint sind Kürzel wie de, en, ar.")
        if survey.languages.count(language) > 1:
            yield Fault((), "languages", f"Die Sprache „{language[:20]}“ steht mehrmals da.")
            break
    needed = {"text"}
    for element, part, name, texts in texts_of(survey):
        foreign = [language for language in texts if language not in survey.languages]
        if foreign:
            yield Fault(element, part, f"{name}: Diese Sprachen gehören nicht zur Umfrage: {listed(foreign)}.")
        for language, text in texts.items():
            if len(text) > LONGEST_TEXT:
                yield Fault(element, part, f"{name}: Der Text ({language}) hat mehr als {LONGEST_TEXT} Zeichen.")
            if HIDDEN.search(text):
                yield Fault(element, part, f"{name}: Im Text ({language}) stehen Zeichen, die man nicht sieht.")
        calculated = len(element) == 2 and _at(survey, element).kind == Kind.CALCULATION
        main = texts.get(survey.languages[0], "").strip()
        if not main and not calculated and ((part in needed) or (part == "title" and not element) or any(texts.values())):
            yield Fault(element, part, f"{name}: Der Text fehlt in der Hauptsprache ({survey.languages[0]}).")


def _at(survey: Survey, element: Element) -> Question:
    return survey.pages[int(element[0])].questions[int(element[1])]


def _codes(survey: Survey) -> Iterator[Fault]:
    if not PART_CODE.fullmatch(survey.code):
        yield Fault((), "code", f"Das Kürzel der Umfrage „{survey.code[:40]}“ darf nur Buchstaben ohne Umlaute, Ziffern und Unterstriche haben.")
    if not 1 <= survey.version < 10**9:
        yield Fault((), "version", "Die Version ist eine ganze Zahl ab 1.")
    yield from _unlike((((number,), page.code) for number, page in enumerate(survey.pages)), PART_CODE, "Seite")
    yield from _unlike(((element, question.code) for element, _page, question in survey.placed()), QUESTION_CODE, "Frage")
    for element, _page, question in survey.placed():
        yield from _unlike((((*element, "options", place), option.code) for place, option in enumerate(question.options)), PART_CODE, "Antwort")
        yield from _unlike((((*element, "rows", place), row.code) for place, row in enumerate(question.rows)), PART_CODE, "Zeile")


def _unlike(coded: Iterable[tuple[Element, str]], form: re.Pattern[str], word: str) -> Iterator[Fault]:
    """Codes must have their form and differ."""
    seen: set[str] = set()
    for element, code in coded:
        if not code:
            yield Fault(element, "code", f"{word}: Der Code ist leer.")
        elif not form.fullmatch(code) or code in RESERVED:
            letters = "beginnt mit einem Buchstaben und hat" if form is QUESTION_CODE else "hat"
            yield Fault(
                element, "code", f"{word} „{code[:64]}“: Ein Code {letters} nur Buchstaben ohne Umlaute, Ziffern und Unterstriche, höchstens 64."
            )
        elif code in seen:
            yield Fault(element, "code", f"{word} „{code}“: Diesen Code gibt es schon.")
        seen.add(code)


_PLAIN = {
    each.name: each.default
    for each in fields(Question)
    if each.name not in ("code", "kind", "text", "hint", "unit", "low_text", "high_text", "check_text")
}


def _shape(question: Question) -> Iterator[tuple[str, str]]:
    """What does not fit a question's kind: (part, sentence)."""
    fitting = FITTING[question.kind]
    for part in (each.name for each in fields(Question)):
        given = getattr(question, part)
        if part not in fitting and given and given != _PLAIN.get(part):
            yield part, f"Frage „{question.code[:64]}“: „{part}“ passt nicht zur Art „{GERMAN[question.kind]}“."
    if question.kind in WITH_OPTIONS and not question.options:
        yield "options", f"Frage „{question.code[:64]}“: Es fehlen die Antworten."
    if question.kind in MATRIX and not question.rows:
        yield "rows", f"Frage „{question.code[:64]}“: Es fehlen die Zeilen der Tabelle."
    if question.kind == Kind.CALCULATION and question.calculation is None:
        yield "calculation", f"Frage „{question.code[:64]}“: Es fehlt, wie der Wert berechnet wird."
    for part, text in limits(question):
        yield part, f"Frage „{question.code[:64]}“: {text}"


def _conditions(survey: Survey) -> Iterator[Fault]:
    meaning = Meaning(survey.questions)
    place = {question.code: element for element, _page, question in survey.placed()}
    found: list[tuple[Element, str, Tree, tuple[str, ...], Element]] = []  # … and the element before which everything must stand
    for number, page in enumerate(survey.pages):
        if page.condition is not None:
            found.append(((number,), "condition", page.condition, (TRUTH,), (number, 0)))
    for element, _page, question in survey.placed():
        after = (element[0], int(element[1]) + 1)
        if question.condition is not None:
            found.append((element, "condition", question.condition, (TRUTH,), element))
        if question.check is not None:
            found.append((element, "check", question.check, (TRUTH,), after))
        if question.calculation is not None:
            found.append((element, "calculation", question.calculation, (NUMBER, TEXT, DAY), element))
    circles, in_circle = _circles(survey, found)
    yield from circles
    for element, part, tree, wanted, before in found:
        if height(tree) > MOST_HEIGHT:
            yield Fault(element, part, f"Die Bedingung ist zu lang: Erlaubt sind {MOST_HEIGHT} Teile hintereinander.")
            continue
        yield from (Fault(element, part, text) for text in meaning.wrong(tree, wanted))
        later = dict.fromkeys(one.code for one in references(tree) if one.code in place and place[one.code] >= before)
        for code in later:
            if (element, code) not in in_circle:
                yield Fault(element, part, _too_late(code, place[code], element))


def _too_late(code: str, at: Element, element: Element) -> str:
    if at == element:
        return f"„{code}“ kann nicht von sich selbst abhängen."
    if len(element) == 1 and at[0] == element[0]:
        return f"Die Bedingung einer Seite kann nicht von „{code}“ abhängen: Die Frage steht auf dieser Seite."
    return f"„{code}“ kommt erst später. Bedingungen schauen nur auf Fragen, die schon gestellt sind."


def _circles(survey: Survey, found: Iterable[tuple[Element, str, Tree, tuple[str, ...], Element]]) -> tuple[list[Fault], set[tuple[Element, str]]]:
    """Questions that depend on each other in a circle, each circle once; and which (element, code) a circle explains."""
    needs: dict[str, dict[str, Element]] = {question.code: {} for question in survey.questions}
    part_of: dict[Element, str] = {}
    for element, part, tree, _wanted, _before in found:
        if len(element) == 2 and part != "check":
            part_of.setdefault(element, part)
            code = _at(survey, element).code
            needs[code].update({one.code: element for one in references(tree) if one.code in needs and one.code != code})
    faults, explained = [], set()
    for circle in _walk(needs):
        steps = list(zip(circle, [*circle[1:], circle[0]], strict=True))
        explained |= {(needs[one][other], other) for one, other in steps}
        element = needs[circle[0]][steps[0][1]]
        told = " → ".join([*circle, circle[0]])
        faults.append(Fault(element, part_of[element], f"Diese Fragen hängen im Kreis voneinander ab: {told}."))
    return faults, explained


def _walk(needs: dict[str, dict[str, Element]]) -> Iterator[list[str]]:
    """Circles of a graph, found by going through it once without recursion."""
    state: dict[str, int] = {}
    for start in needs:
        if start in state:
            continue
        path, ways = [start], [iter(needs[start])]
        state[start] = 1
        while path:
            step = next(ways[-1], None)
            if step is None:
                state[path.pop()] = 2
                ways.pop()
            elif state.get(step) == 1:
                yield path[path.index(step) :]
            elif step not in state:
                state[step] = 1
                path.append(step)
                ways.append(iter(needs[step]))
