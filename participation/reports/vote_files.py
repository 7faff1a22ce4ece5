"""A vote's folder in the export: what was frozen, every ballot, the result, and how to count it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.consultations.words import slug_of
from participation.datasets.of_votes import SECRECY, STATES
from participation.datasets.reading import moment
from participation.methods.counting import Ballots, Outcome, count_on_terms
from participation.methods.counting.outcome import Check
from participation.methods.counting.text import as_text
from participation.methods.counting.writing import write_csv
from participation.reports.budget_files import CountedBudget, recount_budget
from participation.votes import evidence
from participation.votes.models import Secrecy, Vote, VoteState
from participation.votes.tally import ballots_of, read_result, terms_of


def votes_to_export(session: Session, consultation_id: int) -> Sequence[Vote]:
    """The consultation's votes in the order of their opening; drafts are nobody else's business."""
    statement = select(Vote).where(Vote.consultation_id == consultation_id, Vote.state != VoteState.DRAFT)
    return session.scalars(statement.options(selectinload(Vote.options)).order_by(Vote.opened_at, Vote.id)).all()


@dataclass(frozen=True)
class Counted:
    """A counted vote's ballots, the count made anew, and whether it equals the stored result."""

    vote: Vote
    ballots: Ballots
    outcome: Outcome
    agrees: bool


def recount(session: Session, vote: Vote) -> Counted | CountedBudget:
    """Count a vote's ballots again. The stored result's thresholds are shown with it, whatever the rule."""
    if vote.budget is not None:
        return recount_budget(session, vote)
    ballots = ballots_of(session, vote)
    outcome = count_on_terms(vote.rule, ballots, terms_of(vote))
    stored = read_result(vote)["outcome"]
    checks = tuple(Check(one["name"], Fraction(one["share"]), one["required"], one["reached"]) for one in stored["checks"])
    agrees = list(outcome.winner_names) == stored["winners"] and outcome.decided == stored["decided"]
    return Counted(vote, ballots, replace(outcome, checks=checks), agrees)


def folder(number: int, vote: Vote) -> str:
    """Where a vote's files lie in the export: `abstimmungen/01-zukunft-der-stadthalle`."""
    return f"abstimmungen/{number:02d}-{slug_of(vote.title, 'abstimmung')}"


def terms_json(vote: Vote) -> str:
    """What a vote was about, when, for whom, with the hashes that tie its files together and to the log."""
    over = vote.state != VoteState.OPEN
    content = {
        "format": "participation-export-vote/1",
        "nummer": vote.id,
        "titel": vote.title,
        "frage": vote.question,
        "einfuehrung": vote.introduction,
        "verfahren": vote.rule,
        "verfahren_name": vote.counting_rule.title,
        "verfahren_erklaert": vote.counting_rule.sentence,
        "plaetze": vote.seats,
        "budget": vote.budget,
        "geheimhaltung": SECRECY[Secrecy(vote.secrecy)],
        "zustand": STATES[VoteState(vote.state)],
        "beginn": moment(vote.opens_at),
        "ende": moment(vote.closes_at),
        "verlaengert_bis": moment(vote.extended_until),
        "fuer_ungueltig_erklaert": {"am": moment(vote.annulled_at), "grund": vote.annulment_reason} if vote.is_annulled else None,
        "eroeffnet_am": moment(vote.opened_at),
        "geschlossen_am": moment(vote.closed_at),
        "ausgezaehlt_am": moment(vote.tallied_at),
        "festgestellt_am": moment(vote.certified_at),
        "stimmberechtigt": vote.roll_size if over else None,
        "stimmzettel": vote.ballots_cast,
        "moeglichkeiten": [
            {"nummer": one.position, "titel": one.title, "beschreibung": one.description, "kosten_cent": one.cost} for one in vote.options
        ],
        "festschreibung_sha256": vote.frozen_hash,
        "urne_sha256": vote.urn_hash,
        "ergebnis_sha256": vote.result_hash,
        "festschreibung": json.loads(vote.frozen_json or "{}"),
        "beschluss": {"text": vote.council_note, "am": vote.council_decided_on.isoformat() if vote.council_decided_on else None},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def ballot_files(counted: Counted | CountedBudget) -> dict[str, str]:
    """File name → content: the ballots in each format that holds them without loss."""
    if isinstance(counted, CountedBudget):
        return counted.files
    vote, ballots = counted.vote, counted.ballots
    table = write_csv(ballots, rule=vote.rule, seats=vote.seats, title=vote.title)
    return {"stimmzettel.csv": table, **evidence.ballot_files(vote, ballots)}


def commands(vote: Vote) -> list[str]:
    """How to count the vote's files again. Only the JSON file holds quorums; a `.blt` file names no rule."""
    seed = f" --seed {vote.lot_seed.hex()}" if vote.lot_seed else ""
    if vote.budget is not None:
        return [f"participation count stimmzettel.pb{seed}"]
    found = ["participation count stimmzettel.json"]
    if vote.counting_rule.ballots == "ranked":
        found.append(f"participation count stimmzettel.blt --rule {vote.rule}{seed}")
    return found


def result_text(counted: Counted | CountedBudget) -> str:
    """The result in words and tables, whether the count made for this export agrees, and how to count again."""
    if counted.agrees:
        checked = "Für diese Datei wurden alle Stimmzettel noch einmal ausgezählt. Das Ergebnis ist dasselbe wie das veröffentlichte."
    else:
        checked = (
            "ACHTUNG: Für diese Datei wurden alle Stimmzettel noch einmal ausgezählt. Das Ergebnis weicht von dem veröffentlichten in "
            "ergebnis.json ab. Bitte wenden Sie sich an die Verwaltung, bevor Sie es verwenden."
        )
    again = "So zählen Sie selbst nach (im Ordner dieser Datei):\n" + "\n".join(f"  {line}" for line in commands(counted.vote))
    told = counted.text if isinstance(counted, CountedBudget) else as_text(counted.outcome, counted.vote.title)
    return f"{told}\n{checked}\n\n{again}\n"
