"""The `participation` command: small tools that need no running server. A subcommand is loaded when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper

import click
from click.exceptions import NoArgsIsHelpError

from participation.command_input import said

COMMANDS = {
    "count": "participation.count_command:count_command",
    "draw": "participation.draw_command:draw_command",
    "groups": "participation.groups_command:groups_command",
    "demo": "participation.serving:demo_command",
    "live": "participation.live_events:live_command",
    "map": "participation.map_command:map_command",
    "migrate": "participation.serving:migrate_command",
    "serve": "participation.serving:serve_command",
    "survey": "participation.survey_command:survey_command",
    "trustee": "participation.trustee_command:trustee_command",
    "verify": "participation.verify_command:verify_command",
}
"""Subcommand → where it is defined, as `module:attribute`. Importing this file must not import Flask."""
ONE_THREAD = ("live", "map", "serve", "demo")
"""Commands whose matrices are so small that a second thread of the linear algebra only waits, which costs as much as work."""


class LazyGroup(click.Group):
    """A group that knows where its commands are defined and imports only the one that is asked for."""

    def __init__(self, *, commands_at: Mapping[str, str], name: str, help: str) -> None:
        super().__init__(name=name, help=help)
        self._commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in alphabetical order."""
        return sorted(self._commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self._commands_at:
            return None
        if cmd_name in ONE_THREAD:
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported
        module, _, attribute = self._commands_at[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self._commands_at[cmd_name]} is not a click command")
        return command


participation = LazyGroup(commands_at=COMMANDS, name="participation", help="Werkzeuge der Beteiligungsplattform.")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what is wrong is told in German on stderr. Returns the exit code: 2 for what was given, 1 for what cannot be."""
    try:
        return int(participation.main(arguments, prog_name="participation", standalone_mode=False) or 0)
    except SystemExit as end:  # a command that ends itself
        return end.code if isinstance(end.code, int) else 0
    except click.Abort:
        click.echo("Abgebrochen.", err=True)
        return 130
    except NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        click.echo(f"Fehler: {said(error)}", err=True)
        return error.exit_code


def main() -> None:
    """Run the `participation` command; what a terminal cannot show becomes a question mark, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run())


if __name__ == "__main__":
    main()
