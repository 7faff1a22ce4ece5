"""Shuffling ciphertexts so that nobody can tell which came from which, and proving that none was swapped (specification, 4.17 and 6).

The proof is the one of the CHVote specification, after Terelius and Wikström: a commitment to the permutation, a chain of commitments that shows
that it is one, and a Schnorr proof that the same permutation and fresh randomness give the shuffled list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from participation.methods.proof.belenios.arithmetic import big, product_of_powers
from participation.methods.proof.belenios.encoding import Json, array, element, elements, exponent, exponents, written
from participation.methods.proof.belenios.groups import Group, RandomBytes
from participation.methods.proof.belenios.proofs import Ciphertext


@dataclass(frozen=True)
class Shuffle:
    """What one trustee did with one question: the shuffled ciphertexts and the proof as JSON."""

    ciphertexts: list[Ciphertext]
    proof: Json


@dataclass(frozen=True)
class _Bound:
    """What the hashes of a proof name: the election's fingerprint and key."""

    group: Group
    key: int
    fingerprint: str

    def challenges(self, before: Sequence[Ciphertext], after: Sequence[Ciphertext], committed: Sequence[int]) -> tuple[str, list[int]]:
        """The text of both lists and the commitment, and a challenge for each place."""
        said = _listed(before) + _listed(after) + _joined(committed)
        head = sha256(f"shuffle-challenges|{self.fingerprint}|{said}".encode()).hexdigest()
        places = (sha256(str(place).encode()).hexdigest() for place in range(len(before)))
        return said, [self.group.challenge(head + place) for place in places]

    def challenge(self, said: str, chain: Sequence[int], single: Sequence[int], links: Sequence[int]) -> int:
        """The challenge to the last, Schnorr-like part."""
        commitments = _joined(single) + _joined(links)
        return self.group.challenge(f"shuffle-challenge|{self.fingerprint}|{commitments}{said}{_joined(chain)}{self.key}")


def _listed(ciphertexts: Sequence[Ciphertext]) -> str:
    return "".join(f"{one.alpha},{one.beta}," for one in ciphertexts)


def _joined(numbers: Sequence[int]) -> str:
    return "".join(f"{number}," for number in numbers)


