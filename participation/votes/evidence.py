"""The evidence pack of a counted vote: everything with which a stranger can count it again and check it, in one ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

from sqlalchemy.orm import Session

from participation.kit.cells import write_csv
from participation.methods.counting import Ballots
from participation.methods.counting.checker.joining import joined
from participation.methods.counting.writing import write_blt, write_json
from participation.public_log.actions import log_of
from participation.public_log.models import LogKind
from participation.public_log.queries import all_entries, newest_checkpoint
from participation.votes.budget_tally import as_pabulib
from participation.votes.evidence_readme import readme
from participation.votes.models import Vote
from participation.votes.queries import published_ballots
from participation.votes.tally import ballots_of, terms_of

FORMAT = "participation-evidence/1"
_EPOCH = (2020, 1, 1, 0, 0, 0)


def pack_name(vote: Vote) -> str:
    """What the pack is called."""
    return f"abstimmung-{vote.id}-nachweis.zip"


def evidence_pack(session: Session, vote: Vote, added: Mapping[str, bytes]) -> bytes:
    """The pack of a counted vote: the same bytes whenever nothing has changed. `added` are files of others (the public log)."""
    files = evidence_files(session, vote)
    files |= {name: content for name, content in added.items() if name not in files}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"LIESMICH.txt": readme(vote, pack_name(vote), files).encode(), **files}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def evidence_files(session: Session, vote: Vote) -> dict[str, bytes]:
    """File name → content: what was frozen, all ballots, the result, and the program that checks them."""
    texts = {
        "abstimmung.json": _facts(vote),
        "festschreibung.json": vote.frozen_json or "{}",
        **({} if vote.is_encrypted else {"kennungen.csv": tracker_csv(session, vote), **_ballots(session, vote)}),
        "ergebnis.json": vote.result_json or "{}",
        "verify.py": joined(),
        **_log(session, vote),
    }
    return {name: text.encode("utf-8") for name, text in texts.items()}


def _log(session: Session, vote: Vote) -> dict[str, str]:
    """The vote's public log up to its newest checkpoint, once that covers the count."""
    log = log_of(session, LogKind.VOTE, vote.id)
    checkpoint = newest_checkpoint(session, log) if log is not None else None
    if log is None or checkpoint is None:
        return {}
    entries = all_entries(session, log, checkpoint.size)
    if not any(vote.result_hash is not None and vote.result_hash in entry for entry in entries):
        return {}
    lines = "".join(f"{entry}\n" for entry in entries)
    return {"log/entries.jsonl": lines, "log/checkpoint.txt": checkpoint.note, "log/log-key.txt": f"{checkpoint.key}\n"}


def _ballots(session: Session, vote: Vote) -> dict[str, str]:
    """The ballots, identical ones grouped, in the formats that count programs read."""
    if vote.budget is not None:
        return {"stimmzettel.pb": as_pabulib(session, vote)}
    return ballot_files(vote, ballots_of(session, vote))


def ballot_files(vote: Vote, ballots: Ballots) -> dict[str, str]:
    """Ballots of a vote on options as files for count programs: JSON with every rule, BLT where they are ranked."""
    files = {"stimmzettel.json": write_json(ballots, rule=vote.rule, terms=terms_of(vote), title=vote.title)}
    if vote.counting_rule.ballots == "ranked":
        files["stimmzettel.blt"] = write_blt(ballots, seats=vote.seats, title=vote.title)
    return files


def tracker_csv(session: Session, vote: Vote) -> str:
    """Each ballot under its tracker as a table, sorted by tracker; with names only where the vote was open."""
    ballots = published_ballots(session, vote)
    if vote.is_secret:  # a tracker or marks never read as a formula: no need to look at two cells a ballot
        return "\ufeff" + "".join(['"kennung","stimmen"\r\n', *(f'"{one.tracker}","{one.marks}"\r\n' for one in ballots)])
    stream = io.StringIO(newline="")
    write_csv(stream, ["kennung", "stimmen", "name"], [[one.tracker, one.marks, one.name] for one in ballots])
    return stream.getvalue()


def _facts(vote: Vote) -> str:
    """What the vote is, and the check sums that tie the files to each other and to what was written down before."""
    annulled = {"am": vote.annulled_at.isoformat(), "grund": vote.annulment_reason} if vote.annulled_at is not None else None
    content = {
        "format": FORMAT,
        "nummer": vote.id,
        "titel": vote.title,
        "frage": vote.question,
        "stimmberechtigt": vote.roll_size,
        "stimmzettel": vote.ballots_cast,
        "festschreibung_sha256": vote.frozen_hash,
        "urne_sha256": vote.urn_hash,
        "ergebnis_sha256": vote.result_hash,
        "startwert_des_loses": (vote.lot_seed or b"").hex(),
        "fuer_ungueltig_erklaert": annulled,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
