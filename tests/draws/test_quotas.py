"""Quotas: proposed from shares, checked beside the cells, explained in sentences, priced before they are stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.draws.models import QuotaRow
from participation.draws.queries import quotas_of
from participation.draws.quotas import price_words, proposed
from participation.methods.sortition.explain import Change, WhatIf
from participation.methods.sortition.problem import Quota
from tests.builders import a_consultation, an_administrator, post, post_by_htmx
from tests.conftest import Statements
from tests.councils.builders import a_council
from tests.draws.builders import a_frozen_council, an_inviting_council

Browse = Callable[[Person | None], FlaskClient]
URL = "/verwaltung/beteiligungen/{}/buergerrat/quoten"
FIT = {"min-0-0": "2", "max-0-0": "2", "min-0-1": "2", "max-0-1": "2", "min-1-0": "1", "max-1-0": "3", "min-1-1": "1", "max-1-1": "3"}


def _stored(session: Session) -> int:
    return int(session.scalar(select(func.count()).select_from(QuotaRow)) or 0)


def test_a_proposal_rounds_each_share_both_ways_and_adds_the_slack(session: Session) -> None:
    council = a_council(session, a_consultation(session), seats=30)
    rounded = {quota.value: (quota.minimum, quota.maximum) for quota in proposed(council, 0)}
    looser = {quota.value: (quota.minimum, quota.maximum) for quota in proposed(council, 2)}
    assert len(rounded) == sum(len(feature.values) for feature in council.features)
    for feature in council.features:
        for value in feature.values:
            if value["share"] is None:
                assert rounded[str(value["code"])] == (0, 30)
                continue
            low, high = rounded[str(value["code"])]
            assert low <= 30 * int(value["share"]) / 10_000 <= high
            assert high - low <= 1
            assert looser[str(value["code"])] == (max(0, low - 2), min(30, high + 2))


def test_the_editor_shows_shares_beside_targets_and_stores_what_fits(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation = a_consultation(session)
    council = an_inviting_council(session, consultation, quotas=False)
    browser, url = browse(an_administrator(session)), URL.format(consultation.slug)
    session.commit()
    with count_statements() as statements:
        page = browser.get(url).text
    assert statements.count <= 17
    assert "Noch nicht gespeichert" in page
    assert "50,0\u00a0%" in page
    assert _stored(session) == 0
    assert post(browser, url, FIT | {"act": "save"}).status_code == 303
    assert [(quota.minimum, quota.maximum) for quota in quotas_of(session, council)] == [(2, 2), (2, 2), (1, 3), (1, 3)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"min-0-0": "3", "max-0-0": "2"}, "kleinste Zahl ist größer"),
        ({"min-0-0": "viele"}, "ganze Zahlen von 0 bis 4"),
        ({"min-0-0": "٣"}, "ganze Zahlen"),
        ({"max-1-1": "99999999999999999999"}, "ganze Zahlen"),
        ({"min-0-0": "-1"}, "ganze Zahlen"),
        ({"min-0-0": "", "max-0-0": ""}, "ganze Zahlen"),
        ({"min-0-0": "3", "max-0-0": "3"}, "Zusammen mindestens 5"),
        ({"max-0-0": "2", "min-0-1": "0", "max-0-1": "1", "min-0-0": "2"}, "Zusammen höchstens 3"),
    ],
)
def test_what_cannot_be_is_said_beside_the_cell_and_kept(session: Session, browse: Browse, change: dict[str, str], words: str) -> None:
    consultation = a_consultation(session)
    an_inviting_council(session, consultation, quotas=False)
    browser = browse(an_administrator(session))
    session.commit()
    for act in ("save", "prices"):
        answer = post(browser, URL.format(consultation.slug), FIT | change | {"act": act})
        assert answer.status_code == 422
        assert words in answer.text
        assert all(f'value="{text[:12]}"' in answer.text for text in change.values())
    assert _stored(session) == 0


def test_a_proposal_and_prices_store_nothing(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    an_inviting_council(session, consultation, quotas=False)
    browser, url = browse(an_administrator(session)), URL.format(consultation.slug)
    session.commit()
    assert re.search(r'name="min-0-0" id="min-0-0" value="1"', post(browser, url, {"act": "propose", "slack": "1"}).text)
    assert post(browser, url, {"act": "propose", "slack": "9" * 40}).status_code == 200
    whole = post(browser, url, FIT | {"act": "prices"}).text
    assert "<html" in whole
    part = post_by_htmx(browser, url, FIT | {"act": "prices"}).text
    assert "<html" not in part
    assert "höchstens 25,0\u00a0%" in part
    assert _stored(session) == 0


def test_quotas_that_contradict_each_other_are_named_with_the_smallest_ways_out(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    an_inviting_council(session, consultation, quotas=False, people=12)
    browser, url = browse(an_administrator(session)), URL.format(consultation.slug)
    session.commit()
    young_and_north = {"min-0-0": "4", "max-0-0": "4", "min-0-1": "0", "max-0-1": "0", "min-1-0": "4", "max-1-0": "4", "min-1-1": "0", "max-1-1": "0"}
    page = post(browser, url, young_and_north | {"act": "prices"}).text
    assert "So ist keine Besetzung möglich" in page
    assert "bei den 12 Menschen im Lostopf" in page
    ways = re.findall(r"<li>([^<]* statt [^<]*)</li>", page)
    assert "mindestens 3 statt 4 bei Ortsteil Nord und höchstens 1 statt 0 bei Ortsteil Süd" in ways
    assert 1 <= len(ways) <= 3


def test_too_few_people_are_no_fault_of_the_quotas(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    an_inviting_council(session, consultation, quotas=False, people=3)
    browser = browse(an_administrator(session))
    session.commit()
    assert "3 Menschen für 4 Plätze" in post(browser, URL.format(consultation.slug), FIT | {"act": "prices"}).text


def test_a_price_is_a_sentence(session: Session) -> None:
    council = an_inviting_council(session, a_consultation(session), quotas=False)
    quota = Quota("district", "Nord", 5, 6)
    prices = [WhatIf(Change(quota, "minimum", 4), 0.125), WhatIf(Change(quota, "minimum", 6), 0.2), WhatIf(Change(quota, "maximum", 7), None)]
    assert price_words(council, 0.091, prices) == [
        "Ein Platz mehr Spielraum bei Ortsteil Nord (mindestens 4) hebt die kleinste Chance von 9,1\u00a0% auf 12,5\u00a0%."
    ]


def test_frozen_quotas_stay(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    a_frozen_council(session, consultation)
    browser, url = browse(an_administrator(session)), URL.format(consultation.slug)
    session.commit()
    assert "stehen fest" in browser.get(url).text
    assert post(browser, url, FIT | {"act": "save"}).status_code == 403
