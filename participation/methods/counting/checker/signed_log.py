"""The public log, if the pack holds it: its Merkle root (RFC 9162) and the signature under it (Ed25519, RFC 8032)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence

from participation.methods.counting.checker.ground import Refuted

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
TWIST = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int, int, int]


def merkle_root(entries: Sequence[bytes]) -> bytes:
    """The root of the tree over these entries."""
    if not entries:
        return hashlib.sha256().digest()
    stack: list[tuple[int, bytes]] = []
    for entry in entries:
        height, node = 0, hashlib.sha256(b"\x00" + entry).digest()
        while stack and stack[-1][0] == height:
            height, node = height + 1, hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
        stack.append((height, node))
    _height, node = stack.pop()
    while stack:
        node = hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
    return node


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * TWIST % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _x_of(y: int, sign: int) -> int | None:
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(TWIST * y * y + 1, -1, PRIME) % PRIME
    if square == 0:
        return None if sign else 0
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if (x * x - square) % PRIME:
        return None
    return PRIME - x if x & 1 != sign else x


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % PRIME)


BASE_Y = 4 * pow(5, -1, PRIME) % PRIME
BASE_X = _x_of(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % PRIME)


def signed_by(key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether the holder of an Ed25519 key signed a text."""
    if len(key) != 32 or len(signature) != 64:
        return False
    holder, commitment = _point(key), _point(signature[:32])
    response = int.from_bytes(signature[32:], "little")
    if holder is None or commitment is None or response >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    left, right = _times(response, BASE), _add(commitment, _times(challenge, holder))
    return not ((left[0] * right[2] - right[0] * left[2]) % PRIME or (left[1] * right[2] - right[1] * left[2]) % PRIME)


def _decoded(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if not found or base64.b64encode(found).decode() != text:
        raise Refuted("Im öffentlichen Protokoll steht etwas, das kein Base64 ist")
    return found


def _key(text: str) -> tuple[str, bytes, bytes]:
    """Name, short hash and the 32 bytes of a key `name+hash+base64`."""
    name, _plus, rest = text.strip().partition("+")
    written, _plus, encoded = rest.partition("+")
    decoded = _decoded(encoded)
    number = hashlib.sha256(name.encode() + b"\n" + decoded).digest()[:4]
    if decoded[:1] != b"\x01" or len(decoded) != 33 or written != number.hex() or not name:
        raise Refuted("Der Schlüssel des öffentlichen Protokolls hat nicht die vorgeschriebene Form")
    return name, number, decoded[1:]


def check_log(entries: bytes, note: bytes, key: str, *, earlier: bool = False) -> list[bytes]:
    """That the entries (a line each) are those of the signed checkpoint, or begin with those of an earlier one; returns them. Raises Refuted."""
    name, number, public = _key(key)
    text, _blank, below = note.decode("utf-8", "replace").rpartition("\n\n")
    signed = False
    for line in below.splitlines():
        found = re.fullmatch("— ([^ ]+) ([A-Za-z0-9+/]+={0,2})", line)
        if found and found[1] == name:
            signature = _decoded(found[2])
            if signature[:4] == number:
                signed = signed_by(public, (text + "\n").encode(), signature[4:])
    if not signed:
        raise Refuted("Die Unterschrift unter dem Stand des öffentlichen Protokolls ist falsch")
    head = text.split("\n")
    if len(head) < 3 or head[0] != name or not re.fullmatch("0|[1-9][0-9]{0,17}", head[1]):
        raise Refuted("Der Stand des öffentlichen Protokolls hat nicht die vorgeschriebene Form")
    lines = entries.removesuffix(b"\n").split(b"\n") if entries else []
    size = int(head[1])
    if size > len(lines) or (size < len(lines) and not earlier) or merkle_root(lines[:size]) != _decoded(head[2]):
        raise Refuted("Die Einträge des öffentlichen Protokolls sind nicht die des unterschriebenen Standes")
    return lines
