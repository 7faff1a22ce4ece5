"""The result: a sentence first, every rule has its page, every file counts the same, and nothing shows before the count."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.count_command import count_command
from participation.kit import clock
from participation.votes.actions import certify_vote
from participation.votes.models import Vote, VoteState
from participation.votes.scores import is_scored
from participation.votes.tally import read_result
from participation.votes.trackers import show
from tests.builders import a_person, a_resident, an_administrator
from tests.votes.builders import AFTER, VARIANTS, a_voting_consultation, an_open_vote, cast, closed, consultation_of, tallied

Browse = Callable[[Person | None], FlaskClient]
RULES: dict[str, list[tuple[int, ...]]] = {
    "yes-no": [(1,), (1,), (1,), (2,), (3,), ()],
    "plurality": [(2,), (2,), (1,), (3,), ()],
    "approval": [(2, 3), (2,), (1, 2), (4,), ()],
    "irv": [(1, 2), (1, 3), (2, 3), (3, 2), (3, 2), (2,), (2, 1), ()],
    "stv-scottish": [(1, 2), (1, 3), (1, 2), (2, 3), (3, 2), (4, 3), (2,), ()],
    "schulze": [(1, 2, 3), (2, 3, 1), (2, 1), (3, 2), ()],
    "score-sum": [(3, 10, 0, -1), (7, 8, -1, -1), (0, 9, 10, 2), ()],
    "score-mean": [(3, 10, 0, -1), (7, 8, -1, -1), (0, 9, 10, 2), ()],
    "majority-judgment": [(5, 4, 0, -1), (2, 4, 3, 1), (0, 5, 3, 2), ()],
    "consensing": [(10, 0, 5, 8), (3, 1, -1, 9), (0, 2, 10, 10), ()],
}


def a_counted_vote(session: Session, rule: str, **changes: object) -> Vote:
    vote = an_open_vote(session, rule=rule, seats=2 if rule == "stv-scottish" else 1, **changes)
    for marks in RULES[rule]:
        cast(session, vote, marks)
    return tallied(session, vote)


def url(session: Session, vote: Vote, path: str = "") -> str:
    return f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}{path}"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_its_result_page(session: Session, browse: Browse, rule: str) -> None:
    vote = a_counted_vote(session, rule)
    winners = read_result(vote)["outcome"]["winners"]
    reader = browse(None)
    answer = reader.get(url(session, vote, "/ergebnis"))
    assert answer.status_code == 200
    assert winners
    inside = answer.text.split("<main")[1]
    assert inside.index(winners[0]) < inside.index("Beteiligung: ")
    assert f"von {vote.roll_size} Stimmberechtigten" in inside
    assert "Nur" not in inside.split("<h1")[0]
    for path in ("", "/urne", "/ergebnis.json", "/festschreibung.json", "/kennungen.csv"):
        assert reader.get(url(session, vote, path)).status_code == 200


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("kind", ["csv", "blt", "json"])
def test_every_file_counts_to_the_same_winners(session: Session, browse: Browse, tmp_path: Path, rule: str, kind: str) -> None:
    vote = a_counted_vote(session, rule)
    if kind == "blt" and is_scored(vote.ballot_kind):  # that format knows ranks only
        assert browse(None).get(url(session, vote, "/stimmzettel.blt")).status_code == 404
        return
    file = tmp_path / f"urne.{kind}"
    file.write_bytes(browse(None).get(url(session, vote, f"/stimmzettel.{kind}")).data)
    arguments = ["--rule", rule] if kind == "blt" else []
    result = CliRunner().invoke(count_command, [str(file), "--json", *arguments])
    assert result.exit_code == 0, result.output
    counted = json.loads(result.output)
    assert counted["winners"] == read_result(vote)["outcome"]["winners"]
    assert counted["rule"] == rule


def test_every_ballot_is_published_under_its_tracker(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    receipts = [cast(session, vote, (2, 1)) for _ in range(55)]
    tallied(session, vote)
    reader = browse(None)
    pages = reader.get(url(session, vote, "/urne")).text + reader.get(url(session, vote, "/urne?seite=2")).text
    shown = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}", pages.replace('<th scope="row"', "\n"))
    assert shown == sorted(show(receipt.tracker) for receipt in receipts)
    assert f"{VARIANTS[1]} › {VARIANTS[0]}" in pages
    for nonsense in ("0", "-1", "٣", "9" * 20, "x"):
        assert reader.get(url(session, vote, "/urne"), query_string={"seite": nonsense}).status_code == 200


def test_an_open_vote_publishes_names(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session, secrecy="open")
    cast(session, vote, (1,), a_resident(session, "Rita <b>Roth</b>"))
    page = url(session, vote, "/urne")
    assert browse(None).get(page).status_code == 404
    tallied(session, vote)
    assert "Rita &lt;b&gt;Roth&lt;/b&gt;" in browse(None).get(page).text
    assert "Rita" in browse(None).get(url(session, vote, "/kennungen.csv")).text


def test_a_secret_vote_publishes_no_name(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    cast(session, vote, (1,), a_resident(session, "Rita Roth"))
    tallied(session, vote)
    for path in ("", "/ergebnis", "/urne", "/kennungen.csv", "/stimmzettel.json", "/ergebnis.json"):
        assert "Rita" not in browse(None).get(url(session, vote, path)).text


def test_nobody_sees_an_interim_result(session: Session, browse: Browse) -> None:
    consultation = a_voting_consultation(session)
    vote = an_open_vote(session, consultation, rule="plurality", options=("Sanieren", "Abreissen"))
    for _ in range(7):
        cast(session, vote, (1,))
    cast(session, vote, (2,))
    base = f"/beteiligungen/{consultation.slug}"
    people = [None, a_person(session, moderates=consultation), a_person(session, role=Role.COUNCIL), an_administrator(session)]
    hidden = ["/ergebnis", "/urne", "/stimmzettel.csv", "/stimmzettel.blt", "/stimmzettel.json", "/kennungen.csv", "/ergebnis.json"]
    shown = [base, f"{base}/abstimmungen", url(session, vote), url(session, vote, "/stimmzettel-suchen"), f"{base}/ergebnisse"]
    for state in (VoteState.OPEN, VoteState.CLOSED):
        if state == VoteState.CLOSED:
            closed(session, vote)
            session.commit()
        for person in people:
            browser = browse(person)
            for path in hidden:
                assert browser.get(url(session, vote, path)).status_code == 404, (state, person, path)
            for path in shown:
                text = browser.get(path).text
                assert not re.search(r">7<|87,5|12,5|gewählt|Angenommen|Abgelehnt", text), (state, path)
    assert "8 von" in browse(None).get(url(session, vote)).text


def test_a_missed_quorum_is_said_with_its_base(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session, rule="plurality", turnout_quorum=5000)
    cast(session, vote, (1,))
    for _ in range(4):
        a_resident(session)
    tallied(session, vote)
    text = browse(None).get(url(session, vote, "/ergebnis")).text
    assert "verfehlt" in text
    assert "nicht verbindlich" in text
    assert "Das Quorum ist verfehlt. Gewonnen hat" in text
    reached = an_open_vote(session, rule="yes-no", turnout_quorum=100, consent_quorum=100)
    cast(session, reached, (1,))
    tallied(session, reached)
    assert "erreicht" in browse(None).get(url(session, reached, "/ergebnis")).text


def test_a_tie_is_named_and_the_lot_was_fixed_before(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session, rule="plurality")
    seed = vote.lot_seed or b""
    assert seed.hex() not in browse(None).get(url(session, vote, "/festschreibung.json")).text
    for marks in ((1,), (2,)):
        cast(session, vote, marks)
    tallied(session, vote)
    text = browse(None).get(url(session, vote, "/ergebnis")).text
    assert "Gleichstand" in text
    assert seed.hex() in text


def test_the_councils_note_stands_below(session: Session, browse: Browse) -> None:
    vote = a_counted_vote(session, "irv")
    assert "noch nicht festgestellt" in browse(None).get(url(session, vote, "/ergebnis")).text
    note = "Der Rat **folgt** dem Ergebnis. <script>alert(1)</script>"
    certify_vote(session, an_administrator(session), consultation_of(session, vote), vote, note, AFTER.date(), AFTER)
    session.commit()
    with clock.frozen(AFTER):
        text = browse(None).get(url(session, vote, "/ergebnis")).text
    assert "<strong>folgt</strong>" in text
    assert "<script>alert" not in text
    assert "31. Oktober 2026" in text


def test_an_empty_urn_has_a_result_too(session: Session, browse: Browse) -> None:
    for rule in RULES:
        vote = tallied(session, an_open_vote(session, rule=rule))
        answer = browse(None).get(url(session, vote, "/ergebnis"))
        assert answer.status_code == 200
        assert "keine gültigen Stimmen" in answer.text
        assert browse(None).get(url(session, vote, "/urne")).status_code == 200
