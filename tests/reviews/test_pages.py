"""The pages of texts under review, as a browser without JavaScript meets them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.discussions.models import Contribution, Discussion, Kind
from participation.kit import clock
from participation.reviews import queries
from participation.reviews.models import PARAGRAPH, Mark, Paragraph, ReviewText, State, Suggestion
from tests.builders import a_consultation, a_person, a_resident, post, post_by_htmx
from tests.conftest import Statements
from tests.discussions.builders import a_contribution
from tests.methods.test_paragraphs import docx, paragraph, run
from tests.reviews.builders import BODY, REASON, a_comment, a_draft, a_suggestion, a_text, accepted, paragraph_at, rejected, revised, subject_of

Browse = Callable[[Person | None], FlaskClient]


def _url(consultation: Consultation, text: ReviewText | None = None) -> str:
    return f"/beteiligungen/{consultation.slug}/entwuerfe" + (f"/{text.id}" if text is not None else "")


def _hidden(page: str, *names: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return {name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in names}


def test_from_a_word_file_over_previews_to_the_published_text(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    staff, reader = browse(a_person(session, moderates=consultation)), browse(None)
    session.commit()
    url = _url(consultation)
    file = docx(paragraph(run("Der Park ist offen.")) + "<w:tbl/>" + paragraph(run("Hunde an die Leine.", "<w:rPr><w:b/></w:rPr>")))
    sent = {"title": "Parksatzung", "introduction": "", "body": "", "weiter": "einlesen"}
    read = post(staff, f"{url}/neu", {**sent, "file": (io.BytesIO(file), "satzung.docx")}, content_type="multipart/form-data")
    assert read.status_code == 200
    assert "Der Park ist offen.\n\nHunde an die Leine." in read.get_data(as_text=True).replace("\r\n", "\n")
    assert "Tabellen: 1" in read.text
    assert "Vorschau: 2 Absätze" in read.text
    assert queries.texts_of(session, consultation.id) == []
    looked = post(staff, f"{url}/neu", {**sent, "body": BODY, "weiter": "vorschau"})
    assert "Vorschau: 5 Absätze" in looked.text
    saved = post(staff, f"{url}/neu", {**sent, "body": BODY, "takes_marks": "y", "weiter": "speichern"})
    assert saved.status_code == 303
    assert reader.get(saved.location).status_code == 404
    assert "Textentwürfe" not in reader.get(f"/beteiligungen/{consultation.slug}").text
    edit = staff.get(f"{saved.location}/bearbeiten").text
    assert "# Satzung für den Stadtpark" in edit
    assert post(staff, f"{saved.location}/bearbeiten", {**sent, "body": BODY + "\n\nNoch einer.", "weiter": "speichern"}).status_code == 303
    assert post(staff, f"{saved.location}/veroeffentlichen").status_code == 303
    page = reader.get(saved.location).text
    assert "Noch einer." in page
    assert "Zum Kommentieren und Vorschlagen melden Sie sich bitte an" in page
    assert "Textentwürfe" in reader.get(f"/beteiligungen/{consultation.slug}").text


def test_what_was_typed_stays_where_something_is_wrong(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    staff = browse(a_person(session, moderates=consultation))
    session.commit()
    typed = {"title": "", "introduction": "Worum es geht", "body": "Mein Absatz"}
    for step, file, said in (
        ("speichern", None, "Bitte geben Sie dem Entwurf einen Titel."),
        ("einlesen", None, "Bitte wählen Sie eine Word-Datei"),
        ("einlesen", b"%PDF-1.7", "Diese Datei können wir nicht lesen"),
        ("einlesen", docx("<w:tbl/>"), "kein Text, den wir übernehmen können"),
    ):
        files = {"file": (io.BytesIO(file), "a.docx")} if file is not None else {}
        answer = post(staff, f"{_url(consultation)}/neu", {**typed, "weiter": step, **files}, content_type="multipart/form-data")
        assert answer.status_code == 422, step
        assert said in answer.text
        assert "Mein Absatz" in answer.text
        assert "Worum es geht" in answer.text


def test_from_the_paragraph_over_the_preview_to_a_decided_suggestion(session: Session, browse: Browse) -> None:
    consultation, ada = a_consultation(session), a_resident(session, "Ada")
    text = a_text(session, consultation)
    place = paragraph_at(session, text, 3).paragraph.id
    moderator = a_person(session, "Mo", moderates=consultation)
    session.commit()
    url, writing, staff = _url(consultation, text), browse(ada), browse(moderator)
    form = writing.get(f"{url}/absatz/{place}/vorschlagen").text
    assert "an der kurzen Leine" in form
    sent = {"body": "Hunde sind an der Leine zu führen.", "reason": REASON, **_hidden(form, "base", "entry_key")}
    refused = post(writing, f"{url}/absatz/{place}/vorschlagen", {**sent, "reason": "", "weiter": "vorschau"})
    assert refused.status_code == 422
    assert "begründen Sie" in refused.text
    assert "Hunde sind an der Leine zu führen." in refused.text
    preview = post(writing, f"{url}/absatz/{place}/vorschlagen", {**sent, "weiter": "vorschau"})
    assert "gestrichen: </span>" in preview.text
    assert session.scalars(select(Suggestion)).all() == []
    assert "Hunde sind an der Leine" in post(writing, f"{url}/absatz/{place}/vorschlagen", {**sent, "weiter": "bearbeiten"}).text
    done = post(writing, f"{url}/absatz/{place}/vorschlagen", {**sent, **_hidden(preview.text, "base", "entry_key"), "weiter": "veroeffentlichen"})
    assert done.status_code == 303
    assert "von Ada" in browse(None).get(done.location).text
    assert "1 Änderungsvorschlag" in browse(None).get(url).text
    assert "wartet" in staff.get(f"/verwaltung/beteiligungen/{consultation.slug}").text
    assert "Änderungsvorschlag von Ada" in staff.get(f"{url}/vorschlaege?zeige=offen").text
    accept = staff.get(f"{done.location}/annehmen").text
    taken = {"body": sent["body"], "reason": "Kurz genug.", **_hidden(accept, "seen")}
    assert post(staff, f"{done.location}/annehmen", {**taken, "reason": ""}).status_code == 422
    assert post(staff, f"{done.location}/annehmen", taken).status_code == 303
    page = browse(None).get(f"{url}/absatz/{place}").text
    assert "wurde in Fassung 2 geändert" in page
    assert "gestrichen: </span>" in page
    told = browse(None).get(done.location).text
    assert "Mo hat die Änderung" in told
    assert "Kurz genug." in told
    assert f"{url}/fassungen/2" in told
    version = browse(None).get(f"{url}/fassungen/2").text
    assert "Geändert" in version
    assert "Änderungsvorschlag" in browse(None).get(f"{url}/fassungen").text
    assert browse(None).get(f"{url}/fassungen/3").status_code == 404


def test_a_paragraph_is_struck_and_its_page_stays(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    standing = paragraph_at(session, text, 5)
    a_contribution(session, consultation, subject_of(text, standing), "Musik muss sein.")
    suggestion = a_suggestion(session, consultation, text, 5, strike=True)
    session.commit()
    url = _url(consultation, text)
    assert "Absatz streichen" in browse(None).get(f"{url}/vorschlaege/{suggestion.id}").text
    accepted(session, consultation, text, suggestion)
    session.commit()
    page = browse(None).get(url).text
    assert "Entfallene Absätze" in page
    gone = browse(a_resident(session)).get(f"{url}/absatz/{standing.paragraph.id}").text
    assert "Dieser Absatz steht nicht mehr im Entwurf" in gone
    assert "Musik muss sein." in gone
    assert "Entfallen" in browse(None).get(f"{url}/fassungen/2").text
    assert browse(a_resident(session)).get(f"{url}/absatz/{standing.paragraph.id}/vorschlagen").status_code == 403


def test_a_passage_is_chosen_or_typed_and_stands_before_the_comment(session: Session, browse: Browse) -> None:
    consultation, ada = a_consultation(session), a_resident(session, "Ada")
    text = a_text(session, consultation)
    place = paragraph_at(session, text, 2).paragraph.id
    session.commit()
    url, writing = f"{_url(consultation, text)}/absatz/{place}", browse(ada)
    form = writing.get(f"{url}/stelle?stelle=von+6+Uhr").text
    assert "Der Stadtpark ist für alle da." in form
    assert "von 6 Uhr</textarea>" in form.replace("\r\n", "")
    sent = {"sentence": "andere", "passage": "von 7 Uhr", "kind": "note", "body": "Warum so spät?", **_hidden(form, "form_key")}
    refused = post(writing, f"{url}/stelle", sent)
    assert refused.status_code == 422
    assert "stehen so nicht im Absatz" in refused.text
    assert "Warum so spät?" in refused.text
    assert "Was Ihr Kommentar ist".lower() in post(writing, f"{url}/stelle", {**sent, "passage": "6 Uhr", "kind": ""}).text.lower()
    done = post(writing, f"{url}/stelle", {**sent, "passage": "von 6 Uhr"})
    assert done.status_code == 303
    assert post(writing, f"{url}/stelle", {**sent, "passage": "von 6 Uhr"}).location == done.location, "sent twice, kept once"
    chosen = post(writing, f"{url}/stelle", {**sent, "form_key": "z" * 20, "sentence": "1", "passage": ""})
    assert chosen.status_code == 303
    page = browse(None).get(url).text
    assert "<blockquote>" in page
    assert "„von 6 Uhr“" in page
    assert "„Der Stadtpark ist für alle da.“" in page
    assert "Warum so spät?" in page
    assert browse(None).get(done.location, follow_redirects=True).status_code == 200


def test_the_thread_of_a_paragraph_takes_comments(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    place = paragraph_at(session, text, 2).paragraph.id
    session.commit()
    writing = browse(a_resident(session))
    there = f"/beteiligungen/{consultation.slug}/diskussion/absatz/{place}"
    written = post(writing, there, {"beitrag-kind": "question", "beitrag-body": "Gilt das auch im Winter?"})
    assert written.status_code == 303
    assert f"/entwuerfe/{text.id}/absatz/{place}" in written.location
    assert "Gilt das auch im Winter?" in browse(None).get(written.location).text
    assert "1 Kommentar" in browse(None).get(_url(consultation, text)).text
    draft = a_draft(session, consultation)
    hidden = paragraph_at(session, draft, 2).paragraph.id
    session.commit()
    there = f"/beteiligungen/{consultation.slug}/diskussion/absatz/{hidden}"
    assert post(writing, there, {"beitrag-kind": "note", "beitrag-body": "Zu früh"}).status_code == 404


def test_marks_are_pressed_with_and_without_scripts(session: Session, browse: Browse) -> None:
    consultation, ada = a_consultation(session), a_person(session)
    text = a_text(session, consultation, takes_marks=True)
    place = paragraph_at(session, text, 2).paragraph.id
    session.commit()
    url, browser = _url(consultation, text), browse(ada)
    assert "Stimme zu" in browser.get(url).text
    pressed = post(browser, f"{url}/absatz/{place}/haltung", {"haltung": "zustimmung"})
    assert pressed.location.endswith(f"#absatz-{place}")
    assert 'aria-pressed="true">Stimme zu <span class="review-number">1</span>' in browser.get(url).text
    fragment = post_by_htmx(browser, f"{url}/absatz/{place}/haltung", {"haltung": "ablehnung"})
    assert fragment.status_code == 200
    assert 'aria-pressed="true">Stimme nicht zu <span class="review-number">1</span>' in fragment.text
    assert post(browser, f"{url}/absatz/{place}/haltung", {"haltung": "nichts", "von": "absatz"}).location.endswith(f"/absatz/{place}")
    assert session.scalars(select(Mark)).all() == []
    assert post(browser, f"{url}/absatz/{place}/haltung", {"haltung": "quatsch"}).status_code == 422
    assert "Zustimmung: 0. Ablehnung: 0." in browse(None).get(url).text


def test_a_new_version_is_looked_at_before_it_is_published(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    staff = browse(a_person(session, moderates=consultation))
    session.commit()
    url = _url(consultation, text)
    form = staff.get(f"{url}/neue-fassung").text
    new = BODY.replace("an der kurzen Leine", "an der Leine") + "\n\nGanz neu."
    sent = {"body": new, "note": "Leine", **_hidden(form, "seen")}
    looked = post(staff, f"{url}/neue-fassung", {**sent, "weiter": "vorschau"})
    assert "Absätze: 4 bleiben, 1 geändert, 1 neu, 0 entfallen." in looked.text
    assert "gestrichen: </span>" in looked.text
    session.refresh(text)
    assert text.number == 1
    saved = post(staff, f"{url}/neue-fassung", {**sent, "weiter": "speichern"})
    assert saved.location == f"{url}/fassungen/2"
    stale = post(staff, f"{url}/neue-fassung", {**sent, "weiter": "speichern"})
    assert stale.status_code == 422
    assert "neuere Fassung" in stale.text
    assert "Ganz neu." in stale.text
    same = post(staff, f"{url}/neue-fassung", {**sent, "seen": "2", "weiter": "speichern"})
    assert "noch nichts geändert" in same.text


def test_a_review_is_closed_with_what_becomes_of_it(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    text = a_text(session, consultation)
    suggestion = a_suggestion(session, consultation, text)
    staff = browse(a_person(session, moderates=consultation))
    session.commit()
    url = _url(consultation, text)
    assert staff.get(f"{url}/abschliessen").status_code == 403
    rejected(session, consultation, text, suggestion)
    session.commit()
    assert "Das geht nach dem Gesetz nicht." in browse(None).get(f"{url}/vorschlaege/{suggestion.id}").text
    assert post(staff, f"{url}/abschliessen", {"outcome": ""}).status_code == 422
    assert post(staff, f"{url}/abschliessen", {"outcome": "Der Stadtrat berät am 12. Mai."}).status_code == 303
    assert "Der Stadtrat berät am 12. Mai." in browse(None).get(url).text
    assert "abgeschlossen" in browse(a_resident(session)).get(f"{url}/absatz/{suggestion.paragraph_id}").text


def test_the_table_holds_all_that_everybody_reads_without_names(session: Session, browse: Browse) -> None:
    consultation, ada = a_consultation(session), a_resident(session, "Adalberta")
    text = a_text(session, consultation)
    comment = a_comment(session, consultation, text, 2, "von 6 Uhr", ada)
    gone = a_contribution(session, consultation, subject_of(text, paragraph_at(session, text, 3)), "Weg damit")
    gone.body, gone.body_html, gone.deleted_at = "", "", clock.now()
    suggestion = rejected(session, consultation, text, a_suggestion(session, consultation, text, 3, ada, body="=Summe"))
    hidden = a_suggestion(session, consultation, text, 3, ada, body="Beleidigung")
    hidden.hidden_at, hidden.hidden_reason = clock.now(), "Beleidigung"
    staff = a_person(session, moderates=consultation)
    session.commit()
    response = browse(staff).get(f"{_url(consultation, text)}/rueckmeldungen.csv")
    assert response.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [(row["Art"], row["Nummer"], row["Absatz"]) for row in rows] == [
        ("Hinweis", str(comment.id), "2"),
        ("Änderungsvorschlag", str(suggestion.id), "3"),
    ]
    assert rows[0]["Stelle oder bisheriger Text"] == "von 6 Uhr"
    assert (rows[1]["Text"], rows[1]["Stand"], rows[1]["Grund der Entscheidung"]) == (
        "'=Summe",
        "Nicht übernommen",
        "Das geht nach dem Gesetz nicht.",
    )
    assert "Adalberta" not in response.text


def test_what_the_moderation_hid_is_read_by_its_author_alone(session: Session, browse: Browse) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    text = a_text(session, consultation)
    hidden = a_suggestion(session, consultation, text, 3, ada, body="Beleidigung")
    hidden.hidden_at, hidden.hidden_reason = clock.now(), "Ton"
    session.commit()
    url = f"{_url(consultation, text)}/vorschlaege/{hidden.id}"
    assert "Beleidigung" in browse(ada).get(url).text
    for page in (url, f"{_url(consultation, text)}/vorschlaege", f"{_url(consultation, text)}/absatz/{hidden.paragraph_id}"):
        assert "Beleidigung" not in browse(None).get(page).text
        assert REASON not in browse(None).get(page).text


def test_own_suggestions_stand_on_the_own_page_and_reports_lead_to_the_moderation(session: Session, browse: Browse) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    text = a_text(session, consultation, title="Parksatzung 2027")
    suggestion = a_suggestion(session, consultation, text, 3, ada)
    moderator = a_person(session, moderates=consultation)
    session.commit()
    assert "Parksatzung 2027" in browse(ada).get("/konto").text + browse(ada).get("/konto/beitraege").text
    assert browse(None).get(f"/melden/text_suggestion/{suggestion.id}").status_code == 200
    assert browse(moderator).get(f"/moderation/text_suggestion/{suggestion.id}").status_code == 200


def _many(session: Session, consultation: Consultation, text: ReviewText, comments: int) -> None:
    """So many comments and suggestions, spread over the paragraphs, written straight into the tables."""
    places = [line.paragraph_id for line in queries.lines_of(session, text.id, text.number)]
    author, now = a_resident(session), clock.now()
    discussions = [Discussion(consultation_id=consultation.id, subject_kind=PARAGRAPH, subject_id=place) for place in places]
    session.add_all(discussions)
    session.flush()
    each = max(1, comments // len(places))
    for discussion in discussions:
        rows = [
            {
                **{"discussion_id": discussion.id, "author_id": author.id, "kind": Kind.NOTE, "body": "x", "body_html": "<p>x</p>", "number": number},
                **{"created_at": now - timedelta(minutes=number), "active_at": now, "form_key": f"{discussion.id}-{number}-key"},
            }
            for number in range(1, each + 1)
        ]
        session.execute(insert(Contribution), rows)
        discussion.contribution_count = discussion.top_level_count = discussion.note_count = each
        session.get_one(Paragraph, discussion.subject_id).contribution_count = each
    common = {"consultation_id": consultation.id, "text_id": text.id, "author_id": author.id, "base_number": 1, "base_body": "x", "body": "y"}
    told = {"reason": "z", "reason_html": "z", "created_at": now, "state": State.OPEN}
    session.execute(insert(Suggestion), [{**common, **told, "paragraph_id": place} for place in places])
    session.flush()


def test_a_text_of_two_hundred_paragraphs_costs_as_many_statements_as_one_of_three(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation, ada = a_consultation(session), a_resident(session)
    browser = browse(ada)
    counted = []
    for paragraphs, comments in ((3, 3), (200, 2_000)):
        text = a_text(session, consultation, "\n\n".join(f"Absatz {number} über Sache {number}." for number in range(paragraphs)), takes_marks=True)
        _many(session, consultation, text, comments)
        revised(
            session,
            consultation,
            text,
            "Ganz neu ist dies.\n\n" + "\n\n".join(f"Absatz {number} über Sache {number}." for number in range(1, paragraphs)),
        )
        place = paragraph_at(session, text, 2).paragraph.id
        session.commit()
        url = _url(consultation, text)
        pages = [url, f"{url}/absatz/{place}", f"{url}/fassungen/2", f"{url}/vorschlaege", f"{url}/fassungen"]
        for page in pages:
            browser.get(page)
        numbers = []
        for page in pages:
            with count_statements() as seen:
                assert browser.get(page).status_code == 200
            numbers.append(seen.count)
        counted.append(numbers)
    assert counted[0] == counted[1]
    assert max(counted[1]) <= 20
