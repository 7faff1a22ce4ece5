"""Two surveys: one that 1,200 people answered, closed, weighted and published, and a small one that a visitor can answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.demo.survey_questions import CITY_AGES, CITY_DISTRICTS, HALL, IDEAS, RELEASED, ROOMS, SUMMER
from participation.surveys.actions import SurveyTerms, close_survey, draft_survey, publish_survey, release_text
from participation.surveys.answer_actions import Answering, begin_answering, keep_answers, submit_answers
from participation.surveys.models import Survey
from participation.surveys.queries import free_texts
from participation.surveys.result_actions import choose_comparisons, enter_shares
from participation.surveys.uploading import read_upload

DAY = timedelta(days=1)
SITTINGS = 12
"""In so many parts of its time the answers come in."""
Answers = dict[str, Any]
_VISITS = {"16": (8, 30, 38, 24), "30": (12, 38, 34, 16), "45": (20, 42, 26, 12), "65": (28, 40, 20, 12)}
_WAYS = {"16": (24, 42, 18, 16), "30": (34, 36, 16, 14), "45": (48, 26, 14, 12), "65": (58, 18, 12, 12)}
_FAR = {"d1": 6, "d2": 8, "d3": 15, "d4": 18, "d5": 20, "d6": 32, "d7": 24, "d8": 28, "else": 45}


def note_surveys(session: Session, cast: Cast, consultation: Consultation, people: int, today: datetime, diary: Diary) -> list[Survey]:
    """Note both surveys. What is returned is filled when the diary is played: the surveys, to be counted afterwards."""
    kept: list[Survey] = []
    staff = cast["moderator"]
    big = SurveyTerms(
        "", "Wir planen die Stadthalle neu. Was Sie hier sagen, geht mit dem Ergebnis an den Stadtrat.", "open", True, None, today - 3 * DAY
    )
    small = SurveyTerms("", "Diese Umfrage läuft. Antworten Sie gern.", "open", True, None, today + 20 * DAY)
    diary.note(today - 30 * DAY, partial(_publish, session, cast, consultation, kept, HALL, big))
    diary.note(today - 5 * DAY, partial(_publish, session, cast, consultation, kept, SUMMER, small))
    chance = Random(1200)  # noqa: S311  # an example that is the same each time
    for part in range(SITTINGS):
        share = people // SITTINGS + (part < people % SITTINGS)
        answers = [_hall_answers(chance) for _each in range(share)]
        diary.note(today - 29 * DAY + part * 2 * DAY, partial(_answer, session, consultation, kept, 0, answers))
    summer = [_summer_answers(chance) for _each in range(max(2, people // 40))]
    diary.note(today - 2 * DAY, partial(_answer, session, consultation, kept, 1, summer))
    shares = {"age": CITY_AGES, "district": CITY_DISTRICTS}
    source = "Einwohnerstatistik Auenstedt (erfunden)"
    diary.note(today - 6 * DAY, lambda now: enter_shares(session, staff, consultation, kept[0], shares, source, now))
    compared = ["visits", "uses", "satisfied", "way"]
    diary.note(today - 6 * DAY, lambda now: choose_comparisons(session, staff, consultation, kept[0], "age", compared, now))
    diary.note(today - 3 * DAY - timedelta(minutes=5), lambda now: close_survey(session, staff, consultation, kept[0], now))
    diary.note(today - 2 * DAY, lambda now: _release(session, cast, consultation, kept[0], now))
    return kept


def _publish(session: Session, cast: Cast, consultation: Consultation, kept: list[Survey], file: bytes, terms: SurveyTerms, now: datetime) -> None:
    made = draft_survey(session, cast["moderator"], consultation, read_upload(file), terms, now)
    kept.append(publish_survey(session, cast["moderator"], consultation, made, now))


def _answer(
    session: Session, consultation: Consultation, kept: Sequence[Survey], place: int, answers: Sequence[Mapping[str, object]], now: datetime
) -> None:
    """Each from a browser of its own."""
    survey = kept[place]
    for number, one in enumerate(answers):
        who = Answering(None, hashlib.sha256(f"{survey.id}:{now.isoformat()}:{number}".encode()).digest())
        begin_answering(session, who, consultation, survey, now)
        keep_answers(session, who, consultation, survey, one, now)
        submit_answers(session, who, consultation, survey, now)


def _release(session: Session, cast: Cast, consultation: Consultation, survey: Survey, now: datetime) -> None:
    """Staff let everyone read some of the free texts, one of each kind."""
    wanted = {IDEAS[place] for place in RELEASED}
    for text in free_texts(session, survey, "idea", 1).items:
        if text.text in wanted:
            wanted.remove(text.text)
            release_text(session, cast["moderator"], consultation, survey, "idea", bytes.fromhex(text.key), now)


def _hall_answers(chance: Random) -> Answers:
    """What one person says. Older people and those from near the hall answer more often; who lives far away drives."""
    age = chance.choices(("16", "30", "45", "65"), (11, 20, 35, 34))[0]
    district = chance.choices((*_FAR, ""), (24, 18, 13, 10, 8, 7, 10, 7, 4, 3))[0]
    children = "yes" if chance.random() < {"16": 0.2, "30": 0.62, "45": 0.34, "65": 0.03}[age] else "no"
    visits = chance.choices(("monthly", "yearly", "rarely", "never"), _VISITS[age])[0]
    told: Answers = {"age": age, "visits": visits, **({"district": district} if district else {})}
    if chance.random() < 0.94:
        told["children"] = children
    told |= _without_visits(chance, age) if visits == "never" else _about_visits(chance, age, district, visits)
    if chance.random() < 0.8:
        told["times"] = {row: hours for row in ("week", "weekend") if (hours := _hours(chance, age, row))}
    if chance.random() < 0.95:
        told["way"] = chance.choices(("renovate", "build", "smaller", "unsure"), _WAYS[age])[0]
    if chance.random() < 0.86:
        liking = {"access": 2.2 if age == "65" else 1.2, "climate": 1.9 if age in ("16", "30") else 1.1, "sound": 1.2, "food": 1.0, "clubs": 1.3}
        told["needs"] = {code: str(place) for place, code in enumerate(sorted(liking, key=lambda one: -liking[one] * chance.random()), 1)}
    if chance.random() < 0.74:
        house, outside = 5 * chance.randint(6, 13), 5 * chance.randint(2, 6)
        told["money"] = {"house": str(house), "outside": str(outside), "programme": str(100 - house - outside)}
    if chance.random() < 0.88:
        told["ticket"] = str(5 * round(chance.gauss({"16": 5, "30": 6, "45": 7.5, "65": 6}[age], 2)) if chance.random() > 0.03 else 0)
        told["ticket"] = str(max(0, int(told["ticket"])))
    if chance.random() < 0.16:
        told["idea"] = chance.choice(IDEAS)
    return told


def _without_visits(chance: Random, age: str) -> Answers:
    reasons = ("programme", "price", "way", "steps", "other")
    weights = {"16": (62, 44, 18, 2, 8), "65": (24, 20, 30, 34, 10)}.get(age, (46, 30, 24, 8, 10))
    found = [reason for reason, weight in zip(reasons, weights, strict=True) if chance.random() * 100 < weight] or ["programme"]
    return {"why_not": found, **({"why_not.other": "Ich habe kleine Kinder."} if "other" in found else {})}


def _about_visits(chance: Random, age: str, district: str, visits: str) -> Answers:
    far = _FAR.get(district, 20)
    liking = {"music": {"16": 0.7, "30": 0.55}.get(age, 0.45), "theatre": {"16": 0.12, "65": 0.5}.get(age, 0.35)}
    liking |= {"clubs": 0.45 if visits == "monthly" else 0.22, "market": 0.3, "meeting": 0.16, "other": 0.05}
    uses = [use for use, share in liking.items() if chance.random() < share][:3] or ["music"]
    near = (52, 34, 8, 6) if far < 10 else (6, 28, 22, 44) if far < 26 else (1, 8, 22, 69)
    mood = {"16": 2.6, "30": 2.8, "45": 3.1, "65": 3.5}[age] + (0.4 if visits == "monthly" else 0.0)
    told: Answers = {"uses": uses, "travel": chance.choices(("foot", "bike", "bus", "car"), near)[0]}
    if "other" in uses:
        told["uses.other"] = "Flohmarkt"
    if chance.random() < 0.92:
        told["minutes"] = str(max(2, round(chance.gauss(far, far / 4))))
    told["satisfied"] = "dont_know" if chance.random() < 0.04 else str(min(5, max(1, round(chance.gauss(mood, 0.9)))))
    if chance.random() < 0.9:
        bad = {"hall": 0.14, "sound": 0.34, "toilets": 0.58, "access": 0.62 if age == "65" else 0.38, "kitchen": 0.28}
        told["parts"] = {code: chance.choices(("good", "fair", "bad"), (1 - bad[code], 0.5, bad[code]))[0] for code, _name in ROOMS}
    return told


def _hours(chance: Random, age: str, row: str) -> list[str]:
    likely = {"morning": 0.5 if age == "65" else 0.2, "afternoon": 0.55, "evening": 0.3 if age == "65" else 0.65}
    return [hour for hour, share in likely.items() if chance.random() < share + (0.1 if row == "weekend" else 0.0)]


def _summer_answers(chance: Random) -> Answers:
    found = chance.sample(("film", "market", "sport"), chance.randint(1, 2)) if chance.random() < 0.85 else ["quiet"]
    return {"what": found, "until": str(chance.choices((20, 21, 22, 23, 24), (8, 14, 44, 24, 10))[0])}
