"""`participation serve`, `migrate` and `demo`: bring the database up to date and serve it by waitress, with a worker beside."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from participation.app import create_app
from participation.demo.load import ACCOUNTS, PASSWORD, is_loaded, load_demo
from participation.demo.sealed import trustees_links
from participation.demo.town_map import FILE as TOWN_MAP
from participation.kit.jobs import start_worker
from participation.kit.schema import migrate
from participation.settings import Settings, SettingsError

THREADS = 8
TOWN = "Auenstedt"
CONNECTIONS: dict[str, Any] = {"connection_limit": 800, "channel_timeout": 60, "asyncore_use_poll": True}
"""Browsers keep up to six connections open: a hall of phones must find room. Below the 1,024 files that systems usually let a process open;
with `select`, waitress' own choice, a number above that would end the server."""


def read_settings(**overrides: object) -> Settings:
    """The settings of this environment; what makes no sense is one sentence instead of a traceback."""
    try:
        return Settings.from_environment(None, **overrides)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def make_application(settings: Settings) -> Flask:
    """The application; where a file that the settings name makes no sense, one sentence instead of a traceback."""
    try:
        return create_app(settings)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date."""
    app = make_application(read_settings())
    migrate(app)
    click.echo("The database is up to date.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=THREADS, show_default=True)
@click.option("--worker/--no-worker", default=True, show_default=True, help="Run background jobs in a thread of this process.")
def serve_command(host: str, port: int, threads: int, worker: bool) -> None:
    """Serve the platform by waitress."""
    serve(make_application(read_settings()), host, port, threads=threads, worker=worker)


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--scale", default=1.0, show_default=True, help="Size of the example: 1 is 300 proposals and 2,000 contributions.")
@click.option("--serve/--no-serve", "serves", default=True, show_default=True, help="Serve it after loading.")
def demo_command(host: str, port: int, scale: float, serves: bool) -> None:
    """Load the example of an invented town once, say its accounts, and serve it."""
    settings = read_settings(demo=True, city_name=TOWN, map_file=TOWN_MAP)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    key_file = settings.var_dir / "secret.key"
    if not key_file.exists():
        key_file.write_text(secrets.token_hex(32))
        key_file.chmod(0o600)
    app = make_application(read_settings(demo=True, city_name=TOWN, map_file=TOWN_MAP, secret_key=key_file.read_text().strip()))
    migrate(app)
    if is_loaded(app):
        click.echo(f"The example's data in {settings.var_dir} is kept (`make demo-reset` starts anew).")
    else:
        click.echo("Loading the example: the Stadthalle of Auenstedt, an invented town (under a minute) …")
        load_demo(app, scale=scale, tell=click.echo)
    click.echo("\nAccounts (password of all: " + PASSWORD + ")")
    for account in ACCOUNTS:
        click.echo(f"  {account.name + '@demo.example':28} {account.what}")
    click.echo("\nThe trustees of the encrypted votes, with their private keys:")
    for line in trustees_links(settings.var_dir):
        click.echo(f"  {line}")
    if serves:
        serve(app, host, port)


def _limits(settings: Settings) -> dict[str, Any]:
    """What the server lets through: a proxy's headers where one is named, and no body that would fill the disk before a page refuses it."""
    return {"clear_untrusted_proxy_headers": not settings.proxies, "max_request_body_size": 2 * (settings.max_upload_mb + 1) * 1024 * 1024}


def serve(app: Flask, host: str, port: int, *, threads: int = THREADS, worker: bool = True) -> None:
    """Serve until Ctrl+C; jobs run in a thread beside."""
    try:
        server = create_server(app, host=host, port=port, threads=threads, ident="", **CONNECTIONS, **_limits(app.extensions["settings"]))
    except OSError as error:
        raise click.ClickException(f"Port {port} is taken ({error.strerror}). Choose another with --port.") from error
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # one line for each request that waits: a hall waits longer for the lines
    running = start_worker(app) if worker else None
    click.echo(f"\nServing on http://{host}:{port} (stop with Ctrl+C)")
    sys.stdout.flush()
    try:
        server.run()
    finally:
        server.close()
        if running is not None:
            running.stop()
