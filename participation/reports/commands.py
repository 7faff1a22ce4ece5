"""What an operator exports: `flask export consultation SLUG FILE.zip`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from participation.consultations.queries import consultation_by_slug
from participation.kit.database import snapshot
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.whole_files import sum_and_size, written_whole
from participation.reports.pack import write_pack
from participation.reports.rules import is_over

export_commands = AppGroup("export", help="Write results into files.")


@export_commands.command("consultation")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
def export_consultation_command(slug: str, file: Path, force: bool) -> None:
    """Write the ZIP of a closed consultation, the same as council members download."""
    if file.exists() and not force:
        raise click.ClickException(_("Die Datei %(file)s gibt es schon. Mit --force wird sie ersetzt.", file=file.name))
    with snapshot() as session:
        try:
            consultation = consultation_by_slug(session, slug)
        except NotFound as error:
            raise click.ClickException(_("Es gibt keine Beteiligung mit der Kennung %(slug)s.", slug=slug)) from error
        over = is_over(consultation)
        if not over:
            raise click.ClickException(over.reason)
        with written_whole(file) as stream, click.progressbar(length=1, label=_("Ergebnisse zusammenstellen")) as bar:
            write_pack(session, consultation, stream, lambda done, total: _show(bar, done, total))
    digest, size = sum_and_size(file)
    click.echo(_("Geschrieben: %(file)s, %(size)s Bytes, SHA-256 %(digest)s.", file=file.name, size=size, digest=digest))


def _show(bar: object, done: int, total: int) -> None:
    bar.length = max(total, 1)  # type: ignore[attr-defined]  # click's progress bar
    bar.update(max(0, done - bar.pos))  # type: ignore[attr-defined]
