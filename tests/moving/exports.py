"""Exports in the formats of other platforms, with invented content."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence

import openpyxl

File = tuple[str, bytes]

PROPOSALS = (
    "id;category/id;category/name/de;category/name/en;scope/id;scope/name/de;participatory_space/id;participatory_space/url;component/id;title/de;title/en;"
    "body/de;body/en;state;reference;answer/de;supports;endorsements/total_count;endorsements/user_endorsements;comments;published_at;url;is_amend;"
    "author/id;author/name;author/url;latitude;longitude"
)


def csv_of(header: str, *rows: Sequence[object], separator: str = ";") -> bytes:
    """A CSV file; the header's names are separated by `;`."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator)
    writer.writerow(header.split(";"))
    writer.writerows(rows)
    return stream.getvalue().encode()


def decidim_proposal(number: int, title: str, body: str, **more: object) -> list[object]:
    """A row of Decidim's proposals."""
    values: dict[str, object] = {
        "id": number, "category/name/de": "Verkehr", "title/de": title, "body/de": body, "title/en": "", "state": "", "supports": 0,
        "reference": f"ST-PROP-2024-05-{number}", "published_at": f"2024-05-{number % 27 + 1:02} 10:00:00 UTC", "author/id": 7, "author/name": "Alba",
        "url": f"https://mitmachen.example/processes/stadt/f/1/proposals/{number}", "is_amend": "false",
        "endorsements/user_endorsements": "Geheime Person", **more,
    }  # fmt: skip
    return [values.get(column, "") for column in PROPOSALS.split(";")]


COMMENTS = "id;created_at;body;locale;author/id;author/name;alignment;depth;user_group/id;user_group/name;commentable_id;commentable_type;root_commentable_url"


def decidim_comment(
    number: int, body: str, above: int, kind: str = "Decidim::Proposals::Proposal", name: str = "Ben", alignment: int = 0
) -> list[object]:
    """A row of Decidim's comments."""
    root = "https://mitmachen.example/processes/stadt/f/1/proposals/11"
    return [number, f"2024-06-{number % 27 + 1:02} 09:30:00 UTC", body, "de", 8, name, alignment, 0, "", "", above, kind, root]


REPLY = "Decidim::Comments::Comment"


