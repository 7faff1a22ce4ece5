"""How a text is signed that somebody wrote in an organisation's name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased

from participation.accounts.bylines import author_or_former
from participation.kit.language import gettext as _
from participation.organisations.models import Organisation


def organisation_name(number: Any) -> ScalarSelect[Any]:
    """The name of the organisation in whose name something was written, NULL where it was in none: one look into an index, only where there is one."""
    one = aliased(Organisation)
    return select(one.name).where(one.id == number).correlate_except(one).scalar_subquery()


def signed(name: str | None, organisation: str | None) -> str:
    """“Name der Organisation (vertreten durch Ada)”; of the organisation alone where the account is gone; else the person."""
    if not organisation:
        return author_or_former(name)
    return _("%(organisation)s (vertreten durch %(name)s)", organisation=organisation, name=name) if name else organisation
