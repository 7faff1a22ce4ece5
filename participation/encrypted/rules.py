"""Who may do what with an encrypted vote's trustees, credentials and tally, and when; each refusal says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.encrypted.models import MOST_TRUSTEES, Election, Trustee
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.kit.work import WorkState
from participation.methods.proof.belenios.archive import Kind
from participation.votes.models import Vote, VoteState
from participation.votes.rules import may_edit_vote, may_open, may_run_vote, may_see_vote, may_tally


def may_see_ceremony(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Those who run an encrypted vote see how far its trustees are."""
    return may_run_vote(person, consultation, vote) if vote.is_encrypted else conceal()


def may_see_board(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """Everyone sees the board of an opened vote."""
    return may_see_vote(person, consultation, vote) if vote.is_encrypted and vote.is_public else conceal()


def is_prepared(election: Election | None) -> bool:
    """Whether credentials were made, or are being made: what they rest on must not change."""
    return election is not None and election.state in (WorkState.REQUESTED, WorkState.RUNNING, WorkState.READY)


def may_change_trustees(person: Person | None, consultation: Consultation, vote: Vote, election: Election | None) -> Verdict:
    """Trustees are named and dropped while the vote is a draft and nothing is prepared."""
    if not vote.is_encrypted:
        return conceal()
    verdict = may_edit_vote(person, consultation, vote)
    if verdict and is_prepared(election):
        return refuse(_("Die Stimmrechte sind schon vorbereitet. Verwerfen Sie zuerst die Vorbereitung."))
    return verdict


def may_name_trustee(person: Person | None, consultation: Consultation, vote: Vote, election: Election | None, named: int) -> Verdict:
    """Up to nine."""
    verdict = may_change_trustees(person, consultation, vote, election)
    if verdict and named >= MOST_TRUSTEES:
        return refuse(_("Mehr als neun Treuhänder:innen sind nicht möglich."))
    return verdict


def may_send_link(person: Person | None, consultation: Consultation, vote: Vote) -> Verdict:
    """A personal link can be sent again until the trustee has done everything."""
    verdict = may_see_ceremony(person, consultation, vote)
    if verdict and (vote.is_counted or vote.is_annulled):
        return refuse(_("Die Abstimmung ist vorbei. Der Link wird nicht mehr gebraucht."))
    return verdict


def may_prepare(
    person: Person | None, consultation: Consultation, vote: Vote, election: Election | None, trustees: Sequence[Trustee], entries: int, now: datetime
) -> Verdict:
    """Credentials are made for a complete draft, once all keys are there."""
    verdict = may_change_trustees(person, consultation, vote, election)
    if not verdict:
        return verdict
    if not trustees:
        return refuse(_("Benennen Sie mindestens eine Treuhänderin oder einen Treuhänder."))
    without = [trustee.name for trustee in trustees if trustee.public_key is None]
    if without:
        return refuse(_("Es fehlen noch Schlüssel: %(names)s.", names=", ".join(without)))
    return may_open(person, consultation, vote, entries, now)


def may_discard(person: Person | None, consultation: Consultation, vote: Vote, election: Election | None) -> Verdict:
    """What was prepared can be thrown away until the opening."""
    if not vote.is_encrypted:
        return conceal()
    verdict = may_edit_vote(person, consultation, vote)
    return refuse(_("Es ist noch nichts vorbereitet.")) if verdict and not is_prepared(election) else verdict


def may_open_encrypted(
    person: Person | None, consultation: Consultation, vote: Vote, election: Election | None, draft_hash: str, on_roll: int, now: datetime
) -> Verdict:
    """A prepared draft can be opened as long as it is the one for which it was prepared. `draft_hash`: of the draft as it is now."""
    if not vote.is_encrypted:
        return conceal()
    verdict = may_edit_vote(person, consultation, vote)
    if not verdict:
        return verdict
    if election is None or election.state != WorkState.READY:
        return refuse(_("Die Stimmrechte sind noch nicht vorbereitet."))
    if election.draft_hash != draft_hash:
        return refuse(
            _("Der Entwurf hat sich seit der Vorbereitung geändert. Verwerfen Sie die Vorbereitung und bereiten Sie die Abstimmung neu vor.")
        )
    if election.total < on_roll:
        return refuse(_("Es stehen mehr Menschen im Verzeichnis, als Stimmrechte vorbereitet sind. Bitte bereiten Sie die Abstimmung neu vor."))
    return may_open(person, consultation, vote, on_roll, now)


def may_hand_in_key(vote: Vote, election: Election | None) -> Verdict:
    """A trustee hands a key in, or another instead, while the vote is a draft and nothing is prepared."""
    if not vote.is_encrypted:
        return refuse(_("Diese Abstimmung soll nicht mehr verschlüsselt sein. Ein Schlüssel wird nicht gebraucht."))
    if vote.state != VoteState.DRAFT:
        return refuse(_("Die Abstimmung ist eröffnet. Schlüssel können nicht mehr abgegeben oder ausgetauscht werden."))
    if is_prepared(election):
        return refuse(_("Die Abstimmung ist schon vorbereitet. Ein anderer Schlüssel geht erst, wenn die Stadt die Vorbereitung verwirft."))
    return ALLOWED


def may_shuffle(vote: Vote, trustee: Trustee, last: Kind | None, turn: int, ranked: bool) -> Verdict:
    """Ranked ballots are shuffled by each trustee in turn. `last`: the kind of the event at the end of the board; `turn`: whose it is."""
    if vote.is_annulled or not ranked or last not in (Kind.ENCRYPTED_TALLY, Kind.SHUFFLE):
        return refuse(_("Hier ist jetzt nichts zu mischen."))
    if turn > trustee.number:
        return refuse(_("Sie haben schon gemischt. Entschlüsselt wird, sobald alle gemischt haben."))
    if turn < trustee.number:
        return refuse(
            _("Gemischt wird der Reihe nach. Zuerst ist Nummer %(number)s an der Reihe. Wir schreiben Ihnen, wenn Sie es sind.", number=turn)
        )
    return ALLOWED


def may_decrypt(vote: Vote, trustee: Trustee, last: Kind | None, ranked: bool) -> Verdict:
    """A trustee decrypts what is published, once: the sum, or what was shuffled. `last`: the kind of the event at the end of the board."""
    if vote.is_annulled:
        return refuse(_("Die Abstimmung ist für ungültig erklärt. Es wird nichts entschlüsselt."))
    if trustee.decrypted_at is not None:
        return refuse(_("Sie haben schon entschlüsselt. Ein zweites Mal ist nicht nötig und nicht möglich."))
    if vote.state in (VoteState.DRAFT, VoteState.OPEN):
        return refuse(_("Entschlüsselt wird erst, wenn die Abstimmung geschlossen ist."))
    if ranked and last in (Kind.ENCRYPTED_TALLY, Kind.SHUFFLE):
        return refuse(_("Entschlüsselt wird, sobald alle gemischt haben."))
    if last is not (Kind.END_SHUFFLES if ranked else Kind.ENCRYPTED_TALLY):
        return refuse(_("Die verschlüsselte Summe wird noch berechnet. Bitte laden Sie die Seite in einer Minute neu."))
    return ALLOWED


def may_count_decrypted(person: Person | None, consultation: Consultation, vote: Vote, last: Kind | None) -> Verdict:
    """A closed vote is counted once every trustee has decrypted."""
    if not vote.is_encrypted:
        return conceal()
    verdict = may_tally(person, consultation, vote)
    if verdict and last is not Kind.RESULT:
        return refuse(_("Es haben noch nicht alle Treuhänder:innen entschlüsselt."))
    return verdict
