"""No column comes to hold something about people without a purpose and an end: it stands in its room's `privacy.py`, or here with the reason why not."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Boolean, Column, LargeBinary

from participation.kit.database import Base
from participation.kit.privacy import held_by

PEOPLE = frozenset({"person", "council_seat", "register_person", "invitation"})
"""Tables of which a row is a person: whatever points there is about one."""
TELLING = frozenset(
    "person author actor answer giver called recipient name email phone birth browser bucket query body text message statement note reason".split()
)
"""Words in a column's name that speak of people or of what they wrote."""
NOT_PERSONAL = {
    "answer_block.body": "a text that the city uses again and again",
    "answer_plan.seen_answer_id": "the city's answer that was there before",
    "audit_entry.previous_hash": "the chain",
    "audit_entry.hash": "the chain",
    "ballot.key": "random, leads to nobody",
    "board_event.text": "an event of a public board",
    "category.name": "a topic",
    "concern.answer_days": "a number of days",
    "concern_category.name": "a category of the city",
    "concern_key.name": "the name of an app",
    "concern_key.token_hash": "of an app's key",
    "meeting.cancel_reason": "the city's word to everybody",
    "review_suggestion.base_body": "the city's text, as it stood when somebody suggested another",
    "review_version.note": "the city's word to everybody",
    "review_wording.body": "the city's text",
    "moderation_text_block.text": "a text that the city uses again and again",
    "consent_text.note": "the city's word to everybody",
    "consent_text.text_de": "words that everybody is asked to agree to",
    "consent_text.text_en": "words that everybody is asked to agree to",
    "council_paper.file_name": "the title of a file of the council",
    "council_paper.name": "the title of a council paper",
    "council_seat.replaces_id": "which seat of the published order",
    "district.name": "a part of the town",
    "election.group_name": "a group of numbers",
    "election.text": "public: question and key",
    "house_rule.text": "a rule of the city",
    "invitation_draw.transcript": "public: keyed hashes of one council",
    "measure.body": "a text of the city",
    "measure.status_reason": "the city's word to everybody",
    "measure_picture.alternative_text": "the city's own picture",
    "newsletter.body": "a text of the city",
    "office.name": "an office",
    "office.short_name": "an office",
    "outcome_news.message": "a sentence of the program",
    "outage.reason": "the city's word to everybody",
    "picture.alternative_text": "the city's own picture",
    "public_log_checkpoint.note": "a signed hash",
    "public_log_entry.hashes": "of public lines",
    "public_log_entry.text": "public by design: hashes, numbers, trackers that lead to nobody; never names",
    "sense_learning.model": "sums over words of public proposals",
    "sense_theme.name": "a theme of a code book",
    "survey_answer.response_key": "random, leads to nobody",
    "survey_attachment.response_key": "random, leads to nobody",
    "survey_response.key": "random, leads to nobody",
    "span_change.reason": "the city's word to everybody",
    "summary_sentence.text": "a summary, written for the city",
    "verification_code.code_hash": "of an unused code; by whom one was used is not kept",
    "vote.annulment_reason": "the city's word to everybody",
    "vote.council_note": "what the council said of a vote",
    "vote.lot_seed": "random",
    "webhook.secret": "random, sealed: signs what programs are told",
}


def _may_be_personal(column: Column[object]) -> bool:
    if column.name == "stored_name" or column.name.endswith(("_html", "_at", "_until", "_count")) or isinstance(column.type, Boolean):
        return False
    points = {key.column.table.name for key in column.foreign_keys}
    told = TELLING & set(column.name.replace("ids", "id").split("_")) and not points and column.name != "last_answer"  # a moment in seconds
    return bool(points & PEOPLE or told or isinstance(column.type, LargeBinary))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_personal_column_has_a_purpose_and_an_end(app: Flask) -> None:
    held = {f"{one.table}.{column}" for one in held_by(app) for column in one.columns}
    found = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns if _may_be_personal(column)}
    unsaid = sorted(found - held - set(NOT_PERSONAL))
    assert not unsaid, f"say in the room's privacy.py what these are kept for and until when: {unsaid}"
    assert not sorted(set(NOT_PERSONAL) - found), "these are no longer there"
    assert not sorted(set(NOT_PERSONAL) & held), "these are said to be personal elsewhere"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_swept_on_a_day_is_listed_before(app: Flask) -> None:
    for one in held_by(app):
        assert one.purpose, one.table
        assert one.until, one.table
        assert (one.sweep is None) == (one.due is None), f"{one.table}: a sweep without a list, or a list of what nothing sweeps"
