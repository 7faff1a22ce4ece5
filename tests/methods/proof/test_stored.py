"""A tree in a store gives the same hashes and proofs as one in memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.proof.merkle import MerkleTree, check_consistency, check_inclusion, leaf_hash
from participation.methods.proof.stored import StoredTree, grow


class Store:
    """Hashes under the numbers of entries, and how often somebody asked."""

    def __init__(self) -> None:
        self.hashes: list[bytes] = []
        self.fetches = 0

    def fetch(self, numbers: object) -> dict[int, bytes]:
        self.fetches += 1
        return {number: self.hashes[number] for number in numbers}  # type: ignore[attr-defined]

    def append(self, *entries: bytes) -> None:
        self.hashes += grow(len(self.hashes), self.fetch, entries)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.data())
def test_it_agrees_with_a_tree_in_memory(steps: list[int], data: st.DataObject) -> None:
    store, tree, entries = Store(), MerkleTree(), []
    for step in steps:
        new = [f"{len(entries)}-{number}".encode() for number in range(step)]
        store.append(*new)
        entries += new
    for entry in entries:
        tree.append(entry)
    stored = StoredTree(len(entries), store.fetch)
    size = data.draw(st.integers(1, len(entries)))
    number, before = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert stored.root(size) == tree.root(size)
    assert stored.inclusion_proof(number, size) == tree.inclusion_proof(number, size)
    assert stored.consistency_proof(before, size) == tree.consistency_proof(before, size)
    check_inclusion(leaf_hash(entries[number]), number, size, stored.inclusion_proof(number, size), stored.root(size))
    check_consistency(before, size, stored.consistency_proof(before, size), stored.root(before), stored.root(size))


def test_a_proof_asks_the_store_once() -> None:
    store = Store()
    store.append(*(str(number).encode() for number in range(1000)))
    asked = store.fetches
    StoredTree(1000, store.fetch).inclusion_proof(617)
    assert store.fetches == asked + 1


def test_it_grows_by_entries_alone() -> None:
    with pytest.raises(TypeError):
        StoredTree(0, Store().fetch).append(b"x")
