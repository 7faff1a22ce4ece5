"""What this room shows on the pages of votes."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.encrypted.evidence import evidence_of
from participation.encrypted.queries import election_of, trustees_of
from participation.kit.database import current_session
from participation.votes.models import Vote


def vote_notes(vote: Vote, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """On an encrypted vote's page: who holds the key, the board, and how to check."""
    if not vote.is_encrypted or not vote.is_public:
        return []
    shown = {"vote": vote, "consultation": consultation, "trustees": trustees_of(current_session(), vote)}
    return [Markup(render_template("encrypted/_notes.html", **shown))]  # rendered by our template


def evidence(vote: Vote) -> list[tuple[str, bytes]]:
    """Files for the evidence pack of an encrypted vote: (name, content)."""
    return list(evidence_of(current_session(), vote).items()) if vote.is_encrypted else []


def certifying(vote: Vote, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Before a result is certified, and with it: how many decrypted answers were no ranking."""
    election = election_of(current_session(), vote) if vote.is_encrypted else None
    if election is None or not election.spoilt:
        return []
    return [Markup(render_template("encrypted/_spoilt.html", spoilt=len(election.spoilt)))]  # rendered by our template


def vote_result(vote: Vote, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """With the result of an encrypted vote: the archive, and how to verify it."""
    if not vote.is_encrypted:
        return []
    shown = {"vote": vote, "consultation": consultation, "election": election_of(current_session(), vote)}
    return [*certifying(vote, consultation, person, now), Markup(render_template("encrypted/_result.html", **shown))]  # rendered by our template
