"""A page of questions as a form: what its fields are called, what stands beside them, and what comes back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from participation.kit.bodies import Megabytes
from participation.kit.language import gettext as _
from participation.kit.language import language, ngettext
from participation.methods.surveys.answer_kinds import german
from participation.methods.surveys.answers import AnswerFault, own_text_key
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import DONT_KNOW, ONE_OF, UNASKED, Kind, Option, Question, Survey, Texts
from participation.surveys.attaching import PICTURES, endings_of
from participation.surveys.languages import direction

LONGEST_TYPED = 12_000
"""What is longer than any answer may be is cut; that it is too long is said all the same."""
Choice = tuple[str, str]
_AND = Markup("; ")
STREET, NUMBER, POINT, HOME = "strasse", "nummer", "punkt", "zuhause"
"""The fields of a place."""
FAULT, FIELD = "fehler", "feld"
"""Beside what was typed of a place that cannot be taken: why, and at which of its fields."""


def words(texts: Texts, main: str) -> str:
    """A text in the language spoken, else in the survey's main one; else in the one it is there in (`in_language`)."""
    return _found(texts, main)[1]


def marked(texts: Texts, main: str) -> str:
    """The same for a page: marked with its language and its direction where the page around it speaks another."""
    code, text = _found(texts, main)
    if not text or code == language():
        return text
    way = Markup(' dir="rtl"') if direction(code) == "rtl" else ""
    return Markup('<span lang="{}"{}>{}</span>').format(code, way, text)


def _found(texts: Texts, main: str) -> tuple[str, str]:
    return next(((one, text) for one in (language(), main, *texts) if (text := texts.get(one, "").strip())), ("", ""))


def field_name(question: str, part: str = "") -> str:
    """What a question's field, or that of one of its rows or options, is called: codes have no hyphen."""
    return f"a-{question}-{part}" if part else f"a-{question}"


def own_text_name(question: str, option: str) -> str:
    """What the field for the text beside an option is called."""
    return f"t-{question}-{option}"


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a matrix, an option to rank or to give points, or the text beside an option."""

    name: str
    label: str
    value: str | list[str] = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its form shows it. `choices`: (value, label); `value`: what was typed; `shown`: whether the answers so far call for it."""

    code: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    parts: tuple[Part, ...] = ()
    own_texts: tuple[Part, ...] = ()
    value: str | list[str] = ""
    unit: str = ""
    error: str = ""
    shown: bool = True
    errors: tuple[tuple[str, str], ...] = field(default=())
    """What is wrong as (sentence, id of the field), for the summary."""
    language: str = ""
    """Of the choices of a list, where the page around it speaks another."""

    @property
    def name(self) -> str:
        """What its field is called."""
        return field_name(self.code)


def asked(
    survey: Survey,
    question: Question,
    typed: Mapping[str, object],
    faults: Iterable[AnswerFault] = (),
    *,
    shown: bool = True,
    seed: int = 0,
    number: str = "",
) -> Asked:
    """One question with what was typed and what is wrong with it. `seed`: whose order shuffled answers have; `number`: how a form calls it."""
    own = [fault for fault in faults if fault.question == question.code]
    main = survey.languages[0]
    options = ordered(question, seed)
    in_text = words if question.kind == Kind.DROPDOWN else marked  # an option of a list holds nothing but text
    choices = tuple((option.code, in_text(option.text, main) or option.code) for option in options)
    hints = [marked(question.hint, main), *(Markup("<bdi>{}</bdi>").format(one) for one in _limits(question))]
    if question.kind == Kind.SCALE:
        choices = _scale(question, main)
    elif question.kind == Kind.FILE:
        choices = tuple((f".{ending}", ending) for ending in endings_of(question))
    parts, own_texts = _parts(question, options, main, typed, own), _own_texts(question, options, main, typed, own)
    beside = {part.name for part in (*parts, *own_texts) if part.error}
    whole = next((fault.text for fault in own if _name_of(question, fault) not in beside), "")
    errors = tuple((fault.text, _focus(question, _name_of(question, fault), fault.part)) for fault in own)
    value = typed.get(question.code)
    label = marked(question.text, main) or question.code
    return Asked(
        question.code, question.kind, Markup("{}. {}").format(number, label) if number else label, Markup(" ").join(filter(None, hints)), question.required, choices, parts,
        own_texts, _shown_value(value), marked(question.unit, main), whole, shown, errors, _tongue(options, main) if question.kind == Kind.DROPDOWN else "",
    )  # fmt: skip


