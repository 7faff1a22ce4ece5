"""Readers' pages are kept in memory, and yet whatever anybody does is seen on them at once; on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from participation.accounts.actions import block_person, change_name, change_role
from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import District, Person, Role
from participation.consultations.actions import close_consultation
from participation.consultations.district_actions import rename_district
from participation.consultations.models import Category, Consultation, Phase
from participation.consultations.subjects import Subject
from participation.discussions.actions import delete_contribution, edit_contribution, rate
from participation.discussions.models import Contribution, Kind
from participation.discussions.topic_actions import close_discussion, set_outcome
from participation.kit import clock
from participation.kit.database import Base
from participation.kit.kept import init_kept
from participation.kit.page_cache import init_page_cache
from participation.kit.page_versions import Watched
from participation.kit.pages import settings
from participation.moderation.models import Measure
from participation.proposals.actions import (
    AnswerText,
    ProposalText,
    answer_proposal,
    edit_proposal,
    support_proposal,
    take_back_support,
    withdraw_proposal,
)
from participation.proposals.folding import fold, unfold
from participation.proposals.models import Proposal, Status
from tests.amendments.builders import an_amendment
from tests.builders import START, a_consultation, a_district, a_person, a_resident, an_administrator
from tests.discussions.builders import a_contribution, a_topic, discussion_of
from tests.moderation.builders import decide_report
from tests.proposals.builders import a_proposal
from tests.votes.builders import an_open_vote

NOT_SHOWN = {
    "audit_entry", "rate_count", "outbox_mail", "search_entry", "mandate", "web_session", "mailed_link", "code_batch", "verification_code",
    "verification", "verification_evidence", "staff_invitation", "passkey", "authenticator_app", "recovery_code", "linked_identity", "sign_in_ticket", "rating", "support", "proposal_version", "proposal_number", "proposal_merge", "merge_part", "moved_support", "roll_mark", "ballot", "open_ballot", "export", "own_copy",
    "page_version", "saved_search", "proposal_import", "imported_proposal", "move", "notice", "notice_choice", "outcome_news", "consultation_follow", "newsletter", "follow", "across_order", "thread_visit", "co_author", "intake",
    "office_member", "work_note", "note_mention", "answer_rule", "answer_block", "answer_plan", "bulk_answer",
    "guest_visit",
    "representation",  # an organisation's page is made each time
    "agenda_item", "sitting_document", "sitting_expert", "sitting_groups", "attendance", "recommendation", "recommendation_version", "council_vote",
    "dissent", "dissent_backer", "member_note",  # for members; the report holds a copy of what is public
    "place",  # a row never changes: what shows one is watched for its number
    "street_address",
    "proposal_return", "network_key", "network_trace", "doubted_support", "crowd_check", "crowd_finding", "crowd_member",
    "moderation_case", "moderation_notice", "moderation_text_block", "moderation_watch", "moderation_looked", "house_rule", "text_written", "span_change", "mail_run", "consent", "consent_text",
    "meeting_groups", "wall_like", "minutes_approval",  # a meeting's pages are made each time, but for the number that phones ask for
    "council_paper_answer",  # what a further reading is compared with
    "api_token", "webhook", "webhook_event", "webhook_delivery", "webhook_mark",
    "public_log", "public_log_entry", "public_log_checkpoint", "public_log_subscription",
    "council_quota", "council_pool_entry",
    "budget_valuation",
    "opinion_answer", "opinion_result", "opinion_file",
    "review_paragraph", "review_version", "review_wording", "review_place", "review_suggestion", "review_passage", "review_mark",  # a text's own pages are made each time
    "election", "election_credential",
    "sense_theme", "sense_round", "sense_text", "sense_coding", "sense_code", "sense_groups", "sense_learning",
    "sense_section", "sense_sentence", "sense_citation",  # the report's own pages are made each time; that there is one, its row says
    "survey_text", "survey_version", "survey_draft", "survey_mark", "survey_response", "survey_answer",
    "data_file", "district_people", "insight_count", "consultation_cost", "dossier", "dossier_file",  # their pages are made each time
    "survey_result", "survey_weighting", "survey_comparison", "survey_file",
    "survey_attachment", "survey_paper_batch", "survey_paper", "survey_code", "survey_code_mark", "survey_letter_batch", "survey_quota",
    "outage", "pulse", "roll_import", "roll_entry", "entry_mark", "vote_letter_batch", "counter_code", "vote_step_request", "paper_batch",
    "register_import", "register_person", "earlier_invitation", "invitation", "letter_batch",
    "concern", "concern_category", "concern_event", "concern_key",  # their pages are made each time
    "meeting_registration", "meeting_news", "meeting_document",  # a meeting's own page is made each time
}  # fmt: skip
"""Tables of which no kept page shows a row; what is counted of them stands in a column of a table that is watched."""


@dataclass
class Town:
    """A consultation with a proposal that is discussed, and the people around it."""

    session: Session
    consultation: Consultation
    proposal: Proposal
    contribution: Contribution
    subject: Subject
    author: Person
    talker: Person
    backer: Person
    office: Person
    district: District


@pytest.fixture
def town(session: Session) -> Town:
    """One of each."""
    consultation = a_consultation(session)
    author, talker, backer, office = a_resident(session, "Ada"), a_resident(session, "Tom"), a_resident(session, "Bea"), an_administrator(session)
    now, district = clock.now(), a_district(session, "Altstadt")
    proposal = a_proposal(session, consultation, author, "Eine Rampe", at=now - timedelta(minutes=1))
    proposal.district_id = district.id
    support_proposal(session, a_resident(session), proposal, consultation, now)
    subject = Subject("proposal", proposal.id, consultation.id, proposal.title, "/", author.id)
    contribution = a_contribution(session, consultation, subject, by=talker)
    rate(session, a_resident(session), consultation, contribution, 1, now)
    session.commit()
    return Town(session, consultation, proposal, contribution, subject, author, talker, backer, office, district)


def _text(town: Town) -> ProposalText:
    return ProposalText("Zwei Rampen", "Eine vorn und eine hinten, für alle.", town.consultation.categories[1].id, town.district.id)


Act = Callable[[Town], object]
ON_LIST: dict[str, Act] = {
    "support": lambda t: support_proposal(t.session, t.backer, t.proposal, t.consultation, clock.now()),
    "contribute": lambda t: a_contribution(t.session, t.consultation, t.subject, "Wie steil wird sie?", by=t.backer),
    "propose": lambda t: a_proposal(t.session, t.consultation, t.backer, "Ein Aufzug", at=clock.now()),
    "edit the proposal": lambda t: edit_proposal(t.session, t.author, t.proposal, t.consultation, _text(t), clock.now()),
    "withdraw": lambda t: withdraw_proposal(t.session, t.author, t.proposal, t.consultation, "Es gibt schon eine.", clock.now()),
    "answer": lambda t: answer_proposal(t.session, t.office, t.proposal, t.consultation, AnswerText(Status.REVIEW, "Wir prüfen das."), clock.now()),
    "rename the author": lambda t: change_name(t.session, t.author, "Adele", settings(), clock.now()),
    "delete the author's account": lambda t: delete_account(t.session, t.author, settings(), clock.now()),
    "rename the district": lambda t: rename_district(t.session, t.office, t.district, "Oberstadt", clock.now()),
    "rename a category": lambda t: t.session.execute(update(Category).where(Category.id == t.proposal.category_id).values(name="Neu")),
    "move a phase": lambda t: t.session.execute(update(Phase).where(Phase.kind == "collect").values(ends_at=clock.now() + timedelta(hours=2))),
    "change the title": lambda t: t.session.execute(update(Consultation).values(title="Halle und Platz")),
    "close the consultation": lambda t: close_consultation(t.session, t.office, t.consultation, [], clock.now()),
    "open a topic": lambda t: a_topic(t.session, t.consultation),
    "take support back": lambda t: take_back_support(t.session, t.backer, t.proposal, t.consultation, clock.now()),
    "write past the program": lambda t: t.session.execute(text("UPDATE proposal SET title = 'Von Hand'")),
}
ON_DETAIL: dict[str, Act] = {
    "rate": lambda t: rate(t.session, t.backer, t.consultation, t.contribution, -1, clock.now()),
    "answer a contribution": lambda t: a_contribution(t.session, t.consultation, t.subject, "Steiler nicht.", by=t.backer, to=t.contribution),
    "edit a contribution": lambda t: edit_contribution(
        t.session, t.talker, t.consultation, t.contribution, Kind.QUESTION, "Warum gerade dort?", clock.now()
    ),
    "delete a contribution": lambda t: delete_contribution(t.session, t.talker, t.consultation, t.contribution, clock.now()),
    "hide a contribution": lambda t: decide_report(t.session, t.office, t.consultation, t.contribution, Measure.HIDE, "Beleidigung", clock.now()),
    "say the outcome": lambda t: set_outcome(
        t.session, t.office, t.consultation, discussion_of(t.session, t.subject), "Es bleibt bei einer.", clock.now()
    ),
    "close the discussion": lambda t: close_discussion(t.session, t.office, t.consultation, discussion_of(t.session, t.subject), clock.now()),
    "suggest a change": lambda t: an_amendment(t.session, t.consultation, t.proposal, t.backer, at=clock.now()),
    "rename who contributed": lambda t: change_name(t.session, t.talker, "Thomas", settings(), clock.now()),
    "delete the account of who contributed": lambda t: delete_account(t.session, t.talker, settings(), clock.now()),
}


def seen(app: Flask, url: str, **asked: object) -> str:
    """What a reader gets, its nonce and its tag aside."""
    answer = app.test_client(use_cookies=False).get(url, **asked)  # type: ignore[arg-type]  # headers
    assert "Set-Cookie" not in answer.headers
    return re.sub(r'nonce="[\w-]+"', "", answer.text)


def anew(app: Flask, url: str) -> str:
    """The same with nothing kept, neither pages nor their parts."""
    names = ("kept_pages", "kept_parts")
    kept = {name: app.extensions[name] for name in names}
    init_page_cache(app)
    init_kept(app)
    page = seen(app, url)
    app.extensions.update(kept)
    return page


def pages_of(town: Town) -> dict[str, str]:
    """The addresses of the kept pages."""
    base = f"/beteiligungen/{town.consultation.slug}"
    return {"list": f"{base}/vorschlaege", "detail": f"{base}/vorschlaege/{town.proposal.id}", "overview": base, "start": "/"}


@pytest.mark.parametrize("act", [*ON_LIST, *ON_DETAIL])
def test_what_anybody_does_is_seen_at_once(app: Flask, town: Town, act: str) -> None:
    if act == "take support back":
        support_proposal(town.session, town.backer, town.proposal, town.consultation, clock.now())
        town.session.commit()
    pages = pages_of(town)
    before = {name: seen(app, url) for name, url in pages.items()}
    assert {name: seen(app, url) for name, url in pages.items()} == before
    assert all(app.extensions["kept_pages"].get((url, b"", "de", "", False)) for url in pages.values())
    with app.app_context():
        (ON_LIST | ON_DETAIL)[act](town)
    town.session.commit()
    after = {name: seen(app, url) for name, url in pages.items()}
    assert after == {name: anew(app, url) for name, url in pages.items()}
    # the list shows neither a proposal's new place in the order nor anything of single contributions
    assert after["list" if act in ON_LIST else "detail"] != before["list" if act in ON_LIST else "detail"]


@pytest.mark.parametrize("change", ["block the author", "make the author staff"])
def test_what_happens_to_an_author_is_seen_at_once(app: Flask, town: Town, change: str) -> None:
    pages = pages_of(town)
    for url in pages.values():
        seen(app, url)
    with app.app_context():
        if change == "block the author":
            block_person(town.session, town.office, town.author, "Werbung", clock.now())
        else:
            change_role(town.session, town.office, town.author, Role.OFFICE, "Ada Amt", "Amt für Bauen", clock.now())
    town.session.commit()
    assert {name: seen(app, url) for name, url in pages.items()} == {name: anew(app, url) for name, url in pages.items()}


@pytest.mark.parametrize("page", ["list", "detail", "overview", "start"])
def test_a_page_changes_the_moment_a_phase_ends(app: Flask, town: Town, page: str) -> None:
    url, end = pages_of(town)[page], START + timedelta(days=31)
    with clock.frozen(end - timedelta(seconds=20)):
        before = seen(app, url)
    with clock.frozen(end - timedelta(microseconds=1)):
        assert seen(app, url) == before == anew(app, url)
    with clock.frozen(end):
        assert seen(app, url) == anew(app, url) != before


def test_what_is_merged_and_parted_again_is_seen_at_once_on_both_pages(app: Flask, town: Town) -> None:
    other = a_proposal(town.session, town.consultation, town.backer, "Noch eine Rampe", at=clock.now())
    town.session.commit()
    base = pages_of(town)["list"]
    urls = [f"{base}/{town.proposal.id}", f"{base}/{other.id}"]
    looks = [[seen(app, url) for url in urls]]
    for act in (lambda: fold(town.session, other, town.proposal, clock.now()), lambda: unfold(town.session, other, town.proposal)):
        act()
        town.session.commit()
        looks.append([seen(app, url) for url in urls])
        assert looks[-1] == [anew(app, url) for url in urls]
    assert "Darin aufgegangen" in looks[1][0]
    assert looks[2] == looks[0]


def test_a_click_leaves_the_parts_of_a_page_that_it_does_not_change(
    app: Flask, town: Town, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    url = pages_of(town)["detail"]
    asked = {}
    for act in ("support", "rate", "edit the proposal"):
        seen(app, url)
        with app.app_context():
            (ON_LIST | ON_DETAIL)[act](town)
        town.session.commit()
        with count_statements() as statements:
            seen(app, url)
        asked[act] = [said for said in statements.texts if said.startswith("SELECT") and "FROM page_version" not in said]
    assert len(asked["support"]) == 1
    assert "support_count" in asked["support"][0]
    assert not any("FROM official_answer" in text or "FROM assignment" in text for text in asked["rate"])
    assert any("FROM official_answer" in text for text in asked["edit the proposal"])


def test_what_is_rolled_back_is_not_seen(app: Flask, town: Town) -> None:
    url = pages_of(town)["detail"]
    before = seen(app, url)
    with town.session.begin_nested() as act:
        support_proposal(town.session, town.backer, town.proposal, town.consultation, clock.now())
        town.session.flush()
        assert seen(app, url) != before  # the tests' readers look into the open transaction
        act.rollback()
    town.session.rollback()
    assert seen(app, url) == before


def test_readers_in_other_languages_and_themes_get_theirs(app: Flask, town: Town) -> None:
    for url in pages_of(town).values():
        german, dark = seen(app, url), seen(app, url, headers={"Cookie": "theme=dark"})
        assert 'data-kern-theme="dark"' in dark
        assert "data-kern-theme" not in german
        assert '<html lang="en"' in seen(app, url, headers={"Cookie": "language=en"})
        assert seen(app, url) == german


def test_a_persons_page_is_never_a_readers(app: Flask, town: Town, browse: Callable[[Person | None], object], session: Session) -> None:
    browser = browse(town.author)
    for url in pages_of(town).values():
        own = browser.get(url)  # type: ignore[attr-defined]  # a test client
        assert "Ada" in own.text
        assert "Abmelden" in own.text
        assert "ETag" not in own.headers
        reader = seen(app, url)
        assert "Abmelden" not in reader
        assert "csrf_token" not in reader
        assert "Abmelden" in browser.get(url).text  # type: ignore[attr-defined]  # as above


def test_the_turnout_of_an_open_vote_is_read_each_time(app: Flask, session: Session) -> None:
    vote = an_open_vote(session)
    session.commit()
    consultation = session.get(Consultation, vote.consultation_id)
    assert consultation is not None
    with clock.frozen(vote.opens_at + timedelta(hours=1)):
        seen(app, f"/beteiligungen/{consultation.slug}")
        assert not app.extensions["kept_pages"].get((f"/beteiligungen/{consultation.slug}", b"", "de", "", False))


def all_watched() -> list[Watched]:
    """What the migrations watch, of all files that say so, without what a later one watches otherwise."""
    found: list[Watched] = []
    for file in sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("*.py")):
        if "WATCHED = (" in file.read_text(encoding="utf-8"):
            spec = util.spec_from_file_location(f"migration_{file.stem}", file)
            assert spec is not None
            assert spec.loader is not None
            migration = util.module_from_spec(spec)
            spec.loader.exec_module(migration)
            found.extend(migration.WATCHED)
            for gone in getattr(migration, "NO_LONGER", ()):
                found.remove(gone)
    return found


def test_every_column_of_a_proposal_is_watched_as_text_or_known_as_a_number() -> None:
    columns = {*Base.metadata.tables["proposal"].columns.keys()}
    text_of_it = next({*each.columns} for each in all_watched() if each.scope == "'proposal:' || {row}.id")
    numbers = {"support_count", "contribution_count", "contested", "last_activity", "shuffle_a", "shuffle_b", "version"}
    with_the_stage = {
        "organisation_id",
        "hidden_at",
        "hidden_reason",
        "hidden_from",
        "mend_until",
    }  # they only change together with the stage, which is watched
    assert text_of_it | numbers | with_the_stage == columns
    assert not text_of_it & (numbers | with_the_stage)


def test_every_table_is_watched_or_known_to_be_shown_on_no_kept_page() -> None:
    watched = {each.table for each in all_watched()}
    assert watched | NOT_SHOWN == set(Base.metadata.tables)
    assert not watched & NOT_SHOWN


def test_the_triggers_are_in_the_database(app: Flask, session: Session) -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    names = [name for name in session.scalars(text(asked)) if name.startswith("page_version_")]
    made = {re.sub(r"_(insert|update|delete)$", "", name) for name in names}
    assert len(made) == len(all_watched())


def test_an_unknown_person_keeps_no_page_of_a_draft(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    a_person(session)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege"
    seen(app, url)
    session.execute(update(Consultation).where(Consultation.id == consultation.id).values(stage="draft", published_at=None))
    session.commit()
    assert app.test_client().get(url).status_code == 404
