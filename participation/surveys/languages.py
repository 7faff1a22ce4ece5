"""The languages that a survey may have: their names, which way they are written, and which one somebody reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.kit.language import LazyText, lazy

NAMES: Mapping[str, LazyText] = {
    "de": lazy("Deutsch"), "de-simple": lazy("Leichte Sprache"), "en": lazy("Englisch"), "ar": lazy("Arabisch"), "bg": lazy("Bulgarisch"),
    "el": lazy("Griechisch"), "es": lazy("Spanisch"), "fa": lazy("Persisch"), "fr": lazy("Französisch"), "hr": lazy("Kroatisch"), "it": lazy("Italienisch"),
    "ku": lazy("Kurdisch"), "pl": lazy("Polnisch"), "pt": lazy("Portugiesisch"), "ro": lazy("Rumänisch"), "ru": lazy("Russisch"), "sq": lazy("Albanisch"),
    "sr": lazy("Serbisch"), "ti": lazy("Tigrinya"), "tr": lazy("Türkisch"), "uk": lazy("Ukrainisch"), "vi": lazy("Vietnamesisch"),
}  # fmt: skip

OWN_NAMES: Mapping[str, str] = {
    "de": "Deutsch", "de-simple": "Leichte Sprache", "en": "English", "ar": "العربية", "bg": "български", "el": "Ελληνικά", "es": "español", "fa": "فارسی",
    "fr": "français", "he": "עברית", "hr": "hrvatski", "it": "italiano", "ku": "Kurdî", "pl": "polski", "pt": "português", "ro": "română", "ru": "русский",
    "sq": "shqip", "sr": "српски", "ti": "ትግርኛ", "tr": "Türkçe", "uk": "українська", "ur": "اردو", "vi": "Tiếng Việt",
}  # fmt: skip
"""What those who read a language call it."""
FROM_RIGHT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})
"""Languages that are written from right to left."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A language that somebody may read a survey in."""

    code: str
    name: str
    direction: str
    url: str
    current: bool


def direction(language: str) -> str:
    """Which way a language is written, as HTML says it; a script that is named counts before the language."""
    parts = language.lower().split("-")
    if {"arab", "hebr", "thaa", "syrc"} & {*parts[1:]}:
        return "rtl"
    return "rtl" if parts[0] in FROM_RIGHT and "latn" not in parts[1:] and "cyrl" not in parts[1:] else "ltr"


def read_in(languages: Sequence[str], wished: str, spoken: str) -> str:
    """The language in which somebody reads a survey: the one chosen, else that of the platform's pages, else the survey's main one."""
    return next((one for one in (wished, spoken) if one in languages), languages[0])


def language_name(language: str) -> str:
    """What a language is called; its code where it is not known."""
    return str(NAMES.get(language, language))


def offered(taken: Sequence[str]) -> list[tuple[str, str]]:
    """Languages that can be added, as (code, name) by name."""
    return sorted(((code, str(name)) for code, name in NAMES.items() if code not in taken), key=lambda one: one[1])
