"""Who may propose, change, withdraw, support and answer, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import Act
from participation.consultations.rules import Part, may_change, may_moderate, may_see, may_take_part, needs_verification, runs_it
from participation.kit.dates import city_zone, say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.proposals.models import Proposal
from participation.proposals.writing_models import Attachment, CoAuthor, CustomField, Invitation

EDIT_WINDOW = timedelta(minutes=60)
"""How long after publishing an author may still change the text; afterwards people have supported what it says."""


class Writer(StrEnum):
    """As what somebody writes a proposal."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    ENTERED = "entered"  # the city's people, for what came in without an account


class Deed(StrEnum):
    """What is done to a proposal's text."""

    READ_DRAFT = "read_draft"
    EDIT = "edit"
    ATTACH = "attach"
    PUBLISH = "publish"
    DISCARD = "discard"
    WITHDRAW = "withdraw"
    INVITE = "invite"
    LEAVE = "leave"


DEEDS: dict[Writer, frozenset[Deed]] = {
    Writer.AUTHOR: frozenset(Deed) - {Deed.LEAVE},
    Writer.CO_AUTHOR: frozenset({Deed.READ_DRAFT, Deed.EDIT, Deed.ATTACH, Deed.LEAVE}),
    Writer.ENTERED: frozenset({Deed.EDIT, Deed.ATTACH, Deed.WITHDRAW}),
}
"""Who writes together shares the text; what begins and ends a proposal stays with the one who began it."""

MOST_CO_AUTHORS = 5


def writes_as(person: Person | None, proposal: Proposal, consultation: Consultation) -> Writer | None:
    """As what this person writes this proposal; None for everybody else."""
    if person is None or person.deleted_at is not None:
        return None
    if proposal.author_id == person.id:
        return Writer.AUTHOR
    if person.id in (proposal.co_author_ids or ()):
        return Writer.CO_AUTHOR
    return Writer.ENTERED if proposal.channel and may_take_in(person, consultation) else None


def _writes(person: Person | None, proposal: Proposal, consultation: Consultation, deed: Deed) -> bool:
    writer = writes_as(person, proposal, consultation)
    return writer is not None and deed in DEEDS[writer]


def may_propose(person: Person | None, consultation: Consultation, now: datetime) -> Verdict:
    """People with a confirmed address while a phase opens it; the administration until the close, for the city's own proposals."""
    if person is not None and person.is_administrator and person.deleted_at is None and consultation.stage in (Stage.DRAFT, Stage.PUBLISHED):
        return ALLOWED
    return may_take_part(person, consultation, Act.PROPOSE, now)


def may_save_draft(person: Person | None, consultation: Consultation) -> Verdict:
    """A text begun in time is kept for its author, even where the phase has ended meanwhile; only publishing it is then over."""
    if not may_see(person, consultation):
        return conceal()
    return _may_write(person, consultation)


