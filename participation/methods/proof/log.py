"""The public log of an encrypted vote: its entries are the events of the archive, its checkpoints say how far it had come.

The archive's own chain shows that nothing before its last event was changed. The log adds that somebody else can hold a short signed note of
it, and can be shown with a few hashes that one event is in it, or that it has only grown since.
"""

from __future__ import annotations

from participation.methods.proof.belenios.archive import Archive
from participation.methods.proof.checkpoints import Checkpoint, open_checkpoint
from participation.methods.proof.merkle import MerkleTree
from participation.methods.proof.notes import BadNote, Verifier


def log_of(archive: Archive) -> MerkleTree:
    """The tree over all events of an archive, in their order."""
    tree = MerkleTree()
    for event in archive.events:
        tree.append(event.text.encode())
    return tree


def checkpoint_of(archive: Archive, origin: str) -> Checkpoint:
    """How the log of an archive stands now."""
    tree = log_of(archive)
    return Checkpoint(origin, len(tree), tree.root())


def check_against(archive: Archive, note: str | bytes, log_key: Verifier) -> Checkpoint:
    """Check that an archive is, or continues, what a signed checkpoint says. Raises BadNote if it does not."""
    checkpoint, tree = open_checkpoint(note, log_key), log_of(archive)
    if checkpoint.size > len(tree):
        raise BadNote(f"the checkpoint has {checkpoint.size} events, the archive {len(tree)}")
    if tree.root(checkpoint.size) != checkpoint.root:
        raise BadNote("the archive's events are not those of the checkpoint")
    return checkpoint
