"""A resident's way through a vote, without JavaScript: ballot, check, receipt, look-up."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.votes.models import Ballot, Vote
from participation.votes.trackers import new_cast_key, tracker_of
from tests.builders import a_resident, post
from tests.conftest import Statements
from tests.votes.builders import AFTER, VARIANTS, an_open_vote, cast, consultation_of

RECEIPT_CODE = re.compile(r'class="receipt-code"[^>]*>([^<]+)<')
Browse = Callable[[Person | None], FlaskClient]


def url(session: Session, vote: Vote, path: str = "") -> str:
    return f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}{path}"


def hidden(text: str, form: str = "cast") -> dict[str, str]:
    """The hidden fields of a form of a page."""
    part = text.split(f'id="{form}"')[1].split("</form>")[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', part))


def ballots(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(Ballot.marks)))


def test_from_the_ballot_to_the_receipt(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    alice = browse(a_resident(session))
    paper = alice.get(url(session, vote, "/stimmzettel"))
    assert paper.status_code == 200
    assert all(title in paper.text for title in VARIANTS)
    assert paper.headers["Cache-Control"] == "no-store"
    check = post(alice, url(session, vote, "/stimmzettel"), {"rank-3": "1", "rank-1": "2", "rank-2": "", "rank-4": ""})
    assert "Prüfen Sie Ihre Stimme" in check.text
    assert check.text.index("Neubau am Bahnhof") < check.text.index("Sanierung des Bestands")
    assert ballots(session) == [], "nothing counts before the check page"
    fields = hidden(check.text)
    sent = post(alice, url(session, vote, "/stimme"), fields)
    assert (sent.status_code, sent.location) == (303, url(session, vote, "/beleg"))
    receipt = alice.get(sent.location)
    assert receipt.status_code == 200
    assert "Ihre Stimme ist gezählt" in receipt.text
    assert ballots(session) == ["[3,1]"]
    inside = receipt.text.split("<main")[1]
    assert not any(title in inside for title in VARIANTS), "a receipt does not betray the choice"
    again = post(alice, url(session, vote, "/stimme"), fields)
    assert again.status_code == 303
    assert RECEIPT_CODE.findall(alice.get(again.location).text) == RECEIPT_CODE.findall(receipt.text)
    assert ballots(session) == ["[3,1]"]
    assert browse(None).get(sent.location).status_code == 302, "only the browser that cast the ballot holds the receipt"
    second = post(alice, url(session, vote, "/stimme"), {"rank-2": "1", "cast_key": new_cast_key()})
    assert second.status_code == 409
    assert "schon abgestimmt" in second.text
    file = post(alice, url(session, vote, "/beleg.txt"), {"cast_key": fields["cast_key"]})
    tracker = tracker_of(vote.id, fields["cast_key"])
    assert "-".join(re.findall("....", tracker)) in file.text
    assert "attachment" in file.headers["Content-Disposition"]
    assert fields["cast_key"] not in file.text, "this vote lets nobody change: the code is of no use"
    for who in (alice, browse(None)):
        found = post(who, url(session, vote, "/stimmzettel-suchen"), {"tracker": tracker.lower()})
        assert "Ja, dieser Stimmzettel liegt in der Urne" in found.text


def test_a_ballot_is_changed_by_its_code(session: Session, browse: Browse) -> None:
    vote, person = an_open_vote(session, replaceable=True), a_resident(session)
    receipt = cast(session, vote, (1,), person)
    alice = browse(person)
    assert "Änderungscode" in alice.get(url(session, vote, "/stimmzettel")).text
    wrong = post(alice, url(session, vote, "/stimmzettel"), {"rank-2": "1", "cast_key": "nein"})
    assert wrong.status_code == 422
    assert "17 Zeichen" in wrong.text
    foreign = post(alice, url(session, vote, "/stimmzettel"), {"rank-2": "1", "cast_key": new_cast_key()})
    assert foreign.status_code == 422
    check = post(alice, url(session, vote, "/stimmzettel"), {"rank-2": "1", "cast_key": receipt.cast_key})
    done = post(alice, url(session, vote, "/stimme-aendern"), hidden(check.text), follow_redirects=True)
    assert "Ihre Stimme ist geändert" in done.text
    assert receipt.cast_key in done.text
    assert ballots(session) == ["[2]"]


@pytest.mark.parametrize(
    ("rule", "data", "words"),
    [
        ("irv", {"rank-1": "2", "rank-2": "2"}, "Rang 2 ist 2 Mal vergeben"),
        ("irv", {"rank-1": "٣"}, "Diesen Rang gibt es nicht"),
        ("irv", {"rank-1": "9" * 20}, "Diesen Rang gibt es nicht"),
        ("irv", {"rank-1": "0"}, "Diesen Rang gibt es nicht"),
        ("irv", {"rank-1": "-1"}, "Diesen Rang gibt es nicht"),
        ("irv", {"rank-77": "1"}, "Diese Antwort gibt es nicht"),
        ("irv", {"rank-1": ["1", "2"]}, "Diesen Rang gibt es nicht"),
        ("plurality", {}, "Bitte wählen Sie eine Antwort"),
        ("plurality", {"mark": "77"}, "Diese Antwort gibt es nicht"),
        ("plurality", {"mark": "٣"}, "Diese Antwort gibt es nicht"),
        ("plurality", {"mark": ["1", "2"]}, "nur eine Stimme"),
        ("approval", {"mark": ["1", "'; DROP TABLE ballot"]}, "Diese Antwort gibt es nicht"),
        ("yes-no", {"mark": "\x00"}, "Diese Antwort gibt es nicht"),
    ],
)
def test_hostile_marks_get_a_sentence_and_count_nothing(session: Session, browse: Browse, rule: str, data: dict[str, object], words: str) -> None:
    vote = an_open_vote(session, rule=rule)
    alice = browse(a_resident(session))
    for path in ("/stimmzettel", "/stimme"):
        answer = post(alice, url(session, vote, path), {**data, "cast_key": new_cast_key()})
        assert answer.status_code == 422
        assert words in answer.text
    assert ballots(session) == []


def test_a_rank_of_300_kilobytes_is_refused_at_its_field(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    assert post(browse(a_resident(session)), url(session, vote, "/stimmzettel"), {"rank-1": "1" * 300_000}).status_code == 422
    assert ballots(session) == []


def test_what_was_marked_is_kept(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    alice = browse(a_resident(session))
    answer = post(alice, url(session, vote, "/stimmzettel"), {"rank-1": "2", "rank-2": "2", "rank-4": "1"})
    assert "Fehler:" in answer.text.split("<title>")[1][:20]
    assert answer.text.count('value="2" selected') == 2
    assert answer.text.count('aria-invalid="true"') == 2
    back = post(alice, url(session, vote, "/stimmzettel"), {"rank-1": "1", "back": "1"})
    assert back.status_code == 200
    assert 'value="1" selected' in back.text


def test_gaps_are_closed_up_and_said(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    check = post(browse(a_resident(session)), url(session, vote, "/stimmzettel"), {"rank-1": "2", "rank-4": "4"})
    assert "Sie haben Ränge ausgelassen" in check.text
    assert {name: value for name, value in hidden(check.text).items() if name.startswith("rank")} == {"rank-1": "1", "rank-4": "2"}


@pytest.mark.parametrize(("rule", "data"), [("irv", {}), ("approval", {}), ("plurality", {"mark": "blank"}), ("yes-no", {"mark": "blank"})])
def test_a_blank_ballot_is_possible_and_said(session: Session, browse: Browse, rule: str, data: dict[str, str]) -> None:
    vote = an_open_vote(session, rule=rule)
    alice = browse(a_resident(session))
    check = post(alice, url(session, vote, "/stimmzettel"), data)
    assert "Ihr Stimmzettel ist leer" in check.text
    assert "gezählt" in post(alice, url(session, vote, "/stimme"), hidden(check.text), follow_redirects=True).text
    assert ballots(session) == ["[]"]


def test_too_late_says_since_when_and_that_it_does_not_count(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    with clock.frozen(AFTER):
        alice = browse(a_resident(session))
        answer = post(alice, url(session, vote, "/stimme"), {"rank-1": "1", "cast_key": new_cast_key()})
    assert answer.status_code == 403
    assert "Die Abstimmung ist seit 31. Oktober 2026, 7 Uhr beendet. Ihre Stimme wurde nicht gezählt." in answer.text
    assert session.execute(select(func.count()).select_from(Ballot)).scalar_one() == 0


def test_a_vote_of_another_consultation_is_a_missing_page(session: Session, browse: Browse) -> None:
    vote, other = an_open_vote(session), an_open_vote(session)
    path = f"/beteiligungen/{consultation_of(session, other).slug}/abstimmungen/{vote.id}"
    assert browse(None).get(path).status_code == 404
    assert post(browse(a_resident(session)), path + "/stimme", {"rank-1": "1", "cast_key": new_cast_key()}).status_code == 404


def test_the_ballot_page_shows_no_text_that_an_editor_can_format(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    assert "<strong>vier</strong>" in browse(None).get(url(session, vote)).text
    assert "vier" not in browse(a_resident(session)).get(url(session, vote, "/stimmzettel")).text


@pytest.mark.parametrize(("path", "most"), [("", 16), ("/stimmzettel", 14)])
def test_pages_need_a_constant_number_of_statements(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]], path: str, most: int
) -> None:
    vote = an_open_vote(session, options=tuple(f"Variante {number}" for number in range(20)))
    alice = browse(a_resident(session))
    few = 0
    for _ in range(2):
        alice.get(url(session, vote, path))
        with count_statements() as statements:
            assert alice.get(url(session, vote, path)).status_code == 200
        few = few or statements.count
        assert statements.count == few <= most, statements.texts
        for _ in range(20):
            cast(session, vote)
        session.commit()
