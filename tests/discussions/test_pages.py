"""Writing by the pages: with htmx and without, errors in place, hostile text harmless."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Stage
from participation.discussions.models import Contribution
from participation.proposals.actions import withdraw_proposal
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_person, a_resident, post, post_by_htmx
from tests.discussions.builders import a_contribution, a_subject
from tests.proposals.builders import DURING_COLLECT, a_draft, a_proposal

Browse = Callable[[Person | None], FlaskClient]
SENT = {"beitrag-kind": "question", "beitrag-body": "Wie lange dauert das?", "beitrag-form_key": "key-of-a-form-0001"}


def number_of(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Contribution)) or 0


def test_a_proposal_is_discussed_on_its_page(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    page = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    action = f"/beteiligungen/{consultation.slug}/diskussion/vorschlag/{proposal.id}"
    browser = browse(a_person(session))
    assert f'action="{action}"' in browser.get(page).text
    done = post(browser, action, SENT)
    assert done.status_code == 303
    assert done.location.startswith(f"{page}#beitrag-")
    assert "Wie lange dauert das?" in browse(None).get(page).text
    session.expire_all()
    assert session.get_one(Proposal, proposal.id).contribution_count == 1


def test_a_double_click_writes_once(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    browser = browse(a_person(session))
    url = f"/beteiligungen/{consultation.slug}/diskussion/thema/{subject.id}"
    first, second = (post(browser, url, SENT) for _ in range(2))
    assert first.location == second.location
    assert number_of(session) == 1


def test_htmx_gets_the_thread_with_the_new_contribution_in_focus(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    answer = post_by_htmx(browse(a_person(session)), f"/beteiligungen/{consultation.slug}/diskussion/thema/{subject.id}", SENT)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert "Ihr Beitrag steht jetzt in der Diskussion." in answer.text
    assert "data-focus-after-swap" in answer.text
    assert SENT["beitrag-form_key"] not in answer.text, "the next form has a key of its own"


@pytest.mark.parametrize("body", ["x" * 1001, "", " \u200b\u00ad ", "# "])
def test_what_cannot_be_taken_is_kept_in_its_form(session: Session, browse: Browse, body: str) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    url = f"/beteiligungen/{consultation.slug}/diskussion/thema/{subject.id}"
    browser = browse(a_person(session))
    page = post(browser, url, {**SENT, "beitrag-body": body})
    fragment = post_by_htmx(browser, url, {**SENT, "beitrag-body": body})
    for answer in (page, fragment):
        assert answer.status_code == 422
        assert 'id="error-summary"' in answer.text
        assert 'value="question" checked' in answer.text
        assert body.strip(" \u200b\u00ad") in answer.text
    assert "<title>Fehler:" in page.text
    assert fragment.headers["HX-Retarget"] == "#beitrag-formular"
    assert number_of(session) == 0


def test_a_wrong_answer_is_kept_at_the_contribution_it_answers(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    written = a_contribution(session, consultation, subject, "Darauf wird geantwortet.")
    browser = browse(a_person(session))
    url, field = f"/beitraege/{written.id}/antworten", f"antwort{written.id}-body"
    page = post(browser, url, {field: "y" * 1001})
    assert page.status_code == 422
    assert "Darauf wird geantwortet." in page.text
    assert "y" * 1001 in page.text
    fragment = post_by_htmx(browser, url, {field: "y" * 1001})
    assert fragment.status_code == 422
    assert fragment.headers["HX-Retarget"] == f"#antwort-{written.id}"
    form = browser.get(url, headers={"HX-Request": "true"})
    assert field in form.text
    assert "<html" not in form.text
    answered = post_by_htmx(browser, url, {field: "Gut gesagt."})
    assert "Gut gesagt." in answered.text
    assert "2 Beiträge" in answered.text


def test_a_forged_third_level_is_refused(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    answer = a_contribution(session, consultation, subject, to=a_contribution(session, consultation, subject))
    sent = post(browse(a_person(session)), f"/beitraege/{answer.id}/antworten", {f"antwort{answer.id}-body": "Eine dritte Ebene?"})
    assert sent.status_code == 422
    assert "Auf eine Antwort kann nicht noch einmal geantwortet werden" in sent.text
    assert number_of(session) == 2


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[klick](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![x](http://evil/x.png)"]
)
def test_hostile_text_is_shown_and_not_run(session: Session, browse: Browse, text: str) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    browser = browse(a_person(session, '"><script>alert(2)</script>'))
    post(browser, f"/beteiligungen/{consultation.slug}/diskussion/thema/{subject.id}", {**SENT, "beitrag-body": text + " Ende"})
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}").text.split('id="diskussion"')[1]
    assert " Ende" in page
    for bad in ("<script>alert", 'javascript:alert(1)"', "<img", 'onerror=alert(1)>"'):
        assert bad not in page


def test_odd_input_is_never_a_failure_of_ours(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    browser = browse(a_person(session))
    base = f"/beteiligungen/{consultation.slug}/diskussion"
    assert post(browser, f"{base}/thema/{subject.id}", {**SENT, "beitrag-kind": "gibt es nicht"}).status_code == 422
    assert post(browser, f"{base}/thema/{subject.id}", {**SENT, "beitrag-body": "NUL \x00 und \ufffe"}).status_code == 303
    assert post(browser, f"{base}/thema/{subject.id}", {**SENT, "beitrag-form_key": "k" * 5000}).status_code == 303
    assert post(browser, f"{base}/thema/{subject.id}", {**SENT, "beitrag-form_key": "NUL \x00 in key"}).status_code == 303
    for path in (f"{base}/thema/99999999", f"{base}/thema/٣", f"{base}/alles/1", "/melden/contribution/999999999", "/beitraege/12345678901234567890"):
        assert browser.get(path).status_code == 404
    other = a_subject(session, a_consultation(session))
    session.commit()
    assert post(browser, f"{base}/thema/{other.id}", SENT).status_code == 404


def test_drafts_and_hidden_consultations_have_no_discussion_to_find(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    author, stranger = a_resident(session), a_person(session)
    draft = a_draft(session, consultation, author)
    hidden = a_consultation(session)
    subject = a_subject(session, hidden)
    written = a_contribution(session, hidden, subject)
    hidden.stage = Stage.DRAFT
    session.commit()
    assert post(browse(stranger), f"/beteiligungen/{consultation.slug}/diskussion/vorschlag/{draft.id}", SENT).status_code == 404
    for path in ("", "/antworten"):
        assert browse(stranger).get(f"/beitraege/{written.id}{path}").status_code == 404


def test_a_withdrawn_proposal_can_be_read_and_no_longer_discussed(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    author = a_resident(session)
    proposal = a_proposal(session, consultation, author)
    withdraw_proposal(session, author, proposal, consultation, "Doch keine gute Idee.", DURING_COLLECT)
    session.commit()
    refused = post(browse(a_person(session)), f"/beteiligungen/{consultation.slug}/diskussion/vorschlag/{proposal.id}", SENT)
    assert refused.status_code == 403
    assert "zurückgezogen" in refused.text


def test_nobody_writes_faster_than_a_person_can(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    browser = browse(a_person(session))
    url = f"/beteiligungen/{consultation.slug}/diskussion/thema/{subject.id}"
    answers = [post(browser, url, {**SENT, "beitrag-form_key": f"key-of-form-{n}"}).status_code for n in range(31)]
    assert answers == [303] * 30 + [429]
