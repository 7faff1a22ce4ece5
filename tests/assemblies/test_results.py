"""Recommendations: written together, counted by two people, dissented from, published for good, handed over, and told what became of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person
from participation.assemblies import queries, rules
from participation.assemblies.drafting_actions import back_dissent, change_recommendation, write_dissent
from participation.assemblies.handover_actions import StepDraft, tell_step
from participation.assemblies.handover_models import CitizensReport
from participation.assemblies.members import all_members
from participation.councils.models import CouncilStage
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, Refused
from participation.papers.jobs import read_due_papers
from participation.proposals.models import Status
from tests.assemblies.builders import a_recommendation, a_sitting, a_working_council, as_member, hand, publish, vote_on
from tests.assemblies.test_area import PDF, area_url, fetched, staff_url
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.papers.ris import running_ris

Browse = Callable[[Person | None], FlaskClient]


def test_members_write_together_and_every_version_stays(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    _council, people = a_working_council(session, consultation)
    session.commit()
    ada, ben = browse(people[0]), browse(people[1])
    made = post(ada, area_url(consultation, "/empfehlungen/neu"), {"title": "Halle sanieren", "body": "Die Halle bleibt."})
    url = made.headers["Location"]
    assert post(ben, url + "/bearbeiten", {"title": "Halle sanieren", "body": "Die Halle bleibt stehen.", "seen": "1"}).status_code == 303
    late = post(ada, url + "/bearbeiten", {"title": "Halle sanieren", "body": "Mein Text von vorhin.", "seen": "1"})
    assert late.status_code == 409
    assert "Mein Text von vorhin." in late.text
    assert "inzwischen geändert" in late.text
    page = ada.get(url).text
    assert "Was sich zu Fassung 2" in page
    assert people[1].public_name in page
    assert "<ins>" in page
    assert post(ada, url + "/bearbeiten", {"title": "", "body": "x", "seen": "2"}).status_code == 422
    assert post(ada, url + "/notizen", {"body": "Ist das nicht zu teuer?"}).status_code == 303
    assert "Ist das nicht zu teuer?" in ben.get(url).text
    assert post(ada, url + "/notizen", {"body": " "}).status_code == 422
    assert browse(a_person(session)).get(url).status_code == 403
    assert (
        post(browse(an_administrator(session)), url + "/bearbeiten", {"title": "Neu", "body": "Von der Schriftführung.", "seen": "2"}).status_code
        == 303
    )
    assert "Schriftführung" in ada.get(url).text


def test_what_changed_is_told_in_words_and_not_in_signs(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    one = a_recommendation(session, consultation, council, people[0])
    session.commit()
    ada, url = browse(people[0]), area_url(consultation, f"/empfehlungen/{one.id}")
    words = "Die Stadt **saniert** die Halle.\n\n- Sie beginnt mit dem **Dach**."
    assert post(ada, url + "/bearbeiten", {"title": "Halle sanieren", "body": words, "seen": "1"}).status_code == 303
    assert "Die Wörter blieben gleich." in ada.get(url).text
    assert post(ada, url + "/bearbeiten", {"title": "Halle sanieren", "body": words.replace("Dach", "Keller"), "seen": "2"}).status_code == 303
    steps = ada.get(url).text.split('id="versions-title"')[1]
    assert "**" not in steps
    assert "saniert" in steps
    assert "Keller" in steps.split("<ins>")[1].split("</ins>")[0]
    late = post(ada, url + "/bearbeiten", {"title": "Halle sanieren", "body": words.replace("Dach", "Tor"), "seen": "1"})
    assert "**" not in late.text.split('id="theirs-title"')[1].split("</section>")[0]


def test_votes_count_when_two_people_enter_the_same(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=6)
    one = a_recommendation(session, consultation, council, people[0])
    session.commit()
    first, second = browse(an_administrator(session)), browse(a_person(session, moderates=consultation))
    url = staff_url(consultation, f"/empfehlungen/{one.id}/stimmen")
    votes = {"sitting": str(sitting.id), "version": "1", "yes": "4", "no": "1", "abstained": "1"}
    assert "mehr Stimmen als Anwesende" in post(first, url, votes | {"yes": "6"}).text
    assert post(first, url, votes | {"yes": "-1"}).status_code == 422
    assert post(first, url, votes | {"version": "7"}).status_code == 409
    assert post(first, url, votes).status_code == 303
    assert post(first, url, votes).status_code == 403
    assert 'value="4"' not in second.get(url).text
    assert post(second, url, votes | {"no": "0"}).status_code == 303
    session.expire_all()
    one = queries.the_recommendation(session, council, one.id)
    assert (one.vote, one.open_count) == (None, None)
    post(second, url, votes)
    text_change = {"title": "Anders", "body": "Anders.", "seen": "1"}
    assert post(browse(people[0]), area_url(consultation, f"/empfehlungen/{one.id}/bearbeiten"), text_change).status_code == 403
    assert post(first, url, votes).status_code == 303
    session.expire_all()
    vote = queries.the_recommendation(session, council, one.id).vote
    assert vote is not None
    assert (vote.yes, vote.present, vote.members, vote.carried) == (4, 6, 8, True)
    log = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "recommendation").order_by(AuditEntry.id)).all()
    assert log[1:] == [f"recommendation.{word}" for word in ("count_entered", "counts_differed", "count_entered", "voted")]


@pytest.mark.parametrize(("there", "yes", "no", "carried"), [(5, 3, 2, True), (4, 4, 0, False), (6, 3, 3, False), (8, 1, 0, True)])
def test_a_recommendation_is_carried_by_more_yes_than_no_in_a_quorate_sitting(session: Session, there: int, yes: int, no: int, carried: bool) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=there)
    one = a_recommendation(session, consultation, council, people[0])
    vote_on(session, consultation, council, one, sitting, yes, no)
    assert one.vote is not None
    assert one.vote.carried == carried


def test_no_votes_without_attendance(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    one = a_recommendation(session, consultation, council, people[0])
    session.commit()
    page = browse(an_administrator(session)).get(staff_url(consultation, f"/empfehlungen/{one.id}/stimmen"))
    assert "Tragen Sie zuerst bei einer Sitzung ein, wer da war" in page.text
    sitting = a_sitting(session, consultation, council)
    with pytest.raises(KeyError):
        vote_on(session, consultation, council, one, sitting, 1, 0)


def test_a_minority_dissents_and_what_others_back_stays(session: Session) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    one = a_recommendation(session, consultation, council, people[0])
    ada, ben = as_member(session, council, people[0]), as_member(session, council, people[1])
    asking = (session, people[0], consultation, council, ada, one)
    with pytest.raises(Refused, match="nach der Abstimmung"):
        write_dissent(*asking, None, "Zu teuer.", clock.now())
    vote_on(session, consultation, council, one, sitting, 6, 2)
    with pytest.raises(Refused, match="nur Mitglieder"):
        write_dissent(session, an_administrator(session), consultation, council, None, one, None, "Nein.", clock.now())
    dissent = write_dissent(*asking, None, "Zu teuer.", clock.now())
    write_dissent(*asking, dissent, "Viel zu teuer.", clock.now())
    with pytest.raises(Refused, match="wer es geschrieben hat"):
        write_dissent(session, people[1], consultation, council, ben, one, dissent, "x", clock.now())
    back_dissent(session, people[1], consultation, council, ben, one, dissent, True, clock.now())
    back_dissent(session, people[1], consultation, council, ben, one, dissent, True, clock.now())
    back_dissent(session, people[0], consultation, council, ada, one, dissent, False, clock.now())
    session.flush()
    assert len(dissent.backers) == 2
    with pytest.raises(Refused, match="bleibt deshalb"):
        write_dissent(*asking, dissent, "Doch nicht.", clock.now())


def test_the_report_is_public_frozen_and_can_be_checked(session: Session, browse: Browse, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    lost, won = (a_recommendation(session, consultation, council, people[0], title) for title in ("Nur abreißen", "Halle sanieren"))
    url = f"/beteiligungen/{consultation.slug}/buergerrat/gutachten"
    with pytest.raises(Refused, match="mindestens eine Empfehlung"):
        publish(session, consultation, council, tmp_path)
    vote_on(session, consultation, council, lost, sitting, 2, 6)
    vote_on(session, consultation, council, won, sitting, 6, 2)
    dissent = write_dissent(session, people[0], consultation, council, as_member(session, council, people[0]), won, None, "Zu teuer.", clock.now())
    back_dissent(session, people[1], consultation, council, as_member(session, council, people[1]), won, dissent, True, clock.now())
    session.commit()
    staff = browse(an_administrator(session))
    assert browse(None).get(url).status_code == 404
    assert "Noch ist nichts veröffentlicht" in staff.get(staff_url(consultation, "/gutachten/vorschau")).text
    assert post(staff, staff_url(consultation, "/gutachten"), {}).status_code == 303
    reader = browse(None)
    page = reader.get(url).text
    for words in (
        "1. Halle sanieren",
        "2. Nur abreißen",
        "6 Ja, 2 Nein",
        "Sondervotum, getragen von 2 Mitgliedern",
        "Prof. Ada Bau",
        "Losnummer 417",
    ):
        assert words in page
    assert not any(person.public_name in page for person in people)
    pdf = fetched(reader, url + "/1.pdf")
    assert pdf.startswith(b"%PDF")
    assert b"StructTreeRoot" in pdf
    report = session.scalars(select(CitizensReport)).one()
    content = reader.get(url + "/1.json").data
    assert hashlib.sha256(content).hexdigest() == report.sha256
    assert report.sha256 in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "citizens_report.published")).one()
    assert json.loads(entry.data)["sha256"] == report.sha256
    assert json.loads(entry.data)["pdf_sha256"] == hashlib.sha256(pdf).hexdigest()
    assert session.scalars(select(Notice.url)).all() == [url] * 8
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(update(CitizensReport).values(content="{}"))


def test_a_correction_is_a_new_edition_that_says_what_it_corrects(session: Session, browse: Browse, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    vote_on(session, consultation, council, a_recommendation(session, consultation, council, people[0]), sitting, 6, 2)
    publish(session, consultation, council, tmp_path)
    with pytest.raises(Invalid, match="berichtigt"):
        publish(session, consultation, council, tmp_path)
    with pytest.raises(Invalid, match="nichts geändert"):
        publish(session, consultation, council, tmp_path, "Schreibfehler")
    sitting.experts[0].interests = "Aufträge der Stadt"
    publish(session, consultation, council, tmp_path, "Interessen einer Fachfrau ergänzt")
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/buergerrat/gutachten"
    assert "Interessen einer Fachfrau ergänzt" in browse(None).get(url).text
    assert "Es gibt eine neuere Ausgabe" in browse(None).get(url + "/1").text
    assert browse(None).get(url + "/3").status_code == 404


def test_what_became_of_it_is_public_and_waiting_is_told(session: Session, browse: Browse, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    one = a_recommendation(session, consultation, council, people[0])
    vote_on(session, consultation, council, one, sitting, 6, 2)
    publish(session, consultation, council, tmp_path)
    session.commit()
    staff, reader, url = browse(an_administrator(session)), browse(None), f"/beteiligungen/{consultation.slug}/buergerrat"
    step_url = staff_url(consultation, f"/empfehlungen/{one.id}/stand")
    assert staff.get(step_url).status_code == 403
    assert post(staff, staff_url(consultation, "/uebergabe"), {"addressee": ""}).status_code == 422
    assert "Was aus den Empfehlungen wurde" not in reader.get(url).text
    assert post(staff, staff_url(consultation, "/uebergabe"), {"addressee": "Stadtrat"}).status_code == 303
    assert "Heute übergeben" in reader.get(url).text
    assert post(browse(people[0]), area_url(consultation, "/empfehlungen/neu"), {"title": "Zu", "body": "spät"}).status_code == 403
    with clock.frozen(clock.now() + timedelta(days=120)):
        assert "Noch keine Antwort seit 120 Tagen" in reader.get(url).text
        assert "Noch keine Antwort seit 120 Tagen" in reader.get(f"/beteiligungen/{consultation.slug}/ergebnisse").text
        staff = browse(an_administrator(session))
        said = {
            "status": "rejected",
            "addressee": "Bauausschuss",
            "paper_number": "VO/1",
            "paper_on": "2026-12-01",
            "paper_url": "https://rat.example/1",
        }
        assert "begründen" in post(staff, step_url, said).text
        assert post(staff, step_url, said | {"reasons": "Zu teuer.", "paper_url": "javascript:alert(1)"}).status_code == 422
        answered = said | {
            "reasons": "Zu teuer.",
            "resolved_on": "2027-01-20",
            "resolution": "Der Stadtrat lehnt ab.",
            "paper": (BytesIO(PDF), "a.pdf"),
        }
        assert post(staff, step_url, answered).status_code == 303
        page = reader.get(url).text
        for words in ("Abgelehnt", "Zu teuer.", "VO/1", "https://rat.example/1", "Der Stadtrat lehnt ab.", "Bauausschuss"):
            assert words in page
        assert "Noch keine Antwort" not in page
        session.expire_all()
        step = queries.steps_of(session, council.id)[one.id][0]
        assert fetched(reader, f"{url}/vorlagen/{step.paper_file}") == PDF
        assert session.scalars(select(Notice.kind).where(Notice.person_id == people[3].id).order_by(Notice.id)).all() == [
            "followed",
            "followed",
            "answer",
        ]
        assert post(staff, step_url, {"status": "partly", "reasons": "Ein Teil geht doch.", "addressee": "Stadtrat"}).status_code == 303
        page = reader.get(url).text
        assert "Teilweise angenommen" in page
        assert "Verlauf" in page


def test_a_step_needs_reasons_a_day_and_a_recommendation_of_the_report(session: Session, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    one, unvoted = (a_recommendation(session, consultation, council, people[0], title) for title in ("Eins", "Zwei"))
    vote_on(session, consultation, council, one, sitting, 6, 2)
    publish(session, consultation, council, tmp_path)
    asking, members = (session, an_administrator(session), consultation, council), all_members(session, council)
    with pytest.raises(Refused, match="erst später"):
        tell_step(*asking, one, StepDraft(Status.REVIEW), members, clock.now())
    hand(session, consultation, council)
    for wrong in (
        StepDraft(Status.REJECTED),
        StepDraft(Status.PARTLY),
        StepDraft(Status.ACCEPTED, resolution="Ja."),
        StepDraft(Status.NEW, paper_url="ftp://x"),
    ):
        with pytest.raises(Invalid):
            tell_step(*asking, one, wrong, members, clock.now())
    with pytest.raises(Invalid, match="nicht abgestimmt"):
        tell_step(*asking, unvoted, StepDraft(Status.REVIEW), members, clock.now())
    tell_step(*asking, one, StepDraft(Status.ACCEPTED, resolution="Ja.", resolved_on=date(2026, 10, 1)), members, clock.now())


def test_order_and_dropping(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    one, two = (a_recommendation(session, consultation, council, people[0], title) for title in ("Eins", "Zwei"))
    session.commit()
    staff = browse(an_administrator(session))
    desk = staff_url(consultation, "/empfehlungen")
    assert post(staff, f"{desk}/{two.id}/verschieben", {"wohin": "hinauf"}).status_code == 303
    assert post(staff, f"{desk}/{two.id}/verschieben", {"wohin": "hinauf"}).status_code == 303
    session.expire_all()
    assert [each.text.title for each in queries.recommendations_of(session, council)] == ["Zwei", "Eins"]
    assert post(staff, f"{desk}/{two.id}/verfolgen", {"verfolgen": "0"}).status_code == 303
    assert "Nicht weiter verfolgt" in browse(people[0]).get(area_url(consultation)).text
    assert post(staff, f"{desk}/{two.id}/stimmen", {}).status_code == 403
    vote_on(session, consultation, council, queries.the_recommendation(session, council, one.id), sitting, 6, 2)
    session.commit()
    assert post(staff, f"{desk}/{one.id}/verfolgen", {"verfolgen": "0"}).status_code == 409
    assert post(browse(people[0]), f"{desk}/{one.id}/verschieben", {"wohin": "hinauf"}).status_code == 403


@pytest.mark.parametrize("stage", list(CouncilStage))
@pytest.mark.parametrize("member", [True, False])
def test_texts_and_dissents_by_stage_and_membership(session: Session, stage: CouncilStage, member: bool) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    one = a_recommendation(session, consultation, council, people[0])
    vote_on(session, consultation, council, one, sitting, 6, 2)
    council.stage = stage
    person = people[0] if member else an_administrator(session)
    asking = (person, consultation, council, as_member(session, council, people[0]) if member else None, one)
    working = stage == CouncilStage.WORKING
    assert bool(rules.may_change_text(*asking)) == working
    assert bool(rules.may_dissent(*asking)) == (working and member)
    assert bool(rules.may_count(person, consultation, council, one)) == (working and not member)
    assert bool(rules.may_publish(person, consultation, council, [one])) == (not member and stage in rules.OPEN)
    assert bool(rules.may_hand_over(person, consultation, council, None)) is False


def test_what_stands_in_the_report_is_what_was_voted_on(session: Session, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    one, member = a_recommendation(session, consultation, council, people[0]), as_member(session, council, people[0])
    vote_on(session, consultation, council, one, sitting, 6, 2)
    change_recommendation(session, people[0], consultation, council, member, one, "Halle abreißen", "Ganz anders.", 1, clock.now())
    said = publish(session, consultation, council, tmp_path).said["recommendations"][0]
    assert (said["title"], said["version"]) == ("Halle sanieren", 1)


def test_a_steps_council_paper_is_read_from_the_council_information_system(app: Flask, session: Session, browse: Browse, tmp_path: Path) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=8)
    one = a_recommendation(session, consultation, council, people[0])
    vote_on(session, consultation, council, one, sitting, 7, 1)
    publish(session, consultation, council, tmp_path)
    hand(session, consultation, council)
    administrator = an_administrator(session)
    session.commit()
    url, before = staff_url(consultation, f"/empfehlungen/{one.id}/stand"), app.extensions["settings"]
    with running_ris() as ris:
        app.extensions["settings"] = replace(before, oparl_hosts=(ris.host,))
        desk = browse(administrator)
        assert "Adresse der Vorlage (OParl)" in desk.get(url).text
        refused = post(desk, url, {"status": "council", "oparl_url": "https://anderswo.example/paper/1"})
        assert refused.status_code == 422
        assert "Von dieser Adresse liest die Plattform nichts" in refused.text
        assert post(desk, url, {"status": "council", "oparl_url": ris.url("/paper/123")}).status_code == 303
        reader = browse(None)
        assert "wird noch aus dem Ratsinformationssystem gelesen" in reader.get(f"/beteiligungen/{consultation.slug}/buergerrat").text
        with app.app_context():
            read_due_papers()
        page = reader.get(f"/beteiligungen/{consultation.slug}/buergerrat").text
        assert "VO/2026/0123" in page
        assert "einstimmig empfohlen" in page
        assert ris.url("/paper/123") in desk.get(url).text, "the next step begins with it"
        app.extensions["settings"] = before
    assert browse(administrator).get(url).status_code == 200
