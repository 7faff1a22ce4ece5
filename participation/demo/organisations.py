"""Names: an association that the city has checked writes, another one waits, and somebody goes by a pseudonym."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.name_actions import allow_pseudonyms, choose_pseudonym
from participation.consultations.subjects import Subject
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Kind as Sort
from participation.organisations.actions import Details, decide, request_organisation
from participation.organisations.models import Kind, State
from participation.proposals.models import Proposal, ProposalStage
from participation.settings import Settings

CHECKED = Details(
    "Kulturkreis Auental e. V.",
    Kind.ASSOCIATION,
    "Wir veranstalten seit 1978 Konzerte und Lesungen in der Stadthalle.\nWir haben 240 Mitglieder.",
    "https://kulturkreis.example",
    "Amtsgericht Auenstedt VR 1978",
)
WAITING = Details("Initiative Grüner Hallenplatz", Kind.INITIATIVE, "Wir sammeln Ideen für Bäume auf dem Platz.")
SAYS = "Für unsere Konzerte brauchen wir mindestens 300 Plätze. Wir zeigen gern unsere Zahlen der letzten zehn Jahre."
UNDER_PSEUDONYM = "Ich arbeite in der Halle. Die Lüftung ist wirklich am Ende."


def note_names(session: Session, cast: Cast, consultation: Consultation, settings: Settings, today: datetime, diary: Diary) -> None:
    """Allow pseudonyms, let one be chosen before anybody writes, and note what is written under both names."""
    chairman, hidden, asking = cast.residents[12], cast.residents[14], cast.residents[16]
    with_names = today - timedelta(days=49, hours=23)
    allow_pseudonyms(session, cast["admin"], consultation, True, with_names)
    choose_pseudonym(session, hidden, consultation, "Wolkenmeise", settings, with_names, wrote=False)
    organisation = request_organisation(session, chairman, CHECKED, with_names)
    decide(session, cast["office"], organisation, State.CONFIRMED, "Vereinsregister eingesehen, Vorstand hat sich ausgewiesen", with_names)
    diary.note(today - timedelta(days=6), lambda now: _say(session, consultation, chairman, SAYS, now, organisation.id))
    diary.note(today - timedelta(days=5), lambda now: _say(session, consultation, hidden, UNDER_PSEUDONYM, now))
    diary.note(today - timedelta(days=2), lambda now: request_organisation(session, asking, WAITING, now))


def _say(session: Session, consultation: Consultation, who: Person, words: str, now: datetime, organisation_id: int | None = None) -> None:
    """Write below the proposal with the most supporters."""
    most = (
        select(Proposal)
        .where(Proposal.consultation_id == consultation.id, Proposal.stage == ProposalStage.PUBLISHED, Proposal.published_at < now)
        .order_by(Proposal.support_count.desc(), Proposal.id)
        .limit(1)
    )
    proposal = session.scalars(most).one()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    subject = Subject("proposal", proposal.id, consultation.id, proposal.title, url, proposal.author_id)
    contribute(session, who, consultation, subject, Draft(Sort.NOTE, words, organisation_id=organisation_id), now)
