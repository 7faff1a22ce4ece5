"""German first, English as second language: gettext without a web framework, so that rules and jobs speak as pages do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from html import escape

from participation.paths import TRANSLATIONS

LANGUAGES = {"de": "Deutsch", "en": "English"}

_current: ContextVar[str] = ContextVar("language", default="de")


@cache
def _catalogue(language: str) -> NullTranslations:
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo"
    if language == "de" or not path.is_file():
        return NullTranslations()  # the msgids are the German texts
    with path.open("rb") as file:
        return GNUTranslations(file)


def language() -> str:
    """The language spoken at the moment: `de` or `en`."""
    return _current.get()


def speak(language: str) -> None:
    """Set the language for what follows in this request or job; an unknown one means German."""
    _current.set(language if language in LANGUAGES else "de")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language for a while, for example that of a mail's recipient."""
    token = _current.set(language if language in LANGUAGES else "de")
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str, /, **values: object) -> str:
    """The message in the language spoken, with `%(name)s` filled in."""
    text = _catalogue(_current.get()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """The message in the form that the number asks for; `%(num)d` is the number, shown as people write it: `1.997`."""
    message = _catalogue(_current.get()).ngettext(singular, plural, number).replace("%(num)d", "%(num)s")
    return message % {"num": grouped(f"{number:,}"), **values}


def grouped(text: str) -> str:
    """A number that is written the English way, `1,997.5`, as the language spoken writes it: `1.997,5`."""
    return text.translate(_GERMAN_MARKS) if _current.get() == "de" else text


_GERMAN_MARKS = str.maketrans(",.", ".,")


def in_all_languages(message: str) -> frozenset[str]:
    """The message as each language says it: what people may type, whatever language their page speaks."""
    return frozenset(_catalogue(language).gettext(message) for language in LANGUAGES)


_ = gettext


class LazyText:
    """A text that is translated when it is shown, for labels made once at import."""

    def __init__(self, message: str, **values: object) -> None:
        self._message = message
        self._values = values

    @property
    def parts(self) -> tuple[str, dict[str, object]]:
        """The German message with its places, and what stands there: to keep it and show it later in another language."""
        return self._message, self._values

    def __str__(self) -> str:
        return gettext(self._message, **self._values)

    def __html__(self) -> str:
        return escape(str(self))

    def __repr__(self) -> str:
        return f"LazyText({self._message!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self._message)

    def __mod__(self, values: object) -> str:
        return str(self) % values


def lazy(message: str, **values: object) -> LazyText:
    """A text for a label that is made at import and shown in the language of the day."""
    return LazyText(message, **values)
