"""Writing together: inviting, accepting, declining, leaving, taking somebody off.

Whoever invites by e-mail address never learns whether that address has an account, nor whose it is, until that person accepts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.bylines import name_in, person_named
from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.consultations.queries import person_for_mandate
from participation.consultations.retention import past
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import LazyText, lazy
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line, name_key
from participation.proposals import rules
from participation.proposals.doubts import weight
from participation.proposals.file_actions import lock
from participation.proposals.models import Proposal, Support
from participation.proposals.numbers import raise_board
from participation.proposals.spans import INVITATIONS
from participation.proposals.writing_models import CALLED_LENGTH, CoAuthor, Invitation
from participation.proposals.writing_queries import drafts_left, invitation_of


def invite(session: Session, author: Person, proposal: Proposal, consultation: Consultation, who: str, url: str, now: datetime) -> None:
    """Ask somebody, by public name or e-mail address, to write together; `url` is where they answer. Asked twice, it is one invitation.

    Raises Invalid at the field `who` for a name that nobody has; for addresses there is no such answer.
    """
    lock(session, proposal)
    demand(rules.may_invite(author, proposal, consultation, now))
    who = clean_line(who)
    if not who or len(who) > CALLED_LENGTH:
        raise Invalid(_("Bitte geben Sie einen öffentlichen Namen oder eine E-Mail-Adresse ein."), "who")
    standing = (Invitation.OPEN, Invitation.ACCEPTED)
    number = select(func.count()).where(CoAuthor.proposal_id == proposal.id, CoAuthor.state.in_(standing))
    if (session.scalar(number) or 0) >= rules.MOST_CO_AUTHORS:
        raise Invalid(_("Mehr als %(number)s Mitschreibende sind nicht möglich.", number=rules.MOST_CO_AUTHORS), "who")
    same = select(CoAuthor).where(CoAuthor.proposal_id == proposal.id, CoAuthor.called == who, CoAuthor.state == Invitation.OPEN)
    if session.scalars(same).first() is not None:
        return
    person = _addressed(session, proposal, who) if "@" in who else _named(session, proposal, who)
    known = _known(session, proposal, person)
    if known is not None:
        known.state, known.called, known.invited_at, known.answered_at = Invitation.OPEN, who, now, None
    else:
        session.add(CoAuthor(proposal_id=proposal.id, person_id=person.id if person else None, called=who, invited_at=now))
    session.flush()
    if person is not None:
        title = lazy(
            "%(name)s lädt Sie ein, einen Vorschlag mitzuschreiben: %(title)s", name=_name(session, author, proposal), title=_title(proposal)
        )
        tell(session, [person.id], kind=NoticeKind.PROPOSAL, title=title, url=url, now=now)
    audit.append(session, at=now, actor=author, action="proposal.co_author_invited", subject=proposal)


def _named(session: Session, proposal: Proposal, who: str) -> Person:
    """Somebody by the name in this consultation; names are public, so the answer may say what is wrong."""
    person = person_named(session, proposal.consultation_id, name_key(who))
    if person is None:
        raise Invalid(_("Diesen Namen gibt es hier nicht. Bitte prüfen Sie die Schreibweise."), "who")
    verdict = rules.may_be_invited(person, proposal)
    if not verdict:
        raise Invalid(verdict.reason, "who")
    known = _known(session, proposal, person)
    if known is not None and known.state == Invitation.DECLINED:
        raise Invalid(_("Diese Person möchte hier nicht mitschreiben."), "who")
    if known is not None and known.state == Invitation.OPEN:
        raise Invalid(_("Diese Person ist schon eingeladen."), "who")
    return person


def _addressed(session: Session, proposal: Proposal, who: str) -> Person | None:
    """Somebody by e-mail address; whatever stands against it looks as if nobody had this address."""
    person = person_for_mandate(session, who)
    if person is None or not rules.may_be_invited(person, proposal):
        return None
    known = _known(session, proposal, person)
    return person if known is None or known.state == Invitation.LEFT else None


def _known(session: Session, proposal: Proposal, person: Person | None) -> CoAuthor | None:
    if person is None:
        return None
    return session.scalars(select(CoAuthor).where(CoAuthor.proposal_id == proposal.id, CoAuthor.person_id == person.id)).one_or_none()


def accept_invitation(session: Session, person: Person, proposal: Proposal, consultation: Consultation, url: str, now: datetime) -> None:
    """Write together from now on. Whoever supported the proposal stands behind it now as an author, and is counted once, as that."""
    lock(session, proposal)
    invitation = invitation_of(session, proposal.id, person)
    if invitation.state == Invitation.ACCEPTED:
        return
    demand(rules.may_answer_invitation(person, invitation, proposal, consultation, now))
    invitation.state, invitation.called, invitation.answered_at = Invitation.ACCEPTED, "", now
    proposal.co_author_ids = (*(proposal.co_author_ids or ()), person.id)
    backing = delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == person.id).returning(Support.id)
    if session.scalars(backing).one_or_none() is not None:
        proposal.support_count -= weight(session, proposal.id, person.id)
        audit.append(session, at=now, actor=None, action="proposal.support_taken_back", subject=proposal)
    _changed(session, person, proposal, "proposal.co_author_joined", now)
    _tell_author(
        session,
        proposal,
        lazy("%(name)s schreibt jetzt an Ihrem Vorschlag mit: %(title)s", name=_name(session, person, proposal), title=_title(proposal)),
        url,
        now,
    )


def decline_invitation(session: Session, person: Person, proposal: Proposal, consultation: Consultation, now: datetime) -> None:
    """Say no; the author can not ask again."""
    invitation = invitation_of(session, proposal.id, person)
    if invitation.state == Invitation.DECLINED:
        return
    demand(rules.may_decline(person, invitation, consultation))
    invitation.state, invitation.called, invitation.answered_at = Invitation.DECLINED, "", now
    session.flush()
    audit.append(session, at=now, actor=person, action="proposal.co_author_declined", subject=proposal)


def leave(session: Session, person: Person, proposal: Proposal, consultation: Consultation, url: str, now: datetime) -> None:
    """Stop writing together; the text stays with the others."""
    lock(session, proposal)
    demand(rules.may_leave(person, proposal, consultation))
    invitation = invitation_of(session, proposal.id, person)
    invitation.state, invitation.answered_at = Invitation.LEFT, now
    _without(proposal, person.id)
    _changed(session, person, proposal, "proposal.co_author_left", now)
    said = lazy("%(name)s schreibt nicht mehr mit: %(title)s", name=_name(session, person, proposal), title=_title(proposal))
    _tell_author(session, proposal, said, url, now)


def take_off(session: Session, author: Person, proposal: Proposal, consultation: Consultation, invitation_id: int, url: str, now: datetime) -> None:
    """Take an invitation back, or somebody off the proposal; the person is told where it was accepted."""
    lock(session, proposal)
    demand(rules.may_invite(author, proposal, consultation, now))
    invitation = session.get(CoAuthor, invitation_id)
    if invitation is None or invitation.proposal_id != proposal.id or invitation.state not in (Invitation.OPEN, Invitation.ACCEPTED):
        return
    if invitation.state == Invitation.ACCEPTED and invitation.person_id is not None:
        _without(proposal, invitation.person_id)
        title = lazy("Sie schreiben nicht mehr mit: %(title)s", title=_title(proposal))
        tell(session, [invitation.person_id], kind=NoticeKind.PROPOSAL, title=title, url=url, now=now)
    session.delete(invitation)
    _changed(session, author, proposal, "proposal.co_author_removed", now)


def forget_writer(session: Session, person: Person) -> Sequence[Proposal]:
    """An account goes: its drafts pass to the first who writes with it, open invitations end. Returns the proposals that others now own."""
    passed_on = drafts_left(session, person)
    for draft in passed_on:
        heir, *rest = draft.co_author_ids or ()
        draft.author_id, draft.co_author_ids = heir, tuple(rest) or None
        session.execute(delete(CoAuthor).where(CoAuthor.proposal_id == draft.id, CoAuthor.person_id == heir))
    joined = select(Proposal).join(CoAuthor, CoAuthor.proposal_id == Proposal.id).where(CoAuthor.person_id == person.id)
    for proposal in session.scalars(joined):
        if proposal.is_draft:
            _without(proposal, person.id)
    gone = delete(CoAuthor).where(CoAuthor.person_id == person.id, CoAuthor.state != Invitation.ACCEPTED)
    session.execute(gone)
    session.flush()
    return passed_on


def sweep_invitations(session: Session, now: datetime) -> int:
    """Delete invitations that nobody answered in time, with the addresses in them; returns how many. The caller commits."""
    old = delete(CoAuthor).where(CoAuthor.id.in_(past(session, INVITATIONS, now))).returning(CoAuthor.id)
    return len(session.scalars(old).all())


def _without(proposal: Proposal, person_id: int) -> None:
    proposal.co_author_ids = tuple(number for number in proposal.co_author_ids or () if number != person_id) or None


def _name(session: Session, person: Person, proposal: Proposal) -> str:
    return name_in(session, person, proposal.consultation_id)


def _title(proposal: Proposal) -> LazyText | str:
    return proposal.title or lazy("Ohne Titel")


def _tell_author(session: Session, proposal: Proposal, title: LazyText, url: str, now: datetime) -> None:
    if proposal.author_id is not None:
        tell(session, [proposal.author_id], kind=NoticeKind.PROPOSAL, title=title, url=url, now=now)


def _changed(session: Session, person: Person, proposal: Proposal, action: str, now: datetime) -> None:
    proposal.version += 1
    session.flush()
    raise_board(session, proposal.consultation_id)
    audit.append(session, at=now, actor=person, action=action, subject=proposal)
