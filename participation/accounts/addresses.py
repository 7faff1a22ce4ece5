"""E-mail addresses as they are kept and compared."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

LONGEST = 254


def fold_address(typed: str) -> str | None:
    """The address in the one spelling that is kept (lower case, no blanks around), or None where it is none."""
    if len(typed) > LONGEST:
        return None
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except (EmailNotValidError, UnicodeError, ValueError):
        return None
    folded = checked.normalized.lower()
    return folded if len(folded) <= LONGEST else None
