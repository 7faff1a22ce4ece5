"""Making copies of people's data in the background, and deleting them after their days."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from participation.accounts.copy_actions import MAKE_COPY, expire_copies, finish_copy
from participation.accounts.copy_models import OwnCopy
from participation.accounts.factors import ways_in
from participation.accounts.own_data import OwnFile, as_json, own_data, shown
from participation.accounts.own_words import words_for
from participation.accounts.queries import person_by_id, web_sessions_of
from participation.kit import clock
from participation.kit.database import current_session, own_transaction, reading_only
from participation.kit.gathering import gather
from participation.kit.jobs import Job
from participation.kit.language import speaking
from participation.kit.pages import settings
from participation.kit.whole_files import delete_whole, new_name, path_of, written_whole
from participation.kit.work import tell_progress, tend_files, work_on


def make_copy(copy_id: int) -> None:
    """Make the copy that somebody asked for: once, whoever is nudged."""
    work_on(OwnCopy, copy_id, _write)


def _write(copy_id: int, attempt: int) -> None:
    def tell(done: int, total: int) -> None:
        with own_transaction() as session:
            tell_progress(session, OwnCopy, copy_id, attempt, done, total, clock.now())

    name = new_name()
    path = path_of(copies_dir(), name)
    with own_transaction() as session:
        person_id = session.get_one(OwnCopy, copy_id).person_id
    with written_whole(path) as stream:
        write_copy(person_id, stream, tell)
    with own_transaction() as session:
        kept = finish_copy(session, copy_id, attempt, name, path.stat().st_size, settings(), clock.now())
    if not kept:
        delete_whole(copies_dir(), name)


def write_copy(person_id: int, stream: BinaryIO, tell: Callable[[int, int], None]) -> None:
    """Write the ZIP: the data as JSON and as a page to read in the person's language, and the files that the person uploaded."""
    with _only_looking():
        session = current_session()
        person = person_by_id(session, person_id)
        language = person.language
        with speaking(language):
            data = own_data(person, web_sessions_of(session, person.id), ways_in(session, person), gather("person.data", person))
            files: list[OwnFile] = gather("person.files", person)
    there = [file for file in files if file.path.is_file()]
    with speaking(language):
        listed = [(f"dateien/{number:03d}-{file.path.name}", file) for number, file in enumerate(there, 1)]
        template = current_app.jinja_env.get_template("accounts/copy_file.html")
        html = template.render(data=data, files=[(name, file.words) for name, file in listed], shown=shown, words_for=words_for, language=language)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("meine-daten.json", as_json(data))
        archive.writestr("meine-daten.html", html)
        for done, (name, file) in enumerate(listed):
            tell(done, len(listed))
            archive.write(file.path, name, zipfile.ZIP_STORED)


@contextmanager
def _only_looking() -> Iterator[None]:
    """While the rooms are asked, the session reads only: nobody waits for a long look."""
    current_session().commit()
    reading_only(True)
    try:
        yield
        current_session().rollback()
    finally:
        reading_only(False)


def sweep_copies() -> None:
    """Delete copies past their days and what a crash left, then make what waits: a nudge was lost, or a worker died."""
    tend_files(OwnCopy, copies_dir(), expire_copies, make_copy)


def copies_dir() -> Path:
    """Where the copies lie until they are fetched."""
    return settings().var_dir / "own-copies"


JOBS: dict[str, Job] = {MAKE_COPY: make_copy}
"""By the names with which they are nudged."""
