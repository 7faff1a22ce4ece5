"""The consultation "Stadthalle und Quartier": what is asked, its phases, a vote that is over and one that is running."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from participation.consultations.actions import begin_consultation, change_texts, publish_consultation
from participation.consultations.mandate_actions import give_mandate
from participation.consultations.media_actions import add_document, add_picture
from participation.consultations.models import Consultation
from participation.consultations.phases import PhaseKind
from participation.consultations.rules import Part
from participation.consultations.schedule import PlannedPhase
from participation.consultations.setup_actions import add_phase, set_topics
from participation.demo.events import Diary
from participation.demo.papers import comparison
from participation.demo.people import Cast
from participation.demo.picture import stadthalle
from participation.demo.town import CATEGORIES
from participation.votes.actions import Option, VoteDraft, certify_vote, close_vote, draft_vote, open_vote, tally_vote
from participation.votes.casting import cast_ballot
from participation.votes.marks import Marks
from participation.votes.models import Vote
from participation.votes.trackers import new_cast_key
from participation.votes.urn import DirectUrn

DAY = timedelta(days=1)

TEXTS = {
    "title": "Stadthalle und Quartier",
    "summary": "Die Stadthalle von 1974 muss erneuert oder ersetzt werden. Daneben kann ein neues Quartier entstehen. Was soll die Stadt tun?",
    "description": (
        "Die Stadthalle ist ein halbes Jahrhundert alt. Dach, Lüftung und Küche sind am Ende, der Saal hat aber viele Freunde. "
        "Auf dem Nachbargelände könnten Wohnungen, Läden und Werkstätten entstehen.\n\n"
        "**Vier Wege sind möglich:** sanieren, teilweise abreißen und anbauen, am Bahnhof neu bauen, oder in dieser Wahlperiode nichts tun. "
        "Sie können Vorschläge machen, mitdiskutieren und Ihre Rangfolge der vier Wege abgeben."
    ),
}
DECISION = {
    "decision": "Ob die Stadthalle saniert, umgebaut oder neu gebaut wird, und ob daneben ein Quartier entsteht.",
    "decided_by": "Der Stadtrat von Auenstedt, in öffentlicher Sitzung",
    "open_points": "Die Variante und der Ort\nWas in der Halle geschieht\nWie das Quartier aussieht\nDer Verkehr rundherum",
    "fixed_points": "Höchstens 20 Millionen Euro aus dem Haushalt\nBarrierefrei von der Haltestelle bis zur Bühne\nDie Linden am Fluss bleiben",
    "use_of_result": "Das Ergebnis geht mit allen Vorschlägen und Antworten in die Vorlage für den Stadtrat. Weicht der Stadtrat davon ab, begründet er es hier.",
}
AUDIENCE = {
    "contact": "Büro für Beteiligung, Rathausplatz 1, 00000 Auenstedt, Telefon 000 000-0",
    "target_groups": ["residents", "neighbours", "clubs", "businesses", "young"],
    "easy_language": (
        "Die Stadthalle ist alt.\n\nDie Stadt fragt: Was soll mit der Stadthalle passieren?\n\n"
        "Sie können einen Vorschlag machen.\n\nSie können auch abstimmen.\n\nDer Stadtrat entscheidet am Ende."
    ),
}
TOPIC = (
    "Was muss die Halle können, und für wen?",
    "Bevor über Varianten gestritten wird: Wofür brauchen Sie die Halle? Schreiben Sie, was Sie dort tun oder tun möchten.",
)
VARIANTS = (
    Option("Sanierung des Bestands", "Die Halle bleibt stehen und wird von Grund auf erneuert. Etwa 17 Millionen Euro, drei Jahre."),
    Option("Teilabriss und Anbau", "Der Saal bleibt, der Anbau wird ersetzt. Etwa 19 Millionen Euro, dreieinhalb Jahre."),
    Option("Neubau am Bahnhof", "Eine neue Halle auf dem Gelände des Güterschuppens. Etwa 20 Millionen Euro aus dem Haushalt, fünf Jahre."),
    Option("Kein Vorhaben in dieser Wahlperiode", "Nur das Nötigste am Dach. Etwa 2 Millionen Euro."),
)


def set_up(session: Session, cast: Cast, today: datetime, files: Path) -> Consultation:
    """Prepare and publish the consultation, sixty days ago."""
    admin, begin = cast["admin"], today - 60 * DAY
    consultation = begin_consultation(session, admin, TEXTS, begin)
    decided = {**DECISION, "decided_until": (today + 60 * DAY).date()}
    change_texts(session, admin, consultation, Part.DECISION, decided, begin)
    change_texts(session, admin, consultation, Part.AUDIENCE, AUDIENCE, begin)
    for kind, title, first, last in (
        (PhaseKind.INFORM, "Informieren", -60, -50),
        (PhaseKind.COLLECT, "Vorschläge sammeln", -50, 12),
        (PhaseKind.DELIBERATE, "Beraten", -40, 14),
        (PhaseKind.VOTE, "Vorfrage: Bürgerrat", -30, -23),
        (PhaseKind.VOTE, "Abstimmen", -3, 18),
        (PhaseKind.DECIDE, "Entscheidung im Stadtrat", 20, 60),
    ):
        add_phase(session, admin, consultation, PlannedPhase(kind, title, "", today + first * DAY, today + last * DAY), begin)
    set_topics(session, admin, consultation, CATEGORIES, begin)
    words = "Zeichnung: ein flaches helles Gebäude mit grünem Dach, davor ein Platz mit Bäumen und ein Fluss."
    limit = 10 * 1024 * 1024
    add_picture(session, admin, consultation, stadthalle(), words, "Zeichnung: Stadt Auenstedt", files, limit, begin)
    add_document(session, admin, consultation, comparison(VARIANTS, begin), "Die vier Varianten im Vergleich", files, limit, begin)
    give_mandate(session, admin, cast["moderator"], consultation.id, begin)
    session.refresh(cast["moderator"], ["mandates"])
    publish_consultation(session, admin, consultation, [], begin)
    session.flush()
    return consultation


def note_votes(
    session: Session, cast: Cast, consultation: Consultation, voters: tuple[int, int, int], today: datetime, diary: Diary, random: Random
) -> None:
    """The three votes on the hall, the first one first; `voters` takes part in each."""
    for note, number in zip((note_first_vote, note_name_vote, note_main_vote), voters, strict=True):
        note(session, cast, consultation, number, today, diary, random)


def note_first_vote(session: Session, cast: Cast, consultation: Consultation, voters: int, today: datetime, diary: Diary, random: Random) -> None:
    """A secret yes-no vote that is over, counted and certified: shall a citizens' council be drawn?"""
    opens, closes = today - 30 * DAY + timedelta(hours=1), today - 23 * DAY - timedelta(hours=1)
    draft = VoteDraft(
        title="Soll ein Bürgerrat ausgelost werden?",
        question="Soll die Stadt Auenstedt zur Stadthalle einen Bürgerrat auslosen, der den Stadtrat berät?",
        introduction="Ein ausgeloster Bürgerrat mit 30 Personen würde an drei Wochenenden beraten.",
        rule="yes-no",
        turnout_quorum=2000,
        opens_at=opens,
        closes_at=closes,
    )
    kept: list[Vote] = []
    note_opening(session, cast, consultation, draft, opens - DAY / 48, diary, kept)
    for person in random.sample(list(cast.residents), voters):
        marks: Marks = random.choices([(1,), (2,), (3,), ()], weights=[58, 30, 10, 2])[0]
        note_ballot(session, consultation, kept, person, marks, opens + (closes - opens) * random.random(), diary)
    note_end(
        session,
        cast,
        consultation,
        kept,
        closes + timedelta(hours=1),
        diary,
        "Der Stadtrat hat das Ergebnis zur Kenntnis genommen und lässt einen Bürgerrat vorbereiten.",
    )