@lru_cache(maxsize=4096)
def _generator(group: Group, number: int) -> int:
    """An element of which nobody knows the exponent: a hash raised into the group."""
    value = big(int.from_bytes(sha256(f"ggen|{number}".encode()).digest(), "big"))
    found = group.power(value, (group.p - 1) // group.q)
    if found in (0, 1, group.g):
        raise ValueError("this group has no independent generators")
    return found


def _generators(group: Group, count: int) -> tuple[int, list[int]]:
    """The secondary generator, and one for each place."""
    others = [_generator(group, number) for number in range(count)]
    secondary = _generator(group, -1)
    if len({secondary, *others}) != count + 1:
        raise ValueError("this group has too few independent generators")
    return secondary, others


def random_permutation(size: int, random_bytes: RandomBytes) -> list[int]:
    """The numbers 0 … size − 1 in an order of which each is equally likely."""
    order = list(range(size))
    for place in range(size - 1):
        other = place + _below(size - place, random_bytes)
        order[place], order[other] = order[other], order[place]
    return order


def _below(limit: int, random_bytes: RandomBytes) -> int:
    bits = (limit - 1).bit_length()
    while True:
        number = int.from_bytes(random_bytes((bits + 7) // 8), "big") & ((1 << bits) - 1)
        if number < limit:
            return number


def shuffle(group: Group, key: int, fingerprint: str, before: Sequence[Ciphertext], random_bytes: RandomBytes) -> Shuffle:
    """Encrypt each ciphertext anew, put them into a random order, and prove it."""
    base, to_key = group.table(group.g), group.table(key)
    order = random_permutation(len(before), random_bytes)
    chances = [group.random_exponent(random_bytes) for _ in before]
    renewed = [
        Ciphertext(one.alpha * base.power(chance) % group.p, one.beta * to_key.power(chance) % group.p)
        for one, chance in zip(before, chances, strict=True)
    ]
    after = [renewed[place] for place in order]
    return Shuffle(after, _prove(_Bound(group, key, fingerprint), before, after, chances, order, random_bytes))


def _prove(
    bound: _Bound,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    chances: Sequence[int],
    order: Sequence[int],
    random_bytes: RandomBytes,
) -> Json:
    group, count = bound.group, len(before)
    base, q, p = group.table(group.g), group.q, group.p
    secondary, generators = _generators(group, count)

    def fresh() -> list[int]:
        return [group.random_exponent(random_bytes) for _ in range(count)]

    hiding, committed = fresh(), [big(0)] * count
    for place, source in enumerate(order):
        committed[source] = base.power(hiding[source]) * generators[place] % p
    said, weights = bound.challenges(before, after, committed)
    permuted = [weights[source] for source in order]
    chain, links_hiding, masks, masks_links = _Chain(group, secondary), fresh(), fresh(), fresh()
    links = []
    for weight, hidden, mask, mask_link in zip(permuted, links_hiding, masks, masks_links, strict=True):
        links.append(chain.commit_to(mask, mask_link))
        chain.extend(weight, hidden)
    w1, w2, w3, w4 = (group.random_exponent(random_bytes) for _ in range(4))
    single = [
        base.power(w1),
        base.power(w2),
        base.power(w3) * product_of_powers(generators, masks, p) % p,
        group.table(bound.key).power(q - w4) * product_of_powers([one.beta for one in after], masks, p) % p,
        base.power(q - w4) * product_of_powers([one.alpha for one in after], masks, p) % p,
    ]
    challenge = bound.challenge(said, chain.links, single, links)
    responses = [
        w1 + challenge * sum(hiding),
        w2 + challenge * chain.exponent,
        w3 + challenge * _dot(hiding, weights),
        w4 + challenge * _dot(chances, weights),
    ]
    t1, t2, t3, t4_beta, t4_alpha = written(single)
    answers: list[Json] = [str(response % q) for response in responses]
    answers.append([str((mask + challenge * hidden) % q) for mask, hidden in zip(masks_links, links_hiding, strict=True)])
    answers.append([str((mask + challenge * weight) % q) for mask, weight in zip(masks, permuted, strict=True)])
    return [[t1, t2, t3, [t4_beta, t4_alpha], written(links)], answers, written(committed), written(chain.links)]


class _Chain:
    """ĉ₀ = h, ĉᵢ = g^r · ĉᵢ₋₁^u. Its maker knows each link as g^a · h^b, so that every power comes from two tables."""

    def __init__(self, group: Group, secondary: int) -> None:
        self._group = group
        self._base, self._secondary = group.table(group.g), group.table(secondary)
        self.exponent, self._factor = big(0), big(1)
        self.links: list[int] = []

    def _at(self, exponent_of_g: int, exponent_of_h: int) -> int:
        q = self._group.q
        return self._base.power(exponent_of_g % q) * self._secondary.power(exponent_of_h % q) % self._group.p

    def extend(self, weight: int, hidden: int) -> None:
        """The next link."""
        q = self._group.q
        self.exponent, self._factor = (hidden + self.exponent * weight) % q, self._factor * weight % q
        self.links.append(self._at(self.exponent, self._factor))

    def commit_to(self, mask: int, mask_link: int) -> int:
        """g^mask_link · (the link so far)^mask."""
        return self._at(mask_link + self.exponent * mask, self._factor * mask)


def _dot(left: Sequence[int], right: Sequence[int]) -> int:
    return sum(one * other for one, other in zip(left, right, strict=True))


def shuffle_is_proven(group: Group, key: int, fingerprint: str, before: Sequence[Ciphertext], after: Sequence[Ciphertext], proof: Json) -> bool:
    """Whether a proof, read from elsewhere, shows that `after` is `before`, encrypted anew in another order. Raises Refused for a bad form."""
    bound, count, p = _Bound(group, key, fingerprint), len(before), group.p
    if len(after) != count or count == 0:
        return count == len(after)
    commitments, responses, committed, chain = _read(proof, group, count)
    single, links = commitments
    (s1, s2, s3, s4), for_links, for_masks = responses
    secondary, generators = _generators(group, count)
    said, weights = bound.challenges(before, after, committed)
    challenge = bound.challenge(said, chain, single, links)
    base, to_key, q = group.table(group.g), group.table(key), group.q
    whole = _product(committed, p) * group.inverse(_product(generators, p)) % p
    weight_of_all = big(1)
    for weight in weights:
        weight_of_all = weight_of_all * weight % q
    end = chain[-1] * group.inverse(group.power(secondary, weight_of_all)) % p
    alphas, betas = [one.alpha for one in before], [one.beta for one in before]
    claims = [
        (single[0], whole, base.power(s1)),
        (single[1], end, base.power(s2)),
        (single[2], product_of_powers(committed, weights, p), base.power(s3) * product_of_powers(generators, for_masks, p)),
        (single[3], product_of_powers(betas, weights, p), to_key.power((q - s4) % q) * product_of_powers([one.beta for one in after], for_masks, p)),
        (single[4], product_of_powers(alphas, weights, p), base.power((q - s4) % q) * product_of_powers([one.alpha for one in after], for_masks, p)),
    ]
    for link, made, before_it, response, mask in zip(links, chain, [secondary, *chain], for_links, for_masks, strict=False):
        claims.append((link, made, base.power(response) * group.power(before_it, mask)))
    return all(claimed * group.power(public, challenge) % p == found % p for claimed, public, found in claims)


Responses = tuple[list[int], list[int], list[int]]


def _read(proof: Json, group: Group, count: int) -> tuple[tuple[list[int], list[int]], Responses, list[int], list[int]]:
    what = "shuffle"
    commitments, responses, committed, chain = array(proof, what, 4)
    t1, t2, t3, t4, links = array(commitments, what, 5)
    single = [*(element(one, group, what) for one in (t1, t2, t3)), *elements(t4, group, what, 2)]
    s1, s2, s3, s4, for_links, for_masks = array(responses, what, 6)
    read_responses = (
        [exponent(one, group, what) for one in (s1, s2, s3, s4)],
        exponents(for_links, group, what, count),
        exponents(for_masks, group, what, count),
    )
    return (
        (single, elements(links, group, what, count)),
        read_responses,
        elements(committed, group, what, count),
        elements(chain, group, what, count),
    )


def _product(numbers: Sequence[int], modulus: int) -> int:
    result = big(1)
    for number in numbers:
        result = result * number % modulus
    return result
