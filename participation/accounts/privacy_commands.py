"""What an operator runs after a restore: `flask privacy replay-deletions`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from participation.accounts.deletion_list import list_file, note_deletions, replay_deletions
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.pages import settings


@click.command("replay-deletions")
@with_appcontext
def replay_command() -> None:
    """After a restore: delete the accounts again that were deleted since the backup was made."""
    session = current_session()
    if not list_file(settings()).is_file():
        raise click.ClickException(f"There is no list of deletions at {list_file(settings())}.")
    count = replay_deletions(session, settings(), clock.now())
    session.commit()
    note_deletions(session, settings())
    click.echo(f"{count} accounts deleted again.")
