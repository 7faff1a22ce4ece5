"""What the Monday digest costs: so many people with five notices each from two consultations, beside half and a tenth as many in the same run.

    python benchmarks/digests.py [PEOPLE]

The worker's own job on SQLite, from what is due to mails in the outbox; 200 people a transaction. Then the same with the worker stopped in
the middle and started again: every person has one mail. Prints people, mails, wall and CPU seconds, people a second and the process's
peak memory before and after; memory stays flat where the last two differ by little, however many people. Nothing is asserted but the count.
"""

from __future__ import annotations

import logging
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import structlog  # noqa: E402  # this checkout's, not an installed one
from flask import Flask  # noqa: E402  # as above
from sqlalchemy import delete, func, insert, select  # noqa: E402  # as above

from participation.accounts import notice_jobs  # noqa: E402  # as above
from participation.accounts.digests import mail_batch  # noqa: E402  # as above
from participation.accounts.models import Notice, Person, Role  # noqa: E402  # as above
from participation.app import create_app  # noqa: E402  # as above
from participation.consultations.models import Consultation, Stage  # noqa: E402  # as above
from participation.kit import clock  # noqa: E402  # as above
from participation.kit.database import current_session, db  # noqa: E402  # as above
from participation.kit.mail import OutboxMail  # noqa: E402  # as above
from participation.kit.schema import migrate  # noqa: E402  # as above
from participation.settings import Settings  # noqa: E402  # as above

MONDAY = datetime(2026, 10, 19, 5, 0, tzinfo=UTC)
NOTICES = 5
AT_ONCE = 5_000


class Stopped(BaseException):
    """The worker dies."""


def peak() -> float:
    """The process's peak memory, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def furnish(people: int) -> None:
    """People, and what they are told."""
    session = current_session()
    texts = {"preview_token": "x", "stage": Stage.PUBLISHED, "created_at": MONDAY, "published_at": MONDAY}
    session.add_all(Consultation(**texts | {"slug": slug, "title": slug.title(), "preview_token": slug}) for slug in ("halle", "park"))
    for start in range(0, people, AT_ONCE):
        numbers = range(start + 1, min(start + AT_ONCE, people) + 1)
        session.execute(
            insert(Person),
            [
                {
                    "id": number,
                    "public_id": f"person-{number}",
                    "email": f"person{number}@town.example",
                    "email_confirmed_at": MONDAY,
                    "public_name": f"Person {number}",
                    "public_name_key": f"person {number}",
                    "role": Role.RESIDENT,
                    "language": "en" if number % 5 == 0 else "de",
                    "created_at": MONDAY,
                }
                for number in numbers
            ],
        )
        session.commit()


def tell(people: int) -> None:
    """Everybody is told the same five things, due on Monday."""
    session = current_session()
    for start in range(0, people, AT_ONCE):
        numbers = range(start + 1, min(start + AT_ONCE, people) + 1)
        session.execute(
            insert(Notice),
            [
                {
                    "person_id": number,
                    "kind": "answer",
                    "message": "Die Stadt hat auf „%(title)s“ geantwortet: %(status)s.",
                    "words": {"title": f"Vorschlag {which}", "status": {"text": "Angenommen"}},
                    "url": f"/beteiligungen/{'halle' if which % 2 else 'park'}/vorschlaege/{which + 1}",
                    "created_at": MONDAY,
                    "mail_at": MONDAY,
                }
                for number in numbers
                for which in range(NOTICES)
            ],
        )
        session.commit()


def mails() -> tuple[int, int]:
    """How many mails wait, to how many people."""
    session = current_session()
    found = session.execute(select(func.count(), func.count(func.distinct(OutboxMail.recipient))).select_from(OutboxMail)).one()
    session.rollback()
    return int(found[0]), int(found[1])


def forget() -> None:
    """Begin anew."""
    for table in (OutboxMail, Notice):
        current_session().execute(delete(table))
    current_session().commit()


def measured(people: int) -> None:
    """One run of the job, in a line."""
    tell(people)
    before, wall, cpu = peak(), time.perf_counter(), time.process_time()
    notice_jobs.send_notices()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert mails() == (people, people)
    print(f"{people:>8} {wall:>8.1f} {cpu:>8.1f} {people / wall:>9.0f} {cpu / people * 1000:>10.3f} {before:>12.0f} {peak():>11.0f}")
    forget()


def stopped_and_begun_again(people: int) -> None:
    """The worker dies after claiming a batch in the middle, before its commit."""
    tell(people)
    calls = 0

    def dies(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        made = mail_batch(*args, **options)  # type: ignore[arg-type]  # as they were
        if calls == people // 400:
            raise Stopped
        return made

    notice_jobs.mail_batch = dies  # type: ignore[assignment]  # for this run
    try:
        notice_jobs.send_notices()
    except Stopped:
        current_session().rollback()
        print(f"\nstopped in the middle: {mails()[0]} mails of {people}", end="; ")
    notice_jobs.send_notices()
    assert mails() == (people, people)
    print("begun again: one mail each")


def main(app: Flask, people: int) -> None:
    """Measure."""
    migrate(app)
    with app.app_context(), clock.frozen(MONDAY):
        furnish(people)
        print("  people   wall s    CPU s  people/s  CPU ms each  MiB before   MiB after")
        for number in (people // 10, people // 2, people):
            measured(number)
        stopped_and_begun_again(people // 5)
        db.engine.dispose()


if __name__ == "__main__":
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        made = Settings(demo=True, var_dir=Path(folder), base_url="https://mitreden.town.example", mail_transport="null")
        app = create_app(made)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # the table alone
        main(app, int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
