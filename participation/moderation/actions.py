"""Cases begin: somebody reports a thing, the moderation or the machine sees one; and end where the thing is taken away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from participation.accounts.addresses import fold_address
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.retention import past
from participation.consultations.targets import Target, Written
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text
from participation.kit.upserts import insert_or
from participation.methods.moderation.signs import Seen, Sign, repeated, signs_in, word_list
from participation.moderation import rules
from participation.moderation.deadlines import after_working_days, month_of, queue_place
from participation.moderation.mails import mail_receipt
from participation.moderation.models import LIVING, TEXT_LIMIT, Case, CaseNotice, Measure, Reason, Source, State, Watch
from participation.moderation.spans import ADDRESSES
from participation.settings import Settings


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody reports. Without an account, name and address may be given and may be missing."""

    reason: Reason
    text: str = ""
    name: str = ""
    email: str = ""


def notify(
    session: Session,
    settings: Settings,
    person: Person | None,
    consultation: Consultation | None,
    target: Target,
    number: int,
    told: Told,
    now: datetime,
) -> Case:
    """Tell the moderation that something breaks the rules; with an account once. Nothing is hidden by it. Whoever left an address gets a receipt.

    Raises Invalid where words are missing or too long, Conflict where this person reported it before, NotFound where there is no such thing.
    """
    written = written_of(session, target, number)
    demand(rules.may_notify(person, consultation, written))
    words = checked_words(told.text, "text")
    if told.reason == Reason.OTHER and not words:
        raise Invalid(_("Bitte schreiben Sie, was nicht in Ordnung ist."), "text")
    email = _address(told.email) if person is None else ""
    case = open_case(session, target, written, Source.NOTICE, now)
    values: dict[str, Any] = {"reason": told.reason, "text": words, "created_at": now, "language": person.language if person else language()}
    values |= {"person_id": person.id} if person else {"name": clean_line(told.name)[:120], "email": email}
    if not _add(session, case, values):
        raise Conflict(_("Das haben Sie schon gemeldet. Die Moderation prüft es."))
    case.notice_count += 1
    case.place = queue_place(case.opened_at, case.sign_list, case.notice_count)
    audit.append(session, at=now, actor=person, action="moderation.reported", subject=case, data={"reason": str(told.reason)})
    to = person.email if person and person.is_reachable else email
    if to:
        mail_receipt(session, settings, to, values["language"], written, case, now)
    return case


def _add(session: Session, case: Case, values: dict[str, Any]) -> bool:
    own = {"case_id": case.id, "kind": case.kind, "target_id": case.target_id, "name": "", "email": "", **values}
    insert = insert_or(session, CaseNotice).values(**own)
    if values.get("person_id") is not None:
        insert = insert.on_conflict_do_nothing(index_elements=["kind", "target_id", "person_id"])
    return session.execute(insert.returning(CaseNotice.id)).scalar() is not None


def _address(typed: str) -> str:
    if not typed.strip():
        return ""
    folded = fold_address(typed)
    if not folded:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de, oder lassen Sie das Feld leer."), "email")
    return folded


def open_case(session: Session, target: Target, written: Written, source: Source, now: datetime, seen: Collection[Seen] | None = None) -> Case:
    """The living case of a thing: the one that there is, or a new one. Two who open one at once get the same."""
    found = living_case(session, written.kind, written.id)
    if found is not None:
        return found
    seen = signs_of(session, target, written) if seen is None else seen
    signs = list(dict.fromkeys(str(each.sign) for each in seen))
    values = {
        "consultation_id": written.consultation_id,
        "kind": written.kind,
        "target_id": written.id,
        "author_id": written.author_id,
        "source": source,
        "state": State.OPEN,
        "opened_at": now,
        "due_at": after_working_days(now, rules.NOTICE_DAYS),
        "place": queue_place(now, signs, 0),
        "signs": f",{','.join(signs)}," if signs else "",
        "automated": source == Source.AUTOMATIC,
    }
    defaults = {"notice_count": 0, "clause": "", "facts": "", "blocked": False, "month": "", "appeal_text": "", "appeal_reason": ""}
    insert = insert_or(session, Case).values(**values, **defaults)
    session.execute(insert.on_conflict_do_nothing(index_elements=["kind", "target_id"], index_where=text(LIVING)))  # the index's own words
    opened = living_case(session, written.kind, written.id)
    if opened is None:
        raise NotFound
    return opened


def living_case(session: Session, kind: str, number: int) -> Case | None:
    """The case of a thing about which somebody has to decide, held until the transaction ends."""
    here = select(Case).where(Case.kind == kind, Case.target_id == number, Case.state.in_((State.OPEN, State.APPEALED)))
    return session.scalars(here.with_for_update().execution_options(populate_existing=True)).one_or_none()


def signs_of(session: Session, target: Target, written: Written) -> list[Seen]:
    """What can be seen in a thing's text: by itself, by the consultation's word list, and as a repetition of a text near it."""
    words = session.get(Watch, written.consultation_id) if written.consultation_id is not None else None
    seen = signs_in(written.text, word_list(words.words) if words is not None else ())
    again = repeated(written.text, target.near(session, written))
    return [*seen, *(Seen(Sign.REPETITION, str(number)) for number in again[:1])]


def written_of(session: Session, target: Target, number: int) -> Written:
    """A thing by its number. Raises NotFound."""
    found = target.find(session, [number])
    if not found:
        raise NotFound
    return found[0]


def settle_removed(session: Session, kind: str, number: int, now: datetime) -> None:
    """Whoever wrote it took it away: an open case is over, and so is an appeal."""
    over = {"state": State.FINAL, "measure": Measure.REMOVED, "decided_at": now, "month": month_of(now)}
    here = (Case.kind == kind, Case.target_id == number)
    session.flush()
    session.execute(update(Case).where(*here, Case.state == State.OPEN).values(**over))
    session.execute(update(Case).where(*here, Case.state == State.APPEALED).values(state=State.FINAL))


def forget_addresses(session: Session, now: datetime) -> int:
    """Empty name and address of whoever reported without an account, once their span is over. Returns how many."""
    old = update(CaseNotice).where(CaseNotice.id.in_(past(session, ADDRESSES, now)))
    return int(session.execute(old.values(name="", email="")).rowcount)  # type: ignore[attr-defined]  # an UPDATE has it


def empty_notices_of(session: Session, person: Person) -> None:
    """Take away what a person wrote in notices."""
    session.execute(update(CaseNotice).where(CaseNotice.person_id == person.id).values(text=""))


def checked_words(text: str, field: str) -> str:
    """What was typed, cleaned. Raises Invalid where it is too long."""
    words = clean_text(text)
    if len(words) > TEXT_LIMIT:
        raise Invalid(
            _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", **{"is": len(words), "limit": TEXT_LIMIT}), field
        )
    return words
