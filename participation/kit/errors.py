"""What can go wrong for a person, as a small tree; `kit/failures.py` maps it to a page once."""

from __future__ import annotations

from collections.abc import Sequence


class DomainError(Exception):
    """Something a person did cannot be done; the message is the sentence that is shown to them."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(DomainError):
    """A rule said no. `remedy` names what would help: `sign-in`, `confirm`, `verify`, `code`, or nothing."""

    status = 403

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class NotFound(DomainError):
    """There is no such thing, or this person may not know that there is."""

    status = 404

    def __init__(self, message: str = "") -> None:
        super().__init__(message)


class Conflict(DomainError):
    """It cannot be done in the present state, for example twice."""

    status = 409


class Gone(DomainError):
    """It was there and is no longer: a link used twice, an expired code."""

    status = 410


class Invalid(DomainError):
    """What was entered cannot be taken. `field` names the form's field where one is to blame, `also` further objections."""

    status = 422

    def __init__(self, message: str, field: str = "", also: Sequence[Invalid] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.also = tuple(also)


class TooMany(DomainError):
    """Too many attempts; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """The platform cannot serve this at the moment; nothing was lost. `retry_after` is in seconds."""

    status = 503
    retry_after = 60
