"""What an operator runs for places: `flask places streets FILE`."""

from __future__ import annotations

import sys
from typing import TextIO

import click
from flask.cli import AppGroup

from participation.kit import clock
from participation.kit.database import db
from participation.kit.language import gettext as _
from participation.places.actions import replace_streets
from participation.places.imports import StreetListError, read_streets
from participation.places.maps import town_map

places_commands = AppGroup("places", help="Streets and house numbers.")


@places_commands.command("streets")
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
def streets_command(file: TextIO) -> None:
    """Take in the city's list of streets and house numbers (CSV) in the place of the old one, whole or not at all."""
    try:
        addresses = read_streets(file, town_map())
    except StreetListError as error:
        for fault in error.faults:
            click.echo(fault, err=True)
        click.echo(_("Es wurde nichts übernommen."), err=True)
        sys.exit(1)
    number = replace_streets(db.session(), addresses, clock.now())
    db.session.commit()
    click.echo(_("%(number)s Adressen übernommen.", number=number))
