"""A contribution quoted in an answer, and one that grows into a proposal, with the link both ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions.actions import delete_contribution
from participation.discussions.models import Contribution, Kind
from participation.kit import clock
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_person, a_resident, post
from tests.discussions.builders import a_contribution, a_subject, discussion_of, many_contributions
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]
HTMX = {"HX-Request": "true"}


def test_a_quotation_opens_the_answer_with_the_words_and_their_link(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    above = a_contribution(session, consultation, subject, "Oben steht das.")
    answer = a_contribution(session, consultation, subject, "Der Saal *klingt* gut.", to=above)
    session.commit()
    browser = browse(a_person(session))
    url = f"/beitraege/{above.id}/antworten"
    for answered in (browser.get(f"{url}?zitat={answer.id}"), browser.get(f"{url}?zitat={answer.id}", headers=HTMX)):
        assert "&gt; Der Saal klingt gut." in answered.text
        assert f"(/beitraege/{answer.id})" in answered.text
    typed = browser.get(f"{url}?zitat={answer.id}&antwort{above.id}-body=Schon%20getippt.", headers=HTMX).text
    assert typed.index("Schon getippt.") < typed.index("&gt; Der Saal")
    sent = f"> Der Saal klingt gut.\n>\n> [Beitrag {answer.id}](/beitraege/{answer.id})\n\nFinde ich auch."
    post(browser, url, {f"antwort{above.id}-body": sent})
    page = browser.get(url).text
    assert f'href="/beitraege/{answer.id}"' in page.split("<blockquote>")[1].split("</blockquote>")[0]


def test_what_cannot_be_read_is_not_quoted(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject, elsewhere = a_subject(session, consultation), a_subject(session, consultation)
    alice = a_person(session)
    above, gone = a_contribution(session, consultation, subject), a_contribution(session, consultation, subject, by=alice)
    other = a_contribution(session, consultation, elsewhere)
    delete_contribution(session, alice, consultation, gone, clock.now())
    session.commit()
    browser = browse(alice)
    statuses = [
        browser.get(f"/beitraege/{above.id}/antworten?zitat={said}").status_code for said in (gone.id, other.id, "x", "9" * 30, "\u0663", "-1", "")
    ]
    assert statuses == [403, *([404] * 6)]


def test_more_answers_come_on_demand_and_without_htmx_on_a_page(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    above = many_contributions(session, discussion_of(session, subject), 1, a_person(session), answers=60)[0]
    session.commit()
    browser = browse(None)
    page = browser.get(f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}").text
    assert "58 weitere Antworten zeigen" in page
    assert page.count('class="contribution"') == 3
    url = f"/beitraege/{above}/antworten/weitere?ab="
    part = browser.get(f"{url}3", headers=HTMX).text
    assert part.count('class="contribution"') == 50
    assert "data-announce" in part
    assert part.count("data-focus-after-swap") == 1
    assert "8 weitere Antworten zeigen" in part
    last = browser.get(f"{url}53", headers=HTMX).text
    assert last.count('class="contribution"') == 8
    assert "weitere Antworten zeigen" not in last
    for odd in ("0", "-1", "x", "999999999999"):
        assert browser.get(url + odd, headers=HTMX).status_code == 200
    assert browser.get(f"{url}3").location == f"/beitraege/{above}/antworten"


def test_a_contribution_grows_into_a_proposal_and_both_lead_to_each_other(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    seed = a_contribution(session, consultation, subject, "Ein Dach für Fahrräder wäre gut, mit zwanzig Plätzen.", kind=Kind.SUGGESTION)
    session.commit()
    browser, base = browse(a_resident(session)), f"/beteiligungen/{consultation.slug}/vorschlaege"
    page = browser.get(f"/beitraege/{seed.id}/antworten").text
    assert f'href="{base}/neu?aus={seed.id}"' in page
    form = browser.get(f"{base}/neu?aus={seed.id}").text
    assert "&gt; Ein Dach für Fahrräder" in form
    text = {"title": "Ein Dach für Fahrräder", "body": "Wer mit dem Rad kommt, stellt es in den Regen. Ein Dach genügt.",
            "category_id": str(consultation.categories[0].id), "source": str(seed.id), "entry_key": "k" * 20, "weiter": "vorschau"}  # fmt: skip
    assert post(browser, f"{base}/neu", text).status_code == 303
    session.expire_all()
    proposal = session.scalars(select(Proposal)).one()
    thread = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}"
    assert "Daraus ist ein Vorschlag entstanden" not in browse(None).get(thread).text, "drafts are nobody's business"
    assert post(browser, f"{base}/{proposal.id}/veroeffentlichen").status_code == 303
    assert f'<a href="{base}/{proposal.id}">Daraus ist ein Vorschlag entstanden</a>' in browse(None).get(thread).text
    assert f'<a href="/beitraege/{seed.id}">Ein Dach für Fahrräder wäre gut' in browse(None).get(f"{base}/{proposal.id}").text, "in its chain"


@pytest.mark.parametrize("said", ["0", "-1", "999999", "9" * 40, "x", "\u0663", ""])
def test_a_forged_seed_grows_into_nothing(session: Session, browse: Browse, said: str) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser, base = browse(a_resident(session)), f"/beteiligungen/{consultation.slug}/vorschlaege"
    assert browser.get(f"{base}/neu?aus={said}").status_code == 404
    if said:
        text = {"title": "Ein Dach", "body": "Wer mit dem Rad kommt, stellt es in den Regen.", "source": said}
        assert post(browser, f"{base}/neu", text).status_code == 404
        assert session.scalars(select(Proposal)).all() == []


def test_whoever_made_the_proposal_is_marked_in_its_thread(session: Session, browse: Browse) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, author)
    session.commit()
    page, action = (
        f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}",
        f"/beteiligungen/{consultation.slug}/diskussion/vorschlag/{proposal.id}",
    )
    for who in (author, a_person(session)):
        post(browse(who), action, {"beitrag-kind": "note", "beitrag-body": "Dazu noch ein Wort.", "beitrag-form_key": f"key-{who.id:08d}"})
    assert len(session.scalars(select(Contribution)).all()) == 2
    for reader in (None, author):
        assert browse(reader).get(page).text.count("hat den Vorschlag gemacht") == 1
