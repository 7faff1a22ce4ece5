"""Trustees: each holds a share of the key, all are needed to decrypt (specification, 4.5, 4.7, 4.18; “Single” trustees only)."""

from __future__ import annotations

from collections.abc import Sequence

from participation.methods.proof.belenios.arithmetic import big
from participation.methods.proof.belenios.encoding import (
    Json,
    array,
    bad_form,
    compact,
    element,
    elements,
    exponent,
    fields,
    read_compact,
)
from participation.methods.proof.belenios.faults import BAD_DECRYPTION, THRESHOLD_TRUSTEES, UNPROVEN_KEY, Refused
from participation.methods.proof.belenios.groups import Group, RandomBytes
from participation.methods.proof.belenios.proofs import Ciphertext, Proof, exponent_is_proven, prove_exponent, read_proof, read_proofs

Tally = list[list[Ciphertext]]
"""For each question its ciphertexts: the sum of each option, or one for each ballot."""


def new_private_key(group: Group, random_bytes: RandomBytes) -> int:
    """A trustee's secret."""
    return group.random_exponent(random_bytes)


def write_private_key(private: int) -> str:
    """The secret as it is kept in a file, as `belenios-tool` does."""
    return compact(str(private))


def read_private_key(text: str, group: Group, what: str) -> int:
    """The secret from a file."""
    private = exponent(read_compact(text.strip(), what), group, what)
    if private == 0:
        bad_form(what)
    return private


def write_public_key(group: Group, private: int, random_bytes: RandomBytes) -> str:
    """What a trustee hands over: the public key and the proof of knowing the secret one."""
    public = public_key(group, private)
    proof = prove_exponent(group, private, _pok_prefix(group, public), random_bytes)
    return compact({"pok": proof.json, "public_key": str(public)})


def public_key(group: Group, private: int) -> int:
    """The public side of a secret."""
    return group.secret_power(group.g, private)


def read_public_key(text: str, group: Group, what: str) -> int:
    """A handed-over public key, its proof checked."""
    return _proven_key(read_compact(text.strip(), what), group, 1, what)


def write_trustees(public_keys: Sequence[str]) -> str:
    """The list of trustees from what each handed over."""
    return compact([["Single", read_compact(text.strip(), "trustee")] for text in public_keys])


def read_trustees(text: str, group: Group, what: str) -> list[int]:
    """The public keys, in order, each with its proof checked."""
    keys = []
    for number, entry in enumerate(array(read_compact(text, what), what), start=1):
        kind, value = array(entry, what, 2)
        if kind != "Single":
            raise Refused(THRESHOLD_TRUSTEES)
        keys.append(_proven_key(value, group, number, what))
    if not keys:
        bad_form(what)
    return keys


def joint_key(group: Group, keys: Sequence[int]) -> int:
    """The key that voters encrypt with: the product of all."""
    joint = big(1)
    for key in keys:
        joint = joint * key % group.p
    return joint


def decrypt(group: Group, fingerprint: str, tally: Tally, private: int, random_bytes: RandomBytes) -> str:
    """A trustee's part of the decryption: for each ciphertext a factor, with the proof that it was made with the trustee's key."""
    prefix = _decrypt_prefix(fingerprint, public_key(group, private))
    factors: list[list[str]] = []
    proofs: list[list[Json]] = []
    for question in tally:
        factors.append([str(group.secret_power(one.alpha, private)) for one in question])
        proofs.append([_prove_factor(group, one, private, prefix, random_bytes).json for one in question])
    return compact({"decryption_factors": factors, "decryption_proofs": proofs})


def check_decryption(group: Group, fingerprint: str, tally: Tally, key: int, text: str, trustee: int, what: str) -> list[list[int]]:
    """The factors of trustee number `trustee` (from 1) with this public key, all proofs checked."""
    factors_written, proofs_written = fields(read_compact(text, what), what, "decryption_factors", "decryption_proofs")
    prefix = _decrypt_prefix(fingerprint, key)
    by_question = zip(tally, array(factors_written, what, len(tally)), array(proofs_written, what, len(tally)), strict=True)
    found = []
    for number, (question, ours, theirs) in enumerate(by_question, start=1):
        factors = elements(ours, group, what, len(question))
        proofs = read_proofs(theirs, group, what, len(question))
        if not all(_factor_is_proven(group, *one, key, prefix) for one in zip(question, factors, proofs, strict=True)):
            raise Refused(BAD_DECRYPTION, {"trustee": trustee, "question": number})
        found.append(factors)
    return found


def _proven_key(value: Json, group: Group, number: int, what: str) -> int:
    proof, key_written = fields(value, what, "pok", "public_key")
    key = element(key_written, group, what)
    if key == 1 or not exponent_is_proven(group, key, _pok_prefix(group, key), read_proof(proof, group, what)):
        raise Refused(UNPROVEN_KEY, {"trustee": number})
    return key


def _pok_prefix(group: Group, key: int) -> str:
    return f"pok|{group.name}|{key}|"


def _decrypt_prefix(fingerprint: str, key: int) -> str:
    return f"decrypt|{fingerprint}|{key}|"


def _prove_factor(group: Group, one: Ciphertext, private: int, prefix: str, random_bytes: RandomBytes) -> Proof:
    chance = group.random_exponent(random_bytes)
    challenge = group.challenge(f"{prefix}{group.secret_power(group.g, chance)},{group.secret_power(one.alpha, chance)}")
    return Proof(challenge, (chance - private * challenge) % group.q)


def _factor_is_proven(group: Group, one: Ciphertext, factor: int, proof: Proof, key: int, prefix: str) -> bool:
    by_key = group.generator_power(proof.response) * group.power(key, proof.challenge) % group.p
    by_factor = group.power(one.alpha, proof.response) * group.power(factor, proof.challenge) % group.p
    return group.challenge(f"{prefix}{by_key},{by_factor}") == proof.challenge
