"""Counting again in one's own browser: every rule as the product counts it, a page that says whether it agrees, and what it says of a wrong file."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kit.database import db
from participation.methods.counting import ApprovalBallots, Ballots, ChoiceBallots, Outcome, RankedBallots, ScoreBallots, Terms, count_on_terms
from participation.methods.counting.writing import write_json
from participation.votes.models import Vote
from tests.browser.conftest import Town, Visits

NAMES = ("Sanierung", "Anbau", "Neubau", "Kein Vorhaben", "Ärger & „Zank“", "日本")
RULES = ("yes-no", "plurality", "approval", "irv", "stv-scottish", "schulze")
NUMBERS = ("score-sum", "score-mean", "consensing", "majority-judgment")
COUNT = """async (texts) => {
  const told = [];
  for (const text of texts) {
    const vote = Recount.read(text);
    const found = await Recount.count(vote);
    told.push({
      winners: found.winners, decided: found.decided, quota: found.quota === null ? null : String(found.quota),
      rounds: found.rounds.map((round) => ({ votes: round.votes.map(String), status: round.status })),
      values: found.values && found.values.map((value) => value && [Number(value.above), Number(value.below)]),
      pairs: found.pairs && found.pairs.map((row) => row.map(Number)),
      checks: found.checks.map((check) => [check.name, Number(check.required), Number(check.reached), check.met]),
    });
  }
  return told;
}"""


def the_page(town: Town, rule: str) -> str:
    """The recount page of a counted vote of the demo's, by its rule."""
    with town.app.app_context(), Session(db.engine) as session:
        found = select(Vote.id, Consultation.slug).join(Consultation, Consultation.id == Vote.consultation_id)
        counted = found.where(Vote.rule == rule, Vote.state.in_(("tallied", "certified"))).order_by(Vote.id).limit(1)
        number, slug = session.execute(counted).one()
    return f"/beteiligungen/{slug}/abstimmungen/{number}/nachzaehlen"


def by_chance(rule: str, seed: int) -> tuple[Ballots, Terms]:
    """Few ballots, so that ties and lots are common; sometimes many; with quorums."""
    chance = random.Random(f"{rule} {seed}")
    size = chance.randint(2, 3) if rule == "yes-no" else chance.randint(1, len(NAMES))
    seats = chance.randint(1, 4) if rule not in ("yes-no", "irv") else 1
    grouped: Counter[tuple[int, ...]] = Counter()
    for _ in range(chance.choice((0, 1, 2, 4, 8, 30, 200))):
        marks: Sequence[int] = chance.sample(range(size), chance.randint(0, 1 if rule in ("yes-no", "plurality") else size))
        grouped[tuple(sorted(marks) if rule == "approval" else marks)] += chance.choice((1, 1, 2, 5, 1000))
    terms = Terms(seats, chance.randbytes(32), eligible=sum(grouped.values()) + 7, turnout_quorum=None, consent_quorum=None)
    if rule in ("yes-no", "plurality"):
        blank = grouped.pop((), 0)
        return ChoiceBallots(NAMES[:size], {marks[0]: number for marks, number in grouped.items()}, blank), terms
    return (ApprovalBallots if rule == "approval" else RankedBallots)(NAMES[:size], grouped), terms


def numbers_by_chance(rule: str, seed: int) -> tuple[Ballots, Terms]:
    """Ballots with numbers, some of them missing, so that ties are common."""
    chance = random.Random(f"{rule} {seed}")
    highest = 5 if rule == "majority-judgment" else 10
    size, most = chance.randint(1, len(NAMES)), chance.choice((1, 2, highest))
    grouped: Counter[tuple[int | None, ...]] = Counter()
    for _ in range(chance.choice((0, 1, 2, 4, 8, 30, 200))):
        grouped[tuple(None if chance.random() < 0.3 else chance.randint(0, most) for _ in range(size))] += chance.choice((1, 1, 2, 5, 1000))
    terms = Terms(chance.randint(1, 4), chance.randbytes(32), eligible=sum(grouped.values()) + 7)
    return ScoreBallots(NAMES[:size], grouped, 0, highest), terms


def values_of(outcome: Outcome) -> list[list[int] | None] | None:
    """Each option's value as the script tells it: above and below the line, not shortened for means."""
    if outcome.rule == "majority-judgment":
        return [[gauge.grade, 1] for gauge in outcome.gauges] or [None] * len(outcome.options)
    if not outcome.grades:
        return None
    below = [grades.marks if outcome.rule == "score-mean" else 1 for grades in outcome.grades]
    return [None if value is None else [int(value * under), under] for value, under in zip(outcome.values, below, strict=True)]


