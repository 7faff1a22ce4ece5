"""What those who run a vote do with it: prepare, change, open, close, count, certify."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_VOTE, announce_outcome
from participation.consultations.queries import consultation_by_id
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.outages import outages_since
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.methods.counting import Ballots
from participation.votes.budget import RULES_OF_BUDGETS, BudgetTerms
from participation.votes.channel_models import Step
from participation.votes.extension import LOOKING_BACK, later_end
from participation.votes.freezing import frozen_terms, sha256
from participation.votes.models import ENCRYPTED_RULES, POLL_RULES, RollKind, Secrecy, Vote, VoteOption, VoteState
from participation.votes.paper_queries import standing_of
from participation.votes.public_events import tell_certified, tell_closed, tell_opened, tell_tallied
from participation.votes.queries import lock_vote, roll_size, votes_due
from participation.votes.roll_actions import forget_entries
from participation.votes.roll_queries import roll_is_being_read, roll_numbers
from participation.votes.rules import (
    is_due,
    may_certify,
    may_close,
    may_count,
    may_draft_vote,
    may_edit_vote,
    may_open,
    papers_agree,
    stays,
)
from participation.votes.sealing import WIPE_TRACES, seal_urn
from participation.votes.step_actions import forget_requests, two_people
from participation.votes.tally import count_vote


@dataclass(frozen=True)
class Option:
    """An option as it is typed: plain text."""

    title: str
    description: str = ""
    cost: int | None = None


@dataclass(frozen=True)
class VoteDraft:
    """What a vote is made of before it opens. `turnout_quorum` and `consent_quorum` in hundredths of a percent; `budget`: its
    options are projects with costs."""

    title: str
    question: str = ""
    introduction: str = ""
    rule: str = "yes-no"
    seats: int = 1
    secrecy: str = Secrecy.SECRET
    replaceable: bool = False
    roll_kind: str = RollKind.RULE
    at_counter: bool = False
    on_paper: bool = False
    by_two: bool = False
    verified_only: bool = True
    verified_before: datetime | None = None
    district_ids: list[int] = field(default_factory=list)
    turnout_quorum: int | None = None
    consent_quorum: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    options: Sequence[Option] = ()
    budget: BudgetTerms | None = None


def draft_vote(session: Session, actor: Person, consultation: Consultation, draft: VoteDraft, now: datetime) -> Vote:
    """Prepare a vote that only those who run the consultation see. Raises Invalid where the draft contradicts itself."""
    demand(may_draft_vote(actor, consultation))
    vote = Vote(consultation_id=consultation.id, state=VoteState.DRAFT, created_at=now, options=[])
    _take(session, vote, draft)
    session.add(vote)
    session.flush()
    audit.append(session, at=now, actor=actor, action="vote.drafted", subject=("vote", vote.id), data={"consultation": consultation.id})
    return vote


def sketch_vote(consultation: Consultation, draft: VoteDraft) -> Vote:
    """A vote as this draft would make it, for looking at: it belongs to no session and is never stored."""
    made = {name: getattr(draft, name) for name in asdict(draft) if name not in ("options", "budget")}
    options = [VoteOption(position=position, **asdict(option)) for position, option in enumerate(draft.options, 1)]
    vote = Vote(id=0, consultation_id=consultation.id, state=VoteState.DRAFT, options=options, **made)
    vote.budget = None if draft.budget is None else asdict(draft.budget)
    return vote


def edit_vote(session: Session, actor: Person, consultation: Consultation, vote: Vote, draft: VoteDraft, now: datetime) -> Vote:
    """Change a draft; an opened vote refuses, by rule and by the database."""
    demand(may_edit_vote(actor, consultation, vote))
    _take(session, vote, draft)
    if not vote.by_codes:
        forget_entries(session, vote)
    forget_requests(session, vote)
    session.flush()
    audit.append(session, at=now, actor=actor, action="vote.edited", subject=("vote", vote.id))
    return vote


def _take(session: Session, vote: Vote, draft: VoteDraft) -> None:
    if draft.rule not in (POLL_RULES if draft.budget is None else RULES_OF_BUDGETS):
        raise Invalid(_("Dieses Verfahren gibt es nicht."), "rule")
    if draft.opens_at and draft.closes_at and draft.opens_at >= draft.closes_at:
        raise Invalid(_("Das Ende muss nach dem Beginn liegen."), "closes_at")
    if draft.secrecy == Secrecy.OPEN and (draft.roll_kind == RollKind.CODES or draft.at_counter or draft.on_paper):
        sentence = _("Eine offene Abstimmung veröffentlicht Namen. Darum geht sie nur mit Konto, nicht mit Codes, am Schalter oder auf Papier.")
        raise Invalid(sentence, "secrecy")
    if draft.secrecy == Secrecy.ENCRYPTED and draft.on_paper:
        raise Invalid(_("Papier kann niemand verschlüsseln. Wer nicht im Browser abstimmt, kann es am Schalter mit einem Code tun."), "secrecy")
    if draft.secrecy == Secrecy.ENCRYPTED and (draft.budget is not None or draft.rule not in ENCRYPTED_RULES):
        sentence = _(
            "Verschlüsselt gehen Ja/Nein, Einzelwahl, Zustimmungswahl und Rangfolgen. Punkte, Noten und Bürgerhaushalte gehen geheim oder offen."
        )
        raise Invalid(sentence, "secrecy")
    options = list(draft.options)
    if draft.rule == "yes-no":
        options = [Option(_("Ja")), Option(_("Nein")), Option(_("Enthaltung"))]
    if len({option.title for option in options}) != len(options):
        raise Invalid(_("Zwei Möglichkeiten heißen gleich. Bitte geben Sie ihnen verschiedene Namen."), "options")
    for name, value in asdict(draft).items():
        if name != "options":
            setattr(vote, name, value)
    vote.introduction_html = to_html(draft.introduction)
    if [(option.title, option.description, option.cost) for option in vote.options] != [astuple(option) for option in options]:
        vote.options.clear()
        session.flush()
        vote.options.extend(VoteOption(position=position, **asdict(option)) for position, option in enumerate(options, 1))


def open_vote(
    session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime, encryption: Mapping[str, Any] | None = None
) -> Vote:
    """Freeze a complete draft: from now on question, options, rule, roll, quorums and dates stand, and their hash is in the log.

    Ballots are taken from `opens_at`; where that has passed already, at once. The seed of the lot is drawn and its hash frozen.
    `encryption`: what is frozen of an encrypted vote besides, from the room that prepared it.
    In a vote by two this only asks, and the second person's call opens exactly what was asked for.
    """
    vote = lock_vote(session, vote.id)
    numbers = roll_numbers(session, vote)
    demand(may_open(actor, consultation, vote, len(numbers), now))
    if vote.is_encrypted != (encryption is not None):
        raise Conflict(_("Diese Abstimmung ist verschlüsselt. Zuerst müssen Schlüssel und Stimmrechte vorbereitet sein."))
    if roll_is_being_read(session, vote):
        raise Conflict(_("Die Liste wird gerade eingelesen. Bitte warten Sie, bis sie fertig ist."))
    if not two_people(session, actor, vote, Step.OPEN, {"draft": sha256(frozen_terms(vote, b"", numbers, encryption))}, now):
        return vote
    if vote.opens_at is None or vote.opens_at < now:
        vote.opens_at = now
    vote.lot_seed = secrets.token_bytes(32)
    vote.frozen_json = frozen_terms(vote, vote.lot_seed, numbers, encryption)
    vote.frozen_hash = sha256(vote.frozen_json)
    vote.roll_size = roll_size(session, vote, now)
    vote.opened_at = now
    vote.state = VoteState.OPEN
    session.flush()
    data = {"frozen": vote.frozen_hash, "roll": vote.roll_size}
    audit.append(session, at=now, actor=actor, action="vote.opened", subject=("vote", vote.id), data=data)
    tell_opened(session, vote, now)
    return vote


def close_vote(session: Session, actor: Person | None, consultation: Consultation, vote: Vote, now: datetime) -> Vote:
    """Close the urn after its time and rewrite it in random order; one line in the log says how many ballots and their hash.

    `actor` is None where the platform closes by itself. After the commit a job clears what the disk still knows.
    """
    vote = lock_vote(session, vote.id)
    demand(is_due(vote, now) if actor is None else may_close(actor, consultation, vote, now))
    if not vote.is_annulled:
        demand(papers_agree(standing_of(session, vote)))
        demand(stays(later_end(vote, outages_since(session, (vote.closes_at or now) - LOOKING_BACK, now))))
    if actor is not None and not two_people(session, actor, vote, Step.CLOSE, {}, now):
        return vote
    return seal_vote(session, actor, vote, now)


def seal_vote(session: Session, actor: Person | None, vote: Vote, now: datetime) -> Vote:
    """Rewrite the urn of a vote that is over, and say so in the log; the vote is locked by the caller."""
    seal_urn(session, vote, now)
    data = {"ballots": vote.ballots_cast, "roll": vote.roll_size, "urn": vote.urn_hash}
    audit.append(session, at=now, actor=actor, action="vote.closed", subject=("vote", vote.id), data=data)
    tell_closed(session, vote, now)
    enqueue_after_commit(session, WIPE_TRACES)
    return vote


def close_due_votes(session: Session, now: datetime) -> list[Vote]:
    """Close every vote whose time has passed; for the platform's own clockwork. Returns those that it closed."""
    closed = []
    outages = outages_since(session, now - LOOKING_BACK, now)
    for vote_id in votes_due(session, now):
        vote = lock_vote(session, vote_id)
        if is_due(vote, now) and (vote.is_annulled or later_end(vote, outages) is None):
            closed.append(close_vote(session, None, consultation_by_id(session, vote.consultation_id), vote, now))
    return closed


