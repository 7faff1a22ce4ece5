"""Who may see, vote in and run a vote, and when; each refusal says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import Act
from participation.consultations.rules import act_open, may_moderate, may_prepare, may_see, may_take_part, needs_verification, runs_it
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import lazy, ngettext
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.votes.budget import missing_terms
from participation.votes.models import Channel, Vote, VoteState
from participation.votes.voters import CodeHolder, PaperStanding, Voter

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
    if vote.is_annulled:
        return refuse(_("Die Abstimmung ist für ungültig erklärt. Ihre Stimme wurde nicht gezählt."))
    if vote.is_over(now):
        return refuse(_("Die Abstimmung ist seit %(when)s beendet. Ihre Stimme wurde nicht gezählt.", when=say_moment(vote.ends_at)))
    if now < vote.opens_at:
        return refuse(_("Die Abstimmung öffnet am %(when)s.", when=say_moment(vote.opens_at)))
    return ALLOWED


def on_roll(person: Person, vote: Vote, now: datetime) -> Verdict:
    """Whether the roll's rule names this person: verified now, in time, not by another account's proof, in one of the districts."""
    if vote.verified_only or vote.verified_before is not None:
        verified = needs_verification(person, ALLOWED, now)
        if not verified:
            return verified
        if person.roll_from is not None and vote.opened_at is not None and vote.opened_at < person.roll_from:
            return refuse(
                _(
                    "Ihr Nachweis kam am %(when)s von einem anderen Konto zu diesem. In dieser Abstimmung zählt das frühere Konto, denn sie lief da schon.",
                    when=say_date(person.roll_from),
                )
            )
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


def may_vote(voter: Voter | None, consultation: Consultation, vote: Vote, now: datetime) -> Verdict:
    """What every ballot needs: the vote's time, the consultation's phase, and a code or a person with a confirmed address on the roll."""
    holder = voter if isinstance(voter, CodeHolder) else None
    person = None if isinstance(voter, CodeHolder) else voter
    seen = may_see_vote(person, consultation, vote)
    if not seen:
        return seen
    timely = in_time(vote, now)
    if not timely:
        return timely
    # after an outage the end moves, the consultation's phase does not: it counts as it stood at the planned end
    moment = min(now, vote.closes_at - timedelta(microseconds=1)) if vote.extended_until and vote.closes_at else now
    if holder is not None:
        return act_open(consultation, Act.VOTE, moment) if holder.vote_id == vote.id else conceal()
    if vote.by_codes:
        is_open = act_open(consultation, Act.VOTE, moment)
        return refuse(_("Hier stimmen Sie mit dem Code aus Ihrem Brief ab."), "code") if is_open else is_open
    allowed = may_take_part(person, consultation, Act.VOTE, moment)
    return on_roll(person, vote, now) if allowed and person is not None else allowed


def may_cast(voter: Voter | None, consultation: Consultation, vote: Vote, voted: Channel | None, now: datetime) -> Verdict:
    """Whether this voter may cast a ballot now: `voted` is the channel of their mark on the roll."""
    verdict = may_vote(voter, consultation, vote, now)
    return already_voted(voted) if verdict and voted else verdict


def may_replace(voter: Voter | None, consultation: Consultation, vote: Vote, voted: Channel | None, now: datetime) -> Verdict:
    """Whether this voter may change a ballot that was cast; what is on paper stays."""
    verdict = may_vote(voter, consultation, vote, now)
    if not verdict:
        return verdict
    if not vote.replaceable:
        return refuse(_("In dieser Abstimmung kann eine abgegebene Stimme nicht geändert werden."))
    if voted == Channel.PAPER:
        return already_voted(voted)
    return ALLOWED if voted else refuse(_("Sie haben noch nicht abgestimmt."))


def in_the_clear(vote: Vote) -> Verdict:
    """Whether ballots are sent as they are filled in: never in an encrypted vote."""
    return refuse(_("In dieser Abstimmung wird der Stimmzettel im Browser verschlüsselt.")) if vote.is_encrypted else ALLOWED


_VOTED = {
    Channel.WEB: lazy("Sie haben schon abgestimmt. Ihre erste Stimme ist gezählt, diese nicht."),
    Channel.LETTER: lazy("Sie haben schon mit dem Code aus Ihrem Brief abgestimmt. Ihre erste Stimme ist gezählt, diese nicht."),
    Channel.COUNTER: lazy("Sie haben schon mit einem Code vom Schalter abgestimmt. Ihre erste Stimme ist gezählt, diese nicht."),
    Channel.PAPER: lazy("Sie haben schon auf Papier abgestimmt. Diese Stimme zählt, eine zweite nicht."),
}


def already_voted(channel: Channel) -> Verdict:
    """One voter, one ballot; by which channel, never which choice."""
    return refuse(str(_VOTED[Channel(channel)]))


def counter_code_only() -> Verdict:
    """Whoever got a code at the counter votes by it alone."""
    return refuse(_("Sie haben am Schalter einen Code bekommen. Bitte stimmen Sie mit diesem Code ab. Ihre Stimme ist noch nicht gezählt."))


def may_run_vote(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """The consultation's moderators and the administration run its votes."""
    if vote.consultation_id != consultation.id:
        return conceal()
    return may_moderate(person, consultation) if vote.is_public else _concealed(may_moderate(person, consultation))


def _concealed(verdict: Verdict) -> Verdict:
    return verdict if verdict or verdict.remedy else conceal()


