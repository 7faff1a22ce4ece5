"""All that was said about a text as rows of a table, without names: names are no part of an evaluation."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from participation.discussions.models import Kind
from participation.discussions.words import KIND_NAMES
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.reviews import queries
from participation.reviews.models import ReviewText, State
from participation.reviews.words import STATE_NAMES

HEADER = (
    lazy("Art"),
    lazy("Nummer"),
    lazy("Antwort auf"),
    lazy("Absatz"),
    lazy("Absatz (feste Nummer)"),
    lazy("Fassung"),
    lazy("Stelle oder bisheriger Text"),
    lazy("Text"),
    lazy("Begründung"),
    lazy("Stand"),
    lazy("Grund der Entscheidung"),
    lazy("In Fassung"),
    lazy("Zustimmungen"),
    lazy("Ablehnungen"),
    lazy("Von der Stadt"),
    lazy("Zeit"),
)
"""`Absatz` is the place in the version that holds now, empty for a paragraph that is gone."""


def table_rows(session: Session, text: ReviewText) -> Iterator[list[object]]:
    """First the comments, then the suggestions, each in the order in which they were made."""
    places = {line.paragraph_id: line.place for line in queries.lines_of(session, text.id, text.number)}
    for row in queries.comments_for_export(session, text.id):
        kind = _("Antwort") if row.parent_id is not None else str(KIND_NAMES[Kind(row.kind)])
        where = [places.get(row.paragraph_id), row.paragraph_id, row.number, row.words]
        counts = [row.up_count, row.down_count, row.official, row.created_at]
        yield [kind, row.id, row.parent_id, *where, row.body, "", "", "", "", *counts]
    for one in queries.suggestions_for_export(session, text.id):
        where = [places.get(one.paragraph_id), one.paragraph_id, one.base_number, one.base_body]
        said = [_("(streichen)") if one.strikes else one.body, one.reason, str(STATE_NAMES[State(one.state)]), one.decision_reason]
        yield [_("Änderungsvorschlag"), one.id, None, *where, *said, one.result_number, None, None, False, one.created_at]
