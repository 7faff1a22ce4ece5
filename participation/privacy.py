"""Personal data of all rooms in one table: read by `flask privacy`, the worker's sweep and docs/privacy.md."""

from __future__ import annotations

from flask import Flask

from participation.accounts import privacy as accounts_privacy
from participation.invitations import privacy as invitations_privacy
from participation.kit.privacy import init_privacy
from participation.kit.privacy_commands import privacy_commands

HELD = (*accounts_privacy.HELD, *invitations_privacy.HELD)


def install_privacy(app: Flask) -> None:
    """Give the application the table and its commands."""
    init_privacy(app, HELD)
    app.cli.add_command(privacy_commands)
