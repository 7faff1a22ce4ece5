"""Passwords: kept as Argon2id, weighed in the same time for known and unknown addresses, common ones refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from participation.kit.language import gettext as _
from participation.kit.text import fold

SHORTEST = 10
LONGEST = 200
DEMO_PASSWORD = "demo-demo-demo"  # noqa: S105  # public, and valid in the demo only


@dataclass(frozen=True, slots=True)
class Cost:
    """What weighing one password takes: `memory` in KiB and how often it is passed over, in one lane."""

    memory: int
    passes: int

    @property
    def prefix(self) -> str:
        """How every hash of this cost begins (PHC string format)."""
        return f"$argon2id$v=19$m={self.memory},t={self.passes},p=1$"


COST = Cost(memory=7 * 1024, passes=5)
"""One of the sets of equal strength in OWASP's Password Storage Cheat Sheet (decision 034)."""

_COMMON = """
    password passwort passwrd kennwort geheim geheimnis secret qwertz qwertzuiop qwerty qwertyuiop asdfghjkl yxcvbnm zxcvbnm asdf
    letmein welcome willkommen hallo halloween login anmelden admin administrator master superman batman dragon monkey
    football fussball baseball iloveyou ichliebedich liebe schatz schatzi sonnenschein sunshine princess prinzessin sommer winter
    herbst fruehling fruhling montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar maerz april juni juli
    august september oktober november dezember deutschland germany berlin hamburg muenchen munchen koeln koln
    frankfurt stuttgart dusseldorf leipzig dresden bayern bayernmuenchen bayernmunchen borussia schalke dortmund werder changeme
    changeit standard default test testtest user benutzer gast guest computer internet michael thomas andreas stefan daniel
    alexander sebastian christian jennifer stefanie passphrase trustno starwars pokemon whatever freedom
    abcdefghij abcdefghijk abcdef abc demo mitreden beteiligung stadthalle
""".split()
_COMMON_BASES = frozenset(fold(word) for word in _COMMON)
_SEQUENCES = (
    "0123456789012345678901234567890",
    "9876543210987654321098765432109",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopasdfghjkl",
    "qwertyuiopasdfghjkl",
)
_LEET = str.maketrans("@4310$5!7", "aaeiossit")


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether the password was right, and the hash to keep instead where the parameters have changed since."""

    right: bool
    better_hash: str | None = None


def _bytes(password: str) -> bytes:
    return password[: LONGEST * 2].encode("utf-8", "surrogatepass")


def hash_password(password: str) -> str:
    """The Argon2id hash to keep; takes some 10 ms and 7 MiB on purpose, so never call it while the database waits."""
    return argon2id.str(_bytes(password), opslimit=COST.passes, memlimit=COST.memory * 1024).decode("ascii")


_NOBODYS = hash_password("nobody has this password, it only takes the time of one")


def weigh(kept_hash: str | None, password: str) -> Weighed:
    """Compare a password with the kept hash. Without a hash (nobody has the address) it takes the same time and is wrong."""
    try:
        argon2id.verify((kept_hash or _NOBODYS).encode(), _bytes(password))
    except CryptoError:  # wrong, or no hash at all
        return Weighed(False)
    if kept_hash is None:
        return Weighed(False)
    return Weighed(True, None if kept_hash.startswith(COST.prefix) else hash_password(password))


def objection(password: str, *personal: str) -> str:
    """Why a password is too easy to guess, as the sentence to show; empty where it is good.

    `personal` are the e-mail address and names, which must not be part of it.
    """
    if len(password) < SHORTEST:
        return _("Das Passwort ist zu kurz. Bitte wählen Sie mindestens %(number)s Zeichen, zum Beispiel vier Wörter.", number=SHORTEST)
    if len(password) > LONGEST:
        return _("Das Passwort ist zu lang. Erlaubt sind %(number)s Zeichen.", number=LONGEST)
    if _is_common(password):
        return _("Dieses Passwort ist leicht zu erraten. Bitte wählen Sie ein anderes, zum Beispiel vier Wörter, die nicht zusammengehören.")
    folded = fold(password)
    parts = {part for text in personal for part in (fold(text), fold(text.split("@")[0])) if len(part) >= 4}
    if any(part in folded for part in parts):
        return _("Das Passwort enthält Ihren Namen oder Ihre E-Mail-Adresse. Bitte wählen Sie ein anderes.")
    return ""


def _is_common(password: str) -> bool:
    folded = fold(password)
    letters = re.sub(r"[\W_]+", "", folded)
    if len(set(letters)) < 4 or any(letters in sequence for sequence in _SEQUENCES):
        return True
    core = re.sub(r"[\W\d_]+$", "", folded)  # `P@ssw0rt2026!` without what people add at the end
    words = {re.sub(r"[\W_]+", "", text) for text in (folded, core, core.lstrip("0123456789"), core.translate(_LEET))}
    return any(word in _COMMON_BASES or _repeats(word) for word in words)


def _repeats(word: str) -> bool:
    """Whether a word is one short word again and again, such as `demodemodemo`."""
    return any(word == word[:length] * (len(word) // length) for length in range(1, min(8, len(word) // 2) + 1) if len(word) % length == 0)
