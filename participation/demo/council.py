"""The example's citizens' councils up to the answers: an invented register, a draw in the open, letters, and what the invited said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.councils.actions import advance_council, begin_council, change_council, set_features
from participation.councils.features import FeatureDraft, Value, usual_features
from participation.councils.models import Council, CouncilStage
from participation.demo.people import Cast
from participation.demo.town import DISTRICTS, Town
from participation.invitations.answer_actions import REASONS, Reply, answer_invitation, enter_answer
from participation.invitations.draw_actions import DrawPlan, commit_draw, draw_the_invited
from participation.invitations.jobs import KINDS, letters_dir, make_letters
from participation.invitations.letter_actions import LASTS, expire_letters, request_letters
from participation.invitations.models import Channel, RegisterImport, Said
from participation.invitations.queries import invitation_by_number
from participation.invitations.reading import check_register, read_register
from participation.invitations.register_actions import finish_register, keep_people, kept_mapping, take_register, upload_register
from participation.kit import clock
from participation.kit.sealed_files import delete_files
from participation.kit.sealing import Seals

DAY = timedelta(days=1)
SHARES = {
    "district": (1900, 1400, 1500, 1200, 900, 1100, 1000, 1000),
    "age": (1800, 2300, 2400, 2100, 1400),
    "sex": (5050, 4940, 10),
    "education": (2900, 2600, 2000, 2500),
    "background": (2400, 7600),
}
"""Shares of the values in the invented town, in hundredths of a percent."""
AGES = ((16, 29), (30, 44), (45, 59), (60, 74), (75, 95))
HEADER = "Familienname;Vornamen;Doktorgrad;Geburtsdatum;Geschlecht;Straße;Hausnummer;PLZ;Ort;Ortsteil"


@dataclass(frozen=True, slots=True)
class Outline:
    """How one of the councils goes: its seats, how many stand in the register, are invited and say yes, and when it begins."""

    title: str
    task: str
    seats: int
    register: int
    invited: int
    yes: int
    begins: datetime
    answers_until: datetime
    allowance_cents: int = 5000
    last_answer: datetime | None = None  # until when answers came in, where they still come


def hall_outline(today: datetime) -> Outline:
    """The town hall's council, for which answers ended three days ago."""
    task = "Soll die Stadthalle saniert oder neu gebaut werden, und was soll im Quartier entstehen?"
    return Outline("Bürgerrat Stadthalle", task, 30, 3000, 600, 120, today - 17 * DAY, today - 3 * DAY)


def invite(session: Session, cast: Cast, town: Town, consultation: Consultation, outline: Outline, seals: Seals) -> Council:
    """Begin a council, draw the invited from its register in the open, and let them answer."""
    admin, random = cast["admin"], Random(outline.seats)  # noqa: S311  # an invented town
    with clock.frozen(outline.begins) as now:
        council = begin_council(session, admin, consultation, outline.title, outline.seats, DISTRICTS, now)
        set_features(session, admin, consultation, council, [_with_shares(draft) for draft in usual_features(DISTRICTS)], now)
        values = {
            "title": outline.title, "seats": outline.seats, "task": outline.task, "allowance_cents": outline.allowance_cents,
            "answer_until": outline.answers_until, "delete_on": (outline.answers_until + 400 * DAY).date(),
        }  # fmt: skip
        change_council(session, admin, consultation, council, values, now)
        _read_register(session, cast, town, consultation, council, _register(town, random, outline.register), seals, now)
        plan = DrawPlan(outline.invited, (("age", "16-29", 150),), True, "Lottozahlen des folgenden Samstags")
        draw = commit_draw(session, admin, consultation, council, plan, now)
        later = now + 2 * DAY
        draw_the_invited(session, admin, consultation, council, draw, "4 11 23 30 37 45", later)
        advance_council(session, admin, consultation, council, CouncilStage.INVITING, later)
    if outline.last_answer:
        _print_letters(session, cast, consultation, council, later + timedelta(hours=1))
    _answer(session, cast, town, consultation, council, outline, seals, random)
    return council


