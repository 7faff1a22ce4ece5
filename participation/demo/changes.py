"""Suggested changes of the best supported proposals: accepted, rejected with a reason, open and discussed, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments.actions import Acceptance, accept_amendment, path_of, reject_amendment, suggest_change, withdraw_amendment
from participation.amendments.models import KIND, Amendment, State
from participation.amendments.texts import AmendmentText, Wording
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Kind
from participation.proposals.history import current_number
from participation.proposals.models import Proposal, ProposalStage


@dataclass(frozen=True, slots=True)
class Story:
    """A change of one of the proposals (`rank` by support among those of residents), and what came of it."""

    rank: int
    addition: str
    reason: str
    outcome: State
    answer: str = ""
    voices: tuple[tuple[Kind, str], ...] = ()


STORIES = (
    Story(
        0,
        "Die Kosten werden vorher offengelegt, getrennt nach Bau und Betrieb.",
        "Viele fragen in der Diskussion nach den Kosten. Mit diesem Satz ist klar, dass sie auf den Tisch kommen.",
        State.ACCEPTED,
        voices=((Kind.FOR, "Das fehlte mir auch. So kann ich den Vorschlag unterstützen."), (Kind.NOTE, "Bitte auch die Folgekosten nennen.")),
    ),
    Story(
        0,
        "Bis dahin findet im Saal nichts mehr statt.",
        "Solange nichts entschieden ist, sollte auch kein Geld in den Saal fließen.",
        State.REJECTED,
        "Die Vereine brauchen den Saal jeden Abend. Ohne ihn gäbe es im Winter keinen Ort für Chor und Theater.",
        ((Kind.AGAINST, "Das trifft die Falschen."),),
    ),
    Story(
        0,
        "Eine Gruppe aus Nutzerinnen und Nutzern begleitet die Planung und berichtet zweimal im Jahr.",
        "Wer die Halle nutzt, weiß am besten, was fehlt.",
        State.OPEN,
        voices=((Kind.QUESTION, "Wie kommt man in diese Gruppe?"), (Kind.FOR, "Gut, aber bitte offen für alle.")),
    ),
    Story(1, "Auf der Seite zum Fluss bleibt ein breiter Weg für alle frei.", "Der Weg am Wasser ist die Abkürzung zur Schule.", State.OPEN),
    Story(2, "Die Arbeiten beginnen außerhalb der Konzertzeit.", "Sonst fällt eine ganze Spielzeit aus.", State.ACCEPTED),
    Story(2, "Der Eintritt bleibt für Kinder frei.", "Das gehört für mich dazu.", State.WITHDRAWN),
)
FIRST = timedelta(days=9)
"""The first story is told so long before today, each following one half a day later."""


def note_changes(session: Session, cast: Cast, consultation: Consultation, today: datetime, diary: Diary) -> None:
    """Note the stories; which proposals they are about shows when they happen."""
    for number, story in enumerate(STORIES):
        at = today - FIRST + number * timedelta(hours=12)
        suggester = cast["resident2"] if number == 0 else cast.residents[7 * number]
        kept: list[tuple[Proposal, Amendment]] = []

        def suggest(now: datetime, story: Story = story, suggester: Person = suggester, kept: list[tuple[Proposal, Amendment]] = kept) -> None:
            proposal = _best(session, consultation, suggester, now)[story.rank]
            text = AmendmentText(Wording(proposal.title, f"{proposal.body}\n\n{story.addition}"), story.reason, current_number(session, proposal.id))
            kept.append((proposal, suggest_change(session, suggester, proposal, consultation, text, now)))

        diary.note(at, suggest)
        for place, (kind, words) in enumerate(story.voices):
            who = cast.residents[11 * number + place + 3]
            diary.note(at + timedelta(hours=3 + place), lambda now, w=who, k=kind, b=words, t=kept: _say(session, consultation, t[0], w, k, b, now))  # type: ignore[misc]  # bound in the loop
        diary.note(at + timedelta(hours=20), lambda now, s=story, t=kept: _end(session, consultation, t[0], s, now))  # type: ignore[misc]  # as above


def _best(session: Session, consultation: Consultation, but: Person, now: datetime) -> list[Proposal]:
    """The proposals of residents with the most supporters, older than two days, the suggester's own aside."""
    statement = (
        select(Proposal)
        .where(Proposal.consultation_id == consultation.id, Proposal.stage == ProposalStage.PUBLISHED, Proposal.official.is_(False))
        .where(Proposal.published_at < now - timedelta(days=14), Proposal.author_id != but.id)
        .order_by(Proposal.support_count.desc(), Proposal.id)
        .limit(3)
    )
    return list(session.scalars(statement))


def _say(session: Session, consultation: Consultation, told: tuple[Proposal, Amendment], who: Person, kind: Kind, words: str, now: datetime) -> None:
    proposal, amendment = told
    subject = Subject(KIND, amendment.id, consultation.id, proposal.title, path_of(consultation, amendment), amendment.author_id)
    contribute(session, who, consultation, subject, Draft(kind, words), now)


def _end(session: Session, consultation: Consultation, told: tuple[Proposal, Amendment], story: Story, now: datetime) -> None:
    proposal, amendment = told
    author = session.get_one(Person, proposal.author_id)
    if story.outcome == State.ACCEPTED:
        accept_amendment(session, author, amendment, proposal, consultation, Acceptance(current_number(session, proposal.id)), now)
    elif story.outcome == State.REJECTED:
        reject_amendment(session, author, amendment, proposal, consultation, story.answer, now)
    elif story.outcome == State.WITHDRAWN:
        withdraw_amendment(session, session.get_one(Person, amendment.author_id), amendment, consultation, now)