def may_draft_vote(person: Person | None, consultation: Consultation) -> Verdict:
    """A vote can be prepared as long as the consultation is not over."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Es können keine Abstimmungen mehr dazukommen."))


def may_edit_vote(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Only a draft can be changed."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and vote.state != VoteState.DRAFT:
        return refuse(_("Die Abstimmung ist eröffnet. Frage, Möglichkeiten, Verfahren und Fristen sind festgeschrieben."))
    return verdict


def missing(consultation: Consultation, vote: Vote, entries: int, now: datetime) -> list[str]:
    """What is missing before a draft can be opened; empty where it is complete. `entries`: how many stand on its roll of codes."""
    found = []
    if not vote.question:
        found.append(_("Die Frage fehlt."))
    found += _wrong_options(vote)
    if vote.by_codes and not entries:
        found.append(_("Das Verzeichnis ist leer. Lesen Sie eine Liste ein oder legen Sie Codes an."))
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


def may_open(person: Person | None, consultation: Consultation, vote: Vote, entries: int, now: datetime) -> Verdict:
    """A complete draft with sensible dates can be opened: from then on it is frozen."""
    verdict = may_edit_vote(person, consultation, vote)
    if not verdict:
        return verdict
    found = missing(consultation, vote, entries, now)
    return refuse(" ".join(found)) if found else ALLOWED


def is_due(vote: Vote, now: datetime) -> Verdict:
    """Whether the urn can be closed: nobody closes a vote before its time, because the end is frozen."""
    if vote.state != VoteState.OPEN:
        return refuse(_("Die Abstimmung ist nicht offen."))
    if not vote.is_over(now):
        return refuse(_("Die Abstimmung läuft bis %(when)s. Vorher kann niemand sie schließen.", when=say_moment(vote.ends_at)))
    return ALLOWED


def may_close(person: Person | None, consultation: Consultation, vote: Vote, now: datetime) -> Verdict:
    """Those who run a vote close it after its time, where the platform has not yet done so by itself."""
    verdict = may_run_vote(person, consultation, vote)
    return is_due(vote, now) if verdict else verdict


def papers_agree(papers: PaperStanding) -> Verdict:
    """An urn closes when every batch of papers agrees, and there are as many papers as voters marked for paper."""
    if papers.unfinished:
        return refuse(
            ngettext("Ein Stapel Papier ist noch nicht abgeglichen.", "%(num)d Stapel Papier sind noch nicht abgeglichen.", papers.unfinished)
        )
    if papers.marked != papers.agreed:
        sentence = _(
            "Papier und Verzeichnis stimmen nicht überein: %(marked)s Personen sind für Papier abgehakt, %(agreed)s Stimmzettel sind eingetragen.",
            marked=papers.marked,
            agreed=papers.agreed,
        )
        return refuse(sentence)
    return ALLOWED


def stays(later: datetime | None) -> Verdict:
    """An urn closes at an end that stays: after an outage the rule first moves it."""
    if later is None:
        return ALLOWED
    return refuse(_("Nach dem Ausfall verschiebt sich das Ende auf %(when)s. Bitte verlängern Sie zuerst.", when=say_moment(later)))


def may_extend(person: Person | None, consultation: Consultation, vote: Vote, later: datetime | None) -> Verdict:
    """Whether the rule moves the end after the outages that are known: `later` is the end that it gives."""
    verdict = may_run_vote(person, consultation, vote)
    return can_extend(vote, later) if verdict else verdict


def can_extend(vote: Vote, later: datetime | None) -> Verdict:
    """The same for the platform itself."""
    if vote.state != VoteState.OPEN or vote.is_annulled:
        return refuse(_("Die Abstimmung ist nicht offen."))
    return refuse(_("Nach der Regel verschiebt sich das Ende nicht.")) if later is None else ALLOWED


def may_annul(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """An opened vote can be declared void, once, whatever its state."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and not vote.is_public:
        return refuse(_("Ein Entwurf braucht das nicht: Er ist noch nicht eröffnet."))
    return refuse(_("Die Abstimmung ist schon für ungültig erklärt.")) if verdict and vote.is_annulled else verdict


def may_tally(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """A closed urn can be counted."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and vote.state != VoteState.CLOSED:
        return refuse(_("Ausgezählt wird, sobald die Abstimmung geschlossen ist, und nur einmal."))
    if verdict and vote.is_annulled:
        return refuse(_("Die Abstimmung ist für ungültig erklärt. Es gibt nichts mehr auszuzählen."))
    return verdict


def may_count(person: Person | None, consultation: Consultation, vote: Vote, *, decrypted: bool = False) -> Verdict:
    """A closed urn can be counted as it lies; an encrypted one by what its trustees decrypted, and no other by that."""
    verdict = may_tally(person, consultation, vote)
    if verdict and vote.is_encrypted != decrypted:
        return refuse(_("Diese Abstimmung ist verschlüsselt. Zuerst müssen alle Treuhänder:innen entschlüsseln."))
    return verdict


def may_certify(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """A counted vote can be certified, once."""
    verdict = may_run_vote(person, consultation, vote)
    if verdict and vote.state != VoteState.TALLIED:
        return refuse(_("Festgestellt wird ein ausgezähltes Ergebnis, und nur einmal."))
    if verdict and vote.is_annulled:
        return refuse(_("Die Abstimmung ist für ungültig erklärt. Ihr Ergebnis kann nicht festgestellt werden."))
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
