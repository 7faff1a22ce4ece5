"""Two who append at the same moment get consecutive positions; SQLite and PostgreSQL each hold the log for one of them."""

from __future__ import annotations

from threading import Barrier, Thread

from flask import Flask

from participation.kit.database import own_transaction
from participation.methods.proof.merkle import tree_hash
from participation.public_log.actions import append, log_of, open_log
from participation.public_log.models import LogKind
from participation.public_log.queries import all_entries, tree_of
from tests.conftest import NOON

WRITERS, EACH = 4, 5


def test_two_at_once_stand_one_behind_the_other(own_app: Flask) -> None:
    app, barrier = own_app, Barrier(WRITERS)
    with app.app_context(), own_transaction() as session:
        open_log(session, LogKind.VOTE, 1, "Halle", NOON)

    def write(name: int) -> None:
        barrier.wait()
        for number in range(EACH):
            with app.app_context(), own_transaction() as session:
                log = log_of(session, LogKind.VOTE, 1)
                assert log is not None
                append(session, log, [f"{name}-{number}-a", f"{name}-{number}-b"], NOON)

    threads = [Thread(target=write, args=(name,)) for name in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context(), own_transaction() as session:
        log = log_of(session, LogKind.VOTE, 1)
        assert log is not None
        lines = all_entries(session, log, log.size)
        assert len(lines) == log.size == WRITERS * EACH * 2
        assert all(lines[place][:-1] == lines[place + 1][:-1] for place in range(0, len(lines), 2)), "what one act appends stays together"
        assert tree_of(session, log).root() == tree_hash(line.encode() for line in lines)
