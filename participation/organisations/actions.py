"""Organisations: asked for, checked, ended; their representatives invited, accepting, leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.bylines import goes_by_pseudonym
from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.accounts.people import add_unique
from participation.kit import audit
from participation.kit.dates import day_begins
from participation.kit.errors import Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.links import is_web_address
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line, clean_text, name_key, reserved_name
from participation.organisations import queries, rules
from participation.organisations.models import Kind, Organisation, Representation, State

NAME_LONGEST, ABOUT_LONGEST = 120, 1_000
DECLINED_KEPT = timedelta(days=180)
"""How long a request that was declined is kept."""


@dataclass(frozen=True, slots=True)
class Details:
    """What an organisation says of itself."""

    name: str
    kind: Kind
    about: str = ""
    homepage: str = ""
    register_number: str = ""


def _write(session: Session, organisation: Organisation, details: Details) -> None:
    """Put checked details into the row. Raises Invalid at `name`, `about` or `homepage`.

    An authority may have a name that sounds like the city's; nothing is public before the city has checked it.
    """
    name, about, homepage = clean_line(details.name), clean_text(details.about), clean_line(details.homepage)
    if len(name) < 3 or len(name) > NAME_LONGEST:
        raise Invalid(_("Bitte geben Sie den Namen der Organisation mit 3 bis %(number)s Zeichen an.", number=NAME_LONGEST), "name")
    if details.kind != Kind.AUTHORITY and reserved_name(name) and len(name.split()) == 1:
        raise Invalid(_("Dieser Name klingt nach der Stadt oder nach der Plattform. Bitte geben Sie den vollen Namen der Organisation an."), "name")
    if queries.organisation_name_is_taken(session, name, organisation.id):
        raise Invalid(_("Diese Organisation gibt es hier schon. Bitte lassen Sie sich von ihr einladen."), "name")
    if len(about) > ABOUT_LONGEST:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(number)s Zeichen.", number=ABOUT_LONGEST), "about")
    if homepage and not is_web_address(homepage):
        raise Invalid(_("Bitte geben Sie die ganze Adresse an, zum Beispiel https://verein.example."), "homepage")
    organisation.name, organisation.name_key, organisation.kind = name, name_key(name), details.kind
    organisation.about, organisation.homepage = about, homepage
    organisation.register_number = clean_line(details.register_number)[:80]


def request_organisation(session: Session, person: Person | None, details: Details, now: datetime) -> Organisation:
    """Ask the city to check an organisation. Raises Invalid."""
    waiting = queries.waiting_requests(session, person.id) if person is not None else 0
    person = demand_of(person, rules.may_request(person, now, waiting=waiting))
    made = Organisation(requested_by_id=person.id, requested_at=now)
    _write(session, made, details)
    if queries.waits_already(session, person.id, made.name):
        raise Invalid(_("Ihre Anfrage zu dieser Organisation wartet schon. Bitte warten Sie, bis die Stadt sie geprüft hat."), "name")
    session.add(made)
    audit.append(session, at=now, actor=person, action="organisation.requested", subject=made)
    return made


def make_organisation(session: Session, actor: Person | None, details: Details, basis: str, until: date | None, now: datetime) -> Organisation:
    """Enter an organisation that the city has checked already. Raises Invalid."""
    actor = demand_of(actor, rules.may_check(actor))
    made = Organisation(requested_by_id=None, requested_at=now)
    _write(session, made, details)
    _decide(made, actor, State.CONFIRMED, basis, until, now)
    session.add(made)
    audit.append(session, at=now, actor=actor, action="organisation.confirmed", subject=made)
    return made


def change_organisation(session: Session, actor: Person | None, organisation: Organisation, details: Details, now: datetime) -> None:
    """Correct what an organisation says of itself: the city's, because it was checked like that."""
    demand(rules.may_check(actor))
    _write(session, organisation, details)
    audit.append(session, at=now, actor=actor, action="organisation.changed", subject=organisation)


def _decide(organisation: Organisation, actor: Person, state: State, said: str, until: date | None, now: datetime) -> None:
    said = clean_line(said)[:500]
    if not said and state == State.CONFIRMED:
        raise Invalid(
            _("Bitte schreiben Sie, worauf die Prüfung beruht, zum Beispiel „Vereinsregister VR 123, Vorstand hat sich ausgewiesen“."), "basis"
        )
    if not said:
        raise Invalid(_("Bitte nennen Sie den Grund. Wer angefragt hat oder vertritt, bekommt ihn zu lesen."), "basis")
    ends = day_begins(until + timedelta(days=1)) if until is not None else None
    if state == State.CONFIRMED and ends is not None and ends <= now:
        raise Invalid(_("Der letzte Tag darf nicht vorbei sein."), "until")
    organisation.state, organisation.basis = state, said
    organisation.decided_by_id, organisation.decided_at = actor.id, now
    organisation.valid_until = ends if state == State.CONFIRMED else None


