"""How this room's views enter an encrypted vote, and a trustee's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.encrypted.models import Trustee
from participation.encrypted.pockets import kept_trustee
from participation.encrypted.queries import trustee_by_code
from participation.encrypted.rules import may_see_board, may_see_ceremony
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Gone, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.votes.doorway import Here, enter_vote
from participation.votes.models import Vote
from participation.votes.queries import vote_of


def enter_encrypted(slug: str, vote_id: int) -> Here:
    """An opened encrypted vote. Raises NotFound for every other."""
    here = enter_vote(slug, vote_id)
    demand(may_see_board(here.person, here.consultation, here.vote))
    return here


def enter_ceremony(slug: str, vote_id: int) -> Here:
    """An encrypted vote for those who run it. Raises Refused, NotFound."""
    here = enter_vote(slug, vote_id)
    demand(may_see_ceremony(here.person, here.consultation, here.vote))
    return here


@dataclass(frozen=True, slots=True)
class TrusteeHere:
    """A trustee's page as a view finds it; who is signed in does not matter."""

    consultation: Consultation
    vote: Vote
    trustee: Trustee
    now: datetime


def enter_trustee() -> TrusteeHere:
    """Whose code was entered in this browser. Raises NotFound where none was, Gone where it counts no more."""
    now, session = clock.now(), current_session()
    code_hash = kept_trustee(now)
    if code_hash is None:
        raise NotFound(_("Diese Seite öffnet sich mit dem Link aus Ihrer Nachricht. Bitte öffnen Sie ihn noch einmal."))
    trustee = trustee_by_code(session, code_hash)
    if trustee is None:
        raise Gone(_("Dieser Link gilt nicht mehr. Gibt es vielleicht einen neueren?"))
    consultation = consultation_by_id(session, session.get_one(Vote, trustee.vote_id).consultation_id)
    return TrusteeHere(consultation, vote_of(session, consultation, trustee.vote_id), trustee, now)
