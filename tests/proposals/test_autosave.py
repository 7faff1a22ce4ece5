"""Drafts that save themselves: often, quietly, and never over a newer text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_resident, post, post_by_htmx
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_topic, subject_of
from tests.house.pages import Page
from tests.proposals.builders import BODY, a_draft, a_proposal

Browse = Callable[[Person | None], FlaskClient]


def opened(browser: FlaskClient, url: str) -> dict[str, str]:
    """The fields of the form on a page, as a browser would send them."""
    [form] = [form for form in Page(browser.get(url).text).forms if "entry_key" in form.fields]
    return {name: value for name, value in form.fields.items() if name not in ("csrf_token", "weiter")}


def only_draft(session: Session, author: Person) -> Proposal:
    session.expire_all()
    return session.scalars(select(Proposal).where(Proposal.author_id == author.id)).one()


def test_a_new_proposal_is_kept_while_it_is_written(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    topic = str(consultation.categories[0].id)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege"
    form = opened(mine, url + "/neu")
    assert post_by_htmx(mine, url + "/zwischenspeichern", {**form, "step": "1"}).text.strip() == ""
    for step, text in ((2, "Der große Saal"), (3, "Der große Saal bekommt"), (4, "Der große Saal bekommt eine Rampe")):
        kept = post_by_htmx(mine, url + "/zwischenspeichern", {**form, "body": text, "step": str(step)})
        assert kept.text.strip() == "Entwurf gespeichert um 12:00"
    draft = only_draft(session, alice)
    assert (draft.title, draft.body, draft.is_draft) == ("", "Der große Saal bekommt eine Rampe", True)
    assert session.scalar(select(func.count()).where(AuditEntry.action == "proposal.draft_saved")) == 1
    assert "Ohne Titel" in mine.get(url + "/entwuerfe").text
    whole = {**form, "title": "Eine Rampe", "body": BODY, "category_id": topic, "step": "5", "weiter": "entwurf"}
    assert post(mine, url + "/neu", whole).status_code == 303
    assert only_draft(session, alice).title == "Eine Rampe"


def test_what_was_sent_earlier_and_comes_later_changes_nothing(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
    form = opened(mine, url + "/bearbeiten")
    assert post(mine, url + "/bearbeiten", {**form, "body": "Das Neueste.", "step": "3", "weiter": "entwurf"}).status_code == 303
    post_by_htmx(mine, url + "/zwischenspeichern", {**form, "body": "Das Ältere.", "step": "2"})
    assert only_draft(session, alice).body == "Das Neueste."


def test_two_windows_do_not_write_over_each_other(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
    one, other = opened(mine, url + "/bearbeiten"), opened(mine, url + "/bearbeiten")
    assert post(mine, url + "/bearbeiten", {**one, "body": "Aus dem ersten Fenster.", "weiter": "entwurf"}).status_code == 303
    quiet = post_by_htmx(mine, url + "/zwischenspeichern", {**other, "body": "Aus dem zweiten Fenster.", "step": "1"})
    assert quiet.status_code == 422
    assert "in einem anderen Fenster" in quiet.text
    refused = post(mine, url + "/bearbeiten", {**other, "body": "Aus dem zweiten Fenster.", "weiter": "entwurf"})
    assert refused.status_code == 422
    assert "Aus dem ersten Fenster." in refused.text
    assert "Aus dem zweiten Fenster." in refused.text
    assert only_draft(session, alice).body == "Aus dem ersten Fenster."
    [form] = [form for form in Page(refused.text).forms if "entry_key" in form.fields]
    meant = {**form.fields, "body": "Aus dem zweiten Fenster.", "weiter": "entwurf"}
    meant.pop("csrf_token")
    assert post(mine, url + "/bearbeiten", meant).status_code == 303
    assert only_draft(session, alice).body == "Aus dem zweiten Fenster."


def test_a_form_for_a_new_proposal_does_not_write_over_what_was_gone_on_with_elsewhere(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege"
    first = {**opened(mine, url + "/neu"), "title": "Eine Rampe"}
    assert post_by_htmx(mine, url + "/zwischenspeichern", {**first, "body": "Der Anfang.", "step": "1"}).status_code == 200
    draft = only_draft(session, alice)
    second = opened(mine, f"{url}/{draft.id}/bearbeiten")
    assert post(mine, f"{url}/{draft.id}/bearbeiten", {**second, "body": "Der Anfang und viel mehr.", "weiter": "entwurf"}).status_code == 303
    quiet = post_by_htmx(mine, url + "/zwischenspeichern", {**first, "body": "Der Anfang!", "step": "2"})
    assert quiet.status_code == 422
    assert "in einem anderen Fenster" in quiet.text
    refused = post(mine, url + "/neu", {**first, "body": "Der Anfang!", "step": "3", "weiter": "entwurf"})
    assert refused.status_code == 422
    assert "Der Anfang und viel mehr." in refused.text
    assert "Der Anfang!" in refused.text
    assert only_draft(session, alice).body == "Der Anfang und viel mehr."
    [form] = [form for form in Page(refused.text).forms if "entry_key" in form.fields]
    meant = {**form.fields, "body": "Der Anfang!", "weiter": "entwurf"}
    meant.pop("csrf_token")
    assert post(mine, url + "/neu", meant).status_code == 303
    assert only_draft(session, alice).body == "Der Anfang!"


def test_two_new_forms_are_two_drafts(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege"
    for words in ("Eine Rampe", "Ein Aufzug"):
        form = opened(mine, url + "/neu")
        assert post_by_htmx(mine, url + "/zwischenspeichern", {**form, "title": words, "step": "1"}).status_code == 200
    assert set(session.scalars(select(Proposal.title).where(Proposal.author_id == alice.id))) == {"Eine Rampe", "Ein Aufzug"}


def test_what_grows_from_a_contribution_says_so_from_the_first_saving_on(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    seed = a_contribution(session, consultation, subject_of(a_topic(session, consultation)), "Eine Rampe wäre gut.")
    topic = str(consultation.categories[0].id)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege"
    form = opened(mine, f"{url}/neu?aus={seed.id}")
    assert form["source"] == str(seed.id)
    for step, words in enumerate(("Eine", "Eine Rampe"), 1):
        assert post_by_htmx(mine, url + "/zwischenspeichern", {**form, "title": words, "step": str(step)}).status_code == 200
    draft = only_draft(session, alice)
    assert (draft.title, draft.from_contribution_id) == ("Eine Rampe", seed.id)
    forged = post_by_htmx(mine, url + "/zwischenspeichern", {**opened(mine, url + "/neu"), "title": "Nichts", "source": "999999", "step": "1"})
    assert forged.status_code == 404
    again = opened(mine, f"{url}/{draft.id}/bearbeiten")
    whole = {**again, "title": "Eine Rampe", "body": BODY, "category_id": topic, "weiter": "vorschau"}
    assert post(mine, f"{url}/{draft.id}/bearbeiten", whole).status_code == 303
    assert post(mine, f"{url}/{draft.id}/veroeffentlichen").status_code == 303
    session.refresh(seed)
    assert seed.grown_url.endswith(f"/vorschlaege/{draft.id}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.booleans()), min_size=3, max_size=9))
def test_whatever_windows_save_in_turn_no_text_is_lost(session: Session, browse: Browse, clicks: list[tuple[str, bool]]) -> None:
    """Each click saves a window's newest text, by itself or by the button: either it is kept, or both texts are shown."""
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
    forms = {window: opened(mine, url + "/bearbeiten") for window in "ABC"}
    kept, last = draft.body, ""
    for number, (window, by_itself) in enumerate(clicks, 1):
        text = f"Text {number} aus Fenster {window}, lang genug."
        sent = {**forms[window], "body": text, "step": str(number), "weiter": "entwurf"}
        answer = post_by_htmx(mine, url + "/zwischenspeichern", sent) if by_itself else post(mine, url + "/bearbeiten", sent)
        assert answer.status_code in (200, 303, 422)
        if answer.status_code == 422:
            assert last not in ("", window), "a window is never held up by itself"
            if not by_itself:
                assert kept in answer.text
                assert text in answer.text
                [form] = [form for form in Page(answer.text).forms if "entry_key" in form.fields]
                forms[window] = {name: value for name, value in form.fields.items() if name not in ("csrf_token", "weiter")}
        else:
            kept, last = text, window
        assert only_draft(session, alice).body == kept


