"""Votes and what was counted; budgets with their projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.accounts.models import District
from participation.budgets.models import FEASIBILITY_NAMES, PROGRESS_NAMES, Budget, Feasibility, Pot, Progress, Project
from participation.consultations.models import Category, Consultation
from participation.datasets.common import ADDRESS, CONSULTATION, DISTRICT, PLACE
from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.scope import PLACED, Line, Row, Scope, in_turn, placed, unfolded
from participation.places.models import Place
from participation.proposals.models import Proposal, ProposalStage
from participation.votes.budget_tally import winning_positions
from participation.votes.models import COUNTED, Secrecy, Vote, VoteState
from participation.votes.tally import read_result

STATES = {
    VoteState.OPEN: "läuft",
    VoteState.CLOSED: "beendet, noch nicht ausgezählt",
    VoteState.TALLIED: "ausgezählt",
    VoteState.CERTIFIED: "festgestellt",
}
SECRECY = {
    Secrecy.SECRET: "geheim",
    Secrecy.OPEN: "offen, mit Namen",
    Secrecy.ENCRYPTED: "verschlüsselt",
}
_VOTE = Column("abstimmung", "Nummer der Abstimmung; sie steht auch in ihrer Adresse", "number of the vote, also in its address", Kind.WHOLE)

VOTES = Table(
    "abstimmungen",
    Words(
        "Alle eröffneten Abstimmungen mit Frage, Verfahren, Fristen und Beteiligung. Zahlen gibt es erst nach dem Ende.",
        "All opened votes with question, rule, dates and turnout. Numbers are there only after the end.",
    ),
    (
        CONSULTATION,
        _VOTE,
        Column("titel", "Titel", "title"),
        Column("frage", "Frage", "question"),
        Column("verfahren", "Verfahren, nach dem ausgezählt wird", "code of the counting rule"),
        Column("verfahren_name", "sein Name", "its German name"),
        Column("plaetze", "wie viele Möglichkeiten gewinnen", "how many options win", Kind.WHOLE),
        Column("geheimhaltung", "geheim; offen, mit Namen; verschlüsselt", "secret; open, with names; encrypted (in German)"),
        Column(
            "zustand",
            "läuft; beendet, noch nicht ausgezählt; ausgezählt; festgestellt",
            "running; ended, not counted yet; counted; certified (in German)",
        ),
        Column("beginn", "Zeitpunkt", "beginning", Kind.MOMENT),
        Column("ende", "Zeitpunkt, nach einer Störung der spätere", "end, after an outage the later one", Kind.MOMENT),
        Column("ausgezaehlt_am", "Zeitpunkt; leer: noch nicht", "when it was counted; empty: not yet", Kind.MOMENT),
        Column("stimmberechtigt", "wie viele stimmen durften; leer: läuft noch", "how many could vote; empty: still running", Kind.WHOLE),
        Column("stimmzettel", "wie viele Stimmzettel abgegeben wurden; leer: läuft noch", "ballots cast; empty: still running", Kind.WHOLE),
        Column("gueltig", "davon gültig und nicht leer; leer: nicht ausgezählt", "of these valid and not blank; empty: not counted", Kind.WHOLE),
        Column("leer", "davon leer", "of these blank", Kind.WHOLE),
        Column("ungueltig", "davon ungültig", "of these invalid", Kind.WHOLE),
        Column(
            "entschieden",
            "1: die Frage ist entschieden, 0: ein Quorum ist verfehlt; leer: nicht ausgezählt",
            "1: decided, 0: a quorum is missed; empty: not counted",
            Kind.FLAG,
        ),
        Column("gewonnen", "die Möglichkeiten, die gewonnen haben", "the options that won", Kind.LIST),
        Column("fuer_ungueltig_erklaert", "Grund; leer: sie gilt", "reason for which it was annulled; empty: it holds"),
        Column("beschluss", "was der Rat daraus machte (Markdown)", "what the council made of it (Markdown)"),
        Column("beschlossen_am", "Tag des Beschlusses", "day of the council's decision", Kind.DATE),
        ADDRESS,
    ),
    Words("Abstimmungen", "Votes"),
)
TALLIES = Table(
    "stimmen",
    Words(
        "Das Ergebnis jeder ausgezählten Abstimmung: je Möglichkeit, und wo es Runden gibt, je Runde. Einzelne Stimmzettel stehen auf der Seite der Abstimmung.",
        "The result of each counted vote: by option, and where there are rounds, by round. Single ballots are on the vote's page.",
    ),
    (
        CONSULTATION,
        _VOTE,
        Column("moeglichkeit", "Nummer der Möglichkeit auf dem Stimmzettel", "number of the option on the ballot", Kind.WHOLE),
        Column("titel", "Möglichkeit", "option"),
        Column("kosten_cent", "Kosten, wo über ein Budget abgestimmt wurde", "cost, where the vote was on a budget", Kind.WHOLE, "ct"),
        Column("runde", "Runde der Auszählung; leer: ein Verfahren ohne Runden", "round of the count; empty: a rule without rounds", Kind.WHOLE),
        Column(
            "stimmen",
            "Stimmen in dieser Runde, oder Summe, Mittelwert oder Punkte nach dem Verfahren; leer: das Verfahren kennt keine",
            "votes in this round, or sum, mean or points by the rule; empty: the rule has none",
            Kind.NUMBER,
        ),
        Column("rang", "Rang im Ergebnis, 1 ist der beste; leer: nicht eingeordnet", "rank in the result, 1 is best; empty: not ranked", Kind.WHOLE),
        Column("gewonnen", "1: hat gewonnen, sonst 0", "1: won, otherwise 0", Kind.FLAG),
    ),
    Words("Ergebnisse der Abstimmungen", "Results of votes"),
)
BUDGETS = Table(
    "buergerhaushalte",
    Words("Veröffentlichte Bürgerhaushalte mit ihren Töpfen.", "Published participatory budgets with their pots."),
    (
        CONSULTATION,
        Column("haushalt", "Nummer des Bürgerhaushalts", "number of the budget", Kind.WHOLE),
        Column("titel", "Titel", "title"),
        Column("frage", "Frage", "question"),
        Column("verfahren", "Verfahren, nach dem ausgezählt wird", "code of the counting rule"),
        Column("topf", "Nummer des Topfes", "number of the pot", Kind.WHOLE),
        Column("ortsteil", "für welchen Ortsteil; leer: für die ganze Stadt", "for which district; empty: for the whole town"),
        Column("betrag_cent", "Betrag", "amount", Kind.WHOLE, "ct"),
        Column(
            "abstimmung", "Nummer der Abstimmung darüber; leer: noch nicht eröffnet", "number of the vote on it; empty: not opened yet", Kind.WHOLE
        ),
        Column("beginn", "Beginn der Abstimmung", "beginning of the vote", Kind.MOMENT),
        Column("ende", "Ende der Abstimmung", "end of the vote", Kind.MOMENT),
        ADDRESS,
    ),
    Words("Bürgerhaushalte", "Participatory budgets"),
)
PROJECTS = Table(
    "projekte",
    Words(
        "Die Projekte der Bürgerhaushalte: Kosten, was die Prüfung ergab, ob sie gewannen, wie weit sie sind.",
        "The projects of participatory budgets: cost, what their examination found, whether they won, how far they are.",
    ),
    (
        CONSULTATION,
        Column("haushalt", "Nummer des Bürgerhaushalts", "number of the budget", Kind.WHOLE),
        Column("nummer", "Nummer des Projekts darin", "number of the project in it", Kind.WHOLE),
        Column("titel", "Titel", "title"),
        Column("kurz", "in einem Satz", "in a sentence"),
        Column("text", "Beschreibung (Markdown)", "description (Markdown)"),
        Column("topf", "Nummer des Topfes", "number of the pot", Kind.WHOLE),
        Column("kosten_cent", "geschätzte Kosten; leer: noch nicht geschätzt", "estimated cost; empty: not yet", Kind.WHOLE, "ct"),
        DISTRICT,
        Column("thema", "Thema", "category"),
        Column("vorschlag", "Nummer des Vorschlags, aus dem es wurde; leer: keiner", "number of the proposal it came from; empty: none"),
        Column("pruefung", "Wird geprüft, Machbar oder Nicht machbar", "being examined, feasible or not feasible, in German"),
        Column("pruefung_grund", "was die Stadt dazu sagt", "what the city says about it"),
        Column(
            "gewonnen", "1: es wird bezahlt, 0: nicht; leer: noch nicht ausgezählt", "1: it is paid, 0: it is not; empty: not counted yet", Kind.FLAG
        ),
        Column("stand", "Stand der Umsetzung; leer: keine", "how far it is; empty: not carried out"),
        Column("stand_hinweis", "was zum Stand zu sagen ist", "a note on that"),
        Column("ausgegeben_cent", "bisher ausgegeben", "spent so far", Kind.WHOLE, "ct"),
        Column("ort", "Ort in Worten", "place in words"),
        *PLACE,
        ADDRESS,
    ),
    Words("Projekte im Bürgerhaushalt", "Budget projects"),
)


def _votes(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Vote, Consultation.slug)
        .join(Consultation, Consultation.id == Vote.consultation_id)
        .where(scope.of(Vote.consultation_id), Vote.state != VoteState.DRAFT, Vote.id > after)
        .options(selectinload(Vote.options))
        .order_by(Vote.id)
        .limit(most)
    )
    for it, slug in session.execute(statement):
        yield it.id, _vote(scope, it, slug)


def _vote(scope: Scope, it: Vote, slug: str) -> Line:
    over, outcome = it.state != VoteState.OPEN, read_result(it)["outcome"] if it.is_counted else None
    ballots = outcome["ballots"] if outcome else {}
    return (
        *(slug, it.id, it.title, it.question, it.rule, it.counting_rule.title, it.seats, SECRECY[Secrecy(it.secrecy)], STATES[VoteState(it.state)]),
        *(it.opens_at, it.ends_at, it.tallied_at, it.roll_size if over else None, it.ballots_cast),
        *(ballots.get("valid"), ballots.get("blank"), ballots.get("invalid"), outcome["decided"] if outcome else None),
        _winners(it, outcome),
        it.annulment_reason or None,
        *(it.council_note or None, it.council_decided_on),
        scope.below(slug, f"/abstimmungen/{it.id}"),
    )


def _winners(vote: Vote, outcome: Mapping[str, Any] | None) -> tuple[str, ...]:
    if outcome is None:
        return ()
    if vote.budget is None:
        return tuple(outcome["winners"])
    return tuple(option.title for option in vote.options if option.position in winning_positions(vote))


def _tallies(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    def find(first: int, number: int) -> Iterator[tuple[int, Iterator[Line]]]:
        statement = (
            select(Vote, Consultation.slug)
            .join(Consultation, Consultation.id == Vote.consultation_id)
            .where(scope.of(Vote.consultation_id), Vote.state.in_(COUNTED), Vote.id >= first)
            .options(selectinload(Vote.options))
            .order_by(Vote.id)
            .limit(number)
        )
        for it, slug in session.execute(statement):
            yield it.id, _tally(it, slug)

    return unfolded(in_turn(find), after, most)


def _tally(vote: Vote, slug: str) -> Iterator[Line]:
    outcome = read_result(vote)["outcome"]
    if vote.budget is not None:
        votes, won = {int(one["id"]): one["votes"] for one in outcome["projects"]}, winning_positions(vote)
        for option in vote.options:
            yield (slug, vote.id, option.position, option.title, option.cost, None, _number(votes.get(option.position)), None, option.position in won)
        return
    ranks = {name: place for place, level in enumerate(outcome["ranking"], 1) for name in level}
    rounds = [(one["number"], one["votes"]) for one in outcome["rounds"]] or [(None, outcome.get("values", {}))]
    for number, told in rounds:
        for option in vote.options:
            name = option.title
            yield (slug, vote.id, option.position, name, None, number, _number(told.get(name)), ranks.get(name), name in outcome["winners"])


def _number(value: Any) -> float | None:
    return None if value is None else float(Fraction(value))


def _budgets(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = Budget
    columns = (it.id, it.title, it.question, it.rule, Pot.id, District.name, Pot.amount, Pot.vote_id, it.opens_at, it.closes_at)
    statement = (
        select(Consultation.slug, *columns)
        .join(Pot, Pot.budget_id == it.id)
        .join(Consultation, Consultation.id == it.consultation_id)
        .outerjoin(District, District.id == Pot.district_id)
        .where(scope.of(it.consultation_id), it.published_at.is_not(None), Pot.id > after)
        .order_by(Pot.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row[5], (*row, scope.below(row.slug, f"/buergerhaushalt/{row[1]}"))


def _projects(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    it = Project
    statement = (
        select(it, Consultation.slug, District.name, Category.name, Proposal.reference, Vote, Place.label, *PLACED)
        .join(Budget, Budget.id == it.budget_id)
        .join(Consultation, Consultation.id == Budget.consultation_id)
        .join(Pot, Pot.id == it.pot_id)
        .outerjoin(Vote, Vote.id == Pot.vote_id)
        .outerjoin(District, District.id == it.district_id)
        .outerjoin(Category, Category.id == it.category_id)
        .outerjoin(Proposal, (Proposal.id == it.proposal_id) & (Proposal.stage != ProposalStage.DRAFT))
        .outerjoin(Place, Place.id == it.place_id)
        .where(scope.of(Budget.consultation_id), Budget.published_at.is_not(None), it.id > after)
        .order_by(it.id)
        .limit(most)
    )
    for row in session.execute(statement):
        yield row[0].id, _project(scope, row)


def _project(scope: Scope, row: Any) -> Line:
    it, slug, district, category, proposal, vote, label, *place = row
    won = it.position in winning_positions(vote) if vote is not None and vote.is_counted else None
    return (
        *(slug, it.budget_id, it.number, it.title, it.summary, it.body, it.pot_id, it.cost, district, category, proposal),
        *(str(FEASIBILITY_NAMES[Feasibility(it.feasibility)][0]), it.reason or None, won),
        str(PROGRESS_NAMES[Progress(it.progress)][0]) if it.progress else None,
        *(it.progress_note or None, it.spent, label, *placed(*place)),
        scope.below(slug, f"/buergerhaushalt/{it.budget_id}/projekte/{it.id}"),
    )


DATASETS = (Dataset(VOTES, _votes), Dataset(TALLIES, _tallies), Dataset(BUDGETS, _budgets), Dataset(PROJECTS, _projects))
