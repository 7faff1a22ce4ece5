"""Summing a discussion up in sentences that cite it, objecting to a sentence, and replying to an objection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import NoticeKind, Person
from participation.accounts.notices import tell
from participation.consultations.models import Consultation
from participation.discussions import rules, summary_queries
from participation.discussions.counting_actions import change_counts
from participation.discussions.models import Contribution, Discussion
from participation.discussions.summary_models import Citation, Objection, Sentence, Summary, SummaryLine
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.rules import demand_of
from participation.kit.text import clean_line, clean_text
from participation.kit.upserts import insert_or

MOST_SENTENCES, LONGEST_SENTENCE, MOST_CITED, LONGEST_REASON = 40, 500, 20, 500
LONGEST_SUMMARY = 20_000
"""Characters of the whole, with the numbers of what is cited."""
_NUMBER = re.compile(r"[(\[]?#([0-9]{1,10})[)\],;]?")


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence as it was typed, and the numbers of the contributions that it sums up."""

    text: str
    numbers: tuple[int, ...]


def read_sentences(typed: str) -> list[Cited]:
    """One sentence a line; `#123` cites contribution 123. Raises Invalid at the field `text`, naming the line."""
    found: list[Cited] = []
    for place, raw in enumerate((line for line in clean_text(typed).split("\n") if line.strip()), 1):
        numbers = tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(raw)))
        text = re.sub(r" +([.,;:!?])", r"\1", clean_line(_NUMBER.sub(" ", raw)))
        if not text:
            raise Invalid(_("In Zeile %(line)s steht kein Satz.", line=place), "text")
        if len(text) > LONGEST_SENTENCE:
            raise Invalid(_("Der Satz in Zeile %(line)s ist zu lang. Erlaubt sind %(limit)s Zeichen.", line=place, limit=LONGEST_SENTENCE), "text")
        if not numbers:
            raise Invalid(_("Der Satz in Zeile %(line)s nennt keinen Beitrag. Bitte schreiben Sie zum Beispiel #123 dahinter.", line=place), "text")
        if len(numbers) > MOST_CITED:
            raise Invalid(_("Der Satz in Zeile %(line)s nennt zu viele Beiträge. Erlaubt sind %(limit)s.", line=place, limit=MOST_CITED), "text")
        found.append(Cited(text, numbers))
    if len(found) > MOST_SENTENCES:
        raise Invalid(_("Das sind zu viele Sätze. Erlaubt sind %(limit)s.", limit=MOST_SENTENCES), "text")
    if len({one.text for one in found}) < len(found):
        raise Invalid(_("Ein Satz steht zweimal da. Bitte nehmen Sie einen weg."), "text")
    return found


def publish_summary(
    session: Session,
    author: Person | None,
    consultation: Consultation,
    discussion: Discussion,
    typed: str,
    now: datetime,
    *,
    based_on: int | None = None,
) -> Summary:
    """Publish a new version of the summary. A sentence that stays, with its citations, keeps its objections.

    `based_on`: the version that was changed. Raises Invalid where another came in between, where a sentence cites nothing,
    what is not of this discussion, or what nobody can read any more (unless it did before).
    """
    author = demand_of(author, rules.may_summarize(author, consultation))
    wanted = read_sentences(typed)
    if not wanted:
        raise Invalid(_("Bitte schreiben Sie mindestens einen Satz."), "text")
    change_counts(session, discussion.id)  # who publishes at the same time waits here
    last = summary_queries.last_number(session, discussion.id)
    if based_on is not None and based_on != last:
        raise Invalid(
            _("Inzwischen hat jemand anderes eine neue Fassung veröffentlicht. Bitte vergleichen Sie und senden Sie dann noch einmal."), "text"
        )
    before = {line.text: line for line in summary_queries.lines_of(session, discussion.summary_id)}
    _check_cited(session, discussion, wanted, {cited.id for line in before.values() for cited in line.cited})
    summary = Summary(discussion_id=discussion.id, number=last + 1, written_by_id=author.id, written_at=now)
    session.add(summary)
    session.flush()
    for position, one in enumerate(wanted, 1):
        kept = before.get(one.text)
        stays = kept is not None and {cited.id for cited in kept.cited} == set(one.numbers)
        number = kept.sentence_id if kept is not None and stays else _write_sentence(session, discussion.id, one)
        session.add(SummaryLine(summary_id=summary.id, sentence_id=number, position=position))
    discussion.summary_id = summary.id
    session.flush()
    _mark_cited(session, discussion.id, wanted)
    audit.append(session, at=now, actor=author, action="summary.published", subject=summary, data={"sentences": len(wanted)})
    return summary


