"""Server-sent events of a running meeting: whoever waits is told at once, and nobody hears of what is not public."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.kit.database import db
from participation.live_events import LiveEvents
from participation.meetings.models import MeetingStage
from tests.conftest import settings_for
from tests.meetings.live_builders import Evening, an_evening

DatabaseMade = Callable[[str, Path], str]


async def _wait_for(port: int, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def _told(reader: asyncio.StreamReader) -> dict[str, object]:
    """The next event."""
    while True:
        line = await asyncio.wait_for(reader.readline(), 20)
        if not line:
            raise AssertionError("the connection has ended")
        if line.startswith(b"data: "):
            said: dict[str, object] = json.loads(line.removeprefix(b"data: "))
            return said


async def _status(port: int, path: str) -> str:
    reader, writer = await _wait_for(port, path)
    line = await asyncio.wait_for(reader.readline(), 20)
    writer.close()
    return line.decode().split()[1]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_phones_that_wait_are_told_what_changed_and_others_are_refused(kind: str, database_made: DatabaseMade, tmp_path: Path) -> None:
    app = create_app(settings_for(database_made(kind, tmp_path), tmp_path / "var"))

    async def play(evening: Evening, path: str) -> None:
        events, ready = LiveEvents(app), asyncio.Event()
        serving = asyncio.ensure_future(events.serve("127.0.0.1", 0, ready))
        await ready.wait()
        phones = [await _wait_for(events.port, f"/live{path}") for _n in range(3)]
        first = [await _told(reader) for reader, _writer in phones]
        assert {one["version"] for one in first} == {1}
        phones[2][1].close()
        poll = evening.poll()
        evening.session.commit()
        later = [await _told(reader) for reader, _writer in phones[:2]]
        assert all(f'data-live-poll="{poll.id}-open-0"' in str(one["poll"]) for one in later)
        for _attempt in range(100):
            if events.connections == 2:
                break
            await asyncio.sleep(0.05)
        assert events.connections == 2
        assert await _status(events.port, "/live/beteiligungen/gibt-es-nicht/sitzungen/1/stand") == "404"
        assert await _status(events.port, "/live/../etc/passwd") == "404"
        assert await _status(events.port, path) == "404"
        for _reader, writer in phones[:2]:
            writer.close()
        while events.connections:
            await asyncio.sleep(0.05)
        evening.meeting.stage = MeetingStage.DRAFT
        evening.session.commit()
        assert await _status(events.port, f"/live{path}") == "404"
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        evening = an_evening(session)
        session.commit()
        path = f"/beteiligungen/{evening.consultation.slug}/sitzungen/{evening.meeting.id}/stand"
        with ThreadPoolExecutor(1) as apart:  # a browser of another test may leave a loop running in this thread
            apart.submit(lambda: asyncio.run(play(evening, path))).result()
        db.engine.dispose()
