"""The languages that a survey may have, by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.kit.language import LazyText, lazy

NAMES: Mapping[str, LazyText] = {
    "de": lazy("Deutsch"), "de-simple": lazy("Leichte Sprache"), "en": lazy("Englisch"), "ar": lazy("Arabisch"), "bg": lazy("Bulgarisch"),
    "el": lazy("Griechisch"), "es": lazy("Spanisch"), "fa": lazy("Persisch"), "fr": lazy("Französisch"), "hr": lazy("Kroatisch"), "it": lazy("Italienisch"),
    "ku": lazy("Kurdisch"), "pl": lazy("Polnisch"), "pt": lazy("Portugiesisch"), "ro": lazy("Rumänisch"), "ru": lazy("Russisch"), "sq": lazy("Albanisch"),
    "sr": lazy("Serbisch"), "ti": lazy("Tigrinya"), "tr": lazy("Türkisch"), "uk": lazy("Ukrainisch"), "vi": lazy("Vietnamesisch"),
}  # fmt: skip


def language_name(language: str) -> str:
    """What a language is called; its code where it is not known."""
    return str(NAMES.get(language, language))


def offered(taken: Sequence[str]) -> list[tuple[str, str]]:
    """Languages that can be added, as (code, name) by name."""
    return sorted(((code, str(name)) for code, name in NAMES.items() if code not in taken), key=lambda one: one[1])
