"""A proposal's versions: what changed, when and by whom, any two beside each other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.errors import Conflict
from participation.methods.geometry import Kind
from participation.places.models import Place
from participation.places.words import moved_words, place_in_full
from participation.proposals.actions import Suggestion, adopt_text, edit_proposal
from participation.proposals.history import current_number
from participation.proposals.models import Proposal
from participation.proposals.texts import text_of
from tests.builders import a_consultation, a_district, a_resident, an_administrator
from tests.conftest import Statements
from tests.places.builders import a_place
from tests.proposals.builders import DURING_COLLECT, a_proposal, a_question

Browse = Callable[[Person | None], FlaskClient]
BODY = "Der große Saal bekommt eine Rampe.\n\nDanach kommen alle hinein."


def _edited(session: Session, proposal: Proposal, author: Person, consultation: object, **changes: object) -> None:
    edit_proposal(session, author, proposal, consultation, replace(text_of(proposal), **changes), DURING_COLLECT + timedelta(minutes=5))  # type: ignore[arg-type]  # a consultation, fields


def _history(session: Session, edits: int = 1) -> tuple[str, Proposal, Person]:
    consultation, alice = a_consultation(session), a_resident(session, "Ada")
    proposal = a_proposal(session, consultation, alice, "Eine Rampe", BODY)
    for number in range(edits):
        _edited(session, proposal, alice, consultation, body=BODY.replace("eine Rampe", f"{number + 2} Rampen"))
    session.commit()
    return f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/fassungen", proposal, alice


def test_each_version_says_what_changed_and_who_changed_it(session: Session, browse: Browse) -> None:
    url, _proposal, _alice = _history(session)
    page = browse(None).get(url).text
    assert page.index("Fassung 2: Eine Rampe") < page.index("Fassung 1: Eine Rampe")
    assert "von Ada" in page
    assert '<del><span class="visually-hidden">gestrichen: </span>eine Rampe<' in page
    assert '<ins><span class="visually-hidden">eingefügt: </span>2 Rampen<' in page


def test_another_topic_or_district_is_said_in_words(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, body=BODY)
    altstadt = a_district(session, "Altstadt")
    _edited(session, proposal, alice, consultation, district_id=altstadt.id)
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/fassungen").text
    assert "Ortsteil: bisher „keine Angabe“, jetzt „Altstadt“." in page
    assert "Die Beschreibung blieb, wie sie war." in page


def test_another_place_or_answer_is_said_in_words(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    question = a_question(session, consultation, an_administrator(session), "Wie viele Bänke?")
    proposal = a_proposal(session, consultation, alice, body=BODY)
    for said, east in (("Drei", 0.0), ("Fünf", 300.0)):
        _edited(session, proposal, alice, consultation, answers=((question.id, said),), place_id=a_place(session, east).id)
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/fassungen").text
    assert "Wie viele Bänke?: bisher „keine Angabe“, jetzt „Drei“." in page
    assert "Wie viele Bänke?: bisher „Drei“, jetzt „Fünf“." in page
    assert "Der Vorschlag hat jetzt einen Ort auf der Karte." in page
    assert "Der neue Ort liegt etwa 300 Meter östlich vom bisherigen." in page


def test_a_place_that_moved_within_its_street_is_shown_before_and_after(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, body=BODY)
    first, second = a_place(session), a_place(session, -40.0, -70.0)
    assert first.label == second.label, "the words alone would not show it"
    for place_id in (first.id, second.id, None):
        _edited(session, proposal, alice, consultation, place_id=place_id)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/fassungen"
    page = browse(None).get(url).text
    assert "Der neue Ort liegt etwa 40 Meter südlich vom bisherigen." in page
    assert f"Bisher: Punkt bei {first.label}" in page
    assert f"Jetzt: Punkt bei {second.label}" in page
    assert "Der Ort auf der Karte wurde weggenommen." in page
    compared = browse(None).get(f"{url}/vergleich?von=2&mit=3").text
    assert "etwa 40 Meter südlich" in compared
    assert "Der Ort auf der Karte" not in browse(None).get(f"{url}/vergleich?von=1&mit=4").text


def test_a_place_of_another_kind_is_told_with_its_part_of_the_town() -> None:
    point, area = (
        Place(kind=Kind.POINT, label="Marktplatz", longitude=0, latitude=0),
        Place(kind=Kind.AREA, label="Marktplatz", longitude=0, latitude=0),
    )
    point.coarse = area.coarse = False
    assert moved_words(point, area) == "Vorher war es ein Punkt, jetzt ist es eine Fläche."
    assert moved_words(area, area) == "Der Ort hat einen anderen Umriss."
    assert place_in_full(point, "Altstadt") == "Punkt bei Marktplatz, Ortsteil Altstadt"
    home = Place(kind=Kind.POINT, label="Altstadt", longitude=0, latitude=100, coarse=True)
    assert place_in_full(home, "Altstadt") == "ungefährer Ort in Altstadt"
    assert moved_words(point, home).endswith("Er ist jetzt nur ungefähr angegeben.")


def test_any_two_versions_are_compared_the_older_first(session: Session, browse: Browse) -> None:
    url, _proposal, _alice = _history(session, 4)
    page = browse(None).get(f"{url}/vergleich?von=5&mit=2").text
    assert "Fassung 2 und Fassung 5" in page
    assert ">2<span" in page.split("<del>")[1].replace("gestrichen: </span>", ">")
    assert browse(None).get(f"{url}/vergleich?von=1&mit=6").status_code == 404
    assert browse(None).get(f"{url}/vergleich?von=99999999&mit=1").status_code == 404


def test_many_versions_come_in_pages_at_the_cost_of_few(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    few, _one, _ada = _history(session, 1)
    many, proposal, _bea = _history(session, 23)
    assert current_number(session, proposal.id) == 24
    browser = browse(None)
    counts = []
    for url in (few, many, f"{many}?seite=3"):
        browser.get(url)
        with count_statements() as statements:
            page = browser.get(url).text
        counts.append(statements.count)
    assert counts[0] == counts[1] >= counts[2]
    assert "Fassung 4:" in page
    assert "Fassung 1:" in page
    assert "Fassung 5:" not in page
    assert "Fassung 15:" in browser.get(many).text
    assert "Fassung 14:" not in browser.get(many).text


def test_an_adopted_text_is_a_version_of_its_own_and_named_after_who_suggested_it(session: Session, browse: Browse) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session, "Ada"), a_resident(session, "Bob")
    proposal = a_proposal(session, consultation, alice, body=BODY)
    text = replace(text_of(proposal), body=BODY + "\n\nUnd ein Aufzug.")
    late = DURING_COLLECT + timedelta(days=3)
    assert adopt_text(session, alice, proposal, consultation, text, Suggestion(7, bob.id), late, seen=1) == 2
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/fassungen").text
    assert "Ada hat einen Änderungsvorschlag angenommen" in page
    assert "Änderungsvorschlag von Bob" in page


def test_a_text_that_moved_on_is_not_overwritten(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, body=BODY)
    text = replace(text_of(proposal), body=BODY + "\n\nUnd ein Aufzug.")
    _edited(session, proposal, alice, consultation, title="Zwei Rampen")
    with pytest.raises(Conflict, match="gerade geändert"):
        adopt_text(session, alice, proposal, consultation, text, Suggestion(7, None), DURING_COLLECT, seen=1)
    assert proposal.title == "Zwei Rampen"
    with pytest.raises(Conflict, match="schon so"):
        adopt_text(session, alice, proposal, consultation, text_of(proposal), Suggestion(7, None), DURING_COLLECT, seen=2)
