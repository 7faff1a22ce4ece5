"""Who may see, vote in and run a vote, and when; each refusal says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import Act
from participation.consultations.rules import may_moderate, may_see, may_take_part, needs_verification, runs_it
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.votes.budget import missing_terms
from participation.votes.models import Vote, VoteState

FEWEST_OPTIONS = 2
MOST_OPTIONS = 30


def may_see_vote(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Everyone sees an opened vote of a visible consultation; its draft only those who run it."""
    if not may_see(person, consultation) or vote.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if vote.is_public or runs_it(person, consultation) else conceal()


def in_time(vote: Vote, now: datetime) -> Verdict:
    """Whether the urn is open; else since when it is closed or when it opens."""
    if vote.opens_at is None or vote.closes_at is None or vote.state == VoteState.DRAFT:
        return refuse(_("Diese Abstimmung ist noch nicht eröffnet."))
    if vote.is_over(now):
        return refuse(_("Die Abstimmung ist seit %(when)s beendet. Ihre Stimme wurde nicht gezählt.", when=say_moment(vote.closes_at)))
    if now < vote.opens_at:
        return refuse(_("Die Abstimmung öffnet am %(when)s.", when=say_moment(vote.opens_at)))
    return ALLOWED


def on_roll(person: Person, vote: Vote) -> Verdict:
    """Whether the roll's rule names this person: verified, in time, in one of the districts."""
    if vote.verified_only:
        verified = needs_verification(person, ALLOWED)
        if not verified:
            return verified
    if vote.verified_before is not None and (person.verified_at is None or person.verified_at >= vote.verified_before):
        return refuse(
            _(
                "Abstimmen kann, wer sich vor dem %(when)s als Einwohnerin oder Einwohner nachgewiesen hat.",
                when=say_date(vote.verified_before),
            )
        )
    if vote.district_ids and person.district_id not in vote.district_ids:
        return refuse(_("In dieser Abstimmung stimmen nur bestimmte Ortsteile ab. Ihr Ortsteil gehört nicht dazu."))
    return ALLOWED


def may_vote(person: Person | None, consultation: Consultation, vote: Vote, now: datetime) -> Verdict:
    """What every ballot needs: the vote's time, the consultation's phase, a person with a confirmed address on the roll."""
    seen = may_see_vote(person, consultation, vote)
    if not seen:
        return seen
    for verdict in (in_time(vote, now), may_take_part(person, consultation, Act.VOTE, now)):
        if not verdict:
            return verdict
    return on_roll(person, vote) if person is not None else ALLOWED


def may_cast(person: Person | None, consultation: Consultation, vote: Vote, voted: bool, now: datetime) -> Verdict:
    """Whether this person may cast a ballot now: `voted` says whether the roll holds their mark."""
    verdict = may_vote(person, consultation, vote, now)
    return already_voted() if verdict and voted else verdict


def may_replace(person: Person | None, consultation: Consultation, vote: Vote, voted: bool, now: datetime) -> Verdict:
    """Whether this person may change a ballot that was cast."""
    verdict = may_vote(person, consultation, vote, now)
    if not verdict:
        return verdict
    if not vote.replaceable:
        return refuse(_("In dieser Abstimmung kann eine abgegebene Stimme nicht geändert werden."))
    return ALLOWED if voted else refuse(_("Sie haben noch nicht abgestimmt."))


def already_voted() -> Verdict:
    """One person, one ballot."""
    return refuse(_("Sie haben schon abgestimmt. Ihre erste Stimme ist gezählt, diese nicht."))


