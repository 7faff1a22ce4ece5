"""Zero-knowledge proofs: that somebody knows an exponent, and that a ciphertext holds one of a few values, without saying which.

Both are Schnorr proofs made non-interactive: the challenge is a hash of what is claimed (`prefix`) and of the prover's commitments, which the
verifier recomputes from challenge and response. An element that is not of the group would break them, so elements are checked on reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from participation.methods.proof.belenios.encoding import Json, array, exponent, fields
from participation.methods.proof.belenios.groups import Group, RandomBytes


class Proof(NamedTuple):
    """A challenge and the response to it."""

    challenge: int
    response: int

    @property
    def json(self) -> Json:
        """As it is written down."""
        return {"challenge": str(self.challenge), "response": str(self.response)}


class Ciphertext(NamedTuple):
    """ElGamal: alpha = g^r, beta = y^r · message."""

    alpha: int
    beta: int

    @property
    def json(self) -> Json:
        """As it is written down."""
        return {"alpha": str(self.alpha), "beta": str(self.beta)}


class Known(NamedTuple):
    """What the prover knows of a statement (alpha, beta): alpha = g^r and beta = y^r · g^excess. It is true where the excess is 0."""

    randomness: int
    excess: int


def read_proof(value: Json, group: Group, what: str) -> Proof:
    """A proof as it was written down."""
    challenge, response = fields(value, what, "challenge", "response")
    return Proof(exponent(challenge, group, what), exponent(response, group, what))


def read_proofs(value: Json, group: Group, what: str, length: int) -> list[Proof]:
    """So many proofs."""
    return [read_proof(one, group, what) for one in array(value, what, length)]


def prove_exponent(group: Group, secret: int, prefix: str, random_bytes: RandomBytes, *, lasting: bool = True) -> Proof:
    """That one knows the exponent `secret` of a public power of g. The hash is of `prefix` and the commitment.

    Whoever learns a few bits of several `chance`s learns a lasting secret in the end: only for one that is used once a table will do.
    """
    chance = group.random_exponent(random_bytes)
    commitment = group.secret_power(group.g, chance) if lasting else group.generator_power(chance)
    challenge = group.challenge(f"{prefix}{commitment}")
    return Proof(challenge, (chance - secret * challenge) % group.q)


def exponent_is_proven(group: Group, public: int, prefix: str, proof: Proof) -> bool:
    """Whether a proof shows that its maker knew the exponent of `public`."""
    commitment = group.generator_power(proof.response) * group.power(public, proof.challenge) % group.p
    return group.challenge(f"{prefix}{commitment}") == proof.challenge


def prove_one_of(group: Group, key: int, known: Sequence[Known], true: int, prefix: str, random_bytes: RandomBytes) -> list[Proof]:
    """That at least one of several ciphertexts encrypts 1 under `key`, without saying which: `true` is the number of one that does.

    The others are simulated: challenge and response are drawn first, and the commitment is made to fit. The prover knows how each ciphertext
    was made, so that all powers are of g and of the key.
    """
    base, to_key, order = group.table(group.g), group.table(key), group.q
    proofs: list[Proof] = []
    commitments: list[int] = []
    for number, (randomness, excess) in enumerate(known):
        challenge = group.random_exponent(random_bytes) if number != true else 0
        response = group.random_exponent(random_bytes)
        together = (response + randomness * challenge) % order
        beside = to_key.power(together)
        if excess and challenge:
            beside = beside * base.power(excess * challenge % order) % group.p
        proofs.append(Proof(challenge, response))
        commitments += (base.power(together), beside)
    challenge = (group.challenge(prefix + ",".join(map(str, commitments))) - sum(proof.challenge for proof in proofs)) % order
    proofs[true] = Proof(challenge, (proofs[true].response - known[true].randomness * challenge) % order)
    return proofs


def one_of_is_proven(group: Group, key: int, statements: Sequence[Ciphertext], prefix: str, proofs: Sequence[Proof]) -> bool:
    """Whether proofs show that at least one of several ciphertexts encrypts 1 under `key`."""
    base, to_key, modulus = group.table(group.g), group.table(key), group.p
    commitments: list[str] = []
    for (alpha, beta), (challenge, response) in zip(statements, proofs, strict=True):
        commitments.append(str(base.power(response) * group.power(alpha, challenge) % modulus))
        commitments.append(str(to_key.power(response) * group.power(beta, challenge) % modulus))
    return group.challenge(prefix + ",".join(commitments)) == sum(proof.challenge for proof in proofs) % group.q
