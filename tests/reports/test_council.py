"""The citizens' council in the ZIP: what its published report says and what became of it, and no member's name."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies.drafting_actions import back_dissent, write_dissent
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.handover_actions import StepDraft, tell_step
from participation.assemblies.members import all_members
from participation.consultations.models import Consultation
from participation.councils.models import Council, CouncilStage
from participation.kit import clock
from participation.proposals.models import Status
from participation.reports.council_files import COUNCIL_TABLES
from tests.assemblies.builders import a_recommendation, a_sitting, a_working_council, as_member, hand, publish, vote_on
from tests.builders import an_administrator
from tests.councils.builders import a_council
from tests.invitations.builders import invited
from tests.reports.builders import a_running_consultation, closed_consultation, lines, packed, table, unpacked

Sat = tuple[Consultation, Council, list[Person], list[Recommendation]]


@pytest.fixture
def sat(session: Session) -> Sat:
    """A council of eight that carried one recommendation and refused another."""
    consultation = a_running_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=7)
    won, lost = (a_recommendation(session, consultation, council, people[0], title) for title in ("Halle sanieren", "Parkhaus bauen"))
    a_recommendation(session, consultation, council, people[0], "Nur ein Entwurf")
    vote_on(session, consultation, council, lost, sitting, 1, 6)
    vote_on(session, consultation, council, won, sitting, 5, 1, 1)
    return consultation, council, people, [won, lost]


def test_it_works(session: Session, sat: Sat, tmp_path: Path) -> None:
    consultation, council, people, (won, _lost) = sat
    now = clock.now()
    dissent = write_dissent(session, people[5], consultation, council, as_member(session, council, people[5]), won, None, "Zu *teuer*.", now)
    back_dissent(session, people[6], consultation, council, as_member(session, council, people[6]), won, dissent, True, now)
    report = publish(session, consultation, council, tmp_path)
    hand(session, consultation, council)
    for draft in (StepDraft(Status.COUNCIL, paper_number="VO/7"), StepDraft(Status.PARTLY, reasons="Das Dach zuerst.")):
        tell_step(session, an_administrator(session), consultation, council, won, draft, all_members(session, council), now)

    files = unpacked(packed(session, closed_consultation(session, consultation)))
    told = table(files, "buergerrat/empfehlungen")
    assert [(one["titel"], one["ja"], one["nein"], one["enthaltungen"], one["angenommen"]) for one in told] == [
        ("Halle sanieren", "5", "1", "1", "1"),
        ("Parkhaus bauen", "1", "6", "0", "0"),
    ]
    assert [(one["sondervoten"], one["sondervoten_text"]) for one in told] == [("1", "Zu *teuer*."), ("0", "")]
    (sitting,) = lines(files, "buergerrat/sitzungen")
    assert (sitting["anwesend"], sitting["fachleute"]) == (7, "Prof. Ada Bau; Bauphysik; keine")
    steps = lines(files, "buergerrat/umsetzung")
    assert [(one["empfehlung"], one["stand"], one["vorlage"], one["begruendung"]) for one in steps] == [
        (1, "Im Stadtrat", "VO/7", ""),
        (1, "Teilweise angenommen", "", "Das Dach zuerst."),
    ]
    frame = json.loads(files["buergerrat/buergerrat.json"])
    assert (frame["uebergeben_an"], frame["losnummer"], frame["plaetze"]) == ("Stadtrat", 417, 8)
    assert hashlib.sha256(files["buergerrat/gutachten.json"].encode()).hexdigest() == frame["gutachten_sha256"] == report.sha256


def test_the_protocol_tells_its_public_acts(session: Session, sat: Sat, tmp_path: Path) -> None:
    consultation, council, people, (won, _lost) = sat
    write_dissent(session, people[5], consultation, council, as_member(session, council, people[5]), won, None, "Nein.", clock.now())
    publish(session, consultation, council, tmp_path)
    hand(session, consultation, council)
    tell_step(session, an_administrator(session), consultation, council, won, StepDraft(Status.COUNCIL), all_members(session, council), clock.now())
    files = unpacked(packed(session, closed_consultation(session, consultation)))
    told = [(one["handlung"], one["gegenstand"], one["gegenstand_nummer"]) for one in lines(files, "protokoll")]
    assert ("council.advanced", "Bürgerrat", council.id) in told
    assert [one for one in told if one[1] != "Beteiligung" and one[0] != "council.advanced"] == [
        ("recommendation.voted", "Empfehlung", 2),
        ("recommendation.voted", "Empfehlung", 1),
        ("citizens_report.published", "Bürgergutachten", 1),
        ("council.handed_over", "Bürgerrat", council.id),
        ("recommendation.step", "Empfehlung", 1),
    ]


def test_the_protocol_tells_how_the_invited_were_drawn_and_nothing_of_a_council_in_preparation(session: Session) -> None:
    consultation, hidden = a_running_consultation(session), a_running_consultation(session)
    invited(session, consultation, a_council(session, consultation, CouncilStage.INVITING))
    invited(session, hidden, a_council(session, hidden))
    told = lines(unpacked(packed(session, closed_consultation(session, consultation))), "protokoll")
    assert [(one["handlung"], one["gegenstand"], one["gegenstand_nummer"]) for one in told if "invit" in one["handlung"]] == [
        ("invitations.committed", "Auslosung der Einladungen", 1),
        ("invitations.drawn", "Auslosung der Einladungen", 1),
    ]
    quiet = lines(unpacked(packed(session, closed_consultation(session, hidden))), "protokoll")
    assert {one["gegenstand"] for one in quiet} <= {"Beteiligung"}


def test_no_member_is_named_and_every_column_explained(session: Session, sat: Sat, tmp_path: Path) -> None:
    consultation, council, people, _voted = sat
    publish(session, consultation, council, tmp_path)
    files = unpacked(packed(session, closed_consultation(session, consultation)))
    inside = "".join(text for name, text in files.items() if name.startswith("buergerrat/"))
    assert "Halle sanieren" in inside
    assert "Nur ein Entwurf" not in inside
    assert not [person.public_name for person in people if person.public_name in inside]
    explained = " ".join(files["LIESMICH.txt"].split())
    for one in COUNCIL_TABLES:
        assert f"{one.name}.csv" in explained
        assert all(f"{column.name}: " in explained for column in one.columns)


def test_without_a_report_there_is_no_folder(session: Session, sat: Sat) -> None:
    files = unpacked(packed(session, closed_consultation(session, sat[0])))
    assert not [name for name in files if name.startswith("buergerrat/")]
    assert "buergerrat/" not in files["LIESMICH.txt"]
