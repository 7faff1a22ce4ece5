"""The pages: code book, desk, comparison, groups, the report as it is written and as everybody reads it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.texts import Standing
from participation.kit import clock
from participation.proposals.actions import withdraw_proposal
from participation.proposals.models import Proposal
from participation.sense.gathered import texts_by
from participation.sense.jobs import compute_groups
from participation.sense.queries import rounds_of, themes_of
from participation.sense.report_pdf import cited_rows
from participation.sense.report_queries import citations_of, draft_of, latest_published, parts_of
from tests.builders import a_consultation, a_resident, post
from tests.conftest import Statements
from tests.discussions.builders import a_contribution, a_subject
from tests.opinions.builders import a_map
from tests.sense.builders import a_draft_report, a_moderator, a_report, a_round, a_theme, coded, some_proposals
from tests.surveys.builders import an_open_survey, answer

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def here(session: Session) -> Consultation:
    """The consultation."""
    return a_consultation(session)


@pytest.fixture
def staff(session: Session, browse: Browse, here: Consultation) -> FlaskClient:
    """The browser of somebody who runs it."""
    return browse(a_moderator(session, here))


def at(here: Consultation, path: str = "") -> str:
    return f"/beteiligungen/{here.slug}/auswertung{path}"


def test_the_desk_counts_every_kind_of_text(session: Session, here: Consultation, staff: FlaskClient) -> None:
    some_proposals(session, here)
    a_contribution(session, here, a_subject(session, here))
    a_map(session, here)
    survey = an_open_survey(session, here)
    answer(session, survey, {"visits": "never", "why": "Es gibt keinen Aufzug."})
    session.commit()
    page = staff.get(at(here)).text
    found = dict(re.findall(r"<dt[^>]*>([^<]+)</dt>\s*<dd[^>]*>([^<]+)<", page))
    assert found["Vorschläge"].strip() == "6"
    assert found["Beiträge in Diskussionen"].strip() == "1"
    assert found["Aussagen im Meinungsbild"].strip() == "8"
    assert found["Freie Antworten aus Umfragen"].strip() == "1"


def test_a_moderator_writes_the_code_book(session: Session, here: Consultation, staff: FlaskClient) -> None:
    session.commit()
    assert post(staff, at(here, "/themen"), {"name": "Grün", "description": "Bäume, Beete, Bänke"}).status_code == 303
    again = post(staff, at(here, "/themen"), {"name": " grün ", "description": "noch einmal"})
    assert again.status_code == 422
    assert "Dieses Thema gibt es schon." in again.text
    assert "noch einmal" in again.text
    (theme,) = themes_of(session, here.id)
    assert post(staff, at(here, f"/themen/{theme.id}"), {"name": "Stadtgrün", "description": ""}).status_code == 303
    assert "Stadtgrün" in staff.get(at(here, "/themen")).text
    assert post(staff, at(here, f"/themen/{theme.id}/entfernen")).status_code == 303
    session.expire_all()
    assert themes_of(session, here.id) == []


def test_two_people_code_by_form_and_compare(session: Session, browse: Browse, here: Consultation, staff: FlaskClient) -> None:
    themes = [a_theme(session, here), a_theme(session, here, "Grün")]
    some_proposals(session, here)
    session.commit()
    begun = post(staff, at(here, "/kodieren/neu"), {"kinds": ["proposal"], "extent": "sample", "sample": "3", "coders": "2"})
    assert begun.status_code == 303
    url = begun.location
    for browser, choices in ((staff, ([0], [1], [])), (browse(a_moderator(session, here)), ([0], [0, 1], []))):
        session.commit()
        assert browser.get(f"{url}/text/1").status_code == 403
        assert post(browser, f"{url}/mitmachen").status_code == 303
        for position, chosen in enumerate(choices, 1):
            page = browser.get(f"{url}/text/{position}").text
            assert f"Text {position} von 3" in page
            assert 'id="themen-1"' in page
            assert browser.get(f"{url}/vergleich").status_code == 403
            sent = post(browser, f"{url}/text/{position}", {"themen": [str(themes[one].id) for one in chosen]})
            assert sent.location == (f"{url}/text/{position + 1}" if position < 3 else url)
        assert "Kodierung abschließen" in browser.get(url).text
        assert post(browser, f"{url}/abschliessen").status_code == 303
    page = staff.get(f"{url}/vergleich").text
    assert "1 Text ist verschieden kodiert" in page
    assert "Insgesamt: κ =" in page
    assert "Zweite Person: Barrierefreiheit, Grün" in page
    assert post(staff, f"{url}/klaeren/2", {"themen": [str(themes[1].id)]}).status_code == 303
    assert "0 davon sind noch zu klären" in staff.get(f"{url}/vergleich").text
    table = post(staff, f"{url}/kodierung.csv")
    assert table.headers["Content-Disposition"] == f'attachment; filename="kodierung-{url.rsplit("/", 1)[1]}.csv"'
    header, *lines = csv.reader(StringIO(table.data.decode("utf-8-sig")))
    assert len(lines) == 3
    assert header[:5] == ["nummer", "art", "kennung", "text", "kodierung_1: Barrierefreiheit"]
    assert lines[1][4:] == ["0", "1", "1", "1", "0", "1"]
    assert "Person" not in table.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kinds": [], "extent": "all", "coders": "2"}, "mindestens eine Art"),
        ({"kinds": ["proposal"], "extent": "sample", "sample": "viele", "coders": "2"}, "als Zahl"),
        ({"kinds": ["proposal"], "extent": "sample", "sample": "99", "coders": "2"}, "zwischen 1 und 6"),
        ({"kinds": ["gossip"], "extent": "all", "coders": "2"}, "Fehler"),
    ],
)
def test_a_round_that_cannot_be_is_explained(session: Session, here: Consultation, staff: FlaskClient, sent: dict[str, object], said: str) -> None:
    a_theme(session, here)
    some_proposals(session, here)
    session.commit()
    answered = post(staff, at(here, "/kodieren/neu"), sent)
    assert answered.status_code == 422
    assert said in answered.text
    assert rounds_of(session, here.id) == []


def test_groups_are_computed_in_the_background_and_lead_on(app: Flask, session: Session, here: Consultation, staff: FlaskClient) -> None:
    some_proposals(session, here)
    a_theme(session, here)
    session.commit()
    assert post(staff, at(here, "/gruppen")).status_code == 303
    assert "Die Gruppen werden berechnet" in staff.get(at(here, "/gruppen")).text
    with app.app_context():
        assert compute_groups(here.id)
        assert not compute_groups(here.id)  # nobody waits any more
    page = staff.get(at(here, "/gruppen")).text
    assert "Gruppe 1: 2 Texte" in page
    assert "Mehr Bänke im Stadtpark" in page
    assert "Ähnlich, aber anders" in page
    apart = staff.get(at(here, "/gruppen?liste=anders")).text
    assert "Weniger Bänke im Stadtpark" in apart
    assert "Gegenteil: „" in apart
    assert f"/beteiligungen/{here.slug}/aehnliche/" in apart
    assert "Bitte mehr Bänke" in staff.get(at(here, "/gruppen/1")).text
    assert "Diese Runde enthält die 2 Texte der Gruppe." in staff.get(at(here, "/kodieren/neu?gruppe=1")).text
    begun = post(staff, at(here, "/kodieren/neu?gruppe=1"), {"coders": "1"})
    assert begun.status_code == 303
    session.expire_all()
    assert rounds_of(session, here.id)[0].text_count == 2
    assert staff.get(at(here, "/gruppen/99")).status_code == 404


def test_a_report_is_written_with_its_citations_and_read_by_everybody(
    session: Session, browse: Browse, here: Consultation, staff: FlaskClient
) -> None:
    texts, theme = some_proposals(session, here), a_theme(session, here)
    coding = a_round(session, here, texts, coders=1)
    coded(session, here, coding, a_moderator(session, here), [{theme.id}, set(), set(), set(), {theme.id}, set()])
    session.commit()
    reader = browse(None)
    assert reader.get(f"/beteiligungen/{here.slug}/bericht").status_code == 404
    assert post(staff, at(here, "/bericht"), {"title": "Was wir gelesen haben"}).status_code == 303
    assert post(staff, at(here, "/bericht/entwurf"), {"heading": "Zugang"}).status_code == 303
    report = draft_of(session, here.id)
    assert report is not None
    section = parts_of(session, report.id)[0].section
    write = at(here, f"/bericht/entwurf/abschnitt/{section.id}/satz")
    bare = post(staff, write, {"words": "Alle wollen eine Rampe."})
    assert bare.status_code == 422
    assert "mindestens einen Text" in bare.text
    assert "Alle wollen eine Rampe." in bare.text
    found = staff.get(f"{write}?suche=fahrradst").text
    assert f'value="proposal:{texts[3][1]}"' in found
    assert f'value="proposal:{texts[1][1]}"' not in found
    assert "Alle 2 Texte mit dem Thema" in staff.get(f"{write}?thema={theme.id}").text
    assert post(staff, f"{write}?thema={theme.id}", {"words": "Viele wollen ohne Stufen hinein.", "thema": str(theme.id)}).status_code == 303
    assert post(staff, write, {"words": "Einige denken an Räder.", "belege": [f"proposal:{texts[3][1]}"]}).status_code == 303
    assert "(2 von 6 Vorschlägen)" in staff.get(at(here, "/bericht/entwurf")).text
    left = staff.get(at(here, "/bericht/offen")).text
    assert "Mehr Bänke im Stadtpark" in left
    assert "Fahrradständer" not in left
    assert reader.get(f"/beteiligungen/{here.slug}/bericht/1").status_code == 404
    assert post(staff, at(here, "/bericht/entwurf/veroeffentlichen")).location == f"/beteiligungen/{here.slug}/bericht"
    page = reader.get(f"/beteiligungen/{here.slug}/bericht").text
    assert "Viele wollen ohne Stufen hinein." in page
    assert "2 von 6 Vorschlägen" in page
    assert f'href="/beteiligungen/{here.slug}/vorschlaege/{texts[0][1]}"' in page
    assert f'href="/beteiligungen/{here.slug}/bericht"' in reader.get(f"/beteiligungen/{here.slug}").text
    assert reader.get(f"/beteiligungen/{here.slug}/vorschlaege/{texts[0][1]}").status_code == 200
    said = parts_of(session, report.id)[0].sentences[0]
    cited = reader.get(f"/beteiligungen/{here.slug}/bericht/1/belege/{said.sentence.id}").text
    assert "2 Texte belegen diesen Satz." in cited
    assert "Ein Aufzug zur Galerie" in cited


def test_nobody_learns_from_the_report_who_coded(session: Session, browse: Browse, here: Consultation) -> None:
    texts, theme = some_proposals(session, here), a_theme(session, here)
    coder = a_moderator(session, here, "Kodierende Kollegin")
    coding = a_round(session, here, texts, coders=1)
    coded(session, here, coding, coder, [{theme.id}] * 6)
    report = a_report(session, here, texts)
    said = parts_of(session, report.id)[0].sentences[0]
    session.commit()
    for url in ("", "/1", f"/1/belege/{said.sentence.id}"):
        assert coder.public_name not in browse(a_resident(session)).get(f"/beteiligungen/{here.slug}/bericht{url}").text


def test_what_was_hidden_says_so_and_shows_no_word(session: Session, browse: Browse, here: Consultation) -> None:
    texts = some_proposals(session, here)
    report = a_report(session, here, texts[:2])
    said = parts_of(session, report.id)[0].sentences[0]
    proposal = session.get_one(Proposal, int(texts[0][1]))
    author = session.get_one(Person, proposal.author_id)
    withdraw_proposal(session, author, proposal, here, "Es gibt schon eine.", clock.now())
    session.commit()
    page = browse(None).get(f"/beteiligungen/{here.slug}/bericht").text
    assert "Eine Rampe am Haupteingang" not in page
    assert "nicht mehr öffentlich" in page
    cited = browse(None).get(f"/beteiligungen/{here.slug}/bericht/1/belege/{said.sentence.id}").text
    assert "Eine Rampe am Haupteingang" not in cited
    assert "Dieser Text ist nicht mehr zu lesen." in cited


def test_a_free_text_is_coded_by_staff_and_cited_only_when_released(session: Session, here: Consultation, staff: FlaskClient) -> None:
    survey = an_open_survey(session, here)
    answer(session, survey, {"visits": "never", "why": "Es gibt keinen Aufzug."})
    theme = a_theme(session, here)
    a_draft_report(session, here, some_proposals(session, here)[:1])
    session.commit()
    begun = post(staff, at(here, "/kodieren/neu"), {"kinds": ["answer"], "extent": "all", "coders": "1"})
    post(staff, f"{begun.location}/mitmachen")
    assert "Es gibt keinen Aufzug." in staff.get(f"{begun.location}/text/1").text
    post(staff, f"{begun.location}/text/1", {"themen": [str(theme.id)]})
    post(staff, f"{begun.location}/abschliessen")
    report = draft_of(session, here.id)
    assert report is not None
    part = parts_of(session, report.id)[0]
    write = at(here, f"/bericht/entwurf/abschnitt/{part.section.id}/satz")
    page = staff.get(f"{write}?thema={theme.id}").text
    assert "Es gibt keinen Aufzug." not in page
    refused = post(staff, f"{write}?thema={theme.id}", {"words": "Es fehlt ein Aufzug.", "thema": str(theme.id)})
    assert refused.status_code == 422
    found = re.search(r'name="text" value="([0-9a-f]+)"', staff.get(f"/beteiligungen/{here.slug}/umfragen/{survey.id}/texte").text)
    assert found is not None
    forged = post(staff, write, {"words": "Es fehlt ein Aufzug.", "belege": [f"answer:{found[1]}:why"]})
    assert forged.status_code == 422
    assert "nicht öffentlich" in forged.text
    post(staff, f"/beteiligungen/{here.slug}/umfragen/{survey.id}/texte", {"frage": "why", "text": found[1], "freigeben": "ja"})
    assert post(staff, write, {"words": "Es fehlt ein Aufzug.", "belege": [f"answer:{found[1]}:why"]}).status_code == 303
    assert "1 Freie Antwort" in staff.get(at(here, "/bericht/entwurf")).text


def test_a_sentence_keeps_at_least_one_citation(session: Session, here: Consultation, staff: FlaskClient) -> None:
    texts = some_proposals(session, here)
    report = a_draft_report(session, here, texts[:2])
    said = parts_of(session, report.id)[0].sentences[0].sentence
    session.commit()
    url = at(here, f"/bericht/entwurf/satz/{said.id}")
    all_gone = post(staff, url, {"words": said.words, "weg": [":".join(key) for key in texts[:2]]})
    assert all_gone.status_code == 422
    assert citations_of(session, said.id) == set(texts[:2])
    changed = post(staff, url, {"words": "Neu gesagt.", "weg": [":".join(texts[0])], "belege": [":".join(texts[4])]})
    assert changed.status_code == 303
    assert citations_of(session, said.id) == {texts[1], texts[4]}
    assert post(staff, f"{url}/entfernen").status_code == 303
    published = post(staff, at(here, "/bericht/entwurf/veroeffentlichen"))
    assert published.status_code == 422
    assert "hat noch keinen Satz" in published.text


def test_a_new_version_begins_with_the_last_and_leaves_it_readable(session: Session, browse: Browse, here: Consultation, staff: FlaskClient) -> None:
    texts = some_proposals(session, here)
    first = a_report(session, here, texts[:2], {"proposal": 6})
    session.commit()
    assert post(staff, at(here, "/bericht"), {"title": "Zweite Lesung"}).status_code == 303
    second = draft_of(session, here.id)
    assert second is not None
    said = parts_of(session, second.id)[0].sentences[0].sentence
    assert citations_of(session, said.id) == set(texts[:2])
    assert post(staff, at(here, "/bericht"), {"title": "Noch ein Entwurf"}).status_code == 409
    assert post(staff, at(here, f"/bericht/entwurf/satz/{said.id}"), {"words": "Anders gesagt."}).status_code == 303
    assert post(staff, at(here, "/bericht/entwurf/veroeffentlichen")).status_code == 303
    session.expire_all()
    assert latest_published(session, here.id) is not None
    reader = browse(None)
    assert "Anders gesagt." in reader.get(f"/beteiligungen/{here.slug}/bericht").text
    before = reader.get(f"/beteiligungen/{here.slug}/bericht/{first.number}").text
    assert "Anders gesagt." not in before
    assert "Viele wünschen sich" in before
    foreign = parts_of(session, first.id)[0].sentences[0].sentence
    assert staff.get(at(here, f"/bericht/entwurf/satz/{foreign.id}")).status_code == 404


@pytest.mark.parametrize("kind", ["thema", "gruppe", "suche", "minderheit"])
@pytest.mark.parametrize("value", ["", "x", "-1", "999999999999999999999", "%", "\\", "ſ"])
def test_addresses_that_nobody_made_break_nothing(session: Session, here: Consultation, staff: FlaskClient, kind: str, value: str) -> None:
    report = a_draft_report(session, here, some_proposals(session, here)[:1])
    session.commit()
    url = at(here, f"/bericht/entwurf/abschnitt/{parts_of(session, report.id)[0].section.id}/satz")
    assert staff.get(url, query_string={kind: value}).status_code == 200
    assert staff.get(at(here, "/bericht/offen"), query_string={"art": value, "nach": value}).status_code == 200


def test_pages_need_no_more_statements_for_more_texts(
    session: Session, browse: Browse, here: Consultation, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    clerk, theme = a_moderator(session, here), a_theme(session, here)
    texts = some_proposals(session, here)
    a_contribution(session, here, a_subject(session, here))
    small = a_round(session, here, texts[:2])
    large = a_round(session, here, texts)
    for coding, number in ((small, 2), (large, 6)):
        coded(session, here, coding, clerk, [{theme.id}] * number)
        coded(session, here, coding, a_moderator(session, here), [set()] * number)
    first = a_report(session, here, texts[:1])
    a_draft_report(session, here, texts, "Mehr")
    session.commit()
    browser = browse(clerk)

    def statements(url: str) -> int:
        browser.get(url)
        with count_statements() as counted:
            assert browser.get(url).status_code == 200
        return counted.count

    assert statements(at(here, f"/kodieren/{small.id}/vergleich")) == statements(at(here, f"/kodieren/{large.id}/vergleich")) <= 20
    report = f"/beteiligungen/{here.slug}/bericht"
    assert statements(f"{report}/{first.number}") == statements(f"{report}/{first.number + 1}") - 2 * 2 <= 22
    assert statements(at(here)) <= 22


def test_the_pdf_says_the_same_with_a_link_for_each_citation(session: Session, browse: Browse, here: Consultation, staff: FlaskClient) -> None:
    cited = some_proposals(session, here)
    report = a_report(session, here, cited[:3])
    draft = a_draft_report(session, here, cited[:1], "Zweite Fassung")
    session.commit()
    where = f"/beteiligungen/{here.slug}/bericht"
    page = browse(None).get(where).text
    assert f'href="{where}/{report.number}/bericht.pdf"' in page
    answer = browse(None).get(f"{where}/{report.number}/bericht.pdf")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert b"/StructTreeRoot" in answer.data
    assert b"pdfuaid" in answer.data
    assert re.search(rb"/Lang ?\(de\)", answer.data)
    links = re.findall(rb"/URI ?\((\S+?)\)", answer.data)
    assert [link.decode().partition("/beteiligungen/")[2] for link in links if b"/vorschlaege/" in link] == [
        url.partition("/beteiligungen/")[2] for url in re.findall(r'<a href="([^"]+/vorschlaege/\d+[^"]*)"', page)
    ]
    assert browse(None).get(f"{where}/{draft.number}/bericht.pdf").status_code == 404
    assert staff.get(f"{where}/{draft.number}/bericht.pdf").status_code == 200


def test_the_pdf_holds_no_word_of_what_was_hidden(app: Flask, session: Session, here: Consultation) -> None:
    cited = some_proposals(session, here)
    report = a_report(session, here, cited[:2])
    parts = parts_of(session, report.id)
    with app.app_context():
        texts = texts_by(session, here, [*parts[0].sentences[0].first, ("proposal", "999999")])
    hidden = {key: replace(text, standing=Standing.HIDDEN) for key, text in texts.items()}
    rows = cited_rows(parts[0].sentences[0], hidden, "https://stadt.example", "/bericht/1/belege/1")
    assert [(row["name"], row["url"]) for row in rows] == [("Vorschlag: nicht mehr öffentlich", "")] * 2
    rows = cited_rows(parts[0].sentences[0], {}, "https://stadt.example", "/bericht/1/belege/1")
    assert {row["name"] for row in rows} == {"nicht mehr vorhanden"}