def expected(outcome: Outcome) -> dict[str, Any]:
    """What the script has to find."""
    return {
        "winners": list(outcome.winners),
        "decided": outcome.decided,
        "quota": None if outcome.quota is None else str(outcome.quota),
        "rounds": [{"votes": [str(number) for number in one.votes], "status": list(one.status)} for one in outcome.rounds],
        "values": values_of(outcome),
        "pairs": [list(row) for row in outcome.pairwise] or None,
        "checks": [[check.name, check.required, check.reached, check.met] for check in outcome.checks],
    }


def test_the_browser_counts_every_rule_as_the_product_does(visit: Visits, town: Town) -> None:
    texts, outcomes = [], []
    for rule in (*RULES, *NUMBERS):
        for seed in range(60):
            ballots, terms = (numbers_by_chance if rule in NUMBERS else by_chance)(rule, seed)
            texts.append(write_json(ballots, rule=rule, terms=terms, title="Zufall"))
            outcomes.append(expected(count_on_terms(rule, ballots, terms)))
    with visit("") as reader:
        page = reader.go(the_page(town, "stv-scottish"))
        found = page.evaluate(COUNT, texts)
    for text, one, other in zip(texts, found, outcomes, strict=True):
        assert one == other, text


@pytest.mark.parametrize("mode", ["wide", "phone", "dark-phone"])
def test_a_reader_counts_again(visit: Visits, town: Town, mode: str) -> None:
    with visit("", mode) as reader:
        page = reader.go(the_page(town, "stv-scottish").removesuffix("nachzaehlen") + "ergebnis")
        with page.expect_navigation():
            page.get_by_role("link", name="Selbst nachzählen", exact=True).click()
        assert reader.check() == []
        page.get_by_role("button", name="Jetzt nachzählen").focus()
        page.keyboard.press("Enter")
        said = page.get_by_role("status").filter(has_text="Auszählung")
        expect(said).to_contain_text("stimmt mit dem veröffentlichten Ergebnis überein")
        expect(said).to_contain_text("Prüfsumme der Urne")
        expect(page.get_by_role("region", name="Ihre Auszählung").locator("tbody tr").first).to_be_visible()
        assert reader.check() == []


def a_file(page: Page, folder: Path, text: str) -> None:
    """Choose a file of one's own."""
    file = folder / f"stimmzettel-{len(list(folder.iterdir()))}.json"
    file.write_text(text, encoding="utf-8")
    page.get_by_label("Oder eine eigene Datei vergleichen").set_input_files(file)


def test_an_earlier_download_is_compared(visit: Visits, town: Town, tmp_path: Path) -> None:
    with visit("") as reader:
        page = reader.go(the_page(town, "stv-scottish"))
        said = page.locator("#recount-said")
        with page.expect_response("**/stimmzettel.json") as answer:
            page.get_by_role("button", name="Jetzt nachzählen").click()
        expect(said).to_contain_text("überein")
        text = answer.value.text()
        a_file(page, tmp_path, text)
        expect(said).to_contain_text("dieselben Stimmzettel")
        told = json.loads(text)
        told["ballots"][0]["count"] += 1
        a_file(page, tmp_path, json.dumps(told))
        expect(said).to_contain_text("Ihre Auszählung stimmt nicht mit dem Veröffentlichten überein")
        expect(said).to_contain_text("andere Stimmzettel")
        wrong: dict[str, Any] = {
            "keine Datei mit Stimmzetteln": "kennung;stimmen",
            "eine Zahl, die nicht sein kann": {**told, "seats": 10**9},
            "den es so nicht geben kann": {**told, "ballots": [{"ranking": [0, 0], "count": 1}]},
            "kann Ihr Browser nicht zählen": {**told, "rule": "schulze-debian"},
        }
        for sentence, content in wrong.items():
            a_file(page, tmp_path, content if isinstance(content, str) else json.dumps(content))
            expect(said).to_contain_text(sentence)
        assert reader.check() == []


def test_without_javascript_and_for_budgets_there_is_the_pack(visit: Visits, town: Town) -> None:
    for path, javascript in ((the_page(town, "stv-scottish"), False), (the_page(town, "equal-shares"), True)):
        with visit("", "phone", java_script_enabled=javascript) as reader:
            page = reader.go(path)
            expect(page.get_by_role("button", name="Jetzt nachzählen")).to_be_hidden()
            expect(page.get_by_text("python3 verify.py")).to_be_visible()
            with page.expect_download() as download:
                page.get_by_role("link", name="Nachweispaket").click()
            assert download.value.suggested_filename.endswith("-nachweis.zip")
            assert reader.check() == []
