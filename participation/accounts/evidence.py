"""What one human being is known by, whatever the channel: written the same way, and kept as a keyed hash only. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from participation.kit.codes import hash_code
from participation.kit.text import fold

_TITLES = frozenset({"dr", "prof", "dipl", "ing", "med", "phil", "jur", "rer", "nat", "hc"})
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_OLDEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class CodeKeys:
    """Keys from the installation's secret: for the codes, for the evidence, and for covering who a code was sent to, so that no two tables match up."""

    codes: bytes
    evidence: bytes
    masks: bytes

    @classmethod
    def of(cls, secret_key: str) -> CodeKeys:
        """Derive all from the secret that lies outside the database."""
        secret = secret_key.encode()
        purposes = (b"verification codes", b"verification evidence", b"verification masks")
        return cls(*(hmac.digest(secret, purpose, hashlib.sha256) for purpose in purposes))


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody as registers, identity cards and providers name them. Never stored."""

    family: str
    given: str
    born: date

    def evidence(self, keys: CodeKeys, namesake: bool = False) -> bytes:
        """The keyed hash (32 bytes). `namesake`: of the second of two people of the same name and date of birth (`second_of`)."""
        text = f"human\0{name_word(self.family)}\0{first_word(self.given)}\0{self.born.isoformat()}"
        first = hmac.digest(keys.evidence, text.encode(), hashlib.sha256)
        return second_of(first, keys) if namesake else first


def second_of(evidence: bytes, keys: CodeKeys) -> bytes:
    """The keyed hash of the second of two people of one name and date of birth, from that of the first."""
    return hmac.digest(keys.evidence, b"second\0" + evidence, hashlib.sha256)


def human_from(family: str, given: str, born: str) -> Human | None:
    """Somebody by texts as they come; None where a name is empty or the date of birth is none, or not whole."""
    day = read_day(born)
    return Human(family, given, day) if day is not None and name_word(family) and first_word(given) else None


def name_word(name: str) -> str:
    """A family name as it is compared: small letters and digits only, ä as ae, other accents gone, no title. `Dr. von Müller-Lüdenscheid` is
    `vonmuellerluedenscheid`.
    """
    return "".join(word for word in _words(name) if word not in _TITLES)


def first_word(names: str) -> str:
    """The first of somebody's given names: registers know all of them, providers and people mostly one."""
    return next((word for word in _words(names) if word not in _TITLES), "")


def _words(name: str) -> list[str]:
    spelt = fold(unicodedata.normalize("NFC", name).casefold().translate(_SPELT_OUT))
    return [word for word in re.split(r"[\W_]+", spelt) if word]


def read_day(text: str) -> date | None:
    """A date of birth as `31.12.1980`, `1980-12-31` or `19801231`; None for what is none, or not whole."""
    german = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text.strip())
    whole = re.fullmatch(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", text.strip())
    parts = (german[3], german[2], german[1]) if german else whole.groups() if whole else None
    try:
        day = date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        return None
    return day if day is not None and day.year >= _OLDEST_YEAR else None


def claim_evidence(issuer: str, claim: str, keys: CodeKeys) -> bytes:
    """The keyed hash of what a provider says is the same for one human being, such as BundID's bPK2."""
    return hmac.digest(keys.evidence, f"provider\0{issuer}\0{claim}".encode(), hashlib.sha256)


def code_evidence(code: str, keys: CodeKeys) -> bytes:
    """The keyed hash of a code: all that is known of a human being who got a letter to nobody in particular."""
    return hash_code(code, keys.evidence)


def cover(evidence: bytes, code: str, keys: CodeKeys) -> bytes:
    """A human being's hash, covered by a code (exclusive or with a keyed hash of it); the same once more uncovers it."""
    return bytes(one ^ other for one, other in zip(evidence, hash_code(code, keys.masks), strict=True))
