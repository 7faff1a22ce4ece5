"""`participation survey`: check the file of a survey, or turn it into another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from participation.command_input import FILE, Impossible, Unusable
from participation.methods.surveys.definition import Kind, Survey, missing_texts
from participation.methods.surveys.faults import BadSurvey, Told
from participation.methods.surveys.files import MOST_BYTES, WRITTEN, read_survey, write_survey
from participation.methods.surveys.formats.carried import Carried
from participation.methods.surveys.reaching import unreachable

SHOWN = 200


@click.group("survey", help="Umfragen prüfen und umwandeln: unser JSON, XLSForm (.xlsx), LimeSurvey (.lss), SurveyJS (.json).")
def survey_command() -> None:
    """The files of surveys."""


@survey_command.command("check", help="Die Umfrage in FILE (.json, .xlsx, .lss) prüfen: Fehler, unerreichbare Fragen, fehlende Übersetzungen.")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als JSON; bei Fehlern eine Liste der Fehler.")
def check_command(file: Path, as_json: bool) -> None:
    """Say what is wrong with a survey. Ends with 2 for a file with faults, 1 where it can be read but some questions can never be reached."""
    carried = _read(file, as_json)
    never = [text for _element, text in unreachable(carried.survey)]
    missing = [{"where": one.name, "part": one.part, "language": one.language} for one in missing_texts(carried.survey)]
    if as_json:
        click.echo(_written({**_about(carried.survey), "unreachable": never, "missing_texts": missing, "not_carried": _rows(file, carried.notes)}))
    else:
        click.echo("\n".join(_words(file, carried, missing)))
    if never:
        raise Impossible("\n".join(never))


@survey_command.command("convert", help="Die Umfrage in SOURCE (.json, .xlsx, .lss) als TARGET (.json oder .xlsx) schreiben.")
@click.argument("source", type=FILE)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="TARGET überschreiben, wenn es die Datei schon gibt.")
@click.option("--json", "as_json", is_flag=True, help="Bericht als JSON; bei Fehlern eine Liste der Fehler.")
def convert_command(source: Path, target: Path, force: bool, as_json: bool) -> None:
    """Turn a survey's file into another and say what got lost. Ends with 2 where nothing was written."""
    ending = target.suffix.lower()
    if ending not in WRITTEN:
        raise Unusable(f"Geschrieben werden Dateien mit diesen Endungen: {', '.join(WRITTEN)}.")
    if target.exists() and not force:
        raise Unusable(f"Die Datei „{target}“ gibt es schon. Mit --force wird sie überschrieben.")
    carried = _read(source, as_json)
    written = write_survey(carried.survey, ending)
    try:
        target.write_bytes(written.content)
    except OSError as error:
        raise Unusable(f"Die Datei „{target}“ lässt sich nicht schreiben.") from error
    if as_json:
        click.echo(
            _written(
                {
                    **_about(carried.survey),
                    "written": target.name,
                    "not_carried": _rows(source, carried.notes),
                    "not_seen": _rows(target, written.notes),
                }
            )
        )
        return
    lines = [f"{target.name} ist geschrieben: {_size(carried.survey)}"]
    lines += _noted(f"Aus {source.name} nicht übernommen:", carried.notes)
    lines += _noted(f"In {target.name} nur für diese Plattform lesbar:", written.notes)
    click.echo("\n".join(lines))


def _read(file: Path, as_json: bool) -> Carried:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadSurvey.whole(f"Die Datei ist zu groß. Erlaubt sind {MOST_BYTES // 1024 // 1024} MB.")
        return read_survey(file.read_bytes())
    except OSError as error:
        raise Unusable(f"Die Datei „{file}“ lässt sich nicht lesen.") from error
    except BadSurvey as error:
        if as_json:
            click.echo(_written({"error": "faults", "number_of_faults": error.number, "faults": _rows(file, error.faults)}))
        many = "Die Datei hat einen Fehler." if error.number == 1 else f"Die Datei hat {error.number} Fehler."
        more = [f"… und {error.number - len(error.faults)} weitere."] if error.number > len(error.faults) else []
        raise Unusable("\n".join([many, *(_line(file.name, fault) for fault in error.faults), *more])) from error


def _line(name: str, told: Told) -> str:
    where = str(told.place)
    return f"{name}, {where}: {told.text}" if where else f"{name}: {told.text}"


def _rows(file: Path, told: Iterable[Told]) -> list[dict[str, Any]]:
    return [
        {"file": file.name, "sheet": one.place.sheet, "row": one.place.row, "column": one.place.column, "path": one.place.path, "text": one.text}
        for one in told
    ]


def _written(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1)


def _about(survey: Survey) -> dict[str, Any]:
    asked = [{"code": question.code, "kind": str(question.kind)} for question in survey.questions]
    return {"code": survey.code, "version": survey.version, "languages": list(survey.languages), "pages": len(survey.pages), "questions": asked}


def _size(survey: Survey) -> str:
    asked = sum(question.kind not in (Kind.INFORMATION, Kind.CALCULATION) for question in survey.questions)
    pages = "1 Seite" if len(survey.pages) == 1 else f"{len(survey.pages)} Seiten"
    return f"{'1 Frage' if asked == 1 else f'{asked} Fragen'} auf {pages}, Sprachen: {', '.join(survey.languages)}."


def _noted(heading: str, notes: Sequence[Told]) -> list[str]:
    if not notes:
        return []
    more = [f"  … und {len(notes) - SHOWN} weitere."] if len(notes) > SHOWN else []
    return ["", heading, *(f"  {one}" for one in notes[:SHOWN]), *more]


def _words(file: Path, carried: Carried, missing: Sequence[dict[str, str]]) -> list[str]:
    lines = [f"{file.name} ist ohne Fehler: {_size(carried.survey)}"]
    if missing:
        lines += ["", f"Noch zu übersetzen ({len(missing)}):"]
        lines += [f"  {one['where']} ({one['language']})" for one in missing[:SHOWN]]
        lines += [f"  … und {len(missing) - SHOWN} weitere."] if len(missing) > SHOWN else []
    return lines + _noted("Nicht übernommen:", carried.notes)