def decide(
    session: Session, actor: Person | None, organisation: Organisation, state: State, said: str, now: datetime, *, until: date | None = None
) -> None:
    """Confirm, decline or end. Confirming a request makes whoever asked its first representative. Raises Invalid at `basis` or `until`.

    What was written in its name keeps the name, whatever comes.
    """
    session.refresh(organisation, with_for_update=True)
    actor = demand_of(actor, rules.may_decide(actor, organisation, state))
    if state == State.CONFIRMED and queries.organisation_name_is_taken(session, organisation.name, organisation.id):
        raise Invalid(_("Eine Organisation mit diesem Namen ist schon geprüft. Bitte ändern Sie zuerst den Namen."), "basis")
    first = organisation.state in (State.REQUESTED, State.DECLINED)
    _decide(organisation, actor, state, said, until, now)
    asked = organisation.requested_by_id
    if first and state == State.CONFIRMED and asked is not None and _representation(session, organisation.id, asked) is None:
        session.add(Representation(organisation_id=organisation.id, person_id=asked, invited_by_id=actor.id, invited_at=now, accepted_at=now))
    session.flush()
    refresh_marks(session, organisation.id)
    told = {
        State.CONFIRMED: lazy("Die Stadt hat „%(name)s“ geprüft. Sie können jetzt im Namen dieser Organisation schreiben.", name=organisation.name),
        State.DECLINED: lazy("Die Stadt hat Ihre Anfrage zu „%(name)s“ abgelehnt.", name=organisation.name),
        State.REVOKED: lazy("Die Prüfung von „%(name)s“ ist beendet. In ihrem Namen kann niemand mehr schreiben.", name=organisation.name),
    }
    people = {one.person_id for one in queries.representatives(session, organisation.id)} | ({asked} if asked is not None and first else set())
    tell(session, sorted(people), kind=NoticeKind.PROPOSAL, title=told[state], url=f"/organisationen/{organisation.id}", now=now, except_for=actor)
    deeds = {State.CONFIRMED: "organisation.confirmed", State.DECLINED: "organisation.declined", State.REVOKED: "organisation.revoked"}
    audit.append(session, at=now, actor=actor, action=deeds[state], subject=organisation)


def invite(session: Session, actor: Person | None, organisation: Organisation, who: str, task: str, now: datetime) -> None:
    """Invite somebody, by public name or e-mail address, to represent it. Raises Invalid at `who` for a name that nobody has.

    For addresses the answer is always the same: nobody learns whether one has an account. A name says so where its person is in already.
    """
    own = queries.representation_of(session, organisation.id, actor)
    actor = demand_of(actor, rules.may_invite(actor, organisation, own, now))
    if len(queries.representatives(session, organisation.id, invited=True)) >= rules.MOST_REPRESENTATIVES:
        raise Invalid(_("Mehr als %(number)s Personen können eine Organisation nicht vertreten.", number=rules.MOST_REPRESENTATIVES), "who")
    who = clean_line(who)
    wanted = Person.email == who.lower() if "@" in who else Person.public_name_key == name_key(who)
    person = session.scalars(select(Person).where(wanted, Person.deleted_at.is_(None))).one_or_none() if who else None
    if person is None and "@" not in who:
        raise Invalid(_("Diesen Namen gibt es hier nicht. Bitte prüfen Sie die Schreibweise."), "who")
    known = _representation(session, organisation.id, person.id) if person is not None else None
    if known is not None and known.ended_at is None and "@" not in who:
        raise Invalid(_("Diese Person vertritt die Organisation schon, oder sie ist schon eingeladen."), "who")
    if person is not None:
        _invite(session, actor, organisation, person, known, clean_line(task)[:80], now)
    audit.append(session, at=now, actor=actor, action="organisation.representative_invited", subject=organisation)


