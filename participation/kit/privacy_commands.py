"""What an operator runs to see and to delete what is due: `flask privacy due|sweep|table`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.privacy import all_due, as_markdown, held_by, sweep_all

privacy_commands = AppGroup("privacy", help="Personal data: what is held, what is due, delete it.")


@privacy_commands.command("due")
def due() -> None:
    """List what has a deletion date, the next first."""
    now = clock.now()
    found = all_due(current_app, current_session(), now)
    for one in found:
        click.echo(f"{one.on:%Y-%m-%d}{' !' if one.on <= now.date() else '  '} {one.rows:>8} {one.what}")
    if not found:
        click.echo("Nothing has a deletion date.")


@privacy_commands.command("sweep")
def sweep() -> None:
    """Delete what is past its date."""
    session = current_session()
    gone = sweep_all(current_app, session, clock.now())
    session.commit()
    for table, rows in gone.items():
        if rows:
            click.echo(f"{rows:>8} {table}")
    click.echo(f"{sum(gone.values())} rows deleted.")


@privacy_commands.command("table")
def table() -> None:
    """Print which columns hold personal data, what for and until when, as Markdown."""
    click.echo(as_markdown(held_by(current_app)))
