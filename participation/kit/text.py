"""Text as people type it, made safe to store, compare and search."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_EMPTY_TO_THE_EYE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0\ufffc\ufffd" + "".join(map(chr, range(0xFE00, 0xFE0F)))
)
_ZWNJ, _ZWJ, _EMOJI_STYLE = "\u200c", "\u200d", "\ufe0f"
_MARKS_IN_A_ROW = 4


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    """What to do with a character: `keep`, `space`, `line`, `join` (depends on its neighbours), `mark` or `drop`."""
    if character in "\n\r\u2028\u2029\x0b\x0c\x85":
        return "line"
    if character in _EMPTY_TO_THE_EYE:
        return "drop"
    if character in (_ZWNJ, _ZWJ, _EMOJI_STYLE):
        return "join"
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return "space"
    if category[0] == "M":
        return "mark"
    if category in ("Cc", "Cf", "Cs", "Co") or _noncharacter(ord(character)):
        return "drop"
    return "keep"


def _noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF


def _joins(before: str, joiner: str, after: str) -> bool:
    """Whether an invisible joiner does something visible: inside an emoji, or between letters of scripts that need it."""
    if not before:
        return False
    if joiner == _EMOJI_STYLE:
        return unicodedata.category(before) in ("So", "Sm", "Po", "Nd")
    symbols = ("So", "Sk")
    if joiner == _ZWJ and after and unicodedata.category(after) in symbols:
        return before == _EMOJI_STYLE or unicodedata.category(before) in symbols
    scripts = ("Lo", "Mn", "Mc")
    return bool(after) and unicodedata.category(before) in scripts and unicodedata.category(after) in scripts


def _visible(text: str) -> str:
    """The text in NFC with every space as ` `, every line end as `\\n`, and without what the eye cannot see."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept: list[str] = []
    marks = 0
    for position, character in enumerate(text):
        kind = _kind(character)
        marks = marks + 1 if kind == "mark" else 0
        if kind == "keep" or (kind == "mark" and kept and kept[-1] not in " \n" and marks <= _MARKS_IN_A_ROW):
            kept.append(character)
        elif kind == "space":
            kept.append(" ")
        elif kind == "line":
            kept.append("\n")
        elif kind == "join" and _joins(kept[-1] if kept else "", character, text[position + 1 : position + 2]):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def clean_line(text: str) -> str:
    """One line of text: NFC, one space between words, nothing invisible. Empty to the eye becomes `""`."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """Paragraphs: as `clean_line`, but lines, their indentation and one blank line between them stay."""
    lines: list[str] = []
    for line in _visible(text).split("\n"):
        words = " ".join(line.split())
        if words:
            lines.append(" " * min(len(line) - len(line.lstrip(" ")), 8) + words)
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).strip("\n").rstrip() if lines else ""


def fold(text: str) -> str:
    """The text as search sees it: lower case, without accents (ä → a, ß → ss)."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")


# Look-alikes, after the idea of Unicode's technical standard 39, "confusables": only letters that read as Latin ones in
# the fonts of this site. Upper case comes before lower case is made of it, since Greek Β looks like B and β like ß.
_LOOK_ALIKES = (
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺ", "ABEZHIKMNOPTYXCM"),  # Greek capitals
    ("αγικνορτυχωϲϳ", "ayiknoptuxwcj"),
    ("АВЕЅІЈКМНОРСТУХҮҺԌԚԜӀ", "ABESIJKMHOPCTYXYHGQWI"),  # Cyrillic capitals
    ("авеѕіјкмнорстухүһԁɡԛԝӏгпицв", "abesijkmhopctyxyhdgqwlrnuub"),
    ("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏚᎢᏙᎳᏃᎡᎥ", "ABCDEGHJKLMPSTVWZRI"),  # Cherokee
    ("ՕՍօսոհցզք", "OUounhgqp"),  # Armenian
    ("ıɩɪłøđħŧɑɐəƒɓƄɗɛɣɲʀʏɴʟʙʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ", "iiilodhtaaefbbdeynrynlbhacdejkmoptuvwz"),  # Latin relatives
    ("|¦ǀ∣⎜", "lllll"),
    ("٠۰०০", "oooo"),  # zeros of other scripts; NFKC knows the other digits
)
_LATIN = {ord(strange): plain for stranges, plains in _LOOK_ALIKES for strange, plain in zip(stranges, plains, strict=True)}
_LATIN[ord("β")] = "ss"
_LATIN[ord("ϐ")] = "ss"
_SAME_STROKES = str.maketrans({"i": "l", "1": "l", "0": "o"})
_LEET = str.maketrans("@4831$57€+!", "aabelsstetl")


def _latin(text: str) -> str:
    """Letters that look Latin, as Latin letters in lower case without accents."""
    plain = unicodedata.normalize("NFKC", text)
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
    return fold(bare.translate(_LATIN)).translate(_LATIN)


def _strokes(text: str) -> str:
    """Letters that share their strokes as one: I, l, 1; O, 0; rn, m; vv, w."""
    return text.translate(_SAME_STROKES).replace("rn", "m").replace("vv", "w")


def name_key(name: str) -> str:
    """A key that is equal for names which people would take for each other; UNIQUE on public names.

    Case, accents, spaces and punctuation do not count, nor do look-alikes from other scripts (`Аnna` with a Cyrillic
    letter, `Anna` and `ANNA`). A name of signs only, such as emoji, is its own key.
    """
    visible = clean_line(name)
    letters = "".join(c for c in _strokes(_latin(visible)) if unicodedata.category(c)[0] in "LNS")
    return letters[:120] or visible.encode("utf-8", "ignore").hex()[:120]


_RESERVED_WORDS = """
    stadt gemeinde kommune landkreis bezirk amt rathaus behoerde behörde magistrat senat admin root system support
    hilfe team redaktion offiziell official moderator moderatorin moderation mod administrator administration
    verwaltung stadtverwaltung buero büro bürgerbüro buergerbuero oberbürgermeister bürgermeister buergermeister
    bürgermeisterin ob dezernat dezernent dezernentin fraktion stadtrat stadträtin gemeinderat kreistag
    wahlleitung wahlamt wahlvorstand datenschutz polizei postmaster webmaster noreply anonym gast niemand null
    gelöscht ehemals teilnehmer teilnehmerin mitreden plattform
"""
_RESERVED_STEMS = """
    stadtverwaltung verwaltung moderation moderator administrat bürgermeister buergermeister
    stadtrat gemeinderat wahlleitung wahlvorstand ordnungsamt bauamt ehemalige
"""


def _reading(word: str) -> str:
    return _strokes(_latin(word).translate(_LEET))


_RESERVED_KEYS = frozenset(_reading(word) for word in _RESERVED_WORDS.split())
_RESERVED_PARTS = tuple(_reading(stem) for stem in _RESERVED_STEMS.split())


def reserved_name(name: str, also: tuple[str, ...] = ()) -> bool:
    """Whether a public name would pass for the city, its staff or the platform, also when written with look-alikes.

    `also` adds an installation's own words, such as the city's name.
    """
    words = [_reading(word) for word in re.split(r"[\s._\-–—/:,;()]+", clean_line(name)) if word]
    joined = "".join(words)
    own = {_reading(word) for word in also}
    bare = joined.rstrip("lo23456789")  # `Admin 10` is still the admin
    if any(word in _RESERVED_KEYS or word in own for word in (*words, joined, bare)):
        return True
    return any(part in joined for part in _RESERVED_PARTS)