def may_run_vote(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """The consultation's moderators and the administration run its votes."""
    if vote.consultation_id != consultation.id:
        return conceal()
    return may_moderate(person, consultation) if vote.is_public else _concealed(may_moderate(person, consultation))


def _concealed(verdict: Verdict) -> Verdict:
    return verdict if verdict or verdict.remedy else conceal()


def may_draft_vote(person: Person | None, consultation: Consultation) -> Verdict:
    """A vote can be prepared as long as the consultation is not over."""
    verdict = may_moderate(person, consultation)
    if verdict and consultation.stage not in (Stage.DRAFT, Stage.PUBLISHED):
        return refuse(_("Diese Beteiligung ist abgeschlossen. Es können keine Abstimmungen mehr dazukommen."))
    return verdict


def may_edit_vote(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Only a draft can be changed."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and vote.state != VoteState.DRAFT:
        return refuse(_("Die Abstimmung ist eröffnet. Frage, Möglichkeiten, Verfahren und Fristen sind festgeschrieben."))
    return verdict


def missing(consultation: Consultation, vote: Vote, now: datetime) -> list[str]:
    """What is missing before a draft can be opened; empty where it is complete."""
    found = []
    if not vote.question:
        found.append(_("Die Frage fehlt."))
    found += _wrong_options(vote)
    if vote.consent_quorum is not None and vote.rule != "yes-no":
        found.append(_("Ein Zustimmungsquorum gibt es nur bei Ja/Nein."))
    if vote.opens_at is None or vote.closes_at is None:
        return [*found, _("Beginn und Ende fehlen.")]
    if vote.closes_at <= max(now, vote.opens_at):
        found.append(_("Das Ende liegt nicht nach dem Beginn und in der Zukunft."))
    if consultation.stage != Stage.PUBLISHED:
        found.append(_("Die Beteiligung ist nicht veröffentlicht."))
    phases = [phase for phase in consultation.phases if phase.opens(Act.VOTE)]
    if not any(phase.starts_at <= max(vote.opens_at, now) and vote.closes_at <= phase.ends_at for phase in phases):
        found.append(_("Der Zeitraum liegt nicht in einer Phase „Abstimmen“ der Beteiligung. Ändern Sie die Phase oder den Zeitraum."))
    return found


def _wrong_options(vote: Vote) -> list[str]:
    titles = vote.titles
    if vote.budget_terms is not None:
        return missing_terms(vote.budget_terms, vote.costs, titles)
    found = []
    if not FEWEST_OPTIONS <= len(titles) <= MOST_OPTIONS:
        found.append(_("Es braucht mindestens zwei und höchstens %(most)s Möglichkeiten.", most=MOST_OPTIONS))
    elif vote.seats >= len(titles):
        found.append(_("Es gibt so viele Plätze wie Möglichkeiten. Dann ist nichts zu wählen."))
    if vote.seats > 1 and not vote.counting_rule.several_seats:
        found.append(_("Dieses Verfahren vergibt nur einen Platz."))
    return found


def may_open(person: Person | None, consultation: Consultation, vote: Vote, now: datetime) -> Verdict:
    """A complete draft with sensible dates can be opened: from then on it is frozen."""
    verdict = may_edit_vote(person, consultation, vote)
    if not verdict:
        return verdict
    found = missing(consultation, vote, now)
    return refuse(" ".join(found)) if found else ALLOWED


def is_due(vote: Vote, now: datetime) -> Verdict:
    """Whether the urn can be closed: nobody closes a vote before its time, because the end is frozen."""
    if vote.state != VoteState.OPEN:
        return refuse(_("Die Abstimmung ist nicht offen."))
    if not vote.is_over(now):
        return refuse(_("Die Abstimmung läuft bis %(when)s. Vorher kann niemand sie schließen.", when=say_moment(vote.closes_at)))
    return ALLOWED


def may_close(person: Person | None, consultation: Consultation, vote: Vote, now: datetime) -> Verdict:
    """Those who run a vote close it after its time, where the platform has not yet done so by itself."""
    verdict = may_run_vote(person, consultation, vote)
    return is_due(vote, now) if verdict else verdict


def may_tally(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """A closed urn can be counted."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and vote.state != VoteState.CLOSED:
        return refuse(_("Ausgezählt wird, sobald die Abstimmung geschlossen ist, und nur einmal."))
    return verdict


def may_certify(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """A counted vote can be certified, once."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and vote.state != VoteState.TALLIED:
        return refuse(_("Festgestellt wird ein ausgezähltes Ergebnis, und nur einmal."))
    return verdict


def may_see_result(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Everyone, once it is counted; before that nobody at all, the administration included."""
    seen = may_see_vote(person, consultation, vote)
    if not seen:
        return seen
    return ALLOWED if vote.is_counted else conceal()


def visible(person: Person | None, consultation: Consultation, votes: Sequence[Vote]) -> list[Vote]:
    """Those of the votes that this person may see."""
    return [vote for vote in votes if may_see_vote(person, consultation, vote)]
