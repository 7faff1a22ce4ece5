"""Class: races. What is sent many times at once happens once.

Proposals, supports, contributions, changes, names, codes and ballots with twenty at once on both databases: `tests/house/test_at_once.py`;
here over real connections to the running server.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select, text

from participation.accounts.copy_models import OwnCopy
from participation.accounts.models import Person, Purpose
from participation.proposals.models import Proposal, Support
from tests.abuse.client import Answer, Client
from tests.abuse.conftest import Town


def _at_once(client: Client, url: str, data: dict[str, object], times: int = 8) -> list[Answer]:
    _ready = client.token
    twins = [Client(client.port, dict(client.cookies), client.token) for _each in range(times)]
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda twin: twin.post(url, data), twins))


def test_one_person_supports_once_however_often_at_once(town: Town) -> None:
    with town.app.app_context(), town.session() as session:
        before = session.scalar(select(func.count()).select_from(Support).where(Support.proposal_id == town.ids["proposal"]))
    answers = _at_once(town.newcomer(), f"{town.proposal()}/unterstuetzen", {})
    assert {answer.status for answer in answers} <= {200, 303}
    with town.app.app_context(), town.session() as session:
        rows = session.scalar(select(func.count()).select_from(Support).where(Support.proposal_id == town.ids["proposal"]))
        assert rows == (before or 0) + 1
        assert session.get_one(Proposal, town.ids["proposal"]).support_count == rows


def test_one_code_makes_one_resident_however_many_enter_it_at_once(town: Town) -> None:
    clients = []
    with town.app.app_context(), town.session() as session:
        for number in range(4):
            person = Person(
                public_id=f"race-{number}",
                email=f"race{number}@town.example",
                email_confirmed_at=func.now(),
                public_name=f"Läufer {number}",
                public_name_key=f"laufer{number}",
                created_at=session.get_one(Person, town.ids["alice"]).created_at,
            )
            person.email_confirmed_at = person.created_at
            session.add(person)
            session.flush()
            town.ids[f"race {number}"] = person.id
        session.commit()
    for number in range(4):
        clients.append(town.client(f"race {number}"))
        _ready = clients[-1].token
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: client.post("/konto/nachweis", {"code": town.words["code"]}), clients))
    assert sorted(answer.status for answer in answers).count(303) == 1
    with town.app.app_context(), town.session() as session:
        assert session.scalar(text("SELECT count(*) FROM person WHERE public_id LIKE 'race-%' AND verified_at IS NOT NULL")) == 1


def test_one_link_signs_in_once_however_often_at_once(town: Town) -> None:
    answers = _at_once(town.client(), f"/anmelden/link/{town.link(Purpose.SIGN_IN)}", {})
    assert sorted(answer.status for answer in answers).count(303) == 1
    assert {answer.status for answer in answers} == {303, 410}


def test_one_copy_of_data_is_made_however_often_it_is_asked_for_at_once(town: Town) -> None:
    client = town.newcomer()
    assert {answer.status for answer in _at_once(client, "/konto/daten/kopie", {})} == {303}
    with town.app.app_context(), town.session() as session:
        assert session.scalar(select(func.count()).select_from(OwnCopy).where(OwnCopy.person_id == max(town.ids.values()))) in (0, 1)
        assert session.scalar(text("SELECT max(n) FROM (SELECT count(*) AS n FROM own_copy GROUP BY person_id)")) == 1


def test_two_cannot_take_one_name_at_once(town: Town) -> None:
    clients = [town.newcomer() for _each in range(3)]
    for client in clients:
        _ready = client.token
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda client: client.post("/konto/name", {"public_name": "Rotkehlchen"}), clients))
    assert sorted(answer.status for answer in answers).count(303) == 1
