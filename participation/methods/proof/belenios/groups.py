"""The groups in which Belenios 2.0 calculates: subgroups of prime order of the numbers modulo a prime (specification, section 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from participation.methods.proof.belenios.arithmetic import FixedBase, big, fixed_base, inverse, is_square, power, secret_power

RandomBytes = Callable[[int], bytes]
"""Where chance comes from: so many random bytes. The caller hands it in; in use it is the operating system's."""


@dataclass(frozen=True)
class Embedding:
    """How small numbers are packed into an element: bits of filling, bits of each number."""

    padding: int
    bits_per_int: int


@dataclass(frozen=True)
class Group:
    """The powers of `g` modulo `p`; there are `q` of them, a prime number."""

    name: str
    p: int
    g: int
    q: int
    embedding: Embedding | None = None

    @property
    def is_safe(self) -> bool:
        """Whether p = 2q + 1: then membership is one Jacobi symbol."""
        return self.p == 2 * self.q + 1

    def holds(self, value: int) -> bool:
        """Whether a number is an element. Everything that comes from elsewhere is asked this first: outside, proofs prove nothing."""
        if not 0 < value < self.p:
            return False
        return is_square(value, self.p) if self.is_safe else power(value, self.q, self.p) == 1

    def power(self, base: int, exponent: int) -> int:
        """A power whose exponent is public."""
        return power(base, exponent, self.p)

    def secret_power(self, base: int, exponent: int) -> int:
        """A power whose exponent is a lasting secret."""
        return secret_power(base, exponent % self.q or self.q, self.p)

    def inverse(self, value: int) -> int:
        """1 / value."""
        return inverse(value, self.p)

    def table(self, base: int) -> FixedBase:
        """All powers of a base that comes up again and again: the generator, an election's key."""
        return fixed_base(base, self.p, self.q.bit_length())

    def generator_power(self, exponent: int) -> int:
        """g ** exponent, from the table."""
        return self.table(self.g).power(exponent % self.q)

    def challenge(self, text: str) -> int:
        """The number that a text's SHA-256 gives: what a prover cannot choose."""
        return big(int.from_bytes(sha256(text.encode()).digest(), "big")) % self.q

    def random_exponent(self, random_bytes: RandomBytes) -> int:
        """A number from 1 to q − 1, each equally likely."""
        bits = self.q.bit_length()
        while True:
            number = int.from_bytes(random_bytes((bits + 7) // 8), "big") & ((1 << bits) - 1)
            if 0 < number < self.q:
                return big(number)


def _number(digits: str) -> int:
    return big(int(digits, 16))


_BELENIOS_P = (
    "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c06e092a495af8d79"
    "a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d107435012768a2cdd0a4091d8fa447f6c"
    "7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc85827"
    "9aa8599411d998d3e3fada9e010840d082d8c31911acdd4a0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f"
    "878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9cec4157646e64f"
)
_BELENIOS_G = (
    "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31d9d8976f01d95a1c"
    "8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8643e673fd9d215fc8fe5fb9cf9fdb8ea"
    "88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552"
    "d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d"
    "47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf284308f1d7e653"
)
_BELENIOS_Q = "adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491"
_RFC_3526_P = (
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b"
    "302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6"
    "49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d"
    "670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"
    "3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff"
)

BELENIOS_2048 = Group("BELENIOS-2048", _number(_BELENIOS_P), _number(_BELENIOS_G), _number(_BELENIOS_Q))
"""For sums alone: exponents of 256 bits make it fast."""

RFC_3526_2048 = Group("RFC-3526-2048", _number(_RFC_3526_P), big(2), (_number(_RFC_3526_P) - 1) // 2, Embedding(padding=8, bits_per_int=8))
"""For ballots that are shuffled: it has room to pack ranks and scores into an element."""

GROUPS = {group.name: group for group in (BELENIOS_2048, RFC_3526_2048)}
