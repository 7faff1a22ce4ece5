"""The code that a voter alone holds, and the tracker under which the ballot can be found in the urn.

The page that shows the ballot for checking makes a random *cast key*. It is nowhere stored and nowhere logged; the urn holds
only its hash, the *tracker*. So the same form sent twice finds its own ballot, and a receipt needs no link to the person.
"""

from __future__ import annotations

import hashlib

from participation.kit import codes

LENGTH = 20
"""Letters of a tracker: 100 bits of SHA-256 in Crockford's base 32."""


def new_cast_key() -> str:
    """A fresh key of 80 random bits with a check character, in groups: `7K3M-9QXR-V0TB-DH2W8`. Also the code to change the ballot."""
    return codes.new_code()


def is_cast_key(text: str) -> bool:
    """Whether a text can be a cast key; finds typing errors before any look-up."""
    return codes.looks_valid(text)


def tracker_of(vote_id: int, cast_key: str) -> str:
    """The tracker of a ballot: 100 bits of SHA-256 over the vote's number and the normalised key."""
    digest = hashlib.sha256(f"participation.tracker.1:{vote_id}:{codes.normalise(cast_key)}".encode()).digest()
    number = int.from_bytes(digest[:13], "big") >> 4
    return "".join(codes.ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def show(tracker: str) -> str:
    """A tracker in groups of four, as it is printed: `7K3M-9QXR-V0TB-DH2W-8ABC`."""
    return "-".join(tracker[start : start + 4] for start in range(0, len(tracker), 4))


def read(typed: str) -> str:
    """A tracker as it was typed, in the form that is stored; empty where it cannot be one."""
    letters = codes.normalise(typed)
    return letters if len(letters) == LENGTH and all(letter in codes.ALPHABET for letter in letters) else ""