def may_see_proposal(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """What is public, everyone who may see the consultation; a draft only who writes it. Withdrawn ones stay to be read."""
    if not may_see(person, consultation):
        return conceal()
    if proposal.is_hidden and runs_it(person, consultation):
        return ALLOWED
    return conceal() if proposal.is_draft and not _writes(person, proposal, consultation, Deed.READ_DRAFT) else ALLOWED


def may_moderate_text(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Those who run the consultation decide in any phase about what was public; nobody about a text of their own."""
    verdict = may_moderate(person, consultation)
    if verdict and (proposal.consultation_id != consultation.id or proposal.reference is None):
        return conceal()
    if verdict and person is not None and person.id in proposal.writer_ids and not proposal.official:
        return refuse(_("Über Ihren eigenen Text muss jemand anderes entscheiden."))
    return verdict


def may_edit(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Who writes it: a draft at any time, a published text for an hour."""
    refusal = _writers_only(person, proposal, consultation, Deed.EDIT, _("Nur wer den Vorschlag geschrieben hat, kann ihn ändern."))
    if refusal and proposal.is_hidden:
        return _in_time_to_mend(proposal, now)
    if not refusal or proposal.is_draft:
        return refusal
    if proposal.is_merged:
        return refuse(_("Dieser Vorschlag ist in einem anderen aufgegangen und kann nicht mehr geändert werden."))
    if proposal.is_withdrawn or proposal.published_at is None:
        return refuse(_("Dieser Vorschlag ist zurückgezogen und kann nicht mehr geändert werden."))
    until = proposal.published_at + EDIT_WINDOW
    if now >= until:
        return refuse(
            _(
                "Sie konnten diesen Vorschlag bis %(when)s ändern. Andere haben ihn seitdem gelesen und unterstützt. Schreiben Sie eine Ergänzung als Beitrag.",
                when=say_moment(until),
            )
        )
    return ALLOWED


def may_publish(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """The author of a draft, while proposing is open."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if not _writes(person, proposal, consultation, Deed.PUBLISH):
        return refuse(_("Veröffentlichen kann den Vorschlag nur, wer ihn begonnen hat."))
    if proposal.is_hidden:
        able = _may_write(person, consultation)
        return _in_time_to_mend(proposal, now) if able else able
    return may_propose(person, consultation, now)


def may_discard(person: Person | None, proposal: Proposal) -> Verdict:
    """The author of a draft; what was public is withdrawn instead."""
    if person is None or person.deleted_at is not None or person.id not in proposal.writer_ids:
        return conceal()
    if proposal.author_id != person.id:
        return refuse(_("Löschen kann den Entwurf nur, wer ihn begonnen hat. Sie können aufhören, daran mitzuschreiben."))
    if proposal.is_hidden:
        return _hidden()
    return ALLOWED if proposal.is_draft else refuse(_("Dieser Vorschlag ist veröffentlicht. Sie können ihn zurückziehen."))


def may_withdraw(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """The author, once, until the consultation is closed; of what was taken in, the city's people when they are asked to."""
    verdict = _writers_only(person, proposal, consultation, Deed.WITHDRAW, _("Nur wer den Vorschlag begonnen hat, kann ihn zurückziehen."))
    if not verdict:
        return verdict
    if proposal.is_draft:
        return refuse(_("Dieser Entwurf ist nicht veröffentlicht. Sie können ihn löschen."))
    if proposal.is_merged:
        return refuse(_("Dieser Vorschlag ist in einem anderen aufgegangen. Die Moderation kann beide wieder trennen."))
    if proposal.is_withdrawn:
        return refuse(_("Dieser Vorschlag ist schon zurückgezogen."))
    return ALLOWED


def may_support(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Verified residents while a phase opens it, for other people's published proposals; everybody with a confirmed address, with or without an
    account, where the consultation opens supporting to guests.

    Authors do not support their own: a count of one then means that somebody else backs it.
    """
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if proposal.is_merged:
        return refuse(_("Dieser Vorschlag ist in einem anderen aufgegangen. Unterstützen Sie bitte den anderen."))
    if not proposal.is_published:
        return refuse(_("Dieser Vorschlag ist zurückgezogen. Er kann nicht mehr unterstützt werden."))
    if person is not None and person.id in proposal.writer_ids:
        return refuse(_("Das ist Ihr eigener Vorschlag. Unterstützen können ihn die anderen."))
    verdict = may_take_part(person, consultation, Act.SUPPORT, now, guests=consultation.guests_support)
    return verdict if consultation.guests_support else needs_verification(person, verdict, now)


def may_take_back(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Whoever supported, for as long as supporting is open."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    return may_take_part(person, consultation, Act.SUPPORT, now, guests=True)


def may_answer(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Offices, the administration and the consultation's moderators answer for the city, also after its close."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None or person.deleted_at is not None or not (person.speaks_officially or runs_it(person, consultation)):
        return refuse(_("Für die Stadt antworten nur Ämter, Verwaltung und Moderation."))
    if not proposal.is_published:
        return refuse(_("Dieser Vorschlag ist nicht öffentlich und kann nicht beantwortet werden."))
    return ALLOWED


def _may_write(person: Person | None, consultation: Consultation) -> Verdict:
    """What every written word needs, whatever the phase: a person in good standing, a consultation that is not closed."""
    if person is None or person.deleted_at is not None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    if consultation.stage in (Stage.CLOSED, Stage.ARCHIVED):
        if consultation.closed_at is None:
            return refuse(_("Diese Beteiligung ist abgeschlossen."))
        return refuse(_("Diese Beteiligung ist seit %(when)s abgeschlossen.", when=say_date(consultation.closed_at)))
    return ALLOWED


def _writers_only(person: Person | None, proposal: Proposal, consultation: Consultation, deed: Deed, otherwise: str) -> Verdict:
    """The common beginning of what only those may do who write a proposal."""
    if not may_see_proposal(person, proposal, consultation):
        return conceal()
    if person is not None and not _writes(person, proposal, consultation, deed):
        return refuse(otherwise)
    return _may_write(person, consultation)


def may_attach(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Whoever may change the text adds, describes, orders and removes its pictures and documents."""
    return may_edit(person, proposal, consultation, now)


def may_see_attachment(person: Person | None, attachment: Attachment, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Files are seen with their proposal; a picture without words only by those who write it."""
    seen = may_see_proposal(person, proposal, consultation)
    if not seen or attachment.is_described or (attachment.hidden_at is not None and runs_it(person, consultation)):
        return seen
    if _writes(person, proposal, consultation, Deed.ATTACH):
        return seen
    return conceal()


def may_invite(person: Person | None, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """The author asks others to write together while the text can still change: who stands behind a text is known when it counts."""
    allowed = _writers_only(person, proposal, consultation, Deed.INVITE, _("Nur wer den Vorschlag begonnen hat, kann andere einladen."))
    return may_edit(person, proposal, consultation, now) if allowed else allowed


def may_be_invited(person: Person, proposal: Proposal) -> Verdict:
    """Residents write with residents, the city's people with the city's people: nobody wonders for whom a text speaks."""
    if person.deleted_at is not None or person.blocked_at is not None:
        return refuse(_("Dieses Konto kann gerade nicht mitschreiben."))
    if person.id in proposal.writer_ids:
        return refuse(_("Diese Person schreibt schon mit."))
    if person.speaks_officially != proposal.official:
        return refuse(_("Einwohner:innen und Mitarbeitende der Stadt können keinen Vorschlag zusammen schreiben."))
    return ALLOWED


def may_answer_invitation(person: Person | None, invitation: CoAuthor, proposal: Proposal, consultation: Consultation, now: datetime) -> Verdict:
    """Whoever was invited, while the text can still change."""
    open_to_answer = may_decline(person, invitation, consultation)
    if not open_to_answer or person is None:
        return open_to_answer
    if proposal.is_withdrawn or (proposal.published_at is not None and now >= proposal.published_at + EDIT_WINDOW):
        return refuse(_("Dieser Vorschlag kann nicht mehr geändert werden. Die Einladung gilt nicht mehr."))
    if len(proposal.co_author_ids or ()) >= MOST_CO_AUTHORS:
        return refuse(_("An diesem Vorschlag schreiben schon so viele mit, wie möglich ist."))
    allowed = _may_write(person, consultation)
    return may_be_invited(person, proposal) if allowed else allowed


def may_decline(person: Person | None, invitation: CoAuthor, consultation: Consultation) -> Verdict:
    """Whoever was invited says no at any time; no account is too new or too blocked for that."""
    if person is None or invitation.person_id != person.id or not may_see(person, consultation):
        return conceal()
    if invitation.state != Invitation.OPEN:
        return refuse(_("Diese Einladung ist schon beantwortet oder zurückgenommen."))
    return ALLOWED


def may_leave(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """A co-author, at any time: nobody must stand behind a text."""
    return ALLOWED if _writes(person, proposal, consultation, Deed.LEAVE) else conceal()


def may_take_in(person: Person | None, consultation: Consultation) -> Verdict:
    """Offices, the administration and the consultation's moderators enter what people hand in without an account."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None or person.deleted_at is not None or not (person.speaks_officially or runs_it(person, consultation)):
        return refuse(_("Vorschläge nehmen nur Ämter, Verwaltung und Moderation für andere auf."))
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Diese Beteiligung nimmt gerade keine Vorschläge auf."))
    return ALLOWED


def received_in_time(consultation: Consultation, received_on: date, now: datetime) -> Verdict:
    """What counts is the day on which it reached the city: within a phase that collects, and not to come."""
    if received_on > now.astimezone(city_zone()).date():
        return refuse(_("Dieser Tag liegt in der Zukunft."))
    begins = datetime.combine(received_on, time(), city_zone())
    ends = begins + timedelta(days=1)
    if any(phase.opens(Act.PROPOSE) and phase.starts_at < ends and phase.ends_at > begins for phase in consultation.phases):
        return ALLOWED
    return refuse(_("An diesem Tag wurden in dieser Beteiligung keine Vorschläge angenommen."))


def may_set_questions(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever runs a consultation sets its additional questions, until it is closed."""
    return may_change(person, consultation, Part.TOPICS)


FROZEN_ONCE_ANSWERED = ("label", "kind")
"""What somebody answered keeps the question it was an answer to."""


def may_correct_category(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Whoever runs the consultation puts a published proposal under the right topic, where there is a choice; also after its close."""
    if proposal.consultation_id != consultation.id or proposal.is_draft:
        return conceal()
    allowed = may_moderate(person, consultation)
    if allowed and not proposal.is_published:
        return refuse(_("Dieser Vorschlag steht nicht mehr für sich. Sein Thema bleibt, wie es ist."))
    if allowed and len(consultation.categories) < 2:
        return refuse(_("In dieser Beteiligung gibt es keine Themen zur Auswahl."))
    return allowed


def may_change_question(field: CustomField, changed: Iterable[str], *, answered: bool, public: bool) -> Verdict:
    """Once answered, a question keeps its words and kind, and what was promised to stay with the city stays there."""
    if field.retired_at is not None:
        return refuse(_("Diese Frage wird nicht mehr gestellt. Bitte legen Sie eine neue an."))
    if answered and set(changed) & set(FROZEN_ONCE_ANSWERED):
        return refuse(
            _("Diese Frage ist schon beantwortet. Ihr Wortlaut und ihre Art bleiben. Stellen Sie sie nicht mehr und legen Sie eine neue an.")
        )
    if answered and public and not field.public:
        return refuse(_("Die Antworten wurden für die Stadt gegeben. Sie können nicht nachträglich öffentlich werden."))
    return ALLOWED


def may_read_all_answers(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Answers for the city are read by its people, by who runs the consultation, and by who wrote them."""
    if person is None or person.deleted_at is not None or person.blocked_at is not None:
        return conceal()
    known = person.speaks_officially or runs_it(person, consultation) or person.id in proposal.writer_ids
    return ALLOWED if known else conceal()


def may_read_returns(person: Person | None, proposal: Proposal, consultation: Consultation) -> Verdict:
    """Texts that went back are read by who wrote them and who runs the consultation."""
    known = person is not None and (person.id in proposal.writer_ids or runs_it(person, consultation))
    return ALLOWED if known else conceal()


def _in_time_to_mend(proposal: Proposal, now: datetime) -> Verdict:
    """A text that the moderation gave back, until its day; after it, and where it is hidden for good, nothing changes it."""
    if not proposal.is_returned or proposal.mend_until is None:
        return _hidden()
    if now >= proposal.mend_until:
        return refuse(_("Diesen Vorschlag konnten Sie bis %(when)s überarbeiten und wieder einreichen.", when=say_moment(proposal.mend_until)))
    return ALLOWED


def _hidden() -> Verdict:
    return refuse(_("Die Moderation hat diesen Vorschlag ausgeblendet. Er kann nicht geändert werden, solange er ausgeblendet ist."))
