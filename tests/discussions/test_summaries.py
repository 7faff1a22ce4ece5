"""Summaries: sentences that cite, what is refused, versions, objections and replies, what is left of cited texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions import summary_queries
from participation.discussions.actions import delete_contribution
from participation.discussions.models import Contribution, Discussion
from participation.discussions.summary_actions import object_to, publish_summary, read_sentences
from participation.discussions.summary_models import Objection, Sentence, Summary
from participation.kit import clock
from participation.kit.errors import Conflict, Invalid
from tests.builders import a_consultation, a_person, post
from tests.discussions.builders import a_contribution, a_subject, discussion_of, many_contributions

Browse = Callable[[Person | None], FlaskClient]


class Scene:
    """A discussion with three contributions, its moderator, and the addresses."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.consultation: Consultation = a_consultation(session)
        self.subject: Subject = a_subject(session, self.consultation)
        self.alice = a_person(session)
        self.posts: list[Contribution] = [a_contribution(session, self.consultation, self.subject, by=self.alice) for _each in range(3)]
        self.moderator = a_person(session, moderates=self.consultation)
        self.url = f"/diskussionen/{self.discussion.id}/zusammenfassung"
        self.thread = f"/beteiligungen/{self.consultation.slug}/diskussionen/{self.subject.id}"

    @property
    def discussion(self) -> Discussion:
        return discussion_of(self.session, self.subject)

    def publish(self, *sentences: tuple[str, list[Contribution]], **how: Any) -> Summary:
        text = "\n".join(" ".join([said, *(f"#{one.id}" for one in cited)]) for said, cited in sentences)
        return publish_summary(self.session, self.moderator, self.consultation, self.discussion, text, clock.now(), **how)

    def lines(self) -> list[Any]:
        return summary_queries.lines_of(self.session, self.discussion.summary_id)


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_a_line_is_a_sentence_and_numbers_are_citations() -> None:
    found = read_sentences("Viele loben den Saal (#12, #15).\n\n  Manche fürchten die Kosten. #7 #7\n")
    assert [(one.text, one.numbers) for one in found] == [("Viele loben den Saal.", (12, 15)), ("Manche fürchten die Kosten.", (7,))]


def test_a_summary_stands_above_the_thread_and_its_citations_are_marked(scene: Scene, session: Session, browse: Browse) -> None:
    scene.publish(("Viele loben den Saal.", scene.posts[:2]), ("Eine fragt nach Kosten.", scene.posts[2:]))
    session.commit()
    page = browse(None).get(scene.thread).text
    assert page.index("Viele loben den Saal.") < page.index('class="thread"')
    assert f'<a href="/beitraege/{scene.posts[0].id}">Beitrag {scene.posts[0].id}</a>' in page
    assert page.count("zitiert in der Zusammenfassung") == 3
    scene.publish(("Viele loben den Saal.", scene.posts[:2]))
    session.commit()
    assert browse(None).get(scene.thread).text.count("zitiert in der Zusammenfassung") == 2


@pytest.mark.parametrize("text", ["", "Ohne Beleg.", "#1", "Fremd. #999999", "Riesig. #99999999999", "x" * 501 + " #{own}", "Doppelt. #{own}\nDoppelt. #{own}",
                                  "\n".join(f"Satz {n}. #{{own}}" for n in range(41)), "y" * 100_000])  # fmt: skip
def test_what_cannot_be_taken_is_kept_in_its_form(scene: Scene, session: Session, browse: Browse, text: str) -> None:
    session.commit()
    typed = text.replace("{own}", str(scene.posts[0].id))
    answer = post(browse(scene.moderator), f"{scene.url}/bearbeiten", {"text": typed})
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert typed[:200].split("\n")[0] in answer.text
    assert session.scalars(select(Summary)).all() == []


def test_what_nobody_can_read_is_not_cited_anew_and_leaves_its_number_where_it_was(scene: Scene, session: Session, browse: Browse) -> None:
    scene.publish(("Viele loben den Saal.", scene.posts[:2]))
    delete_contribution(session, scene.alice, scene.consultation, scene.posts[0], clock.now())
    session.commit()
    assert f"Beitrag {scene.posts[0].id} (gelöscht)" in browse(None).get(scene.thread).text
    scene.publish(("Viele loben den Saal sehr.", scene.posts[:2]))
    delete_contribution(session, scene.alice, scene.consultation, scene.posts[2], clock.now())
    with pytest.raises(Invalid, match="nicht mehr zu lesen"):
        scene.publish(("Alle loben den Saal.", scene.posts))


