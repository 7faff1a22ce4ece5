"""Two opinion maps: one on which 600 people form two clear groups, and one without groups; with statements of residents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.accounts.people import NewPerson, create_person
from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import AT, Cast, all_agree
from participation.opinions.actions import Decision, decide_statement, take_in_answers, write_statement
from participation.opinions.map_actions import MapDraft, draft_map, open_map
from participation.opinions.models import OpinionMap, Statement
from participation.opinions.queries import all_statements

DAY = timedelta(days=1)

HALL = (
    ("Die alte Stadthalle gehört zu Auenstedt und soll stehen bleiben.", "keep"),
    ("Ein Neubau ist auf lange Sicht billiger als eine Sanierung.", "build"),
    ("Der Saal von 1974 ist ein Stück Geschichte, das man nicht abreißt.", "keep"),
    ("Die Stadt soll sich endlich ein modernes Haus leisten.", "build"),
    ("Lieber in Raten sanieren als einmal alles neu.", "keep"),
    ("Neben der Halle soll ein neues Quartier mit Wohnungen entstehen.", "build"),
    ("Ein Abriss verschwendet Baustoffe und Energie.", "keep"),
    ("Ein privater Investor darf sich am Neubau beteiligen.", "build"),
    ("Die Bäume auf dem Platz sind wichtiger als neue Gebäude.", "keep"),
    ("Größere Konzerte würden der ganzen Stadt guttun.", "build"),
    ("Die Halle muss ohne Stufen für alle erreichbar sein.", "all"),
    ("Vereine sollen den Saal weiter günstig mieten können.", "all"),
    ("Im Haus soll man sich auch ohne Eintritt treffen können.", "all"),
    ("Vor der Entscheidung soll die Stadt alle Kosten offenlegen.", "all"),
    ("Die Bauarbeiten sollen höchstens zwei Jahre dauern.", "open"),
    ("Rund um die Halle sollen keine Autos mehr fahren.", "open"),
    ("Die Küche soll von einem festen Wirt betrieben werden.", "open"),
    ("Die Halle braucht eine Tiefgarage.", "open"),
)
"""Statements, and who rather agrees: those who keep the hall, those who build anew, all, or people of both minds."""

PROGRAMME = (
    "Im neuen Haus soll jede Woche ein Film laufen.",
    "Der große Saal soll am Wochenende den Vereinen gehören.",
    "Schulen sollen die Räume am Vormittag kostenlos nutzen.",
    "Ein Repair-Café gehört ins Erdgeschoss.",
    "Abends soll um 22 Uhr Ruhe sein.",
    "Die Stadt soll mehr Geld für Konzerte ausgeben.",
    "Proberäume sind wichtiger als Seminarräume.",
    "Es soll feste Zeiten nur für Jugendliche geben.",
    "Eintrittskarten sollen höchstens 15 Euro kosten.",
    "Die Bücherei soll auch sonntags öffnen.",
)

WRITTEN = (
    ("Das Foyer soll tagsüber ein offenes Wohnzimmer sein.", Decision.ACCEPT, ""),
    ("Auf das Dach gehören Solarzellen.", Decision.ACCEPT, ""),
    ("Warum wurde so lange nichts gemacht?", Decision.REJECT, "Das ist eine Frage. Bitte schreiben Sie eine Aussage, der man zustimmen kann."),
    ("Die Halle soll den Namen der Stadtkapelle tragen.", None, ""),
)
"""What residents add, and what the moderation decides; the last one waits."""


def note_maps(session: Session, cast: Cast, consultation: Consultation, people: int, today: datetime, diary: Diary) -> list[OpinionMap]:
    """Note both maps. What is returned is filled when the diary is played: the maps, to be computed afterwards."""
    kept: list[OpinionMap] = []
    diary.note(today - 20 * DAY, lambda now: kept.append(_opened(session, cast, consultation, _HALL, now)))
    diary.note(today - 20 * DAY, lambda now: kept.append(_opened(session, cast, consultation, _PROGRAMME, now)))
    diary.note(today - 16 * DAY, lambda now: _write(session, cast, consultation, kept[0], now))
    diary.note(today - 2 * DAY, lambda now: _answer(session, cast, consultation, kept, people, now))
    return kept


_HALL = MapDraft(
    "Halle erhalten oder neu bauen?",
    "Wie soll es mit der Stadthalle weitergehen?",
    "Sagen Sie zu kurzen Aussagen, was Sie davon halten. So sehen alle, worin wir uns einig sind und wo nicht.",
    "\n".join(text for text, _side in HALL),
    verified_only=False,
)
_PROGRAMME = MapDraft(
    "Was im Haus stattfinden soll",
    "Welches Programm wünschen Sie sich für die Stadthalle?",
    "",
    "\n".join(PROGRAMME),
    verified_only=False,
    writing_open=False,
)


def _opened(session: Session, cast: Cast, consultation: Consultation, draft: MapDraft, now: datetime) -> OpinionMap:
    made = draft_map(session, cast["moderator"], consultation, draft, now)
    return open_map(session, cast["moderator"], consultation, made, now)


def _write(session: Session, cast: Cast, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> None:
    authors = (*cast.residents[:3], cast["resident2"])
    for author, (text, decision, reason) in zip(authors, WRITTEN, strict=True):
        statement = write_statement(session, author, consultation, opinion_map, text, now)
        if decision is not None:
            decide_statement(session, cast["moderator"], consultation, opinion_map, statement, decision, reason, now)


def _answer(session: Session, cast: Cast, consultation: Consultation, kept: Sequence[OpinionMap], people: int, now: datetime) -> None:
    chance = Random(600)  # noqa: S311  # an example that is the same each time
    crowd = [*cast.residents[3:], *_guests(session, max(0, people - len(cast.residents) + 3), now)][:people]
    hall, programme = (all_statements(session, one.id) for one in kept)
    sides = dict(HALL)
    rows = []
    for number, person in enumerate(crowd):
        own = "keep" if number % 5 < 3 else "build"
        for statement in chance.sample(hall, chance.randint(min(12, len(hall)), len(hall))):
            rows.append((person.id, statement.id, _mark(chance, sides.get(statement.text, "all"), own)))
    take_in_answers(session, cast["moderator"], consultation, kept[0], rows, now)
    shares = {statement.id: chance.uniform(0.3, 0.75) for statement in programme}
    rows = [(person.id, one.id, _by_chance(chance, one, shares)) for person in crowd[: max(1, people // 2)] for one in programme]
    take_in_answers(session, cast["moderator"], consultation, kept[1], rows, now)


def _mark(chance: Random, side: str, own: str) -> int:
    """Most answer as their side does; every tenth passes, and some think otherwise."""
    if chance.random() < 0.1:
        return 0
    agrees = {"all": 0.92, "open": 0.5}.get(side, 0.88 if side == own else 0.14)
    return 1 if chance.random() < agrees else -1


def _by_chance(chance: Random, statement: Statement, shares: dict[int, float]) -> int:
    """Each for themselves: what somebody says to one statement tells nothing of another."""
    return 0 if chance.random() < 0.12 else 1 if chance.random() < shares[statement.id] else -1


def _guests(session: Session, number: int, now: datetime) -> list[Person]:
    """People who have an account and are not verified."""
    guests = [
        create_person(session, NewPerson(email=f"gast{index}@{AT}", public_name=f"Spaziergängerin {1000 + index}"), now)
        for index in range(1, number + 1)
    ]
    all_agree(session, guests, now)
    return guests
