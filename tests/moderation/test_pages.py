"""The moderation's pages: who reads what, how many statements they cost, and that hidden things are gone at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.subjects import Subject
from participation.kit import clock
from participation.kit.mail import OutboxMail
from participation.moderation.models import Case, CaseNotice, Measure
from tests.builders import a_consultation, a_person, post
from tests.conftest import Statements
from tests.discussions.builders import a_contribution, discussion_of
from tests.moderation.builders import report, rule
from tests.moderation.conftest import UGLY, Scene
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


def _queue(scene: Scene) -> str:
    return f"/beteiligungen/{scene.consultation.slug}/moderation"


def test_a_report_comes_to_the_queue_of_its_moderators_only(session: Session, browse: Browse, scene: Scene) -> None:
    session.commit()
    sent = {"reason": "insult", "text": "Bitte <b>prüfen</b>"}
    assert post(browse(a_person(session)), f"/melden/contribution/{scene.text.id}", sent).status_code == 303
    page = browse(scene.moderator).get(_queue(scene)).text
    assert UGLY in page
    assert "Bitte &lt;b&gt;prüfen&lt;/b&gt;" in page
    elsewhere = a_consultation(session)
    stranger = browse(a_person(session, moderates=elsewhere))
    assert stranger.get(_queue(scene)).status_code == 403
    assert UGLY not in stranger.get("/verwaltung/moderation").text
    assert stranger.get(f"/moderation/contribution/{scene.text.id}").status_code == 403
    assert UGLY in browse(scene.administrator).get("/verwaltung/moderation").text


def test_without_an_account_one_reports_and_gets_a_receipt(session: Session, browse: Browse, scene: Scene) -> None:
    session.commit()
    url, reader = f"/melden/contribution/{scene.text.id}", browse(None)
    assert "Ihre E-Mail-Adresse" in reader.get(url).text
    wrong = post(reader, url, {"reason": "gibt es nicht", "text": "Mein langer Grund", "email": "x"})
    assert wrong.status_code == 422
    assert "Bitte wählen Sie einen Grund." in wrong.text
    assert "Mein langer Grund" in wrong.text
    assert post(reader, url, {"reason": "insult", "email": "rita@example.org"}).status_code == 303
    assert session.scalars(select(OutboxMail.recipient)).all() == ["rita@example.org"]
    for _ in range(25):
        last = post(reader, url, {"reason": "insult"})
    assert last.status_code == 429, "from one network only so many an hour"


def test_what_is_hidden_is_read_by_author_and_moderation_only(session: Session, browse: Browse, scene: Scene) -> None:
    session.commit()
    url = f"/beteiligungen/{scene.consultation.slug}/diskussionen/{scene.subject.id}"
    assert UGLY in browse(None).get(url).text
    moderator = browse(scene.moderator)
    asked = post(moderator, f"/moderation/contribution/{scene.text.id}", {"measure": "hide"})
    assert asked.status_code == 422
    assert "Bitte begründen Sie" in asked.text
    assert 'value="hide" checked' in asked.text
    done = post(moderator, f"/moderation/contribution/{scene.text.id}", {"measure": "hide", "block_of_text": "1", "facts": "Bitte sachlich."})
    assert done.status_code == 303
    for stranger in (None, a_person(session), a_person(session, moderates=a_consultation(session))):
        page = browse(stranger).get(url).text
        assert UGLY not in page
        assert "Grober Klotz" not in page
        assert "ausgeblendet" in page
    for knowing in (scene.author, scene.moderator):
        page = browse(knowing).get(url).text
        assert UGLY in page
        assert "Bitte sachlich." in page
    assert discussion_of(session, scene.subject).contribution_count == 0


def test_the_author_reads_the_reasons_and_appeals_and_somebody_else_decides(session: Session, browse: Browse, scene: Scene) -> None:
    case = scene.ruled(Measure.HIDE, "Das geht zu weit.")
    session.commit()
    author, url = browse(scene.author), f"/moderation/begruendung/{case.id}"
    assert url in author.get("/konto").text
    page = author.get(url).text
    assert "Das geht zu weit." in page
    assert UGLY in page
    assert browse(a_person(session)).get(url).status_code == 404
    assert post(author, url, {"text": ""}).status_code == 422
    assert post(author, url, {"text": "Das war ein Zitat."}).status_code == 303
    first, second = browse(scene.moderator), browse(scene.administrator)
    desk = f"/moderation/contribution/{scene.text.id}"
    assert "zweite Person" in first.get(desk).text
    assert post(first, f"{desk}/widerspruch", {"upheld": "no", "reason": "Doch nicht."}).status_code == 403
    assert "Das war ein Zitat." in second.get(desk).text
    assert post(second, f"{desk}/widerspruch", {"upheld": "no", "reason": "Ein Zitat ist erlaubt."}).status_code == 303
    assert UGLY in browse(None).get(f"/beteiligungen/{scene.consultation.slug}/diskussionen/{scene.subject.id}").text
    assert "Ein Zitat ist erlaubt." in author.get(url).text
    log = browse(None).get("/moderation/protokoll")
    assert "Entscheidung aufgehoben" in log.text
    assert "Zitat" not in log.text
    file = browse(None).get("/moderation/protokoll.csv")
    assert file.text.startswith("\ufeff")
    assert '"2026-10","Diskussionsbeitrag"' in file.text


def test_a_hidden_proposal_leaves_a_stub_and_comes_back(session: Session, browse: Browse, scene: Scene) -> None:
    author = a_person(session)
    proposal = a_proposal(session, scene.consultation, author, "Eine Rampe am Hintereingang", at=clock.now())
    session.commit()
    places = f"/beteiligungen/{scene.consultation.slug}/vorschlaege"
    url = f"{places}/{proposal.id}"
    assert "Eine Rampe am Hintereingang" in browse(None).get(places).text
    assert f"/melden/proposal/{proposal.id}" in browse(None).get(url).text
    rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.HIDE, "Wirbt für eine Firma.")
    session.commit()
    for stranger in (None, a_person(session)):
        stub = browse(stranger).get(url)
        assert stub.status_code == 410
        assert "Wirbt für eine Firma." in stub.text
        assert "Rampe" not in stub.text
        assert "Rampe" not in browse(stranger).get(places).text
    for knowing in (author, scene.moderator):
        assert "Rampe" in browse(knowing).get(url).text
    assert browse(author).get(f"{url}/bearbeiten").status_code == 403
    assert post(browse(author), f"{url}/veroeffentlichen").status_code == 403
    assert post(browse(author), f"{url}/loeschen").status_code == 403
    assert browse(a_person(session)).get(f"{url}/bearbeiten").status_code == 404
    rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.KEEP)
    session.commit()
    assert "Eine Rampe am Hintereingang" in browse(None).get(places).text
    assert browse(None).get(url).status_code == 200


def test_below_a_hidden_proposal_nothing_can_be_read_by_reporting_it(session: Session, browse: Browse, scene: Scene) -> None:
    proposal = a_proposal(session, scene.consultation, a_person(session), "Eine Rampe am Hintereingang", at=clock.now())
    about = Subject("proposal", proposal.id, scene.consultation.id, proposal.title, f"/beteiligungen/x/vorschlaege/{proposal.id}")
    said = a_contribution(session, scene.consultation, about, "Dort unten, wo es niemand sieht.")
    session.commit()
    url = f"/melden/contribution/{said.id}"
    assert "wo es niemand sieht" in browse(None).get(url).text
    rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.HIDE, "Wirbt für eine Firma.")
    session.commit()
    for stranger in (None, a_person(session)):
        assert browse(stranger).get(url).status_code == 404
        assert post(browse(stranger), url, {"reason": "insult"}).status_code == 404


def test_names_are_reported_by_their_page_and_not_by_number(session: Session, browse: Browse, scene: Scene) -> None:
    someone = a_person(session, "Lauter Dummköpfe")
    session.commit()
    assert browse(None).get(f"/melden/person/{someone.id}").status_code == 404
    assert post(browse(None), f"/personen/{someone.public_id}/melden", {"reason": "insult"}).status_code == 303
    assert "Lauter Dummköpfe" in browse(scene.administrator).get("/verwaltung/moderation").text
    desk = f"/moderation/person/{someone.id}"
    assert browse(scene.moderator).get(desk).status_code == 403
    assert post(browse(scene.administrator), desk, {"measure": "cut", "facts": "Beleidigt andere."}).status_code == 303
    assert "Lauter Dummköpfe" not in browse(None).get(f"/personen/{someone.public_id}").text


def test_many_are_looked_at_and_then_decided(session: Session, browse: Browse, scene: Scene) -> None:
    other, stranger = scene.another("Kauft bei mir!"), a_consultation(session)
    for text in (scene.text, other):
        scene.reported(text)
    foreign = a_proposal(session, stranger, a_person(session), "Anderswo", at=clock.now())
    session.commit()
    browser, url = browse(scene.moderator), f"{_queue(scene)}/auswahl"
    chosen = [f"contribution-{scene.text.id}", f"contribution-{other.id}", f"proposal-{foreign.id}", "unsinn", "contribution-x"]
    seen = post(browser, url, {"fall": chosen, "schritt": "ansehen"})
    assert "Kauft bei mir!" in seen.text
    assert "Anderswo" not in seen.text
    assert session.scalars(select(Case.measure)).all() == [None, None]
    assert post(browser, url, {"fall": chosen, "schritt": "entscheiden", "measure": "hide"}).status_code == 422
    assert post(browser, url, {"fall": chosen, "schritt": "entscheiden", "measure": "hide", "facts": "Werbung"}).status_code == 303
    session.expire_all()
    assert session.scalars(select(Case.measure)).all() == ["hide", "hide"]
    assert post(browser, url, {"schritt": "ansehen"}).status_code == 303


def test_the_queue_costs_the_same_however_many_cases_there_are(
    session: Session, browse: Browse, scene: Scene, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    scene.reported()
    browser, counts = browse(scene.moderator), set()
    for more in (0, 25):
        for _ in range(more):
            scene.reported(scene.another())
        session.commit()
        browser.get(_queue(scene))
        with count_statements() as statements:
            shown = browser.get(_queue(scene)).text
        counts.add(statements.count)
    assert len(counts) == 1, counts
    assert max(counts) <= 11
    assert "seite=2" in shown


def test_the_queue_is_narrowed_and_settings_are_kept(session: Session, browse: Browse, scene: Scene) -> None:
    report(session, a_person(session), scene.consultation, "contribution", scene.another("Mehr auf www.example.org").id)
    scene.reported()
    session.commit()
    browser = browse(scene.moderator)
    linked = browser.get(f"{_queue(scene)}?zeichen=link").text
    assert "www.example.org" in linked
    assert UGLY not in linked
    assert "www.example.org" not in browser.get(f"{_queue(scene)}?art=proposal&zeichen=x").text
    settings = f"{_queue(scene)}/einstellungen"
    assert post(browser, settings, {"rules": "A: x\nA: y"}).status_code == 422
    assert post(browser, settings, {"rules": "Freundlich: Immer.", "words": "dumm*", "texts_an_hour": "4"}).status_code == 303
    assert "dumm*" in browser.get(settings).text
    assert "Freundlich" in browse(None).get(f"/beteiligungen/{scene.consultation.slug}/regeln").text


def test_a_person_gets_everything_that_is_kept(app: Flask, session: Session, browse: Browse, scene: Scene) -> None:
    bob = a_person(session)
    scene.reported(person=bob, words="Reklame")
    scene.ruled(Measure.HIDE, "Werbung")
    session.commit()
    assert "Reklame" in browse(bob).get("/konto/daten.json").text
    assert "Werbung" in browse(scene.author).get("/konto/daten.json").text
    assert session.scalars(select(CaseNotice.person_id)).one() == bob.id
