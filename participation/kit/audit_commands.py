"""What an operator asks the audit log: `flask audit verify`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from participation.kit.audit import verify
from participation.kit.database import db, reading_only
from participation.kit.language import gettext as _

audit_commands = AppGroup("audit", help="Check the audit log.")


@audit_commands.command("verify")
@click.option("--head", "published", metavar="HASH", help="A hash published earlier: is it still part of the log?")
def verify_command(published: str | None) -> None:
    """Check every entry of the log against its hash; exits with 1 where one does not fit."""
    try:
        expected = bytes.fromhex(published) if published else None
    except ValueError as error:
        raise click.BadParameter(_("Das ist kein Hash aus 64 Ziffern und Buchstaben.")) from error
    reading_only(True)  # a long check must not keep others from writing
    try:
        verdict = verify(db.session(), expected)
    finally:
        db.session.remove()
        reading_only(False)
    if verdict.broken_id is not None:
        click.echo(_("Das Protokoll wurde verändert: Eintrag %(number)s passt nicht zu seinem Hash.", number=verdict.broken_id), err=True)
        sys.exit(1)
    if not verdict.contains_expected:
        click.echo(_("Das Protokoll ist unvollständig: Der veröffentlichte Hash kommt nicht mehr darin vor."), err=True)
        sys.exit(1)
    click.echo(_("Das Protokoll ist unverändert: %(count)s Einträge, letzter Hash %(head)s.", count=verdict.entries, head=verdict.head.hex()))
