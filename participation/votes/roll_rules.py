"""Who may fill a roll of codes, print letters, hand out codes at the counter, and enter papers, and when."""

from __future__ import annotations

from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import ALLOWED, Verdict, refuse
from participation.votes.channel_models import PaperBatch, PaperState, RollEntry
from participation.votes.models import Channel, Vote, VoteState
from participation.votes.rules import in_time, may_run_vote

VOTED_BY = {
    Channel.WEB: lazy("Diese Person hat schon mit ihrem Konto abgestimmt."),
    Channel.LETTER: lazy("Hier wurde schon mit dem Code aus dem Brief abgestimmt."),
    Channel.COUNTER: lazy("Hier wurde schon mit einem Code vom Schalter abgestimmt."),
    Channel.PAPER: lazy("Hier wurde schon auf Papier abgestimmt."),
}
"""By which channel somebody has voted, for staff."""


def may_see_roll(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Those who run a vote see its roll of codes: numbers, never who chose what."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and not vote.by_codes:
        return refuse(_("Diese Abstimmung hat kein Verzeichnis mit Codes. Wer abstimmen kann, sagt ihre Regel."))
    return verdict


def may_fill_roll(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Until the opening; then the roll stands."""
    verdict = may_see_roll(person, consultation, vote)
    if verdict and vote.state != VoteState.DRAFT:
        return refuse(_("Die Abstimmung ist eröffnet. Das Verzeichnis ist festgeschrieben."))
    return verdict


def may_print_letters(person: Person | None, consultation: Consultation, vote: Vote, now: datetime) -> Verdict:
    """From the opening, which may lie before the first ballot, until the end."""
    verdict = may_see_roll(person, consultation, vote)
    return _until_the_end(vote, now) if verdict else verdict


def _until_the_end(vote: Vote, now: datetime) -> Verdict:
    if vote.state == VoteState.DRAFT:
        return refuse(_("Eröffnen Sie zuerst die Abstimmung. Ihr Beginn kann später liegen. Mit der Eröffnung steht das Verzeichnis fest."))
    return refuse(_("Die Abstimmung ist beendet.")) if vote.is_over(now) else ALLOWED


def may_revoke_code(person: Person | None, consultation: Consultation, vote: Vote, voted: Channel | None, now: datetime) -> Verdict:
    """End a code that was not used yet."""
    verdict = may_print_letters(person, consultation, vote, now)
    return refuse(_("Mit diesem Code wurde schon abgestimmt. Er gilt nicht mehr.")) if verdict and voted else verdict


def may_serve_counter(person: Person | None, consultation: Consultation, vote: Vote, now: datetime) -> Verdict:
    """Those who run a vote hand out codes at the counter while the urn is open, where the vote says so."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and not vote.at_counter:
        return refuse(_("Diese Abstimmung gibt am Schalter keine Codes aus."))
    return in_time(vote, now) if verdict else verdict


def may_give_code(voted: Channel | None, entry: RollEntry | None = None) -> Verdict:
    """Whoever has not voted gets a code; a revoked entry does not."""
    if voted is not None:
        return refuse(str(VOTED_BY[voted]))
    if entry is not None and entry.is_revoked:
        return refuse(_("Dieser Eintrag ist gesperrt."))
    return ALLOWED


def may_mark_paper(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Note on the roll who handed in a paper: from the beginning until the close, for papers are opened after the end too."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and not vote.on_paper:
        return refuse(_("In dieser Abstimmung gibt es keine Stimmzettel auf Papier."))
    if verdict and (vote.state != VoteState.OPEN or vote.is_annulled):
        return refuse(_("Papier wird eingetragen, solange die Abstimmung eröffnet und nicht geschlossen ist."))
    return verdict


def may_enter_papers(person: Person, batch: PaperBatch) -> Verdict:
    """The first entry by anybody, the second by somebody else."""
    if batch.state == PaperState.SECOND and batch.first_by_id == person.id:
        return refuse(_("Sie haben diesen Stapel schon eingetragen. Die zweite Eingabe macht eine andere Person."))
    if batch.state not in (PaperState.FIRST, PaperState.SECOND):
        return refuse(_("Dieser Stapel ist schon zweimal eingetragen."))
    return ALLOWED