def tally_vote(session: Session, actor: Person, consultation: Consultation, vote: Vote, now: datetime, decrypted: Ballots | None = None) -> Vote:
    """Count the closed urn, once. The result explains itself; the seed of the lot becomes public with it.

    `decrypted`: what the trustees decrypted of an encrypted vote, which has no ballots of its own.
    """
    vote = lock_vote(session, vote.id)
    demand(may_count(actor, consultation, vote, decrypted=decrypted is not None))
    vote.result_json = count_vote(session, vote, decrypted)
    vote.result_hash = sha256(vote.result_json)
    vote.tallied_at = now
    vote.state = VoteState.TALLIED
    session.flush()
    data = {"result": vote.result_hash, "urn": vote.urn_hash}
    audit.append(session, at=now, actor=actor, action="vote.tallied", subject=("vote", vote.id), data=data)
    tell_tallied(session, vote, now)
    return vote


def certify_vote(session: Session, actor: Person, consultation: Consultation, vote: Vote, note: str, decided_on: date | None, now: datetime) -> Vote:
    """Certify a counted result, with what the council made of it (Markdown) and when."""
    vote = lock_vote(session, vote.id)
    demand(may_certify(actor, consultation, vote))
    vote.council_note = note
    vote.council_note_html = to_html(note)
    vote.council_decided_on = decided_on
    vote.certified_at = now
    vote.state = VoteState.CERTIFIED
    session.flush()
    data = {"result": vote.result_hash, "note": sha256(note)}
    audit.append(session, at=now, actor=actor, action="vote.certified", subject=("vote", vote.id), data=data)
    tell_certified(session, vote, note, decided_on, now)
    said = lazy("Das Ergebnis der Abstimmung „%(title)s“ steht fest.", title=vote.title)
    announce_outcome(session, OF_VOTE, vote.id, said, f"/beteiligungen/{consultation.slug}/abstimmungen/{vote.id}", now)
    return vote
