"""Figures of insight, drawn by the server as SVG: a course with its phases, shares beside the town's. The same on pages and in print.

Lines and words take the colour of the text around them, so that they can be read on light and on dark ground; what is filled differs by hatching, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from participation.kit.pages import format_percent

WIDTH = 720
FILLS = ("#2f6fb5", "#d98c2b", "#2e8540", "#8a5fb0")
TOWN = "#8a8f98"


@dataclass(frozen=True, slots=True)
class Span:
    """A phase: its name, first day, last day."""

    name: str
    first: date
    last: date


def course(begins: Sequence[date], step: int, series: Sequence[tuple[str, Sequence[int | None]]], phases: Sequence[Span]) -> Markup:
    """Columns a day or week, one colour a kind of act, the phases as bands above. What is hidden has no column."""
    shown = [(name, [number or 0 for number in numbers]) for name, numbers in series]
    sums = [sum(column) for column in zip(*(numbers for _name, numbers in shown), strict=True)]
    top, left, high = max(sums, default=0) or 1, 48.0, 190.0
    rows = _rows(phases, begins, step)
    above = 22.0 * (max((row for _span, row in rows), default=-1) + 1) + 14
    wide = (WIDTH - left) / max(1, len(begins))
    parts = [_line(left, above + high * (1 - tick / top), WIDTH, f"{tick:,}".replace(",", ".")) for tick in _ticks(top)]
    first, days = begins[0], step * len(begins)
    for span, row in rows:
        x0 = left + (WIDTH - left) * max(0, (span.first - first).days) / days
        x1 = left + (WIDTH - left) * min(days, (span.last - first).days + 1) / days
        parts.append(_band(x0, x1, 4 + 22 * row, span.name))
    for place in range(len(begins)):
        y = above + high
        for number, (_name, numbers) in enumerate(shown):
            tall = high * numbers[place] / top
            if tall:
                y -= tall
                parts.append(
                    f'<rect x="{left + wide * place + wide * 0.1:.1f}" y="{y:.1f}" width="{wide * 0.8:.1f}" height="{tall:.1f}" fill="{FILLS[number % 4]}"/>'
                )
    every = max(1, -(-len(begins) // 8))
    for place in range(0, len(begins), every):
        said = f"{begins[place].day}.{begins[place].month}."
        parts.append(_text(left + wide * place + wide / 2, above + high + 18, said, "middle"))
    x, y = left, above + high + 32
    for number, (name, _numbers) in enumerate(shown):
        wide = 40 + 7.6 * len(name)
        if x + wide > WIDTH and x > left:
            x, y = left, y + 22
        parts.append(f'<rect x="{x:.0f}" y="{y:.0f}" width="14" height="14" fill="{FILLS[number % 4]}"/>')
        parts.append(_text(x + 20, y + 12, name))
        x += wide
    return _svg(y + 24, parts)


def _rows(phases: Sequence[Span], begins: Sequence[date], step: int) -> list[tuple[Span, int]]:
    """Each phase that touches the picture in the first row that is free."""
    ends: list[date] = []
    placed = []
    last = begins[-1].toordinal() + step - 1
    for span in phases:
        if span.last < begins[0] or span.first.toordinal() > last:
            continue
        row = next((place for place, end in enumerate(ends) if end < span.first), len(ends))
        ends[row : row + 1] = [span.last]
        placed.append((span, row))
    return placed


def _ticks(top: int) -> list[int]:
    step = 1
    while top / step > 4:
        step *= 5 if str(step)[0] == "2" or (str(step)[0] == "1" and top / step > 20) else 2
    return list(range(0, top + 1, step))


def beside(rows: Sequence[tuple[str, float | None, float]], own: str, town: str) -> Markup:
    """Two bars a group: its share of those who took part, where it may be told, and its share of the town (0 to 1)."""
    most = max([share for _label, mine, theirs in rows for share in (mine or 0.0, theirs)], default=0) or 1
    left, each = 190.0, 40.0
    scale = (WIDTH - left - 64) / most
    parts = [
        f'<rect x="{left}" y="4" width="14" height="14" fill="{FILLS[0]}"/>',
        _text(left + 20, 16, own),
        f'<rect x="{left + 60 + 8.2 * len(own):.0f}" y="4" width="14" height="14" fill="{TOWN}"/>',
        _text(left + 80 + 8.2 * len(own), 16, town),
    ]
    for place, (label, mine, theirs) in enumerate(rows):
        y = 30 + each * place
        parts.append(_text(left - 10, y + 21, label if len(label) <= 24 else label[:23] + "…", "end"))
        if mine is not None:
            parts.append(f'<rect x="{left}" y="{y:.0f}" width="{max(1.0, mine * scale):.1f}" height="14" fill="{FILLS[0]}"/>')
            parts.append(_text(left + mine * scale + 6, y + 12, format_percent(mine)))
        else:
            parts.append(_text(left + 6, y + 12, "–"))
        parts.append(f'<rect x="{left}" y="{y + 16:.0f}" width="{max(1.0, theirs * scale):.1f}" height="14" fill="{TOWN}"/>')
        parts.append(_text(left + theirs * scale + 6, y + 28, format_percent(theirs)))
    return _svg(34 + each * len(rows), parts)


def _text(x: float, y: float, said: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" text-anchor="{anchor}" fill="currentColor">{escape(said)}</text>'


def _line(x: float, y: float, to: float, said: str) -> str:
    line = f'<path d="M{x:.1f} {y:.1f}H{to}" stroke="currentColor" stroke-opacity="0.25"/>'
    return line + _text(x - 8, y + 4, said, "end")


def _band(x0: float, x1: float, y: float, name: str) -> str:
    room = int((x1 - x0 - 8) / 7)
    said = name if len(name) <= room else (name[: max(0, room - 1)] + "…" if room > 3 else "")
    frame = f'<rect x="{x0:.1f}" y="{y:.0f}" width="{max(2.0, x1 - x0):.1f}" height="18" fill="{TOWN}" fill-opacity="0.25" stroke="currentColor" stroke-opacity="0.4"/>'
    return frame + _text(x0 + 5, y + 13, said)


def _svg(height: float, parts: Sequence[str]) -> Markup:
    inside = "".join(parts)
    return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" font-family="Fira Sans, sans-serif">{inside}</svg>')  # noqa: S704  # numbers and escaped words
