"""The ZIP holds all that the pages show and nothing else, says so of every column, and can be checked and counted again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.count_command import count_command
from participation.discussions.models import Contribution, Rating
from participation.kit.audit import AuditEntry
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage, Support
from participation.proposals.writing_models import CoAuthor, CustomValue
from participation.reports.rows import PUBLIC_ACTS
from participation.reports.tables import OPEN_TRACKERS, TABLES, TRACKERS
from participation.reports.vote_files import folder
from participation.votes.freezing import sha256
from participation.votes.models import Ballot, OpenBallot, Vote
from tests.budgets.builders import an_open_budget, vote_on
from tests.budgets.builders import cast as cast_on_budget
from tests.budgets.builders import counted as counted_budget
from tests.builders import a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.discussions.builders import a_topic, discussion_of, many_contributions, subject_of
from tests.proposals.builders import a_proposal, a_question
from tests.reports.builders import (
    BALLOTS,
    DELETED_TEXT,
    DRAFT_QUESTION,
    DRAFT_TEXT,
    HIDDEN_TEXT,
    NOTICE,
    a_counted_vote,
    a_running_consultation,
    closed_consultation,
    everything,
    lines,
    packed,
    table,
    unpacked,
)

FOLDER = re.compile(r"abstimmungen/\d\d-[a-z0-9-]+/")
STARTS = tuple("=+-@＝＋－＠|\t")


def test_the_zip_is_whole_and_every_sum_right(session: Session, tmp_path: Path) -> None:
    content = packed(session, everything(session).consultation)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
        names = set(archive.namelist())
    sums = dict(reversed(line.split("  ", 1)) for line in (tmp_path / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == names - {"SHA256SUMS"}
    assert all(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    assert {f"{one.name}.{ending}" for one in TABLES for ending in ("csv", "json")} <= names
    assert {"beteiligung.json", "LIESMICH.txt"} <= names


def test_its_tables_count_what_the_database_counts(session: Session) -> None:
    told = everything(session)
    files = unpacked(packed(session, told.consultation))

    def number(*what: object) -> int:
        return session.scalar(select(func.count()).where(*what)) or 0  # type: ignore[arg-type]  # conditions

    public = (Proposal.consultation_id == told.consultation.id, Proposal.stage != ProposalStage.DRAFT)
    proposals = table(files, "vorschlaege")
    assert len(proposals) == number(*public) == 2
    assert sum(int(row["unterstuetzungen"]) for row in proposals) == number(Support.proposal_id.in_(select(Proposal.id).where(*public))) == 3
    assert len(table(files, "antworten")) == number(OfficialAnswer.proposal_id.in_(select(Proposal.id).where(*public))) == 2
    assert len(table(files, "beitraege")) == number(Contribution.id > 0) == 4
    assert len(table(files, "themen")) == len(table(files, "diskussionen")) == 1
    assert int(table(files, "diskussionen")[0]["beitraege"]) == 2
    assert len(table(files, "protokoll")) == number(AuditEntry.action.in_(PUBLIC_ACTS))
    assert number(Rating.id > 0) == 0
    for place, vote in _votes(session, files).items():
        ballots = number(Ballot.vote_id == vote.id) + number(OpenBallot.vote_id == vote.id)
        grouped = csv.DictReader(line for line in files[f"{place}stimmzettel.csv"].splitlines() if not line.startswith("#"))
        assert sum(int(row["count"]) for row in grouped) == len(table(files, f"{place}kennungen")) == ballots


def _votes(session: Session, files: dict[str, str]) -> dict[str, Vote]:
    """The folders of counted votes."""
    places = sorted({found[0] for name in files if (found := FOLDER.match(name)) and found[0] + "ergebnis.json" in files})
    return {place: session.get_one(Vote, json.loads(files[place + "abstimmung.json"])["nummer"]) for place in places}


def test_csv_and_json_say_the_same(session: Session) -> None:
    files = unpacked(packed(session, everything(session).consultation))
    names = [name.removesuffix(".csv") for name in files if name.endswith(".csv") and not name.endswith("stimmzettel.csv")]
    for name in names:
        rows = [
            {key: "" if value is None else str(int(value) if isinstance(value, bool) else value) for key, value in row.items()}
            for row in lines(files, name)
        ]
        without_guard = [{key: re.sub(r"(^|;|\n)'", r"\1", value) for key, value in row.items()} for row in table(files, name)]
        assert [{key: value.replace("'", "") for key, value in row.items()} for row in without_guard] == [
            {key: value.replace("'", "") for key, value in row.items()} for row in rows
        ]


def test_what_was_deleted_or_hidden_is_there_without_its_text(session: Session) -> None:
    told = everything(session)
    files = unpacked(packed(session, told.consultation))
    found = {row["zustand"]: row for row in lines(files, "beitraege")}
    for state in ("gelöscht", "ausgeblendet"):
        empty = [found[state][name] for name in ("text", "von", "art", "amt", "zustimmungen", "ablehnungen", "stimme_der_stadt")]
        assert empty == [None] * 7
    proposals = lines(files, "vorschlaege")
    assert [row["stand"] for row in proposals] == ["Angenommen", "Zurückgezogen"]
    assert [row["von"] for row in proposals] == ["+Anna", "Ehemals teilnehmend"]
    assert [row["stand"] for row in lines(files, "antworten")] == ["In Prüfung", "Angenommen"]


def test_public_answers_are_inside_with_how_and_with_whom_a_proposal_came(session: Session) -> None:
    consultation, staff, anna = a_running_consultation(session), an_administrator(session), a_resident(session, "Anna")
    cost = a_question(session, consultation, staff, "Was kostet es?", kind="money")
    inside = a_question(session, consultation, staff, "Telefon?", public=False)
    target = a_proposal(session, consultation, anna, "Ein Aufzug")
    proposal = a_proposal(session, consultation, anna, "Eine Rampe")
    session.add_all(CustomValue(proposal_id=proposal.id, field_id=field.id, value=value) for field, value in ((cost, "500"), (inside, "0291 1")))
    session.add(CoAuthor(proposal_id=proposal.id, person_id=a_resident(session, "Bert").id, state="accepted", invited_at=NOON, answered_at=NOON))
    proposal.channel, proposal.place_label = "paper", "Marktplatz"
    proposal.stage, proposal.merged_into_id, proposal.withdraw_reason, proposal.withdrawn_at = "withdrawn", target.id, "→", NOON
    files = unpacked(packed(session, closed_consultation(session, consultation)))
    row = lines(files, "vorschlaege")[1]
    assert [row[name] for name in ("eingangsweg", "ort", "gemeinsam_mit", "aufgegangen_in")] == ["Auf Papier", "Marktplatz", "Bert", target.reference]
    assert lines(files, "angaben") == [{"vorschlag": proposal.reference, "frage": "Was kostet es?", "antwort": "5,00 Euro", "wert": "500"}]
    assert "0291 1" not in "".join(files.values())


def test_nothing_is_inside_that_the_pages_do_not_show(session: Session) -> None:
    told = everything(session)
    content = "\n".join(unpacked(packed(session, told.consultation)).values())
    canaries = [DRAFT_TEXT, HIDDEN_TEXT, DELETED_TEXT, NOTICE, DRAFT_QUESTION, "Das ist eine Beleidigung.", "argon2", "@town.example"]
    canaries += [person.public_id for person in told.people] + [told.left.public_id, told.consultation.preview_token]
    assert [canary for canary in canaries if canary in content] == []
    acts = {line["handlung"] for line in lines(unpacked(packed(session, told.consultation)), "protokoll")}
    assert acts <= set(PUBLIC_ACTS)
    assert {"proposal.published", "proposal.answered", "vote.opened", "vote.tallied", "contribution.hidden"} <= acts


def test_no_cell_can_become_a_formula(session: Session) -> None:
    consultation = a_running_consultation(session)
    everything(session)
    evil = "Bau,=1+1;=2+2"
    a_counted_vote(session, consultation, "irv", title=evil, options=("=1+1", "＝A;=B", "@Neubau", "Nichts"))
    files = unpacked(packed(session, everything(session).consultation)) | unpacked(packed(session, closed_consultation(session, consultation)))
    for name in (name for name in files if name.endswith(".csv")):
        text = files[name].removeprefix("\ufeff")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        parts = [part.lstrip(" \"'\u200b") if part.lstrip()[:1] != "'" else "" for cell in cells for part in re.split(r"[;\n]", cell)]
        assert [part for part in parts if part.startswith(STARTS)] == [], name


def test_every_column_of_every_table_is_explained(session: Session) -> None:
    files = unpacked(packed(session, everything(session).consultation))
    text = " ".join(files["LIESMICH.txt"].split())
    explained = {f"{one.name}": one for one in TABLES}
    for name in (name for name in files if name.endswith(".csv")):
        rows = csv.reader(line for line in files[name].removeprefix("\ufeff").splitlines() if not line.startswith("#"))
        header = next(rows)
        short = name.removesuffix(".csv").rsplit("/", 1)[-1]
        if short in explained:
            assert header == explained[short].header
        for column in header:
            assert re.search(rf"(^| ){re.escape(column)}: \S", text), f"{name}: {column}"
    for one in (*TABLES, TRACKERS, OPEN_TRACKERS):
        assert all(column.meaning and str(one.about) for column in one.columns)
    for name in files:
        assert name.rsplit("/", 1)[-1].split(".")[0] in text, f"{name} is not explained"


def test_the_ballots_counted_again_give_the_stored_winners(session: Session, tmp_path: Path) -> None:
    content = packed(session, everything(session).consultation)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    files = unpacked(content)
    votes = _votes(session, files)
    assert {vote.rule for vote in votes.values()} == set(BALLOTS)
    for place, vote in votes.items():
        stored = json.loads(files[place + "ergebnis.json"])["outcome"]
        told = re.findall(r"^  (participation count .+)$", files[place + "ergebnis.txt"], re.MULTILINE)
        assert told
        assert all(f"  {command}\n" in files["LIESMICH.txt"] for command in told)
        for command in [*told, f"participation count stimmzettel.csv --seed {(vote.lot_seed or b'').hex()}"]:
            _program, _count, file, *options = shlex.split(command)
            result = CliRunner().invoke(count_command, [str(tmp_path / place / file), *options, "--json"])
            assert result.exit_code == 0, result.output
            counted = json.loads(result.output)
            assert (counted["rule"], counted["winners"]) == (vote.rule, stored["winners"]), command
        assert "Das Ergebnis ist dasselbe" in files[place + "ergebnis.txt"]
        assert (place + "stimmzettel.blt" in files) == (vote.counting_rule.ballots == "ranked")


def test_a_stranger_checks_the_votes_folders_with_nothing_but_python(session: Session, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(session, everything(session).consultation))) as archive:
        archive.extractall(tmp_path)
    counted = [folder.parent for folder in tmp_path.glob("abstimmungen/*/ergebnis.json")]
    assert counted
    for place in counted:
        told = subprocess.run([sys.executable, "-I", "verify.py", str(place)], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert told.stdout.endswith("Alles stimmt.\n"), told.stdout


def test_a_budgets_files_count_to_its_winners(session: Session, tmp_path: Path) -> None:
    consultation = a_running_consultation(session)
    budget = an_open_budget(session, consultation)
    for marks in ((1, 2), (1, 3), (4,), ()):
        cast_on_budget(session, vote_on(budget), marks)
    vote = vote_on(counted_budget(session, budget))
    content = packed(session, closed_consultation(session, consultation))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    files = unpacked(content)
    (place,) = (name.removesuffix("ergebnis.txt") for name in files if name.endswith("/ergebnis.txt"))
    assert "Das Ergebnis ist dasselbe" in files[place + "ergebnis.txt"]
    (command,) = re.findall(r"^  (participation count .+)$", files[place + "ergebnis.txt"], re.MULTILINE)
    assert f"  {command}\n" in files["LIESMICH.txt"]
    _program, _count, file, *options = shlex.split(command)
    result = CliRunner().invoke(count_command, [str(tmp_path / place / file), *options, "--json"])
    assert json.loads(result.stdout)["winners"] == json.loads(vote.result_json or "")["outcome"]["winners"]
    assert json.loads(files[place + "abstimmung.json"])["budget"]["amount"] == 3_000_000


def test_a_votes_files_bear_the_hashes_of_the_log(session: Session) -> None:
    files = unpacked(packed(session, everything(session).consultation))
    for place, vote in _votes(session, files).items():
        told = json.loads(files[place + "abstimmung.json"])
        assert told["festschreibung_sha256"] == sha256(files[place + "festschreibung.json"]) == vote.frozen_hash
        assert told["ergebnis_sha256"] == sha256(files[place + "ergebnis.json"]) == vote.result_hash
        urn = "".join(f"{row['kennung']} {row['stimmen']}\n" for row in lines(files, place + "kennungen"))
        assert told["urne_sha256"] == sha256(urn) == vote.urn_hash


def test_names_stand_beside_ballots_only_where_the_vote_was_open(session: Session) -> None:
    files = unpacked(packed(session, everything(session).consultation))
    for place, vote in _votes(session, files).items():
        names = {row.get("von") for row in lines(files, place + "kennungen")}
        assert (names == {None}) == vote.is_secret


def test_a_vote_that_is_not_counted_shows_no_ballots(session: Session) -> None:
    files = unpacked(packed(session, everything(session).consultation))
    uncounted = [name for name in files if "nie-ausgezaehlt" in name]
    assert sorted(name.rsplit("/", 1)[1] for name in uncounted) == ["abstimmung.json", "festschreibung.json"]
    assert json.loads(files[uncounted[0]])["stimmberechtigt"] is None


def test_the_same_data_give_the_same_bytes(session: Session) -> None:
    consultation = everything(session).consultation
    once = packed(session, consultation)
    session.expire_all()
    assert packed(session, closed_consultation(session, consultation)) == once
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 10, 7, 0, 0)}  # the close, in the city's time


def test_five_thousand_contributions_are_exported_with_progress(session: Session) -> None:
    consultation = a_running_consultation(session)
    subject = subject_of(a_topic(session, consultation))
    many_contributions(session, discussion_of(session, subject), 2_500, a_person(session), answers=1)
    told: list[tuple[int, int]] = []
    files = unpacked(packed(session, closed_consultation(session, consultation), lambda done, total: told.append((done, total))))
    assert len(table(files, "beitraege")) == len(lines(files, "beitraege")) == 5_000
    assert told[0] == (0, 5_002)
    assert told[-1] == (5_002, 5_002)
    assert [done for done, _total in told] == sorted({done for done, _total in told})
    assert len(told) >= 10


@pytest.mark.parametrize(
    ("title", "expected"), [("Zukunft der Stadthalle", "zukunft-der-stadthalle"), ("Größe & Höhe?", "groesse-hoehe"), ("投票", "abstimmung")]
)
def test_folders_have_plain_names(title: str, expected: str) -> None:
    assert folder(3, Vote(title=title)) == f"abstimmungen/03-{expected}"
