"""A text is put up, commented, changed by suggestions and new versions; what was said stays with its paragraph, and marks count once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Notice
from participation.discussions.models import Contribution, Kind
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, Refused
from participation.moderation.models import Measure
from participation.reviews import listeners, queries
from participation.reviews.actions import Acceptance, accept_suggestion, mark_paragraph, suggest_wording, withdraw_suggestion
from participation.reviews.models import Mark, Passage, State, Suggestion
from participation.reviews.text_actions import Revision, close_text, draft_text, edit_text, revise_text
from participation.reviews.texts import SuggestionText, TextDraft
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.discussions.builders import a_contribution
from tests.moderation.builders import rule
from tests.reviews.builders import (
    BODY,
    REASON,
    a_comment,
    a_draft,
    a_suggestion,
    a_text,
    accepted,
    mark,
    paragraph_at,
    rejected,
    revised,
    subject_of,
)


def _bodies(session: Session, text: object, number: int | None = None) -> list[str]:
    return [line.body for line in queries.lines_of(session, text.id, number or text.number)]  # type: ignore[attr-defined]  # a text


def _ids(session: Session, text: object) -> list[int]:
    return [line.paragraph_id for line in queries.lines_of(session, text.id, text.number)]  # type: ignore[attr-defined]  # a text


def _acts(session: Session, most: int) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(most)))


def test_a_text_is_cut_drafted_changed_and_published(session: Session) -> None:
    consultation = a_consultation(session)
    draft = a_draft(session, consultation)
    assert [line.kind for line in queries.lines_of(session, draft.id, 1)] == ["heading", "text", "text", "item", "item"]
    edit_text(session, an_administrator(session), consultation, draft, TextDraft("Neuer Titel", "", "Ein Absatz.\n\nNoch einer.", True), clock.now())
    assert (draft.title, draft.takes_marks, draft.number) == ("Neuer Titel", True, 1)
    assert _bodies(session, draft) == ["Ein Absatz.", "Noch einer."]
    text = a_text(session, consultation)
    with pytest.raises(Refused, match="neuen Fassung"):
        edit_text(session, an_administrator(session), consultation, text, TextDraft("x", "", "y"), clock.now())
    assert _acts(session, 3)[0] == "review_text.published"


def test_what_cannot_be_put_up_is_said_with_all_that_is_wrong(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    with pytest.raises(Invalid) as refused:
        draft_text(session, staff, consultation, TextDraft("", "x" * 2_001, " "), clock.now())
    assert {refused.value.field, *(one.field for one in refused.value.also)} == {"title", "introduction", "body"}
    for body, said in (("a\n\n" * 401, "400"), ("wort " * 1_100, "Absatz 1"), ("a" * 200_001, "zu lang")):
        with pytest.raises(Invalid, match=said):
            draft_text(session, staff, consultation, TextDraft("Titel", "", body), clock.now())


def test_numbered_headings_keep_their_numbers(session: Session) -> None:
    text = a_text(session, a_consultation(session), "# 1. Allgemeines\n\n2. Zweitens *wichtig*")
    lines = queries.lines_of(session, text.id, 1)
    assert [(line.kind, line.marker, line.body_html) for line in lines] == [
        ("heading", "", "1. Allgemeines"),
        ("item", "2.", "Zweitens <em>wichtig</em>"),
    ]


def test_an_accepted_suggestion_makes_a_version_in_which_one_paragraph_reads_otherwise(session: Session) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    text = a_text(session, consultation)
    before, ids = _bodies(session, text), _ids(session, text)
    suggestion = a_suggestion(session, consultation, text, 3, ada, body="Hunde dürfen auf der Wiese frei laufen.")
    accepted(session, consultation, text, suggestion)
    assert (suggestion.state, suggestion.result_number, suggestion.adapted, text.number) == (State.ACCEPTED, 2, False, 2)
    assert _ids(session, text) == ids
    assert _bodies(session, text) == [*before[:2], "Hunde dürfen auf der Wiese frei laufen.", *before[3:]]
    assert _bodies(session, text, 1) == before
    notice = session.scalars(select(Notice).where(Notice.person_id == ada.id)).one()
    assert notice.url.endswith(f"/entwuerfe/{text.id}/vorschlaege/{suggestion.id}")
    assert _acts(session, 1) == ["text_suggestion.accepted"]


def test_other_words_than_suggested_are_named_as_such(session: Session) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    suggestion = accepted(session, consultation, text, a_suggestion(session, consultation, text, 3), "Hunde sind an der Leine.")
    assert suggestion.adapted
    with pytest.raises(Invalid, match="einzigen Absatz"):
        accepted(session, consultation, text, a_suggestion(session, consultation, text, 3), "Eins.\n\nZwei.")
    waiting = a_suggestion(session, consultation, text, 3)
    with pytest.raises(Invalid, match="schon im Entwurf"):
        accepted(session, consultation, text, waiting, "Hunde sind an der Leine.")
    assert waiting.is_open


def test_a_paragraph_is_struck_and_what_was_said_stays(session: Session) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    standing = paragraph_at(session, text, 5)
    a_contribution(session, consultation, subject_of(text, standing))
    other = a_suggestion(session, consultation, text, 5)
    suggestion = a_suggestion(session, consultation, text, 5, strike=True)
    assert suggestion.strikes
    accepted(session, consultation, text, suggestion)
    assert len(_ids(session, text)) == 4
    gone = queries.gone_of(session, text)
    assert [(row.paragraph_id, row.contribution_count, row.last) for row in gone] == [(standing.paragraph.id, 1, 1)]
    assert queries.standing_of(session, text, standing.paragraph.id).gone
    with pytest.raises(Invalid, match="nicht mehr im Entwurf"):
        accepted(session, consultation, text, other)
    rejected(session, consultation, text, other)
    with pytest.raises(Refused, match="nicht mehr im Entwurf"):
        suggest_wording(
            session,
            a_resident(session),
            consultation,
            text,
            queries.standing_of(session, text, standing.paragraph.id),
            SuggestionText("Anders.", REASON, 2),
            clock.now(),
        )


def test_the_last_paragraph_is_not_struck(session: Session) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation, "Nur einer.")
    with pytest.raises(Invalid, match="einzige Absatz"):
        accepted(session, consultation, text, a_suggestion(session, consultation, text, 1, strike=True))


def test_a_version_that_was_not_looked_at_is_not_changed(session: Session) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    first, second = a_suggestion(session, consultation, text, 2), a_suggestion(session, consultation, text, 3)
    accepted(session, consultation, text, first)
    given = Acceptance(1, second.body, "Gut.")
    with pytest.raises(Invalid, match="neuere Fassung"):
        accept_suggestion(session, an_administrator(session), consultation, text, second, given, clock.now())
    accepted(session, consultation, text, second)
    assert text.number == 3


def test_reasons_are_needed_and_a_decision_is_the_last(session: Session) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    suggestion, staff = a_suggestion(session, consultation, text), an_administrator(session)
    with pytest.raises(Invalid, match="warum"):
        accept_suggestion(session, staff, consultation, text, suggestion, Acceptance(1, suggestion.body, " "), clock.now())
    rejected(session, consultation, text, suggestion)
    with pytest.raises(Refused, match="schon abgelehnt"):
        accepted(session, consultation, text, suggestion)
    mine = a_suggestion(session, consultation, text, by=(ada := a_resident(session)))
    withdraw_suggestion(session, ada, consultation, mine, clock.now())
    with pytest.raises(Refused, match="zurückgezogen"):
        accepted(session, consultation, text, mine)


def test_what_cannot_be_suggested_is_said(session: Session) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    text = a_text(session, consultation)
    standing = paragraph_at(session, text, 3)
    for given, said in (
        (SuggestionText(standing.wording.body, REASON, 1), "noch nichts geändert"),
        (SuggestionText("Anders.", " ", 1), "begründen"),
        (SuggestionText(" ", REASON, 1), "wie der Absatz lauten soll"),
        (SuggestionText("Eins.\n\nZwei.", REASON, 1), "einzigen Absatz"),
        (SuggestionText("# Überschrift", REASON, 1), "einzigen Absatz"),
        (SuggestionText("x" * 5_001, REASON, 1), "zu lang"),
        (SuggestionText("Anders.", "x" * 1_001, 1), "zu lang"),
    ):
        with pytest.raises(Invalid, match=said):
            suggest_wording(session, ada, consultation, text, standing, given, clock.now())
    accepted(session, consultation, text, a_suggestion(session, consultation, text, 3))
    moved = paragraph_at(session, text, 3)
    with pytest.raises(Invalid, match="inzwischen geändert"):
        suggest_wording(session, ada, consultation, text, moved, SuggestionText("Anders.", REASON, 1), clock.now())
    assert suggest_wording(session, ada, consultation, text, paragraph_at(session, text, 2), SuggestionText("Anders.", REASON, 1), clock.now())


def test_the_same_form_sent_twice_suggests_once(session: Session) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    text = a_text(session, consultation)
    standing, given = paragraph_at(session, text, 2), SuggestionText("Anders.", REASON, 1)
    one = suggest_wording(session, ada, consultation, text, standing, given, clock.now(), entry_key="a" * 20)
    assert suggest_wording(session, ada, consultation, text, standing, given, clock.now(), entry_key="a" * 20) is one
    assert suggest_wording(session, a_resident(session), consultation, text, standing, given, clock.now(), entry_key="a" * 20) is not one


def test_a_new_version_keeps_paragraphs_with_their_comments(session: Session) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    ids = _ids(session, text)
    a_contribution(session, consultation, subject_of(text, paragraph_at(session, text, 3)))
    body = BODY.replace("an der kurzen Leine", "an der Leine").replace("- Musik ist leise zu spielen.", "") + "\n\nDieser Absatz ist ganz neu."
    revised(session, consultation, text, body, "Leine, Musik, Neues")
    new = _ids(session, text)
    assert new[:4] == ids[:4]
    assert new[4] not in ids
    lines = queries.lines_of(session, text.id, 2)
    assert [line.number for line in lines] == [1, 1, 2, 1, 2]
    assert lines[2].contribution_count == 1
    assert [row.paragraph_id for row in queries.gone_of(session, text)] == [ids[4]]
    assert [row.note for row in queries.versions_of(session, text.id)] == ["Leine, Musik, Neues", ""]
    assert [row.Wording.number for row in queries.history_of(session, text, ids[2])] == [1, 2]


def test_a_version_without_change_or_note_or_from_an_old_one_is_refused(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    text = a_text(session, consultation)
    for revision, said in (
        (Revision(BODY, "Nichts", 1), "nichts geändert"),
        (Revision(BODY + "\n\nNeu.", " ", 1), "in einem Satz"),
        (Revision(BODY + "\n\nNeu.", "Neu", 7), "neuere Fassung"),
        (Revision(" ", "Leer", 1), "geben Sie den Text ein"),
    ):
        with pytest.raises(Invalid, match=said):
            revise_text(session, staff, consultation, text, revision, clock.now())
    paragraphs = BODY.split("\n\n")
    revised(session, consultation, text, "\n\n".join([paragraphs[0], paragraphs[2], paragraphs[1], paragraphs[3]]), "Umgestellt")
    assert text.number == 2


def test_a_passage_is_commented_and_found_again_or_not(session: Session) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    comment = a_comment(session, consultation, text, 2, "von 6 Uhr  bis 22 Uhr")
    assert comment.body == "> von 6 Uhr bis 22 Uhr\n\nDas finde ich wichtig."
    kept = session.scalars(select(Passage)).one()
    assert (kept.contribution_id, kept.words, kept.number) == (comment.id, "von 6 Uhr bis 22 Uhr", 1)
    standing = paragraph_at(session, text, 2)
    assert standing.paragraph.contribution_count == 1
    for passage, said in (("", "wählen Sie eine Stelle"), ("bis 23 Uhr", "stehen so nicht"), ("Hunde", "stehen so nicht")):
        with pytest.raises(Invalid, match=said):
            a_comment(session, consultation, text, 2, passage)
    assert len(session.scalars(select(Contribution)).all()) == 1


def test_a_mark_counts_once_changes_and_is_taken_back(session: Session) -> None:
    consultation, ada, bob = a_consultation(session), a_person(session), a_person(session)
    text = a_text(session, consultation, takes_marks=True)
    counts = lambda standing: (standing.wording.agree_count, standing.wording.against_count)  # noqa: E731  # read thrice
    lines = len(_acts(session, 1_000))
    assert counts(mark(session, consultation, text, 2, ada, 1)) == (1, 0)
    assert counts(mark(session, consultation, text, 2, ada, 1)) == (1, 0)
    assert counts(mark(session, consultation, text, 2, bob, -1)) == (1, 1)
    assert counts(mark(session, consultation, text, 2, ada, -1)) == (0, 2)
    assert counts(mark(session, consultation, text, 2, bob, 0)) == (0, 1)
    assert counts(mark(session, consultation, text, 2, bob, 0)) == (0, 1)
    assert len(_acts(session, 1_000)) == lines, "what somebody thinks leaves no line"
    with pytest.raises(Invalid):
        mark_paragraph(session, ada, consultation, text, paragraph_at(session, text, 2), 5, clock.now())


def test_marks_count_for_the_words_that_were_read(session: Session) -> None:
    consultation, ada = a_consultation(session), a_person(session)
    text = a_text(session, consultation, takes_marks=True)
    old = mark(session, consultation, text, 3, ada, 1)
    mark(session, consultation, text, 2, ada, -1)
    accepted(session, consultation, text, a_suggestion(session, consultation, text, 3))
    new = paragraph_at(session, text, 3)
    assert (new.wording.agree_count, queries.history_of(session, text, new.paragraph.id)[0].Wording.agree_count) == (0, 1)
    assert queries.marks_of(session, text.id, ada.id) == {paragraph_at(session, text, 2).wording.id: -1}
    assert old.wording.id != new.wording.id
    assert mark(session, consultation, text, 3, ada, -1).wording.against_count == 1


def test_marks_go_with_account_consent_and_the_end_and_are_handed_on(session: Session) -> None:
    consultation, ada, bob = a_consultation(session), a_resident(session), a_resident(session)
    text = a_text(session, consultation, takes_marks=True, verified_only=True)
    mark(session, consultation, text, 2, ada, 1)
    mark(session, consultation, text, 3, ada, 1)
    mark(session, consultation, text, 3, bob, -1)
    listeners.hand_on(session, giver=ada, taker=bob)
    session.expire_all()
    assert {(one.person_id, one.mark) for one in session.scalars(select(Mark))} == {(bob.id, 1), (bob.id, -1)}
    assert (paragraph_at(session, text, 3).wording.agree_count, paragraph_at(session, text, 2).wording.agree_count) == (0, 1)
    listeners.forget_opinions(session, person=bob, key="newsletter")
    assert len(session.scalars(select(Mark)).all()) == 2
    listeners.forget_opinions(session, person=bob, key="opinions")
    session.expire_all()
    assert session.scalars(select(Mark)).all() == []
    assert paragraph_at(session, text, 2).wording.agree_count == 0
    session.refresh(consultation, ["phases"])
    mark(session, consultation, text, 2, bob, 1)
    listeners.end_marks(session, consultation=a_consultation(session, "Anderswo"))
    assert len(session.scalars(select(Mark)).all()) == 1
    close_text(session, an_administrator(session), consultation, text, "Der Stadtrat berät.", clock.now())
    assert session.scalars(select(Mark)).all() == []
    assert queries.lines_of(session, text.id, 1)[1].agree_count == 1


def test_a_review_ends_when_all_is_answered_and_says_what_becomes_of_it(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    text = a_text(session, consultation)
    suggestion = a_suggestion(session, consultation, text)
    with pytest.raises(Refused, match="offene Änderungsvorschläge"):
        close_text(session, staff, consultation, text, "Der Stadtrat berät.", clock.now())
    rejected(session, consultation, text, suggestion)
    with pytest.raises(Invalid, match="was aus dem Entwurf wird"):
        close_text(session, staff, consultation, text, " ", clock.now())
    close_text(session, staff, consultation, text, "Der Stadtrat berät.", clock.now())
    assert text.closed_at is not None
    with pytest.raises(Refused, match="abgeschlossen"):
        a_suggestion(session, consultation, text)


def test_the_moderation_hides_shows_and_cuts_a_suggestion(session: Session) -> None:
    consultation = a_consultation(session)
    text, moderator = a_text(session, consultation), a_person(session, moderates=consultation)
    suggestion = a_suggestion(session, consultation, text, body="Fragen Sie Max Mustermann.")
    rule(session, moderator, consultation, "text_suggestion", suggestion.id, Measure.HIDE, "Beleidigung")
    assert suggestion.is_hidden
    assert queries.suggestion_counts(session, text.id) == {}
    assert queries.waiting_count(session, text.id) == 0
    with pytest.raises(Refused, match="ausgeblendet"):
        accepted(session, consultation, text, suggestion)
    rule(session, moderator, consultation, "text_suggestion", suggestion.id, Measure.KEEP, "")
    assert not suggestion.is_hidden
    assert queries.suggestion_counts(session, text.id)[suggestion.paragraph_id].waiting == 1


def test_who_leaves_with_the_texts_takes_suggestions_back_save_those_taken_over(session: Session) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    text = a_text(session, consultation)
    taken = accepted(session, consultation, text, a_suggestion(session, consultation, text, 2, ada))
    waiting = a_suggestion(session, consultation, text, 3, ada)
    listeners.remove_texts(session, person=ada, now=clock.now() + timedelta(hours=1))
    assert (waiting.state, waiting.body, waiting.reason) == (State.WITHDRAWN, "Text entfernt", "")
    assert (taken.state, taken.reason) == (State.ACCEPTED, REASON)


def test_counts_are_those_of_a_paragraph(session: Session) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    text = a_text(session, consultation)
    a_suggestion(session, consultation, text, 2)
    rejected(session, consultation, text, a_suggestion(session, consultation, text, 2))
    withdraw_suggestion(session, ada, consultation, a_suggestion(session, consultation, text, 2, ada), clock.now())
    a_contribution(session, consultation, subject_of(text, paragraph_at(session, text, 2)), kind=Kind.FOR)
    counts = queries.suggestion_counts(session, text.id)
    here = paragraph_at(session, text, 2).paragraph
    assert {key: (row.total, row.waiting) for key, row in counts.items()} == {here.id: (2, 1)}
    assert here.contribution_count == 1
    assert queries.waiting_in(session, consultation.id) == {text.id: 1}
    assert session.scalars(select(Suggestion.paragraph_id).distinct()).all() == [here.id]
