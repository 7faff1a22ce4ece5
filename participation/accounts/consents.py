"""What people are asked to agree to: the keys of the texts, and reads of their versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from participation.accounts.consent_models import Consent, ConsentText
from participation.accounts.models import Person
from participation.kit.errors import NotFound
from participation.kit.language import lazy

OPINIONS, NEWSLETTER = "opinions", "newsletter"
TITLES = {
    OPINIONS: lazy("Was Sie in Meinungsbildern, zu Textentwürfen und in Umfragen sagen"),
    NEWSLETTER: lazy("Newsletter einer Beteiligung"),
}
"""What each text is about. The first versions came with migration 0046."""
WITHDRAWN = {
    OPINIONS: lazy(
        "Ihre einzelnen Antworten in Meinungsbildern, Ihre Zustimmungen und Ablehnungen zu Absätzen von Textentwürfen und Ihre angefangenen Umfragen werden sofort "
        "gelöscht. Laufende Meinungsbilder werden ohne Sie neu berechnet. Abgeschlossene Ergebnisse bleiben, ohne dass Sie darin zu erkennen sind. Was bis dahin geschah, war erlaubt."
    ),
    NEWSLETTER: lazy("Sie bekommen keinen Newsletter dieser Beteiligung mehr. Was schon verschickt ist, bleibt bei Ihnen."),
}
"""What happens with what was given, when somebody withdraws."""


def newest_text(session: Session, key: str) -> ConsentText:
    """The version that is asked now. Raises NotFound for an unknown key."""
    found = session.scalars(select(ConsentText).where(ConsentText.key == key).order_by(ConsentText.number.desc()).limit(1)).first()
    if found is None:
        raise NotFound
    return found


def all_texts(session: Session) -> dict[str, list[ConsentText]]:
    """Every version of every text, the newest first; all are kept for ever."""
    found: dict[str, list[ConsentText]] = {key: [] for key in TITLES}
    for text in session.scalars(select(ConsentText).order_by(ConsentText.number.desc())):
        found.setdefault(text.key, []).append(text)
    return found


def consents_of(session: Session, person_id: int) -> Sequence[Consent]:
    """What a person agreed to and withdrew, with the words, the newest first."""
    mine = select(Consent).join(ConsentText, ConsentText.id == Consent.text_id).where(Consent.person_id == person_id)
    return session.scalars(mine.options(contains_eager(Consent.text)).order_by(Consent.id.desc())).all()


def consents_as_data(session: Session, person: Person) -> list[dict[str, Any]]:
    """The same for the copy of the own data: with the very words, in the language in which they were read."""
    return [
        {
            "what": str(TITLES[one.text.key]),
            "version": one.text.number,
            "text": one.text.said(one.language),
            "place": one.place,
            "given_at": one.given_at,
            "withdrawn_at": one.withdrawn_at,
        }
        for one in consents_of(session, person.id)
    ]
