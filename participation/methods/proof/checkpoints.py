"""Checkpoints of a public log (c2sp.org/tlog-checkpoint): origin, number of entries and root hash, signed as a note.

Whoever kept an earlier checkpoint can tell whether a log was rewritten since: `continues` checks a consistency proof from the one to the other.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from participation.methods.proof.merkle import HASH_SIZE, BadProof, check_consistency
from participation.methods.proof.notes import BadNote, Signer, Verifier, from_base64, open_note, sign


@dataclass(frozen=True)
class Checkpoint:
    """How a log stood at one moment."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise BadNote("the lines of a checkpoint are not empty")
        if self.size < 0 or len(self.root) != HASH_SIZE:
            raise BadNote("a checkpoint has a size and a root of 32 bytes")

    @property
    def text(self) -> str:
        """What is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """The checkpoint that a note's text writes. Raises BadNote if the form is not kept to the letter."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise BadNote("a checkpoint has at least three lines, none of them empty")
        origin, size, root, *extensions = lines[:-1]
        if not re.fullmatch("0|[1-9][0-9]{0,18}", size):
            raise BadNote("the size of a checkpoint is a number without leading zeros")
        return cls(origin, int(size), from_base64(root), tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, *signers: Signer) -> str:
    """The signed note. The log's own key bears the name of the origin."""
    if all(signer.name != checkpoint.origin for signer in signers):
        raise BadNote("a checkpoint is signed by the key that bears its origin's name")
    return sign(checkpoint.text, *signers)


def open_checkpoint(note: str | bytes, log_key: Verifier) -> Checkpoint:
    """The checkpoint in a note that the log's key signed. Raises BadNote if it did not, or for another log's checkpoint."""
    text, _signed = open_note(note, [log_key])
    checkpoint = Checkpoint.read(text)
    if checkpoint.origin != log_key.name:
        raise BadNote(f"the checkpoint is of {checkpoint.origin}, not of {log_key.name}")
    return checkpoint


def continues(earlier: Checkpoint, later: Checkpoint, proof: Sequence[bytes]) -> None:
    """Check that the log of `later` begins with that of `earlier`. Raises BadProof if it does not, or is another log."""
    if earlier.origin != later.origin:
        raise BadProof(f"{later.origin} is another log than {earlier.origin}")
    check_consistency(earlier.size, later.size, proof, earlier.root, later.root)
