"""What the invited answer: yes, no, another mind until the last day; by web, or entered by staff from card and phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.addresses import fold_address
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council, FeatureSource
from participation.invitations.models import Answer, Channel, Invitation, RegisterPerson, Said
from participation.invitations.queries import answer_to
from participation.invitations.rules import may_answer, may_enter_answers
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.kit.text import clean_line

REASONS = ("time", "health", "topic", "other")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is given. `features`: asked feature → value, only those told with consent; `reason`: why not, one of REASONS or empty."""

    said: Said
    name: str = ""
    email: str = ""
    phone: str = ""
    features: Mapping[str, str] = field(default_factory=dict)
    consents: frozenset[str] = frozenset()
    reason: str = ""


def answer_invitation(session: Session, council: Council, invitation: Invitation, reply: Reply, seals: Seals, now: datetime) -> Answer:
    """The invited person answers by the web, or answers anew. Raises Invalid naming all that is missing."""
    demand(may_answer(council, now))
    if reply.said == Said.UNDELIVERABLE:
        raise Invalid(_("Bitte wählen Sie, ob Sie mitmachen möchten."), "said")
    return _keep(session, None, council, invitation, reply, Channel.WEB, seals, now)


def enter_answer(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    invitation: Invitation,
    reply: Reply,
    channel: Channel,
    seals: Seals,
    now: datetime,
) -> Answer:
    """Staff enter an answer that came by card or phone, or that a letter came back."""
    demand(may_enter_answers(actor, consultation, council, now))
    if channel == Channel.WEB:
        raise Invalid(_("Bitte wählen Sie Karte oder Telefon."), "channel")
    return _keep(session, actor, council, invitation, reply, channel, seals, now)


def _keep(
    session: Session, actor: Person | None, council: Council, invitation: Invitation, reply: Reply, channel: Channel, seals: Seals, now: datetime
) -> Answer:
    sealed = seals.seal(_contents(council, reply))
    answer = answer_to(session, invitation)
    if answer is None:
        home = session.get_one(RegisterPerson, invitation.register_person_id).home
        answer = Answer(council_id=council.id, invitation_id=invitation.id, home=home)
        session.add(answer)
    answer.said, answer.channel, answer.sealed, answer.answered_at = reply.said, channel, sealed, now
    session.flush()
    told = sorted(reply.features) if reply.said == Said.YES else []
    audit.append(
        session,
        at=now,
        actor=actor,
        action="council.answered",
        subject=answer,
        data={"said": str(reply.said), "channel": str(channel), "consents": told},
    )
    return answer


def _contents(council: Council, reply: Reply) -> dict[str, object]:
    if reply.said == Said.NO:
        return {"reason": reply.reason if reply.reason in REASONS else ""}
    if reply.said == Said.UNDELIVERABLE:
        return {}
    faults: list[Invalid] = []
    name, email, phone = clean_line(reply.name)[:120], clean_line(reply.email)[:254], clean_line(reply.phone)[:40]
    if not name:
        faults.append(Invalid(_("Bitte geben Sie Ihren Namen an."), "name"))
    if not email and not phone:
        faults.append(Invalid(_("Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an."), "email"))
    if email and fold_address(email) is None:
        faults.append(Invalid(_("Diese E-Mail-Adresse stimmt so nicht. Bitte prüfen Sie sie."), "email"))
    if phone and sum(character.isdigit() for character in phone) < 4:
        faults.append(Invalid(_("Diese Telefonnummer stimmt so nicht. Bitte prüfen Sie sie."), "phone"))
    features: dict[str, str] = {}
    for feature in council.features:
        value = reply.features.get(feature.code, "")
        if feature.source != FeatureSource.ASKED or not value:
            continue
        if value not in feature.codes:
            faults.append(Invalid(_("Bitte wählen Sie eine der Antworten."), f"feature-{feature.code}"))
        elif feature.code not in reply.consents:
            faults.append(
                Invalid(
                    _(
                        "%(feature)s: Ohne Ihre Einwilligung speichern wir diese Angabe nicht. Bitte willigen Sie ein oder wählen Sie „möchte ich nicht sagen“.",
                        feature=feature.label,
                    ),
                    f"consent-{feature.code}",
                )
            )
        else:
            features[feature.code] = value
    if faults:
        raise Invalid(faults[0].message, faults[0].field, faults[1:])
    return {"name": name, "email": email, "phone": phone, "features": features}
