"""Going by another name in one consultation: allowed by whoever runs it, chosen by each, replaced by the moderation."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.people import add_unique
from participation.accounts.pseudonym_models import Pseudonym
from participation.accounts.rules import name_objection, own_words
from participation.consultations.actions import touch
from participation.consultations.models import Consultation
from participation.consultations.name_queries import pseudonym_in, stands_for_another
from participation.consultations.name_rules import may_choose_name, may_set_appearance
from participation.consultations.rules import may_moderate
from participation.kit import audit
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line, name_key
from participation.settings import Settings


def allow_pseudonyms(session: Session, actor: Person | None, consultation: Consultation, allowed: bool, now: datetime) -> None:
    """Say whether people may go by a pseudonym here. Those that were chosen stay where it is no longer allowed: nobody is uncovered."""
    demand(may_set_appearance(actor, consultation))
    if consultation.allows_pseudonyms == allowed:
        return
    consultation.allows_pseudonyms = allowed
    touch(consultation, now)
    session.flush()
    audit.append(session, at=now, actor=actor, action="consultation.pseudonyms_set", subject=consultation, data={"allowed": allowed})


def choose_pseudonym(
    session: Session, person: Person | None, consultation: Consultation, name: str, settings: Settings, now: datetime, *, wrote: bool
) -> None:
    """Go by a name in this consultation alone. Without a name: by that of the account again. Raises Invalid at `name`.

    The log says that, and not what or by whom: nobody who reads it later can tell whose name it is.
    """
    person = demand_of(person, may_choose_name(person, consultation, wrote=wrote))
    present, clean = pseudonym_in(session, person.id, consultation.id), clean_line(name)
    if not clean:
        if present is not None:
            session.delete(present)
            session.flush()
            audit.append(session, at=now, actor=None, action="pseudonym.given_up", subject=consultation)
        return
    objection = name_objection(clean, own_words(settings.city_name, settings.site_name))
    if objection:
        raise Invalid(objection, "name")
    if stands_for_another(session, clean, consultation.id, person.id):
        raise Invalid(_("Diesen oder einen sehr ähnlichen Namen gibt es schon. Bitte wählen Sie einen anderen."), "name")
    if present is None:
        present = Pseudonym(person_id=person.id, consultation_id=consultation.id)
    present.name, present.name_key, present.chosen_at, present.ended_at = clean, name_key(clean), now, None
    add_unique(session, present, refusal=_("Diesen Namen hat gerade jemand gewählt. Bitte wählen Sie einen anderen."))
    audit.append(session, at=now, actor=None, action="pseudonym.chosen", subject=("pseudonym", present.id), data={"consultation": consultation.id})


def replace_pseudonym(session: Session, moderator: Person, consultation: Consultation, pseudonym: Pseudonym, now: datetime) -> None:
    """Put a neutral name in the place of a pseudonym that breaks the rules."""
    demand(may_moderate(moderator, consultation))
    if pseudonym.consultation_id != consultation.id:
        raise NotFound
    pseudonym.name = f"{_('Teilnehmende Person')} {secrets.randbelow(9_000_000) + 1_000_000}"
    pseudonym.name_key = name_key(pseudonym.name)
    add_unique(session, pseudonym)
    audit.append(session, at=now, actor=moderator, action="pseudonym.replaced", subject=("pseudonym", pseudonym.id))
