"""The pages on which a text under review is read: the list, the text, a paragraph with all that was said about it, the versions."""

from __future__ import annotations

from itertools import pairwise

from flask import Blueprint, Response

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.rules import runs_it
from participation.kit import clock
from participation.kit.changes import changes
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.prose import plain
from participation.methods.paragraphs import find_passage
from participation.reviews import queries, rules, words
from participation.reviews.doorway import enter_text
from participation.reviews.models import Stage
from participation.reviews.showing import difference_of, steps_from

blueprint = Blueprint("reviews", __name__, url_prefix="/beteiligungen/<slug:slug>/entwuerfe")


@blueprint.get("")
def index(slug: str) -> Response:
    """All texts of a consultation."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    all_of_them = runs_it(person, consultation)
    found = [one for one in queries.texts_of(current_session(), consultation.id) if all_of_them or one.stage != Stage.DRAFT]
    may_draft = rules.may_draft_text(person, consultation)
    around = {"crumbs": [(_("Textentwürfe"), "")], **frame(consultation, person, now)}
    return page("reviews/index.html", rows=[(one, words.text_badge(one)) for one in found], may_draft=may_draft, **around)


@blueprint.get("/<id:text_id>")
def show(slug: str, text_id: int) -> Response:
    """The whole text in the version that holds now, with what was said about each paragraph."""
    here, session = enter_text(slug, text_id), current_session()
    return here.page(
        "show.html",
        lines=queries.lines_of(session, here.text.id, here.text.number),
        counts=queries.suggestion_counts(session, here.text.id),
        mine=queries.marks_of(session, here.text.id, here.person.id) if here.person is not None and here.text.takes_marks else {},
        gone=queries.gone_of(session, here.text) if here.text.number > 1 else (),
        badge=words.text_badge(here.text),
        may_suggest=rules.may_suggest(here.person, here.consultation, here.text, here.now),
        may_mark=rules.may_mark(here.person, here.consultation, here.text, here.now),
        may_change=rules.may_change_text(here.person, here.consultation, here.text),
        may_revise=rules.may_revise_text(here.person, here.consultation, here.text),
        may_take_away=rules.may_take_away(here.person, here.consultation, here.text),
    )


@blueprint.get("/<id:text_id>/absatz/<id:paragraph_id>")
def paragraph(slug: str, text_id: int, paragraph_id: int) -> Response:
    """A paragraph: what it says and said, what is suggested, which passages are commented on, and its discussion."""
    here, session = enter_text(slug, text_id, paragraph_id=paragraph_id), current_session()
    history = queries.history_of(session, here.text, paragraph_id)
    here_words = plain(here.paragraph.wording.body_html)
    passages = [(row, find_passage(here_words, row.words) is not None) for row in queries.passages_of(session, paragraph_id)]
    return here.page(
        "paragraph.html",
        changed=[(old, new, changes(old.Wording.body, new.Wording.body)) for old, new in reversed(list(pairwise(history)))],
        suggestions=[
            (row, words.suggestion_badge(row.Suggestion), rules.may_read_suggestion(here.person, here.consultation, row.Suggestion))
            for row in queries.suggestions_of_paragraph(session, paragraph_id)
        ],
        passages=passages,
        steps=steps_from(session, here),
        mark=queries.marks_of(session, here.text.id, here.person.id).get(here.paragraph.wording.id, 0) if here.person is not None else 0,
        may_suggest=rules.may_suggest(here.person, here.consultation, here.text, here.now, gone=here.paragraph.gone),
        may_mark=rules.may_mark(here.person, here.consultation, here.text, here.now, gone=here.paragraph.gone),
        threads=gather("subject.thread", here.subject, here.consultation, here.person, here.now),
    )


@blueprint.get("/<id:text_id>/fassungen")
def versions(slug: str, text_id: int) -> Response:
    """All versions, with who made each and why."""
    here = enter_text(slug, text_id)
    return here.page("versions.html", _("Fassungen"), rows=queries.versions_of(current_session(), here.text.id))


@blueprint.get("/<id:text_id>/fassungen/<int:number>")
def version(slug: str, text_id: int, number: int) -> Response:
    """One version, with what changed against the one before."""
    here, session = enter_text(slug, text_id), current_session()
    if not 0 < number <= here.text.number:
        raise NotFound
    found = queries.version_of(session, here.text.id, number)
    after = queries.lines_of(session, here.text.id, number)
    before = queries.lines_of(session, here.text.id, number - 1) if number > 1 else ()
    difference = difference_of(before, after) if number > 1 else None
    return here.page("version.html", _("Fassung %(number)s", number=number), version=found, lines=after, steps=difference)