def _check_cited(session: Session, discussion: Discussion, wanted: Sequence[Cited], cited_before: set[int]) -> None:
    numbers = {number for one in wanted for number in one.numbers}
    statement = select(Contribution.id, Contribution.deleted_at, Contribution.hidden_at).where(
        Contribution.discussion_id == discussion.id, Contribution.id.in_(number for number in numbers if number < 2**31)
    )
    found = {row.id: row.deleted_at is None and row.hidden_at is None for row in session.execute(statement)}
    unknown = sorted(numbers - found.keys())
    if unknown:
        raise Invalid(_("In dieser Diskussion gibt es keinen Beitrag #%(number)s.", number=unknown[0]), "text")
    gone = sorted(number for number, readable in found.items() if not readable and number not in cited_before)
    if gone:
        raise Invalid(_("Der Beitrag #%(number)s ist nicht mehr zu lesen. Er kann nicht zitiert werden.", number=gone[0]), "text")


def _write_sentence(session: Session, discussion_id: int, one: Cited) -> int:
    sentence = Sentence(discussion_id=discussion_id, text=one.text)
    session.add(sentence)
    session.flush()
    session.add_all(Citation(sentence_id=sentence.id, contribution_id=number) for number in one.numbers)
    return sentence.id


def _mark_cited(session: Session, discussion_id: int, wanted: Sequence[Cited]) -> None:
    """Let contributions know how many sentences of the present summary cite them."""
    counts: dict[int, int] = {}
    for one in wanted:
        for number in one.numbers:
            counts[number] = counts.get(number, 0) + 1
    of_discussion = Contribution.discussion_id == discussion_id
    marked = session.execute(select(Contribution.id, Contribution.cited).where(of_discussion, Contribution.cited > 0)).all()
    for number, count in {**{row.id: 0 for row in marked}, **counts}.items():
        statement = update(Contribution).where(Contribution.id == number, Contribution.cited != count)
        session.execute(statement.values(cited=count, version=Contribution.version + 1).execution_options(synchronize_session=False))


def object_to(session: Session, person: Person | None, consultation: Consultation, sentence: Sentence, reason: str, now: datetime) -> Objection:
    """Say that a sentence does not render the discussion rightly, once a person and sentence. Raises Conflict for a second time."""
    person = demand_of(person, rules.may_object(person, consultation))
    words = _said(reason, "reason", _("Bitte schreiben Sie, was an dem Satz nicht stimmt."))
    row = {"sentence_id": sentence.id, "person_id": person.id, "reason": words, "made_at": now, "reply": ""}
    put = insert_or(session, Objection).values(**row).on_conflict_do_nothing(index_elements=["sentence_id", "person_id"])
    number = session.execute(put.returning(Objection.id)).scalar()
    if number is None:
        raise Conflict(_("Sie haben diesem Satz schon widersprochen. Die Moderation antwortet hier."))
    session.execute(update(Sentence).where(Sentence.id == sentence.id).values(objection_count=Sentence.objection_count + 1))
    change_counts(session, sentence.discussion_id)
    objection = session.get_one(Objection, number)
    audit.append(session, at=now, actor=person, action="summary.objected", subject=sentence)
    return objection


def reply_to(
    session: Session, moderator: Person | None, consultation: Consultation, objection: Objection, reply: str, now: datetime, *, hide: bool = False
) -> None:
    """Reply to an objection; the reply replaces one before. `hide`: the reason breaks the rules, it counts and is shown no more."""
    moderator = demand_of(moderator, rules.may_summarize(moderator, consultation))
    objection.reply = _said(reply, "reply", _("Bitte schreiben Sie eine Antwort."))
    objection.replied_at, objection.replied_by_id = now, moderator.id
    objection.hidden_at = now if hide else None
    session.flush()
    sentence = session.get_one(Sentence, objection.sentence_id)
    change_counts(session, sentence.discussion_id)
    url = f"/diskussionen/{sentence.discussion_id}/zusammenfassung"
    title = lazy("Die Moderation hat auf Ihren Einspruch gegen einen Satz der Zusammenfassung geantwortet.")
    tell(session, [objection.person_id], kind=NoticeKind.REPLY, title=title, url=url, now=now, except_for=moderator)
    audit.append(session, at=now, actor=moderator, action="summary.objection_answered", subject=sentence, data={"hidden": hide})


def _said(text: str, field: str, missing: str) -> str:
    words = clean_text(text)
    if not words:
        raise Invalid(missing, field)
    if len(words) > LONGEST_REASON:
        raise Invalid(
            _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", **{"is": len(words), "limit": LONGEST_REASON}),
            field,
        )
    return words
