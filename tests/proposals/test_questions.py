"""A consultation's own questions: asked in the form, answered, shown, kept readable when they change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.actions import copy_consultation
from participation.kit.errors import Invalid
from participation.proposals import queries
from participation.proposals.actions import edit_proposal, publish_proposal, save_draft
from participation.proposals.custom import read_answer, say_answer, type_again
from participation.proposals.custom_actions import Question, change_question, move_question, retire_question
from participation.proposals.models import Proposal
from participation.proposals.texts import ProposalText
from participation.proposals.writing_models import CustomField, FieldKind
from participation.proposals.writing_queries import fields_of
from tests.builders import a_consultation, a_resident, an_administrator, post
from tests.conftest import NOON
from tests.proposals.builders import BODY, a_question, a_text

Browse = Callable[[Person | None], FlaskClient]


def a_field(kind: FieldKind, *choices: str) -> CustomField:
    return CustomField(id=7, kind=kind, label="Frage", choices=list(choices), required=False, public=True)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "said"),
    [
        (FieldKind.SHORT, " der  Chor ", "der Chor", "der Chor"),
        (FieldKind.LONG, "eins\r\n\r\n\r\nzwei", "eins\n\nzwei", "eins\n\nzwei"),
        (FieldKind.NUMBER, "1.250,5", "1250.5", "1.250,5"),
        (FieldKind.NUMBER, "1.250", "1250", "1.250"),
        (FieldKind.NUMBER, "-0", "0", "0"),
        (FieldKind.NUMBER, "2.5", "2.5", "2,5"),
        (FieldKind.MONEY, "1.250,50 €", "125050", "1.250,50 Euro"),
        (FieldKind.MONEY, "0,1", "10", "0,10 Euro"),
        (FieldKind.DAY, "3.10.2026", "2026-10-03", "3. Oktober 2026"),
        (FieldKind.DAY, "2026-10-03", "2026-10-03", "3. Oktober 2026"),
        (FieldKind.YES_NO, "no", "no", "Nein"),
        (FieldKind.ONE, "Chor", "Chor", "Chor"),
        (FieldKind.SEVERAL, "Schule\nChor", "Chor\nSchule", "Chor, Schule"),
    ],
)
def test_what_is_typed_is_kept_and_said(kind: FieldKind, typed: str, kept: str, said: str) -> None:
    field = a_field(kind, "Chor", "Schule")
    assert read_answer(field, typed) == kept
    assert say_answer(kind, kept) == said
    assert read_answer(field, type_again(kind, kept)) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.NUMBER, "viel"),
        (FieldKind.NUMBER, "٣"),
        (FieldKind.NUMBER, "1e309"),
        (FieldKind.NUMBER, "9" * 20),
        (FieldKind.MONEY, "-5"),
        (FieldKind.MONEY, "1,234"),
        (FieldKind.DAY, "31.2.2026"),
        (FieldKind.DAY, "0.0.0000"),
        (FieldKind.YES_NO, "vielleicht"),
        (FieldKind.ONE, "Verein"),
        (FieldKind.SEVERAL, "Chor\nVerein"),
        (FieldKind.SHORT, "x" * 201),
        (FieldKind.LONG, "x" * 2001),
    ],
)
def test_what_cannot_be_taken_names_its_field(kind: FieldKind, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_answer(a_field(kind, "Chor", "Schule"), typed)
    assert refused.value.field == "angabe_7"


@given(st.text(max_size=60), st.sampled_from(list(FieldKind)))
def test_an_answer_is_refused_or_stays_the_same_when_typed_again(typed: str, kind: FieldKind) -> None:
    field = a_field(kind, "Chor", "Schule")
    try:
        kept = read_answer(field, typed)
    except Invalid:
        return
    assert not kept or say_answer(kind, kept)
    assert read_answer(field, type_again(kind, kept)) == kept


def test_from_the_staffs_page_over_the_form_to_the_proposals_page_and_the_export(session: Session, browse: Browse) -> None:
    consultation, staff, alice, bob = a_consultation(session), an_administrator(session), a_resident(session), a_resident(session)
    session.commit()
    desk, mine = browse(staff), browse(alice)
    address = f"/verwaltung/beteiligungen/{consultation.slug}/fragen"
    for label, kind, more in (
        ("Was kostet es?", "money", {"required": "y", "public": "y"}),
        ("Wer macht mit?", "several", {"choices": "Chor\nSchule", "public": "y"}),
        ("Telefon für Rückfragen", "short", {}),
    ):
        assert post(desk, address, {"label": label, "kind": kind, **more}).status_code == 303
    shown = desk.get(address).text
    assert "So sieht es im Formular aus" in shown
    cost, who, phone = fields_of(session, consultation.id)
    form = f"/beteiligungen/{consultation.slug}/vorschlaege/neu"
    assert "Was kostet es?" in mine.get(form).text
    typed = {"title": "Mehr Bänke im Park", "body": BODY, "category_id": consultation.categories[0].id, "weiter": "vorschau"}
    refused = post(mine, form, {**typed, f"angabe_{cost.id}": "", f"angabe_{phone.id}": "Bitte abends"})
    assert refused.status_code == 422
    assert "Was kostet es?: Bitte füllen Sie das aus." in refused.text
    assert "Bitte abends" in refused.text
    said = {f"angabe_{cost.id}": "1.250,50", f"angabe_{who.id}": ["Chor", "Schule"], f"angabe_{phone.id}": "Bitte abends"}
    preview = post(mine, form, {**typed, **said}, follow_redirects=True)
    assert "1.250,50 Euro" in preview.text
    draft = session.query(Proposal).filter_by(author_id=alice.id).one()
    post(mine, f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}/veroeffentlichen")
    page = f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
    for person, private in ((None, False), (bob, False), (alice, True), (staff, True)):
        text = browse(person).get(page).text
        assert "Chor, Schule" in text
        assert ("Bitte abends" in text) == private
    exported = queries.custom_values_of(session, [draft.id])[draft.id]
    assert [(answer.label, answer.said) for answer in exported] == [("Was kostet es?", "1.250,50 Euro"), ("Wer macht mit?", "Chor, Schule")]
    assert len(queries.custom_values_of(session, [draft.id], also_private=True)[draft.id]) == 3


def test_an_answered_question_keeps_its_words_and_its_answers(session: Session) -> None:
    consultation, staff, alice = a_consultation(session), an_administrator(session), a_resident(session)
    field = a_question(session, consultation, staff, "Wer macht mit?", kind="one", choices=("Chor", "Schule"), public=False)
    text = a_text(consultation)
    draft = save_draft(session, alice, consultation, _answering(text, field, "Chor"), NOON)
    proposal = publish_proposal(session, alice, draft, consultation, NOON)
    for changed in (Question("Wer zahlt?", "one", choices=("Chor", "Schule"), public=False), Question("Wer macht mit?", "short", public=False)):
        with pytest.raises(Invalid, match="schon beantwortet"):
            change_question(session, staff, consultation, field, changed, NOON)
    with pytest.raises(Invalid, match="nicht nachträglich öffentlich"):
        change_question(session, staff, consultation, field, Question("Wer macht mit?", "one", choices=("Chor", "Schule")), NOON)
    change_question(session, staff, consultation, field, Question("Wer macht mit?", "one", choices=("Schule", "Verein"), public=False), NOON)
    retire_question(session, staff, consultation, field, NOON)
    assert fields_of(session, consultation.id) == []
    assert queries.custom_values_of(session, [proposal.id], also_private=True)[proposal.id][0].said == "Chor"


def test_an_edit_keeps_the_answers_before(session: Session) -> None:
    consultation, staff, alice = a_consultation(session), an_administrator(session), a_resident(session)
    field = a_question(session, consultation, staff, "Was kostet es?", kind="money")
    text = a_text(consultation)
    proposal = publish_proposal(session, alice, save_draft(session, alice, consultation, _answering(text, field, "5"), NOON), consultation, NOON)
    edit_proposal(session, alice, proposal, consultation, _answering(text, field, "7"), NOON)
    from_before = session.query(Proposal).filter_by(id=proposal.id).one()
    assert queries.custom_values_of(session, [from_before.id])[proposal.id][0].said == "7,00 Euro"


def test_questions_are_put_in_order_and_one_that_nobody_answered_is_deleted(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    first, second, third = (a_question(session, consultation, staff, name) for name in ("Eins?", "Zwei?", "Drei?"))
    move_question(session, staff, consultation, third, -1, NOON)
    move_question(session, staff, consultation, first, -1, NOON)
    retire_question(session, staff, consultation, second, NOON)
    assert [field.label for field in fields_of(session, consultation.id, retired=True)] == ["Eins?", "Drei?"]


def _answering(text: ProposalText, field: CustomField, said: str) -> ProposalText:
    return ProposalText(text.title, text.body, text.category_id, answers=((field.id, said),))


def test_a_copied_consultation_asks_the_same_questions_for_itself(session: Session) -> None:
    consultation, admin = a_consultation(session), an_administrator(session)
    first = a_question(
        session, consultation, admin, "Wer hilft mit?", kind=FieldKind.SEVERAL, choices=("Chor", "Schule"), hint="Mehrere.", public=False
    )
    a_question(session, consultation, admin, "Was kostet es?", kind=FieldKind.MONEY, required=True)
    retired = a_question(session, consultation, admin, "Nicht mehr")
    retired.retired_at = NOON
    session.flush()
    copy = copy_consultation(session, admin, consultation, "Freibad", NOON.date(), NOON)
    asked = [(one.label, one.kind, one.hint, one.choices, one.required, one.public) for one in fields_of(session, copy.id, retired=True)]
    assert asked == [
        ("Wer hilft mit?", FieldKind.SEVERAL, "Mehrere.", ["Chor", "Schule"], False, False),
        ("Was kostet es?", FieldKind.MONEY, "", [], True, True),
    ]
    assert fields_of(session, consultation.id)[0] is first
