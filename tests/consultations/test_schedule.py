"""Which order of phases makes sense, the usual dates, and hours across summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask

from participation.consultations.forms import PhaseForm
from participation.consultations.phases import PhaseKind
from participation.consultations.schedule import PlannedPhase, order_problems, standard_phases
from participation.kit.dates import say_moment
from tests.builders import START


def planned(kind: PhaseKind, first: int, last: int) -> PlannedPhase:
    """A phase between two days from the start."""
    return PlannedPhase(kind, str(kind), "", START + timedelta(days=first), START + timedelta(days=last))


@pytest.mark.parametrize(
    ("phases", "words"),
    [
        (((PhaseKind.COLLECT, 0, 30), (PhaseKind.VOTE, 10, 20)), ""),  # overlapping is allowed
        (((PhaseKind.VOTE, 0, 20), (PhaseKind.DECIDE, 5, 10)), "„Entscheiden“ darf nicht enden, bevor „Abstimmen“ endet."),
        (((PhaseKind.VOTE, 0, 20), (PhaseKind.DECIDE, 5, 20)), ""),
        (((PhaseKind.COLLECT, 0, 20), (PhaseKind.INFORM, 5, 30)), "„Informieren“ muss spätestens mit „Vorschlagen“ beginnen."),
        (((PhaseKind.COLLECT, 5, 20), (PhaseKind.REVIEW, 1, 30)), "„Vorschlagen“ muss spätestens mit „Prüfen“ beginnen."),
        (((PhaseKind.VOTE, 0, 5), (PhaseKind.VOTE, 20, 30), (PhaseKind.DECIDE, 6, 40)), ""),
        (((PhaseKind.VOTE, 0, 5), (PhaseKind.VOTE, 20, 50), (PhaseKind.DECIDE, 6, 40)), "darf nicht enden"),
        (((PhaseKind.INFORM, 9, 10), (PhaseKind.INFORM, 0, 1), (PhaseKind.COLLECT, 2, 5)), ""),
        ((), ""),
    ],
)
def test_the_order_of_phases_is_checked_in_words(phases: tuple[tuple[PhaseKind, int, int], ...], words: str) -> None:
    problems = order_problems([planned(*phase) for phase in phases])
    assert bool(problems) is bool(words)
    assert words in " ".join(problems)


def test_the_usual_phases_follow_each_other_and_make_sense() -> None:
    phases = standard_phases(date(2027, 3, 15))
    assert order_problems(phases) == []
    assert say_moment(phases[0].starts_at) == "15. März 2027, 8 Uhr"  # winter time
    assert say_moment(phases[0].ends_at) == "28. März 2027, 18 Uhr"  # the day summer time begins
    assert say_moment(phases[1].starts_at) == "29. März 2027, 8 Uhr"
    assert all(earlier.ends_at < later.starts_at for earlier, later in pairwise(phases))


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("2026-07-01T08:00", datetime(2026, 7, 1, 6, tzinfo=UTC), "2026-07-01T08:00"),
        ("2026-12-01T08:00", datetime(2026, 12, 1, 7, tzinfo=UTC), "2026-12-01T08:00"),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T02:30"),  # twice that night: the first
        ("2027-03-28T02:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "2027-03-28T03:30"),  # skipped that night: an hour on
    ],
)
def test_a_moment_is_typed_and_shown_in_the_citys_time(app: Flask, typed: str, stored: datetime, shown: str) -> None:
    with app.test_request_context(method="POST", data={"kind": "collect", "title": "Sammeln", "starts_at": typed, "ends_at": "2027-12-01T08:00"}):
        form = PhaseForm()
        assert form.validate()
        assert form.plan().starts_at == stored
    with app.test_request_context():
        assert f'value="{shown}"' in str(PhaseForm(data={"starts_at": stored}).starts_at())