def _invite(
    session: Session, actor: Person, organisation: Organisation, person: Person, known: Representation | None, task: str, now: datetime
) -> None:
    if known is not None and known.ended_at is None:
        return
    if known is not None:
        session.delete(known)
        session.flush()
    made = Representation(organisation_id=organisation.id, person_id=person.id, task=task, invited_by_id=actor.id, invited_at=now)
    add_unique(session, made, refusal=_("Diese Person ist schon eingeladen."))
    title = lazy("Sie sind eingeladen, „%(name)s“ zu vertreten.", name=organisation.name)
    tell(session, [person.id], kind=NoticeKind.PROPOSAL, title=title, url=f"/organisationen/{organisation.id}/vertretung", now=now)


def accept(session: Session, person: Person | None, organisation: Organisation, now: datetime) -> None:
    """Represent it from now on."""
    own = queries.representation_of(session, organisation.id, person)
    person = demand_of(person, rules.may_accept(person, organisation, own, now))
    if own is None:
        raise NotFound
    if own.accepted_at is not None:
        return
    own.accepted_at = now
    session.flush()
    refresh_marks(session, organisation.id)
    audit.append(session, at=now, actor=person, action="organisation.representative_joined", subject=organisation)


def end_representation(session: Session, actor: Person | None, organisation: Organisation, which: Representation, now: datetime) -> None:
    """Somebody represents it no longer, or does not accept. What they wrote in its name keeps the name."""
    actor = demand_of(actor, rules.may_end(actor, queries.representation_of(session, organisation.id, actor), which))
    if which.ended_at is not None:
        return
    if which.accepted_at is None:
        session.delete(which)
    else:
        which.ended_at = now
        title = lazy("Sie vertreten „%(name)s“ nicht mehr.", name=organisation.name)
        tell(session, [which.person_id], kind=NoticeKind.PROPOSAL, title=title, url=f"/organisationen/{organisation.id}", now=now, except_for=actor)
    session.flush()
    refresh_marks(session, organisation.id, which.person_id)
    audit.append(session, at=now, actor=actor, action="organisation.representative_left", subject=organisation)


def writes_for(session: Session, person: Person, organisation_id: int | None, consultation_id: int, now: datetime, *, field: str = "") -> int | None:
    """The number under which a text is signed with an organisation, None without one. Raises Refused with the reason, or Invalid at a form's
    `field`, so that what was typed stays; NotFound for a missing one.
    """
    if organisation_id is None:
        return None
    organisation = queries.organisation_by_id(session, organisation_id)
    own = queries.representation_of(session, organisation_id, person)
    pseudonym = session.scalar(select(goes_by_pseudonym(consultation_id, person.id))) or False
    verdict = rules.may_write_for(person, organisation, own, now, pseudonym=pseudonym)
    if field and not verdict:
        raise Invalid(verdict.reason, field)
    demand(verdict)
    return organisation.id


def _representation(session: Session, organisation_id: int, person_id: int) -> Representation | None:
    own = (Representation.organisation_id == organisation_id, Representation.person_id == person_id)
    return session.scalars(select(Representation).where(*own)).one_or_none()


def refresh_marks(session: Session, organisation_id: int, *also: int) -> None:
    """Say in the accounts concerned whether they represent anybody: so others' pages ask nothing about it."""
    here = select(Representation.person_id).where(Representation.organisation_id == organisation_id)
    holds = (Representation.person_id == Person.id, Representation.accepted_at.is_not(None), Representation.ended_at.is_(None))
    marked = select(Representation.id).where(*holds).correlate(Person).exists()
    concerned = Person.id.in_(here) | Person.id.in_(also)
    session.execute(update(Person).where(concerned).values(represents=marked), execution_options={"synchronize_session": False})
    for person in session.identity_map.values():
        if isinstance(person, Person):
            session.expire(person, ["represents"])


def forget_person(session: Session, *, person: Person, now: datetime, **_also: object) -> None:
    """An account goes: nobody is named as a representative or as who asked any more."""
    session.execute(delete(Representation).where(Representation.person_id == person.id))
    session.execute(update(Representation).where(Representation.invited_by_id == person.id).values(invited_by_id=None))
    session.execute(delete(Organisation).where(Organisation.requested_by_id == person.id, Organisation.state == State.REQUESTED))
    session.execute(update(Organisation).where(Organisation.requested_by_id == person.id).values(requested_by_id=None))
    person.represents = False
    session.flush()


def sweep_declined(session: Session, now: datetime) -> int:
    """Delete requests that were declined long ago. Returns how many."""
    old = delete(Organisation).where(Organisation.state == State.DECLINED, Organisation.decided_at <= now - DECLINED_KEPT)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
