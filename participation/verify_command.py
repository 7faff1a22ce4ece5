"""`participation verify`: does it hold? The transcript of a draw, the archive or evidence pack of an encrypted vote, or a ballot that was opened."""

from __future__ import annotations

import io
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from participation import evidence_command
from participation.command_input import FILE, File
from participation.methods.proof.belenios.archive import HEADER, Kind, read_archive
from participation.methods.proof.belenios.ballots import tracker_of
from participation.methods.proof.belenios.board import read_setup
from participation.methods.proof.belenios.elections import Election
from participation.methods.proof.belenios.faults import BAD_OPENING, WRONG_ELECTION_KEY, Refused
from participation.methods.proof.belenios.groups import GROUPS
from participation.methods.proof.belenios.opening import Opened, check_opened
from participation.methods.proof.belenios.questions import CrossesQuestion
from participation.methods.proof.belenios.trustees import joint_key
from participation.methods.proof.belenios.verify import Run, Verified, verify
from participation.methods.proof.log import check_against
from participation.methods.proof.notes import BadNote, Verifier
from participation.methods.sortition import verify as draws
from participation.verify_log import is_of_log, verify_log

LARGEST = 2_000_000_000
"""Bytes of an archive in a pack. A ZIP file may claim anything."""

LARGEST_OPENED = 50_000_000
"""Bytes of an opened ballot: a thousand options, and room."""

AT_ONCE = 16
FEW = 64


class CannotRead(Exception):
    """A file that is none of those that can be verified, in a German sentence."""


@click.command("verify")
@click.argument("file", type=File(folders=True))
@click.option("--running", is_flag=True, help="The vote is not counted yet: check what is there. Without this an archive that ends early is refused.")
@click.option("--earlier", type=FILE, help="An archive kept from before, which FILE must continue; for a log's entries an earlier checkpoint.")
@click.option("--checkpoint", type=FILE, help="A signed checkpoint that FILE must contain.")
@click.option("--archive", type=FILE, help="For an opened ballot (JSON): the archive (.bel) of its vote.")
@click.option("--log-key", help="The key of the public log (name+hash+base64) from a source that you trust. A pack's own key proves less.")
def verify_command(file: Path, running: bool, earlier: Path | None, checkpoint: Path | None, archive: Path | None, log_key: str | None) -> None:
    """Check what was published: FILE is a vote's archive (.bel), an evidence pack (ZIP or folder), or a draw's transcript (ZIP or folder).

    It may also be a ballot that was opened to check the device (JSON, with --archive), or of a public log its entries (JSON Lines) or a proof (JSON).
    """
    if evidence_command.is_evidence(file):
        if running or earlier:
            raise click.UsageError("--running and --earlier are for archives (.bel)")
        with all_cores() as run:
            code = evidence_command.check(file, checkpoint, log_key, run)
        sys.exit(code)
    try:
        if archive is None and is_of_log(file):
            sys.exit(verify_log(file, checkpoint, earlier, _trusted_key(log_key), lambda line: click.echo(plain(line))))
        if is_opened_ballot(file):
            sys.exit(_verify_opened(file, archive))
        if archive is not None:
            raise CannotRead("--archive gehört zu einem geöffneten Stimmzettel; ein Archiv prüfen Sie allein.")
        pack = read_pack(file)
    except CannotRead as error:
        click.echo(plain(str(error)))
        sys.exit(2)
    if pack is None:
        sys.exit(draws.main([str(file)]))
    note = checkpoint.read_bytes() if checkpoint else pack.checkpoint
    trusted = _trusted_key(log_key)
    try:
        with all_cores() as run:
            verified = verify(pack.archive, run=run, finished=not running, earlier=earlier.read_bytes() if earlier else None)
        lines = told(verified)
        lines += _checkpoint_lines(verified, note, trusted, pack.log_key)
    except (Refused, BadNote) as fault:
        click.echo(plain(f"WIDERLEGT: {_in_german(fault)}"))
        sys.exit(1)
    for line in [*lines, "Alles stimmt." if verified.result else "Bis hierher stimmt alles."]:
        click.echo(plain(line))


def is_opened_ballot(file: Path) -> bool:
    """Whether a file can be an opened ballot: besides it only a public log's files are JSON."""
    if file.is_dir():
        return False
    with file.open("rb") as content:
        return content.read(64).lstrip().startswith(b"{")


