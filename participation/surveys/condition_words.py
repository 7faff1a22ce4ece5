"""Conditions in plain words, as they stand on a paper form: „Frage 1: Nie“ instead of `visits = "never"`."""

from __future__ import annotations

from collections.abc import Mapping

from participation.kit.language import gettext as _
from participation.methods.surveys.answer_kinds import german
from participation.methods.surveys.conditions import Tree, printed
from participation.methods.surveys.conditions.tree import Among, Binary, Call, Contains, Negative, Not, Number, Reference, Text
from participation.methods.surveys.definition import DONT_KNOW, MATRIX, Survey, Texts

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": ":"}


class ConditionWords:
    """Says conditions of one survey; `numbers`: what each question is called on the form, `language`: whose texts are used."""

    def __init__(self, survey: Survey, numbers: Mapping[str, str], language: str) -> None:
        self._survey, self._numbers, self._language = survey, numbers, language

    def say(self, tree: Tree) -> str:
        """A condition as the second half of a sentence that begins with „Nur beantworten, wenn“."""
        match tree:
            case Binary("and" | "or" as operator, left, right):
                return f"{self._part(left, operator)} {_('und') if operator == 'and' else _('oder')} {self._part(right, operator)}"
            case Not(of):
                return self._negated(of)
            case Binary(operator, left, right):
                return self._compared(operator, left, right)
            case Among(value, choices):
                return _(
                    "%(value)s eines davon ist: %(choices)s", value=self._value(value), choices=", ".join(self._option(value, one) for one in choices)
                )
            case Contains(value, option):
                return _("bei %(value)s angekreuzt ist: %(option)s", value=self._value(value), option=self._option(value, Text(option)))
            case Call("answered", (of,)):
                return _("%(value)s beantwortet ist", value=self._value(of))
        return self._value(tree)

    def _part(self, tree: Tree, around: str) -> str:
        """A part, in brackets where it says another word than what is around it."""
        text = self.say(tree)
        return f"({text})" if isinstance(tree, Binary) and tree.operator in ("and", "or") and tree.operator != around else text

    def _negated(self, tree: Tree) -> str:
        match tree:
            case Call("answered", (of,)):
                return _("%(value)s nicht beantwortet ist", value=self._value(of))
            case Contains(value, option):
                return _("bei %(value)s nicht angekreuzt ist: %(option)s", value=self._value(value), option=self._option(value, Text(option)))
        return _("nicht gilt: %(condition)s", condition=self.say(tree))

    def _compared(self, operator: str, left: Tree, right: Tree) -> str:
        one, other = self._value(left), self._option(left, right)
        match operator:
            case "=":
                return _("%(one)s so beantwortet ist: %(other)s", one=one, other=other)
            case "!=":
                return _("%(one)s anders beantwortet ist als: %(other)s", one=one, other=other)
            case "<":
                return _("%(one)s kleiner ist als %(other)s", one=one, other=other)
            case "<=":
                return _("%(one)s höchstens %(other)s ist", one=one, other=other)
            case ">":
                return _("%(one)s größer ist als %(other)s", one=one, other=other)
            case ">=":
                return _("%(one)s mindestens %(other)s ist", one=one, other=other)
        return f"{one} {_SIGNS.get(operator, operator)} {other}"

    def _option(self, value: Tree, option: Tree) -> str:
        """What is compared with: an option by its text."""
        if isinstance(option, Text) and isinstance(value, Reference):
            question = self._survey.question(value.code)
            if option.value == DONT_KNOW and question is not None and question.dont_know:
                return _("weiß nicht")
            found = question.option(option.value) if question is not None else None
            if found is not None:
                return f"„{self._text(found.text) or found.code}“"
        return self._value(option)

    def _value(self, tree: Tree) -> str:
        match tree:
            case Number(value):
                return german(value)
            case Text(value):
                return f"„{value}“"
            case Reference(code, part):
                return self._question(code, part)
            case Negative(of):
                return f"−{self._value(of)}"
            case Call("count", (of,)):
                return _("Anzahl bei %(value)s", value=self._value(of))
            case Call("today", ()):
                return _("heute")
            case Binary(operator, left, right) if operator in _SIGNS:
                return f"{self._value(left)} {_SIGNS[operator]} {self._value(right)}"
        return printed(tree)

    def _question(self, code: str, part: str) -> str:
        told = _("Frage %(number)s", number=self._numbers.get(code, code))
        question = self._survey.question(code)
        if not part or question is None:
            return told
        named = question.rows if question.kind in MATRIX else question.options
        return f"{told} „{next((self._text(one.text) for one in named if one.code == part), '') or part}“"

    def _text(self, texts: Texts) -> str:
        return texts.get(self._language, "").strip() or texts.get(self._survey.languages[0], "").strip()
