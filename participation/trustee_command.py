"""`participation trustee`: what a trustee of an encrypted vote does on their own computer. Files in, files out; nothing is sent."""

from __future__ import annotations

import os
import secrets
from hashlib import sha256
from pathlib import Path

import click

from participation.command_input import FILE, read_text
from participation.methods.proof.belenios import running, trustees
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.encoding import sha256_base64
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.groups import GROUPS
from participation.methods.proof.belenios.tally import shuffled_questions
from participation.methods.proof.belenios.verify import Verified, verify
from participation.verify_command import all_cores, plain, told

OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("trustee")
def trustee_command() -> None:
    """Keys and decryption for the trustees of an encrypted vote. The private key never leaves this computer."""


@trustee_command.command("keygen")
@click.option("--group", "name", type=click.Choice(sorted(GROUPS)), default="BELENIOS-2048", show_default=True, help="As the vote says.")
@click.option("--out", type=OUT, help="Where to write, without ending; a short hash of the key if not given.")
def keygen(name: str, out: Path | None) -> None:
    """Make a pair of keys: OUT.privkey, which only you can read, and OUT.pubkey, which you hand over."""
    group = GROUPS[name]
    private = trustees.new_private_key(group, secrets.token_bytes)
    public = trustees.write_public_key(group, private, secrets.token_bytes)
    stem = str(out) if out else sha256(str(trustees.public_key(group, private)).encode()).hexdigest()[:8].upper()
    _write_new(Path(f"{stem}.privkey"), trustees.write_private_key(private), 0o600)
    _write_new(Path(f"{stem}.pubkey"), public, 0o644)
    click.echo(f"Geheimer Schlüssel: {stem}.privkey – bewahren Sie ihn sicher auf, ohne ihn gibt es kein Ergebnis.")
    click.echo(f"Öffentlicher Schlüssel: {stem}.pubkey – diesen geben Sie ab.")
    click.echo(f"Prüfzahl des öffentlichen Schlüssels: {sha256_base64(public)}")


@trustee_command.command("shuffle")
@click.argument("archive", type=FILE)
@click.option("--key", type=FILE, required=True, help="Your .privkey file; it only tells which trustee you are.")
@click.option("--out", type=OUT, required=True, help="Where to write the shuffle.")
def shuffle(archive: Path, key: Path, out: Path) -> None:
    """Check ARCHIVE, then shuffle the encrypted ballots of a vote with ranks or scores."""
    verified, _private, number = _opened(archive, key)
    last = verified.archive.events[-1].kind
    if verified.tally is None or not shuffled_questions(verified.election) or last not in (Kind.ENCRYPTED_TALLY, Kind.SHUFFLE):
        raise click.ClickException("In diesem Archiv ist jetzt nichts zu mischen.")
    if number in verified.shuffled_by:
        raise click.ClickException("Sie haben schon gemischt.")
    text, _tally = running.shuffled(verified.election, verified.tally, secrets.token_bytes)
    _write_new(out, text, 0o644)
    click.echo(f"Gemischt als Treuhänder:in {number}: {out}")
    click.echo(f"Prüfzahl: {sha256_base64(text)}")


@trustee_command.command("decrypt")
@click.argument("archive", type=FILE)
@click.option("--key", type=FILE, required=True, help="Your .privkey file.")
@click.option("--out", type=OUT, required=True, help="Where to write your part of the decryption.")
def decrypt(archive: Path, key: Path, out: Path) -> None:
    """Check ARCHIVE, every ballot and the encrypted tally, then decrypt the tally with your key. Only ever do this once for a vote."""
    verified, private, number = _opened(archive, key)
    ready = Kind.END_SHUFFLES if shuffled_questions(verified.election) else Kind.ENCRYPTED_TALLY
    if verified.tally is None or verified.archive.events[-1].kind not in (ready, Kind.PARTIAL_DECRYPTION):
        raise click.ClickException("In diesem Archiv ist jetzt nichts zu entschlüsseln.")
    if number in verified.decrypted_by:
        raise click.ClickException("Sie haben schon entschlüsselt.")
    text = running.decrypted(verified.election, verified.tally, private, secrets.token_bytes)
    _write_new(out, text, 0o644)
    for line in told(verified):
        click.echo(plain(line))
    click.echo(f"Entschlüsselt als Treuhänder:in {number}: {out}")
    click.echo(f"Prüfzahl: {sha256_base64(text)}")


def _opened(archive: Path, key: Path) -> tuple[Verified, int, int]:
    """The archive, all of it checked, the private key, and the number of the trustee whose it is."""
    try:
        with all_cores() as run:
            verified = verify(archive.read_bytes(), run=run, finished=False)
        group = verified.election.group
        private = trustees.read_private_key(read_text(key), group, key.name)
    except Refused as refused:
        raise click.ClickException(plain(f"WIDERLEGT: {refused}")) from refused
    public = trustees.public_key(group, private)
    if public not in verified.setup.trustees:
        raise click.ClickException("Ihr Schlüssel gehört nicht zu dieser Abstimmung.")
    return verified, private, verified.setup.trustees.index(public) + 1


def _write_new(path: Path, text: str, mode: int) -> None:
    """Write a file that is not there yet: a key must not be lost, and nothing is decrypted twice by mistake."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise click.ClickException(f"{path} gibt es schon; es wird nichts überschrieben.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        os.fchmod(file.fileno(), mode)
