"""What an operator runs for the jobs: `flask worker`, `flask sweep`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from participation.kit.jobs import jobs_of, run_worker
from participation.kit.language import gettext as _


@click.command("worker")
@with_appcontext
def worker_command() -> None:
    """Work jobs off in a process of its own, until it is told to end."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the worker outlives this context
    click.echo(_("Der Hintergrunddienst läuft. Beenden mit Strg+C."))
    run_worker(app)


@click.command("sweep")
@with_appcontext
def sweep_command() -> None:
    """Run every sweep once: send due mail, delete what is past its date."""
    queue = jobs_of(current_app)
    for sweep in queue.sweeps:
        sweep.job()
        click.echo(_("Erledigt: %(name)s", name=sweep.name))
