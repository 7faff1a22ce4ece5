"""A survey's languages and their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from participation.methods.surveys.definition import TEXT_PARTS, Element, Survey, Texts, missing_texts, texts_of
from participation.methods.surveys.editing.refusing import refuse, valid


def add_language(survey: Survey, language: str) -> Survey:
    """One more language, without texts yet. Raises CannotEdit."""
    return valid(replace(survey, languages=(*survey.languages, language)))


def remove_language(survey: Survey, language: str) -> Survey:
    """Take a language out with all its texts. Raises CannotEdit; the main language stays."""
    if language not in survey.languages:
        raise refuse(survey, f"Die Sprache „{language[:20]}“ hat die Umfrage nicht.", (), "languages")
    if language == survey.languages[0]:
        raise refuse(survey, "Die Hauptsprache bleibt. Machen Sie zuerst eine andere zur Hauptsprache.", (), "languages")
    without = _every_text(survey, lambda _element, _part, texts: {one: text for one, text in texts.items() if one != language})
    return valid(replace(without, languages=tuple(one for one in survey.languages if one != language)))


def make_main(survey: Survey, language: str) -> Survey:
    """Make a language the main one; it must have all texts. Raises CannotEdit."""
    if language not in survey.languages:
        raise refuse(survey, f"Die Sprache „{language[:20]}“ hat die Umfrage nicht.", (), "languages")
    if any(one.language == language for one in missing_texts(survey)):
        raise refuse(survey, "In dieser Sprache fehlen noch Texte. Übersetzen Sie sie zuerst.", (), "languages")
    return valid(replace(survey, languages=(language, *(one for one in survey.languages if one != language))))


def text_key(survey: Survey, element: Element, part: str) -> str:
    """What a text is called, whatever its place: `title`, `page.CODE.title`, `question.CODE.text`, `question.CODE.options.CODE`."""
    if not element:
        return part
    page = survey.pages[int(element[0])]
    if len(element) == 1:
        return f"page.{page.code}.{part}"
    question = page.questions[int(element[1])]
    if len(element) == 2:
        return f"question.{question.code}.{part}"
    one = getattr(question, str(element[2]))[int(element[3])]
    return f"question.{question.code}.{element[2]}.{one.code}"


def text_keys(survey: Survey) -> list[tuple[str, Element, str, Texts]]:
    """Every text that is there in the main language: (key, element, name in German, texts)."""
    main = survey.languages[0]
    return [
        (text_key(survey, element, part), element, name, texts)
        for element, part, name, texts in texts_of(survey)
        if texts.get(main, "").strip()
    ]  # fmt: skip


def translate(survey: Survey, language: str, texts: Mapping[str, str]) -> Survey:
    """Put texts in a language in their places, by their keys; an empty one is taken out. Raises CannotEdit."""
    known = {key for key, _element, _name, _texts in text_keys(survey)}
    if language not in survey.languages or not known.issuperset(texts):
        raise refuse(survey, "Die Umfrage wurde inzwischen geändert: Manche dieser Texte oder diese Sprache gibt es nicht mehr.")

    def changed(element: Element, part: str, given: Texts) -> Texts:
        key = text_key(survey, element, part)
        if key not in texts:
            return given
        kept = {one: text for one, text in given.items() if one != language}
        return in_order(survey, {**kept, language: texts[key]} if texts[key].strip() else kept)

    return valid(_every_text(survey, changed))


def in_order(survey: Survey, texts: Texts) -> Texts:
    """Texts in the order of the survey's languages."""
    return {one: texts[one] for one in (*survey.languages, *texts) if one in texts}


def in_language(survey: Survey, language: str) -> Survey:
    """The survey for who reads it in a language: each text in that one alone or, where it lacks, in the main one. To be shown, never to be kept."""
    main = survey.languages[0]

    def chosen(_element: Element, _part: str, texts: Texts) -> Texts:
        return next(({one: texts[one]} for one in (language, main) if texts.get(one, "").strip()), {})

    return _every_text(survey, chosen)


def _every_text(survey: Survey, changed: Callable[[Element, str, Texts], Texts]) -> Survey:
    """The survey with each of its texts put through a function."""
    pages = []
    for number, page in enumerate(survey.pages):
        questions = []
        for place, question in enumerate(page.questions):
            at: Element = (number, place)
            parts = {part: changed(at, part, getattr(question, part)) for part in TEXT_PARTS}
            options = tuple(replace(one, text=changed((*at, "options", index), "text", one.text)) for index, one in enumerate(question.options))
            rows = tuple(replace(one, text=changed((*at, "rows", index), "text", one.text)) for index, one in enumerate(question.rows))
            questions.append(replace(question, options=options, rows=rows, **parts))  # type: ignore[arg-type]  # texts by their parts
        pages.append(replace(page, title=changed((number,), "title", page.title), questions=tuple(questions)))
    whole = {part: changed((), part, getattr(survey, part)) for part in ("title", "introduction", "thanks")}
    return replace(survey, pages=tuple(pages), **whole)  # type: ignore[arg-type]  # texts by their parts
