"""What the commands of the methods share: files to read, numbers, choices and a seed, with German words for what is wrong."""

from __future__ import annotations

import codecs
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from click.exceptions import NoSuchCommand

from participation.methods.tables import BadFiles


class File(click.Path):
    """A file that is there and can be read; `folders`: a folder will do as well."""

    def __init__(self, folders: bool = False) -> None:
        super().__init__(exists=True, dir_okay=folders, path_type=Path)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path. Raises click.BadParameter."""
        try:
            found = super().convert(value, param, ctx)  # type: ignore[arg-type]  # click's own stubs say str or PathLike
        except click.BadParameter:
            self.fail(f"Die Datei „{value}“ gibt es nicht, oder sie lässt sich nicht lesen.", param, ctx)
        return Path(str(found))


class Whole(click.ParamType[int]):
    """A whole number from `least` to `most`."""

    name = "Zahl"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises click.BadParameter."""
        text = str(value)
        if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit() or not self.least <= int(text[:12]) <= self.most:
            self.fail(f"„{text[:40]}“ ist keine ganze Zahl von {self.least} bis {self.most}.", param, ctx)
        return int(text)


class OneOf(click.Choice[str]):
    """One of some words."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word. Raises click.BadParameter."""
        if value not in self.choices:
            self.fail(f"„{str(value)[:40]}“ gibt es nicht. Möglich sind: {', '.join(self.choices)}.", param, ctx)
        return str(value)


FILE = File()


def read_text(path: Path) -> str:
    """A file's text: UTF-8, with or without a mark at its beginning, or what office programs write. Raises click.ClickException."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unusable(f"Die Datei „{path}“ lässt sich nicht lesen.") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_seed(given: str | None, size: int) -> str:
    """The hexadecimal seed given, or a random one of `size` bytes. Raises click.BadParameter for anything else."""
    if given is None:
        return secrets.token_hex(size)
    if not given or len(given) > 256 or any(character not in "0123456789abcdefABCDEF" for character in given):
        raise click.BadParameter("Ein Seed besteht aus hexadezimalen Ziffern, zum Beispiel 00ff12.", param_hint="--seed")
    return given.lower()


class Unusable(click.ClickException):
    """What was given cannot be used; ends with code 2 as a wrong option does."""

    exit_code = 2


class Impossible(click.ClickException):
    """What was given can be read, but what is asked for does not exist; ends with code 1."""

    exit_code = 1


def unusable(error: BadFiles, names: Mapping[str, str], nothing: str, *, as_json: bool) -> Unusable:
    """All faults of files in German, under the files' own names; `nothing`: a sentence on what was not done. As JSON they are written at once."""
    if as_json:
        rows = [{"file": names[fault.file], "row": fault.row, "column": fault.column, "text": fault.text} for fault in error.faults]
        click.echo(json.dumps({"error": "faults", "number_of_faults": error.number, "faults": rows}, ensure_ascii=False, indent=1))
    told = [str(fault).replace(fault.file, names[fault.file], 1) for fault in error.faults]
    more = [f"… und {error.number - len(told)} weitere."] if error.number > len(told) else []
    many = "Die Dateien haben einen Fehler" if error.number == 1 else f"Die Dateien haben {error.number} Fehler"
    return Unusable("\n".join([f"{many}. {nothing}", *told, *more]))


def said(error: click.ClickException) -> str:
    """An error of the command line in one German sentence."""
    name = _name_of(error)
    if isinstance(error, click.MissingParameter):
        return f"Es fehlt: {name}."
    if isinstance(error, click.NoSuchOption):
        return f"Die Option „{error.option_name}“ gibt es nicht." + _perhaps(error.possibilities)
    if isinstance(error, click.BadParameter):
        return f"{name}: {error.message}" if name else error.message
    if isinstance(error, NoSuchCommand):
        return f"Den Befehl „{error.command_name}“ gibt es nicht." + _perhaps(error.possibilities)
    if isinstance(error, click.BadOptionUsage):
        return f"Zur Option „{error.option_name}“ fehlt die Angabe, oder sie braucht keine."
    if isinstance(error, click.UsageError):
        return f"So lässt sich der Befehl nicht aufrufen ({error.message.rstrip('.')})."
    return error.format_message()


def _name_of(error: click.ClickException) -> str:
    if not isinstance(error, click.BadParameter):
        return ""
    hint = error.param_hint or (error.param.opts[0] if error.param is not None and error.param.param_type_name == "option" else None)
    if hint is None and error.param is not None:
        hint = error.param.make_metavar(error.ctx) if error.ctx is not None else error.param.name
    return hint if isinstance(hint, str) else ", ".join(hint or ())


def _perhaps(possibilities: Sequence[str] | None) -> str:
    return f" Meinten Sie {' oder '.join(sorted(possibilities))}?" if possibilities else ""
