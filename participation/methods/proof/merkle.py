"""The Merkle tree of a public log (RFC 9162, section 2.1): its hash, and short proofs that an entry is in it and that it has only grown.

A tree of a million entries is proved with twenty hashes. `MerkleTree` grows entry by entry and gives hashes and proofs of every size it
ever had; the two `check_…` functions need nothing but the hashes they are given, so that a reader can check without the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256().digest()
"""The hash of a tree without entries."""

HASH_SIZE = 32


class BadProof(ValueError):
    """A proof that does not show what it is said to show."""


def leaf_hash(entry: bytes) -> bytes:
    """An entry's hash. The leading zero keeps an entry from posing as a node (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def tree_hash(entries: Iterable[bytes]) -> bytes:
    """The hash of a tree of these entries, in one pass and without keeping them."""
    tree = MerkleTree()
    for entry in entries:
        tree.append(entry)
    return tree.root()


class MerkleTree:
    """A tree that only grows. It keeps the hash of every complete subtree: two for each entry, on average."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for hashed in leaf_hashes:
            self.append_hash(hashed)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, entry: bytes) -> int:
        """Add one entry; its number, counted from 0."""
        return self.append_hash(sha256(b"\x00" + entry).digest())

    def append_hash(self, hashed: bytes) -> int:
        """Add one entry whose hash is known; its number, counted from 0."""
        levels = self._levels
        number = len(levels[0])
        levels[0].append(hashed)
        above, width = 1, number + 1
        while not width & 1:  # a pair is complete: so is the subtree above it
            hashed = sha256(b"\x01" + levels[above - 1][-2] + hashed).digest()
            if above == len(levels):
                levels.append([])
            levels[above].append(hashed)
            width >>= 1
            above += 1
        return number

    def root(self, size: int | None = None) -> bytes:
        """The tree's hash now, or when it had `size` entries. Raises ValueError for a size it never had."""
        size = self._size(size)
        return self._span(0, size) if size else EMPTY

    def inclusion_proof(self, number: int, size: int | None = None) -> list[bytes]:
        """The hashes that show that entry `number` is in the tree of `size` entries (RFC 9162, 2.1.3)."""
        size = self._size(size)
        if not 0 <= number < size:
            raise ValueError(f"a tree of {size} entries has no entry {number}")
        path: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if number < middle:
                path.append(self._span(middle, end))
                end = middle
            else:
                path.append(self._span(start, middle))
                start = middle
        return path[::-1]

    def consistency_proof(self, before: int, size: int | None = None) -> list[bytes]:
        """The hashes that show that the tree of `size` entries begins with the one of `before` entries (RFC 9162, 2.1.4)."""
        size = self._size(size)
        if not 0 < before <= size:
            raise ValueError(f"between {before} and {size} entries nothing can be shown")
        path: list[bytes] = []
        start, end, known = 0, size, True  # known: the reader has this subtree's hash as the earlier root
        while before != end:
            middle = start + _split(end - start)
            if before <= middle:
                path.append(self._span(middle, end))
                end = middle
            else:
                path.append(self._span(start, middle))
                start, known = middle, False
        return ([] if known else [self._span(start, end)]) + path[::-1]

    def _size(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise ValueError(f"the tree has {len(self)} entries, it never had {size}")
        return size

    def _span(self, start: int, end: int) -> bytes:
        """The hash of the subtree of entries start … end − 1, where start is a multiple of the power of two that holds them."""
        width = end - start
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._node(level, start >> level)
        middle = start + _split(width)
        return node_hash(self._span(start, middle), self._span(middle, end))

    def _node(self, level: int, index: int) -> bytes:
        """The hash of complete subtree number `index` of 2^level entries."""
        return self._levels[level][index]


def _split(width: int) -> int:
    """The largest power of two below `width`: how many entries stand on the left."""
    return 1 << ((width - 1).bit_length() - 1)


def check_inclusion(entry_hash: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the entry with this hash is entry `number` of the tree of `size` entries with this root. Raises BadProof if not."""
    _check_form(proof, entry_hash, root)
    if not 0 <= number < size:
        raise BadProof(f"a tree of {size} entries has no entry {number}")
    position, last, found = number, size - 1, entry_hash
    for step in proof:
        if last == 0:
            raise BadProof("the proof is too long")
        if position & 1 or position == last:
            found = node_hash(step, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, step)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    if found != root:
        raise BadProof("the proof leads to another root")


def check_consistency(before: int, size: int, proof: Sequence[bytes], root_before: bytes, root: bytes) -> None:
    """Check that the tree of `size` entries begins with the one of `before` entries. Raises BadProof if not."""
    _check_form(proof, root_before, root)
    if not 0 <= before <= size:
        raise BadProof(f"between {before} and {size} entries nothing can be shown")
    if before in (0, size):
        if proof:
            raise BadProof("the proof is too long")
        if root_before != (EMPTY if before == 0 else root):
            raise BadProof("the same number of entries, and another root")
        return
    steps = [root_before, *proof] if before & (before - 1) == 0 else list(proof)
    if not steps:
        raise BadProof("the proof is too short")
    _climb(before - 1, size - 1, steps, root_before, root)


def _climb(position: int, last: int, steps: Sequence[bytes], root_before: bytes, root: bytes) -> None:
    while position & 1:
        position, last = position >> 1, last >> 1
    found_before = found = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise BadProof("the proof is too long")
        if position & 1 or position == last:
            found_before, found = node_hash(step, found_before), node_hash(step, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, step)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    if found_before != root_before:
        raise BadProof("the proof leads to another earlier root")
    if found != root:
        raise BadProof("the proof leads to another root")


def _check_form(proof: Sequence[bytes], *hashes: bytes) -> None:
    if any(len(one) != HASH_SIZE for one in (*proof, *hashes)):
        raise BadProof("a hash has 32 bytes")
