"""Signed notes and checkpoints: the published examples pass, whatever is written otherwise is refused."""

from __future__ import annotations

import base64

import pytest

from participation.methods.proof.checkpoints import Checkpoint, continues, open_checkpoint, sign_checkpoint
from participation.methods.proof.merkle import BadProof, MerkleTree
from participation.methods.proof.notes import BadNote, Signer, Verifier, open_note, sign

# The example of Go's checksum database (golang.org/x/mod/sumdb/note).
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
SIGNATURE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
NOTE = TEXT + "\n" + SIGNATURE

# The example of c2sp.org/tlog-checkpoint; its key is not published.
CHECKPOINT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

LOG = Signer("beteiligung.example/log", bytes(range(32)))


def test_the_published_note_is_made_and_opened() -> None:
    assert sign(TEXT, Signer.read(PETER_SIGNER)) == NOTE
    assert open_note(NOTE, [Verifier.read(PETER)]) == (TEXT, [Verifier.read(PETER)])
    assert open_note(NOTE.encode(), [Verifier.read(ENOCH), Verifier.read(PETER)])[1] == [Verifier.read(PETER)]


def test_keys_are_written_as_they_were_read() -> None:
    for text in (PETER, ENOCH, "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"):
        assert str(Verifier.read(text)) == text
    assert str(Signer.read(PETER_SIGNER)) == PETER_SIGNER
    assert "PRIVATE" not in repr(Signer.read(PETER_SIGNER))
    assert Signer.read(PETER_SIGNER).verifier == Verifier.read(PETER)


@pytest.mark.parametrize("start", range(0, len(PETER), 3))
def test_a_mangled_key_is_refused(start: int) -> None:
    for mangled in (PETER[:start], PETER[start + 1 :], PETER[:start] + chr(ord(PETER[start]) + 1) + PETER[start + 1 :]):
        with pytest.raises(BadNote):
            Verifier.read(mangled)


def test_other_kinds_of_keys_are_refused() -> None:
    for text in (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETER_SIGNER.removeprefix("PRIVATE+KEY+"),
    ):
        with pytest.raises(BadNote):
            Verifier.read(text)
    with pytest.raises(BadNote):
        Signer.read(PETER)


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        NOTE[:-1],
        NOTE.replace("problem,", "Problem,"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("x08go", "x18go"),
        NOTE.replace("JnAM=", "JnAN="),
        NOTE.replace("nAM=\n", "nAM=\r\n"),
        NOTE.replace("think", "th\tink"),
        NOTE + "\n",
        NOTE + "unsigned\n",
        NOTE + "— a+b x08go/ZJkuBS9UG/\n",
        NOTE + "— short AAAA\n",
        TEXT + "\n" + "— Nobody x08go/ZJkuBS9UG/\n" * 65,
        TEXT + "\n\n",
        "x" * 1_000_001,
        NOTE.encode() + b"\xff",
    ],
)
def test_a_spoilt_note_is_refused(note: str | bytes) -> None:
    with pytest.raises(BadNote):
        open_note(note, [Verifier.read(PETER)])


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    with pytest.raises(BadNote, match="no known key"):
        open_note(NOTE, [Verifier.read(ENOCH)])
    with pytest.raises(BadNote, match="no known key"):
        open_note(NOTE, [])


def test_one_wrong_signature_spoils_the_note_among_good_ones() -> None:
    both = sign(TEXT, Signer.read(PETER_SIGNER), LOG)
    assert open_note(both, [LOG.verifier, Verifier.read(PETER)])[1] == [Verifier.read(PETER), LOG.verifier]
    lines = both.splitlines()
    blob = bytearray(base64.b64decode(lines[-1].split(" ")[2]))
    blob[-1] ^= 1
    spoilt = both.replace(lines[-1].split(" ")[2], base64.b64encode(blob).decode())
    with pytest.raises(BadNote, match="wrong"):
        open_note(spoilt, [LOG.verifier, Verifier.read(PETER)])


def test_texts_that_cannot_be_notes_are_not_signed() -> None:
    for text in ("no line break", "bell \a\n", "half a pair \ud800\n"):
        with pytest.raises(BadNote):
            sign(text, LOG)
    with pytest.raises(BadNote):
        sign(TEXT)
    for name in ("", "a b", "a+b", "a\u00a0b"):
        with pytest.raises(BadNote):
            Signer(name, bytes(32))


def test_the_published_checkpoint_is_read() -> None:
    checkpoint = Checkpoint.read(CHECKPOINT)
    assert (checkpoint.origin, checkpoint.size, checkpoint.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert checkpoint.text == CHECKPOINT


@pytest.mark.parametrize(
    "text",
    [
        "o\n1\n",
        "o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "o\n1\nAAAA\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "o\n٣\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    ],
)
def test_a_checkpoint_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.read(text)


def test_whoever_kept_a_checkpoint_sees_a_rewritten_log() -> None:
    tree = MerkleTree()
    for number in range(5):
        tree.append(f"event {number}".encode())
    earlier = Checkpoint(LOG.name, 5, tree.root())
    note = sign_checkpoint(earlier, LOG)
    for number in range(5, 9):
        tree.append(f"event {number}".encode())
    later = Checkpoint(LOG.name, 9, tree.root())
    assert open_checkpoint(note, LOG.verifier) == earlier
    continues(earlier, later, tree.consistency_proof(5))
    rewritten = MerkleTree()
    for number in range(9):
        rewritten.append(f"event {number + 1}".encode())
    with pytest.raises(BadProof):
        continues(earlier, Checkpoint(LOG.name, 9, rewritten.root()), rewritten.consistency_proof(5))
    with pytest.raises(BadProof):
        continues(earlier, Checkpoint("other.example/log", 9, tree.root()), tree.consistency_proof(5))


def test_a_checkpoint_counts_only_under_its_own_logs_key() -> None:
    checkpoint = Checkpoint("beteiligung.example/log", 0, MerkleTree().root())
    other = Signer("other.example/log", bytes(32))
    with pytest.raises(BadNote):
        sign_checkpoint(checkpoint, other)
    with pytest.raises(BadNote):
        open_checkpoint(sign(checkpoint.text, other), other.verifier)
    with pytest.raises(BadNote):
        Checkpoint("a\nb", 0, MerkleTree().root())
