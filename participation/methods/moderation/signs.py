"""What can be seen in a text without understanding it: links, contact data, bank accounts, shouting, listed words, repetition.

A sign says where to look first. It says nothing about whether a text breaks a rule, and nothing is ever hidden because of one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.methods.texts.grams import fold
from participation.methods.texts.similar import TextIndex

LONGEST = 20_000
"""So many characters of a text are looked at."""
SAME = 0.8
"""The cosine from which two texts are called a repetition."""
SHORTEST_REPEATED = 40
"""Shorter texts ("Dafür!", "Danke für die Antwort.") are alike without anybody repeating anything."""
SHORTEST_SHOUT = 20
SHOUTED = 0.7


class Sign(StrEnum):
    """What was seen."""

    WORD = "word"  # a word of the city's own list
    IBAN = "iban"
    CONTACT = "contact"  # an e-mail address or a telephone number
    REPETITION = "repetition"
    LINK = "link"
    SHOUTING = "shouting"


WEIGHTS: Mapping[Sign, int] = {Sign.WORD: 8, Sign.IBAN: 8, Sign.CONTACT: 6, Sign.REPETITION: 4, Sign.LINK: 3, Sign.SHOUTING: 1}
A_NOTICE = 5
"""What one person's notice weighs; of many, each a little less than the one before."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign and the passage in which it was seen; of a repetition, the number of the other text."""

    sign: Sign
    passage: str = ""


_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"']{3,200}|\b[a-z0-9][a-z0-9-]{1,60}\.(?:de|com|org|net|info|eu|io|ru|shop|xyz)\b(?:/[^\s<>()\[\]\"']{0,200})?",
    re.I,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.I)
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00|0)[1-9](?:[ /()-]{0,2}\d){6,13}(?![\w.,]?\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)", re.I)
_LETTERS = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"\s+")


def signs_in(text: str, words: Collection[str] = ()) -> list[Seen]:
    """All that one text shows by itself, in the order of the signs' weights; each sign once a passage.

    `words`: the city's list; a word ending in `*` also stands for every word that begins with it. Umlauts and capitals do not matter.
    """
    text = text[:LONGEST]
    seen = [Seen(Sign.WORD, word) for word in listed_words(text, words)]
    seen += [Seen(Sign.IBAN, passage) for passage in ibans(text)]
    seen += [Seen(Sign.CONTACT, passage) for passage in (*mail_addresses(text), *phone_numbers(text))]
    seen += [Seen(Sign.LINK, passage) for passage in links(text)]
    if is_shouted(text):
        seen.append(Seen(Sign.SHOUTING))
    return list(dict.fromkeys(seen))


def links(text: str) -> list[str]:
    """Addresses of the web; not what belongs to an e-mail address."""
    addresses = [match.span() for match in _MAIL.finditer(text)]
    found = (match for match in _LINK.finditer(text) if not any(start <= match.start() < end for start, end in addresses))
    return [match.group().rstrip(".,;:!?") for match in found]


def mail_addresses(text: str) -> list[str]:
    """E-mail addresses, also those written with (at)."""
    return [match.group() for match in _MAIL.finditer(text)]


def phone_numbers(text: str) -> list[str]:
    """Telephone numbers as they are written in Germany: seven digits or more after 0, 00 or +. Nothing within an IBAN."""
    accounts = [match.span() for match in _IBAN.finditer(text) if is_iban(match.group())]
    found = (match for match in _PHONE.finditer(text) if not any(start <= match.start() < end for start, end in accounts))
    return [match.group() for match in found]


def ibans(text: str) -> list[str]:
    """International bank account numbers whose check digits are right (ISO 13616, modulo 97)."""
    found = []
    for match in _IBAN.finditer(text):
        passage = _longest_iban(match.group())
        if passage:
            found.append(passage)
    return found


def _longest_iban(passage: str) -> str:
    """The longest beginning of a passage, up to a blank or its end, that is one: a word may stand right behind the number."""
    ends = [len(passage), *(match.start() for match in reversed(list(_SPACES.finditer(passage))))]
    return next((passage[:end] for end in ends if is_iban(passage[:end])), "")


def is_iban(passage: str) -> bool:
    """Whether the check digits are right."""
    number = _SPACES.sub("", passage).upper()
    if not (15 <= len(number) <= 34 and number.isascii() and number.isalnum() and number[:2].isalpha() and number[2:4].isdigit()):
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def is_shouted(text: str) -> bool:
    """Whether most letters of a text that is no mere abbreviation are capitals."""
    letters = _LETTERS.findall(text)
    cased = [letter for letter in letters if letter.upper() != letter.lower()]
    return len(cased) >= SHORTEST_SHOUT and sum(letter.isupper() for letter in cased) >= SHOUTED * len(cased)


def listed_words(text: str, words: Collection[str]) -> list[str]:
    """Those of a list that stand in a text as words of their own."""
    if not words:
        return []
    said = set(re.findall(r"\w+", fold(text)))
    whole = " ".join(re.findall(r"\w+", fold(text)))
    found = []
    for word in words:
        key = " ".join(re.findall(r"\w+", fold(word)))
        if not key:
            continue
        if " " in key:
            here = f" {key} " in f" {whole} "
        elif word.rstrip().endswith("*"):
            here = any(each.startswith(key) for each in said)
        else:
            here = key in said
        if here:
            found.append(word)
    return found


def repeated(text: str, others: Mapping[int, str]) -> list[int]:
    """Which of these texts say nearly the same, the most similar first; never for short texts."""
    if len(text) < SHORTEST_REPEATED or not others:
        return []
    index = TextIndex().changed(dict(others))
    return [hit.id for hit in index.similar(text, most=5, least=SAME)]


def urgency(signs: Iterable[Sign | str], notices: int) -> int:
    """How early a case stands in the queue: higher is earlier. Each kind of sign counts once, each further notice less than the one before."""
    told = sum(max(1, A_NOTICE - place) for place in range(min(notices, 20)))
    return told + sum(WEIGHTS[Sign(sign)] for sign in set(map(str, signs)))


def word_list(typed: str) -> Sequence[str]:
    """A list as it is typed, a word or some words a line."""
    return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
