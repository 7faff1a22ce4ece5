"""Files in answers: taken in, taken away, sent with the answers, and forgotten with the draft.

A picture is written anew, so that neither place nor camera stays in it; a PDF is kept as it is. What lies on the disk has a random name and one
moment for all, so that it says nothing of who sent it or when.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.uploads import WIDTHS, delete_document, delete_picture, picture_file, store_document, store_picture, stored_path
from participation.methods.surveys.answers import AnswerFault
from participation.methods.surveys.definition import Kind, Question
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.channel_models import SurveyAttachment
from participation.surveys.models import Survey, SurveyDraft

PICTURES = ("jpg", "jpeg", "png", "webp")
ENDINGS = (*PICTURES, "pdf")
"""What can be attached here."""
ONE_MOMENT = 946_684_800
"""When all files were written, as the disk tells it: 1 January 2000."""
SWEPT_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as a browser sends it."""

    filename: str
    stream: BinaryIO


def endings_of(question: Question) -> tuple[str, ...]:
    """The endings that a question takes, of those that can be taken here; all of them where it names none."""
    return tuple(one for one in ENDINGS if not question.endings or one in question.endings)


def largest(question: Question, limit: int) -> int:
    """How many bytes a file may have; `limit`: what the installation allows."""
    return min(limit, question.megabytes * 1024 * 1024) if question.megabytes else limit


def attach_files(
    session: Session,
    survey: Survey,
    draft: SurveyDraft,
    questions: Iterable[Question],
    removed: Iterable[str],
    sent: Mapping[str, Sent],
    root: Path,
    limit: int,
) -> list[AnswerFault]:
    """Take files away from a draft and add those that were sent, by question; returns what does not fit. The caller has asked who may.

    `removed`: what stands in the answers for a file; others than the draft's own are passed over.
    """
    taken, faults = set(removed), []
    for question in questions:
        if question.kind != Kind.FILE:
            continue
        here = _attached(session, draft, question)
        for file in here:
            if file.told in taken:
                file.draft_id = None
        kept = [file.told for file in here if file.draft_id is not None]
        if question.code in sent:
            try:
                kept.append(_take_in(session, survey, draft, question, sent[question.code], len(kept), root, limit).told)
            except Invalid as error:
                faults.append(AnswerFault(question.code, "file", error.message))
        known = _told(draft.answers.get(question.code))
        ordered = [told for told in known if told in kept] + [told for told in kept if told not in known]
        draft.answers = {
            **{code: value for code, value in draft.answers.items() if code != question.code},
            **({question.code: ordered} if ordered else {}),
        }
    session.flush()
    return faults


def _told(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _attached(session: Session, draft: SurveyDraft, question: Question) -> Sequence[SurveyAttachment]:
    query = select(SurveyAttachment).where(SurveyAttachment.draft_id == draft.id, SurveyAttachment.question == question.code)
    return session.scalars(query.order_by(SurveyAttachment.name)).all()


def _take_in(
    session: Session, survey: Survey, draft: SurveyDraft, question: Question, sent: Sent, present: int, root: Path, limit: int
) -> SurveyAttachment:
    most = int(question.maximum or 1)
    if present >= most:
        raise Invalid(
            ngettext(
                "Hier ist nur %(num)d Datei möglich. Bitte entfernen Sie zuerst die andere.",
                "Hier sind höchstens %(num)d Dateien möglich. Bitte entfernen Sie zuerst eine.",
                most,
            )
        )
    ending, allowed = PurePath(sent.filename).suffix.lower().removeprefix("."), endings_of(question)
    if ending not in allowed:
        raise Invalid(_("Diese Art von Datei geht hier nicht. Erlaubt sind: %(endings)s.", endings=", ".join(allowed)))
    most_bytes = largest(question, limit)
    if ending in PICTURES:
        picture = store_picture(root, sent.stream, limit=most_bytes)
        name, files = picture.name, [picture_file(picture.name, width) for width in picture.widths]
    else:
        document = store_document(root, sent.stream, limit=most_bytes)
        name, files = document.name.removesuffix(".pdf"), [document.name]
    for file in files:
        os.utime(stored_path(root, file), (ONE_MOMENT, ONE_MOMENT))
    attached = SurveyAttachment(name=name, survey_id=survey.id, question=question.code, ending=ending, draft_id=draft.id)
    session.add(attached)
    session.flush()
    return attached


def send_files(session: Session, survey: Survey, key: bytes, definition: Definition, answers: Mapping[str, object]) -> None:
    """Give the files that answers name to their response (`key`); the draft's others are forgotten with it."""
    asked = [question.code for question in definition.questions if question.kind == Kind.FILE]
    named = {told.rpartition(".")[0] for code in asked for told in _told(answers.get(code))}
    if named:
        own = update(SurveyAttachment).where(
            SurveyAttachment.survey_id == survey.id, SurveyAttachment.response_key.is_(None), SurveyAttachment.name.in_(named)
        )
        session.execute(own.values(draft_id=None, response_key=key))


def forget_files(session: Session) -> list[tuple[str, bool]]:
    """Forget files that belong to nothing; returns the name of each and whether it is a picture, which the caller deletes after the commit."""
    orphans = session.scalars(
        select(SurveyAttachment).where(SurveyAttachment.draft_id.is_(None), SurveyAttachment.response_key.is_(None)).limit(SWEPT_AT_ONCE)
    ).all()
    found = [(orphan.name, orphan.is_picture) for orphan in orphans]
    for orphan in orphans:
        session.delete(orphan)
    session.flush()
    return found


def attached_by(session: Session, person_id: int, root: Path) -> list[Path]:
    """The files of a person's drafts, of pictures the largest copy; one statement."""
    drafts = select(SurveyDraft.id).where(SurveyDraft.person_id == person_id)
    found = []
    for file in session.scalars(select(SurveyAttachment).where(SurveyAttachment.draft_id.in_(drafts)).order_by(SurveyAttachment.name)):
        names = [picture_file(file.name, width) for width in reversed(WIDTHS)] if file.is_picture else [f"{file.name}.pdf"]
        found += [path for path in (stored_path(root, name) for name in names) if path.is_file()][:1]
    return found


def delete_from_disk(root: Path, files: Iterable[tuple[str, bool]]) -> None:
    """Delete what was forgotten."""
    for name, is_picture in files:
        if is_picture:
            delete_picture(root, name)
        else:
            delete_document(root, f"{name}.pdf")
