"""What an operator does with accounts: the first administrator, and the sweep of what is past its date."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from participation.accounts import passwords
from participation.accounts.actions import unblock_due
from participation.accounts.addresses import fold_address
from participation.accounts.entry_actions import request_new_password
from participation.accounts.mailed_links import sweep_links
from participation.accounts.models import Role
from participation.accounts.network_actions import sweep_networks
from participation.accounts.people import NewPerson, create_person
from participation.accounts.tickets import sweep_tickets
from participation.accounts.web_sessions import sweep_sessions
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import DomainError
from participation.kit.language import gettext as _
from participation.kit.pages import settings

accounts_commands = AppGroup("accounts", help="People who sign in.")


@accounts_commands.command("create-administrator")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="The person's own name, shown beside what they write.")
@click.option("--position", default="Verwaltung", show_default=True, help="Office or function, shown beside the name.")
@click.option("--mail-link", is_flag=True, help="Mail a link to choose the password instead of asking for it here.")
def create_administrator(email: str, name: str, position: str, mail_link: bool) -> None:
    """Open an account of the administration."""
    address = fold_address(email)
    if address is None:
        raise click.BadParameter(_("Das ist keine E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@beispiel.de"), param_hint="--email")
    password_hash = None if mail_link else passwords.hash_password(_ask_password(address, name))
    session, now = current_session(), clock.now()
    try:
        new = NewPerson(email=address, role=Role.ADMINISTRATOR, real_name=name, position=position, password_hash=password_hash)
        create_person(session, new, now)
        if mail_link:
            request_new_password(session, address, "de", settings(), now)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    session.commit()
    click.echo(_("Das Konto ist eröffnet: %(email)s", email=address))


def _ask_password(address: str, name: str) -> str:
    while True:
        typed: str = click.prompt(_("Passwort"), hide_input=True, confirmation_prompt=True)
        objection = passwords.objection(typed, address, name)
        if not objection:
            return typed
        click.echo(objection, err=True)


@accounts_commands.command("expire")
def expire() -> None:
    """Delete links and sessions past their date; the worker does the same every hour."""
    links, sessions = sweep_accounts()
    click.echo(_("Gelöscht: %(links)s Links, %(sessions)s Anmeldungen.", links=links, sessions=sessions))


def sweep_accounts() -> tuple[int, int]:
    """Delete what is past its date, and commit. Returns the numbers of links and sessions."""
    session = current_session()
    sweep_tickets(session, clock.now())
    sweep_networks(session, clock.now())
    swept = sweep_links(session, clock.now()), sweep_sessions(session, settings(), clock.now())
    session.commit()
    return swept


def end_blocks() -> int:
    """Lift the blocks whose end has come, and commit. Returns how many."""
    session = current_session()
    lifted = unblock_due(session, clock.now())
    session.commit()
    return lifted
