"""Following a discussion, being told, and what is new since the last visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, NoticeKind, Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.following_actions import follow_discussion, forget_reading, note_visit, sweep_visits
from participation.discussions.following_queries import reading_of
from participation.discussions.models import Follow, Visit
from participation.discussions.spans import VISITS
from participation.kit import clock
from tests.builders import a_consultation, a_person, post, post_by_htmx
from tests.discussions.builders import a_contribution, a_subject, discussion_of

Browse = Callable[[Person | None], FlaskClient]


def told(session: Session, person: Person) -> list[NoticeKind]:
    return list(session.scalars(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)))


def url_of(consultation: Consultation, subject: Subject) -> str:
    return f"/beteiligungen/{consultation.slug}/diskussion/thema/{subject.id}"


def page_of(consultation: Consultation, subject: Subject) -> str:
    return f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}"


def test_whoever_is_answered_is_told_and_nobody_of_the_own_answer(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, bob = a_person(session), a_person(session)
    written = a_contribution(session, consultation, subject, by=alice)
    a_contribution(session, consultation, subject, "Ich ergänze.", by=alice, to=written)
    assert told(session, alice) == []
    a_contribution(session, consultation, subject, "Gut gesagt.", by=bob, to=written)
    assert told(session, alice) == [NoticeKind.REPLY]


def test_followers_are_told_once_of_each_contribution_and_not_of_their_own(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, bob = a_person(session), a_person(session)
    session.commit()
    browser = browse(alice)
    for _twice in range(2):
        assert post(browser, f"{url_of(consultation, subject)}/folgen", {"wert": "ja"}).status_code == 303
    written = a_contribution(session, consultation, subject, by=alice)
    a_contribution(session, consultation, subject, by=bob)
    assert told(session, alice) == [NoticeKind.FOLLOWED]
    a_contribution(session, consultation, subject, by=bob, to=written)
    assert told(session, alice) == [NoticeKind.FOLLOWED, NoticeKind.REPLY], "an answer to oneself is told once"
    session.commit()
    assert "Diskussionen, denen ich folge" in browser.get("/konto").text
    post(browser, f"{url_of(consultation, subject)}/folgen", {"wert": "nein"})
    a_contribution(session, consultation, subject, by=bob)
    assert len(told(session, alice)) == 2


def test_following_by_htmx_swaps_the_button_and_is_read_out(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    answer = post_by_htmx(browse(a_person(session)), f"{url_of(consultation, subject)}/folgen", {"wert": "ja"})
    assert 'data-announce="Sie folgen dieser Diskussion."' in answer.text
    assert "Nicht mehr folgen" in answer.text
    assert 'id="diskussion-folgen"' in answer.text
    assert "<html" not in answer.text


def test_what_was_written_since_the_last_visit_is_marked_counted_and_can_be_shown_alone(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, bob = a_person(session), a_person(session)
    now = clock.now()
    old = a_contribution(session, consultation, subject, "Altes", by=bob, at=now - timedelta(days=4))
    woken = a_contribution(session, consultation, subject, "Altes mit neuer Antwort", by=bob, at=now - timedelta(days=3))
    note_visit(session, alice, consultation, discussion_of(session, subject), now - timedelta(days=2))
    a_contribution(session, consultation, subject, "Neue Antwort", by=bob, to=woken, at=now - timedelta(days=1))
    a_contribution(session, consultation, subject, "Neues", by=bob, at=now - timedelta(days=1))
    a_contribution(session, consultation, subject, "Eigenes", by=alice, at=now - timedelta(days=1))
    session.commit()
    page = browse(alice).get(page_of(consultation, subject)).text
    assert page.count('class="new-mark"') == 2, "not what one wrote oneself"
    assert "<strong>2 neue Beiträge</strong>" in page
    only = browse(alice).get(f"{page_of(consultation, subject)}?zeige=neue").text
    assert f'id="beitrag-{woken.id}"' in only
    assert f'id="beitrag-{old.id}"' not in only
    reader = browse(None).get(page_of(consultation, subject)).text
    assert "new-mark" not in reader
    assert "seit Ihrem letzten Besuch" not in reader


def test_a_visit_lasts_half_an_hour_and_begins_anew_after_it(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, now, minute = a_person(session), clock.now(), timedelta(minutes=1)
    discussion = discussion_of(session, subject)

    def since_after(at: object, **how: bool) -> object:
        note_visit(session, alice, consultation, discussion, at, **how)  # type: ignore[arg-type]  # moments
        return reading_of(session, alice.id, discussion.id).since

    assert since_after(now) == now
    assert since_after(now + 20 * minute) == now
    assert since_after(now + 45 * minute) == now, "still the same visit"
    assert since_after(now + 200 * minute) == now + 45 * minute
    assert since_after(now + 201 * minute, all_read=True) == now + 201 * minute


def test_looking_writes_nothing_the_page_asks_for_it(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    a_contribution(session, consultation, subject)
    session.commit()
    browser = browse(a_person(session))
    page = browser.get(page_of(consultation, subject)).text
    assert session.scalars(select(Visit)).all() == []
    assert 'hx-trigger="load"' in page
    assert post_by_htmx(browser, f"{url_of(consultation, subject)}/besuch").status_code == 204
    assert len(session.scalars(select(Visit)).all()) == 1
    assert 'hx-trigger="load"' not in browser.get(page_of(consultation, subject)).text, "once in a while is enough"


def test_without_javascript_a_button_takes_all_as_read(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, now = a_person(session), clock.now()
    note_visit(session, alice, consultation, discussion_of(session, subject), now - timedelta(days=2))
    a_contribution(session, consultation, subject, at=now - timedelta(days=1))
    session.commit()
    browser = browse(alice)
    assert "Alles als gelesen merken" in browser.get(page_of(consultation, subject)).text
    assert post(browser, f"{url_of(consultation, subject)}/besuch", {"alles": "1"}).status_code == 303
    assert "gibt es nichts Neues" in browser.get(page_of(consultation, subject)).text


def test_what_one_reads_is_forgotten_with_time_and_with_the_account(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    discussion = discussion_of(session, a_subject(session, consultation))
    alice, bob = a_person(session), a_person(session)
    note_visit(session, alice, consultation, discussion, clock.now() - timedelta(days=VISITS.usual + 1))
    note_visit(session, bob, consultation, discussion, clock.now())
    assert sweep_visits(session, clock.now()) == 1
    follow_discussion(session, bob, consultation, discussion, clock.now())
    forget_reading(session, bob)
    assert session.scalars(select(Visit)).all() == []
    assert session.scalars(select(Follow)).all() == []


def test_forged_addresses_and_strangers_change_nothing(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject, other = a_subject(session, consultation), a_subject(session, a_consultation(session))
    session.commit()
    browser = browse(a_person(session))
    for path in ("folgen", "besuch"):
        assert post(browser, f"/beteiligungen/{consultation.slug}/diskussion/thema/{other.id}/{path}").status_code == 404
        assert post(browser, f"/beteiligungen/{consultation.slug}/diskussion/thema/999999/{path}").status_code == 404
    answers = [post(browser, f"{url_of(consultation, subject)}/folgen", {"wert": "ja" if n % 2 else "nein"}).status_code for n in range(121)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {303}
