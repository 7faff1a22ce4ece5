"""QR codes as drawings inside a page."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def qr_svg(content: str, title: str) -> Markup:
    """An SVG of the QR code of a text or address, with a title for those who do not see it.

    It scales with its box (class `qr-code`), has no style of its own, and stays dark on light in every theme, since scanners need that.
    """
    code = segno.make(content, error="m", micro=False)
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        title=title,
        omitsize=True,
        svgclass="qr-code",
        lineclass=None,
        light="#fff",
        dark="#000",
        border=4,
        encoding="utf-8",
    )
    drawing = out.getvalue().decode("utf-8").strip()
    return Markup(drawing.replace("<svg ", '<svg role="img" ', 1))  # segno escapes the title, the rest is numbers


def qr_png(content: str, scale: int = 8) -> bytes:
    """A PNG of the QR code, for download; `scale` is in pixels a module."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def qr_modules(content: str, border: int = 4) -> list[list[int]]:
    """The QR code as rows of grey values, 0 for dark and 255 for light, one a module; for a printed sheet."""
    code = segno.make(content, error="m", micro=False, mask=3)  # one fixed mask: choosing the best of eight takes most of the time
    return [[0 if module else 255 for module in row] for row in code.matrix_iter(scale=1, border=border)]
