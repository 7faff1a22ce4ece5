"""Small builders for the tests' world; each makes one complete thing and returns it flushed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.models import District, Mandate, Person, Role
from participation.accounts.web_sessions import begin_session
from participation.consultations.models import Category, Consultation, Phase, Stage
from participation.consultations.phases import PhaseKind
from participation.kit import clock
from participation.kit.text import name_key

_numbers = count(1)
START = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)


def a_district(session: Session, name: str = "") -> District:
    """A part of the town."""
    district = District(name=name or f"Ortsteil {next(_numbers)}")
    session.add(district)
    session.flush()
    return district


def a_person(
    session: Session,
    name: str = "",
    *,
    role: Role = Role.RESIDENT,
    confirmed: bool = True,
    verified: bool = False,
    district: District | None = None,
    moderates: Consultation | None = None,
) -> Person:
    """A person with a confirmed address; `verified=True` for one who counts as a resident."""
    number = next(_numbers)
    public_name = name or f"Person {number}"
    now = clock.now()
    person = Person(
        public_id=f"person-{number:08d}",
        email=f"person{number}@town.example",
        email_confirmed_at=now if confirmed else None,
        public_name=public_name,
        public_name_key=f"{name_key(public_name)}-{number}",
        role=role,
        created_at=now,
        verified_at=now if verified else None,
        opinions_agreed_at=now,
        district_id=district.id if district else None,
        mandates=[],
    )
    session.add(person)
    session.flush()
    if moderates is not None:
        session.add(Mandate(person_id=person.id, consultation_id=moderates.id, given_at=now))
        session.flush()
        session.refresh(person, ["mandates"])
    return person


def a_resident(session: Session, name: str = "") -> Person:
    """A verified resident: may support and vote."""
    return a_person(session, name, verified=True)


def an_administrator(session: Session, name: str = "Verwaltung") -> Person:
    """Someone of the administration."""
    return a_person(session, name, role=Role.ADMINISTRATOR)


def a_consultation(
    session: Session,
    title: str = "Stadthalle und Quartier",
    *,
    stage: Stage = Stage.PUBLISHED,
    phases: tuple[tuple[PhaseKind, datetime, datetime], ...] | None = None,
    categories: tuple[str, ...] = ("Gebäude", "Nutzung", "Verkehr"),
) -> Consultation:
    """A published consultation that collects proposals all October, deliberates in November and votes in December 2026."""
    number = next(_numbers)
    default = (
        (PhaseKind.INFORM, START - timedelta(days=10), START),
        (PhaseKind.COLLECT, START, START + timedelta(days=31)),
        (PhaseKind.DELIBERATE, START + timedelta(days=31), START + timedelta(days=60)),
        (PhaseKind.VOTE, START + timedelta(days=61), START + timedelta(days=75)),
    )
    consultation = Consultation(
        slug=f"stadthalle-{number}",
        stage=stage,
        preview_token=f"preview-{number:08d}",
        title=title,
        summary="Was wird aus der Stadthalle?",
        decision="Ob die Stadthalle saniert oder neu gebaut wird.",
        decided_by="Der Stadtrat",
        decided_until=(START + timedelta(days=120)).date(),
        open_points="Der Ort\nDie Größe des Saals",
        fixed_points="Höchstens 20 Millionen Euro",
        use_of_result="Der Stadtrat berät das Ergebnis öffentlich.",
        contact="Amt für Stadtplanung, Rathausplatz 1",
        created_at=START,
        published_at=START if stage != Stage.DRAFT else None,
        closed_at=START if stage in (Stage.CLOSED, Stage.ARCHIVED) else None,
        phases=[
            Phase(kind=kind, title=f"Phase {kind}", starts_at=begin, ends_at=end) for kind, begin, end in (phases if phases is not None else default)
        ],
        categories=[Category(name=name, position=position) for position, name in enumerate(categories)],
        pictures=[],
        documents=[],
    )
    session.add(consultation)
    session.flush()
    return consultation


def sign_in(browser: FlaskClient, session: Session, person: Person) -> None:
    """Give a test browser the signed-in session of a person, as after the sign-in page."""
    token, _row = begin_session(session, person, "Testbrowser", clock.now())
    session.commit()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True


def token_for(browser: FlaskClient) -> str:
    """The token against forged requests that this browser's forms carry."""
    with browser.session_transaction() as cookie:
        raw = cookie.setdefault("csrf_token", "raw-token-of-a-test")
    return str(URLSafeTimedSerializer(browser.application.secret_key, salt="wtf-csrf-token").dumps(raw))


def post(browser: FlaskClient, url: str, data: Mapping[str, object] | None = None, **options: Any) -> TestResponse:
    """Submit a form as a page's form does, with its token."""
    return browser.open(url, method=options.pop("method", "POST"), data={"csrf_token": token_for(browser), **(data or {})}, **options)


def post_by_htmx(browser: FlaskClient, url: str, data: Mapping[str, object] | None = None, **options: Any) -> TestResponse:
    """Submit a form as htmx does: the answer is a fragment."""
    return post(browser, url, data, headers={"HX-Request": "true", **options.pop("headers", {})}, **options)
