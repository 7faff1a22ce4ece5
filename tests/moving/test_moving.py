"""A city moves here: everything once, in order, with the names that were public, and back again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.subjects import Subject
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Contribution, Discussion, Kind, Topic
from participation.followups.clock_numbers import by_kind
from participation.kit import clock
from participation.moving.actions import sweep_moves
from participation.moving.description import System
from participation.moving.models import Move, MovedThing, MoveState
from participation.moving.naming_actions import forget_name
from participation.proposals.actions import support_proposal
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.writing_models import Channel
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.moving.builders import a_move
from tests.moving.exports import (
    COMMENTS,
    PROPOSALS,
    REPLY,
    File,
    adhocracy,
    consul,
    consul_graphql,
    csv_of,
    decidim,
    decidim_comment,
    decidim_json,
    decidim_proposal,
)
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


def sent(browser: FlaskClient, consultation: Any, system: System, files: list[File]) -> Any:
    url = f"/verwaltung/beteiligungen/{consultation.slug}/umzug"
    data = {"system": str(system), "files": [(io.BytesIO(content), name) for name, content in files]}
    return post(browser, url, data, content_type="multipart/form-data")


def thread_of(session: Session, kind: str, number: int) -> list[Contribution]:
    found = session.scalars(
        select(Contribution)
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .where(Discussion.subject_kind == kind, Discussion.subject_id == number)
    )
    return sorted(found, key=lambda each: (each.parent_id or each.id, each.position))


def proposal(session: Session, title: str) -> Proposal:
    return session.scalars(select(Proposal).where(Proposal.title == title)).one()


def test_from_decidim_to_the_pages_and_back(session: Session, browse: Browse, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    url = sent(browser, consultation, System.DECIDIM, decidim()).headers["Location"]
    text = browser.get(url).text
    for sentence in ("6 Einträge übernehmen", "1 × Vorschläge, die dort zurückgezogen sind", "(Amendments)", "Treffen. Bitte legen Sie", "1 × Kommentare zu Vorschlägen oder Themen, die nicht dabei sind",
                     "Thema „Grünes“ gibt es hier nicht", "endorsements/user_endorsements", "open-data-users.csv: email"):  # fmt: skip
        assert sentence in text, sentence
    assert session.scalars(select(Proposal)).all() == []
    for _twice in range(2):
        assert post(browser, url + "/uebernehmen").status_code == 303
    way = proposal(session, "Radweg an der Lahnstraße")
    assert (way.author_id, way.channel, way.support_count, way.contribution_count, way.contested) == (None, Channel.MOVED, 0, 4, 1)
    assert way.published_at == datetime(2024, 5, 12, 10, tzinfo=UTC)
    assert "<strong>Lahnstraße</strong>" in way.body_html
    assert "<li>breit</li>" in way.body_html
    assert "alert" not in way.body_html
    page = client.get(f"/beteiligungen/{consultation.slug}/vorschlaege/{way.id}").text
    for sentence in ("Aus Decidim übernommen", "Verfasst von Alba.", "Nr. bei Decidim: ST-PROP-2024-05-11.", "Dort hatte er 42 Unterstützungen. Sie zählen hier nicht mit.",
                     "Wir bauen 2027.", "Ben (aus Decidim übernommen)", "Carla (aus Decidim übernommen) als Antwort auf Dilek"):  # fmt: skip
        assert sentence in page, sentence
    first, answer, deeper, second = thread_of(session, "proposal", way.id)
    assert (first.kind, first.number, first.answers_count, second.kind, second.number) == (Kind.FOR, 1, 2, Kind.AGAINST, 2)
    assert [each.body for each in (answer, deeper)] == ["Stimmt.", "Und die Kreuzung?"]
    assert (answer.parent_id, deeper.parent_id, answer.position, deeper.position) == (first.id, first.id, 1, 2)
    assert first.created_at == datetime(2024, 6, 2, 9, 30, tzinfo=UTC)
    assert "1 Vorschlag<" in client.get(f"/beteiligungen/{consultation.slug}/vorschlaege?q=ST-PROP-2024-05-11").text
    report = browser.get(url).text
    assert "Übernommen" in report
    table = browser.get(url + "/bericht.csv").text
    assert f"/vorschlaege/{way.id}" in table
    assert '"Vorschlag","11"' in table
    assert '"Beitrag"' in table
    assert "proposal" not in table.replace("/proposals/", "/")
    assert post(browser, url + "/zuruecknehmen").status_code == 303
    session.expire_all()
    assert session.scalars(select(Contribution)).all() == []
    assert {each.stage for each in session.scalars(select(Proposal))} == {ProposalStage.WITHDRAWN}
    again = browser.get(sent(browser, consultation, System.DECIDIM, decidim()).headers["Location"]).text
    assert "6 Einträge übernehmen" in again


def test_what_moved_here_does_not_wait_since_it_was_asked_elsewhere(session: Session, client: FlaskClient) -> None:
    """The public clock would say that this city lets people wait for years, also for what was answered there."""
    consultation, staff = a_consultation(session), an_administrator(session)
    a_move(session, staff, consultation, System.DECIDIM, decidim())
    own = a_proposal(session, consultation, title="Hier gefragt")
    session.commit()
    row = next(one for one in by_kind(session, clock.now(), consultation.id) if one.name == "proposal")
    assert row.waiting == 1
    assert row.longest is not None
    assert row.longest < 100, "theirs are of 2024"
    page = client.get(f"/beteiligungen/{consultation.slug}/antworten").text
    assert own.title in page
    assert page.count("wartet seit") == 1
    assert page.count("aus einer anderen Plattform übernommen</li>") == 2


def test_what_is_private_is_never_kept(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    for system, files in ((System.DECIDIM, decidim()), (System.CONSUL, consul()), (System.ADHOCRACY, adhocracy())):
        move = a_move(session, staff, consultation, system, files, publish=False)
        for word in ("Geheime Person", "example.org", "heikel"):
            assert word not in (move.described or ""), (system, word)


def test_the_same_again_is_already_there_and_only_what_is_new_comes(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    a_move(session, staff, consultation, System.DECIDIM, decidim())
    way = proposal(session, "Radweg an der Lahnstraße")
    way.title = "Radweg, hier geändert"
    session.commit()
    browser = browse(staff)
    url = sent(browser, consultation, System.DECIDIM, decidim()).headers["Location"]
    assert "In diesem Export ist nichts Neues." in browser.get(url).text
    assert "Was darin steht, ist schon hier." in browser.get(url).text
    assert post(browser, url + "/uebernehmen").status_code == 422
    from_there = [
        ("comments.csv", csv_with_reply()),
    ]
    a_move(session, staff, consultation, System.DECIDIM, from_there)
    session.expire_all()
    assert session.get_one(Proposal, way.id).title == "Radweg, hier geändert"
    thread = thread_of(session, "proposal", way.id)
    assert [each.body for each in thread] == ["Dafür, weil Kinder dort fahren.", "Stimmt.", "Und die Kreuzung?", "Später noch etwas.", "Zu teuer."]
    assert session.get_one(Proposal, way.id).contribution_count == 5


def csv_with_reply() -> bytes:
    return csv_of(COMMENTS, decidim_comment(2, "Stimmt.", 1, REPLY, "Dilek"), decidim_comment(9, "Später noch etwas.", 3, REPLY))


def test_wrong_rows_are_left_out_only_when_it_is_said(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    table = csv_of(PROPOSALS, decidim_proposal(1, "Gut und schön", "Ein guter Text."), decidim_proposal(2, "", "Ohne Titel."),
                   decidim_proposal(3, "Zeitlos", "Kein Tag.", published_at="irgendwann"), decidim_proposal(1, "Zweimal", "Noch einmal."))  # fmt: skip
    url = sent(browser, consultation, System.DECIDIM, [("proposals.csv", table)]).headers["Location"]
    text = browser.get(url).text
    for sentence in ("3 Zeilen können so nicht übernommen werden", "Zeile 3: Die Zeile hat keine Nummer oder keinen Titel.", "Zeile 4: Die Zeit „irgendwann“ ist nicht lesbar.",
                     "Zeile 5: Nummer 1 steht schon in „proposals.csv“, Zeile 2."):  # fmt: skip
        assert sentence in text, sentence
    assert post(browser, url + "/uebernehmen").status_code == 422
    assert session.scalars(select(Proposal)).all() == []
    assert post(browser, url + "/uebernehmen", {"ohne": "fehler"}).status_code == 303
    assert [each.title for each in session.scalars(select(Proposal))] == ["Gut und schön"]
    assert "Zeilen mit Fehlern, die weggelassen sind" in browser.get(url).text


def test_from_consul(session: Session, client: FlaskClient) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    move = a_move(session, staff, consultation, System.CONSUL, consul())
    session.commit()
    trees = proposal(session, "Mehr Bäume")
    assert trees.body == "Kurz: Bäume.\n\nBäume kühlen die Stadt & machen sie schön."
    assert [each.body for each in thread_of(session, "proposal", trees.id)] == ["Ja, Bäume!", "Welche denn?", "Linden."]
    topic = session.scalars(select(Topic)).one()
    assert topic.introduction == "Was denken Sie?\n\n*ohne Namen (aus CONSUL Democracy übernommen)*"
    assert [each.origin for each in thread_of(session, "topic", topic.id)] == ["kim (aus CONSUL Democracy übernommen)"]
    passed = move.report["passed"]
    assert passed == {
        "Vorschläge und Debatten, die dort ausgeblendet oder zurückgezogen sind": 1,
        "Kommentare, die dort ausgeblendet sind": 1,
        "Kommentare zu anderem als Vorschlägen und Debatten (Abstimmungen, Themen, Projekte)": 1,
    }
    assert "Verfasst von Garten e.V." in client.get(f"/beteiligungen/{consultation.slug}/vorschlaege/{trees.id}").text
    assert "kim (aus CONSUL Democracy übernommen)" in client.get(f"/beteiligungen/{consultation.slug}/diskussionen/{topic.id}").text


def test_from_consuls_api_and_decidims_json(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    a_move(session, staff, consultation, System.CONSUL, consul_graphql())
    a_move(session, staff, consultation, System.DECIDIM, decidim_json())
    fountain, slow = proposal(session, "Trinkbrunnen"), proposal(session, "Tempo 30 am Bahnhof")
    assert [each.body for each in thread_of(session, "proposal", fountain.id)] == ["Gute Idee"]
    assert [each.kind for each in thread_of(session, "proposal", slow.id)] == [Kind.FOR]
    names = {each.source_id: (each.author_name, each.supports) for each in session.scalars(select(MovedThing).where(MovedThing.kind == "proposal"))}
    assert names == {"8": ("lea", 3), "21": ("Alba, Ben", 5)}


def test_from_adhocracy(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    a_move(session, staff, consultation, System.ADHOCRACY, adhocracy())
    ground = proposal(session, "Spielplatz am Fluss")
    assert ground.body == "Ein Spielplatz & eine Wiese."
    assert ground.category_id == next(each.id for each in consultation.categories if each.name == "Nutzung")
    first, answer = thread_of(session, "proposal", ground.id)
    assert (first.body, answer.body, answer.parent_id) == ("Schön!", "Für welches Alter?", first.id)
    trace = session.scalars(select(MovedThing).where(MovedThing.kind == "proposal")).one()
    assert (trace.supports, trace.answer) == (9, "**Wird geprüft**\n\nWir prüfen das.")


@pytest.mark.parametrize("use", ["support", "contribution"])
def test_what_somebody_used_is_not_taken_back(session: Session, browse: Browse, use: str) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    move = a_move(session, staff, consultation, System.DECIDIM, decidim())
    park = proposal(session, "Bänke im Stadtpark")
    if use == "support":
        support_proposal(session, a_resident(session), park, consultation, clock.now())
    else:
        subject = Subject("proposal", park.id, consultation.id, park.title, "/")
        contribute(session, a_resident(session), consultation, subject, Draft(Kind.NOTE, "Von heute."), clock.now())
    session.commit()
    url = f"/verwaltung/beteiligungen/{consultation.slug}/umzug/{move.id}/zuruecknehmen"
    response = post(browse(staff), url)
    assert response.status_code == 409
    assert "bleibt alles, wie es ist" in response.text
    assert session.get_one(Move, move.id).state == MoveState.DONE


def test_after_a_week_it_stays_and_what_nobody_took_over_is_deleted(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    move = a_move(session, staff, consultation, System.DECIDIM, decidim_json())
    move.done_at = clock.now() - timedelta(days=7, minutes=1)
    a_move(session, staff, consultation, System.CONSUL, consul(), publish=False)
    session.commit()
    assert post(browse(staff), f"/verwaltung/beteiligungen/{consultation.slug}/umzug/{move.id}/zuruecknehmen").status_code == 403
    assert sweep_moves(session, clock.now() + timedelta(hours=23)) == 0
    assert sweep_moves(session, clock.now() + timedelta(hours=25)) == 1


@pytest.mark.parametrize("content", [b"PK\x03\x04kaputt", b"{", b"\x00\x01\x02", b"", b"<?xml version='1.0'?>", b"[[[[1]]]]", b'{"data": 5}'])
def test_what_is_no_export_ends_in_a_sentence(session: Session, browse: Browse, content: bytes) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    response = sent(browser, consultation, System.DECIDIM, [("kaputt.zip", content)])
    assert response.status_code in (303, 422)
    if response.status_code == 303:
        shown = browser.get(response.headers["Location"])
        assert shown.status_code == 200
        assert "nichts Neues" in shown.text
        assert "Haben Sie die richtige Plattform" in shown.text
    elif content.startswith(b"PK"):
        assert "„kaputt.zip“ ist beschädigt" in response.text
    assert sent(browser, consultation, System.DECIDIM, []).status_code == 422


def test_nobody_else_moves(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    assert sent(browse(a_person(session)), consultation, System.DECIDIM, decidim_json()).status_code == 403


def test_a_name_goes_everywhere_when_somebody_asks(session: Session, browse: Browse, client: FlaskClient) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    decidim_move = a_move(session, staff, consultation, System.DECIDIM, decidim())
    session.commit()
    way = proposal(session, "Radweg an der Lahnstraße")
    shown = f"/beteiligungen/{consultation.slug}/vorschlaege/{way.id}"
    assert "Alba" in client.get(shown).text
    browser, url = browse(staff), f"/verwaltung/beteiligungen/{consultation.slug}/umzug/{decidim_move.id}"
    refused = post(browser, url + "/name", {"name": "Niemand"})
    assert refused.status_code == 422
    assert "Unter diesem Namen ist in diesem Umzug nichts" in refused.text
    assert 'value="Niemand"' in refused.text
    for name in ("Alba", "Dilek"):
        assert post(browser, url + "/name", {"name": name}).status_code == 303
    text = client.get(shown).text
    assert "Alba" not in text
    assert "Dilek" not in text
    assert "Carla (aus Decidim übernommen) als Antwort auf ohne Namen" in text


def test_a_name_goes_from_a_topic_too(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    files = [(name, content.replace(b"hans@example.org", b"Hans *H*")) for name, content in consul()]
    move = a_move(session, staff, consultation, System.CONSUL, files)
    assert "Hans" in session.scalars(select(Topic)).one().introduction
    forget_name(session, staff, consultation, move, "Hans *H*", clock.now())
    topic = session.scalars(select(Topic)).one()
    assert "Hans" not in topic.introduction + topic.introduction_html
