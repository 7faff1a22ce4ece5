"""A public log's tree whose hashes lie in a store: nothing is kept in memory, and a proof reads a few dozen hashes, however long the log is.

Each entry is stored with the hashes of the subtrees that it completes: its own, and one for every pair that became whole. That is two hashes
for each entry, on average. Growing needs the hashes of the few largest complete subtrees; roots and proofs of any size are made of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from participation.methods.proof.merkle import HASH_SIZE, MerkleTree, leaf_hash, node_hash

Fetch = Callable[[Sequence[int]], dict[int, bytes]]
"""From a store: under the numbers of entries, the hashes that each completed, one after the other, its own first."""


class StoredTree(MerkleTree):
    """A tree of `size` entries whose hashes are fetched from a store, in one go for each root or proof."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        super().__init__()
        self._length = size
        self._fetch = fetch
        self._known: dict[tuple[int, int], bytes] = {}
        self._asked: set[tuple[int, int]] | None = None

    def __len__(self) -> int:
        return self._length

    def append_hash(self, hashed: bytes) -> int:
        """A stored tree grows by `grow` alone."""
        raise TypeError("a stored tree grows by grow()")

    def root(self, size: int | None = None) -> bytes:
        """The tree's hash now, or when it had `size` entries."""
        return self._with_hashes(lambda: [super(StoredTree, self).root(size)])[0]

    def inclusion_proof(self, number: int, size: int | None = None) -> list[bytes]:
        """The hashes that show that entry `number` is in the tree of `size` entries."""
        return self._with_hashes(lambda: super(StoredTree, self).inclusion_proof(number, size))

    def consistency_proof(self, before: int, size: int | None = None) -> list[bytes]:
        """The hashes that show that the tree of `size` entries begins with the one of `before` entries."""
        return self._with_hashes(lambda: super(StoredTree, self).consistency_proof(before, size))

    def _with_hashes(self, make: Callable[[], list[bytes]]) -> list[bytes]:
        """Make it twice: which hashes are needed does not depend on what they are. So all of them are fetched at once."""
        self._asked = set()
        make()
        asked, self._asked = self._asked - self._known.keys(), None
        if asked:
            found = self._fetch(sorted({completed_by(level, index) for level, index in asked}))
            for level, index in asked:
                self._known[level, index] = part(found[completed_by(level, index)], level)
        return make()

    def _node(self, level: int, index: int) -> bytes:
        if self._asked is not None:
            self._asked.add((level, index))
            return bytes(HASH_SIZE)
        return self._known[level, index]


def completed_by(level: int, index: int) -> int:
    """The number of the entry that completes subtree `index` of 2^level entries."""
    return (index + 1 << level) - 1


def part(hashes: bytes, level: int) -> bytes:
    """One of the hashes that an entry completed."""
    return hashes[level * HASH_SIZE : (level + 1) * HASH_SIZE]


def peaks(size: int) -> list[tuple[int, int]]:
    """The largest complete subtrees of a tree of `size` entries, from the left, as (level, index)."""
    found, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def grow(size: int, fetch: Fetch, entries: Iterable[bytes]) -> list[bytes]:
    """What is to be stored with each of these entries, which follow on `size` others."""
    heads = peaks(size)
    found = fetch([completed_by(level, index) for level, index in heads]) if heads else {}
    stack = [part(found[completed_by(level, index)], level) for level, index in heads]
    stored = []
    for entry in entries:
        hashed = leaf_hash(entry)
        completed, width = [hashed], size + 1
        while not width & 1:
            hashed = node_hash(stack.pop(), hashed)
            completed.append(hashed)
            width >>= 1
        stack.append(hashed)
        stored.append(b"".join(completed))
        size += 1
    return stored
