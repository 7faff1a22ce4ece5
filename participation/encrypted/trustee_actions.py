"""Trustees: named by those who run the vote, reached by a personal link, each hands in the public part of a key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.addresses import fold_address
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.encrypted.mails import mail_link
from participation.encrypted.models import Election, Trustee
from participation.encrypted.queries import election_of, trustees_of
from participation.encrypted.rules import may_change_trustees, may_hand_in_key, may_name_trustee, may_send_link
from participation.encrypted.setup_actions import group_for
from participation.kit import audit
from participation.kit.codes import new_code, normalise
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals, seals_of
from participation.kit.text import clean_line
from participation.kit.work import WorkState
from participation.methods.proof.belenios.encoding import sha256_base64
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.trustees import read_public_key
from participation.settings import Settings
from participation.votes.models import Vote
from participation.votes.queries import lock_vote

MOST_CHARACTERS_OF_A_KEY = 4000


def trustee_code_print(seals: Seals, code: str) -> bytes:
    """What is kept of the code in a personal link: a keyed hash."""
    return seals.fingerprint("trustee code", normalise(code))


def name_trustee(
    session: Session, actor: Person, consultation: Consultation, vote: Vote, name: str, email: str, settings: Settings, now: datetime
) -> tuple[Trustee, str]:
    """Name a trustee; the personal link leaves by mail. Returns the trustee and the code in the link. Raises Invalid."""
    vote = lock_vote(session, vote.id)
    trustees = trustees_of(session, vote)
    demand(may_name_trustee(actor, consultation, vote, election_of(session, vote), len(trustees)))
    called, address = clean_line(name)[:120], fold_address(email)
    if not called:
        raise Invalid(_("Bitte geben Sie einen Namen an."), "name")
    if address is None:
        raise Invalid(_("Diese E-Mail-Adresse stimmt so nicht. Bitte prüfen Sie sie."), "email")
    if any(called == other.name or address == other.email for other in trustees):
        raise Invalid(_("Diese Person ist schon benannt. Jeder Schlüssel braucht eine eigene Person mit eigener Adresse."), "email")
    if election_of(session, vote) is None:
        session.add(Election(vote_id=vote.id, group_name=group_for(vote).name, state=WorkState.PENDING, touched_at=now))
    number = len(trustees) + 1
    trustee = Trustee(vote_id=vote.id, number=number, name=called, email=address)
    session.add(trustee)
    session.flush()
    audit.append(session, at=now, actor=actor, action="election.trustee_named", subject=("vote", vote.id), data={"trustee": number})
    return trustee, _new_link(session, vote, trustee, settings, now)


def _new_link(session: Session, vote: Vote, trustee: Trustee, settings: Settings, now: datetime) -> str:
    code = new_code()
    trustee.code_hash = trustee_code_print(seals_of(settings), code)
    session.flush()
    mail_link(session, vote, trustee, code, settings, now)
    return code


def send_link(session: Session, actor: Person, consultation: Consultation, vote: Vote, trustee: Trustee, settings: Settings, now: datetime) -> str:
    """Send a trustee a new personal link; the old one ends. Returns its code."""
    vote = lock_vote(session, vote.id)
    demand(may_send_link(actor, consultation, vote))
    code = _new_link(session, vote, trustee, settings, now)
    audit.append(session, at=now, actor=actor, action="election.link_sent", subject=("vote", vote.id), data={"trustee": trustee.number})
    return code


def drop_trustee(session: Session, actor: Person, consultation: Consultation, vote: Vote, trustee: Trustee, now: datetime) -> None:
    """Take a trustee out again, before anything rests on the key. Those behind move up: the archive counts trustees without gaps."""
    vote = lock_vote(session, vote.id)
    demand(may_change_trustees(actor, consultation, vote, election_of(session, vote)))
    number = trustee.number
    session.delete(trustee)
    session.flush()
    for place, other in enumerate(trustees_of(session, vote), 1):
        if other.number != place:
            other.number = place
            session.flush()
    audit.append(session, at=now, actor=actor, action="election.trustee_dropped", subject=("vote", vote.id), data={"trustee": number})


def hand_in_key(session: Session, vote: Vote, trustee: Trustee, text: str, now: datetime) -> Trustee:
    """A trustee hands in the public part of a key, with the proof of knowing the private one. Raises Invalid for anything else."""
    vote = lock_vote(session, vote.id)
    election = election_of(session, vote)
    demand(may_hand_in_key(vote, election))
    session.refresh(trustee)
    key = text.strip()
    group = group_for(vote)
    try:
        if len(key) > MOST_CHARACTERS_OF_A_KEY:
            raise Refused("")
        read_public_key(key, group, "public_key")
    except Refused:
        sentence = _("Das ist kein öffentlicher Schlüssel für diese Abstimmung. Erwartet wird der Inhalt der Datei NAME.pubkey.")
        raise Invalid(sentence, "public_key") from None
    if session.scalar(select(Trustee.id).where(Trustee.vote_id == vote.id, Trustee.public_key == key, Trustee.id != trustee.id)):
        raise Invalid(_("Dieser Schlüssel ist schon von jemand anderem abgegeben. Bitte erzeugen Sie einen eigenen."), "public_key")
    trustee.public_key, trustee.check_value, trustee.keyed_at = key, sha256_base64(key), now
    session.flush()
    data = {"trustee": trustee.number, "key": trustee.check_value}
    audit.append(session, at=now, actor=None, action="election.key_handed_in", subject=("vote", vote.id), data=data)
    return trustee
