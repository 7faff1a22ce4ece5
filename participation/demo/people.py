"""Who lives in Auenstedt: the six accounts to try everything with, and several hundred residents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.code_actions import make_codes, redeem_code
from participation.accounts.consent_actions import agree
from participation.accounts.consents import OPINIONS, newest_text
from participation.accounts.evidence import CodeKeys
from participation.accounts.models import District, Person, Role
from participation.accounts.passwords import hash_password
from participation.accounts.people import NewPerson, create_person
from participation.consultations.district_actions import add_district
from participation.demo.town import DISTRICTS, Town
from participation.settings import Settings

PASSWORD = "demo-demo-demo"  # noqa: S105  # printed at the start of the demo, refused elsewhere
AT = "demo.example"


@dataclass(frozen=True, slots=True)
class Account:
    """One of the accounts that the start of the demo prints."""

    name: str
    what: str
    role: Role
    shown: str
    position: str = ""


ACCOUNTS = (
    Account("resident", "a verified resident: proposes, supports, discusses, votes; drawn into two citizens' councils", Role.RESIDENT, "Linde 14"),
    Account("resident2", "another verified resident, a member of the same councils", Role.RESIDENT, "Kirschbaum"),
    Account("moderator", "moderates both consultations", Role.RESIDENT, "Mira Vogt"),
    Account("office", "answers proposals for the city", Role.OFFICE, "Jonas Reuter", "Amt für Stadtplanung"),
    Account("council", "member of the town council: exports closed consultations", Role.COUNCIL, "Hanna Brandt", "Stadtrat"),
    Account("admin", "sets up consultations, issues codes, gives roles", Role.ADMINISTRATOR, "Karl Ebner", "Büro für Beteiligung"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone in the example."""

    accounts: dict[str, Person]
    residents: Sequence[Person]
    districts: Sequence[District]

    def __getitem__(self, name: str) -> Person:
        return self.accounts[name]


def settle(session: Session, town: Town, number: int, settings: Settings, secret_key: str, now: datetime) -> Cast:
    """Open the accounts and verify the residents by codes of one batch, as letters would."""
    password = hash_password(PASSWORD)
    accounts = {
        one.name: create_person(
            session,
            NewPerson(
                email=f"{one.name}@{AT}",
                public_name=one.shown,
                real_name="" if one.role == Role.RESIDENT else one.shown,
                role=one.role,
                position=one.position,
                password_hash=password,
            ),
            now,
        )
        for one in ACCOUNTS
    }
    districts = [add_district(session, accounts["admin"], name, now) for name in DISTRICTS]
    names = town.names()
    residents = [
        create_person(session, NewPerson(email=f"einwohner{index}@{AT}", public_name=next(names)), now + timedelta(minutes=index))
        for index in range(1, number + 1)
    ]
    verified = [accounts["resident"], accounts["resident2"], accounts["moderator"], *residents]
    keys = CodeKeys.of(secret_key)
    per_district = -(-len(verified) // len(districts))
    for index, district in enumerate(districts):
        group = verified[index * per_district : (index + 1) * per_district]
        if group:
            _batch, codes = make_codes(session, accounts["admin"], len(group), f"Briefe {district.name}", district.id, keys, now)
            for person, code in zip(group, codes, strict=True):
                redeem_code(session, person, code, keys, settings, now + timedelta(days=1))
    all_agree(session, [*accounts.values(), *residents], now + timedelta(days=1))
    return Cast(accounts, residents, districts)


def all_agree(session: Session, people: Iterable[Person], now: datetime) -> None:
    """Everybody gives the consent that opinion maps and surveys ask for."""
    text = newest_text(session, OPINIONS)
    for person in people:
        agree(session, person, OPINIONS, text.id, "de", "/konto/einwilligung", now)