def test_going_back_and_saving_again_is_no_conflict(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/neu"
    form = {**opened(mine, url), "title": "Eine Rampe", "category_id": str(consultation.categories[0].id), "weiter": "vorschau"}
    for body in (BODY, BODY + " Und ein Aufzug."):
        assert post(mine, url, {**form, "body": body}).status_code == 303
    assert only_draft(session, alice).body.endswith("Und ein Aufzug.")


def test_an_edit_after_the_window_hands_the_text_back(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"
    form = opened(mine, url + "/bearbeiten")
    with clock.frozen(NOON + timedelta(minutes=60)):
        late = post(mine, url + "/bearbeiten", {**form, "body": "Eine ganz neue, lange Fassung des Textes."})
    assert late.status_code == 403
    assert "Eine ganz neue, lange Fassung des Textes." in late.text
    assert "Ihr Text ist nicht verloren" in late.text


def test_the_preview_of_the_text_saves_nothing_and_runs_nothing(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/neu"
    typed = {"title": "Mein Titel bleibt", "body": "**Fett** <script>alert(1)</script>", "weiter": "textvorschau"}
    shown = post(mine, url, typed)
    assert "<strong>Fett</strong>" in shown.text
    assert "Mein Titel bleibt" in shown.text
    part = post_by_htmx(mine, url, typed)
    assert "<strong>Fett</strong>" in part.text
    assert "<html" not in part.text
    assert "<script>alert" not in shown.text + part.text
    assert session.scalars(select(Proposal).where(Proposal.author_id == alice.id)).all() == []
