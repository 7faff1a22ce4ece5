"""Signed notes (c2sp.org/signed-note): a text, a blank line, and Ed25519 signatures, each by a named key.

A verifier key is written `name+hash+base64`, a signer key `PRIVATE+KEY+name+hash+base64`, as the Go checksum database writes them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
MOST_SIGNATURES = 64
LONGEST = 1_000_000
"""No note is longer, in bytes: whoever reads one from elsewhere must not be drowned."""

_SIGNATURE_LINE = re.compile("— ([^ ]+) ([A-Za-z0-9+/]+={0,2})")


class BadNote(ValueError):
    """A note, or a key, that is not what it is said to be."""


@dataclass(frozen=True)
class Verifier:
    """A public key with its name. Whoever holds it can check the notes that its owner signed."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public_key) != 32:
            raise BadNote("an Ed25519 key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_to_base64(ED25519 + self.public_key)}"

    @classmethod
    def read(cls, text: str) -> Verifier:
        """The key that `text` writes. Raises BadNote for another kind of key, a wrong hash, or anything unclean."""
        name, key_id, key = _parts(text)
        verifier = cls(name, key)
        if verifier.key_id != key_id:
            raise BadNote("the key's hash does not fit the key")
        return verifier


@dataclass(frozen=True, repr=False)
class Signer:
    """A secret key with its name. Its seed is 32 random bytes, handed in by the caller."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seed) != 32:
            raise BadNote("an Ed25519 seed has 32 bytes")

    @property
    def verifier(self) -> Verifier:
        """The public side of this key."""
        return Verifier(self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def __str__(self) -> str:
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{_to_base64(ED25519 + self.seed)}"

    @classmethod
    def read(cls, text: str) -> Signer:
        """The secret key that `text` writes. Raises BadNote for anything else."""
        if not text.startswith("PRIVATE+KEY+"):
            raise BadNote("this is no signer key")
        name, key_id, seed = _parts(text.removeprefix("PRIVATE+KEY+"))
        signer = cls(name, seed)
        if signer.verifier.key_id != key_id:
            raise BadNote("the key's hash does not fit the key")
        return signer


def sign(text: str, *signers: Signer) -> str:
    """The note: `text` with a signature of each signer. The text ends in a line break. Raises BadNote if it cannot be a note's text."""
    _check_text(text)
    if not signers:
        raise BadNote("a note has at least one signature")
    lines = []
    for signer in signers:
        signature = Ed25519PrivateKey.from_private_bytes(signer.seed).sign(text.encode())
        lines.append(f"— {signer.name} {_to_base64(signer.verifier.key_id + signature)}\n")
    return text + "\n" + "".join(lines)


def open_note(note: str | bytes, verifiers: Iterable[Verifier]) -> tuple[str, list[Verifier]]:
    """The text of a note and who of `verifiers` signed it.

    Signatures by other keys are passed over. Raises BadNote if the form is not kept, if a signature of one of these keys is wrong, or if none
    of them signed.
    """
    text, signatures = _take_apart(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed: list[Verifier] = []
    for name, key_id, signature in signatures:
        verifier = known.get((name, key_id))
        if verifier is None or verifier in signed:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(verifier.public_key).verify(signature, text.encode())
        except InvalidSignature:
            raise BadNote(f"the signature of {name} is wrong") from None
        signed.append(verifier)
    if not signed:
        raise BadNote("no known key signed this note")
    return text, signed


def _take_apart(note: str | bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Text and signatures as (name, key id, signature), unchecked."""
    if len(note) > LONGEST:
        raise BadNote("the note is too long")
    if isinstance(note, bytes):
        try:
            note = note.decode()
        except UnicodeDecodeError:
            raise BadNote("a note is UTF-8") from None
    text, blank, below = note.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise BadNote("text, a blank line, and signatures are expected")
    text += "\n"
    _check_text(text)
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote("the note has too many signatures")
    return text, [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _SIGNATURE_LINE.fullmatch(line)
    if found is None:
        raise BadNote("a signature line is not of its form")
    name, encoded = found.groups()
    _check_name(name)
    decoded = from_base64(encoded)
    if len(decoded) < 5:
        raise BadNote("a signature is too short")
    return name, decoded[:4], decoded[4:]


def _parts(text: str) -> tuple[str, bytes, bytes]:
    """Name, hash and the 32 bytes of a key's text."""
    name, plus, rest = text.partition("+")
    written, plus_again, encoded = rest.partition("+")
    if not plus or not plus_again or not re.fullmatch("[0-9a-f]{8}", written):
        raise BadNote("a key is written name+hash+base64")
    decoded = from_base64(encoded)
    if decoded[:1] != ED25519 or len(decoded) != 33:
        raise BadNote("only Ed25519 keys are known here")
    return name, bytes.fromhex(written), decoded[1:]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() or ord(character) < 32 for character in name):
        raise BadNote("a key's name has no blanks and no plus")


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(character) < 32 and character != "\n" for character in text):
        raise BadNote("a note's text ends in a line break and has no control characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadNote("a note is UTF-8") from None


def from_base64(text: str) -> bytes:
    """Decode base64 of exactly one spelling: padded, nothing foreign in it, no loose bits at its end. Raises BadNote for any other."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("this is not base64") from None
    if _to_base64(decoded) != text:
        raise BadNote("this is not base64 in its one spelling")
    return decoded


def _to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
