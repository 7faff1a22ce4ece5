"""Polis: the CSV files of a report, `comments.csv`, `votes.csv` or `participants-votes.csv`, and `summary.csv`.

Columns as the server writes them (compdemocracy/polis at 0ac2891a, `server/src/routes/export.ts`) and as its open data has them. Participants lose even
their numbers there: they are counted from 0 in an order of their own, and the votes only make the groups.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from typing import Any

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.text import clean_line
from participation.methods.opinions.reading import BadFiles, Statement, read_statements, read_votes
from participation.methods.opinions.votes import AGREE, DISAGREE, PASS, Votes
from participation.moving.description import Description
from participation.moving.sheets import File

MOST_CELLS = 4_000_000
"""People times statements: groups of more are computed for longer than a request may take."""
SIGNS = {AGREE: "+", PASS: "0", DISAGREE: "-"}
LONGEST = 140
PRIVATE = ("author-id", "voter-id", "xid", "participant")


def read(files: Sequence[File], description: Description) -> None:
    """Put the conversation of the files into a description. Raises Invalid where one of them is missing."""
    texts = {name: _text(name, content, description) for name, content in files}
    parts = {kind: (name, text) for name, text in texts.items() for kind in [_kind_of(text)] if kind}
    for name, text in texts.items():
        if not _kind_of(text):
            description.pass_over(_("Zeilen aus „%(file)s“. Diese Datei enthält nichts, das wir übernehmen können.", file=name), text.count("\n"))
    if "comments" not in parts or not ({"votes", "participants"} & set(parts)):
        raise Invalid(_("Bitte laden Sie „comments.csv“ und „votes.csv“ (oder „participants-votes.csv“) zusammen hoch."), "files")
    name, text = parts.get("votes") or parts["participants"]
    try:
        votes = read_votes(text, name)
        statements = read_statements(parts["comments"][1], votes, parts["comments"][0])
    except BadFiles as bad:
        for fault in bad.faults[:200]:
            description.blame(fault.file, fault.row, fault.text)
        return
    for name, text in texts.items():
        heading = [column.strip().lower() for column in text.split("\n", 1)[0].split(",")]
        description.private += [f"{name}: {column}" for column in heading if column in PRIVATE]
    _describe(votes, statements, _summary(parts.get("summary", ("", ""))[1]), description)


def _text(name: str, content: bytes, description: Description) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        description.blame(name, 0, _("Die Zeichen der Datei sind nicht lesbar. Bitte speichern Sie die Tabelle als „CSV UTF-8“."))
        return ""


def _kind_of(text: str) -> str:
    heading = [column.strip().strip('"').lower() for column in text.split("\n", 1)[0].split(",")]
    if "comment-body" in heading:
        return "comments"
    if "vote" in heading and "voter-id" in heading:
        return "votes"
    if heading[0] == "participant":
        return "participants"
    return "summary" if heading[0] == "topic" else ""


def _summary(text: str) -> dict[str, str]:
    try:
        return {row[0].strip(): row[1].strip() for row in csv.reader(io.StringIO(text)) if len(row) >= 2}
    except csv.Error:
        return {}


def _describe(votes: Votes, statements: dict[str, Statement], summary: dict[str, str], description: Description) -> None:
    shown = [one for one in votes.statements if one in statements and not statements[one].hidden and clean_line(statements[one].text)]
    description.pass_over(_("Aussagen, die dort ausgeblendet sind"), sum(1 for one in statements.values() if one.hidden))
    description.pass_over(
        _("Aussagen, auf die niemand geantwortet hat"), sum(1 for one in statements if one not in votes.statements and not statements[one].hidden)
    )
    description.pass_over(_("Antworten auf Aussagen ohne Text"), sum(1 for one in votes.statements if one not in statements))
    description.passed = {sentence: number for sentence, number in description.passed.items() if number}
    if not shown or len(votes.people) * len(shown) > MOST_CELLS:
        sentence = _("Die Unterhaltung ist zu groß oder leer. Möglich sind %(most)s Millionen Personen mal Aussagen.", most=MOST_CELLS // 1_000_000)
        raise Invalid(sentence, "files")
    columns = [votes.statements.index(one) for one in shown]
    rows = votes.marks[:, columns]
    marks = ["".join(SIGNS.get(int(mark), ".") for mark in row) for row in rows]
    kept = [row for row in marks if row.strip(".")]
    known = summary.get("url", "").rstrip("/").rpartition("/")[2]
    told: dict[str, Any] = {
        "kind": "map",
        "id": known[:80] or hashlib.sha256("\n".join(statements[one].text for one in shown).encode()).hexdigest()[:40],
        "url": summary.get("url", "") if summary.get("url", "").startswith("https://") else "",
        "title": clean_line(summary.get("topic", "")) or _("Meinungsbild aus Polis"),
        "about": clean_line(summary.get("conversation-description", "")),
        "statements": [_short(statements[one].text, description) for one in shown],
        "marks": sorted(kept),  # in no order of people: nobody is found again by their place
    }
    description.whole = told


def _short(text: str, description: Description) -> str:
    line = clean_line(text)
    if len(line) <= LONGEST:
        return line
    description.pass_over(_("Enden von Aussagen, die länger als %(limit)s Zeichen sind: gekürzt", limit=LONGEST))
    return line[: LONGEST - 1].rsplit(" ", 1)[0].rstrip() + "…"
