"""How many people live where, what a consultation cost, and reports of both: one that is over, one in between."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.people import NewPerson, create_person
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_CONSULTATION
from participation.consultations.queries import consultation_by_slug
from participation.demo.people import AT, Cast
from participation.demo.survey_questions import CITY_DISTRICTS
from participation.dossiers.actions import Draft, begin_dossier, publish_dossier, write_dossier
from participation.dossiers.sections.contents import NAMES, collect
from participation.insight.actions import CostDraft, enter_cost, enter_people, keep_count
from participation.kit.gathering import gather

TOWN, READERS = 30_000, 60
COSTS = (
    ("staff", 18_400_00, "Büro für Beteiligung, 320 Stunden", 40),
    ("print", 3_150_00, "Postkarten an alle Haushalte", 45),
    ("rooms", 1_280_00, "Stadthalle, Kleiner Saal, zwei Abende", 20),
    ("moderation", 4_600_00, "Moderation der Abende und des Bürgerrats", 12),
    ("allowances", 2_400_00, "Aufwandsentschädigung Bürgerrat", 10),
)
SUMMARY = """Viele Menschen wollen die Stadthalle behalten, **wenn sie ohne Stufen zu erreichen ist**. Über das Quartier gehen die Meinungen auseinander.

- Die meisten Vorschläge betreffen das Gebäude und den Weg dorthin.
- Die Umfrage zeigt: Wer die Halle oft nutzt, möchte sie eher sanieren.
- Der Bürgerrat wird gerade ausgelost; was er empfiehlt, kommt in den Schlussbericht."""
LIMITS = "Die Beteiligung läuft noch. Dieser Zwischenbericht wird nach dem Beschluss des Stadtrats fortgeschrieben."


def tell_of_it(session: Session, cast: Cast, stadthalle: Consultation, small: Consultation, today: datetime) -> None:
    """Everything that insight and reports show in the example."""
    shares = dict(zip((one.id for one in cast.districts), CITY_DISTRICTS.values(), strict=False))
    people: dict[int, int | None] = {number: round(TOWN * share / 100) for number, share in shares.items()}
    enter_people(session, cast["admin"], people, "Einwohnerstatistik Auenstedt (erfunden)", today - timedelta(days=30))
    for kind, cents, note, days in COSTS:
        day = (today - timedelta(days=days)).date()
        enter_cost(session, cast["admin"], stadthalle, CostDraft(kind, cents, note, day), today - timedelta(days=days - 1))
    for number in range(READERS):  # who has an account and only reads
        new = NewPerson(email=f"liest{number}@{AT}", public_name=f"Stille Lesung {number + 1}")
        create_person(session, new, today - timedelta(days=20), confirmed=number % 3 > 0)
    for one in (stadthalle, small):
        session.flush()
        found = consultation_by_slug(session, one.slug)
        keep_count(session, found, gather("outcome.people", OF_CONSULTATION, one.id), today)
    _report(session, cast, stadthalle, "Zwischenbericht: Stadthalle und Quartier", {"summary": SUMMARY, "limits": LIMITS}, today)
    _report(session, cast, small, f"Abschlussbericht: {small.title}", {}, today)
    session.commit()


def _report(session: Session, cast: Cast, one: Consultation, title: str, texts: dict[str, str], now: datetime) -> None:
    found = consultation_by_slug(session, one.slug)
    clerk = cast["admin"]
    dossier = begin_dossier(session, clerk, found, title, now)
    write_dossier(session, clerk, found, dossier, Draft(title, "", NAMES, texts), now)
    publish_dossier(session, clerk, found, dossier, collect(session, found, dossier.sections, dossier.texts, now), now)