def _print_letters(session: Session, cast: Cast, consultation: Consultation, council: Council, at: datetime) -> None:
    """The letters with their codes, which nobody keeps; their files are deleted after three days, as always."""
    with clock.frozen(at) as now:
        batches = request_letters(session, cast["admin"], consultation, council, "first", now)
        session.commit()  # the job that prints has a transaction of its own
        for batch in batches:
            make_letters(batch.id)
    for name in expire_letters(session, at + LASTS):
        delete_files(letters_dir(), name, KINDS)


def _with_shares(draft: FeatureDraft) -> FeatureDraft:
    values = tuple(Value(value.code, value.label, share) for value, share in zip(draft.values, SHARES[draft.code], strict=True))
    return FeatureDraft(draft.code, draft.label, draft.source, values, "Erfundene Zahlen für Auenstedt")


def _register(town: Town, random: Random, people: int) -> bytes:
    """An extract of an invented register, households of one to four."""
    names, rows, house = town.voices["names"], [HEADER], 0
    while len(rows) <= people:
        house += 1
        family, district = random.choice(names["last"]), random.choices(DISTRICTS, SHARES["district"])[0]
        for _each in range(random.choice((1, 1, 2, 2, 3, 4))):
            first, last = random.choices(AGES, SHARES["age"])[0]
            born = f"{random.randint(1, 28):02d}.{random.randint(1, 9):02d}.{2025 - random.randint(first, last)}"
            sex = random.choices("wmd", SHARES["sex"])[0]
            given = f"{random.choice(names['first'])} {random.choice(names['first'])}"
            rows.append(f"{family};{given};;{born};{sex};{district}er Weg;{house};00000;Auenstedt;{district}")
    return "\n".join(dict.fromkeys(rows[: people + 1])).encode()


def _read_register(
    session: Session, cast: Cast, town: Town, consultation: Consultation, council: Council, content: bytes, seals: Seals, now: datetime
) -> RegisterImport:
    made = upload_register(session, cast["admin"], consultation, council, content, "melderegister.csv", seals, now)
    take_register(session, cast["admin"], consultation, council, made, now)
    mapping, today = kept_mapping(made), now.date()
    alike, entries, people = check_register(content, mapping, council, today).likenesses, read_register(content, mapping, council, today), 0
    while stored := keep_people(session, made, entries, alike, seals):
        people += stored
    finish_register(session, made, people, now)
    session.refresh(made)
    return made


def _answer(
    session: Session, cast: Cast, town: Town, consultation: Consultation, council: Council, outline: Outline, seals: Seals, random: Random
) -> None:
    """Yes from some, no from others, a few letters that came back; by web, card and phone."""
    numbers = random.sample(range(1, outline.invited + 1), outline.yes + outline.yes // 2 + outline.yes // 10)
    span = ((outline.last_answer or outline.answers_until) - outline.begins - 4 * DAY) / len(numbers)
    given, family, names = town.voices["names"]["first"], town.voices["names"]["last"], Random(outline.invited)  # noqa: S311  # as above
    for place, number in enumerate(numbers):
        invitation, now = invitation_by_number(session, council, number), outline.begins + 3 * DAY + place * span
        if invitation is None:
            continue
        reply, channel = _reply(f"{names.choice(given)} {names.choice(family)}", number, place, outline.yes, random), random.choice(list(Channel))
        if channel == Channel.WEB and reply.said != Said.UNDELIVERABLE:
            answer_invitation(session, council, invitation, reply, seals, now)
        else:
            paper = Channel.PHONE if channel == Channel.PHONE else Channel.CARD
            enter_answer(session, cast["admin"], consultation, council, invitation, reply, paper, seals, now)


def _reply(name: str, number: int, place: int, yes: int, random: Random) -> Reply:
    if place >= yes:
        return Reply(Said.NO, reason=random.choice(REASONS)) if place < yes + yes // 2 else Reply(Said.UNDELIVERABLE)
    told = {
        "education": random.choices(("none", "middle", "upper", "degree"), (15, 22, 23, 40))[0],
        "background": random.choices(("yes", "no"), (17, 83))[0],
    }
    if place % 40 == 39:
        del told["background"]  # would rather not say
    return Reply(Said.YES, name, f"eingeladen{number}@demo.example", "", told, frozenset(told))