def note_name_vote(session: Session, cast: Cast, consultation: Consultation, voters: int, today: datetime, diary: Diary, random: Random) -> None:
    """A vote by approval that ended this week and waits to be counted by hand."""
    opens, closes = today - 3 * DAY + timedelta(hours=1), today - timedelta(hours=2)
    draft = VoteDraft(
        title="Wie soll das Quartier heißen?",
        question="Welche Namen für das Quartier finden Sie gut? Sie können mehrere ankreuzen.",
        rule="approval",
        opens_at=opens,
        closes_at=closes,
        options=tuple(Option(name) for name in ("Lindenquartier", "Quartier am Fluss", "Güterhof", "Neue Aue")),
    )
    kept: list[Vote] = []
    note_opening(session, cast, consultation, draft, opens - DAY / 48, diary, kept)
    for person in random.sample(list(cast.residents), voters):
        marks = tuple(option for option, share in enumerate((0.6, 0.5, 0.25, 0.3), start=1) if random.random() < share)
        note_ballot(session, consultation, kept, person, marks, opens + (closes - opens) * random.random(), diary)
    diary.note(closes + timedelta(minutes=5), lambda now: close_vote(session, cast["moderator"], consultation, kept[0], now))


def note_main_vote(session: Session, cast: Cast, consultation: Consultation, voters: int, today: datetime, diary: Diary, random: Random) -> None:
    """The running vote: the four ways as a ranking, counted by Schulze."""
    opens, closes = today - 3 * DAY + timedelta(hours=1), today + 17 * DAY
    draft = VoteDraft(
        title="Welchen Weg soll die Stadt gehen?",
        question="In welcher Reihenfolge bevorzugen Sie die vier Wege für die Stadthalle?",
        introduction="Die Abstimmung ist eine Befragung: Sie berät den Stadtrat, er entscheidet.",
        rule="schulze",
        replaceable=True,
        opens_at=opens,
        closes_at=closes,
        options=VARIANTS,
    )
    kept: list[Vote] = []
    note_opening(session, cast, consultation, draft, opens - DAY / 48, diary, kept)
    for person in random.sample(list(cast.residents), voters):
        favourite = random.choices([1, 2, 3, 4], weights=[36, 28, 22, 14])[0]
        rest = [one for one in (1, 2, 3, 4) if one != favourite]
        random.shuffle(rest)
        marks = (favourite, *rest)[: random.choices([1, 2, 3, 4], weights=[12, 18, 20, 50])[0]]
        note_ballot(session, consultation, kept, person, marks, opens + (today - opens) * random.random(), diary)


