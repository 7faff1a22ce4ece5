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
