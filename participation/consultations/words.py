"""Names that pages of a consultation show: whom it is for, and lists that were typed a line each."""

from __future__ import annotations

import re

from participation.kit.language import lazy
from participation.kit.text import fold

TARGET_GROUPS = {
    "residents": lazy("Alle Einwohnerinnen und Einwohner"),
    "neighbours": lazy("Nachbarschaft"),
    "young": lazy("Kinder und Jugendliche"),
    "older": lazy("Ältere Menschen"),
    "families": lazy("Familien"),
    "carers": lazy("Menschen, die andere pflegen"),
    "disabled": lazy("Menschen mit Behinderung"),
    "newcomers": lazy("Neu Zugezogene"),
    "clubs": lazy("Vereine und Ehrenamt"),
    "businesses": lazy("Betriebe und Handel"),
    "commuters": lazy("Menschen, die hier arbeiten oder pendeln"),
}


def target_group_names(codes: list[str]) -> list[str]:
    """The groups in words, in the table's order; a word that the table does not know stands as it is."""
    known = [str(name) for code, name in TARGET_GROUPS.items() if code in codes]
    return known + [code for code in codes if code not in TARGET_GROUPS]


def lines(text: str) -> list[str]:
    """What was typed a line each, without list marks and empty lines."""
    return [line for line in (row.strip().lstrip("-*•– ").strip() for row in text.splitlines()) if line]


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SLUG_LONGEST = 60


def slug_of(title: str, otherwise: str = "beteiligung") -> str:
    """A short name for an address or a folder: `Stadthalle & Quartier` → `stadthalle-quartier`; `otherwise` where no letter is left."""
    words = re.findall("[a-z0-9]+", fold(title.lower().translate(_UMLAUTS)))
    slug = ""
    for word in words:
        if len(slug) + len(word) >= _SLUG_LONGEST:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or (words[0][:_SLUG_LONGEST] if words else otherwise)
