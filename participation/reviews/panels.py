"""What this room shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, Select, select

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION, how_many, numbers_of
from participation.consultations.outcomes import OF_CONSULTATION
from participation.consultations.rules import runs_it
from participation.consultations.subjects import Subject
from participation.consultations.targets import Target
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link, Section
from participation.kit.pages import format_number, part
from participation.reviews import queries, words
from participation.reviews.models import PARAGRAPH, Mark, ReviewText, Stage, State, Suggestion
from participation.reviews.queries import Standing
from participation.reviews.rules import may_draft_text
from participation.reviews.target import Suggestions

LINKS = 20


def _url(consultation: Consultation, text: ReviewText) -> str:
    return url_for("reviews.show", slug=consultation.slug, text_id=text.id)


def numbers() -> dict[str, ScalarSelect[int]]:
    """How many texts there are, and how many were published."""
    mine = ReviewText.consultation_id == THIS_CONSULTATION
    return {"texts": how_many(ReviewText.id, mine), "published texts": how_many(ReviewText.id, mine, ReviewText.stage != Stage.DRAFT)}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The tab, where there is a text to see."""
    if not (held["published texts"] or (held["texts"] and runs_it(person, consultation))):
        return []
    return [Link(_("Textentwürfe"), url_for("reviews.index", slug=consultation.slug))]


def _texts(consultation: Consultation, *stages: Stage) -> Sequence[ReviewText]:
    if not numbers_of(consultation)["texts"]:
        return []
    return [one for one in queries.texts_of(current_session(), consultation.id) if one.stage in stages]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Texts that are open for comments."""
    texts = _texts(consultation, Stage.OPEN)
    return [part("reviews/_overview.html", rows=[(one, _url(consultation, one)) for one in texts])] if texts else []


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Texts whose review is over, with what becomes of them."""
    texts = _texts(consultation, Stage.CLOSED)
    return [part("reviews/_results.html", rows=[(one, _url(consultation, one)) for one in texts])] if texts else []


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """What those who run the consultation can do with its texts."""
    if not runs_it(person, consultation):
        return []
    links = []
    if may_draft_text(person, consultation):
        links.append(Link(_("Neuer Textentwurf"), url_for("reviews_staff.new", slug=consultation.slug)))
    waiting = queries.waiting_in(current_session(), consultation.id)
    for one in _texts(consultation, *Stage):
        links.append(Link(one.title, _url(consultation, one), note=words.text_badge(one)[0]))
        number = waiting.get(one.id, 0)
        if number:
            said = ngettext("%(count)s Änderungsvorschlag wartet", "%(count)s Änderungsvorschläge warten", number, count=format_number(number))
            url = url_for("review_deciding.index", slug=consultation.slug, text_id=one.id, zeige="offen")
            links.append(Link(_("„%(title)s“: Änderungsvorschläge entscheiden", title=one.title), url, note=said))
    return links


def subject_for(consultation: Consultation, text: ReviewText, standing: Standing) -> Subject:
    """A paragraph as its own page hands it to the discussion."""
    return _subject(standing.paragraph.id, text.id, text.consultation_id, consultation.slug, text.title, text.stage, standing.place)


def subjects(kind: str, ids: Iterable[int], person: Person | None) -> list[Subject]:
    """Paragraphs as the discussion knows them, those that this person may see."""
    if kind != PARAGRAPH:
        return []
    rows = queries.paragraphs_for_discussion(current_session(), ids, person)
    return [_subject(row.id, row.text_id, row.consultation_id, row.slug, row.title, row.stage, row.place) for row in rows]


def _subject(paragraph_id: int, text_id: int, consultation_id: int, slug: str, title: str, stage: str, place: int | None) -> Subject:
    closed = ""
    if stage == Stage.CLOSED:
        closed = _("Dieser Textentwurf ist abgeschlossen. Die Diskussion bleibt lesbar.")
    elif stage == Stage.DRAFT:
        closed = _("Dieser Textentwurf ist noch nicht veröffentlicht.")
    elif place is None:
        closed = _("Dieser Absatz steht nicht mehr im Entwurf. Die Diskussion bleibt lesbar.")
    said = _("Absatz %(place)s von „%(title)s“", place=place, title=title) if place else _("Entfallener Absatz von „%(title)s“", title=title)
    url = url_for("reviews.paragraph", slug=slug, text_id=text_id, paragraph_id=paragraph_id)
    return Subject(PARAGRAPH, paragraph_id, consultation_id, said, url, None, closed)


def own_contributions(person: Person) -> list[Section]:
    """What a person suggested."""
    return _section(_("Meine Änderungsvorschläge zu Textentwürfen"), queries.suggestions_by(current_session(), person, LINKS, hidden=True))


def public_contributions(person: Person) -> list[Section]:
    """What everybody may see of it."""
    return _section(_("Änderungsvorschläge zu Textentwürfen"), queries.suggestions_by(current_session(), person, LINKS, hidden=False))


def _section(title: str, rows: Iterable[Any]) -> list[Section]:
    links = [
        Link(
            row.title,
            url_for("review_writing.show", slug=row.slug, text_id=row.text_id, suggestion_id=row.id),
            note=str(_("ausgeblendet") if row.hidden_at else words.STATE_NAMES[State(row.state)]),
        )
        for row in rows
    ]
    return [Section(title, links)] if links else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    return {name: [dict(row._mapping) for row in rows] for name, rows in queries.everything_of(current_session(), person).items()}


def signed(consultation_id: int, person_id: int) -> list[Select[Any]]:
    """What somebody wrote in a consultation under a name that others read."""
    return [select(Suggestion.id).where(Suggestion.consultation_id == consultation_id, Suggestion.author_id == person_id)]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever suggested a change or said to a paragraph if they agree; who commented, the discussions know."""
    if kind != OF_CONSULTATION:
        return []
    marked = select(Mark.person_id).join(ReviewText, ReviewText.id == Mark.text_id).where(ReviewText.consultation_id == number)
    return [select(Suggestion.author_id).where(Suggestion.consultation_id == number, Suggestion.author_id.is_not(None)), marked]


def targets() -> list[Target]:
    """Suggestions, as the moderation decides about them."""
    return [Suggestions()]