def _tongue(options: Sequence[Option], main: str) -> str:
    """In which language a list's choices are, where it is not that of the page."""
    codes = {_found(option.text, main)[0] for option in options} - {""}
    return codes.pop() if len(codes) == 1 and language() not in codes else ""


def _shown_value(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return value if isinstance(value, str) else ""


def ordered(question: Question, seed: int) -> list[Option]:
    """The options in the order in which they are shown: by chance where the survey wants it, those that stand apart at the end."""
    if not question.shuffled:
        return list(question.options)
    apart = [option for option in question.options if option.exclusive or option.own_text]
    mixed = [option for option in question.options if not (option.exclusive or option.own_text)]
    random.Random(f"{seed}:{question.code}").shuffle(mixed)  # noqa: S311  # an order on a page
    return [*mixed, *apart]


def _scale(question: Question, main: str) -> tuple[Choice, ...]:
    steps = list(question.steps)
    ends = {steps[0]: marked(question.low_text, main), steps[-1]: marked(question.high_text, main)}
    told = [(str(step), Markup("{}: {}").format(step, ends[step]) if ends.get(step) else str(step)) for step in steps]
    return (*told, *([(DONT_KNOW, _("weiß nicht"))] if question.dont_know else []))


def _limits(question: Question) -> list[str]:
    """What an answer must keep to, in a sentence."""
    low = question.minimum if question.minimum is not None else None
    high = question.maximum
    if question.kind == Kind.NUMBER and (low is not None or high is not None):
        return [_range(low, high)]
    if question.kind in (Kind.MULTIPLE, Kind.RANKING) and (low or high):
        few, many = german(low or 0), german(high or 0)
        if not low:
            return [_("Wählen Sie höchstens %(most)s.", most=many)]
        return [_("Wählen Sie mindestens %(least)s.", least=few)] if not high else [_("Wählen Sie %(least)s bis %(most)s.", least=few, most=many)]
    if question.kind == Kind.FILE:
        return _file_limits(question)
    if question.kind == Kind.POINTS:
        return [_("Verteilen Sie genau %(total)s Punkte.", total=question.total)]
    return []


def _file_limits(question: Question) -> list[str]:
    most, megabytes = int(question.maximum or 1), Megabytes(question.megabytes or None)
    told = ngettext("%(num)d Datei", "Bis zu %(num)d Dateien", most)
    kinds = ", ".join(ending.upper() for ending in endings_of(question))
    limits = _("%(files)s, je höchstens %(megabytes)s MB: %(kinds)s.", files=told, megabytes=megabytes, kinds=kinds)
    sentences = [limits]
    if any(ending in PICTURES for ending in endings_of(question)):
        sentences.append(_("Aus Bildern löschen wir Ort und Kamera."))
    if "pdf" in endings_of(question):
        sentences.append(_("In einem PDF kann Ihr Name stehen: Sehen Sie bitte nach, bevor Sie es anhängen."))
    return sentences


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return _("Eine Zahl von %(least)s bis %(most)s.", least=german(low), most=german(high))
    return _("Eine Zahl ab %(least)s.", least=german(low)) if low is not None else _("Eine Zahl bis %(most)s.", most=german(high or 0))


def _parts(question: Question, options: list[Option], main: str, typed: Mapping[str, object], faults: list[AnswerFault]) -> tuple[Part, ...]:
    given = typed.get(question.code)
    by_part = given if isinstance(given, Mapping) else {}
    wrong = {fault.part: fault.text for fault in faults if fault.part}
    if question.kind == Kind.PLACE:
        return _place_parts(question, by_part, wrong)
    if question.kind == Kind.FILE:
        return _file_parts(question, given)
    if question.kind in (Kind.RANKING, Kind.POINTS):
        named = [(option.code, marked(option.text, main)) for option in options]
    else:
        named = [(row.code, marked(row.text, main)) for row in question.rows]
    return tuple(Part(field_name(question.code, code), label or code, _shown_value(by_part.get(code)), wrong.get(code, "")) for code, label in named)


def _place_parts(question: Question, given: Mapping[str, object], wrong: Mapping[str, str]) -> tuple[Part, ...]:
    """Street, house number, point, and whether it is at home; a place that was taken stands as its point."""
    told = {POINT: f"{given['latitude']}, {given['longitude']}"} if set(given) == {"longitude", "latitude"} else given
    labels = {STREET: _("Straße"), NUMBER: _("Hausnummer"), POINT: _("Oder: Punkt als Breite und Länge"), HOME: _("Das ist bei mir zu Hause")}
    return tuple(Part(field_name(question.code, part), label, _shown_value(told.get(part)), wrong.get(part, "")) for part, label in labels.items())


def _file_parts(question: Question, given: object) -> tuple[Part, ...]:
    """The files that are there already, each to be taken away."""
    there = _shown_value(given)
    files = there if isinstance(there, list) else []
    return tuple(
        Part(
            field_name(question.code, "weg"),
            _("Datei %(number)s (%(ending)s) entfernen", number=number, ending=told.rpartition(".")[2].upper()),
            told,
        )
        for number, told in enumerate(files, 1)
    )


def _own_texts(question: Question, options: list[Option], main: str, typed: Mapping[str, object], faults: list[AnswerFault]) -> tuple[Part, ...]:
    wrong = {fault.part: fault.text for fault in faults if fault.reason == "too-long"}
    return tuple(
        Part(
            own_text_name(question.code, option.code),
            words(option.text, main) or option.code,
            _shown_value(typed.get(own_text_key(question.code, option.code))),
            wrong.get(option.code, ""),
        )
        for option in options
        if option.own_text
    )


def _name_of(question: Question, fault: AnswerFault) -> str:
    """The name of the field that a fault stands beside."""
    if fault.part and question.kind in (Kind.MATRIX_SINGLE, Kind.MATRIX_MULTIPLE, Kind.POINTS, Kind.RANKING):
        parts = {row.code for row in question.rows} | {option.code for option in question.options if not question.rows}
        return field_name(question.code, fault.part) if fault.part in parts else field_name(question.code)
    if question.kind == Kind.PLACE and fault.part in (STREET, NUMBER, POINT):
        return field_name(question.code, fault.part)
    if fault.part and fault.reason == "too-long":
        return own_text_name(question.code, fault.part)
    return field_name(question.code)


def _focus(question: Question, name: str, part: str) -> str:
    """The id of what takes the focus: of a group its first choice."""
    if name.startswith("t-"):
        return name
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE):
        return f"{name}-0"
    if question.rows:
        return f"{name}-0" if part else f"{field_name(question.code, question.rows[0].code)}-0"
    if question.kind == Kind.PLACE and not part:
        return field_name(question.code, POINT)
    if question.kind == Kind.FILE:
        return field_name(question.code, "datei")
    if question.kind in (Kind.RANKING, Kind.POINTS) and not part:
        return field_name(question.code, question.options[0].code)
    return name


