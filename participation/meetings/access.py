"""What makes a meeting open to everybody: what its hall offers, and what somebody who comes may need; the same words for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from participation.kit.language import LazyText, lazy

ACCESS: Mapping[str, LazyText] = {
    "step_free": lazy("Zugang ohne Stufen"),
    "accessible_toilet": lazy("Barrierefreie Toilette"),
    "parking": lazy("Parkplatz für Menschen mit Behinderung"),
    "induction_loop": lazy("Induktionsschleife"),
    "sign_language": lazy("Gebärdensprache"),
    "captions": lazy("Schriftdolmetschen"),
    "easy_language": lazy("Leichte Sprache"),
    "child_care": lazy("Kinderbetreuung"),
    "quiet_room": lazy("Ruheraum"),
}
"""Code → what it is called."""


def known(codes: Iterable[str]) -> list[str]:
    """The codes that exist, each once, in the order in which they are shown."""
    given = set(codes)
    return [code for code in ACCESS if code in given]


def named(codes: Iterable[str]) -> list[LazyText]:
    """What they are called."""
    return [ACCESS[code] for code in known(codes)]
