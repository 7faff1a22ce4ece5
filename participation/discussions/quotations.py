"""Quoting a contribution: its words as a Markdown quotation, with a link to where they stand."""

from __future__ import annotations

from typing import Any

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions import queries, rules
from participation.discussions.models import BODY_LIMIT
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.prose import excerpt
from participation.kit.rules import demand

LONGEST = 300
"""Characters of a quotation; an answer must have room for itself."""
_HIGHEST = 2**31 - 1


def with_quotation(person: Person | None, consultation: Consultation, discussion_id: int, said: str, typed: str = "") -> str:
    """The text of an answer's form with a quotation of the contribution whose number an address said, below what was typed already.

    Raises NotFound for a number that is none of this discussion's, Refused with the reason for a text that nobody reads any more.
    """
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= 10 else 0
    if not 0 < number <= _HIGHEST:
        raise NotFound
    quoted = queries.place(current_session(), number).contribution
    if quoted.discussion_id != discussion_id:
        raise NotFound
    demand(rules.may_quote(person, consultation, quoted))
    before = typed[:BODY_LIMIT].strip()
    return (f"{before}\n\n" if before else "") + quotation(quoted)


def quotation(contribution: Any) -> str:
    """A contribution's first words as Markdown, with the link, and an empty line to go on after."""
    words = excerpt(contribution.body_html, LONGEST)
    return f"> {words}\n>\n> [{_('Beitrag %(number)s', number=contribution.id)}](/beitraege/{contribution.id})\n\n"