Values = Callable[[str], list[str]]
"""Gives what a form sent under a name."""


def read_page(questions: Iterable[Question], values: Values) -> dict[str, object]:
    """What was typed on a page, by question and `question.option`; None for what was left empty."""
    typed: dict[str, object] = {}
    for question in questions:
        if question.kind in UNASKED or question.kind == Kind.FILE:  # files come another way (`attaching`)
            continue
        typed[question.code] = _read(question, values)
        for option in question.options:
            if option.own_text:
                typed[own_text_key(question.code, option.code)] = _first(values(own_text_name(question.code, option.code)))
    return typed


def _first(sent: list[str]) -> str | None:
    return (sent[0][:LONGEST_TYPED] or None) if sent else None


def _some(sent: list[str]) -> list[str] | None:
    return [one[:100] for one in sent[:1_000]] or None


def _read(question: Question, values: Values) -> object:
    code = question.code
    if question.kind == Kind.PLACE:
        told = {part: said[:200] for part in (STREET, NUMBER, POINT, HOME) if (said := (_first(values(field_name(code, part))) or "").strip())}
        return told if set(told) - {HOME} else None
    if question.kind == Kind.MULTIPLE:
        return _some(values(field_name(code)))
    if question.kind == Kind.MATRIX_MULTIPLE:
        return {row.code: sent for row in question.rows if (sent := _some(values(field_name(code, row.code))))} or None
    if question.kind == Kind.MATRIX_SINGLE:
        return {row.code: one for row in question.rows if (one := _first(values(field_name(code, row.code))))} or None
    if question.kind in (Kind.RANKING, Kind.POINTS):
        return {option.code: one for option in question.options if (one := _first(values(field_name(code, option.code))))} or None
    return _first(values(field_name(code)))


