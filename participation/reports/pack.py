"""The export of a consultation as one ZIP: read as a stream, written as a stream, the same bytes for the same data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.amendments.models import Amendment
from participation.consultations.models import Consultation
from participation.consultations.phases import KIND_NAMES
from participation.consultations.queries import documents_of
from participation.consultations.words import lines as list_lines
from participation.consultations.words import target_group_names
from participation.datasets.catalogue import BY_NAME
from participation.datasets.kinds import Table
from participation.datasets.of_councils import COUNCIL_LINES, Work
from participation.datasets.of_surveys import SURVEY_LINES, Polled
from participation.datasets.reading import moment
from participation.datasets.scope import Line
from participation.discussions.models import Contribution, Discussion, Topic
from participation.encrypted.queries import archive_parts, opened_election
from participation.kit.cells import write_csv
from participation.kit.dates import city_zone
from participation.kit.language import speaking
from participation.methods.counting.checker.joining import joined
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage
from participation.reports import rows
from participation.reports.archive import Archive
from participation.reports.budget_files import CountedBudget
from participation.reports.council_files import FOLDER, frame_json, work_of
from participation.reports.readme import readme
from participation.reports.survey_files import folder_of, inside, survey_json, survey_lines, surveys_to_export
from participation.reports.tables import LOG, OPEN_TRACKERS, PACKED, TRACKERS, packed
from participation.reports.vote_files import Counted, ballot_files, folder, recount, result_text, terms_json, votes_to_export
from participation.votes.models import Vote

Progress = Callable[[int, int], None]
"""Told how many lines are written, and how many there are."""

STEP = 500
"""After so many lines the progress is told."""
_IN_MEMORY = 1024 * 1024

_DATASETS = tuple(BY_NAME[table.name] for table in PACKED)


def pack_name(consultation: Consultation) -> str:
    """What the file is called: `stadthalle-und-quartier-2026-12-20.zip`."""
    return f"{consultation.slug}-{_moment(consultation):%Y-%m-%d}.zip"


def write_pack(session: Session, consultation: Consultation, stream: BinaryIO, progress: Progress = lambda done, total: None) -> None:
    """Write the ZIP of a consultation that is over. `session` should see one unmoving state of the database; `stream` can seek."""
    with speaking("de"):
        pack = _Pack(session, consultation, Archive(stream, _moment(consultation)), progress)
        pack.write()


def lines_to_write(session: Session, consultation: Consultation, votes: Iterable[Vote]) -> int:
    """About how many lines the tables will have; the log's are not counted beforehand."""
    public = (Proposal.consultation_id == consultation.id, Proposal.stage != ProposalStage.DRAFT)
    answers = select(func.count(OfficialAnswer.id)).join(Proposal, Proposal.id == OfficialAnswer.proposal_id).where(*public)
    discussed = select(func.count(Contribution.id)).join(Discussion, Discussion.id == Contribution.discussion_id)
    counted = select(
        select(func.count(Proposal.id)).where(*public).scalar_subquery(),
        answers.scalar_subquery(),
        select(func.count(Amendment.id)).where(Amendment.consultation_id == consultation.id).scalar_subquery(),
        discussed.where(Discussion.consultation_id == consultation.id).scalar_subquery(),
        select(func.count(Topic.id)).where(Topic.consultation_id == consultation.id).scalar_subquery(),
        select(func.count(Discussion.id)).where(Discussion.consultation_id == consultation.id).scalar_subquery(),
    )
    return sum(int(number) for number in session.execute(counted).one()) + sum(vote.ballots_cast or 0 for vote in votes if vote.is_counted)


