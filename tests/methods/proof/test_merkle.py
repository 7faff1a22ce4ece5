"""The log's tree: public test vectors, any size, and every proof that was tampered with refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.proof.merkle import (
    EMPTY,
    BadProof,
    MerkleTree,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
    tree_hash,
)

# The reference tree of the Certificate Transparency tests (also in transparency-dev/merkle, testonly/constants.go and reference_test.go).
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIVE_TO_SEVEN = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
INCLUSION = {
    (0, 1): [],
    (0, 2): ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"],
    (1, 2): [ROOTS[1]],
    (2, 3): [ROOTS[2]],
    (1, 5): [
        ROOTS[1],
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b", FIVE_TO_SEVEN, ROOTS[4]],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (2, 5): INCLUSION[1, 5][1:],
    (6, 8): ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", FIVE_TO_SEVEN, ROOTS[4]],
}


@pytest.fixture(scope="module")
def reference() -> MerkleTree:
    tree = MerkleTree()
    for leaf in LEAVES:
        tree.append(leaf)
    return tree


def test_the_reference_trees_have_their_roots(reference: MerkleTree) -> None:
    assert [reference.root(size).hex() for size in range(9)] == ROOTS
    assert [tree_hash(LEAVES[:size]).hex() for size in range(9)] == ROOTS
    assert reference.root().hex() == ROOTS[8]


@pytest.mark.parametrize(("number", "size"), INCLUSION)
def test_the_reference_entries_are_proved_in(reference: MerkleTree, number: int, size: int) -> None:
    proof = reference.inclusion_proof(number, size)
    assert [step.hex() for step in proof] == INCLUSION[number, size]
    check_inclusion(leaf_hash(LEAVES[number]), number, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("before", "size"), CONSISTENCY)
def test_the_reference_trees_grow_into_each_other(reference: MerkleTree, before: int, size: int) -> None:
    proof = reference.consistency_proof(before, size)
    assert [step.hex() for step in proof] == CONSISTENCY[before, size]
    check_consistency(before, size, proof, bytes.fromhex(ROOTS[before]), bytes.fromhex(ROOTS[size]))


def _plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_plain_root(leaves[:split]), _plain_root(leaves[split:]))


def _tree(size: int) -> MerkleTree:
    tree = MerkleTree()
    for number in range(size):
        assert tree.append(str(number).encode()) == number
    return tree


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 130), st.data())
def test_any_tree_proves_its_entries_and_its_growth(size: int, data: st.DataObject) -> None:
    tree = _tree(size)
    number = data.draw(st.integers(0, size - 1))
    before = data.draw(st.integers(1, size))
    assert tree.root() == _plain_root([str(one).encode() for one in range(size)])
    check_inclusion(leaf_hash(str(number).encode()), number, size, tree.inclusion_proof(number), tree.root())
    check_consistency(before, size, tree.consistency_proof(before), tree.root(before), tree.root())


@settings(max_examples=120, deadline=None)
@given(st.integers(2, 70), st.data())
def test_a_tampered_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    tree = _tree(size)
    number = data.draw(st.integers(0, size - 1))
    proof, root, entry = tree.inclusion_proof(number), tree.root(), leaf_hash(str(number).encode())
    spoilt = data.draw(st.sampled_from(["step", "root", "entry", "short", "long", "place"]))
    step = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof]
    if spoilt == "step":
        changed[step] = bytes([proof[step][0] ^ 1]) + proof[step][1:]
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != number))
    with pytest.raises(BadProof):
        check_inclusion(
            leaf_hash(b"x") if spoilt == "entry" else entry,
            other if spoilt == "place" else number,
            size,
            {"short": proof[:-1], "long": [*proof, root]}.get(spoilt, changed),
            tree.root(size - 1) if spoilt == "root" else root,
        )


@settings(max_examples=120, deadline=None)
@given(st.integers(2, 70), st.data())
def test_a_rewritten_log_is_refused(size: int, data: st.DataObject) -> None:
    tree = _tree(size)
    before = data.draw(st.integers(1, size - 1))
    proof = tree.consistency_proof(before)
    rewritten = MerkleTree(leaf_hash(b"other" if number == 0 else str(number).encode()) for number in range(size))
    with pytest.raises(BadProof):
        check_consistency(before, size, rewritten.consistency_proof(before), tree.root(before), rewritten.root())
    with pytest.raises(BadProof):
        check_consistency(before, size, proof[:-1], tree.root(before), tree.root())
    with pytest.raises(BadProof):
        check_consistency(before, size, [*proof, proof[0]], tree.root(before), tree.root())
    with pytest.raises(BadProof):
        check_consistency(before, size, proof, tree.root(size), tree.root())


def test_what_cannot_be_shown_is_not_asked(reference: MerkleTree) -> None:
    root = reference.root()
    for bad in ((8, 8), (-1, 8), (0, 9)):
        with pytest.raises(ValueError):
            reference.inclusion_proof(*bad)
    for bad in ((0, 8), (9, 8), (1, 9)):
        with pytest.raises(ValueError):
            reference.consistency_proof(*bad)
    with pytest.raises(BadProof):
        check_inclusion(root, 8, 8, [], root)
    with pytest.raises(BadProof):
        check_inclusion(b"short", 0, 1, [], root)
    with pytest.raises(BadProof):
        check_consistency(8, 8, [], reference.root(7), root)
    check_consistency(0, 8, [], EMPTY, root)


def test_an_entry_does_not_pass_for_a_node(reference: MerkleTree) -> None:
    left, right = reference.root(4), reference.inclusion_proof(0, 8)[-1]
    assert tree_hash([left + right]) != reference.root(8)