def answer_words(survey: Survey, question: Question, answers: Mapping[str, object]) -> str:
    """An answer in words, as the check page shows it, its texts marked with their language."""
    value, main = answers.get(question.code), survey.languages[0]
    if value is None:
        return _("keine Antwort")
    names = {option.code: marked(option.text, main) or option.code for option in question.options}

    def told(code: object) -> str:
        beside = answers.get(own_text_key(question.code, str(code)))
        return Markup("{}: {}").format(names.get(str(code), str(code)), beside) if beside else names.get(str(code), str(code))

    if question.kind in ONE_OF:
        return told(value)
    if question.kind == Kind.SCALE:
        return _("weiß nicht") if value == DONT_KNOW else number(float(str(value)))
    if question.kind == Kind.RANKING and isinstance(value, list):
        return _AND.join(Markup("{}. {}").format(place, told(code)) for place, code in enumerate(value, 1))
    if question.kind == Kind.PLACE and isinstance(value, Mapping):
        return _("Breite %(latitude)s, Länge %(longitude)s", latitude=german(float(value["latitude"])), longitude=german(float(value["longitude"])))
    if question.kind == Kind.FILE and isinstance(value, list):
        return "; ".join(
            _("Datei %(number)s (%(ending)s)", number=place, ending=str(one).rpartition(".")[2].upper()) for place, one in enumerate(value, 1)
        )
    if isinstance(value, list):
        return _AND.join(told(code) for code in value)
    if isinstance(value, Mapping):
        rows = {row.code: marked(row.text, main) or row.code for row in question.rows} or names
        return _AND.join(Markup("{}: {}").format(rows.get(str(part), str(part)), _part_words(one, names)) for part, one in value.items())
    if isinstance(value, float | int):
        return Markup("{} {}").format(german(float(value)), marked(question.unit, main)).strip()
    if question.kind == Kind.DATE:
        year, month, day = str(value).split("-")
        return f"{int(day)}.{int(month)}.{year}"
    return str(value)


def in_words_typed(survey: Survey, question: Question | None, typed: object) -> str:
    """What was typed, right or wrong, in words: options by their texts where they are known."""
    if typed is None or typed == "":
        return _("keine Antwort")
    main = survey.languages[0]
    names: dict[str, str] = {}
    if question is not None:
        names = {one.code: words(one.text, main) or one.code for one in question.options}
        names |= {row.code: words(row.text, main) or row.code for row in question.rows}
    if isinstance(typed, Mapping):
        return "; ".join(f"{names.get(str(part), str(part))}: {in_words_typed(survey, question, one)}" for part, one in typed.items())
    if isinstance(typed, list):
        return ", ".join(names.get(str(one), str(one)) for one in typed)
    return names.get(str(typed), str(typed))


def _part_words(value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return Markup(", ").join(names.get(str(one), str(one)) for one in value)
    return german(float(value)) if isinstance(value, float | int) else names.get(str(value), str(value))


def places(number: int) -> list[Choice]:
    """The places of a ranking, to choose from."""
    return [("", _("kein Platz")), *((str(place), _("Platz %(place)s", place=place)) for place in range(1, number + 1))]
