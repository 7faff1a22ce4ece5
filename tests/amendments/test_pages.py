"""The pages of suggested changes, as a browser without JavaScript meets them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.amendments.models import Amendment, State
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.models import Kind
from participation.kit import clock
from participation.moderation.models import Measure
from participation.proposals.actions import withdraw_proposal
from participation.proposals.models import Proposal
from tests.amendments.builders import REASON, an_amendment, rejected_by
from tests.builders import a_consultation, a_person, a_resident, post
from tests.conftest import Statements
from tests.discussions.builders import a_contribution
from tests.moderation.builders import decide_about_amendment
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]
BODY = "Der große Saal bekommt eine Rampe.\n\nDie Halle bleibt am Abend offen."
NEW_BODY = BODY.replace("eine Rampe", "zwei Rampen")


def _place(session: Session) -> tuple[str, Consultation, Proposal, Person]:
    consultation, ada = a_consultation(session), a_resident(session, "Ada")
    proposal = a_proposal(session, consultation, ada, "Eine Rampe", BODY, at=clock.now())
    session.commit()
    return f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}", consultation, proposal, ada


def _sent(page: str, **changes: str) -> dict[str, str]:
    """The hidden fields of a page's form, and what is typed."""
    values = {name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("base", "entry_key", "aus")}
    return {"title": "Eine Rampe", "body": NEW_BODY, "reason": REASON, **values, **changes}


def test_from_the_proposal_over_the_preview_to_the_published_suggestion(session: Session, browse: Browse) -> None:
    url, _consultation, _proposal, ada = _place(session)
    bob = browse(a_resident(session, "Bob"))
    assert f"{url}/aenderungen/neu" in bob.get(url).text
    form = bob.get(f"{url}/aenderungen/neu").text
    assert "eine Rampe" in form
    preview = post(bob, f"{url}/aenderungen/neu", _sent(form, weiter="vorschau"))
    assert preview.status_code == 200
    assert "gestrichen: </span>eine Rampe<" in preview.text
    session.expire_all()
    assert session.scalars(select(Amendment)).all() == []
    back = post(bob, f"{url}/aenderungen/neu", _sent(preview.text, weiter="bearbeiten"))
    assert "zwei Rampen" in back.text
    done = post(bob, f"{url}/aenderungen/neu", _sent(preview.text, weiter="veroeffentlichen"))
    assert done.status_code == 303
    page = browse(None).get(done.location).text
    assert "von Bob" in page
    assert REASON in page
    assert "eingefügt: </span>zwei Rampen<" in page
    assert "Änderungsvorschlag von Bob" in browse(None).get(url).text
    accept = browse(ada).get(f"{done.location}/annehmen")
    assert "Was sich ändert" in accept.text
    assert post(browse(ada), f"{done.location}/annehmen", {"seen": "1"}).status_code == 303
    assert "zwei Rampen" in browse(None).get(url).text
    assert "Fassung 2" in browse(None).get(done.location).text
    assert "Änderungsvorschlag von Bob" in browse(None).get(f"{url}/fassungen").text


def test_what_was_typed_is_kept_where_something_is_missing(session: Session, browse: Browse) -> None:
    url, _consultation, _proposal, _ada = _place(session)
    bob = browse(a_resident(session))
    form = bob.get(f"{url}/aenderungen/neu").text
    answer = post(bob, f"{url}/aenderungen/neu", _sent(form, reason="", weiter="vorschau"))
    assert answer.status_code == 422
    assert "zwei Rampen" in answer.text
    assert "begründen Sie" in answer.text


def test_a_text_that_moved_on_meanwhile_is_said_and_shown(session: Session, browse: Browse) -> None:
    url, _consultation, _proposal, ada = _place(session)
    bob = browse(a_resident(session))
    form = bob.get(f"{url}/aenderungen/neu").text
    edited = {"title": "Eine Rampe", "body": BODY.replace("am Abend", "bis 22 Uhr"), "category_id": str(_proposal.category_id)}
    assert post(browse(ada), f"{url}/bearbeiten", edited).status_code == 303
    answer = post(bob, f"{url}/aenderungen/neu", _sent(form, weiter="veroeffentlichen"))
    assert answer.status_code == 422
    assert "inzwischen geändert" in answer.text
    assert "zwei Rampen" in answer.text
    assert post(bob, f"{url}/aenderungen/neu", _sent(answer.text, weiter="vorschau")).status_code == 200


def test_a_proposal_that_was_withdrawn_meanwhile_hands_the_text_back(session: Session, browse: Browse) -> None:
    url, consultation, proposal, ada = _place(session)
    bob = browse(a_resident(session, "Bob"))
    waiting = an_amendment(session, consultation, proposal, at=clock.now())
    session.commit()
    form = bob.get(f"{url}/aenderungen/neu").text
    withdraw_proposal(session, ada, proposal, consultation, "Erledigt.", clock.now())
    session.commit()
    for step in ("vorschau", "veroeffentlichen"):
        late = post(bob, f"{url}/aenderungen/neu", _sent(form, weiter=step))
        assert late.status_code == 403
        assert "Dieser Vorschlag gilt nicht mehr" in late.text
        assert "Ihr Text ist nicht verloren" in late.text
        assert "zwei Rampen" in late.text
    accept = post(browse(ada), f"{url}/aenderungen/{waiting.id}/annehmen", {"seen": "1"})
    assert accept.status_code == 403
    assert "Dieser Vorschlag gilt nicht mehr" in accept.text
    session.refresh(waiting)
    assert waiting.is_open


