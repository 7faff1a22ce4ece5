"""What each route of the public log answers to whom: everybody reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.codes import hash_token
from participation.kit.sealing import seals_of
from participation.public_log.actions import log_of, sign_logs
from participation.public_log.models import LogKind, LogSubscription
from participation.public_log.subscription_actions import leaving_path
from participation.settings import Settings
from participation.votes.models import Ballot
from tests.house.routes import Row, World

TOKEN = "b" * 43


def furnish(session: Session, world: World) -> None:
    """The world's votes have logs by themselves; they are signed. One address is told, one waits for its confirmation."""
    now = clock.now()
    with TemporaryDirectory() as folder:
        own = Settings(testing=True, secret_key="tests-only-" + "x" * 32, base_url="http://localhost", var_dir=Path(folder))
        sign_logs(session, own, now)
    log = log_of(session, LogKind.VOTE, world.vote_counted.id)
    world.log_size = log.size if log else 0
    world.tracker = session.scalars(select(Ballot.tracker).where(Ballot.vote_id == world.vote_counted.id)).first()
    waits = LogSubscription(email="waits@town.example", log_id=None, scope=0, asked_at=now, token_hash=hash_token(TOKEN))
    told = LogSubscription(email="told@town.example", log_id=None, scope=0, asked_at=now, confirmed_at=now)
    session.add_all([waits, told])
    session.flush()
    world.log_leaving = leaving_path(told, seals_of(own))


def at(path: str) -> Callable[[World], str]:
    """An address below a counted vote's log."""
    return lambda world: f"/protokoll/abstimmung-{world.vote_counted.id}{path}"


TABLE: dict[str, Row] = {
    "public_log.index GET": Row(lambda world: "/protokoll", "200"),
    "public_log.show GET": Row(at(""), "200"),
    "public_log.checkpoint GET": Row(at("/checkpoint"), "200"),
    "public_log.checkpoints GET": Row(at("/staende"), "200"),
    "public_log.checkpoint_file GET": Row(lambda world: f"/protokoll/abstimmung-{world.vote_counted.id}/staende/{world.log_size}.txt", "200"),
    "public_log.entries GET": Row(at("/eintraege.jsonl"), "200"),
    "public_log.entry GET": Row(at("/eintraege/1"), "200"),
    "public_log.entry_file GET": Row(at("/eintraege/1/nachweis.json"), "200"),
    "public_log.compare GET": Row(at("/vergleich"), "200"),
    "public_log.compare_file GET": Row(at("/vergleich.json"), "200"),
    "public_log_mine.mine GET": Row(at("/meine-stimme"), "200"),
    "public_log_mine.look POST": Row(at("/meine-stimme"), "200", lambda world: {"tracker": world.tracker}),
    "public_log_mine.mine_file POST": Row(at("/meine-stimme.json"), "200", lambda world: {"tracker": world.tracker}),
    "public_log_mail.subscribe GET": Row(lambda world: "/protokoll/abo", "200"),
    "public_log_mail.subscribe POST": Row(lambda world: "/protokoll/abo", "303", lambda world: {"email": "neu@town.example", "which": "alle"}),
    "public_log_mail.asked GET": Row(lambda world: "/protokoll/abo/gesendet", "200"),
    "public_log_mail.confirm GET": Row(lambda world: f"/protokoll/abo/{TOKEN}", "200"),
    "public_log_mail.confirm POST": Row(lambda world: f"/protokoll/abo/{TOKEN}", "200"),
    "public_log_mail.leave GET": Row(lambda world: f"/protokoll{world.log_leaving}", "200"),
    "public_log_mail.leave POST": Row(lambda world: f"/protokoll{world.log_leaving}", "200"),
}
