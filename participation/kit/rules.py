"""A rule's answer: yes, or no with the reason that is shown, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from participation.kit.errors import NotFound, Refused

P = TypeVar("P")
Remedy = Literal["", "sign-in", "confirm", "verify", "code", "survey-code", "show-again", "consent", "account"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule decided. Truthy where the act is allowed.

    `reason` is the German sentence for the refusal. `remedy` says what the person can do about it: then the button stays
    visible and leads there, as in "would you be allowed if you signed in?". `hidden` means that the person may not even
    know that the thing exists: the refusal looks like a missing page.
    """

    allowed: bool
    reason: str = ""
    remedy: Remedy = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refuse(reason: str, remedy: Remedy = "") -> Verdict:
    """No, with the sentence to show."""
    return Verdict(False, reason, remedy)


def conceal() -> Verdict:
    """No, and for this person the thing does not exist."""
    return Verdict(False, hidden=True)


def demand(verdict: Verdict) -> None:
    """Go on only where the rule allows it. Raises Refused with the rule's reason, or NotFound where it conceals."""
    if verdict.hidden:
        raise NotFound
    if not verdict.allowed:
        raise Refused(verdict.reason, verdict.remedy)


def demand_of(person: P | None, verdict: Verdict) -> P:
    """As `demand`, for acts that need somebody; returns who it is. Raises NotFound where a rule forgot to ask for a person."""
    demand(verdict)
    if person is None:
        raise NotFound
    return person