def decidim() -> list[File]:
    """A ZIP of open data: two proposals, a withdrawn one, a thread three levels deep, a meeting, a list that nobody reads."""
    proposals = csv_of(
        PROPOSALS,
        decidim_proposal(
            11,
            "Radweg an der Lahnstraße",
            "<p>Die <strong>Lahnstraße</strong> braucht einen Radweg.</p><ul><li><p>breit</p></li><li>sicher</li></ul><script>alert(1)</script>",
            supports=42,
            state="accepted",
            **{"answer/de": "<p>Wir bauen 2027.</p>"},
        ),
        decidim_proposal(12, "Bänke im Stadtpark", "Mehr Bänke bitte.", **{"category/name/de": "Grünes"}),
        decidim_proposal(13, "Zurückgezogen", "Weg damit.", state="withdrawn"),
        decidim_proposal(14, "Änderung", "Anders.", is_amend="true"),
    )
    comments = csv_of(
        COMMENTS,
        decidim_comment(3, "Und die Kreuzung?", 2, REPLY, "Carla"),
        decidim_comment(1, "Dafür, weil Kinder dort fahren.", 11, alignment=1),
        decidim_comment(2, "Stimmt.", 1, REPLY, "Dilek"),
        decidim_comment(4, "Zu teuer.", 11, alignment=-1, name="Emil"),
        decidim_comment(5, "Zum Treffen.", 99, "Decidim::Meetings::Meeting"),
        decidim_comment(6, "Verwaist.", 77),
    )
    meetings = csv_of(
        "id;title/de;start_time;end_time;attendees;address;location/de",
        [1, "Werkstatt", "2024-05-01 18:00:00", "2024-05-01 20:00:00", 12, "Markt 1", "Rathaus"],
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mitmachen.example-open-data-proposals.csv", proposals)
        archive.writestr("mitmachen.example-open-data-proposal_comments.csv", comments)
        archive.writestr("mitmachen.example-open-data-meetings.csv", meetings)
        archive.writestr("mitmachen.example-open-data-users.csv", csv_of("id;nickname;email", [1, "alba", "alba@example.org"]))
    return [("open-data.zip", stream.getvalue())]


def decidim_json() -> list[File]:
    """The same two kinds as JSON of a component's export."""
    proposals = [
        {
            "id": 21,
            "category": {"id": 1, "name": {"de": "Verkehr", "en": "Traffic"}},
            "title": {"de": "Tempo 30 am Bahnhof", "en": "Slow"},
            "body": {"de": "Vor dem Bahnhof soll Tempo 30 gelten."},
            "author": {"id": [7], "name": ["Alba", "Ben"], "url": ["https://x.example/a"]},
            "votes": 5,
            "published_at": "2025-02-03T08:00:00.000Z",
            "withdrawn": False,
            "is_amend": False,
            "reference": "ST-PROP-2025-02-21",
            "url": "https://mitmachen.example/p/21",
        }
    ]
    comments = [
        {"id": 31, "created_at": "2025-02-04T08:00:00.000Z", "body": {"de": "Endlich!"}, "author": {"id": 9, "name": "Ben"}, "alignment": 1,
         "commentable_id": 21, "commentable_type": "Decidim::Proposals::Proposal"}
    ]  # fmt: skip
    return [("proposals.json", json.dumps(proposals).encode()), ("comments.json", json.dumps(comments).encode())]


def consul() -> list[File]:
    """CSV of a German installation: proposals, debates, comments with their ancestry; an author is given by mail address."""
    proposals = csv_of(
        "id;title;summary;description;project;label(s);responsible_name;author_username;supports;created_at;hidden_at;flags_count;comments_count;published_at",
        [
            1,
            "Mehr Bäume",
            "Kurz: Bäume.",
            "Bäume kühlen die Stadt &amp; machen sie schön.",
            "Grün",
            "Verkehr",
            "Garten e.V.",
            "gina",
            17,
            "2023-04-01 08:00:00 +0200",
            "",
            0,
            2,
            "2023-04-02 08:00:00 +0200",
        ],
        [2, "Versteckt", "", "Nicht mehr da.", "", "", "", "x", 0, "2023-04-01 08:00:00 +0200", "2023-04-03 08:00:00 +0200", 3, 0, ""],
    )
    debates = csv_of(
        "id;title;description;project;category;author;projekt_id;created_at;hidden_at;cached_votes_total;cached_votes_up;cached_votes_down",
        [5, "Wie soll der Markt aussehen?", "<p>Was denken Sie?</p>", "", "", "hans@example.org", 3, "2023-05-01 08:00:00 +0200", "", 3, 2, 1],
    )
    comments = csv_of(
        "id;content;author_username;type;commentable_id;user_id;created_at;updated_at;hidden_at;ancestry",
        [51, "Ja, Bäume!", "ida", "Vorschlag", 1, 91, "2023-04-05 08:00:00 +0200", "", "", ""],
        [52, "Welche denn?", "jan", "Vorschlag", 1, 92, "2023-04-06 08:00:00 +0200", "", "", "51"],
        [53, "Linden.", "ida", "Vorschlag", 1, 91, "2023-04-07 08:00:00 +0200", "", "", "51/52"],
        [54, "Grün!", "kim", "Debatte", 5, 93, "2023-05-02 08:00:00 +0200", "", "", ""],
        [55, "weg", "kim", "Debatte", 5, 93, "2023-05-02 08:00:00 +0200", "", "2023-05-03 08:00:00 +0200", ""],
        [56, "Zur Umfrage", "kim", "Poll", 5, 93, "2023-05-02 08:00:00 +0200", "", "", ""],
    )
    return [("proposals.csv", proposals), ("debates.csv", debates), ("comments.csv", comments)]


def consul_graphql() -> list[File]:
    """An answer of CONSUL's API."""
    proposal = {
        "id": "8", "title": "Trinkbrunnen", "summary": "Wasser für alle", "description": "<p>Am Markt soll ein Brunnen stehen.</p>", "cached_votes_up": 3,
        "public_created_at": "2022-01-02 10:00:00 +0100", "geozone": {"name": "Altstadt"}, "public_author": {"id": "4", "username": "lea"},
    }  # fmt: skip
    comment = {
        "id": "80",
        "body": "Gute Idee",
        "commentable_id": 8,
        "commentable_type": "Proposal",
        "ancestry": None,
        "public_created_at": "2022-01-03 10:00:00 +0100",
    }
    data = {"data": {"proposals": {"edges": [{"node": proposal}]}, "comments": {"edges": [{"node": comment}]}}}
    return [("graphql.json", json.dumps(data).encode())]


def workbook_of(*rows: Sequence[object]) -> bytes:
    """An Excel file."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(list(row))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def adhocracy() -> list[File]:
    """Ideas and comments as two Excel files, as a German person exports them."""
    link = "https://adhocracy.example/stadt/mapideas/2024-00007/"
    ideas = workbook_of(
        ("Link", "Titel", "Beschreibung", "Referenznummer", "Kategorie", "Labels", "Ersteller*in", "Erstellt", "Positive Bewertungen", "Negative Bewertungen",
         "Anzahl der Kommentare", "Status", "Feedback", "Anmerkung", "Creator email"),
        (link, "Spielplatz am Fluss", "Ein Spielplatz &amp; eine Wiese.", "2024-00007", "Nutzung", "", "mona", "2024-03-01T12:00:00+01:00", 9, 1, 2,
         "Wird geprüft", "Wir prüfen das.", "heikel, bitte nicht veröffentlichen", "mona@example.org"),
    )  # fmt: skip
    comments = workbook_of(
        (
            "ID",
            "Kommentar",
            "Erstellt",
            "Link",
            "Ersteller*in",
            "Positive Bewertungen",
            "Negative Bewertungen",
            "Antwort auf Kommentar",
            "Antwort auf Referenz",
        ),
        (700, "Schön!", "2024-03-02T12:00:00+01:00", link + "?comment_700", "nora", 1, 0, "", "2024-00007"),
        (701, "Für welches Alter?", "2024-03-03T12:00:00+01:00", link + "?comment_701", "otto", 0, 0, 700, ""),
    )
    return [("stadt_ideen.xlsx", ideas), ("stadt_kommentare.xlsx", comments)]


def polis() -> list[File]:
    """A conversation: twelve statements of which one is hidden, sixty people in two camps, one of whom changed an answer."""
    statements = [
        "Der Markt soll autofrei werden.",
        "Busse sollen öfter fahren.",
        *(f"Aussage Nummer {number} zum Markt." for number in range(2, 11)),
        "Unfug",
    ]
    comments = csv_of(
        "timestamp;datetime;comment-id;author-id;agrees;disagrees;moderated;comment-body",
        *([1500282615000 + number, "Mon Jul 17", number, 3, 0, 0, -1 if text == "Unfug" else 1, text] for number, text in enumerate(statements)),
        separator=",",
    )
    votes = [
        [1500282620000 + person, "Mon Jul 17", statement, person, 1 if (person < 30) == (statement % 2 == 0) else -1]
        for person in range(60)
        for statement in range(12)
    ]
    votes.append([1500282999000, "Mon Jul 17", 0, 0, 0])
    summary = 'topic,Wie weiter mit dem Markt?\nurl,https://pol.is/7invented\nviews,60\nvoters,60\nconversation-description,"Ein Gespräch, das es nie gab."\n'
    table = csv_of("timestamp;datetime;comment-id;voter-id;vote", *votes, separator=",")
    return [("comments.csv", comments), ("votes.csv", table), ("summary.csv", summary.encode())]


def _rows(table: str, *rows: dict[str, object]) -> str:
    lines = ["".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in row.items()) for row in rows]
    return f"<{table}><rows>{''.join(f'<row>{line}</row>' for line in lines)}</rows></{table}>"


def limesurvey() -> list[File]:
    """A survey with a choice and its own words, several choices, a table, a ranking, a number and a text; three finished responses and one begun."""

    def question(qid: int, kind: str, title: str, text: str, other: str = "N") -> dict[str, object]:
        return {"qid": qid, "parent_qid": 0, "sid": 7, "gid": 1, "type": kind, "title": title, "question": text, "other": other, "mandatory": "N",
                "question_order": qid, "language": "de", "scale_id": 0, "relevance": 1}  # fmt: skip

    def part(qid: int, parent: int, title: str, text: str) -> dict[str, object]:
        return {"qid": qid, "parent_qid": parent, "sid": 7, "gid": 1, "type": "T", "title": title, "question": text, "question_order": qid, "language": "de",
                "scale_id": 0}  # fmt: skip

    def answer(qid: int, code: str, text: str) -> dict[str, object]:
        return {"qid": qid, "code": code, "answer": text, "sortorder": code[-1], "language": "de", "scale_id": 0}

    document = (
        '<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>366</DBVersion>'
        "<languages><language>de</language></languages>"
        + _rows("answers", answer(1, "A1", "Bus"), answer(1, "A2", "Rad"), answer(3, "A1", "gut"), answer(3, "A2", "schlecht"), answer(4, "R1", "Ruhe"), answer(4, "R2", "Grün"))
        + _rows("groups", {"gid": 1, "sid": 7, "group_name": "Verkehr", "group_order": 1, "description": "", "language": "de"})
        + _rows("questions", question(1, "L", "wie", "Wie kommen Sie?", "Y"), question(2, "M", "was", "Was fehlt?"), question(3, "F", "note", "Wie ist …?"),
                question(4, "R", "rang", "Was zuerst?"), question(5, "N", "alter", "Wie viele Kinder?"), question(6, "T", "satz", "Noch etwas?"),
                question(7, ";", "matrix", "Tabelle mit Texten"))
        + _rows("subquestions", part(21, 2, "SQ001", "Bänke"), part(22, 2, "SQ002", "Bäume"), part(31, 3, "SQ001", "der Markt"), part(32, 3, "SQ002", "der Park"))
        + _rows("surveys", {"sid": 7, "language": "de"})
        + _rows("surveys_languagesettings", {"surveyls_survey_id": 7, "surveyls_language": "de", "surveyls_title": "Umfrage zum Markt"})
        + "</document>"
    )  # fmt: skip
    header = "id;submitdate;lastpage;startlanguage;seed;token;ipaddr;wie;wie[other];was[SQ001];was[SQ002];note[SQ001];note[SQ002];rang[1];rang[2];alter;satz;matrix[SQ001_SQ002]"
    responses = csv_of(
        header,
        [1, "2024-03-01 10:00:00", 1, "de", 5, "geheim1", "192.0.2.7", "A1", "", "Y", "", "A1", "A2", "R2", "R1", "2.0000000000", "Mehr Bäume", ""],
        [2, "2024-03-01 11:00:00", 1, "de", 5, "geheim2", "192.0.2.8", "-oth-", "zu Fuß", "Y", "Y", "A2", "", "", "", "", "", ""],
        [3, "", 1, "de", 5, "geheim3", "192.0.2.9", "A1", "", "", "", "", "", "", "", "", "", ""],
        [4, "2024-03-02 11:00:00", 1, "de", 5, "geheim4", "192.0.2.9", "A9", "", "", "Y", "", "", "", "", "3", "", ""],
        separator=",",
    )
    return [("limesurvey_survey_7.lss", document.encode()), ("results-survey7.csv", responses)]