def _verify_opened(file: Path, kept: Path | None) -> int:
    """Say what an opened ballot holds; the exit code."""
    if file.stat().st_size > LARGEST_OPENED:
        raise CannotRead("Diese Datei ist zu groß für einen geöffneten Stimmzettel.")
    if kept is None:
        raise CannotRead("Zu einem geöffneten Stimmzettel brauchen Sie auch das Archiv der Abstimmung: --archive ABSTIMMUNG.bel")
    try:
        archive = read_archive(kept.read_bytes())
        setup = read_setup(archive, GROUPS)
        if joint_key(setup.election.group, setup.trustees) != setup.election.public_key:
            raise Refused(WRONG_ELECTION_KEY)
    except Refused as fault:
        raise CannotRead(f"{kept.name}: {fault}") from fault
    try:
        opened = check_opened(setup.election, file.read_bytes().decode("utf-8", "replace"))
    except Refused as fault:
        click.echo(plain(f"WIDERLEGT: {fault}"))
        return 2 if fault.fault == BAD_OPENING else 1
    cast = any(tracker_of(text) == opened.tracker for _event, text in archive.payloads(Kind.BALLOT))
    for line in opened_lines(setup.election, opened, cast):
        click.echo(plain(line))
    return 0


def opened_lines(election: Election, opened: Opened, cast: bool) -> list[str]:
    """What an opened ballot holds, in sentences."""
    lines = [f"Abstimmung „{election.name}“ ({election.uuid}), Fingerabdruck {election.fingerprint}.", f"Geöffneter Stimmzettel {opened.tracker}:"]
    for question, marks in zip(election.questions, opened.marks, strict=True):
        lines.append(f"  {question.text}")
        if isinstance(question, CrossesQuestion):
            options = (*(("(leer)",) if question.blank else ()), *question.options)
            chosen = [option for option, mark in zip(options, marks, strict=True) if mark]
            lines += [f"    angekreuzt: {option}" for option in chosen] or ["    nichts angekreuzt"]
        else:
            lines += [f"    {option}: {mark}" for option, mark in zip(question.options, marks, strict=True)]
    lines.append("Vergleichen Sie die Kennung mit der, die Ihr Gerät vor dem Öffnen gezeigt hat.")
    if cast:
        lines.append("Achtung: Dieser Stimmzettel liegt in der Urne. Wer diese Datei hat, weiß, wie abgestimmt wurde.")
    return [*lines, "Im Stimmzettel ist genau das verschlüsselt."]


class Pack:
    """An archive, and what lies beside it in an evidence pack."""

    def __init__(self, archive: bytes, checkpoint: bytes | None = None, log_key: str | None = None) -> None:
        self.archive = archive
        self.checkpoint = checkpoint
        self.log_key = log_key


def read_pack(file: Path) -> Pack | None:
    """The archive to check, by what the file contains; None if it is the transcript of a draw, which has a checker of its own."""
    if file.is_dir():
        return None
    data = file.read_bytes()
    if data.startswith(HEADER.encode()):  # asked first: a ZIP file may be hidden at the end of anything
        return Pack(data)
    if not data.startswith(b"PK"):
        raise CannotRead("Diese Datei ist weder das Archiv einer Abstimmung (.bel) noch ein Nachweispaket oder eine Losung (ZIP).")
    return _unpacked(data)


def _unpacked(data: bytes) -> Pack | None:
    try:
        pack = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise CannotRead("Diese ZIP-Datei ist beschädigt.") from None
    with pack:
        names = pack.namelist()
        archives = [name for name in names if name.endswith(".bel")]
        draw = "lottery.json" in names
        if not archives and draw:
            return None
        if not archives:
            raise CannotRead("Diese ZIP-Datei enthält weder eine Losung (lottery.json) noch das Archiv einer Abstimmung (.bel).")
        if draw or len(archives) > 1:
            raise CannotRead("Diese ZIP-Datei enthält mehreres, das zu prüfen ist; packen Sie sie aus und prüfen Sie jedes einzeln.")
        key = _beside(pack, archives[0], "log-key.txt")
        return Pack(_member(pack, archives[0]), _beside(pack, archives[0], "checkpoint.txt"), key.decode("utf-8", "replace").strip() if key else None)


def _beside(pack: zipfile.ZipFile, archive: str, name: str) -> bytes | None:
    folder = archive.rpartition("/")[0]
    path = f"{folder}/{name}" if folder else name
    return _member(pack, path) if path in pack.namelist() else None


def _member(pack: zipfile.ZipFile, name: str) -> bytes:
    if pack.getinfo(name).file_size > LARGEST:
        raise CannotRead(f"{name} ist zu groß.")
    try:
        return pack.read(name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError):  # damaged, encrypted, or compressed in a way unknown here
        raise CannotRead(f"{name} lässt sich nicht entpacken.") from None


