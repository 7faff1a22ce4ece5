"""Voting credentials: fifteen characters that a voter types, from which the key to sign ballots is derived (specification, 4.8).

The last character is a check sum, so that a slip is noticed. Whoever has the list of public keys can check signatures and sign nothing.
"""

from __future__ import annotations

import re
from hashlib import pbkdf2_hmac

from participation.methods.proof.belenios.arithmetic import big
from participation.methods.proof.belenios.groups import Group, RandomBytes

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""58 characters; none that looks like another (no 0, O, I, l)."""

UUID_LENGTH = 14
ROUNDS = 1000
_FORM = re.compile(f"[{ALPHABET}]{{3}}(?:-[{ALPHABET}]{{3}}){{4}}")


def random_token(length: int, random_bytes: RandomBytes) -> str:
    """So many random characters, each equally likely: an election's id (14) or the first part of a credential."""
    token = ""
    while len(token) < length:
        number = random_bytes(1)[0] & 63
        if number < len(ALPHABET):
            token += ALPHABET[number]
    return token


def new_uuid(random_bytes: RandomBytes) -> str:
    """A new election's id."""
    return random_token(UUID_LENGTH, random_bytes)


def is_uuid(text: str) -> bool:
    """Whether a text has the form of an election's id."""
    return UUID_LENGTH <= len(text) <= 64 and all(character in ALPHABET for character in text)


def new_credential(random_bytes: RandomBytes) -> str:
    """A new credential, with dashes: 82 random bits and the check character."""
    token = random_token(14, random_bytes)
    token += _check_character(token)
    return "-".join(token[start : start + 3] for start in range(0, 15, 3))


def tidy_credential(typed: str) -> str:
    """What somebody typed, with its dashes in place. Raises ValueError if it is none, or mistyped."""
    token = "".join(character for character in typed if not character.isspace() and character != "-")
    tidy = "-".join(token[start : start + 3] for start in range(0, len(token), 3))
    if not _FORM.fullmatch(tidy) or _check_character(token[:14]) != token[14]:
        raise ValueError("this is no credential, or it has a slip")
    return tidy


def private_key(group: Group, uuid: str, credential: str) -> int:
    """The exponent behind a credential: PBKDF2 of the credential *with its dashes*, salted with the election's id."""
    derived = pbkdf2_hmac("sha256", tidy_credential(credential).encode(), uuid.encode(), ROUNDS)
    return big(int.from_bytes(derived, "big")) % group.q


def public_key(group: Group, uuid: str, credential: str) -> int:
    """What stands for a credential in the public list."""
    return group.secret_power(group.g, private_key(group, uuid, credential))


def _check_character(token: str) -> str:
    value = 0
    for character in token:
        value = value * len(ALPHABET) + ALPHABET.index(character)
    return ALPHABET[53 - value % 53]