class _Pack:
    def __init__(self, session: Session, consultation: Consultation, archive: Archive, progress: Progress) -> None:
        self._session = session
        self._consultation = consultation
        self._archive = archive
        self._progress = progress
        self._done = self._total = 0

    def write(self) -> None:
        votes = votes_to_export(self._session, self._consultation.id)
        self._total = lines_to_write(self._session, self._consultation, votes)
        self._progress(0, self._total)
        self._archive.add("beteiligung.json", _frame_json(self._session, self._consultation))
        number = self._consultation.id
        counts = {one.name: self._table(packed(one.table), rows.dataset_lines(self._session, one, number)) for one in _DATASETS}
        counts[LOG.name] = self._table(LOG, rows.log_lines(self._session, number))
        folders = [self._vote(folder(number, vote), vote) for number, vote in enumerate(votes, 1)]
        if votes:
            self._archive.add("verify.py", joined())
        work = work_of(self._session, self._consultation)
        inside = self._council(work) if work else {}
        surveys = [
            self._survey(folder_of(number, one.survey), one) for number, one in enumerate(surveys_to_export(self._session, self._consultation), 1)
        ]
        self._archive.add("LIESMICH.txt", readme(self._consultation, counts, folders, inside, surveys))
        self._archive.close()
        self._progress(self._total, self._total)

    def _table(self, table: Table, lines: Iterable[Line], inside: str = "") -> int:
        """One pass over the lines writes both files, so that they cannot differ."""
        with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as spool:
            with self._archive.text(f"{inside}{table.name}.csv") as stream:
                count = write_csv(stream, table.header, self._noted(table, lines, spool))
            spool.seek(0)
            with self._archive.text(f"{inside}{table.name}.json") as stream:
                copyfileobj(spool, stream)
        return count

    def _noted(self, table: Table, lines: Iterable[Line], spool: SpooledTemporaryFile[str]) -> Iterator[Line]:
        """The lines as they come, each also written as JSON, a line each."""
        head = {"format": "participation-export/1", "tabelle": table.name}
        spool.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "zeilen": [')
        separator = "\n"
        for line in lines:
            spool.write(separator + json.dumps(dict(zip(table.header, line, strict=True)), ensure_ascii=False))
            separator = ",\n"
            yield line
            if table is not LOG:
                self._step()
        spool.write("\n]}\n")

    def _step(self) -> None:
        self._done += 1
        if self._done % STEP == 0:
            self._progress(min(self._done, self._total), self._total)

    def _council(self, work: Work) -> dict[str, int]:
        """The folder of the citizens' council; returns how many lines its tables have."""
        self._archive.add(f"{FOLDER}buergerrat.json", frame_json(work))
        self._archive.add(f"{FOLDER}gutachten.json", work.report.content)
        return {table.name: self._table(packed(table), rows.told(table, read(work)), FOLDER) for table, read in COUNCIL_LINES}

    def _survey(self, place: str, polled: Polled) -> tuple[str, Polled, dict[str, int]]:
        """The folder of a survey, and how many lines its tables have; none without a result."""
        self._archive.add(f"{place}/umfrage.json", survey_json(polled))
        self._archive.add(f"{place}/definition.json", polled.version.definition)
        if polled.data is None:
            return place, polled, {}
        return place, polled, {table.name: self._table(inside(table), survey_lines(table, read(polled)), f"{place}/") for table, read in SURVEY_LINES}

    def _vote(self, place: str, vote: Vote) -> tuple[str, Vote, Counted | CountedBudget | None, Table | None]:
        self._archive.add(f"{place}/abstimmung.json", terms_json(vote))
        self._archive.add(f"{place}/festschreibung.json", vote.frozen_json or "{}")
        if vote.is_encrypted:
            self._encrypted(place, vote)
        if not vote.is_counted or vote.is_encrypted:
            return place, vote, None, None
        counted = recount(self._session, vote)
        for name, content in ballot_files(counted).items():
            self._archive.add(f"{place}/{name}", content)
        trackers = TRACKERS if vote.is_secret else OPEN_TRACKERS
        self._table(trackers, rows.tracker_lines(self._session, vote), f"{place}/")
        self._archive.add(f"{place}/ergebnis.json", vote.result_json or "{}")
        self._archive.add(f"{place}/ergebnis.txt", result_text(counted))
        return place, vote, counted, trackers

    def _encrypted(self, place: str, vote: Vote) -> None:
        """The encrypted ballots with all proofs, and the result that was decrypted from them."""
        with self._archive.member(f"{place}/urne.bel") as stream:
            for part in archive_parts(self._session, opened_election(self._session, vote)):
                stream.write(part)
        if vote.is_counted:
            self._archive.add(f"{place}/ergebnis.json", vote.result_json or "{}")


def _moment(consultation: Consultation) -> datetime:
    """The moment that every file of the ZIP bears: the close, in the city's time."""
    known = consultation.closed_at or consultation.published_at or datetime(1980, 1, 1, tzinfo=UTC)
    return known.astimezone(city_zone())


def _frame_json(session: Session, consultation: Consultation) -> str:
    content = {
        "format": "participation-export/1",
        "titel": consultation.title,
        "adresse": f"/beteiligungen/{consultation.slug}",
        "zusammenfassung": consultation.summary,
        "beschreibung": consultation.description,
        "entscheidung": consultation.decision,
        "wer_entscheidet": consultation.decided_by,
        "bis_wann": consultation.decided_until.isoformat() if consultation.decided_until else None,
        "offen": list_lines(consultation.open_points),
        "fest": list_lines(consultation.fixed_points),
        "umgang_mit_dem_ergebnis": consultation.use_of_result,
        "was_daraus_wurde": consultation.outcome,
        "zielgruppen": target_group_names(consultation.target_groups),
        "leichte_sprache": consultation.easy_language,
        "gebaerdensprache": consultation.sign_language_url,
        "kontakt": consultation.contact,
        "veroeffentlicht_am": moment(consultation.published_at),
        "abgeschlossen_am": moment(consultation.closed_at),
        "themen": [category.name for category in consultation.categories],
        "phasen": [
            {
                "art": str(KIND_NAMES[phase.kind]),
                "titel": phase.title,
                "beschreibung": phase.description,
                "beginn": moment(phase.starts_at),
                "ende": moment(phase.ends_at),
            }
            for phase in consultation.phases
        ],
        "unterlagen": [
            {"titel": document.title, "adresse": f"/dokumente/{document.stored_name}", "vom": document.added_on.isoformat()}
            for document in documents_of(session, consultation)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
