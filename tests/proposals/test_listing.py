"""The list: fair order, filters, search, pages; whatever an address says, it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.kit.page_cache import init_page_cache
from participation.proposals.actions import support_proposal, take_back_support, withdraw_proposal
from participation.proposals.filters import Filters
from participation.proposals.listing import list_proposals
from participation.proposals.models import Proposal, ProposalBoard, ProposalStage, Status
from participation.proposals.orders import Order
from tests.builders import a_consultation, a_person, a_resident
from tests.proposals.builders import DURING_COLLECT, a_draft, a_proposal


def titles(page: Any) -> list[str]:
    return [row.title for row in page.items]


def url(consultation: Any, query: str = "") -> str:
    return f"/beteiligungen/{consultation.slug}/vorschlaege{query}"


def unmarked(text: str) -> str:
    return text.replace("<mark>", "").replace("</mark>", "")


def many(session: Session, consultation: Any, count: int) -> None:
    """Published proposals, copied from one in bulk."""
    first = a_proposal(session, consultation)
    values = {column.key: getattr(first, column.key) for column in Proposal.__table__.columns if column.key != "id"}
    session.execute(
        Proposal.__table__.insert(),
        [
            values | {"reference": f"2026-9{n:04d}", "title": f"Kopie {n}", "shuffle_a": n * 7919 % 4999, "shuffle_b": n * 31 % 997}
            for n in range(count - 1)
        ],
    )
    board = session.get(ProposalBoard, consultation.id)
    assert board is not None
    board.published = count
    session.commit()


@pytest.mark.parametrize("seed", range(8))
def test_random_order_shows_each_proposal_once_over_all_pages(session: Session, seed: int) -> None:
    consultation = a_consultation(session)
    many(session, consultation, 47)
    seed = seed + seed * 268_435_399
    pages = [list_proposals(session, consultation.id, Filters(seed=seed, page=number), 10) for number in (1, 2, 3, 4, 5)]
    seen = [row.id for page in pages for row in page.items]
    assert len(seen) == len(set(seen)) == pages[0].total == 47
    again = list_proposals(session, consultation.id, Filters(seed=seed, page=3), 10)
    assert titles(again) == titles(pages[2])


def test_random_order_gives_everybody_the_first_place_equally_often(session: Session) -> None:
    consultation = a_consultation(session)
    many(session, consultation, 8)
    step = 2**31 // 320
    firsts = Counter(
        list_proposals(session, consultation.id, Filters(seed=(n * step) & ~3 | circle), 1).items[0].id for n in range(320) for circle in range(4)
    )
    assert len(firsts) == 8
    assert max(firsts.values()) - min(firsts.values()) <= 8


def test_a_person_keeps_their_order_and_another_has_another(session: Session, browse: Callable[[Person | None], FlaskClient]) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    many(session, consultation, 60)
    mine = browse(alice)
    assert mine.get(url(consultation)).text.split('id="list"')[1] == mine.get(url(consultation)).text.split('id="list"')[1]
    others = {browse(a_resident(session)).get(url(consultation)).text.split('class="card-title"')[1][:120] for _ in range(6)}
    assert len(others) > 1
    assert "bleibt für Sie gleich" in mine.get(url(consultation)).text


def test_newest_and_most_supported(session: Session) -> None:
    consultation = a_consultation(session)
    for number, title in enumerate(("Alt und beliebt", "Mittel", "Neu und unbekannt")):
        a_proposal(session, consultation, title=title, at=DURING_COLLECT + timedelta(minutes=number), supporters=2 - number)
    assert titles(list_proposals(session, consultation.id, Filters(order=Order.NEWEST))) == ["Neu und unbekannt", "Mittel", "Alt und beliebt"]
    assert titles(list_proposals(session, consultation.id, Filters(order=Order.SUPPORTED))) == ["Alt und beliebt", "Mittel", "Neu und unbekannt"]


def test_filters_narrow_the_list(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation, title="Eine Rampe", status=Status.REVIEW)
    a_proposal(session, consultation, title="Ein Aufzug", body="Damit alle nach oben kommen.")
    a_proposal(
        session, consultation, by=a_person(session, "Bauamt", role=Role.OFFICE), title="Plan der Stadt", body="Das haben wir uns gut überlegt."
    )
    session.commit()
    building = consultation.categories[0].id
    for query, shown in (
        ("?status=review", {"Eine Rampe"}),
        ("?status=review&status=new", {"Eine Rampe", "Ein Aufzug", "Plan der Stadt"}),
        ("?von=stadt", {"Plan der Stadt"}),
        ("?von=einwohner", {"Eine Rampe", "Ein Aufzug"}),
        ("?von=einwohner&von=stadt", {"Eine Rampe", "Ein Aufzug", "Plan der Stadt"}),
        ("?antwort=mit", {"Eine Rampe"}),
        ("?antwort=ohne", {"Ein Aufzug", "Plan der Stadt"}),
        ("?ab=2026-10-03&bis=2026-10-03", {"Eine Rampe", "Ein Aufzug", "Plan der Stadt"}),
        ("?ab=2026-10-04", set()),
        ("?bis=2026-10-02", set()),
        (f"?thema={building}", {"Eine Rampe", "Ein Aufzug", "Plan der Stadt"}),
        (f"?thema={consultation.categories[1].id}", set()),
        ("?q=rampe", {"Eine Rampe"}),
        ("?status=withdrawn", set()),
    ):
        text = unmarked(client.get(url(consultation, query)).text)
        assert {title for title in ("Eine Rampe", "Ein Aufzug", "Plan der Stadt") if title in text} == shown, query


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Haus", "Häuser begrünen"),
        ("radwege", "Ein Radweg zum Bahnhof"),
        ("halle", "Stadthalle sanieren"),
        ("strasse", "Straße sperren"),
        ("baum", "Mehr Bäume"),
    ],
)
def test_search_finds_stems_and_parts_of_words(session: Session, client: FlaskClient, words: str, found: str) -> None:
    consultation = a_consultation(session)
    for title in ("Häuser begrünen", "Ein Radweg zum Bahnhof", "Stadthalle sanieren", "Straße sperren", "Mehr Bäume"):
        a_proposal(session, consultation, title=title, body="Dazu gibt es viel zu sagen, aber nicht hier.")
    session.commit()
    text = unmarked(client.get(url(consultation, f"?q={words}")).text)
    assert found in text
    assert "1 Vorschlag<" in text


def test_what_is_drafted_or_withdrawn_is_in_no_list(session: Session, client: FlaskClient, browse: Callable[[Person | None], FlaskClient]) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    a_draft(session, consultation, alice, title="Nur ein Entwurf")
    gone = a_proposal(session, consultation, alice, title="Schon zurückgezogen")
    withdraw_proposal(session, alice, gone, consultation, "Erledigt.", DURING_COLLECT)
    session.commit()
    for browser in (client, browse(alice)):
        for query in ("", "?q=Entwurf", "?q=zurückgezogen", "?sortierung=neu"):
            text = browser.get(url(consultation, query)).text
            assert "Nur ein Entwurf" not in text
            assert "Schon zurückgezogen" not in text
    assert "Schon zurückgezogen" in client.get(url(consultation, "?status=withdrawn")).text


@pytest.mark.parametrize(
    "query",
    [
        "?seite=٣",
        "?seite=99999999999999999999",
        "?seite=-1",
        "?seite=0&los=99999999999",
        "?los=٣",
        "?sortierung=title;DROP+TABLE+proposal",
        "?sortierung=treffer",
        "?thema=abc&ortsteil=999999999999",
        "?status=%00&status=nonsense",
        "?q=%00%F0%9F%98%80%ED%A0%80",
        "?q=" + "%E2%80%8B" * 20,
        "?q=%22%20OR%20%22*%20NEAR%28",
        "?q=" + "a" * 5000,
    ],
)
def test_whatever_an_address_says_the_list_answers(session: Session, client: FlaskClient, query: str) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation)
    session.commit()
    assert client.get(url(consultation, query)).status_code == 200


def test_a_page_after_the_last_is_the_last(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    many(session, consultation, 25)
    text = client.get(url(consultation, "?seite=77")).text
    assert text.count('class="card-title"') == 5
    assert "Vorschläge (Seite 2)" in text


def test_the_list_costs_the_same_statements_however_long(
    session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    short, long = a_consultation(session), a_consultation(session)
    a_proposal(session, short)
    many(session, long, 300)
    numbers = []
    for consultation in (short, long):
        client.get(url(consultation))
        with count_statements() as kept:
            client.get(url(consultation))
        assert kept.count == 1
        init_page_cache(client.application)
        with count_statements() as statements:
            client.get(url(consultation))
        numbers.append(statements.count)
        client.application.extensions["kept_pages"].clear()
        with count_statements() as again:
            client.get(url(consultation))
        assert again.count == 1, again.texts  # what the page showed before is asked for at once
    assert numbers[0] == numbers[1]
    assert numbers[0] == 2, statements.texts


def test_htmx_gets_the_part_of_the_page_that_changes(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    many(session, consultation, 30)
    whole = client.get(url(consultation, "?sortierung=neu")).text
    part = client.get(url(consultation, "?sortierung=neu"), headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<section id="list"')
    assert part.strip() in whole
    assert "<html" not in part


def test_readers_get_304_until_something_changes(session: Session, client: FlaskClient) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    first = client.get(url(consultation))
    assert client.get_cookie("session") is None
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(url(consultation), headers=tag).status_code == 304
    assert client.get(url(consultation, "?seite=1"), headers=tag).status_code == 200
    support_proposal(session, alice, proposal, consultation, DURING_COLLECT)
    session.commit()
    second = client.get(url(consultation), headers=tag)
    assert second.status_code == 200
    assert "<strong>1</strong> Person unterstützt das" in second.text


def test_the_board_counts_what_is_published(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposals = [a_proposal(session, consultation, alice) for _ in range(4)]
    withdraw_proposal(session, alice, proposals[0], consultation, "Erledigt.", DURING_COLLECT)
    support_proposal(session, a_resident(session), proposals[1], consultation, DURING_COLLECT)
    take_back_support(session, alice, proposals[1], consultation, DURING_COLLECT)
    rows = session.scalars(select(Proposal.id).where(Proposal.consultation_id == consultation.id, Proposal.stage == ProposalStage.PUBLISHED)).all()
    board = session.scalars(
        select(ProposalBoard).where(ProposalBoard.consultation_id == consultation.id).execution_options(populate_existing=True)
    ).one()
    assert board.published == len(rows) == 3


def test_an_empty_list_says_what_to_do(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    session.commit()
    text = client.get(url(consultation)).text
    assert "noch keine Vorschläge" in text
    assert "Den ersten Vorschlag machen" in text
    assert "Filter anwenden" not in text


def test_hits_are_marked_also_deep_in_the_text(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(
        session,
        consultation,
        title="Häuser & <b>Höfe</b>",
        body="Am Anfang steht anderes. " * 30 + "Erst hier kommt der Springbrunnen vor. " + "Und weiter. " * 30,
    )
    session.commit()
    text = client.get(url(consultation, "?q=haus")).text
    assert "<mark>Häuser</mark> &amp; &lt;b&gt;Höfe&lt;/b&gt;" in text
    text = client.get(url(consultation, "?q=brunnen")).text
    assert "… " in text
    assert "Erst hier kommt der <mark>Springbrunnen</mark> vor." in text


def test_each_filter_can_be_taken_back_alone(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    session.commit()
    category = consultation.categories[0]
    text = client.get(url(consultation, f"?q=Rampe&thema={category.id}&status=new&status=done&von=stadt&antwort=mit&ab=2026-10-01")).text
    for label, left in (
        ("Suchwort: Rampe", f"?thema={category.id}&amp;status=new&amp;status=done&amp;von=stadt&amp;antwort=mit&amp;ab=2026-10-01"),
        ("Umgesetzt", f"?q=Rampe&amp;thema={category.id}&amp;status=new&amp;von=stadt&amp;antwort=mit&amp;ab=2026-10-01"),
        ("Ab 1. Oktober 2026", f"?q=Rampe&amp;thema={category.id}&amp;status=new&amp;status=done&amp;von=stadt&amp;antwort=mit"),
    ):
        assert f'href="{url(consultation)}{left}">{label}<' in text, label


def test_who_finds_nothing_is_told_what_would_find_something(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation, title="Eine Rampe")
    session.commit()
    text = client.get(url(consultation, "?q=Rampe+Seilbahn")).text
    assert "Nur nach „rampe“ suchen</a>" in text
    assert "Nur nach „seilbahn“" not in text
    assert "„Rampe“ ohne andere Filter</a>" in client.get(url(consultation, "?q=Rampe&von=stadt")).text
    assert "kommt in keinem Vorschlag vor" in client.get(url(consultation, "?q=Seilbahn")).text