def test_every_version_stays_and_a_sentence_that_stays_keeps_its_objections(scene: Scene, session: Session, browse: Browse) -> None:
    scene.publish(("Viele loben den Saal.", scene.posts[:1]), ("Alle wollen sparen.", scene.posts[1:2]))
    first, second = scene.lines()
    for line in (first, second):
        object_to(session, scene.alice, scene.consultation, session.get_one(Sentence, line.sentence_id), "So nicht.", clock.now())
    scene.publish(("Viele loben den Saal.", scene.posts[:1]), ("Manche wollen sparen.", scene.posts[1:2]))
    kept, fresh = scene.lines()
    assert (kept.sentence_id, kept.objection_count) == (first.sentence_id, 1)
    assert (fresh.sentence_id != second.sentence_id, fresh.objection_count) == (True, 0)
    session.commit()
    assert "Manche wollen sparen." in browse(None).get(scene.url).text
    earlier = browse(None).get(f"{scene.url}?fassung=1").text
    assert "Alle wollen sparen." in earlier
    assert "Dies ist eine frühere Fassung." in earlier
    assert browse(None).get(f"{scene.url}?fassung=9").status_code == 404


def test_two_moderators_do_not_overwrite_each_other(scene: Scene) -> None:
    scene.publish(("Viele loben den Saal.", scene.posts[:1]), based_on=0)
    with pytest.raises(Invalid, match="Inzwischen"):
        scene.publish(("Alle loben den Saal.", scene.posts[:1]), based_on=0)


def test_an_objection_is_counted_shown_answered_and_made_once(scene: Scene, session: Session, browse: Browse) -> None:
    scene.publish(("Alle loben den Saal.", scene.posts))
    session.commit()
    sentence = scene.lines()[0].sentence_id
    browser, url = browse(scene.alice), f"/zusammenfassungen/saetze/{sentence}/einspruch"
    for bad in ("", " \u200b ", "x" * 501, "y" * 100_000):
        assert post(browser, url, {"reason": bad}).status_code == 422
    assert post(browser, url, {"reason": "Ich habe ihn nicht gelobt."}).status_code == 303
    assert post(browser, url, {"reason": "Noch einmal."}).status_code == 409
    assert "1 Einspruch" in browse(None).get(scene.thread).text
    page = browse(None).get(scene.url).text
    assert "Ich habe ihn nicht gelobt." in page
    assert scene.alice.public_name not in page.split('class="summary-sentences"')[1]
    objection = session.scalars(select(Objection)).one()
    desk, reply = browse(scene.moderator), f"/zusammenfassungen/einsprueche/{objection.id}/antwort"
    assert post(desk, reply, {"reply": ""}).status_code == 422
    assert post(desk, reply, {"reply": "Stimmt, wir schreiben „viele“."}).status_code == 303
    assert "wir schreiben „viele“" in browse(None).get(scene.url).text
    assert "Einspruch" in session.scalars(select(Notice.message).where(Notice.person_id == scene.alice.id)).all()[-1]
    assert post(desk, reply, {"reply": "Bitte sachlich.", "hide": "y"}).status_code == 303
    hidden = browse(None).get(scene.url).text
    assert "Ich habe ihn nicht gelobt." not in hidden
    assert "1 Einspruch" in hidden


def test_objecting_twice_at_the_same_moment_counts_once(scene: Scene, session: Session) -> None:
    scene.publish(("Alle loben den Saal.", scene.posts))
    sentence = session.get_one(Sentence, scene.lines()[0].sentence_id)
    object_to(session, scene.alice, scene.consultation, sentence, "Nein.", clock.now())
    with pytest.raises(Conflict):
        object_to(session, scene.alice, scene.consultation, sentence, "Nein!", clock.now())
    assert scene.lines()[0].objection_count == 1


def test_the_moderator_sees_what_no_sentence_cites(scene: Scene, session: Session, browse: Browse, count_statements: Callable[[], Any]) -> None:
    scene.publish(("Viele loben den Saal.", scene.posts[:2]))
    session.commit()
    browser = browse(scene.moderator)
    page = browser.get(f"{scene.url}/bearbeiten").text
    left_out = page.split('id="nicht-zitiert"')[1]
    assert f'data-cite="#{scene.posts[2].id}"' in left_out
    assert f'data-cite="#{scene.posts[0].id}"' not in left_out
    assert f"Viele loben den Saal. #{scene.posts[0].id} #{scene.posts[1].id}" in page
    counts = []
    for more in (1, 200):
        many_contributions(session, scene.discussion, more, scene.alice)
        session.commit()
        with count_statements() as statements:
            browser.get(f"{scene.url}/bearbeiten")
        counts.append(statements.count)
    assert counts[0] == counts[1]


def test_nobody_objects_without_end(scene: Scene, session: Session, browse: Browse) -> None:
    scene.publish(("Alle loben den Saal.", scene.posts))
    session.commit()
    browser, url = browse(scene.alice), f"/zusammenfassungen/saetze/{scene.lines()[0].sentence_id}/einspruch"
    answers = [post(browser, url, {"reason": "Nein."}).status_code for _each in range(21)]
    assert answers == [303, *([409] * 19), 429]


@pytest.mark.parametrize("path", ["/zusammenfassungen/saetze/99999/einspruch", "/diskussionen/99999/zusammenfassung"])
def test_forged_numbers_find_nothing(scene: Scene, session: Session, browse: Browse, path: str) -> None:
    session.commit()
    assert browse(scene.alice).get(path).status_code == 404
    assert browse(None).get(scene.url).status_code == 404, "there is no summary yet"