def test_a_collision_is_shown_and_needs_a_wording(session: Session, browse: Browse) -> None:
    url, consultation, proposal, ada = _place(session)
    amendment = an_amendment(session, consultation, proposal, body=NEW_BODY, at=clock.now())
    session.commit()
    edited = {"title": "Eine Rampe", "body": BODY.replace("eine Rampe", "einen Aufzug"), "category_id": str(proposal.category_id)}
    post(browse(ada), f"{url}/bearbeiten", edited)
    place = f"{url}/aenderungen/{amendment.id}/annehmen"
    stale = post(browse(ada), place, {"seen": "1"})
    assert stale.status_code == 422
    assert "gerade geändert" in stale.text
    assert "Der Vorschlag lautet inzwischen anders" in stale.text
    assert post(browse(ada), place, {"seen": "2"}).status_code == 422
    by_hand = {"seen": "2", "title": "Rampen und Aufzug", "body": BODY.replace("eine Rampe", "zwei Rampen und einen Aufzug")}
    assert post(browse(ada), place, by_hand).status_code == 303
    assert "Der Text wurde dabei angepasst" in browse(None).get(f"{url}/aenderungen/{amendment.id}").text


def test_a_contribution_is_taken_over_into_the_form(session: Session, browse: Browse) -> None:
    url, consultation, proposal, _ada = _place(session)
    here = Subject("proposal", proposal.id, consultation.id, proposal.title, url, proposal.author_id)
    source = a_contribution(session, consultation, here, "Lieber zwei schmale Rampen.", kind=Kind.SUGGESTION)
    amendment = an_amendment(session, consultation, proposal, source=source.id, at=clock.now())
    below = Subject("amendment", amendment.id, consultation.id, "Änderung", url, None)
    second = a_contribution(session, consultation, below, kind=Kind.SUGGESTION)
    session.commit()
    bob = browse(a_resident(session))
    assert "Lieber zwei schmale Rampen." in bob.get(f"{url}/aenderungen/neu?aus={source.id}").text
    assert f'href="/beitraege/{source.id}"' in bob.get(f"{url}/aenderungen/{amendment.id}").text
    refused = bob.get(f"{url}/aenderungen/neu?aus={second.id}")
    assert refused.status_code == 403
    assert "keinen eigenen Änderungsvorschlag" in refused.text
    assert bob.get(f"{url}/aenderungen/neu?aus=999999").status_code == 404


def test_people_discuss_a_suggestion_on_its_own_page(session: Session, browse: Browse) -> None:
    url, consultation, proposal, _ada = _place(session)
    amendment = an_amendment(session, consultation, proposal, at=clock.now())
    session.commit()
    bob = browse(a_resident(session))
    thread = f"/beteiligungen/{consultation.slug}/diskussion/aenderung/{amendment.id}"
    assert post(bob, thread, {"beitrag-kind": "for", "beitrag-body": "Das ist besser so."}).status_code == 303
    assert "Das ist besser so." in browse(None).get(f"{url}/aenderungen/{amendment.id}").text
    assert "1 Beitrag" in browse(None).get(f"{url}/aenderungen").text


def test_a_rejected_change_and_the_proposal_that_grew_from_it_lead_to_each_other(session: Session, browse: Browse) -> None:
    url, consultation, proposal, ada = _place(session)
    bob = a_resident(session, "Bob")
    amendment = an_amendment(session, consultation, proposal, bob, title="Zwei Rampen", at=clock.now())
    rejected_by(session, consultation, proposal, amendment, ada, clock.now())
    session.commit()
    answer = post(browse(bob), f"{url}/aenderungen/{amendment.id}/eigener-vorschlag")
    assert answer.status_code == 303
    draft = answer.location.removesuffix("/bearbeiten")
    assert draft not in browse(None).get(f"{url}/aenderungen/{amendment.id}").text
    assert post(browse(bob), f"{draft}/veroeffentlichen").status_code == 303
    assert draft in browse(None).get(f"{url}/aenderungen/{amendment.id}").text
    assert f"{url}/aenderungen/{amendment.id}" in browse(None).get(draft).text


def test_a_hidden_text_leaves_a_stub(session: Session, browse: Browse) -> None:
    url, consultation, proposal, _ada = _place(session)
    bob, moderator = a_resident(session), a_person(session, moderates=consultation)
    amendment = an_amendment(session, consultation, proposal, bob, title="Schlimmes Wort", at=clock.now())
    decide_about_amendment(session, moderator, amendment, consultation, Measure.HIDE, "Beleidigung", clock.now())
    session.commit()
    for path in (url, f"{url}/aenderungen", f"{url}/aenderungen/{amendment.id}"):
        assert "Schlimmes Wort" not in browse(None).get(path).text
    assert "Beleidigung" in browse(None).get(f"{url}/aenderungen/{amendment.id}").text
    for person in (bob, moderator):
        assert "Schlimmes Wort" in browse(person).get(f"{url}/aenderungen/{amendment.id}").text


def test_pages_cost_the_same_however_many_suggestions_there_are(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    url, consultation, proposal, _ada = _place(session)
    bob = a_resident(session)
    reader, one = browse(a_resident(session)), an_amendment(session, consultation, proposal, bob, at=clock.now())
    session.commit()
    counts: dict[str, set[int]] = {}
    for more in (0, 30):
        for number in range(more):
            an_amendment(session, consultation, proposal, bob, title=f"Rampe Nummer {number}", at=clock.now())
        session.commit()
        for path in (url, f"{url}/aenderungen", f"{url}/aenderungen/{one.id}"):
            reader.get(path)
            with count_statements() as statements:
                reader.get(path)
            counts.setdefault(path, set()).add(statements.count)
    assert all(len(found) == 1 for found in counts.values()), counts
    assert one.state == State.OPEN
