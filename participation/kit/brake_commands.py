"""What an operator does in an emergency: `flask brake on|off|state`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from participation.kit import clock
from participation.kit.brake import brake_reason, pull_brake, release_brake
from participation.kit.database import db
from participation.kit.errors import DomainError
from participation.kit.language import gettext as _

brake_commands = AppGroup("brake", help="Read-only: everybody can read, nothing that is sent is taken.")


@brake_commands.command("on")
@click.argument("reason")
def on_command(reason: str) -> None:
    """Pull the brake, for a REASON that everybody can read."""
    _do(lambda: pull_brake(db.session(), None, reason, clock.now()))


@brake_commands.command("off")
def off_command() -> None:
    """Release the brake."""
    _do(lambda: release_brake(db.session(), None, clock.now()))


@brake_commands.command("state")
def state_command() -> None:
    """Say whether the brake is on."""
    reason = brake_reason()
    click.echo(_("Die Notbremse ist nicht gezogen.") if reason is None else _("Die Notbremse ist gezogen: %(reason)s", reason=reason))


def _do(act: object) -> None:
    try:
        act()  # type: ignore[operator]  # one of the two above
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        click.echo(error.message, err=True)
        sys.exit(1)
    state_command.callback()  # type: ignore[misc]  # click keeps the function
