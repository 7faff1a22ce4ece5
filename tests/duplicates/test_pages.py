"""Similar proposals are offered while writing, the moderation's list leads to a decision, and both pages tell what happened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.duplicates.actions import judge_pair, move_support, split_off
from participation.duplicates.models import Merge, ProposalPair, Verdict
from participation.duplicates.similar import similar_pairs, similar_to
from participation.kit import clock
from participation.proposals.actions import edit_proposal, support_proposal, withdraw_proposal
from participation.proposals.models import Proposal, ProposalStage
from participation.proposals.texts import text_of
from tests.builders import a_resident, post, post_by_htmx
from tests.conftest import Statements
from tests.duplicates.builders import Square, a_square
from tests.proposals.builders import BODY, DURING_COLLECT, a_draft, a_proposal

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def square(session: Session) -> Square:
    return a_square(session)


def base(square: Square) -> str:
    return f"/beteiligungen/{square.consultation.slug}"


def test_while_typing_similar_proposals_appear_with_their_numbers(square: Square, browse: Browse) -> None:
    square.support(0, 0)
    a_proposal(square.session, square.consultation, title="Keine Rampe für die Stadthalle")
    answer = post_by_htmx(browse(a_resident(square.session)), f"{base(square)}/vorschlaege/aehnliche", {"title": "Rampe für die Stadthalle"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Eine Rampe für die Stadthalle" in text
    assert "1 Person unterstützt das" in text
    assert "Dieser Vorschlag sagt „keine“, Ihr Text nicht." in text
    assert "<html" not in text
    assert 'name="weiter" value="unterstuetzen-' in text


@pytest.mark.parametrize("title", ["", "Ra", "x" * 5000, "<script>", "   "])
def test_where_there_is_little_to_compare_nothing_appears(square: Square, browse: Browse, title: str) -> None:
    answer = post_by_htmx(browse(a_resident(square.session)), f"{base(square)}/vorschlaege/aehnliche", {"title": title})
    assert (answer.status_code, answer.get_data(as_text=True).strip()) == (200, "")


def test_supporting_instead_keeps_the_draft(square: Square, browse: Browse) -> None:
    other, writer = square.proposals[0], a_resident(square.session)
    form = {"title": "Rampe für die Stadthalle", "body": "", "weiter": f"unterstuetzen-{other.id}"}
    browser = browse(writer)
    answer = post(browser, f"{base(square)}/vorschlaege/neu", form)
    draft = square.session.scalars(select(Proposal).where(Proposal.author_id == writer.id)).one()
    assert answer.location.endswith(f"/vorschlaege/{other.id}/unterstuetzen?entwurf={draft.id}")
    assert draft.stage == ProposalStage.DRAFT
    assert "Ihr Entwurf ist gespeichert" in browser.get(answer.location).get_data(as_text=True)


def test_without_javascript_the_preview_shows_them(square: Square, browse: Browse) -> None:
    writer = a_resident(square.session)
    draft = a_draft(square.session, square.consultation, writer, "Rampe für die Stadthalle")
    text = browse(writer).get(f"{base(square)}/vorschlaege/{draft.id}/vorschau").get_data(as_text=True)
    assert "Gibt es das schon?" in text
    assert f"/vorschlaege/{square.proposals[0].id}/unterstuetzen?entwurf={draft.id}" in text


def test_the_index_follows_what_is_published_changed_and_withdrawn(square: Square) -> None:
    session, number = square.session, square.consultation.id

    def found() -> set[int]:
        return {each.row.id for each in similar_to(session, number, "Springbrunnen am Marktplatz")}

    assert found() == set()
    fountain = a_proposal(session, square.consultation, square.authors[0], "Ein Springbrunnen am Marktplatz")
    a_draft(session, square.consultation, title="Springbrunnen am Marktplatz")
    assert found() == {fountain.id}
    withdraw_proposal(session, square.authors[0], fountain, square.consultation, "Erledigt.", clock.now())
    assert found() == set()


def test_the_index_reads_only_what_the_log_names(square: Square, count_statements: Callable[[], AbstractContextManager[Statements]]) -> None:
    session, consultation, number = square.session, square.consultation, square.consultation.id

    def found() -> list[int]:
        return [each.row.id for each in similar_to(session, number, "Eine Rampe für die Stadthalle")]

    def read() -> list[str]:
        with count_statements() as statements:
            found()
        return [one for one in statements.texts if "teaser" in one and "support_count" not in one]

    everything = found()
    square.support(0, 1)
    assert read() == []
    a_proposal(session, consultation, square.authors[0], "Ein Brunnen am Markt")
    assert len(read()) == 1
    assert found() == everything
    edited = square.proposals[1]
    text = replace(text_of(edited), title="Ein Aufzug im Rathaus")
    edit_proposal(session, square.authors[1], edited, consultation, text, DURING_COLLECT)
    assert set(found()) == set(everything) - {edited.id}
    merge = square.merge(0, 2)
    assert found() == [square.proposals[0].id]
    part = merge.part_of(square.proposals[2].id)
    assert part is not None
    split_off(session, square.moderator, consultation, merge, part, "Doch nicht dasselbe.", clock.now())
    assert set(found()) == set(everything) - {edited.id}


def test_the_work_list_names_pairs_until_they_are_judged(square: Square, browse: Browse) -> None:
    browser, url = browse(square.moderator), f"{base(square)}/aehnliche"
    first, second = square.proposals[0], square.proposals[1]
    pairs = {(pair.first.id, pair.second.id) for pair in similar_pairs(square.session, square.consultation.id, 1, 20).items}
    assert (first.id, second.id) in pairs
    assert f"{url}/{first.id}/{second.id}" in browser.get(url).get_data(as_text=True)
    missing = post(browser, f"{url}/{first.id}/{second.id}", {"urteil": "together", "reason": " "})
    assert missing.status_code == 422
    assert post(browser, f"{url}/{first.id}/{second.id}", {"urteil": "together", "reason": "Beide wollen eine Rampe."}).status_code == 303
    assert f"{url}/{first.id}/{second.id}" not in browser.get(url).get_data(as_text=True)
    for one, other in ((first, second), (second, first)):
        text = browse(None).get(f"{base(square)}/vorschlaege/{one.id}").get_data(as_text=True)
        assert "Beide wollen eine Rampe." in text
        assert other.title in text
    assert post(browser, f"{url}/{second.id}/{first.id}", {"urteil": "different", "reason": ""}).status_code == 303
    assert square.session.scalar(select(func.count(ProposalPair.id))) == 1
    assert post(browser, f"{url}/{second.id}/{first.id}", {"urteil": "offen"}).status_code == 303
    assert f"{url}/{first.id}/{second.id}" in browser.get(url).get_data(as_text=True)
    assert post(browser, f"{url}/{second.id}/{first.id}", {"urteil": "x"}).status_code == 422


def test_a_link_shows_the_other_pages_new_title_at_once(square: Square, browse: Browse) -> None:
    first, second = square.proposals[:2]
    judge_pair(square.session, square.moderator, square.consultation, first, second, Verdict.TOGETHER, "Gleich.", clock.now())
    square.session.commit()
    reader = browse(None)
    assert second.title in reader.get(f"{base(square)}/vorschlaege/{first.id}").get_data(as_text=True)
    second.title = "Ganz anders gesagt"
    square.session.commit()
    assert "Ganz anders gesagt" in reader.get(f"{base(square)}/vorschlaege/{first.id}").get_data(as_text=True)


def test_a_merge_from_the_first_question_to_the_moved_support(square: Square, browse: Browse) -> None:
    square.support(0, 1)
    first, second, third = square.proposals
    moderator = browse(square.moderator)
    url = f"{base(square)}/aehnliche/{first.id}/{second.id}/zusammenfuehren"
    wrong = post(moderator, url, {"target": first.id, "reason": "Dasselbe.", "days": "14", "also": "2026-99999"})
    assert wrong.status_code == 422
    assert "Einen Vorschlag mit der Nummer 2026-99999 gibt es nicht." in wrong.get_data(as_text=True)
    assert "Dasselbe." in wrong.get_data(as_text=True)
    post(moderator, url, {"target": first.id, "reason": "Dasselbe.", "days": "14", "also": str(third.reference)})
    merge = square.session.scalars(select(Merge)).one()
    where = f"{base(square)}/zusammenfuehrungen/{merge.id}"
    again = post(moderator, url, {"target": second.id, "reason": "Dasselbe.", "days": "14"})
    assert "läuft schon eine Anfrage" in again.get_data(as_text=True)
    for number in (0, 1):
        author = browse(square.authors[number])
        assert where in author.get(f"{base(square)}/vorschlaege/{square.proposals[number].id}").get_data(as_text=True)
        assert post(author, f"{where}/antwort", {"vorschlag": square.proposals[number].id, "antwort": "vielleicht"}).status_code == 422
        assert post(author, f"{where}/antwort", {"vorschlag": square.proposals[number].id, "antwort": "ja"}).status_code == 303
    assert post(moderator, f"{where}/ausfuehren").status_code == 303
    source_url = f"{base(square)}/vorschlaege/{second.id}"
    text = browse(None).get(source_url).get_data(as_text=True)
    assert "Dieser Vorschlag ist in einem anderen aufgegangen" in text
    assert "großen Saal" in text or "große Saal" in text
    assert "übertragen" not in text
    target_text = browse(None).get(f"{base(square)}/vorschlaege/{first.id}").get_data(as_text=True)
    assert "Darin aufgegangen" in target_text
    assert second.title in target_text
    listed = browse(None).get(f"{base(square)}/vorschlaege?status=withdrawn").get_data(as_text=True)
    assert "Aufgegangen" in listed
    backer = browse(square.backers[0])
    assert "Unterstützung übertragen" in backer.get(source_url).get_data(as_text=True)
    assert post(backer, f"{source_url}/unterstuetzung-uebertragen").location.endswith(f"/vorschlaege/{first.id}")
    square.session.expire_all()
    assert (first.support_count, second.support_count) == (1, 0)
    assert "1</strong> Person unterstützt" in browse(None).get(f"{base(square)}/vorschlaege/{first.id}").get_data(as_text=True)
    assert post(moderator, f"{where}/trennen/{second.id}", {"reason": ""}).status_code == 422
    assert post(moderator, f"{where}/trennen/{second.id}", {"reason": "Doch verschieden."}).status_code == 303
    square.session.expire_all()
    assert (first.support_count, second.support_count) == (0, 1)


def test_a_persons_data_names_supports_that_moved(square: Square, browse: Browse) -> None:
    support_proposal(square.session, square.backers[0], square.proposals[1], square.consultation, clock.now())
    square.merge(0, 1)
    move_support(square.session, square.backers[0], square.consultation, square.proposals[1], clock.now())
    answer = browse(square.backers[0]).get("/konto/daten.json")
    assert answer.get_json()["moved_supports"][0]["target_id"] == square.proposals[0].id


def test_pages_cost_the_same_however_many_there_are(
    square: Square, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    moderator, url = browse(square.moderator), f"{base(square)}/aehnliche"

    def cost(path: str) -> int:
        moderator.get(path)
        with count_statements() as statements:
            assert moderator.get(path).status_code == 200
        return statements.count

    target = f"{base(square)}/vorschlaege/{square.proposals[0].id}"
    one = a_proposal(square.session, square.consultation, title="Die Rampe an der Stadthalle")
    judge_pair(square.session, square.moderator, square.consultation, square.proposals[0], one, Verdict.TOGETHER, "Gleich.", clock.now())
    square.session.commit()
    before = cost(url), cost(target)
    for number in range(6):
        more = a_proposal(square.session, square.consultation, title=f"Rampe Nummer {number} an der Stadthalle", body=BODY)
        judge_pair(square.session, square.moderator, square.consultation, square.proposals[0], more, Verdict.TOGETHER, "Gleich.", clock.now())
    square.merge(0, 1)
    square.session.commit()
    after = cost(url), cost(target)
    assert after[1] == before[1]
    assert after[0] <= before[0] + 3  # a merge on the list reads its parts and their proposals in one statement each
