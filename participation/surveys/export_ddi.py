"""A survey's codebook as DDI-Codebook 2.5, which archives for social science read. Source: https://ddialliance.org/Specification/DDI-Codebook/2.5/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from participation.methods.surveys.conditions import printed
from participation.methods.surveys.definition import DONT_KNOW, MATRIX, ONE_OF, Kind
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.columns import ColumnOfTable
from participation.surveys.models import Mode, Survey

NAMESPACE = "ddi:codebook:2_5"
NUMERIC = frozenset({Kind.NUMBER, Kind.RANKING, Kind.POINTS, Kind.MULTIPLE, Kind.MATRIX_MULTIPLE})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MODES = {Mode.OPEN: "Offen: alle konnten antworten, ein Mal je Browser", Mode.ACCOUNT: "Mit Konto: jedes Konto konnte ein Mal antworten"}


def _text(value: str) -> str:
    return escape(_NOT_XML.sub("", value))


def _attribute(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value))


def ddi_pieces(survey: Survey, definition: Definition, columns: Sequence[ColumnOfTable], cases: int, *, weighted: bool = False) -> Iterator[str]:
    """The document piece by piece: about the survey, about the file with one line a person, then each of its columns."""
    title, language = _text(survey.title), _attribute(definition.languages[0])
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<codeBook xmlns="{NAMESPACE}" version="2.5" xml:lang={language}>\n'
    yield f"<docDscr><citation><titlStmt><titl>{title}: Codebuch</titl></titlStmt></citation></docDscr>\n"
    yield f"<stdyDscr><citation><titlStmt><titl>{title}</titl><IDNo>{survey.id}</IDNo></titlStmt></citation>\n"
    yield f"<stdyInfo><abstract>{_text(survey.introduction) or title}</abstract><sumDscr>{_dates(survey)}</sumDscr></stdyInfo>\n"
    mode = _text(_MODES[Mode(survey.mode)])
    weight = "<weight>Gewichtet nach den Anteilen der Stadt (Raking); die Spalte „gewicht“ hat im Mittel 1.</weight>" if weighted else ""
    sampling = "Wer antwortete, hat sich selbst dafür entschieden; keine Zufallsauswahl."
    yield f"<method><dataColl><sampProc>{sampling}</sampProc><collMode>{mode}</collMode>{weight}</dataColl></method></stdyDscr>\n"
    number = len(columns) + 1 + weighted
    yield f'<fileDscr ID="F1"><fileTxt><fileName>antworten.csv</fileName><dimensns><caseQnty>{cases}</caseQnty><varQnty>{number}</varQnty></dimensns>'
    yield "<fileType>CSV, UTF-8</fileType></fileTxt></fileDscr>\n<dataDscr>\n"
    yield '<var ID="V1" name="person" files="F1" intrvl="discrete"><labl>laufende Nummer, in zufälliger Folge</labl><varFormat type="numeric"/></var>\n'
    for place, column in enumerate(columns, 2):
        yield _variable(place, column, definition)
    if weighted:
        yield f'<var ID="V{number}" name="gewicht" files="F1" wgt="wgt" intrvl="contin"><labl>Gewicht</labl><varFormat type="numeric"/></var>\n'
    yield "</dataDscr></codeBook>\n"


def _dates(survey: Survey) -> str:
    moments = (("start", survey.opens_at or survey.published_at), ("end", survey.closed_at or survey.closes_at))
    return "".join(f'<collDate date="{moment.date().isoformat()}" event="{event}"/>' for event, moment in moments if moment is not None)


def _variable(place: int, column: ColumnOfTable, definition: Definition) -> str:
    """One column, its parts in the order of the schema: label, question, range, universe, categories, format."""
    question, main = column.question, definition.languages[0]
    asked = question.text.get(main, question.code)
    label = _text(f"{asked}: {column.part}" if column.part else asked)
    is_own = column.name.endswith(".text")
    numeric = question.kind in NUMERIC | {Kind.SCALE, Kind.CALCULATION} and not is_own
    parts = [f"<labl>{label}</labl><qstn><qstnLit>{_text(asked)}</qstnLit></qstn>"]
    limits = {"min": question.minimum, "max": question.maximum} if question.kind in (Kind.NUMBER, Kind.SCALE) else {}
    told = "".join(f' {name}="{limit:g}"' for name, limit in limits.items() if limit is not None)
    if told:
        parts.append(f"<valrng><range{told}/></valrng>")
    if question.condition is not None:
        parts.append(f"<universe>{_text(printed(question.condition))}</universe>")
    if not is_own:
        parts += [f"<catgry><catValu>{_text(code)}</catValu><labl>{_text(words)}</labl></catgry>" for code, words in categories(column, main)]
    parts.append(f'<varFormat type="{"numeric" if numeric else "character"}"/>')
    interval = "contin" if question.kind in (Kind.NUMBER, Kind.POINTS, Kind.CALCULATION) and not is_own else "discrete"
    return f'<var ID="V{place}" name={_attribute(column.name)} files="F1" intrvl="{interval}">{"".join(parts)}</var>\n'


def categories(column: ColumnOfTable, main: str) -> list[tuple[str, str]]:
    """The values of a column with their words; none for numbers and texts."""
    question = column.question
    if question.kind in ONE_OF | {Kind.MATRIX_SINGLE}:
        return [(option.code, option.text.get(main, option.code)) for option in question.options]
    if question.kind == Kind.MULTIPLE or question.kind in MATRIX:
        return [("0", "nicht gewählt"), ("1", "gewählt")]
    if question.kind == Kind.SCALE:
        ends = {question.steps[0]: question.low_text.get(main, ""), question.steps[-1]: question.high_text.get(main, "")}
        own = [(DONT_KNOW, "weiß nicht")] if question.dont_know else []
        return [*((str(step), ends.get(step) or str(step)) for step in question.steps), *own]
    return []
