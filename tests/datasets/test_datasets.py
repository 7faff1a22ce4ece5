"""Every dataset says what it holds in two languages, gives values of the types that it says, and nothing that is not for everyone."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.concerns.models import Concern
from participation.consultations.models import Consultation, Stage
from participation.consultations.subjects import Subject
from participation.datasets.catalogue import BY_NAME, DATASETS, PUBLIC
from participation.datasets.kinds import Access, Dataset, Kind
from participation.datasets.reading import as_cells, as_json, batches, lines, page, wkt
from participation.datasets.scope import Row, Scope
from participation.kit import clock
from participation.kit.language import speaking
from participation.meetings.minutes_models import MinutesEdition
from participation.moderation.models import Measure
from participation.opinions.models import State as StatementState
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.writing_models import CustomValue
from participation.reviews.models import Suggestion
from participation.surveys.models import Survey
from tests.amendments.builders import an_amendment
from tests.budgets.builders import a_budget_draft
from tests.builders import a_consultation, a_resident, an_administrator
from tests.concerns.builders import a_category, a_concern, an_asked_concern
from tests.discussions.builders import a_contribution, a_topic, discussion_of, many_contributions, subject_of
from tests.house.world import build_world
from tests.meetings.builders import a_draft as a_meeting_draft
from tests.meetings.builders import a_meeting
from tests.moderation.builders import decide_about_amendment
from tests.opinions.builders import a_draft_map, a_map, a_statement
from tests.proposals.builders import a_proposal, a_question
from tests.reports.builders import DELETED_TEXT, DRAFT_QUESTION, DRAFT_TEXT, HIDDEN_TEXT, NOTICE, a_running_consultation, everything
from tests.reviews.builders import a_draft as a_text_draft
from tests.reviews.builders import a_suggestion, a_text
from tests.surveys.builders import a_survey_draft

TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.WHOLE: int,
    Kind.NUMBER: float,
    Kind.DATE: date,
    Kind.MOMENT: datetime,
    Kind.FLAG: bool,
    Kind.PLACE: dict,
    Kind.URL: str,
    Kind.LIST: tuple,
}
ALL = Scope(None, "https://town.example")


def rows_of(session: Session, dataset: Dataset, scope: Scope = ALL, *, size: int = 500, private: bool = False) -> list[Row]:
    """All rows, read in batches."""
    return [row for some in batches(lambda: nullcontext(session), dataset, scope, private=private, size=size) for row in some]


def told(session: Session, scope: Scope = ALL, *, private: bool = False) -> str:
    """Everything that all datasets say."""
    found = []
    for dataset in DATASETS:
        table = dataset.table.shown(private=private)
        found += as_json(table, (line for _key, line in rows_of(session, dataset, scope, private=private)))
    return json.dumps(found, ensure_ascii=False)


def test_names_and_columns_are_said_once_in_both_languages() -> None:
    assert len(BY_NAME) == len(DATASETS)
    for dataset in DATASETS:
        table = dataset.table
        assert table.title.de
        assert table.title.en
        assert table.about.de.endswith(".")
        assert table.about.en.endswith(".")
        assert len(set(table.header)) == len(table.columns)
        assert all(column.meaning and column.english for column in table.columns), table.name
        assert (table.header[0] == "beteiligung") == dataset.of_consultation, table.name
        assert (table.place == "geometrie") == ("laenge" in table.header)
        assert all(name.isascii() and name == name.lower() for name in (table.name, *table.header))


def test_what_is_private_is_said_and_left_out() -> None:
    private = {f"{dataset.name}.{column.name}" for dataset in PUBLIC for column in dataset.table.columns if column.access != Access.PUBLIC}
    assert private == {"vorschlaege.fassung", "vorschlaege.externe_nummer"}
    assert [dataset.name for dataset in DATASETS if not dataset.is_public] == ["interne_angaben"]


def test_values_have_the_types_that_their_columns_say(session: Session) -> None:
    build_world(session)
    everything(session)
    empty = []
    for dataset in DATASETS:
        rows = rows_of(session, dataset, private=True)
        keys = [key for key, _line in rows]
        assert keys == sorted(set(keys)), dataset.name
        for _key, line in rows:
            for column, value in zip(dataset.table.columns, line, strict=True):
                is_right = value is None or type(value) is TYPES[column.kind] or (column.kind is Kind.TEXT and isinstance(value, str))
                assert is_right, f"{dataset.name}.{column.name}: {value!r}"
                if column.kind is Kind.MOMENT and value is not None:
                    assert isinstance(value, datetime)
                    assert value.tzinfo is not None
        empty += [] if rows else [dataset.name]
    assert set(empty) <= {"angaben", "interne_angaben", "texte", "aussagen_ergebnis", "ausgaben", "anliegen_antworten"}, empty


def test_rows_read_one_at_a_time_are_the_same(session: Session) -> None:
    build_world(session)
    for dataset in DATASETS:
        assert rows_of(session, dataset, size=1) == rows_of(session, dataset, size=3) == rows_of(session, dataset), dataset.name


def test_the_database_keeps_to_what_the_rows_say(session: Session) -> None:
    build_world(session)
    everything(session)
    unnarrowed = set()
    for dataset in (one for one in DATASETS if one.narrowing or one.since):
        rows = rows_of(session, dataset, private=True)
        for name, condition in dataset.narrowing.items():
            place = dataset.table.header.index(name)
            values = {line[place] for _key, line in rows if line[place] is not None}
            if not values:
                unnarrowed.add(f"{dataset.name}.{name}")
            for value in (*values, "Nirgends", "999999999"):
                with speaking("de"):
                    scope = Scope(None, ALL.base_url, (condition(value),))
                assert rows_of(session, dataset, scope, private=True) == [row for row in rows if row[1][place] == value], (dataset.name, name, value)
        if dataset.since is not None:
            moments = [place for place, column in enumerate(dataset.table.columns) if column.name.endswith(("_am", "_seit"))]
            times = {time for _key, line in rows for place in moments if isinstance(time := line[place], datetime)}
            assert times, dataset.name
            for time in (*times, max(times) + timedelta(seconds=1)):
                fitting = [row for row in rows if any(isinstance(row[1][place], datetime) and row[1][place] >= time for place in moments)]  # type: ignore[operator]  # a datetime
                assert rows_of(session, dataset, Scope(None, ALL.base_url, (dataset.since(time),)), private=True) == fitting, (dataset.name, time)
    assert unnarrowed <= {"angaben.vorschlag", "interne_angaben.vorschlag", "vorschlaege.ortsteil", "anliegen.ortsteil"}, unnarrowed


def test_one_consultation_has_its_rows_and_no_others(session: Session) -> None:
    world = build_world(session)
    there = {consultation.slug: consultation.id for consultation in session.query(Consultation)}
    for dataset in (one for one in DATASETS if one.of_consultation):
        parts = {slug: rows_of(session, dataset, Scope(number, ALL.base_url)) for slug, number in there.items()}
        assert all(line[0] == slug for slug, rows in parts.items() for _key, line in rows)
        assert sorted(row for rows in parts.values() for row in rows) == rows_of(session, dataset), dataset.name
    for dataset in (one for one in DATASETS if not one.of_consultation):
        assert rows_of(session, dataset, Scope(world.consultation.id)) == []


def test_a_consultation_that_is_not_published_has_no_rows(session: Session) -> None:
    build_world(session)
    numbers = [consultation.id for consultation in session.query(Consultation)]
    session.execute(update(Consultation).values(stage=Stage.DRAFT))
    for dataset in (one for one in DATASETS if one.of_consultation):
        for scope in (ALL, *map(Scope, numbers)):
            assert rows_of(session, dataset, scope, private=True) == [], dataset.name


def _hidden_things(session: Session, consultation: Consultation, staff: Any) -> list[str]:
    """What the rooms keep from everyone, each with a word of its own."""
    words = [f"kanari{place}x" for place in range(16)]
    word = iter(words)
    now, anna = clock.now(), a_resident(session)
    hidden = a_proposal(session, consultation, anna, f"Verborgen {next(word)}")
    a_contribution(
        session, consultation, Subject("proposal", hidden.id, consultation.id, hidden.title, "/", anna.id), f"Unter Verborgenem {next(word)}"
    )
    an_amendment(session, consultation, hidden, title=f"Daran {next(word)}")
    session.execute(update(Proposal).where(Proposal.id == hidden.id).values(stage=ProposalStage.DRAFT, hidden_at=now, hidden_reason=next(word)))
    shown = a_proposal(session, consultation, anna, "Sichtbar")
    question = a_question(session, consultation, staff, "Telefon?", public=False)
    session.add(CustomValue(proposal_id=shown.id, field_id=question.id, value=next(word)))
    change = an_amendment(session, consultation, shown, title=f"Geändert {next(word)}")
    decide_about_amendment(session, staff, change, consultation, Measure.HIDE, "Beleidigung", now)
    a_text_draft(session, consultation, title=f"Entwurf {next(word)}")
    suggestion = a_suggestion(session, consultation, a_text(session, consultation))
    values = {"hidden_at": now, "hidden_reason": "Beleidigung", "reason": next(word)}
    session.execute(update(Suggestion).where(Suggestion.id == suggestion.id).values(values))
    a_budget_draft(session, consultation, title=f"Haushalt {next(word)}")
    a_survey_draft(session, consultation).title = next(word)
    a_draft_map(session, consultation, title=f"Bild {next(word)}")
    waiting = a_statement(session, consultation, a_map(session, consultation), text=f"Wartet {next(word)}")
    assert waiting.state == StatementState.PENDING
    meeting = a_meeting(session, consultation)
    session.add(MinutesEdition(meeting_id=meeting.id, number=1, text=next(word), changed_by_id=staff.id, changed_at=now))
    a_meeting_draft(session, consultation, title=f"Treffen {next(word)}")
    concern = a_concern(session, a_category(session), text=f"Anliegen {next(word)}")
    session.execute(update(Concern).where(Concern.id == concern.id).values(hidden_at=now, hidden_reason="Name"))
    asked = an_asked_concern(session, a_category(session), email=f"{next(word)}@town.example")
    session.execute(update(Concern).where(Concern.id == asked.id).values(text=words[-1]))
    session.flush()
    assert next(word, None) is None
    return words


def test_hidden_deleted_and_unfinished_things_are_in_no_dataset(session: Session) -> None:
    story = everything(session)
    consultation, staff = a_running_consultation(session, "Mit Verborgenem"), an_administrator(session)
    words = _hidden_things(session, consultation, staff)
    unborn = a_consultation(session, "Ungeboren kanariungeboren")
    a_topic(session, unborn, "kanarithema")
    unborn.stage = Stage.DRAFT
    session.flush()
    words += ["kanariungeboren", "kanarithema", DRAFT_TEXT, HIDDEN_TEXT, DELETED_TEXT, NOTICE, DRAFT_QUESTION, "argon2", "@town.example"]
    words += [person.public_id for person in (*story.people, story.left)]
    content = told(session)
    assert [word for word in words if word in content] == []
    assert "Sichtbar" in content


def test_private_columns_come_only_where_they_are_asked_for(session: Session) -> None:
    consultation, staff = a_running_consultation(session), an_administrator(session)
    proposal = a_proposal(session, consultation, a_resident(session))
    question = a_question(session, consultation, staff, "Telefon?", public=False)
    session.add(CustomValue(proposal_id=proposal.id, field_id=question.id, value="0291 1"))
    session.flush()
    inner, proposals = BY_NAME["interne_angaben"], BY_NAME["vorschlaege"]
    assert page(session, inner, ALL) == []
    [(_key, line)] = page(session, inner, ALL, private=True)
    assert line[-1] == "0291 1"
    [(_key, public)] = page(session, proposals, ALL)
    [(_key, whole)] = page(session, proposals, ALL, private=True)
    assert len(public) == len(whole) - 2 == len(proposals.table.shown().columns)


@pytest.mark.parametrize("publishes", [True, False])
def test_a_surveys_result_is_there_only_where_it_was_promised(session: Session, publishes: bool) -> None:
    build_world(session)
    session.execute(update(Survey).values(publishes=publishes))
    assert bool(rows_of(session, BY_NAME["ergebnis"])) == publishes


def test_rows_speak_german_whatever_is_spoken(session: Session) -> None:
    everything(session)
    with speaking("en"):
        states = {line[8] for line in lines(session, BY_NAME["vorschlaege"], ALL)}
    assert states == {"Angenommen", "Zurückgezogen"}


def test_a_long_list_is_read_in_bounded_batches(session: Session) -> None:
    consultation = a_running_consultation(session)
    subject = subject_of(a_topic(session, consultation))
    a_contribution(session, consultation, subject)
    many_contributions(session, discussion_of(session, subject), 700, a_resident(session))
    sizes = [len(some) for some in batches(lambda: nullcontext(session), BY_NAME["beitraege"], ALL, size=200)]
    assert sizes == [200, 200, 200, 101]


def test_values_as_cells_and_as_json() -> None:
    point = {"type": "Point", "coordinates": [8.5, 51.25]}
    line = {"type": "LineString", "coordinates": [[8.5, 51.25], [8.6, 51.3]]}
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    assert [wkt(one) for one in (point, line, area)] == [
        "POINT (8.5 51.25)",
        "LINESTRING (8.5 51.25, 8.6 51.3)",
        "POLYGON ((0 0, 1 0, 1 1, 0 0))",
    ]
    table = BY_NAME["termine"].table
    values = dict.fromkeys(table.header) | {
        "geometrie": point,
        "zugang": ("Rampe", "Aufzug"),
        "beginn": datetime.fromisoformat("2026-10-14T10:00+00:00"),
    }
    row = tuple(values.values())
    assert [cell for cell in as_cells(table, as_json(table, [row]))[0] if cell] == ["2026-10-14T12:00:00+02:00", "Rampe\nAufzug", "POINT (8.5 51.25)"]
    assert [value for value in as_json(table, [row])[0] if value] == ["2026-10-14T12:00:00+02:00", ["Rampe", "Aufzug"], point]
