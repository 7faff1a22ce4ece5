"""The city answers: at once, at a time, once for many; with reasons, cost, time and report; and everybody concerned is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person, Role
from participation.consultations.models import Consultation
from participation.followups.answer_actions import answer_many, delete_unused_reports, give_answer
from participation.followups.models import AnswerDetail, AnswerPlan, AnswerReport, BulkAnswer, PlanState
from participation.followups.office_actions import keep_block
from participation.followups.plan_actions import cancel_plan, plan_answer, publish_due_plans
from participation.followups.texts import Answer
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid
from participation.proposals.actions import publish_proposal, support_proposal, withdraw_proposal
from participation.proposals.author_actions import accept_invitation
from participation.proposals.models import OfficialAnswer, Proposal, Status
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.followups.builders import an_answer, an_officer
from tests.proposals.builders import DURING_COLLECT, a_draft, a_proposal, an_invitation

Browse = Callable[[Person | None], FlaskClient]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def url_of(consultation: Consultation, proposal: Proposal) -> str:
    return f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"


def answers(session: Session, proposal: Proposal) -> list[str]:
    return list(session.scalars(select(OfficialAnswer.body).where(OfficialAnswer.proposal_id == proposal.id).order_by(OfficialAnswer.id)))


def test_an_answer_says_what_it_costs_and_when_it_comes(session: Session, browse: Browse) -> None:
    consultation, office = a_consultation(session), an_officer(session, "Jonas Reuter")
    proposal = a_proposal(session, consultation)
    session.commit()
    form = {
        "status": "partly",
        "body": "Die Rampe kommt.",
        "reasons": "Für den Aufzug fehlt der Platz.",
        "cost_once": "12.500",
        "cost_yearly": "300,50",
        "from_month": "03.2027",
        "to_month": "2028-06",
        "seen": "0",
    }
    assert post(browse(office), f"{url_of(consultation, proposal)}/antwort", form).status_code == 303
    page = browse(None).get(url_of(consultation, proposal)).text
    for words in (
        "Die Rampe kommt.",
        "Für den Aufzug fehlt der Platz.",
        "einmalig 12.500\u00a0€",
        "jedes Jahr 300,50\u00a0€",
        "März 2027 bis Juni 2028",
    ):
        assert words in page
    detail = session.scalars(select(AnswerDetail)).one()
    assert (detail.cost_once, detail.cost_yearly, detail.from_month, detail.to_month) == (1_250_000, 30_050, date(2027, 3, 1), date(2028, 6, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"status": "rejected"}, "Bitte nennen Sie die Gründe"),
        ({"status": "partly"}, "Bitte nennen Sie die Gründe"),
        ({"status": "partly", "reasons": "\u200b \u2800"}, "Bitte nennen Sie die Gründe"),
        ({"from_month": "06.2028", "to_month": "03.2027"}, "tauschen Sie die Monate"),
        ({"from_month": "bald"}, "Monat und Jahr"),
        ({"cost_once": "1" + "0" * 30}, "Betrag"),
        ({"cost_yearly": "12.5"}, "Betrag"),
        ({"publish_at": "2026-10-01T08:00"}, "schon vorbei"),
        ({"publish_at": "2036-10-01T08:00"}, "zu weit entfernt"),
        ({"report_id": "99999"}, "gibt es nicht mehr"),
        ({"body": "x" * 8001}, "zu lang"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(session: Session, browse: Browse, wrong: dict[str, str], said: str) -> None:
    consultation, office = a_consultation(session), an_officer(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    refused = post(
        browse(office), f"{url_of(consultation, proposal)}/antwort", {"status": "accepted", "body": "Typed with care.", "seen": "0", **wrong}
    )
    assert refused.status_code == 422
    assert said in refused.text
    assert wrong.get("body", "Typed with care.") in refused.text
    assert all(value in refused.text for value in wrong.values() if value.strip("\u200b \u2800"))
    assert answers(session, proposal) == []


def test_of_two_who_answer_at_once_the_second_sees_the_first(session: Session, browse: Browse) -> None:
    consultation, anna, ben = a_consultation(session), an_officer(session, "Anna Amt"), an_officer(session, "Ben Amt")
    proposal = a_proposal(session, consultation)
    session.commit()
    url = f"{url_of(consultation, proposal)}/antwort"
    assert post(browse(anna), url, {"status": "accepted", "body": "Ja, gern.", "seen": "0"}).status_code == 303
    crossed = post(browse(ben), url, {"status": "answered", "body": "Das dauert noch.", "seen": "0"})
    assert crossed.status_code == 422
    assert "Inzwischen hat die Stadt schon geantwortet" in crossed.text
    assert "Ja, gern." in crossed.text
    assert "Das dauert noch." in crossed.text
    newest = session.scalars(select(OfficialAnswer.id)).one()
    assert f'value="{newest}"' in crossed.text
    assert post(browse(ben), url, {"status": "answered", "body": "Das dauert noch.", "seen": str(newest)}).status_code == 303
    assert answers(session, proposal) == ["Ja, gern.", "Das dauert noch."]
    assert "Frühere Antworten (1)" in browse(None).get(url_of(consultation, proposal)).text


def test_the_same_answer_sent_twice_counts_once_and_a_correction_stands_above(session: Session) -> None:
    consultation, office = a_consultation(session), an_officer(session)
    proposal = a_proposal(session, consultation)
    first = Answer(Status.ACCEPTED, "Ja.", cost_once=100)
    for _ in range(2):
        give_answer(session, office, proposal, consultation, first, clock.now(), seen=0)
    assert answers(session, proposal) == ["Ja."]
    give_answer(session, office, proposal, consultation, Answer(Status.ACCEPTED, "Ja.", cost_once=200), clock.now())
    assert answers(session, proposal) == ["Ja.", "Ja."], "the same words with another cost are a correction"


def test_authors_and_supporters_are_told_in_few_statements(session: Session, count_statements: Callable[..., object]) -> None:
    consultation, office, author = a_consultation(session), an_officer(session), a_resident(session)
    proposal = a_proposal(session, consultation, author, "Eine Rampe")
    backers = [a_resident(session) for _ in range(40)]
    for backer in backers:
        support_proposal(session, backer, proposal, consultation, DURING_COLLECT)
    with count_statements() as statements:  # type: ignore[attr-defined]
        give_answer(session, office, proposal, consultation, Answer(Status.ACCEPTED, "Ja."), clock.now())
    assert statements.count < 45, statements.texts
    told = session.scalars(select(Notice).where(Notice.kind == "answer")).all()
    assert sorted(row.person_id for row in told) == sorted([author.id, *(backer.id for backer in backers)])
    assert told[0].url == url_of(consultation, proposal)


def test_those_who_wrote_too_are_told_of_the_answer(session: Session) -> None:
    consultation, office, author, friend, asked = a_consultation(session), an_officer(session), *(a_resident(session) for _n in range(3))
    proposal = a_draft(session, consultation, author)
    for person in (friend, asked):
        an_invitation(session, consultation, proposal, person)
    accept_invitation(session, friend, proposal, consultation, "/", clock.now())
    publish_proposal(session, author, proposal, consultation, clock.now())
    give_answer(session, office, proposal, consultation, Answer(Status.ACCEPTED, "Ja."), clock.now())
    told = session.scalars(select(Notice.person_id).where(Notice.kind == "answer")).all()
    assert sorted(told) == sorted([author.id, friend.id])


def test_a_text_block_is_put_in_and_a_preview_shown_without_publishing(session: Session, browse: Browse) -> None:
    consultation, office = a_consultation(session), an_officer(session)
    proposal = a_proposal(session, consultation, title="Bänke im Park")
    block = keep_block(session, office, "Dank", "Danke für Nummer {nummer}.", clock.now())
    session.commit()
    desk, url = browse(office), f"{url_of(consultation, proposal)}/antwort"
    put = post(desk, url, {"status": "", "body": "Guten Tag.", "block": str(block.id), "weiter": "baustein"})
    assert put.status_code == 200
    assert "Guten Tag.\n\nDanke für Nummer {nummer}." in put.text.replace("\r", "")
    assert post(desk, url, {"block": "999", "weiter": "baustein"}).status_code == 404
    preview = post(desk, url, {"status": "accepted", "body": "Danke für Nummer {nummer}.", "weiter": "vorschau", "seen": "0"})
    assert preview.status_code == 200
    assert f"Danke für Nummer {proposal.reference}." in preview.text
    assert post(desk, url, {"status": "rejected", "body": "Nein.", "weiter": "vorschau", "seen": "0"}).status_code == 422
    assert answers(session, proposal) == []


def test_a_report_survives_the_preview_and_is_read_only_once_it_is_public(session: Session, browse: Browse) -> None:
    consultation, office = a_consultation(session), an_officer(session)
    proposal = a_proposal(session, consultation)
    session.commit()
    desk, url = browse(office), f"{url_of(consultation, proposal)}/antwort"
    form: dict[str, object] = {"status": "accepted", "body": "Siehe Bericht.", "seen": "0", "report_title": "Gutachten"}
    preview = post(desk, url, {**form, "weiter": "vorschau", "report": (io.BytesIO(PDF), "x.pdf")})
    assert "Gutachten" in preview.text
    report = session.scalars(select(AnswerReport)).one()
    assert desk.get(f"/antworten/{report.stored_name}").status_code == 404, "not public before the answer is"
    assert f'value="{report.id}"' in preview.text
    assert post(desk, url, {**form, "report_id": str(report.id)}).status_code == 303
    fetched = browse(None).get(f"/antworten/{report.stored_name}")
    assert (fetched.status_code, fetched.data) == (200, PDF)
    assert "attachment" in fetched.headers["Content-Disposition"]
    fetched.close()
    assert post(desk, url, {**form, "report": (io.BytesIO(b"MZ\x90"), "x.pdf")}).status_code == 422
    other = browse(an_administrator(session))
    elsewhere = a_proposal(session, consultation)
    session.commit()
    assert post(other, f"{url_of(consultation, elsewhere)}/antwort", {**form, "report_id": str(report.id)}).status_code == 422, "others' reports"


def test_a_report_that_nobody_names_is_deleted_after_a_day(session: Session) -> None:
    office = an_officer(session)
    session.add(AnswerReport(stored_name="b" * 26 + ".pdf", title="Verwaist", size=9, added_by_id=office.id, added_at=clock.now()))
    session.flush()
    assert delete_unused_reports(session, clock.now()) == []
    assert delete_unused_reports(session, clock.now() + timedelta(minutes=1)) == ["b" * 26 + ".pdf"]


def test_a_planned_answer_appears_at_its_time_once_and_readers_see_it(session: Session, browse: Browse) -> None:
    consultation, office, author = a_consultation(session), an_officer(session), a_resident(session)
    proposal = a_proposal(session, consultation, author)
    session.commit()
    desk, url = browse(office), f"{url_of(consultation, proposal)}/antwort"
    form = {"status": "accepted", "body": "Wir bauen.", "cost_once": "500", "publish_at": "2026-10-20T09:00", "seen": "0"}
    assert post(desk, url, form).status_code == 303
    assert "Wir bauen." not in browse(None).get(url_of(consultation, proposal)).text
    assert "Wir bauen." in desk.get(url).text, "it can be changed"
    assert post(desk, url, {**form, "body": "Wir bauen im Mai."}).status_code == 303
    session.expire_all()
    assert session.scalars(select(AnswerPlan.body)).all() == ["Wir bauen im Mai."]
    assert publish_due_plans(session, clock.now()) == 0
    with clock.frozen(clock.now() + timedelta(days=7)) as later:
        reader = browse(None)
        reader.get(url_of(consultation, proposal))
        assert [publish_due_plans(session, later) for _ in range(2)] == [1, 0]
        session.commit()
        page = reader.get(url_of(consultation, proposal)).text
    assert "Wir bauen im Mai." in page
    assert "einmalig 500\u00a0€" in page
    assert session.scalar(select(func.count(Notice.id)).where(Notice.person_id == author.id, Notice.kind == "answer")) == 1


def test_a_planned_answer_can_be_cancelled_until_it_appears(session: Session) -> None:
    consultation, office = a_consultation(session), an_officer(session)
    proposal = a_proposal(session, consultation)
    later = clock.now() + timedelta(days=1)
    plan = plan_answer(session, office, proposal, consultation, Answer(Status.ACCEPTED, "Ja."), later, clock.now())
    cancel_plan(session, office, plan, proposal, consultation, clock.now())
    assert publish_due_plans(session, later) == 0
    plan = plan_answer(session, office, proposal, consultation, Answer(Status.ACCEPTED, "Ja."), later, clock.now())
    assert publish_due_plans(session, later) == 1
    with pytest.raises(Conflict):
        cancel_plan(session, office, plan, proposal, consultation, later)


@pytest.mark.parametrize("meanwhile", ["answered", "withdrawn", "blocked"])
def test_a_planned_answer_that_no_longer_fits_is_stopped_and_its_author_told(session: Session, meanwhile: str) -> None:
    consultation, office, author = a_consultation(session), an_officer(session), a_resident(session)
    proposal, later = a_proposal(session, consultation, author), clock.now() + timedelta(days=1)
    plan = plan_answer(session, office, proposal, consultation, Answer(Status.ACCEPTED, "Ja."), later, clock.now())
    if meanwhile == "answered":
        an_answer(session, proposal, consultation, body="Anders.")
    elif meanwhile == "withdrawn":
        withdraw_proposal(session, author, proposal, consultation, "Doppelt.", clock.now())
    else:
        office.blocked_at = clock.now()
    session.flush()
    assert publish_due_plans(session, later) == 0
    session.refresh(plan)
    assert plan.state == PlanState.STOPPED
    assert plan.stopped_because
    assert "Ja." not in answers(session, proposal)
    assert session.scalar(select(func.count(Notice.id)).where(Notice.person_id == office.id, Notice.kind == "work")) == 1


def test_one_answer_reaches_many_with_number_and_title(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    moderator = a_person(session, moderates=consultation)
    chosen = [a_proposal(session, consultation, title=f"Idee *{number}*") for number in range(3)]
    other = a_proposal(session, consultation)
    session.commit()
    desk, url = browse(moderator), f"/verwaltung/beteiligungen/{consultation.slug}/sammelantwort"
    assert post(desk, url, {"weiter": "schreiben"}).status_code == 422
    ids = [proposal.id for proposal in chosen]
    written = post(desk, url, {"wahl": ids, "weiter": "schreiben"})
    key = written.text.split('name="entry_key" type="hidden" value="')[1].split('"')[0]
    form: dict[str, object] = {"wahl": ids, "status": "answered", "body": "Zu {titel} ({nummer}): danke.", "entry_key": key}
    preview = post(desk, url, {**form, "weiter": "vorschau"})
    assert all(proposal.reference in preview.text for proposal in chosen)
    assert "Zu Idee *0*" in preview.text, "a title's signs are no markup"
    assert answers(session, chosen[0]) == []
    for _ in range(2):
        assert post(desk, url, {**form, "weiter": "veroeffentlichen"}).status_code == 303
    session.expire_all()
    assert [len(answers(session, proposal)) for proposal in chosen] == [1, 1, 1]
    assert answers(session, other) == []
    assert session.scalars(select(BulkAnswer.number)).all() == [3]
    assert session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "proposal.answered")) == 3
    assert session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "answers.bulk_given")) == 1


def test_many_are_answered_all_or_none(session: Session) -> None:
    consultation, office, author = a_consultation(session), an_officer(session), a_resident(session)
    stays, goes = a_proposal(session, consultation), a_proposal(session, consultation, author)
    withdraw_proposal(session, author, goes, consultation, "Doppelt.", clock.now())
    with pytest.raises(Invalid, match=str(goes.reference)), session.begin_nested():
        answer_many(session, office, consultation, [stays.id, goes.id], Answer(Status.ANSWERED, "Danke."), "key", clock.now())
    assert answers(session, stays) == []
    with pytest.raises(Invalid):
        answer_many(session, office, consultation, list(range(1, 202)), Answer(Status.ANSWERED, "Danke."), "key", clock.now())


def test_all_that_a_filter_finds_are_chosen(session: Session, browse: Browse) -> None:
    consultation, office = a_consultation(session), an_officer(session)
    for _ in range(3):
        a_proposal(session, consultation)
    a_proposal(session, consultation, title="Schon beantwortet", status=Status.ACCEPTED)
    session.commit()
    url = f"/verwaltung/beteiligungen/{consultation.slug}/sammelantwort?status=new"
    page = post(browse(office), url, {"alle": "1", "weiter": "schreiben"}).text
    assert page.count('name="wahl"') == 3
    assert "Schon beantwortet" not in page


def test_how_the_city_answers_is_public_and_honest(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    office = a_person(session, role=Role.OFFICE)
    first, second, third, fourth = (a_proposal(session, consultation, title=f"Vorschlag {name}") for name in ("A", "B", "C", "D"))
    start = DURING_COLLECT
    for proposal, days in ((first, 2), (second, 10)):
        an_answer(session, proposal, consultation, office, at=start + timedelta(days=days))
    an_answer(session, third, consultation, office, at=start + timedelta(days=1), status=Status.REVIEW, body="Wir prüfen.")
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/antworten").text
    assert "<strong>2</strong> von 4 Vorschlägen sind beantwortet" in page
    assert "<strong>2</strong> warten" in page
    assert "<strong>2</strong> Tage" in page, "the lower median of 2 and 10"
    assert "Vorschlag C" in page, "in review is no answer"
    assert "Vorschlag D" in page
    assert "Vorschlag A" not in page
    assert fourth.reference in page
    results = browse(None).get(f"/beteiligungen/{consultation.slug}/ergebnisse").text
    assert "Vorgeschlagen und aufgegriffen" in results
    assert "Vorschlag A" in results