def note_opening(session: Session, cast: Cast, consultation: Consultation, draft: VoteDraft, at: datetime, diary: Diary, kept: list[Vote]) -> None:
    """Draft a vote, and open it half an hour later."""

    def write(now: datetime) -> None:
        kept.append(draft_vote(session, cast["moderator"], consultation, draft, now))

    diary.note(at - DAY, write)
    diary.note(at, lambda now: open_vote(session, cast["moderator"], consultation, kept[0], now))


def note_ballot(session: Session, consultation: Consultation, kept: Sequence[Vote], person: object, marks: Marks, at: datetime, diary: Diary) -> None:
    """Somebody votes."""

    def cast_it(now: datetime) -> None:
        cast_ballot(session, person, consultation, kept[0], marks, new_cast_key(), DirectUrn(session, lambda: now), now)  # type: ignore[arg-type]  # a person

    diary.note(at, cast_it)


def note_end(session: Session, cast: Cast, consultation: Consultation, kept: Sequence[Vote], at: datetime, diary: Diary, note: str) -> None:
    """Close, count, and days later certify."""
    moderator = cast["moderator"]
    diary.note(at, lambda now: close_vote(session, moderator, consultation, kept[0], now))
    diary.note(at + timedelta(hours=1), lambda now: tally_vote(session, moderator, consultation, kept[0], now))
    diary.note(at + 6 * DAY, lambda now: certify_vote(session, cast["admin"], consultation, kept[0], note, now.date(), now))