@contextmanager
def all_cores() -> Iterator[Run]:
    """Carry out independent checks on all cores; few of them, or on one core, where they are. Of many a terminal shows how far they are."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores == 1:
        yield lambda check, cases: _shown(map, check, cases)
        return
    pool = ProcessPoolExecutor(cores)
    try:

        def spread(check: Callable[[Any], Any], given: list[Any]) -> Iterable[Any]:
            return map(check, given) if len(given) < 2 else pool.map(check, given, chunksize=1 if len(given) < FEW else AT_ONCE)

        yield lambda check, cases: _shown(spread, check, cases)
    finally:
        pool.shutdown(cancel_futures=True)


def _shown(spread: Callable[[Callable[[Any], Any], list[Any]], Iterable[Any]], check: Callable[[Any], Any], cases: Iterable[Any]) -> Iterator[Any]:
    given = list(cases)
    found = spread(check, given)
    if len(given) < FEW or not sys.stderr.isatty():
        yield from found
        return
    with click.progressbar(found, length=len(given), label="Geprüft", file=sys.stderr, show_pos=True) as bar:
        yield from bar


def told(verified: Verified) -> list[str]:
    """What an archive shows, in sentences."""
    election = verified.election
    lines = [
        f"Abstimmung „{election.name}“ ({election.uuid}), Gruppe {election.group.name}.",
        f"{len(verified.setup.weights)} Stimmrechte; {len(verified.setup.trustees)} Treuhänder:innen, alle nötig zum Entschlüsseln.",
        f"{len(verified.ballots)} Stimmzettel eingeworfen; {len(verified.counted)} zählen, mit dem Gewicht {verified.weight}. "
        "Beweise, Unterschriften und Stimmrechte stimmen.",
    ]
    if verified.tally is not None:
        lines.append("Die verschlüsselte Summe ist die der Stimmzettel, die zählen.")
    if verified.shuffled_by:
        lines.append(f"Gemischt, mit Beweis, von Treuhänder:in {_listed(verified.shuffled_by)}.")
    if verified.decrypted_by:
        lines.append(f"Entschlüsselt, mit Beweis, von Treuhänder:in {_listed(verified.decrypted_by)}.")
    return [*lines, *_result_lines(verified), f"Letztes Ereignis: {verified.head}"]


def plain(line: str) -> str:
    """A line that cannot steer a terminal, whatever an archive says its questions are called."""
    return "".join(character if character.isprintable() else "?" for character in line)


def _result_lines(verified: Verified) -> list[str]:
    if verified.result is None:
        return []
    lines = ["Das Ergebnis ist das entschlüsselte:"]
    for question, answer, odd in zip(verified.election.questions, verified.result.answers, verified.result.unpacked, strict=True):
        lines.append(f"  {question.text}")
        if isinstance(question, CrossesQuestion):
            options = (*(("(leer)",) if question.blank else ()), *question.options)
            lines += [f"    {option}: {count}" for option, count in zip(options, answer, strict=True)]
        else:
            lines.append(f"    {len(answer)} Antworten mit Rängen oder Noten, gemischt")
        if odd:
            lines.append(f"    Achtung: {odd} davon ohne gültige Form, von der Person selbst oder bei der Entschlüsselung so gemacht")
    return lines


def _trusted_key(text: str | None) -> Verifier | None:
    try:
        return Verifier.read(text) if text is not None else None
    except BadNote as error:
        raise click.BadParameter(str(error), param_hint="--log-key") from error


def _checkpoint_lines(verified: Verified, note: bytes | None, trusted: Verifier | None, own: str | None) -> list[str]:
    if note is None:
        return ["Kein unterschriebener Stand des öffentlichen Protokolls geprüft."]
    if trusted is None and own is None:
        return ["Der unterschriebene Stand wurde nicht geprüft: Es fehlt der Schlüssel (--log-key)."]
    checkpoint = check_against(verified.archive, note, trusted or Verifier.read(own or ""))
    line = f"Der unterschriebene Stand von {checkpoint.origin} ({checkpoint.size} Ereignisse) ist in diesem Archiv enthalten."
    return [line] if trusted else [line, "Der Schlüssel dazu stammt aus dem Paket selbst; mit --log-key prüfen Sie gegen einen, dem Sie trauen."]


def _in_german(fault: Refused | BadNote) -> str:
    if isinstance(fault, Refused):
        return str(fault)
    return f"Der unterschriebene Stand des öffentlichen Protokolls passt nicht zu diesem Archiv oder seinem Schlüssel ({fault})."


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
