"""Ready-made pages for any survey, in German and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from participation.methods.surveys.definition import Kind, Option, Page, Question, Texts
from participation.surveys.ready.parts import ask, choices
from participation.surveys.ready.parts import page as a_page

_NO_ANSWER = "keine_angabe: Möchte ich nicht sagen / I would rather not say"

_PERSON = a_page(
    "person",
    "Über Sie / About you",
    ask(
        "person_hinweis",
        Kind.INFORMATION,
        "Zum Schluss ein paar Angaben zu Ihnen. Sie sind freiwillig und zeigen uns, wen die Umfrage erreicht hat. "
        "/ Finally, a few details about you. They are voluntary and show us whom the survey has reached.",
    ),
    ask(
        "alter",
        Kind.SINGLE,
        "Wie alt sind Sie? / How old are you?",
        options=choices(
            "unter_18: unter 18 / under 18", "bis_29: 18 bis 29 / 18 to 29", "bis_44: 30 bis 44 / 30 to 44", "bis_59: 45 bis 59 / 45 to 59",
            "bis_74: 60 bis 74 / 60 to 74", "ab_75: 75 oder älter / 75 or older", _NO_ANSWER,
        ),
    ),
    ask(
        "geschlecht",
        Kind.SINGLE,
        "Welches Geschlecht haben Sie? / What is your gender?",
        options=choices("weiblich: weiblich / female", "maennlich: männlich / male", "divers: divers / non-binary", _NO_ANSWER),
    ),
    ask(
        "haushalt",
        Kind.SINGLE,
        "Wie viele Menschen leben in Ihrem Haushalt? / How many people live in your household?",
        options=choices("eine: eine Person / one person", "zwei: zwei / two", "drei: drei oder mehr / three or more", _NO_ANSWER),
    ),
    ask(
        "abschluss",
        Kind.SINGLE,
        "Welchen höchsten Abschluss haben Sie? / What is your highest qualification?",
        options=choices(
            "noch_schule: gehe noch zur Schule / still at school", "ohne: ohne Abschluss / none", "schule: Schulabschluss / school leaving certificate",
            "beruf: Berufsausbildung / vocational training", "hochschule: Hochschulabschluss / university degree", _NO_ANSWER,
        ),
    ),
    ask(
        "taetigkeit",
        Kind.SINGLE,
        "Was tun Sie hauptsächlich? / What do you mainly do?",
        options=choices(
            "arbeit: arbeiten / work", "ausbildung: lernen oder studieren / learn or study", "zuhause: Kinder oder Angehörige betreuen / care for others",
            "suche: Arbeit suchen / look for work", "rente: im Ruhestand sein / be retired", "anderes: etwas anderes / something else", _NO_ANSWER,
        ),
    ),
)  # fmt: skip


def person(languages: Sequence[str]) -> Page:
    """Age in groups, gender, household, education, work: nothing is required, no birth date is asked."""
    return _in_languages(_PERSON, languages)


def anything_else(languages: Sequence[str]) -> Page:
    """One field for whatever was not asked."""
    text = "Was möchten Sie uns noch sagen? / What else would you like to tell us?"
    return _in_languages(a_page("schluss", "Noch etwas? / Anything else?", ask("noch_etwas", Kind.LONG_TEXT, text, maximum=2000.0)), languages)


def _in_languages(page: Page, languages: Sequence[str]) -> Page:
    """The page in the survey's languages; where German and English are not its main one, the German text stands in for it."""
    return replace(page, title=_texts(page.title, languages), questions=tuple(_question(one, languages) for one in page.questions))


def _question(question: Question, languages: Sequence[str]) -> Question:
    options = tuple(Option(one.code, _texts(one.text, languages), one.exclusive, one.own_text) for one in question.options)
    return replace(question, text=_texts(question.text, languages), options=options)


def _texts(texts: Texts, languages: Sequence[str]) -> Texts:
    main = languages[0]
    return {main: texts.get(main, texts["de"]), **{one: texts[one] for one in languages[1:] if one in texts}}
