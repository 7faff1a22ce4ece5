"""Making and revoking tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.kit import audit
from participation.kit.codes import hash_token, new_token
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line
from participation.openapi.access import PREFIX, day_of
from participation.openapi.models import NAME_LENGTH, ApiToken
from participation.openapi.queries import number_valid
from participation.openapi.resources import RESOURCES
from participation.openapi.rules import may_have_tokens, may_revoke

LONGEST = timedelta(days=365)
MOST_TOKENS = 20
SCOPES = tuple(resource.path for resource in RESOURCES if resource.has_private)
"""Lists of which a token shows more than everyone sees."""


@dataclass(frozen=True)
class Wish:
    """A token as its form asks for it; without a consultation it is for all that its person runs."""

    name: str
    datasets: Sequence[str]
    consultation: Consultation | None
    ends_on: date | None


def make_token(session: Session, actor: Person | None, wish: Wish, now: datetime) -> tuple[ApiToken, str]:
    """A token: the row, and the word itself, which is shown once and kept as a hash alone. Raises Invalid naming the field."""
    person, today = demand_of(actor, may_have_tokens(actor)), day_of(now)
    name = clean_line(wish.name)
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(_("Bitte sagen Sie mit höchstens %(limit)s Zeichen, welches Programm den Schlüssel bekommt.", limit=NAME_LENGTH), "name")
    datasets = [path for path in SCOPES if path in wish.datasets]
    if not datasets or len(datasets) != len(set(wish.datasets)):
        raise Invalid(_("Bitte wählen Sie, was das Programm lesen darf."), "datasets")
    if wish.consultation is not None and not runs_it(person, wish.consultation):
        raise Invalid(_("Bitte wählen Sie eine Beteiligung, die Sie moderieren."), "consultation_id")
    if wish.ends_on is None or not today <= wish.ends_on <= today + LONGEST:
        raise Invalid(_("Bitte wählen Sie einen letzten Tag, höchstens ein Jahr von heute an."), "ends_on")
    if number_valid(session, person, today) >= MOST_TOKENS:
        raise Invalid(_("Mehr als %(number)s gültige Schlüssel sind nicht möglich. Bitte widerrufen Sie einen.", number=MOST_TOKENS), "name")
    word = PREFIX + new_token()
    token = ApiToken(person_id=person.id, name=name, token_hash=hash_token(word), datasets=" ".join(datasets), made_at=now, ends_on=wish.ends_on)
    token.consultation_id = wish.consultation.id if wish.consultation is not None else None
    session.add(token)
    data = {"datasets": datasets, "consultation": token.consultation_id, "ends_on": wish.ends_on.isoformat()}
    audit.append(session, at=now, actor=person, action="api_token.made", subject=token, data=data)
    return token, word


def revoke_token(session: Session, actor: Person | None, token: ApiToken, now: datetime) -> None:
    """The token no longer holds. Twice changes nothing."""
    demand(may_revoke(actor, token))
    if token.revoked_at is None:
        token.revoked_at = now
        audit.append(session, at=now, actor=actor, action="api_token.revoked", subject=token)


def forget_tokens(session: Session, person: Person) -> None:
    """Of somebody who left, no token stays."""
    session.execute(delete(ApiToken).where(ApiToken.person_id == person.id))
