"""Who may say that one thing followed from another, make one out of another, and take such a word back.

    | act                                   | who                                                            | inform … decide | closed | archived |
    |---------------------------------------|----------------------------------------------------------------|-----------------|--------|----------|
    | link two things                       | who runs the consultation; who writes a proposal, for that one |       yes       |  yes   |    –     |
    | take a link away                      | who runs the consultation                                      |       yes       |  yes   |    –     |
    | make a topic or a statement of one    | who runs the consultation, as those rooms' own rules say       |       yes       |   –    |    –     |
    | make a draft of a proposal of one     | whoever may propose                                            | as for proposals |  –    |    –     |

Everyone sees the chain of what they can read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_moderate, may_see, runs_it
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.proposals.rules import may_propose
from participation.traces.models import Thing, TraceLink, Way

MOST_IN_CHAIN = 60
"""Links of one chain: a reader shall still follow it."""
FIXED = frozenset({Way.GREW, Way.WITHIN})
"""Links that say what another room knows anyway; they are not taken away."""
SOURCES = frozenset({Thing.STATEMENT, Thing.TOPIC, Thing.CONTRIBUTION, Thing.PROPOSAL})


def may_work(person: Person | None, consultation: Consultation, writers: Collection[int]) -> Verdict:
    """Whether somebody may link a thing to others. `writers`: who writes the proposals among them."""
    if not may_see(person, consultation):
        return conceal()
    if consultation.stage == Stage.ARCHIVED:
        return refuse(_("Diese Beteiligung ist archiviert. Ihre Verknüpfungen bleiben, wie sie sind."))
    if person is not None and person.is_confirmed and not person.is_blocked and person.deleted_at is None and person.id in writers:
        return ALLOWED
    allowed = may_moderate(person, consultation)
    if allowed or person is None:
        return allowed
    return refuse(_("Das dürfen nur die Moderation dieser Beteiligung, die Verwaltung und wer den Vorschlag geschrieben hat."))


def may_remove(person: Person | None, consultation: Consultation, link: TraceLink) -> Verdict:
    """Staff take away what was said, not what other rooms know."""
    allowed = may_moderate(person, consultation)
    if not allowed:
        return allowed
    if consultation.stage == Stage.ARCHIVED:
        return refuse(_("Diese Beteiligung ist archiviert. Ihre Verknüpfungen bleiben, wie sie sind."))
    return refuse(_("Diese Verknüpfung ergibt sich aus der Diskussion. Sie kann nicht entfernt werden.")) if link.way in FIXED else ALLOWED


def may_make_draft(person: Person | None, consultation: Consultation, source: Thing, now: datetime) -> Verdict:
    """Whoever may propose makes a draft of a statement or a topic; of contributions the room of proposals does it."""
    return may_propose(person, consultation, now) if source in (Thing.STATEMENT, Thing.TOPIC) else conceal()


def may_make_public(person: Person | None, consultation: Consultation, source: Thing, made: Thing) -> Verdict:
    """Staff make a topic of a statement, a contribution or a proposal, and a statement of all but statements."""
    if source not in SOURCES or source == made:
        return conceal()
    return may_moderate(person, consultation)


def offers_removal(person: Person | None, consultation: Consultation) -> bool:
    """Whether the buttons to take links away are shown."""
    return runs_it(person, consultation) and consultation.stage != Stage.ARCHIVED
